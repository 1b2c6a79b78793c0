//! Formulas: TeX to MathML. The converter is named here and nowhere else.

use std::ops::Range;
use std::sync::OnceLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use super::mathml;

/// The longest formula that is read, in bytes.
const LONGEST: usize = 20_000;
/// How deep a formula may be: the converter calls itself for each level.
const DEEPEST: usize = 100;

/// What is wrong with a formula.
pub(super) struct Fault {
    /// Where, in bytes of the formula.
    pub span: Range<usize>,
    /// Why.
    pub reason: String,
}

/// A formula as a `math` element.
pub(super) fn convert(formula: &str, display: bool) -> Result<String, Fault> {
    let whole = 0..formula.len();
    if formula.len() > LONGEST {
        return Err(Fault { span: whole, reason: format!("it is longer than {LONGEST} bytes") });
    }
    if depth(formula) > DEEPEST {
        return Err(Fault { span: whole, reason: format!("it is nested deeper than {DEEPEST} levels") });
    }
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter().convert_with_local_state(formula, display) {
        Ok(made) => {
            let markup = without_styles(made.mathml);
            match mathml::fault(&markup) {
                None => Ok(markup),
                Some(reason) => Err(Fault { span: whole, reason: format!("a formula holds no HTML: {reason}") }),
            }
        }
        Err(fault) => {
            let reason = fault.error_message();
            let reason = reason.trim_end_matches('.').replace(['"', '“', '”'], "`");
            Err(Fault { span: fault.0, reason: lower_first(&reason) })
        }
    }
}

fn converter() -> &'static LatexToMathML {
    static CONVERTER: OnceLock<LatexToMathML> = OnceLock::new();
    CONVERTER.get_or_init(|| LatexToMathML::new(MathCoreConfig::default()).unwrap_or_default())
}

fn lower_first(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_lowercase().chain(characters).collect())
}

/// How deep the converter would go: groups, environments, and commands that take the next one as
/// their argument, as in `\hat\hat\hat x`.
fn depth(formula: &str) -> usize {
    let (mut groups, mut environments, mut run, mut below, mut deepest) = (Vec::new(), 0_usize, 0_usize, 0_usize, 0);
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                let length = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
                match &rest[..length] {
                    "" => {
                        rest = rest.get(1..).unwrap_or("");
                        run = 0;
                    }
                    "left" | "begin" => environments += 1,
                    "right" | "end" => environments = environments.saturating_sub(1),
                    _ => run += 1,
                }
                rest = &rest[length.min(rest.len())..];
            }
            '{' | '[' => {
                groups.push(run);
                below += run + 1;
                run = 0;
            }
            '}' | ']' => {
                below -= groups.pop().map_or(0, |run| run + 1);
                run = 0;
            }
            '^' | '_' => run += 1,
            c if c.is_whitespace() => {}
            _ => run = 0,
        }
        deepest = deepest.max(below + run + environments);
    }
    deepest
}

/// The same without `style` attributes, which no page of ours allows. How a cell is aligned is said by
/// a class instead, as in other tables.
fn without_styles(mathml: String) -> String {
    const STYLE: &str = " style=\"";
    if !mathml.contains(STYLE) {
        return mathml;
    }
    let mut plain = String::with_capacity(mathml.len());
    let mut rest = mathml.as_str();
    while let Some(at) = rest.find(STYLE) {
        plain.push_str(&rest[..at]);
        let value = &rest[at + STYLE.len()..];
        let end = value.find('"').unwrap_or(value.len());
        for (style, class) in [("right", "align-right"), ("left", "align-left"), ("center", "align-center")] {
            if value[..end].contains(&format!("text-align: {style}")) {
                plain.push_str(&format!(" class=\"{class}\""));
                break;
            }
        }
        rest = value.get(end + 1..).unwrap_or("");
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_mathml_without_styles() {
        let made = convert(r"\begin{aligned}a &= b\\ c &< d\end{aligned} \color{red} x", true).ok().unwrap();
        assert!(made.starts_with("<math display=\"block\">") && made.contains("&lt;"), "{made}");
        assert!(!made.contains(" style="), "{made}");
        assert!(made.contains("<mtd class=\"align-right\"><mi>a</mi></mtd>"), "{made}");
    }

    #[test]
    fn a_fault_says_where_and_why() {
        let fault = convert(r"x + \foo", false).err().unwrap();
        assert_eq!((fault.span, fault.reason.as_str()), (4..8, "unknown command `\\foo`"));
    }

    /// One formula of each family that the converter knows: all of them pass the allow-list.
    #[test]
    fn good_formulas_pass_as_they_are() {
        const FORMULAS: [&str; 44] = [
            r"x^2 + y_1 - \frac{a}{b}",
            r"a < b > c \& d",
            r"\operatorname{argmax} x",
            r"\operatorname*{arg\,max}_x",
            r"\operatornamewithlimits{lim}_{x}",
            r"\text{for } x < 3 \text{ & <b>}",
            r"\mathrm{mmHg} \mathbf{x} \mathbb{R} \mathcal{L} \mathfrak{g} \mathsf{s} \mathtt{t}",
            r"\textbf{a} \textit{b} \emph{c} \texttt{d} \textsf{e} \textrm{f} \underline{x}",
            r"\textbf{<i>} \texttt{a<b}",
            r"\color{red} x \textcolor{blue}{y}",
            r"\sqrt{x} \sqrt[3]{x}",
            r"\sum_{i=1}^n \prod \int_0^1 \oint \lim_{x \to 0}",
            r"\hat x \bar x \vec x \dot x \ddot x \tilde x \widehat{xy} \overline{x} \overbrace{x}^n",
            r"\underbrace{x}_n \overset{a}{=} \underset{b}{=} \stackrel{a}{=}",
            r"\left( \frac{a}{b} \middle| c \right]",
            r"\big( \Big[ \bigg\{ \Bigg|",
            r"\binom{n}{k} \dbinom{n}{k} \tfrac12 \cfrac{1}{2}",
            r"\begin{matrix}a & b\\c & d\end{matrix}",
            r"\begin{pmatrix}a & b\\c & d\end{pmatrix}",
            r"\begin{bmatrix}a\end{bmatrix} \begin{vmatrix}a\end{vmatrix}",
            r"\begin{cases}a & b\\c & d\end{cases}",
            r"\begin{aligned}a &= b\\c &= d\end{aligned}",
            r"\begin{gathered}a\\b\end{gathered}",
            r"\begin{array}{l|c|r}a & b & c\\ \hline d & e & f\end{array}",
            r"\begin{align}a &= b\\c &= d\end{align}",
            r"\begin{align*}a &= b\end{align*}",
            r"\begin{equation}a = b\end{equation}",
            r"\begin{gather}a\\b\end{gather}",
            r"\begin{multline}a\\b\end{multline}",
            r"\begin{smallmatrix}a\end{smallmatrix}",
            r"\alpha \beta \Gamma \pm \times \cdot \leq \geq \neq \approx \infty \to \Rightarrow",
            r"\not= \notin \nmid",
            r"a\,b\;c\quad d\!e\ f",
            r"\phantom{x} \hphantom{x} \vphantom{x}",
            r"\boxed{x} \cancel{x}",
            r"\sin x \log_2 y \max \min \gcd",
            r"{}_a^b X_c^d",
            r"f''(x) f'_1",
            r"\mathring{A} \AA",
            r"a \bmod b \pmod{c}",
            r"\substack{a\\b}",
            r"\displaystyle x \textstyle y \scriptstyle z",
            r"\xrightarrow{a} \xleftarrow[b]{c}",
            r"\% \$ \# \_ \{ \}",
        ];
        let mut read = 0;
        for formula in FORMULAS {
            for display in [MathDisplay::Block, MathDisplay::Inline] {
                // A command that this release of the converter does not know is a fault of another kind.
                let Ok(made) = converter().convert_with_local_state(formula, display) else { continue };
                read += 1;
                let plain = without_styles(made.mathml);
                let ours = convert(formula, matches!(display, MathDisplay::Block));
                assert_eq!(ours.ok().as_deref(), Some(plain.as_str()), "{formula}");
            }
        }
        assert!(read >= 70, "{read} formulas were read");
    }

    /// Markup in each place of a formula that takes words: it is text, or the formula is a fault.
    #[test]
    fn markup_in_a_formula_is_never_markup() {
        const PLACES: [&str; 26] = [
            "HERE",
            r"\operatorname{HERE}",
            r"\operatorname*{HERE}",
            r"\operatornamewithlimits{HERE}",
            r"\text{HERE}",
            r"\textbf{HERE}",
            r"\texttt{HERE}",
            r"\mathrm{HERE}",
            r"\mathbf{HERE}",
            r"\mathtt{HERE}",
            r"\tag{HERE} x",
            r"\tag*{HERE} x",
            r"\label{HERE} x",
            r"\eqref{HERE}",
            r"\ref{HERE}",
            r"\color{HERE} x",
            r"\textcolor{HERE}{x}",
            r"\href{HERE}{x}",
            r"\href{https://hub.example/}{HERE}",
            r"\url{HERE}",
            r"\begin{HERE}x\end{HERE}",
            r"\begin{array}{HERE}x\end{array}",
            r"\begin{align}a &= b \tag{HERE}\label{HERE}\end{align}",
            r"\hspace{HERE} x",
            r"\class{HERE}{x}",
            r"\genfrac{HERE}{HERE}{HERE}{0}{a}{b}",
        ];
        const MARKUP: [&str; 8] = [
            "<svg/onload=alert(1)>",
            "<script>alert(1)</script>",
            "<mspace/>",
            "<mi>a</mi>",
            "</mo><mi onclick=\"alert(1)\">a</mi><mo>",
            "\" onclick=\"alert(1)",
            "javascript:alert(1)",
            "&lt;svg/onload=alert(1)&gt;",
        ];
        for place in PLACES {
            for markup in MARKUP {
                let formula = place.replace("HERE", markup);
                for display in [true, false] {
                    let Ok(made) = convert(&formula, display) else { continue };
                    assert_eq!(mathml::fault(&made), None, "{formula}");
                    for bad in ["<svg", "<script", " onclick=\"", "href=\"javascript"] {
                        assert!(!made.contains(bad), "{formula}: {made}");
                    }
                }
            }
        }
    }

    /// Pieces of formulas in every order: none makes the converter panic, and every fault has a place.
    #[test]
    fn no_formula_is_too_strange() {
        const PIECES: [&str; 40] = [
            "a",
            "1",
            "+",
            "{",
            "}",
            "\\frac",
            "\\sqrt",
            "[",
            "]",
            "^",
            "_",
            "\\left",
            "\\right",
            "(",
            ")",
            "&",
            "\\\\",
            "é",
            "\\begin{matrix}",
            "\\end{matrix}",
            "\\begin{aligned}",
            "\\end{aligned}",
            "\\begin{array}{l|r}",
            "\\end{array}",
            "\\text{",
            "'",
            "\\hat",
            "\\color{red}",
            "\\not",
            "\\mathbf",
            "\\sum",
            "\\limits",
            "|",
            "%",
            "\\",
            "\\tag{",
            " ",
            "<",
            "\\over",
            "\\middle",
        ];
        let mut state = 3_u64;
        let mut random = move |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for round in 0..20_000 {
            let formula: String = (0..1 + random(14)).map(|_| PIECES[random(PIECES.len())]).collect();
            match convert(&formula, round % 2 == 0) {
                Ok(made) => assert!(made.starts_with("<math") && made.ends_with("</math>"), "{formula}"),
                Err(fault) => assert!(formula.get(fault.span).is_some(), "{formula}"),
            }
        }
    }

    #[test]
    fn depth_is_limited_before_the_stack_is() {
        for deep in ["{", r"\hat", r"\sqrt[", r"\left(", "x_{", r"\begin{matrix}", r"\frac{"] {
            let formula = deep.repeat(20_000 / deep.len());
            assert!(convert(&formula, true).err().unwrap().reason.starts_with("it is nested"), "{deep}");
        }
        assert!(convert(&"x".repeat(20_001), true).err().unwrap().reason.starts_with("it is longer"));
        let wide = r"\frac{a}{b} + \left[ \sqrt{x} \right] \\ ".repeat(200);
        assert_eq!(depth(&wide), 4);
    }
}
