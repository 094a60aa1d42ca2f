//! `lanterne mission constrain "no ride on Sunday, two hours on Saturday" [--yes]`

use crate::{
    cli::{
        Context,
        exit::{Exit, usage},
        out::Out,
    },
    coach::constrain,
    config::{Issue, Severity},
    domain::mission::MissionChange,
    log::Access,
    sync::missions::amend::{self, Amended, Amendment},
};
use serde::Serialize;

/// What `constrain` prints.
#[derive(Serialize)]
struct Constrained<'a> {
    file: &'a str,
    changes: Vec<String>,
    differs: bool,
    written: bool,
    issues: Vec<&'a Issue>,
}

/// Runs `mission constrain`: shows what the words mean; writes it with `--yes`.
pub(super) fn run(cx: &Context, words: &str, yes: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let changes = constrain::compile(words, cx.today).map_err(|e| usage(e.to_string()))?;
    let new = apply(cx, &changes, yes)?;
    let doubts = || new.issues.iter().filter(|i| i.severity == Severity::Warning);
    let shown: Vec<String> = changes.iter().map(ToString::to_string).collect();
    if out.json {
        let written = yes && new.differs;
        let differs = new.differs;
        out.value(&Constrained { file: &new.file, changes: shown, differs, written, issues: doubts().collect() })?;
        return Ok(Exit::Done);
    }
    for line in &shown {
        out.line(format!("  {line}"))?;
    }
    for issue in doubts() {
        out.line(issue.to_string())?;
    }
    out.line(said(&new, yes))?;
    Ok(Exit::Done)
}

/// The active mission with the changes; written when `yes`.
pub(in crate::cli) fn apply(cx: &Context, changes: &[MissionChange], yes: bool) -> anyhow::Result<Amended> {
    if yes && cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out to change the mission"));
    }
    let (athlete, _) = cx.athlete()?;
    let new = amend::amended(&athlete, &cx.paths, Amendment::Rules(changes), cx.today)?;
    if yes && new.differs {
        amend::write(&cx.store(Access::ReadWrite)?, &athlete, &cx.paths, &new, cx.today, cx.now)?;
    }
    Ok(new)
}

/// What came of it.
pub(in crate::cli) fn said(new: &Amended, yes: bool) -> String {
    match (new.differs, yes) {
        (false, _) => format!("{} says so already.", new.file),
        (true, false) => format!("Nothing was changed yet; `--yes` writes this into {}.", new.file),
        (true, true) => format!(
            "Written into {}. The plan is as before; `lanterne mission use {}` lays it anew.",
            new.file, new.id
        ),
    }
}
