//! `lanterne thresholds`: what holds, what is proposed, and the athlete's answers.

use super::{
    Context,
    args::{ThresholdSetting, ThresholdsCommand, sport_named},
    exit::{Exit, usage},
    out::Out,
};
use crate::{
    coach::{self, morning::Morning},
    domain::{
        Athlete, CleanText, Day, Event, Provenance, Provider, ShortId, Sport, Threshold, ThresholdKind,
        ThresholdProposal, Units, athlete::ProposalState, event::Actor, settings::ThresholdSource,
        threshold::ThresholdOutcome,
    },
    log::{Access, NewEvent},
    science::{
        history::History,
        thresholds::candidates::{self, Candidate, Support, Vo2Max},
        zones::Model,
    },
};
use serde::Serialize;

/// What holds on a day.
#[derive(Serialize)]
struct List {
    date: Day,
    thresholds: Vec<Current>,
    /// Those that wait for an answer.
    proposals: Vec<ThresholdProposal>,
    /// What the last weeks suggest, proposed or not.
    candidates: Vec<Candidate>,
    support: Vec<Support>,
    /// A test that would tell, where one is wise today.
    test: Option<Test>,
    vo2max: Option<Vo2Max>,
}

#[derive(Serialize)]
struct Current {
    kind: ThresholdKind,
    sport: Sport,
    value: f64,
    written: String,
    from: Day,
    source: ThresholdSource,
    note: Option<CleanText>,
    /// Upper bounds of its zones, in its unit.
    zones: Option<Bounds>,
}

#[derive(Serialize)]
struct Bounds {
    model: Model,
    source: &'static str,
    upper: Vec<f64>,
}

#[derive(Serialize)]
struct Test {
    template: &'static str,
    /// Why not today.
    not_today: Option<&'static str>,
}

/// One entry of the history.
#[derive(Serialize)]
struct Entry<'a> {
    kind: ThresholdKind,
    sport: Option<Sport>,
    value: f64,
    written: String,
    from: Day,
    source: ThresholdSource,
    note: Option<&'a CleanText>,
}

#[derive(Serialize)]
struct Past<'a> {
    thresholds: Vec<Entry<'a>>,
    proposals: Vec<Asked<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    state: ProposalState,
    #[serde(flatten)]
    proposal: &'a ThresholdProposal,
}

/// Runs `thresholds …`.
pub fn run(cx: &Context, command: Option<&ThresholdsCommand>, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        None | Some(ThresholdsCommand::List) => {
            let (athlete, history, morning) = cx.morning()?;
            list(&athlete, &history, &morning, out)
        }
        Some(ThresholdsCommand::History) => {
            let (athlete, _) = cx.athlete()?;
            past(&athlete, &History::build(&athlete, cx.today), out)
        }
        Some(ThresholdsCommand::Accept { id }) => answer(cx, id.as_deref(), ThresholdOutcome::Accepted, out),
        Some(ThresholdsCommand::Deny { id }) => answer(cx, id.as_deref(), ThresholdOutcome::Denied, out),
        Some(ThresholdsCommand::Set(setting)) => set(cx, setting, out),
    }
}

const SPORTS: [Sport; 3] = [Sport::Bike, Sport::Run, Sport::Swim];

/// What holds for each kind and sport on a day.
fn current(athlete: &Athlete, history: &History, day: Day) -> Vec<Current> {
    let families = athlete.settings.zones;
    let one = |kind: ThresholdKind, sport: Sport| {
        if kind.own_sport().is_some_and(|own| own != sport) && kind != ThresholdKind::Ftp {
            return None;
        }
        let t = history.book.at(kind, sport, day)?;
        let model = match kind {
            ThresholdKind::Ftp => Some(Model::CogganPower),
            ThresholdKind::Lthr => Some(Model::heart_rate(families.heart_rate, sport)),
            ThresholdKind::ThresholdSpeed | ThresholdKind::Css => Model::speed(families.pace, sport),
            ThresholdKind::HrMax | ThresholdKind::HrRest | ThresholdKind::Cp => None,
        };
        let zones = model.map(|model| {
            let upper = model.bounds(t.value).into_iter().filter(|b| b.is_finite()).collect();
            Bounds { model, source: model.source(), upper }
        });
        let written = kind.written(t.value);
        Some(Current {
            kind,
            sport,
            value: t.value,
            written,
            from: t.from,
            source: t.source,
            note: t.note.clone(),
            zones,
        })
    };
    ThresholdKind::ALL
        .into_iter()
        .flat_map(|k| SPORTS.into_iter().filter_map(move |s| one(k, s)).collect::<Vec<_>>())
        .collect()
}

fn list(athlete: &Athlete, history: &History, morning: &Morning, out: &mut Out) -> anyhow::Result<Exit> {
    let today = morning.date;
    let support = history.book.support().to_vec();
    let stale = support.iter().find(|s| s.stale);
    let list = List {
        date: today,
        thresholds: current(athlete, history, today),
        proposals: morning.thresholds.clone(),
        candidates: candidates::candidates(athlete, &history.book, today),
        test: stale.map(|s| Test {
            template: s.test,
            not_today: coach::thresholds::no_test_today(athlete, history, morning),
        }),
        vo2max: candidates::vo2max(athlete, &history.book, today),
        support,
    };
    if out.json {
        out.value(&list)?;
        return Ok(Exit::Done);
    }
    if list.thresholds.is_empty() {
        out.line("No thresholds yet. `lanterne import PATH` brings activities that suggest some, `lanterne thresholds set ftp 250` gives one.")?;
    }
    for t in &list.thresholds {
        let note = note(t.note.as_ref(), t.source, out.units);
        out.raw(format!(
            "{:<24} {:<5} {:>12}  from {}  {}{note}",
            t.kind.title(),
            t.sport.name(),
            out.units.threshold(t.kind, t.value),
            t.from,
            source(t.source)
        ))?;
    }
    for s in list.support.iter().filter(|s| s.stale) {
        let since = s.last.map_or_else(|| "in a year".to_owned(), |d| format!("since {d}"));
        out.line(format!("stale: nothing came near {} ({}) {since}", s.kind.title(), s.sport.name()))?;
    }
    if let Some(t) = &list.test {
        let when =
            t.not_today.map_or_else(|| "would tell".to_owned(), |why| format!("would tell, but not today: {why}"));
        out.line(format!("the test {} {when}", t.template))?;
    }
    if let Some(v) = &list.vo2max {
        out.line(format!(
            "VO2max about {:.0} ml/kg/min, by {} (confidence {:.1})",
            v.value, v.method, v.confidence
        ))?;
    }
    for p in &list.proposals {
        out.line(format!(
            "waits for your answer: {}  {}  {} ({})",
            p.id.brief(),
            p.headline(),
            p.reason,
            p.method.grounds()
        ))?;
    }
    if !list.proposals.is_empty() {
        out.line("`lanterne thresholds accept` or `deny`, with the first digits when several wait; until then nothing changes")?;
    }
    Ok(Exit::Done)
}

/// What stands behind a value: the athlete's words as they are, the program's in the athlete's units.
fn note(note: Option<&CleanText>, source: ThresholdSource, units: Units) -> String {
    let Some(n) = note else { return String::new() };
    let words = if source == ThresholdSource::Set { n.as_str().into() } else { units.told(n.as_str()) };
    format!("  {words}")
}

fn source(s: ThresholdSource) -> &'static str {
    match s {
        ThresholdSource::Set => "config.toml",
        other => other.name(),
    }
}

fn past(athlete: &Athlete, history: &History, out: &mut Out) -> anyhow::Result<Exit> {
    let mut all: Vec<&Threshold> = history.book.all().iter().collect();
    all.sort_by_key(|t| (t.kind, t.sport, t.from));
    let thresholds: Vec<Entry> = all
        .iter()
        .map(|t| Entry {
            kind: t.kind,
            sport: t.sport,
            value: t.value,
            written: t.kind.written(t.value),
            from: t.from,
            source: t.source,
            note: t.note.as_ref(),
        })
        .collect();
    let proposals = athlete.thresholds.proposals.iter().map(|(proposal, state)| Asked { state: *state, proposal });
    let past = Past { thresholds, proposals: proposals.collect() };
    if out.json {
        out.value(&past)?;
        return Ok(Exit::Done);
    }
    for e in &past.thresholds {
        let sport = e.sport.map_or("all", Sport::name);
        let note = note(e.note, e.source, out.units);
        out.raw(format!(
            "{}  {:<24} {sport:<5} {:>12}  {}{note}",
            e.from,
            e.kind.title(),
            out.units.threshold(e.kind, e.value),
            source(e.source)
        ))?;
    }
    for a in &past.proposals {
        out.line(format!(
            "{}  proposed {}  {}: {}",
            a.proposal.day,
            a.proposal.headline(),
            a.state.name(),
            a.proposal.reason
        ))?;
    }
    Ok(Exit::Done)
}

fn answer(cx: &Context, id: Option<&str>, outcome: ThresholdOutcome, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _, _) = cx.morning()?;
    let p = find(&athlete, cx.today, id)?;
    let answer = coach::thresholds::answer(p.id, outcome);
    record(cx, Event::ThresholdAnswered(answer), coach::thresholds::answer_key(p.id))?;
    let t = &p.threshold;
    told(
        out,
        &match outcome {
            ThresholdOutcome::Accepted => {
                format!("Accepted and saved: {} {} from {} on", t.kind.title(), t.kind.written(t.value), t.from)
            }
            _ => format!("Denied and saved: {} stays as it is", t.kind.title()),
        },
    )
}

/// The proposal that the first digits of an id name; without one, the only one that waits.
fn find<'a>(athlete: &'a Athlete, today: Day, id: Option<&str>) -> anyhow::Result<&'a ThresholdProposal> {
    let Some(id) = id else {
        let mut waiting = athlete.thresholds.pending(today);
        return match (waiting.next(), waiting.next()) {
            (Some(one), None) => Ok(one),
            (None, _) => anyhow::bail!("no threshold waits for an answer"),
            _ => Err(usage("more than one threshold waits; name one, `lanterne thresholds` lists them")),
        };
    };
    let id = id.to_ascii_lowercase();
    let mut hits = athlete.thresholds.proposals.iter().filter(|(p, _)| p.id.to_string().starts_with(&id));
    match (hits.next(), hits.next()) {
        (Some((p, ProposalState::Pending)), None) if p.expires >= today => Ok(p),
        (Some((p, state)), None) => {
            let state = if *state == ProposalState::Pending { "expired" } else { state.name() };
            anyhow::bail!("the threshold {} is {state} already; nothing changed", p.id.brief())
        }
        _ => Err(usage(format!(
            "no threshold, or more than one, has an id that starts with {id}; `lanterne thresholds history` lists them"
        ))),
    }
}

fn set(cx: &Context, s: &ThresholdSetting, out: &mut Out) -> anyhow::Result<Exit> {
    let kind: ThresholdKind = s.kind.into();
    let value = value_of(kind, &s.value, out.units)?;
    let from = s.from.unwrap_or(cx.today);
    let sport = s.sport.as_deref().map(sport_named).transpose()?.or_else(|| kind.own_sport());
    let note = s.note.as_deref().and_then(CleanText::line_opt);
    let t = Threshold { kind, sport, value, from, source: ThresholdSource::Accepted, note };
    let hand_written = cx
        .config
        .settings
        .thresholds
        .iter()
        .any(|c| (c.kind, c.sport.or(c.kind.own_sport()), c.from) == (t.kind, t.sport, t.from));
    if hand_written {
        anyhow::bail!(
            "config.toml holds a {} from {from}, and what is written there goes before the log; change it there, or give another day with --from",
            kind.title()
        );
    }
    // A value may be given, changed and given again: the moment makes it another event.
    let id = ShortId::of(&[cx.now.to_rfc3339().as_bytes(), kind.name().as_bytes(), s.value.as_bytes()]);
    record(cx, Event::ThresholdSet(t), format!("threshold-set:{id}"))?;
    told(out, &format!("Saved: {} {} from {from} on", kind.title(), kind.written(value)))
}

/// A figure in the kind's unit: watts, beats, or a pace in the athlete's unit or in the one behind it (`6:34`, `4:05/km`).
fn value_of(kind: ThresholdKind, text: &str, units: Units) -> anyhow::Result<f64> {
    let (lo, hi, unit) = kind.range();
    let value = match kind.pace_sport() {
        // Scripts give metres a second, as JSON does.
        Some(sport) => text.parse().or_else(|_| units.read_pace(text, sport)).map_err(usage)?,
        None => text.parse().map_err(|_| {
            let what = CleanText::line(text);
            usage(format!("{what} can't be read as a {}: give it in {unit}", kind.title()))
        })?,
    };
    if !(lo..=hi).contains(&value) {
        let (said, range) = (units.threshold(kind, value), units.threshold_range(kind));
        return Err(usage(format!("{said} is out of range for {}: {range}", kind.title())));
    }
    Ok(value)
}

fn told(out: &mut Out, what: &str) -> anyhow::Result<Exit> {
    if out.json {
        out.value(&serde_json::json!({ "ok": true, "message": what }))?;
    } else {
        out.line(what)?;
    }
    Ok(Exit::Done)
}

fn record(cx: &Context, event: Event, key: String) -> anyhow::Result<()> {
    if cx.as_of.is_some() {
        return Err(usage("--as-of looks back and writes nothing; leave it out to answer"));
    }
    let new = NewEvent {
        event,
        actor: Actor::Athlete,
        provenance: Provenance::of(Provider::Manual),
        key,
        cause: None,
        recorded_at: cx.now,
    };
    cx.store(Access::ReadWrite)?.append(vec![new])?;
    Ok(())
}
