//! `lanterne plan push`: sessions into a service's calendar.

use super::super::{
    Context,
    args::PlanPush,
    exit::{Exit, code_of, usage},
    out::Out,
};
use crate::{
    domain::CleanText,
    http::Http,
    log::Access,
    sources::Stop,
    sync::{
        push::{Difference, Done, Push, PushError, What},
        run,
    },
};
use chrono::Utc;
use serde::Serialize;

#[derive(Serialize)]
struct Report<'a> {
    service: &'static str,
    dry_run: bool,
    #[serde(flatten)]
    difference: &'a Difference,
    done: Option<&'a Done>,
    error: Option<String>,
}

/// Runs `plan push`.
pub(super) fn run(cx: &Context, args: &PlanPush, out: &mut Out) -> anyhow::Result<Exit> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and sends nothing; leave it out"));
    }
    if cx.demo && !args.dry_run {
        return Err(usage("the demo's plan is pushed nowhere; --dry-run shows what a push would do"));
    }
    let (athlete, _) = cx.athlete()?;
    anyhow::ensure!(athlete.plan.is_some(), super::NO_PLAN);
    let store = cx.store(Access::ReadWrite)?;
    let (vault, http) = (run::vault(&cx.paths, &cx.config), Http::default());
    let push = Push {
        store: &store,
        paths: &cx.paths,
        config: &cx.config,
        vault: &vault,
        http: &http,
        today: cx.today,
        weeks: args.weeks,
        patience: None,
        stop: Stop::default(),
        now: &Utc::now,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let d = runtime.block_on(push.difference(&athlete)).map_err(bare)?;
    if !out.json {
        tell(&d, out)?;
    }
    let done = if args.dry_run || d.changes.is_empty() {
        None
    } else if args.yes
        || super::super::agree::agreed(
            &format!("{} changes to intervals.icu. Write them there?", d.changes.len()),
            out,
        )?
    {
        Some(runtime.block_on(push.apply(&d)).map_err(bare)?)
    } else {
        out.line("Nothing was changed.")?;
        return Ok(Exit::Done);
    };
    end(args.dry_run, &d, done, out)
}

fn end(dry_run: bool, d: &Difference, done: Option<Done>, out: &mut Out) -> anyhow::Result<Exit> {
    let error = done.as_ref().and_then(|x| x.error.as_ref()).map(|e| crate::http::scrub(&e.to_string()));
    if out.json {
        out.value(&Report { service: "intervals", dry_run, difference: d, done: done.as_ref(), error })?;
    } else if let Some(x) = &done {
        out.line(format!("{} written, {} taken out", x.written, x.removed))?;
        if let Some(e) = error {
            out.line(format!("{} left: {e}. Push again; what is done stays done.", x.left))?;
        }
    }
    let Some(Done { error: Some(e), written, removed, .. }) = done else { return Ok(Exit::Done) };
    Ok(if written + removed > 0 { Exit::Partly } else { code_of(&bare(e)) })
}

/// The error of the service by itself: the exit code is told from it.
fn bare(e: PushError) -> anyhow::Error {
    match e {
        PushError::Source(e) => e.into(),
        other => other.into(),
    }
}

fn tell(d: &Difference, out: &mut Out) -> anyhow::Result<()> {
    for c in &d.changes {
        let sign = match c.what {
            What::Add => '+',
            What::Change => '~',
            What::Remove => '-',
        };
        let differs = if c.differs.is_empty() { String::new() } else { format!("  ({})", c.differs.join("; ")) };
        out.line(format!("{sign} {} {}{differs}", c.day, CleanText::line(&c.name)))?;
    }
    let same = match d.same {
        0 => String::new(),
        n => format!(", {n} stand as planned"),
    };
    out.line(format!("{} to {}: {} changes{same}", d.from, d.to, d.changes.len()))?;
    Ok(())
}
