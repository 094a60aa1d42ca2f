//! Every figure of load that a record allows, beside the one that counts.

use super::{Ladder, Load, TypicalLoad, rungs, seconds};
use crate::domain::{ActivityRecord, Settings, ThresholdKind};
use crate::science::{heart, power, rpe, thresholds::Book};
use serde::Serialize;

/// One way to tell the load of a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Variant {
    /// Its name: `tss`, `hrss`, …
    pub name: &'static str,
    /// What it is, in words, with its source and standing (research, convention, design).
    pub about: &'static str,
    /// The value; on the scale of load where `is_load`, else in units of its own.
    pub value: Option<f64>,
    /// Whether 100 is an hour at threshold.
    pub is_load: bool,
    /// 0–1; of rungs of the ladder only.
    pub confidence: Option<f64>,
    /// The rung with everything it was computed from.
    pub load: Option<Load>,
    /// Why there is no value.
    pub lacks: Option<&'static str>,
}

/// Proxy of the first ventilatory threshold, as a share of LTHR (a design of ours).
const VT1_OF_LTHR: f64 = 0.90;

/// All variants, the rungs of the ladder first and in its order. Those after them are for comparison and never enter
/// the daily load.
#[must_use]
pub fn variants(r: &ActivityRecord, book: &Book, settings: &Settings, typical: &TypicalLoad) -> Vec<Variant> {
    let mut ladder = Ladder::new(book, settings);
    let heart_rate = ladder.by_heart_rate(r);
    let rungs = [
        ("tss", "normalized power against FTP (Allen & Coggan)", ladder.by_power(r)),
        (
            "speed",
            "graded speed against threshold speed (rTSS), or swim speed cubed (sTSS); normalization is a design of ours",
            ladder.by_speed(r),
        ),
        (
            "hrss",
            "TRIMP against an hour at threshold (Banister, Morton); not TrainingPeaks' hrTSS, which is not published",
            heart_rate,
        ),
        (
            "rpe",
            "rating against a table of loads per hour; the table is a convention",
            rungs::by_rating(r, typical),
        ),
        ("stated", "what the source stated", rungs::stated(r)),
        ("duration", "what an hour of the sport usually is; a design of ours", Ok(rungs::by_duration(r, typical))),
    ];
    let mut out: Vec<Variant> = rungs
        .into_iter()
        .map(|(name, about, rung)| {
            let load = rung.map(|l| ladder.weighted(l, r.sport));
            Variant {
                name,
                about,
                value: load.ok().map(|l| l.value),
                is_load: true,
                confidence: load.ok().map(|l| l.confidence),
                load: load.ok(),
                lacks: load.err(),
            }
        })
        .collect();
    out.extend(by_power(r, book));
    out.extend(by_heart(r, &ladder));
    out.push(figure(
        "session_rpe",
        "rating times minutes (Foster 2001)",
        r.rpe.filter(|x| *x > 0.0).map(|x| rpe::session_units(x, seconds(r) / 60.0)),
        false,
        "no rating",
    ));
    out
}

fn figure(
    name: &'static str,
    about: &'static str,
    value: Option<f64>,
    is_load: bool,
    lacks: &'static str,
) -> Variant {
    let lacks = value.is_none().then_some(lacks);
    Variant { name, about, value, is_load, confidence: None, load: None, lacks }
}

/// The other ways to normalize power, and xPower with BikeScore.
fn by_power(r: &ActivityRecord, book: &Book) -> [Variant; 3] {
    let at = |kind| book.value(kind, r.sport, r.local_date);
    let ftp = at(ThresholdKind::Ftp);
    let s = seconds(r);
    let of = |watts: Option<f64>, threshold: Option<f64>| {
        watts.filter(|_| r.metrics.power_coverage >= 0.9).zip(threshold).map(|(w, t)| power::stress(s, w / t))
    };
    let lacks = "no power, or no FTP of this sport";
    [
        figure("tss_full_windows", "TSS with NP of full 30-s windows", of(r.metrics.np_w, ftp), true, lacks),
        figure(
            "tss_zero_primed",
            "TSS with NP primed with zeros, as GoldenCheetah",
            of(r.metrics.np_gc_w, ftp),
            true,
            lacks,
        ),
        figure(
            "bike_score",
            "xPower against critical power, FTP where none is known (Skiba 2006)",
            of(r.metrics.xpower_w, at(ThresholdKind::Cp).or(ftp)),
            true,
            lacks,
        ),
    ]
}

/// The three TRIMPs.
fn by_heart(r: &ActivityRecord, ladder: &Ladder) -> [Variant; 3] {
    let rates = ladder.rates(r).ok().map(|(rates, _)| rates);
    let rates = rates.filter(|_| r.metrics.hr_coverage >= 0.7);
    let h = &r.metrics.hr;
    let sex = ladder.settings.sex;
    let lacks = "heart rate for less than 70 % of the time, or a heart rate not known";
    [
        figure(
            "trimp",
            "Banister 1991, Morton 1990, summed over seconds",
            rates.map(|x| heart::trimp(h, &x, sex)),
            false,
            lacks,
        ),
        figure(
            "trimp_edwards",
            "five zones of the maximum (Edwards 1993)",
            rates.map(|x| heart::edwards(h, x.max)),
            false,
            lacks,
        ),
        figure(
            "trimp_lucia",
            "three zones between ventilatory thresholds (Lucia 2003), taken as 90 and 100 % of LTHR (design)",
            rates.map(|x| heart::lucia(h, VT1_OF_LTHR * x.threshold, x.threshold)),
            false,
            lacks,
        ),
    ]
}
