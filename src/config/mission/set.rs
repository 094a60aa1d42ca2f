//! Keys of a mission file set as they are typed, one row at a time; everything else stays as the athlete wrote it.
//!
//! Owns: which keys there are, what moves along with the goal's day, how an injury and a race are typed. Does not own:
//! whether the mission holds together then (its review), writing the file.

use super::{
    super::{
        edit::{Change, EditError, apply},
        schema::{Shape, shape_at},
        typed::typed,
    },
    keys,
};
use crate::domain::{
    CleanText, Day,
    day::{between, shift},
};
use toml_edit::{Array, DocumentMut, Item, TableLike, Value};

/// Why a key was not set.
#[derive(Debug, thiserror::Error)]
pub enum SetError {
    /// What was typed is no value of the key.
    #[error("{0}")]
    Typed(String),
    /// The text can't take it.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// What a key may hold.
pub(crate) fn shape(key: &str) -> Option<&'static Shape> {
    shape_at(keys::MISSION, key)
}

/// The text with some keys set as typed; `None` takes a key, or an element of a list, out. A new day of the goal takes
/// the stages, their rest days and the race day of the objective along.
///
/// # Errors
/// [`SetError`], for the first change that can't be made.
pub fn set(file: &str, text: &str, changes: &[(String, Option<String>)]) -> Result<String, SetError> {
    changes.iter().try_fold(text.to_owned(), |text, (key, value)| one(file, &text, key, value.as_deref()))
}

fn one(file: &str, text: &str, key: &str, value: Option<&str>) -> Result<String, SetError> {
    let change = match (key, value) {
        (_, None) => Change::Unset(key.to_owned()),
        ("goal.date", Some(day)) => return moved(file, text, self::day(day)?),
        ("constraints.injuries", Some(words)) => Change::Add(key.to_owned(), injury(words)?),
        ("events", Some(words)) => Change::Add(key.to_owned(), race(words)?),
        (_, Some(words)) => {
            let shape = shape(key).ok_or_else(|| SetError::Typed(format!("a mission has no key {key}")))?;
            Change::Set(key.to_owned(), typed(words, shape).map_err(SetError::Typed)?)
        }
    };
    Ok(apply(file, text, &[change])?)
}

fn day(text: &str) -> Result<Day, SetError> {
    let wrong = || SetError::Typed(format!("“{}” is no date; write it as 2027-07-03", CleanText::line(text)));
    text.trim().parse().map_err(|_| wrong())
}

/// `left calf; run; 2027-02-01`: where, the sports that are left out, until when.
fn injury(words: &str) -> Result<Vec<(&'static str, Value)>, SetError> {
    const EXAMPLE: &str = "write the place, the sports that are left out and, when it is known, the last day: \
                           left calf; run, hike; 2027-02-01";
    let mut parts = words.split(';').map(str::trim);
    let site = parts.next().filter(|s| !s.is_empty()).ok_or_else(|| SetError::Typed(EXAMPLE.into()))?;
    let sports = parts.next().filter(|s| !s.is_empty()).ok_or_else(|| SetError::Typed(EXAMPLE.into()))?;
    let shape = shape("constraints.avoid_sports").ok_or_else(|| SetError::Typed(EXAMPLE.into()))?;
    let mut pairs = vec![("site", Value::from(site))];
    pairs.push(("sports", typed(sports, shape).map_err(SetError::Typed)?));
    if let Some(until) = parts.next().filter(|s| !s.is_empty()) {
        pairs.push(("until", day(until)?.to_string().into()));
    }
    Ok(pairs)
}

/// `Half marathon; 2027-03-21; B; run; 108`: name, day, priority, sport, minutes.
fn race(words: &str) -> Result<Vec<(&'static str, Value)>, SetError> {
    let parts: Vec<&str> = words.split(';').map(str::trim).filter(|p| !p.is_empty()).collect();
    let [name, on, priority, sport, minutes] = parts[..] else {
        let example = "write name, day, B or C, sport and minutes: Half marathon; 2027-03-21; B; run; 108";
        return Err(SetError::Typed(example.into()));
    };
    let of = |key: &str, words: &str| -> Result<Value, SetError> {
        let shape = shape(&format!("events[0].{key}")).ok_or_else(|| SetError::Typed(String::new()))?;
        typed(words, shape).map_err(SetError::Typed)
    };
    Ok(vec![
        ("name", name.into()),
        ("date", day(on)?.to_string().into()),
        ("priority", of("priority", &priority.to_uppercase())?),
        ("sport", of("sport", sport)?),
        ("minutes", of("minutes", minutes)?),
    ])
}

/// The text with its goal on another day, and with it what belongs to the event.
fn moved(file: &str, text: &str, to: Day) -> Result<String, SetError> {
    let mut doc: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        SetError::Edit(EditError::Invalid { file: file.to_owned(), reason: e.message().to_owned() })
    })?;
    let was = doc.get("goal").and_then(|g| g.get("date")).and_then(Item::as_value).and_then(date_of);
    let Some(was) = was else {
        return Ok(apply(file, text, &[Change::Set("goal.date".into(), to.to_string().into())])?);
    };
    let by = between(was, to);
    for (table, key) in [("goal", "date"), ("objective", "race_date")] {
        if let Some(value) = doc.get_mut(table).and_then(|t| t.get_mut(key)).and_then(Item::as_value_mut) {
            carry(value, by);
        }
    }
    if let Some(days) = doc.get_mut("rest_days").and_then(Item::as_array_mut) {
        carry_all(days, by);
    }
    match doc.get_mut("stages") {
        Some(Item::ArrayOfTables(list)) => list.iter_mut().for_each(|t| carry_stage(t, by)),
        Some(Item::Value(Value::Array(list))) => {
            list.iter_mut().filter_map(Value::as_inline_table_mut).for_each(|t| carry_stage(t, by));
        }
        _ => {}
    }
    Ok(doc.to_string())
}

fn carry_stage(stage: &mut dyn TableLike, by: i64) {
    if let Some(value) = stage.get_mut("date").and_then(Item::as_value_mut) {
        carry(value, by);
    }
}

fn carry_all(days: &mut Array, by: i64) {
    days.iter_mut().for_each(|value| carry(value, by));
}

/// A date some days on, written as it was, with what stands around it.
fn carry(value: &mut Value, by: i64) {
    let Some(day) = date_of(value) else { return };
    let decor = value.decor().clone();
    let new = shift(day, by).to_string();
    *value = match new.parse::<toml_edit::Datetime>() {
        Ok(date) if value.is_datetime() => date.into(),
        _ => new.into(),
    };
    *value.decor_mut() = decor;
}

fn date_of(value: &Value) -> Option<Day> {
    match value {
        Value::String(s) => s.value().parse().ok(),
        Value::Datetime(d) => d.value().to_string().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{super::*, *};
    use rstest::rstest;

    fn text(template: &str) -> String {
        instantiate(template, Day::from_ymd_opt(2026, 11, 20).unwrap(), &Wish::default()).unwrap()
    }

    fn with(template: &str, key: &str, value: Option<&str>) -> Result<(String, Mission), String> {
        let file = format!("{template}.toml");
        let new = set(&file, &text(template), &[(key.to_owned(), value.map(str::to_owned))]);
        let new = new.map_err(|e| e.to_string())?;
        let m = parse(&new, &file).map_err(|e| e[0].to_string())?;
        Ok((new, m))
    }

    #[test]
    fn the_event_moves_as_a_whole_and_nothing_else_does() {
        let (_, before) = with("tour", "goal.date", None).unwrap();
        let (new, after) = with("tour", "goal.date", Some("2027-08-01")).unwrap();
        let by = between(before.stages[0].date, after.stages[0].date);
        assert_eq!(after.goal.date.unwrap().to_string(), "2027-08-01");
        assert_eq!(after.stages[0].date, after.goal.date.unwrap());
        for (a, b) in before.stages.iter().zip(&after.stages) {
            assert_eq!(between(a.date, b.date), by);
        }
        for (a, b) in before.rest_days.iter().zip(&after.rest_days) {
            assert_eq!(between(*a, *b), by);
        }
        assert_eq!(before.constraints, after.constraints);
        assert!(new.contains("# the first stage"), "comments stay");
        assert!(!review(&new, "tour.toml", Day::from_ymd_opt(2026, 11, 20).unwrap()).has_errors());
    }

    #[test]
    fn a_stage_is_one_of_a_list() {
        let (new, m) = with("tour", "stages[2].minutes", Some("90")).unwrap();
        assert_eq!((m.stages[2].minutes, m.stages[1].minutes), (Some(90), None));
        assert_eq!(new.matches("minutes = 90").count(), 1 + text("tour").matches("minutes = 90").count());
        let (_, m) = with("tour", "stages[2].type", Some("itt")).unwrap();
        assert_eq!(m.stages[2].kind, crate::domain::mission::StageType::Itt);
    }

    #[test]
    fn injuries_and_races_are_added_and_taken_out() {
        let (new, m) = with("marathon", "constraints.injuries", Some("left calf; run, hike; 2027-02-01")).unwrap();
        assert_eq!((m.constraints.injuries.len(), m.constraints.injuries[0].sports.len()), (1, 2));
        let less = set("m", &new, &[("constraints.injuries[0]".into(), None)]).unwrap();
        assert!(parse(&less, "marathon.toml").unwrap().constraints.injuries.is_empty());
        let (_, m) = with("marathon", "events", Some("Autumn 10; 2027-02-14; c; run; 50")).unwrap();
        assert_eq!((m.events.len(), m.events[1].minutes), (2, 50));
    }

    #[rstest]
    #[case("constraints.max_weekly_hours", "many", "a number from 0.5 to 40 h")]
    #[case("goal.date", "soon", "is no date")]
    #[case("constraints.injuries", "left calf", "left calf; run, hike; 2027-02-01")]
    #[case("events", "Half", "Half marathon; 2027-03-21; B; run; 108")]
    #[case("philosophy.hrv_rule", "strictly", "did you mean strict?")]
    #[case("constraints.monday", "3", "no key constraints.monday")]
    fn what_is_wrong_is_said_with_what_is_allowed(#[case] key: &str, #[case] value: &str, #[case] said: &str) {
        let why = with("marathon", key, Some(value)).unwrap_err();
        assert!(why.contains(said), "{why}");
    }
}
