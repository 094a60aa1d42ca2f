//! The desk of the Settings screen: what config.toml says, row by row, and writing one value back.
//!
//! Owns: which keys have a row, their words, how what is typed becomes TOML. Does not own: what a value may be (the
//! configuration's check says so, before anything is written), keeping comments (config's edit).

use super::{Context, keys};
use crate::{
    app::{
        actions::Action,
        screen::settings::{Field, FieldKind, RULES, Sheet, THRESHOLDS, figure},
    },
    config::{self, Paths, edit::Change},
    domain::{CleanText, Day, Sport, ThresholdKind},
    runtime::Desk,
};
use std::fs;
use toml_edit::{DocumentMut, Item, Value};

/// How what is typed becomes a value.
#[derive(Clone, Copy)]
enum Shape {
    Text,
    Int,
    Num,
    OneOf(&'static [&'static str]),
    /// `true` or `false`, shown as yes and no.
    Flag,
    Theme,
}

/// A key with its row: section, key, label, unit or default, help, shape.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str, Shape);

const ROWS: [Row; 28] = [
    ("Athlete", "athlete.name", "Name", "", "Your name, for greetings only.", Shape::Text),
    (
        "Athlete",
        "athlete.birth_year",
        "Birth year",
        "",
        "For the rules of age and for the maximal heart rate where none was seen.",
        Shape::Int,
    ),
    (
        "Athlete",
        "athlete.sex",
        "Sex",
        "by default unknown",
        "For the constants of heart-rate load; unknown costs it some confidence.",
        Shape::OneOf(&["female", "male", "unknown"]),
    ),
    ("Athlete", "athlete.mass_kg", "Body mass", "kg", "Body mass in kilograms.", Shape::Num),
    (
        "Athlete",
        "athlete.time_zone",
        "Time zone",
        "by default the system's",
        "The zone that dates are read in, such as Europe/Paris.",
        Shape::Text,
    ),
    (
        "Athlete",
        "athlete.sleep_need_h",
        "Sleep needed",
        "h, learnt from your nights",
        "Hours of sleep that you need.",
        Shape::Num,
    ),
    (
        "Form",
        "form.convention",
        "Step",
        "by default exp",
        "exp: GoldenCheetah and intervals.icu; tp: TrainingPeaks.",
        Shape::OneOf(&["exp", "tp"]),
    ),
    (
        "Form",
        "form.tsb",
        "Form of",
        "by default prev",
        "prev: the evening before, as one wakes up; same: the day itself.",
        Shape::OneOf(&["prev", "same"]),
    ),
    ("Form", "form.ctl_days", "Fitness over", "by default 42 days", "Time constant of fitness, days.", Shape::Num),
    ("Form", "form.atl_days", "Fatigue over", "by default 7 days", "Time constant of fatigue, days.", Shape::Num),
    (
        "Form",
        "form.seed_ctl",
        "Fitness before",
        "from the first 28 days",
        "Fitness on the evening before your first activity.",
        Shape::Num,
    ),
    (
        "Model",
        "model.preset",
        "Service",
        "none: offline coach",
        "Whose model: openai, anthropic, ollama and others; the address comes with it.",
        Shape::Text,
    ),
    (
        "Model",
        "model.model",
        "Model",
        "",
        "The model's name as the service knows it. Without one the coach answers by rules alone.",
        Shape::Text,
    ),
    (
        "Model",
        "model.base_url",
        "Address",
        "by the service",
        "Address of an OpenAI-compatible endpoint. The key stays in the environment or .env.",
        Shape::Text,
    ),
    (
        "Model",
        "model.key",
        "Name of its key",
        "by the service",
        "The name in .env or the environment that holds the key, such as OPENAI_API_KEY; none for a service without one.",
        Shape::Text,
    ),
    (
        "Model",
        "model.cap_day_usd",
        "Most in a day",
        "USD",
        "What the model may cost in a day; beyond it the rules answer.",
        Shape::Num,
    ),
    (
        "Model",
        "model.cap_month_usd",
        "Most in a month",
        "USD",
        "What the model may cost in a month; beyond it the rules answer.",
        Shape::Num,
    ),
    ("Sources", "sources.oura.enabled", "Oura", "asked when connected", "Whether Oura is asked.", Shape::Flag),
    (
        "Sources",
        "sources.intervals.enabled",
        "intervals.icu",
        "asked when connected",
        "Whether intervals.icu is asked.",
        Shape::Flag,
    ),
    (
        "Sources",
        "sources.strava.enabled",
        "Strava",
        "asked when connected",
        "Whether Strava is asked.",
        Shape::Flag,
    ),
    (
        "Sources",
        "output.folder",
        "Reports",
        "beside the log",
        "Folder that reviews and plans are written to.",
        Shape::Text,
    ),
    (
        "Screen",
        "screen.theme",
        "Theme",
        "by default ansi",
        "Colours. Your own themes lie in the themes folder.",
        Shape::Theme,
    ),
    (
        "Screen",
        "screen.chart",
        "Charts",
        "by default braille",
        "What charts are made of; fonts differ.",
        Shape::OneOf(&["braille", "block", "dot", "ascii"]),
    ),
    (
        "Screen",
        "screen.motion",
        "Motion",
        "by default yes",
        "Whether anything on screen moves by itself.",
        Shape::Flag,
    ),
    (
        "Screen",
        "screen.mouse",
        "Mouse",
        "by default no",
        "Whether the mouse is listened to; the terminal's own selection needs shift then.",
        Shape::Flag,
    ),
    (
        "Screen",
        "screen.check_in",
        "Check-in first",
        "by default yes",
        "Whether you are asked how you feel before you see the score.",
        Shape::Flag,
    ),
    (
        "Screen",
        "screen.still",
        "Still",
        "by default no",
        "Words and figures only, one below the other: for a screen reader. From the next start on.",
        Shape::Flag,
    ),
    (
        "Screen",
        "screen.units",
        "Units",
        "by default metric",
        "Units of distances and masses.",
        Shape::OneOf(&["metric", "imperial"]),
    ),
];

/// The desk of this athlete.
#[must_use]
pub fn desk(cx: &Context, themes: Vec<String>) -> Desk {
    let (paths, today) = (cx.paths.clone(), cx.today);
    let mission = cx.paths.missions_dir();
    let write_paths = cx.paths.clone();
    let read_only = cx.as_of.is_some();
    Desk {
        read: Box::new(move || sheet(&paths, &themes, today, &mission)),
        write: Box::new(move |changes| {
            if read_only {
                return Err("This looks back at a past day; nothing is written.".to_owned());
            }
            write(&write_paths, changes, today)
        }),
    }
}

fn sheet(paths: &Paths, themes: &[String], today: Day, missions: &std::path::Path) -> Sheet {
    let file = paths.config_file();
    let text = fs::read_to_string(&file).unwrap_or_default();
    let env = |name: &str| std::env::var(name).ok();
    let mut problems: Vec<CleanText> = config::load(paths, &config::Overrides::default(), &env)
        .map_or_else(|e| e.0, |c| c.warnings)
        .iter()
        .map(|i| CleanText::line(&i.to_string()))
        .collect();
    let doc: DocumentMut = text.parse().unwrap_or_default();
    let mut fields: Vec<Field> = Vec::new();
    fields.extend(steps());
    for section in ["Athlete", THRESHOLDS, "Form", "Model", "Screen", "Sources"] {
        if section == THRESHOLDS {
            fields.extend(thresholds(&doc, today));
        }
        fields.extend(ROWS.iter().filter(|r| r.0 == section).map(|r| row(&doc, r, themes)));
    }
    fields.extend(files(paths, missions));
    let keymap = match keys::of_files(paths) {
        Ok(keymap) => Some(keymap),
        Err(why) => {
            problems.push(CleanText::line(&why));
            None
        }
    };
    fields.extend(keymap.iter().flat_map(keys::rows));
    Sheet { fields, problems, config_file: file.display().to_string(), keymap }
}

fn row(doc: &DocumentMut, r: &Row, themes: &[String]) -> Field {
    let (section, key, label, unit, help, shape) = *r;
    let value = at(doc, key).map(shown).unwrap_or_default();
    let all = |words: &[&str]| FieldKind::Choice(words.iter().map(|w| (*w).to_owned()).collect());
    Field {
        section,
        key: key.into(),
        label: label.into(),
        note: if value.is_empty() || matches!(unit, "kg") { unit.into() } else { String::new() },
        value,
        help: help.into(),
        kind: match shape {
            Shape::OneOf(words) => all(words),
            Shape::Flag => all(&["true", "false"]),
            Shape::Theme => FieldKind::Choice(themes.to_vec()),
            Shape::Text | Shape::Int | Shape::Num => FieldKind::Text,
        },
    }
}

fn at<'d>(doc: &'d DocumentMut, key: &str) -> Option<&'d Value> {
    let mut item: &Item = doc.as_item();
    for part in key.split('.') {
        item = item.get(part)?;
    }
    item.as_value()
}

fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(s) => s.value().clone(),
        Value::Float(f) => figure(*f.value()),
        other => other.clone().decorated("", "").to_string(),
    };
    CleanText::line(&text).to_string()
}

/// What is set, in the order of the file, and a row for one more.
fn thresholds(doc: &DocumentMut, today: Day) -> Vec<Field> {
    let list = doc.get("thresholds").and_then(Item::as_array_of_tables);
    let mut out: Vec<Field> = Vec::new();
    for (i, table) in list.into_iter().flatten().enumerate() {
        let get = |key: &str| table.get(key).and_then(Item::as_value).map(shown);
        let kind = get("kind").unwrap_or_default();
        let unit = kind.parse_kind().map_or("", unit);
        let sport = get("sport").map_or_else(String::new, |s| format!(" {s}"));
        let by_pace = get("value").is_none() && get("pace").is_some();
        let key = if by_pace { "pace" } else { "value" };
        let note = get("note").map_or_else(String::new, |n| format!(" · {n}"));
        out.push(Field {
            section: THRESHOLDS,
            key: format!("thresholds[{i}].{key}"),
            label: format!("{kind}{sport}"),
            value: get(key).unwrap_or_default(),
            note: format!("{}set from {}{note}", if by_pace { "" } else { unit }, get("from").unwrap_or_default()),
            help: "Set by you, from its day on until the next of its kind; older activities keep the value of their date. Unset takes it out.".into(),
            kind: FieldKind::Text,
        });
    }
    out.push(Field {
        section: THRESHOLDS,
        key: "thresholds".into(),
        label: "+ another".into(),
        value: format!("ftp bike 250 {today}"),
        note: "a new value from a day on".into(),
        help: "Kind, sport, value and first day: ftp bike 262 2026-09-01. Kinds: ftp, cp (W), lthr, hr_max, hr_rest (bpm), threshold_speed, css (m/s).".into(),
        kind: FieldKind::Add,
    });
    out
}

trait ParseKind {
    fn parse_kind(&self) -> Option<ThresholdKind>;
}

impl ParseKind for str {
    fn parse_kind(&self) -> Option<ThresholdKind> {
        ThresholdKind::ALL.into_iter().find(|k| k.name() == self)
    }
}

fn unit(kind: ThresholdKind) -> &'static str {
    match kind {
        ThresholdKind::Ftp | ThresholdKind::Cp => "W ",
        ThresholdKind::Lthr | ThresholdKind::HrMax | ThresholdKind::HrRest => "bpm ",
        ThresholdKind::ThresholdSpeed | ThresholdKind::Css => "m/s ",
    }
}

/// Files that the athlete edits.
fn files(paths: &Paths, missions: &std::path::Path) -> Vec<Field> {
    let file = |section, label: &str, path: &std::path::Path, help: &str| Field {
        section,
        key: String::new(),
        label: label.to_owned(),
        value: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
        note: path.display().to_string(),
        help: help.to_owned(),
        kind: FieldKind::File(path.display().to_string()),
    };
    let mut own: Vec<_> =
        fs::read_dir(missions).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    own.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    own.sort();
    let mut out: Vec<Field> = own
        .iter()
        .map(|p| {
            let name = p.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            file("Mission", CleanText::line(&name).as_str(), p, "Goal, dates, constraints, preferences. Opens in your editor; a changed mission is taken in, and the plan stays until you lay it anew with lanterne mission use.")
        })
        .collect();
    out.push(Field {
        section: "Mission",
        key: RULES.into(),
        label: "+ rule in words".into(),
        value: String::new(),
        note: "no ride on Sunday, two hours on Saturday".into(),
        help: "What binds the active mission, in words: shown back, and written into its file after a yes.".into(),
        kind: FieldKind::Add,
    });
    let config = paths.config_file();
    out.push(file("Files", "Settings", &config, "All of this screen, and keys, as a file. Opens in your editor."));
    out
}

/// What the first start offers, at any time.
fn steps() -> Vec<Field> {
    let row = |action: Action| {
        let s = action.spec();
        Field {
            section: "First steps",
            key: String::new(),
            label: s.title.to_owned(),
            value: String::new(),
            note: s.help.to_owned(),
            help: s.help.to_owned(),
            kind: FieldKind::Does(action),
        }
    };
    [Action::GetStarted, Action::ImportFiles, Action::ConnectService, Action::AboutYou, Action::NewMission]
        .map(row)
        .into()
}

/// All of the changes, or none; keys go into their own file.
fn write(paths: &Paths, changes: &[(String, Option<String>)], today: Day) -> Result<(), String> {
    if changes.iter().any(|(key, _)| key.starts_with(keys::PREFIX)) {
        return keys::write(paths, changes);
    }
    let changes: Vec<Change> =
        changes.iter().map(|(key, value)| change(key, value.as_deref(), today)).collect::<Result<_, _>>()?;
    let text = config::edit::preview(paths, &changes).map_err(|e| e.to_string())?;
    let env = |name: &str| std::env::var(name).ok();
    // Whatever is wrong with the new text is said, and the file stays.
    config::check(paths, &text, &env).map_err(|e| e.to_string())?;
    config::edit::write(paths, &text).map_err(|e| e.to_string())
}

fn change(key: &str, value: Option<&str>, today: Day) -> Result<Change, String> {
    let Some(text) = value else {
        // A threshold goes as a whole.
        let key = key.strip_suffix(".value").or_else(|| key.strip_suffix(".pace")).unwrap_or(key);
        return Ok(Change::Unset(key.to_owned()));
    };
    if key == "thresholds" {
        return threshold(text, today);
    }
    let shape = ROWS.iter().find(|r| r.1 == key).map(|r| r.5);
    let shape = shape.unwrap_or(if key.split('.').next_back() == Some("value") { Shape::Num } else { Shape::Text });
    Ok(Change::Set(key.to_owned(), typed(text, shape)?))
}

fn typed(text: &str, shape: Shape) -> Result<Value, String> {
    let number = || text.replace(',', ".");
    match shape {
        Shape::Text | Shape::OneOf(_) | Shape::Theme => Ok(text.into()),
        Shape::Flag => {
            text.parse::<bool>().map(Into::into).map_err(|_| format!("`{text}` is neither true nor false"))
        }
        Shape::Int => text.parse::<i64>().map(Into::into).map_err(|_| format!("`{text}` is no whole number")),
        // A whole number stays one, as a person would write it.
        Shape::Num => match (text.parse::<i64>(), number().parse::<f64>()) {
            (Ok(n), _) => Ok(n.into()),
            (_, Ok(x)) if x.is_finite() => Ok(x.into()),
            _ => Err(format!("`{text}` is no number")),
        },
    }
}

/// `ftp bike 262 2026-09-01`; without a sport where the kind needs none, without a day from today on.
fn threshold(text: &str, today: Day) -> Result<Change, String> {
    let example = "write kind, sport, value and first day, such as `ftp bike 262 2026-09-01`";
    let mut words = text.split_whitespace().peekable();
    let kind = words.next().unwrap_or_default().to_lowercase();
    if kind.parse_kind().is_none() {
        return Err(format!("`{kind}` is no kind of threshold; {example}"));
    }
    let mut pairs: Vec<(&'static str, Value)> = vec![("kind", kind.into())];
    if let Some(sport) = words.peek().and_then(|w| Sport::ALL.into_iter().find(|s| s.name() == w.to_lowercase())) {
        pairs.push(("sport", sport.name().into()));
        words.next();
    }
    let value = words.next().ok_or_else(|| format!("the value is missing; {example}"))?;
    // `4:05` is a pace.
    let pair = if value.contains(':') { ("pace", value.into()) } else { ("value", typed(value, Shape::Num)?) };
    pairs.push(pair);
    let from = match words.next() {
        None => today,
        Some(word) => word.parse::<Day>().map_err(|_| format!("`{word}` is no date; {example}"))?,
    };
    let date: toml_edit::Datetime = from.to_string().parse().map_err(|_| format!("`{from}` is no date"))?;
    pairs.push(("from", date.into()));
    match words.next() {
        Some(more) => Err(format!("`{more}` is too much; {example}")),
        None => Ok(Change::Add("thresholds".into(), pairs)),
    }
}

#[cfg(test)]
mod tests;
