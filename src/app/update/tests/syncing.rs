use crate::app::{
    Action, Effect, Msg, Offer, Progress, offer,
    rig::{Screen, today},
    services::{Advised, JOB, Service, Standing, Synced},
};

fn answered() -> chrono::NaiveDateTime {
    today().and_hms_opt(6, 5, 0).unwrap()
}

fn synced(changed: usize, problems: &[&str]) -> Msg {
    let services = vec![Service {
        name: "oura".into(),
        standing: Standing::Good,
        answered: Some(answered()),
        waits: None,
        left_min: None,
    }];
    let problems = problems.iter().map(|p| (*p).to_owned()).collect();
    Msg::Synced(Ok(Synced { services, changed, problems, again_s: None, ran: true }))
}

#[test]
fn a_model_that_is_not_heard_and_a_purse_that_runs_dry_are_told_once_a_day() {
    let mut screen = Screen::open();
    let news = |why: &str| Advised { unheard: Some(why.into()), nearly: Some(83) };
    screen.hears(Msg::Advised(news("it took too long"))).sees("it took too long").sees("83 % of the model's purse");
    screen.hears(Msg::Advised(news("it can't be reached"))).does_not_see("can't be reached");
}

#[test]
fn a_wish_asks_the_services_at_once_and_the_outcome_is_told() {
    let mut screen = Screen::open();
    screen.presses("s");
    assert!(screen.asked.contains(&Effect::Sync { asked: true }));
    assert!(screen.state.jobs.contains_key(JOB));
    screen.hears(synced(3, &[])).sees("3 records new or changed");
    assert!(screen.asked.contains(&Effect::Load(today())));
    assert!(screen.state.jobs.is_empty());
    assert_eq!(screen.state.services.len(), 1);
    screen.presses("s").hears(synced(0, &[])).sees("nothing new");
}

#[test]
fn wishes_during_a_run_become_one_run_after_it() {
    let mut screen = Screen::open();
    screen.presses("s s s s");
    let runs = |s: &Screen| s.asked.iter().filter(|e| matches!(e, Effect::Sync { .. })).count();
    assert_eq!(runs(&screen), 1);
    screen.hears(synced(0, &[]));
    assert_eq!(runs(&screen), 2);
    screen.hears(synced(0, &[]));
    assert_eq!(runs(&screen), 2);
}

#[test]
fn the_hourly_run_is_quiet_unless_something_is_new_or_wrong() {
    let mut screen = Screen::open();
    screen.hears(Msg::SyncDue);
    assert!(screen.asked.contains(&Effect::Sync { asked: false }));
    assert!(screen.state.jobs.is_empty(), "nothing is shown before something is asked");
    screen.hears(synced(0, &[])).does_not_see("Synced");
    screen.hears(synced(0, &["oura refuses the log-in; log in again: lanterne connect oura"]));
    screen.sees("oura refuses the log-in; log in again: C");
}

#[test]
fn a_run_under_way_holds_the_next_due_one_back() {
    let mut screen = Screen::open();
    let p = Progress { job: JOB.into(), done: 1, total: Some(9), text: "oura: sleep".into() };
    screen.hears(Msg::SyncDue).hears(Msg::Progress(p)).hears(Msg::SyncDue);
    assert_eq!(screen.asked.iter().filter(|e| matches!(e, Effect::Sync { .. })).count(), 1);
    screen.hears(synced(0, &[]));
    assert_eq!(screen.asked.iter().filter(|e| matches!(e, Effect::Sync { .. })).count(), 1);
}

#[test]
fn a_demo_and_a_look_back_ask_nobody() {
    let mut screen = Screen::open();
    screen.state.demo = true;
    assert_eq!(offer(&screen.state, Action::Sync), Offer::Off("the demo athlete has no services".into()));
    screen.state.demo = false;
    screen.state.read_only = Some("looking back".into());
    screen.presses("s").hears(Msg::SyncDue);
    assert!(!screen.asked.iter().any(|e| matches!(e, Effect::Sync { .. })));
}

#[test]
fn how_the_services_stand_is_shown_while_they_are_asked() {
    let mut screen = Screen::open();
    let services = vec![Service {
        name: "oura".into(),
        standing: Standing::Waiting,
        answered: None,
        waits: None,
        left_min: Some(90),
    }];
    screen.hears(Msg::Services(services.clone()));
    assert_eq!(screen.state.services, services);
}

#[test]
fn a_service_that_asked_to_wait_is_asked_again_at_its_time() {
    let mut screen = Screen::open();
    let synced = Synced { again_s: Some(240), ran: true, ..Synced::default() };
    screen.hears(Msg::Synced(Ok(synced)));
    assert!(screen.asked.contains(&Effect::SyncIn(240)));
}
