//! Rows of the first steps: a look at the demo, files, services, the athlete, a mission.

use super::read::clock;
use super::{Kind, Press, Slot};
use crate::{
    app::{
        screen::settings::{threshold_figure, threshold_set},
        services::Standing,
        state::State,
    },
    domain::{
        Sport, ThresholdKind,
        mission::{StageType, WeekMinutes},
        units::Measure,
    },
};

/// A threshold that is asked for: the row, the key of a new value, how it is written.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Row.
    pub id: &'static str,
    /// Kind.
    pub kind: ThresholdKind,
    /// Sport.
    pub sport: Option<Sport>,
    label: &'static str,
    hint: &'static str,
}

/// The thresholds that somebody may know.
pub const THRESHOLDS: [Asked; 5] = [
    Asked {
        id: "ftp",
        kind: ThresholdKind::Ftp,
        sport: Some(Sport::Bike),
        label: "FTP, bike",
        hint: "W you hold for an hour",
    },
    Asked {
        id: "pace",
        kind: ThresholdKind::ThresholdSpeed,
        sport: Some(Sport::Run),
        label: "Threshold pace",
        hint: "of an hour's race",
    },
    Asked {
        id: "lthr",
        kind: ThresholdKind::Lthr,
        sport: None,
        label: "Threshold HR",
        hint: "bpm of such an hour",
    },
    Asked { id: "hr_max", kind: ThresholdKind::HrMax, sport: None, label: "Highest HR", hint: "bpm ever seen" },
    Asked {
        id: "hr_rest",
        kind: ThresholdKind::HrRest,
        sport: None,
        label: "Resting HR",
        hint: "bpm of an ordinary morning",
    },
];

/// Rows of config.toml that are asked for, with their key.
pub const ATHLETE: [(&str, &str); 4] = [
    ("name", "athlete.name"),
    ("birth_year", "athlete.birth_year"),
    ("sex", "athlete.sex"),
    ("mass", "athlete.mass_kg"),
];

/// The steps, each with how it stands.
pub(super) fn start(state: &State) -> Vec<Slot> {
    let open = |label: &str, kind, hint: String| Slot::press(label, Press::Open(kind), hint);
    let a = state.athlete();
    let (activities, mornings) = a.map_or((0, 0), |a| (a.activities.len(), a.wellness.len()));
    let files = match (activities, mornings) {
        (0, 0) => "FIT, TCX, GPX, folders, archives".to_owned(),
        (a, m) => format!("{a} known activities, {m} mornings"),
    };
    let services: Vec<&str> = state.services.iter().map(|s| s.name.as_str()).collect();
    let services = if services.is_empty() {
        state.offers.services.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(", ")
    } else {
        format!("{} connected", services.join(", "))
    };
    let settings = a.map(|a| &a.settings);
    let about: Vec<String> = [
        settings.and_then(|s| s.birth_year).map(|y| format!("born {y}")),
        settings.and_then(|s| s.mass_kg).map(|m| state.units.mass(m)),
        settings.map(|s| s.thresholds.len()).filter(|n| *n > 0).map(|n| format!("{n} thresholds")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let about = if about.is_empty() { "birth year, mass, thresholds".to_owned() } else { about.join(", ") };
    let week = week_words(settings.map(|s| s.available).unwrap_or_default());
    let mission = a.and_then(|a| a.active_mission(state.today)).map_or_else(
        || "a template, with the plan that would come".to_owned(),
        |m| format!("{} is active", m.name),
    );
    vec![
        Slot::press("Look at the demo athlete", Press::Demo, "leaving it comes back here"),
        open("Import your files", Kind::Import, files),
        open("Connect a service", Kind::Connect, services),
        open("Say who you are", Kind::About, about),
        open("Say when you can train", Kind::Week, week.unwrap_or_else(|| "days and hours of a week".to_owned())),
        open("Choose a mission", Kind::Mission, mission),
        Slot::press("To the cockpit", Press::Close, "the steps stay in the palette and in Settings"),
    ]
}

/// The path of what is imported.
pub(super) fn import() -> Vec<Slot> {
    vec![
        Slot::text("path", "Path", "", "~/Downloads/export.zip"),
        Slot::press("Import", Press::Save, "goes on in the background"),
        Slot::press("Close", Press::Close, ""),
    ]
}

/// The services, with how each one stands.
pub(super) fn connect(state: &State) -> Vec<Slot> {
    let row = |(name, words): &(String, String)| {
        let known = state.services.iter().find(|s| s.name == *name);
        let hint = match known.map(|s| s.standing) {
            Some(Standing::NeedsLogin) => "needs a new log-in".to_owned(),
            Some(_) => "connected; again for another log-in".to_owned(),
            None => words.clone(),
        };
        Slot::press(name.clone(), Press::Connect(name.clone()), hint)
    };
    let mut rows: Vec<Slot> = state.offers.services.iter().map(row).collect();
    rows.push(Slot::press("Close", Press::Close, ""));
    rows
}

/// Who the athlete is, as config.toml has it.
pub(super) fn about(state: &State) -> Vec<Slot> {
    let s = state.athlete().map(|a| a.settings.clone()).unwrap_or_default();
    let sex = format!("{:?}", s.sex).to_lowercase();
    let mut rows = vec![
        Slot::text("name", "Name", s.name.as_ref().map_or("", |n| n.as_str()), ""),
        Slot::text("birth_year", "Birth year", &s.birth_year.map(|y| y.to_string()).unwrap_or_default(), "1988"),
        Slot::choice("sex", "Sex", &["unknown", "female", "male"], &sex, "for the constants of heart-rate load"),
        Slot::text(
            "mass",
            "Body mass",
            &s.mass_kg.map(|m| state.units.written(Measure::Mass, m)).unwrap_or_default(),
            state.units.unit(Measure::Mass),
        ),
    ];
    rows.extend(THRESHOLDS.iter().map(|t| {
        let u = state.units;
        let value =
            threshold_set(&s, t.kind, t.sport).map_or_else(String::new, |x| threshold_figure(t.kind, x.value, u));
        let hint = match t.kind.pace_sport() {
            Some(sport) => format!("min{} {}, as {}", u.pace_unit(sport), t.hint, u.pace(1000.0 / 270.0, sport)),
            None => t.hint.to_owned(),
        };
        Slot::text(t.id, t.label, &value, &hint)
    }));
    rows.push(Slot::press("Save", Press::Save, "thresholds hold from today on"));
    rows
}

/// The weekdays, as files and the screen name them.
pub const DAYS: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// A week's hours in a few words; `None` when no day was said.
#[must_use]
pub fn week_words(week: WeekMinutes) -> Option<String> {
    let said = week.said();
    if said.iter().all(Option::is_none) {
        return None;
    }
    let sum: u16 = said.iter().flatten().sum();
    let free: Vec<&str> =
        DAYS.iter().zip(said).filter(|(_, m)| *m == Some(0)).map(|((_, name), _)| &name[..3]).collect();
    let free = if free.is_empty() { String::new() } else { format!(", {} free", free.join(" ")) };
    let open = said.iter().filter(|m| m.is_none()).count();
    let open = if open == 0 { String::new() } else { format!(", {open} days as the template") };
    Some(format!("{} h {:02} a week{free}{open}", sum / 60, sum % 60))
}

/// When there is time to train: what was said, else what the active mission has.
pub(super) fn week(state: &State) -> Vec<Slot> {
    let Some(a) = state.athlete() else { return vec![] };
    let mission = a.active_mission(state.today);
    let own = mission.map(|m| m.constraints.available_minutes.said()).unwrap_or_default();
    let said = a.settings.available.said();
    let mut rows: Vec<Slot> = DAYS
        .iter()
        .zip(said.iter().zip(own))
        .map(|((id, name), (said, own))| {
            Slot::text(id, name, &said.or(own).map(clock).unwrap_or_default(), "as the template has it")
        })
        .collect();
    if let Some(m) = mission {
        let hint = format!("whether {} is changed too; its plan stays until it is laid anew", m.name);
        rows.push(Slot::choice("both", "Active mission", &["yes", "no"], "", &hint));
    }
    rows.push(Slot::press("Save", Press::Save, ""));
    rows
}

/// The types of a stage, as the file names them.
const STAGES: [StageType; 6] =
    [StageType::Flat, StageType::Hilly, StageType::Mountain, StageType::Itt, StageType::MtnItt, StageType::Rest];

/// A stage of the active mission.
pub(super) fn stage(state: &State, at: usize) -> Vec<Slot> {
    let mission = state.athlete().and_then(|a| a.active_mission(state.today));
    let Some(s) = mission.and_then(|m| m.stages.get(at)) else { return vec![] };
    let u = state.units;
    let written = |what, kept: Option<f64>| kept.map(|x| u.written(what, x)).unwrap_or_default();
    let minutes = s.minutes.map(|m| m.to_string()).unwrap_or_default();
    vec![
        Slot::choice(
            "type",
            "Type",
            &STAGES.map(StageType::name),
            s.kind.name(),
            "itt is a time trial, mtn_itt one uphill",
        ),
        Slot::text("name", "Name", s.name.as_ref().map_or("", |n| n.as_str()), "from where to where"),
        Slot::text("date", "Day", &s.date.to_string(), ""),
        Slot::text(
            "distance_km",
            "Distance",
            &written(Measure::Distance, s.distance_km),
            u.unit(Measure::Distance),
        ),
        Slot::text("ascent_m", "Climbing", &written(Measure::Height, s.ascent_m), u.unit(Measure::Height)),
        Slot::text("minutes", "Takes you", &minutes, "min; as the mission says when empty"),
        Slot::press("Save", Press::Save, ""),
    ]
}

/// A mission's template and what is different from it.
pub(super) fn mission(state: &State) -> Vec<Slot> {
    let templates: Vec<&str> = state.offers.templates.iter().map(|(id, _)| id.as_str()).collect();
    let said = state.athlete().map(|a| a.settings.available).unwrap_or_default();
    let week = week_words(said).unwrap_or_else(|| "as the template; enter to say them".to_owned());
    vec![
        Slot::choice("template", "Template", &templates, "", ""),
        Slot::text("name", "Name", "", "as the template"),
        Slot::text("date", "Goal day", "", "as the template, far enough ahead"),
        Slot::press("Days and hours", Press::Open(Kind::Week), week),
        Slot::text("rules", "Rules in words", "", "at most 8 h a week, long ride on Sunday, no swimming"),
        Slot::press("Take it up", Press::Save, "asks first; lays the plan below"),
    ]
}
