use super::*;
use crate::{
    coach::{canvas::tests::world, morning::morning_with, plan::tests::today},
    domain::Athlete,
    science::history::History,
};
use serde_json::{Value, json};

fn with<T>(a: &Athlete, h: &History, run: impl FnOnce(&mut Bench<'_>) -> T) -> T {
    let morning = morning_with(a, h, today());
    let known = Known { athlete: a, history: h, morning: &morning };
    run(&mut Bench {
        known,
        gate: Gate::of(a, today()),
        told: truth::Told::default(),
        acts: Acts::default(),
        bounds: Bounds { days: 28, supersedes: None },
    })
}

fn call(name: &str, arguments: &Value) -> ToolCall {
    ToolCall { id: "c".into(), name: name.into(), arguments: arguments.to_string() }
}

/// Walks every schema inside one.
fn each(v: &Value, f: &mut dyn FnMut(&serde_json::Map<String, Value>)) {
    match v {
        Value::Array(items) => items.iter().for_each(|i| each(i, f)),
        Value::Object(o) => {
            f(o);
            for (key, value) in o {
                match value.as_object() {
                    Some(p) if key == "properties" => p.values().for_each(|v| each(v, f)),
                    _ => each(value, f),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn every_schema_is_strict() {
    for spec in specs(true) {
        assert!(schema::NAMES.contains(&spec.name));
        each(&spec.schema, &mut |o| {
            for word in ["$schema", "oneOf", "$ref", "default"] {
                assert!(!o.contains_key(word), "{} has {word}", spec.name);
            }
            if let Some(p) = o.get("properties").and_then(Value::as_object) {
                assert_eq!(o["additionalProperties"], json!(false), "{}", spec.name);
                let required: Vec<&str> =
                    o["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
                assert!(p.keys().all(|k| required.contains(&k.as_str())), "{}", spec.name);
            }
        });
    }
    assert_eq!(specs(true).len(), schema::NAMES.len());
    assert!(!specs(false).iter().any(|t| t.name == "propose_plan_diff"));
}

#[test]
fn what_the_schema_takes_is_what_is_read() {
    let (a, h) = world();
    let day = today().to_string();
    let cases = [
        ("day", json!({"day": day}), true),
        ("day", json!({"day": day, "extra": 1}), false),
        ("week", json!({"day": "soon"}), false),
        ("form", json!({"from": day, "to": day}), true),
        ("form", json!({"from": day}), false),
        ("rules", json!({"rule": "V05"}), true),
        ("ask", json!({"questions": ["How long?"]}), true),
        ("ask", json!({"questions": "How long?"}), false),
        (
            "canvas",
            json!({"op": "chart", "id": "f", "title": "Form", "lines": ["ctl"], "amount": null, "bucket": null, "rows": null, "back": 14, "ahead": 7, "text": null}),
            true,
        ),
        (
            "canvas",
            json!({"op": "chart", "id": "f", "title": null, "lines": ["watts"], "amount": null, "bucket": null, "rows": null, "back": 1, "ahead": 1, "text": null}),
            false,
        ),
        (
            "log",
            json!({"kind": "feel", "day": null, "fatigue": 4, "soreness": null, "stress": null, "mood": null, "motivation": null, "sleep": null, "pain": null, "sport": null, "minutes": null, "rpe": null, "km": null, "exercise": null, "sets": null, "reps": null, "kg": null, "key": null, "text": null}),
            true,
        ),
    ];
    for (name, args, good) in cases {
        let spec = specs(true).into_iter().find(|t| t.name == name).unwrap();
        let known = spec.schema["properties"].as_object().unwrap();
        let given = args.as_object().unwrap();
        let read = with(&a, &h, |b| !matches!(b.run(&call(name, &args)), Heard::Refused(_)));
        assert_eq!(read, good, "{name} {args}");
        if good {
            assert!(given.keys().eq(known.keys()), "{name}: a strict endpoint sends every property and no other");
        }
    }
}

#[test]
fn a_wrong_argument_is_named_by_its_place_and_an_unknown_tool_by_the_known_ones() {
    let (a, h) = world();
    let said = |name: &str, args: &str| {
        with(&a, &h, |b| b.run(&ToolCall { id: "c".into(), name: name.into(), arguments: args.into() }).text())
    };
    let bad = said("propose_plan_diff", r#"{"plan_version":1,"reason":"x","hunks":[{"op":"erase"}]}"#);
    assert!(bad.contains("hunks[0].op") && bad.contains("erase"), "{bad}");
    assert!(said("sudo\u{1b}[31m", "{}").contains("propose_plan_diff"));
    assert!(said("day", "{\"day\":\"2026-03-05\"} {\"again\":1}").contains("follows"));
    assert!(said("day", "not json").contains("refused"));
    assert!(said("ask", r#"{"questions":["a","b","c"]}"#).contains("one or two"));
}

#[test]
fn reading_tools_answer_with_facts_of_the_engine() {
    let (a, h) = world();
    let yesterday = crate::domain::day::shift(today(), -1);
    let done = h.loads.last().unwrap();
    let ctl = format!(" {:.1} ", h.point(yesterday).unwrap().ctl);
    let form = with(&a, &h, |b| b.run(&call("form", &json!({"from": yesterday, "to": yesterday}))).text());
    assert!(form.contains(&ctl), "{form}");
    let day = with(&a, &h, |b| b.run(&call("day", &json!({"day": done.day}))).text());
    assert!(day.contains(&format!(" {:.0}", done.load.value)), "{day}");
    let week = with(&a, &h, |b| b.run(&call("week", &json!({"day": today()}))).text());
    assert!(week.contains("planned load"), "{week}");
    let plan = with(&a, &h, |b| b.run(&call("plan", &json!({"from": today(), "to": today()}))).text());
    assert!(plan.starts_with("PLAN day: id template minutes load\nThu 5 Mar: "), "{plan}");
}

#[test]
fn what_is_said_is_offered_and_not_recorded() {
    let (a, h) = world();
    with(&a, &h, |b| {
        b.run(&call("log", &json!({"kind": "session", "sport": "run", "minutes": 45, "rpe": 6})));
        b.run(&call("log", &json!({"kind": "fact", "key": "Left Knee", "text": "sore on descents"})));
        b.run(&call("log", &json!({"kind": "set", "exercise": "squat", "sets": 3, "reps": 5, "kg": 100})));
        let told = b.acts.logging(&a, today()).unwrap();
        assert!(
            told.shown.as_str().contains("45 min") && told.shown.as_str().contains("sore on descents"),
            "{}",
            told.shown
        );
        assert!(
            told.events.len() >= 3 && a.activities.iter().all(|x| x.best().moving_s > 2700.0),
            "nothing is recorded"
        );
        b.acts = Acts::default();
        for bad in [
            json!({"kind": "feel"}),
            json!({"kind": "feel", "fatigue": 9}),
            json!({"kind": "session", "sport": "chess", "minutes": 5}),
            json!({"kind": "session", "sport": "run", "minutes": 45, "day": "2030-01-01"}),
        ] {
            assert!(matches!(b.run(&call("log", &bad)), Heard::Refused(_)), "{bad}");
        }
    });
}

#[test]
fn a_panel_of_words_holds_only_what_was_told() {
    let (a, h) = world();
    with(&a, &h, |b| {
        b.told.hear("CTL 52");
        b.run(&call("canvas", &json!({"op": "text", "id": "a", "title": "777", "text": "CTL is 52. FTP is 400."})));
        let Some(CanvasChange::Put(p)) = b.acts.canvas.first() else { panic!("a panel") };
        assert_eq!(p.spec, crate::domain::canvas::Spec::Text("CTL is 52.".into()));
        assert_eq!(p.title.as_str(), "a");
    });
}
