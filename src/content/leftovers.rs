//! Markup that readers would see as it is: of another site generator, or Markdown with a slip.
//!
//! The rules look at the prose of a body, after it was parsed: code and formulas are not in it, so that a page may show
//! markup as code. Each kind is told once for a file, with its first place and how often it stands there.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::markdown::{Passage, Passages};
use crate::span::{Source, Span};

/// A kind of leftover.
struct Rule {
    /// Its pattern in the text of a passage. The leftover is the group `x`, or the whole match.
    pattern: &'static str,
    /// Whether it counts at the beginning of a line only.
    begins_line: bool,
    /// What it is, after "readers see … as it is: ".
    is: &'static str,
    /// The way out.
    label: &'static str,
}

/// A rule for any place.
const fn anywhere(pattern: &'static str, is: &'static str, label: &'static str) -> Rule {
    Rule { pattern, begins_line: false, is, label }
}

/// A rule for the beginning of a line.
const fn at_line(pattern: &'static str, is: &'static str, label: &'static str) -> Rule {
    Rule { pattern, begins_line: true, is, label }
}

/// All rules. A place that an earlier rule has found is not told again by a later one.
const RULES: &[Rule] = &[
    at_line(r"<{7}|>{7}", "the mark of a merge conflict", "choose one of the versions, and remove the marks"),
    anywhere(
        r"(?i)\[\[?_?toc_?\]\]?|\{:toc\}",
        "a table of contents of another generator",
        "leave it out; `toc: true` in the front matter shows one",
    ),
    anywhere(
        r"\{\{.*?\}\}|\{%.*?%\}|\{\{[<%]|<%[=-]?\s.*?%>",
        "template code",
        "pages run no template code: write the text, a link, or a component (`:::`)",
    ),
    anywhere(
        r#"\{:[^{}]*\}|\{[.#][A-Za-z][\w-]*[^{}]*\}|\{\s?[a-z-]+=[^{}]*\}"#,
        "attributes in braces",
        "leave them out; only headings have them, and an image is made to fit by itself",
    ),
    anywhere(r"!?\[\[[^\]\n]+\]\]", "a link of a wiki", "write a link: `[asthma](asthma.md)`"),
    anywhere(
        r"\[/[a-z][a-z0-9_-]*\]|\[(caption|gallery|embed|audio|video|playlist|vc_\w+|et_pb_\w+|su_\w+)(\s[^\]]*)?\]",
        "a shortcode",
        "write the text, an image, or a component (`:::`)",
    ),
    at_line(
        r"(!!!|\?\?\?\+?) ?[A-Za-z-]+",
        "a note of MkDocs",
        "write `> [!NOTE]`, and begin each line of it with `>`",
    ),
    at_line(
        r"\[![A-Za-z]+\][+-]?",
        "a note of a kind that does not exist, or with text on its first line",
        "write `> [!NOTE]` alone on the first line; the kinds are NOTE, TIP, IMPORTANT, WARNING and CAUTION",
    ),
    anywhere(r"[-–—]{1,2}8<[-–—]{1,2}", "a snippet of another file", "put the text of that file here"),
    anywhere(r"%%[^%\n]+%%", "a comment of Obsidian", "remove it, or write it as `<!-- … -->`"),
    at_line(r#"(import|export) .* from ['"‘’“”]|import ['"‘’“”]"#, "code of MDX", "leave it out"),
    anywhere(
        r"!\[[^\]\n]*\]\s?\([^)\n]*\)?",
        "an image with a slip",
        "put an address with blanks into angle brackets, and no size after it: `![Ward map](<ward map.png>)`",
    ),
    anywhere(
        r"\[[^\]\n]*\]\([^)\n]*\)?",
        "a link with a slip",
        "put an address with blanks into angle brackets: `[Flu leaflet](<flu leaflet.pdf>)`",
    ),
    anywhere(
        r"\[[^\]\n]+\] \((https?:|www\.|mailto:|tel:|\.{0,2}/|[\w/-]+\.(md|html|pdf)\b)",
        "a link with a blank in it",
        "leave out the blank between `]` and `(`",
    ),
    anywhere(
        r"\([^)\n]+\)\[(https?:|www\.|mailto:|tel:|\.{0,2}/|[\w/-]+\.(md|html|pdf)\b)",
        "a link with its brackets the wrong way round",
        "write the text in square brackets and the address in round ones: `[text](address)`",
    ),
    anywhere(
        r"(^|[\s(,;])(?P<x>\[[^\]\n@^]*\p{L}[^\]\n]*\]\[[^\]\n]*\])",
        "a link to an address that is not given",
        "give the address below: `[name]: https://…`, or write `[text](address)`",
    ),
    anywhere(
        r"(^|[^\w*]|[^\x00-\x7f])(?P<x>\*\*[^*\n]+\*\*)",
        "bold text with a slip",
        "put no blank inside the `**`, and a blank or a comma outside of them",
    ),
    anywhere(
        r"(^|\s)(?P<x>__[^_\n]*\s[^_\n]*__)",
        "bold text with a slip",
        "put no blank inside the `__`, and a blank or a comma outside of them",
    ),
    anywhere(r"==[^=\s][^=\n]*==", "marked text of another generator", "use `**bold**`"),
    at_line(r":{2,} ?[A-Za-z\[{]", "a component with a slip", "begin it with three colons: `:::note`"),
    at_line(
        r"\|[^|\n]+\|[^\n]*\|",
        "a table without its line of dashes",
        "put a line `|---|---|` below the head, and a blank line before the table",
    ),
    at_line(r"[•●▪◦‣∙]\s?\S[^\n]*", "a list with bullets", "begin each line with `- `"),
    at_line(r"#{2,6}[^#\s][^\n]*|#{1,6}\u{a0}[^\n]*", "a heading with a slip", "put a blank after the `#`"),
    at_line(
        r"\*\[[^\]\n]+\]:",
        "an abbreviation of another generator",
        "explain it in the text, where it stands first",
    ),
    anywhere(
        r"(^|\s)(?P<x>:[a-z][a-z0-9_+-]+:)([\s.,!?)]|$)",
        "the name of an emoji or icon",
        "write the sign itself, or leave it out",
    ),
    anywhere(r"(?i)\blorem ipsum\b", "text that keeps a place", "write the text"),
];

/// Which rules a text may break: one look for all of them.
static ANY: LazyLock<RegexSet> =
    LazyLock::new(|| RegexSet::new(RULES.iter().map(|rule| rule.pattern)).unwrap_or_else(|_| RegexSet::empty()));

/// The patterns of the rules, in their order.
static EACH: LazyLock<Vec<Option<Regex>>> =
    LazyLock::new(|| RULES.iter().map(|rule| Regex::new(rule.pattern).ok()).collect());

/// Finds the leftovers of a body.
pub(super) fn find(source: &Source, passages: &Passages) -> Diagnostics {
    let mut found: Vec<Found> = Vec::new();
    for passage in passages.iter().filter(|passage| may_be_in(passage.text)) {
        let mut taken: Vec<Span> = Vec::new();
        for rule in ANY.matches(passage.text) {
            for span in matches(rule, &passage, source, passages) {
                if taken.iter().any(|taken| taken.start < span.end && span.start < taken.end) {
                    continue;
                }
                add(&mut found, rule, passages.span(passage.start + span.start..passage.start + span.end), || {
                    passage.text[span.clone()].to_owned()
                });
                taken.push(span);
            }
        }
    }
    found.sort_by_key(|found| found.span.start);
    found.into_iter().map(|found| found.told(source)).collect()
}

/// What was found of one rule.
struct Found {
    rule: usize,
    /// Where it stands first.
    span: Span,
    text: String,
    times: usize,
}

impl Found {
    fn told(self, source: &Source) -> Diagnostic {
        let rule = &RULES[self.rule];
        let text = crate::text::excerpt(&self.text, 40);
        let message = format!("readers see `{}` as it is: {}", text.replace('`', "'"), rule.is);
        let told = Diagnostic::new(Code::MarkdownLeftover, source.place(self.span), message, rule.label);
        match self.times {
            1 => told,
            times => told.help(format!("this file has {} more of this kind", times - 1)),
        }
    }
}

fn add(found: &mut Vec<Found>, rule: usize, span: Span, text: impl FnOnce() -> String) {
    match found.iter_mut().find(|found| found.rule == rule) {
        Some(found) => found.times += 1,
        None => found.push(Found { rule, span, text: text(), times: 1 }),
    }
}

/// Whether `text` has a sign that most leftovers have. Cheaper than the patterns, and false of most passages.
fn may_be_in(text: &str) -> bool {
    text.bytes()
        .any(|byte| matches!(byte, b'[' | b'{' | b'*' | b'_' | b'#' | b'|' | b'=' | b'%' | b'<' | b'>' | b'!' | b'?'))
        || text.contains(':')
        || text.starts_with("import")
        || text.starts_with("export")
        || text.contains(['•', '●', '▪', '◦', '‣', '∙'])
        || text.contains("orem ipsum")
}

/// The places in a passage where a rule applies.
fn matches(rule: usize, passage: &Passage<'_>, source: &Source, passages: &Passages) -> Vec<Span> {
    let Some(Some(pattern)) = EACH.get(rule) else { return Vec::new() };
    let spans = pattern.captures_iter(passage.text).filter_map(|found| {
        let found = found.name("x").or_else(|| found.get(0))?;
        Some(found.range())
    });
    let begins_line = |span: &Span| {
        let place = passages.span(passage.start + span.start..passage.start + span.end).start;
        let before = source.text.get(..place).unwrap_or("");
        before.trim_end_matches([' ', '\t', '>']).ends_with('\n')
    };
    spans.filter(|span| !RULES[rule].begins_line || span.start == 0 || begins_line(span)).collect()
}
