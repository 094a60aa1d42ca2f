use super::*;
use crate::{
    coach::{library, morning::Course},
    domain::{
        Action, Event, Plan,
        event::{Actor, Said},
        report::InjuryReport,
    },
};
use std::{path::Path, time::Duration};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 19).unwrap()
}

struct Rig {
    dir: TempDir,
    driver: Driver,
    inbox: UnboundedReceiver<Msg>,
}

fn start(prepare: impl FnOnce(&Path, &mut Source), plant: Option<Plant>) -> Rig {
    let dir = tempfile::tempdir().unwrap();
    let data_dir = dir.path().join("data");
    let mut source = Source {
        data_dir: data_dir.clone(),
        network_fs: false,
        before: None,
        prepare: None,
        amend: None,
        calibrate: None,
        services: None,
        desk: Desk::none(),
        import: None,
        store_profile: None,
        founder: None,
        writes: None,
    };
    prepare(&data_dir, &mut source);
    let clock = Clock::new(chrono_tz::Tz::UTC, Some(today()));
    let (out, inbox) = unbounded_channel();
    let journal = Journal::open(&dir.path().join("lanterne.log"));
    Rig { driver: Driver::start(source, None, clock, out, journal, plant).unwrap(), dir, inbox }
}

impl Rig {
    #[track_caller]
    fn hears(&mut self) -> Msg {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let wait = async { tokio::time::timeout(Duration::from_secs(20), self.inbox.recv()).await };
        runtime.block_on(wait).expect("the worker says nothing").expect("the worker has gone")
    }

    #[track_caller]
    fn loaded(&mut self) -> Known {
        match self.hears() {
            Msg::Loaded(known) => known,
            other => panic!("not loaded: {other:?}"),
        }
    }

    fn store(&self) -> Store {
        Store::open(&self.dir.path().join("data"), Access::ReadWrite).unwrap()
    }
}

fn plan() -> Event {
    let (mission, mission_hash) = ("m".to_owned(), "h".to_owned());
    Event::PlanLaid(Plan { version: 1, mission, mission_hash, from: today(), weeks: vec![], sessions: vec![] })
}

fn entry(event: Event, key: Option<&str>) -> Entry {
    Entry { event, actor: Actor::Athlete, key: key.map(Into::into) }
}

fn said(text: &str) -> Event {
    Event::Said(Said {
        day: today(),
        by_athlete: true,
        by_model: false,
        about: None,
        of: None,
        text: CleanText::line(text),
    })
}

fn new(event: Event, key: &str) -> NewEvent {
    let provenance = Provenance::of(Provider::Manual);
    NewEvent { event, actor: Actor::Athlete, provenance, key: key.into(), cause: None, recorded_at: Utc::now() }
}

#[test]
fn the_first_load_decides_the_day_and_writes_it_down() {
    let mut rig = start(|_, _| {}, None);
    rig.driver.give(Effect::Load(today()));
    let first = rig.loaded();
    assert_eq!((first.head, first.morning.date), (0, today()));
    let second = rig.loaded();
    assert!(second.athlete.decisions.contains_key(&today()));
    rig.driver.give(Effect::Load(today()));
    let third = rig.loaded();
    assert!(Arc::ptr_eq(&third.history, &second.history), "nothing is computed twice");
}

#[test]
fn what_is_written_comes_back_known_and_once() {
    let mut rig = start(|_, _| {}, None);
    for request in [1, 2] {
        let entries = vec![entry(plan(), Some("plan")), entry(said("hello"), None)];
        rig.driver.give(Effect::Append { request, entries });
        let Msg::Saved { request: answered, result } = rig.hears() else { panic!("not saved") };
        let saving = result.unwrap();
        assert_eq!(answered, request);
        assert_eq!(saving.known.athlete.plan.as_ref().unwrap().version, 1);
        assert_eq!(saving.known.athlete.transcript.len(), usize::try_from(request).unwrap());
        assert_eq!((saving.written, saving.duplicates), if request == 1 { (2, 0) } else { (1, 1) });
    }
}

#[test]
fn what_is_said_is_decided_on_at_once() {
    let ride = library::template("B-END60").unwrap().session(today(), None, &library::Speeds::default());
    let fill = move |dir: &Path, _: &mut Source| {
        let Event::PlanLaid(mut plan) = plan() else { panic!("no plan") };
        plan.sessions.push(ride.clone());
        let store = Store::open(dir, Access::ReadWrite).unwrap();
        store.append(vec![new(Event::PlanLaid(plan), "plan")]).unwrap();
    };
    let mut rig = start(fill, None);
    rig.driver.give(Effect::Load(today()));
    rig.loaded();
    assert_eq!(rig.loaded().morning.verdict.action, Action::Go);
    let report = InjuryReport { day: today(), site: CleanText::line("left knee"), pain: 4, note: None };
    let entries = vec![entry(Event::InjuryReported(report), None)];
    rig.driver.give(Effect::Append { request: 1, entries });
    assert!(matches!(rig.hears(), Msg::Saved { request: 1, result: Ok(_) }));
    let now = rig.loaded();
    assert_eq!(now.athlete.decisions[&today()].verdict.action, Action::Modify);
    assert_eq!(now.morning.course(), Course::Instead(vec![]), "the ride is proposed to be left out");
    // Words that change nothing are not followed by another proposal.
    rig.driver.give(Effect::Append { request: 2, entries: vec![entry(said("thanks"), None)] });
    assert!(matches!(rig.hears(), Msg::Saved { request: 2, result: Ok(_) }));
    rig.driver.give(Effect::Load(today()));
    assert_eq!(rig.loaded().morning.proposals, now.morning.proposals);
}

#[test]
fn another_process_is_noticed() {
    let mut rig = start(|_, _| {}, None);
    rig.driver.give(Effect::Load(today()));
    rig.loaded();
    rig.loaded();
    // The watch is set after the first load; a job that has an answer shows that it is.
    rig.driver.give(Effect::Load(today()));
    rig.loaded();
    rig.store().append(vec![new(plan(), "plan")]).unwrap();
    assert_eq!(rig.hears(), Msg::Changed);
    rig.driver.give(Effect::Load(today()));
    assert!(rig.loaded().athlete.plan.is_some());
}

#[test]
fn a_folder_that_is_no_log_is_said_and_tried_again() {
    let broken = |dir: &Path, _: &mut Source| {
        std::fs::create_dir_all(dir).unwrap();
        std::fs::write(dir.join("lanterne.db"), "this is no database, and never was one at all").unwrap();
    };
    let mut rig = start(broken, None);
    rig.driver.give(Effect::Load(today()));
    let Msg::LoadFailed(card) = rig.hears() else { panic!("loaded from nothing") };
    assert!(card.text.contains("lanterne.db"), "{}", card.text);
    rig.driver.give(Effect::Append { request: 1, entries: vec![entry(said("hello"), None)] });
    assert!(matches!(rig.hears(), Msg::Saved { request: 1, result: Err(_) }));
    std::fs::remove_file(rig.dir.path().join("data/lanterne.db")).unwrap();
    rig.driver.give(Effect::Load(today()));
    rig.loaded();
}

#[test]
fn a_panic_of_the_worker_is_an_answer_and_the_work_goes_on() {
    let mut rig = start(|_, _| {}, Some(Plant::Worker));
    rig.driver.give(Effect::Append { request: 7, entries: vec![entry(said("hello"), None)] });
    let Msg::Saved { request: 7, result: Err(how) } = rig.hears() else { panic!("somebody waits for ever") };
    assert_eq!(how, "planted");
    rig.driver.give(Effect::Load(today()));
    rig.loaded();
}

#[test]
fn looking_back_writes_nothing() {
    let fill = |dir: &Path, source: &mut Source| {
        let store = Store::open(dir, Access::ReadWrite).unwrap();
        store.append(vec![new(plan(), "plan")]).unwrap();
        source.before = Some(Utc::now() + chrono::TimeDelta::days(1));
    };
    let mut rig = start(fill, None);
    rig.driver.give(Effect::Load(today()));
    let known = rig.loaded();
    assert!(known.athlete.plan.is_some());
    rig.driver.finish();
    assert_eq!(rig.store().head().unwrap(), 1);
}

#[test]
fn preparing_happens_once_and_its_trouble_is_said() {
    let trouble = |_: &Path, source: &mut Source| {
        source.prepare = Some(Box::new(|store, _, _| {
            store.append(vec![new(plan(), "plan")])?;
            anyhow::bail!("missions/tour.toml:3: goal.date is no date")
        }));
    };
    let mut rig = start(trouble, None);
    rig.driver.give(Effect::Load(today()));
    rig.loaded();
    let Msg::Failed(card) = rig.hears() else { panic!("no trouble") };
    assert!(card.text.contains("goal.date"));
    assert!(rig.loaded().athlete.plan.is_some());
    rig.driver.give(Effect::Load(today()));
    rig.loaded();
    assert!(rig.inbox.try_recv().is_err());
}

#[test]
fn leaving_waits_for_what_is_on_its_way_to_the_disk() {
    let mut rig = start(|_, _| {}, None);
    for request in 0..20 {
        rig.driver.give(Effect::Append { request, entries: vec![entry(said("hello"), None)] });
    }
    rig.driver.finish();
    assert_eq!(rig.store().athlete().unwrap().0.transcript.len(), 20);
}

/// Takes a request and never answers; tells when one came.
fn hangs() -> (u16, std::sync::mpsc::Receiver<()>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (came, comes) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let held = listener.accept();
        let _ = came.send(());
        // The connection stays open until the client leaves it.
        if let Ok((mut socket, _)) = held {
            let _ = std::io::copy(&mut socket, &mut std::io::sink());
        }
    });
    (port, comes)
}

#[test]
fn a_model_that_hangs_holds_up_neither_the_sync_nor_the_log_nor_the_end() {
    let (port, comes) = hangs();
    let mut rig = start(
        |data_dir, source| {
            let paths = crate::config::Paths::in_home(data_dir.parent().unwrap());
            let text =
                format!("[model]\nmodel = \"m\"\nbase_url = \"http://127.0.0.1:{port}/v1\"\nkey = \"none\"\n");
            let config = crate::config::load::tests::parsed(&text).unwrap();
            let (zone, http) = (config.zone(), crate::http::Http::default());
            source.services = Some(Arc::new(Services { paths, config, network_fs: false, zone, http }));
        },
        None,
    );
    rig.driver.give(Effect::Append { request: 1, entries: vec![entry(plan(), Some("plan"))] });
    rig.driver.give(Effect::Sync { asked: false });
    while !matches!(rig.hears(), Msg::Synced(Ok(_))) {}
    comes.recv_timeout(Duration::from_secs(20)).expect("the model was asked");
    rig.driver.give(Effect::Load(today()));
    while !matches!(rig.hears(), Msg::Loaded(_)) {}
    rig.driver.finish();
    let spending = rig.store().athlete().unwrap().0.spending;
    assert_eq!(spending.days.values().map(|d| d.calls).collect::<Vec<_>>(), [1], "what was sent is settled");
    assert!(spending.open.is_empty());
}
