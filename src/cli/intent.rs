//! `lanterne week intent`: what a week is meant to be.

use super::{
    Context,
    args::{IntentArgs, sport_named},
    exit::{Exit, usage},
    out::Out,
    review::week_named,
};
use crate::{
    domain::{
        CleanText, Event, Provenance, Provider, Units, WeekIntent, day::iso_week, event::Actor, units::Measure,
    },
    log::{Access, NewEvent},
};

/// Runs `week intent`: shows it, or changes what is given and leaves the rest.
pub fn run(cx: &Context, args: &IntentArgs, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, head) = cx.athlete()?;
    let week = week_named(args.week.as_deref(), cx.today)?;
    let old = athlete.intents.get(&week).cloned().unwrap_or(WeekIntent { week, ..WeekIntent::default() });
    let new = changed(&old, args)?;
    if new != old {
        if cx.as_of.is_some() {
            return Err(usage("--as-of looks back and writes nothing; leave it out"));
        }
        let event = NewEvent {
            key: format!("intent:{head}:{week}"),
            event: Event::WeekIntended(new.clone()),
            actor: Actor::Athlete,
            provenance: Provenance::of(Provider::Manual),
            cause: None,
            recorded_at: cx.now,
        };
        cx.store(Access::ReadWrite)?.append(vec![event])?;
    }
    if out.json {
        out.value(&serde_json::json!({ "week": iso_week(week), "intent": new }))?;
        return Ok(Exit::Done);
    }
    for line in lines(&new, out.units) {
        out.raw(line)?;
    }
    Ok(Exit::Done)
}

fn changed(old: &WeekIntent, args: &IntentArgs) -> anyhow::Result<WeekIntent> {
    let mut new = if args.clear { WeekIntent { week: old.week, ..WeekIntent::default() } } else { old.clone() };
    if let Some(text) = &args.text {
        new.text = CleanText::line_opt(text);
    }
    if !args.goal.is_empty() {
        new.goals = args.goal.iter().filter_map(|g| CleanText::line_opt(g)).collect();
    }
    if let Some(n) = args.sessions {
        new.sessions = (n > 0).then_some(n);
    }
    for (sport, km) in &args.km {
        let sport = sport_named(sport)?;
        // The flag is one of kilometres; miles are said.
        let read = Units::Metric.read(Measure::Distance, km).ok().flatten();
        let km = read.ok_or_else(|| usage(format!("`{km}` is no distance; write 40, 40km or 25mi")))?;
        if !(0.0..=3000.0).contains(&km) {
            return Err(usage(format!("{km} km in a week is out of range; between 0 and 3000")));
        }
        if km > 0.0 {
            new.km.insert(sport, km);
        } else {
            new.km.remove(&sport);
        }
    }
    Ok(new)
}

/// The intent for a person.
fn lines(i: &WeekIntent, units: Units) -> Vec<String> {
    if i.is_empty() {
        let example = "lanterne week intent --text \"easy, family visits\" --km run=40 --sessions 5";
        return vec![format!("{}: no intent. For example: {example}", iso_week(i.week))];
    }
    let mut all =
        vec![format!("{}: {}", iso_week(i.week), i.text.as_ref().map_or("your intent", CleanText::as_str))];
    all.extend(i.goals.iter().map(|g| format!("  - {g}")));
    all.extend(i.sessions.map(|n| format!("  {n} sessions")));
    all.extend(i.km.iter().map(|(s, km)| format!("  {} {s}", units.distance_words(*km, 0))));
    all
}
