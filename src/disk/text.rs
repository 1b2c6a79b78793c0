//! Bytes of a file as text: UTF-8, with or without a byte order mark, and nothing else.
//!
//! Other encodings are not guessed at: a wrong letter in a dose is worse than an error.

use std::sync::Arc;

use crate::diag::{Code, Diagnostic};
use crate::path::SourcePath;
use crate::span::{self, Place};

/// The text of `bytes`, the contents of `path`, without a byte order mark. NUL, which neither HTML nor
/// XML can hold, becomes U+FFFD, as CommonMark has it.
pub fn decode(path: &SourcePath, bytes: &[u8]) -> Result<Arc<str>, Box<Diagnostic>> {
    let body = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if body.starts_with(&[0xff, 0xfe]) || body.starts_with(&[0xfe, 0xff]) {
        return Err(utf16(path));
    }
    match std::str::from_utf8(body) {
        Ok(text) if body.contains(&0) => Ok(text.replace('\0', "\u{fffd}").into()),
        Ok(text) => Ok(text.into()),
        Err(error) => Err(not_utf8(path, body, error.valid_up_to(), bytes.len() - body.len())),
    }
}

fn utf16(path: &SourcePath) -> Box<Diagnostic> {
    let message = format!("`{path}` is UTF-16, not UTF-8");
    let fault = Diagnostic::new(Code::DiskEncoding, Place::file(path.as_str()), message, "");
    Box::new(fault.help("save it again with the encoding UTF-8"))
}

/// `mark` is the length of a byte order mark before `body`.
fn not_utf8(path: &SourcePath, body: &[u8], start: usize, mark: usize) -> Box<Diagnostic> {
    let lossy = String::from_utf8_lossy(body);
    let place = span::place(path.as_str(), &lossy, start..start + '\u{fffd}'.len_utf8());
    let message = format!("`{path}` is not UTF-8: line {}, byte offset {}", place.line, start + mark);
    let label = match body.get(start) {
        Some(byte) => format!("the byte 0x{byte:02X} does not belong here"),
        None => String::new(),
    };
    let fault = Diagnostic::new(Code::DiskEncoding, place, message, label);
    Box::new(fault.help("save it again with the encoding UTF-8; now it is perhaps Windows-1252 or Latin 1"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Arc<str>, Box<Diagnostic>> {
        decode(&SourcePath::new("a.md").unwrap(), bytes)
    }

    #[test]
    fn a_mark_is_removed_and_line_ends_are_kept() {
        assert_eq!(&*read("\u{feff}Zwölf\r\n".as_bytes()).unwrap(), "Zwölf\r\n");
        assert_eq!(&*read(b"").unwrap(), "");
        assert_eq!(&*read(b"a\0b").unwrap(), "a\u{fffd}b");
    }

    #[test]
    fn what_is_not_utf8_is_said_with_its_place() {
        let fault = read(b"\xef\xbb\xbfone\ncaf\xe9 two\n").unwrap_err();
        assert_eq!(fault.code, Code::DiskEncoding);
        assert_eq!((fault.place.line, fault.place.column), (2, 4));
        assert_eq!(fault.message, "`a.md` is not UTF-8: line 2, byte offset 10");
        assert_eq!(fault.label, "the byte 0xE9 does not belong here");
        assert_eq!(read(b"cut \xe2\x82").unwrap_err().place.column, 5);
    }

    #[test]
    fn utf16_is_called_by_its_name() {
        for bytes in [b"\xff\xfea\0b\0".as_slice(), b"\xfe\xff\0a\0b"] {
            let fault = read(bytes).unwrap_err();
            assert_eq!((fault.code, fault.message.as_str()), (Code::DiskEncoding, "`a.md` is UTF-16, not UTF-8"));
        }
    }
}
