//! What keys a file may have and what each may hold; the walk that finds every mistake in one pass.
//!
//! Owns: shapes, ranges and their errors. Does not own: the lists of keys, and checks across several keys.

use super::{
    document::{Document, Part, element, join},
    issue::{Issue, Severity},
    suggest::nearest,
};
use crate::domain::Day;
use toml::de::{DeTable, DeValue};

/// What a key may hold.
pub(crate) enum Shape {
    /// A text.
    Text,
    /// A calendar date, with or without quotes.
    Date,
    /// true or false.
    Flag,
    /// A whole number from, to, with its unit.
    Int(i64, i64, &'static str),
    /// A number from, to, with its unit.
    Num(f64, f64, &'static str),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list, with the fewest and most elements.
    List(&'static Shape, usize, usize),
    /// A text, or a list of texts.
    Texts,
    /// A table of these keys.
    Table(&'static [Field]),
    /// A table whose keys are among these words; of any when there are none.
    Map(&'static [&'static str], &'static Shape),
}

/// A key of a table.
pub(crate) struct Field {
    /// Its name.
    pub(crate) key: &'static str,
    /// What it may hold.
    pub(crate) shape: Shape,
    /// Whether it must be there.
    pub(crate) required: bool,
}

/// A key that may be there.
pub(crate) const fn may(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, required: false }
}

/// A key that must be there.
pub(crate) const fn must(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, required: true }
}

/// Every place where the document is not of the shape that `fields` describe.
pub(crate) fn mistakes(doc: &Document<'_>, fields: &'static [Field]) -> Vec<Issue> {
    let mut walk = Walk { doc, found: Vec::new() };
    walk.table(doc.root(), fields, "");
    walk.found
}

struct Walk<'d, 't> {
    doc: &'d Document<'t>,
    found: Vec<Issue>,
}

impl<'t> Walk<'_, 't> {
    fn say(&mut self, key: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.found.push(self.doc.issue(Severity::Error, key, message, remedy));
    }

    fn table(&mut self, table: &DeTable<'t>, fields: &'static [Field], path: &str) {
        for (key, value) in table {
            let at = join(path, key.get_ref());
            match fields.iter().find(|f| f.key == key.get_ref().as_ref()) {
                Some(f) => self.value(value, &f.shape, &at),
                None => self.unknown(key.get_ref(), fields.iter().map(|f| f.key), &at),
            }
        }
        for f in fields.iter().filter(|f| f.required && !table.contains_key(f.key)) {
            self.say(&join(path, f.key), "this key is missing", format!("give {}", described(&f.shape)));
        }
    }

    fn unknown(&mut self, key: &str, known: impl Iterator<Item = &'static str> + Clone, at: &str) {
        let remedy = match nearest(key, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.collect::<Vec<_>>().join(", ")),
        };
        self.say(at, "no such key", remedy);
    }

    fn value(&mut self, value: &Part<'t>, shape: &'static Shape, at: &str) {
        match (shape, value.get_ref()) {
            (Shape::Text | Shape::Texts, DeValue::String(_)) | (Shape::Flag, DeValue::Boolean(_)) => {}
            (Shape::Date, DeValue::String(s)) => self.date(s, at),
            (Shape::Date, DeValue::Datetime(d)) => self.date(&d.to_string(), at),
            (Shape::Int(lo, hi, unit), DeValue::Integer(n)) => {
                let n = i64::from_str_radix(n.as_str(), n.radix());
                if !n.is_ok_and(|n| (*lo..=*hi).contains(&n)) {
                    self.say(at, "out of range", format!("between {lo} and {hi}{unit}"));
                }
            }
            (Shape::Num(lo, hi, unit), DeValue::Integer(_) | DeValue::Float(_)) => {
                if !number(value.get_ref()).is_some_and(|n| (*lo..=*hi).contains(&n)) {
                    self.say(at, "out of range", format!("between {lo} and {hi}{unit}"));
                }
            }
            (Shape::OneOf(words), DeValue::String(s)) => self.word(s, words, at),
            (Shape::List(of, least, most), DeValue::Array(items)) => {
                if !(*least..=*most).contains(&items.len()) {
                    self.say(at, format!("{} values", items.len()), format!("give {}", described(shape)));
                }
                for (i, item) in items.iter().enumerate() {
                    self.value(item, of, &element(at, i));
                }
            }
            (Shape::Texts, DeValue::Array(items)) => {
                for (i, item) in items.iter().enumerate() {
                    self.value(item, &Shape::Text, &element(at, i));
                }
            }
            (Shape::Table(fields), DeValue::Table(t)) => self.table(t, fields, at),
            (Shape::Map(keys, of), DeValue::Table(t)) => {
                for (key, item) in t {
                    let at = join(at, key.get_ref());
                    if keys.is_empty() || keys.contains(&key.get_ref().as_ref()) {
                        self.value(item, of, &at);
                    } else {
                        self.unknown(key.get_ref(), keys.iter().copied(), &at);
                    }
                }
            }
            (_, other) => {
                self.say(
                    at,
                    format!("{} is not what goes here", kind(other)),
                    format!("give {}", described(shape)),
                );
            }
        }
    }

    fn date(&mut self, text: &str, at: &str) {
        match text.parse::<Day>() {
            // Beyond these no calendar arithmetic of a training plan makes sense, and sums may leave the calendar.
            Ok(day) if (1900..=2200).contains(&chrono::Datelike::year(&day)) => {}
            Ok(_) => self.say(at, "a date far from now", "a year between 1900 and 2200"),
            Err(_) => self.say(at, format!("`{}` is no date", short(text)), "write it as 2027-07-03"),
        }
    }

    fn word(&mut self, text: &str, words: &'static [&'static str], at: &str) {
        if words.contains(&text) {
            return;
        }
        let all = words.join(", ");
        let remedy = match nearest(text, words.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? Known: {all}"),
            None => format!("one of {all}"),
        };
        self.say(at, format!("`{}` is not known here", short(text)), remedy);
    }
}

/// The figure of a TOML number.
pub(crate) fn number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok().map(|n| n as f64),
        DeValue::Float(x) => x.as_str().parse().ok(),
        _ => None,
    }
}

fn short(text: &str) -> String {
    let clean = crate::domain::CleanText::line(text);
    clean.as_str().chars().take(40).collect()
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// What the key at a path may hold: `athlete.mass_kg`, `stages[2].type`, `thresholds[0].value`.
pub(crate) fn shape_at(fields: &'static [Field], path: &str) -> Option<&'static Shape> {
    let (part, rest) = path.split_once('.').map_or((path, None), |(p, rest)| (p, Some(rest)));
    let (name, element) = part.split_once('[').map_or((part, false), |(name, _)| (name, true));
    let mut shape = &fields.iter().find(|f| f.key == name)?.shape;
    if element && let Shape::List(of, ..) = shape {
        shape = of;
    }
    match (rest, shape) {
        (None, _) => Some(shape),
        (Some(rest), Shape::Table(fields)) => shape_at(fields, rest),
        (Some(rest), Shape::Map(_, of)) => match (rest.split_once('.'), of) {
            (None, _) => Some(of),
            (Some((_, rest)), Shape::Table(fields)) => shape_at(fields, rest),
            (Some(_), _) => None,
        },
        (Some(_), _) => None,
    }
}

/// Every key that holds a value, by its path: `athlete.mass_kg`, `stages[].type`, `sport_factors.bike`; `keys.*` where
/// any word may be the key.
#[cfg(test)]
pub(crate) fn leaves(fields: &'static [Field]) -> Vec<String> {
    fn of(shape: &'static Shape, at: String, out: &mut Vec<String>) {
        match shape {
            Shape::Table(fields) => fields.iter().for_each(|f| of(&f.shape, join(&at, f.key), out)),
            Shape::Map([], _) => out.push(join(&at, "*")),
            Shape::Map(keys, shape) => keys.iter().for_each(|k| of(shape, join(&at, k), out)),
            Shape::List(shape @ Shape::Table(_), ..) => of(shape, format!("{at}[]"), out),
            _ => out.push(at),
        }
    }
    let mut out = Vec::new();
    for f in fields {
        of(&f.shape, f.key.to_owned(), &mut out);
    }
    out
}

/// What a shape allows, in words: `a number from 20 to 300 kg`.
pub(crate) fn described(shape: &Shape) -> String {
    match shape {
        Shape::Text => "a text in quotes".to_owned(),
        Shape::Date => "a date like 2027-07-03".to_owned(),
        Shape::Flag => "true or false".to_owned(),
        Shape::Int(lo, hi, unit) => format!("a whole number from {lo} to {hi}{unit}"),
        Shape::Num(lo, hi, unit) => format!("a number from {lo} to {hi}{unit}"),
        Shape::OneOf(words) => format!("one of {}", words.join(", ")),
        Shape::List(of, least, most) if least == most => format!("a list of {least}, each {}", described(of)),
        Shape::List(of, 0, usize::MAX) => format!("a list [ … ], each {}", described(of)),
        Shape::List(of, least, most) => format!("a list of {least} to {most}, each {}", described(of)),
        Shape::Texts => "a text in quotes, or a list of them".to_owned(),
        Shape::Table(fields) => {
            format!("a table with {}", fields.iter().map(|f| f.key).collect::<Vec<_>>().join(", "))
        }
        Shape::Map([], of) => format!("a table, each value {}", described(of)),
        Shape::Map(keys, of) => format!("a table with {}, each {}", keys.join(", "), described(of)),
    }
}
