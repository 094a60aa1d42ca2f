//! Keys of a mission file set as they are typed, one row at a time; everything else stays as the athlete wrote it.
//!
//! Owns: which keys there are, what moves along with the goal's day, several keys typed in one row. Does not own:
//! whether the mission holds together then (its review), writing the file.

use super::{
    super::{
        edit::{Change, EditError, apply, document, table_at, value_at},
        line,
        schema::{Field, Shape, shape_at},
        typed::{shown, typed},
    },
    keys,
};
use crate::domain::{
    CleanText, Day,
    day::{between, shift},
};
use toml_edit::{Array, Item, TableLike, Value};

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

/// Every key that holds a value.
#[cfg(test)]
pub(crate) fn leaves() -> Vec<String> {
    super::super::schema::leaves(keys::MISSION)
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
    let changes = match (key, value) {
        (_, None) => vec![Change::Unset(key.to_owned())],
        ("goal.date", Some(day)) => return moved(file, text, self::day(day)?),
        (_, Some(words)) => match (line::of(key), shape(key)) {
            (Some((line, at)), _) => {
                let doc = document(file, text)?;
                line.changes(doc.as_item(), at, words, &shape).map_err(SetError::Typed)?
            }
            (None, Some(Shape::Map(keys, of))) => shares(key, words, keys, of)?,
            (None, Some(Shape::Table(fields))) => in_order(key, words, fields)?,
            (None, Some(shape)) => {
                vec![Change::Set(key.to_owned(), typed(words, shape).map_err(SetError::Typed)?)]
            }
            (None, None) => return Err(SetError::Typed(format!("a mission has no key {key}"))),
        },
    };
    Ok(apply(file, text, &changes)?)
}

fn day(text: &str) -> Result<Day, SetError> {
    let wrong = || SetError::Typed(format!("“{}” is no date; write it as 2027-07-03", CleanText::line(text)));
    text.trim().parse().map_err(|_| wrong())
}

/// Several keys of one table in one row: `bike 0.7, run 0.3`. A key that is not named goes.
fn shares(
    key: &str,
    words: &str,
    keys: &'static [&'static str],
    of: &'static Shape,
) -> Result<Vec<Change>, SetError> {
    let example = match of {
        Shape::Int(..) => "bike 170, run 110",
        _ => "bike 0.7, run 0.3",
    };
    let wrong = |part: &str| {
        let known = keys.join(", ");
        SetError::Typed(format!(
            "“{}” is not what goes here; write it as {example}; known: {known}",
            CleanText::line(part)
        ))
    };
    let mut given: Vec<(&str, Value)> = Vec::new();
    for part in words.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, value) = part.split_once([' ', '=', ':']).ok_or_else(|| wrong(part))?;
        let name = keys.iter().find(|k| k.eq_ignore_ascii_case(name.trim())).ok_or_else(|| wrong(part))?;
        let value = typed(value.trim_start_matches(['=', ':', ' ']), of).map_err(SetError::Typed)?;
        given.retain(|(k, _)| k != name);
        given.push((name, value));
    }
    let at = |name: &str| format!("{key}.{name}");
    let gone = keys.iter().filter(|k| !given.iter().any(|(name, _)| name == *k)).map(|k| Change::Unset(at(k)));
    let gone: Vec<Change> = gone.collect();
    Ok(given.into_iter().map(|(k, v)| Change::Set(at(k), v)).chain(gone).collect())
}

/// The keys of a small table in their order, in one row: `10 18`.
fn in_order(key: &str, words: &str, fields: &'static [Field]) -> Result<Vec<Change>, SetError> {
    let names: Vec<&str> = fields.iter().map(|f| f.key).collect();
    let parts: Vec<&str> = words.split([' ', ',']).filter(|p| !p.is_empty()).collect();
    if parts.len() != names.len() {
        return Err(SetError::Typed(format!("write {} values: {}", names.len(), names.join(" and "))));
    }
    let one = |(f, part): (&'static Field, &str)| {
        let value = typed(part, &f.shape).map_err(SetError::Typed)?;
        Ok(Change::Set(format!("{key}.{}", f.key), value))
    };
    fields.iter().zip(parts).map(one).collect()
}

/// A key as it would be typed, whatever it is: a value, an element in a line, several keys in a row. Empty where it is
/// not in the file.
pub(crate) fn written(root: &Item, key: &str) -> String {
    let table = || table_at(root, key);
    let value = |t: &dyn TableLike, key: &str| t.get(key).and_then(Item::as_value).map(shown);
    match (line::of(key), shape(key)) {
        (Some((line, Some(_))), _) => table().map(|t| line.written(t)).unwrap_or_default(),
        (None, Some(Shape::Map(keys, _))) => {
            let all =
                |t: &dyn TableLike| keys.iter().filter_map(|k| Some(format!("{k} {}", value(t, k)?))).collect();
            table().map_or_else(Vec::new, all).join(", ")
        }
        (None, Some(Shape::Table(fields))) => {
            let all =
                |t: &dyn TableLike| fields.iter().filter_map(|f| value(t, f.key)).collect::<Vec<_>>().join(" ");
            table().map(all).unwrap_or_default()
        }
        _ => value_at(root, key).map(shown).unwrap_or_default(),
    }
}

/// The text with its goal on another day, and with it what belongs to the event.
fn moved(file: &str, text: &str, to: Day) -> Result<String, SetError> {
    let mut doc = document(file, text)?;
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

    #[test]
    fn an_element_is_changed_in_place_and_its_comments_stay() {
        let off = "[[constraints.unavailable]] # the fair\nfrom = 2027-05-10 # Monday\nto = 2027-05-16\nreason = \"away\"\n";
        let had = text("marathon") + off;
        let at = parse(&had, "marathon.toml").unwrap().constraints.unavailable.len() - 1;
        let key = format!("constraints.unavailable[{at}]");
        let root: toml_edit::DocumentMut = had.parse().unwrap();
        assert_eq!(written(root.as_item(), &key), "2027-05-10 to 2027-05-16; ; ; away");
        let one = |words: &str| set("marathon.toml", &had, &[(key.clone(), Some(words.to_owned()))]).unwrap();
        let new = one("2027-05-10 to 2027-05-20; 30; bike");
        let u = &parse(&new, "marathon.toml").unwrap().constraints.unavailable[at];
        assert_eq!(
            (u.minutes, u.to.unwrap().to_string(), u.reason.is_none()),
            (Some(30), "2027-05-20".into(), true)
        );
        assert!(new.contains("# the fair\nfrom = 2027-05-10 # Monday"), "{new}");
        assert_eq!(one("2027-05-10 to 2027-05-16; ; ; away"), had, "nothing changed");
        let u = &parse(&one("every sun"), "marathon.toml").unwrap().constraints.unavailable[at];
        assert!(u.from.is_none() && u.to.is_none() && u.weekday.is_some());
    }

    #[test]
    fn several_keys_are_typed_in_one_row() {
        let (new, m) = with("marathon", "philosophy.sport_split", Some("Run 0.8, bike=0.2")).unwrap();
        assert_eq!(m.philosophy.sport_split.len(), 2);
        let root: toml_edit::DocumentMut = new.parse().unwrap();
        assert_eq!(written(root.as_item(), "philosophy.sport_split"), "bike 0.2, run 0.8");
        let less = set("m", &new, &[("philosophy.sport_split".into(), Some("run 1".into()))]).unwrap();
        assert_eq!(parse(&less, "marathon.toml").unwrap().philosophy.sport_split.len(), 1);
        let (new, m) = with("tour", "points.mountain", Some("12 21")).unwrap();
        assert_eq!(m.points[&crate::domain::mission::StageType::Mountain].breakaway, 21);
        let root: toml_edit::DocumentMut = new.parse().unwrap();
        assert_eq!(written(root.as_item(), "points.mountain"), "12 21");
    }

    #[rstest]
    #[case("constraints.max_weekly_hours", "many", "a number from 0.5 to 40 h")]
    #[case("goal.date", "soon", "is no date")]
    #[case("constraints.injuries", "left calf", "left calf; run, hike; 2027-02-01")]
    #[case("events", "Half", "Half marathon; 2027-03-21; B; run; 108")]
    #[case("philosophy.sport_split", "bike", "write it as bike 0.7, run 0.3")]
    #[case("philosophy.sport_split", "bicycle 0.7", "known: bike, run")]
    #[case("points.flat", "10", "write 2 values: gc and breakaway")]
    #[case("points.flat", "10 many", "a whole number from 0 to 1000")]
    #[case("goal.legs", "swim soon", "a whole number")]
    #[case("philosophy.hrv_rule", "strictly", "did you mean strict?")]
    #[case("constraints.monday", "3", "no key constraints.monday")]
    fn what_is_wrong_is_said_with_what_is_allowed(#[case] key: &str, #[case] value: &str, #[case] said: &str) {
        let why = with("marathon", key, Some(value)).unwrap_err();
        assert!(why.contains(said), "{why}");
    }
}
