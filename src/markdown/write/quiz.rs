//! Questions with choices: in a `quiz`, the entries of a task list are choices, and those that are done are right.
//!
//! What stands before the list and the list itself are the question; what stands after it is the answer, which a theme
//! shows to those who have tried.

use crate::markdown::markers::Marker;
use crate::markdown::{Choice, Component, diags};

use super::containers::shown_span;
use super::{What, Writer};

/// The component that asks.
const QUIZ: &str = "quiz";

/// Its argument that holds the question.
const ASKED: &str = "question";

impl Writer<'_> {
    /// The innermost component, if it is a question.
    fn quiz(&mut self) -> Option<&mut Component> {
        match &mut self.open.last_mut()?.what {
            What::Container { component: Some((component, _)), .. } if component.name.value == QUIZ => Some(component),
            What::Container { .. } | What::Footnote { .. } | What::Slide(_) => None,
        }
    }

    /// A box of a task list: whether it is that of a choice, which has none to tick.
    pub(super) fn start_choice(&mut self, is_right: bool) -> bool {
        let entries = self.lists.iter().filter(|list| list.tasks).count();
        let Some(quiz) = self.quiz().filter(|_| entries == 1) else { return false };
        quiz.answer.get_or_insert_default().choices.push(Choice { text: String::new(), is_right });
        self.choice = Some(String::new());
        true
    }

    /// The entry of a list ends, and with it the choice that is open.
    pub(super) fn end_choice(&mut self) {
        let Some(text) = self.choice.take() else { return };
        let last = self.quiz().and_then(|quiz| quiz.answer.as_mut()).and_then(|answer| answer.choices.last_mut());
        if let Some(choice) = last {
            choice.text = text.trim().to_owned();
        }
    }

    /// The list of choices ends: what follows is the answer.
    pub(super) fn end_choices(&mut self) {
        if self.quiz().is_none_or(|quiz| quiz.answer.is_none() || !quiz.body.html.is_empty()) {
            return;
        }
        let asked = std::mem::take(&mut self.frame).finish();
        if let Some(quiz) = self.quiz() {
            quiz.body = asked;
        }
    }

    /// Reports a question that nobody can answer.
    pub(super) fn check_quiz(&mut self, component: &Component, marker: &Marker) {
        let choices = component.answer.as_ref().map_or(&[] as &[Choice], |answer| &answer.choices);
        if component.name.value != QUIZ {
            return;
        }
        let asked = component.arguments.iter().find(|(name, _)| name == ASKED);
        let is_unasked = asked.is_some_and(|(_, asked)| asked.value.trim().is_empty());
        let place = || shown_span(marker, self.written);
        if is_unasked {
            self.reports.add(place(), diags::quiz_unasked);
        }
        if !choices.iter().any(|choice| choice.is_right) {
            self.reports.add(place(), |place| diags::quiz(place, choices.is_empty()));
        }
    }
}
