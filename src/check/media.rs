//! Films that nobody can follow without hearing, sound that nobody can read, and captions that players cannot show.

use super::Subject;
use crate::captions::{Captions, Fault, Wrong};
use crate::content::Facts;
use crate::diag::{Code, Diagnostic};
use crate::health::offer::Offer;
use crate::markdown::{Component, Hole};
use crate::path::{SourcePath, media_type};
use crate::project::components::Form;
use crate::span::{At, Place};

/// A recording that a page plays, and what stands for it where it cannot be heard.
struct Played<'a> {
    src: &'a At<String>,
    captions: Option<&'a At<String>>,
    transcript: Option<&'a At<String>>,
}

/// Checks the recordings of a page, in its front matter and in its components.
pub(super) fn check(subject: &mut Subject<'_>) {
    for played in recordings(subject) {
        check_recording(subject, &played);
    }
    check_credits(subject);
}

fn recordings<'a>(subject: &Subject<'a>) -> Vec<Played<'a>> {
    let Subject { lens, page, body, .. } = *subject;
    let mut found = Vec::new();
    match &page.front.facts {
        Facts::Training(training) => found.extend(training.recordings().map(|recording| Played {
            src: &recording.src,
            captions: recording.captions.as_ref(),
            transcript: recording.transcript.as_ref(),
        })),
        Facts::News(news) => found.extend(news.video.iter().map(|video| Played {
            src: &video.url,
            captions: video.captions.as_ref(),
            transcript: video.transcript.as_ref(),
        })),
        _ => {}
    }
    body.each_hole(&mut |hole| {
        if let Hole::Component(component) = hole {
            let declared = lens.component(&component.name.value);
            let of = |form: &Form| declared?.arguments.iter().find(|(_, argument)| argument.form == *form);
            let given = |form| of(&form).and_then(|(name, _)| argument(component, name));
            if let Some(src) = given(Form::Recording) {
                let (captions, transcript) = (given(Form::Captions), argument(component, "transcript"));
                found.push(Played { src, captions, transcript });
            }
        }
    });
    found
}

fn argument<'a>(component: &'a Component, name: &str) -> Option<&'a At<String>> {
    component.arguments.iter().find(|(given, _)| given == name).map(|(_, value)| value)
}

fn check_recording(subject: &mut Subject<'_>, played: &Played<'_>) {
    let (lens, from) = (subject.lens, &subject.page.source);
    let src = played.src;
    // Who shows it elsewhere shows its captions too.
    if lens.download(from, &src.value).is_none() {
        return;
    }
    let sort = media_type(&src.value);
    if sort.starts_with("video/") && played.captions.is_none() {
        subject.fault(Code::TrainingCaptions, &src.span, |place| no_captions(place, &src.value));
    }
    if sort.starts_with("audio/") && played.captions.or(played.transcript).is_none() {
        subject.fault(Code::TrainingTranscript, &src.span, |place| no_transcript(place, &src.value));
    }
    let Some(spoken) = played.captions.and_then(|captions| lens.captions(from, &captions.value)) else { return };
    match &spoken.captions {
        Ok(Captions { faults, .. }) => {
            subject.faults.extend(faults.iter().map(|fault| unplayable(&spoken.file, fault)));
        }
        Err(fault) => subject.faults.push(*fault.clone()),
    }
}

/// Says so while there is time to renew the credits of a page, and when they have run out.
fn check_credits(subject: &mut Subject<'_>) {
    let Facts::Training(training) = &subject.page.front.facts else { return };
    let Some(until) = training.credits.as_ref().and_then(|credits| credits.expires) else { return };
    let message = match subject.lens.offer(subject.id) {
        Offer::Open => return,
        Offer::Ending => format!("the credits of this page are granted until {until}"),
        Offer::Over => format!("the credits of this page were granted until {until}, and readers are told so"),
    };
    let place = Place::file(subject.page.source.as_str());
    let label = "once they are granted anew, set `expires:` in `credits:` to the new day";
    subject.faults.push(Diagnostic::new(Code::TrainingCredits, place, message, label));
}

fn no_captions(place: Place, src: &str) -> Diagnostic {
    let message = format!("the video `{src}` has no captions");
    Diagnostic::new(Code::TrainingCaptions, place, message, "write them as WebVTT and name the file: `captions: …`")
        .help("who cannot hear it learns nothing; the text for reading is made from them")
}

fn no_transcript(place: Place, src: &str) -> Diagnostic {
    let message = format!("the recording `{src}` has no text for those who cannot hear it");
    let label = "name a page or file that has it, `transcript: …`, or WebVTT of which it is made, `captions: …`";
    Diagnostic::new(Code::TrainingTranscript, place, message, label)
}

fn unplayable(file: &SourcePath, fault: &Fault) -> Diagnostic {
    let (message, label) = match fault.wrong {
        Wrong::Signature => ("this is no WebVTT", "its first line must be `WEBVTT`"),
        Wrong::Time => ("a time that players cannot read", "expected `00:01.000 --> 00:02.500`"),
        Wrong::Backwards => ("this caption ends no later than it begins", "the time after the arrow is the later one"),
        Wrong::Overlap => ("this caption begins before the one above it has ended", "move one of the two times"),
        Wrong::Timeless => (
            "players do not show this, because it has no time",
            "write `00:01.000 --> 00:02.500` above it, and no empty line within a caption",
        ),
        Wrong::Silent => ("these captions say nothing", "write what is said, each line with its times"),
    };
    let (text, length) = (fault.text.clone(), fault.text.chars().count().max(1));
    let place = Place { file: file.to_string(), line: fault.line, column: 1, length, text, cut: 0 };
    Diagnostic::new(Code::TrainingWebvtt, place, message, label)
}
