//! The keys of config.toml and what each may hold.

use super::super::schema::{Field, Shape, may, must};

const SPORTS: &[&str] = &["bike", "run", "swim", "strength", "hike", "row", "ski", "transition", "other"];
const THRESHOLDS: &[&str] = &["ftp", "lthr", "hr_max", "hr_rest", "threshold_speed", "css", "cp"];

const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const ZONES: Shape = Shape::OneOf(&["friel", "gc"]);

/// Every key of config.toml.
pub(crate) const CONFIG: &[Field] = &[
    may("athlete", Shape::Table(ATHLETE)),
    may("thresholds", Shape::List(&Shape::Table(THRESHOLD), 0, usize::MAX)),
    may("form", Shape::Table(FORM)),
    may("load", Shape::Table(&[may("np", Shape::OneOf(&["tp", "gc"]))])),
    may("zones", Shape::Table(&[may("heart_rate", ZONES), may("pace", ZONES)])),
    may("sport_factors", Shape::Map(SPORTS, &Shape::Num(0.0, 3.0, ""))),
    may("screen", Shape::Table(SCREEN)),
    may("keys", Shape::Map(&[], &Shape::Texts)),
    may("model", Shape::Table(super::super::model::MODEL)),
    may("sources", Shape::Map(&["oura", "intervals", "strava"], &Shape::Table(SOURCE))),
    may("vault", Shape::Table(VAULT)),
    may("calendar", Shape::Table(&[may("start", Shape::Map(super::START_DAYS, &Shape::Text))])),
    may("ci", Shape::Table(&[may("folder", Shape::Text), may("branch", Shape::Text)])),
    may("notify", Shape::Table(super::super::notify::NOTIFY)),
    may("output", Shape::Table(&[may("folder", Shape::Text), may("commit", Shape::Flag)])),
    may("weekly", Shape::Table(&[may("day", Shape::OneOf(&["sun", "mon"])), may("at", Shape::Text)])),
];

const SOURCE: &[Field] = &[
    may("enabled", Shape::Flag),
    may("base_url", Shape::Text),
    may("authorize_url", Shape::Text),
    may("token_url", Shape::Text),
    may("redirect", Shape::Text),
    may("since", Shape::Date),
    may("per_second", Shape::Num(0.05, 1000.0, " requests")),
    may("per_quarter", Shape::Int(1, 1_000_000, " requests")),
    may("per_day", Shape::Int(1, 10_000_000, " requests")),
    may("llm", Shape::OneOf(&["allow", "aggregate", "deny"])),
    may("retain_days", Shape::Int(1, 36_500, " days")),
];

const VAULT: &[Field] = &[
    may("backend", Shape::OneOf(&["file", "keyring", "command", "env"])),
    may("key_file", Shape::Text),
    may("read", Shape::Texts),
    may("write", Shape::Texts),
];

const ATHLETE: &[Field] = &[
    may("name", Shape::Text),
    may("birth_year", Shape::Int(1900, 2100, "")),
    may("sex", Shape::OneOf(&["male", "female", "unknown"])),
    may("mass_kg", Shape::Num(20.0, 300.0, " kg")),
    may("height_m", Shape::Num(1.0, 2.5, " m")),
    may("health", Shape::Table(HEALTH)),
    may("time_zone", Shape::Text),
    may("sleep_need_h", Shape::Num(4.0, 12.0, " h")),
    may("available", Shape::Map(DAYS, &Shape::Int(0, 960, " min"))),
];

const HEALTH: &[Field] = &[
    may("heart_condition", Shape::Flag),
    may("chest_pain", Shape::Flag),
    may("fainting", Shape::Flag),
    may("pregnant", Shape::Flag),
    may("joint_problem", Shape::Flag),
    may("eating_disorder", Shape::Flag),
    may("doctor_agrees", Shape::Flag),
    may("adult_present", Shape::Flag),
];

/// A threshold; `pace` is another way to write the value of a speed.
const THRESHOLD: &[Field] = &[
    must("kind", Shape::OneOf(THRESHOLDS)),
    may("sport", Shape::OneOf(SPORTS)),
    may("value", Shape::Num(0.1, 1000.0, "")),
    may("pace", Shape::Text),
    must("from", Shape::Date),
    may("note", Shape::Text),
];

const FORM: &[Field] = &[
    may("convention", Shape::OneOf(&["exp", "tp"])),
    may("tsb", Shape::OneOf(&["prev", "same"])),
    may("ctl_days", Shape::Num(7.0, 120.0, " days")),
    may("atl_days", Shape::Num(2.0, 30.0, " days")),
    may("seed_ctl", Shape::Num(0.0, 250.0, "")),
    may("seed_atl", Shape::Num(0.0, 350.0, "")),
];

const SCREEN: &[Field] = &[
    may("theme", Shape::Text),
    may("chart", Shape::OneOf(&["braille", "dot", "block", "ascii"])),
    may("mouse", Shape::Flag),
    may("motion", Shape::Flag),
    may("check_in", Shape::Flag),
    may("still", Shape::Flag),
    may("units", Shape::OneOf(&["metric", "imperial"])),
    may("hyperlinks", Shape::OneOf(&["auto", "always", "never"])),
];
