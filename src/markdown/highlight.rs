//! Code to HTML with classes. The highlighter is named here and nowhere else.
//!
//! Its grammars tell some hundred scopes apart, a reader some dozen colours. So each token has one
//! class of one letter, and neighbours of one class share an element:
//!
//! `c` comment, `s` string, `n` number or constant, `k` keyword, `f` function, `t` type, `v` variable,
//! `p` punctuation, `o` operator, `g` tag, `a` attribute, `m` heading, `d` deleted, `i` inserted.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxReference, SyntaxSet};

use crate::hash::Map;
use crate::text::push_escaped;

/// Longer code is shown plain, in bytes: nobody reads it for its colours.
const LONGEST: usize = 200_000;
/// Code with a longer line is shown plain: grammars take their time on one line.
const LONGEST_LINE: usize = 4_000;

/// Writes `text` as a `pre` element, highlighted if `language` is known. The syntax definitions are
/// loaded at the first call that needs them.
pub fn write(language: &str, text: &str, out: &mut String) {
    out.push_str("<pre class=\"code\" tabindex=\"0\"><code");
    if !language.is_empty() {
        out.push_str(" class=\"language-");
        push_escaped(out, language);
        out.push('"');
    }
    out.push('>');
    let short = text.len() <= LONGEST && text.lines().all(|line| line.len() <= LONGEST_LINE);
    match syntax(language).filter(|_| short) {
        Some(syntax) => highlight(syntax, text, out),
        None => push_escaped(out, text),
    }
    out.push_str("</code></pre>");
}

fn highlight(syntax: &SyntaxReference, text: &str, out: &mut String) {
    let mut tokens = Tokens { end: out.len(), out, class: None };
    KNOWN.with_borrow_mut(|known| {
        known.make_room();
        let mut between = known.number((ParseState::new(syntax), ScopeStack::new()));
        for line in text.split_inclusive('\n') {
            let (parts, after) = known.parts(between, line);
            let mut done = 0;
            for (class, end) in parts.iter() {
                tokens.push(*class, &line[done..*end]);
                done = *end;
            }
            between = after;
        }
    });
    tokens.close();
}

/// What is between two lines: what the grammar is in the middle of, and the scopes that are open.
type Between = (ParseState, ScopeStack);

/// The parts of a line: the class of each, and the byte where it ends.
type Parts = Rc<[(Option<char>, usize)]>;

/// Lines that were highlighted. Examples of one hub look alike, and parsing a line costs a thousand
/// times what finding it does.
#[derive(Default)]
struct Known {
    /// What was found between lines; elsewhere it is named by its place here.
    between: Vec<Between>,
    /// By line: what is before it, its parts, and what is after it.
    lines: Map<Box<str>, Vec<(usize, Parts, usize)>>,
}

/// So many lines are remembered by each thread.
const REMEMBERED: usize = 4_096;

thread_local! {
    static KNOWN: RefCell<Known> = RefCell::default();
}

impl Known {
    /// Forgets all if it is too much.
    fn make_room(&mut self) {
        if self.lines.len() >= REMEMBERED {
            *self = Known::default();
        }
    }

    fn number(&mut self, between: Between) -> usize {
        self.between.iter().position(|known| *known == between).unwrap_or_else(|| {
            self.between.push(between);
            self.between.len() - 1
        })
    }

    /// The parts of a line, parsed unless it was parsed before from the same state, and what is after it.
    fn parts(&mut self, before: usize, line: &str) -> (Parts, usize) {
        let known = self.lines.get(line).and_then(|known| known.iter().find(|(known, ..)| *known == before));
        if let Some((_, parts, after)) = known {
            return (parts.clone(), *after);
        }
        let (mut state, mut stack) = self.between[before].clone();
        let mut parts = Vec::new();
        let changes = state.parse_line(line, syntaxes()).unwrap_or_default();
        let mut done = 0;
        for (at, change) in &changes {
            if *at > done {
                parts.push((class(&stack), *at));
                done = *at;
            }
            if stack.apply(change).is_err() {
                stack = ScopeStack::new();
            }
        }
        parts.push((class(&stack), line.len()));
        let (parts, after): (Parts, usize) = (parts.into(), self.number((state, stack)));
        self.lines.entry(line.into()).or_default().push((before, parts.clone(), after));
        (parts, after)
    }
}

/// Tokens as they are written: neighbours of one class in one element. A blank has no colour, so it
/// does not part neighbours and is not at the end of an element.
struct Tokens<'a> {
    out: &'a mut String,
    class: Option<char>,
    /// Where the last token ends that is no blank.
    end: usize,
}

impl Tokens<'_> {
    fn push(&mut self, class: Option<char>, text: &str) {
        let (before, text) = text.split_at(text.len() - text.trim_start().len());
        let inside = text.trim_end();
        if class != self.class && !inside.is_empty() {
            self.close();
        }
        self.out.push_str(before);
        if !inside.is_empty() && class != self.class {
            if let Some(class) = class {
                self.out.push_str("<span class=\"");
                self.out.push(class);
                self.out.push_str("\">");
            }
            self.class = class;
        }
        push_escaped(self.out, inside);
        if !inside.is_empty() {
            self.end = self.out.len();
        }
        self.out.push_str(&text[inside.len()..]);
    }

    fn close(&mut self) {
        if self.class.take().is_some() {
            self.out.insert_str(self.end, "</span>");
        }
    }
}

/// The class of what has these scopes: that of the innermost scope which has one.
fn class(stack: &ScopeStack) -> Option<char> {
    let classes = classes();
    stack
        .scopes
        .iter()
        .rev()
        .find_map(|scope| classes.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class))
        .flatten()
}

/// Which scopes have which class. The first that fits counts; `-` ends the search without a class, and
/// what is missing takes the class of the scope around it.
const SCOPES: [(&str, char); 37] = [
    ("comment", 'c'),
    ("constant.character.escape", 's'),
    ("string", 's'),
    ("constant", 'n'),
    ("keyword.operator.word", 'k'),
    ("keyword.operator.logical.python", 'k'),
    ("keyword.operator", 'o'),
    ("keyword", 'k'),
    ("storage.type.function", 'k'),
    ("storage", 'k'),
    ("entity.name.function", 'f'),
    ("entity.name.tag", 'g'),
    ("entity.name.section", 'm'),
    ("entity.name", 't'),
    ("entity.other.attribute-name", 'a'),
    ("entity.other.inherited-class", 't'),
    ("support.function", 'f'),
    ("support.type.property-name", 'a'),
    ("support.type", 't'),
    ("support.class", 't'),
    ("support.constant", 'n'),
    ("variable.function", 'f'),
    ("variable.language", 'k'),
    ("variable", 'v'),
    ("markup.heading", 'm'),
    ("markup.deleted", 'd'),
    ("markup.inserted", 'i'),
    ("meta.diff.header", 'm'),
    ("meta.diff.range", 'm'),
    ("punctuation.section.interpolation", 'p'),
    ("punctuation.section", 'p'),
    ("punctuation.separator", 'p'),
    ("punctuation.terminator", 'p'),
    ("punctuation.accessor", 'p'),
    ("punctuation.definition.tag", 'p'),
    ("meta.interpolation", '-'),
    ("source", '-'),
];

fn classes() -> &'static [(Scope, Option<char>)] {
    static CLASSES: OnceLock<Vec<(Scope, Option<char>)>> = OnceLock::new();
    CLASSES.get_or_init(|| {
        let made = SCOPES.iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, *class)));
        made.map(|(scope, class)| (scope, (class != '-').then_some(class))).collect()
    })
}

/// The grammar of a language; none if it is not known, and then nothing is loaded.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let name = OTHER_NAMES.iter().find(|(other, _)| *other == language).map_or(language, |(_, name)| name);
    LANGUAGES.binary_search(&name).ok()?;
    syntaxes().find_syntax_by_token(name)
}

fn syntaxes() -> &'static SyntaxSet {
    static SYNTAXES: OnceLock<SyntaxSet> = OnceLock::new();
    SYNTAXES.get_or_init(SyntaxSet::load_defaults_newlines)
}

/// What authors call a language, and what its grammar is called.
const OTHER_NAMES: [(&str, &str); 12] = [
    ("c#", "cs"),
    ("console", "bash"),
    ("csharp", "cs"),
    ("golang", "go"),
    ("jsonc", "json"),
    ("jsonld", "json"),
    ("node", "js"),
    ("patch", "diff"),
    ("python3", "py"),
    ("rscript", "r"),
    ("shell", "bash"),
    ("xhtml", "html"),
];

/// The languages that have a grammar, as authors write them, in order.
const LANGUAGES: [&str; 69] = [
    "bash",
    "bat",
    "bib",
    "bibtex",
    "c",
    "c++",
    "clj",
    "clojure",
    "cpp",
    "cs",
    "css",
    "d",
    "diff",
    "dot",
    "erb",
    "erlang",
    "fish",
    "go",
    "gradle",
    "groovy",
    "haskell",
    "hs",
    "htm",
    "html",
    "java",
    "javascript",
    "js",
    "json",
    "jsp",
    "latex",
    "lisp",
    "lua",
    "make",
    "makefile",
    "markdown",
    "matlab",
    "md",
    "objective-c",
    "ocaml",
    "opml",
    "pascal",
    "perl",
    "php",
    "pl",
    "properties",
    "py",
    "python",
    "r",
    "rb",
    "restructuredtext",
    "rs",
    "rss",
    "rst",
    "ruby",
    "rust",
    "sass",
    "scala",
    "sh",
    "sql",
    "svg",
    "tcl",
    "tex",
    "textile",
    "xml",
    "xsd",
    "xslt",
    "yaml",
    "yml",
    "zsh",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn written(language: &str, text: &str) -> String {
        let mut html = String::new();
        write(language, text, &mut html);
        html
    }

    #[test]
    fn every_language_has_a_grammar() {
        assert!(LANGUAGES.is_sorted());
        for name in LANGUAGES.into_iter().chain(OTHER_NAMES.map(|(name, _)| name)) {
            assert!(syntax(name).is_some_and(|syntax| syntax.name != "Plain Text"), "{name}");
        }
    }

    #[test]
    fn neighbours_of_one_class_share_an_element() {
        assert_eq!(
            written("python", "# a \"b\"\ndef dose(kg: int):\n    return 5 * kg  # <mg>\n"),
            "<pre class=\"code\" tabindex=\"0\"><code class=\"language-python\">\
             <span class=\"c\"># a &quot;b&quot;</span>\n<span class=\"k\">def</span> <span class=\"f\">dose</span>\
             <span class=\"p\">(</span><span class=\"v\">kg</span><span class=\"p\">:</span> <span class=\"t\">int</span>\
             <span class=\"p\">):</span>\n    <span class=\"k\">return</span> <span class=\"n\">5</span> \
             <span class=\"o\">*</span> kg  <span class=\"c\"># &lt;mg&gt;</span>\n</code></pre>"
        );
    }

    #[test]
    fn unknown_and_long_code_is_plain() {
        assert_eq!(
            written("nosuch", "a < b"),
            "<pre class=\"code\" tabindex=\"0\"><code class=\"language-nosuch\">a &lt; b</code></pre>"
        );
        assert_eq!(written("", "a"), "<pre class=\"code\" tabindex=\"0\"><code>a</code></pre>");
        assert!(!written("json", &"1".repeat(LONGEST_LINE + 1)).contains("<span"));
        assert!(!written("json", &"1\n".repeat(LONGEST / 2 + 1)).contains("<span"));
        assert!(written("json", "1").contains("<span class=\"n\">1</span>"));
    }
}
