//! Cycles as the log keeps them, and cycles.toml: what the athlete changed in the file becomes events, what the log knows
//! is written back.
//!
//! Owns: which differences count, and their refusals. Does not own: the file's form (config), what a cycle is (domain).

use super::missions::Draft;
use crate::{
    coach::cycle::Made,
    config::{
        Issue, Paths, Severity,
        cycles::{self, CycleEntry, CycleFile},
        edit::{self, EditError},
    },
    domain::{
        Athlete, CleanText, Day, Event, ShortId,
        cycle::{Cycle, CycleEdited, CycleStatus, CycleStored},
    },
    outputs,
};
use std::{fs, io};

/// What the file should say on `today`.
#[must_use]
pub fn known(athlete: &Athlete, today: Day) -> CycleFile {
    let of = |c: &Cycle| {
        let s = &c.stored;
        CycleEntry {
            number: s.number,
            mission: s.mission.clone(),
            from: Some(s.from),
            to: Some(s.to),
            status: athlete.cycle_status(c, today).name().to_owned(),
            context: s.context,
            profile: s.profile,
            folder: s.folder.clone(),
            result: c.result.clone().or_else(|| result(athlete, c)),
        }
    };
    let active = athlete.cycles.iter().rev().find(|c| athlete.cycle_status(c, today) == CycleStatus::Active);
    CycleFile { active: active.map_or(0, |c| c.stored.number), cycle: athlete.cycles.iter().map(of).collect() }
}

/// How the mission of a cycle ended, for the cycle that its goal lies in.
fn result(athlete: &Athlete, c: &Cycle) -> Option<CleanText> {
    let mission = &athlete.missions.get(&c.stored.mission)?.last()?.mission;
    let taken_up = athlete.activations.iter().find(|(_, m)| *m == c.stored.mission);
    let goal = mission.last_day(taken_up.map_or(c.stored.from, |(d, _)| *d));
    (goal >= c.stored.from && goal <= c.stored.to).then(|| athlete.result_of(&c.stored.mission).cloned()).flatten()
}

/// What the athlete changed in the file, as events; errors change nothing.
#[must_use]
pub fn edits(athlete: &Athlete, head: u64, paths: &Paths, today: Day) -> (Vec<Draft>, Vec<Issue>) {
    let path = paths.cycles_file();
    let file = path.display().to_string();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return (Vec::new(), Vec::new()),
        Err(e) => {
            let message = format!("can't be read: {e}; the cycles stay as the log has them");
            let issue = Issue::of_file(Severity::Warning, &file, message, "make it a text file that you may read");
            return (Vec::new(), vec![issue]);
        }
    };
    let read = match cycles::parse(&file, &text) {
        Ok(read) if !read.edited => return (Vec::new(), Vec::new()),
        Ok(read) => read.file,
        Err(issues) => return (Vec::new(), refused(&file, issues)),
    };
    let (events, issues) = differences(athlete, &read, (&file, &text), today);
    if !issues.is_empty() {
        return (Vec::new(), refused(&file, issues));
    }
    let hash = blake3::hash(text.as_bytes()).to_hex();
    let draft = |(i, e): (usize, CycleEdited)| Draft {
        key: format!("cycles:{head}:{i}:{hash}"),
        event: Event::CycleEdited(e),
    };
    (events.into_iter().enumerate().map(draft).collect(), Vec::new())
}

fn refused(file: &str, mut issues: Vec<Issue>) -> Vec<Issue> {
    let message = "the changed file has errors; the cycles stay as the log has them";
    issues.insert(0, Issue::of_file(Severity::Warning, file, message, "mend the lines named below"));
    issues
}

fn differences(
    athlete: &Athlete,
    read: &CycleFile,
    (file, text): (&str, &str),
    today: Day,
) -> (Vec<CycleEdited>, Vec<Issue>) {
    let now = known(athlete, today);
    let (mut events, mut issues) = (Vec::new(), Vec::new());
    let mut say = |key: &str, message: &str, remedy: &str| {
        issues.push(cycles::issue(file, text, key, message, remedy));
    };
    for (i, c) in read.cycle.iter().enumerate() {
        let at = |key: &str| format!("cycle[{}].{key}", i + 1);
        let Some(old) = now.cycle.iter().find(|o| o.number == c.number) else {
            say(&at("number"), "the log has no cycle of this number", "`lanterne cycle new` makes one");
            continue;
        };
        let versions = athlete.missions.get(&old.mission).map_or(0, Vec::len);
        if c.context.is_some_and(|n| n as usize > versions) {
            let remedy = format!("the mission has versions 1 to {versions}");
            say(&at("context"), "the mission has no such version", &remedy);
        }
        if c.profile.is_some_and(|n| n as usize > athlete.profiles.len()) {
            let remedy = format!("{} are stored; `lanterne profile list`", athlete.profiles.len());
            say(&at("profile"), "no profile has this number", &remedy);
        }
        if c.folder.trim().is_empty() || c.folder.split(['/', '\\']).any(|p| p == "..") {
            say(&at("folder"), "this can't be a folder of pages", "a name, or a path without `..`");
        }
        events.extend(edited(old, c, today));
    }
    if read.active != now.active {
        match wanted(athlete, read.active, now.active, today) {
            Ok(e) => events.push(e),
            Err((message, remedy)) => say("active", message, remedy),
        }
    }
    (events, issues)
}

/// The edit of one cycle's own keys; `None` when nothing differs.
fn edited(old: &CycleEntry, new: &CycleEntry, today: Day) -> Option<CycleEdited> {
    let e = CycleEdited {
        number: old.number,
        day: today,
        active: None,
        context: new.context.filter(|_| new.context != old.context),
        profile: new.profile.filter(|_| new.profile != old.profile),
        folder: (new.folder != old.folder).then(|| CleanText::line(&new.folder).to_string()),
        result: (new.result != old.result).then(|| new.result.clone().unwrap_or_default()),
    };
    let nothing = CycleEdited { number: old.number, day: today, ..CycleEdited::default() };
    (e != nothing).then_some(e)
}

/// The event that makes another cycle the active one.
fn wanted(
    athlete: &Athlete,
    number: u32,
    now: u32,
    today: Day,
) -> Result<CycleEdited, (&'static str, &'static str)> {
    let e = |number, active| CycleEdited { number, day: today, active: Some(active), ..CycleEdited::default() };
    if number == 0 {
        return Ok(e(now, false));
    }
    let Some(c) = athlete.cycles.iter().find(|c| c.stored.number == number) else {
        return Err(("the log has no cycle of this number", "`lanterne cycle list` lists them"));
    };
    if c.began.is_none() {
        return Err(("this cycle was never accepted", "`lanterne proposal list` shows what waits for your answer"));
    }
    if today > c.stored.to {
        return Err(("this cycle is over", "`lanterne cycle new` makes the next one"));
    }
    Ok(e(number, true))
}

/// Writes what the log knows into the file; nothing when it says so already, or when there are no cycles.
///
/// # Errors
/// When the file is no TOML, or the disk says no; it is then as it was.
pub fn keep(athlete: &Athlete, paths: &Paths, today: Day) -> Result<(), EditError> {
    if athlete.cycles.is_empty() {
        return Ok(());
    }
    let path = paths.cycles_file();
    let file = path.display().to_string();
    let old = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(e) if e.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(EditError::Io { file, source }),
    };
    let new = cycles::written(&file, old.as_deref(), &known(athlete, today))?;
    if old.as_deref() == Some(new.as_str()) {
        return Ok(());
    }
    edit::write_private(&path, new.as_bytes()).map_err(|source| EditError::Io { file, source })
}

/// A cycle as the log keeps it, with its page.
///
/// # Errors
/// When it has no JSON form.
pub fn stored(athlete: &Athlete, made: &Made) -> Result<CycleStored, serde_json::Error> {
    let c = &made.cycle;
    let body = serde_json::to_string(c)?;
    let context = athlete.missions.get(&c.mission).map(|v| u32::try_from(v.len()).unwrap_or(u32::MAX));
    Ok(CycleStored {
        id: ShortId::of(&[b"cycle", &c.number.to_be_bytes(), body.as_bytes()]),
        number: c.number,
        mission: c.mission.clone(),
        day: c.day,
        from: c.from,
        to: c.to,
        weeks: made.weeks.clone(),
        weeks_before: made.weeks_before.clone(),
        proposal: made.proposal.as_ref().map(|p| p.id),
        folder: format!("{}-{}", c.mission, c.number),
        context,
        profile: c.origin.profile,
        origin: c.origin.clone(),
        page: outputs::cycle::page(c),
        body,
    })
}

#[cfg(test)]
mod tests;
