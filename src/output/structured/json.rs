//! JSON as it is written into a script: nothing in it ends the script.

use std::borrow::Cow;

/// JSON, in the order in which it was made.
pub(super) enum Json<'t> {
    Text(Cow<'t, str>),
    Number(usize),
    True,
    List(Vec<Json<'t>>),
    Entity(Entity<'t>),
}

/// The fields of an entity.
pub(super) type Entity<'t> = Vec<(&'static str, Json<'t>)>;

impl<'t> From<&'t str> for Json<'t> {
    fn from(text: &'t str) -> Json<'t> {
        Json::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Json::Text(Cow::Owned(text))
    }
}

impl Json<'_> {
    /// Appends it.
    pub(super) fn write(&self, out: &mut String) {
        match self {
            Json::Text(text) => push_text(out, text),
            Json::Number(number) => out.push_str(&number.to_string()),
            Json::True => out.push_str("true"),
            Json::List(values) => {
                out.push('[');
                for (at, value) in values.iter().enumerate() {
                    out.push_str(if at == 0 { "" } else { "," });
                    value.write(out);
                }
                out.push(']');
            }
            Json::Entity(fields) => {
                out.push('{');
                for (at, (name, value)) in fields.iter().enumerate() {
                    out.push_str(if at == 0 { "\"" } else { ",\"" });
                    out.push_str(name);
                    out.push_str("\":");
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// `<` is escaped too, so that no text of an author ends the script.
fn push_text(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| byte < b' ' || matches!(byte, b'"' | b'\\' | b'<')) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            byte => out.push_str(&format!("\\u{byte:04x}")),
        }
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_json_that_ends_no_script() {
        let text = "a \"b\" \\ </script>\n\r\t\u{8}\u{1f} é";
        let entity = vec![("name", text.into()), ("list", Json::List(vec![Json::Number(1), Json::True]))];
        let mut json = String::new();
        Json::Entity(entity).write(&mut json);
        assert!(!json.contains('<'));
        let read: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(read, serde_json::json!({"name": text, "list": [1, true]}));
    }
}
