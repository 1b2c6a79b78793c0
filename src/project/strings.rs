//! The words of a theme in one language, and what depends on a language: dates and numbers.

use std::collections::BTreeMap;

/// Texts by key, with `{name}` placeholders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strings {
    /// The texts; a key that a language lacks has the text of the theme's English.
    pub texts: BTreeMap<String, String>,
}
