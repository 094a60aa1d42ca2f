//! ERG and MRC: minutes against watts or % of FTP, two points to a segment, words by the second.

use super::{
    Refused, Workout,
    losses::{Loss, Losses},
    units::{self, Refs, hundredth, tidy},
};
use crate::domain::{
    Block, CleanText, Sport, Step,
    session::{Duration, StepKind, Target},
};
use crate::formats::{Rejected, text};
use std::fmt::Write as _;

/// What the second column is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErgUnit {
    /// Watts (ERG).
    Watts,
    /// % of FTP (MRC).
    Percent,
}

/// The two lines of a segment that lasts from `from` to `to` seconds and goes from one power to another, both in the
/// column's unit.
#[must_use]
pub fn points(from: u32, to: u32, power: (f64, f64), unit: ErgUnit) -> [String; 2] {
    let line = |s: u32, p: f64| {
        let minutes = f64::from(s) / 60.0;
        match unit {
            // Half a watt goes to the even side, so that a list of halves keeps its mean.
            ErgUnit::Watts => format!("{minutes:.2}\t{:.0}", p.round_ties_even()),
            ErgUnit::Percent => format!("{minutes:.2}\t{p:.1}"),
        }
    };
    [line(from, power.0), line(to, power.1)]
}

pub(super) fn write(w: &Workout, refs: &Refs, unit: ErgUnit, losses: &mut Losses) -> Result<String, Refused> {
    let ftp = match (unit, refs.ftp) {
        (ErgUnit::Watts, None) => {
            let what = "erg is in watts and no FTP is known; set one, or use mrc, which is in % of it";
            return Err(Refused(what.to_owned()));
        }
        (_, ftp) => ftp,
    };
    if w.steps.iter().any(|b| matches!(b, Block::Repeat { .. })) {
        losses.add(Loss::Repeat, 0);
    }
    let (mut data, mut words) = (String::new(), String::new());
    let mut at = 0_u32;
    for (i, s) in Block::flatten(&w.steps).into_iter().enumerate() {
        note(s, i + 1, losses);
        let end = at + units::seconds(s, refs).ok_or_else(|| units::no_time(s, i + 1))?;
        let scale = if unit == ErgUnit::Watts { ftp.unwrap_or(0.0) / 100.0 } else { 1.0 };
        let (lo, hi) = (units::usual_power(s.target, s.lo), units::usual_power(s.target, s.hi));
        let mid = f64::midpoint(lo, hi);
        let (lo, hi) = if s.ramp { (lo, hi) } else { (mid, mid) };
        for line in points(at, end, (lo * scale, hi * scale), unit) {
            let _ = writeln!(data, "{line}\r");
        }
        let said = if s.target == Target::PowerPct { s.text.clone() } else { units::with_target(s, refs) };
        if let Some(text) = said {
            let _ = writeln!(words, "{at}\t{}\t{}\r", one_line(&text), (end - at).min(10));
        }
        at = end;
    }
    let (units, column) = match unit {
        ErgUnit::Watts => ("ENGLISH", "WATTS"),
        ErgUnit::Percent => ("ENGLISH", "PERCENT"),
    };
    let mut out = String::from("[COURSE HEADER]\r\nVERSION = 2\r\n");
    let _ = write!(out, "UNITS = {units}\r\nDESCRIPTION = {}\r\n", one_line(&w.description));
    let _ = write!(out, "FILE NAME = {}\r\n", one_line(&w.name));
    if let Some(ftp) = ftp {
        let _ = write!(out, "FTP = {ftp:.0}\r\n");
    }
    let _ = write!(out, "MINUTES {column}\r\n[END COURSE HEADER]\r\n[COURSE DATA]\r\n{data}[END COURSE DATA]\r\n");
    if !words.is_empty() {
        let _ = write!(out, "[COURSE TEXT]\r\n{words}[END COURSE TEXT]\r\n");
    }
    let kept = |s: &str| one_line(s).split(' ').eq(s.split_whitespace()) || s.is_empty();
    if !kept(&w.description) || !kept(&w.name) {
        losses.add(Loss::Name, 0);
    }
    Ok(out)
}

/// Notes what two numbers can't say of a step.
fn note(s: &Step, n: usize, losses: &mut Losses) {
    if s.kind != StepKind::Work {
        losses.add(Loss::Kind, n);
    }
    match s.target {
        Target::PowerPct => {}
        Target::HrPct => losses.add(Loss::HeartRate, n),
        Target::SpeedPct => losses.add(Loss::Pace, n),
        Target::Rpe => losses.add(Loss::Rpe, n),
        Target::Free => losses.add(Loss::Free, n),
    }
    if !s.ramp && (s.hi - s.lo).abs() > 1e-9 {
        losses.add(Loss::Range, n);
    }
    if s.ramp && s.target != Target::PowerPct {
        losses.add(Loss::Ramp, n);
    }
    if s.cadence.is_some() {
        losses.add(Loss::Cadence, n);
    }
    match s.duration {
        Duration::Time(_) => {}
        Duration::Distance(_) => losses.add(Loss::Distance, n),
        Duration::Lap(_) => losses.add(Loss::Lap, n),
    }
    if s.text.as_ref().is_some_and(|t| one_line(t) != *t) {
        losses.add(Loss::Text, n);
    }
}

fn one_line(s: &str) -> String {
    CleanText::line(s).to_string()
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Outside,
    Header,
    Data,
    Text,
}

pub(super) fn read(bytes: &[u8], refs: &Refs) -> Result<Workout, Rejected> {
    let source = text::decode(bytes);
    let bad = |line: usize, what: &str| Rejected::new("workout", &format!("line {line}: {what}"));
    let (mut part, mut unit, mut ftp) = (Part::Outside, None, refs.ftp);
    let (mut name, mut description) = (String::new(), String::new());
    let mut data: Vec<(f64, f64)> = Vec::new();
    let mut words: Vec<(u32, String)> = Vec::new();
    for (i, line) in source.lines().enumerate() {
        let (n, line) = (i + 1, line.trim());
        if line.starts_with('[') {
            part = match line.to_ascii_uppercase().as_str() {
                "[COURSE HEADER]" => Part::Header,
                "[COURSE DATA]" => Part::Data,
                "[COURSE TEXT]" => Part::Text,
                _ => Part::Outside,
            };
        } else if line.is_empty() {
        } else if part == Part::Header {
            let upper = line.to_ascii_uppercase();
            match line.split_once('=').map(|(k, v)| (k.trim().to_ascii_uppercase(), v.trim())) {
                Some((k, v)) if k == "FTP" => ftp = v.parse().ok().filter(|f| *f > 0.0).or(ftp),
                Some((k, v)) if k == "FILE NAME" => name = one_line(v),
                Some((k, v)) if k == "DESCRIPTION" => description = one_line(v),
                None if upper.contains("WATTS") => unit = Some(ErgUnit::Watts),
                None if upper.contains("PERCENT") || upper.contains("FTP") => unit = Some(ErgUnit::Percent),
                _ => {}
            }
        } else if part == Part::Data {
            let mut numbers = line.split_whitespace().map(str::parse::<f64>);
            match (numbers.next(), numbers.next()) {
                (Some(Ok(m)), Some(Ok(p))) if (0.0..=6000.0).contains(&m) && (0.0..=10_000.0).contains(&p) => {
                    data.push((m, p));
                }
                _ => return Err(bad(n, "minutes and a power are expected here")),
            }
        } else if part == Part::Text {
            let mut cells = line.split('\t');
            if let (Some(Ok(s)), Some(t)) = (cells.next().map(|s| s.trim().parse::<f64>()), cells.next()) {
                words.push((s.clamp(0.0, 1e6).round() as u32, one_line(t)));
            }
        }
    }
    let unit =
        unit.ok_or_else(|| Rejected::new("workout", "the header has no MINUTES WATTS or MINUTES PERCENT"))?;
    let scale = match unit {
        ErgUnit::Percent => 1.0,
        ErgUnit::Watts => {
            100.0 / ftp.ok_or_else(|| Rejected::new("workout", "the powers are in watts and no FTP is known"))?
        }
    };
    let mut steps = Vec::new();
    for pair in data.windows(2) {
        let [(m0, p0), (m1, p1)] = pair else { continue };
        let (from, to) = ((m0 * 60.0).round(), (m1 * 60.0).round());
        if to < from {
            return Err(Rejected::new(
                "workout",
                &format!("the minutes go back from {} to {}", tidy(*m0), tidy(*m1)),
            ));
        }
        if to > from {
            let (lo, hi) = (hundredth(p0 * scale), hundredth(p1 * scale));
            let mut s = units::step(StepKind::Work, Duration::Time((to - from) as u32), Target::PowerPct, lo, hi);
            s.ramp = (hi - lo).abs() > 1e-9;
            s.text = words.iter().find(|(at, _)| *at == from as u32).map(|(_, t)| t.clone());
            steps.push(Block::Step(s));
        }
    }
    if steps.is_empty() {
        return Err(Rejected::new("workout", "the course has no segment"));
    }
    Ok(Workout { name, sport: Sport::Bike, day: None, description, steps })
}
