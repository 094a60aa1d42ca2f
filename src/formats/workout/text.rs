//! The text of intervals.icu's workout builder: one step a line, `m` is minutes, words before the length are the cue.
//!
//! Sections named Warmup and Cooldown say what their steps are for; other steps that are no work begin with the word
//! for it. Nested repeats are not part of the language.

use super::{
    Workout,
    fit::kind_name,
    level::{self, Item},
    losses::{Loss, Losses},
    units::{self, Refs, hundredth, span, tidy},
};
use crate::domain::{
    Block, CleanText, Sport, Step,
    session::{Duration, StepKind, Target},
};
use crate::formats::{Rejected, text};
use crate::science::zones;
use std::fmt::Write as _;

/// What ends a step with the lap button; its length is then what it is expected to take.
const LAP: &str = "press lap";

const KINDS: [StepKind; 5] =
    [StepKind::Warmup, StepKind::Work, StepKind::Recovery, StepKind::Rest, StepKind::Cooldown];

pub(super) fn write(w: &Workout, losses: &mut Losses) -> String {
    let mut out = String::new();
    let mut section = None;
    for prose in [&w.name, &w.description] {
        for line in prose.lines().map(CleanText::line).filter(|l| !l.as_str().is_empty()) {
            // A line of prose must not begin like a step, nor end like a repeat.
            let plain = line.as_str().trim_start_matches(['-', ' ']);
            let guard =
                if repeat_of(plain).is_some() || kind_of_section(plain) != StepKind::Work { "." } else { "" };
            if plain != line.as_str() || !guard.is_empty() {
                losses.add(Loss::Name, 0);
            }
            let _ = writeln!(out, "{plain}{guard}");
        }
    }
    for item in level::items(&w.steps, losses) {
        match item {
            Item::One(n, s) => {
                let wants = head(s.kind);
                if section != Some(wants) {
                    let _ = writeln!(out, "{}{wants}", if out.is_empty() { "" } else { "\n" });
                    section = Some(wants);
                }
                line(&mut out, &s, wants, n, losses);
            }
            Item::Times(times, n, steps) => {
                let _ = writeln!(out, "{}{times}x", if out.is_empty() { "" } else { "\n" });
                for (i, s) in steps.iter().enumerate() {
                    line(&mut out, s, "", n + i, losses);
                }
                section = None;
            }
        }
    }
    out
}

/// The section that a step outside repeats stands in.
fn head(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Warmup => "Warmup",
        StepKind::Cooldown => "Cooldown",
        _ => "Main set",
    }
}

/// What a section's steps are for, unless they say otherwise.
fn kind_of_section(name: &str) -> StepKind {
    let word = name.to_ascii_lowercase().replace([' ', '-', ':'], "");
    match word.as_str() {
        "warmup" => StepKind::Warmup,
        "cooldown" => StepKind::Cooldown,
        _ => StepKind::Work,
    }
}

fn line(out: &mut String, s: &Step, section: &str, n: usize, losses: &mut Losses) {
    out.push('-');
    if s.kind != kind_of_section(section) {
        let _ = write!(out, " {}", kind_name(s.kind));
    }
    if let Some(text) = &s.text {
        let cue = cue(text, s.duration);
        if cue != *text {
            losses.add(Loss::Text, n);
        }
        if !cue.is_empty() {
            let _ = write!(out, " {cue}");
        }
    }
    let _ = match s.duration {
        Duration::Time(t) | Duration::Lap(t) => write!(out, " {}", time(t)),
        Duration::Distance(m) if m % 1000 == 0 => write!(out, " {}km", m / 1000),
        Duration::Distance(m) => write!(out, " {m}mtr"),
    };
    if s.ramp && matches!(s.target, Target::PowerPct | Target::HrPct | Target::SpeedPct) {
        out.push_str(" ramp");
    } else if s.ramp {
        losses.add(Loss::Ramp, n);
    }
    let ends = if s.ramp { format!("{}-{}", tidy(s.lo), tidy(s.hi)) } else { span(s.lo, s.hi) };
    let _ = match s.target {
        Target::PowerPct => write!(out, " {ends}%"),
        Target::HrPct => write!(out, " {ends}% LTHR"),
        Target::SpeedPct => write!(out, " {ends}% Pace"),
        Target::Rpe => write!(out, " RPE {ends}"),
        Target::Free => Ok(()),
    };
    if let Some(rpm) = s.cadence {
        let _ = write!(out, " {rpm}rpm");
    }
    if matches!(s.duration, Duration::Lap(_)) {
        let _ = write!(out, " {LAP}");
    }
    out.push('\n');
}

/// `1h`, `10m`, `1m30`, `45s`: as the builder writes them.
fn time(t: u32) -> String {
    let (h, m, s) = (t / 3600, t / 60 % 60, t % 60);
    let mut out = String::new();
    if h > 0 {
        let _ = write!(out, "{h}h");
    }
    if m > 0 {
        let _ = write!(out, "{m}m");
    }
    if s > 0 || out.is_empty() {
        let _ = write!(out, "{s}s");
    }
    out
}

/// Words that can stand before a length: on one line, none of them read as a length, as a kind of step, or as the lap
/// button where it does not end the step.
fn cue(text: &str, duration: Duration) -> String {
    let line = CleanText::line(text);
    let mut words: Vec<String> = line.as_str().split(' ').map(str::to_owned).collect();
    for w in &mut words {
        if length(w).is_some() {
            *w = format!("({w})");
        }
    }
    if words.first().is_some_and(|w| KINDS.iter().any(|k| kind_name(*k) == *w)) {
        words[0] = words[0].to_lowercase();
    }
    for i in 1..words.len() {
        if !matches!(duration, Duration::Lap(_)) && is_lap(&words[i - 1..=i]) {
            words[i] = format!("({})", words[i]);
        }
    }
    words.join(" ")
}

/// A length: `10m`, `1m30`, `1h`, `45s`, `5'`, `30"`, `500mtr`, `2km`, `1.5mi`.
fn length(word: &str) -> Option<Duration> {
    let lower = word.to_ascii_lowercase();
    let metres = [("mtr", 1.0), ("meters", 1.0), ("km", 1000.0), ("mi", 1609.344)];
    for (unit, m) in metres {
        if let Some(v) = lower.strip_suffix(unit).and_then(|n| n.parse::<f64>().ok()) {
            let metres = (v * m).round();
            return (1.0..=1e6).contains(&metres).then_some(Duration::Distance(metres as u32));
        }
    }
    let (mut total, mut digits, mut last) = (0_f64, String::new(), ' ');
    for c in lower.chars() {
        match c {
            '0'..='9' | '.' => digits.push(c),
            'h' | 'm' | 's' | '\'' | '"' if !digits.is_empty() => {
                let v: f64 = digits.parse().ok()?;
                total += v * if c == 'h' {
                    3600.0
                } else if matches!(c, 'm' | '\'') {
                    60.0
                } else {
                    1.0
                };
                digits.clear();
                last = c;
            }
            _ => return None,
        }
    }
    // `1m30` is a minute and thirty seconds, `1h30` an hour and thirty minutes.
    match (last, digits.as_str()) {
        (' ', _) => return None,
        (_, "") => {}
        ('m' | '\'', d) => total += d.parse::<f64>().ok()?,
        ('h', d) => total += 60.0 * d.parse::<f64>().ok()?,
        _ => return None,
    }
    (total <= 1e6).then_some(Duration::Time(total.round() as u32))
}

/// Whether two words are the lap button's.
fn is_lap(pair: &[String]) -> bool {
    LAP.split(' ').zip(pair).all(|(a, b)| b.eq_ignore_ascii_case(a))
}

/// The rounds of a line such as `Main set 5x`, and the words before them.
fn repeat_of(line: &str) -> Option<(u16, &str)> {
    let (words, last) = line.rsplit_once(' ').unwrap_or(("", line));
    let n = last.strip_suffix(['x', 'X'])?.parse::<u16>().ok()?;
    (1..=500).contains(&n).then_some((n, words))
}

pub(super) fn read(bytes: &[u8], refs: &Refs) -> Result<Workout, Rejected> {
    let source = text::decode(bytes);
    let mut blocks: Vec<Block> = Vec::new();
    let mut prose: Vec<&str> = Vec::new();
    let mut kind = StepKind::Work;
    let mut round: Option<(u16, Vec<Block>)> = None;
    let mut sport = None;
    for (i, raw) in source.lines().enumerate() {
        let line = raw.trim();
        if let Some(step) = line.strip_prefix('-').filter(|s| s.starts_with([' ', '\t']) || s.len() > 1) {
            let wrong = |what: String| Rejected::new("workout", &format!("line {}: {what}", i + 1));
            let step = read_step(step.trim(), kind, refs, &mut sport).map_err(wrong)?;
            match &mut round {
                Some((_, steps)) => steps.push(Block::Step(step)),
                None => blocks.push(Block::Step(step)),
            }
        } else if let Some((n, words)) = repeat_of(line) {
            close(&mut round, &mut blocks);
            kind = kind_of_section(words);
            round = Some((n, Vec::new()));
        } else if line.is_empty() {
            close(&mut round, &mut blocks);
            if round.is_none() {
                kind = StepKind::Work;
            }
        } else {
            close(&mut round, &mut blocks);
            round = None;
            kind = kind_of_section(line);
            if blocks.is_empty() && kind == StepKind::Work && line != "Main set" {
                prose.push(line);
            }
        }
    }
    close(&mut round, &mut blocks);
    if blocks.is_empty() {
        return Err(Rejected::new("workout", "no step: a step is a line such as `- 10m 75%`"));
    }
    let (name, description) = prose.split_first().unwrap_or((&"", &[]));
    Ok(Workout {
        name: CleanText::line(name).to_string(),
        sport: sport.unwrap_or(Sport::Bike),
        day: None,
        description: CleanText::block(&description.join("\n")).to_string(),
        steps: blocks,
    })
}

/// Ends the repeat that is open, when it has steps.
fn close(round: &mut Option<(u16, Vec<Block>)>, blocks: &mut Vec<Block>) {
    if let Some((n, steps)) = round.take_if(|(_, steps)| !steps.is_empty()) {
        blocks.push(Block::Repeat { n, blocks: steps });
    }
}

/// Reads what stands behind the dash. `sport` becomes running when the first pace is seen.
fn read_step(line: &str, kind: StepKind, refs: &Refs, sport: &mut Option<Sport>) -> Result<Step, String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|w| length(w).is_some());
    let at = at.ok_or("no length such as 10m, 45s, 500mtr or 2km; a planned step needs one")?;
    let duration = length(words[at]).ok_or("no length")?;
    let mut cue = &words[..at];
    let mut s = units::step(kind, duration, Target::Free, 0.0, 0.0);
    if let Some(k) = cue.first().and_then(|w| KINDS.into_iter().find(|k| kind_name(*k) == *w)) {
        s.kind = k;
        cue = &cue[1..];
    }
    let text = CleanText::line(&cue.join(" ")).to_string();
    s.text = Some(text).filter(|t| !t.is_empty());
    let rest: Vec<String> = words[at + 1..].iter().map(|w| w.to_ascii_lowercase()).collect();
    s.ramp = rest.iter().any(|w| w == "ramp");
    let said: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
    if let (true, Duration::Time(t)) = (said.windows(2).any(is_lap), s.duration) {
        s.duration = Duration::Lap(t);
    }
    for (i, w) in rest.iter().enumerate() {
        if let Some(r) = w.strip_suffix("rpm").and_then(range) {
            s.cadence = Some(f64::midpoint(r.0, r.1).round().clamp(1.0, 300.0) as u16);
            continue;
        }
        let next = rest.get(i + 1).map_or("", String::as_str);
        if w == "rpe" {
            let (lo, hi) = range(next)
                .filter(|(lo, hi)| (0.0..=10.0).contains(lo) && (0.0..=10.0).contains(hi))
                .ok_or("RPE is followed by a figure from 0 to 10")?;
            (s.target, s.lo, s.hi) = (Target::Rpe, lo, hi);
        } else if let Some((lo, hi)) = percent(w) {
            let (target, share) = match next {
                "lthr" => (Target::HrPct, Some(1.0)),
                "hr" => (Target::HrPct, refs.hr_max.zip(refs.lthr).map(|(max, lthr)| max / lthr)),
                "pace" => (Target::SpeedPct, Some(1.0)),
                _ => (Target::PowerPct, Some(1.0)),
            };
            put(&mut s, target, lo, hi, share, w);
        } else if let Some((lo, hi)) = w.strip_suffix('w').and_then(range) {
            put(&mut s, Target::PowerPct, lo, hi, refs.ftp.map(|f| 100.0 / f), w);
        } else if let Some((lo, hi)) = w.strip_suffix("bpm").and_then(range) {
            put(&mut s, Target::HrPct, lo, hi, refs.lthr.map(|l| 100.0 / l), w);
        } else if let Some((slow, fast)) = pace(w) {
            put(&mut s, Target::SpeedPct, slow, fast, refs.speed.map(|v| 100.0 / v), w);
        } else if let Some((a, b)) = zone_span(w) {
            let (target, lo, hi) = zone(a, b, next, sport.unwrap_or_default());
            (s.target, s.lo, s.hi) = (target, lo, hi);
        }
    }
    if s.target == Target::SpeedPct {
        sport.get_or_insert(Sport::Run);
    }
    s.ramp &= (s.hi - s.lo).abs() > 1e-9;
    Ok(s)
}

/// Puts a target in; without the threshold it counts from, its figure joins the cue.
fn put(s: &mut Step, target: Target, lo: f64, hi: f64, share: Option<f64>, word: &str) {
    if let Some(k) = share {
        (s.target, s.lo, s.hi) = (target, hundredth(lo * k), hundredth(hi * k));
    } else {
        let text = s.text.take().map_or_else(|| word.to_owned(), |t| format!("{t} {word}"));
        s.text = Some(text);
    }
}

/// `90`, `90-95`.
fn range(w: &str) -> Option<(f64, f64)> {
    let (a, b) = w.split_once('-').unwrap_or((w, w));
    let number = |x: &str| x.parse::<f64>().ok().filter(|v| (0.0..=5000.0).contains(v));
    Some((number(a)?, number(b)?))
}

/// `90%`, `90-95%`, `90%-95%`.
fn percent(w: &str) -> Option<(f64, f64)> {
    let body = w.strip_suffix('%')?;
    range(&body.replace('%', ""))
}

/// A pace as a speed in m/s: `5:00/km`, `5:00-4:50/km`, `1:45/100m`. The slower end comes first.
fn pace(w: &str) -> Option<(f64, f64)> {
    let (figures, unit) = w.split_once('/').unwrap_or((w, "km"));
    let metres = match unit {
        "km" => 1000.0,
        "mi" => 1609.344,
        "100m" => 100.0,
        "100y" => 91.44,
        "400m" => 400.0,
        "500m" => 500.0,
        "250m" => 250.0,
        _ => return None,
    };
    let seconds = |x: &str| {
        let (m, s) = x.split_once(':')?;
        let t = m.parse::<f64>().ok()? * 60.0 + s.parse::<f64>().ok()?;
        (10.0..=5000.0).contains(&t).then_some(metres / t)
    };
    let (a, b) = figures.split_once('-').unwrap_or((figures, figures));
    let (a, b) = (seconds(a)?, seconds(b)?);
    Some((a.min(b), a.max(b)))
}

/// `z2`, `z3-z4`.
fn zone_span(w: &str) -> Option<(u8, u8)> {
    let one = |x: &str| x.strip_prefix('z')?.parse::<u8>().ok().filter(|z| (1..=7).contains(z));
    let (a, b) = w.split_once('-').unwrap_or((w, w));
    Some((one(a)?, one(b)?))
}

/// The shares that zones stand for, by our own bounds; open ends get a usual width.
fn zone(a: u8, b: u8, of: &str, sport: Sport) -> (Target, f64, f64) {
    let target = match of {
        "hr" => Target::HrPct,
        "pace" => Target::SpeedPct,
        _ => Target::PowerPct,
    };
    let range = |z: u8| match target {
        Target::HrPct => zones::hr_range(z, 100.0, sport),
        Target::SpeedPct => {
            let bounds = zones::pace_bounds(100.0).map(|p| 10_000.0 / p);
            let z = usize::from(z);
            (z.checked_sub(2).map(|i| bounds[i]), bounds.get(z - 1).copied())
        }
        _ => zones::power_range(z, 100.0),
    };
    let (first, last) = (range(a.min(b)), range(a.max(b)));
    let lo = first.0.unwrap_or_else(|| first.1.unwrap_or(60.0) * 0.8);
    let hi = last.1.unwrap_or_else(|| last.0.unwrap_or(110.0) * 1.1);
    (target, hundredth(lo), hundredth(hi))
}
