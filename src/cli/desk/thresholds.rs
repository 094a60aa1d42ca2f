//! The rows of thresholds: what is set, from its day on, and one more; paces in the athlete's own unit.

use super::measured::{metric_pace, pace_at, read_pace};
use crate::{
    app::screen::settings::{Field, FieldKind, THRESHOLDS, threshold_line, threshold_name},
    config::{
        edit::Change,
        typed::{config_shape, shown, typed},
    },
    domain::{Day, Sport, ThresholdKind, Units},
};
use toml_edit::{DocumentMut, Item, Table, Value};

/// What is set, in the order of the file, and a row for one more.
pub(super) fn rows(doc: &DocumentMut, today: Day, units: Units) -> Vec<Field> {
    let list = doc.get("thresholds").and_then(Item::as_array_of_tables);
    let tables = || list.into_iter().flatten();
    let says = |t: &Table, key: &str| t.get(key).and_then(Item::as_value).map(shown).unwrap_or_default();
    let mut out: Vec<Field> = Vec::new();
    for (i, table) in tables().enumerate() {
        let get = |key: &str| table.get(key).and_then(Item::as_value).map(shown);
        let name = get("kind").unwrap_or_default();
        let kind = parse_kind(&name);
        let sport = get("sport").and_then(|s| s.parse::<Sport>().ok());
        let by_pace = get("value").is_none() && get("pace").is_some();
        let key = format!("thresholds[{i}].{}", if by_pace { "pace" } else { "value" });
        let note = get("note").map_or_else(String::new, |n| format!(" · {n}"));
        let unit = kind.map_or("", |k| units.threshold_unit(k));
        let from = get("from").unwrap_or_default();
        // It holds until the next of its kind and sport.
        let next = tables().filter(|t| says(t, "kind") == name && says(t, "sport") == says(table, "sport"));
        let next = next.map(|t| says(t, "from")).filter(|f| *f > from).min();
        let held = next.map_or_else(|| format!("since {from}"), |until| format!("{from} to {until}"));
        out.push(Field {
            section: THRESHOLDS,
            label: kind.map_or(name.clone(), |k| threshold_name(k, sport)),
            value: value(doc, &key, table, units),
            note: format!("{unit} {held}{note}").trim_start().to_owned(),
            help: "Set by you, from its day on until the next of its kind; older activities keep the value of their date. x takes it out.".into(),
            allows: kind.map_or_else(String::new, |k| units.threshold_range(k)),
            kind: FieldKind::Text,
            key,
            ..Field::default()
        });
    }
    out.push(Field {
        section: THRESHOLDS,
        key: "thresholds".into(),
        label: "+ another".into(),
        value: threshold_line(ThresholdKind::Ftp, Some(Sport::Bike), 250.0, today, units),
        note: "a new value from a day on".into(),
        help: format!(
            "Kind, sport, value and first day. Kinds: ftp, cp (W), lthr, hr_max, hr_rest (bpm), pace (run, {}), css (swim, {}).",
            units.pace_unit(Sport::Run),
            units.pace_unit(Sport::Swim)
        ),
        kind: FieldKind::Add,
        ..Field::default()
    });
    out
}

/// A set value as it would be typed: a pace in the athlete's own unit.
fn value(doc: &DocumentMut, key: &str, table: &Table, units: Units) -> String {
    let plain = || ["value", "pace"].iter().find_map(|k| table.get(k)?.as_value().map(shown)).unwrap_or_default();
    let Some((_, sport)) = pace_at(doc, key) else { return plain() };
    let mps = match (table.get("value"), table.get("pace").and_then(Item::as_str)) {
        (Some(v), _) => v.as_float().or_else(|| v.as_integer().map(|n| n as f64)),
        (None, Some(pace)) => Units::Metric.read_pace(pace, sport).ok(),
        (None, None) => None,
    };
    mps.map_or_else(plain, |mps| units.pace(mps, sport))
}

/// A kind by its name in files, or by the word `pace`.
fn parse_kind(name: &str) -> Option<ThresholdKind> {
    if name == "pace" {
        return Some(ThresholdKind::ThresholdSpeed);
    }
    ThresholdKind::ALL.into_iter().find(|k| k.name() == name)
}

/// A pace as it was typed, as the key has it: `value` in metres a second, `pace` in minutes and seconds.
///
/// # Errors
/// What was typed, when it is no pace or none that a person can have.
pub(super) fn pace_value(
    key: &str,
    (kind, sport): (ThresholdKind, Sport),
    typed: &str,
    units: Units,
) -> Result<Value, String> {
    let mps = read_pace(kind, sport, typed, units)?;
    Ok(if key.rsplit('.').next() == Some("pace") {
        metric_pace(mps, sport).into()
    } else {
        ((mps * 1e4).round() / 1e4).into()
    })
}

/// `ftp bike 262 2026-09-01`; without a sport where the kind needs none, without a day from today on. Of today it takes
/// the place of what was set today; what holds from another day is changed in its own row.
///
/// # Errors
/// What is wrong with it, and how a whole line is written.
pub(super) fn one_more(doc: &DocumentMut, text: &str, today: Day, units: Units) -> Result<Vec<Change>, String> {
    let example = "write kind, sport, value and first day, such as `ftp bike 262 2026-09-01`";
    let mut words = text.split_whitespace().peekable();
    let word = words.next().unwrap_or_default().to_lowercase();
    let Some(kind) = parse_kind(&word) else {
        return Err(format!("`{word}` is no kind of threshold; {example}"));
    };
    let sport = words.peek().and_then(|w| Sport::ALL.into_iter().find(|s| s.name() == w.to_lowercase()));
    if sport.is_some() {
        words.next();
    }
    let mut value = words.next().ok_or_else(|| format!("the value is missing; {example}"))?.to_owned();
    // `6:34 /mi` and `1:38 /100 m` are one value.
    if words.peek().is_some_and(|w| w.starts_with('/')) {
        value.extend([" ", words.next().unwrap_or_default()]);
        if value.ends_with("/100") {
            value.extend([" ", words.next().unwrap_or_default()]);
        }
    }
    let from = match words.next() {
        None => today,
        Some(word) => word.parse::<Day>().map_err(|_| format!("`{word}` is no date; {example}"))?,
    };
    if let Some(more) = words.next() {
        return Err(format!("`{more}` is too much; {example}"));
    }
    let found = Some(from).filter(|f| *f == today).and_then(|f| same(doc, kind, sport, f));
    let of = |key: &str| match kind.pace_sport() {
        Some(sport) => pace_value(key, (kind, sport), &value, units),
        None => number(&value),
    };
    if let Some(key) = found {
        return Ok(vec![Change::Set(key.clone(), of(&key)?)]);
    }
    let date: toml_edit::Datetime = from.to_string().parse().map_err(|_| format!("`{from}` is no date"))?;
    let key = if kind.pace_sport().is_some() { "pace" } else { "value" };
    let mut pairs: Vec<(&'static str, Value)> = vec![("kind", kind.name().into())];
    pairs.extend(sport.map(|s| ("sport", Value::from(s.name()))));
    pairs.extend([(key, of(&format!("thresholds.{key}"))?), ("from", date.into())]);
    Ok(vec![Change::Add("thresholds".into(), pairs)])
}

/// The key of the value of this kind and sport from this day on.
fn same(doc: &DocumentMut, kind: ThresholdKind, sport: Option<Sport>, from: Day) -> Option<String> {
    let list = doc.get("thresholds").and_then(Item::as_array_of_tables)?;
    let is = |table: &Table| {
        let get = |key: &str| table.get(key).and_then(Item::as_value).map(shown);
        let of = get("sport").and_then(|s| s.parse::<Sport>().ok());
        get("kind").as_deref() == Some(kind.name())
            && of.or(kind.own_sport()) == sport.or(kind.own_sport())
            && get("from") == Some(from.to_string())
    };
    let (i, table) = list.iter().enumerate().find(|(_, t)| is(t))?;
    Some(format!("thresholds[{i}].{}", if table.contains_key("pace") { "pace" } else { "value" }))
}

fn number(text: &str) -> Result<Value, String> {
    config_shape("thresholds[0].value").ok_or_else(String::new).and_then(|shape| typed(text, shape))
}
