//! `lanterne activities`

mod detail;

use super::{
    Context,
    args::{Activities, ActivitiesCommand},
    exit::{Exit, usage},
    link,
    out::Out,
};
use crate::{
    coach::{
        self,
        query::{Found, Query},
    },
    domain::{Activity, Athlete, Day, Sport, Units},
    science::{
        history::History,
        load::{Load, Method},
    },
};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

/// One activity as it is listed.
#[derive(Serialize)]
struct Line<'a> {
    id: String,
    source: &'a str,
    file: Option<&'a str>,
    title: Option<&'a str>,
    sport: Sport,
    start: String,
    local_date: Day,
    elapsed_s: f64,
    moving_s: f64,
    /// Whether the two are estimates: nobody said how long the sets took.
    time_estimated: bool,
    distance_m: Option<f64>,
    ascent_m: Option<f64>,
    avg_hr: Option<f64>,
    max_hr: Option<f64>,
    avg_power_w: Option<f64>,
    np_w: Option<f64>,
    load: LoadLine,
}

#[derive(Serialize)]
struct LoadLine {
    value: f64,
    method: Method,
    confidence: f64,
}

/// Runs `activities` and `activities show ID`.
pub fn run(cx: &Context, args: &Activities, out: &mut Out) -> anyhow::Result<Exit> {
    match &args.command {
        Some(ActivitiesCommand::Link { id, session }) => return link::link(cx, id, session, out),
        Some(ActivitiesCommand::Unlink { id }) => return link::unlink(cx, id, out),
        Some(ActivitiesCommand::Note { id, words }) => return link::note(cx, id, &words.join(" "), out),
        Some(ActivitiesCommand::Show { .. }) | None => {}
    }
    let (athlete, _) = cx.athlete()?;
    let history = History::build(&athlete, cx.today);
    if let Some(ActivitiesCommand::Show { id }) = &args.command {
        return show(cx, (&athlete, &history), id, out);
    }
    let within = |d: Day| args.span.from.is_none_or(|f| d >= f) && args.span.to.is_none_or(|t| d <= t);
    let query = Query::read_in(args.filter.as_deref().unwrap_or_default(), cx.today, out.units)
        .map_err(|e| usage(format!("--filter: {e}")))?;
    let lines: Vec<Line> = history
        .loads
        .iter()
        .filter_map(|l| Some((athlete.activities.get(l.index)?, l)))
        .filter(|(a, load)| within(a.best().local_date) && query.matches(Found { activity: a, load }))
        .map(|(a, l)| line(a, &l.load))
        .collect();
    if out.json {
        out.value(&lines)?;
        return Ok(Exit::Done);
    }
    if lines.is_empty() {
        out.line(if history.loads.is_empty() {
            "No activities here yet. `lanterne import PATH` brings files in."
        } else {
            "No activity matches."
        })?;
    }
    for l in &lines {
        out.raw(text_of(l, out.units))?;
    }
    Ok(Exit::Done)
}

fn show(cx: &Context, (athlete, history): (&Athlete, &History), id: &str, out: &mut Out) -> anyhow::Result<Exit> {
    let mut hits = history.loads.iter().filter_map(|l| {
        let a = athlete.activities.get(l.index)?;
        a.id.to_string().starts_with(&id.to_ascii_lowercase()).then_some((a, l))
    });
    let Some((a, l)) = hits.next() else {
        return Err(usage(format!(
            "no activity has an id that starts with {id}; `lanterne activities` lists them"
        )));
    };
    if hits.next().is_some() {
        return Err(usage(format!("more than one activity has an id that starts with {id}; give more digits")));
    }
    let Some(detail) = coach::detail::detail(athlete, history, l) else {
        anyhow::bail!("the activity {id} has no record");
    };
    if out.json {
        out.value(&detail)?;
        return Ok(Exit::Done);
    }
    out.raw(text_of(&line(a, &l.load), out.units))?;
    for text in detail::lines(&detail, cx.links(&std::io::stdout()), out.units) {
        out.line(text)?;
    }
    Ok(Exit::Done)
}

fn line<'a>(a: &'a Activity, load: &Load) -> Line<'a> {
    let r = a.best();
    Line {
        id: a.id.to_string(),
        source: r.provider.name(),
        file: r.file.as_ref().map(AsRef::as_ref),
        title: r.title.as_ref().map(AsRef::as_ref),
        sport: r.sport,
        start: utc(r.start),
        local_date: r.local_date,
        elapsed_s: r.elapsed_s,
        moving_s: r.moving_s,
        time_estimated: r.time_is_estimated(),
        distance_m: r.distance_m,
        ascent_m: r.ascent_m,
        avg_hr: r.avg_hr,
        max_hr: r.max_hr,
        avg_power_w: r.avg_power_w,
        np_w: r.metrics.np_w,
        load: LoadLine { value: load.value, method: load.method, confidence: load.confidence },
    }
}

fn utc(t: DateTime<Utc>) -> String {
    t.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn text_of(l: &Line, units: Units) -> String {
    let minutes = (l.moving_s / 60.0).round() as u64;
    let km = l.distance_m.map_or_else(|| "      –".into(), |m| format!("{:>7}", units.distance(m / 1000.0, 1)));
    format!(
        "{}  {}  {:<10} {:>4}:{:02}  {km} {}  load {:>4.0} by {:<10} {}",
        &l.id[..6],
        l.local_date,
        l.sport.name(),
        format!("{}{}", if l.time_estimated { "~" } else { "" }, minutes / 60),
        minutes % 60,
        units.far(),
        l.load.value,
        l.load.method.title(),
        l.title.or(l.file).unwrap_or_default(),
    )
}
