//! The keys of a mission file and what each may hold. The domain's types say the same in Rust; a test holds the
//! two together.

use super::super::schema::{Field, Shape, may, must};

const SPORTS: &[&str] = &["bike", "run", "swim", "strength", "hike", "row", "ski", "transition", "other"];
const KINDS: &[&str] = &[
    "recovery",
    "endurance",
    "technique",
    "long",
    "tempo",
    "sweet_spot",
    "threshold",
    "vo2",
    "anaerobic",
    "sprint",
    "hills",
    "race_pace",
    "opener",
    "test",
    "strength",
    "stage",
    "race",
];
const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const STAGE_TYPES: &[&str] = &["flat", "hilly", "mountain", "itt", "mtn_itt", "rest"];
const SOURCES: &[&str] =
    &["manual", "file", "strava_archive", "garmin_archive", "oura", "intervals", "strava_api", "demo", "derived"];
const MANY: usize = usize::MAX;

const SPORT: Shape = Shape::OneOf(SPORTS);
const SPORT_LIST: Shape = Shape::List(&SPORT, 0, MANY);
const KIND_LIST: Shape = Shape::List(&Shape::OneOf(KINDS), 0, MANY);
const WORDS: Shape = Shape::List(&Shape::Text, 0, MANY);

/// Every key of a mission file.
pub(super) const MISSION: &[Field] = &[
    may("schema", Shape::Int(1, 1, "")),
    must("id", Shape::Text),
    must("name", Shape::Text),
    may("description", Shape::Text),
    may("start", Shape::Date),
    must("goal", Shape::Table(GOAL)),
    may("objective", Shape::Table(OBJECTIVE)),
    may("stages", Shape::List(&Shape::Table(STAGE), 0, 60)),
    may("rest_days", Shape::List(&Shape::Date, 0, 60)),
    may("events", Shape::List(&Shape::Table(SIDE_EVENT), 0, MANY)),
    may("targets", Shape::Table(TARGETS)),
    may("constraints", Shape::Table(CONSTRAINTS)),
    may("philosophy", Shape::Table(PHILOSOPHY)),
    may("preferences", Shape::Table(PREFERENCES)),
    may("personal", Shape::Table(PERSONAL)),
    may("points", Shape::Map(STAGE_TYPES, &Shape::Table(MODE_POINTS))),
    may("bonuses", Shape::Table(BONUSES)),
    may("safety", Shape::Table(SAFETY)),
    may("detection", Shape::Table(DETECTION)),
    may("model", Shape::Table(MODEL)),
    may("sources", Shape::Map(SOURCES, &Shape::Table(SOURCE))),
    may("notes", Shape::Text),
];

const GOAL: &[Field] = &[
    must("kind", Shape::OneOf(&["race", "stage_race", "triathlon", "block"])),
    must("sport", SPORT),
    may("date", Shape::Date),
    may("weeks", Shape::Int(1, 104, " weeks")),
    may("distance_km", Shape::Num(0.1, 5000.0, " km")),
    may("ascent_m", Shape::Num(0.0, 100_000.0, " m")),
    may("minutes", Shape::Int(1, 6000, " min")),
    may("legs", Shape::Map(SPORTS, &Shape::Int(1, 2000, " min"))),
    may("stage_minutes", Shape::Int(15, 480, " min")),
];

const OBJECTIVE: &[Field] = &[
    may("type", Shape::Text),
    may("race_date", Shape::Date),
    may("target_time", Shape::Text),
    may("current_level", Shape::OneOf(&["beginner", "intermediate", "advanced"])),
    may("weekly_volume_hours", Shape::Num(0.0, 40.0, " h")),
];

const STAGE: &[Field] = &[
    must("number", Shape::Int(1, 60, "")),
    must("date", Shape::Date),
    must("type", Shape::OneOf(STAGE_TYPES)),
    may("name", Shape::Text),
    may("distance_km", Shape::Num(0.0, 500.0, " km")),
    may("ascent_m", Shape::Num(0.0, 10_000.0, " m")),
    may("minutes", Shape::Int(10, 480, " min")),
];

const SIDE_EVENT: &[Field] = &[
    must("name", Shape::Text),
    must("date", Shape::Date),
    must("priority", Shape::OneOf(&["B", "C"])),
    must("sport", SPORT),
    must("minutes", Shape::Int(5, 2000, " min")),
];

const TARGETS: &[Field] = &[
    may("ctl_peak", Shape::Num(5.0, 200.0, "")),
    may("tsb_min", Shape::Num(-40.0, 40.0, "")),
    may("tsb_max", Shape::Num(-40.0, 40.0, "")),
    may("long_session_minutes", Shape::Int(20, 480, " min")),
    may("threshold_interval_minutes", Shape::Int(3, 60, " min")),
    may("points", Shape::Int(0, 100_000, "")),
];

const CONSTRAINTS: &[Field] = &[
    may("available_minutes", Shape::Map(DAYS, &Shape::Int(0, 960, " min"))),
    may("unavailable", Shape::List(&Shape::Table(UNAVAILABLE), 0, MANY)),
    may("weekly_sessions", Shape::Int(1, 14, "")),
    may("max_weekly_hours", Shape::Num(0.5, 40.0, " h")),
    may("max_weekly_km", Shape::Map(SPORTS, &Shape::Num(0.1, 2000.0, " km"))),
    may("min_rest_days", Shape::Int(1, 6, "")),
    may("max_hard_days", Shape::Int(0, 3, "")),
    may("consecutive_hard_days_max", Shape::Int(1, 2, "")),
    may("min_readiness", Shape::Num(0.0, 100.0, "")),
    may("max_resting_hr", Shape::Num(30.0, 120.0, " bpm")),
    may("min_tsb", Shape::Num(-60.0, 20.0, "")),
    may("long_day", Shape::OneOf(DAYS)),
    may("hard_day", Shape::OneOf(DAYS)),
    may("avoid_sports", SPORT_LIST),
    may("avoid_kinds", KIND_LIST),
    may("injuries", Shape::List(&Shape::Table(INJURY), 0, MANY)),
    may("injury_history", WORDS),
    may("conditions", Shape::List(&Shape::Table(CONDITION), 0, MANY)),
    may("stage_block", Shape::Flag),
];

const UNAVAILABLE: &[Field] = &[
    may("date", Shape::Date),
    may("from", Shape::Date),
    may("to", Shape::Date),
    may("weekday", Shape::OneOf(DAYS)),
    may("minutes", Shape::Int(0, 960, " min")),
    may("sports", SPORT_LIST),
    may("reason", Shape::Text),
];

const CONDITION: &[Field] = &[
    must("from", Shape::Date),
    must("to", Shape::Date),
    may("temperature_c", Shape::Num(-30.0, 55.0, " °C")),
    may("altitude_m", Shape::Num(0.0, 6000.0, " m")),
];

const INJURY: &[Field] = &[must("site", Shape::Text), must("sports", SPORT_LIST), may("until", Shape::Date)];

const PHILOSOPHY: &[Field] = &[
    may("distribution", Shape::List(&Shape::Num(0.0, 100.0, " %"), 3, 3)),
    may("weekly_progression", Shape::Num(0.0, 0.15, "")),
    may("deload_every", Shape::Int(2, 6, " weeks")),
    may("long_share", Shape::Num(0.15, 0.6, "")),
    may("max_ramp", Shape::Num(0.5, 8.0, " CTL points a week")),
    may("sport_split", Shape::Map(SPORTS, &Shape::Num(0.0, 1.0, ""))),
    may("strength_sessions", Shape::Int(0, 4, "")),
    may("hrv_rule", Shape::OneOf(&["corroborated", "strict"])),
    may("sleep_rule", Shape::OneOf(&["personal", "strict"])),
    may("policy", Shape::OneOf(&["planned", "hrv_guided"])),
    may("phase_model", Shape::OneOf(&["weeks", "days"])),
    may("adaptation_priorities", WORDS),
    may("adaptation", Shape::List(&Shape::Table(ADAPTATION), 0, 6)),
];

const ADAPTATION: &[Field] = &[
    must("signal", Shape::OneOf(&["sleep", "hrv", "battery", "resting_hr", "form", "readiness"])),
    may("limit", Shape::Num(-60.0, 100.0, "")),
    may("nights", Shape::Int(1, 3, " nights")),
    may("then", Shape::OneOf(&["no_hard", "recovery_week", "recovery", "rest"])),
];

const PREFERENCES: &[Field] = &[
    may("kinds", KIND_LIST),
    may("avoid", KIND_LIST),
    may(
        "equipment",
        Shape::List(&Shape::OneOf(&["power_meter", "trainer", "hr_strap", "pool", "treadmill", "gym"]), 0, MANY),
    ),
    may("terrain", Shape::List(&Shape::OneOf(&["flat", "hilly", "mountain", "trail", "track"]), 0, MANY)),
    may("tests", Shape::Flag),
];

/// Looser than `movable` allows is refused with its range; what is stricter is a wish.
const PERSONAL: &[Field] = &[
    may("red_readiness", Shape::Num(40.0, 80.0, "")),
    may("sleep_need", Shape::Num(4.0, 12.0, " h")),
    may("hrv_z", Shape::Num(-3.0, 0.0, " standard deviations")),
    may("ramp", Shape::Num(-4.0, 4.0, " CTL points a week")),
    may("hard_spacing", Shape::Int(2, 3, " days")),
];

const MODE_POINTS: &[Field] = &[must("gc", Shape::Int(0, 1000, "")), must("breakaway", Shape::Int(0, 1000, ""))];

const BONUS: Shape = Shape::Int(0, 1000, "");
const BONUSES: &[Field] = &[
    may("five_in_a_row", BONUS),
    may("ten_breakaways", BONUS),
    may("all_mountains", BONUS),
    may("all_gc", BONUS),
    may("final_week", BONUS),
];

/// The upper or lower ends are the validator's own limits: a mission may tighten them only.
const SAFETY: &[Field] = &[
    may("max_weekly_load_ratio", Shape::Num(1.0, 1.3, " (tighten only)")),
    may("max_ramp", Shape::Num(0.5, 8.0, " CTL points a week (tighten only)")),
    may("min_tsb", Shape::Num(-40.0, 0.0, " (tighten only)")),
    may("max_session_minutes", Shape::Int(20, 480, " min (tighten only)")),
];

const DETECTION: &[Field] = &[
    may("breakaway_if", Shape::Num(0.4, 1.2, "")),
    may("breakaway_load", Shape::Num(0.0, 400.0, "")),
    may("gc_if", Shape::Num(0.3, 1.2, "")),
    may("gc_load", Shape::Num(0.0, 400.0, "")),
];

const MODEL: &[Field] = &[may("may_propose", Shape::Flag), may("share_notes", Shape::Flag)];

const SOURCE: &[Field] = &[
    may("llm", Shape::OneOf(&["allow", "aggregate", "deny"])),
    may("retain_days", Shape::Int(1, 36_500, " days")),
];

/// The keys of the table at a path, through lists and maps.
#[cfg(test)]
pub(super) fn names_at(path: &str) -> Vec<&'static str> {
    let mut at = &Shape::Table(MISSION);
    for part in path.split('.').filter(|p| !p.is_empty()) {
        at = match at {
            Shape::Table(fields) => fields.iter().find(|f| f.key == part).map_or(at, |f| &f.shape),
            Shape::Map(_, of) => of,
            other => other,
        };
        if let Shape::List(of, ..) = at {
            at = of;
        }
    }
    match at {
        Shape::Table(fields) => fields.iter().map(|f| f.key).collect(),
        Shape::Map(keys, _) => keys.to_vec(),
        _ => Vec::new(),
    }
}
