//! Arguments of the tools. The types are the schema: what is sent is what is read.

use crate::{
    coach::logging::{self, SessionDraft, SetDraft},
    domain::{
        CanvasChange, CheckIn, CleanText, Day, Panel, Remembered, Sport,
        canvas::{Amount, Bucket, Rows, SPAN_MAX, Series, Span, Spec},
        day::{between, shift},
        memory,
    },
    model::{diff::HunkArg, facts::Known, truth::Told},
};
use schemars::JsonSchema;
use serde::Deserialize;

/// Arguments of `day`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DayArgs {
    /// YYYY-MM-DD.
    pub day: Day,
}

/// Arguments of `week`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WeekArgs {
    /// Any day of it, YYYY-MM-DD.
    pub day: Day,
}

/// Arguments of `form` and `plan`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SpanArgs {
    /// First day, YYYY-MM-DD.
    pub from: Day,
    /// Last day, YYYY-MM-DD; at most 42 days.
    pub to: Day,
}

/// Arguments of `activity`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ActivityArgs {
    /// Six-digit id as in FACTS, without `a:`.
    pub id: String,
}

/// Arguments of `rules`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesArgs {
    /// A rule's name: F07, V05.
    pub rule: String,
}

/// Arguments of `what_if`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct WhatIfArgs {
    /// As in `propose_plan_diff`.
    pub hunks: Vec<HunkArg>,
}

/// Arguments of `ask`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskArgs {
    /// One or two short questions.
    pub questions: Vec<String>,
}

/// What `canvas` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CanvasOp {
    /// lines
    Chart,
    /// amount, bucket
    Bars,
    /// rows
    Table,
    /// text
    Text,
    /// takes the panel away
    Remove,
}

/// Series that a chart may show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum SeriesArg {
    Ctl,
    Atl,
    Tsb,
    Load,
    Hrv,
    RestingHr,
    Sleep,
}

/// What bars may measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AmountArg {
    Load,
    Minutes,
    Km,
}

/// What a bar may stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum BucketArg {
    Day,
    Week,
    Sport,
}

/// What a table may list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum RowsArg {
    Sessions,
    Activities,
    Weeks,
    Signals,
}

/// Arguments of `canvas`. The program draws the figures; fields that the op does not name are null.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CanvasArgs {
    /// What to draw; the fields it takes follow its name.
    pub op: CanvasOp,
    /// Stable name of the panel; the same name again replaces it.
    pub id: String,
    /// Heading.
    #[serde(default)]
    pub title: Option<String>,
    /// One to three.
    #[serde(default)]
    pub lines: Option<Vec<SeriesArg>>,
    /// What bars measure.
    #[serde(default)]
    pub amount: Option<AmountArg>,
    /// What one bar stands for.
    #[serde(default)]
    pub bucket: Option<BucketArg>,
    /// What a table lists.
    #[serde(default)]
    pub rows: Option<RowsArg>,
    /// Days before today.
    #[serde(default)]
    pub back: Option<u16>,
    /// Days after today.
    #[serde(default)]
    pub ahead: Option<u16>,
    /// Words.
    #[serde(default)]
    pub text: Option<String>,
}

impl CanvasArgs {
    /// The change asked for. Words are held to the same truth as any others.
    pub(super) fn change(self, told: &Told) -> Result<CanvasChange, String> {
        let id = memory::name(&self.id).ok_or("id is letters and digits")?;
        let span = Span { back: self.back.unwrap_or(28), ahead: self.ahead.unwrap_or(7) };
        if span.back > SPAN_MAX || span.ahead > SPAN_MAX {
            return Err(format!("back and ahead are at most {SPAN_MAX} days"));
        }
        let spec = match self.op {
            CanvasOp::Remove => return Ok(CanvasChange::Removed(id)),
            CanvasOp::Chart => {
                let lines = self.lines.unwrap_or_default();
                if lines.is_empty() || lines.len() > 3 {
                    return Err("a chart has one to three lines".into());
                }
                Spec::Chart { lines: lines.into_iter().map(series).collect(), span }
            }
            CanvasOp::Bars => Spec::Bars {
                of: match self.amount.ok_or("bars need amount")? {
                    AmountArg::Load => Amount::Load,
                    AmountArg::Minutes => Amount::Minutes,
                    AmountArg::Km => Amount::Km,
                },
                by: match self.bucket.ok_or("bars need bucket")? {
                    BucketArg::Day => Bucket::Day,
                    BucketArg::Week => Bucket::Week,
                    BucketArg::Sport => Bucket::Sport,
                },
                span,
            },
            CanvasOp::Table => Spec::Table {
                of: match self.rows.ok_or("a table needs rows")? {
                    RowsArg::Sessions => Rows::Sessions,
                    RowsArg::Activities => Rows::Activities,
                    RowsArg::Weeks => Rows::Weeks,
                    RowsArg::Signals => Rows::Signals,
                },
                span,
            },
            CanvasOp::Text => {
                let checked = told.check(CleanText::block(&self.text.unwrap_or_default()).as_str());
                if checked.kept.is_empty() {
                    return Err("text has no sentence whose numbers were told".into());
                }
                Spec::Text(CleanText::block(&checked.kept))
            }
        };
        let title = self
            .title
            .as_deref()
            .and_then(CleanText::line_opt)
            .filter(|t| told.check(t.as_str()).dropped.is_empty());
        Ok(CanvasChange::Put(Panel { title: title.unwrap_or_else(|| CleanText::line(&id)), id, spec }))
    }
}

fn series(s: SeriesArg) -> Series {
    match s {
        SeriesArg::Ctl => Series::Ctl,
        SeriesArg::Atl => Series::Atl,
        SeriesArg::Tsb => Series::Tsb,
        SeriesArg::Load => Series::Load,
        SeriesArg::Hrv => Series::Hrv,
        SeriesArg::RestingHr => Series::RestingHr,
        SeriesArg::Sleep => Series::Sleep,
    }
}

/// What `log` offers to write down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum LogKind {
    /// fatigue, soreness, stress, mood, motivation, sleep: 1 good to 5 bad; pain: 0 to 10
    Feel,
    /// sport, minutes, rpe 1 to 10, km
    Session,
    /// exercise, sets, reps, kg, rpe 1 to 10
    Set,
    /// text
    Note,
    /// key, text
    Fact,
}

/// Arguments of `log`: only what the athlete has just said. Fields that the kind does not name are null.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LogArgs {
    /// What kind; the fields it takes follow its name.
    pub kind: LogKind,
    /// YYYY-MM-DD, today when null.
    #[serde(default)]
    pub day: Option<Day>,
    /// 1 fresh to 5 exhausted.
    #[serde(default)]
    pub fatigue: Option<u8>,
    /// 1 none to 5 severe.
    #[serde(default)]
    pub soreness: Option<u8>,
    /// 1 calm to 5 overwhelmed.
    #[serde(default)]
    pub stress: Option<u8>,
    /// 1 good to 5 low.
    #[serde(default)]
    pub mood: Option<u8>,
    /// 1 keen to 5 none.
    #[serde(default)]
    pub motivation: Option<u8>,
    /// 1 very good to 5 very bad.
    #[serde(default)]
    pub sleep: Option<u8>,
    /// 0 none to 10 worst.
    #[serde(default)]
    pub pain: Option<u8>,
    /// bike, run, swim, strength, hike, row, ski, other.
    #[serde(default)]
    pub sport: Option<String>,
    /// Minutes done.
    #[serde(default)]
    pub minutes: Option<u16>,
    /// 1 to 10.
    #[serde(default)]
    pub rpe: Option<u8>,
    /// Kilometres done.
    #[serde(default)]
    pub km: Option<f64>,
    /// Name of an exercise.
    #[serde(default)]
    pub exercise: Option<String>,
    /// How many sets.
    #[serde(default)]
    pub sets: Option<u16>,
    /// Repetitions of each.
    #[serde(default)]
    pub reps: Option<u16>,
    /// Weight.
    #[serde(default)]
    pub kg: Option<f64>,
    /// Name of a fact.
    #[serde(default)]
    pub key: Option<String>,
    /// The fact or note, in the athlete's words.
    #[serde(default)]
    pub text: Option<String>,
}

/// What an entry is.
pub(super) enum Entry {
    /// Something of body or training.
    Told(Box<logging::Told>),
    /// Something to remember.
    Fact(Remembered),
}

/// Days back that something may be written down for.
const LOG_BACK: i64 = 14;

impl LogArgs {
    /// What would be written down. Nothing is, before the athlete says so.
    pub(super) fn told(self, known: Known<'_>) -> Result<Entry, String> {
        let today = known.today();
        let day = self.day.unwrap_or(today);
        if day > today || between(day, today) > LOG_BACK {
            return Err(format!("the day is one from {} to {today}", shift(today, -LOG_BACK)));
        }
        let told = match self.kind {
            LogKind::Feel => logging::Told::Feel(self.feel(day)?),
            LogKind::Session => logging::Told::Session(self.session(day)?),
            LogKind::Set => logging::Told::Sets(self.sets(day)?),
            LogKind::Note => {
                let text = self.text.as_deref().and_then(CleanText::line_opt).ok_or("a note needs text")?;
                logging::Told::Note(day, text)
            }
            LogKind::Fact => return self.fact(day, known).map(Entry::Fact),
        };
        Ok(Entry::Told(Box::new(told)))
    }

    fn feel(self, day: Day) -> Result<CheckIn, String> {
        let five = |name: &str, v: Option<u8>| match v {
            Some(v) if !(1..=5).contains(&v) => Err(format!("{name} is 1 to 5")),
            v => Ok(v),
        };
        if self.pain.is_some_and(|p| p > 10) {
            return Err("pain is 0 to 10".into());
        }
        let felt = CheckIn {
            fatigue: five("fatigue", self.fatigue)?,
            soreness: five("soreness", self.soreness)?,
            stress: five("stress", self.stress)?,
            mood: five("mood", self.mood)?,
            motivation: five("motivation", self.motivation)?,
            sleep: five("sleep", self.sleep)?,
            pain: self.pain,
            ..CheckIn::of(day)
        };
        if felt == CheckIn::of(day) { Err("a feel needs at least one of its fields".into()) } else { Ok(felt) }
    }

    fn rated(rpe: Option<u8>) -> Result<Option<f64>, String> {
        match rpe {
            Some(r) if !(1..=10).contains(&r) => Err("rpe is 1 to 10".into()),
            r => Ok(r.map(f64::from)),
        }
    }

    fn session(self, day: Day) -> Result<SessionDraft, String> {
        let sport: Sport = self.sport.as_deref().unwrap_or_default().parse().map_err(|()| "sport is not known")?;
        let draft = SessionDraft {
            sport,
            sub_sport: None,
            day,
            at: None,
            minutes: f64::from(self.minutes.ok_or("a session needs minutes")?),
            distance_km: self.km,
            ascent_m: None,
            rpe: Self::rated(self.rpe)?,
            title: None,
            notes: None,
        };
        logging::checked(draft).map_err(|e| e.to_string())
    }

    fn sets(self, day: Day) -> Result<SetDraft, String> {
        let exercise = self.exercise.as_deref().and_then(CleanText::line_opt).ok_or("a set needs exercise")?;
        let sets = self.sets.unwrap_or(1);
        let reps = self.reps.ok_or("a set needs reps")?;
        if !(1..=20).contains(&sets) || !(1..=200).contains(&reps) {
            return Err("sets are 1 to 20, reps 1 to 200".into());
        }
        match self.kg {
            Some(kg) if !(0.0..=600.0).contains(&kg) => Err("kg is 0 to 600".into()),
            kg => Ok(SetDraft { exercise, day, sets, reps, kg, rpe: Self::rated(self.rpe)? }),
        }
    }

    fn fact(self, day: Day, known: Known<'_>) -> Result<Remembered, String> {
        let key = self.key.as_deref().and_then(memory::name).ok_or("a fact needs key")?;
        let facts = &known.athlete.memory;
        if facts.len() >= memory::FACTS_MAX && !facts.contains_key(&key) {
            return Err("the memory is full; the athlete must forget something first".into());
        }
        let value = self.text.as_deref().and_then(CleanText::line_opt).ok_or("a fact needs text")?;
        Ok(Remembered { day, key, value: Some(value) })
    }
}
