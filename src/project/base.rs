//! Where the site will stand: an origin and a path.

use crate::path::Address;
use crate::text::encode_path;

/// Where the site will stand: `https://example.org/hub/` is an origin and a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// `https://example.org`, without a final `/`.
    pub origin: String,
    /// `/hub`, without a final `/`; empty at a root.
    pub path: String,
}

impl Base {
    /// The base that a `base_url` names.
    ///
    /// # Errors
    /// In words for the author: what was expected.
    pub fn parse(url: &str) -> Result<Base, String> {
        let (scheme, rest) = url.split_once("://").ok_or(EXPECTED)?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "https" && scheme != "http" {
            return Err(EXPECTED.to_owned());
        }
        if rest.contains(['?', '#']) {
            return Err("expected an address without `?` and `#`".to_owned());
        }
        let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        check_host(host)?;
        let path = path.trim_end_matches('/');
        check_path(path)?;
        Ok(Base { origin: format!("{scheme}://{}", host.to_ascii_lowercase()), path: path.to_owned() })
    }

    /// The host, with its port if it has one: `example.org`.
    pub fn host(&self) -> &str {
        self.origin.split_once("://").map_or(&*self.origin, |(_, host)| host)
    }

    /// The home page's whole address: `https://example.org/hub/`.
    pub fn whole(&self) -> String {
        format!("{}{}/", self.origin, self.path)
    }

    /// The address from the root of its host, percent-encoded: `/hub/news/`.
    pub fn rooted(&self, address: &Address) -> String {
        [&self.path, &*encode_path(address.as_str())].concat()
    }

    /// The whole address, percent-encoded: `https://example.org/hub/news/`.
    pub fn absolute(&self, address: &Address) -> String {
        [&self.origin, &self.path, &*encode_path(address.as_str())].concat()
    }
}

const EXPECTED: &str = "expected a whole address, as `https://hub.example/`";

fn check_host(host: &str) -> Result<(), String> {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !name.starts_with('[') || name.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let six = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b));
    let is_six = six.is_some_and(|six| six.parse::<std::net::Ipv6Addr>().is_ok());
    if !name.is_ascii() {
        return Err("expected the host in its ASCII form, which begins with `xn--`".to_owned());
    }
    if name.contains('@') {
        return Err("expected an address without a user name".to_owned());
    }
    if !(is_name || is_six) || port.is_some_and(|port| port.parse::<u16>().is_err()) {
        return Err(EXPECTED.to_owned());
    }
    Ok(())
}

fn check_path(path: &str) -> Result<(), String> {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%/".contains(&b);
    if let Some(bad) = path.chars().find(|c| !u8::try_from(*c).is_ok_and(is_plain)) {
        return Err(format!("expected a path without `{}`: percent-encode it", bad.escape_default()));
    }
    match path.split('/').skip(1).any(|name| matches!(name, "" | "." | "..")) {
        true => Err("expected a path without `//`, `.` and `..`".to_owned()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_is_an_origin_and_a_path() {
        for (url, origin, path) in [
            ("https://hub.example", "https://hub.example", ""),
            ("HTTPS://Hub.Example/", "https://hub.example", ""),
            ("http://localhost:8080/hub/", "http://localhost:8080", "/hub"),
            ("http://[::1]:8080/a/b", "http://[::1]:8080", "/a/b"),
        ] {
            let base = Base::parse(url).unwrap();
            assert_eq!((base.origin.as_str(), base.path.as_str()), (origin, path), "{url}");
        }
        let base = Base::parse("https://hub.example/sub/").unwrap();
        let address = Address::new("/news/ä b/").unwrap();
        assert_eq!(base.absolute(&address), "https://hub.example/sub/news/%C3%A4%20b/");
    }

    #[test]
    fn what_is_no_base_is_refused() {
        for (url, why) in [
            ("hub.example", "https://hub.example/"),
            ("/hub/", "https://hub.example/"),
            ("ftp://hub.example/", "https://hub.example/"),
            ("https:///hub", "https://hub.example/"),
            ("https://hub.example:http/", "https://hub.example/"),
            ("https://[::1/", "https://hub.example/"),
            ("https://hub.example/?a", "without `?`"),
            ("https://me@hub.example/", "user name"),
            ("https://zwölf.example/", "xn--"),
            ("https://hub.example/a b/", "percent-encode"),
            ("https://hub.example/a/../b", "`..`"),
            ("https://hub.example//a", "`//`"),
        ] {
            let error = Base::parse(url).unwrap_err();
            assert!(error.contains(why), "{url}: {error}");
        }
    }
}
