//! What stands after the `?` of an address, as forms of HTML write it.

use std::collections::BTreeMap;

use crate::text::{decode_path, encode_query};

/// Names and values; of a name that is given twice, the last.
pub(super) struct Query(BTreeMap<String, String>);

impl Query {
    /// Reads `name=value&…`.
    pub(super) fn parse(text: &str) -> Query {
        let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
        let plain = |text: &str| decode_path(&text.replace('+', " ")).into_owned();
        Query(pairs.map(|(name, value)| (plain(name), plain(value))).collect())
    }

    /// The value of `name`.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }
}

/// An address with these names and values.
pub(super) fn link(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", encode_query(value))).collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_link_says_is_read_back_and_so_is_what_a_form_sends() {
        let hard = "a&b=c+d %41 ä \"<'\u{1F600}";
        let address = link("/_desk/", &[("q", hard), ("x", "")]);
        let query = Query::parse(address.split_once('?').unwrap().1);
        assert_eq!((query.get("q"), query.get("x"), query.get("y")), (Some(hard), Some(""), None));
        assert_eq!(Query::parse("q=two+words%2B").get("q"), Some("two words+"));
    }
}
