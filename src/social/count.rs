//! Counting as networks count. No two agree, and none counts bytes of memory.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::emoji;
use super::links::{self, Wanted};
use crate::text::composed;

/// What a network counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// X: Latin, Greek, Cyrillic, Arabic and other letters 1, Chinese, Japanese and Korean ones and emoji 2, a link 23.
    Weighted,
    /// What a reader takes for one character, in however many parts it is stored.
    Graphemes,
    /// Mastodon: graphemes, a link 23, somebody elsewhere without their server.
    Fediverse,
    /// Threads: characters, an emoji as many as it has bytes.
    EmojiBytes,
    /// Unicode characters.
    Characters,
    /// Bytes of UTF-8.
    Bytes,
}

impl Unit {
    /// How long `text` is.
    pub fn count(self, text: &str) -> usize {
        match self {
            Unit::Weighted => weighted(text),
            Unit::Graphemes => graphemes(text),
            Unit::Fediverse => fediverse(text),
            Unit::EmojiBytes => emoji_bytes(text),
            Unit::Characters => text.chars().count(),
            Unit::Bytes => text.len(),
        }
    }

    /// What is counted, for people.
    pub fn name(self) -> &'static str {
        match self {
            Unit::Weighted => "weighted characters",
            Unit::Bytes => "bytes",
            Unit::Graphemes | Unit::Fediverse | Unit::EmojiBytes | Unit::Characters => "characters",
        }
    }
}

/// A link counts as so many characters on X and Mastodon, however long it is.
const LINK: usize = 23;

/// As X counts: twitter-text, configuration 3.
pub fn weighted(text: &str) -> usize {
    let text: Vec<char> = composed(text).chars().collect();
    let mut links = links::find(&text, Wanted::Any).into_iter().peekable();
    let (mut at, mut weight) = (0, 0);
    while at < text.len() {
        if let Some(link) = links.next_if(|link| link.start == at) {
            weight += LINK;
            at = link.end;
            continue;
        }
        match emoji::sequence(&text[at..]) {
            0 => {
                weight += if is_light(text[at]) { 1 } else { 2 };
                at += 1;
            }
            length => {
                weight += 2;
                at += length;
            }
        }
        while links.next_if(|link| link.start < at).is_some() {}
    }
    weight
}

/// Letters that weigh half of others.
fn is_light(c: char) -> bool {
    matches!(u32::from(c), 0..=4351 | 8192..=8205 | 8208..=8223 | 8242..=8247)
}

/// Extended grapheme clusters, as Bluesky counts.
pub fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// As Mastodon counts: what will be a link or a mention counts as what it will show.
pub fn fediverse(text: &str) -> usize {
    let letters: Vec<char> = text.chars().collect();
    let mut shown = String::with_capacity(text.len());
    let mut links = links::find(&letters, Wanted::WithScheme).into_iter().peekable();
    let mut at = 0;
    while at < letters.len() {
        if let Some(link) = links.next_if(|link| link.start == at) {
            shown.extend(std::iter::repeat_n('x', LINK));
            at = link.end;
        } else if let Some((user, whole)) = mention(&letters, at) {
            shown.extend(&letters[at..at + user]);
            at += whole;
        } else {
            shown.push(letters[at]);
            at += 1;
        }
    }
    graphemes(&shown)
}

/// The length of `@user` and of `@user@server`, if somebody elsewhere is named at `at`.
fn mention(text: &[char], at: usize) -> Option<(usize, usize)> {
    let before = at.checked_sub(1).map(|before| text[before]);
    let begins = text[at] == '@' && !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '=' | '/'));
    let user = begins.then(|| dotted(&text[at + 1..], |c| c.is_ascii_alphanumeric() || c == '_'))?;
    let server = text.get(at + 1 + user..).filter(|rest| user > 0 && rest.first() == Some(&'@'))?;
    let server = dotted(&server[1..], |c| c.is_alphanumeric() || c == '_');
    (server > 0).then_some((1 + user, 1 + user + 1 + server))
}

/// The length of words of such letters with points or hyphens between them.
fn dotted(text: &[char], is_letter: impl Fn(char) -> bool) -> usize {
    let mut end = 0;
    for (at, c) in text.iter().enumerate() {
        match *c {
            c if is_letter(c) => end = at + 1,
            '.' | '-' if end > 0 => {}
            _ => break,
        }
    }
    end
}

/// As Threads counts.
pub fn emoji_bytes(text: &str) -> usize {
    let of_cluster = |cluster: &str| match cluster.chars().any(is_emoji) {
        true => cluster.len(),
        false => cluster.chars().count(),
    };
    text.graphemes(true).map(of_cluster).sum()
}

/// Whether a cluster with this in it is drawn as an emoji.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{20e3}' | '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{231a}'..='\u{23ff}'
        | '\u{2b05}'..='\u{2b55}')
}

/// As much of `text` as fits in `most`: see [`cut_to`].
pub fn cut(text: &str, unit: Unit, most: usize) -> String {
    cut_to(text, |shown| unit.count(shown) <= most)
}

/// As much of `text` as fits, cut after a word with an ellipsis; the whole of it if it fits; nothing if no letter does.
/// Where words are not set apart by spaces, or one is longer than half of what fits, it is cut between letters.
pub fn cut_to(text: &str, fits: impl Fn(&str) -> bool) -> String {
    let text = text.trim();
    if fits(text) {
        return text.to_owned();
    }
    let spaces = text.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let by_words = longest(text, spaces, &fits);
    let by_letters = longest(text, text.grapheme_indices(true).map(|(at, _)| at), &fits);
    if by_words.len() * 2 >= by_letters.len() { by_words } else { by_letters }
}

/// `text` cut at the last of ascending `ends` at which it fits; empty if it fits at none.
fn longest(text: &str, ends: impl Iterator<Item = usize>, fits: impl Fn(&str) -> bool) -> String {
    let shown = |end: usize| {
        let kept = text[..end].trim_end_matches(|c: char| c.is_whitespace() || ",;:–—-(".contains(c));
        if kept.is_empty() { String::new() } else { format!("{kept}…") }
    };
    let ends: Vec<usize> = ends.collect();
    // What is longer is nearly always as long or longer in any unit; where a link makes it shorter, less is shown.
    let near = ends.partition_point(|end| fits(&shown(*end)));
    ends[..near].iter().rev().map(|end| shown(*end)).find(|shown| fits(shown)).unwrap_or_default()
}
