//! What `mission new` asks for on a terminal: objective, constraints, preferences, philosophy, what gives way to what.
//!
//! Owns: questions, and reading an answer again that can't be one. Does not own: where it goes (configuration).

use crate::{
    coach::constrain,
    config::mission::Answers,
    domain::{Day, mission::MissionChange},
};
use clap::Args;
use std::io::{self, BufRead, Write};

/// The answers as flags, for use without a terminal.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "About you")]
pub struct Context {
    /// What it is for, in your words.
    #[arg(long, value_name = "WORDS")]
    pub objective: Option<String>,
    /// Time to reach, `3:45:00`.
    #[arg(long, value_name = "TIME")]
    pub target_time: Option<String>,
    /// How trained you are: beginner, intermediate, advanced; from your history when absent.
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<String>,
    /// Hours you train a week now.
    #[arg(long, value_name = "HOURS", value_parser = hours)]
    pub hours: Option<f64>,
    /// What binds your week, in words: "no ride on Sunday, two hours on Saturday"; may be given more than once.
    #[arg(long, value_name = "WORDS")]
    pub constraint: Vec<String>,
    /// Kinds of sessions that you like (threshold, vo2, …), with commas.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub prefer: Vec<String>,
    /// Kinds of sessions that you would rather not do, with commas.
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub avoid: Vec<String>,
    /// What you have: power_meter, trainer, hr_strap, pool, treadmill, gym, with commas.
    #[arg(long, value_name = "THINGS", value_delimiter = ',')]
    pub equipment: Vec<String>,
    /// Where you train: flat, hilly, mountain, trail, track, with commas.
    #[arg(long, value_name = "PLACES", value_delimiter = ',')]
    pub terrain: Vec<String>,
    /// Shares of time easy, middle, hard in percent, `80,10,10`.
    #[arg(long, value_name = "E,M,H", value_parser = shares)]
    pub distribution: Option<[f64; 3]>,
    /// Growth of the weekly load, percent.
    #[arg(long, value_name = "PCT", value_parser = percent)]
    pub progression: Option<f64>,
    /// Every how many weeks a down week comes.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=5))]
    pub deload_every: Option<u16>,
    /// Strength sessions a week.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=4))]
    pub strength: Option<u16>,
    /// What gives way to what, the most important first: "sleep before load"; may be given more than once.
    #[arg(long, value_name = "WORDS")]
    pub priority: Vec<String>,
    /// Ask nothing, also on a terminal.
    #[arg(long)]
    pub no_questions: bool,
}

fn hours(text: &str) -> Result<f64, String> {
    number(text).filter(|h| (0.0..=40.0).contains(h)).ok_or_else(|| "hours a week, between 0 and 40".into())
}

fn percent(text: &str) -> Result<f64, String> {
    let text = text.trim().trim_end_matches('%');
    number(text).filter(|p| (0.0..=10.0).contains(p)).ok_or_else(|| "percent a week, between 0 and 10".into())
}

fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok()
}

fn shares(text: &str) -> Result<[f64; 3], String> {
    let all: Vec<f64> = text.split([',', ' ', '/']).filter(|p| !p.is_empty()).filter_map(number).collect();
    let wrong = || "three shares that add to 100, such as 80,10,10".to_owned();
    let three: [f64; 3] = all.try_into().map_err(|_| wrong())?;
    let sum = three[0] + three[1] + three[2];
    ((sum - 100.0).abs() < 0.01 && three.iter().all(|s| *s >= 0.0)).then_some(three).ok_or_else(wrong)
}

impl Context {
    /// Whether a question was answered by a flag.
    #[must_use]
    pub fn is_given(&self) -> bool {
        !self.answers().is_empty() || !self.constraint.is_empty()
    }

    /// What goes into the mission's keys.
    #[must_use]
    pub fn answers(&self) -> Answers {
        Answers {
            objective: self.objective.clone(),
            target_time: self.target_time.clone(),
            level: self.level.clone(),
            hours: self.hours,
            prefer: self.prefer.clone(),
            avoid: self.avoid.clone(),
            equipment: self.equipment.clone(),
            terrain: self.terrain.clone(),
            distribution: self.distribution,
            progression: self.progression,
            deload_every: self.deload_every,
            strength: self.strength,
            priorities: self.priority.clone(),
        }
    }

    /// The rules that the words of `constraint` mean.
    ///
    /// # Errors
    /// For the first that is not understood.
    pub fn rules(&self, today: Day) -> Result<Vec<MissionChange>, constrain::ConstrainError> {
        let mut all = Vec::new();
        for words in &self.constraint {
            all.extend(constrain::compile(words, today)?);
        }
        Ok(all)
    }
}

/// Asks for everything; an empty answer leaves the template's.
///
/// # Errors
/// When the terminal can't be read or written.
pub(super) fn ask(input: &mut dyn BufRead, out: &mut dyn Write, today: Day) -> io::Result<Context> {
    let mut a = Asker { input, out, ended: false };
    a.say("Enter leaves what the template says; everything can be changed in the file later.")?;
    let mut c = Context { objective: a.text("What is it for, in your words?")?, ..Context::default() };
    c.target_time = a.text("A time to reach (3:45:00)?")?;
    c.hours = a.read("Hours you train a week now?", &hours)?;
    let rule = |t: &str| constrain::compile(t, today).map(|_| t.to_owned()).map_err(|e| e.to_string());
    let bound = a.read("What binds your week (no ride on Sunday, two hours on Saturday)?", &rule)?;
    c.constraint = bound.into_iter().collect();
    c.prefer = a.list("Kinds of sessions you like (endurance, sweet_spot, threshold, vo2, …)?")?;
    c.avoid = a.list("Kinds you would rather not do?")?;
    c.equipment = a.list("What you have (power_meter, trainer, hr_strap, pool, treadmill, gym)?")?;
    c.terrain = a.list("Where you train (flat, hilly, mountain, trail, track)?")?;
    c.distribution = a.read("Shares of time easy, middle, hard in percent (80,10,10)?", &shares)?;
    c.progression = a.read("Growth of the weekly load in percent (8)?", &percent)?;
    let every = |t: &str| match t.trim().parse::<u16>() {
        Ok(n @ 2..=5) => Ok(n),
        _ => Err("a number from 2 to 5".to_owned()),
    };
    c.deload_every = a.read("A lighter week every how many weeks (4)?", &every)?;
    let first = a.text("What gives way to what, the most important first, with `;` between?")?;
    let split = |t: String| t.split(';').map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect();
    c.priority = first.map(split).unwrap_or_default();
    Ok(c)
}

struct Asker<'a> {
    input: &'a mut dyn BufRead,
    out: &'a mut dyn Write,
    /// The other end has nothing more to say.
    ended: bool,
}

impl Asker<'_> {
    fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    fn text(&mut self, question: &str) -> io::Result<Option<String>> {
        self.read(question, &|t| Ok(t.to_owned()))
    }

    fn list(&mut self, question: &str) -> io::Result<Vec<String>> {
        let words = |t: &str| -> Result<Vec<String>, String> {
            Ok(t.split([',', ' ']).map(str::trim).filter(|w| !w.is_empty()).map(str::to_owned).collect())
        };
        Ok(self.read(question, &words)?.unwrap_or_default())
    }

    /// Asks until the answer is one, or nothing.
    fn read<T>(&mut self, question: &str, of: &dyn Fn(&str) -> Result<T, String>) -> io::Result<Option<T>> {
        while !self.ended {
            write!(self.out, "{question} ")?;
            self.out.flush()?;
            let mut line = String::new();
            if self.input.read_line(&mut line)? == 0 {
                self.ended = true;
                writeln!(self.out)?;
                break;
            }
            let line = line.trim();
            if line.is_empty() {
                break;
            }
            match of(line) {
                Ok(answer) => return Ok(Some(answer)),
                Err(why) => writeln!(self.out, "  {why}")?,
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_asked_again_until_the_answer_is_one() {
        let said = "finish smiling\n\nsix\n6\nno swimming\n\n\npower_meter, trainer\n\n50 10 10\n80 10 10\n\n4\nsleep; family\n";
        let mut out = Vec::new();
        let today = Day::from_ymd_opt(2026, 11, 20).unwrap();
        let c = ask(&mut said.as_bytes(), &mut out, today).unwrap();
        assert_eq!(
            (c.objective.as_deref(), c.target_time.as_deref(), c.hours),
            (Some("finish smiling"), None, Some(6.0))
        );
        assert_eq!(c.rules(today).unwrap().len(), 1);
        assert_eq!((c.equipment.len(), c.distribution), (2, Some([80.0, 10.0, 10.0])));
        assert_eq!((c.deload_every, c.priority), (Some(4), vec!["sleep".to_owned(), "family".to_owned()]));
        let shown = String::from_utf8(out).unwrap();
        assert!(shown.contains("between 0 and 40") && shown.contains("add to 100"), "{shown}");
    }

    #[test]
    fn a_terminal_that_closes_ends_the_questions() {
        let today = Day::from_ymd_opt(2026, 11, 20).unwrap();
        let c = ask(&mut "for fun\n".as_bytes(), &mut Vec::new(), today).unwrap();
        assert_eq!(c.objective.as_deref(), Some("for fun"));
        assert!(c.prefer.is_empty() && c.deload_every.is_none());
    }
}
