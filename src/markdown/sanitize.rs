//! What an author may write as HTML, and the judge of it.
//!
//! The judge is ammonia, named here and nowhere else; the same lists tell the writer what to report.
//! Whatever editors need to say more than Markdown can stays: tables with headers, abbreviations,
//! languages, figures. What acts, frames or styles does not.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::{Builder, UrlRelative};

use super::links::SCHEMES;

/// Elements that pass. The title of the page is its only `h1`.
const TAGS: [&str; 71] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "u",
    "ul",
    "var",
    "wbr",
    "hgroup",
    "search",
];

/// Elements that do not pass and take with them what is in them.
const EMPTIED: [&str; 22] = [
    "script",
    "style",
    "iframe",
    "object",
    "applet",
    "noscript",
    "noembed",
    "noframes",
    "template",
    "textarea",
    "title",
    "xmp",
    "svg",
    "math",
    "select",
    "canvas",
    "frameset",
    "plaintext",
    "head",
    "portal",
    "datalist",
    "map",
];

/// Attributes that pass on every element.
const ATTRIBUTES: [&str; 14] = [
    "lang",
    "dir",
    "class",
    "id",
    "title",
    "role",
    "translate",
    "aria-label",
    "aria-labelledby",
    "aria-describedby",
    "aria-hidden",
    "aria-expanded",
    "aria-current",
    "aria-live",
];

/// Attributes that pass on some elements.
const OF_TAGS: [(&str, &[&str]); 20] = [
    ("a", &["href", "hreflang", "download", "rel", "type", "name"]),
    ("img", &["src", "alt", "width", "height", "loading", "decoding"]),
    ("td", &["colspan", "rowspan", "headers"]),
    ("th", &["colspan", "rowspan", "headers", "scope", "abbr"]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("ol", &["start", "reversed", "type"]),
    ("li", &["value"]),
    ("time", &["datetime"]),
    ("data", &["value"]),
    ("q", &["cite"]),
    ("blockquote", &["cite"]),
    ("del", &["cite", "datetime"]),
    ("ins", &["cite", "datetime"]),
    ("details", &["open", "name"]),
    ("div", &["tabindex"]),
    ("pre", &["tabindex"]),
    ("abbr", &[]),
    ("dfn", &[]),
    ("bdo", &[]),
];

/// Elements that have no end tag.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

/// Whether an element passes.
pub(super) fn is_tag(name: &str) -> bool {
    TAGS.contains(&name)
}

/// Whether an element that does not pass takes with it what is in it.
pub(super) fn is_emptied(name: &str) -> bool {
    EMPTIED.contains(&name)
}

/// Whether an attribute passes on an element that does.
pub(super) fn is_attribute(tag: &str, name: &str) -> bool {
    ATTRIBUTES.contains(&name) || OF_TAGS.iter().any(|(of, names)| *of == tag && names.contains(&name))
}

/// Whether an element has no end tag.
pub(super) fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// `html` with nothing in it but what passes.
pub(super) fn clean(html: &str) -> String {
    static JUDGE: OnceLock<Builder<'static>> = OnceLock::new();
    JUDGE.get_or_init(judge).clean(html).to_string()
}

fn judge() -> Builder<'static> {
    let mut judge = Builder::empty();
    judge
        .tags(HashSet::from(TAGS))
        .clean_content_tags(HashSet::from(EMPTIED))
        .generic_attributes(HashSet::from(ATTRIBUTES))
        .tag_attributes(OF_TAGS.into_iter().map(|(tag, names)| (tag, names.iter().copied().collect())).collect())
        .tag_attribute_values(HashMap::new())
        .set_tag_attribute_values(HashMap::new())
        .url_schemes(HashSet::from(SCHEMES))
        .url_relative(UrlRelative::PassThrough)
        .link_rel(None);
    judge
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_judge_lets_nothing_through_that_acts() {
        for (html, expected) in [
            ("<p onclick=x style=y>a</p>", "<p>a</p>"),
            ("<a href=\"java&#10;script:x\">a</a>", "<a>a</a>"),
            ("<img src=\"data:image/svg+xml,x\" onerror=x>", "<img>"),
            ("a<script>b</script><style>c</style>d", "ad"),
            ("<svg><a href=x>b</a></svg><math><mi>c</mi></math>", ""),
            ("<iframe src=x>a</iframe><object>b</object><form><input name=a>c</form>", "c"),
            ("<a href=x target=_blank>a</a>", "<a href=\"x\">a</a>"),
        ] {
            assert_eq!(clean(html), expected, "{html}");
        }
    }

    #[test]
    fn the_judge_keeps_what_says_something() {
        for html in [
            "<table><caption>a</caption><thead><tr><th scope=\"col\" colspan=\"2\" abbr=\"x\">b</th></tr></thead></table>",
            "<details open=\"\"><summary>a</summary><abbr title=\"b\" lang=\"cy\" dir=\"ltr\">c</abbr></details>",
            "<a href=\"https://example.org/\" rel=\"license\" hreflang=\"de\" download=\"\">a</a>",
            "<figure><img src=\"x.jpg\" alt=\"y\"><figcaption>z</figcaption></figure>",
            "<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\"x\">a</div>",
            "<ol start=\"3\" reversed=\"\"><li value=\"2\">a</li></ol><time datetime=\"2026\">b</time>",
            "<a name=\"x\" id=\"y\"></a><q cite=\"https://example.org/\">z</q><ruby>a<rt>b</rt></ruby>",
        ] {
            assert_eq!(clean(html), html);
        }
    }
}
