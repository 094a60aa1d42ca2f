//! The built-in mission files, and how one becomes the athlete's own: every date moves along, comments stay.
//!
//! Owns: the list, and the choice of a sensible goal day. Does not own: writing files.

use super::super::document::{Document, Part};
use super::check::is_id;
use crate::domain::{CleanText, Day, day};
use chrono::Datelike as _;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A mission file that comes with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// Short name.
    pub id: &'static str,
    /// A few words.
    pub title: &'static str,
    /// How many weeks ahead its goal is put, at least.
    pub weeks: u16,
    /// Whether the goal keeps its time of the year.
    pub seasonal: bool,
    /// The file as it is.
    pub text: &'static str,
}

macro_rules! file {
    ($id:literal, $title:literal, $weeks:literal, $seasonal:literal) => {
        Template {
            id: $id,
            title: $title,
            weeks: $weeks,
            seasonal: $seasonal,
            text: include_str!(concat!("../../../missions/", $id, ".toml")),
        }
    };
}

const TEMPLATES: [Template; 8] = [
    file!("tour", "21 stages in 23 days, at home", 16, true),
    file!("gran-fondo", "130 km and 2,200 m of climbing in one day", 20, false),
    file!("marathon", "42.2 km on the road", 18, false),
    file!("10k", "10 km on the road", 10, false),
    file!("trail-80k", "80 km and 3,800 m of climbing on trails", 24, false),
    file!("half-triathlon", "1.9 km swim, 90 km bike, 21.1 km run", 22, false),
    file!("olympic-triathlon", "1.5 km swim, 40 km bike, 10 km run", 14, false),
    file!("base-block", "twelve weeks of base, no event", 0, false),
];

/// What the athlete wants different from the template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Name on screen.
    pub name: Option<String>,
    /// Short name, also of the file.
    pub id: Option<String>,
    /// Day of the goal.
    pub date: Option<Day>,
}

/// Why a template gave no mission file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// No template has this id.
    #[error("no template is called `{id}`; there are {known}")]
    Unknown {
        /// What was asked for.
        id: String,
        /// The ids that exist.
        known: String,
    },
    /// The wished id can't be one.
    #[error("`{id}` can't be a mission's id; use up to 40 letters, digits and `-`, not beginning with `-`")]
    Id {
        /// What was wished.
        id: String,
    },
    /// The wished name has no visible character.
    #[error("the name is empty; give it a visible character")]
    Name,
    /// The template's own text is damaged.
    #[error("the built-in template `{id}` can't be read; this is a fault of the program")]
    Damaged {
        /// Its id.
        id: String,
    },
}

/// Every built-in template.
#[must_use]
pub fn builtin() -> &'static [Template] {
    &TEMPLATES
}

/// A template by its id.
#[must_use]
pub fn template(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|t| t.id == id)
}

/// The text of a new mission file: the template with all its dates moved together, so that the goal lies on the
/// wished day, or on the template's own weekday with time enough to prepare from `today`.
///
/// # Errors
/// When the template is not known, or the wished id can't be one.
pub fn instantiate(id: &str, today: Day, wish: &Wish) -> Result<String, TemplateError> {
    let known = || TEMPLATES.map(|t| t.id).join(", ");
    let t = template(id).ok_or_else(|| TemplateError::Unknown { id: id.to_owned(), known: known() })?;
    let damaged = || TemplateError::Damaged { id: id.to_owned() };
    let doc = Document::read(t.id, t.text).map_err(|_| damaged())?;
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    if let Some(new) = &wish.id {
        if !is_id(new) {
            return Err(TemplateError::Id { id: CleanText::line(new).to_string() });
        }
        edits.push((doc.root().get("id").ok_or_else(damaged)?.span(), quoted(new)));
    }
    if let Some(name) = &wish.name {
        let name = CleanText::line_opt(name).ok_or(TemplateError::Name)?;
        edits.push((doc.root().get("name").ok_or_else(damaged)?.span(), quoted(name.as_str())));
    }
    let goal = doc.root().get("goal").and_then(|g| g.get_ref().as_table()).ok_or_else(damaged)?;
    match (goal.get("date").and_then(date_of), wish.date) {
        (Some(written), wished) => {
            let new = wished.unwrap_or_else(|| goal_day(t, written, today));
            dates(doc.root(), day::between(written, new), &mut edits);
        }
        (None, Some(wished)) => {
            let (key, value) = goal.iter().find(|(k, _)| k.get_ref() == "weeks").ok_or_else(damaged)?;
            edits.push((key.span().start..value.span().end, format!("date = \"{wished}\"")));
        }
        (None, None) => {}
    }
    edits.sort_by_key(|(span, _)| std::cmp::Reverse(span.start));
    let mut text = t.text.to_owned();
    for (span, new) in edits {
        text.replace_range(span, &new);
    }
    Ok(text)
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string().trim().to_owned()
}

/// The first day of the written weekday that leaves the template's weeks; for a seasonal one, the one nearest to
/// the written day of the year.
fn goal_day(t: &Template, written: Day, today: Day) -> Day {
    let first = day::shift(today, 7 * i64::from(t.weeks));
    let on_weekday = |from: Day| {
        let ahead = (day::weekday(written) + 7 - day::weekday(from)) % 7;
        day::shift(from, i64::try_from(ahead).unwrap_or(0))
    };
    if !t.seasonal {
        return on_weekday(first);
    }
    let of_year = |year: i32| {
        // 29 February is no day of most years; the 28th is as near.
        let same = Day::from_ymd_opt(year, written.month(), written.day().min(28));
        same.map(|same| on_weekday(day::shift(same, -3)))
    };
    let years = first.year()..first.year() + 3;
    years.filter_map(of_year).find(|d| *d >= first).unwrap_or_else(|| on_weekday(first))
}

fn date_of(value: &Part<'_>) -> Option<Day> {
    match value.get_ref() {
        DeValue::String(s) => s.parse().ok(),
        DeValue::Datetime(d) => d.to_string().parse().ok(),
        _ => None,
    }
}

fn dates(table: &DeTable<'_>, days: i64, edits: &mut Vec<(Range<usize>, String)>) {
    table.iter().for_each(|(_, value)| moved(value, days, edits));
}

fn moved(value: &Part<'_>, days: i64, edits: &mut Vec<(Range<usize>, String)>) {
    match value.get_ref() {
        DeValue::Table(t) => dates(t, days, edits),
        DeValue::Array(items) => items.iter().for_each(|v| moved(v, days, edits)),
        DeValue::String(_) => {
            if let Some(date) = date_of(value) {
                edits.push((value.span(), format!("\"{}\"", day::shift(date, days))));
            }
        }
        DeValue::Datetime(_) => {
            if let Some(date) = date_of(value) {
                edits.push((value.span(), day::shift(date, days).to_string()));
            }
        }
        _ => {}
    }
}
