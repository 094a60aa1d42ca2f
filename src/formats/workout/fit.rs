//! FIT workouts (file type 5): file id, workout, workout steps, with repeats as jumps back.
//!
//! Power is written in watts where FTP is known, so that the device asks for what the cockpit shows; else in % of FTP,
//! and the device takes its own.

use super::{
    Refused, Workout,
    level::{self, Item},
    losses::{Loss, Losses},
    units::{self, Refs, fit_value, hundredth},
};
use crate::domain::{
    Block, CleanText, Day, Sport, Step,
    session::{Duration, StepKind, Target},
};
use crate::formats::{
    Rejected,
    fit::{field, messages},
};
use rustyfit::{
    Encoder, HeaderOption,
    profile::{
        mesgdef::{FileId, Workout as Def, WorkoutStep},
        typedef::{FitBaseType, MesgNum},
    },
    proto::{FIT, Field, FileHeader, Message, ProtocolVersion, Value},
};

/// One workout step message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawStep {
    /// Its name, cut to 15 bytes.
    pub name: String,
    /// 0 time, 1 distance, 5 until the lap button, 6 repeat until so many rounds are done.
    pub duration_type: u8,
    /// ms, cm, or the index of the first repeated step.
    pub duration_value: u32,
    /// 0 speed, 1 heart rate, 2 open, 4 power.
    pub target_type: u8,
    /// 0 for a custom range; rounds of a repeat.
    pub target_value: u32,
    /// Lower end in the unit of the target.
    pub low: u32,
    /// Upper end.
    pub high: u32,
    /// 0 active, 1 rest, 2 warm-up, 3 cool-down, 4 recovery.
    pub intensity: u8,
    /// Turns a minute, as a second target.
    pub cadence: Option<u16>,
    /// Longer words than the name holds.
    pub notes: Option<String>,
}

/// Bytes of a step's name and of a workout's name, the closing zero included.
const STEP_NAME: usize = 16;
const WORKOUT_NAME: usize = 24;
/// Longest notes, bytes.
const NOTES: usize = 250;
/// More steps than this are too many for many watches.
const MANY: usize = 50;
/// No value.
const NONE: u32 = u32::MAX;
/// Version of the profile that the messages are of.
const PROFILE: u16 = 2132;

/// A whole FIT workout file. `created` is in seconds since 1989-12-31, `sport` the profile's number.
///
/// # Errors
/// When the encoder refuses a message; none of ours does.
pub fn encode(name: &str, sport: u8, serial: u32, created: u32, steps: &[RawStep]) -> Result<Vec<u8>, Refused> {
    described(name, "", sport, (serial, created), steps)
}

fn described(
    name: &str,
    description: &str,
    sport: u8,
    (serial, created): (u32, u32),
    steps: &[RawStep],
) -> Result<Vec<u8>, Refused> {
    let field = |num, base_type, value| Field { num, base_type, value, is_expanded: false };
    let message = |num, fields| Message { num, fields, ..Message::default() };
    let mut all = vec![
        message(
            MesgNum::FILE_ID,
            vec![
                field(FileId::TYPE, FitBaseType::ENUM, Value::Uint8(5)),
                field(FileId::MANUFACTURER, FitBaseType::UINT16, Value::Uint16(255)),
                field(FileId::PRODUCT, FitBaseType::UINT16, Value::Uint16(0)),
                field(FileId::SERIAL_NUMBER, FitBaseType::UINT32Z, Value::Uint32(serial.max(1))),
                field(FileId::TIME_CREATED, FitBaseType::UINT32, Value::Uint32(created)),
            ],
        ),
        message(
            MesgNum::WORKOUT,
            vec![
                field(Def::SPORT, FitBaseType::ENUM, Value::Uint8(sport)),
                field(Def::NUM_VALID_STEPS, FitBaseType::UINT16, Value::Uint16(steps.len() as u16)),
                field(Def::WKT_NAME, FitBaseType::STRING, padded(name, WORKOUT_NAME)),
            ],
        ),
    ];
    if !description.is_empty() {
        let text = Value::String(cut(description, NOTES).into());
        all[1].fields.push(field(Def::WKT_DESCRIPTION, FitBaseType::STRING, text));
    }
    for (i, s) in steps.iter().enumerate() {
        let u32_field = |num, v| field(num, FitBaseType::UINT32, Value::Uint32(v));
        let mut fields = vec![
            field(WorkoutStep::MESSAGE_INDEX, FitBaseType::UINT16, Value::Uint16(i as u16)),
            field(WorkoutStep::WKT_STEP_NAME, FitBaseType::STRING, padded(&s.name, STEP_NAME)),
            field(WorkoutStep::DURATION_TYPE, FitBaseType::ENUM, Value::Uint8(s.duration_type)),
            u32_field(WorkoutStep::DURATION_VALUE, s.duration_value),
            field(WorkoutStep::TARGET_TYPE, FitBaseType::ENUM, Value::Uint8(s.target_type)),
            u32_field(WorkoutStep::TARGET_VALUE, s.target_value),
            u32_field(WorkoutStep::CUSTOM_TARGET_VALUE_LOW, s.low),
            u32_field(WorkoutStep::CUSTOM_TARGET_VALUE_HIGH, s.high),
            field(WorkoutStep::INTENSITY, FitBaseType::ENUM, Value::Uint8(s.intensity)),
        ];
        if let Some(notes) = &s.notes {
            fields.push(field(WorkoutStep::NOTES, FitBaseType::STRING, Value::String(cut(notes, NOTES).into())));
        }
        if let Some(rpm) = s.cadence {
            fields.push(field(WorkoutStep::SECONDARY_TARGET_TYPE, FitBaseType::ENUM, Value::Uint8(3)));
            fields.push(u32_field(WorkoutStep::SECONDARY_TARGET_VALUE, 0));
            fields.push(u32_field(WorkoutStep::SECONDARY_CUSTOM_TARGET_VALUE_LOW, rpm.into()));
            fields.push(u32_field(WorkoutStep::SECONDARY_CUSTOM_TARGET_VALUE_HIGH, rpm.into()));
        }
        all.push(message(MesgNum::WORKOUT_STEP, fields));
    }
    let header = FileHeader { profile_version: PROFILE, ..FileHeader::default() };
    let mut fit = FIT { file_header: header, messages: all, crc: 0 };
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder =
        Encoder::builder().protocol_version(ProtocolVersion::V2).header_option(HeaderOption::Normal(3)).build();
    let to = embedded_io_adapters::std::FromStd::new(&mut bytes);
    encoder.encode(to, &mut fit).map_err(|e| Refused(format!("FIT: {e}")))?;
    Ok(bytes.into_inner())
}

/// Text in a field of fixed size, filled up with zeros.
fn padded(text: &str, size: usize) -> Value {
    let mut s = cut(text, size - 1).to_owned();
    s.extend(std::iter::repeat_n('\0', size - s.len()));
    Value::String(s.into())
}

/// At most `max` bytes, no character in part.
fn cut(text: &str, max: usize) -> &str {
    let mut end = text.len().min(max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim_end()
}

const SPORTS: [(Sport, u8); 9] = [
    (Sport::Bike, 2),
    (Sport::Run, 1),
    (Sport::Swim, 5),
    (Sport::Strength, 10),
    (Sport::Hike, 17),
    (Sport::Row, 15),
    (Sport::Ski, 12),
    (Sport::Transition, 3),
    (Sport::Other, 0),
];

pub(super) fn write(w: &Workout, refs: &Refs, losses: &mut Losses) -> Result<Vec<u8>, Refused> {
    let mut raw: Vec<RawStep> = Vec::new();
    for item in level::items(&w.steps, losses) {
        match item {
            Item::One(n, s) => add(&mut raw, &s, n, refs, losses),
            Item::Times(times, n, steps) => {
                let first = raw.len() as u32;
                for (i, s) in steps.iter().enumerate() {
                    add(&mut raw, s, n + i, refs, losses);
                }
                raw.push(RawStep {
                    name: "Repeat".into(),
                    duration_type: 6,
                    duration_value: first,
                    target_type: 2,
                    target_value: times.into(),
                    low: NONE,
                    high: NONE,
                    intensity: u8::MAX,
                    cadence: None,
                    notes: None,
                });
            }
        }
    }
    if raw.len() > 1000 {
        return Err(Refused(format!("{} steps are more than a FIT workout holds", raw.len())));
    }
    if raw.len() > MANY {
        losses.add(Loss::Steps, 0);
    }
    if cut(&w.name, WORKOUT_NAME - 1) != w.name || cut(&w.description, NOTES) != w.description {
        losses.add(Loss::Name, 0);
    }
    let sport = SPORTS.iter().find(|(s, _)| *s == w.sport).map_or(0, |(_, n)| *n);
    let day = w.day.unwrap_or_default();
    let created =
        (day.and_time(chrono::NaiveTime::MIN).and_utc().timestamp() - field::EPOCH).clamp(1, 4_000_000_000);
    let hash = blake3::hash(format!("{day}{}{}", cut(&w.name, WORKOUT_NAME - 1), w.sport).as_bytes());
    let serial = u32::from_le_bytes(*hash.as_bytes().first_chunk::<4>().unwrap_or(&[1; 4]));
    described(&w.name, &w.description, sport, (serial, created as u32), &raw)
}

/// Adds a step; a work ramp becomes steps of a minute.
fn add(raw: &mut Vec<RawStep>, s: &Step, n: usize, refs: &Refs, losses: &mut Losses) {
    if !s.ramp {
        raw.push(of_step(s, n, refs, losses));
        return;
    }
    losses.add(Loss::Ramp, n);
    match s.duration {
        Duration::Time(t) if matches!(s.kind, StepKind::Work | StepKind::Recovery) && t > 60 => {
            let count = t.div_ceil(60);
            for i in 0..count {
                let mid = (f64::from(i) + 0.5) / f64::from(count);
                let p = hundredth(s.lo + (s.hi - s.lo) * mid);
                let length = (t - 60 * i).min(60);
                let stair = Step { duration: Duration::Time(length), lo: p, hi: p, ramp: false, ..s.clone() };
                raw.push(of_step(&stair, n, refs, losses));
            }
        }
        _ => {
            let flat = Step { lo: s.lo.min(s.hi), hi: s.lo.max(s.hi), ramp: false, ..s.clone() };
            raw.push(of_step(&flat, n, refs, losses));
        }
    }
}

fn of_step(s: &Step, n: usize, refs: &Refs, losses: &mut Losses) -> RawStep {
    let own = |v: f64| refs.threshold(s.target).map(|t| t * v / 100.0);
    let custom = |unit: &str, kind: u8| {
        own(s.lo).zip(own(s.hi)).map(|(a, b)| (kind, fit_value(unit, a), fit_value(unit, b)))
    };
    let target = match s.target {
        Target::PowerPct => {
            Some(custom("watts", 4).unwrap_or_else(|| (4, fit_value("pct_ftp", s.lo), fit_value("pct_ftp", s.hi))))
        }
        Target::HrPct => custom("hr_bpm", 1),
        Target::SpeedPct => custom("speed", 0),
        Target::Rpe | Target::Free => None,
    };
    if target.is_none() {
        match s.target {
            Target::HrPct => losses.add(Loss::HeartRate, n),
            Target::SpeedPct => losses.add(Loss::Pace, n),
            Target::Rpe => losses.add(Loss::Rpe, n),
            _ => {}
        }
    }
    let said = if target.is_none() { units::with_target(s, refs) } else { s.text.clone() };
    let name = said.clone().unwrap_or_else(|| kind_name(s.kind).to_owned());
    let notes = said.filter(|t| cut(t, STEP_NAME - 1) != t);
    if notes.as_ref().is_some_and(|t| cut(t, NOTES) != t) {
        losses.add(Loss::Text, n);
    }
    let (duration_type, duration_value) = match s.duration {
        Duration::Time(t) => (0, fit_value("time", t.into())),
        Duration::Distance(m) => (1, fit_value("dist", m.into())),
        Duration::Lap(expected) => {
            if expected > 0 {
                losses.add(Loss::Expected, n);
            }
            (5, NONE)
        }
    };
    let (target_type, low, high) = target.unwrap_or((2, NONE, NONE));
    RawStep {
        name,
        duration_type,
        duration_value,
        target_type,
        target_value: 0,
        low: low.min(high),
        high: low.max(high),
        intensity: intensity(s.kind),
        cadence: s.cadence,
        notes,
    }
}

fn intensity(kind: StepKind) -> u8 {
    match kind {
        StepKind::Work => 0,
        StepKind::Rest => 1,
        StepKind::Warmup => 2,
        StepKind::Cooldown => 3,
        StepKind::Recovery => 4,
    }
}

/// The name of a step without words.
pub(super) fn kind_name(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Work => "Work",
        StepKind::Rest => "Rest",
        StepKind::Warmup => "Warmup",
        StepKind::Cooldown => "Cooldown",
        StepKind::Recovery => "Recovery",
    }
}

/// A message's text, without the zeros that fill it up.
fn said(m: &Message, num: u8) -> Option<String> {
    let text = field::get_text(m, num)?;
    CleanText::line_opt(text.trim_end_matches('\0')).map(|t| t.to_string())
}

pub(super) fn read(bytes: &[u8], refs: &Refs) -> Result<Workout, Rejected> {
    let all = messages(bytes)?;
    let of = |num: MesgNum| all.iter().filter(move |m| m.num == num);
    let id = of(MesgNum::FILE_ID).next();
    if id.and_then(|m| field::get_u8(m, FileId::TYPE)) != Some(5) {
        return Err(Rejected::new("workout", "this FIT file is no workout"));
    }
    let day = id.and_then(|m| field::get_u32(m, FileId::TIME_CREATED)).and_then(|t| {
        chrono::DateTime::from_timestamp(i64::from(t) + field::EPOCH, 0).map(|t| -> Day { t.date_naive() })
    });
    let def = of(MesgNum::WORKOUT).next();
    let sport = def.and_then(|m| field::get_u8(m, Def::SPORT));
    let name = def.and_then(|m| said(m, Def::WKT_NAME)).unwrap_or_default();
    // Each block with the index of the message it begins with: a repeat jumps back to one.
    let mut blocks: Vec<(u32, Block)> = Vec::new();
    for (i, m) in of(MesgNum::WORKOUT_STEP).enumerate() {
        let index = field::get_u32(m, WorkoutStep::MESSAGE_INDEX).map_or(i as u32, |x| x & 0x0fff);
        let wrong = |what: &str| Rejected::new("workout", &format!("step {}: {what}", i + 1));
        let duration_type = field::get_u8(m, WorkoutStep::DURATION_TYPE);
        if duration_type == Some(6) {
            let first = field::get_u32(m, WorkoutStep::DURATION_VALUE).ok_or_else(|| wrong("no first step"))?;
            let n = field::get_u32(m, WorkoutStep::TARGET_VALUE).filter(|n| (1..=500).contains(n));
            let n = n.ok_or_else(|| wrong("no number of rounds from 1 to 500"))?;
            let at = blocks.iter().position(|(from, _)| *from >= first).ok_or_else(|| wrong("repeats nothing"))?;
            let inner: Vec<Block> = blocks.split_off(at).into_iter().map(|(_, b)| b).collect();
            if Block::count(&inner).saturating_mul(n as usize) > 5000 {
                return Err(wrong("more than 5000 steps when written out"));
            }
            blocks.push((first, Block::Repeat { n: n as u16, blocks: inner }));
            continue;
        }
        let s = step_of(m, duration_type, refs).map_err(|what| wrong(&what))?;
        blocks.push((index, Block::Step(s)));
    }
    if blocks.is_empty() {
        return Err(Rejected::new("workout", "the workout has no steps"));
    }
    let sport = SPORTS.iter().find(|(_, n)| Some(*n) == sport).map_or(Sport::Other, |(s, _)| *s);
    let steps = blocks.into_iter().map(|(_, b)| b).collect();
    let description = def.and_then(|m| field::get_text(m, Def::WKT_DESCRIPTION)).unwrap_or_default();
    let description = CleanText::block(description.trim_end_matches('\0')).to_string();
    Ok(Workout { name, sport, day, description, steps })
}

fn step_of(m: &Message, duration_type: Option<u8>, refs: &Refs) -> Result<Step, String> {
    let value = field::get(m, WorkoutStep::DURATION_VALUE);
    let duration = match (duration_type, value) {
        (Some(0), Some(ms)) => Duration::Time((ms / 1000.0).round() as u32),
        (Some(1), Some(cm)) => Duration::Distance((cm / 100.0).round() as u32),
        (Some(5), _) => Duration::Lap(0),
        _ => return Err("it has no length in time or distance, and no lap button ends it".to_owned()),
    };
    let kind = match field::get_u8(m, WorkoutStep::INTENSITY) {
        Some(1) => StepKind::Rest,
        Some(2) => StepKind::Warmup,
        Some(3) => StepKind::Cooldown,
        Some(4) => StepKind::Recovery,
        _ => StepKind::Work,
    };
    let mut s = units::step(kind, duration, Target::Free, 0.0, 0.0);
    let range = |num| field::get(m, num);
    let ends = range(WorkoutStep::CUSTOM_TARGET_VALUE_LOW).zip(range(WorkoutStep::CUSTOM_TARGET_VALUE_HIGH));
    let target_type = field::get_u8(m, WorkoutStep::TARGET_TYPE);
    let mut unknown = None;
    if let Some((lo, hi)) = ends {
        let mut put = |target, reference: Option<f64>, unit: &str, lo: f64, hi: f64| match reference {
            Some(r) => {
                s.target = target;
                (s.lo, s.hi) = (hundredth(lo / r * 100.0), hundredth(hi / r * 100.0));
            }
            None => unknown = Some(format!("{} {unit}", units::span(lo, hi))),
        };
        match target_type {
            Some(4) if lo >= 1000.0 => put(Target::PowerPct, refs.ftp, "W", lo - 1000.0, hi - 1000.0),
            Some(4) => put(Target::PowerPct, Some(100.0), "%", lo, hi),
            Some(1) if lo >= 100.0 => put(Target::HrPct, refs.lthr, "bpm", lo - 100.0, hi - 100.0),
            Some(1) => {
                let share = refs.hr_max.zip(refs.lthr).map(|(max, lthr)| 100.0 * lthr / max);
                put(Target::HrPct, share, "% HRmax", lo, hi);
            }
            Some(0) => put(Target::SpeedPct, refs.speed.map(|v| v * 1000.0), "mm/s", lo, hi),
            _ => {}
        }
    }
    let words = said(m, WorkoutStep::NOTES).or_else(|| said(m, WorkoutStep::WKT_STEP_NAME));
    s.text = words.filter(|t| t != kind_name(kind)).or(unknown);
    if field::get_u8(m, WorkoutStep::SECONDARY_TARGET_TYPE) == Some(3) {
        let rpm = field::get(m, WorkoutStep::SECONDARY_CUSTOM_TARGET_VALUE_LOW);
        s.cadence = rpm.map(|r| r.round().clamp(1.0, 300.0) as u16);
    }
    Ok(s)
}
