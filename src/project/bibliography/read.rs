//! From BibTeX to works.
//!
//! The parser knows the language; here is what is asked of it. It follows what one entry or abbreviation says of another
//! without end, so such references are taken out before it sees them: of `crossref` one step is taken here, and an
//! abbreviation that is made of another is not known.

use std::collections::BTreeMap;

use biblatex::{Bibliography, ChunksExt, EntryType, ParseError, ParseErrorKind, Person, RawBibliography, RawChunk};

use super::{Entry, Name, Names, Sort, Work, retracted};
use crate::diag::{Code, Diagnostic};
use crate::instant::{When, Zone};
use crate::span::{Source, Span};

/// How deep braces may be nested. The parser takes a step down for each.
const DEEPEST: usize = 60;

/// What `crossref` is called while the parser is at work.
const PARENT: &str = "bulletin-parent";

/// The entries of `source` by key.
pub(super) fn entries(source: &Source) -> Result<BTreeMap<String, Entry>, Box<Diagnostic>> {
    if let Some(at) = too_deep(&source.text) {
        return Err(unreadable(source, at..at + 1, "braces are nested too deep".to_owned()));
    }
    let told = |error: ParseError| unreadable(source, error.span.clone(), in_words(&error.kind));
    let mut raw = RawBibliography::parse(&source.text).map_err(told)?;
    if let Some(span) = multiplied(&raw) {
        return Err(unreadable(source, span, "so many parts joined by `#` make more text than is read".to_owned()));
    }
    raw.abbreviations.retain(|pair| pair.value.v.iter().all(|chunk| matches!(chunk.v, RawChunk::Normal(_))));
    let mut spans = BTreeMap::new();
    for entry in &mut raw.entries {
        spans.insert(entry.v.key.v.to_owned(), entry.v.key.span.clone());
        entry
            .v
            .fields
            .retain(|field| !["xdata", "xref", "ids"].iter().any(|key| field.key.v.eq_ignore_ascii_case(key)));
        let parents = entry.v.fields.iter_mut().filter(|field| field.key.v.eq_ignore_ascii_case("crossref"));
        parents.for_each(|field| field.key.v = PARENT);
    }
    let read = Bibliography::from_raw(raw).map_err(told)?;
    let retracted = retracted::by_notices(&read);
    let named = read.iter().map(|entry| {
        let parent = field(entry, PARENT).and_then(|key| read.get(&key));
        let span = spans.get(&entry.key).cloned().unwrap_or_default();
        let mut work = work(entry, parent);
        work.is_retracted |= retracted.contains(&entry.key);
        (entry.key.clone(), Entry { work: std::sync::Arc::new(work), span })
    });
    Ok(named.collect())
}

/// So many parts a value may be joined of. The parser copies what it has for each.
const MOST_PARTS: usize = 200;

/// So much text abbreviations may bring into all values together, in bytes.
const MOST_EXPANDED: usize = 4 << 20;

/// Where values are joined of too many parts, or abbreviations bring in too much.
fn multiplied(raw: &RawBibliography<'_>) -> Option<Span> {
    let length = |chunk: &RawChunk<'_>| match chunk {
        RawChunk::Normal(text) | RawChunk::Abbreviation(text) => text.len(),
    };
    let known: BTreeMap<&str, usize> = raw
        .abbreviations
        .iter()
        .map(|pair| (pair.key.v, pair.value.v.iter().map(|chunk| length(&chunk.v)).sum()))
        .collect();
    let mut expanded = 0_usize;
    let values = raw.abbreviations.iter().chain(raw.entries.iter().flat_map(|entry| &entry.v.fields));
    for pair in values {
        for chunk in &pair.value.v {
            if let RawChunk::Abbreviation(name) = chunk.v {
                expanded += known.get(name).copied().unwrap_or(0);
            }
        }
        if pair.value.v.len() > MOST_PARTS || expanded > MOST_EXPANDED {
            return Some(pair.key.span.clone());
        }
    }
    None
}

fn work(entry: &biblatex::Entry, parent: Option<&biblatex::Entry>) -> Work {
    let own = |name: &str| field(entry, name);
    let or_parents = |name: &str| own(name).or_else(|| field(parent?, name));
    let first = |names: &[&str]| names.iter().find_map(|name| or_parents(name));
    let container = first(&["journaltitle", "journal", "booktitle"]).or_else(|| field(parent?, "title"));
    let sort = sort(entry, container.is_some());
    let title = own("title").unwrap_or_default();
    let title = match own("subtitle") {
        Some(subtitle) => format!("{title}: {subtitle}"),
        None => title,
    };
    let date = first(&["date", "year"]);
    let eprint = || match own("archiveprefix").or_else(|| own("eprinttype")) {
        Some(archive) if archive.eq_ignore_ascii_case("pubmed") => None,
        archive => archive.filter(|_| own("eprint").is_some()),
    };
    let is_pubmed = or_parents("eprinttype").is_some_and(|kind| kind.eq_ignore_ascii_case("pubmed"));
    Work {
        sort,
        authors: names(entry, "author"),
        editors: match names(entry, "editor") {
            none if none.named.is_empty() => parent.map(|parent| names(parent, "editor")).unwrap_or_default(),
            editors => editors,
        },
        title,
        container,
        year: date.map(|date| year(&date)),
        volume: or_parents("volume"),
        number: first(&["number", "issue"]),
        pages: first(&["pages", "eid"]).map(|pages| pages.replace("--", "–")),
        edition: or_parents("edition"),
        publisher: first(&["publisher", "school", "institution", "organization", "howpublished"]).or_else(eprint),
        place: first(&["location", "address"]),
        doi: own("doi"),
        pmid: own("pmid").or_else(|| own("eprint").filter(|_| is_pubmed)),
        pmcid: own("pmcid").or_else(|| own("pmc")),
        url: own("url").filter(|url| url.starts_with("https://") || url.starts_with("http://")),
        accessed: own("urldate").and_then(|date| Some(When::parse(&date, &Zone::utc()).ok()?.day())),
        note: own("note"),
        is_retracted: retracted::is_said(entry),
    }
}

fn sort(entry: &biblatex::Entry, is_part: bool) -> Sort {
    let says_preprint = || {
        let names = ["howpublished", "note", "type", "entrysubtype", "pubstate", "journal", "publisher"];
        let named = names.iter().filter_map(|name| field(entry, name));
        named.into_iter().any(|text| text.to_lowercase().contains("preprint"))
    };
    match entry.entry_type {
        EntryType::Article | EntryType::SuppPeriodical if is_part => Sort::Article,
        EntryType::InBook | EntryType::BookInBook | EntryType::SuppBook if is_part => Sort::Chapter,
        EntryType::InCollection | EntryType::SuppCollection | EntryType::InReference => Sort::Chapter,
        EntryType::InProceedings => Sort::Chapter,
        EntryType::Thesis | EntryType::PhdThesis | EntryType::MastersThesis => Sort::Thesis,
        EntryType::Report | EntryType::TechReport => Sort::Report,
        EntryType::Online => Sort::Web,
        EntryType::Book | EntryType::MvBook | EntryType::Booklet | EntryType::Manual | EntryType::InBook => Sort::Book,
        EntryType::Collection | EntryType::Proceedings | EntryType::Reference => Sort::Book,
        _ if says_preprint() => Sort::Preprint,
        _ if field(entry, "url").is_some() && field(entry, "doi").is_none() => Sort::Web,
        _ => Sort::Other,
    }
}

/// A field as plain text on one line.
pub(super) fn field(entry: &biblatex::Entry, name: &str) -> Option<String> {
    let text = entry.get(name)?.format_verbatim();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

fn names(entry: &biblatex::Entry, field: &str) -> Names {
    let mut people = entry.get_as::<Vec<Person>>(field).unwrap_or_default();
    let and_others = people.last().is_some_and(|last| last.name == "others" && last.given_name.is_empty());
    if and_others {
        people.pop();
    }
    let name = |person: Person| {
        let family = [person.prefix.as_str(), &person.name].join(" ").trim().to_owned();
        Name { family, given: person.given_name, suffix: person.suffix.trim_end_matches('.').to_owned() }
    };
    Names { named: people.into_iter().map(name).filter(|name| !name.family.is_empty()).collect(), and_others }
}

/// The first year of four digits in a date, else the date as it is.
fn year(date: &str) -> String {
    let runs = date.split(|c: char| !c.is_ascii_digit());
    runs.into_iter().find(|run| run.len() == 4).unwrap_or(date).to_owned()
}

/// Where braces are nested deeper than may be.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' if !escaped => depth += 1,
            b'}' if !escaped => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(at);
        }
        escaped = byte == b'\\' && !escaped;
    }
    None
}

fn in_words(kind: &ParseErrorKind) -> String {
    match kind {
        ParseErrorKind::UnexpectedEof => {
            "the file ends within an entry: is a brace or a quotation mark missing?".to_owned()
        }
        ParseErrorKind::DuplicateKey(key) => format!("the key `{key}` is given twice in this file"),
        ParseErrorKind::UnknownAbbreviation(name) => format!("put `{name}` in braces, or define it with `@string`"),
        ParseErrorKind::Expected(token) => format!("expected {}", token.to_string().replace(": ", " ")),
        ParseErrorKind::Unexpected(token) => format!("did not expect {} here", token.to_string().replace(": ", " ")),
        ParseErrorKind::MalformedCommand => "this LaTeX command cannot be read".to_owned(),
        other => other.to_string(),
    }
}

fn unreadable(source: &Source, span: Span, why: String) -> Box<Diagnostic> {
    let end = source.text.len();
    let span = span.start.min(end)..span.end.min(end);
    Box::new(Diagnostic::new(Code::DataSyntax, source.place(span), "this bibliography cannot be read", why))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::SourcePath;

    fn read(text: &str) -> Result<BTreeMap<String, Entry>, Box<Diagnostic>> {
        entries(&Source { path: SourcePath::new("data/a.bib").unwrap(), text: text.into() })
    }

    fn one(text: &str) -> Work {
        read(text).unwrap().remove("a").unwrap().work.as_ref().clone()
    }

    #[test]
    fn an_article_is_read_without_latex() {
        let work = one(r#"@string{njem = "N Engl J Med"}
            @Article{a, Author = {Halpern, Scott D. and {World Health Organization} and van der Berg, J{\"o}rg and others},
              title = "Solid-organ {HIV} transplantation --- a \& b", journal = njem, year = 2002, month = jul,
              volume = {347}, number = {4}, pages = {284--287}, doi = {10.1056/NEJMsb020632}, pmid = {12140307},
              note = {Retracted in 2003} }"#);
        let name =
            |family: &str, given: &str| Name { family: family.into(), given: given.into(), suffix: String::new() };
        let named =
            vec![name("Halpern", "Scott D."), name("World Health Organization", ""), name("van der Berg", "Jörg")];
        assert_eq!(work.authors, Names { named, and_others: true });
        assert_eq!(work.title, "Solid-organ HIV transplantation — a & b");
        assert_eq!((work.sort, work.container.as_deref()), (Sort::Article, Some("N Engl J Med")));
        assert_eq!((work.year.as_deref(), work.pages.as_deref()), (Some("2002"), Some("284–287")));
        assert!(work.is_retracted);
    }

    #[test]
    fn a_retraction_is_read_wherever_it_is_said() {
        let is_retracted = |fields: &str| one(&format!("@article{{a, title = {{T}}, {fields}}}")).is_retracted;
        for fields in [
            "note = {Retracted}",
            "retracted = {2020-06-05}",
            "retracted = {true}",
            "status = {retracted}",
            "pubstate = {retracted}",
            "related = {b}, relatedtype = {retractedby}",
        ] {
            assert!(is_retracted(fields), "{fields}");
        }
        for fields in
            ["retracted = {false}", "status = {published}", "pubstate = {inpress}", "relatedtype = {retracted}"]
        {
            assert!(!is_retracted(fields), "{fields}");
        }
        let notice = "@article{b, title = {Retraction: T}, related = {a, c}, relatedtype = {retractionof}}";
        let both = read(&format!("@article{{a, title = {{T}}}} {notice}")).unwrap();
        assert!(both["a"].work.is_retracted && !both["b"].work.is_retracted);
    }

    #[test]
    fn a_part_takes_from_the_whole_what_it_lacks() {
        let work =
            one("@incollection{a, title={Part}, crossref={b}} @book{b, title={Whole}, editor={Ed, E}, year={1999}}");
        assert_eq!((work.container.as_deref(), work.year.as_deref()), (Some("Whole"), Some("1999")));
        assert_eq!(work.editors.named[0].family, "Ed");
        assert_eq!(work.sort, Sort::Chapter);
    }

    #[test]
    fn what_refers_to_itself_ends() {
        assert!(read("@book{a, title={A}, crossref={a}, xdata={a}, ids={a, b}}").is_ok());
        assert!(read("@string{x = y} @string{y = x} @book{a, title = x}").is_err());
        assert!(read(&format!("@book{{a, title={{{}}}}}", "\\a{".repeat(10_000))).is_err());
    }

    #[test]
    fn pieces_in_every_order_do_no_harm() {
        const PIECES: [&str; 40] = [
            "@book{a",
            "@string{b",
            "@comment{",
            "@preamble{",
            "@",
            "{",
            "}",
            "{",
            "}",
            "(",
            ")",
            "\"",
            "=",
            ",",
            "#",
            "%",
            "\n",
            " ",
            "title",
            "author",
            "editor",
            "year",
            "date = {2020-13",
            "month = jan",
            " and ",
            "others",
            "crossref",
            "given=",
            "family=",
            "\\",
            "\\'",
            "\\textbf{",
            "$",
            "$x$",
            "é",
            "ß",
            "{é}",
            "--",
            "~",
            "1",
        ];
        let mut seed = 7_u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        for round in 0..20_000 {
            let inside: String = (0..1 + random(12)).map(|_| PIECES[random(PIECES.len())]).collect();
            let text = match round % 3 {
                0 => inside,
                1 => format!("@article{{k, author = {{{inside}}}, title = {{{inside}}}}}"),
                _ => format!("@article{{k, {inside}}}"),
            };
            if let Err(fault) = read(&text) {
                assert!(fault.place.line >= 1, "{text}");
            }
        }
    }

    #[test]
    fn a_fault_is_told_where_it_is() {
        for (text, line, label) in [
            ("@book{a,\n  title {A}\n}", 2, "expected equals"),
            ("@book{a,\n  title = {A", 2, "the file ends within an entry: is a brace or a quotation mark missing?"),
            ("@book{a, title={A}}\n@book{a, title={B}}", 2, "the key `a` is given twice in this file"),
            ("@book{a,\n month = june}", 2, "put `june` in braces, or define it with `@string`"),
        ] {
            let fault = read(text).unwrap_err();
            assert_eq!((fault.place.line, fault.label.as_str()), (line, label), "{text}");
        }
        for text in [
            "",
            "no entry",
            "@",
            "@book",
            "@book{",
            "@book{a}",
            "@comment{x}",
            "@preamble{\"x\"}",
            "}",
            "@book{é, ü={\\'",
            "@book{a, title={\\{}}",
        ] {
            let _ = read(text);
        }
    }
}
