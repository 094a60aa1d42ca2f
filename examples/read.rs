//! Prints what the readers make of files: `cargo run --example read -- FILE…`.

use chrono_tz::Tz;
use lanterne::formats::{Item, read};
use std::io::{self, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        writeln!(out, "{path}")?;
        match read(&path, &bytes, Tz::UTC) {
            Err(e) => writeln!(out, "  rejected: {e}")?,
            Ok(items) => items.iter().try_for_each(|item| print(&mut out, item))?,
        }
    }
    Ok(())
}

fn print(out: &mut impl Write, item: &Item) -> io::Result<()> {
    match item {
        Item::Skipped { what } => writeln!(out, "  skipped: {what}"),
        Item::BadRow(e) => writeln!(out, "  bad row: {e}"),
        Item::Wellness(days) => days.iter().try_for_each(|d| {
            let values = d.values.iter().map(|(m, v)| format!("{m} {v:.2}")).collect::<Vec<_>>().join(", ");
            writeln!(out, "  {}: {values}", d.day)
        }),
        Item::Recording(r) => {
            let sub = r.sub_sport.as_ref().map_or("", |s| s.as_str());
            writeln!(out, "  {} {sub} from {} (offset {:?})", r.sport, r.start, r.utc_offset_s)?;
            writeln!(out, "    {:?}", r.summary)?;
            let s = &r.samples;
            let last = s.distance.last().copied();
            writeln!(
                out,
                "    {} samples over {:?} s, distance {last:?}; hr {} power {} speed {} altitude {} cadence {}; {} laps",
                s.len(),
                s.t.last(),
                s.hr.len(),
                s.power.len(),
                s.speed.len(),
                s.altitude.len(),
                s.cadence.len(),
                r.laps.len()
            )?;
            let device = r.device.as_ref().map_or("", |d| d.as_str());
            let title = r.title.as_ref().map_or("", |t| t.as_str());
            writeln!(out, "    {device} · {title}")?;
            r.warnings.iter().try_for_each(|w| writeln!(out, "    warning: {w}"))
        }
    }
}
