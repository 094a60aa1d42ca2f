//! Figures of recordings under GoldenCheetah's conventions, as CSV: `cargo run --example gc_figures -- FILE…`.
//!
//! The athlete is the one of the comparison: FTP and CP 250 W, heart rates 50 at rest, 165 at threshold, 190 at most. One
//! line for each file, its recordings joined as GoldenCheetah joins them; a file that can't be read has empty figures.

use chrono_tz::Tz;
use lanterne::{
    domain::{Recording, Samples, settings::Sex},
    formats::{self, Item},
    science::{gc, heart::HeartRates, stream},
};
use std::{fs, io::Write, path::Path};

const FTP: f64 = 250.0;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = std::io::stdout().lock();
    let rates = HeartRates::new(50.0, 190.0, 165.0).ok_or("the heart rates rise")?;
    writeln!(out, "file,np,np_full_windows,if,tss,xpower,bikescore,trimp,riding_s,mean_hr")?;
    for path in std::env::args().skip(1) {
        let name = Path::new(&path).file_name().unwrap_or_default().to_string_lossy().into_owned();
        let items = formats::read(&name, &fs::read(&path)?, Tz::UTC).unwrap_or_default();
        let all: Vec<Recording> =
            items.into_iter().filter_map(|i| if let Item::Recording(r) = i { Some(*r) } else { None }).collect();
        let Some(sport) = all.first().map(|r| r.sport) else {
            writeln!(out, "{name},,,,,,,,,")?;
            continue;
        };
        let samples = joined(&all);
        let mut f = gc::figures(&samples, sport);
        // In a pool GoldenCheetah gives each length its speed: riding is swimming.
        for r in &all {
            if let Some(swim) = r.swim.filter(|s| s.swum_s > 0.0) {
                f.riding_s += swim.swum_s - gc::figures(&r.samples, r.sport).riding_s.min(f.riding_s);
            }
        }
        let full = stream::metrics(&samples, sport, 0.0).np_w;
        let (tss, intensity) = f.tss(FTP).unzip();
        let trimp = f.trimp(&rates, Sex::Male);
        let bike_score = f.bike_score(FTP).map(|b| b.0);
        let row = [f.np_w, full, intensity, tss, f.xpower_w, bike_score, trimp, Some(f.riding_s), f.mean_hr];
        let row: Vec<String> = row.iter().map(|v| v.map_or_else(String::new, |v| format!("{v:.5}"))).collect();
        writeln!(out, "{name},{}", row.join(","))?;
    }
    Ok(())
}

/// The recordings of a file, one after the other in its time.
fn joined(all: &[Recording]) -> Samples {
    if let [one] = all {
        return one.samples.clone();
    }
    let mut out = Samples::default();
    let Some(start) = all.iter().map(|r| r.start).min() else { return out };
    for r in all {
        let n = r.samples.len();
        let shift = (r.start - start).num_milliseconds() as f64 / 1000.0;
        out.t.extend(r.samples.t.iter().map(|t| t + shift));
        let grow = |to: &mut Vec<f32>, from: &[f32]| {
            if from.len() == n { to.extend(from) } else { to.extend(std::iter::repeat_n(f32::NAN, n)) }
        };
        grow(&mut out.hr, &r.samples.hr);
        grow(&mut out.power, &r.samples.power);
        grow(&mut out.speed, &r.samples.speed);
        grow(&mut out.cadence, &r.samples.cadence);
    }
    out
}
