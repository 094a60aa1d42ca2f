//! `lanterne plan export`: sessions as workout files, or the plan as one calendar.

use super::super::{
    Context,
    args::PlanExport,
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::present,
    config,
    domain::{Day, Plan, Session, day, num::counted, plan::history},
    formats::{
        ics,
        workout::{self, Refs, Workout},
    },
    log::Access,
    science::{history::History, thresholds::Book},
};
use anyhow::Context as _;
use serde::Serialize;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

/// Days that a session stays in the calendar after its day.
const KEEP_DAYS: i64 = 60;

/// One session in one file.
#[derive(Serialize)]
struct Written {
    session: String,
    date: Day,
    title: String,
    path: Option<PathBuf>,
    bytes: usize,
    losses: Vec<String>,
}

/// A session without a file.
#[derive(Serialize)]
struct Without {
    session: String,
    date: Day,
    title: String,
    reason: String,
}

#[derive(Serialize)]
struct Report {
    format: &'static str,
    files: Vec<Written>,
    refused: Vec<Without>,
    /// Sessions of a sport that the format has no workouts of.
    left_out: Vec<Without>,
}

/// Runs `plan export`.
pub(super) fn run(cx: &Context, args: &PlanExport, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let book = History::build(&athlete, cx.today).book;
    let Some(format) = args.format.workout() else { return calendar(cx, args, &book, out) };
    let plan = athlete.plan.as_ref().context(super::NO_PLAN)?;
    let sessions = chosen(plan, args, cx.today)?;
    let to = Target::of(cx, args, sessions.len())?;
    let mut report = Report { format: format.name(), files: vec![], refused: vec![], left_out: vec![] };
    for s in sessions {
        let without =
            |reason: String| Without { session: s.id.to_string(), date: s.day, title: s.title.clone(), reason };
        let refs = Refs::of(&book, s.sport, s.day);
        match workout::write(format, &Workout::of(s), &refs) {
            Ok((bytes, losses)) => {
                let path = to.put(&workout::file_name(s, format.extension()), &bytes)?;
                report.files.push(Written {
                    session: s.id.to_string(),
                    date: s.day,
                    title: s.title.clone(),
                    path,
                    bytes: bytes.len(),
                    losses: losses.lines(),
                });
            }
            Err(e) if !format.takes(s.sport) => report.left_out.push(without(e.to_string())),
            Err(e) => report.refused.push(without(e.to_string())),
        }
    }
    tell(&report, &to, out)
}

fn tell(report: &Report, to: &Target, out: &mut Out) -> anyhow::Result<Exit> {
    let exit = match (report.files.is_empty(), report.refused.is_empty()) {
        (_, true) => Exit::Done,
        (false, false) => Exit::Partly,
        (true, false) => Exit::Failed,
    };
    if out.json {
        out.value(report)?;
        return Ok(exit);
    }
    // With the file on standard output, what is said about it goes to standard error.
    let mut say = |line: String| -> anyhow::Result<()> {
        if *to == Target::Stdout {
            writeln!(std::io::stderr().lock(), "{line}")?;
        } else {
            out.line(line)?;
        }
        Ok(())
    };
    for f in &report.files {
        if let Some(path) = &f.path {
            say(format!("{}", path.display()))?;
        }
        for l in &f.losses {
            say(format!("  lost: {l}"))?;
        }
    }
    for r in &report.refused {
        say(format!("{} {}: not written: {}", r.date, r.title, r.reason))?;
    }
    if !report.left_out.is_empty() {
        say(format!(
            "{} of other sports left out: {}",
            counted(report.left_out.len(), "session"),
            report.left_out[0].reason
        ))?;
    }
    if report.files.is_empty() && report.refused.is_empty() && report.left_out.is_empty() {
        say("nothing is planned there".to_owned())?;
    }
    Ok(exit)
}

/// The sessions that were asked for; without a wish those of this week that are still to come.
fn chosen<'a>(plan: &'a Plan, args: &PlanExport, today: Day) -> anyhow::Result<Vec<&'a Session>> {
    if let Some(id) = &args.session {
        let hits: Vec<&Session> =
            plan.sessions.iter().filter(|s| s.id.to_string().starts_with(id.as_str())).collect();
        return match hits.as_slice() {
            [_] => Ok(hits),
            [] => Err(usage(format!("no planned session has the id {id}; `lanterne plan show --json` lists them"))),
            many => Err(usage(format!("{} sessions have ids that begin with {id}; give more of it", many.len()))),
        };
    }
    let (from, to) = match &args.week {
        _ if args.all => (plan.from.max(today), plan.last_day().unwrap_or(plan.from)),
        Some(week) => {
            let monday = day::parse_iso_week(week)
                .ok_or_else(|| usage(format!("{week} is no week; write it as 2026-W47")))?;
            (monday, day::shift(monday, 6))
        }
        None => (today, day::shift(day::monday(today), 6)),
    };
    Ok(plan.span(from, to).collect())
}

/// Where files go.
#[derive(PartialEq)]
enum Target {
    Stdout,
    Folder(PathBuf),
}

impl Target {
    fn of(cx: &Context, args: &PlanExport, files: usize) -> anyhow::Result<Self> {
        match args.out.as_deref() {
            Some(dash) if dash == Path::new("-") && files > 1 => {
                Err(usage(format!("{files} files don't go to one standard output; name a folder, or one session")))
            }
            Some(dash) if dash == Path::new("-") => Ok(Self::Stdout),
            Some(dir) => Ok(Self::Folder(dir.to_owned())),
            None => Ok(Self::Folder(cx.config.output.clone().unwrap_or_else(|| PathBuf::from(".")))),
        }
    }

    /// Writes one file whole; gives its path.
    fn put(&self, name: &str, bytes: &[u8]) -> anyhow::Result<Option<PathBuf>> {
        match self {
            Self::Stdout => {
                std::io::stdout().lock().write_all(bytes)?;
                Ok(None)
            }
            Self::Folder(dir) => {
                let path = dir.join(name);
                config::edit::write_private(&path, bytes)
                    .with_context(|| format!("{} can't be written", path.display()))?;
                Ok(Some(path))
            }
        }
    }
}

/// The whole plan as one calendar.
fn calendar(cx: &Context, args: &PlanExport, book: &Book, out: &mut Out) -> anyhow::Result<Exit> {
    if args.session.is_some() || args.week.is_some() {
        return Err(usage("a calendar is one feed of the whole plan; leave out --session and --week"));
    }
    let mut events = cx.store(Access::ReadOnly)?.since(0)?;
    if let Some(as_of) = cx.as_of {
        let end = cx.end_of(as_of);
        events.retain(|e| e.recorded_at < end);
    }
    let mut all = history::tracked(&events);
    all.retain(|t| day::between(t.session.day, cx.today) <= KEEP_DAYS);
    let words = |t: &history::Tracked| {
        let view = present::session_view(&t.session, book, cx.today);
        let mut lines: Vec<String> = view.lines;
        lines.extend([view.description, view.rationale].into_iter().filter(|l| !l.is_empty()));
        lines
    };
    let text = ics::feed("Lanterne", cx.config.zone(), &all, &words, &|day| cx.start_of(day));
    let to = Target::of(cx, args, 1)?;
    let path = to.put("lanterne.ics", text.as_bytes())?;
    let cancelled = all.iter().filter(|t| t.cancelled).count();
    if out.json {
        #[derive(Serialize)]
        struct Feed {
            format: &'static str,
            path: Option<PathBuf>,
            events: usize,
            cancelled: usize,
        }
        out.value(&Feed { format: "ics", path, events: all.len(), cancelled })?;
    } else if let Some(path) = path {
        let gone = if cancelled > 0 { format!(", {cancelled} of them cancelled") } else { String::new() };
        out.line(format!("{}  {}{gone}", path.display(), counted(all.len(), "session")))?;
    }
    Ok(Exit::Done)
}
