//! A canary in every text that an event can hold, found by the events' own types: none reaches a request that is not
//! on the list of what may.

use super::{tests::Rig, *};
use crate::{
    coach::{plan::tests::activity, profile, proposal},
    domain::{
        Answer, Session, Sport,
        day::shift,
        event::PlanUndone,
        exchange::tests::{answer, request},
        plan::PlanChange,
        routine::ProfileStored,
        verdict::Hurt,
    },
    model::Prompts,
    model::turn::tests::model,
};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Texts that a model is told when the mission lets notes leave: quoted.
const NOTES: [&str; 5] = [
    "activity_recorded.notes",
    "activity_amended.notes",
    "day_noted.text",
    "week_intended.text",
    "week_intended.goals.0",
];
/// Texts that a model is told by design: what the athlete wants remembered, and words of the rules themselves.
const TOLD: [&str; 4] =
    ["remembered.key", "remembered.value", "day_decided.verdict.reasons.0.rule", "review_stored.verdict"];
/// Names that hold the athlete together: they are given by the program, and another one would be another mission.
const KEPT: [&str; 3] = ["mission_saved.mission.id", "mission_activated.mission", "plan_laid.mission"];
/// What must be among the texts that are found, or the search finds nothing.
const FOUND: [&str; 24] = [
    "settings_observed.name",
    "activity_recorded.title",
    "activity_recorded.device",
    "activity_annotated.note",
    "set_logged.set.exercise",
    "calendar_seen.title",
    "checked_in.site",
    "health_reported.note",
    "injury_reported.site",
    "athlete_override.reason",
    "mission_saved.text",
    "mission_saved.mission.name",
    "mission_saved.mission.notes",
    "plan_laid.sessions.0.title",
    "plan_laid.sessions.0.description",
    "proposal_made.reason",
    "said.text",
    "model_answered.problem",
    "classes_observed.0.name",
    "activity_noted.note",
    "mission_ended.result",
    "notification_settled.said",
    "cycle_edited.result",
    "threshold_set.note",
];

/// Places that a sample leaves empty: figures, kinds and sports stand there, no text.
const EMPTY: [&str; 21] = [
    "activity_recorded.laps",
    "activity_recorded.metrics.mm_hr",
    "activity_recorded.metrics.mm_speed",
    "activity_recorded.metrics.mmp",
    "activity_recorded.swim",
    "activity_amended.laps",
    "activity_amended.metrics.mm_hr",
    "activity_amended.metrics.mm_speed",
    "activity_amended.metrics.mmp",
    "activity_amended.swim",
    "mission_saved.mission.constraints.avoid_kinds",
    "mission_saved.mission.constraints.avoid_sports",
    "mission_saved.mission.constraints.conditions",
    "mission_saved.mission.objective.current_level",
    "mission_saved.mission.philosophy.adaptation",
    "mission_saved.mission.preferences.avoid",
    "proposal_answered.outcome.denied.reason",
    "said.about",
    "classes_observed.0.kind",
    "threshold_proposed.current_source",
    "notification_queued.channels",
];

/// One event of every kind, full of text.
#[expect(clippy::too_many_lines, reason = "a list: one sample of each kind")]
fn samples(rig: &Rig) -> BTreeMap<&'static str, Value> {
    let today = crate::coach::plan::tests::today();
    let mut all: BTreeMap<&'static str, Value> = BTreeMap::new();
    let mut put = |e: &Event| {
        let body = serde_json::from_slice(&e.body().unwrap()).unwrap();
        all.insert(e.kind(), body);
    };
    // What a real log holds, the newest of each kind.
    for r in &rig.store.since(0).unwrap() {
        put(&r.event);
    }
    let (athlete, _) = rig.morning();
    let mut record = activity(shift(today, -1), Sport::Bike, 47.0, 5.0);
    (record.id, record.provider) = (ShortId(0x77), Provider::File);
    record.notes = Some("legs".into());
    put(&Event::ActivityRecorded(Box::new(record.clone())));
    record.id = athlete.activities.last().unwrap().best().id;
    record.start += chrono::TimeDelta::hours(30);
    put(&Event::ActivityAmended(Box::new(record)));
    let proposal = &athlete.proposals[0].0;
    put(&Event::ProposalAnswered(Box::new(Answer { day: Some(today), ..proposal::deny(proposal, None, today) })));
    let sessions: Vec<Session> =
        athlete.plan.iter().flat_map(|p| &p.sessions).filter(|s| s.day >= today).cloned().collect();
    let change = PlanChange { before: sessions[..1].to_vec(), after: sessions[..1].to_vec() };
    put(&Event::PlanUndone(PlanUndone { proposal: proposal.id, change, day: Some(today) }));
    let mut plan = athlete.plan.clone().unwrap();
    plan.sessions = sessions;
    put(&Event::PlanLaid(plan));
    let mut decided = athlete.decisions[&today].clone();
    decided.day = shift(today, -1);
    decided.verdict.hurt = vec![Hurt { site: "knee".into(), sports: vec![Sport::Bike] }];
    put(&Event::DayDecided(decided));
    put(&Event::ModelRequested(Box::new(request(1, today, 5))));
    put(&Event::ModelAnswered(Box::new(answer(1, 5))));
    let p = profile::profile(&athlete, today, 90);
    let body = serde_json::to_string(&p).unwrap();
    let origin = athlete.reviews[0].origin.clone();
    let made = ProfileStored { id: ShortId(9), day: today, origin, page: body.clone(), inputs: body.clone(), body };
    put(&Event::ProfileStored(Box::new(made)));
    let (id, t, now) = ("00000000000000aa", today.to_string(), Utc::now());
    let threshold = json!({"kind": "ftp", "value": 240.0, "from": t, "note": "n"});
    let typed = [
        (
            "activity_annotated",
            json!({"activity": athlete.activities[0].id, "rpe": 5.0, "feel": null, "note": "n"}),
        ),
        (
            "set_logged",
            json!({"id": id, "set": {"day": t, "exercise": "squat", "group": "quads", "reps": 5, "kg": 100.0, "in_reserve": null, "rpe": null, "rest_s": null}}),
        ),
        ("day_noted", json!({"id": id, "day": t, "text": "n"})),
        ("entry_withdrawn", json!({"id": id})),
        (
            "calendar_seen",
            json!({"provider": "intervals", "id": "x", "day": t, "until": null, "category": "NOTE", "title": "n", "gone": false}),
        ),
        (
            "checked_in",
            json!({"day": t, "fatigue": 3, "soreness": null, "stress": null, "mood": null, "motivation": null, "pain": 4, "site": "knee"}),
        ),
        ("injury_reported", json!({"day": t, "site": "knee", "pain": 4, "note": "n"})),
        ("athlete_override", json!({"day": t, "rule": "F05", "reason": "n"})),
        ("next_put_off", json!({"mission": "x", "day": t, "until": t})),
        ("calibration_answered", json!({"proposal": id, "outcome": "denied", "day": t})),
        ("sessions_locked", json!({"sessions": [], "day": t, "locked": true})),
        (
            "said",
            json!({"day": t, "by_athlete": false, "by_model": false, "about": null, "of": null, "text": "by the rules"}),
        ),
        ("remembered", json!({"day": t, "key": "knee", "value": "sore"})),
        ("canvas_changed", json!({"put": {"id": "p", "title": "n", "spec": {"text": "n"}}})),
        (
            "classes_observed",
            json!([{"name": "n", "sport": "bike", "kind": null, "minutes": 45, "intensity": 0.7, "link": "l"}]),
        ),
        ("activity_linked", json!({"activity": athlete.activities[0].id, "session": null})),
        ("activity_noted", json!({"activity": athlete.activities[0].id, "note": "n"})),
        ("mission_ended", json!({"mission": "x", "day": t, "result": "n"})),
        (
            "mission_closed",
            json!({"id": id, "mission": "x", "from": t, "day": t, "mission_hash": "h", "page": "p", "body": "b"}),
        ),
        (
            "threshold_proposed",
            json!({"id": id, "day": t, "expires": t, "threshold": threshold, "current": null, "current_source": null, "method": "ramp", "confidence": 0.5, "effort_day": t, "activity": null, "reason": "n"}),
        ),
        ("threshold_answered", json!({"proposal": id, "outcome": "denied"})),
        ("threshold_set", threshold.clone()),
        (
            "notification_queued",
            json!({"id": id, "topic": "test", "day": t, "about": "a", "subject": "s", "text": "t", "full": "f", "channels": [], "queued_at": now, "origin": "o"}),
        ),
        (
            "notification_attempted",
            json!({"notification": id, "number": 1, "channel": "ntfy", "day": t, "at": now}),
        ),
        (
            "notification_settled",
            json!({"notification": id, "number": 1, "outcome": "refused", "said": "n", "at": now}),
        ),
        (
            "plan_pushed",
            json!({"provider": "intervals", "plan_version": 1, "written": [{"session": id, "day": t, "remote": "r", "print": id}], "removed": []}),
        ),
        (
            "cycle_edited",
            json!({"number": 1, "day": t, "active": null, "context": null, "profile": null, "folder": "f", "result": "n"}),
        ),
        (
            "week_intended",
            json!({"week": crate::domain::day::monday(today), "text": "n", "goals": ["g"], "km": {}, "sessions": 3}),
        ),
    ];
    all.extend(typed);
    fill(&mut all, &t);
    all
}

/// What is empty in those and holds text once it is not.
fn fill(all: &mut BTreeMap<&'static str, Value>, t: &str) {
    let hunks = all["proposal_made"]["hunks"].clone();
    let op = hunks[0]["op"].clone();
    let effect = all["proposal_made"]["effect"].clone();
    let filled = [
        ("proposal_made", "/alternatives", json!([{"words": "n", "hunks": hunks, "effect": effect}])),
        ("proposal_made", "/choices", json!([[{"words": "n", "op": op, "effect": effect}]])),
        ("day_decided", "/deload", json!({"rule": "n", "from": t, "days": 3, "share": 0.5})),
        ("model_requested", "/facts", json!([["f", "s"]])),
        ("mission_saved", "/mission/constraints/unavailable", json!([{"date": t, "reason": "n"}])),
        ("mission_saved", "/mission/constraints/injuries", json!([{"site": "knee", "sports": ["swim"]}])),
        (
            "mission_saved",
            "/mission/events",
            json!([{"name": "n", "date": t, "priority": "B", "sport": "bike", "minutes": 60}]),
        ),
    ];
    for (kind, place, value) in filled {
        *all.get_mut(kind).unwrap().pointer_mut(place).unwrap() = value;
    }
}

/// Places of a body that may hold text: strings, what is absent, lists of nothing, and names in a map. Of a list the
/// first is enough.
fn places(at: &str, v: &Value, out: &mut Vec<String>) {
    match v {
        Value::String(_) | Value::Null => out.push(at.to_owned()),
        Value::Array(items) => match items.first() {
            Some(first) => places(&format!("{at}/0"), first, out),
            None => out.push(at.to_owned()),
        },
        Value::Object(fields) => {
            out.push(at.to_owned());
            for (key, v) in fields {
                places(&format!("{at}/{key}"), v, out);
            }
        }
        Value::Bool(_) | Value::Number(_) => {}
    }
}

fn reads(kind: &str, body: &Value) -> Option<Event> {
    Event::decode(kind, Event::VERSION, &serde_json::to_vec(body).unwrap()).ok().flatten()
}

/// Canaries with the places they stand at, and places that a sample leaves empty although something could stand there.
#[derive(Default)]
struct Planting {
    names: Vec<String>,
    empty: Vec<String>,
}

impl Planting {
    /// The same event with a canary of its own wherever its type takes any text.
    fn event(&mut self, kind: &str, mut body: Value) -> Event {
        let mut all = Vec::new();
        places("", &body, &mut all);
        for place in all {
            let name = format!("{kind}{}", place.replace('/', "."));
            if !KEPT.contains(&name.as_str()) {
                self.place(kind, &mut body, &place, name);
            }
        }
        reads(kind, &body).unwrap()
    }

    fn place(&mut self, kind: &str, body: &mut Value, place: &str, name: String) {
        let canary = format!("zzc{}q", self.names.len());
        let was = body.pointer(place).unwrap().clone();
        let mut fits = |v: Value| {
            *body.pointer_mut(place).unwrap() = v;
            reads(kind, body).is_some()
        };
        let texts = match &was {
            Value::Object(fields) => {
                // A struct has no use for another name, and says so or passes over it.
                let value = fields.values().next().cloned().unwrap_or_else(|| json!(1));
                let name = std::iter::once((canary, value));
                vec![Value::Object(fields.clone().into_iter().chain(name).collect())]
            }
            Value::Array(_) => vec![json!([canary])],
            _ => vec![json!(canary)],
        };
        if texts.into_iter().any(&mut fits) {
            self.names.push(name);
            return;
        }
        // An id of its own, so that it is not taken for what is known already.
        if place == "/id" && was.as_str().is_some_and(|s| s.len() == 16) {
            fits(json!(format!("{:016x}", self.names.len() + 0xaaa)));
            return;
        }
        let plain =
            [json!(1), json!(true), json!("2026-11-20"), json!("2026-11-20T07:00:00Z"), json!("00000000000000aa")];
        let other = |v: Value| if was.is_array() { json!([v]) } else { v };
        let is_empty = was.is_null() || was.as_array().is_some_and(Vec::is_empty);
        if is_empty && !plain.into_iter().map(other).any(&mut fits) {
            self.empty.push(name);
        }
        fits(was);
    }
}

/// Every request that the program would send of an athlete.
fn requests(a: &Athlete) -> String {
    let today = crate::coach::plan::tests::today();
    let history = History::build(a, today);
    let morning = morning_with(a, &history, today);
    let prompts = Prompts::default();
    let known = Known { athlete: a, history: &history, morning: &morning };
    let world = World { known, prompts: &prompts, date: today };
    Job::ALL.map(|job| turn::preview(&model(""), world, &jobs::task(job)).body).concat()
}

#[test]
fn no_text_of_any_event_reaches_a_request_that_is_not_on_the_list() {
    let rig = Rig::new();
    rig.review();
    rig.cycle();
    let samples = samples(&rig);
    let missing: Vec<&&str> = Event::KINDS.iter().filter(|k| !samples.contains_key(**k)).collect();
    assert!(missing.is_empty(), "a kind of event without a sample here: {missing:?}");
    let broken: Vec<_> =
        samples.iter().filter(|(kind, body)| reads(kind, body).is_none()).map(|(kind, _)| kind).collect();
    assert!(broken.is_empty(), "samples that can't be read: {broken:?}");
    let (mut athlete, _) = rig.morning();
    let mut planting = Planting::default();
    for kind in Event::KINDS {
        athlete.apply(&planting.event(kind, samples[kind].clone()));
    }
    let Planting { names, empty } = planting;
    let unknown: Vec<&String> = empty.iter().filter(|n| !EMPTY.contains(&n.as_str())).collect();
    assert!(unknown.is_empty(), "a sample says nothing there: {unknown:#?}");
    for name in FOUND.iter().chain(&NOTES).chain(&TOLD) {
        assert!(names.iter().any(|n| n == name), "{name} is not among {names:?}");
    }
    let told = |a: &Athlete| -> BTreeSet<&str> {
        let all = requests(a);
        let told = names.iter().enumerate().filter(|(i, _)| all.contains(&format!("zzc{i}q")));
        told.map(|(_, name)| name.as_str()).collect()
    };
    let closed = told(&athlete);
    let leaks: Vec<&&str> = closed.iter().filter(|n| !TOLD.contains(n)).collect();
    assert!(leaks.is_empty(), "told without leave: {leaks:?}");
    let mut open = athlete.clone();
    let versions = open.missions.values_mut().flatten();
    for v in versions {
        v.mission.model.share_notes = true;
    }
    let open = told(&open);
    let leaks: Vec<&&str> = open.iter().filter(|n| !TOLD.contains(n) && !NOTES.contains(n)).collect();
    assert!(leaks.is_empty(), "told with notes: {leaks:?}");
    for name in ["activity_recorded.notes", "day_noted.text", "week_intended.text", "remembered.value"] {
        assert!(open.contains(name), "{name} may be told and is not: {open:?}");
    }
}
