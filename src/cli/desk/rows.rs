//! The rows of config.toml: group, key, name, default and what it does. What a key may hold comes from its own schema.

use super::measured::measure;
use crate::{
    app::screen::settings::{Field, FieldKind},
    config::{
        Shape,
        typed::{config_allows, config_shape, shown},
    },
    domain::Units,
};
use toml_edit::{DocumentMut, Item, Value};

/// Group, key, name, default, what it does.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

const ATHLETE: &str = "Athlete";
const HEALTH: &str = "Health";
/// Group of the hours of a week.
pub(super) const WEEK: &str = "Your week";
const FORM: &str = "Load and form";
const MODEL: &str = "Model";
/// Group of the services.
pub(super) const SOURCES: &str = crate::app::screen::settings::SOURCES;
const ROUTINE: &str = "Reports";
const NOTIFY: &str = "Notifications";
const CALENDAR: &str = "Calendar";
/// Group of the screen.
pub(super) const SCREEN: &str = "Screen";

/// Every key that has a row, groups together.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    (ATHLETE, "athlete.name", "Name", "", "Your name, for greetings only."),
    (ATHLETE, "athlete.birth_year", "Birth year", "", "For the rules of age, and for the highest heart rate where none was seen."),
    (ATHLETE, "athlete.sex", "Sex", "unknown", "For the constants of heart-rate load; unknown costs it some confidence."),
    (ATHLETE, "athlete.mass_kg", "Body mass", "", "For watts per kilogram and the energy of a day."),
    (ATHLETE, "athlete.height_m", "Body height", "", "With the mass, for the rule that watches over too little energy."),
    (ATHLETE, "athlete.time_zone", "Time zone", "the system's", "The zone that dates are read in, such as Europe/Paris."),
    (ATHLETE, "athlete.sleep_need_h", "Sleep needed", "from your nights", "Hours of sleep that you need."),

    (HEALTH, "athlete.health.heart_condition", "Heart condition", "", "A known heart condition, or exercise only on a doctor's advice."),
    (HEALTH, "athlete.health.chest_pain", "Chest pain", "", "Chest pain, at rest or in exercise."),
    (HEALTH, "athlete.health.fainting", "Fainting", "", "Lost balance or consciousness in the last year."),
    (HEALTH, "athlete.health.pregnant", "Pregnant", "", "Pregnant."),
    (HEALTH, "athlete.health.joint_problem", "Bone or joint", "", "A bone or joint that exercise could make worse."),
    (HEALTH, "athlete.health.eating_disorder", "Eating disorder", "", "A past or present one: the coach then never speaks of weight."),
    (HEALTH, "athlete.health.doctor_agrees", "Doctor agrees", "", "A doctor knows of what is said above and agrees to hard training."),
    (HEALTH, "athlete.health.adult_present", "Adult present", "", "An adult is there at maximal tests, for athletes under 18."),

    (WEEK, "athlete.available.mon", "Monday", "the template's", "Time that Mondays have for training; 0 is none. A new mission starts from it."),
    (WEEK, "athlete.available.tue", "Tuesday", "the template's", "Time that Tuesdays have for training; 0 is none. A new mission starts from it."),
    (WEEK, "athlete.available.wed", "Wednesday", "the template's", "Time that Wednesdays have for training; 0 is none. A new mission starts from it."),
    (WEEK, "athlete.available.thu", "Thursday", "the template's", "Time that Thursdays have for training; 0 is none. A new mission starts from it."),
    (WEEK, "athlete.available.fri", "Friday", "the template's", "Time that Fridays have for training; 0 is none. A new mission starts from it."),
    (WEEK, "athlete.available.sat", "Saturday", "the template's", "Time that Saturdays have for training; 0 is none. A new mission starts from it."),
    (WEEK, "athlete.available.sun", "Sunday", "the template's", "Time that Sundays have for training; 0 is none. A new mission starts from it."),

    (FORM, "form.convention", "Step", "exp", "exp as GoldenCheetah and intervals.icu, tp as TrainingPeaks."),
    (FORM, "form.tsb", "Form of", "prev", "prev is the evening before, as one wakes up; same is the day itself."),
    (FORM, "form.ctl_days", "Fitness over", "42", "Time constant of fitness (CTL), days."),
    (FORM, "form.atl_days", "Fatigue over", "7", "Time constant of fatigue (ATL), days."),
    (FORM, "form.seed_ctl", "Fitness before", "from 28 days", "Fitness on the evening before your first activity."),
    (FORM, "form.seed_atl", "Fatigue before", "as the fitness", "Fatigue on the evening before your first activity."),
    (FORM, "load.np", "Normalized power", "tp", "tp from full 30-second windows, as TrainingPeaks; gc primed with zeros, as GoldenCheetah."),
    (FORM, "zones.heart_rate", "Heart-rate zones", "friel", "Whose zones heart rates are told in: Friel's seven, or GoldenCheetah's."),
    (FORM, "zones.pace", "Pace zones", "friel", "Whose zones paces are told in: Friel's seven, or GoldenCheetah's."),

    (SCREEN, "screen.theme", "Theme", "ansi", "Colours. Your own themes lie in the themes folder."),
    (SCREEN, "screen.units", "Units", "metric", "Kilometres, metres and kilograms, or miles, feet and pounds, wherever something is shown or typed. Files stay metric."),
    (SCREEN, "screen.chart", "Charts", "braille", "What charts are made of; fonts differ. From the next start on."),
    (SCREEN, "screen.motion", "Motion", "yes", "Whether anything on screen moves by itself."),
    (SCREEN, "screen.mouse", "Mouse", "no", "Whether the mouse is listened to; the terminal's own selection needs shift then."),
    (SCREEN, "screen.check_in", "Check-in first", "yes", "Whether you are asked how you feel before you see the score."),
    (SCREEN, "screen.still", "Still", "no", "Words and figures only, one below the other: for a screen reader. From the next start on."),
    (SCREEN, "screen.hyperlinks", "Links", "auto", "Whether papers and pages are links; auto is where the terminal is known to open them. From the next start on."),

    (MODEL, "model.preset", "Service", "none", "Whose model it is; the address comes with it. Without one the coach answers by rules alone."),
    (MODEL, "model.model", "Model", "none", "The model's name as the service knows it. Without one the coach answers by rules alone."),
    (MODEL, "model.base_url", "Address", "the service's", "Address of an OpenAI-compatible endpoint. The key stays in the environment or .env."),
    (MODEL, "model.key", "Name of its key", "the service's", "The name in .env or the environment that holds the key, such as OPENAI_API_KEY; none for a service without one."),
    (MODEL, "model.routine", "In the routine", "yes", "Whether a model adds its words to the daily and weekly routine."),
    (MODEL, "model.cap_day_usd", "Most in a day", "0.5", "What the model may cost in a day, in dollars; beyond it the rules answer."),
    (MODEL, "model.cap_month_usd", "Most in a month", "5", "What the model may cost in a month, in dollars; beyond it the rules answer."),

    (SOURCES, "sources.oura.enabled", "Oura", "once connected", "Whether Oura is asked. An application of your own is made at https://developer.ouraring.com."),
    (SOURCES, "sources.oura.since", "Oura since", "all there is", "Earliest day that Oura is asked for."),
    (SOURCES, "sources.oura.llm", "Oura and a model", "allow", "What a model may see of Oura's records; only less than the service allows."),
    (SOURCES, "sources.intervals.enabled", "intervals.icu", "once connected", "Whether intervals.icu is asked. Its key is made at https://intervals.icu/settings."),
    (SOURCES, "sources.intervals.since", "intervals since", "all there is", "Earliest day that intervals.icu is asked for."),
    (SOURCES, "sources.intervals.llm", "intervals and a model", "allow", "What a model may see of its records; only less than the service allows."),
    (SOURCES, "sources.strava.enabled", "Strava", "once connected", "Whether Strava is asked. An application of your own is made at https://www.strava.com/settings/api."),
    (SOURCES, "sources.strava.since", "Strava since", "all there is", "Earliest day that Strava is asked for."),

    (ROUTINE, "weekly.day", "Weekly review on", "sun", "The day from which a week's review is written: its Sunday, or the Monday after."),
    (ROUTINE, "weekly.at", "At", "21:00", "The hour of that day, your time."),
    (ROUTINE, "output.folder", "Folder", "beside the log", "Folder that reviews, plans and profiles are written to as pages. From the next start on."),
    (ROUTINE, "output.commit", "Commit to git", "no", "Whether what is written there is committed, when the folder is a git repository."),

    (NOTIFY, "notify.channels", "Channels", "none", "Where messages go, in the order in which they are tried: ntfy, mail, sms, gateway."),
    (NOTIFY, "notify.quiet", "Quiet hours", "22:00-06:00", "Hours in which nothing but mail is sent."),
    (NOTIFY, "notify.topics.daily_update", "Daily update", "as Channels", "Channels of the morning's answer; a lone comma sends it nowhere."),
    (NOTIFY, "notify.topics.proposal", "Proposals", "as Channels", "Channels of a proposal that waits for an answer."),
    (NOTIFY, "notify.topics.log_in", "Log-ins", "as Channels", "Channels of a service that needs a new log-in."),
    (NOTIFY, "notify.topics.weekly_review", "Weekly review", "as Channels", "Channels of the week's review."),
    (NOTIFY, "notify.topics.weekly_plan", "Weekly plan", "as Channels", "Channels of the next week's plan."),
    (NOTIFY, "notify.topics.purse", "Purse", "as Channels", "Channels of a model's purse that runs dry."),
    (NOTIFY, "notify.ntfy.server", "ntfy server", "ntfy's own", "Address of the ntfy server. The topic stays in the environment or .env."),
    (NOTIFY, "notify.ntfy.content", "ntfy content", "minimal", "minimal says that there is something, full says what."),
    (NOTIFY, "notify.ntfy.per_day", "ntfy a day", "5", "Most messages of a day."),
    (NOTIFY, "notify.mail.server", "Mail server", "", "Host of the SMTP server. Addresses and password stay in the environment or .env."),
    (NOTIFY, "notify.mail.port", "Mail port", "by its security", "Port of the SMTP server."),
    (NOTIFY, "notify.mail.security", "Mail security", "tls", "tls from the first byte, starttls before anything is said, none on this machine only."),
    (NOTIFY, "notify.mail.content", "Mail content", "minimal", "minimal says that there is something, full says what."),
    (NOTIFY, "notify.mail.per_day", "Mail a day", "5", "Most messages of a day."),
    (NOTIFY, "notify.sms.content", "SMS content", "minimal", "minimal says that there is something, full says what."),
    (NOTIFY, "notify.sms.per_day", "SMS a day", "2", "Most messages of a day."),
    (NOTIFY, "notify.gateway.enabled", "SMS by mail", "no", "Whether SMS may go through a provider's mail gateway."),
    (NOTIFY, "notify.gateway.domain", "Its domain", "", "Domain of the provider's mail gateway."),

    (CALENDAR, "calendar.start.every", "Sessions begin", "without a time", "The hour that sessions begin on any day, such as 18:00: for the calendar feed and pushed workouts."),
    (CALENDAR, "calendar.start.mon", "Monday", "as every day", "The hour on Mondays."),
    (CALENDAR, "calendar.start.tue", "Tuesday", "as every day", "The hour on Tuesdays."),
    (CALENDAR, "calendar.start.wed", "Wednesday", "as every day", "The hour on Wednesdays."),
    (CALENDAR, "calendar.start.thu", "Thursday", "as every day", "The hour on Thursdays."),
    (CALENDAR, "calendar.start.fri", "Friday", "as every day", "The hour on Fridays."),
    (CALENDAR, "calendar.start.sat", "Saturday", "as every day", "The hour on Saturdays."),
    (CALENDAR, "calendar.start.sun", "Sunday", "as every day", "The hour on Sundays."),
];

/// Groups in their order on screen; thresholds, mission, files and keys come from elsewhere.
pub(super) fn of_group(doc: &DocumentMut, group: &str, themes: &[String], units: Units) -> Vec<Field> {
    ROWS.iter().filter(|r| r.0 == group).map(|r| row(doc, r, themes, units)).collect()
}

/// Groups before the mission's, and after them.
pub(super) const BEFORE: [&str; 3] = [ATHLETE, HEALTH, WEEK];
/// See [`BEFORE`].
pub(super) const AFTER: [&str; 7] = [SCREEN, SOURCES, MODEL, ROUTINE, NOTIFY, CALENDAR, FORM];

fn row(doc: &DocumentMut, r: &Row, themes: &[String], units: Units) -> Field {
    let (section, key, label, default, help) = *r;
    let value = value_at(doc.as_item(), key);
    let mut f = field(value, key, units, &config_allows(key), config_shape(key));
    (f.section, f.key, f.label, f.help) = (section, key.into(), label.into(), help.into());
    f.default = default.into();
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
    if key.contains("available") {
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

/// The value of a key, through tables and lists of tables.
pub(super) fn value_at<'d>(root: &'d Item, key: &str) -> Option<&'d Value> {
    let mut item: &Item = root;
    let mut inline: Option<&Value> = None;
    for part in key.split('.') {
        let (name, index) = part
            .strip_suffix(']')
            .and_then(|p| p.split_once('['))
            .map_or((part, None), |(n, i)| (n, i.parse::<usize>().ok()));
        if let Some(value) = inline {
            inline = value.as_inline_table().and_then(|t| t.get(name));
            inline?;
            continue;
        }
        item = item.get(name)?;
        if let Some(i) = index {
            match item {
                Item::Value(Value::Array(all)) => inline = Some(all.get(i)?),
                _ => item = item.get(i)?,
            }
        }
    }
    inline.or_else(|| item.as_value())
}
