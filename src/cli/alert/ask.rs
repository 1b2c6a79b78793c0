//! What somebody at a terminal is shown and asked before an alert is issued.

use std::io::{self, IsTerminal, Write};

use super::Stop;
use crate::cli::args::{Common, Format, Sending};
use crate::cli::report::{self, DIM, STRONG};
use crate::diag::did_you_mean;
use crate::health::alert::SEVERITIES;
use crate::health::cap::Info;
use crate::instant::Zone;

/// Who runs a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// A person at a terminal, who can be asked.
    Person,
    /// A script, or a person who said that nothing is to be asked.
    Script,
}

impl Caller {
    /// Who runs this command.
    pub(super) fn of(common: &Common, sending: Sending) -> Caller {
        let is_person = io::stdin().is_terminal() && io::stderr().is_terminal();
        match is_person && common.format == Format::Human && !sending.yes && !sending.dry_run {
            true => Caller::Person,
            false => Caller::Script,
        }
    }
}

/// Tells something beside the questions.
pub(super) fn say(text: &str) -> io::Result<()> {
    writeln!(anstream::stderr(), "{}", report::plain(text))
}

/// The answer to a question; none if there is nothing in it.
pub(super) fn text(question: &str) -> Result<Option<String>, Stop> {
    let mut err = anstream::stderr().lock();
    write!(err, "{STRONG}{question}{STRONG:#} ")?;
    err.flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    let answer = answer.trim();
    Ok((!answer.is_empty()).then(|| answer.to_owned()))
}

/// How grave an alert is, asked again until the answer is one of the words for it.
pub(super) fn severity() -> Result<Option<String>, Stop> {
    let known: Vec<String> = SEVERITIES.iter().map(|word| word.to_lowercase()).collect();
    loop {
        let question = format!("how grave is it? {}", known.join(", "));
        let Some(answer) = text(&question)?.map(|answer| answer.to_lowercase()) else { return Ok(None) };
        if known.contains(&answer) {
            return Ok(Some(answer));
        }
        say(&did_you_mean(&answer, known.iter().map(String::as_str), "give one of these words"))?;
    }
}

/// Whether the answer is yes.
pub(super) fn confirm(question: &str) -> Result<bool, Stop> {
    let answer = text(&format!("{question} [y/N]"))?;
    Ok(answer.is_some_and(|answer| matches!(answer.to_lowercase().as_str(), "y" | "yes")))
}

/// Shows what people will read from now on, in each language.
pub(super) fn preview(infos: &[Info], zone: &Zone) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    for info in infos {
        writeln!(err, "{DIM}people will read ({}):{DIM:#}", report::plain(&info.language))?;
        writeln!(err, "  {STRONG}{}{STRONG:#}", report::plain(&info.headline))?;
        let areas: Vec<&str> = info.areas.iter().map(|area| area.name.as_str()).collect();
        let until = match info.expires {
            _ if info.urgency == "Past" => "no longer in force".to_owned(),
            Some(at) => format!("in force until {}", zone.moment(at)),
            None => "in force without an end".to_owned(),
        };
        let mut facts = vec![until, areas.join(", ")];
        if info.urgency != "Past" {
            facts.insert(0, format!("severity {}", info.severity.to_lowercase()));
        }
        facts.retain(|fact| !fact.is_empty());
        writeln!(err, "  {}", report::plain(&facts.join("; ")))?;
        indented(&mut err, &info.description)?;
        if let Some(instruction) = &info.instruction {
            writeln!(err, "  {DIM}what to do now:{DIM:#}")?;
            indented(&mut err, instruction)?;
        }
    }
    Ok(())
}

fn indented(err: &mut impl Write, text: &str) -> io::Result<()> {
    text.lines().filter(|line| !line.trim().is_empty()).try_for_each(|line| writeln!(err, "  {}", report::plain(line)))
}
