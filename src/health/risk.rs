//! A change of a risk told without the risk: `halves the risk`, `50% less likely`. Half of much and half of almost nothing read
//! the same, so guidance wants the numbers of people beside it. English prose only.
//!
//! Words of change have to stand close to a word for risk, in one sentence: a rule that cries wolf is switched off.

use std::ops::Range;
use std::sync::LazyLock;

use super::words::Word;
use crate::text::AnyOf;

/// Whether [`relative`] may find anything in this text: one look at many passages, or at one.
pub fn may_be_in(text: &str) -> bool {
    static STEMS: LazyLock<AnyOf> = LazyLock::new(|| AnyOf::new(&["risk", "chance", "odds", "likel", "probability"]));
    STEMS.is_in(text)
}

/// Every statement of how a risk changes in a passage, in order, with its place in bytes.
pub fn relative(words: &[Word<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Each has a word for risk, and most passages have none.
    let is_meant = |word: &Word<'_>| is_risk(word) || word.is("likely");
    while let Some(meant) = words[at..].iter().position(is_meant).map(|next| at + next) {
        let mut starts = at.max((meant + 1).saturating_sub(LONGEST))..=meant;
        at = match starts.find_map(|start| Some((start, statement(sentence(&words[start..]))?))) {
            Some((start, last)) => {
                found.push(words[start].start..words[start + last].span().end);
                start + last + 1
            }
            None => meant + 1,
        };
    }
    found
}

/// Whether a passage tells how large a risk is: in people (`3 in 100`), in per cent but not those of the `relative` statements,
/// or by a word for it.
pub fn is_absolute(words: &[Word<'_>], relative: &[Range<usize>]) -> bool {
    let of = |at: usize| words.get(at).is_some_and(|word| is_number(word.text) && !is_year(word.text));
    let is = |at: usize, among: &[&str]| words.get(at).is_some_and(|word| among.iter().any(|name| word.is(name)));
    (0..words.len()).any(|at| {
        let word = &words[at];
        let is_told = || relative.iter().any(|range| range.contains(&word.start));
        let is_interval = || is(at + 1, &["CI", "confidence", "credible"]);
        let people = is(at + 1, &["in", "of"]) && (of(at + 2) || (is(at + 2, &["every", "each"]) && of(at + 3)));
        let out_of = is(at + 1, &["out"]) && is(at + 2, &["of"]) && (of(at + 3) || is(at + 3, &["every"]));
        (is_number(word.text) && (people || out_of))
            || (word.is("per") && of(at + 1))
            || (percent(&words[at..]).is_some() && !is_told() && !is_interval())
            || (word.is("percentage") && is(at + 1, &["point", "points"]))
            || (word.is("needed") && is(at + 1, &["to"]) && is(at + 2, &["treat", "harm"]))
            || ["absolute", "NNT", "NNH"].iter().any(|name| word.is(name))
    })
}

/// A statement has at most so many words.
const LONGEST: usize = 14;

/// The words up to the end of the sentence.
fn sentence<'w, 't>(words: &'w [Word<'t>]) -> &'w [Word<'t>] {
    let near = &words[..words.len().min(LONGEST)];
    let end = near.iter().position(|word| word.dotted.len() > word.text.len()).map_or(near.len(), |at| at + 1);
    &near[..end]
}

/// The last word of the statement that begins with the first of these.
fn statement(words: &[Word<'_>]) -> Option<usize> {
    let first = words.first()?;
    if is_risk(first) {
        return changed(words);
    }
    if is_among(first, &FOLDS) {
        return (1..=4).find(|at| words.get(*at).is_some_and(is_risk));
    }
    if first.is("half") {
        return (words.get(1)?.is("the") && is_risk(words.get(2)?)).then_some(2);
    }
    if is_among(first, &CHANGES) {
        let risk = (1..=5).find(|at| words.get(*at).is_some_and(is_risk))?;
        return by(words, risk);
    }
    if let Some(next) = times(words) {
        return compared(words, next);
    }
    let next = percent(words)?;
    let how = words.get(next)?;
    if is_among(how, &["more", "less"]) {
        return words.get(next + 1)?.is("likely").then_some(next + 1);
    }
    is_among(how, &COMPARED).then(|| near_risk(words, next + 1)).flatten()
}

/// Words that make a risk a multiple of what it was.
const FOLDS: [&str; 14] = [
    "halve",
    "halves",
    "halved",
    "halving",
    "double",
    "doubles",
    "doubled",
    "doubling",
    "triple",
    "triples",
    "tripled",
    "tripling",
    "quadruple",
    "quadrupled",
];

/// Words that say that a risk becomes another, before it.
const CHANGES: [&str; 24] = [
    "cut",
    "cuts",
    "cutting",
    "decrease",
    "decreased",
    "decreases",
    "decreasing",
    "drop",
    "increase",
    "increased",
    "increases",
    "increasing",
    "lower",
    "lowered",
    "lowering",
    "lowers",
    "raise",
    "raised",
    "raises",
    "raising",
    "reduce",
    "reduced",
    "reduces",
    "reducing",
];

/// Words that say so after it.
const WAS_CHANGED: [&str; 12] = [
    "cut",
    "decreased",
    "decreases",
    "dropped",
    "drops",
    "fell",
    "increased",
    "increases",
    "lowered",
    "reduced",
    "rises",
    "rose",
];

/// What a number may make of a risk.
const COMPARED: [&str; 13] = [
    "decrease",
    "decreased",
    "drop",
    "fall",
    "greater",
    "higher",
    "increase",
    "increased",
    "lower",
    "reduced",
    "reduction",
    "rise",
    "smaller",
];

/// `The risk of clots doubled`, `the risk fell by a third`.
fn changed(words: &[Word<'_>]) -> Option<usize> {
    (1..words.len().min(9)).find_map(|at| match &words[at] {
        word if is_among(word, &["doubled", "doubles", "halved", "halves", "tripled", "triples"]) => Some(at),
        word if is_among(word, &WAS_CHANGED) => by(words, at),
        _ => None,
    })
}

/// What stands after `by` if it is so much of the whole: `by 30%`, `by about a third`.
fn by(words: &[Word<'_>], from: usize) -> Option<usize> {
    let by = (from + 1..words.len()).find(|at| words[*at].is("by"))?;
    (by + 1..words.len().min(by + 5)).find_map(|at| {
        let is_part = is_among(&words[at], &["half", "third", "thirds", "quarter", "quarters", "fifth"]);
        is_part.then_some(at).or_else(|| Some(at + percent(&words[at..])? - 1))
    })
}

/// `As likely`, `more likely`, `higher risk`, `the risk`: what a multiple may be of.
fn compared(words: &[Word<'_>], at: usize) -> Option<usize> {
    let how = words.get(at)?;
    if is_among(how, &["as", "more", "less"]) {
        return words.get(at + 1)?.is("likely").then_some(at + 1);
    }
    if how.is("the") {
        return near_risk(words, at + 1);
    }
    is_among(how, &COMPARED).then(|| near_risk(words, at + 1)).flatten()
}

/// A word for risk, with no more before it than `in the`, `a person's` or what it is a risk of: `lower stroke risk`.
fn near_risk(words: &[Word<'_>], from: usize) -> Option<usize> {
    const BETWEEN: [&str; 11] =
        ["in", "the", "a", "of", "their", "your", "his", "her", "relative", "overall", "average"];
    let mut others = 0;
    for (at, word) in words.iter().enumerate().skip(from).take(5) {
        if is_risk(word) {
            return Some(at);
        }
        others += usize::from(!is_among(word, &BETWEEN));
        if others > 1 || is_among(word, &["at", "is", "are", "was", "were", "and", "than"]) {
            return None;
        }
    }
    None
}

/// Where a multiple ends that these words begin with: `twice`, `three times`, `2.5-fold`.
fn times(words: &[Word<'_>]) -> Option<usize> {
    let first = words.first()?;
    if is_among(first, &["twice", "twofold", "threefold", "fourfold", "fivefold", "tenfold"]) {
        return Some(1);
    }
    if first.text.strip_suffix("-fold").is_some_and(is_number) {
        return Some(1);
    }
    (is_number(first.text) && is_among(words.get(1)?, &["times", "fold"])).then_some(2)
}

/// Where so many per cent end that these words begin with: `50%`, `50 %`, `50 per cent`, `fifty percent`.
fn percent(words: &[Word<'_>]) -> Option<usize> {
    let first = words.first()?;
    if first.text.strip_suffix('%').is_some_and(|number| number.ends_with(|c: char| c.is_ascii_digit())) {
        return Some(1);
    }
    let next = words.get(1).filter(|_| is_number(first.text))?;
    if next.is("percent") || next.text == "%" {
        return Some(2);
    }
    (next.is("per") && words.get(2)?.is("cent")).then_some(3)
}

fn is_risk(word: &Word<'_>) -> bool {
    is_among(word, &["risk", "risks", "chance", "chances", "odds", "likelihood", "probability"])
}

fn is_number(text: &str) -> bool {
    const NAMED: [&str; 14] = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twenty", "fifty", "hundred",
        "thousand",
    ];
    let is_digits = text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || b",.-".contains(&byte));
    is_digits || NAMED.iter().any(|name| text.eq_ignore_ascii_case(name))
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && text.parse::<u16>().is_ok_and(|year| (1900..2100).contains(&year))
}

fn is_among(word: &Word<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| word.is(name))
}

#[cfg(test)]
mod tests {
    use super::super::words::{tokens, words};
    use super::*;

    #[test]
    fn changes_of_risk_are_found_as_people_write_them() {
        for (text, found) in [
            ("The vaccine halves the risk of flu.", "halves the risk"),
            ("Smoking doubles your risk of a stroke.", "doubles your risk"),
            ("A daily walk cuts the risk of falls by 30%.", "cuts the risk of falls by 30%"),
            (
                "It may lower your chance of infection by about a third.",
                "lower your chance of infection by about a third",
            ),
            ("The risk of clots doubled.", "risk of clots doubled"),
            ("Their risk fell by 12 per cent in a year.", "risk fell by 12 per cent"),
            ("They were twice as likely to stay.", "twice as likely"),
            ("Smokers are 3 times more likely to need it.", "3 times more likely"),
            ("a 2.5-fold increase in the risk of it", "2.5-fold increase in the risk"),
            ("a 50% lower risk of death", "50% lower risk"),
            ("a 20 percent reduction in cardiovascular risk", "20 percent reduction in cardiovascular risk"),
            ("People were 40 % less likely to come back", "40 % less likely"),
            ("Men have twice the risk of women", "twice the risk"),
            ("with half the risk", "half the risk"),
            ("It HALVES THE RISK of a fall.", "HALVES THE RISK"),
            ("The pill doubled the probability of a clot.", "doubled the probability"),
        ] {
            let words = words(&tokens(text));
            let spans = relative(&words);
            assert_eq!(spans.iter().map(|span| &text[span.clone()]).collect::<Vec<_>>(), [found]);
            assert!(!is_absolute(&words, &spans), "{text}");
        }
    }

    #[test]
    fn what_only_looks_alike_is_let_be() {
        for text in [
            "Washing hands reduces the risk of infection.",
            "There is a 50% chance of rain. Lower it.",
            "You can cut your risk by walking 30 minutes a day.",
            "50% more people are at risk",
            "Take it twice a day. As likely as not, it helps.",
            "The risk is low. The number of cases doubled.",
            "a double room, at your own risk",
            "a higher risk of falls; 30% of people fall",
            "twice the dose is a risk",
            "Reduce the risk. Cases fell by 30%.",
            "risk factors increased in 2019 by region",
        ] {
            assert!(relative(&words(&tokens(text))).is_empty(), "{text}");
        }
    }

    #[test]
    fn numbers_of_people_and_other_shares_tell_how_large_it_is() {
        for text in [
            "It halves the risk, from 4 in 100 to 2 in 100.",
            "It halves the risk: one in ten people fell, not one in five.",
            "It halves the risk: 3 out of every 100 people had it.",
            "It halves the risk, from 4% to 2%.",
            "It halves the risk by 2 percentage points.",
            "It halves the risk: 5 fewer deaths per 1,000 people.",
            "It halves the risk; the number needed to treat is 50.",
            "A 50% lower risk (2% instead of 4%).",
        ] {
            assert!(is_absolute(&words(&tokens(text)), &relative(&words(&tokens(text)))), "{text}");
        }
        for text in [
            "A 50% lower risk (95% CI 0.3 to 0.7).",
            "It halves the risk, as 12 people in 2019 said.",
            "A 50% lower risk of one of the illnesses and a 20% lower risk of death.",
        ] {
            assert!(!is_absolute(&words(&tokens(text)), &relative(&words(&tokens(text)))), "{text}");
        }
    }
}
