//! TCX workouts (TrainingCenterDatabase v2): up to 20 step numbers, names of 15 characters, no power.

use super::{
    Refused, Workout,
    fit::kind_name,
    level::{self, Item},
    losses::{Loss, Losses},
    units::{self, Refs, hundredth},
};
use crate::domain::{
    Block, CleanText, Day, Sport, Step,
    session::{Duration, StepKind, Target},
};
use crate::formats::{
    Rejected,
    xml::{self, End},
};
use quick_xml::{
    Writer,
    events::{BytesDecl, BytesStart, BytesText, Event},
};
use std::io;

type Xml = Writer<Vec<u8>>;

/// Longest name, characters; most step numbers; most rounds; most seconds or metres of a step.
const NAME: usize = 15;
const STEPS: usize = 20;
const ROUNDS: u16 = 99;
const LENGTH: u32 = 65_535;

const SPACE: &str = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2";

pub(super) fn write(w: &Workout, refs: &Refs, losses: &mut Losses) -> Result<String, Refused> {
    let items = level::items(&w.steps, losses);
    let count: usize = items
        .iter()
        .map(|i| match i {
            Item::One(..) => 1,
            Item::Times(_, _, steps) => 1 + steps.len(),
        })
        .sum();
    if count > STEPS {
        return Err(Refused(format!("{count} steps, TCX holds {STEPS}; use fit or icu")));
    }
    for i in &items {
        if let Item::Times(times, n, _) = i
            && *times > ROUNDS
        {
            return Err(Refused(format!("step {n} is repeated {times} times, TCX counts to {ROUNDS}")));
        }
    }
    let too_long =
        |s: &&Step| matches!(s.duration, Duration::Time(x) | Duration::Distance(x) if x > LENGTH || x == 0);
    if let Some(s) = Block::flatten(&w.steps).into_iter().find(too_long) {
        return Err(Refused(format!("a step of {:?}: TCX takes 1 to {LENGTH} seconds or metres", s.duration)));
    }
    if cut(&w.name) != w.name {
        losses.add(Loss::Name, 0);
    }
    let mut x: Xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    file(&mut x, w, &items, refs, losses).map_err(|e| Refused(e.to_string()))?;
    String::from_utf8(x.into_inner()).map(|s| s + "\n").map_err(|e| Refused(e.to_string()))
}

fn file(x: &mut Xml, w: &Workout, items: &[Item], refs: &Refs, losses: &mut Losses) -> io::Result<()> {
    x.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let root = x.create_element("TrainingCenterDatabase").with_attribute(("xmlns", SPACE));
    root.with_attribute(("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")).write_inner_content(|x| {
        x.create_element("Workouts").write_inner_content(|x| {
            let sport = match w.sport {
                Sport::Bike => "Biking",
                Sport::Run => "Running",
                _ => "Other",
            };
            x.create_element("Workout").with_attribute(("Sport", sport)).write_inner_content(|x| {
                leaf(x, "Name", &cut(&w.name))?;
                let mut id = 0;
                for item in items {
                    top(x, item, &mut id, refs, losses)?;
                }
                if let Some(day) = w.day {
                    leaf(x, "ScheduledOn", &day.to_string())?;
                }
                if w.description.is_empty() { Ok(()) } else { leaf(x, "Notes", &w.description) }
            })?;
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(())
}

fn leaf(x: &mut Xml, tag: &str, text: &str) -> io::Result<()> {
    x.create_element(tag).write_text_content(BytesText::new(text))?;
    Ok(())
}

fn top(x: &mut Xml, item: &Item, id: &mut usize, refs: &Refs, losses: &mut Losses) -> io::Result<()> {
    *id += 1;
    match item {
        Item::One(n, s) => step(x, "Step", s, (*id, *n), refs, losses),
        Item::Times(times, n, steps) => {
            x.create_element("Step").with_attribute(("xsi:type", "Repeat_t")).write_inner_content(|x| {
                leaf(x, "StepId", &id.to_string())?;
                leaf(x, "Repetitions", &times.to_string())?;
                for (i, s) in steps.iter().enumerate() {
                    *id += 1;
                    step(x, "Child", s, (*id, n + i), refs, losses)?;
                }
                Ok(())
            })?;
            Ok(())
        }
    }
}

/// One step; `(id, n)` are its number in the file and in the written-out workout.
fn step(
    x: &mut Xml,
    tag: &str,
    s: &Step,
    (id, n): (usize, usize),
    refs: &Refs,
    losses: &mut Losses,
) -> io::Result<()> {
    if s.ramp {
        losses.add(Loss::Ramp, n);
    }
    if s.cadence.is_some() {
        losses.add(Loss::Cadence, n);
    }
    if matches!(s.duration, Duration::Lap(1..)) {
        losses.add(Loss::Expected, n);
    }
    let own = |v: f64| refs.threshold(s.target).map(|t| t * v / 100.0);
    let zone = own(s.lo.min(s.hi)).zip(own(s.lo.max(s.hi)));
    let kept = zone.filter(|_| matches!(s.target, Target::HrPct | Target::SpeedPct));
    if kept.is_none() {
        match s.target {
            Target::PowerPct => losses.add(Loss::Power, n),
            Target::HrPct => losses.add(Loss::HeartRate, n),
            Target::SpeedPct => losses.add(Loss::Pace, n),
            Target::Rpe => losses.add(Loss::Rpe, n),
            Target::Free => {}
        }
    }
    let words = if kept.is_some() { s.text.clone() } else { units::with_target(s, refs) };
    let name = words.clone().unwrap_or_else(|| kind_name(s.kind).to_owned());
    if words.is_some() && !matches!(s.kind, StepKind::Work | StepKind::Rest) {
        losses.add(Loss::Kind, n);
    }
    if s.text.is_some() && cut(&name) != name {
        losses.add(Loss::Text, n);
    }
    x.create_element(tag).with_attribute(("xsi:type", "Step_t")).write_inner_content(|x| {
        leaf(x, "StepId", &id.to_string())?;
        leaf(x, "Name", &cut(&name))?;
        let d = x.create_element("Duration");
        match s.duration {
            Duration::Time(t) => d
                .with_attribute(("xsi:type", "Time_t"))
                .write_inner_content(|x| leaf(x, "Seconds", &t.to_string()))?,
            Duration::Distance(m) => d
                .with_attribute(("xsi:type", "Distance_t"))
                .write_inner_content(|x| leaf(x, "Meters", &m.to_string()))?,
            Duration::Lap(_) => d.with_attribute(("xsi:type", "UserInitiated_t")).write_empty()?,
        };
        let easy = matches!(s.kind, StepKind::Rest | StepKind::Recovery);
        leaf(x, "Intensity", if easy { "Resting" } else { "Active" })?;
        target(x, s.target, kept)
    })?;
    Ok(())
}

fn target(x: &mut Xml, target: Target, zone: Option<(f64, f64)>) -> io::Result<()> {
    let t = x.create_element("Target");
    match (target, zone) {
        (Target::HrPct, Some((lo, hi))) => {
            t.with_attribute(("xsi:type", "HeartRate_t")).write_inner_content(|x| {
                x.create_element("HeartRateZone")
                    .with_attribute(("xsi:type", "CustomHeartRateZone_t"))
                    .write_inner_content(|x| {
                        for (tag, v) in [("Low", lo), ("High", hi)] {
                            x.create_element(tag)
                                .with_attribute(("xsi:type", "HeartRateInBeatsPerMinute_t"))
                                .write_inner_content(|x| leaf(x, "Value", &format!("{v:.0}")))?;
                        }
                        Ok(())
                    })?;
                Ok(())
            })?;
        }
        (Target::SpeedPct, Some((lo, hi))) => {
            t.with_attribute(("xsi:type", "Speed_t")).write_inner_content(|x| {
                x.create_element("SpeedZone")
                    .with_attribute(("xsi:type", "CustomSpeedZone_t"))
                    .write_inner_content(|x| {
                        leaf(x, "ViewAs", "Pace")?;
                        leaf(x, "LowInMetersPerSecond", &format!("{lo:.4}"))?;
                        leaf(x, "HighInMetersPerSecond", &format!("{hi:.4}"))
                    })?;
                Ok(())
            })?;
        }
        _ => {
            t.with_attribute(("xsi:type", "None_t")).write_empty()?;
        }
    }
    Ok(())
}

/// A name that the schema takes: 1 to 15 characters on one line.
fn cut(name: &str) -> String {
    let line: String = CleanText::line(name).as_str().chars().take(NAME).collect();
    let line = line.trim_end().to_owned();
    if line.is_empty() { "-".to_owned() } else { line }
}

#[derive(Clone, Copy, PartialEq)]
enum Tag {
    Workout,
    Name,
    Step,
    Child,
    Repetitions,
    Seconds,
    Meters,
    Intensity,
    Low,
    High,
    Value,
    LowSpeed,
    HighSpeed,
    Scheduled,
    Notes,
    Duration,
    Other,
}

#[derive(Default)]
struct Reading {
    name: String,
    notes: String,
    sport: Option<Sport>,
    day: Option<Day>,
    blocks: Vec<Block>,
    /// The repeat that is open: rounds and steps.
    round: Option<(u16, Vec<Block>)>,
    at: Raw,
    odd: Option<String>,
    workouts: usize,
    refs: Refs,
}

#[derive(Default)]
struct Raw {
    name: String,
    duration: Option<Duration>,
    resting: bool,
    hr: (Option<f64>, Option<f64>),
    speed: (Option<f64>, Option<f64>),
}

impl Reading {
    /// The step that has just ended.
    fn finish(&mut self) -> Option<Step> {
        let raw = std::mem::take(&mut self.at);
        let Some(duration) = raw.duration else {
            let n = self.blocks.len() + 1;
            self.odd
                .get_or_insert(format!("step {n} has no length in time or distance, and no lap button ends it"));
            return None;
        };
        let kinds = [StepKind::Warmup, StepKind::Cooldown, StepKind::Recovery, StepKind::Rest, StepKind::Work];
        let named = kinds.into_iter().find(|k| kind_name(*k) == raw.name);
        let kind = named.unwrap_or(if raw.resting { StepKind::Rest } else { StepKind::Work });
        let mut s = units::step(kind, duration, Target::Free, 0.0, 0.0);
        let mut unknown = None;
        for (target, (lo, hi), reference, unit) in
            [(Target::HrPct, raw.hr, self.refs.lthr, "bpm"), (Target::SpeedPct, raw.speed, self.refs.speed, "m/s")]
        {
            match (lo.zip(hi), reference) {
                (Some((lo, hi)), Some(r)) => {
                    s.target = target;
                    (s.lo, s.hi) = (hundredth(100.0 * lo / r), hundredth(100.0 * hi / r));
                }
                (Some((lo, hi)), None) => unknown = Some(format!("{} {unit}", units::span(lo, hi))),
                (None, _) => {}
            }
        }
        s.text = Some(raw.name).filter(|n| named.is_none() && !n.is_empty() && n != "-").or(unknown);
        Some(s)
    }
}

impl xml::Handler for Reading {
    type Tag = Tag;

    fn tag(name: &str) -> Tag {
        match name {
            "Workout" => Tag::Workout,
            "Name" => Tag::Name,
            "Step" => Tag::Step,
            "Child" => Tag::Child,
            "Repetitions" => Tag::Repetitions,
            "Duration" => Tag::Duration,
            "Seconds" => Tag::Seconds,
            "Meters" => Tag::Meters,
            "Intensity" => Tag::Intensity,
            "Low" => Tag::Low,
            "High" => Tag::High,
            "Value" => Tag::Value,
            "LowInMetersPerSecond" => Tag::LowSpeed,
            "HighInMetersPerSecond" => Tag::HighSpeed,
            "ScheduledOn" => Tag::Scheduled,
            "Notes" => Tag::Notes,
            _ => Tag::Other,
        }
    }

    fn open(&mut self, path: &[Tag], e: &BytesStart<'_>) {
        match path.last() {
            Some(Tag::Workout) => {
                self.workouts += 1;
                self.sport = xml::attribute(e, "Sport").and_then(|s| s.parse().ok());
            }
            Some(Tag::Step | Tag::Child) => self.at = Raw::default(),
            Some(Tag::Duration) if xml::attribute(e, "type").is_some_and(|t| t == "UserInitiated_t") => {
                self.at.duration = Some(Duration::Lap(0));
            }
            _ => {}
        }
    }

    fn close(&mut self, path: &[Tag], text: &str) {
        let [.., parent, tag] = path else { return };
        let number = || text.parse::<f64>().ok().filter(|v| (0.0..=1e6).contains(v));
        match (parent, tag) {
            (Tag::Workout, Tag::Name) => self.name = CleanText::line(text).to_string(),
            (Tag::Workout, Tag::Scheduled) => self.day = text.get(..10).and_then(|d| d.parse().ok()),
            (Tag::Workout, Tag::Notes) => self.notes = CleanText::block(text).to_string(),
            (Tag::Step, Tag::Repetitions) => {
                let n = number().filter(|n| (1.0..=500.0).contains(n)).map_or(1, |n| n as u16);
                self.round = Some((n, Vec::new()));
            }
            (_, Tag::Name) => self.at.name = CleanText::line(text).to_string(),
            (Tag::Duration, Tag::Seconds) => self.at.duration = number().map(|v| Duration::Time(v.round() as u32)),
            (Tag::Duration, Tag::Meters) => {
                self.at.duration = number().map(|v| Duration::Distance(v.round() as u32));
            }
            (_, Tag::Intensity) => self.at.resting = text == "Resting",
            (Tag::Low, Tag::Value) => self.at.hr.0 = number(),
            (Tag::High, Tag::Value) => self.at.hr.1 = number(),
            (_, Tag::LowSpeed) => self.at.speed.0 = number(),
            (_, Tag::HighSpeed) => self.at.speed.1 = number(),
            (_, Tag::Child) => {
                let step = self.finish().map(Block::Step);
                if let Some((_, steps)) = &mut self.round {
                    steps.extend(step);
                }
            }
            (_, Tag::Step) => {
                let block = match self.round.take() {
                    Some((n, blocks)) => Some(Block::Repeat { n, blocks }),
                    None => self.finish().map(Block::Step),
                };
                self.blocks.extend(block);
            }
            _ => {}
        }
    }
}

pub(super) fn read(bytes: &[u8], refs: &Refs) -> Result<Workout, Rejected> {
    let mut r = Reading { refs: *refs, ..Reading::default() };
    if let End::Broken(why) = xml::walk(bytes, &mut r)? {
        return Err(Rejected::new("xml_malformed", &why));
    }
    if let Some(odd) = r.odd {
        return Err(Rejected::new("workout", &odd));
    }
    match (r.workouts, r.blocks.is_empty()) {
        (1, false) => {}
        (0, _) => return Err(Rejected::new("workout", "no workout in it")),
        (1, true) => return Err(Rejected::new("workout", "the workout has no steps")),
        (n, _) => return Err(Rejected::new("workout", &format!("{n} workouts where one is expected"))),
    }
    Ok(Workout {
        name: r.name,
        sport: r.sport.unwrap_or(Sport::Other),
        day: r.day,
        description: r.notes,
        steps: r.blocks,
    })
}
