//! Players of films on other hosts: what they are called, and the address under which they can be shown in a page.
//!
//! A page never shows one by itself. It names the host and links to it; only a hub that allows a player by name shows it
//! in place, after somebody has asked for it.

/// A player that a hub may allow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Player {
    /// Its name in the configuration.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The origin of what is shown in place.
    pub origin: &'static str,
    hosts: &'static [&'static str],
    /// What stands before the film's identity in an address.
    marks: &'static [&'static str],
    /// The address of a film without its identity, and what follows that.
    embed: (&'static str, &'static str),
}

/// Every player that is known.
pub const PLAYERS: &[Player] = &[
    Player {
        name: "youtube",
        title: "YouTube",
        origin: "https://www.youtube-nocookie.com",
        hosts: &["youtube.com", "youtu.be", "youtube-nocookie.com"],
        marks: &["watch?v=", "&v=", "/shorts/", "/embed/", "/live/", "youtu.be/"],
        embed: ("https://www.youtube-nocookie.com/embed/", "?autoplay=1"),
    },
    Player {
        name: "vimeo",
        title: "Vimeo",
        origin: "https://player.vimeo.com",
        hosts: &["vimeo.com"],
        marks: &["player.vimeo.com/video/", "vimeo.com/"],
        embed: ("https://player.vimeo.com/video/", "?dnt=1&autoplay=1"),
    },
];

/// The player that shows `url`, if it is known.
pub fn of(url: &str) -> Option<&'static Player> {
    let host = host(url)?;
    let is_at = |own: &&str| host == *own || host.strip_suffix(own).is_some_and(|rest| rest.ends_with('.'));
    PLAYERS.iter().find(|player| player.hosts.iter().any(&is_at))
}

/// Who is told when somebody follows `url`: the player's title, else the host; none for what is no web address.
pub fn title(url: &str) -> Option<&str> {
    of(url).map(|player| player.title).or_else(|| host(url))
}

impl Player {
    /// The address under which the film at `url` is shown in place, if it can be told from it.
    pub fn embedded(&self, url: &str) -> Option<String> {
        let id = self.marks.iter().find_map(|mark| url.split_once(mark))?.1;
        let id = &id[..id.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c)).unwrap_or(id.len())];
        (!id.is_empty()).then(|| format!("{}{id}{}", self.embed.0, self.embed.1))
    }
}

/// The host of a web address, without `www.`.
fn host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit('@').next()?.split(':').next()?;
    Some(host.strip_prefix("www.").unwrap_or(host)).filter(|host| !host.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn films_are_known_by_any_of_their_addresses() {
        let youtube = Some("https://www.youtube-nocookie.com/embed/dQw4_w9-Xc?autoplay=1");
        for (url, embedded) in [
            ("https://www.youtube.com/watch?v=dQw4_w9-Xc&t=30", youtube),
            ("https://m.youtube.com/watch?list=a&v=dQw4_w9-Xc", youtube),
            ("https://youtu.be/dQw4_w9-Xc?si=1", youtube),
            ("https://www.youtube.com/shorts/dQw4_w9-Xc", youtube),
            ("https://vimeo.com/76979871", Some("https://player.vimeo.com/video/76979871?dnt=1&autoplay=1")),
            ("https://www.youtube.com/@northside", None),
        ] {
            assert_eq!(of(url).unwrap().embedded(url).as_deref(), embedded, "{url}");
        }
        assert_eq!(of("https://notyoutube.com/watch?v=a"), None);
        assert_eq!(of("film.mp4"), None);
    }

    #[test]
    fn who_is_told_has_a_name() {
        assert_eq!(title("https://www.youtube.com/watch?v=a"), Some("YouTube"));
        assert_eq!(title("https://media.example.org/talk"), Some("media.example.org"));
        assert_eq!(title("talk.mp4"), None);
    }
}
