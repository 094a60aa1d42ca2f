//! ZWO: Zwift's workout XML. Powers are fractions of FTP.

use super::{
    Refused, Workout,
    level::{self, Item},
    losses::{Loss, Losses},
    units::{self, Refs, hundredth},
};
use crate::domain::{
    Block, CleanText, Sport, Step,
    session::{Duration, StepKind, Target},
};
use crate::formats::{
    Rejected,
    xml::{self, End},
};
use quick_xml::{
    Writer,
    events::{BytesStart, BytesText, Event},
};

type Xml = Writer<Vec<u8>>;

pub(super) fn write(w: &Workout, refs: &Refs, losses: &mut Losses) -> Result<String, Refused> {
    let mut x: Xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let mut body = Ok(());
    let done = x.create_element("workout_file").write_inner_content(|x| {
        for (tag, text) in [("author", "Lanterne"), ("name", &w.name), ("description", &w.description)] {
            x.create_element(tag).write_text_content(BytesText::new(text))?;
        }
        let sport = if w.sport == Sport::Run { "run" } else { "bike" };
        x.create_element("sportType").write_text_content(BytesText::new(sport))?;
        x.create_element("tags").write_empty()?;
        x.create_element("workout").write_inner_content(|x| {
            for item in level::items(&w.steps, losses) {
                body = one(x, &item, refs, losses);
                if body.is_err() {
                    break;
                }
            }
            Ok(())
        })?;
        Ok(())
    });
    body?;
    done.map_err(|e: std::io::Error| Refused(e.to_string()))?;
    String::from_utf8(x.into_inner()).map(|s| s + "\n").map_err(|e| Refused(e.to_string()))
}

fn one(x: &mut Xml, item: &Item, refs: &Refs, losses: &mut Losses) -> Result<(), Refused> {
    match item {
        Item::One(n, s) => element(x, s, *n, refs, losses),
        Item::Times(times, n, steps) => {
            if let [on, off] = steps.as_slice()
                && pair(on, StepKind::Work)
                && pair(off, StepKind::Recovery)
            {
                intervals(x, *times, (on, off), *n, losses);
                return Ok(());
            }
            losses.add(Loss::Repeat, *n);
            for round in 0..usize::from(*times) {
                for (i, s) in steps.iter().enumerate() {
                    element(x, s, n + round * steps.len() + i, refs, losses)?;
                }
            }
            Ok(())
        }
    }
}

/// Whether a step can be one half of an `IntervalsT`.
fn pair(s: &Step, kind: StepKind) -> bool {
    let share = matches!(s.target, Target::PowerPct | Target::SpeedPct);
    let timed = matches!(s.duration, Duration::Time(_) | Duration::Lap(1..));
    s.kind == kind && share && !s.ramp && s.text.is_none() && timed
}

fn intervals(x: &mut Xml, times: u16, (on, off): (&Step, &Step), n: usize, losses: &mut Losses) {
    let mut e = BytesStart::new("IntervalsT");
    e.push_attribute(("Repeat", times.to_string().as_str()));
    for (s, i, duration, power) in [(on, n, "OnDuration", "OnPower"), (off, n + 1, "OffDuration", "OffPower")] {
        let Some(t) = s.duration.seconds() else { continue };
        if matches!(s.duration, Duration::Lap(_)) {
            losses.add(Loss::Lap, i);
        }
        e.push_attribute((duration, t.to_string().as_str()));
        e.push_attribute((power, fraction(middle(s, i, losses)).as_str()));
        if s.target == Target::SpeedPct {
            losses.add(Loss::Pace, i);
        }
    }
    for (s, key) in [(on, "Cadence"), (off, "CadenceResting")] {
        if let Some(rpm) = s.cadence {
            e.push_attribute((key, rpm.to_string().as_str()));
        }
    }
    let _ = x.write_event(Event::Empty(e));
}

fn middle(s: &Step, n: usize, losses: &mut Losses) -> f64 {
    if (s.hi - s.lo).abs() > 1e-9 {
        losses.add(Loss::Range, n);
    }
    f64::midpoint(s.lo, s.hi)
}

fn fraction(pct: f64) -> String {
    format!("{}", (pct * 100.0).round() / 10_000.0)
}

/// One step as an element, its words as a message at its start.
fn element(x: &mut Xml, s: &Step, n: usize, refs: &Refs, losses: &mut Losses) -> Result<(), Refused> {
    let seconds = units::seconds(s, refs).ok_or_else(|| units::no_time(s, n))?;
    match s.duration {
        Duration::Time(_) => {}
        Duration::Distance(_) => losses.add(Loss::Distance, n),
        Duration::Lap(_) => losses.add(Loss::Lap, n),
    }
    let share = matches!(s.target, Target::PowerPct | Target::SpeedPct);
    match s.target {
        Target::SpeedPct => losses.add(Loss::Pace, n),
        Target::HrPct => losses.add(Loss::HeartRate, n),
        Target::Rpe => losses.add(Loss::Rpe, n),
        _ => {}
    }
    if s.ramp && !share {
        losses.add(Loss::Ramp, n);
    }
    let rises = s.hi >= s.lo;
    let edge = s.ramp || (s.hi - s.lo).abs() < 1e-9;
    let tag = match s.kind {
        _ if !share => "FreeRide",
        StepKind::Warmup if edge && rises => "Warmup",
        StepKind::Cooldown if edge && (s.hi <= s.lo) => "Cooldown",
        _ if s.ramp => "Ramp",
        _ => "SteadyState",
    };
    let kind = match tag {
        "Warmup" => StepKind::Warmup,
        "Cooldown" => StepKind::Cooldown,
        _ => StepKind::Work,
    };
    if s.kind != kind {
        losses.add(Loss::Kind, n);
    }
    let mut e = BytesStart::new(tag);
    e.push_attribute(("Duration", seconds.to_string().as_str()));
    match tag {
        "FreeRide" => e.push_attribute(("FlatRoad", "1")),
        "SteadyState" => e.push_attribute(("Power", fraction(middle(s, n, losses)).as_str())),
        _ => {
            e.push_attribute(("PowerLow", fraction(s.lo).as_str()));
            e.push_attribute(("PowerHigh", fraction(s.hi).as_str()));
        }
    }
    if let Some(rpm) = s.cadence {
        e.push_attribute(("Cadence", rpm.to_string().as_str()));
    }
    let said = if share { s.text.clone() } else { units::with_target(s, refs) };
    let Some(text) = said else {
        let _ = x.write_event(Event::Empty(e));
        return Ok(());
    };
    let clean = CleanText::line(&text);
    if clean.as_str() != text {
        losses.add(Loss::Text, n);
    }
    let end = e.to_end().into_owned();
    let _ = x.write_event(Event::Start(e.borrow()));
    let mut message = BytesStart::new("textevent");
    message.push_attribute(("timeoffset", "0"));
    message.push_attribute(("message", clean.as_str()));
    let _ = x.write_event(Event::Empty(message));
    let _ = x.write_event(Event::End(end));
    Ok(())
}

#[derive(Clone, Copy, PartialEq)]
enum Tag {
    File,
    Name,
    Description,
    Sport,
    Workout,
    Step,
    Message,
    Other,
}

#[derive(Default)]
struct Reading {
    name: String,
    description: String,
    sport: Option<Sport>,
    steps: Vec<Block>,
    odd: Option<String>,
}

impl xml::Handler for Reading {
    type Tag = Tag;

    fn tag(name: &str) -> Tag {
        match name.to_ascii_lowercase().as_str() {
            "workout_file" => Tag::File,
            "name" => Tag::Name,
            "description" => Tag::Description,
            "sporttype" => Tag::Sport,
            "workout" => Tag::Workout,
            "warmup" | "cooldown" | "ramp" | "steadystate" | "intervalst" | "freeride" | "maxeffort" => Tag::Step,
            "textevent" | "textnotification" => Tag::Message,
            _ => Tag::Other,
        }
    }

    fn open(&mut self, path: &[Tag], e: &BytesStart<'_>) {
        match path {
            [Tag::File, Tag::Workout, Tag::Step] => match read_step(e) {
                Ok(blocks) => self.steps.extend(blocks),
                Err(what) => {
                    let n = self.steps.len() + 1;
                    self.odd.get_or_insert(format!("element {n} of the workout: {what}"));
                }
            },
            [Tag::File, Tag::Workout, Tag::Step, Tag::Message] => {
                let first = xml::attribute(e, "timeoffset").is_none_or(|t| t == "0");
                let text = xml::attribute(e, "message").and_then(|m| CleanText::line_opt(&unescape(&m)));
                if let (true, Some(text), Some(Block::Step(s))) = (first, text, self.steps.last_mut()) {
                    s.text.get_or_insert(text.to_string());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, path: &[Tag], text: &str) {
        match path {
            [Tag::File, Tag::Name] => self.name = CleanText::line(text).to_string(),
            [Tag::File, Tag::Description] => self.description = CleanText::block(text).to_string(),
            [Tag::File, Tag::Sport] => self.sport = text.parse().ok(),
            _ => {}
        }
    }
}

fn unescape(s: &str) -> String {
    quick_xml::escape::unescape(s).map_or_else(|_| s.to_owned(), std::borrow::Cow::into_owned)
}

pub(super) fn read(bytes: &[u8]) -> Result<Workout, Rejected> {
    let mut r = Reading::default();
    if let End::Broken(why) = xml::walk(bytes, &mut r)? {
        return Err(Rejected::new("xml_malformed", &why));
    }
    if let Some(odd) = r.odd {
        return Err(Rejected::new("workout", &odd));
    }
    if r.steps.is_empty() {
        return Err(Rejected::new("workout", "no workout_file with a step in it"));
    }
    let sport = r.sport.unwrap_or(Sport::Bike);
    if sport == Sport::Run {
        for b in &mut r.steps {
            paced(b);
        }
    }
    Ok(Workout { name: r.name, sport, day: None, description: r.description, steps: r.steps })
}

fn paced(b: &mut Block) {
    match b {
        Block::Step(s) if s.target == Target::PowerPct => s.target = Target::SpeedPct,
        Block::Step(_) => {}
        Block::Repeat { blocks, .. } => blocks.iter_mut().for_each(paced),
    }
}

/// The step or the repeat of one element. Attribute names differ in case between the tools that write them.
fn read_step(e: &BytesStart<'_>) -> Result<Vec<Block>, String> {
    let get = |names: &[&str]| -> Result<Option<f64>, String> {
        for a in e.attributes().with_checks(false).take(32).flatten() {
            let key = a.key.local_name();
            if names.iter().any(|n| key.as_ref().eq_ignore_ascii_case(n)) {
                let v = a.value.trim().parse::<f64>().ok().filter(|v| (0.0..=1e6).contains(v));
                return v.map(Some).ok_or_else(|| format!("{} is no number from 0 on", names[0]));
            }
        }
        Ok(None)
    };
    let need = |names: &[&str]| get(names)?.ok_or_else(|| format!("{} is missing", names[0]));
    let whole = |v: f64| v.round() as u32;
    let rpm = |v: Option<f64>| v.map(|c| c.round().clamp(0.0, 300.0) as u16).filter(|c| *c > 0);
    let power = |v: f64| hundredth(v * 100.0);
    let name = e.local_name();
    let tag = name.as_ref().to_ascii_lowercase();
    if tag == "intervalst" {
        let half = |kind, time: &str, one: &str, low: &str, high: &str, cadence: &str| -> Result<Step, String> {
            let p = match get(&[one])? {
                Some(p) => p,
                None => f64::midpoint(need(&[low])?, need(&[high])?),
            };
            let p = power(p);
            let mut s = units::step(kind, Duration::Time(whole(need(&[time])?)), Target::PowerPct, p, p);
            s.cadence = rpm(get(&[cadence])?);
            Ok(s)
        };
        let on = half(StepKind::Work, "OnDuration", "OnPower", "PowerOnLow", "PowerOnHigh", "Cadence")?;
        let off =
            half(StepKind::Recovery, "OffDuration", "OffPower", "PowerOffLow", "PowerOffHigh", "CadenceResting")?;
        let n = need(&["Repeat"])?.clamp(0.0, 500.0) as u16;
        return Ok(vec![Block::Repeat { n, blocks: vec![Block::Step(on), Block::Step(off)] }]);
    }
    let duration = Duration::Time(whole(need(&["Duration"])?));
    let mut s = units::step(StepKind::Work, duration, Target::PowerPct, 0.0, 0.0);
    match tag.as_str() {
        "freeride" | "maxeffort" => s.target = Target::Free,
        "steadystate" => {
            let p = match get(&["Power"])? {
                Some(p) => p,
                None => f64::midpoint(need(&["PowerLow"])?, need(&["PowerHigh"])?),
            };
            (s.lo, s.hi) = (power(p), power(p));
        }
        _ => {
            let (a, b) = match (get(&["PowerLow"])?, get(&["PowerHigh"])?, get(&["Power"])?) {
                (Some(a), Some(b), _) => (a, b),
                (_, _, Some(p)) => (p, p),
                _ => return Err("PowerLow and PowerHigh are missing".to_owned()),
            };
            // Files in the wild have the two swapped: a warm-up rises and a cool-down falls, whatever they say.
            let (a, b) = match tag.as_str() {
                "warmup" => (a.min(b), a.max(b)),
                "cooldown" => (a.max(b), a.min(b)),
                _ => (a, b),
            };
            s.kind = match tag.as_str() {
                "warmup" => StepKind::Warmup,
                "cooldown" => StepKind::Cooldown,
                _ => StepKind::Work,
            };
            (s.lo, s.hi) = (power(a), power(b));
            s.ramp = (s.hi - s.lo).abs() > 1e-9;
        }
    }
    s.cadence = rpm(get(&["Cadence"])?);
    Ok(vec![Block::Step(s)])
}
