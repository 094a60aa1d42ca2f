//! Writes every session of the library in every workout format, and says as JSON what was written:
//! `cargo run --example workouts -- FOLDER`. For readers by others, who are shown more than one plan holds.

use anyhow::Context;
use lanterne::{
    coach::library::{self, Speeds},
    domain::{Block, Day, session::Duration},
    formats::workout::{self, Format, Refs, Workout},
};
use serde_json::{Value, json};
use std::{fs, path::PathBuf};

/// Thresholds of a made-up athlete: W, bpm, m/s of running and of swimming.
const FTP: f64 = 260.0;
const HEART: (f64, f64) = (168.0, 188.0);
const SPEED: f64 = 4.1;
const SWIM: f64 = 1.2;

fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("name a folder")?);
    let mut day = Day::from_ymd_opt(2026, 1, 1).context("a day")?;
    let mut said: Vec<Value> = Vec::new();
    for template in library::all() {
        let session = template.session(day, None, &Speeds { run: Some(SPEED), swim: Some(SWIM) });
        let refs =
            Refs { ftp: Some(FTP), lthr: Some(HEART.0), hr_max: Some(HEART.1), speed: Some(speed(&session)) };
        for format in Format::ALL.into_iter().filter(|f| f.takes(session.sport)) {
            let name = workout::file_name(&session, format.extension());
            let path = folder.join(format.name()).join(&name);
            let mut entry = json!({
                "format": format.name(), "sport": session.sport.name(), "template": session.template,
                "steps": steps(&session.steps),
            });
            match workout::write(format, &Workout::of(&session), &refs) {
                Ok((bytes, losses)) => {
                    fs::create_dir_all(folder.join(format.name()))?;
                    fs::write(&path, bytes)?;
                    entry["path"] = json!(path);
                    entry["losses"] = json!(losses.kinds().collect::<Vec<_>>());
                }
                Err(why) => entry["refused"] = json!(why.to_string()),
            }
            said.push(entry);
        }
        day = day.succ_opt().context("a day")?;
    }
    let thresholds = json!({"ftp": FTP, "lthr": HEART.0, "run": SPEED, "swim": SWIM});
    println!("{}", json!({"thresholds": thresholds, "workouts": said}));
    Ok(())
}

fn speed(s: &lanterne::domain::Session) -> f64 {
    if s.sport == lanterne::domain::Sport::Swim { SWIM } else { SPEED }
}

/// Every step, repeats written out.
fn steps(blocks: &[Block]) -> Vec<Value> {
    let one = |s: &&lanterne::domain::Step| {
        let (unit, length) = match s.duration {
            Duration::Time(n) => ("time", n),
            Duration::Distance(n) => ("distance", n),
            Duration::Lap(n) => ("lap", n),
        };
        json!({"kind": s.kind, "unit": unit, "length": length, "target": s.target, "lo": s.lo, "hi": s.hi,
            "ramp": s.ramp, "cadence": s.cadence})
    };
    Block::flatten(blocks).iter().map(one).collect()
}
