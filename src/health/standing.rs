//! How a published result or an alert stands, and what everybody who shows it has to say of that first.
//!
//! One rule for all: a result that was corrected, is doubted, or is not to be relied on says so in front of its title,
//! wherever the title is shown, and an alert that it is an exercise. Whoever reads the page marks the title once; nobody who shows it can forget.

/// The text of the theme that stands before the title of a result with this status; none if nothing has to be said.
pub fn title_text(status: &str) -> Option<&'static str> {
    TITLE_TEXTS.iter().find(|(marked, _)| *marked == status).map(|(_, text)| *text)
}

/// The statuses that are said before the title, and the texts of the theme that say it.
pub const TITLE_TEXTS: &[(&str, &str)] = &[
    ("corrected", "title.corrected"),
    ("expression-of-concern", "title.expression-of-concern"),
    ("retracted", "title.retracted"),
    ("withdrawn", "title.withdrawn"),
    // Of alerts that are not meant.
    ("exercise", "title.exercise"),
    ("test", "title.test"),
    // Of alerts that are over: called off, given the all-clear, or past their time.
    ("cancel", "title.cancel"),
    ("all-clear", "title.all-clear"),
    ("over", "title.over"),
];

/// `title` with `mark` before it, unless it begins with the same word already, in whatever letters: authors and journals
/// write `Retracted: …` by themselves.
pub fn marked(mark: &str, title: &str) -> String {
    if says(title, mark) {
        return title.to_owned();
    }
    format!("{mark} {title}")
}

/// A marked title without its mark.
pub fn unmarked<'a>(mark: &str, title: &'a str) -> &'a str {
    title.strip_prefix(mark).map_or(title, str::trim_start)
}

fn says(title: &str, mark: &str) -> bool {
    let word = mark.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    // `Retracted eyelids after surgery` says nothing of the result.
    let begins = |title: &str| {
        let rest = title.strip_prefix(&*word).map(str::trim_start);
        rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with(char::is_alphanumeric))
    };
    begins(&title.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::alert;
    use crate::health::vocabulary::{RESEARCH_STATUSES, is_void};

    #[test]
    fn a_title_says_how_a_result_stands_once() {
        for (title, expected) in [
            ("A trial", "RETRACTED: A trial"),
            ("Retracted: A trial", "Retracted: A trial"),
            ("RETRACTED – A trial", "RETRACTED – A trial"),
            ("Retractedness", "RETRACTED: Retractedness"),
            ("Retracted eyelids after surgery", "RETRACTED: Retracted eyelids after surgery"),
            ("", "RETRACTED: "),
        ] {
            assert_eq!(marked("RETRACTED:", title), expected);
        }
        assert_eq!(unmarked("RETRACTED:", "RETRACTED: A trial"), "A trial");
        assert_eq!(unmarked("RETRACTED:", "Retracted: A trial"), "Retracted: A trial");
    }

    #[test]
    fn what_is_not_to_be_relied_on_has_a_mark() {
        for status in RESEARCH_STATUSES.iter().filter(|status| is_void(status)) {
            assert!(title_text(status).is_some());
        }
        assert_eq!((title_text("peer-reviewed"), title_text("preprint")), (None, None));
        let is_of_alerts = |status: &&str| {
            let known = alert::STATUSES.iter().chain(&alert::UPDATES[1..]).chain(&["over"]);
            known.into_iter().any(|known| known.eq_ignore_ascii_case(status))
        };
        let is_known = |status: &&str| RESEARCH_STATUSES.contains(status) || is_of_alerts(status);
        assert!(TITLE_TEXTS.iter().all(|(status, _)| is_known(status)));
    }
}
