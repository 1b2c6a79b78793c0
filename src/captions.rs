//! Captions of films and sound: WebVTT (W3C) to cues, and cues to a text that can be read.
//!
//! What captions say and when is kept; how they are styled and where they stand on the picture is not. Of what is wrong the
//! first fault of each cue is told, with its line.

/// The largest file of captions that is read, in bytes.
pub const LIMIT: u64 = 4 << 20;

/// A silence of so many milliseconds begins a new paragraph.
const PAUSE: u64 = 1500;

/// A paragraph of so many bytes ends with the next sentence.
const LONG: usize = 600;

/// What a file of captions says, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Captions {
    /// In the order in which they are written.
    pub cues: Vec<Cue>,
    /// In the order of their lines.
    pub faults: Vec<Fault>,
}

/// What is said at a time, in milliseconds from the beginning.
#[derive(Clone, Debug, PartialEq)]
pub struct Cue {
    /// When it is first shown.
    pub start: u64,
    /// When it is shown no more.
    pub end: u64,
    /// Who says what: a speaker, if one is named, and their words.
    pub voices: Vec<(Option<String>, String)>,
}

/// Something wrong with a file of captions.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// What stands in it.
    pub text: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What can be wrong with captions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The file does not begin with `WEBVTT`.
    Signature,
    /// A time that cannot be read.
    Time,
    /// A cue ends before it begins.
    Backwards,
    /// A cue begins before the one above it has ended.
    Overlap,
    /// Words without a time, which are never shown.
    Timeless,
    /// Nothing is said.
    Silent,
}

/// What one speaker says without a pause.
#[derive(Clone, Debug, PartialEq)]
pub struct Paragraph {
    /// Who speaks, where it is not who spoke before.
    pub speaker: Option<String>,
    /// When it begins, in milliseconds.
    pub start: u64,
    /// What is said.
    pub text: String,
}

/// Reads the text of a WebVTT file.
pub fn parse(text: &str) -> Captions {
    let mut captions = Captions::default();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    let first = lines.first().copied().unwrap_or_default();
    if first.strip_prefix("WEBVTT").is_none_or(|rest| !rest.is_empty() && !rest.starts_with([' ', '\t'])) {
        captions.fault(1, first, Wrong::Signature);
        return captions;
    }
    // The header goes on until a blank line.
    let mut at = lines.iter().position(|line| line.is_empty()).unwrap_or(lines.len());
    while at < lines.len() {
        let length = lines[at..].iter().position(|line| line.is_empty()).unwrap_or(lines.len() - at);
        captions.block(&lines[at..at + length], at + 1);
        at += length + 1;
    }
    if captions.cues.is_empty() && captions.faults.is_empty() {
        captions.fault(1, first, Wrong::Silent);
    }
    captions
}

impl Captions {
    /// Reads the lines between two blank ones: a cue, or what is none. The first is line `number` of the file.
    fn block(&mut self, lines: &[&str], number: usize) {
        let Some(at) = lines.iter().take(2).position(|line| line.contains("-->")) else {
            let is_other = |first: &&str| ["NOTE", "STYLE", "REGION"].iter().any(|other| first.starts_with(other));
            if let Some(first) = lines.iter().find(|line| !line.trim().is_empty()).filter(|first| !is_other(first)) {
                self.fault(number, first, Wrong::Timeless);
            }
            return;
        };
        let (number, line) = (number + at, lines[at]);
        let Some((start, end)) = times(line) else { return self.fault(number, line, Wrong::Time) };
        if end <= start {
            self.fault(number, line, Wrong::Backwards);
        } else if self.cues.last().is_some_and(|before| start < before.end) {
            self.fault(number, line, Wrong::Overlap);
        }
        let voices = voices(&lines[at + 1..].join("\n"));
        if !voices.is_empty() {
            self.cues.push(Cue { start, end, voices });
        }
    }

    fn fault(&mut self, line: usize, text: &str, wrong: Wrong) {
        self.faults.push(Fault { line, text: text.to_owned(), wrong });
    }

    /// All that is said, in paragraphs: a new one where somebody else speaks, after a pause, and after a sentence where
    /// one grows long.
    pub fn transcript(&self) -> Vec<Paragraph> {
        let mut paragraphs: Vec<Paragraph> = Vec::new();
        let (mut last, mut ended): (Option<&str>, u64) = (None, 0);
        for cue in &self.cues {
            for (speaker, words) in &cue.voices {
                let goes_on = speaker.as_deref() == last && cue.start < ended + PAUSE;
                match paragraphs.last_mut().filter(|paragraph| goes_on && !is_full(&paragraph.text)) {
                    Some(paragraph) => {
                        paragraph.text.push(' ');
                        paragraph.text.push_str(words);
                    }
                    None => {
                        let speaker = speaker.clone().filter(|speaker| last != Some(speaker));
                        paragraphs.push(Paragraph { speaker, start: cue.start, text: words.clone() });
                    }
                }
                (last, ended) = (speaker.as_deref(), cue.end);
            }
        }
        paragraphs
    }

    /// All that is said, as one text with a line for each paragraph.
    pub fn text(&self) -> String {
        let line = |paragraph: Paragraph| match paragraph.speaker {
            Some(speaker) => format!("{speaker}: {}", paragraph.text),
            None => paragraph.text,
        };
        self.transcript().into_iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

fn is_full(text: &str) -> bool {
    text.len() > LONG && text.ends_with(['.', '!', '?', '…', '。'])
}

/// `00:01.000 --> 00:02.500`, and settings that are not kept.
fn times(line: &str) -> Option<(u64, u64)> {
    let (start, rest) = line.split_once("-->")?;
    Some((timestamp(start.trim())?, timestamp(rest.split_whitespace().next()?)?))
}

/// `01:02:03.400` or `02:03.400`, in milliseconds.
fn timestamp(text: &str) -> Option<u64> {
    let (clock, fraction) = text.split_once('.')?;
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u64>().ok())?;
    let parts: Vec<&str> = clock.split(':').collect();
    let (hours, minutes, seconds) = match parts.as_slice() {
        [hours, minutes, seconds] if hours.len() >= 2 => (number(hours)?, minutes, seconds),
        [minutes, seconds] => (0, minutes, seconds),
        _ => return None,
    };
    let is_right = minutes.len() == 2 && seconds.len() == 2 && fraction.len() == 3;
    let (minutes, seconds) = (number(minutes)?, number(seconds)?);
    let whole = hours.checked_mul(3600)?.checked_add(minutes * 60 + seconds)?.checked_mul(1000)?;
    (is_right && minutes < 60 && seconds < 60).then_some(whole.checked_add(number(fraction)?)?)
}

/// So many seconds as a clock shows them: `1:05`, `1:00:05`.
pub fn clock(seconds: u64) -> String {
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}

/// The seconds that a clock shows, see [`clock`].
pub fn from_clock(text: &str) -> Option<u64> {
    let parts: Vec<&str> = text.split(':').collect();
    let is_right = (2..=3).contains(&parts.len())
        && parts[1..].iter().all(|part| part.len() == 2)
        && parts.iter().all(|part| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    let numbers = parts.iter().filter_map(|part| part.parse::<u64>().ok());
    is_right.then(|| numbers.fold(0, |all, part| all * 60 + part))
}

/// The words of a cue by who says them; tags but those of voices are left out.
fn voices(payload: &str) -> Vec<(Option<String>, String)> {
    let mut voices: Vec<(Option<String>, String)> = Vec::new();
    let mut add = |speaker: &Option<String>, text: &str| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        match voices.last_mut().filter(|(last, _)| last == speaker) {
            _ if text.is_empty() => {}
            Some((_, words)) => *words = format!("{words} {text}"),
            None => voices.push((speaker.clone(), text)),
        }
    };
    let (mut speaker, mut words, mut rest) = (None, String::new(), payload);
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        let Some((tag, after)) = tag.split_once('>') else { break };
        rest = after;
        let next = match tag.strip_prefix('v') {
            _ if tag == "/v" => None,
            // What follows a point is a class.
            Some(named) if named.starts_with(['.', ' ', '\t', '\n']) => {
                let name = named.split_once(char::is_whitespace).map_or("", |(_, name)| name.trim());
                (!name.is_empty()).then(|| decoded(name))
            }
            _ => continue,
        };
        add(&speaker, &decoded(&words));
        words.clear();
        speaker = next;
    }
    words.push_str(rest.split('<').next().unwrap_or_default());
    add(&speaker, &decoded(&words));
    voices
}

/// A text with the references that WebVTT knows read.
fn decoded(text: &str) -> String {
    let known = [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u{a0}"), ("&lrm;", "\u{200e}"), ("&rlm;", "\u{200f}")];
    let text = known.iter().fold(text.to_owned(), |text, (reference, meant)| text.replace(reference, meant));
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TALK: &str = "\u{feff}WEBVTT - A talk\nKind: captions\n\nNOTE\nnot said\n\nSTYLE\n::cue { color: red }\n\n\
        1\n00:01.000 --> 00:02.500 align:start\n<v Ann Lee>Wash <i>your</i>\nhands &amp; dry them.</v>\n\n\
        00:00:02.500 --> 00:00:03.000\n<v Ann Lee>Always.\n\n00:03.100 --> 00:04.000\n<v.loud Bo>Why?<v Ann Lee>Germs.\n\n\
        01:00:00.000 --> 01:00:01.000\n<00:00.100>It is <c.x>late</c>.\n";

    #[test]
    fn a_transcript_has_speakers_and_paragraphs() {
        let captions = parse(TALK);
        assert_eq!((captions.cues.len(), captions.faults.len()), (4, 0));
        assert_eq!(captions.cues[3].start, 3_600_000);
        let expected = "Ann Lee: Wash your hands & dry them. Always.\nBo: Why?\nAnn Lee: Germs.\nIt is late.";
        assert_eq!(captions.text(), expected);
        let pause = "WEBVTT\n\n00:00.000 --> 00:01.000\nOne.\n\n00:02.499 --> 00:03.000\nTwo.\n\n00:04.500 --> 00:05.000\nThree.";
        assert_eq!(parse(pause).text(), "One. Two.\nThree.");
    }

    #[test]
    fn faults_are_told_with_their_line() {
        let wrong = |text: &str| parse(text).faults.iter().map(|fault| (fault.line, fault.wrong)).collect::<Vec<_>>();
        assert_eq!(wrong("webvtt\n"), [(1, Wrong::Signature)]);
        assert_eq!(wrong(""), [(1, Wrong::Signature)]);
        assert_eq!(wrong("WEBVTTX\n"), [(1, Wrong::Signature)]);
        assert_eq!(wrong("WEBVTT"), [(1, Wrong::Silent)]);
        let cue = |times: &str| wrong(&format!("WEBVTT\n\n00:10.000 --> 00:11.000\na\n\nid\n{times}\nb\n"));
        assert_eq!(cue("00:11.000 --> 00:12.000"), []);
        assert_eq!(cue("00:10.999 --> 00:12.000"), [(7, Wrong::Overlap)]);
        assert_eq!(cue("00:12.000 --> 00:11.999"), [(7, Wrong::Backwards)]);
        assert_eq!(cue("00:12.000 --> 00:12.000"), [(7, Wrong::Backwards)]);
        for time in ["12.000", "00:12", "00:61.000", "0:12.000", "00:12,000", "-00:12.000", "00:12.0000"] {
            assert_eq!(cue(&format!("{time} --> 00:20.000")), [(7, Wrong::Time)], "{time}");
        }
    }

    #[test]
    fn clocks_are_read_as_they_are_shown() {
        for (seconds, shown) in [(0, "0:00"), (65, "1:05"), (3605, "1:00:05")] {
            assert_eq!((clock(seconds).as_str(), from_clock(shown)), (shown, Some(seconds)));
        }
        for wrong in ["5", "1:5", "1:2:3", ":30", "a:30", "1:00:00:00"] {
            assert_eq!(from_clock(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn no_text_is_too_odd() {
        for text in
            ["WEBVTT\n\n00:00.000 --> 00:01.000\n<v", "WEBVTT\n\n-->\n<<>>", "WEBVTT\n\n99999999999999:00:00.000 --> x"]
        {
            parse(text).text();
        }
    }
}
