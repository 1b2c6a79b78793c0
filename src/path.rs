//! Paths that cannot leave their root.
//!
//! [`SourcePath`] names a file of the hub, [`OutPath`] one of the output, [`Address`] a page of the
//! site. All use `/` on every system, are relative to their root and hold no `.` or `..`, so joining
//! them to a folder never reaches outside it. They are made in one place each, and that place checks.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use borsh::{BorshDeserialize, BorshSerialize};

/// A file or folder of the hub, relative to its root: `content/news/scanner.md`. The root is `""`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePath(Arc<str>);

/// Why a text is no path inside a root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// It has a `..` that leaves the root.
    Leaves,
    /// It has a character that no path may hold: NUL, a control character or a backslash.
    Character,
    /// A name in it is longer than 255 bytes, which no common file system stores, or the whole is
    /// longer than [`LONGEST`].
    Long,
}

/// The longest path in bytes: systems take 1,024 at least, and where the root is counts too.
pub const LONGEST: usize = 900;

impl SourcePath {
    /// The root itself.
    pub fn root() -> SourcePath {
        SourcePath(Arc::from(""))
    }

    /// The path that `text` names from the root; a leading `/` is the root too.
    pub fn new(text: &str) -> Result<SourcePath, PathError> {
        normal(&[], text).map(|path| SourcePath(path.into()))
    }

    /// The path that `relative` names from this folder; with a leading `/`, from the root.
    pub fn join(&self, relative: &str) -> Result<SourcePath, PathError> {
        let base: Vec<&str> = match relative.starts_with('/') || self.0.is_empty() {
            true => Vec::new(),
            false => self.0.split('/').collect(),
        };
        normal(&base, relative).map(|path| SourcePath(path.into()))
    }

    /// The path as text, without a leading `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folder that holds it; the root is its own.
    pub fn parent(&self) -> SourcePath {
        match last(&self.0, b'/') {
            Some((parent, _)) => SourcePath(parent.into()),
            None => SourcePath::root(),
        }
    }

    /// The last name: `scanner.md`.
    pub fn name(&self) -> &str {
        last(&self.0, b'/').map_or(&self.0, |(_, name)| name)
    }

    /// The last name without its extension: `scanner`.
    pub fn stem(&self) -> &str {
        let name = self.name();
        match last(name, b'.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }

    /// What follows the last dot of the name, as written; none for `.htaccess`.
    pub fn extension(&self) -> Option<&str> {
        match last(self.name(), b'.') {
            Some((stem, extension)) if !stem.is_empty() => Some(extension),
            _ => None,
        }
    }

    /// What is left below `folder`, if it lies below it.
    pub fn below(&self, folder: &str) -> Option<&str> {
        if folder.is_empty() {
            return Some(&self.0);
        }
        self.0.strip_prefix(folder)?.strip_prefix('/')
    }

    /// The names from the root down.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split('/').filter(|name| !name.is_empty())
    }
}

/// A file of the output, relative to its root: `news/scanner/index.html`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutPath(Arc<str>);

impl OutPath {
    /// The path that `text` names from the root of the output.
    pub fn new(text: &str) -> Result<OutPath, PathError> {
        normal(&[], text).map(|path| OutPath(path.into()))
    }

    /// The path as text, without a leading `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where something stands on the site, below its base: `/news/scanner/`, `/feed.xml`. It begins with
/// `/`, is not percent-encoded, and ends with `/` when it is a page.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(Arc<str>);

impl Address {
    /// The home page.
    pub fn home() -> Address {
        Address(Arc::from("/"))
    }

    /// The address that `text` names. A last name without a dot is a page and gets its final `/`.
    pub fn new(text: &str) -> Result<Address, PathError> {
        let path = normal(&[], text)?;
        let page = text.ends_with('/') || !path.rsplit('/').next().unwrap_or("").contains('.');
        Ok(Address(match (path.is_empty(), page) {
            (true, _) => Arc::from("/"),
            (false, true) => ["/", &path, "/"].concat().into(),
            (false, false) => ["/", &path].concat().into(),
        }))
    }

    /// The address of a file, which keeps its name: `CNAME` is no page.
    pub fn file(text: &str) -> Result<Address, PathError> {
        Ok(Address(["/", &normal(&[], text)?].concat().into()))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The file that a web server answers this address with.
    pub fn out_path(&self) -> OutPath {
        let path = self.0.trim_start_matches('/');
        match self.0.ends_with('/') {
            true => OutPath([path, "index.html"].concat().into()),
            false => OutPath(path.into()),
        }
    }

    /// The address one level further down: `/news/` and `page/2` make `/news/page/2/`.
    pub fn child(&self, name: &str) -> Result<Address, PathError> {
        Address::new(&[self.0.trim_end_matches('/'), "/", name].concat())
    }

    /// The address of page `number` of the list that begins here: `/news/page/2/`. One that is too long has the
    /// address of the first.
    pub fn numbered(&self, number: usize) -> Address {
        if number < 2 {
            return self.clone();
        }
        // What is joined is normal.
        let address = [self.0.trim_end_matches('/'), "/page/", &number.to_string(), "/"].concat();
        if address.len() > LONGEST { self.clone() } else { Address(address.into()) }
    }

    /// The file `name` beside what stands below this address.
    pub fn child_file(&self, name: &str) -> Result<Address, PathError> {
        Address::file(&[self.0.trim_end_matches('/'), "/", name].concat())
    }
}

/// What stands before and after the last `sign` of `text`, which is short.
fn last(text: &str, sign: u8) -> Option<(&str, &str)> {
    let at = text.bytes().rposition(|byte| byte == sign)?;
    Some((&text[..at], &text[at + 1..]))
}

/// Resolves `.` and `..` of `text` seen from `base`, and refuses what would leave the root.
fn normal<'t>(base: &[&str], text: &'t str) -> Result<Cow<'t, str>, PathError> {
    let inner = text.trim_matches('/');
    if base.is_empty() && is_plain(inner) {
        return Ok(Cow::Borrowed(inner));
    }
    if text.chars().any(|c| c.is_control() || c == '\\') {
        return Err(PathError::Character);
    }
    let mut names = base.to_vec();
    for name in text.split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop().ok_or(PathError::Leaves)?;
            }
            _ if name.len() > 255 => return Err(PathError::Long),
            _ => names.push(name),
        }
    }
    let path = names.join("/");
    if path.len() > LONGEST { Err(PathError::Long) } else { Ok(Cow::Owned(path)) }
}

/// Whether `text` is as [`normal`] leaves it, a last `/` aside.
fn is_normal(text: &str) -> bool {
    let names = text.strip_suffix('/').unwrap_or(text);
    is_plain(text) || text != "/" && normal(&[], names) == Ok(Cow::Borrowed(names))
}

/// Whether `text` is short ASCII that [`normal`] leaves as it is, a last `/` aside, and no name in it begins with a dot:
/// nearly every path is, and that is told without looking at one name after the other.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_fine = |byte: u8| (b' '..0x7f).contains(&byte) & (byte != b'\\');
    let begins = |before: u8, byte: u8| (before == b'/') & ((byte == b'/') | (byte == b'.'));
    let next = bytes.get(1..).unwrap_or_default();
    !matches!(bytes.first(), Some(b'/' | b'.'))
        && bytes.len() <= 255
        && bytes.iter().fold(true, |all, byte| all & is_fine(*byte))
        && !bytes.iter().zip(next).fold(false, |any, (before, byte)| any | begins(*before, *byte))
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            PathError::Leaves => "it leaves the hub",
            PathError::Character => "it holds a control character or a backslash",
            PathError::Long => "it is longer than 900 bytes, or a name in it than 255",
        })
    }
}

impl std::error::Error for PathError {}

macro_rules! shown_as_text {
    ($($path:ident $first:literal),*) => {$(
        impl fmt::Display for $path {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
        impl fmt::Debug for $path {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.as_str())
            }
        }
        impl BorshSerialize for $path {
            fn serialize<W: std::io::Write>(&self, to: &mut W) -> std::io::Result<()> {
                self.as_str().serialize(to)
            }
        }
        impl BorshDeserialize for $path {
            /// What leaves its root is refused here too: what is remembered is no more trusted than what is read.
            fn deserialize_reader<R: std::io::Read>(from: &mut R) -> std::io::Result<$path> {
                let text = String::deserialize_reader(from)?;
                match text.strip_prefix($first).is_some_and(is_normal) {
                    true => Ok($path(text.into())),
                    false => Err(std::io::ErrorKind::InvalidData.into()),
                }
            }
        }
        impl std::borrow::Borrow<str> for $path {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}
shown_as_text!(SourcePath "", OutPath "", Address "/");

/// Why an address cannot be written to files that hosts read, if that is so: they take `*` and `:name` for patterns, and
/// some computers refuse the other signs in names of files.
pub fn pattern_in(address: &str) -> Option<String> {
    if let Some(sign) = address.chars().find(|c| c.is_control() || "*<>|\"\\".contains(*c)) {
        return Some(format!("an address has no `{}`", sign.escape_default()));
    }
    let is_pattern = address.split('/').any(|name| name.starts_with(':'));
    is_pattern.then(|| "a name in an address does not begin with `:`".to_owned())
}

/// The media type of a file by its name.
pub fn media_type(name: &str) -> &'static str {
    let extension = name.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map_or("", |(_, it)| it);
    match extension.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "rss" => "application/rss+xml; charset=utf-8",
        "atom" => "application/atom+xml; charset=utf-8",
        "txt" | "text" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "ics" => "text/calendar; charset=utf-8",
        "vtt" => "text/vtt; charset=utf-8",
        "bib" => "application/x-bibtex; charset=utf-8",
        "ris" => "application/x-research-info-systems; charset=utf-8",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "wasm" => "application/wasm",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "epub" => "application/epub+zip",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "mp3" => "audio/mpeg",
        "m4a" => "audio/mp4",
        "ogg" | "oga" | "opus" => "audio/ogg",
        "wav" => "audio/wav",
        "flac" => "audio/flac",
        "mp4" | "m4v" => "video/mp4",
        "webm" => "video/webm",
        "ogv" => "video/ogg",
        "mov" => "video/quicktime",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_its_root() {
        assert_eq!(SourcePath::new("a/../../b"), Err(PathError::Leaves));
        assert_eq!(SourcePath::new("a\\b"), Err(PathError::Character));
        assert_eq!(Address::new("../../etc"), Err(PathError::Leaves));
        let here = SourcePath::new("content/news").unwrap();
        assert_eq!(here.join("../guides/a.md").unwrap().as_str(), "content/guides/a.md");
        assert_eq!(here.join("/static/a.png").unwrap().as_str(), "static/a.png");
        assert_eq!(here.join("../../../x"), Err(PathError::Leaves));
        assert_eq!(Address::new(&"n/".repeat(LONGEST)), Err(PathError::Long));
    }

    #[test]
    fn what_is_remembered_is_read_without_trust() {
        fn read<T: BorshDeserialize>(text: &str) -> Option<T> {
            borsh::from_slice(&borsh::to_vec(text).unwrap()).ok()
        }
        let (long, longer, deep) = ("n".repeat(255), "n".repeat(256), "n/".repeat(LONGEST / 2));
        for good in ["", "a", "content/a b.md", "static/.well-known/a", ".a", "a/...", "ú/é.md", &long, &deep] {
            assert_eq!(read::<SourcePath>(good).unwrap().as_str(), good);
            assert_eq!(SourcePath::new(good).unwrap().as_str(), good.trim_end_matches('/'));
        }
        let control = "a/\u{85}";
        for bad in
            ["/etc/passwd", "../a", "a/../b", "a/..", "a/./b", "a//b", "a\\b", "a\nb", control, "/", "//", &longer]
        {
            assert!(read::<SourcePath>(bad).is_none() && read::<OutPath>(bad).is_none(), "{bad}");
        }
        for good in ["/", "/a/", "/a/feed.xml"] {
            assert_eq!(read::<Address>(good).unwrap().as_str(), good);
        }
        assert!(read::<Address>("a/").is_none() && read::<Address>("//a/").is_none());
    }

    #[test]
    fn addresses_name_files() {
        for (text, address, file) in [
            ("", "/", "index.html"),
            ("news", "/news/", "news/index.html"),
            ("/news/a b/", "/news/a b/", "news/a b/index.html"),
            ("404.html", "/404.html", "404.html"),
            ("v1.2/", "/v1.2/", "v1.2/index.html"),
        ] {
            let made = Address::new(text).unwrap();
            assert_eq!((made.as_str(), made.out_path().as_str()), (address, file));
            assert_eq!(Ok(made.numbered(12)), made.child("page/12/"));
            assert_eq!(made.numbered(1), made);
        }
        let file = Address::file("CNAME").unwrap();
        assert_eq!((file.as_str(), file.out_path().as_str()), ("/CNAME", "CNAME"));
    }
}
