//! What hosts and crawlers read: `robots.txt`, `_headers`, and a manifest of all files.

use std::collections::BTreeMap;

use super::{Made, Plan, Route, feed, made, sitemap, sitemap_news};
use crate::path::OutPath;
use crate::world::{Lens, World};

/// Plans the files of this module. The manifest is made by the build, which alone knows all files.
pub(super) fn plan(_: &World, plan: &mut Plan) {
    plan.add_at("robots.txt", Route::Robots);
    plan.add_at("_headers", Route::Headers);
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
    let policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; media-src 'self'; \
                  script-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
                  frame-ancestors 'none'";
    let mut text = format!(
        "{path}/*\n  Content-Security-Policy: {policy}\n  X-Content-Type-Options: nosniff\n  \
         Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=()\n\
         {path}/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n"
    );
    for (file, media_type) in feed::files() {
        for below in ["/*/", "/"] {
            text.push_str(&format!("{path}{below}{file}\n  Content-Type: {media_type}; charset=utf-8\n"));
        }
    }
    made(lens, text)
}

/// The manifest: every file with the SHA-256 of its bytes and its size, sorted by name.
pub fn manifest(files: &BTreeMap<OutPath, (String, usize)>) -> Vec<u8> {
    let mut json = String::from("{\n  \"files\": {\n");
    for (at, (path, (hash, size))) in files.iter().enumerate() {
        let comma = if at + 1 < files.len() { "," } else { "" };
        let name = serde_json::Value::from(path.as_str());
        json.push_str(&format!("    {name}: {{\"sha256\": \"{hash}\", \"size\": {size}}}{comma}\n"));
    }
    json.push_str("  }\n}\n");
    json.into_bytes()
}
