//! The Settings screen: what can be set, as the driver read it, and the edit going on.
//!
//! Owns: which row is chosen, what is being typed. Does not own: reading and writing files, what a value may be: the
//! driver asks the configuration, and a value that it refuses changes nothing.

use crate::{
    app::{actions::Action, composer::Composer, dialog::Kind, keymap::Keymap, state::Known},
    domain::{
        CleanText, Day, Provider, Settings, Sport, Threshold, ThresholdKind, Units, day::between,
        settings::ThresholdSource,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// What a row of the screen is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// Typed.
    Text,
    /// One of these.
    Choice(Vec<String>),
    /// A new element of a list; typed as the example shows.
    Add,
    /// A file that the athlete's editor opens.
    File(String),
    /// An element of a list, which can be taken out; with the line that it would be typed as, empty where it can't be.
    Element(String),
    /// Does something of the one list.
    Does(Action),
    /// Opens a window with fields.
    Opens(Kind),
    /// Says something to the coach.
    Says(&'static str),
    /// Only shown.
    #[default]
    Fact,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// Group that it belongs to.
    pub section: &'static str,
    /// Heading that it stands under in its group; empty for none.
    pub under: &'static str,
    /// Key in config.toml: `athlete.mass_kg`, `thresholds[2].value`; after [`MISSION`] one of the active mission's file;
    /// empty for a fact.
    pub key: String,
    /// Name on screen.
    pub label: String,
    /// As it is now; empty when nothing is set.
    pub value: String,
    /// What stands behind it: unit, source, date.
    pub note: String,
    /// What holds when nothing is set.
    pub default: String,
    /// What may be set, in words.
    pub allows: String,
    /// One sentence on what it does, with an example.
    pub help: String,
    /// What it is.
    pub kind: FieldKind,
}

impl Field {
    /// Whether it has a key that is in the file and can be taken out of it.
    #[must_use]
    pub fn can_unset(&self) -> bool {
        matches!(self.kind, FieldKind::Text | FieldKind::Choice(_) | FieldKind::Element(_))
            && !self.value.is_empty()
            && !self.key.is_empty()
    }

    /// Whether it can be changed.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        match &self.kind {
            FieldKind::Fact => false,
            FieldKind::Element(line) => !line.is_empty(),
            _ => true,
        }
    }

    /// What is in the field when it opens.
    #[must_use]
    pub fn typed(&self) -> &str {
        if let FieldKind::Element(line) = &self.kind { line } else { &self.value }
    }

    /// Whether every one of the words, in small letters, is somewhere in it.
    fn has(&self, words: &[&str]) -> bool {
        let all = [self.section, self.under, &self.key, &self.label, &self.value, &self.note, &self.help];
        let text = all.join(" ").to_lowercase();
        words.iter().all(|w| text.contains(w))
    }
}

/// What the files say, as the driver read them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Rows, those of one section together.
    pub fields: Vec<Field>,
    /// What is wrong with the files as they are.
    pub problems: Vec<CleanText>,
    /// Path of config.toml.
    pub config_file: String,
    /// The keys as the files have them now, when they hold together.
    pub keymap: Option<Keymap>,
    /// The units as the files have them now, when they hold together.
    pub units: Option<Units>,
    /// What there is to say of the write that it was read after.
    pub said: Option<String>,
}

/// State of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SettingsScreen {
    /// As last read; `None` until then.
    pub read: Option<Sheet>,
    /// Every row: those of the files, with what the history adds to them.
    rows: Vec<Field>,
    /// The chosen row.
    pub cursor: usize,
    /// Words that rows are looked for by.
    pub words: Composer,
    /// Whether they are being typed.
    pub searching: bool,
    /// What is being typed for the chosen row.
    pub editing: Option<Composer>,
    /// What is wrong with what was typed.
    pub problem: Option<String>,
    /// Whether a value is on its way to the file.
    pub writing: bool,
}

impl SettingsScreen {
    /// The rows.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.rows
    }

    /// The chosen row.
    #[must_use]
    pub fn chosen(&self) -> Option<&Field> {
        self.rows.get(self.cursor)
    }

    /// Names of the groups, in their order.
    #[must_use]
    pub fn sections(&self) -> Vec<&'static str> {
        let mut all: Vec<&'static str> = self.rows.iter().map(|f| f.section).collect();
        all.dedup();
        all
    }

    /// Whether only what was looked for is shown.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        !self.words.text().trim().is_empty()
    }

    /// Rows on screen: those that were looked for in all groups, else the chosen row's group.
    #[must_use]
    pub fn shown(&self) -> Vec<usize> {
        let section = self.chosen().map_or("", |f| f.section);
        let filtered = self.found();
        filtered.unwrap_or_else(|| (0..self.rows.len()).filter(|i| self.rows[*i].section == section).collect())
    }

    /// Rows that have what is looked for; `None` when nothing is.
    fn found(&self) -> Option<Vec<usize>> {
        let text = self.words.text().to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        (!words.is_empty()).then(|| (0..self.rows.len()).filter(|i| self.rows[*i].has(&words)).collect())
    }

    /// Moves the choice by some rows, from one group into the next.
    pub fn step(&mut self, rows: i32) {
        let all = self.found().unwrap_or_else(|| (0..self.rows.len()).collect());
        let by = isize::try_from(rows).unwrap_or(0);
        let at = all.iter().position(|i| *i >= self.cursor).unwrap_or(0);
        let to = at.saturating_add_signed(by).min(all.len().saturating_sub(1));
        self.cursor = all.get(to).copied().unwrap_or(self.cursor);
    }

    /// Moves the choice to the first row of the group after, or before.
    pub fn step_section(&mut self, by: isize) {
        let sections = self.sections();
        let here = self.chosen().and_then(|f| sections.iter().position(|s| *s == f.section)).unwrap_or(0);
        let count = sections.len().cast_signed().max(1);
        let to = (here.cast_signed() + by).rem_euclid(count).cast_unsigned();
        let name = sections.get(to).copied().unwrap_or_default();
        self.cursor = self.rows.iter().position(|f| f.section == name).unwrap_or(0);
    }

    /// What is looked for has changed: the choice goes to the first row that has it.
    pub fn look(&mut self) {
        if let Some(first) =
            self.found().filter(|all| !all.contains(&self.cursor)).and_then(|all| all.first().copied())
        {
            self.cursor = first;
        }
    }

    /// Path of config.toml, once it is known.
    #[must_use]
    pub fn config_file(&self) -> Option<String> {
        self.read.as_ref().map(|s| s.config_file.clone())
    }

    /// Puts the rows together anew.
    pub fn refresh(&mut self, known: Option<&Known>, today: Day) {
        let Some(sheet) = &self.read else { return };
        let mut sections: Vec<&'static str> = sheet.fields.iter().map(|f| f.section).collect();
        sections.dedup();
        let mut rows = Vec::new();
        for name in sections {
            rows.extend(sheet.fields.iter().filter(|f| f.section == name).cloned());
            if let (THRESHOLDS, Some(known)) = (name, known) {
                rows.extend(estimates(known, today, sheet.units.unwrap_or_default()));
            }
            if let (SOURCES, Some(known)) = (name, known) {
                rows.extend(sources(known, today));
            }
        }
        if let Some(known) = known.filter(|_| !rows.iter().any(|r| r.section == SOURCES)) {
            rows.extend(sources(known, today));
        }
        let chosen = self.chosen().map(|f| (f.key.clone(), f.label.clone()));
        self.rows = rows;
        // Rows come and go above the chosen one; it stays what it is.
        let same = |f: &Field| chosen.as_ref().is_some_and(|(key, label)| f.key == *key && f.label == *label);
        if !self.chosen().is_some_and(same)
            && let Some(at) = self.rows.iter().position(same)
        {
            self.cursor = at;
        }
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
    }

    /// The next of the values that a choice has; from its default on when nothing is set.
    #[must_use]
    pub fn next_choice(field: &Field, step: isize) -> Option<String> {
        let FieldKind::Choice(all) = &field.kind else { return None };
        let at = |value: &str| all.iter().position(|v| v == value);
        let count = all.len().cast_signed();
        let now = at(&field.value).or_else(|| at(&field.default));
        let next = now.map_or(0, |i| (i.cast_signed() + step).rem_euclid(count.max(1)));
        all.get(next.cast_unsigned()).cloned()
    }
}

/// What stands before a key of the active mission's file.
pub const MISSION: &str = "mission:";

/// Key of the row that takes a rule for the mission in words.
pub const RULES: &str = "mission";

/// Section of the sources.
pub const SOURCES: &str = "Sources";

/// Section of the thresholds.
pub const THRESHOLDS: &str = "Thresholds";

/// Thresholds that were estimated or assumed, as they hold today; one keypress makes one a set value.
fn estimates(known: &Known, today: Day, units: Units) -> Vec<Field> {
    let mut latest: BTreeMap<(ThresholdKind, Option<Sport>), &Threshold> = BTreeMap::new();
    let not_set = |t: &&Threshold| t.source != ThresholdSource::Set && t.from <= today;
    for t in known.history.book.all().iter().filter(not_set) {
        let slot = latest.entry((t.kind, t.sport)).or_insert(t);
        // An estimate goes before an assumption, a later one before an earlier.
        let rank = |t: &Threshold| match t.source {
            ThresholdSource::Set => 0,
            ThresholdSource::Accepted => 1,
            ThresholdSource::Estimated => 2,
            ThresholdSource::Assumed => 3,
        };
        if rank(t) < rank(slot) || (rank(t) == rank(slot) && t.from >= slot.from) {
            *slot = t;
        }
    }
    latest
        .into_values()
        .map(|t| {
            let note = t.note.as_ref().map_or_else(String::new, |n| format!(", {n}"));
            let how = t.source.name();
            Field {
                section: THRESHOLDS,
                key: "thresholds".into(),
                label: threshold_name(t.kind, t.sport),
                value: threshold_line(t.kind, t.sport, t.value, today, units),
                note: format!("{} · {how} since {}{note}", units.threshold_unit(t.kind), t.from),
                help: "Estimated from your history, and used as long as nothing is set. Enter sets a value from today on; older activities keep theirs.".into(),
                kind: FieldKind::Add,
                ..Field::default()
            }
        })
        .collect()
}

/// A threshold's name at the head of its row: `FTP`, `Threshold HR, run`.
#[must_use]
pub fn threshold_name(kind: ThresholdKind, sport: Option<Sport>) -> String {
    let name = match kind {
        ThresholdKind::Ftp => "FTP",
        ThresholdKind::Cp => "Critical power",
        ThresholdKind::Lthr => "Threshold HR",
        ThresholdKind::HrMax => "Highest HR",
        ThresholdKind::HrRest => "Resting HR",
        ThresholdKind::ThresholdSpeed => "Threshold pace",
        ThresholdKind::Css => "Critical swim speed",
    };
    match sport.filter(|s| kind.own_sport() != Some(*s)) {
        Some(sport) => format!("{name}, {sport}"),
        None => name.to_owned(),
    }
}

/// The line that sets a threshold: `ftp bike 262 2026-09-01`, `pace run 4:05 2026-09-01`.
#[must_use]
pub fn threshold_line(kind: ThresholdKind, sport: Option<Sport>, value: f64, from: Day, units: Units) -> String {
    let name = if kind == ThresholdKind::ThresholdSpeed { "pace" } else { kind.name() };
    let sport = sport.map_or_else(String::new, |s| format!(" {s}"));
    format!("{name}{sport} {} {from}", threshold_figure(kind, value, units))
}

/// A threshold's value as it would be typed: a pace in the athlete's own unit.
#[must_use]
pub fn threshold_figure(kind: ThresholdKind, value: f64, units: Units) -> String {
    kind.pace_sport().map_or_else(|| figure(value), |sport| units.pace(value, sport))
}

/// The value of a kind that is set last, in config.toml.
#[must_use]
pub fn threshold_set(settings: &Settings, kind: ThresholdKind, sport: Option<Sport>) -> Option<&Threshold> {
    let of = |t: &&Threshold| t.kind == kind && t.sport == sport && t.source == ThresholdSource::Set;
    settings.thresholds.iter().filter(of).max_by_key(|t| t.from)
}

/// At most two decimals, and none that say nothing.
#[must_use]
pub fn figure(x: f64) -> String {
    let s = format!("{x:.2}");
    s.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Who delivered what, how much, until when, and what may be done with it.
fn sources(known: &Known, today: Day) -> Vec<Field> {
    let mut seen: BTreeMap<Provider, (usize, usize, Day)> = BTreeMap::new();
    for r in known.athlete.activities.iter().flat_map(|a| &a.records) {
        let slot = seen.entry(r.provider).or_insert((0, 0, r.local_date));
        (slot.0, slot.2) = (slot.0 + 1, slot.2.max(r.local_date));
    }
    for (day, w) in known.athlete.wellness.iter() {
        for provider in w.readings.iter().map(|r| r.source).collect::<BTreeSet<_>>() {
            let slot = seen.entry(provider).or_insert((0, 0, *day));
            (slot.1, slot.2) = (slot.1 + 1, slot.2.max(*day));
        }
    }
    seen.into_iter()
        .map(|(provider, (activities, days, last))| {
            let policy = known.athlete.settings.policy(provider);
            let model = policy.llm.words();
            let combine = if policy.combine { "counts in load" } else { "stays out of load" };
            let keep = policy.retain_days.map_or_else(String::new, |d| format!(", kept {d} days"));
            let ago = match between(last, today) {
                ..=0 => "today".to_owned(),
                1 => "yesterday".to_owned(),
                n => format!("{n} days ago"),
            };
            Field {
                section: SOURCES,
                under: "What each has delivered",
                key: String::new(),
                label: provider.name().replace('_', " "),
                value: format!("{activities} activities, {days} mornings"),
                note: format!("last {ago} · {combine}, {model}{keep}"),
                help: "What this source delivered. Its policy says what may be done with it.".into(),
                kind: FieldKind::Fact,
                ..Field::default()
            }
        })
        .collect()
}
