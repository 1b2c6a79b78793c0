//! Vancouver: numbers in the text, and entries as in the ICMJE's sample references.

use super::{Line, Words, identifiers, initials, ordinal};
use crate::project::bibliography::{Names, Sort, Work};

/// So many authors are named; of more, the others are `et al`.
const NAMED: usize = 6;

/// A work in the list.
pub(super) fn entry(work: &Work, words: &dyn Words) -> String {
    let mut line = Line::default();
    if !work.authors.named.is_empty() {
        line.text(&people(&work.authors)).stop();
    } else if !work.editors.named.is_empty() && work.sort != Sort::Chapter {
        line.text(&editors(work, words)).stop();
    }
    line.text(&work.title);
    match work.sort {
        Sort::Article => article(&mut line, work),
        Sort::Chapter => {
            line.stop().text(&words.word("in", "")).space();
            if !work.editors.named.is_empty() {
                line.text(&editors(work, words)).stop();
            }
            line.text(work.container.as_deref().unwrap_or_default());
            imprint(&mut line, work, words);
            if let Some(pages) = &work.pages {
                line.text(&words.word("pages", &pages.replace('–', "-"))).stop();
            }
        }
        Sort::Thesis => {
            line.text(&format!(" [{}]", words.word("thesis", "")));
            imprint(&mut line, work, words);
        }
        Sort::Report => {
            imprint(&mut line, work, words);
            if let Some(number) = &work.number {
                line.text(&words.word("report", number)).stop();
            }
        }
        Sort::Preprint => {
            line.stop().text(work.publisher.as_deref().or(work.container.as_deref()).unwrap_or_default());
            line.space().text(&format!("[{}]", words.word("preprint", ""))).stop();
            line.text(work.year.as_deref().unwrap_or_default()).stop();
        }
        Sort::Web => {
            line.text(&format!(" [{}]", words.word("internet", "")));
            imprint(&mut line, work, words);
        }
        Sort::Book | Sort::Other => imprint(&mut line, work, words),
    }
    links(&mut line, work, words);
    line.finish()
}

/// `. Journal. 2002;347(4):284-7. `
fn article(line: &mut Line, work: &Work) {
    line.stop().text(work.container.as_deref().unwrap_or_default()).stop();
    line.text(work.year.as_deref().unwrap_or_default());
    if work.volume.is_some() || work.number.is_some() || work.pages.is_some() {
        line.text(";").text(work.volume.as_deref().unwrap_or_default());
    }
    if let Some(number) = &work.number {
        line.text(&format!("({})", number.replace('–', "-")));
    }
    if let Some(pages) = &work.pages {
        line.text(&format!(":{}", shortened(pages)));
    }
    line.stop();
}

/// `. 4th ed. St. Louis: Mosby; 2002. `
fn imprint(line: &mut Line, work: &Work, words: &dyn Words) {
    line.stop();
    if let Some(edition) = &work.edition {
        line.text(&words.word("edition", &ordinal(edition))).stop();
    }
    if let Some(place) = &work.place {
        line.text(place).text(if work.publisher.is_some() { ": " } else { "; " });
    }
    if let Some(publisher) = &work.publisher {
        line.text(publisher).text(if work.year.is_some() { "; " } else { "" });
    }
    line.text(work.year.as_deref().unwrap_or_default());
    if let (Some(day), Sort::Web) = (work.accessed, work.sort) {
        line.space().text(&format!("[{}]", words.word("accessed", &words.day(day))));
    }
    line.stop();
}

/// Identifiers, else the address.
fn links(line: &mut Line, work: &Work, words: &dyn Words) {
    let doi = work.doi.as_deref().and_then(identifiers::doi);
    let pmid = work.pmid.as_deref().and_then(identifiers::pmid);
    let pmcid = work.pmcid.as_deref().and_then(identifiers::pmcid);
    if let Some(doi) = &doi {
        line.text("doi: ").link(&identifiers::doi_url(doi), doi).stop();
    }
    if let Some(pmid) = &pmid {
        line.text("PMID: ").link(&identifiers::pmid_url(pmid), pmid).stop();
    }
    if let Some(pmcid) = &pmcid {
        line.text("PMCID: ").link(&identifiers::pmcid_url(pmcid), pmcid).stop();
    }
    if let (Some(url), None) = (&work.url, doi) {
        line.text(&words.word("available", "")).space().link(url, url);
    }
}

/// `Halpern SD, Ubel PA, et al`.
fn people(names: &Names) -> String {
    let mut people: Vec<String> = Vec::new();
    for name in names.named.iter().take(NAMED) {
        let parts = [name.family.as_str(), &initials(name, "", ""), &name.suffix].map(str::to_owned);
        people.push(parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "));
    }
    if names.named.len() > NAMED || names.and_others {
        people.push("et al".to_owned());
    }
    people.join(", ")
}

fn editors(work: &Work, words: &dyn Words) -> String {
    let key = if work.editors.named.len() == 1 && !work.editors.and_others { "editor" } else { "editors" };
    format!("{}, {}", people(&work.editors), words.word(key, ""))
}

/// `284–287` as `284-7`: of the last page only the digits that differ.
fn shortened(pages: &str) -> String {
    let Some((first, last)) = pages.split_once('–') else { return pages.to_owned() };
    let (first, last) = (first.trim(), last.trim());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let same = match digits(first) && digits(last) && first.len() == last.len() {
        true => first.bytes().zip(last.bytes()).take_while(|(a, b)| a == b).count().min(last.len() - 1),
        false => 0,
    };
    format!("{first}-{}", &last[same..])
}

#[cfg(test)]
mod tests {
    use super::super::sample::{English, article, names};
    use super::*;

    /// The entry without its tags.
    fn shown(work: &Work) -> String {
        let html = entry(work, &English);
        html.split('<')
            .enumerate()
            .map(|(at, part)| if at == 0 { part } else { part.split_once('>').unwrap().1 })
            .collect()
    }

    /// After <https://www.nlm.nih.gov/bsd/uniform_requirements.html>, the sample references that the ICMJE names.
    #[test]
    fn articles_are_written_as_in_the_samples() {
        let mut halpern = article([
            "Halpern, Scott D; Ubel, Peter A; Caplan, Arthur L",
            "Solid-organ transplantation in HIV-infected patients",
            "N Engl J Med",
            "2002",
            "347",
            "4",
            "284–287",
        ]);
        let plain = "Halpern SD, Ubel PA, Caplan AL. Solid-organ transplantation in HIV-infected patients. N Engl J Med. 2002;347(4):284-7.";
        assert_eq!(shown(&halpern), plain);
        halpern.doi = Some("10.1056/NEJMsb020632".into());
        halpern.pmid = Some("12140307".into());
        assert_eq!(shown(&halpern), format!("{plain} doi: 10.1056/NEJMsb020632. PMID: 12140307."));
        let many = "Rose, M E; Huerbin, M B; Melick, J; Marion, D W; Palmer, A M; Schiding, J K; Kochanek, P M";
        let rose = article([
            many,
            "Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury",
            "Brain Res",
            "2002",
            "935",
            "1–2",
            "40–46",
        ]);
        assert_eq!(
            shown(&rose),
            "Rose ME, Huerbin MB, Melick J, Marion DW, Palmer AM, Schiding JK, et al. Regulation of interstitial excitatory amino acid concentrations after cortical contusion injury. Brain Res. 2002;935(1-2):40-6."
        );
        let group = article([
            "Diabetes Prevention Program Research Group",
            "Hypertension, insulin, and proinsulin in participants with impaired glucose tolerance",
            "Hypertension",
            "2002",
            "40",
            "5",
            "679–686",
        ]);
        assert_eq!(
            shown(&group),
            "Diabetes Prevention Program Research Group. Hypertension, insulin, and proinsulin in participants with impaired glucose tolerance. Hypertension. 2002;40(5):679-86."
        );
        let nobody = article([
            "",
            "21st century heart solution may have a sting in the tail",
            "BMJ",
            "2002",
            "325",
            "7357",
            "184",
        ]);
        assert_eq!(
            shown(&nobody),
            "21st century heart solution may have a sting in the tail. BMJ. 2002;325(7357):184."
        );
    }

    #[test]
    fn books_and_their_parts_are_written_as_in_the_samples() {
        let some = |text: &str| Some(text.to_owned());
        let murray = Work {
            sort: Sort::Book,
            authors: names("Murray, P R; Rosenthal, K S; Kobayashi, G S; Pfaller, M A"),
            title: "Medical microbiology".into(),
            edition: some("4"),
            place: some("St. Louis"),
            publisher: some("Mosby"),
            year: some("2002"),
            ..Work::default()
        };
        assert_eq!(
            shown(&murray),
            "Murray PR, Rosenthal KS, Kobayashi GS, Pfaller MA. Medical microbiology. 4th ed. St. Louis: Mosby; 2002."
        );
        let meltzer = Work {
            sort: Sort::Chapter,
            authors: names("Meltzer, P S; Kallioniemi, A; Trent, J M"),
            editors: names("Vogelstein, B; Kinzler, K W"),
            title: "Chromosome alterations in human solid tumors".into(),
            container: some("The genetic basis of human cancer"),
            place: some("New York"),
            publisher: some("McGraw-Hill"),
            year: some("2002"),
            pages: some("93–113"),
            ..Work::default()
        };
        assert_eq!(
            shown(&meltzer),
            "Meltzer PS, Kallioniemi A, Trent JM. Chromosome alterations in human solid tumors. In: Vogelstein B, Kinzler KW, editors. The genetic basis of human cancer. New York: McGraw-Hill; 2002. p. 93-113."
        );
        let borkowski = Work {
            sort: Sort::Thesis,
            authors: names("Borkowski, M M"),
            title: "Infant sleep and feeding: a telephone survey of Hispanic Americans".into(),
            place: some("Mount Pleasant (MI)"),
            publisher: some("Central Michigan University"),
            year: some("2002"),
            ..Work::default()
        };
        assert_eq!(
            shown(&borkowski),
            "Borkowski MM. Infant sleep and feeding: a telephone survey of Hispanic Americans [dissertation]. Mount Pleasant (MI): Central Michigan University; 2002."
        );
        let web = Work {
            sort: Sort::Web,
            title: "Cancer-Pain.org".into(),
            place: some("New York"),
            publisher: some("Association of Cancer Online Resources, Inc."),
            year: some("2000"),
            url: some("http://www.cancer-pain.org/"),
            accessed: "2002-07-09".parse().ok(),
            ..Work::default()
        };
        assert_eq!(
            shown(&web),
            "Cancer-Pain.org [Internet]. New York: Association of Cancer Online Resources, Inc.; 2000 [cited 2002-07-09]. Available from: http://www.cancer-pain.org/"
        );
    }

    #[test]
    fn pages_are_shortened_where_digits_repeat() {
        for (pages, short) in [
            ("21–30", "21-30"),
            ("1098–1101", "1098-101"),
            ("284–287", "284-7"),
            ("e1–e5", "e1-e5"),
            ("99–102", "99-102"),
            ("7–7", "7-7"),
            ("e44", "e44"),
        ] {
            assert_eq!(shortened(pages), short);
        }
    }

    #[test]
    fn names_and_titles_are_escaped() {
        let work = article(["<b>, A", "A & <i>b</i>?", "J", "2026", "", "", ""]);
        assert_eq!(entry(&work, &English), "&lt;b&gt; A. A &amp; &lt;i&gt;b&lt;/i&gt;? J. 2026.");
    }
}
