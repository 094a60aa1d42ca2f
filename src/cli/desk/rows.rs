//! The rows of config.toml: group, key, name, default and what it does. What a key may hold comes from its own schema.

use super::measured::{is_time_of_day, measure};
use crate::{
    app::screen::settings::{Field, FieldKind},
    config::{
        Shape,
        edit::value_at,
        typed::{config_allows, config_shape, shown},
    },
    domain::Units,
};
use toml_edit::{DocumentMut, Value};

mod table;

use table::Row;
#[cfg(test)]
pub(super) use table::WITHOUT;
pub(super) use table::{AFTER, BEFORE, BLOCKS, MODEL};

/// The rows of a group, in the order of the table.
pub(super) fn of_group(doc: &DocumentMut, group: &str, themes: &[String], units: Units) -> Vec<Field> {
    let blocks = BLOCKS.iter().filter(|b| b.0 == group);
    blocks
        .flat_map(|(_, under, rows)| rows.iter().map(move |r| (*under, r)))
        .map(|(under, r)| Field { section: section(group), under, ..row(doc, r, themes, units) })
        .collect()
}

/// The group's name as the table has it.
fn section(group: &str) -> &'static str {
    BLOCKS.iter().map(|b| b.0).find(|b| *b == group).unwrap_or_default()
}

fn row(doc: &DocumentMut, r: &Row, themes: &[String], units: Units) -> Field {
    let (key, label, default, help) = *r;
    let mut f = field(value_at(doc.as_item(), key), key, units, &config_allows(key), config_shape(key));
    (f.key, f.label, f.help, f.default) = (key.into(), label.into(), help.into(), default.into());
    if key == "screen.theme" {
        (f.kind, f.allows) = (FieldKind::Choice(themes.to_vec()), format!("one of {}", themes.join(", ")));
    }
    f
}

/// A row's value, unit and kind by what its key may hold.
pub(super) fn field(
    value: Option<&Value>,
    key: &str,
    units: Units,
    allows: &str,
    shape: Option<&'static Shape>,
) -> Field {
    let plain = value.map(shown).unwrap_or_default();
    let words = |all: &[&str]| FieldKind::Choice(all.iter().map(|w| (*w).to_owned()).collect());
    let (kind, unit) = match shape {
        Some(Shape::OneOf(all)) => (words(all), ""),
        Some(Shape::Flag) => (words(&["yes", "no"]), ""),
        Some(Shape::Int(_, _, unit) | Shape::Num(_, _, unit)) => (FieldKind::Text, unit.trim()),
        _ => (FieldKind::Text, ""),
    };
    let unit = unit.split(" (").next().unwrap_or_default();
    let mut f = Field { value: plain, note: unit.into(), allows: allows.into(), kind, ..Field::default() };
    if let Some(what) = measure(key) {
        f.note = units.unit(what).into();
        f.value = f.value.parse::<f64>().map_or(f.value, |x| units.written(what, x));
        f.allows = units.told(allows).into_owned();
    }
    if is_time_of_day(key) {
        f.note = minutes(&f.value);
        f.allows = format!("{allows}; 1:15 is fine too");
    }
    f
}

/// What stands behind minutes: the same in hours where that is easier to read.
fn minutes(value: &str) -> String {
    match value.parse::<u16>() {
        Ok(0) => "no training".into(),
        Ok(m) if m >= 60 => format!("min, {} h {:02}", m / 60, m % 60),
        Ok(_) => "min".into(),
        Err(_) => String::new(),
    }
}
