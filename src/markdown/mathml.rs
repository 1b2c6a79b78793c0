//! An allow-list for the MathML that the converter of formulas writes.
//!
//! The converter is somebody else's code, and has written an author's text as a tag before. So its markup is read as
//! strictly as it is written when all is well: known elements and attributes, quoted values, every element ended in its
//! turn, nothing but text within an element that holds text. No browser reads such markup in another way.

/// How much may stand within an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Other elements of MathML, and white space.
    Elements,
    /// Text alone.
    Text,
    /// Text, and the elements of HTML that style it.
    Phrase,
}

/// Elements that pass, with what may stand within them.
const ELEMENTS: [(&str, Content); 37] = [
    ("math", Content::Elements),
    ("merror", Content::Elements),
    ("mrow", Content::Elements),
    ("mi", Content::Text),
    ("mn", Content::Text),
    ("mo", Content::Text),
    ("ms", Content::Text),
    ("mtext", Content::Phrase),
    ("mspace", Content::Elements),
    ("mfrac", Content::Elements),
    ("msqrt", Content::Elements),
    ("mroot", Content::Elements),
    ("mstyle", Content::Elements),
    ("mpadded", Content::Elements),
    ("mphantom", Content::Elements),
    ("menclose", Content::Elements),
    ("msub", Content::Elements),
    ("msup", Content::Elements),
    ("msubsup", Content::Elements),
    ("munder", Content::Elements),
    ("mover", Content::Elements),
    ("munderover", Content::Elements),
    ("mmultiscripts", Content::Elements),
    ("mprescripts", Content::Elements),
    ("none", Content::Elements),
    ("mtable", Content::Elements),
    ("mtr", Content::Elements),
    ("mlabeledtr", Content::Elements),
    ("mtd", Content::Elements),
    ("a", Content::Text),
    ("b", Content::Phrase),
    ("i", Content::Phrase),
    ("em", Content::Phrase),
    ("code", Content::Phrase),
    ("span", Content::Phrase),
    ("s", Content::Phrase),
    ("u", Content::Phrase),
];

/// Elements of HTML, which stand in text only.
const OF_PHRASES: [&str; 8] = ["a", "b", "i", "em", "code", "span", "s", "u"];

/// Attributes that pass. Their values do nothing; that of `href` is looked at.
const ATTRIBUTES: [&str; 29] = [
    "accent",
    "accentunder",
    "align",
    "class",
    "columnalign",
    "columnlines",
    "columnspacing",
    "depth",
    "display",
    "displaystyle",
    "fence",
    "form",
    "frame",
    "height",
    "href",
    "id",
    "largeop",
    "linethickness",
    "lspace",
    "mathvariant",
    "maxsize",
    "minsize",
    "movablelimits",
    "notation",
    "rspace",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "width",
];

/// How an address within a formula begins.
const ADDRESSES: [&str; 4] = ["#", "https://", "http://", "mailto:"];

/// The first reason why `markup` is not to be believed; none if it is one `math` element in which everything passes.
pub(super) fn fault(markup: &str) -> Option<String> {
    let mut open: Vec<(&str, Content)> = Vec::new();
    let mut rest = markup;
    let mut has_begun = false;
    while !rest.is_empty() {
        let (text, markup) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        let within = open.last().map(|(_, content)| *content);
        if !is_text(text) || (within.is_none_or(|it| it == Content::Elements) && !text.trim_ascii().is_empty()) {
            return Some("its text stands where none may be".to_owned());
        }
        if markup.is_empty() {
            break;
        }
        let Some((tag, after)) = markup[1..].split_once('>') else {
            return Some("a tag in it does not end".to_owned());
        };
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            match open.pop() {
                Some((opened, _)) if opened == name => continue,
                _ => return Some(format!("`</{name}>` in it ends nothing")),
            }
        }
        let (tag, is_closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let (name, attributes) = tag.split_at(tag.find(' ').unwrap_or(tag.len()));
        let Some((name, content)) = ELEMENTS.iter().find(|(known, _)| *known == name).copied() else {
            return Some(format!("it would write the element `{name}`"));
        };
        let may_stand = match within {
            None => name == "math" && !has_begun,
            Some(Content::Elements) => name != "math" && !OF_PHRASES.contains(&name),
            Some(Content::Text) => false,
            Some(Content::Phrase) => OF_PHRASES.contains(&name),
        };
        if !may_stand {
            return Some(format!("it would write the element `{name}` where only text may be"));
        }
        has_begun = true;
        if let Some(fault) = attribute_fault(attributes) {
            return Some(fault);
        }
        if !is_closed {
            open.push((name, content));
        }
    }
    match open.is_empty() && has_begun {
        true => None,
        false => Some("an element in it does not end".to_owned()),
    }
}

/// Why attributes do not pass: each is ` name="value"`.
fn attribute_fault(attributes: &str) -> Option<String> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(' ');
        if rest.is_empty() {
            return None;
        }
        let parts = rest.split_once("=\"").and_then(|(name, after)| Some((name, after.split_once('"')?)));
        let Some((name, (value, after))) = parts else { return Some("an attribute in it has no quotes".to_owned()) };
        if !ATTRIBUTES.contains(&name) {
            return Some(format!("it would write the attribute `{name}`"));
        }
        if !is_text(value) {
            return Some(format!("the value of `{name}` in it is no text"));
        }
        if name == "href" && !ADDRESSES.iter().any(|begin| value.starts_with(begin)) {
            return Some("a link in a formula leads to a web address, an e-mail address or an equation".to_owned());
        }
        if !(after.is_empty() || after.starts_with(' ')) {
            return Some("attributes in it stand too near to each other".to_owned());
        }
        rest = after;
    }
}

/// Whether all is escaped as the converter escapes. A `>` by itself ends nothing.
fn is_text(text: &str) -> bool {
    const REFERENCES: [&str; 5] = ["amp;", "lt;", "gt;", "quot;", "#"];
    !text.contains('<') && text.split('&').skip(1).all(|after| REFERENCES.iter().any(|it| after.starts_with(it)))
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn markup_as_the_converter_writes_it_passes() {
        for markup in [
            "<math><mi>x</mi></math>",
            "<math display=\"block\"><mrow><mspace width=\"1em\"/><mo form=\"prefix\">&lt;</mo></mrow></math>",
            "<math><mtext><b><i>a &amp; b</i></b></mtext><mtext><a href=\"#one\">(1)</a></mtext></math>",
        ] {
            assert_eq!(fault(markup), None, "{markup}");
        }
    }

    #[test]
    fn nothing_else_does() {
        for markup in [
            "",
            "x",
            "<p>x</p>",
            "<math><mo><svg/onload=alert(1)></mo></math>",
            "<math><mo><svg/></mo></math>",
            "<math><mo><mspace/></mo></math>",
            "<math><script>x</script></math>",
            "<math><mi onclick=\"x\">x</mi></math>",
            "<math><mi class=x>x</mi></math>",
            "<math><mi class=\"a\"id=\"b\">x</mi></math>",
            "<math><mi>x</math></mi>",
            "<math><mi>x</mi></math><math></math>",
            "<math><mi>x</mi></math>x",
            "<math>x</math>",
            "<math><mi>&notanentity</mi></math>",
            "<math><!-- x --></math>",
            "<math><b>x</b></math>",
            "<math><mtext><a href=\"javascript:alert(1)\">x</a></mtext></math>",
            "<math><mtext><mi>x</mi></mtext></math>",
            "<math><MI>x</MI></math>",
            "<math",
        ] {
            assert!(fault(markup).is_some(), "{markup}");
        }
    }
}
