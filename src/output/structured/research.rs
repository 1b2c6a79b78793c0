//! Research: the paper, or the one that a page is about, how it stands, and the study that it reports.

use super::json::{Entity, Json};
use super::{Head, identifier, set, set_list, term, whole_link};
use crate::content::Page;
use crate::content::front::{Correction, Research};
use crate::health::{identifiers, vocabulary};

/// What research adds to `entity`.
pub(super) fn of<'t>(head: &Head<'_>, page: &'t Page, research: &'t Research, mut entity: Entity<'t>) -> Entity<'t> {
    set(&mut entity, "creativeWorkStatus", research.status.as_deref());
    match research.is_paper() {
        true => published(research, &mut entity),
        // A page about a paper is another work, perhaps by others.
        false => {
            let mut paper = Vec::new();
            published(research, &mut paper);
            if !paper.is_empty() {
                set(&mut paper, "creativeWorkStatus", research.status.as_deref());
                paper.insert(0, ("@type", "ScholarlyArticle".into()));
                entity.push(("isBasedOn", Json::Entity(paper)));
            }
        }
    }
    set(&mut entity, "about", study(research));
    set_list(&mut entity, "correction", corrections(head, page, research));
    entity
}

/// Under which names a paper is known, and where it was published.
fn published<'t>(research: &'t Research, paper: &mut Entity<'t>) {
    let doi = research.doi.as_deref().map(|doi| ("DOI", doi, identifiers::doi_url(doi)));
    let pmid = research.pmid.as_deref().map(|pmid| ("PMID", pmid, identifiers::pmid_url(pmid)));
    let pmcid = research.pmcid.as_deref().map(|pmcid| ("PMCID", pmcid, identifiers::pmcid_url(pmcid)));
    let (mut ids, mut urls) = (Vec::new(), Vec::new());
    for (system, value, url) in doi.into_iter().chain(pmid).chain(pmcid) {
        ids.push(identifier(system, value, Some(url.clone())));
        urls.push(url.into());
    }
    set_list(paper, "identifier", ids);
    set_list(paper, "sameAs", urls);
    if let Some(journal) = &research.journal {
        let mut journal = vec![("@type", "Periodical".into()), ("name", journal.as_str().into())];
        set(&mut journal, "issn", research.issn.as_deref());
        paper.push(("isPartOf", Json::Entity(journal)));
    }
}

/// The retraction, then the corrections, newest first.
fn corrections<'t>(head: &Head<'_>, page: &'t Page, research: &'t Research) -> Vec<Json<'t>> {
    let retraction = research.retraction.as_ref().map(|retraction| {
        let mut comment = vec![("@type", "CorrectionComment".into())];
        set(&mut comment, "datePublished", retraction.date.map(|date| date.to_string()));
        set(&mut comment, "text", retraction.reason.as_deref());
        let notice = retraction.notice.as_ref();
        set(&mut comment, "url", notice.and_then(|notice| whole_link(head, &page.source, &notice.value)));
        Json::Entity(comment)
    });
    let correction = |correction: &'t Correction| {
        let date = correction.date.to_string().into();
        let text = correction.text.as_str().into();
        Json::Entity(vec![("@type", "CorrectionComment".into()), ("datePublished", date), ("text", text)])
    };
    retraction.into_iter().chain(research.corrections.iter().map(correction)).collect()
}

/// The study, if more is known of it than its size: a trial, an observational study, or either.
fn study(research: &Research) -> Option<Json<'_>> {
    let study = &research.study;
    let kind = match study.sort.as_deref() {
        Some(sort) if vocabulary::TRIAL_DESIGNS.contains(&sort) => "MedicalTrial",
        Some(_) => "MedicalObservationalStudy",
        None if research.trial.is_some() => "MedicalTrial",
        None => "MedicalStudy",
    };
    let mut entity = vec![("@type", kind.into())];
    set(&mut entity, "description", study.design.as_deref());
    let property = if kind == "MedicalTrial" { "trialDesign" } else { "studyDesign" };
    set(&mut entity, property, study.sort.as_deref().map(term));
    set(&mut entity, "status", study.status.as_deref().map(term));
    if let Some(trial) = &research.trial {
        let url = identifiers::trial_url(trial);
        set(&mut entity, "sameAs", url.clone());
        entity.push(("identifier", identifier("trial registration", trial, url)));
    }
    (entity.len() > 1).then_some(Json::Entity(entity))
}
