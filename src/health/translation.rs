//! How a translation stands: whether what it was made from has changed since, and whether somebody answers for it.

use crate::instant::{When, Zone};

/// How text may be translated, as `translation.method` names it.
pub const METHODS: &[&str] = &["human", "machine"];

/// When the original last changed, if that was after it was translated. A change on the day of the translation is in it.
/// Of what has no date nothing is known, and so nothing is said.
pub fn stale_since(translated: Option<When>, changed: Option<When>, zone: &Zone) -> Option<When> {
    changed.filter(|changed| translated.is_some_and(|translated| translated.is_before(*changed, zone)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_is_stale_when_its_original_changed_on_a_later_day() {
        let london = Zone::named("Europe/London").unwrap();
        let when = |text: &str| (!text.is_empty()).then(|| When::parse(text, &london).unwrap());
        for (translated, changed, is_stale) in [
            ("2026-08-11", "2026-08-12", true),
            ("2026-08-11", "2026-08-11", false),
            ("2026-08-12", "2026-08-11", false),
            ("2026-08-11", "2026-08-11T15:00:00+01:00", false),
            ("2026-08-11T09:00:00+01:00", "2026-08-11T15:00:00+01:00", true),
            ("2026-08-11", "2026-08-12T00:30:00+01:00", true),
            ("", "2026-08-12", false),
            ("2026-08-11", "", false),
        ] {
            let expected = when(changed).filter(|_| is_stale);
            assert_eq!(stale_since(when(translated), when(changed), &london), expected, "{translated} {changed}");
        }
    }
}
