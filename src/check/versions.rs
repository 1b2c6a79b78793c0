//! Translations that are older than what they translate, or that no person has checked; and versions of a guide that do not
//! say for whom they are.

use super::Subject;
use crate::content::{Facts, Page};
use crate::diag::{Code, Diagnostic};
use crate::instant::When;
use crate::path::SourcePath;
use crate::span::Place;

/// Checks a page as one of several that say the same.
pub(super) fn check(subject: &mut Subject<'_>) {
    let (lens, page) = (subject.lens, subject.page);
    if let Some(original) = lens.original(subject.id)
        && let Some(changed) = lens.stale_since(subject.id)
    {
        subject.faults.push(stale(page, changed, &lens.teaser(original).source));
    }
    if page.front.translation.as_ref().is_some_and(|translation| translation.is_unchecked()) {
        subject.faults.push(unchecked(&page.source));
    }
    let is_for_nobody = matches!(&page.front.facts, Facts::Guide(guide) if guide.audience.is_empty());
    if is_for_nobody && !lens.audiences(subject.id).is_empty() {
        subject.faults.push(for_nobody(&page.source));
    }
}

fn stale(page: &Page, changed: When, original: &SourcePath) -> Diagnostic {
    let message = format!("what this page translates was changed on {}, after it was translated", changed.day());
    let label = "translate what changed, then set `translation:` to the day of that change";
    Diagnostic::new(Code::TranslationStale, Place::file(page.source.as_str()), message, label)
        .also(Place::file(original.as_str()), "what it translates")
}

fn unchecked(file: &SourcePath) -> Diagnostic {
    let message = "a machine translated this page, and no person has checked it";
    let label = "have it checked by somebody who knows both languages, and name them in `reviewed_by`";
    Diagnostic::new(Code::TranslationUnchecked, Place::file(file.as_str()), message, label)
        .help("readers are told, as long as nobody is named")
}

fn for_nobody(file: &SourcePath) -> Diagnostic {
    let message = "this guide is one of several versions, and does not say for whom it is";
    Diagnostic::new(Code::GuideAudience, Place::file(file.as_str()), message, "set `audience:`")
}
