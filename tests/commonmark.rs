//! Every example of the CommonMark specification, with all extensions off.

use bulletin::markdown::commonmark;
use serde::Deserialize;

#[derive(Deserialize)]
struct Example {
    example: usize,
    section: String,
    markdown: String,
    html: String,
}

#[test]
fn every_example_of_the_specification_holds() {
    let examples: Vec<Example> = serde_json::from_str(include_str!("commonmark/spec.json")).unwrap();
    assert_eq!(examples.len(), 652);
    let wrong: Vec<String> = examples.iter().filter_map(difference).collect();
    assert!(wrong.is_empty(), "{} of 652 fail\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with an example. The specification writes void elements as in XML, we as in HTML.
fn difference(example: &Example) -> Option<String> {
    let made = commonmark(&example.markdown);
    let expected = example.html.replace("<br />", "<br>").replace("<hr />", "<hr>").replace("\" />", "\">");
    let made = made.replace("\" />", "\">").replace("<br />", "<br>");
    (made != expected).then(|| {
        let Example { example, section, markdown, .. } = example;
        format!("{example} ({section})\n{markdown:?}\nexpected {expected:?}\n    made {made:?}\n")
    })
}
