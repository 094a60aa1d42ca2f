//! config.toml, the environment and flags made into one [`Config`].
//!
//! Owns: the keys of config.toml, their ranges, and which place wins. Does not own: folders, what a key name on the
//! keyboard means, whether a theme exists.

use super::{
    document::Document,
    environment::{Environment, Secret},
    issue::{ConfigErrors, Issue, Severity},
    model::{self, Model},
    notify::{self, Notify},
    paths::Paths,
    schema, secrets,
};
use crate::domain::{
    CleanText, Settings, Sport, Units,
    mission::WeekMinutes,
    provenance::LlmPolicy,
    settings::{FormSettings, LoadSettings, Screening, Sex, ZoneSettings},
};
use chrono::NaiveTime;
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io, path::PathBuf};

mod keys;
pub(super) mod places;
mod policies;
mod thresholds;

pub(crate) use keys::CONFIG;

/// What charts are drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chart {
    /// Two by four dots in each cell.
    #[default]
    Braille,
    /// One dot in each cell.
    Dot,
    /// Eighths of a cell.
    Block,
    /// Letters and signs of ASCII only.
    Ascii,
}

/// Whether links are written for the terminal to open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hyperlinks {
    /// Where the terminal is known to open them.
    #[default]
    Auto,
    /// On every terminal.
    Always,
    /// Nowhere.
    Never,
}

/// How the cockpit looks and listens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Screen {
    /// Name of the theme; the program's own choice when absent.
    pub theme: Option<String>,
    /// What charts are drawn with.
    pub chart: Chart,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Whether anything moves.
    pub motion: bool,
    /// Whether a check-in is asked for before the morning is shown.
    pub check_in: bool,
    /// Linear text without charts, lines and counters, for a screen reader.
    pub still: bool,
    /// Units of distances and masses.
    pub units: Units,
    /// Whether links are written for the terminal to open.
    pub hyperlinks: Hyperlinks,
    /// False under NO_COLOR and on a dumb terminal, whatever the theme says.
    pub colour: bool,
}

/// Keys of one action, as written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Binding {
    /// Names of keys; empty unbinds the action.
    pub keys: Vec<String>,
    /// Line in config.toml, for an error about it.
    pub line: Option<usize>,
}

/// What flags say; each wins over every other place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// Theme.
    pub theme: Option<String>,
    /// IANA name of the time zone.
    pub time_zone: Option<String>,
    /// Folder of reports.
    pub output: Option<PathBuf>,
}

/// Everything configured. Its `Debug` names secrets without their values.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// What is configured of the athlete: the content of the settings event.
    pub settings: Settings,
    /// How the cockpit looks.
    pub screen: Screen,
    /// Keys by action, merged over the defaults by the keymap.
    pub keys: BTreeMap<String, Binding>,
    /// Folder that reports are written to, when one is named.
    pub output: Option<PathBuf>,
    /// Whether what is written there is committed to git.
    pub commit: bool,
    /// When the weekly routine is due.
    pub weekly: Due,
    /// The language model; none means that the rules answer alone.
    pub model: Option<Model>,
    /// Services by name; one that is not named has the usual settings.
    pub sources: BTreeMap<String, SourceConfig>,
    /// Where log-ins are kept.
    pub vault: VaultConfig,
    /// What the athlete is told, and how.
    pub notify: Notify,
    /// When sessions begin, by weekday from Monday; a day without a time has sessions without one.
    pub starts: [Option<NaiveTime>; 7],
    /// Where a run inside a CI service publishes.
    pub ci: CiConfig,
    /// Names from the environment and `.env`.
    pub environment: Environment,
    /// What should be known and stops nothing.
    pub warnings: Vec<Issue>,
}

impl Config {
    /// A secret or other value by the name that people have it under: `OURA_TOKEN`.
    #[must_use]
    pub fn secret(&self, name: &str) -> Option<&Secret> {
        self.environment.secret(name)
    }

    /// When a session of a day begins, local time, where the athlete said so.
    #[must_use]
    pub fn start_of(&self, day: crate::domain::Day) -> Option<NaiveTime> {
        use chrono::Datelike;
        self.starts[day.weekday().num_days_from_monday() as usize]
    }

    /// The zone that dates are read in: the configured one, else the system's, else UTC.
    #[must_use]
    pub fn zone(&self) -> Tz {
        let system = || iana_time_zone::get_timezone().ok().and_then(|n| n.parse().ok());
        let set = self.settings.time_zone.as_deref().and_then(|n| n.parse().ok());
        set.or_else(system).unwrap_or(Tz::UTC)
    }
}

/// config.toml as it is written; defaults are the absence of a key.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Raw {
    athlete: RawAthlete,
    thresholds: Vec<thresholds::Raw>,
    form: FormSettings,
    load: LoadSettings,
    zones: ZoneSettings,
    sport_factors: BTreeMap<Sport, f64>,
    screen: RawScreen,
    keys: BTreeMap<String, OneOrMany>,
    output: RawOutput,
    weekly: RawWeekly,
    model: Option<model::Raw>,
    sources: BTreeMap<String, SourceConfig>,
    vault: VaultConfig,
    notify: notify::Raw,
    calendar: RawCalendar,
    ci: CiConfig,
}

/// Where in a repository a run publishes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CiConfig {
    /// Folder in the repository.
    pub folder: String,
    /// Branch; the repository's default one when absent.
    pub branch: Option<String>,
}

impl Default for CiConfig {
    fn default() -> Self {
        Self { folder: "lanterne".to_owned(), branch: None }
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawCalendar {
    start: BTreeMap<String, String>,
}

/// Keys of `[calendar.start]`: every day, then the weekdays.
const START_DAYS: &[&str] = &["every", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Times of the week; a weekday's own goes before that of every day.
fn starts(doc: &Document<'_>, raw: &BTreeMap<String, String>) -> Result<[Option<NaiveTime>; 7], Vec<Issue>> {
    let mut issues = Vec::new();
    let mut at = |day: &str| {
        let text = raw.get(day)?;
        let time = NaiveTime::parse_from_str(text.trim(), "%H:%M").ok();
        if time.is_none() {
            let key = format!("calendar.start.{day}");
            issues.push(doc.issue(Severity::Error, &key, "no time of the day", "write it as 18:00"));
        }
        time
    };
    let every = at("every");
    let mut week = [every; 7];
    for (i, day) in START_DAYS[1..].iter().enumerate() {
        week[i] = at(day).or(every);
    }
    if issues.is_empty() { Ok(week) } else { Err(issues) }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawAthlete {
    name: Option<CleanText>,
    birth_year: Option<i32>,
    sex: Sex,
    mass_kg: Option<f64>,
    height_m: Option<f64>,
    health: Screening,
    time_zone: Option<String>,
    sleep_need_h: Option<f64>,
    available: WeekMinutes,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawScreen {
    theme: Option<String>,
    chart: Chart,
    mouse: bool,
    motion: Option<bool>,
    check_in: Option<bool>,
    still: bool,
    units: Units,
    hyperlinks: Hyperlinks,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawOutput {
    folder: Option<PathBuf>,
    commit: bool,
}

/// The moment of a week from which its routine is due, local time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Days after the week's Monday: 6 is its Sunday, 7 the Monday after.
    pub days: i64,
    /// Time of that day.
    pub time: NaiveTime,
}

impl Default for Due {
    /// Sunday 21:00.
    fn default() -> Self {
        Self { days: 6, time: NaiveTime::from_hms_opt(21, 0, 0).unwrap_or_default() }
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawWeekly {
    day: Option<String>,
    at: Option<String>,
}

/// When the routine is due.
fn due(doc: &Document<'_>, raw: &RawWeekly) -> Result<Due, Vec<Issue>> {
    let usual = Due::default();
    let days = match raw.day.as_deref() {
        None | Some("sun") => 6,
        Some(_) => 7,
    };
    let Some(text) = &raw.at else { return Ok(Due { days, ..usual }) };
    match NaiveTime::parse_from_str(text.trim(), "%H:%M") {
        Ok(time) => Ok(Due { days, time }),
        Err(_) => Err(vec![doc.issue(Severity::Error, "weekly.at", "no time of the day", "write it as 21:00")]),
    }
}

/// Settings of one service; what is absent is as the service publishes it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SourceConfig {
    /// False leaves it alone although it is connected.
    pub enabled: Option<bool>,
    /// Address of its API.
    pub base_url: Option<String>,
    /// Page on which the athlete agrees.
    pub authorize_url: Option<String>,
    /// Address that gives tokens.
    pub token_url: Option<String>,
    /// Address that the browser comes back to, when the registered application needs a certain one.
    pub redirect: Option<String>,
    /// Earliest day that is asked for.
    pub since: Option<crate::domain::Day>,
    /// Requests in a second.
    pub per_second: Option<f64>,
    /// Requests in a quarter of an hour.
    pub per_quarter: Option<u32>,
    /// Requests in a day.
    pub per_day: Option<u32>,
    /// Whether a model may see its records; only less than usual.
    pub llm: Option<LlmPolicy>,
    /// Days until its records are erased; only fewer than usual.
    pub retain_days: Option<u16>,
}

/// Where log-ins are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VaultConfig {
    /// `file`, `keyring`, `command` or `env`; `file` when absent.
    pub backend: Option<String>,
    /// Key of the file, when it is not beside config.toml.
    pub key_file: Option<PathBuf>,
    read: Option<OneOrMany>,
    write: Option<OneOrMany>,
}

impl VaultConfig {
    /// The program that prints what is kept, with its arguments.
    #[must_use]
    pub fn read(&self) -> Vec<String> {
        self.read.clone().map(OneOrMany::many).unwrap_or_default()
    }

    /// The program that keeps what it reads, with its arguments.
    #[must_use]
    pub fn write(&self) -> Vec<String> {
        self.write.clone().map(OneOrMany::many).unwrap_or_default()
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    fn many(self) -> Vec<String> {
        match self {
            Self::One(one) => vec![one],
            Self::Many(many) => many,
        }
    }
}

/// Reads config.toml and `.env` of the configuration folder; files that don't exist are empty. `env` is the
/// process's environment. Nothing is read from the working directory.
///
/// # Errors
/// Everything wrong in all files, at once.
pub fn load(
    paths: &Paths,
    flags: &Overrides,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigErrors> {
    with(paths, None, flags, env)
}

/// The same with another text in the place of config.toml: what [`load`] would say of it.
///
/// # Errors
/// As [`load`].
pub fn check(paths: &Paths, text: &str, env: &dyn Fn(&str) -> Option<String>) -> Result<Config, ConfigErrors> {
    with(paths, Some(text), &Overrides::default(), env)
}

fn with(
    paths: &Paths,
    instead: Option<&str>,
    flags: &Overrides,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, ConfigErrors> {
    let mut issues = Vec::new();
    let mut text_of = |path: PathBuf| {
        let name = path.display().to_string();
        match fs::read_to_string(&path) {
            Ok(text) => Some((name, text)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => None,
            Err(e) => {
                let remedy = "make it a text file that you may read";
                issues.push(Issue::of_file(Severity::Error, &name, format!("can't be read: {e}"), remedy));
                None
            }
        }
    };
    let dotenv = text_of(paths.env_file());
    let toml = match instead {
        Some(text) => Some((paths.config_file().display().to_string(), text.to_owned())),
        None => text_of(paths.config_file()),
    };
    let (environment, mut of_env) =
        Environment::read(env, dotenv.as_ref().map(|(name, text)| (name.as_str(), text.as_str())));
    issues.append(&mut of_env);
    let (name, text) = toml.unwrap_or_else(|| (paths.config_file().display().to_string(), String::new()));
    match parse(&name, &text, environment, flags, env) {
        Ok(mut config) if !issues.iter().any(Issue::is_error) => {
            config.warnings.splice(0..0, issues);
            Ok(config)
        }
        Ok(_) => Err(ConfigErrors(issues)),
        Err(mut more) => {
            issues.append(&mut more);
            Err(ConfigErrors(issues))
        }
    }
}

/// The pure part of [`load`]: from the text of config.toml.
fn parse(
    file: &str,
    text: &str,
    environment: Environment,
    flags: &Overrides,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, Vec<Issue>> {
    let doc = Document::read(file, text)?;
    let mut issues = schema::mistakes(&doc, keys::CONFIG);
    issues.extend(secrets::find(&doc));
    one_per_place(&mut issues);
    if issues.iter().any(Issue::is_error) {
        return Err(issues);
    }
    let raw: Raw = doc.typed().map_err(|e| vec![e])?;
    let (thresholds, mut of_thresholds) = thresholds::settle(&doc, raw.thresholds);
    issues.append(&mut of_thresholds);
    let mut settings = Settings {
        name: raw.athlete.name,
        birth_year: raw.athlete.birth_year,
        sex: raw.athlete.sex,
        mass_kg: raw.athlete.mass_kg,
        height_m: raw.athlete.height_m,
        health: raw.athlete.health,
        time_zone: raw.athlete.time_zone,
        sleep_need_h: raw.athlete.sleep_need_h,
        available: raw.athlete.available,
        form: raw.form,
        sport_factors: raw.sport_factors,
        thresholds,
        load: raw.load,
        zones: raw.zones,
        sources: policies::settle(&doc, &raw.sources, &mut issues),
    };
    issues.extend(places::mistakes(&doc, &raw.sources, &raw.vault, &raw.ci));
    time_zone(&doc, &mut settings, &environment, flags, &mut issues);
    let notify = notify::settle(&doc, raw.notify).map_err(|e| issues.extend(e));
    let starts = starts(&doc, &raw.calendar.start).map_err(|e| issues.extend(e));
    let weekly = due(&doc, &raw.weekly).map_err(|e| issues.extend(e));
    if issues.iter().any(Issue::is_error) {
        return Err(issues);
    }
    let model = match raw.model.map(|m| model::settle(&doc, m)) {
        None => None,
        Some(Ok(Ok(model))) => Some(model),
        // Half a table is what it is like between naming the service and naming the model.
        Some(Ok(Err(warning))) => {
            issues.push(warning);
            None
        }
        Some(Err(issue)) => return Err(vec![issue]),
    };
    let (Ok(notify), Ok(starts), Ok(weekly)) = (notify, starts, weekly) else { return Err(issues) };
    let keys = raw.keys.into_iter().map(|(action, keys)| {
        let line = doc.line_of(&format!("keys.{action}"));
        (action, Binding { keys: keys.many(), line })
    });
    let own = |name| environment.get(name).map(str::to_owned);
    let plain = environment.get("NO_COLOR").is_some() || env("TERM").as_deref() == Some("dumb");
    let screen = Screen {
        theme: flags.theme.clone().or_else(|| own("LANTERNE_THEME")).or(raw.screen.theme),
        chart: raw.screen.chart,
        mouse: raw.screen.mouse,
        motion: raw.screen.motion.unwrap_or(true),
        check_in: raw.screen.check_in.unwrap_or(true),
        still: raw.screen.still,
        units: raw.screen.units,
        hyperlinks: raw.screen.hyperlinks,
        colour: !plain,
    };
    let output = flags.output.clone().or(raw.output.folder);
    Ok(Config {
        settings,
        screen,
        keys: keys.collect(),
        output,
        commit: raw.output.commit,
        weekly,
        model,
        sources: raw.sources,
        vault: raw.vault,
        notify,
        starts,
        ci: raw.ci,
        environment,
        warnings: issues,
    })
}

/// Settles the zone by precedence and refuses a name that no zone has, wherever it was written.
fn time_zone(
    doc: &Document<'_>,
    settings: &mut Settings,
    environment: &Environment,
    flags: &Overrides,
    issues: &mut Vec<Issue>,
) {
    let remedy = "an IANA name such as Europe/Paris";
    let mut ok = |name: &str, place: Option<&str>| {
        if name.parse::<Tz>().is_ok() {
            return;
        }
        let near = super::suggest::nearest(name, chrono_tz::TZ_VARIANTS.iter().map(|z| z.name()));
        let remedy = near.map_or_else(|| remedy.to_owned(), |n| format!("did you mean {n}?"));
        let message = format!("`{}` is no time zone", CleanText::line(name));
        issues.push(match place {
            None => doc.issue(Severity::Error, "athlete.time_zone", message, remedy),
            Some(place) => Issue::of_file(Severity::Error, place, message, remedy),
        });
    };
    if let Some(name) = &settings.time_zone {
        ok(name, None);
    }
    if let Some(name) = environment.get("LANTERNE_TIME_ZONE") {
        ok(name, Some("LANTERNE_TIME_ZONE"));
        settings.time_zone = Some(name.to_owned());
    }
    if let Some(name) = &flags.time_zone {
        ok(name, Some("--time-zone"));
        settings.time_zone = Some(name.clone());
    }
}

/// A secret under an unknown key is one mistake, told by the one who knows more about it.
pub(super) fn one_per_place(issues: &mut Vec<Issue>) {
    let secret: Vec<String> =
        issues.iter().filter(|i| i.message.starts_with("secrets and account ids")).map(|i| i.key.clone()).collect();
    issues.retain(|i| i.message != "no such key" || !secret.contains(&i.key));
    issues.sort_by(|a, b| (a.line, &a.key).cmp(&(b.line, &b.key)));
    issues.dedup();
}

#[cfg(test)]
pub(crate) mod tests;
