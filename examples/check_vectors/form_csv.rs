//! The form series of a daily load under several conventions and seeds.

use super::compare::Report;
use chrono::NaiveDate;
use lanterne::{
    domain::settings::{Convention, FormSettings, TsbOf},
    science::{banister, form},
};

/// Compares each series that the table has.
pub fn check(text: &str, report: &mut Report) -> anyhow::Result<()> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    let column = |name: &str| -> anyhow::Result<Vec<f64>> {
        let at = head.iter().position(|h| *h == name).ok_or_else(|| anyhow::anyhow!("pmc.csv has no {name}"))?;
        rows.iter().map(|r| Ok(r.get(at).copied().unwrap_or_default().parse()?)).collect()
    };
    let first: NaiveDate = rows.first().and_then(|r| r.first()).copied().unwrap_or_default().parse()?;
    let loads = column("tss")?;
    let cases = [
        ("exp0", Convention::Exp, (0.0, 0.0)),
        ("lin0", Convention::Tp, (0.0, 0.0)),
        ("exp_seed60_75", Convention::Exp, (60.0, 75.0)),
        ("lin_seed60_75", Convention::Tp, (60.0, 75.0)),
    ];
    for (name, convention, (ctl, atl)) in cases {
        for (tsb, kind) in [("tsb_prev", TsbOf::Prev), ("tsb_same", TsbOf::Same)] {
            let s = FormSettings {
                convention,
                tsb: kind,
                seed_ctl: Some(ctl),
                seed_atl: Some(atl),
                ..FormSettings::default()
            };
            let points = form::series(first, &loads, &s);
            for (part, of) in [("ctl", 0), ("atl", 1), (tsb, 2)] {
                let want = column(&format!("{name}_{part}"))?;
                let got = points.iter().map(|p| [p.ctl, p.atl, p.tsb][of]);
                let off = got.zip(&want).map(|(g, w)| (g - w).abs()).fold(0.0, f64::max);
                report.checked += 1;
                if off > 1e-9 {
                    report.wrong.push(format!("pmc.csv {name}_{part}: off by {off:e}"));
                }
            }
        }
    }
    check_span(&loads, &column("ema0_ctl")?, &column("ema0_atl")?, report);
    check_impulses(&loads, &column("banister_fitness")?, &column("banister_fatigue")?, report);
    Ok(())
}

/// Averages over a span, from nothing.
fn check_span(loads: &[f64], ctl: &[f64], atl: &[f64], report: &mut Report) {
    let gains = form::Gains::new(form::span_gain(42.0), form::span_gain(7.0));
    let mut state = (0.0, 0.0);
    let got: Vec<(f64, f64)> = loads
        .iter()
        .map(|l| {
            state = gains.step(state, *l);
            state
        })
        .collect();
    near_all("ema0_ctl", got.iter().map(|s| s.0), ctl, report);
    near_all("ema0_atl", got.iter().map(|s| s.1), atl, report);
}

/// Impulses of fitness and fatigue, time constants 42 and 7 d.
fn check_impulses(loads: &[f64], fitness: &[f64], fatigue: &[f64], report: &mut Report) {
    let states = banister::states(loads, 42.0, 7.0);
    near_all("banister_fitness", states.iter().map(|s| s.g), fitness, report);
    near_all("banister_fatigue", states.iter().map(|s| s.h), fatigue, report);
}

fn near_all(name: &str, got: impl Iterator<Item = f64>, want: &[f64], report: &mut Report) {
    let off = got.zip(want).map(|(g, w)| (g - w).abs()).fold(0.0, f64::max);
    report.checked += 1;
    if off > 1e-6 {
        report.wrong.push(format!("pmc.csv {name}: off by {off:e}"));
    }
}
