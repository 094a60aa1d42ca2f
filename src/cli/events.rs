//! `lanterne events`

use super::{Context, args::EventsCommand, exit::Exit, out::Out};
use crate::log::Access;

/// Runs `events …`.
pub fn run(cx: &Context, command: &EventsCommand, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        EventsCommand::Verify => verify(cx, out),
    }
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
