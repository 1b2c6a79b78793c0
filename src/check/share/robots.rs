//! Whether `robots.txt` keeps those out who fetch previews.

use super::{About, Finding};
use crate::diag::Code;

/// Who fetches previews and does as `robots.txt` says, and for which network.
const BOTS: [(&str, &str); 5] = [
    ("facebookexternalhit", "Facebook"),
    ("Twitterbot", "X"),
    ("LinkedInBot", "LinkedIn"),
    ("Discordbot", "Discord"),
    ("TelegramBot", "Telegram"),
];

/// Those that are kept out of the whole site.
pub(super) fn check(robots: &str) -> Vec<Finding> {
    let groups = groups(robots);
    let kept_out: Vec<&str> =
        BOTS.iter().filter(|(bot, _)| is_kept_out(&groups, bot)).map(|(_, network)| *network).collect();
    if kept_out.is_empty() {
        return Vec::new();
    }
    let message = format!("`robots.txt` keeps out who fetches previews for {}", kept_out.join(", "));
    let label = "allow them what is public: `User-agent: facebookexternalhit`, then `Allow: /`";
    vec![Finding::new(Code::ShareRobots, About::Page, message, label)]
}

/// For whom rules are, and whether they forbid and allow everything.
struct Group {
    agents: Vec<String>,
    forbids: bool,
    allows: bool,
}

fn groups(robots: &str) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut is_open = false;
    for line in robots.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match (key.trim().to_ascii_lowercase().as_str(), groups.last_mut()) {
            ("user-agent", Some(group)) if is_open => group.agents.push(value.to_ascii_lowercase()),
            ("user-agent", _) => {
                groups.push(Group { agents: vec![value.to_ascii_lowercase()], forbids: false, allows: false });
                is_open = true;
            }
            (rule @ ("disallow" | "allow"), Some(group)) => {
                is_open = false;
                let is_all = matches!(value, "/" | "/*" | "*");
                group.forbids |= rule == "disallow" && is_all;
                group.allows |= rule == "allow" && is_all;
            }
            _ => {}
        }
    }
    groups
}

/// Its own groups decide; without any, those for everybody. Of rules of one length the one that allows wins.
fn is_kept_out(groups: &[Group], bot: &str) -> bool {
    let of =
        |name: &str| groups.iter().filter(|group| group.agents.iter().any(|agent| agent == name)).collect::<Vec<_>>();
    let own = of(&bot.to_ascii_lowercase());
    let all = if own.is_empty() { of("*") } else { own };
    all.iter().any(|group| group.forbids) && !all.iter().any(|group| group.allows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_site_counts() {
        let told = |robots: &str| check(robots).iter().map(|finding| finding.message.clone()).collect::<String>();
        assert_eq!(told("User-agent: *\nAllow: /\nSitemap: https://a.org/sitemap.xml\n"), "");
        assert_eq!(told("User-agent: *\nDisallow: /private/\n"), "");
        assert_eq!(told("User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /"), "");
        assert!(told("User-agent: *\nDisallow: / # all\n").ends_with("Facebook, X, LinkedIn, Discord, Telegram"));
        assert!(told("user-agent: twitterbot\nUser-Agent: Discordbot\nDisallow: /\n").ends_with("for X, Discord"));
        assert_eq!(
            told(
                "User-agent: *\nDisallow: /\nUser-agent: facebookexternalhit\nUser-agent: Twitterbot\nUser-agent: LinkedInBot\nUser-agent: Discordbot\nUser-agent: TelegramBot\nAllow: /"
            ),
            ""
        );
    }
}
