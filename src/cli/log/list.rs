//! `lanterne log list`

use super::{
    super::{Context, args::Span, exit::Exit, out::Out},
    find::{self, Found, Kind},
};
use crate::{
    domain::{Athlete, CheckIn, CleanText, Day, ShortId},
    science::strength,
};
use serde::Serialize;

#[derive(Serialize)]
struct Line {
    day: Day,
    kind: &'static str,
    id: Option<ShortId>,
    text: String,
    /// Estimated one-repetition maximum of a set, kg.
    e1rm_kg: Option<f64>,
}

#[derive(Serialize)]
struct Said<'a> {
    activity: ShortId,
    day: Day,
    rpe: Option<f64>,
    feel: Option<u8>,
    note: Option<&'a CleanText>,
}

#[derive(Serialize)]
struct Listed<'a> {
    entries: Vec<Line>,
    check_ins: Vec<&'a CheckIn>,
    annotations: Vec<Said<'a>>,
}

/// Runs `log list`: the last four weeks when no span is given.
pub(super) fn run(cx: &Context, athlete: &Athlete, span: Span, out: &mut Out) -> anyhow::Result<Exit> {
    let to = span.to.unwrap_or(cx.today);
    let from = span.from.unwrap_or(crate::domain::day::shift(to, -27));
    let within = |d: Day| d >= from && d <= to;
    let kinds = [(Kind::Session, "session"), (Kind::Set, "set"), (Kind::Note, "note")];
    let mut entries: Vec<Line> = kinds
        .into_iter()
        .flat_map(|(kind, name)| find::all(athlete, kind).into_iter().map(move |f| line(&f, name)))
        .filter(|l| within(l.day))
        .collect();
    entries.sort_by_key(|l| l.day);
    let said = athlete.activities.iter().filter(|a| within(a.best().local_date)).filter_map(|a| {
        let s = a.annotation.as_ref()?;
        Some(Said { activity: a.id, day: a.best().local_date, rpe: s.rpe, feel: s.feel, note: s.note.as_ref() })
    });
    let check_ins = athlete.check_ins.range(from..=to.max(from)).map(|(_, c)| c);
    let listed = Listed { entries, check_ins: check_ins.collect(), annotations: said.collect() };
    if out.json {
        out.value(&listed)?;
        return Ok(Exit::Done);
    }
    if listed.entries.is_empty() && listed.check_ins.is_empty() && listed.annotations.is_empty() {
        out.line(format!("Nothing was entered by hand from {from} to {to}."))?;
    }
    for l in &listed.entries {
        let id = l.id.map(ShortId::brief).unwrap_or_default();
        let text = if l.kind == "note" { l.text.clone() } else { out.units.told(&l.text).into_owned() };
        out.raw(format!("{}  {id}  {:<8} {text}", l.day, l.kind))?;
    }
    for c in &listed.check_ins {
        out.line(format!("{}  {:<6}  {:<8} {}", c.day, "", "feel", crate::coach::logging::check_in_words(c)))?;
    }
    for s in &listed.annotations {
        let rpe = s.rpe.map_or_else(String::new, |r| format!(" RPE {r}"));
        let feel = s.feel.map_or_else(String::new, |f| format!(" feel {f} of 5"));
        let note = s.note.map_or_else(String::new, |n| format!(" “{n}”"));
        out.raw(format!("{}  {}  {:<8}{rpe}{feel}{note}", s.day, s.activity.brief(), "said"))?;
    }
    Ok(Exit::Done)
}

fn line(f: &Found<'_>, kind: &'static str) -> Line {
    let e1rm_kg = if let Found::Set(s) = f { strength::one_rep_max(&s.set) } else { None };
    Line { day: f.day(), kind, id: Some(f.id()), text: f.words(), e1rm_kg }
}
