//! The components that a theme declares, with the arguments that each takes.

use std::collections::BTreeMap;

use crate::diag::{did_you_mean, one_of};
use crate::span::Source;
use crate::yaml::{self, Node, Value};

/// Components by name.
pub type Components = BTreeMap<String, Component>;

/// What a component takes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Component {
    /// Its arguments by name.
    pub arguments: BTreeMap<String, Argument>,
}

/// One argument of a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Argument {
    /// What its value may be.
    pub form: Form,
    /// Whether it must be given.
    pub required: bool,
}

/// What the value of an argument or option may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Any text.
    Text,
    /// One of these words.
    Choice(Vec<String>),
    /// `true`, `false`, or the name alone.
    Flag,
    /// A whole number.
    Number,
    /// A colour: `#0b5d6b`.
    Color,
    /// An image of the hub.
    Image,
    /// A file of the hub to be downloaded.
    File,
    /// A link, as in Markdown.
    Link,
    /// A film or sound: a file of the hub, or an address elsewhere.
    Recording,
    /// A WebVTT file of the hub.
    Captions,
}

impl Form {
    /// The value of an option of this form, as `node` gives it in YAML.
    ///
    /// # Errors
    /// In words for the author: what was expected.
    pub(super) fn value(&self, node: &Node, source: &Source) -> Result<Value, String> {
        match self {
            Form::Flag => yaml::flag(node, source).map(Value::Bool),
            Form::Number => match node.value {
                Value::Int(number) => Ok(Value::Int(number)),
                _ => Err(format!("expected a whole number, found {}", node.value.kind())),
            },
            Form::Color => match yaml::text(node, source) {
                Ok(color) if is_color(&color) => Ok(Value::Text(color)),
                // `accent: #0b5d6b` is an empty value and a comment.
                _ => Err("expected a colour in quotation marks, as `\"#0b5d6b\"`".to_owned()),
            },
            Form::Choice(words) => {
                let word = yaml::text(node, source)?;
                match words.contains(&word) {
                    true => Ok(Value::Text(word)),
                    false => Err(not_among(&word, words)),
                }
            }
            Form::Text | Form::Image | Form::File | Form::Link | Form::Recording | Form::Captions => {
                yaml::text(node, source).map(Value::Text)
            }
        }
    }
}

/// `#` and three or six hexadecimal digits.
fn is_color(text: &str) -> bool {
    let digits = text.strip_prefix('#').unwrap_or_default();
    matches!(digits.len(), 3 | 6) && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

fn not_among(word: &str, words: &[String]) -> String {
    let words = || words.iter().map(String::as_str);
    did_you_mean(word, words(), format!("expected {}", one_of(words())))
}
