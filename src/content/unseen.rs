//! Detects front matter that an author meant to write and that does not begin with a line `---`.
//!
//! Such a file would be published whole, its embargo included. Signs that nobody sees are removed first. What follows
//! counts as front matter only if fields stand in it, so that a thematic break, a sentence such as `Note: …` or an
//! example of code at the start of a page is left alone.

use super::{block, fields, hiding};
use crate::span::Span;

/// Front matter that was not written as such.
#[derive(Clone, Debug, PartialEq)]
pub struct UnseenFrontMatter {
    /// The line to be changed, without blank signs around it.
    pub line: Span,
    /// The form in which it was written.
    pub form: OpeningForm,
}

/// The line with which front matter was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpeningForm {
    /// No line at all: the file begins with a field.
    None,
    /// A line of dashes or signs like them, as `----`, `—-` or `***`.
    Rule,
    /// A fence of code: `` ```yaml ``.
    Fence,
    /// An HTML comment.
    Comment,
    /// A bracket of JSON.
    Json,
    /// A line `---` that is right, with something above it.
    Later,
}

/// The part of a file that is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SearchScope {
    /// A file without front matter, or with an empty one.
    Whole,
    /// The text below front matter: only fields of the life cycle that stand before anything else count.
    Body,
}

/// The number of lines that are searched.
const LINES: usize = 60;

/// Names that begin a header by themselves.
const STRONG: &[&str] = &["title", "layout", "slug", "permalink", "draft", "publishat", "embargo"];

/// Names of fields elsewhere that this program does not have.
const FOREIGN: &[&str] =
    &["author", "category", "categories", "tags", "keywords", "summary", "lang", "layout", "permalink", "id"];

/// Searches `text` from the byte `start` for front matter that was not written as such.
pub fn find(text: &str, start: usize, scope: SearchScope) -> Option<UnseenFrontMatter> {
    let mut search = Search {
        scope,
        form: OpeningForm::None,
        opening: None,
        fields: 0,
        known: 0,
        state: HeaderState::Before,
        is_below_text: false,
    };
    let mut fence: Option<(char, usize)> = None;
    for span in block::lines(text, start).take(LINES) {
        let line = visible(text, span);
        if line.text.is_empty() {
            search.blank();
            continue;
        }
        if let Some((sign, length)) = fence {
            if line.text.chars().all(|c| c == sign) && line.text.chars().count() >= length {
                fence = None;
            }
            continue;
        }
        if let Some((sign, length, info)) = code_fence(&line.text) {
            match is_for_fields(info) {
                true if search.state == HeaderState::Before => search.open(OpeningForm::Fence, &line.span),
                _ if search.form == OpeningForm::Fence && info.is_empty() => search.state = HeaderState::After,
                _ => {
                    fence = Some((sign, length));
                    search.state = HeaderState::After;
                }
            }
            continue;
        }
        if let Some(found) = search.line(&line) {
            return Some(found);
        }
        if scope == SearchScope::Body && search.state == HeaderState::After {
            return None;
        }
    }
    None
}

/// Returns true if `text` begins with front matter, or with text that was meant to be front matter.
pub fn begins_with_front_matter(text: &str) -> bool {
    let mut lines = block::lines(text, 0).map(|line| visible(text, line).text).filter(|line| !line.is_empty());
    let (first, next) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let is_field = |line: &str| {
        let name = line.split([':', '=']).next().unwrap_or_default().trim_matches([' ', '"', '\'']);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        name.len() < line.len() && !name.is_empty() && name.len() <= 40 && name.chars().all(is_name)
    };
    match first.as_str() {
        // A rule above a text is no front matter.
        "---" | "+++" => is_field(&next),
        _ => find(text, 0, SearchScope::Whole).is_some(),
    }
}

/// Whether a sign shows nothing: spaces of every kind, byte order marks, zero-width signs.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c)
}

/// Whether a sign takes no place.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e0fff}'
    )
}

/// A line without blank signs around it and without invisible ones in it.
pub struct VisibleLine {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
    /// Whether blank signs stood before it.
    pub is_indented: bool,
}

/// The line of `text` at `span` as a reader sees it.
pub fn visible(text: &str, span: Span) -> VisibleLine {
    let line = &text[span.clone()];
    let from = span.start + line.len() - line.trim_start_matches(is_blank).len();
    let until = span.start + line.trim_end_matches(is_blank).len();
    let span = from.min(until)..until;
    let is_indented = text[..span.start].ends_with([' ', '\t']);
    VisibleLine { text: text[span.clone()].chars().filter(|c| !is_invisible(*c)).collect(), span, is_indented }
}

/// Where the search is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HeaderState {
    /// Before the first field: only lines that open front matter, and comments.
    Before,
    /// Within lines of fields.
    Within,
    /// In the text of the page.
    After,
}

struct Search {
    scope: SearchScope,
    form: OpeningForm,
    opening: Option<Span>,
    fields: usize,
    known: usize,
    state: HeaderState,
    /// Whether text of the page stands above the line that may open front matter.
    is_below_text: bool,
}

impl Search {
    fn open(&mut self, form: OpeningForm, line: &Span) {
        if self.opening.is_none() {
            (self.form, self.opening) = (form, Some(line.clone()));
        }
    }

    fn found(&self, line: &Span) -> Option<UnseenFrontMatter> {
        Some(UnseenFrontMatter { line: self.opening.clone().unwrap_or_else(|| line.clone()), form: self.form })
    }

    /// A blank line ends fields that nothing opened. A line of dashes in a text, with a blank line below it, opens none.
    fn blank(&mut self) {
        let ends = match self.state {
            HeaderState::Before => self.is_below_text,
            HeaderState::Within => self.form == OpeningForm::None,
            HeaderState::After => false,
        };
        if ends {
            self.state = HeaderState::After;
        }
    }

    fn line(&mut self, line: &VisibleLine) -> Option<UnseenFrontMatter> {
        let (text, is_comment) = uncommented(&line.text);
        if is_comment && self.state == HeaderState::Before {
            self.open(OpeningForm::Comment, &line.span);
        }
        let text = text.trim();
        let (signs, text) = rule(text).map_or((false, text), |rest| (true, rest));
        if signs && self.state == HeaderState::Within && text.is_empty() {
            let is_header = self.known > 0 && (self.fields > 1 || self.form != OpeningForm::None);
            return (is_header && self.scope == SearchScope::Whole).then(|| self.found(&line.span)).flatten();
        }
        if signs {
            // A rule in the text may begin front matter that stands below something else.
            if self.form == OpeningForm::None || self.form == OpeningForm::Comment || self.state == HeaderState::After {
                let form = if line.text == "---" { OpeningForm::Later } else { OpeningForm::Rule };
                (self.form, self.opening) = (form, Some(line.span.clone()));
            }
            self.is_below_text |= self.state == HeaderState::After;
            (self.state, self.fields, self.known) = (HeaderState::Before, 0, 0);
        } else if self.state == HeaderState::Before && text.starts_with('{') && !text.starts_with("{{") {
            self.open(OpeningForm::Json, &line.span);
        }
        if text.is_empty() {
            return None;
        }
        let parts: Vec<&str> = match text.starts_with(['{', '"']) {
            true => text.split([',', '{', '}']).collect(),
            false => vec![text],
        };
        for (name, value, is_heading) in parts.iter().filter_map(|part| field(part)) {
            if hiding::is_life_cycle(name, value) && self.counts(name) {
                return self.found(&line.span);
            }
            if self.state == HeaderState::After || is_heading {
                continue;
            }
            self.state = HeaderState::Within;
            self.fields += 1;
            let plain = hiding::plain(name);
            let is_ours = fields::FIELDS.iter().any(|field| hiding::plain(field.name) == plain);
            self.known += usize::from(is_ours || FOREIGN.contains(&plain.as_str()));
            let is_strong = STRONG.contains(&plain.as_str()) || plain == "date" && has_year(value);
            let is_strong = is_strong && (!self.is_below_text || name.starts_with(char::is_lowercase));
            if is_strong && self.scope == SearchScope::Whole {
                return self.found(&line.span);
            }
        }
        self.leave(line, text, is_comment);
        None
    }

    /// Whether a field of the life cycle counts where the search is.
    fn counts(&self, name: &str) -> bool {
        let plain = hiding::plain(name);
        let is_ours = || ["draft", "embargo", "publish", "expir"].iter().any(|start| plain.starts_with(start));
        self.scope == SearchScope::Whole || self.state != HeaderState::After && is_ours()
    }

    /// Ends the header at a line that is neither a field nor part of one.
    fn leave(&mut self, line: &VisibleLine, text: &str, is_comment: bool) {
        let is_field = field(text).is_some_and(|(_, _, is_heading)| !is_heading);
        let is_part =
            self.state == HeaderState::Within && (line.is_indented || text.starts_with(['-', '#', ']', '}', '{', '"']));
        let is_opening = self.state == HeaderState::Before
            && (is_comment || self.form == OpeningForm::Comment || text.starts_with('{') || rule(&line.text).is_some());
        if !is_field && !is_part && !is_opening {
            self.state = HeaderState::After;
        }
    }
}

/// The text of a line without the marks of an HTML comment, and whether there were any.
fn uncommented(text: &str) -> (&str, bool) {
    let inner = text.strip_prefix("<!--").unwrap_or(text);
    let inner = inner.strip_suffix("-->").unwrap_or(inner);
    (inner, inner.len() < text.len())
}

/// The sign, length and info string of a line that opens or closes a block of code.
fn code_fence(text: &str) -> Option<(char, usize, &str)> {
    let sign = text.chars().next().filter(|c| ['`', '~'].contains(c))?;
    let info = text.trim_start_matches(sign);
    let length = text.len() - info.len();
    (length >= 3).then(|| (sign, length, info.trim()))
}

/// Whether front matter is written in blocks of code of this language.
fn is_for_fields(info: &str) -> bool {
    let languages = ["", "yaml", "yml", "toml", "json", "md", "markdown", "frontmatter", "meta", "metadata"];
    languages.contains(&hiding::plain(info).as_str())
}

/// What stands behind the dashes of a line of at least three, or two if one of them is no hyphen.
fn rule(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['\\', '>', ' ']);
    let rest = text.trim_start_matches(|c: char| is_dash(c) || c == ' ');
    let signs: Vec<char> = text[..text.len() - rest.len()].chars().filter(|c| *c != ' ').collect();
    let needed = if signs.iter().any(|c| !c.is_ascii()) { 1 } else { 2 };
    (signs.len() >= needed && (rest.is_empty() || rest.len() <= 40)).then_some(rest)
}

/// Whether a sign looks like a dash or is used for lines as dashes are.
fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '_' | '*' | '=' | '~' | '+' | ';' | '%' | '.' | '\u{af}' | '\u{b7}' | '\u{58a}' | '\u{5be}' | '\u{1400}'
            | '\u{1806}' | '\u{2010}'..='\u{2015}' | '\u{2022}' | '\u{2043}' | '\u{207b}' | '\u{208b}' | '\u{2212}'
            | '\u{23af}' | '\u{2500}'..='\u{257f}' | '\u{2796}' | '\u{2e17}' | '\u{2e1a}' | '\u{2e3a}'..='\u{2e3b}'
            | '\u{2e40}' | '\u{301c}' | '\u{3030}' | '\u{30a0}' | '\u{30fc}' | '\u{3161}' | '\u{4e00}'
            | '\u{fe31}'..='\u{fe32}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ff3f}' | '\u{ff70}' | '\u{10ead}'
    )
}

/// The name and the value of a line `name: value`, and whether it is a heading or an item of a list as well.
fn field(text: &str) -> Option<(&str, &str, bool)> {
    let marks: &[char] = &['>', '\\', '#', '+', ':', '%', '/', '|', '-', '*', ';', ',', '{', '"', '\'', ' ', '_', '@'];
    let bare = text.trim_start_matches(marks);
    let before = &text[..text.len() - bare.len()];
    let is_heading = before.contains(['#', '-', '*', '|', '_']) && !before.contains("#+");
    let at = bare.find([':', '=', '\u{ff1a}'])?;
    let name = bare[..at].trim_end_matches(['"', '\'', ' ', '*', '_']);
    let is_name = |c: char| c.is_alphanumeric() || ['_', '-', '.', ' '].contains(&c);
    let is_short = name.len() <= 40 && name.split(' ').count() <= 3;
    if name.is_empty() || !is_short || !name.chars().all(is_name) {
        return None;
    }
    let value = bare[at..].trim_start_matches([':', '=', '\u{ff1a}', '*', '_', ' ', '"', '\'', '\t']);
    let value = value.split(" #").next().unwrap_or(value);
    Some((name, value.trim_end_matches([',', ';', '"', '\'', ' ', '}', '*', '_', '|']), is_heading))
}

/// Whether a text has a year of this century or the one before it.
fn has_year(text: &str) -> bool {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.into_iter().any(|number| number.len() == 4 && (number.starts_with("20") || number.starts_with("19")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: &str = "title: Merger\ndraft: true\nembargo: 2027-01-01T00:00:00Z\n";

    fn form(text: &str) -> Option<OpeningForm> {
        find(text, 0, SearchScope::Whole).map(|found| found.form)
    }

    #[test]
    fn every_line_like_an_opening_is_one_where_fields_follow() {
        for opening in [
            "----",
            "—-",
            "―――",
            "−−−",
            "───",
            "- - -",
            "\\---",
            "> ---",
            "***",
            "* * *",
            "___",
            "===",
            "+++",
            ";;;",
            "---yaml",
            "--- #",
            "--- # front matter",
            "–––",
            "ーーー",
            "－－－",
            "—",
            "--",
            "\u{2e3b}",
            "%%%",
            "...",
        ] {
            assert_eq!(form(&format!("{opening}\n{FIELDS}---\n\nText.\n")), Some(OpeningForm::Rule), "{opening}");
            assert_eq!(form(&format!("\n\n{opening}\n\ntitle: A\n")), Some(OpeningForm::Rule), "{opening}");
        }
        for (text, expected) in [
            ("```yaml\n---\ntitle: A\n---\n```\n", OpeningForm::Fence),
            ("~~~yml\ndraft: true\n~~~\n", OpeningForm::Fence),
            ("```markdown\n---\ntitle: A\n---\nText\n```\n", OpeningForm::Fence),
            ("<!-- checked -->\n---\ntitle: A\n---\n", OpeningForm::Later),
            ("<!--\ntitle: A\ndraft: true\n-->\n", OpeningForm::Comment),
            ("<!-- draft: true -->\nText\n", OpeningForm::Comment),
            ("{\n  \"title\": \"A\",\n  \"draft\": true\n}\n", OpeningForm::Json),
            ("{\"title\": \"A\", \"draft\": true}\nText\n", OpeningForm::Json),
            ("Title: A\nDate: 2026-12-20\nStatus: draft\n\nText\n", OpeningForm::None),
            ("title: A\ndraft: true\n---\nText\n", OpeningForm::None),
            ("Audience: patients\nLocation: Hall\n---\nText\n", OpeningForm::None),
            ("Date: 20 December 2026\n\nText\n", OpeningForm::None),
            ("#+TITLE: A\n#+DRAFT: true\nText\n", OpeningForm::None),
            (":title: A\n:draft: true\n\nText\n", OpeningForm::None),
            ("# Merger\n\ndraft: true\n\nText\n", OpeningForm::None),
            ("A note of the press office.\n\n---\ntitle: A\nembargo: 2027-01-01T00:00:00Z\n---\n", OpeningForm::Later),
            ("--- title: A\n", OpeningForm::Rule),
        ] {
            assert_eq!(form(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn prose_rules_and_code_are_left_alone() {
        for text in [
            "",
            "Hello\n",
            "Note: this is text.\n",
            "**Note:** this is text.\n\nMore\n",
            "***\n\nHello\n",
            "---\n",
            "----\nNote: closed on Monday.\n----\n",
            "# Title: a book\n\nText\n",
            "Note: this\n---\n\nText\n",
            "```python\ntitle: str = \"a\"\ndraft: true\n```\n\nText\n",
            "```sh\n---\ntitle: A\n```\n",
            "<!-- markdownlint-disable -->\n\nText\n",
            "{{ include }}\n\nText\n",
            "Contact: Jo Field\n\nText\n",
            "Location: Main hall\nTime: 9am\n\nText\n",
            "Status: the clinic is open\n",
            "https://example.org/\n",
            "Text first.\n\n```yaml\n---\ntitle: A\ndraft: true\n---\n```\n",
            "- Access: main entrance\n- Phone: 1\n",
            "_Title: A_\n",
            "| title | draft |\n|---|---|\n| a | true |\n",
            "Text.\n\nTitle: the name of a page.\n",
            "Dear all: come.\n",
            "Text.\n\n***\n\nTitle: a word on titles.\n",
            "1. Wash: hands\n",
            "===\nText\n===\n",
            "…\nText: a\n",
        ] {
            assert_eq!(find(text, 0, SearchScope::Whole), None, "{text}");
        }
    }

    #[test]
    fn a_second_block_below_front_matter_counts_only_with_the_life_cycle() {
        for text in ["---\nembargo: 2027-01-01\n---\n", "draft: true\n---\n\nText\n", "***\npublishDate: 2027-01-01\n"]
        {
            assert!(find(text, 0, SearchScope::Body).is_some(), "{text}");
        }
        for text in
            ["Title: A\n\nText\n", "---\n\nText\n", "Text\n\ndraft: true\n", "Status: private\n", "***\n\nTitle: A\n"]
        {
            assert_eq!(find(text, 0, SearchScope::Body), None, "{text}");
        }
    }
}
