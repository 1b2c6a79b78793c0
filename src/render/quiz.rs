//! Questions with choices, and the letters by which answers name them.

use tera::Value;

use super::Scene;
use super::values::{map, prose};
use crate::content::front::Asked;
use crate::markdown::{self, Choice};

/// A question of the front matter, with what the component `quiz` is given.
pub(super) fn asked(scene: &Scene, asked: &Asked) -> Value {
    let inline = |text: &str| markdown::inline(text, |target| super::body::link(scene, target));
    let mut body = "<ul class=\"choices\">\n".to_owned();
    asked.choices.iter().for_each(|choice| body.push_str(&format!("<li>{}</li>\n", inline(&choice.text))));
    body.push_str("</ul>");
    let plain: Vec<Choice> =
        asked.choices.iter().map(|choice| Choice { text: markdown::plain(&choice.text), ..choice.clone() }).collect();
    map([
        ("question", Value::from(asked.question.as_str())),
        ("body", Value::safe_string(&body)),
        ("answer", map([("right", right(scene, &plain)), ("body", prose(scene, asked.why.as_deref()))])),
    ])
}

/// The choices that are right, each with its letter in the language of the page.
pub(super) fn right(scene: &Scene, choices: &[Choice]) -> Value {
    let letters = scene.lens.text(&scene.language, "quiz.letters").unwrap_or_default();
    let letters: Vec<&str> = letters.split_whitespace().collect();
    let right = choices.iter().enumerate().filter(|(_, choice)| choice.is_right).map(|(at, choice)| {
        map([("letter", Value::from(letter(at, &letters))), ("text", Value::from(choice.text.as_str()))])
    });
    Value::from(right.collect::<Vec<Value>>())
}

/// The letter of an entry, counted from 0, as styles count: after the last come two.
fn letter(at: usize, letters: &[&str]) -> String {
    match letters.len() {
        0 => (at + 1).to_string(),
        count if at < count => letters[at].to_owned(),
        count => letter(at / count - 1, letters) + letters[at % count],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_as_styles_count_them() {
        let latin: Vec<String> = ('A'..='Z').map(String::from).collect();
        let latin: Vec<&str> = latin.iter().map(String::as_str).collect();
        let shown = [0, 25, 26, 51, 52, 701, 702].map(|at| letter(at, &latin));
        assert_eq!(shown, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
        assert_eq!([letter(1, &["أ", "ب"]), letter(0, &[])], ["ب", "1"]);
    }

    #[test]
    fn the_theme_counts_choices_and_answers_alike() {
        let strings = include_str!("../../themes/clarity/strings/ar.yaml");
        let letters = strings.lines().find_map(|line| line.strip_prefix("quiz.letters: ")).unwrap();
        let css = include_str!("../../themes/clarity/assets/css/clarity.css");
        let style = css.split("@counter-style abjad").nth(1).unwrap();
        let symbols = style.split("symbols: ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
        assert_eq!(symbols.replace('"', ""), letters);
    }
}
