//! `lanterne events`

use super::{
    Context,
    args::{EventsCommand, WhosePlan},
    exit::{Exit, usage},
    out::Out,
};
use crate::log::{Access, ExchangeError, PlanOf};
use std::{
    io::{self, IsTerminal},
    path::Path,
};

/// Runs `events …`.
pub fn run(cx: &Context, command: &EventsCommand, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        EventsCommand::Verify => verify(cx, out),
        EventsCommand::Export { file } => export(cx, file.as_deref()),
        EventsCommand::Import { file, plan } => import(cx, file.as_deref(), *plan, out),
    }
}

fn export(cx: &Context, file: Option<&Path>) -> anyhow::Result<Exit> {
    let store = cx.store(Access::ReadOnly)?;
    match file.filter(|f| *f != Path::new("-")) {
        None if io::stdout().is_terminal() => {
            return Err(usage(
                "an export is no text: name a file, or pipe it: lanterne events export | ssh host lanterne events import",
            ));
        }
        None => store.export(io::BufWriter::new(io::stdout().lock()))?,
        Some(path) => {
            let dir = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let mut temp = tempfile::NamedTempFile::new_in(dir)?;
            let n = store.export(io::BufWriter::new(&mut temp))?;
            temp.as_file().sync_all()?;
            temp.persist(path)?;
            n
        }
    };
    Ok(Exit::Done)
}

fn import(cx: &Context, file: Option<&Path>, plan: Option<WhosePlan>, out: &mut Out) -> anyhow::Result<Exit> {
    let plan = plan.map(|p| match p {
        WhosePlan::Ours => PlanOf::Ours,
        WhosePlan::Theirs => PlanOf::Theirs,
    });
    let store = cx.store(Access::ReadWrite)?;
    let taken = match file.filter(|f| *f != Path::new("-")) {
        None => store.import(io::BufReader::new(io::stdin().lock()), plan, cx.now),
        Some(path) => store.import(io::BufReader::new(std::fs::File::open(path)?), plan, cx.now),
    };
    let taken = match taken {
        Err(ExchangeError::Conflict(c)) if out.json => {
            out.value(&serde_json::json!({ "conflict": c }))?;
            return Ok(Exit::Partly);
        }
        Err(ExchangeError::Conflict(c)) => {
            out.line(c.to_string())?;
            return Ok(Exit::Partly);
        }
        other => other?,
    };
    if out.json {
        out.value(&taken)?;
        return Ok(Exit::Done);
    }
    let aside = if taken.set_aside > 0 {
        format!(", {} changes of the plan set aside", taken.set_aside)
    } else {
        String::new()
    };
    let followed = if taken.followed { "; the plan of the other machine stands, as was said there" } else { "" };
    out.line(format!("{} events taken, {} known already{aside}{followed}", taken.new, taken.known))?;
    Ok(Exit::Done)
}

fn verify(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let v = cx.store(Access::ReadOnly)?.verify()?;
    let exit = if v.ok { Exit::Done } else { Exit::Failed };
    if out.json {
        out.value(&v)?;
        return Ok(exit);
    }
    match &v.problem {
        None => {
            out.line(format!(
                "{} events, the chain holds\nhead   {}\nstate  {}",
                v.events, v.head, v.state_digest
            ))?;
        }
        Some(p) => {
            let place = p.seq.map_or_else(|| "the log".to_owned(), |seq| format!("event {seq}"));
            out.line(format!("{place}: {}", p.what))?;
            out.line("Nothing was changed. Keep a copy of the folder before anything else.")?;
        }
    }
    Ok(exit)
}
