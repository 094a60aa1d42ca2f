use super::*;
use crate::domain::{
    ActivityRecord, Event, Severity, StreamMetrics,
    day::{between, span},
    provenance::Provider,
};
use chrono::{TimeZone, Utc};
use proptest::prelude::*;

/// A mission from the lines of its goal and what follows.
pub(crate) fn mission(goal: &str, rest: &str) -> Mission {
    let text = format!("schema = 1\nid = \"m\"\nname = \"Test\"\n[goal]\n{goal}\n{rest}");
    toml::from_str(&text).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

pub(crate) fn version(m: Mission) -> MissionVersion {
    MissionVersion { hash: "h".into(), text: String::new(), mission: m, seen: None }
}

pub(crate) fn today() -> Day {
    Day::from_ymd_opt(2026, 3, 5).unwrap()
}

pub(crate) fn activity(day: Day, sport: Sport, minutes: f64, load_rpe: f64) -> ActivityRecord {
    let start = Utc.from_utc_datetime(&day.and_hms_opt(8, 0, 0).unwrap());
    let metres = (sport == Sport::Run).then_some(minutes * 60.0 * 2.8);
    ActivityRecord {
        id: ShortId::of(&[day.to_string().as_bytes(), sport.name().as_bytes()]),
        provider: Provider::File,
        file: None,
        original: None,
        leg: 0,
        sport,
        sub_sport: None,
        indoor: false,
        start,
        local_date: day,
        title: None,
        notes: None,
        device: None,
        elapsed_s: minutes * 60.0,
        moving_s: minutes * 60.0,
        distance_m: metres,
        ascent_m: None,
        avg_hr: None,
        max_hr: None,
        avg_power_w: None,
        max_power_w: None,
        kcal: None,
        rpe: Some(load_rpe),
        stated_load: None,
        metrics: StreamMetrics::default(),
        laps: Vec::new(),
        swim: None,
        warnings: vec![],
        upstream: None,
    }
}

/// An athlete who trained `days` of every seven for `weeks` weeks up to yesterday.
pub(crate) fn athlete(sport: Sport, weeks: i64, days: i64, minutes: f64) -> Athlete {
    let mut a = Athlete::default();
    for d in span(shift(today(), -7 * weeks), shift(today(), -1)) {
        let w = i64::try_from(crate::domain::day::weekday(d)).unwrap();
        if w >= 7 - days {
            let long = if w == 5 { 1.6 } else { 1.0 };
            a.apply(&Event::ActivityRecorded(Box::new(activity(d, sport, minutes * long, 4.0))));
        }
    }
    a
}

fn plan_for(a: &Athlete, m: Mission) -> Laid {
    let h = History::build(a, today());
    lay(a, &h, &version(m), today())
}

fn show(l: &Laid) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for w in &l.plan.weeks {
        let load: f64 = l.plan.span(w.monday, shift(w.monday, 6)).map(|s| s.load).sum();
        let _ = writeln!(
            out,
            "{} {} {} target {:.0} planned {load:.0} {}",
            w.monday, w.phase, w.deload, w.target_load, w.binding
        );
        for s in l.plan.span(w.monday, shift(w.monday, 6)) {
            let _ = writeln!(
                out,
                "   {} {} {} | {}",
                crate::domain::day::short_name(s.day),
                s.template,
                s.brief(),
                s.rationale
            );
        }
    }
    for f in l.findings.iter().filter(|f| f.severity > Severity::Info) {
        let _ = writeln!(out, "{:?} {} {} {} / {}", f.severity, f.rule, f.day, f.observed, f.limit);
    }
    out
}

fn no_blocks(l: &Laid) {
    let blocks: Vec<_> = l.findings.iter().filter(|f| f.severity == Severity::Block).collect();
    assert!(blocks.is_empty(), "{blocks:#?}\n{}", show(l));
}

const STAGES: &str = r#"
[[stages]]
number = 1
date = "2026-07-04"
type = "flat"
[[stages]]
number = 2
date = "2026-07-05"
type = "mountain"
[[stages]]
number = 3
date = "2026-07-07"
type = "itt"
"#;

#[test]
fn a_gran_fondo_from_a_trained_rider() {
    let a = athlete(Sport::Bike, 16, 5, 75.0);
    let l = plan_for(
        &a,
        mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-06-14\"\ndistance_km = 160.0\nminutes = 360", ""),
    );
    no_blocks(&l);
    let text = show(&l);
    let race: Vec<_> = l.plan.sessions.iter().filter(|s| s.template == "race").collect();
    assert_eq!(race.len(), 1, "{text}");
    assert_eq!(race[0].day, Day::from_ymd_opt(2026, 6, 14).unwrap());
    assert_eq!(l.plan.weeks.first().unwrap().monday, monday(today()));
    assert!(l.plan.sessions.iter().all(|s| s.day >= today()));
    assert!(between(race[0].day, l.plan.last_day().unwrap()) >= 7, "recovery is planned\n{text}");
    let after = l.plan.span(shift(race[0].day, 1), Day::MAX);
    assert!(after.into_iter().all(|s| !s.hard));
    assert!(l.plan.sessions.iter().filter(|s| s.hard).count() > 10, "{text}");
    assert!(l.plan.sessions.iter().any(|s| s.template == "B-OPEN"), "{text}");
    let full: Vec<_> = l.plan.weeks[1..10].iter().collect();
    for w in full {
        let load: f64 = l.plan.span(w.monday, shift(w.monday, 6)).map(|s| s.load).sum();
        assert!((load - w.target_load).abs() < 0.15 * w.target_load, "week {}\n{text}", w.monday);
    }
}

#[test]
fn every_session_says_why_and_differs_from_its_neighbours() {
    let a = athlete(Sport::Bike, 16, 5, 75.0);
    let l = plan_for(&a, mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-06-14\"\nminutes = 300", ""));
    for w in l.plan.weeks.iter().filter(|w| w.phase != Phase::Recovery) {
        let texts: Vec<_> = l.plan.span(w.monday, shift(w.monday, 6)).map(|s| &s.rationale).collect();
        assert!(texts.iter().all(|t| t.len() > 40));
        let mut unique = texts.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), texts.len(), "{texts:#?}");
    }
    let mut ids: Vec<_> = l.plan.sessions.iter().map(|s| s.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), l.plan.sessions.len());
}

#[test]
fn a_stage_race_has_its_stages() {
    let a = athlete(Sport::Bike, 16, 5, 75.0);
    let m = mission(
        "kind = \"stage_race\"\nsport = \"bike\"",
        &format!("{STAGES}\n[philosophy]\nstrength_sessions = 2"),
    );
    let l = plan_for(&a, m);
    no_blocks(&l);
    let stages: Vec<_> =
        l.plan.sessions.iter().filter(|s| s.stage.is_some()).map(|s| (s.day.to_string(), s.load.round())).collect();
    assert_eq!(stages, [("2026-07-04".into(), 58.0), ("2026-07-05".into(), 80.0), ("2026-07-07".into(), 61.0)]);
    assert_eq!(l.plan.on(Day::from_ymd_opt(2026, 7, 6).unwrap()).count(), 0);
    assert!(l.plan.sessions.iter().any(|s| s.sport == Sport::Strength), "{}", show(&l));
}

#[test]
fn a_marathon_from_nothing_is_careful_and_says_so() {
    let l = plan_for(
        &Athlete::default(),
        mission("kind = \"race\"\nsport = \"run\"\ndate = \"2026-10-11\"\ndistance_km = 42.195", ""),
    );
    no_blocks(&l);
    assert!(l.notes.iter().any(|n| n.contains("Little is recorded")), "{:?}", l.notes);
    assert!(l.plan.sessions.len() > 80);
    let first = l.plan.sessions.first().unwrap();
    assert!(first.minutes <= 60 && !first.hard, "{}", first.brief());
}

#[test]
fn a_triathlon_trains_three_sports() {
    let a = athlete(Sport::Bike, 12, 5, 60.0);
    let goal = "kind = \"triathlon\"\nsport = \"bike\"\ndate = \"2026-07-19\"\n[goal.legs]\nswim = 40\nbike = 160\nrun = 110";
    let l = plan_for(
        &a,
        mission(
            goal,
            "[constraints.available_minutes]\nmon = 60\ntue = 90\nwed = 90\nthu = 90\nfri = 60\nsat = 240\nsun = 150",
        ),
    );
    no_blocks(&l);
    for s in [Sport::Bike, Sport::Run, Sport::Swim] {
        assert!(l.plan.sessions.iter().filter(|x| x.sport == s).count() > 10, "{s}\n{}", show(&l));
    }
    assert_eq!(l.plan.sessions.iter().filter(|s| s.template == "race").count(), 3);
}

#[test]
fn constraints_bind() {
    let a = athlete(Sport::Bike, 16, 5, 75.0);
    let rest = r#"
[constraints]
weekly_sessions = 4
max_weekly_hours = 5.0
long_day = "sun"
avoid_kinds = ["vo2"]
unavailable = [{ weekday = "wed" }, { from = "2026-04-06", to = "2026-04-12" }, { date = "2026-04-21", minutes = 30 }]
"#;
    let l = plan_for(&a, mission("kind = \"block\"\nsport = \"bike\"\nweeks = 12", rest));
    no_blocks(&l);
    let d = |m, d| Day::from_ymd_opt(2026, m, d).unwrap();
    assert!(l.plan.sessions.iter().all(|s| crate::domain::day::short_name(s.day) != "Wed"));
    assert_eq!(l.plan.span(d(4, 6), d(4, 12)).count(), 0);
    assert!(l.plan.on(d(4, 21)).all(|s| s.minutes <= 31));
    assert!(l.plan.sessions.iter().all(|s| s.kind != crate::domain::SessionKind::Vo2));
    let longs: Vec<_> = l.plan.sessions.iter().filter(|s| s.kind == crate::domain::SessionKind::Long).collect();
    assert!(
        longs.iter().filter(|s| crate::domain::day::short_name(s.day) == "Sun").count() * 10 >= longs.len() * 8
    );
}

#[test]
fn the_same_input_gives_the_same_plan() {
    let a = athlete(Sport::Run, 10, 4, 45.0);
    let m = || mission("kind = \"race\"\nsport = \"run\"\ndate = \"2026-05-17\"\ndistance_km = 21.1", "");
    assert_eq!(plan_for(&a, m()).plan, plan_for(&a, m()).plan);
}

#[test]
fn an_a_event_on_the_way_has_a_taper_and_a_way_back() {
    let a = athlete(Sport::Bike, 16, 5, 75.0);
    let rest = "[[events]]\nname = \"Spring classic\"\ndate = \"2026-05-17\"\npriority = \"A\"\nsport = \"bike\"\nminutes = 240";
    let l = plan_for(&a, mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-08-30\"\nminutes = 300", rest));
    no_blocks(&l);
    let day = Day::from_ymd_opt(2026, 5, 17).unwrap();
    let phase = |weeks: i64| l.plan.week(shift(day, 7 * weeks)).map(|w| w.phase);
    assert_eq!([-1, 0].map(phase), [Some(Phase::Taper); 2], "{}", show(&l));
    assert_eq!([1, 2].map(phase), [Some(Phase::Recovery); 2]);
    assert!(matches!(phase(3), Some(Phase::Base | Phase::Build)), "{}", show(&l));
    assert!(l.plan.span(shift(day, 1), shift(day, 14)).all(|s| !s.hard));
    let load = |w: i64| l.plan.week(shift(day, 7 * w)).map_or(0.0, |w| w.target_load);
    assert!(load(1) <= 0.5 * load(-3).max(load(-2)), "{}", show(&l));
    // Too near to the goal it is raced like any other on the way.
    let near = rest.replace("2026-05-17", "2026-08-02");
    let l = plan_for(&a, mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-08-30\"\nminutes = 300", &near));
    no_blocks(&l);
    assert!(l.plan.week(Day::from_ymd_opt(2026, 8, 5).unwrap()).is_some_and(|w| w.phase != Phase::Recovery));
}

#[test]
fn a_side_race_has_easy_days_around_it() {
    let a = athlete(Sport::Bike, 16, 5, 75.0);
    let rest =
        "[[events]]\nname = \"B race\"\ndate = \"2026-04-19\"\npriority = \"B\"\nsport = \"bike\"\nminutes = 180";
    let l = plan_for(&a, mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-06-14\"\nminutes = 300", rest));
    no_blocks(&l);
    let day = Day::from_ymd_opt(2026, 4, 19).unwrap();
    assert!(l.plan.on(day).any(|s| s.title == "B race"));
    assert!(l.plan.span(shift(day, -3), shift(day, -1)).all(|s| !s.hard));
    assert!(l.plan.span(shift(day, 1), shift(day, 1)).all(|s| !s.hard));
}

#[test]
fn today_is_over_when_something_was_done() {
    let mut a = athlete(Sport::Bike, 16, 5, 75.0);
    a.apply(&Event::ActivityRecorded(Box::new(activity(today(), Sport::Bike, 60.0, 4.0))));
    let l = plan_for(&a, mission("kind = \"block\"\nsport = \"bike\"\nweeks = 4", ""));
    assert_eq!(l.plan.on(today()).count(), 0);
    no_blocks(&l);
}

#[test]
fn targets_are_what_the_sessions_hold_and_a_taper_falls() {
    let goals = [
        ("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-06-14\"\nminutes = 300", ""),
        ("kind = \"race\"\nsport = \"run\"\ndate = \"2026-07-12\"\ndistance_km = 42.195", ""),
        ("kind = \"stage_race\"\nsport = \"bike\"", STAGES),
    ];
    for (goal, rest) in goals {
        for a in [Athlete::default(), athlete(Sport::Bike, 16, 5, 75.0)] {
            let l = plan_for(&a, mission(goal, rest));
            let text = show(&l);
            let load = |w: &PlanWeek| l.plan.span(w.monday, shift(w.monday, 6)).map(|s| s.load).sum::<f64>();
            for w in &l.plan.weeks[1..] {
                assert!((load(w) - w.target_load).abs() <= 0.06 * w.target_load + 1.0, "{}\n{text}", w.monday);
            }
            let race =
                |w: &PlanWeek| l.plan.span(w.monday, shift(w.monday, 6)).any(|s| s.kind == SessionKind::Race);
            for p in l.plan.weeks[1..].windows(2) {
                let falls = p[1].target_load <= p[0].target_load + 1.0 || p[0].deload || race(&p[1]);
                assert!(p[1].phase != Phase::Taper || falls, "{}\n{text}", p[1].monday);
            }
        }
    }
}

#[test]
fn runs_without_a_known_pace_have_distances_and_the_long_run_grows() {
    let goal = "kind = \"race\"\nsport = \"run\"\ndate = \"2026-10-11\"\ndistance_km = 42.195";
    let l = plan_for(&Athlete::default(), mission(goal, "[constraints.available_minutes]\nsun = 200"));
    no_blocks(&l);
    let runs = || l.plan.sessions.iter().filter(|s| s.sport == Sport::Run && s.kind != SessionKind::Race);
    assert!(runs().all(|s| s.distance_m.is_some_and(|m| m > 1000.0)));
    assert!(runs().map(|s| s.minutes).max() >= Some(90), "{}", show(&l));
    assert!(l.notes.iter().any(|n| n.contains("threshold pace")), "{:?}", l.notes);
}

#[test]
fn a_triathlon_is_raced_in_order_and_sharpened_in_its_sports() {
    let goal = "kind = \"triathlon\"\nsport = \"bike\"\ndate = \"2026-07-19\"\n[goal.legs]\nrun = 50\nbike = 70\nswim = 30";
    let l = plan_for(&athlete(Sport::Bike, 12, 5, 60.0), mission(goal, "[constraints.available_minutes]\nfri = 0"));
    no_blocks(&l);
    let day = Day::from_ymd_opt(2026, 7, 19).unwrap();
    let legs: Vec<Sport> = l.plan.on(day).map(|s| s.sport).collect();
    assert_eq!(legs, [Sport::Swim, Sport::Bike, Sport::Run]);
    let last: Vec<Sport> = l.plan.span(shift(day, -6), shift(day, -1)).map(|s| s.sport).collect();
    assert!(last.contains(&Sport::Swim) && last.contains(&Sport::Bike), "{}", show(&l));
    assert!(l.plan.on(shift(day, -3)).any(|s| s.kind == SessionKind::Opener), "Friday is not free\n{}", show(&l));
}

#[test]
fn the_mission_sets_the_shares_of_time() {
    let a = athlete(Sport::Bike, 16, 5, 75.0);
    let hard = |d: &str| {
        let l = plan_for(&a, mission("kind = \"block\"\nsport = \"bike\"\nweeks = 12", d));
        let z = l
            .plan
            .sessions
            .iter()
            .fold([0.0; 3], |z: [f64; 3], s| std::array::from_fn(|i| z[i] + s.zone_minutes[i]));
        (z[1] + z[2]) / z.iter().sum::<f64>()
    };
    let (easy, pyramid) =
        (hard("[philosophy]\ndistribution = [95, 4, 1]"), hard("[philosophy]\ndistribution = [70, 20, 10]"));
    assert!(easy < pyramid, "{easy} {pyramid}");
}

#[test]
fn tests_stand_in_down_weeks_when_they_are_wanted() {
    let a = athlete(Sport::Bike, 16, 5, 75.0);
    let tests = |wanted: bool| {
        let rest = format!("[preferences]\ntests = {wanted}\n[constraints.available_minutes]\nwed = 90");
        let l = plan_for(&a, mission("kind = \"block\"\nsport = \"bike\"\nweeks = 16", &rest));
        no_blocks(&l);
        let on: Vec<Day> = l.plan.sessions.iter().filter(|s| s.kind == SessionKind::Test).map(|s| s.day).collect();
        assert!(on.iter().all(|d| l.plan.week(*d).is_some_and(|w| w.deload)), "{}", show(&l));
        on.len()
    };
    assert!(tests(true) >= 1);
    assert_eq!(tests(false), 0);
}

#[test]
fn easy_days_have_something_to_learn() {
    let l =
        plan_for(&athlete(Sport::Bike, 16, 5, 75.0), mission("kind = \"block\"\nsport = \"bike\"\nweeks = 12", ""));
    no_blocks(&l);
    let n = |id: &str| l.plan.sessions.iter().filter(|s| s.template == id).count();
    assert!(n("B-CAD") > 0 && n("B-PROG") > 0, "{}", show(&l));
    assert!(n("B-CAD") + n("B-PROG") < n("B-END60"), "{}", show(&l));
    let none = "[constraints]\navoid_kinds = [\"technique\"]";
    let l = plan_for(
        &athlete(Sport::Bike, 16, 5, 75.0),
        mission("kind = \"block\"\nsport = \"bike\"\nweeks = 12", none),
    );
    assert!(l.plan.sessions.iter().all(|s| s.template != "B-CAD"));
}

#[test]
fn a_race_longer_than_a_week_of_training_leaves_its_race_week() {
    let goal =
        "kind = \"race\"\nsport = \"run\"\ndate = \"2026-07-11\"\ndistance_km = 80\nascent_m = 3800\nminutes = 720";
    let rest = "[constraints]\nmax_weekly_hours = 11";
    for a in [Athlete::default(), athlete(Sport::Run, 16, 5, 75.0)] {
        let l = plan_for(&a, mission(goal, rest));
        no_blocks(&l);
        let day = Day::from_ymd_opt(2026, 7, 11).unwrap();
        assert!(l.plan.span(shift(day, -6), shift(day, -1)).any(|s| s.kind == SessionKind::Opener), "{}", show(&l));
    }
}

/// Cases of a property: `LANTERNE_CASES` where it is set.
fn cases(usual: u32) -> u32 {
    std::env::var("LANTERNE_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Plans for any mission and any past hold every rule that would block them.
fn any_case() -> impl Strategy<Value = (Athlete, Mission)> {
    let sports = prop_oneof![Just(Sport::Bike), Just(Sport::Run)];
    let past = (sports.clone(), 0_i64..14, 1_i64..7, 25.0_f64..120.0);
    let goal = (sports, 0_i64..200, 20_u32..700, 0_u8..5);
    let room = proptest::array::uniform7(prop_oneof![Just(0_u16), 20_u16..60, 60_u16..200]);
    let limits = (
        (0_u8..8, 0_i64..60, 0_i64..20),
        proptest::option::of(2_u16..8),
        proptest::option::of(2.0_f64..12.0),
        proptest::option::of(1_u16..4),
        0_u16..3,
    );
    (past, goal, room, limits).prop_map(|((ps, weeks, days, minutes), (sport, to_go, event, kind), room, ((odd, at, len), n, h, rest, gym))| {
        let date = shift(today(), to_go);
        let goal = match kind {
            0 => format!("kind = \"block\"\nsport = \"{sport}\"\nweeks = {}", 1 + to_go / 7),
            1 => format!("kind = \"triathlon\"\nsport = \"bike\"\ndate = \"{date}\"\n[goal.legs]\nswim = 30\nbike = {event}\nrun = 60"),
            2 => "kind = \"stage_race\"\nsport = \"bike\"".to_owned(),
            _ => format!("kind = \"race\"\nsport = \"{sport}\"\ndate = \"{date}\"\nminutes = {event}"),
        };
        let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let mut rest_of = String::from("[constraints]\n");
        for (k, v) in [("weekly_sessions", n), ("min_rest_days", rest)] {
            rest_of.extend(v.map(|v| format!("{k} = {v}\n")));
        }
        rest_of.extend(h.map(|v| format!("max_weekly_hours = {v}\n")));
        let (from, to) = (shift(today(), at), shift(today(), at + len));
        let odds = match odd {
            0 => format!("unavailable = [{{ from = \"{from}\", to = \"{to}\" }}]\n"),
            1 => format!("unavailable = [{{ from = \"{from}\", to = \"{to}\", minutes = 30 }}]\n"),
            2 => format!("unavailable = [{{ weekday = \"wed\", sports = [\"{sport}\"] }}]\n"),
            3 => format!("injuries = [{{ site = \"knee\", sports = [\"{sport}\"], until = \"{to}\" }}]\n"),
            4 => "avoid_kinds = [\"threshold\", \"vo2\", \"technique\", \"opener\"]\n".to_owned(),
            5 => "avoid_sports = [\"swim\"]\navoid_kinds = [\"long\", \"recovery\"]\n".to_owned(),
            _ => String::new(),
        };
        rest_of += &odds;
        rest_of += if event % 3 == 0 { "" } else { "stage_block = true\n" };
        rest_of += "[constraints.available_minutes]\n";
        for (name, m) in names.iter().zip(room) {
            rest_of.extend([format!("{name} = {m}\n")]);
        }
        rest_of.extend([format!("[philosophy]\nstrength_sessions = {gym}\n[preferences]\ntests = {}\n", odd % 2 == 0)]);
        if kind == 2 {
            rest_of.extend((0..to_go % 9 + 2).map(|i| {
                let (number, day) = (i + 1, shift(date, i));
                let kind = ["mountain", "flat", "itt", "hilly"][(i as usize + usize::from(odd)) % 4];
                format!("[[stages]]\nnumber = {number}\ndate = \"{day}\"\ntype = \"{kind}\"\n")
            }));
        }
        (athlete(ps, weeks, days, minutes), mission(&goal, &rest_of))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(64)))]
    #[test]
    fn no_plan_is_blocked((a, m) in any_case()) {
        let l = plan_for(&a, m);
        // An event in a sport that is out on its day is the mission's own contradiction.
        let event = |f: &&crate::domain::Finding| l.plan.on(f.day).any(|s| matches!(s.kind, SessionKind::Race | SessionKind::Stage));
        let blocks: Vec<_> =
            l.findings.iter().filter(|f| f.severity == Severity::Block).filter(|f| !event(f)).collect();
        prop_assert!(blocks.is_empty(), "{:#?}\n{}", blocks, show(&l));
    }
}

/// Three weeks of stages from a Saturday on, with two days of rest.
fn tour(first: Day) -> String {
    use std::fmt::Write;
    let types = ["flat", "hilly", "mountain", "itt", "mountain", "mountain", "flat"];
    let days = (0..23).filter(|i| !matches!(i, 9 | 16)).map(|i| shift(first, i));
    let mut out = String::new();
    for (i, d) in days.enumerate() {
        let _ = write!(out, "\n[[stages]]\nnumber = {}\ndate = \"{d}\"\ntype = \"{}\"\n", i + 1, types[i % 7]);
    }
    out
}

fn tour_plan(first: Day, constraints: &str) -> Laid {
    let a = athlete(Sport::Bike, 20, 5, 85.0);
    let rest = format!("[constraints]\n{constraints}\n[targets]\nctl_peak = 60\n{}", tour(first));
    plan_for(&a, mission("kind = \"stage_race\"\nsport = \"bike\"", &rest))
}

fn runs_of_rehearsed_days(l: &Laid) -> Vec<(i64, Day)> {
    let days: Vec<Day> = l.plan.sessions.iter().filter(|s| s.title.contains("rehearsed")).map(|s| s.day).collect();
    let mut runs: Vec<(i64, Day)> = Vec::new();
    for d in days {
        match runs.last_mut() {
            Some((n, first)) if shift(*first, *n) == d => *n += 1,
            _ => runs.push((1, d)),
        }
    }
    runs
}

#[test]
fn blocks_of_two_three_and_four_days_and_a_rehearsal_lead_to_a_tour() {
    for offset in 0..7 {
        let goal = shift(Day::from_ymd_opt(2026, 7, 4).unwrap(), offset);
        let l = tour_plan(goal, "stage_block = true\nlong_day = \"sat\"");
        no_blocks(&l);
        let runs = runs_of_rehearsed_days(&l);
        let text = show(&l);
        assert_eq!(runs.iter().map(|r| r.0).collect::<Vec<_>>(), [2, 3, 4, 3], "{goal}\n{text}");
        let before: Vec<i64> = runs.iter().map(|r| between(r.1, goal)).collect();
        assert!(before.iter().all(|n| (18..=42).contains(n)), "{before:?}\n{text}");
        assert!(matches!(before[3], 20 | 21), "{before:?}");
        for (n, first) in runs {
            for d in [shift(first, -1), shift(first, n)] {
                assert!(l.plan.on(d).all(|s| !s.hard), "{d}\n{text}");
            }
            assert!(n < 3 || l.plan.on(shift(first, n)).count() == 0, "no day off after {n} days\n{text}");
        }
    }
}

#[test]
fn without_the_wish_there_are_no_blocks_and_without_time_the_plan_says_so() {
    let goal = Day::from_ymd_opt(2026, 7, 4).unwrap();
    assert!(runs_of_rehearsed_days(&tour_plan(goal, "")).is_empty());
    let l = tour_plan(goal, "stage_block = true\navailable_minutes = { mon = 0, wed = 0, fri = 0 }");
    no_blocks(&l);
    assert!(runs_of_rehearsed_days(&l).iter().all(|r| r.0 <= 2), "{}", show(&l));
    assert!(l.notes.iter().any(|n| n.contains("no rehearsal")), "{:?}", l.notes);
}

#[test]
fn every_second_week_of_build_and_peak_the_long_one_ends_fast() {
    for (sport, id, minutes) in [(Sport::Bike, "B-LONGFF", 80.0), (Sport::Run, "R-LONGP", 75.0)] {
        let a = athlete(sport, 20, 5, minutes);
        let goal = format!("kind = \"race\"\nsport = \"{sport}\"\ndate = \"2026-07-12\"\nminutes = 240");
        let l = plan_for(&a, mission(&goal, ""));
        no_blocks(&l);
        let text = show(&l);
        let fast: Vec<&Session> = l.plan.sessions.iter().filter(|s| s.template == id).collect();
        assert!(fast.len() >= 2, "{text}");
        for f in fast {
            let week = || l.plan.span(monday(f.day), shift(monday(f.day), 6));
            assert_eq!(week().filter(|s| s.kind == SessionKind::Long).count(), 1, "{text}");
            assert!(week().all(|s| s.sport == Sport::Strength || s.minutes <= f.minutes), "{text}");
            assert!([-1, 1].iter().all(|i| l.plan.on(shift(f.day, *i)).all(|s| !s.hard)), "{text}");
        }
    }
}
