//! `lanterne notify`: messages to the athlete.

use super::{Context, args::NotifyCommand, exit::Exit, exit::usage, out::Out};
use crate::{
    domain::{Channel, CleanText, outbox::Standing},
    http::Http,
    log::{Access, Store},
    sources::Stop,
    sync::{
        outbox::{self, Sender, Told},
        run,
    },
};
use chrono::Utc;
use chrono_tz::Tz;
use serde::Serialize;

/// Runs `notify`.
pub fn run(cx: &Context, command: Option<&NotifyCommand>, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        None | Some(NotifyCommand::List) => list(cx, out),
        Some(_) if cx.as_of.is_some() => Err(usage("--as-of looks back and sends nothing; leave it out")),
        Some(NotifyCommand::Send) => send(cx, out),
        Some(NotifyCommand::Test { channel }) => test(cx, *channel, out),
        Some(NotifyCommand::Resend { message, yes }) => resend(cx, message, *yes, out),
    }
}

/// Works through the outbox. `None` when another process is at it.
pub fn send_due(cx: &Context, store: &Store) -> anyhow::Result<Option<Vec<Told>>> {
    let told = with_sender(cx, store, |s| block(s.send_due()))?;
    Ok(told?.ok())
}

fn block<T>(work: impl Future<Output = T>) -> anyhow::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(work))
}

fn with_sender<T>(cx: &Context, store: &Store, work: impl FnOnce(&Sender<'_>) -> T) -> T {
    let vault = run::vault(&cx.paths, &cx.config);
    let http = Http::default();
    let who = format!("lanterne notify (process {})", std::process::id());
    let sender = Sender {
        store,
        paths: &cx.paths,
        config: &cx.config,
        vault: &vault,
        http: &http,
        now: &Utc::now,
        stop: Stop::default(),
        who: &who,
    };
    work(&sender)
}

#[derive(Serialize)]
struct ChannelView {
    channel: Channel,
    /// Whether some topic uses it.
    used: bool,
    ready: bool,
    missing: Option<String>,
}

#[derive(Serialize)]
struct ListView {
    channels: Vec<ChannelView>,
    messages: Vec<Told>,
}

fn list(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let store = cx.store(Access::ReadOnly)?;
    let used = cx.config.notify.used();
    let view = |(channel, ready): (Channel, Result<(), String>)| ChannelView {
        channel,
        used: used.contains(&channel),
        ready: ready.is_ok(),
        missing: ready.err(),
    };
    let channels = with_sender(cx, &store, |s| s.ready().into_iter().map(view).collect());
    let view = ListView { channels, messages: outbox::view(&athlete) };
    if out.json {
        out.value(&view)?;
        return Ok(Exit::Done);
    }
    for c in view.channels.iter().filter(|c| c.used) {
        out.line(c.missing.clone().unwrap_or_else(|| format!("{}: ready", c.channel)))?;
    }
    if used.is_empty() {
        out.line("Nothing is told: [notify] channels = [\"ntfy\"] in config.toml turns it on.")?;
    }
    if view.messages.is_empty() {
        out.line("No messages so far.")?;
    }
    for t in &view.messages {
        out.line(line(t, cx.config.zone()))?;
    }
    if view.messages.iter().any(|t| t.standing.is_trouble()) {
        out.line("Once more, when you want it: `lanterne notify resend ID`")?;
    }
    Ok(Exit::Done)
}

fn send(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let store = cx.store(Access::ReadWrite)?;
    let Some(told) = send_due(cx, &store)? else {
        anyhow::bail!("another process is sending; it takes care of everything that waits");
    };
    if out.json {
        out.value(&told)?;
    } else if told.is_empty() {
        out.line("Nothing waits.")?;
    } else {
        for t in &told {
            out.line(line(t, cx.config.zone()))?;
        }
    }
    Ok(if told.iter().any(|t| t.standing.is_trouble()) { Exit::Partly } else { Exit::Done })
}

fn test(cx: &Context, channel: Channel, out: &mut Out) -> anyhow::Result<Exit> {
    let store = cx.store(Access::ReadWrite)?;
    let told = with_sender(cx, &store, |s| block(s.test(channel)))??;
    let told = told.map_err(|who| anyhow::anyhow!("{who} is sending just now; try again in a moment"))?;
    if out.json {
        out.value(&told)?;
    } else {
        out.line(line(&told, cx.config.zone()))?;
    }
    Ok(if told.standing == Standing::Sent { Exit::Done } else { Exit::Failed })
}

fn resend(cx: &Context, wanted: &str, yes: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let hits: Vec<_> =
        athlete.outbox.messages.iter().filter(|m| m.notification.id.to_string().starts_with(wanted)).collect();
    let message = match hits.as_slice() {
        [one] => *one,
        [] => return Err(usage(format!("no message has the id {wanted}; `lanterne notify` lists them"))),
        many => {
            return Err(usage(format!(
                "{} messages have ids that begin with {wanted}; give more of it",
                many.len()
            )));
        }
    };
    let what = match message.standing() {
        Standing::Unknown => "It may have arrived already, and would arrive twice",
        Standing::Failed => "It did not go out",
        other => return Err(usage(format!("that message is {}: there is nothing to repeat", other.name()))),
    };
    let first = outbox::again_by(message);
    let costs = if first == Some(Channel::Sms) { "; a text message is paid for once more" } else { "" };
    let by = first.map_or_else(String::new, |c| format!(" by {c}"));
    if !yes && !super::agree::agreed(&format!("{what}{costs}. Send it again{by}?"), out)? {
        out.line("Nothing was sent.")?;
        return Ok(Exit::Done);
    }
    let store = cx.store(Access::ReadWrite)?;
    let told = with_sender(cx, &store, |s| block(s.again(message.notification.id)))??;
    let told = told.map_err(|why| anyhow::anyhow!(why))?;
    if out.json {
        out.value(&told)?;
    } else {
        out.line(line(&told, cx.config.zone()))?;
    }
    Ok(match told.standing {
        Standing::Sent => Exit::Done,
        Standing::Waiting | Standing::Sending => Exit::Partly,
        _ => Exit::Failed,
    })
}

/// A message in a line.
#[must_use]
pub fn line(t: &Told, zone: Tz) -> String {
    let by = t.channel.map(|c| format!(" by {c}")).unwrap_or_default();
    let said = t.said.as_ref().map_or_else(String::new, |s| format!(": {}", CleanText::as_str(s)));
    let next =
        t.next.map(|n| format!("; next try {}", n.with_timezone(&zone).format("%d %b %H:%M"))).unwrap_or_default();
    format!("{} {:<9} {:<13} {}{by}{said}{next}", t.id.brief(), t.standing.name(), t.topic, t.day)
}
