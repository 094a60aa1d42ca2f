//! The session library: our own templates, what each costs, and how one becomes a session of a wanted length.
//!
//! Owns: the 50 templates, their steps, load, intensity and zone minutes (always computed from the steps), and
//! scaling. Does not own: which template goes where (the week planner), or targets in the athlete's own numbers
//! (`present`).
//!
//! Work is written in % of FTP (bike), of threshold speed (run) and of critical swim speed (swim). Load is
//! 100·h·IF² (swim: IF³), IF from the fourth-power mean of 30-s means at 1 Hz (Allen & Coggan; McGregor &
//! Fitzgerald 2008 for swimming); strength counts half the RPE table.

mod bike;
mod measure;
mod run;
mod scale;
mod strength;
mod swim;
#[cfg(test)]
mod tests;

pub use measure::{Measure, of_steps};

use crate::domain::{
    Block, Day, Session, SessionKind, ShortId, Sport, Step,
    session::{Duration, StepKind, Target},
};
use std::sync::LazyLock;

/// What part a template plays in a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Fills the week; its length is free.
    Easy,
    /// The long one.
    Long,
    /// Quality: one of the few sessions that a week is built around.
    Quality,
    /// Short sharpener.
    Opener,
    /// Test.
    Test,
    /// A stage or its simulation.
    Race,
    /// Weights.
    Strength,
}

/// When a template may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names of the phases say all")]
pub enum When {
    Any,
    Base,
    Build,
    Peak,
    Taper,
    Deload,
    Event,
}

/// Steps of a template as its table writes them.
#[derive(Clone, Copy, Debug)]
enum Part {
    /// Kind, seconds, from %, to %, ramp.
    Go(StepKind, u32, f64, f64, bool),
    /// Kind, metres, % of critical swim speed.
    Swim(StepKind, u32, f64),
    /// Seconds, from %, turns of the crank a minute.
    Spin(u32, f64, u16),
    /// Seconds at the wall or between sets.
    Pause(u32),
    /// Easy until the lap button: expected seconds, %. What the ground decides, such as the way back to the foot of a hill.
    Back(u32, f64),
    /// Seconds of an exercise, RPE, words.
    Lift(StepKind, u32, f64, &'static str),
    /// So many times.
    Times(u16, &'static [Part]),
}

const fn warm(s: u32, lo: f64, hi: f64) -> Part {
    Part::Go(StepKind::Warmup, s, lo, hi, true)
}
const fn cool(s: u32, hi: f64, lo: f64) -> Part {
    Part::Go(StepKind::Cooldown, s, hi, lo, true)
}
const fn work(s: u32, pct: f64) -> Part {
    Part::Go(StepKind::Work, s, pct, pct, false)
}
const fn easy(s: u32, pct: f64) -> Part {
    Part::Go(StepKind::Recovery, s, pct, pct, false)
}
const fn down(s: u32, pct: f64) -> Part {
    Part::Go(StepKind::Cooldown, s, pct, pct, false)
}

/// A template of the library.
#[derive(Clone, Debug)]
pub struct Template {
    /// `B-SST`.
    pub id: &'static str,
    /// A few words.
    pub name: &'static str,
    /// Its sport.
    pub sport: Sport,
    /// What it trains.
    pub kind: SessionKind,
    /// Its part in a week.
    pub role: Role,
    /// Whether it makes a hard day.
    pub hard: bool,
    /// When it may be used.
    pub when: &'static [When],
    /// What it is, for a person.
    pub description: &'static str,
    parts: &'static [Part],
    /// Points of load per hour as planned, strength only.
    per_hour: Option<f64>,
    measure: Measure,
    /// Target, from, to and ramp of each of its steps, once.
    shapes: Vec<(Target, f64, f64, bool)>,
}

/// One row of a table: id, name, kind, role, hard, when, steps, description.
type Row = (&'static str, &'static str, SessionKind, Role, bool, &'static [When], &'static [Part], &'static str);

/// Speeds that turn a share of threshold into metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Speeds {
    /// Threshold speed of running, m/s.
    pub run: Option<f64>,
    /// Critical swim speed, m/s; 1.0 is assumed when absent.
    pub swim: Option<f64>,
}

static ALL: LazyLock<Vec<Template>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for (sport, rows) in [
        (Sport::Bike, bike::ROWS),
        (Sport::Run, run::ROWS),
        (Sport::Swim, swim::ROWS),
        (Sport::Strength, strength::ROWS),
    ] {
        all.extend(rows.iter().map(|row| Template::from_row(sport, row)));
    }
    all
});

/// A template by its id.
#[must_use]
pub fn template(id: &str) -> Option<&'static Template> {
    ALL.iter().find(|t| t.id == id)
}

/// All templates of a sport, in the order of their table.
pub fn templates(sport: Sport) -> impl Iterator<Item = &'static Template> {
    ALL.iter().filter(move |t| t.sport == sport)
}

/// Every template.
pub fn all() -> impl Iterator<Item = &'static Template> {
    ALL.iter()
}

/// An easy session of a sport in about `minutes`: recovery under 35 minutes (bike and run), endurance from there on.
/// Sports without templates of their own are done by feel. Never hard.
#[must_use]
pub fn easy_session(sport: Sport, day: Day, minutes: u16, speeds: &Speeds) -> Session {
    let id = match sport {
        Sport::Bike if minutes < 35 => "B-REC",
        Sport::Bike => "B-END60",
        Sport::Run if minutes < 35 => "R-REC",
        Sport::Run => "R-E45",
        Sport::Swim => "S-END",
        Sport::Strength => "W-CORE",
        _ => return by_feel(sport, day, minutes),
    };
    template(id).map_or_else(|| by_feel(sport, day, minutes), |t| t.session(day, Some(minutes), speeds))
}

/// A recovery session: as easy as the sport allows.
#[must_use]
pub fn recovery_session(sport: Sport, day: Day, minutes: u16, speeds: &Speeds) -> Session {
    let id = match sport {
        Sport::Bike => "B-REC",
        Sport::Run => "R-REC",
        Sport::Swim => "S-TECH",
        _ => return by_feel(sport, day, minutes),
    };
    template(id).map_or_else(|| by_feel(sport, day, minutes), |t| t.session(day, Some(minutes), speeds))
}

/// The same session in another length: from its template where that is known, else with its steps in proportion.
/// Id, day, rationale, stage and lock stay; it never gets more intense.
#[must_use]
pub fn resized(session: &Session, minutes: u16, speeds: &Speeds) -> Session {
    let mut new = match template(&session.template) {
        Some(t) => t.session(session.day, Some(minutes), speeds),
        None => scale::in_proportion(session, minutes, speeds),
    };
    new.id = session.id;
    new.rationale.clone_from(&session.rationale);
    new.stage = session.stage;
    new.locked = session.locked;
    new
}

/// Easy movement without a template: one step at RPE 3.
fn by_feel(sport: Sport, day: Day, minutes: u16) -> Session {
    let step = Step {
        kind: StepKind::Work,
        duration: Duration::Time(u32::from(minutes) * 60),
        target: Target::Rpe,
        lo: 2.0,
        hi: 3.0,
        ramp: false,
        text: Some("easy, you can talk in whole sentences".into()),
        cadence: None,
    };
    let mut s = bare(sport, day, "easy");
    s.kind = SessionKind::Endurance;
    s.title = format!("easy {sport}");
    s.steps = vec![Block::Step(step)];
    s.description = "Easy movement by feel: breathing stays calm, legs stay loose.".into();
    let rate = if sport == Sport::Hike { 35.0 } else { 40.0 };
    let m = Measure {
        seconds: f64::from(minutes) * 60.0,
        intensity: (rate / 100.0_f64).sqrt(),
        load: rate * f64::from(minutes) / 60.0,
        zone_minutes: [f64::from(minutes), 0.0, 0.0],
        metres: None,
    };
    m.put(&mut s);
    s
}

/// A session with nothing in it yet.
pub(crate) fn bare(sport: Sport, day: Day, template: &str) -> Session {
    Session {
        id: ShortId::of(&[b"session", day.to_string().as_bytes(), template.as_bytes()]),
        day,
        sport,
        kind: SessionKind::Endurance,
        template: template.to_owned(),
        title: String::new(),
        minutes: 0,
        load: 0.0,
        intensity: 0.0,
        distance_m: None,
        hard: false,
        zone_minutes: [0.0; 3],
        steps: Vec::new(),
        description: String::new(),
        rationale: String::new(),
        stage: None,
        locked: false,
    }
}

/// Longest session that the growth of its intervals may lead to, minutes: twice the longest interval that a mission
/// can ask for, with what goes around it.
const LONG_INTERVALS: f64 = 180.0;

impl Template {
    fn from_row(sport: Sport, row: &Row) -> Self {
        let &(id, name, kind, role, hard, when, parts, description) = row;
        let per_hour = (sport == Sport::Strength).then(|| strength::load_per_hour(id));
        let mut t = Self {
            id,
            name,
            sport,
            kind,
            role,
            hard,
            when,
            description,
            parts,
            per_hour,
            measure: Measure::default(),
            shapes: Vec::new(),
        };
        let blocks = t.blocks();
        t.measure = t.measured(&blocks, &Speeds::default());
        for x in Block::flatten(&blocks) {
            let shape = (x.target, x.lo, x.hi, x.ramp);
            if !t.shapes.contains(&shape) {
                t.shapes.push(shape);
            }
        }
        t
    }

    /// Its steps in full length.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        self.parts.iter().map(|p| block(self.sport, *p)).collect()
    }

    /// Minutes in full length, rests included (swim: at 1.0 m/s).
    #[must_use]
    pub fn minutes(&self) -> f64 {
        self.measure.seconds / 60.0
    }

    /// What it costs in full length.
    #[must_use]
    pub fn measure(&self) -> &Measure {
        &self.measure
    }

    /// Whether it may be used in a part of the way.
    #[must_use]
    pub fn fits(&self, when: When) -> bool {
        self.when.contains(&When::Any) || self.when.contains(&when)
    }

    /// What in a session is not this template's, however it was scaled: a step of another intensity, or more time than
    /// it may grow to. `None` when it is the template's.
    #[must_use]
    pub fn foreign(&self, s: &Session) -> Option<String> {
        // A stage that is rehearsed goes under the kind of its work.
        let race = self.role == Role::Race;
        if !race && (s.kind != self.kind || s.hard != self.hard) {
            return Some(format!("{}{} is no {}", if s.hard { "hard " } else { "" }, s.kind, self.id));
        }
        let own = |x: &Step| {
            let same = |o: &(Target, f64, f64, bool)| {
                o.0 == x.target && (o.1 - x.lo).abs() < 0.05 && (o.2 - x.hi).abs() < 0.05 && o.3 == x.ramp
            };
            self.shapes.iter().any(same)
        };
        if let Some(x) = Block::flatten(&s.steps).into_iter().find(|x| !own(x)) {
            return Some(format!("a step at {:.0}–{:.0} that it does not have", x.lo, x.hi));
        }
        // Swims are as long as the swimmer is slow.
        let free = race || matches!(self.role, Role::Easy | Role::Long) || self.sport == Sport::Swim;
        let grown = (self.minutes() * scale::GROW).ceil() + 1.0;
        let most = if self.interval_seconds().is_some() { grown.max(LONG_INTERVALS) } else { grown };
        (!free && f64::from(s.minutes) > most).then(|| format!("{} min, {most:.0} at most", s.minutes))
    }

    /// Fewest minutes that still make this session and not another.
    #[must_use]
    pub fn least_minutes(&self) -> f64 {
        scale::least_seconds(self) / 60.0
    }

    /// The session on a day, in full length or in about `minutes`.
    ///
    /// Easy and long ones take any length. Intervals that don't fit lose cool-down, then warm-up, then their last
    /// repetitions (60 % of the work must stay); when even that does not fit, the next shorter template of no more
    /// intensity takes their place, and at last an easy session. More time than the template needs adds
    /// repetitions, never intensity.
    ///
    /// ```
    /// use lanterne::{coach::library, domain::Day};
    /// let day = Day::from_ymd_opt(2026, 3, 5).unwrap_or_default();
    /// let s = library::template("B-SST").map(|t| t.session(day, None, &library::Speeds::default()));
    /// assert_eq!(s.map(|s| s.minutes), Some(63));
    /// ```
    #[must_use]
    pub fn session(&'static self, day: Day, minutes: Option<u16>, speeds: &Speeds) -> Session {
        let Some(wanted) = minutes else { return self.build(day, self.blocks(), speeds) };
        let (t, blocks) = scale::fit(self, f64::from(wanted) * 60.0, speeds);
        t.build(day, blocks, speeds)
    }

    /// The session with its work intervals made `seconds` long and their number chosen so that the work grows by
    /// no more than a fifth; `None` when the template has no plain repeated interval.
    #[must_use]
    pub fn with_interval(&'static self, day: Day, seconds: u32, most: u16, speeds: &Speeds) -> Option<Session> {
        let blocks = scale::interval(&self.blocks(), seconds, f64::from(most) * 60.0, speeds)?;
        Some(self.build(day, blocks, speeds))
    }

    /// Seconds of one work interval of a plain set (`3 × 10 min`: 600).
    #[must_use]
    pub fn interval_seconds(&self) -> Option<u32> {
        scale::main_interval(&self.blocks()).map(|(_, s)| s)
    }

    fn measured(&self, blocks: &[Block], speeds: &Speeds) -> Measure {
        measure::of_blocks(self.sport, self.per_hour, blocks, speeds)
    }

    fn build(&self, day: Day, blocks: Vec<Block>, speeds: &Speeds) -> Session {
        let mut s = bare(self.sport, day, self.id);
        s.kind = self.kind;
        s.title = scale::title(self, &blocks);
        s.hard = self.hard;
        self.description.clone_into(&mut s.description);
        self.measured(&blocks, speeds).put(&mut s);
        s.steps = blocks;
        s
    }
}

fn block(sport: Sport, part: Part) -> Block {
    let step = |kind, duration, target, lo, hi, ramp, text: Option<&str>| {
        Block::Step(Step { kind, duration, target, lo, hi, ramp, text: text.map(str::to_owned), cadence: None })
    };
    let pct = if sport == Sport::Bike { Target::PowerPct } else { Target::SpeedPct };
    match part {
        Part::Go(kind, s, lo, hi, ramp) => step(kind, Duration::Time(s), pct, lo, hi, ramp, None),
        Part::Spin(s, p, rpm) => {
            let text = None;
            let (kind, duration) = (StepKind::Work, Duration::Time(s));
            Block::Step(Step { kind, duration, target: pct, lo: p, hi: p, ramp: false, text, cadence: Some(rpm) })
        }
        Part::Swim(kind, m, p) => step(kind, Duration::Distance(m), Target::SpeedPct, p, p, false, None),
        Part::Back(s, p) => step(StepKind::Recovery, Duration::Lap(s), pct, p, p, false, None),
        Part::Pause(s) => step(StepKind::Rest, Duration::Time(s), Target::Free, 0.0, 0.0, false, None),
        Part::Lift(kind, s, rpe, text) => step(kind, Duration::Time(s), Target::Rpe, rpe, rpe, false, Some(text)),
        Part::Times(n, parts) => Block::Repeat { n, blocks: parts.iter().map(|p| block(sport, *p)).collect() },
    }
}
