//! Author and date: names and years in the text, and entries as in the seventh edition of the APA's manual.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Line, Words, identifiers, initials, ordinal};
use crate::project::bibliography::{Name, Names, Sort, Work};
use crate::text::{escape_html, excerpt};

/// So many authors are named in the list; of more, the first nineteen and the last.
const NAMED: usize = 20;
/// So long a title may be where it stands for an author in the text, in characters.
const TITLE: usize = 40;

/// What stands for a work in the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    /// As HTML.
    who: String,
    year: String,
    /// Where another work has the same.
    letter: Option<char>,
}

impl Label {
    /// `Halpern et al., 2002a`, as HTML.
    pub(super) fn mark(&self) -> String {
        format!("{}, {}", self.who, self.when())
    }

    fn when(&self) -> String {
        let letter = self.letter.map(String::from).unwrap_or_default();
        // `n.d.-a`, but `2002a`.
        let hyphen = if letter.is_empty() || self.year.ends_with(|c: char| c.is_ascii_digit()) { "" } else { "-" };
        format!("{}{hyphen}{letter}", escape_html(&self.year))
    }
}

/// What a work is sorted by.
pub(super) fn sort_key(work: &Work) -> String {
    let names = who(work).map(|names| {
        let each = |name: &Name| format!("{} {}", name.family, initials(name, "", ""));
        names.named.iter().map(each).collect::<Vec<_>>().join(" ")
    });
    let year = work.year.as_deref().unwrap_or_default();
    format!("{} {year} {}", names.unwrap_or_else(|| work.title.clone()), work.title).to_lowercase()
}

/// The labels of works, letters in the `order` of the list.
pub(super) fn labels(works: &[Result<Arc<Work>, String>], order: &[usize], words: &dyn Words) -> Vec<Label> {
    let undated = words.word("undated", "");
    let label = |work: &Result<Arc<Work>, String>| {
        let (who, year) = match work {
            Ok(work) => (short(work), work.year.clone().unwrap_or_else(|| undated.clone())),
            Err(key) => (escape_html(key).into_owned(), String::new()),
        };
        Label { who, year, letter: None }
    };
    let mut labels: Vec<Label> = works.iter().map(label).collect();
    let mut alike: HashMap<(String, String), Vec<usize>> = HashMap::new();
    for number in order {
        let Label { who, year, .. } = &labels[number - 1];
        alike.entry((who.clone(), year.clone())).or_default().push(*number);
    }
    for numbers in alike.values().filter(|numbers| numbers.len() > 1) {
        for (before, number) in numbers.iter().enumerate().filter(|(_, number)| works[**number - 1].is_ok()) {
            labels[number - 1].letter = char::from_u32('a' as u32 + before.min(25) as u32);
        }
    }
    labels
}

/// Whose work it is: the authors, else the editors of what stands alone.
fn who(work: &Work) -> Option<&Names> {
    let editors = Some(&work.editors).filter(|_| work.sort != Sort::Chapter);
    [Some(&work.authors), editors].into_iter().flatten().find(|names| !names.named.is_empty())
}

/// Whose work it is, in the text.
fn short(work: &Work) -> String {
    let Some(names) = who(work) else {
        let title = excerpt(&work.title, TITLE);
        let title = escape_html(&title);
        return if stands_alone(work) { format!("<i>{title}</i>") } else { format!("“{title}”") };
    };
    let family = |at: usize| escape_html(&names.named[at].family).into_owned();
    match (names.named.len(), names.and_others) {
        (1, false) => family(0),
        (2, false) => format!("{} &amp; {}", family(0), family(1)),
        _ => format!("{} et al.", family(0)),
    }
}

/// Whether its own title is in italics.
fn stands_alone(work: &Work) -> bool {
    !matches!(work.sort, Sort::Article | Sort::Chapter)
}

/// A work in the list.
pub(super) fn entry(work: &Work, label: &Label, words: &dyn Words) -> String {
    let mut line = Line::default();
    let is_nobodys = who(work).is_none();
    match who(work) {
        Some(names) => {
            line.text(&people(names));
            if work.authors.named.is_empty() {
                line.text(&format!(" ({})", editors(names, words)));
            }
            line.stop();
        }
        None => title(&mut line, work, words),
    }
    line.html.push_str(&format!("({})", label.when()));
    line.stop();
    if !is_nobodys {
        title(&mut line, work, words);
    }
    match work.sort {
        Sort::Article => journal(&mut line, work),
        Sort::Chapter => book(&mut line, work, words),
        Sort::Thesis | Sort::Report | Sort::Preprint | Sort::Web | Sort::Book | Sort::Other => {}
    }
    // Whoever wrote it is not named once more as its publisher.
    let wrote = |publisher: &&String| work.authors.named.iter().any(|name| name.family == **publisher);
    let in_brackets = work.sort == Sort::Thesis;
    if let Some(publisher) = work.publisher.as_ref().filter(|publisher| !wrote(publisher) && !in_brackets) {
        line.text(publisher).stop();
    }
    if let Some(doi) = work.doi.as_deref().and_then(identifiers::doi) {
        let url = identifiers::doi_url(&doi);
        line.link(&url, &url);
    } else if let Some(url) = &work.url {
        line.link(url, url);
    }
    line.finish()
}

/// The title with what is said of it: edition, number, what it is.
fn title(line: &mut Line, work: &Work, words: &dyn Words) {
    match stands_alone(work) {
        true => line.italic(&work.title),
        false => line.text(&work.title),
    };
    let edition = work.edition.as_deref().map(|edition| words.word("edition", &ordinal(edition)));
    let number =
        work.number.as_deref().filter(|_| work.sort == Sort::Report).map(|number| words.word("report", number));
    if let Some(said) = edition.filter(|_| work.sort == Sort::Book).or(number) {
        line.text(&format!(" ({said})"));
    }
    match (work.sort, &work.publisher) {
        (Sort::Thesis, Some(school)) => _ = line.text(&format!(" [{}, {school}]", words.word("thesis", ""))),
        (Sort::Thesis, None) => _ = line.text(&format!(" [{}]", words.word("thesis", ""))),
        (Sort::Preprint, _) => _ = line.text(&format!(" [{}]", words.word("preprint", ""))),
        _ => {}
    }
    line.stop();
}

/// `Journal, 347(4), 284–287. `
fn journal(line: &mut Line, work: &Work) {
    line.italic(work.container.as_deref().unwrap_or_default());
    if let Some(volume) = &work.volume {
        line.text(", ").italic(volume);
    }
    if let Some(number) = &work.number {
        line.text(&format!("{}({number})", if work.volume.is_some() { "" } else { ", " }));
    }
    if let Some(pages) = &work.pages {
        line.text(&format!(", {pages}"));
    }
    line.stop();
}

/// `In B. Vogelstein & K. W. Kinzler (Eds.), Book (pp. 93–113). `
fn book(line: &mut Line, work: &Work, words: &dyn Words) {
    line.text(words.word("in", "").trim_end_matches(':')).space();
    let editors: Vec<String> = work.editors.named.iter().map(reversed).collect();
    if !editors.is_empty() {
        line.text(&joined(&editors, " & ")).text(&format!(" ({}), ", self::editors(&work.editors, words)));
    }
    line.italic(work.container.as_deref().unwrap_or_default());
    if let Some(pages) = &work.pages {
        let key = if pages.contains('–') { "pages.in" } else { "pages" };
        line.text(&format!(" ({})", words.word(key, pages)));
    }
    line.stop();
}

/// `Eds.`
fn editors(names: &Names, words: &dyn Words) -> String {
    words.word(if names.named.len() == 1 { "eds.one" } else { "eds.many" }, "")
}

/// `Halpern, S. D., Ubel, P. A., & Caplan, A. L.`
fn people(names: &Names) -> String {
    let mut people: Vec<String> = names.named.iter().map(whole).collect();
    if people.len() > NAMED {
        let last = people.split_off(people.len() - 1);
        return format!("{}, … {}", people[..NAMED - 1].join(", "), last.concat());
    }
    match names.and_others {
        true => format!("{}, et al.", people.join(", ")),
        false => joined(&people, ", & "),
    }
}

fn joined(people: &[String], last_with: &str) -> String {
    match people {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{}{last_with}{last}", first.join(", ")),
    }
}

/// `Halpern, S. D.`
fn whole(name: &Name) -> String {
    let parts = [name.family.clone(), initials(name, ".", " "), suffix(name)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `S. D. Halpern`
fn reversed(name: &Name) -> String {
    let parts = [initials(name, ".", " "), name.family.clone(), suffix(name)];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `Jr.`, but `III`.
fn suffix(name: &Name) -> String {
    match name.suffix.as_str() {
        "Jr" | "Sr" => format!("{}.", name.suffix),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{English, article, names};
    use super::*;

    fn shown(work: &Work) -> String {
        let label = labels(&[Ok(Arc::new(work.clone()))], &[1], &English).remove(0);
        entry(work, &label, &English).replace("&amp;", "&")
    }

    fn mark(work: &Work) -> String {
        labels(&[Ok(Arc::new(work.clone()))], &[1], &English)[0].mark().replace("&amp;", "&")
    }

    /// After the examples of <https://apastyle.apa.org/style-grammar-guidelines/references/examples>.
    #[test]
    fn works_are_written_as_in_the_manual() {
        let some = |text: &str| Some(text.to_owned());
        let mut grady = article([
            "Grady, J S; Her, M; Moreno, G; Perez, C; Yelinek, J",
            "Emotions in storybooks: A comparison of storybooks that represent ethnic and racial groups in the United States",
            "Psychology of Popular Media Culture",
            "2019",
            "8",
            "3",
            "207–217",
        ]);
        grady.doi = some("10.1037/ppm0000185");
        assert_eq!(
            shown(&grady),
            "Grady, J. S., Her, M., Moreno, G., Perez, C., & Yelinek, J. (2019). Emotions in storybooks: A comparison of storybooks that represent ethnic and racial groups in the United States. <i>Psychology of Popular Media Culture</i>, <i>8</i>(3), 207–217. <a href=\"https://doi.org/10.1037/ppm0000185\">https://doi.org/10.1037/ppm0000185</a>"
        );
        assert_eq!(mark(&grady), "Grady et al., 2019");
        let jackson = Work {
            sort: Sort::Book,
            authors: names("Jackson, L M"),
            title: "The psychology of prejudice: From attitudes to social action".into(),
            edition: some("2"),
            publisher: some("American Psychological Association"),
            year: some("2019"),
            ..Work::default()
        };
        assert_eq!(
            shown(&jackson),
            "Jackson, L. M. (2019). <i>The psychology of prejudice: From attitudes to social action</i> (2nd ed.). American Psychological Association."
        );
        assert_eq!(mark(&jackson), "Jackson, 2019");
        let who = Work {
            sort: Sort::Web,
            authors: names("World Health Organization"),
            title: "Questions".into(),
            publisher: some("World Health Organization"),
            url: some("https://who.example/q"),
            ..Work::default()
        };
        assert_eq!(
            shown(&who),
            "World Health Organization. (n.d.). <i>Questions</i>. <a href=\"https://who.example/q\">https://who.example/q</a>"
        );
        let chapter = Work {
            sort: Sort::Chapter,
            authors: names("Meltzer, P S; Trent, J-M"),
            editors: names("Vogelstein, B; Kinzler, K W"),
            title: "Chromosomes".into(),
            container: some("Cancer"),
            pages: some("93–113"),
            publisher: some("McGraw-Hill"),
            year: some("2002"),
            ..Work::default()
        };
        assert_eq!(
            shown(&chapter),
            "Meltzer, P. S., & Trent, J.-M. (2002). Chromosomes. In B. Vogelstein & K. W. Kinzler (Eds.), <i>Cancer</i> (pp. 93–113). McGraw-Hill."
        );
        assert_eq!(mark(&chapter), "Meltzer & Trent, 2002");
    }

    #[test]
    fn a_work_of_nobody_is_called_by_its_title() {
        let work = article([
            "",
            "21st century heart solution may have a sting in the tail",
            "BMJ",
            "2002",
            "325",
            "7357",
            "184",
        ]);
        assert_eq!(mark(&work), "“21st century heart solution may have a…”, 2002");
        assert_eq!(
            shown(&work),
            "21st century heart solution may have a sting in the tail. (2002). <i>BMJ</i>, <i>325</i>(7357), 184."
        );
    }

    #[test]
    fn works_of_one_year_get_letters_in_the_order_of_the_list() {
        let work = |title: &str| article(["Lee, A", title, "J", "2020", "", "", ""]);
        let (b, a, undated) = (work("B"), work("A"), Work { year: None, ..work("C") });
        let works = [Ok(Arc::new(b)), Ok(Arc::new(a)), Ok(Arc::new(undated)), Err("gone".to_owned())];
        let labels = labels(&works, &[2, 1, 3, 4], &English);
        assert_eq!(labels.iter().map(Label::mark).collect::<Vec<_>>()[..3], ["Lee, 2020b", "Lee, 2020a", "Lee, n.d."]);
    }

    #[test]
    fn of_more_than_twenty_the_last_is_named_too() {
        let all = (1..=22).map(|n| format!("N{n:02}, A")).collect::<Vec<_>>().join("; ");
        let written = people(&names(&all));
        assert!(written.ends_with("N18, A., N19, A., … N22, A."), "{written}");
    }
}
