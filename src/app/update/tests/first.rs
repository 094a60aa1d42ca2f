use crate::{
    app::{
        Effect, Msg, Overlay, Program, Progress,
        dialog::{Kind, Outline, lines},
        rig::{Screen, today},
    },
    domain::{
        Athlete, Settings,
        day::shift,
        mission::{MissionChange, Weekday},
    },
};

/// Nothing is here yet.
fn first() -> Screen {
    let mut screen = Screen::loading();
    screen.athlete = Athlete::default();
    screen.state.asks_start = true;
    let pair = |(a, b): (&str, &str)| (a.to_owned(), b.to_owned());
    screen.state.offers.templates = [("10k", "10 km on the road"), ("tour", "21 stages")].map(pair).into();
    screen.state.offers.services = [("oura", "nights")].map(pair).into();
    screen.reload();
    screen
}

fn below(screen: &Screen) -> String {
    lines(&screen.state, screen.window()).into_iter().map(|n| n.text + "\n").collect()
}

fn outline() -> Outline {
    Outline {
        name: "Mine".into(),
        goal: shift(today(), 70),
        days: 70,
        sessions: 42,
        from: today(),
        to: Some(shift(today(), 70)),
        weeks: vec!["2026-W47  base  load 200".into()],
        gauge: None,
        doubts: vec![],
    }
}

#[test]
fn who_has_nothing_is_greeted_once_and_takes_it_up_again_by_key() {
    let mut screen = first();
    assert_eq!(screen.window().kind, Kind::Start);
    screen.presses("esc").reload();
    assert_eq!(screen.state.overlay, Overlay::None);
    screen.presses("O");
    assert_eq!(screen.window().kind, Kind::Start);
    let mut there = Screen::loading();
    there.state.asks_start = true;
    there.reload();
    assert_eq!(there.state.overlay, Overlay::None, "whoever has a plan is not greeted");
}

#[test]
fn the_demo_and_a_log_in_get_the_terminal() {
    let mut screen = first();
    screen.presses("enter");
    assert_eq!(screen.asked.last(), Some(&Effect::Run(Program::Demo)));
    screen.hears(Msg::Returned(Program::Demo)).presses("j j enter enter");
    assert_eq!(screen.asked.last(), Some(&Effect::Run(Program::Connect("oura".into()))));
    screen.hears(Msg::Returned(Program::Connect("oura".into())));
    assert!(screen.asked.contains(&Effect::Sync { asked: true }), "what is there is fetched");
    screen.presses("esc");
    assert_eq!(screen.window().kind, Kind::Start, "leaving a step leads back to the steps");
}

#[test]
fn files_come_in_with_their_progress_in_sight() {
    let mut screen = first();
    screen.presses("j enter ctrl-s");
    assert!(screen.window().problem.is_some());
    screen.writes("~/rides").presses("ctrl-s");
    assert_eq!(screen.asked.last(), Some(&Effect::Import("~/rides".into())));
    screen.presses("ctrl-s");
    assert!(screen.window().problem.as_ref().is_some_and(|p| p.contains("one at a time")));
    let p = Progress { job: "import".into(), done: 30, total: Some(60), text: "12 files".into() };
    screen.hears(Msg::Progress(p));
    assert!(below(&screen).contains("50 %, 12 files"));
    screen.hears(Msg::Finished { job: "import".into(), result: Ok("Imported: 24 of 24 files".into()) });
    assert!(below(&screen).contains("24 of 24"));
}

#[test]
fn only_what_differs_is_written_and_together() {
    let mut screen = first();
    screen.athlete.settings = Settings { mass_kg: Some(68.0), ..Settings::default() };
    screen.reload().presses("O j j j enter tab").writes("1988");
    screen.presses("tab tab");
    assert_eq!(screen.window().value("mass"), "68");
    screen.presses("tab").writes("262").presses("tab").writes("4:30").presses("ctrl-s");
    let change = |k: &str, v: String| (k.to_owned(), Some(v));
    let day = today();
    assert_eq!(
        screen.asked.last(),
        Some(&Effect::WriteSettings(vec![
            change("athlete.birth_year", "1988".into()),
            change("thresholds", format!("ftp bike 262 {day}")),
            change("thresholds", format!("threshold_speed run 4:30 {day}")),
        ]))
    );
    screen.hears(Msg::SettingWritten(Err("athlete.birth_year: out of range".into()))).sees("out of range");
    assert_eq!(screen.window().value("birth_year"), "1988", "what was typed stays");
    screen.hears(Msg::SettingWritten(Ok(Box::default())));
    assert_eq!(screen.window().kind, Kind::Start);
    screen.presses("j j j enter");
    assert_eq!(screen.window().value("birth_year"), "", "what was kept is read from the settings, not remembered");
}

#[test]
fn what_was_typed_in_a_step_is_there_when_it_is_taken_up_again() {
    let mut screen = first();
    screen.presses("j j j enter tab").writes("19").presses("esc");
    assert_eq!(screen.window().kind, Kind::Start);
    screen.presses("esc O j j j enter");
    assert_eq!((screen.window().value("birth_year"), screen.window().at), ("19", 1));
    screen.presses("backspace backspace esc j j j enter");
    assert_eq!(screen.window().at, 0, "nothing is remembered of rows that are as they were");
}

#[test]
fn the_hours_of_a_week_go_into_the_settings_and_the_active_mission() {
    let mut screen = first();
    screen.presses("j j j j enter").writes("0").presses("tab").writes("1:15").presses("tab").writes("soon");
    screen.presses("ctrl-s").sees("“soon” is no time");
    assert_eq!(screen.window().at, 2);
    screen.presses("ctrl-u").writes("20h").presses("ctrl-s").sees("at most 16:00");
    screen.presses("ctrl-u ctrl-s");
    let pair = |k: &str, v: &str| (k.to_owned(), Some(v.to_owned()));
    let both = vec![pair("athlete.available.mon", "0"), pair("athlete.available.tue", "75")];
    assert_eq!(screen.asked.last(), Some(&Effect::WriteSettings(both)));
    assert!(below(&screen).contains("1 h 15 a week, Mon free, 5 days as the template"));
}

#[test]
fn the_plan_of_a_new_mission_is_laid_by_the_hours_and_anew_when_they_change() {
    let mut screen = first();
    screen.athlete.settings.available.tue = Some(45);
    screen.reload().presses("j j j j j enter");
    let rules = |screen: &Screen| match screen.asked.iter().rev().find(|e| matches!(e, Effect::Outline { .. })) {
        Some(Effect::Outline { founding, .. }) => founding.rules.clone(),
        _ => vec![],
    };
    let minutes = |day, m| MissionChange::Minutes(day, m);
    assert_eq!(rules(&screen), [minutes(Weekday::Tue, 45)]);
    screen.presses("tab").writes("My race").presses("tab tab enter");
    assert_eq!(screen.window().kind, Kind::Week);
    screen.presses("esc");
    assert_eq!(screen.window().value("name"), "My race", "the mission is as it was left");
    screen.athlete.settings.available.sun = Some(0);
    screen.reload();
    assert_eq!(rules(&screen), [minutes(Weekday::Tue, 45), minutes(Weekday::Sun, 0)]);
}

#[test]
fn a_mission_is_laid_only_after_its_plan_was_seen_and_said_yes_to() {
    let mut screen = first();
    screen.presses("O j j j j j enter");
    let Some(Effect::Outline { asked: 1, founding, .. }) = screen.asked.last() else { panic!() };
    assert_eq!(founding.template, "10k");
    screen.presses("ctrl-s").sees("still being laid");
    screen.presses("shift-tab shift-tab").writes("nonsense rule").presses("tab");
    assert!(screen.window().problem.as_ref().is_some_and(|p| p.contains("nonsense rule")));
    screen.presses("shift-tab ctrl-u").writes("no training on Monday").presses("tab");
    let Some(Effect::Outline { asked, founding, .. }) = screen.asked.last().cloned() else { panic!() };
    assert_eq!(founding.rules, [MissionChange::Minutes(Weekday::Mon, 0)]);
    screen.hears(Msg::Outlined { asked: 1, result: Ok(Box::new(outline())) });
    assert!(screen.window().outline.is_none(), "an answer to earlier rows is not shown");
    screen.hears(Msg::Outlined { asked, result: Ok(Box::new(outline())) });
    assert!(below(&screen).contains("42 sessions"));
    screen.presses("ctrl-s").sees("Take up Mine").presses("n");
    assert_eq!(screen.window().value("rules"), "no training on Monday");
    screen.presses("ctrl-s enter y");
    assert_eq!(screen.asked.last(), Some(&Effect::Found(founding)));
}
