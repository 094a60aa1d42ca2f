//! Writes typed changes into a mission file's text and leaves everything else, comments too, as the athlete wrote it.

use super::super::edit::{EditError, set_in, unset_in};
use crate::domain::mission::{Adaptation, MissionChange};
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// The text with the changes in it; `file` is the name that errors carry. A change that is there already changes
/// nothing.
///
/// # Errors
/// When the text is no TOML, or a key that is needed holds something else.
pub fn amend(file: &str, text: &str, changes: &[MissionChange]) -> Result<String, EditError> {
    changes.iter().try_fold(text.to_owned(), |text, change| one(file, &text, change))
}

fn one(file: &str, text: &str, change: &MissionChange) -> Result<String, EditError> {
    let set = |key: &str, value: Value| set_in(file, text, key, value);
    let whole = |n: u16| Value::from(i64::from(n));
    match change {
        MissionChange::Minutes(d, m) => set(&format!("constraints.available_minutes.{}", d.name()), whole(*m)),
        MissionChange::WeeklySessions(n) => set("constraints.weekly_sessions", whole(*n)),
        MissionChange::WeeklyHours(h) => set("constraints.max_weekly_hours", number(*h)),
        MissionChange::WeeklyKm(s, km) => set(&format!("constraints.max_weekly_km.{}", s.name()), number(*km)),
        MissionChange::RestDays(n) => set("constraints.min_rest_days", whole(*n)),
        MissionChange::HardDays(n) => set("constraints.max_hard_days", whole(*n)),
        MissionChange::LongDay(d) => set("constraints.long_day", d.name().into()),
        MissionChange::HardDay(d) => set("constraints.hard_day", d.name().into()),
        MissionChange::AvoidSport(s) => listed(file, text, "constraints", "avoid_sports", s.name()),
        MissionChange::AvoidKind(k) => listed(file, text, "constraints", "avoid_kinds", k.name()),
        MissionChange::WithoutOn(d, sports) => {
            let names: Array = sports.iter().map(|s| s.name()).collect();
            let entry = table(&[("weekday", d.name().into()), ("sports", Value::Array(names))]);
            pushed(file, text, ("constraints", "unavailable"), &entry, &|_| false, false)
        }
        MissionChange::Away(a, b) => {
            let entry = table(&[("from", a.to_string().into()), ("to", b.to_string().into())]);
            pushed(file, text, ("constraints", "unavailable"), &entry, &|_| false, false)
        }
        MissionChange::Own(p, Some(v)) => set(p.row().key, number(*v)),
        MissionChange::Own(p, None) => unset_in(file, text, p.row().key),
        MissionChange::Adapt(a, first) => {
            let same = |t: &dyn TableLike| t.get("signal").and_then(Item::as_str) == Some(a.signal.name());
            pushed(file, text, ("philosophy", "adaptation"), &adaptation(a), &same, *first)
        }
    }
}

/// A number as a person writes it: whole ones without a point.
fn number(x: f64) -> Value {
    if x.fract() == 0.0 && x.abs() < 1e9 { Value::from(x as i64) } else { Value::from(x) }
}

fn table(fields: &[(&str, Value)]) -> InlineTable {
    fields.iter().map(|(k, v)| (*k, v.clone())).collect()
}

fn adaptation(a: &Adaptation) -> InlineTable {
    let mut fields = vec![("signal", Value::from(a.signal.name()))];
    fields.extend(a.limit.map(|l| ("limit", number(l))));
    fields.extend(a.nights.map(|n| ("nights", Value::from(i64::from(n)))));
    fields.extend(a.then.map(|c| ("then", Value::from(c.name()))));
    table(&fields)
}

fn open(file: &str, text: &str) -> Result<DocumentMut, EditError> {
    text.parse().map_err(|e: toml_edit::TomlError| EditError::Invalid {
        file: file.to_owned(),
        reason: e.message().to_owned(),
    })
}

fn in_the_way(file: &str, key: String, part: &str) -> EditError {
    EditError::NotATable { file: file.to_owned(), key, part: part.to_owned() }
}

fn part<'d>(doc: &'d mut DocumentMut, file: &str, name: &str) -> Result<&'d mut dyn TableLike, EditError> {
    let item = doc.entry(name).or_insert_with(|| Item::Table(Table::new()));
    item.as_table_like_mut().ok_or_else(|| in_the_way(file, name.to_owned(), name))
}

/// A word in a list of words.
fn listed(file: &str, text: &str, table: &str, key: &str, word: &str) -> Result<String, EditError> {
    let mut doc = open(file, text)?;
    let at = part(&mut doc, file, table)?;
    let item = at.entry(key).or_insert_with(|| Item::Value(Value::Array(Array::new())));
    let list = item.as_array_mut().ok_or_else(|| in_the_way(file, format!("{table}.{key}"), key))?;
    if !list.iter().any(|v| v.as_str() == Some(word)) {
        list.push(word);
    }
    Ok(doc.to_string())
}

/// A table in a list of tables, written inline or one by one; those that are the `same` leave their place to it.
fn pushed(
    file: &str,
    text: &str,
    (table, key): (&str, &str),
    entry: &InlineTable,
    same: &dyn Fn(&dyn TableLike) -> bool,
    first: bool,
) -> Result<String, EditError> {
    let mut doc = open(file, text)?;
    let at = part(&mut doc, file, table)?;
    let plain = |t: &str| t.split_whitespace().collect::<String>();
    match at.entry(key).or_insert_with(|| Item::Value(Value::Array(Array::new()))) {
        Item::Value(Value::Array(list)) => {
            let is =
                |v: &Value| v.as_inline_table().is_some_and(|t| plain(&t.to_string()) == plain(&entry.to_string()));
            if list.iter().any(is) && !first {
                return Ok(text.to_owned());
            }
            list.retain(|v| !v.as_inline_table().is_some_and(|t| same(t) || is(v)));
            list.insert(if first { 0 } else { list.len() }, entry.clone());
        }
        Item::ArrayOfTables(list) => {
            let mut new = entry.clone().into_table();
            let held = |t: &Table| {
                entry.iter().all(|(k, v)| t.get(k).is_some_and(|x| plain(&x.to_string()) == plain(&v.to_string())))
            };
            if list.iter().any(|t| held(t) && t.len() == entry.len()) && !first {
                return Ok(text.to_owned());
            }
            list.retain(|t| !same(t));
            new.set_implicit(false);
            let rest: Vec<Table> = list.iter().cloned().collect();
            list.clear();
            let (before, after) = if first { (vec![], rest) } else { (rest, vec![]) };
            for t in before.into_iter().chain([new]).chain(after) {
                list.push(t);
            }
        }
        _ => return Err(in_the_way(file, format!("{table}.{key}"), key)),
    }
    Ok(doc.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Cap, Day, Sport,
        mission::{AdaptationSignal, Weekday},
    };

    fn marathon() -> String {
        let today = Day::from_ymd_opt(2026, 11, 20).unwrap();
        super::super::instantiate("marathon", today, &super::super::Wish::default()).unwrap()
    }

    fn sleep(limit: f64) -> Adaptation {
        Adaptation { signal: AdaptationSignal::Sleep, limit: Some(limit), nights: Some(3), then: Some(Cap::NoHard) }
    }

    #[test]
    fn every_change_is_in_the_mission_afterwards_and_the_comments_stay() {
        let text = marathon();
        let hrv = Adaptation { signal: AdaptationSignal::Hrv, nights: None, ..sleep(10.0) };
        let changes = [
            MissionChange::WithoutOn(Weekday::Sun, vec![Sport::Bike]),
            MissionChange::Minutes(Weekday::Sat, 120),
            MissionChange::WeeklyHours(8.5),
            MissionChange::WeeklyKm(Sport::Run, 60.0),
            MissionChange::LongDay(Weekday::Sat),
            MissionChange::AvoidSport(Sport::Row),
            MissionChange::Adapt(hrv, false),
            MissionChange::Adapt(sleep(7.0), true),
        ];
        let new = amend("marathon.toml", &text, &changes).unwrap();
        let m = super::super::parse(&new, "marathon.toml").unwrap();
        assert_eq!(m.constraints.available_minutes.sat, Some(120));
        assert_eq!(m.constraints.unavailable[0].sports, [Sport::Bike]);
        assert_eq!((m.constraints.max_weekly_hours, m.constraints.max_weekly_km[&Sport::Run]), (Some(8.5), 60.0));
        assert_eq!(m.constraints.long_day, Some(Weekday::Sat));
        assert_eq!(m.constraints.avoid_sports, [Sport::Swim, Sport::Row]);
        assert_eq!(m.philosophy.adaptation, [sleep(7.0), hrv]);
        let comments = |t: &str| t.lines().filter(|l| l.trim_start().starts_with('#')).count();
        assert_eq!(comments(&text), comments(&new));
        assert!(
            new.contains("# Minutes that each day really has.") && new.contains("# the most that your legs take")
        );
        assert_eq!(amend("marathon.toml", &new, &changes[..6]).unwrap(), new, "again changes nothing");
    }

    #[test]
    fn a_signal_stands_once_and_tables_one_by_one_are_kept_so() {
        let text = format!(
            "{}\n[[philosophy.adaptation]]\nsignal = \"sleep\"\nlimit = 6 # mine\n\n[[philosophy.adaptation]]\nsignal = \"battery\"\n",
            marathon()
        );
        let new = amend("m.toml", &text, &[MissionChange::Adapt(sleep(7.0), true)]).unwrap();
        let m = super::super::parse(&new, "m.toml").unwrap();
        let signals: Vec<_> = m.philosophy.adaptation.iter().map(|a| (a.signal, a.limit)).collect();
        assert_eq!(signals, [(AdaptationSignal::Sleep, Some(7.0)), (AdaptationSignal::Battery, None)]);
    }

    #[test]
    fn what_is_in_the_way_is_named_and_nothing_changes() {
        let e = amend("m.toml", "constraints = 3\n", &[MissionChange::RestDays(2)]).unwrap_err();
        assert!(e.to_string().contains("constraints"), "{e}");
        assert!(amend("m.toml", "constraints = [", &[MissionChange::RestDays(2)]).is_err());
    }
}
