//! The rows of the active mission's file: goal and dates, the week, limits, style, stages, each with what it does.

use super::rows::field;
use crate::{
    app::screen::settings::{Field, FieldKind, MISSION},
    config::{
        Shape,
        edit::value_at,
        mission::{shape, written},
        typed::mission_allows,
    },
    domain::{CleanText, Mission, Units, mission::GoalKind},
};
use std::path::Path;
use toml_edit::{DocumentMut, Item};

mod elements;
mod table;

#[cfg(test)]
pub(super) use table::WITHOUT;
use table::{ROWS, Row};

const MAIN: &str = "Mission";
const WEEK: &str = "Mission week";
const LIMITS: &str = "Mission limits";
const STYLE: &str = "Mission style";
const STAGES: &str = "Mission stages";

/// The rows of the active mission.
pub(super) fn fields(text: &str, path: &Path, mission: &Mission, units: Units) -> Vec<Field> {
    let doc: DocumentMut = text.parse().unwrap_or_default();
    let root = doc.as_item();
    let of = |group: &str| -> Vec<Field> {
        ROWS.iter().filter(|r| r.0 == group).filter(|r| fits(r.2, mission)).map(|r| row(root, r, units)).collect()
    };
    let mut out = of(MAIN);
    out.extend(elements::races(root, mission));
    out.extend([file(path), lay()]);
    out.extend(of(WEEK));
    out.extend(elements::times_off(root, mission));
    out.extend(elements::conditions(mission, units));
    out.extend(of(LIMITS));
    out.extend(elements::injuries(root, mission));
    out.extend(of(STYLE));
    out.extend(elements::signals(root, mission));
    out.extend(elements::stages(mission, units));
    out.extend(of(STAGES));
    out
}

/// Without a mission there is one row that leads to one.
pub(super) fn none(others: &[Field]) -> Vec<Field> {
    let new = crate::app::actions::Action::NewMission;
    let row = Field {
        section: MAIN,
        label: new.spec().title.into(),
        note: "none is active".into(),
        help: new.spec().help.into(),
        kind: FieldKind::Does(new),
        ..Field::default()
    };
    std::iter::once(row).chain(others.iter().cloned()).collect()
}

/// Whether a key says something for this kind of goal, or is set all the same.
fn fits(key: &str, m: &Mission) -> bool {
    match key {
        "goal.weeks" => m.goal.date.is_none(),
        "goal.date" => m.goal.date.is_some() || m.goal.kind != GoalKind::Block,
        "goal.legs" => m.goal.kind == GoalKind::Triathlon,
        "goal.stage_minutes" | "targets.points" | "rest_days" => !m.stages.is_empty(),
        _ if ["points.", "bonuses.", "detection."].iter().any(|t| key.starts_with(t)) => !m.stages.is_empty(),
        "goal.distance_km" | "goal.ascent_m" | "goal.minutes" => m.stages.is_empty() && m.goal.date.is_some(),
        _ => true,
    }
}

fn row(root: &Item, r: &Row, units: Units) -> Field {
    let (section, under, key, label, default, help) = *r;
    let mut f = field(value_at(root, key), key, units, &mission_allows(key), shape(key));
    // Several keys in one row.
    if matches!(shape(key), Some(Shape::Map(..) | Shape::Table(_))) {
        f.value = written(root, key);
    }
    (f.section, f.under, f.label, f.help) = (section, under, label.into(), help.into());
    (f.key, f.default) = (format!("{MISSION}{key}"), default.into());
    f
}

fn file(path: &Path) -> Field {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Field {
        section: MAIN,
        under: "The file and the plan",
        label: "The whole file".into(),
        value: CleanText::line(&name).to_string(),
        note: path.display().to_string(),
        help: "Everything about this mission; opens in your editor. A changed one is taken in as a new version."
            .into(),
        kind: FieldKind::File(path.display().to_string()),
        ..Field::default()
    }
}

fn lay() -> Field {
    Field {
        section: MAIN,
        under: "The file and the plan",
        label: "Lay the plan anew".into(),
        note: "shows what would change, and asks".into(),
        help: "A changed mission leaves the plan as it is. The coach shows the weeks as they would be now; a yes lays them.".into(),
        kind: FieldKind::Says("lay"),
        ..Field::default()
    }
}
