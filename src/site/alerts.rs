//! Alerts in force, as a page in some language shows them, and which of several languages an alert was written in.

use super::{PageId, Site};

impl Site {
    /// The alerts that are in force, the gravest first, each in `language` if it is there, else in the hub's own, else in
    /// any. None if the hub has never had an alert.
    pub fn alerts(&self, language: &str, own: &str) -> Option<Vec<PageId>> {
        let is_shown = |id: &PageId| {
            let others = || self.translations(*id).iter().copied().filter(|other| self.in_force.contains(other));
            let best = |id: PageId| {
                let said = &self.page(id).language;
                (said != language, said != own, id)
            };
            others().all(|other| best(*id) <= best(other))
        };
        self.has_alerts.then(|| self.in_force.iter().copied().filter(is_shown).collect())
    }

    /// Whether a page is in the hub's `own` language, or is the first of those that say the same where none is.
    pub fn is_original(&self, id: PageId, own: &str) -> bool {
        let all = self.translations(id);
        let first = all.iter().find(|page| self.page(**page).language == own).or(all.first());
        first.is_none_or(|first| *first == id)
    }
}
