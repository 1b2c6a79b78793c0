//! Formulas: TeX to MathML. The converter is named here and nowhere else.

use std::ops::Range;
use std::sync::OnceLock;

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

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
pub(super) fn mathml(formula: &str, display: bool) -> Result<String, Fault> {
    let whole = 0..formula.len();
    if formula.len() > LONGEST {
        return Err(Fault { span: whole, reason: format!("it is longer than {LONGEST} bytes") });
    }
    if depth(formula) > DEEPEST {
        return Err(Fault { span: whole, reason: format!("it is nested deeper than {DEEPEST} levels") });
    }
    let display = if display { MathDisplay::Block } else { MathDisplay::Inline };
    match converter().convert_with_local_state(formula, display) {
        Ok(made) => Ok(without_styles(made.mathml)),
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
        let made = mathml(r"\begin{aligned}a &= b\\ c &< d\end{aligned} \color{red} x", true).ok().unwrap();
        assert!(made.starts_with("<math display=\"block\">") && made.contains("&lt;"), "{made}");
        assert!(!made.contains(" style="), "{made}");
        assert!(made.contains("<mtd class=\"align-right\"><mi>a</mi></mtd>"), "{made}");
    }

    #[test]
    fn a_fault_says_where_and_why() {
        let fault = mathml(r"x + \foo", false).err().unwrap();
        assert_eq!((fault.span, fault.reason.as_str()), (4..8, "unknown command `\\foo`"));
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
            match mathml(&formula, round % 2 == 0) {
                Ok(made) => assert!(made.starts_with("<math") && made.ends_with("</math>"), "{formula}"),
                Err(fault) => assert!(formula.get(fault.span).is_some(), "{formula}"),
            }
        }
    }

    #[test]
    fn depth_is_limited_before_the_stack_is() {
        for deep in ["{", r"\hat", r"\sqrt[", r"\left(", "x_{", r"\begin{matrix}", r"\frac{"] {
            let formula = deep.repeat(20_000 / deep.len());
            assert!(mathml(&formula, true).err().unwrap().reason.starts_with("it is nested"), "{deep}");
        }
        assert!(mathml(&"x".repeat(20_001), true).err().unwrap().reason.starts_with("it is longer"));
        let wide = r"\frac{a}{b} + \left[ \sqrt{x} \right] \\ ".repeat(200);
        assert_eq!(depth(&wide), 4);
    }
}
