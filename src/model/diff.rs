//! From typed hunks, as a model writes them, to a proposal like any other.
//!
//! Owns: reading the hunks strictly and turning each into whole sessions of our own library, our load and our steps.
//! Does not own: the guard-rails, links and effect (coach), the athlete's answer.

use crate::{
    coach::{
        library,
        plan::why,
        proposal::{Draft, Reach, Scene, build, offer_choices, refused_today},
        words,
    },
    domain::{
        CleanText, Day, Evidence, Finding, Hunk, HunkOp, PlanChange, Proposal, Reason, Session, Severity, ShortId,
        day::shift, proposal::Author,
    },
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeSet;

/// Most hunks of one proposal.
pub const HUNKS_MAX: usize = 14;
/// Shortest and longest session, minutes.
const MINUTES: std::ops::RangeInclusive<u16> = 10..=600;

/// What a hunk does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// template, day, minutes
    Add,
    /// session
    Remove,
    /// session, day
    Move,
    /// session, other: the two change days
    Swap,
    /// session, minutes
    Resize,
    /// session, template, minutes
    Retype,
    /// session, interval_minutes
    Retarget,
    /// day, text
    Note,
}

/// Fields that the op does not name are null.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HunkArg {
    /// What it does; the fields it takes follow its name.
    pub op: Op,
    /// Six-digit id of a planned session.
    #[serde(default)]
    pub session: Option<String>,
    /// Six-digit id of the other session of a swap.
    #[serde(default)]
    pub other: Option<String>,
    /// YYYY-MM-DD.
    #[serde(default)]
    pub day: Option<Day>,
    /// Id of a library template.
    #[serde(default)]
    pub template: Option<String>,
    /// Minutes of the session.
    #[serde(default)]
    pub minutes: Option<u16>,
    /// Minutes of one work interval.
    #[serde(default)]
    pub interval_minutes: Option<u16>,
    /// A few words.
    #[serde(default)]
    pub text: Option<String>,
}

/// Arguments of `propose_plan_diff`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiffArgs {
    /// As in FACTS.
    pub plan_version: u32,
    /// One sentence: why.
    pub reason: String,
    /// At most 14.
    pub hunks: Vec<HunkArg>,
}

/// Why there is no proposal.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DiffError {
    /// The hunks make no sense for this plan.
    #[error("{0}")]
    Malformed(String),
    /// A guard-rail forbids it. Holds what was measured: to be told through the gate only.
    #[error("{} forbids it on {}: saw {}, allowed {}", .0.rule, .0.day, .0.observed, .0.limit)]
    Blocked(Box<Finding>),
}

fn bad<T>(what: impl Into<String>) -> Result<T, DiffError> {
    Err(DiffError::Malformed(what.into()))
}

/// What may be changed, and by whom a proposal is replaced.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Days from today on that may be touched, today included.
    pub days: i64,
    /// The proposal that this one takes the place of.
    pub supersedes: Option<ShortId>,
}

/// The proposal of the hunks.
///
/// # Errors
/// [`DiffError`]; the text says what to do instead.
pub fn propose(scene: &Scene<'_>, args: &DiffArgs, reason: &str, bounds: Bounds) -> Result<Proposal, DiffError> {
    let (change, notes) = change(scene, args, bounds.days)?;
    if change.is_empty() {
        return bad("no hunk changes a session; leave the plan as it is and say so");
    }
    let ops = crate::coach::proposal::canonical(&change.before, &change.after);
    let text = if reason.is_empty() { words::ops(&ops, scene.today) } else { reason.to_owned() };
    let why = Reason {
        rule: "MODEL".into(),
        observed: CleanText::line(&text).as_str().to_owned(),
        limit: "passes every guard-rail".into(),
        text: "The model proposes it.".into(),
        source: "model".into(),
        evidence: Evidence::Convention,
    };
    let of_hunk = |_: &HunkOp| vec![why.clone()];
    let draft = Draft { author: Author::Model, reason: text, change, why: &of_hunk, supersedes: bounds.supersedes };
    let Some(mut p) = build(scene, &draft) else { return bad("these hunks change nothing") };
    if let Some(block) = p.checks.iter().find(|f| f.severity == Severity::Block) {
        return Err(DiffError::Blocked(Box::new(block.clone())));
    }
    if refused_today(scene.athlete, scene.today, &p.hunks) {
        return bad("the athlete said no to exactly these hunks today; propose something else, or nothing");
    }
    offer_choices(scene, &mut p, Reach::OtherDays);
    for (day, text) in notes {
        let number = u16::try_from(p.hunks.len() + 1).unwrap_or(u16::MAX);
        p.id = ShortId::of(&[b"note", &p.id.0.to_be_bytes(), text.as_str().as_bytes()]);
        p.hunks.push(Hunk { number, op: HunkOp::Note { day, text }, reasons: vec![], linked: None });
    }
    Ok(p)
}

type Notes = Vec<(Day, CleanText)>;

fn change(scene: &Scene<'_>, args: &DiffArgs, days: i64) -> Result<(PlanChange, Notes), DiffError> {
    let version = scene.plan.version;
    if args.plan_version != version {
        return bad(format!("the plan is at version {version}, not {}; look at FACTS again", args.plan_version));
    }
    if args.hunks.is_empty() || args.hunks.len() > HUNKS_MAX {
        return bad(format!("{} hunks; give 1 to {HUNKS_MAX}", args.hunks.len()));
    }
    let last = shift(scene.today, days - 1).min(scene.plan.last_day().unwrap_or(scene.today));
    let mut reader =
        Reader { scene, last, before: Vec::new(), after: Vec::new(), notes: Vec::new(), ids: BTreeSet::new() };
    for (hunk, n) in args.hunks.iter().zip(1..) {
        reader.hunk(hunk).map_err(|why| DiffError::Malformed(format!("hunk {n}: {why}")))?;
    }
    let (before, after, notes) = (reader.before, reader.after, reader.notes);
    // What comes out as it went in is no change.
    let same = |s: &Session, of: &[Session]| of.contains(s);
    let change = PlanChange {
        before: before.iter().filter(|s| !same(s, &after)).cloned().collect(),
        after: after.iter().filter(|s| !same(s, &before)).cloned().collect(),
    };
    Ok((change, notes))
}

struct Reader<'s, 'a> {
    scene: &'s Scene<'a>,
    last: Day,
    before: Vec<Session>,
    after: Vec<Session>,
    notes: Notes,
    ids: BTreeSet<ShortId>,
}

impl Reader<'_, '_> {
    fn hunk(&mut self, h: &HunkArg) -> Result<(), String> {
        only(h)?;
        let speeds = self.scene.speeds();
        match h.op {
            Op::Add => {
                let day = self.day(h)?;
                let t = template(h)?;
                let mut new = t.session(day, h.minutes.map(minutes).transpose()?, &speeds);
                new.id = self.fresh(&new);
                new.rationale = "Proposed by the model.".into();
                self.after.push(new);
            }
            Op::Remove => {
                self.take(h.session.as_deref(), "session")?;
            }
            Op::Move => {
                let day = self.day(h)?;
                let s = self.take(h.session.as_deref(), "session")?;
                self.after.push(why::moved(&s, day));
            }
            Op::Swap => {
                let a = self.take(h.session.as_deref(), "session")?;
                let b = self.take(h.other.as_deref(), "other")?;
                let (x, y) = (a.day, b.day);
                self.after.push(why::moved(&a, y));
                self.after.push(why::moved(&b, x));
            }
            Op::Resize => {
                let wanted = minutes(h.minutes.ok_or("resize needs minutes")?)?;
                let s = self.take(h.session.as_deref(), "session")?;
                self.after.push(library::resized(&s, wanted, &speeds));
            }
            Op::Retype => {
                let t = template(h)?;
                let s = self.take(h.session.as_deref(), "session")?;
                let wanted = minutes(h.minutes.unwrap_or(s.minutes))?;
                let mut new = t.session(s.day, Some(wanted), &speeds);
                new.id = s.id;
                new.rationale = format!("In place of {}, proposed by the model.", s.kind.title());
                self.after.push(new);
            }
            Op::Retarget => {
                let wanted = h.interval_minutes.filter(|m| (1..=60).contains(m));
                let wanted = wanted.ok_or("retarget needs interval_minutes, 1 to 60")?;
                let s = self.take(h.session.as_deref(), "session")?;
                let t = library::template(&s.template).ok_or("this session has no intervals to change")?;
                let new = t.with_interval(s.day, u32::from(wanted) * 60, s.minutes, &speeds);
                let mut new = new.ok_or("this session has no plain set of intervals that could be so long")?;
                new.id = s.id;
                new.rationale.clone_from(&s.rationale);
                self.after.push(new);
            }
            Op::Note => {
                let day = self.day(h)?;
                let text = h.text.as_deref().and_then(CleanText::line_opt).ok_or("a note needs text")?;
                self.notes.push((day, text));
            }
        }
        Ok(())
    }

    fn day(&self, h: &HunkArg) -> Result<Day, String> {
        let d = h.day.ok_or("needs day")?;
        let (first, last) = (self.scene.today, self.last);
        if d < first {
            return Err(format!("{d} has gone; past days are not edited"));
        }
        if d > last { Err(format!("{d} is too far ahead; the last day is {last}")) } else { Ok(d) }
    }

    /// A session of the plan, taken out once.
    fn take(&mut self, id: Option<&str>, field: &str) -> Result<Session, String> {
        let id = id.ok_or_else(|| format!("needs {field}"))?;
        let hex = |c: char| c.is_ascii_hexdigit();
        if id.len() < 6 || id.len() > 16 || !id.chars().all(hex) {
            return Err(format!("{field} is the six-digit id of a planned session"));
        }
        let id = id.to_ascii_lowercase();
        let mut hits = self.scene.plan.sessions.iter().filter(|s| s.id.to_string().starts_with(&id));
        let s = match (hits.next(), hits.next()) {
            (Some(s), None) => s,
            (None, _) => return Err(format!("there is no session {id} in the plan")),
            (Some(_), Some(_)) => return Err(format!("{id} names several sessions; give more digits")),
        };
        if s.day < self.scene.today {
            return Err(format!("session {id} was on {}, which has gone; past days are not edited", s.day));
        }
        if s.day > self.last {
            return Err(format!("session {id} is on {}; the last day that may be changed is {}", s.day, self.last));
        }
        if s.locked {
            return Err(format!("session {id} is locked by the athlete and stays as it is"));
        }
        if !self.ids.insert(s.id) {
            return Err(format!("session {id} is changed by an earlier hunk; one hunk per session"));
        }
        self.before.push(s.clone());
        Ok(s.clone())
    }

    fn fresh(&self, s: &Session) -> ShortId {
        let taken = |id: &ShortId| self.scene.plan.session(*id).is_some() || self.after.iter().any(|a| a.id == *id);
        let made = |n: u32| {
            ShortId::of(&[b"model", s.day.to_string().as_bytes(), s.template.as_bytes(), &n.to_be_bytes()])
        };
        (0..=u32::MAX).map(made).find(|id| !taken(id)).unwrap_or(s.id)
    }
}

/// Fields that an op does not take must be absent: a hunk that says two things is not understood.
fn only(h: &HunkArg) -> Result<(), String> {
    let takes: &[&str] = match h.op {
        Op::Add => &["day", "template", "minutes"],
        Op::Remove => &["session"],
        Op::Move => &["session", "day"],
        Op::Swap => &["session", "other"],
        Op::Resize => &["session", "minutes"],
        Op::Retype => &["session", "template", "minutes"],
        Op::Retarget => &["session", "interval_minutes"],
        Op::Note => &["day", "text"],
    };
    let given = [
        ("session", h.session.is_some()),
        ("other", h.other.is_some()),
        ("day", h.day.is_some()),
        ("template", h.template.is_some()),
        ("minutes", h.minutes.is_some()),
        ("interval_minutes", h.interval_minutes.is_some()),
        ("text", h.text.is_some()),
    ];
    match given.iter().find(|(name, there)| *there && !takes.contains(name)) {
        Some((name, _)) => Err(format!("takes {} and no {name}", takes.join(", "))),
        None => Ok(()),
    }
}

fn template(h: &HunkArg) -> Result<&'static library::Template, String> {
    let id = h.template.as_deref().ok_or("needs template")?;
    library::template(id)
        .ok_or_else(|| format!("there is no template {:?} in the library", CleanText::line(id).as_str()))
}

fn minutes(m: u16) -> Result<u16, String> {
    if MINUTES.contains(&m) {
        Ok(m)
    } else {
        Err(format!("{m} minutes is not a session; give {} to {}", MINUTES.start(), MINUTES.end()))
    }
}

#[cfg(test)]
mod tests;
