//! Everything that content says to authors, in one place.

use super::front::ForeignDate;
use super::hiding::Meaning;
use super::unseen::{OpeningForm, UnseenFrontMatter};
use super::{Kind, fields};
use crate::diag::{Code, Diagnostic, did_you_mean, one_of};
use crate::instant::{Day, When, Zone};
use crate::path::SourcePath;
use crate::span::{At, Place, Source, Span};
use crate::yaml::Node;

/// Front matter that never ends.
pub fn unterminated(source: &Source, opening: Span) -> Diagnostic {
    let label = "front matter begins here; expected a line `---` after it";
    Diagnostic::new(Code::FrontUnterminated, source.place(opening), "front matter has no closing line", label)
        .help("the page is left out: whether it may be published is not known; if the line is a rule, write `***`")
}

/// Front matter that is not read, because it does not begin as it must.
pub fn unseen_front_matter(source: &Source, unseen: &UnseenFrontMatter) -> Diagnostic {
    let (message, label) = match unseen.form {
        OpeningForm::Rule => {
            ("front matter is not read, because its opening line is misspelt", "write `---` alone on the first line")
        }
        OpeningForm::Fence => (
            "front matter is not read in a block of code",
            "write `---` instead of this line and of the one that closes it",
        ),
        OpeningForm::Comment => {
            ("front matter is not read in or behind a comment", "put the fields between lines `---`, and those first")
        }
        OpeningForm::Json => {
            ("front matter in JSON is not read", "write it in YAML between lines `---`: `title: A new scanner`")
        }
        OpeningForm::None => {
            ("fields are not read without lines `---` around them", "put a line `---` above and below the fields")
        }
        OpeningForm::Later => {
            ("front matter is not read, because something stands before it", "let the file begin with this line")
        }
    };
    Diagnostic::new(Code::FrontUnterminated, source.place(unseen.line.clone()), message, label)
        .help(
        "the page is held back: whether it may be published is not known; if this is text, begin the file with front matter of \
         its own",
    )
}

/// Front matter in TOML.
pub fn toml(source: &Source, opening: Span) -> Diagnostic {
    let label = "expected YAML between lines `---`";
    Diagnostic::new(Code::FrontUnterminated, source.place(opening), "front matter in TOML is not read", label)
        .help("write `title: A new scanner` instead of `title = \"A new scanner\"`; the page is left out until then")
}

/// Front matter that is YAML but no fields, as `draft:true` without a space.
pub fn no_fields(source: &Source, found: &Node) -> Diagnostic {
    let message = format!("front matter is a map of fields, not {}", found.value.kind());
    let label = "expected `name: value` lines, with a space after the colon";
    Diagnostic::new(Code::YamlSyntax, source.place(found.span.clone()), message, label)
        .help("the page is left out: whether it may be published is not known")
}

/// Front matter above the limit.
pub fn too_much_front_matter(source: &Source, opening: Span, bytes: usize) -> Diagnostic {
    let message = format!("{bytes} bytes of front matter are more than the {} that are read", super::block::LIMIT);
    Diagnostic::new(Code::YamlLimit, source.place(opening), message, "is its closing line missing?")
}

/// A file with nothing in it.
pub fn empty(path: &SourcePath) -> Diagnostic {
    Diagnostic::new(
        Code::ContentEmpty,
        Place::file(path.as_str()),
        "this page is empty",
        "write something, or remove it",
    )
}

/// A page whose title is only its file's name.
pub fn untitled(path: &SourcePath, title: &str) -> Diagnostic {
    let message = format!("this page has no title, so it is called `{title}` after its file");
    let label = "give it a `title:`, or begin it with a heading";
    Diagnostic::new(Code::ContentTitle, Place::file(path.as_str()), message, label)
}

/// A page of a kind that must be reviewed, and was not.
pub fn not_reviewed(path: &SourcePath, kind: Kind) -> Diagnostic {
    let message = format!("this {} has not been reviewed", kind.name());
    let label = "give it `reviewed:` with the day, and `reviewers:`";
    Diagnostic::new(Code::ReviewMissing, Place::file(path.as_str()), message, label)
        .help("`health.require_review` in bulletin.yaml asks for it")
}

/// A paper that indexes would not take.
pub fn unfinished_paper(path: &SourcePath, lacking: &[&str]) -> Diagnostic {
    let message = format!("this page is a paper, and has no {}", one_of(lacking.iter().copied()));
    let label = "indexes want title, authors and day; write `type: summary` if the page is only about a paper";
    Diagnostic::new(Code::ResearchPaper, Place::file(path.as_str()), message, label)
}

/// A summary of a trial without all that it must say.
pub fn unfinished_lay_summary(path: &SourcePath, missing: &[&str]) -> Diagnostic {
    let message = format!("this lay summary does not say: {}", missing.join("; "));
    let label = "give each a heading of its own: Annex V of Regulation (EU) 536/2014 asks for ten";
    Diagnostic::new(Code::ResearchLaySummary, Place::file(path.as_str()), message, label)
}

/// A retraction of a result that stands as if nothing had happened.
pub fn retraction_without_status(source: &Source, span: Span, status: Option<&str>) -> Diagnostic {
    let message = match status {
        Some(status) => format!("`retraction` is given, but `status` is `{status}`"),
        None => "`retraction` is given, but no `status`".to_owned(),
    };
    let label = "set `status:` to `retracted`, `withdrawn` or `expression-of-concern`";
    Diagnostic::new(Code::ResearchStatus, source.place(span), message, label)
        .help("until then the result is shown as if it could be relied on")
}

/// A retraction of which nobody is told as of something new.
pub fn retraction_without_date(source: &Source, span: Span) -> Diagnostic {
    let message = "`retraction` has no `date`, so feeds cannot tell it as something new";
    Diagnostic::new(Code::ResearchNotice, source.place(span), message, "add the day of the notice")
}

/// A retraction that leaves readers to guess.
pub fn retraction_without_reason(source: &Source, span: Span) -> Diagnostic {
    let message = "`retraction` has no `reason`, so readers do not learn what was wrong";
    Diagnostic::new(Code::ResearchNotice, source.place(span), message, "say why, in a sentence")
}

/// A result that is not to be relied on, and nobody knows why.
pub fn no_retraction(source: &Source, span: Span, status: &str) -> Diagnostic {
    let message = format!("this result is `{status}`, and nothing says when and why");
    Diagnostic::new(Code::ResearchNotice, source.place(span), message, "add `retraction: {date, reason, notice}`")
}

/// A corrected result, and nobody knows what was wrong.
pub fn no_correction(source: &Source, span: Span) -> Diagnostic {
    let message = "this result is `corrected`, and nothing says what was";
    Diagnostic::new(Code::ResearchNotice, source.place(span), message, "add `corrections: [{date, text}]`")
}

/// Corrections of a result that does not say in its title that it was corrected.
pub fn corrections_without_status(source: &Source, span: Span) -> Diagnostic {
    let message = "there are `corrections`, but `status` does not say so";
    let label = "set `status: corrected`, so that every list and title says it";
    Diagnostic::new(Code::ResearchNotice, source.place(span), message, label)
}

/// A link with a scheme that nobody should follow.
pub fn scheme(source: &Source, name: &str, span: Span, scheme: &str) -> Diagnostic {
    let message = format!("`{name}` has the scheme `{scheme}:`, so it was left out");
    let label = "expected `https:`, `mailto:`, `tel:`, `sms:` or a file of the hub";
    Diagnostic::new(Code::LinkScheme, source.place(span), message, label)
}

/// A kind that does not exist.
pub fn unknown_kind(source: &Source, said: &str, span: Span) -> Diagnostic {
    let names = Kind::ALL.map(Kind::name);
    let label = did_you_mean(said, names, format!("expected {}", one_of(names)));
    Diagnostic::new(Code::ContentKind, source.place(span), format!("there is no kind of page called `{said}`"), label)
}

/// Two indexes of one folder.
pub fn two_indexes(first: &SourcePath, second: &SourcePath) -> Diagnostic {
    let message = format!("`{first}` is the index of this folder already");
    Diagnostic::new(Code::AddressTaken, Place::file(second.as_str()), message, "keep one of them")
        .also(Place::file(first.as_str()), "the other")
}

/// A field that this kind of page does not have.
pub fn unknown_field<'a>(
    source: &Source,
    kind: Kind,
    key: &At<String>,
    known: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let message = format!("{} has no field `{}`", kind.one(), written(source, key));
    let owners: Vec<&str> = fields::owners(&key.value).into_iter().map(Kind::many).collect();
    let label = match owners.split_last() {
        None => did_you_mean(&key.value, known, "no field has a name like it"),
        Some((last, [])) => format!("`{}` is a field of {last}", key.value),
        Some((last, others)) => format!("`{}` is a field of {} and {last}", key.value, others.join(", ")),
    };
    Diagnostic::new(Code::FrontUnknownKey, source.place(key.span.clone()), message, label)
}

/// A post for a network that none are written for.
pub fn unknown_network(source: &Source, name: &At<String>, known: &[&str]) -> Diagnostic {
    let message = format!("no posts are written for a network `{}`", name.value);
    let otherwise = format!("expected {}", one_of(known.iter().copied()));
    let label = did_you_mean(&name.value.to_lowercase(), known.iter().copied(), otherwise);
    Diagnostic::new(Code::FrontUnknownKey, source.place(name.span.clone()), message, label)
}

/// An unknown field that must have been meant to hide the page.
pub fn guard_misspelt(source: &Source, key: &At<String>, meant: &str) -> Diagnostic {
    let message = format!("`{}` does not hide a page, and looks as if it should", key.value);
    let label = format!("did you mean `{meant}`?");
    Diagnostic::new(Code::FrontRelease, source.place(key.span.clone()), message, label)
        .help("the page is held back; if this field means something else, name it in `front_matter.ignore`")
}

/// Consent that does not say since when it holds.
pub fn consent_without_day(source: &Source, span: Span) -> Diagnostic {
    let message = "`consent` does not say when it was obtained, so the page is held back";
    Diagnostic::new(
        Code::FrontRelease,
        source.place(span),
        message,
        "add `obtained:` with the day on which the form was signed",
    )
}

/// Consent that does not cover the site.
pub fn consent_not_for_web(source: &Source, span: Span) -> Diagnostic {
    let message = "`consent` does not cover the web, so the page is held back";
    let label = "a page needs `web` in its `scope`; ask the patient, and write down what they agreed to";
    Diagnostic::new(Code::FrontRelease, source.place(span), message, label)
}

/// Consent on a day that has not come.
pub fn consent_ahead(source: &Source, day: Day) -> Diagnostic {
    let message = format!("consent was obtained on {day}, which has not come, so the page is held back until then");
    Diagnostic::new(
        Code::FrontRelease,
        Place::file(source.path.as_str()),
        message,
        "correct the day in `consent.obtained`",
    )
}

/// A field by which another system hides the page.
pub fn hidden_elsewhere(source: &Source, key: &At<String>, meaning: Meaning) -> Diagnostic {
    let message = format!("`{}` says that this page is not for all, so it is held back", written(source, key));
    let label = match meaning {
        Meaning::Secret => "no page has a password here: write `draft: true`, or remove the field".to_owned(),
        _ => format!("the field is called `{}` here: write `draft: true`, or remove it", meaning.ours()),
    };
    Diagnostic::new(Code::FrontRelease, source.place(key.span.clone()), message, label)
        .help("`front_matter.rename` in bulletin.yaml gives a field another name; `front_matter.ignore` passes it over")
}

/// A `status` of a kind that has other words for it, by which another system hides the page.
pub fn hidden_status(source: &Source, key: &At<String>, word: &str) -> Diagnostic {
    let message = format!("`{}: {word}` says that this page is not for all, so it is held back", written(source, key));
    Diagnostic::new(Code::FrontRelease, source.place(key.span.clone()), message, "write `draft: true` instead")
}

/// A date under another system's name, which is read as ours.
pub fn foreign_date(source: &Source, key: &At<String>, ours: &str) -> Diagnostic {
    let message = format!("`{}` is read as `{ours}`", written(source, key));
    let label = format!("call it `{ours}`");
    Diagnostic::new(Code::FrontUnknownKey, source.place(key.span.clone()), message, label)
}

/// A date under another system's name that hides the page at the instant of the build.
pub fn hidden_by_date(source: &Source, date: &ForeignDate, zone: &Zone) -> Diagnostic {
    let key = written(source, &date.key);
    let message = match date.is_end {
        true => format!("`{key}` says that this page ended, so it is held back since {}", date.date.end(zone)),
        false => format!(
            "`{key}` says that this page is not published yet, so it is held back until {}",
            date.date.start(zone)
        ),
    };
    let label = format!("call it `{}`", date.ours());
    Diagnostic::new(Code::FrontRelease, source.place(date.key.span.clone()), message, label)
        .help("`front_matter.rename` in bulletin.yaml gives a field another name")
}

/// A `date` that has not come on a page that does not wait for it.
pub fn date_ahead(path: &SourcePath, kind: Kind, date: When) -> Diagnostic {
    let message = format!("`date` is {date}, which has not come: it is the day of publication");
    let label = match kind {
        Kind::Alert => "an alert is shown at once; write `effective` if it is in force from then on",
        _ => "write the day on which it takes place in `starts`; to publish it then, use `publish_at`",
    };
    Diagnostic::new(Code::FrontDateAhead, Place::file(path.as_str()), message, label)
}

/// A field of the life cycle that has no value.
pub fn empty_release(source: &Source, name: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` is empty, so the page is held back");
    Diagnostic::new(Code::FrontRelease, source.place(span), message, "give it a value, or take the line out")
}

/// A field that decides when a page may be seen, written twice under two names.
pub fn same_release_field(source: &Source, first: &At<String>, second: &At<String>) -> Diagnostic {
    let text = |span: &Span| source.text.get(span.clone()).unwrap_or_default();
    let message =
        format!("`{}` and `{}` are the same field, so the page is held back", text(&first.span), text(&second.span));
    Diagnostic::new(Code::FrontRelease, source.place(second.span.clone()), message, "keep one of them")
        .also(source.place(first.span.clone()), "the other")
}

/// A key as it stands in the file, without quotes.
fn written<'a>(source: &'a Source, key: &'a At<String>) -> &'a str {
    source.text.get(key.span.clone()).map_or(key.value.as_str(), |text| text.trim_matches(['"', '\'']))
}

/// One field written twice, under two names.
pub fn same_field(source: &Source, first: &At<String>, second: &At<String>) -> Diagnostic {
    let text = |span: &Span| source.text.get(span.clone()).unwrap_or_default();
    let message = format!("`{}` and `{}` are the same field", text(&first.span), text(&second.span));
    Diagnostic::new(Code::FrontValue, source.place(second.span.clone()), message, "keep one of them; the first counts")
        .also(source.place(first.span.clone()), "the other")
}

/// A date that cannot be read.
pub fn date(source: &Source, name: &str, span: Span, why: String) -> Diagnostic {
    Diagnostic::new(Code::FrontDate, source.place(span), format!("`{name}` is not a date"), why)
}

/// A field that hides the page and cannot be read.
pub fn release(source: &Source, name: &str, span: Span, why: String) -> Diagnostic {
    let message = format!("`{name}` cannot be read, so the page is held back");
    Diagnostic::new(Code::FrontRelease, source.place(span), message, why)
}

/// An embargo that is not a moment everywhere. `read` is what it would be in the hub's time zone.
pub fn embargo_without_offset(source: &Source, span: Span, read: When) -> Diagnostic {
    let label = match read {
        When::Day(day) => format!("expected a time and an offset: `{day}T00:01:00+00:00`"),
        When::Moment(..) => format!("expected an offset: `{read}`, if this is the hub's time"),
    };
    let message = "an embargo needs a time and an offset, so the page is held back";
    Diagnostic::new(Code::FrontRelease, source.place(span), message, label)
}

/// Coverage that was stopped, nobody knows when.
pub fn halted_without_time(source: &Source, span: Span) -> Diagnostic {
    let message = "no update is shown, because nobody knows which came before the halt";
    let label = "write when: `halted: 2026-11-20T19:10`, or `{at: 2026-11-20T19:10, text: …}`";
    Diagnostic::new(Code::LiveHalted, source.place(span), message, label)
}

/// Coverage of a patient who did not consent.
pub fn live_without_consent(source: &Source, span: Span) -> Diagnostic {
    let label = "add `consent:` with `ref`, `obtained` and `scope`";
    let message = "live coverage of a patient needs their consent, so the page is held back";
    Diagnostic::new(Code::LiveConsent, source.place(span), message, label)
}

/// An update, or a correction, whose time cannot be read.
pub fn live_time(source: &Source, span: Span, message: &str) -> Diagnostic {
    let label = "expected `14:32`, or `2026-11-20 14:32` on another day";
    Diagnostic::new(Code::LiveTime, source.place(span), message, label)
}

/// An update that is earlier than the one above it.
pub fn live_order(source: &Source, span: Span, above: Span) -> Diagnostic {
    let label = "updates stand in order of time; of another day, write the date too: `2026-11-21 09:00`";
    Diagnostic::new(Code::LiveOrder, source.place(span), "this update is earlier than the one above it", label)
        .also(source.place(above), "the one above it")
}

/// An update before the start or after the end.
pub fn live_outside(source: &Source, span: Span, word: &str) -> Diagnostic {
    let message = format!("this update is {word} of the coverage");
    Diagnostic::new(Code::LiveOrder, source.place(span), message, "look at its time, and at `starts` and `ends`")
}

/// An update whose address is not settled. `key` is what it stands under now.
pub fn live_key(source: &Source, span: Span, key: &str) -> Diagnostic {
    let message = "this update has no key that stays: its address changes when its heading is edited";
    Diagnostic::new(Code::LiveKey, source.place(span), message, format!("write `{{#{key}}}` after its heading"))
}

/// A key that no address can hold as it is.
pub fn live_key_form(source: &Source, span: Span, key: &str, made: &str) -> Diagnostic {
    let message = format!("the key `{key}` cannot stand in an address as it is");
    Diagnostic::new(Code::LiveKey, source.place(span), message, format!("write `{{#{made}}}`"))
}

/// A value that is not one of a vocabulary.
pub fn not_among(source: &Source, name: &str, said: &str, span: Span, among: &[&str]) -> Diagnostic {
    let all = one_of(among.iter().copied());
    let expected = match among.len() {
        0..=8 => format!("expected {all}"),
        _ => format!("no value of `{name}` has a name like it"),
    };
    let label = did_you_mean(said, among.iter().copied(), expected.clone());
    let told = label == expected && among.len() <= 8;
    let found = Diagnostic::new(Code::FrontValue, source.place(span), format!("`{name}` cannot be `{said}`"), label);
    if told { found } else { found.help(format!("it can be {all}")) }
}

/// A value of the wrong form.
pub fn value(source: &Source, name: &str, span: Span, expected: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::FrontValue, source.place(span), format!("`{name}` is not right"), expected)
}

/// A map without a field that it must have.
pub fn missing(source: &Source, owner: &str, name: &str, span: Span, word: &str) -> Diagnostic {
    Diagnostic::new(Code::FrontValue, source.place(span), format!("`{owner}` has no `{name}`"), word)
}

/// A question that nobody can answer.
pub fn unanswerable(source: &Source, span: Span, is_empty: bool) -> Diagnostic {
    let (message, label) = match is_empty {
        true => ("this question has no choices", "write `choices: […]`, and which is `right:`"),
        false => ("none of the choices is right", "write `right:` with one of them, or with several"),
    };
    Diagnostic::new(Code::MarkdownQuiz, source.place(span), message, label)
}

/// An answer that is none of the choices.
pub fn no_choice<'a>(source: &Source, right: &At<String>, choices: impl Iterator<Item = &'a str>) -> Diagnostic {
    let message = format!("`{}` is none of the choices", right.value);
    let label = did_you_mean(&right.value, choices, "write it as in `choices`");
    Diagnostic::new(Code::MarkdownQuiz, source.place(right.span.clone()), message, label)
}

/// An identifier of the wrong form.
pub fn identifier(source: &Source, name: &str, said: &str, span: Span, expected: &str) -> Diagnostic {
    let message = format!("`{said}` is no {name}");
    Diagnostic::new(Code::FrontIdentifier, source.place(span), message, expected)
}

/// Two dates in the wrong order: `later` is not after `earlier`.
pub fn order(source: &Source, later: (&str, Span), earlier: (&str, Span), word: &str) -> Diagnostic {
    let message = format!("`{}` {word} `{}`", later.0, earlier.0);
    Diagnostic::new(Code::FrontOrder, source.place(later.1), message, "one of the two dates is wrong")
        .also(source.place(earlier.1), format!("`{}`", earlier.0))
}

/// An address in front matter that cannot be.
pub fn address(source: &Source, name: &str, said: &At<String>, why: String) -> Diagnostic {
    let message = format!("`{name}` cannot be `{}`", said.value);
    Diagnostic::new(Code::AddressInvalid, source.place(said.span.clone()), message, why)
}

/// A slug that is not written as it will stand.
pub fn slug(source: &Source, said: &At<String>, made: &str) -> Diagnostic {
    let message = format!("`slug` cannot be `{}` as it is", said.value);
    Diagnostic::new(Code::FrontValue, source.place(said.span.clone()), message, format!("write `{made}`"))
}

/// A file name of which no address can be made.
pub fn no_name(path: &SourcePath, name: &str) -> Diagnostic {
    let message = format!("`{name}` has no letter or digit to make an address of");
    Diagnostic::new(Code::DiskName, Place::file(path.as_str()), message, "rename it, or give the page a `url:`")
}

/// A file whose address cannot be written.
pub fn unwritable(path: &SourcePath, why: String) -> Diagnostic {
    Diagnostic::new(Code::AddressInvalid, Place::file(path.as_str()), "no address can be made of this name", why)
}
