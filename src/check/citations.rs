//! Citations of works that no bibliography has, and identifiers in bibliographies that are none.

use super::{Subject, place_in};
use crate::diag::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::health::identifiers;
use crate::span::{At, Place};
use crate::world::World;

/// Checks what a page cites, and the bibliography that it names.
pub(super) fn check(subject: &mut Subject<'_>) {
    let page = subject.page;
    if let Some(name) = page.bibliography()
        && !subject.lens.has_bibliography(&page.source)
    {
        let files = || subject.lens.bibliographies().files();
        let known: Vec<&str> = files().map(|file| file.name()).chain(files().map(|file| file.as_str())).collect();
        subject.fault(Code::CitationFile, &name.span, |place| no_file(place, name, &known));
    }
    for cite in &page.outline.cites {
        if subject.lens.work(&page.source, &cite.value).is_none() {
            let lens = subject.lens;
            subject.fault(Code::CitationUnknown, &cite.span, |place| {
                let incomplete = lens.bibliographies().is_incomplete();
                unknown(place, &cite.value, &lens.work_keys(&page.source), incomplete)
            });
        }
    }
}

/// Checks the identifiers of every work that can be cited.
pub(super) fn hub(world: &World, faults: &mut Diagnostics) {
    for (file, key, entry) in world.project.library.entries() {
        let work = &entry.work;
        let doi = work.doi.as_deref().filter(|doi| identifiers::doi(doi).is_none());
        let pmid = work.pmid.as_deref().filter(|pmid| identifiers::pmid(pmid).is_none());
        let pmcid = work.pmcid.as_deref().filter(|pmcid| identifiers::pmcid(pmcid).is_none());
        let named = [("DOI", doi), ("PubMed number", pmid), ("PubMed Central number", pmcid)];
        for (name, said) in named.into_iter().filter_map(|(name, said)| Some((name, said?))) {
            let place = place_in(world, file, &At { value: key.to_owned(), span: entry.span.clone() });
            faults.push(no_identifier(place, key, name, said));
        }
    }
}

fn unknown(place: Place, key: &str, known: &[&str], incomplete: bool) -> Diagnostic {
    let otherwise = match (known.is_empty(), incomplete) {
        (_, true) => "a bibliography could not be read, and may have it",
        (true, false) => "there is no bibliography: put a `.bib` file into `data/`",
        (false, false) => "add it to a `.bib` file in `data/`",
    };
    let label = did_you_mean(key, known.iter().copied(), otherwise);
    Diagnostic::new(Code::CitationUnknown, place, format!("no bibliography has the work `{key}`"), label)
        .help("a bracket that is no citation is written `\\[`")
}

fn no_file(place: Place, name: &At<String>, known: &[&str]) -> Diagnostic {
    let label = did_you_mean(&name.value, known.iter().copied(), "name a `.bib` file beside the page or in `data/`");
    Diagnostic::new(Code::CitationFile, place, format!("there is no bibliography `{}`", name.value), label)
}

fn no_identifier(place: Place, key: &str, name: &str, said: &str) -> Diagnostic {
    let message = format!("`{said}` is no {name}");
    let label = format!("the work `{key}` is shown without it");
    Diagnostic::new(Code::CitationIdentifier, place, message, label)
}
