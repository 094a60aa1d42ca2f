use crate::{
    app::{
        Action, Card, Effect, Focus, Msg, Offer, Shown, actions, offer,
        rig::{Screen as Rig, today},
        screen::{Field, FieldKind, Screen, Sheet, Sort},
    },
    domain::{
        ActivityRecord, CleanText, Event, Sport,
        day::shift,
        event::SessionsLocked,
        settings::{Convention, TsbOf},
    },
    science::testing::record,
};
use rstest::rstest;

/// Three runs and a ride over the last days.
fn trained() -> Rig {
    let mut rig = Rig::open();
    for (days, sport, minutes, km, title) in [
        (9, Sport::Run, 100.0, 22.0, "Long, canal"),
        (6, Sport::Run, 40.0, 8.0, "Forest loop"),
        (3, Sport::Bike, 120.0, 60.0, "Ridge"),
        (1, Sport::Run, 50.0, 10.0, "Canal again"),
    ] {
        let r = record(shift(today(), -days), sport, minutes);
        let r = ActivityRecord { distance_m: Some(km * 1000.0), title: CleanText::line_opt(title), ..r };
        rig.writes_elsewhere(&Event::ActivityRecorded(Box::new(r)));
    }
    rig
}

/// Titles in the list.
fn titles(rig: &Rig) -> Vec<String> {
    let known = rig.state.known.as_ref().unwrap();
    let of = |row: &usize| known.athlete.activities[known.history.loads[*row].index].best().title.clone().unwrap();
    rig.state.screens.activities.rows.iter().map(|r| of(r).to_string()).collect()
}

#[rstest]
#[case("1", Screen::Cockpit)]
#[case("2", Screen::Calendar)]
#[case("3", Screen::Form)]
#[case("4", Screen::Activities)]
#[case("5", Screen::Review)]
#[case("6", Screen::Profile)]
#[case("7", Screen::Log)]
#[case("8", Screen::Settings)]
fn each_screen_has_a_key_and_esc_leads_home(#[case] key: &str, #[case] screen: Screen) {
    let mut rig = Rig::open();
    assert_eq!(rig.presses(key).state.screen, screen);
    assert_eq!(rig.presses("esc").state.screen, Screen::Cockpit);
}

#[test]
fn tab_goes_through_the_screens_and_panels_bring_one_home() {
    let mut rig = Rig::open();
    rig.presses(Screen::ALL[1].action().spec().keys[0]);
    for screen in Screen::ALL[2..].iter().chain([&Screen::Cockpit]) {
        assert_eq!(rig.presses("tab").state.screen, *screen);
    }
    rig.presses("4 alt-2").is_in(Focus::Form);
    assert_eq!(rig.state.screen, Screen::Cockpit);
    rig.presses("4 i");
    assert!(rig.state.typing && rig.state.screen == Screen::Cockpit);
}

#[test]
fn the_filter_narrows_as_it_is_typed_and_a_mistake_is_named() {
    let mut rig = trained();
    rig.presses("4");
    assert_eq!(titles(&rig), ["Canal again", "Ridge", "Forest loop", "Long, canal"]);
    rig.presses("/ r u n");
    assert_eq!(titles(&rig).len(), 3);
    rig.presses("space d i s t a n c e > 9 k");
    assert_eq!(titles(&rig), ["Canal again", "Long, canal"]);
    rig.presses("space d a t e");
    assert!(rig.state.screens.activities.problem.as_ref().unwrap().contains("date"), "not ready yet");
    assert_eq!(titles(&rig).len(), 2, "the last good filter holds");
    rig.presses("esc");
    assert_eq!(titles(&rig).len(), 4);
    assert_eq!(rig.state.screen, Screen::Activities, "esc drops the filter first");
}

#[test]
fn letters_of_a_filter_do_nothing_else() {
    let mut rig = trained();
    rig.presses("4 / q u i t space 8 ?");
    assert!(!rig.state.quitting);
    assert_eq!(rig.state.screens.activities.words.text(), "quit 8?");
    rig.hears(Msg::Paste(" ride\nx".into())).presses("enter x");
    assert!(rig.state.screens.activities.words.is_empty());
}

#[test]
fn the_order_changes_and_turns() {
    let mut rig = trained();
    rig.presses("4 s s");
    assert_eq!(rig.state.screens.activities.sort, Sort::Distance);
    assert_eq!(titles(&rig), ["Ridge", "Long, canal", "Canal again", "Forest loop"]);
    rig.presses("S");
    assert_eq!(titles(&rig)[0], "Forest loop");
}

#[test]
fn an_activity_opens_and_the_list_goes_on_behind_it() {
    let mut rig = trained();
    rig.presses("4 j enter");
    let open = |rig: &Rig| rig.state.screens.activities.open.as_ref().map(|d| d.title.clone());
    assert_eq!(open(&rig).unwrap(), "Ridge");
    rig.presses("n");
    assert_eq!(open(&rig).unwrap(), "Forest loop");
    rig.state.drawn(Shown { screen_overflow: 3, page: 5, ..Shown::default() });
    crate::app::update(&mut rig.state, Msg::Key("G".parse().unwrap()));
    assert_eq!(rig.state.screens.activities.scroll, 3);
    rig.presses("esc");
    assert_eq!((open(&rig), rig.state.screen), (None, Screen::Activities));
}

#[test]
fn the_choice_stays_on_its_activity_when_another_arrives() {
    let mut rig = trained();
    rig.presses("4 j");
    rig.writes_elsewhere(&Event::ActivityRecorded(Box::new(record(today(), Sport::Bike, 30.0))));
    let known = rig.state.known.as_ref().unwrap();
    let (id, _) = rig.state.screens.activities.chosen(known).unwrap();
    let chosen = known.athlete.activities.iter().find(|a| a.id == id).unwrap();
    assert_eq!(chosen.best().title.as_ref().unwrap().as_str(), "Ridge");
}

#[test]
fn form_moves_zooms_and_changes_what_it_shows() {
    let mut rig = trained();
    rig.presses("3 h h l");
    assert_eq!(rig.state.screens.form.at, Some(shift(today(), -1)));
    rig.presses("g");
    assert_eq!(rig.state.screens.form.at, Some(shift(today(), -9)), "the first day that there is");
    rig.presses("n + + - s v");
    let form = rig.state.screens.form;
    assert_eq!((form.at, form.zoom, form.sport), (None, 2, Some(Sport::Bike)));
    let known = rig.state.known.as_ref().unwrap();
    let series = form.series(known, today(), None).unwrap();
    assert_eq!((series.convention, series.own), ((Convention::Exp, TsbOf::Same), false));
    rig.presses("v v v s s");
    assert_eq!((rig.state.screens.form.convention, rig.state.screens.form.sport), (None, None));
}

#[test]
fn the_form_of_this_morning_is_the_difference_of_what_stands_beside_it() {
    let mut rig = trained();
    for _ in 0..4 {
        let known = rig.state.known.as_ref().unwrap();
        let p = rig.state.screens.form.series(known, today(), None).unwrap().at;
        assert!((p.ctl - p.atl - p.tsb).abs() < 1e-9);
        rig.presses("3 v");
    }
}

#[test]
fn the_series_is_the_one_of_the_cockpit() {
    let rig = trained();
    let known = rig.state.known.as_ref().unwrap();
    let series = rig.state.screens.form.series(known, today(), None).unwrap();
    let last = series.points[series.past - 1];
    assert_eq!(Some(&last), known.history.point(shift(today(), -1)));
    assert!(series.points.len() > series.past, "the plan goes on");
}

fn sheet() -> Sheet {
    let field = |key: &str, value: &str, kind| Field {
        section: "Athlete",
        key: key.into(),
        label: key.into(),
        value: value.into(),
        note: String::new(),
        help: String::new(),
        kind,
        ..Field::default()
    };
    let themes = FieldKind::Choice(vec!["ansi".into(), "mono".into()]);
    Sheet {
        fields: vec![
            field("athlete.mass_kg", "68", FieldKind::Text),
            field("screen.theme", "ansi", themes),
            field("", "", FieldKind::File("/c/tour.toml".into())),
        ],
        problems: vec![],
        config_file: "/c/config.toml".into(),
        ..Sheet::default()
    }
}

fn wrote(rig: &Rig) -> Option<(String, Option<String>)> {
    rig.asked.iter().rev().find_map(|e| match e {
        Effect::WriteSettings(all) => all.first().cloned(),
        _ => None,
    })
}

#[test]
fn a_setting_is_typed_written_and_said() {
    let mut rig = Rig::open();
    rig.presses("8");
    assert_eq!(rig.asked.last(), Some(&Effect::ReadSettings));
    rig.hears(Msg::Settings(Box::new(sheet()))).presses("enter backspace 9 esc");
    assert_eq!(wrote(&rig), None, "esc drops the edit");
    rig.presses("enter enter");
    assert_eq!(wrote(&rig), None, "the same value is not written");
    rig.presses("enter backspace 9 enter");
    assert_eq!(wrote(&rig), Some(("athlete.mass_kg".into(), Some("69".into()))));
    assert!(matches!(offer(&rig.state, Action::Change), Offer::Off(_)), "one after the other");
    rig.hears(Msg::SettingWritten(Err("out of range".into()))).sees("out of range").presses("esc");
    rig.presses("x");
    assert_eq!(wrote(&rig), Some(("athlete.mass_kg".into(), None)));
    rig.hears(Msg::SettingWritten(Ok(Box::new(sheet())))).sees("Written");
}

#[test]
fn a_value_that_is_refused_stays_to_be_put_right() {
    let mut rig = Rig::open();
    rig.presses("8")
        .hears(Msg::Settings(Box::new(sheet())))
        .presses("enter ctrl-u")
        .writes("6800")
        .presses("enter");
    rig.hears(Msg::SettingWritten(Err("out of range; between 20 and 300 kg".into()))).sees("between 20 and 300 kg");
    let typed = |rig: &Rig| rig.state.screens.settings.editing.as_ref().map(|t| t.text().to_owned());
    assert_eq!(typed(&rig).as_deref(), Some("6800"));
    rig.presses("ctrl-u").writes("69").presses("enter");
    assert_eq!(wrote(&rig), Some(("athlete.mass_kg".into(), Some("69".into()))));
    rig.hears(Msg::SettingWritten(Ok(Box::new(sheet()))));
    assert_eq!((typed(&rig), rig.state.screens.settings.problem.clone()), (None, None));
}

#[test]
fn settings_are_gone_through_by_group_and_found_by_words() {
    let mut all = sheet();
    all.fields[1].section = "Screen";
    all.fields[2].section = "Files";
    let mut rig = Rig::open();
    rig.presses("8").hears(Msg::Settings(Box::new(all)));
    let s = |rig: &Rig| (rig.state.screens.settings.cursor, rig.state.screens.settings.shown());
    assert_eq!(s(&rig), (0, vec![0]));
    assert_eq!(s(rig.presses("j")), (1, vec![1]), "a group goes on into the next one");
    assert_eq!(s(rig.presses("]")), (2, vec![2]));
    assert_eq!(s(rig.presses("]")), (0, vec![0]), "and round");
    assert_eq!(s(rig.presses("[")), (2, vec![2]));
    rig.presses("/").writes("screen theme");
    assert_eq!(s(&rig), (1, vec![1]));
    assert_eq!(rig.state.screen, Screen::Settings, "letters are letters");
    rig.presses("enter");
    assert_eq!(s(rig.presses("j")), (1, vec![1]), "only what was found is gone through");
    rig.presses("esc");
    assert!(!rig.state.screens.settings.is_filtered() && rig.state.screen == Screen::Settings);
    rig.presses("/").writes("zebra");
    assert!(rig.state.screens.settings.shown().is_empty());
    rig.presses("esc esc");
    assert_eq!(rig.state.screen, Screen::Cockpit);
}

#[test]
fn looking_back_sets_nothing() {
    let mut rig = Rig::open();
    rig.state.read_only = Some("looking back".into());
    rig.presses("8").hears(Msg::Settings(Box::new(sheet()))).presses("enter").sees("looking back");
    assert_eq!(rig.state.screens.settings.editing, None);
}

#[test]
fn a_theme_is_seen_at_once_and_files_go_to_the_editor() {
    let mut rig = Rig::open();
    rig.presses("8").hears(Msg::Settings(Box::new(sheet()))).presses("j l");
    assert_eq!(rig.state.theme, "mono");
    assert!(rig.asked.contains(&Effect::SetTheme("mono".into())));
    rig.hears(Msg::SettingWritten(Ok(Box::new(sheet())))).presses("j enter");
    assert_eq!(rig.asked.last(), Some(&Effect::EditFile("/c/tour.toml".into())));
    rig.hears(Msg::FileEdited(Ok(())));
    assert!(rig.asked.contains(&Effect::TakeIn(today())));
    let card = Card { title: "The editor".into(), text: "no editor".into(), remedy: "Set EDITOR".into() };
    rig.hears(Msg::FileEdited(Err(card))).sees("no editor");
}

#[test]
fn what_belongs_to_a_screen_says_so_elsewhere() {
    let rig = Rig::open();
    let Offer::Off(why) = offer(&rig.state, Action::ZoomIn) else { panic!("on offer") };
    assert_eq!(why, "on the Form screen (3)");
    for screen in Screen::ALL {
        assert!(actions::offer(&rig.state, screen.action()).is_ready());
    }
}

#[test]
fn a_session_is_carried_over_the_calendar_and_becomes_a_proposal() {
    let mut rig = Rig::open();
    rig.presses("2 l m j l esc");
    let calendar = rig.state.screens.calendar;
    assert_eq!((calendar.carried, calendar.at), (None, Some(shift(today(), 1))), "esc leaves all as it was");
    rig.presses("m j");
    assert_eq!(rig.state.screens.calendar.at, Some(shift(today(), 8)));
    rig.presses("enter");
    let asked = rig.asked.iter().rev().find_map(|e| match e {
        Effect::Respond { text, .. } => Some(text.clone()),
        _ => None,
    });
    assert_eq!(asked, Some(format!("move {} to {}", shift(today(), 1), shift(today(), 8))));
    assert_eq!(rig.state.screen, Screen::Calendar, "the calendar stays");
    rig.sees("You said move");
}

#[test]
fn a_key_locks_the_day_on_the_calendar_and_gives_it_free() {
    let mut rig = Rig::open();
    rig.presses("2 l x");
    let asked = |rig: &Rig| {
        rig.asked.iter().rev().find_map(|e| match e {
            Effect::Respond { text, .. } => Some(text.clone()),
            _ => None,
        })
    };
    let day = shift(today(), 1);
    assert_eq!(asked(&rig), Some(format!("lock {day}")));
    let plan = rig.athlete.plan.as_ref().unwrap();
    let sessions = plan.on(day).map(|s| s.id).collect();
    rig.writes_elsewhere(&Event::SessionsLocked(SessionsLocked { sessions, day, locked: true }));
    rig.presses("m").sees("locked");
    rig.presses("x");
    assert_eq!(asked(&rig), Some(format!("unlock {day}")));
}

#[test]
fn only_what_lies_ahead_is_moved() {
    let mut rig = trained();
    rig.presses("2 h m").sees("that day has gone");
    rig.presses("n m h enter").sees("that day has gone").presses("esc");
    rig.presses("L L L L m").sees("nothing is planned that day");
    rig.state.read_only = Some("looking back".into());
    rig.presses("n m").sees("looking back");
}

#[test]
fn a_day_of_the_calendar_opens_its_activity() {
    let mut rig = trained();
    rig.presses("2 enter").sees("nothing was done that day");
    rig.presses("h enter");
    assert_eq!(rig.state.screen, Screen::Activities);
    assert_eq!(rig.state.screens.activities.open.as_ref().unwrap().title, "Canal again");
}

#[test]
fn days_are_compared_with_what_was_planned() {
    use crate::app::screen::calendar::{Grade, cell, week};
    let rig = trained();
    let known = rig.state.known.as_ref().unwrap();
    let grade = |days: i64| cell(known, shift(today(), days), today()).grade;
    assert_eq!([grade(-1), grade(-2), grade(0), grade(40)], [Grade::Extra, Grade::Rest, Grade::Ahead, Grade::Rest]);
    let (sum, over) = week(known, crate::domain::day::monday(today()), today());
    assert_eq!((sum.activities, over), (2, 0.0));
    assert_eq!(sum.compliance(over), None, "nothing was planned before today");
}

#[test]
fn months_and_weeks_of_the_calendar() {
    let mut rig = Rig::open();
    rig.presses("2");
    assert_eq!(rig.state.screens.calendar.mondays(today()).len(), 6, "November 2026 touches six weeks");
    rig.presses("v");
    assert_eq!(rig.state.screens.calendar.mondays(today()).len(), 1);
    rig.presses("v H H H H H H H H H");
    let february = rig.state.screens.calendar.mondays(today());
    assert_eq!((february.len(), february[0].to_string().as_str()), (5, "2026-01-26"));
}

#[test]
fn the_log_is_read_when_it_is_shown_and_when_it_grows() {
    use crate::app::screen::{LogLine, log::View};
    let mut rig = trained();
    rig.presses("7");
    assert!(matches!(rig.asked.last(), Some(Effect::ReadLog(_))));
    let line = |seq, kind: &str| LogLine {
        seq,
        at: String::new(),
        actor: "athlete".into(),
        kind: kind.into(),
        summary: "x".into(),
    };
    rig.hears(Msg::Log(vec![line(3, "said"), line(2, "model_requested"), line(1, "said")])).presses("j j j");
    assert_eq!((rig.state.screens.log.shown().len(), rig.state.screens.log.list.cursor), (3, 2));
    rig.presses("l l");
    assert_eq!((rig.state.screens.log.view, rig.state.screens.log.shown().len()), (View::Left, 1));
    let asked = rig.asked.iter().filter(|e| matches!(e, Effect::ReadLog(_))).count();
    rig.writes_elsewhere(&Event::ActivityRecorded(Box::new(record(today(), Sport::Bike, 30.0))));
    assert_eq!(rig.asked.iter().filter(|e| matches!(e, Effect::ReadLog(_))).count(), asked + 1);
}

#[rstest]
#[case("esc")]
#[case("enter")]
#[case("backspace")]
#[case("o")]
fn an_exchange_opens_and_is_left_one_step_at_a_time(#[case] key: &str) {
    use crate::app::screen::{LogLine, log::View};
    let line = |seq, kind: &str| LogLine {
        seq,
        at: String::new(),
        actor: "coach".into(),
        kind: kind.into(),
        summary: "x".into(),
    };
    let mut rig = Rig::open();
    let log = vec![line(4, "model_answered"), line(3, "said"), line(2, "model_requested")];
    rig.presses("7").hears(Msg::Log(log)).presses("l l j enter");
    assert_eq!(rig.asked.last(), Some(&Effect::ReadCall(2)), "the second of what left");
    let at = |rig: &Rig| {
        let s = &rig.state.screens.log;
        (rig.state.screen, s.view, s.list.cursor, s.open.as_ref().map(|o| o.lines.clone()))
    };
    assert_eq!(at(&rig), (Screen::Log, View::Left, 1, Some(None)), "being read");
    rig.hears(Msg::Call { seq: 4, lines: vec!["another one".into()] });
    assert_eq!(at(&rig).3, Some(None), "only the one that is open is shown");
    let page = vec!["SENT".to_owned()];
    rig.hears(Msg::Call { seq: 2, lines: page.clone() });
    assert_eq!(at(&rig).3, Some(Some(page.clone())));
    rig.presses(key);
    assert_eq!(at(&rig), (Screen::Log, View::Left, 1, None), "back on its line of the list");
    rig.hears(Msg::Call { seq: 2, lines: page });
    assert_eq!(at(&rig).3, None, "what comes late opens nothing");
    rig.presses("esc");
    assert_eq!(rig.state.screen, Screen::Cockpit);
}

#[test]
fn the_weeks_in_sight_are_reviewed_and_one_is_opened() {
    let mut rig = trained();
    rig.presses("5");
    let Some(Effect::ReadReviews { weeks, known, .. }) = rig.asked.last().cloned() else { panic!() };
    assert_eq!(weeks.len(), 2);
    for week in &weeks {
        let review = Box::new(crate::coach::review::review(&known.athlete, *week, today()));
        rig.hears(Msg::Reviewed { head: known.head, review });
    }
    let asked = rig.asked.len();
    rig.presses("j j j");
    assert_eq!((rig.state.screens.weeks.list.cursor, rig.asked.len()), (1, asked), "nothing is asked twice");
    let last = rig.state.screens.weeks.chosen(today());
    assert_eq!(rig.state.screens.weeks.reviews[&last].actual.sessions, 2);
    rig.presses("enter");
    assert!(rig.state.screens.weeks.open);
    rig.presses("n esc");
    assert_eq!((rig.state.screens.weeks.open, rig.state.screens.weeks.list.cursor), (false, 0));
    rig.writes_elsewhere(&Event::ActivityRecorded(Box::new(record(today(), Sport::Bike, 30.0))));
    assert!(matches!(rig.asked.last(), Some(Effect::ReadReviews { .. })), "the log has grown");
}
