//! Arguments of `log …`, and how flags go over what words say.

use super::super::{Context, args::Span, exit::usage};
use crate::{
    coach::logging::{self, SessionDraft, Told},
    domain::{CheckIn, CleanText, Day, Sport},
};
use clap::{Args, Subcommand};

/// `log …`
#[derive(Debug, Subcommand)]
pub enum LogCommand {
    /// A session: `run 40 min easy, heavy legs`, or by flags.
    Session(Session),
    /// Strength sets: `squat 3x5 100 kg rpe 8`, or by flags.
    Set(Set),
    /// How you are this morning, or with --session how a session felt: `slept badly`, or by flags.
    Feel(Feel),
    /// A note on a day.
    Note(Note),
    /// What was entered by hand, with ids.
    List(Span),
}

/// `log session`
#[derive(Args, Debug, Default)]
pub struct Session {
    /// In words: sport, length, distance, effort; what follows a comma is kept as a note.
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// Sport: run, trail, bike, swim, strength, hike, …
    #[arg(long)]
    pub sport: Option<String>,
    /// Minutes.
    #[arg(long, value_name = "MIN")]
    pub minutes: Option<f64>,
    /// Distance, km.
    #[arg(long)]
    pub km: Option<f64>,
    /// Climbing, m.
    #[arg(long, value_name = "M")]
    pub ascent: Option<f64>,
    /// Rating, 0–10.
    #[arg(long)]
    pub rpe: Option<f64>,
    /// A few words.
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// More words.
    #[arg(long, value_name = "TEXT")]
    pub notes: Option<String>,
    /// Day (YYYY-MM-DD); today when absent.
    #[arg(long, value_name = "DATE")]
    pub on: Option<Day>,
    /// Hour of the start (HH:MM).
    #[arg(long, value_name = "HH:MM")]
    pub at: Option<String>,
    /// Enter the session of this id anew; what is not given stays.
    #[arg(long, value_name = "ID", conflicts_with_all = ["withdraw", "words"])]
    pub edit: Option<String>,
    /// Take the session of this id back.
    #[arg(long, value_name = "ID", conflicts_with_all = ["edit", "words"])]
    pub withdraw: Option<String>,
}

impl Session {
    /// The words as a session; a length may also come from the flags.
    pub(super) fn read(&self, cx: &Context) -> anyhow::Result<Vec<Told>> {
        let mut line = self.words.join(" ");
        if let Some(m) = self.minutes {
            line = format!("{m} min {line}");
        }
        if let Some(s) = &self.sport {
            line = format!("{s} {line}");
        }
        logging::read_session(&line, cx.today).map_err(|e| usage(e.to_string()))
    }

    /// A session by flags alone.
    pub(super) fn bare(&self, cx: &Context) -> anyhow::Result<SessionDraft> {
        let (Some(_), Some(minutes)) = (&self.sport, self.minutes) else {
            return Err(usage(
                "say the sport and how long: `lanterne log session run 40 min easy`, or --sport run --minutes 40",
            ));
        };
        Ok(SessionDraft {
            sport: Sport::Other,
            sub_sport: None,
            day: cx.today,
            at: None,
            minutes,
            distance_km: None,
            ascent_m: None,
            rpe: None,
            title: None,
            notes: None,
        })
    }

    /// A session with the flags over what it was.
    pub(super) fn over(&self, cx: &Context, was: SessionDraft) -> anyhow::Result<SessionDraft> {
        let mut d = was;
        if let Some(name) = &self.sport {
            d.sport = sport(name)?;
            let plain = d.sport.name() == name.trim().to_lowercase();
            d.sub_sport = if plain { d.sub_sport } else { Some(CleanText::line(name)) };
        }
        d.minutes = self.minutes.unwrap_or(d.minutes);
        d.distance_km = self.km.or(d.distance_km);
        d.ascent_m = self.ascent.or(d.ascent_m);
        d.rpe = self.rpe.or(d.rpe);
        d.title = self.title.as_deref().map(CleanText::line).or(d.title);
        d.notes = self.notes.as_deref().map(CleanText::block).or(d.notes);
        d.day = self.on.map_or(Ok(d.day), |on| super::past(cx, Some(on)))?;
        if let Some(at) = &self.at {
            let time = chrono::NaiveTime::parse_from_str(at, "%H:%M")
                .map_err(|_| usage(format!("`{at}` is no hour; write --at 18:30")))?;
            d.at = u16::try_from(chrono::Timelike::num_seconds_from_midnight(&time) / 60).ok();
        }
        Ok(d)
    }
}

fn sport(name: &str) -> anyhow::Result<Sport> {
    if name.trim().eq_ignore_ascii_case("trail") {
        return Ok(Sport::Run);
    }
    name.parse().map_err(|()| {
        let known: Vec<&str> = Sport::ALL.iter().map(|s| s.name()).collect();
        usage(format!("`{name}` is no sport that is known here; there are trail, {}", known.join(", ")))
    })
}

/// `log set`
#[derive(Args, Debug, Default)]
pub struct Set {
    /// In words, or with --reps the exercise's name.
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// How many sets.
    #[arg(long, value_name = "N")]
    pub sets: Option<u16>,
    /// Repetitions of each.
    #[arg(long, value_name = "N")]
    pub reps: Option<u16>,
    /// Weight, kg.
    #[arg(long)]
    pub kg: Option<f64>,
    /// Rating, 0–10; 10 is nothing left.
    #[arg(long)]
    pub rpe: Option<f64>,
    /// Day (YYYY-MM-DD); today when absent.
    #[arg(long, value_name = "DATE")]
    pub on: Option<Day>,
    /// Enter the set of this id anew; what is not given stays.
    #[arg(long, value_name = "ID", conflicts_with = "withdraw")]
    pub edit: Option<String>,
    /// Take the set of this id back.
    #[arg(long, value_name = "ID", conflicts_with_all = ["edit", "words"])]
    pub withdraw: Option<String>,
}

/// `log feel`
#[derive(Args, Debug, Default)]
pub struct Feel {
    /// In words: `slept badly, legs sore`.
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// 1 fresh … 5 exhausted.
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub fatigue: Option<u8>,
    /// 1 none … 5 severe.
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub soreness: Option<u8>,
    /// 1 calm … 5 overwhelmed.
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub stress: Option<u8>,
    /// 1 good … 5 low.
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub mood: Option<u8>,
    /// 1 keen … 5 none.
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub motivation: Option<u8>,
    /// 1 very good night … 5 very bad.
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub sleep: Option<u8>,
    /// 0 none … 10 worst.
    #[arg(long, value_name = "0-10", value_parser = clap::value_parser!(u8).range(0..=10))]
    pub pain: Option<u8>,
    /// Where it hurts.
    #[arg(long, value_name = "PLACE", requires = "pain")]
    pub site: Option<String>,
    /// Day (YYYY-MM-DD); today when absent.
    #[arg(long, value_name = "DATE")]
    pub on: Option<Day>,
    /// Say it of this activity instead of the morning.
    #[arg(long, value_name = "ID")]
    pub session: Option<String>,
    /// Rating of the session, 0–10.
    #[arg(long, value_parser = rating)]
    pub rpe: Option<f64>,
    /// How the session felt: 1 strong … 5 weak.
    #[arg(long = "feel", value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub felt: Option<u8>,
    /// Take the day's check-in, or what was said of the session, back.
    #[arg(long)]
    pub withdraw: bool,
}

fn rating(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|r| (0.0..=10.0).contains(r)).ok_or_else(|| "a rating is 0 to 10".to_owned())
}

impl Feel {
    /// The answers given by flags.
    pub(super) fn check_in(&self, day: Day) -> CheckIn {
        CheckIn {
            day,
            fatigue: self.fatigue,
            soreness: self.soreness,
            stress: self.stress,
            mood: self.mood,
            motivation: self.motivation,
            pain: self.pain,
            site: self.site.as_deref().map(CleanText::line),
            sleep: self.sleep,
        }
    }
}

/// `log note`
#[derive(Args, Debug, Default)]
pub struct Note {
    /// What.
    #[arg(value_name = "WORDS")]
    pub words: Vec<String>,
    /// Day (YYYY-MM-DD); today when absent.
    #[arg(long, value_name = "DATE")]
    pub on: Option<Day>,
    /// Write the note of this id anew.
    #[arg(long, value_name = "ID", conflicts_with = "withdraw")]
    pub edit: Option<String>,
    /// Take the note of this id back.
    #[arg(long, value_name = "ID", conflicts_with_all = ["edit", "words"])]
    pub withdraw: Option<String>,
}
