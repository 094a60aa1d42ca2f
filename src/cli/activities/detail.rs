//! Everything known of one activity, as a value and in words.

use super::Line;
use crate::{
    domain::{Activity, ActivityRecord, Athlete, Lap, SwimDetail, ThresholdKind},
    science::{
        curves::Channel,
        distribution::{self, Basis},
        durability::{self, Durability},
        history::{ActivityLoad, History, Suspect},
        load::{self, Load, Variant},
        rpe,
        zones::Model,
    },
};
use serde::Serialize;

/// One activity in detail.
#[derive(Serialize)]
pub(super) struct Detail<'a> {
    #[serde(flatten)]
    pub(super) line: Line<'a>,
    /// The load that counts, with everything it was computed from.
    computed: Load,
    /// Every other figure of load.
    variants: Vec<Variant>,
    /// Normalized over mean power or speed.
    variability: Option<f64>,
    /// Normalized graded speed, m/s.
    ngs_mps: Option<f64>,
    xpower_w: Option<f64>,
    hard: bool,
    rpe: Option<f64>,
    /// Ratings that go with the intensity.
    expected_rpe: Option<(f64, f64)>,
    /// Why a threshold behind the load is doubted.
    suspect: Option<Suspect>,
    zones: Vec<Zones>,
    zone_basis: Basis,
    /// Minutes low, mid, high.
    zone_minutes: [f64; 3],
    durability: Option<Durability>,
    curves: Vec<Curve>,
    laps: &'a [Lap],
    swim: Option<SwimDetail>,
    pub(super) records: Vec<Line<'a>>,
    pub(super) warnings: Vec<&'a str>,
}

/// Time in the zones of one model.
#[derive(Serialize)]
struct Zones {
    model: Model,
    source: &'static str,
    threshold: f64,
    times: Vec<ZoneTime>,
}

#[derive(Serialize)]
struct ZoneTime {
    name: String,
    /// Lower bound in the unit of the threshold.
    from: Option<f64>,
    /// Upper bound.
    to: Option<f64>,
    seconds: f64,
}

#[derive(Serialize)]
struct Curve {
    channel: Channel,
    points: Vec<(u32, f32)>,
}

impl<'a> Detail<'a> {
    pub(super) fn of(
        athlete: &'a Athlete,
        history: &History,
        a: &'a Activity,
        l: &ActivityLoad,
        line: Line<'a>,
    ) -> Self {
        let r = a.best();
        let m = &r.metrics;
        let durability = durability::of(r);
        let curves = Channel::ALL
            .into_iter()
            .map(|channel| Curve { channel, points: channel.of(r).to_vec() })
            .filter(|c| !c.points.is_empty());
        Self {
            line,
            computed: l.load,
            variants: load::variants(r, &history.book, &athlete.settings, &history.typical),
            variability: m
                .np_w
                .zip(m.mean_power_w)
                .or(m.ngs_mps.zip(m.mean_graded_mps))
                .filter(|(_, mean)| *mean > 0.0)
                .map(|(n, mean)| n / mean),
            ngs_mps: m.ngs_mps,
            xpower_w: m.xpower_w,
            hard: l.hard,
            rpe: l.rpe,
            expected_rpe: l.load.intensity.and_then(rpe::expected),
            suspect: l.suspect,
            zones: zones(athlete, history, r),
            zone_basis: l.basis,
            zone_minutes: l.zone_minutes,
            durability,
            curves: curves.collect(),
            laps: &r.laps,
            swim: r.swim,
            records: Vec::new(),
            warnings: a.records.iter().flat_map(|r| &r.warnings).map(AsRef::as_ref).collect(),
        }
    }

    /// The lines below the first.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut out = vec![self.load_line()];
        out.extend(self.suspect.map(|s| format!("  doubted: {}", s.words())));
        out.extend(self.variants.iter().filter_map(variant_line));
        out.extend(self.effort_line());
        out.extend(self.durability.iter().flat_map(durability_lines));
        for z in &self.zones {
            out.push(format!("  zones ({})", z.source));
            out.extend(z.times.iter().filter(|t| t.seconds >= 1.0).map(|t| zone_line(z.model, t)));
        }
        out.extend(self.curves.iter().map(curve_line));
        out.extend(self.swim.map(|s| swim_line(&s)));
        if !self.laps.is_empty() {
            out.push("  lap    start     time      km   W    bpm".into());
            out.extend((1..).zip(self.laps).map(|(n, lap)| lap_line(n, lap)));
        }
        out
    }

    fn load_line(&self) -> String {
        let l = &self.computed;
        let used: Vec<String> = l
            .inputs
            .thresholds
            .iter()
            .flatten()
            .map(|t| {
                format!("{} {} of {} ({:?})", t.kind.title(), t.kind.written(t.value), t.from, t.source)
                    .to_lowercase()
            })
            .collect();
        let used = if used.is_empty() { String::new() } else { format!("; {}", used.join(", ")) };
        let intensity = l.intensity.map(|i| format!(", intensity {i:.2}")).unwrap_or_default();
        format!(
            "  load {:.1} by {}{intensity}, confidence {:.2}, sport factor {}{used}",
            l.value,
            l.method.name(),
            l.confidence,
            l.inputs.factor
        )
    }

    fn effort_line(&self) -> Option<String> {
        let rating = self.rpe?;
        let text = self.expected_rpe.map_or_else(String::new, |(lo, hi)| {
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

/// Time in the zones of power, heart rate and pace, wherever there are a threshold and figures.
fn zones(athlete: &Athlete, history: &History, r: &ActivityRecord) -> Vec<Zones> {
    let at = |kind| history.book.value(kind, r.sport, r.local_date);
    let m = &r.metrics;
    let families = athlete.settings.zones;
    let speed = Model::speed(families.pace, r.sport);
    let speed_threshold = match speed {
        Some(Model::GcSwim) => at(ThresholdKind::Css),
        _ => at(ThresholdKind::ThresholdSpeed),
    };
    let all = [
        (Some(Model::CogganPower), at(ThresholdKind::Ftp), &m.power, 1.0),
        (Some(Model::heart_rate(families.heart_rate, r.sport)), at(ThresholdKind::Lthr), &m.hr, 1.0),
        // The histogram of speeds is in centimetres a second.
        (speed, speed_threshold, &m.speed, 100.0),
    ];
    all.into_iter()
        .filter_map(|(model, threshold, histogram, scale)| {
            let (model, threshold) = (model?, threshold?);
            if histogram.total_s() <= 0.0 {
                return None;
            }
            let bounds = model.bounds(threshold);
            let seconds = distribution::seconds_in_zones(histogram, &bounds.map(|b| b * scale));
            let time = |i: usize| ZoneTime {
                name: model.zone_name(i as u8 + 1),
                from: i.checked_sub(1).map(|j| bounds[j]),
                to: bounds.get(i).copied().filter(|b| b.is_finite()),
                seconds: seconds[i],
            };
            let times = (0..model.count()).map(time).collect();
            Some(Zones { model, source: model.source(), threshold, times })
        })
        .collect()
}

fn zone_line(model: Model, t: &ZoneTime) -> String {
    let written = |v: f64| match model {
        Model::CogganPower => ThresholdKind::Ftp.written(v),
        Model::FrielHrBike | Model::FrielHrRun | Model::GcHr => ThresholdKind::Lthr.written(v),
        Model::FrielPace | Model::GcPace => ThresholdKind::ThresholdSpeed.written(v),
        Model::GcSwim => ThresholdKind::Css.written(v),
    };
    let range = match (t.from, t.to) {
        (None, Some(to)) => format!("under {}", written(to)),
        (Some(from), Some(to)) => format!("{} to {}", written(from), written(to)),
        (Some(from), None) => format!("from {}", written(from)),
        (None, None) => String::new(),
    };
    format!("    {:<4} {:>8}  {range}", t.name, clock(t.seconds))
}

fn curve_line(c: &Curve) -> String {
    let (name, digits) = match c.channel {
        Channel::Power => ("power, W", 0),
        Channel::HeartRate => ("heart rate, bpm", 0),
        Channel::Speed => ("speed, m/s", 2),
    };
    let points: Vec<String> = c.points.iter().map(|(s, v)| format!("{} {v:.digits$}", short(*s))).collect();
    format!("  best {name}: {}", points.join(" · "))
}

fn swim_line(s: &SwimDetail) -> String {
    let pool = s.pool_m.map(|m| format!(" of {m:.0} m")).unwrap_or_default();
    let drills = if s.drill_s > 0.0 { format!(", drills {}", clock(s.drill_s)) } else { String::new() };
    format!("  {} lengths{pool}: swum {}, at the wall {}{drills}", s.lengths, clock(s.swum_s), clock(s.rest_s))
}

fn lap_line(n: usize, l: &Lap) -> String {
    let or_dash = |v: Option<f64>, scale: f64, digits: usize, width: usize| match v {
        Some(v) => format!("{:>width$.digits$}", v / scale),
        None => format!("{:>width$}", "–"),
    };
    format!(
        "  {n:>3} {:>8} {:>8} {} {} {}{}",
        clock(l.start_s),
        clock(l.timer_s),
        or_dash(l.distance_m, 1000.0, 2, 7),
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
