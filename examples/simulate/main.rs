//! The coach against simulated athletes: `cargo run --release --example simulate [-- --seeds A,B --athletes N --json]`.
//!
//! Twelve weeks of every athlete under several arms with the same draws, through the project's own planner and coach.
//! It tests that the coach is consistent with its own assumptions, not that it does anybody good: the simulated body
//! shares them. docs/simulation.md holds the results and their limits.

pub(crate) mod arms;
pub(crate) mod body;
pub(crate) mod figures;
pub(crate) mod gates;
pub(crate) mod outcome;
pub(crate) mod page;
pub(crate) mod person;
pub(crate) mod random;
pub(crate) mod season;
pub(crate) mod training;

use clap::Parser;
use figures::{Arm, Field};
use outcome::Timing;
use rayon::prelude::*;
use serde::Serialize;
use std::time::Instant;

/// Simulated athletes under the coach.
#[derive(Parser)]
struct Args {
    /// Seeds, one population of athletes each.
    #[arg(long, value_delimiter = ',', default_values_t = [7003, 7004])]
    seeds: Vec<u64>,
    /// Athletes of each seed.
    #[arg(long, default_value_t = 60)]
    athletes: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// One seed's report: no clock in it, so that a seed gives the same bytes.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) seed: u64,
    pub(crate) athletes: u64,
    pub(crate) gates: Vec<gates::Gate>,
    pub(crate) information: gates::Information,
    pub(crate) arms: Vec<Arm>,
    pub(crate) gains: Vec<Gain>,
}

/// Gain of an arm over another, percentage points.
#[derive(Serialize)]
pub(crate) struct Gain {
    pub(crate) world: &'static str,
    pub(crate) arm: &'static str,
    pub(crate) over: &'static str,
    pub(crate) pp: figures::Mean,
    /// The same among the athletes who were never ill or injured.
    pub(crate) well: figures::Mean,
}

const COMPARED: [(&str, &str, &str); 15] = [
    ("true", "coach", "static"),
    ("true", "coach", "matched load"),
    ("true", "coach", "random changes"),
    ("true", "coach without HRV", "static"),
    ("true", "coach, nothing more", "static"),
    ("true", "coach, nothing more", "matched to it"),
    ("true", "literal rules", "static"),
    ("true", "literal rules", "matched to literal"),
    ("true", "coach, aggressive", "static, aggressive"),
    ("true", "coach, aggressive", "matched, aggressive"),
    ("weak signals", "coach", "static"),
    ("weak signals", "coach", "matched load"),
    ("noise", "coach", "static"),
    ("noise", "coach", "matched load"),
    ("slow recovery", "coach", "static"),
];

/// Simulates the athletes of one seed.
pub(crate) fn simulate(seed: u64, athletes: u64) -> (Report, Timing) {
    let all: Vec<_> = (0..athletes).into_par_iter().map(|n| arms::athlete(seed, n)).collect();
    let (seasons, times): (Vec<_>, Vec<_>) = all.into_iter().unzip();
    let field = Field { seasons: &seasons };
    let report = Report {
        seed,
        athletes,
        gates: gates::gates(&field, seed),
        information: gates::information(&field),
        arms: arms::ARMS.iter().map(|(w, a)| field.arm(w, a)).collect(),
        gains: COMPARED
            .iter()
            .map(|&(world, arm, over)| Gain {
                world,
                arm,
                over,
                pp: field.gained(world, arm, over),
                well: field.gained_among(world, arm, over, |o| o.days_lost < 0.5),
            })
            .collect(),
    };
    (report, times.into_iter().fold(Timing::default(), Timing::and))
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mut reports = Vec::new();
    for &seed in &args.seeds {
        let began = Instant::now();
        let (report, time) = simulate(seed, args.athletes);
        eprintln!("seed {seed}: {} athletes in {:.1} s; {time}", args.athletes, began.elapsed().as_secs_f64());
        reports.push(report);
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&reports)?);
    } else {
        print!("{}", page::page(&reports));
    }
    Ok(())
}
