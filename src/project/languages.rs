//! What languages are called by those who speak them.

use super::known::lineage;

/// The name of a language in itself, by its tag: `cy-GB` is `Cymraeg`. Of a language that is not known here, its tag.
pub fn own_name(tag: &str) -> &str {
    let known = |wider: &str| NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(wider)).map(|(_, name)| *name);
    lineage(tag).find_map(known).unwrap_or(tag)
}

#[rustfmt::skip]
const NAMES: &[(&str, &str)] = &[
    ("am", "አማርኛ"), ("ar", "العربية"), ("bg", "Български"), ("bn", "বাংলা"), ("cs", "Čeština"), ("cy", "Cymraeg"),
    ("da", "Dansk"), ("de", "Deutsch"), ("el", "Ελληνικά"), ("en", "English"), ("es", "Español"), ("et", "Eesti"),
    ("fa", "فارسی"), ("fi", "Suomi"), ("fr", "Français"), ("ga", "Gaeilge"), ("gd", "Gàidhlig"), ("gu", "ગુજરાતી"),
    ("he", "עברית"), ("hi", "हिन्दी"), ("hr", "Hrvatski"), ("ht", "Kreyòl ayisyen"), ("hu", "Magyar"), ("hy", "Հայերեն"),
    ("id", "Bahasa Indonesia"), ("it", "Italiano"), ("ja", "日本語"), ("km", "ខ្មែរ"), ("ko", "한국어"), ("ku", "Kurdî"),
    ("lt", "Lietuvių"), ("lv", "Latviešu"), ("my", "မြန်မာ"), ("nb", "Norsk bokmål"), ("ne", "नेपाली"), ("nl", "Nederlands"),
    ("pa", "ਪੰਜਾਬੀ"), ("pl", "Polski"), ("ps", "پښتو"), ("pt", "Português"), ("ro", "Română"), ("ru", "Русский"),
    ("sk", "Slovenčina"), ("sl", "Slovenščina"), ("so", "Soomaali"), ("sq", "Shqip"), ("sr", "Српски"), ("sv", "Svenska"),
    ("sw", "Kiswahili"), ("ta", "தமிழ்"), ("te", "తెలుగు"), ("th", "ไทย"), ("ti", "ትግርኛ"), ("tl", "Tagalog"),
    ("tr", "Türkçe"), ("uk", "Українська"), ("ur", "اردو"), ("vi", "Tiếng Việt"), ("yo", "Yorùbá"), ("zh", "中文"),
    ("zh-Hans", "简体中文"), ("zh-Hant", "繁體中文"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_called_as_their_speakers_do() {
        for (tag, name) in [
            ("cy", "Cymraeg"),
            ("en-GB", "English"),
            ("ar-EG", "العربية"),
            ("zh-Hant-TW", "繁體中文"),
            ("zh-CN", "中文"),
            ("CY", "Cymraeg"),
            ("gsw", "gsw"),
        ] {
            assert_eq!(own_name(tag), name);
        }
        assert!(NAMES.is_sorted());
    }
}
