//! Checks the formulas and the rules against reference vectors.
//!
//! `cargo run --example check_vectors -- FILE` reads groups of `{id, fn, in, out, tol}`, evaluates every vector through
//! the public API and prints `id expected got` for each value that differs. A folder stands for its `science.json`
//! and, when there is one, its `pmc.csv` (a daily load and the form series of several conventions).
//! The exit code is 1 when a value differs or a vector's function is not known, 2 when a file can't be read.

#![expect(unreachable_pub, reason = "a program of several files exports nothing")]

mod banister;
mod case;
mod compare;
mod form_csv;
mod formats;
mod ladder;
mod load;
mod plan;
mod pmc;
mod readiness;
mod reflection;
mod replan;
mod review;
mod strength;
mod threshold;
mod validator;
mod zones;

use case::{Case, Got};
use compare::{Report, Tolerance};
use serde_json::Value;
use std::{io::Write as _, path::Path, process::ExitCode};

/// One group of functions; `None` for a function that is not of the group.
type Group = fn(&str, &Case) -> Option<Got>;

const GROUPS: [Group; 14] = [
    load::compute,
    strength::compute,
    threshold::compute,
    zones::compute,
    pmc::compute,
    banister::compute,
    readiness::compute,
    review::compute,
    reflection::compute,
    ladder::compute,
    plan::compute,
    validator::compute,
    replan::compute,
    formats::compute,
];

/// Functions of the file whose answer depends on a table that it does not hold.
const NOT_YET: &[&str] = &["week_build"];

fn main() -> ExitCode {
    let mut out = std::io::stdout().lock();
    let Some(path) = std::env::args().nth(1) else {
        let _ = writeln!(out, "usage: check_vectors FILE (or a folder with science.json and pmc.csv)");
        return ExitCode::from(2);
    };
    match check(Path::new(&path)) {
        Ok(report) => {
            for line in &report.wrong {
                let _ = writeln!(out, "{line}");
            }
            let names: Vec<&str> = report.not_yet.iter().map(String::as_str).collect();
            let _ = writeln!(
                out,
                "{} checked, {} wrong, {} not yet ({})",
                report.checked,
                report.wrong.len(),
                report.skipped,
                names.join(", ")
            );
            ExitCode::from(u8::from(!report.wrong.is_empty()))
        }
        Err(e) => {
            let _ = writeln!(out, "{path}: {e:#}");
            ExitCode::from(2)
        }
    }
}

fn check(path: &Path) -> anyhow::Result<Report> {
    let mut report = Report::default();
    if path.is_dir() {
        check_vectors(&path.join("science.json"), &mut report)?;
        let series = path.join("pmc.csv");
        if series.exists() {
            form_csv::check(&std::fs::read_to_string(series)?, &mut report)?;
        }
    } else {
        check_vectors(path, &mut report)?;
    }
    Ok(report)
}

fn check_vectors(file: &Path, report: &mut Report) -> anyhow::Result<()> {
    let doc: Value = serde_json::from_slice(&std::fs::read(file)?)?;
    let groups = doc["groups"].as_object().ok_or_else(|| anyhow::anyhow!("there is no `groups` object in it"))?;
    let default = Tolerance::of(&doc["meta"]["float_tol_default"], Tolerance::default());
    for vector in groups.values().filter_map(Value::as_array).flatten() {
        let name = vector["fn"].as_str().unwrap_or_default();
        let id = vector["id"].as_str().unwrap_or(name);
        let case = Case::new(&vector["in"], &vector["out"]);
        match GROUPS.iter().find_map(|g| g(name, &case)) {
            Some(got) => report.take(id, got, &vector["out"], Tolerance::of(&vector["tol"], default)),
            None if NOT_YET.contains(&name) => report.skip(name),
            None => report.unknown(id, name),
        }
    }
    Ok(())
}
