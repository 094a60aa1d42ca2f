//! `lanterne cycle`

use super::{
    Context,
    args::CycleCommand,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{
        cycle::{self, Wish, progress::Progress},
        proposal::Scene,
    },
    domain::{
        Athlete, Cap, Day, Event, Provenance, Provider, ShortId,
        cycle::{Cycle as Kept, CycleEdited, CycleStatus},
        event::Actor,
        exchange::Job,
        routine::Origin,
    },
    log::{Access, NewEvent},
    outputs,
    science::history::History,
    sync::{cycles, pages},
};
use serde::Serialize;
use serde_json::Value;

/// A cycle with what became of it.
#[derive(Debug, Serialize, schemars::JsonSchema)]
#[cfg_attr(test, derive(PartialEq))]
pub struct CycleView {
    /// Its number.
    pub number: u32,
    /// Its id.
    pub id: ShortId,
    /// Where it stands.
    pub status: CycleStatus,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Mission, by id.
    pub mission: String,
    /// Version of the mission that it is held against.
    pub context: Option<u32>,
    /// Profile that it is held against.
    pub profile: Option<u32>,
    /// Folder of its pages below the output folder.
    pub folder: String,
    /// The proposal that puts it into the plan.
    pub proposal: Option<ShortId>,
    /// How it ended, in the athlete's words.
    pub result: Option<String>,
    /// Where it came from.
    pub origin: Origin,
    /// How far it has come; for one that was taken up.
    pub progress: Option<Progress>,
    /// As it was made.
    pub cycle: Value,
    /// What a model wrote of it; null where none did.
    pub words: Option<String>,
}

/// One line of the list.
#[derive(Serialize)]
struct Row {
    number: u32,
    id: ShortId,
    status: CycleStatus,
    from: Day,
    to: Day,
    weeks: usize,
    mission: String,
    folder: String,
    result: Option<String>,
}

/// Runs `cycle …`.
pub fn run(cx: &Context, command: &CycleCommand, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        CycleCommand::New { weeks, start } => new(cx, Wish { weeks: *weeks, start: *start }, out),
        CycleCommand::List => list(cx, out),
        CycleCommand::Show { number } => show(cx, *number, out),
        CycleCommand::Abandon => abandon(cx, out),
    }
}

fn new(cx: &Context, wish: Wish, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out"));
    }
    let (athlete, _) = cx.athlete()?;
    let history = History::build(&athlete, cx.today);
    let Some(scene) = Scene::of(&athlete, &history, cx.today, Cap::None) else {
        anyhow::bail!("there is no plan yet; `lanterne mission use ID` takes a mission up and lays one");
    };
    let waits = athlete.cycles.iter().rev().find(|c| athlete.cycle_status(c, cx.today) == CycleStatus::Proposed);
    let mut made = cycle::make(&scene, wish).map_err(|why| anyhow::anyhow!(why))?;
    let stored = cycles::stored(&athlete, &made)?;
    if let Some(p) = &mut made.proposal {
        p.supersedes = waits.and_then(|c| c.stored.proposal).filter(|id| *id != p.id);
    }
    let proposal = made.proposal.as_ref().map(|p| p.id);
    let changes = made.proposal.as_ref().map_or(0, |p| p.hunks.len());
    let mut events: Vec<(String, Event)> = made
        .proposal
        .into_iter()
        .map(|p| (format!("proposal:{}", p.id), Event::ProposalMade(Box::new(p))))
        .collect();
    events.push((format!("cycle:{}", stored.id), Event::CycleStored(Box::new(stored.clone()))));
    let new = |(key, event)| NewEvent {
        event,
        actor: Actor::Coach,
        provenance: Provenance::of(Provider::Derived),
        key,
        cause: None,
        recorded_at: cx.now,
    };
    cx.store(Access::ReadWrite)?.append(events.into_iter().map(new).collect())?;
    let (athlete, _) = cx.athlete()?;
    let kept = athlete.cycles.iter().find(|c| c.stored.number == stored.number);
    if out.json {
        out.value(&kept.map(|c| view(&athlete, c, cx.today)).transpose()?)?;
        super::advise::advise(cx, &[Job::Cycle, Job::CycleNotes], out)?;
        return Ok(Exit::Done);
    }
    out.line(stored.page.trim_end())?;
    out.line("")?;
    out.line(match proposal {
        Some(id) => format!(
            "It waits for your answer ({changes} changes of the plan): lanterne proposal show {}, then accept or deny.",
            id.brief()
        ),
        None => "The plan says so already: it counts from now on.".to_owned(),
    })?;
    super::advise::advise(cx, &[Job::Cycle, Job::CycleNotes], out)?;
    Ok(Exit::Done)
}

fn view(athlete: &Athlete, c: &Kept, today: Day) -> anyhow::Result<CycleView> {
    let s = &c.stored;
    let status = athlete.cycle_status(c, today);
    let taken_up = c.began.is_some().then(|| cycle::progress::progress(athlete, c, today));
    Ok(CycleView {
        number: s.number,
        id: s.id,
        status,
        from: s.from,
        to: s.to,
        mission: s.mission.clone(),
        context: s.context,
        profile: s.profile,
        folder: s.folder.clone(),
        proposal: s.proposal,
        result: result(athlete, c),
        origin: s.origin.clone(),
        progress: taken_up,
        cycle: serde_json::from_str(&s.body)?,
        words: outputs::words::whole(&athlete.words_on(s.id, pages::CYCLE)),
    })
}

/// What the athlete said of the cycle, else of the mission whose goal lies in it.
fn result(athlete: &Athlete, c: &Kept) -> Option<String> {
    let words = cycles::known(athlete, Day::MAX).cycle;
    let of = words.into_iter().find(|e| e.number == c.stored.number)?;
    of.result.map(|r| r.to_string())
}

fn list(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let row = |c: &Kept| Row {
        number: c.stored.number,
        id: c.stored.id,
        status: athlete.cycle_status(c, cx.today),
        from: c.stored.from,
        to: c.stored.to,
        weeks: c.stored.weeks.iter().filter(|w| w.monday <= c.stored.to).count(),
        mission: c.stored.mission.clone(),
        folder: c.stored.folder.clone(),
        result: result(&athlete, c),
    };
    let rows: Vec<Row> = athlete.cycles.iter().map(row).collect();
    if out.json {
        out.value(&rows)?;
        return Ok(Exit::Done);
    }
    if rows.is_empty() {
        out.line("No cycle yet; `lanterne cycle new` proposes one.")?;
    }
    for r in &rows {
        let mark = if r.status == CycleStatus::Active { "*" } else { " " };
        let result = r.result.as_ref().map_or_else(String::new, |t| format!("  {t}"));
        out.line(format!(
            "{mark} {:>3}  {} to {}  {:>2} weeks  {:<10} {}{result}",
            r.number,
            r.from,
            r.to,
            r.weeks,
            r.status.name(),
            r.mission
        ))?;
    }
    if !rows.is_empty() && !cx.demo {
        out.line(format!(
            "\nWhich one counts, versions, folders and results: {}",
            cx.paths.cycles_file().display()
        ))?;
    }
    Ok(Exit::Done)
}

fn show(cx: &Context, number: Option<u32>, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let active = || athlete.cycles.iter().rev().find(|c| athlete.cycle_status(c, cx.today) == CycleStatus::Active);
    let c = match number {
        Some(n) => athlete.cycles.iter().find(|c| c.stored.number == n),
        None => active().or_else(|| athlete.cycles.last()),
    };
    let Some(c) = c else {
        return Err(usage("no such cycle; `lanterne cycle list` lists them, `lanterne cycle new` proposes one"));
    };
    let view = view(&athlete, c, cx.today)?;
    if out.json {
        out.value(&view)?;
        return Ok(Exit::Done);
    }
    out.line(pages::cycle_text(&athlete, &c.stored).trim_end())?;
    out.line(format!("\n## So far: {}\n", view.status.name()))?;
    if let Some(p) = &view.progress {
        out.line(outputs::cycle::progress(p).trim_end())?;
    }
    if let Some(r) = &view.result {
        out.line(format!("\nHow it ended: {r}"))?;
    }
    Ok(Exit::Done)
}

fn abandon(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out"));
    }
    let (athlete, head) = cx.athlete()?;
    let active = athlete.cycles.iter().rev().find(|c| athlete.cycle_status(c, cx.today) == CycleStatus::Active);
    let Some(c) = active else { return Err(usage("no cycle is active; `lanterne cycle list` lists them")) };
    let number = c.stored.number;
    let edit = CycleEdited { number, day: cx.today, active: Some(false), ..CycleEdited::default() };
    let event = NewEvent {
        key: format!("cycle-abandon:{head}:{number}"),
        event: Event::CycleEdited(edit),
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        cause: None,
        recorded_at: cx.now,
    };
    cx.store(Access::ReadWrite)?.append(vec![event])?;
    let text =
        format!("Cycle {number} is given up; the plan stays as it is. `lanterne cycle new` proposes another.");
    if out.json {
        out.value(&serde_json::json!({ "ok": true, "number": number, "message": text }))?;
    } else {
        out.line(text)?;
    }
    Ok(Exit::Done)
}
