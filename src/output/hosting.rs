//! What hosts and crawlers read: `robots.txt`, `_headers`, and a manifest of all files.

use std::io::Write as _;

use sha2::{Digest, Sha256};

use super::{Made, Route, Sketch, alert, feed, made, sitemap, sitemap_news};
use crate::hash;
use crate::path::OutPath;
use crate::project::players::PLAYERS;
use crate::world::{Lens, World};

/// Plans the files of this module. The manifest is made by the build, which alone knows all files.
pub(super) fn plan(_: &World, sketch: &mut Sketch) {
    sketch.add_at("robots.txt", Route::Robots);
    sketch.add_at("_headers", Route::Headers);
}

/// Makes `robots.txt`: everything may be read, and here are the sitemaps. Networks that draw previews
/// obey it too, so nothing is closed to them.
pub(super) fn make_robots(lens: Lens) -> Made {
    let base = lens.base();
    let mut text = "User-agent: *\nAllow: /\n\n".to_owned();
    for sitemap in [sitemap::FILE, sitemap_news::FILE] {
        text.push_str(&format!("Sitemap: {}{}/{sitemap}\n", base.origin, base.path));
    }
    made(lens, text)
}

/// Makes `_headers`: a strict Content-Security-Policy, and long life for files whose name holds their
/// hash.
pub(super) fn make_headers(lens: Lens) -> Made {
    let path = lens.base().path.clone();
    let players = lens.config("players", |config| config.players.clone());
    let frames = PLAYERS.iter().filter(|player| players.contains(&player.name));
    let frames: String = frames.map(|player| format!(" {}", player.origin)).collect();
    let frames = if frames.is_empty() { frames } else { format!("; frame-src{frames}") };
    let (scripts, styles) = (hashes(&lens, ".js"), hashes(&lens, ".css"));
    let policy = format!(
        "default-src 'none'; style-src 'self'{styles}; img-src 'self' data:; font-src 'self'; media-src 'self'; \
         script-src 'self'{scripts}; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let mut text = format!(
        "{path}/*\n  Content-Security-Policy: {policy}{frames}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=()\n\
         {path}/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    );
    for (file, media_type) in feed::files() {
        for below in ["/*/", "/"] {
            text.push_str(&format!("{path}{below}{file}\n  Content-Type: {media_type}; charset=utf-8\n"));
        }
    }
    if lens.alerts("").is_some() {
        text.push_str(&alert::headers(&path));
    }
    made(lens, text)
}

/// What a Content-Security-Policy says of the scripts or styles that stand in pages: their hashes.
fn hashes(lens: &Lens, extension: &str) -> String {
    let inlined = lens.inlined().filter(|(name, _)| name.ends_with(extension));
    inlined.map(|(_, bytes)| format!(" 'sha256-{}'", base64(&Sha256::digest(bytes)))).collect()
}

/// Bytes in base 64 (RFC 4648) with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
        let digit = move |at: usize| char::from(DIGITS[bits >> (18 - 6 * at) & 63]);
        let said = group.len() + 1;
        (0..4).map(move |at| if at < said { digit(at) } else { '=' })
    };
    bytes.chunks(3).flat_map(group).collect()
}

/// The manifest: every file with the SHA-256 of its bytes and its size, in the order in which they come.
pub fn manifest<'a>(files: impl Iterator<Item = (&'a OutPath, &'a [u8; 32], u64)>) -> Vec<u8> {
    let mut json = b"{\n  \"files\": {".to_vec();
    for (at, (path, sha256, size)) in files.enumerate() {
        json.extend_from_slice(if at == 0 { b"\n    " } else { b",\n    " });
        // Writing to memory does not fail.
        let _ = serde_json::to_writer(&mut json, path.as_str());
        json.extend_from_slice(b": {\"sha256\": \"");
        json.extend_from_slice(hash::to_hex(*sha256).as_flattened());
        let _ = write!(json, "\", \"size\": {size}}}");
    }
    json.extend_from_slice(b"\n  }\n}\n");
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_written_as_the_standard_says() {
        for (bytes, text) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
