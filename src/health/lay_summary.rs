//! Summaries of trials for everybody: the ten elements of Annex V of Regulation (EU) 536/2014, each of which must be there, in
//! whatever order.
//!
//! An element is there if a heading speaks of it or a field says it. Only headings in English are known.

/// An element, what it is called, and words of headings that speak of it.
struct Element {
    name: &'static str,
    words: &'static [&'static str],
}

/// The ten, in the order of the annex.
const ELEMENTS: [Element; 10] = [
    element("identification of the trial", &["identification", "trial number", "name of the trial", "trial name"]),
    element("the sponsor and how to reach it", &["sponsor"]),
    element(
        "general information: where, when and why",
        &["general information", "about the trial", "about this trial", "why ", "where and when"],
    ),
    element("who took part", &["population", "took part", "participants", "people in the trial"]),
    element("the medicines that were studied", &["investigational", "medicine", "vaccine", "treatments"]),
    element("adverse reactions and how often they came", &["adverse", "side effect", "side-effect"]),
    element("the overall results", &["results", "found"]),
    element("comments on the outcome", &["comment", "mean", "outcome"]),
    element("whether further trials are planned", &["follow-up", "follow up", "further trials", "future", "next"]),
    element(
        "where to find more",
        &[
            "more information",
            "further information",
            "additional information",
            "find more",
            "find out more",
            "learn more",
        ],
    ),
];

const fn element(name: &'static str, words: &'static [&'static str]) -> Element {
    Element { name, words }
}

/// What fields of a page say, so that no heading has to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Said {
    /// A number in a registry.
    pub trial: bool,
    /// Who took part.
    pub population: bool,
    /// What was found.
    pub findings: bool,
}

/// The elements that neither `headings` nor fields speak of.
pub fn missing<'a>(headings: impl IntoIterator<Item = &'a str>, said: Said) -> Vec<&'static str> {
    let headings: Vec<String> = headings.into_iter().map(str::to_lowercase).collect();
    let by_field = |at: usize| match at {
        0 => said.trial,
        3 => said.population,
        6 => said.findings,
        _ => false,
    };
    let speaks = |element: &Element| {
        headings.iter().any(|heading| element.words.iter().any(|word| format!("{heading} ").contains(word)))
    };
    let lacking = ELEMENTS.iter().enumerate().filter(|(at, element)| !by_field(*at) && !speaks(element));
    lacking.map(|(_, element)| element.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_element_is_missed_and_found() {
        let all = [
            "Trial identification",
            "Sponsor",
            "Why was the trial done?",
            "Who took part",
            "Which medicines were studied",
            "Side effects",
            "What were the results?",
            "Comments on the outcome",
            "Follow-up trials",
            "Where to find more information",
        ];
        assert_eq!(missing(all, Said::default()), [] as [&str; 0]);
        assert_eq!(missing([], Said::default()).len(), 10);
        assert_eq!(missing([], Said { trial: true, population: true, findings: true }).len(), 7);
        for without in all {
            let rest = all.into_iter().filter(|heading| *heading != without);
            // "Comments on the outcome" and "results" are two things; nothing else speaks of another.
            assert_eq!(missing(rest, Said::default()).len(), 1, "{without}");
        }
    }
}
