//! The components that a theme declares, with the arguments that each takes.

use std::collections::BTreeMap;

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
}
