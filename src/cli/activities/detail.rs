//! Everything known of one activity, in words.

use crate::{
    cli::hyperlinks::Links,
    coach::{
        detail::{
            Curve, Detail,
            zones::{ZoneTable, ZoneTime},
        },
        review::{SessionReview, intervals::Intervals},
    },
    domain::{Lap, Sport, SwimDetail, Units, units::Measure},
    science::{
        curves::Channel,
        durability::{self, Durability},
        load::Variant,
    },
};

/// The lines below the first.
pub(super) fn lines(d: &Detail, links: Links, units: Units) -> Vec<String> {
    let mut out = vec![load_line(d, units)];
    out.extend(d.suspect.map(|s| format!("  doubted: {}", s.words())));
    out.extend(d.variants.iter().filter_map(variant_line));
    out.extend(effort_line(d));
    out.extend(d.durability.iter().flat_map(durability_lines));
    out.extend(d.session.iter().flat_map(|s| session_lines(s, units)));
    for z in &d.zones {
        out.push(format!("  zones ({})", z.source));
        out.extend(z.times.iter().filter(|t| t.seconds >= 1.0).map(|t| zone_line(z, t, units)));
    }
    out.extend(d.curves.iter().map(|c| curve_line(c, d.sport, units)));
    out.extend(d.swim.map(|s| swim_line(&s)));
    if !d.laps.is_empty() {
        out.push(format!("  lap    start     time      {}    W   bpm", units.far()));
        out.extend((1..).zip(&d.laps).map(|(n, lap)| lap_line(n, lap, units)));
    }
    for r in &d.records {
        let page = r.page.as_deref().map_or_else(String::new, |p| format!("  {}", links.address(p)));
        out.push(format!("  record {}  {}  {}{page}", r.id, r.source, r.file.as_deref().unwrap_or("–")));
    }
    out.extend(d.warnings.iter().map(|w| format!("  warning: {w}")));
    out
}

fn load_line(d: &Detail, units: Units) -> String {
    let l = &d.load;
    let written = |t: &crate::science::load::Used| {
        format!("{} {} of {} ({})", t.kind.title(), units.threshold(t.kind, t.value), t.from, t.source.name())
    };
    let used: Vec<String> = l.inputs.thresholds.iter().flatten().map(written).collect();
    let used = if used.is_empty() { String::new() } else { format!("; {}", used.join(", ")) };
    let intensity = l.intensity.map(|i| format!(", intensity {i:.2}")).unwrap_or_default();
    let counts = if d.counts { "" } else { "; stays out of the daily load" };
    format!(
        "  load {:.1} by {}{intensity}, confidence {:.2}, sport factor {}{used}{counts}",
        l.value,
        l.method.title(),
        l.confidence,
        l.inputs.factor
    )
}

fn effort_line(d: &Detail) -> Option<String> {
    let rating = d.rpe?;
    let text = d.expected_rpe.map_or_else(String::new, |(lo, hi)| {
        let word = if rating > hi {
            "harder than"
        } else if rating < lo {
            "easier than"
        } else {
            "as"
        };
        format!(", {word} the {lo:.0}–{hi:.0} that go with its intensity (convention)")
    });
    Some(format!("  rated {rating:.0}{text}"))
}

/// The planned session, what became of it, and its intervals.
fn session_lines(s: &SessionReview, units: Units) -> Vec<String> {
    let percent = |what: &str, p: Option<f64>| p.map(|p| format!(", {what} {p:.0} %")).unwrap_or_default();
    let hand = if s.by_hand { ", linked by hand" } else { "" };
    let mut out = vec![format!(
        "  did {} of {} ({}{}{}{hand})",
        s.title,
        s.day,
        s.status.title(),
        percent("prescription", s.prescription_pct),
        percent("work in its zones", s.goal_pct)
    )];
    out.extend(s.intervals.iter().flat_map(|i| interval_lines(i, s.sport, units)));
    out
}

fn interval_lines(i: &Intervals, sport: Sport, units: Units) -> Vec<String> {
    let mut out = vec![format!(
        "  intervals: {:.0} % of the work kept its target (5 % around it, a design of ours)",
        i.kept_pct
    )];
    out.extend((1..).zip(&i.steps).map(|(n, s)| {
        let done = match (s.lap, s.held(sport, units)) {
            (Some(lap), Some(held)) => format!("lap {lap}: {held}, {}", if s.kept { "kept" } else { "not kept" }),
            _ => "no lap fits it".to_owned(),
        };
        format!("    {n:>2}  {:>7}  {:<18}  {done}", clock(s.seconds), s.asked(sport, units))
    }));
    out
}

fn variant_line(v: &Variant) -> Option<String> {
    let unit = if v.is_load { "" } else { " AU" };
    let sure = v.confidence.map(|c| format!(" (confidence {c:.2})")).unwrap_or_default();
    Some(format!("    {:<17} {:>7.1}{unit}{sure}  {}", v.name, v.value?, v.about))
}

fn durability_lines(d: &Durability) -> Vec<String> {
    let unit = match d.output {
        durability::Output::Power => "W/bpm",
        durability::Output::Speed => "m per beat",
    };
    let mut out = vec![format!("  variability {:.3}, mean heart rate {:.0} bpm", d.variability, d.mean_hr)];
    out.extend(d.efficiency.map(|e| format!("  efficiency factor {e:.2} {unit}")));
    out.extend(d.decoupling_pct.zip(d.decoupling_confidence).map(|(pct, sure)| {
        let base = if pct < durability::GOOD_BASE_PCT { ": a good aerobic base (convention)" } else { "" };
        format!("  decoupling {pct:.1} % (confidence {sure:.1}){base}").replace('-', "−")
    }));
    out.extend(d.lacks.map(|why| format!("  {why}")));
    out
}

fn zone_line(z: &ZoneTable, t: &ZoneTime, units: Units) -> String {
    let written = |v: f64| units.threshold(z.kind, v);
    let range = match (t.from, t.to) {
        (None, Some(to)) => format!("under {}", written(to)),
        (Some(from), Some(to)) => format!("{} to {}", written(from), written(to)),
        (Some(from), None) => format!("from {}", written(from)),
        (None, None) => String::new(),
    };
    format!("    {:<4} {:>8}  {range}", t.name, clock(t.seconds))
}

fn curve_line(c: &Curve, sport: Sport, units: Units) -> String {
    let name = match c.channel {
        Channel::Power => "power, W".to_owned(),
        Channel::HeartRate => "heart rate, bpm".to_owned(),
        Channel::Speed => {
            format!("{}, {}", if sport.is_told_by_pace() { "pace" } else { "speed" }, units.pace_unit(sport))
        }
    };
    let figure = |v: f64| if c.channel == Channel::Speed { units.pace(v, sport) } else { format!("{v:.0}") };
    let points: Vec<String> =
        c.points.iter().map(|p| format!("{} {}", short(p.seconds), figure(p.value))).collect();
    format!("  best {name}: {}", points.join(" · "))
}

fn swim_line(s: &SwimDetail) -> String {
    let pool = s.pool_m.map(|m| format!(" of {m:.0} m")).unwrap_or_default();
    let drills = if s.drill_s > 0.0 { format!(", drills {}", clock(s.drill_s)) } else { String::new() };
    format!("  {} lengths{pool}: swum {}, at the wall {}{drills}", s.lengths, clock(s.swum_s), clock(s.rest_s))
}

fn lap_line(n: usize, l: &Lap, units: Units) -> String {
    let or_dash = |v: Option<f64>, scale: f64, digits: usize, width: usize| match v {
        Some(v) => format!("{:>width$.digits$}", v / scale),
        None => format!("{:>width$}", "–"),
    };
    format!(
        "  {n:>3} {:>8} {:>8} {} {} {}{}",
        clock(l.start_s),
        clock(l.timer_s),
        or_dash(l.distance_m, 1000.0 * units.factor(Measure::Distance), 2, 7),
        or_dash(l.avg_power_w, 1.0, 0, 4),
        or_dash(l.avg_hr, 1.0, 0, 5),
        l.stroke.map(|s| format!("  {s:?}").to_lowercase()).unwrap_or_default()
    )
}

/// `1:02:03`, `2:03`.
fn clock(seconds: f64) -> String {
    let s = seconds.max(0.0).round() as u64;
    if s >= 3600 {
        format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    } else {
        format!("{}:{:02}", s / 60, s % 60)
    }
}

/// `5s`, `20min`, `1h30`.
fn short(s: u32) -> String {
    match s {
        s if s < 60 => format!("{s}s"),
        s if s < 3600 => format!("{}min", s / 60),
        s if s % 3600 == 0 => format!("{}h", s / 3600),
        s => format!("{}h{:02}", s / 3600, s / 60 % 60),
    }
}
