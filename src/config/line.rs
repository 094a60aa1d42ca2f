//! Elements of a list of tables as a person types one: in a line, with semicolons between its parts.
//!
//! Owns: which part is which key, and the way there and back. Does not own: whether the element makes sense (the check of
//! the whole file), where it is put.
//!
//! ```text
//! constraints.injuries   left calf; run, hike; 2027-02-01
//! ```

use super::{
    edit::{Change, same, value_at},
    schema::Shape,
    typed::{shown, typed},
};
use crate::domain::{CleanText, Day};
use toml_edit::{Item, TableLike, Value};

/// One list.
pub(crate) struct Line {
    /// Its key.
    pub(crate) list: &'static str,
    parts: &'static [Part],
    /// What one looks like.
    pub(crate) example: &'static str,
}

/// A part of a line.
enum Part {
    /// This key, which must be there.
    Must(&'static str),
    /// This key, or nothing.
    May(&'static str),
    /// `from` and `to`, in words: `2027-06-01 to 2027-06-14`.
    Span,
    /// `date`, `from` and `to`, or `weekday`, in words: a day, `until 2027-06-14`, `every mon`.
    When,
}

/// Every list that is typed so.
const LINES: [Line; 6] = [
    Line {
        list: "constraints.injuries",
        parts: &[Part::Must("site"), Part::Must("sports"), Part::May("until")],
        example: "left calf; run, hike; 2027-02-01",
    },
    Line {
        list: "constraints.unavailable",
        parts: &[Part::When, Part::May("minutes"), Part::May("sports"), Part::May("reason")],
        example: "2027-05-10 to 2027-05-16; 30; bike; away",
    },
    Line {
        list: "constraints.conditions",
        parts: &[Part::Span, Part::May("temperature_c"), Part::May("altitude_m")],
        example: "2027-06-01 to 2027-06-14; 32; 1800",
    },
    Line {
        list: "events",
        parts: &[
            Part::Must("name"),
            Part::Must("date"),
            Part::Must("priority"),
            Part::Must("sport"),
            Part::Must("minutes"),
        ],
        example: "Half marathon; 2027-03-21; B; run; 108",
    },
    Line {
        list: "philosophy.adaptation",
        parts: &[Part::Must("signal"), Part::May("limit"), Part::May("nights"), Part::May("then")],
        example: "sleep; 6.5; 3; no hard",
    },
    Line {
        list: "model.prices",
        parts: &[Part::Must("model"), Part::Must("input_usd"), Part::Must("output_usd"), Part::May("cached_usd")],
        example: "some-model; 0.25; 2; 0.025",
    },
];

/// The line of a list, or of one of its elements (`events[2]`), with the element's place.
pub(crate) fn of(key: &str) -> Option<(&'static Line, Option<usize>)> {
    let (list, at) = match key.strip_suffix(']').and_then(|k| k.rsplit_once('[')) {
        Some((list, i)) => (list, Some(i.parse().ok()?)),
        None => (key, None),
    };
    LINES.iter().find(|l| l.list == list).map(|l| (l, at))
}

/// Keys of an element with their values; `None` for those that are not there.
pub(crate) type Pairs = Vec<(&'static str, Option<Value>)>;

impl Line {
    /// Every key that a line says something about.
    #[cfg(test)]
    pub(crate) fn keys(&self) -> Vec<&'static str> {
        let of = |p: &'static Part| match p {
            Part::Must(key) | Part::May(key) => vec![*key],
            Part::Span => vec!["from", "to"],
            Part::When => vec!["date", "from", "to", "weekday"],
        };
        self.parts.iter().flat_map(of).collect()
    }

    /// What was typed, as the keys of an element; `shape` says what a key of the file may hold.
    ///
    /// # Errors
    /// What is wrong with it, and what a whole line looks like.
    pub(crate) fn read(
        &self,
        words: &str,
        shape: &dyn Fn(&str) -> Option<&'static Shape>,
    ) -> Result<Pairs, String> {
        let example = |why: &str| format!("{why}; write it as {}", self.example);
        let mut given = words.split(';').map(str::trim);
        let mut out: Pairs = Vec::new();
        for part in self.parts {
            let text = given.next().unwrap_or_default();
            match part {
                Part::Must(key) if text.is_empty() => {
                    return Err(example(&format!("no {}", name(key))));
                }
                Part::Must(key) | Part::May(key) => {
                    out.push((key, self.value(key, text, shape)?));
                }
                Part::Span | Part::When => {
                    out.extend(when(text, matches!(part, Part::When)).map_err(|why| example(&why))?);
                }
            }
        }
        match given.find(|more| !more.is_empty()) {
            Some(more) => Err(example(&format!("“{}” is too much", CleanText::line(more)))),
            None => Ok(out),
        }
    }

    /// The changes that add an element, or bring the one at a place to what was typed: only what is different of it, so
    /// that the rest keeps its way of writing and its comments.
    ///
    /// # Errors
    /// As [`Line::read`].
    pub(crate) fn changes(
        &self,
        root: &Item,
        at: Option<usize>,
        words: &str,
        shape: &dyn Fn(&str) -> Option<&'static Shape>,
    ) -> Result<Vec<Change>, String> {
        let pairs = self.read(words, shape)?;
        let Some(i) = at else {
            let given = pairs.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
            return Ok(vec![Change::Add(self.list.to_owned(), given)]);
        };
        let changed = |(key, value): (&str, Option<Value>)| {
            let key = format!("{}[{i}].{key}", self.list);
            let was = value_at(root, &key);
            match value {
                Some(new) if was.is_some_and(|w| same(w, &new)) => None,
                Some(new) => Some(Change::Set(key, new)),
                None => was.map(|_| Change::Unset(key)),
            }
        };
        Ok(pairs.into_iter().filter_map(changed).collect())
    }

    fn value(
        &self,
        key: &str,
        text: &str,
        shape: &dyn Fn(&str) -> Option<&'static Shape>,
    ) -> Result<Option<Value>, String> {
        if text.is_empty() {
            return Ok(None);
        }
        let shape = shape(&format!("{}[0].{key}", self.list)).ok_or_else(String::new)?;
        if matches!(shape, Shape::Date) {
            return day(text).map(|d| Some(d.into()));
        }
        typed(text, shape).map(Some).map_err(|why| format!("{}: {why}", name(key)))
    }

    /// An element as it would be typed.
    pub(crate) fn written(&self, element: &dyn TableLike) -> String {
        let get = |key: &str| element.get(key).and_then(Item::as_value).map(shown).unwrap_or_default();
        let part = |p: &Part| match p {
            // A semicolon in words would end the part.
            Part::Must(key) | Part::May(key) => get(key).replace(';', ","),
            Part::Span | Part::When => {
                let (from, to, weekday) = (get("from"), get("to"), get("weekday"));
                match (from.is_empty(), to.is_empty(), weekday.is_empty()) {
                    (false, false, _) => format!("{from} to {to}"),
                    (false, true, _) => format!("from {from}"),
                    (true, false, _) => format!("until {to}"),
                    (true, true, false) => format!("every {weekday}"),
                    (true, true, true) => get("date"),
                }
            }
        };
        let parts: Vec<String> = self.parts.iter().map(part).collect();
        parts.join("; ").trim_end_matches([';', ' ']).to_owned()
    }
}

/// A key as it is called in a sentence.
fn name(key: &str) -> String {
    match key {
        "site" => "place".to_owned(),
        "then" => "what it asks for".to_owned(),
        "input_usd" => "price of what is read".to_owned(),
        "output_usd" => "price of what is written".to_owned(),
        "cached_usd" => "price of what is read again".to_owned(),
        "temperature_c" => "temperature".to_owned(),
        "altitude_m" => "altitude".to_owned(),
        key => key.replace('_', " "),
    }
}

fn day(text: &str) -> Result<String, String> {
    let read = text.parse::<Day>().map(|d| d.to_string());
    read.map_err(|_| format!("“{}” is no date", CleanText::line(text)))
}

/// The keys of a time: `any` allows a single day, an open end and a weekday too.
fn when(text: &str, any: bool) -> Result<Pairs, String> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let some = |d: String| Some(Value::from(d));
    if let Some((from, to)) = text.split_once(" to ") {
        let both = [("from", some(day(from.trim())?)), ("to", some(day(to.trim())?))];
        let rest = [("date", None), ("weekday", None)];
        return Ok(if any { both.into_iter().chain(rest).collect() } else { both.into() });
    }
    if !any {
        return Err("the first and the last day are missing".to_owned());
    }
    let lower = text.to_lowercase();
    let word = lower.strip_prefix("every ").unwrap_or(&lower).trim();
    let (key, value) = if let Some(weekday) = DAYS.iter().find(|d| word.len() >= 3 && word.starts_with(**d)) {
        ("weekday", (*weekday).to_owned())
    } else if let Some(from) = lower.strip_prefix("from ") {
        ("from", day(from.trim())?)
    } else if let Some(to) = lower.strip_prefix("until ") {
        ("to", day(to.trim())?)
    } else if text.is_empty() {
        return Err("nothing says when".to_owned());
    } else {
        ("date", day(text)?)
    };
    let mut out: Pairs = ["date", "from", "to", "weekday"].map(|k| (k, None)).into();
    for pair in out.iter_mut().filter(|(k, _)| *k == key) {
        pair.1 = some(value.clone());
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::{super::mission, *};
    use rstest::rstest;
    use toml_edit::Table;

    fn read(list: &str, words: &str) -> Result<Table, String> {
        let (line, _) = of(list).unwrap();
        let shape = |key: &str| {
            if list == "model.prices" { super::super::typed::config_shape(key) } else { mission::shape(key) }
        };
        let mut table = Table::new();
        for (key, value) in line.read(words, &shape)? {
            if let Some(value) = value {
                table.insert(key, Item::Value(value));
            }
        }
        Ok(table)
    }

    #[rstest]
    #[case("constraints.injuries", "left calf; run, hike; 2027-02-01")]
    #[case("constraints.injuries", "knee; run")]
    #[case("constraints.unavailable", "2027-05-10 to 2027-05-16; 30; bike; away")]
    #[case("constraints.unavailable", "2027-05-10")]
    #[case("constraints.unavailable", "until 2027-05-10; ; ; a cast")]
    #[case("constraints.unavailable", "from 2027-05-10; 0")]
    #[case("constraints.unavailable", "every sun; ; bike")]
    #[case("constraints.conditions", "2027-06-01 to 2027-06-14; ; 1800")]
    #[case("events", "Half marathon; 2027-03-21; B; run; 108")]
    #[case("philosophy.adaptation", "hrv; 8; ; recovery_week")]
    #[case("model.prices", "some-model; 0.25; 2")]
    fn what_is_typed_is_written_back(#[case] list: &str, #[case] words: &str) {
        assert_eq!(of(list).unwrap().0.written(&read(list, words).unwrap()), words);
    }

    #[test]
    fn every_example_is_a_line_of_all_its_parts() {
        for line in &LINES {
            let read = read(line.list, line.example).unwrap();
            assert_eq!(line.written(&read).replace('_', " "), line.example.replace('_', " "), "{}", line.list);
            assert_eq!(line.example.split(';').count(), line.parts.len());
        }
    }

    #[rstest]
    #[case("constraints.injuries", "left calf", "no sports; write it as left calf; run")]
    #[case("constraints.unavailable", "", "nothing says when; write it as 2027-05-10")]
    #[case("constraints.unavailable", "soon", "“soon” is no date")]
    #[case("constraints.unavailable", "2027-05-10; many", "minutes: “many” is not what goes here")]
    #[case("constraints.conditions", "2027-06-01; 30", "the first and the last day are missing")]
    #[case("events", "A; 2027-03-21; B; run; 10; 11", "“11” is too much")]
    #[case("model.prices", "m; cheap; 2", "price of what is read: “cheap”")]
    fn what_is_wrong_is_said_with_an_example(#[case] list: &str, #[case] words: &str, #[case] said: &str) {
        let why = read(list, words).unwrap_err();
        assert!(why.contains(said), "{why}");
    }

    #[test]
    fn an_element_is_found_by_its_place() {
        assert_eq!(
            of("constraints.injuries[2]").map(|(l, i)| (l.list, i)),
            Some(("constraints.injuries", Some(2)))
        );
        assert!(of("constraints.injuries[2].until").is_none() && of("stages[1]").is_none());
    }
}
