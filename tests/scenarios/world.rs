//! From a few lines to an athlete: twelve steady weeks behind, a plan of two weeks ahead, a mission in spring.

use chrono::{NaiveTime, TimeDelta};
use lanterne::{
    coach::library::{Speeds, template},
    domain::{
        Activity, ActivityRecord, Athlete, Day, Event, Hunk, Metric, Mission, MissionVersion, Plan, PlanWeek,
        Provider, Session, ShortId, StreamMetrics, WellnessRecord,
        day::{monday, shift, short_name, weekday},
        event::MissionActivated,
        plan::Phase,
        report::{CheckIn, HealthReport, Illness, InjuryReport},
        settings::{Threshold, ThresholdKind, ThresholdSource},
    },
};
use proptest::prelude::*;
use serde::Deserialize;

/// A scenario file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    /// What it shows, for the reader.
    #[serde(rename = "story")]
    _story: String,
    pub(crate) given: Given,
    #[serde(default)]
    pub(crate) when: When,
    pub(crate) then: Then,
}

/// What is known.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    pub(crate) today: Day,
    /// Monday to Sunday: `rest`, or a library template and its minutes: `B-VO2`, `B-END60 85`.
    pub(crate) week: [String; 7],
    /// The week after it; the same week when absent.
    #[serde(default)]
    pub(crate) next: Option<[String; 7]>,
    #[serde(default = "build")]
    pub(crate) phase: Phase,
    /// Down week.
    #[serde(default)]
    pub(crate) deload: bool,
    /// Whether devices delivered the 80 nights before.
    #[serde(default = "yes")]
    pub(crate) nights: bool,
    /// The newest nights, last one first.
    #[serde(default)]
    pub(crate) night: Vec<Night>,
    #[serde(default)]
    pub(crate) check_in: Option<Felt>,
    /// `fever 2026-11-25`, `recovered 2026-11-26`, in order.
    #[serde(default)]
    pub(crate) health: Vec<String>,
    /// Days of this week on which nothing was done.
    #[serde(default)]
    pub(crate) missed: Vec<Day>,
    /// More of the mission, as its file would say it.
    #[serde(default)]
    pub(crate) mission: String,
    /// Share of the usual load that was done in the last week: 1 is steady, 2 is a camp.
    #[serde(default = "one")]
    pub(crate) last_week: f64,
    /// Whether anything was trained in the twelve weeks before.
    #[serde(default = "yes")]
    pub(crate) trained: bool,
    /// Whether the plan covers last week too.
    #[serde(default)]
    pub(crate) planned_last_week: bool,
    /// Day of the event; twelve weeks ahead when absent.
    #[serde(default)]
    pub(crate) goal: Option<Day>,
    /// Kind of the goal.
    #[serde(default = "race")]
    pub(crate) goal_kind: String,
    /// Stages of a tour, as `2026-11-24 itt 20`: day, type, minutes.
    #[serde(default)]
    pub(crate) stages: Vec<String>,
    /// Rides besides the usual ones, as `2026-11-24 20 33`: day, minutes, load.
    #[serde(default)]
    pub(crate) rides: Vec<String>,
    /// Days of the twelve weeks without any training, from and to.
    #[serde(default)]
    pub(crate) away: Option<[Day; 2]>,
    /// FTP of a rider with a power meter, W; rides are then measured by power.
    #[serde(default)]
    pub(crate) ftp: Option<f64>,
    /// Available minutes by weekday in place of the usual ones, as the mission file writes them.
    #[serde(default)]
    pub(crate) available: Option<String>,
    /// `knee 4 2026-11-20`: place, pain, day; pain 0 is well again.
    #[serde(default)]
    pub(crate) hurt: Vec<String>,
}

fn race() -> String {
    "race".into()
}

fn build() -> Phase {
    Phase::Build
}
fn yes() -> bool {
    true
}
fn one() -> f64 {
    1.0
}

/// Values of one night; what is not given is as usual (HRV 60 ms, 50 bpm, 7.5 h).
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Night {
    pub(crate) hrv: Option<f64>,
    pub(crate) rhr: Option<f64>,
    pub(crate) sleep: Option<f64>,
    pub(crate) temperature: Option<f64>,
    pub(crate) battery: Option<f64>,
    /// SDNN in place of rMSSD, ms.
    pub(crate) sdnn: Option<f64>,
    /// Nothing was delivered.
    pub(crate) none: bool,
}

/// A check-in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Felt {
    pub(crate) fatigue: Option<u8>,
    pub(crate) soreness: Option<u8>,
    pub(crate) mood: Option<u8>,
    pub(crate) pain: Option<u8>,
    pub(crate) site: Option<String>,
}

/// What happens.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct When {
    /// How often the rules' suggestion is denied first.
    pub(crate) deny: u8,
    /// Whether the rules' suggestion is accepted first.
    pub(crate) accept: bool,
    /// What the athlete types.
    pub(crate) say: Option<String>,
    /// What the athlete types first; what is reported by it is recorded.
    pub(crate) first: Vec<String>,
    /// How often the morning is looked at and recorded, as a sync does.
    pub(crate) syncs: u32,
    /// Whether today's session is ridden at noon.
    pub(crate) ridden_at_noon: bool,
    /// A new FTP from today on, W.
    pub(crate) new_ftp: Option<f64>,
    /// Whether a whole plan is laid.
    pub(crate) lay: bool,
}

/// What must come of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Then {
    pub(crate) action: Option<String>,
    pub(crate) cap: Option<String>,
    /// The rule that decided.
    pub(crate) rule: Option<String>,
    /// Hunks of the suggestion, or of the verb's proposal: see [`hunk_line`].
    pub(crate) hunks: Option<Vec<String>>,
    /// Part of what is said.
    pub(crate) says: Option<String>,
    /// How many reports the verb records.
    pub(crate) reports: Option<usize>,
    /// How many decisions of today the log holds after the syncs.
    pub(crate) decisions: Option<usize>,
    /// Where the stages stand.
    pub(crate) stages: Option<Vec<String>>,
    /// Contributors of readiness without a value.
    pub(crate) unavailable: Option<Vec<String>>,
    /// Where the mission stands.
    pub(crate) lifecycle: Option<String>,
    /// Whether the verdict is what it was before what happened.
    #[serde(default)]
    pub(crate) same_verdict: bool,
    /// Whether loads of the days before today are what they were.
    #[serde(default)]
    pub(crate) same_loads: bool,
    /// Most minutes of a weekday in every week of the plan, as `sun 0`.
    pub(crate) most_minutes: Option<Vec<String>>,
    /// Which arbitration decided.
    pub(crate) arbitration: Option<String>,
    /// Whether what is planned from today on is recovery, and nothing else.
    #[serde(default)]
    pub(crate) only_recovery: bool,
    /// Whether the targets of weeks that are over are what they were.
    #[serde(default)]
    pub(crate) same_past_targets: bool,
    /// The date at a moment in a zone, as `Pacific/Auckland 2026-09-26T12:30:00Z 2026-09-27`.
    pub(crate) dates: Option<Vec<String>>,
    /// Most load of the coming seven days over the same days as planned.
    pub(crate) most_share: Option<f64>,
    /// Outcome of rules this morning, as `F04 passed`.
    pub(crate) outcomes: Option<Vec<String>>,
}

/// `swap Thu Sun`, `move Thu Fri`, `retype Thu B-REC 40`, `resize Thu 60`, `remove Thu`, `add Thu B-END60 60`.
pub(crate) fn hunk_line(h: &Hunk) -> String {
    let (before, after) = (h.op.before(), h.op.after());
    let name = h.op.name();
    match (&before[..], &after[..]) {
        ([a, b], [_, _]) => format!("{name} {} {}", short_name(a.day.min(b.day)), short_name(a.day.max(b.day))),
        ([a], [b]) if a.day != b.day => format!("{name} {} {}", short_name(a.day), short_name(b.day)),
        ([a], [b]) if name == "resize" => format!("{name} {} {}", short_name(a.day), b.minutes),
        ([_] | [], [b]) => format!("{name} {} {} {}", short_name(b.day), b.template, b.minutes),
        ([a], []) => format!("{name} {}", short_name(a.day)),
        _ => name.to_owned(),
    }
}

pub(crate) fn in_week(day: Day, m: Day) -> bool {
    monday(day) == m
}

/// The athlete of a scenario.
pub(crate) struct World {
    pub(crate) athlete: Athlete,
    pub(crate) today: Day,
}

const GOAL_WEEKS: i64 = 12;
const PAST_DAYS: i64 = 84;

impl World {
    pub(crate) fn of(g: &Given) -> Self {
        let mut a = Athlete::default();
        let this = monday(g.today);
        let week = |m: Day| -> Vec<Session> {
            let lines = if m > this { g.next.as_ref().unwrap_or(&g.week) } else { &g.week };
            lines.iter().zip(0..).filter_map(|(s, i)| session(s, shift(m, i))).collect()
        };
        let first = if g.planned_last_week { shift(this, -7) } else { this };
        let before = if g.planned_last_week { week(first) } else { vec![] };
        let sessions: Vec<Session> = [before, week(this), week(shift(this, 7))].concat();
        past(&mut a, g, &sessions);
        nights(&mut a, g);
        mission(&mut a, g);
        let weeks = (0..2 + i64::from(g.planned_last_week))
            .map(|i| PlanWeek {
                monday: shift(first, 7 * i),
                phase: g.phase,
                deload: g.deload,
                target_load: week(this).iter().map(|s| s.load).sum(),
                binding: "scenario".into(),
                focus: String::new(),
            })
            .collect();
        a.apply(&Event::PlanLaid(Plan {
            version: 0,
            mission: "goal".into(),
            mission_hash: "h".into(),
            from: first,
            weeks,
            sessions,
        }));
        said(&mut a, g);
        hurt(&mut a, g);
        Self { athlete: a, today: g.today }
    }
}

fn session(line: &str, day: Day) -> Option<Session> {
    let mut words = line.split_whitespace();
    let name = words.next().filter(|n| *n != "rest")?;
    let t =
        template(if name == "race" { "B-LONGFF" } else { name }).unwrap_or_else(|| panic!("no template {name}"));
    let mut s = t.session(day, words.next().and_then(|m| m.parse().ok()), &Speeds::default());
    if name == "race" {
        s.kind = lanterne::domain::SessionKind::Race;
        s.template = "race".into();
        s.locked = true;
    }
    s.id = ShortId::of(&[b"scenario", line.as_bytes(), day.to_string().as_bytes()]);
    Some(s)
}

/// Twelve weeks of the same week, and of this one what lies before today: rated and timed so that loads come out as
/// planned.
fn past(a: &mut Athlete, g: &Given, sessions: &[Session]) {
    let of_weekday = |d: Day| sessions.iter().find(|s| weekday(s.day) == weekday(d));
    if let Some(ftp) = g.ftp {
        set_ftp(a, ftp, shift(g.today, -200));
    }
    for line in &g.rides {
        let w: Vec<&str> = line.split_whitespace().collect();
        let [day, minutes, load] = w[..] else { panic!("{line}: `2026-11-24 20 33`") };
        let (day, minutes): (Day, f64) = (day.parse().expect("a day"), minutes.parse().expect("minutes"));
        ride(a, day, minutes * 60.0, Some(load.parse().expect("a load")), None);
    }
    for back in 1..=if g.trained { PAST_DAYS } else { 0 } {
        let d = shift(g.today, -back);
        if g.missed.contains(&d) || g.away.is_some_and(|[from, to]| from <= d && d <= to) {
            continue;
        }
        let Some(s) = of_weekday(d) else { continue };
        let share = if back <= 7 { g.last_week } else { 1.0 };
        let seconds = s.load * share / 50.0 * 3600.0;
        let watts = g.ftp.map(|f| f * s.intensity);
        record(a, s.sport, d, seconds, None, watts);
    }
    std::sync::Arc::make_mut(&mut a.activities).sort_by_key(|x| x.best().start);
}

/// A ride of a day with a stated load, or by power.
pub(crate) fn ride(a: &mut Athlete, d: Day, seconds: f64, load: Option<f64>, watts: Option<f64>) {
    record(a, lanterne::domain::Sport::Bike, d, seconds, load, watts);
    std::sync::Arc::make_mut(&mut a.activities).sort_by_key(|x| x.best().start);
}

fn record(
    a: &mut Athlete,
    sport: lanterne::domain::Sport,
    d: Day,
    seconds: f64,
    load: Option<f64>,
    watts: Option<f64>,
) {
    let start = d.and_time(NaiveTime::default()).and_utc() + TimeDelta::hours(9);
    let record = ActivityRecord {
        id: ShortId::of(&[b"past", d.to_string().as_bytes()]),
        provider: Provider::File,
        file: None,
        original: None,
        leg: 0,
        sport,
        sub_sport: None,
        indoor: false,
        start,
        local_date: d,
        title: None,
        notes: None,
        device: None,
        elapsed_s: seconds,
        moving_s: seconds,
        distance_m: None,
        ascent_m: None,
        avg_hr: None,
        max_hr: None,
        avg_power_w: watts,
        max_power_w: None,
        kcal: None,
        rpe: None,
        stated_load: load,
        metrics: StreamMetrics {
            np_w: watts,
            power_coverage: if watts.is_some() { 1.0 } else { 0.0 },
            ..StreamMetrics::default()
        },
        laps: Vec::new(),
        swim: None,
        warnings: vec![],
        upstream: None,
    };
    std::sync::Arc::make_mut(&mut a.activities).push(Activity::new(record));
}

/// A new FTP from a day on; the earlier ones stay.
pub(crate) fn set_ftp(a: &mut Athlete, ftp: f64, from: Day) {
    let mut settings = a.settings.clone();
    settings.thresholds.push(Threshold {
        kind: ThresholdKind::Ftp,
        sport: Some(lanterne::domain::Sport::Bike),
        value: ftp,
        from,
        source: ThresholdSource::Set,
        note: None,
    });
    a.apply(&Event::SettingsObserved(Box::new(settings)));
}

fn hurt(a: &mut Athlete, g: &Given) {
    for line in &g.hurt {
        let w: Vec<&str> = line.split_whitespace().collect();
        let [site, pain, day] = w[..] else { panic!("{line}: `knee 4 2026-11-20`") };
        a.apply(&Event::InjuryReported(InjuryReport {
            day: day.parse().expect("a day"),
            site: site.into(),
            pain: pain.parse().expect("pain"),
            note: None,
        }));
    }
}

fn nights(a: &mut Athlete, g: &Given) {
    if !g.nights {
        return;
    }
    for back in 0..80_usize {
        let n = g.night.get(back).copied().unwrap_or_default();
        if n.none {
            continue;
        }
        // A little life in the baseline, the same in every run.
        let wave = [0.0, 1.0, -1.0, 0.5, -0.5, 1.5, -1.5][back % 7];
        let hrv = match n.sdnn {
            Some(sdnn) => (Metric::HrvSdnn, sdnn),
            None => (Metric::HrvRmssd, n.hrv.unwrap_or(60.0 + 2.0 * wave)),
        };
        let mut values = vec![
            hrv,
            (Metric::RestingHr, n.rhr.unwrap_or(50.0 + wave)),
            (Metric::SleepHours, n.sleep.unwrap_or(7.5 + 0.2 * wave)),
        ];
        values.extend(n.temperature.map(|t| (Metric::TempDeviation, t)));
        values.extend(n.battery.map(|b| (Metric::BodyBatteryBed, b)));
        let day = shift(g.today, -i64::try_from(back).unwrap_or(0));
        a.apply(&Event::WellnessRecorded(WellnessRecord { day, source: Provider::Oura, values }));
    }
}

fn mission(a: &mut Athlete, g: &Given) {
    let date = g.goal.unwrap_or_else(|| shift(monday(g.today), 7 * GOAL_WEEKS + 6));
    let usual = "mon = 120\ntue = 120\nwed = 120\nthu = 120\nfri = 120\nsat = 300\nsun = 240";
    let available = g.available.as_deref().unwrap_or(usual);
    let kind = &g.goal_kind;
    let stages: String = g.stages.iter().zip(1..).map(|(line, n)| stage(line, n)).collect();
    let minutes = if g.stages.is_empty() { "minutes = 300" } else { "" };
    let text = format!(
        "id = \"goal\"\nname = \"Spring gran fondo\"\n{}\n[goal]\nkind = \"{kind}\"\nsport = \"bike\"\ndate = \"{date}\"\n{minutes}\n[constraints.available_minutes]\n{available}\n{stages}",
        g.mission
    );
    let mission: Mission = toml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    a.apply(&Event::MissionSaved(Box::new(MissionVersion { hash: "h".into(), text, mission, seen: None })));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "goal".into(), day: shift(g.today, -80) }));
}

fn stage(line: &str, number: usize) -> String {
    let w: Vec<&str> = line.split_whitespace().collect();
    let [date, kind, minutes] = w[..] else { panic!("{line}: `2026-11-24 itt 20`") };
    format!("[[stages]]\nnumber = {number}\ndate = \"{date}\"\ntype = \"{kind}\"\nminutes = {minutes}\n")
}

fn said(a: &mut Athlete, g: &Given) {
    if let Some(f) = &g.check_in {
        a.apply(&Event::CheckedIn(CheckIn {
            fatigue: f.fatigue,
            soreness: f.soreness,
            mood: f.mood,
            pain: f.pain,
            site: f.site.as_deref().map(Into::into),
            ..CheckIn::of(g.today)
        }));
    }
    for h in &g.health {
        let (kind, day) = h.split_once(' ').unwrap_or_else(|| panic!("{h}: `fever 2026-11-25`"));
        let illness = match kind {
            "recovered" => Illness::Recovered,
            "cold" => Illness::AboveNeck,
            "chest" => Illness::BelowNeck,
            "fever" => Illness::Fever,
            "alarm" => Illness::Alarm,
            _ => panic!("{h}: no such illness"),
        };
        let day = day.parse().unwrap_or_else(|_| panic!("{h}: no date"));
        a.apply(&Event::HealthReported(HealthReport { day, illness, note: None }));
    }
}

/// Lines that an athlete may type, good ones and others.
pub(crate) const LINES: [&str; 22] = [
    "swap today tomorrow",
    "swap thu sat",
    "swap tue sun",
    "move today tomorrow",
    "move sat to mon",
    "shorten today 30m",
    "shorten sat to 60m",
    "easier",
    "easier sat",
    "rest today",
    "rest sun",
    "ill",
    "ill fever",
    "well",
    "travel fri sun",
    "why",
    "why F04",
    "gauge",
    "whatif rest today",
    "undo",
    "help",
    "what about lunch",
];

/// Mornings of every kind.
pub(crate) fn any_given() -> impl Strategy<Value = Given> {
    let piece = proptest::sample::select(vec!["rest", "B-END60", "B-END90", "B-REC", "B-CAD"]);
    let hard = proptest::sample::select(vec!["B-VO2", "B-SST", "B-THR", "B-TEMPO"]);
    let night = (45.0_f64..70.0, 46.0_f64..60.0, 5.0_f64..8.5, -0.4_f64..1.1, 15.0_f64..80.0).prop_map(
        |(hrv, rhr, sleep, temperature, battery)| Night {
            hrv: Some(hrv),
            rhr: Some(rhr),
            sleep: Some(sleep),
            temperature: Some(temperature),
            battery: Some(battery),
            sdnn: None,
            none: false,
        },
    );
    let phase = proptest::sample::select(vec![Phase::Base, Phase::Build, Phase::Peak]);
    let health = proptest::sample::select(vec!["", "", "", "", "cold", "fever"]);
    (
        0_i64..7,
        proptest::collection::vec(piece, 3),
        hard.clone(),
        hard,
        proptest::collection::vec(night, 0..8),
        phase,
        (0_u8..6, any::<bool>(), 0.5_f64..1.6),
        health,
    )
        .prop_map(|(offset, easy, h1, h2, night, phase, (fatigue, nights, last_week), health)| {
            let today = shift("2026-11-23".parse().expect("a date"), offset);
            let week = ["rest", h1, easy[0], h2, easy[1], "B-LONG", easy[2]].map(str::to_owned);
            Given {
                today,
                week,
                next: None,
                phase,
                deload: false,
                nights,
                night,
                check_in: (fatigue > 0).then(|| Felt { fatigue: Some(fatigue), ..Felt::default() }),
                health: if health.is_empty() { vec![] } else { vec![format!("{health} {today}")] },
                missed: vec![],
                mission: String::new(),
                last_week,
                trained: true,
                planned_last_week: false,
                goal: None,
                goal_kind: "race".into(),
                stages: vec![],
                rides: vec![],
                away: None,
                ftp: None,
                available: None,
                hurt: vec![],
            }
        })
}
