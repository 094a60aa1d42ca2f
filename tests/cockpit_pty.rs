//! The real binary in a pseudo-terminal: it starts, takes keys and sizes, writes what was answered, and always gives
//! the terminal back.
#![cfg(unix)]

use chrono::Utc;
use lanterne::{
    coach::library::{self, Speeds},
    domain::{
        CleanText, Day, Event, Hunk, HunkOp, Plan, Proposal, Provenance, Provider, ShortId, Sport,
        athlete::ProposalState,
        day::shift,
        event::Actor,
        proposal::{Author, Effect},
    },
    log::{Access, NewEvent, Store},
};
use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use std::{
    io::{Read, Write},
    num::NonZero,
    path::Path,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// Longest wait for anything; only a failing test takes it.
const PATIENCE: Duration = Duration::from_secs(30);

fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 19).unwrap()
}

fn plan() -> Plan {
    let session = |i: i64| {
        let mut s = library::easy_session(Sport::Bike, shift(today(), i), 60, &Speeds::default());
        s.id = ShortId(100 + i.unsigned_abs());
        s
    };
    let (mission, mission_hash) = ("m".to_owned(), "h".to_owned());
    Plan {
        version: 1,
        mission,
        mission_hash,
        from: today(),
        weeks: vec![],
        sessions: (0..14).map(session).collect(),
    }
}

fn proposal(plan: &Plan) -> Proposal {
    let hunk = |number: u16| {
        let before = plan.sessions[usize::from(number)].clone();
        let after = library::resized(&before, 30, &Speeds::default());
        Hunk { number, op: HunkOp::Resize { before, after }, reasons: vec![], linked: None }
    };
    Proposal {
        id: ShortId(7),
        base_version: 1,
        day: today(),
        author: Author::Rules,
        reason: CleanText::line("Two short days after a poor night"),
        hunks: vec![hunk(1), hunk(2)],
        effect: Effect::default(),
        each: vec![],
        choices: vec![],
        alternatives: vec![],
        checks: vec![],
        expires: shift(today(), 1),
        supersedes: None,
    }
}

fn fill(home: &Path) -> Store {
    let store = Store::open(&home.join("data"), Access::ReadWrite).unwrap();
    let plan = plan();
    let proposal = Event::ProposalMade(Box::new(proposal(&plan)));
    let events = [(Event::PlanLaid(plan), "plan"), (proposal, "proposal")].map(|(event, key)| NewEvent {
        event,
        actor: Actor::Coach,
        provenance: Provenance::of(Provider::Derived),
        key: key.into(),
        cause: None,
        recorded_at: Utc::now(),
    });
    store.append(events.into()).unwrap();
    store
}

/// The screen as it was drawn, and a bell for whoever waits for a change of it.
struct Picture {
    parser: Mutex<(vt100::Parser, bool)>,
    changed: Condvar,
    /// Whether the reader is to let go of the terminal after what it reads next.
    lets_go: AtomicBool,
}

struct Pty {
    home: TempDir,
    store: Store,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    picture: Arc<Picture>,
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn cells(n: u16) -> NonZero<u16> {
    NonZero::new(n).unwrap()
}

impl Pty {
    fn start(cols: u16, rows: u16, env: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self::start_in(home, &[], cols, rows, env)
    }

    fn start_in(home: TempDir, args: &[&str], cols: u16, rows: u16, env: &[(&str, &str)]) -> Self {
        let store = fill(home.path());
        Self::start_with(home, store, args, (cols, rows), env)
    }

    fn start_with(
        home: TempDir,
        store: Store,
        args: &[&str],
        (cols, rows): (u16, u16),
        env: &[(&str, &str)],
    ) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lanterne"));
        command.args(["--home".as_ref(), home.path().as_os_str()]);
        // The clock that a test sets is the date's own.
        if !env.iter().any(|(name, _)| *name == "LANTERNE_CLOCK_AHEAD") {
            command.args(["--today", "2026-11-19"]);
        }
        command.args(args);
        command.env("TERM", "xterm-256color");
        command.env("RUST_BACKTRACE", "0");
        for name in ["NO_COLOR", "EDITOR", "VISUAL", "LANTERNE_HOME"] {
            command.env_remove(name);
        }
        for (name, value) in env {
            command.env(name, value);
        }
        let pair = native_pty_system().openpty(size(cols, rows)).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let picture = Arc::new(Picture {
            parser: Mutex::new((vt100::Parser::new(cells(rows), cells(cols), 0), false)),
            changed: Condvar::new(),
            lets_go: AtomicBool::new(false),
        });
        let mut reader = pair.master.try_clone_reader().unwrap();
        let drawn = Arc::clone(&picture);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            loop {
                let read = reader.read(&mut bytes).unwrap_or(0);
                let mut p = drawn.parser.lock().unwrap();
                p.0.process(&bytes[..read]);
                p.1 = read == 0 || drawn.lets_go.load(Ordering::SeqCst);
                if p.1 {
                    drop(reader);
                    drawn.changed.notify_all();
                    return;
                }
                drawn.changed.notify_all();
            }
        });
        let keys = pair.master.take_writer().unwrap();
        Self { home, store, master: pair.master, keys, child, picture }
    }

    /// Waits until the screen is as wanted.
    #[track_caller]
    fn until(&self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut p = self.picture.parser.lock().unwrap();
        while !wanted(p.0.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero() && !p.1, "no {what} on:\n{}", p.0.screen().contents());
            p = self.picture.changed.wait_timeout(p, left).unwrap().0;
        }
    }

    #[track_caller]
    fn sees(&self, text: &str) -> &Self {
        self.until(text, |s| s.contents().contains(text));
        self
    }

    fn presses(&mut self, keys: &str) -> &mut Self {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
        self
    }

    fn resizes(&self, cols: u16, rows: u16) {
        // The picture first: what comes after the signal is drawn for the new size.
        self.picture.parser.lock().unwrap().0.screen_mut().set_size(cells(rows), cells(cols));
        self.master.resize(size(cols, rows)).unwrap();
    }

    /// Waits for the end of the process and of its output.
    #[track_caller]
    fn ends(&mut self) -> ExitStatus {
        let end = Instant::now() + PATIENCE;
        let mut p = self.picture.parser.lock().unwrap();
        while !p.1 {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it goes on:\n{}", p.0.screen().contents());
            p = self.picture.changed.wait_timeout(p, left).unwrap().0;
        }
        drop(p);
        self.child.wait().unwrap()
    }

    /// Everything that was changed in the terminal is as before.
    #[track_caller]
    fn is_restored(&self) {
        let p = self.picture.parser.lock().unwrap();
        let s = p.0.screen();
        assert!(!s.alternate_screen(), "still on the other screen");
        assert!(!s.hide_cursor(), "no cursor");
        assert!(!s.bracketed_paste(), "pasted text would come in brackets");
    }

    fn text(&self) -> String {
        self.picture.parser.lock().unwrap().0.screen().contents()
    }
}

#[test]
fn it_starts_and_quits_and_gives_the_terminal_back() {
    let mut pty = Pty::start(120, 40, &[]);
    let modes = |p: &Pty| p.master.get_termios().map(|t| (t.local_flags, t.input_flags, t.output_flags));
    pty.sees("Readiness").sees("Two short days");
    pty.presses("q");
    assert!(pty.ends().success());
    pty.is_restored();
    let fresh = native_pty_system().openpty(size(120, 40)).unwrap().master.get_termios();
    assert_eq!(modes(&pty), fresh.map(|t| (t.local_flags, t.input_flags, t.output_flags)));
}

#[test]
fn a_proposal_is_accepted_by_keys_and_stands_in_the_log() {
    let mut pty = Pty::start(120, 40, &[]);
    pty.sees("Two short days");
    pty.presses_when("p", "accept").presses("j ");
    pty.presses_when("a", "Saved: the plan is now version 2");
    let (athlete, _) = pty.store.athlete().unwrap();
    assert_eq!(athlete.proposals[0].1, ProposalState::Accepted);
    let plan = athlete.plan.unwrap();
    let minutes = |day: i64| plan.on(shift(today(), day)).map(|s| s.minutes).sum::<u16>();
    assert_eq!((minutes(1), minutes(2)), (30, 60), "the second hunk was left out");
    pty.presses_when("u", "back?").presses_when("y", "plan is now version 3").presses("q");
    assert!(pty.ends().success());
}

/// A ride of forty minutes, a point a minute.
fn gpx(day: u32) -> String {
    let point = |i: u32| {
        let (lat, lon) = (48.0 + f64::from(i) * 0.003, 7.0);
        let time = format!("2026-11-{day:02}T08:{i:02}:00Z");
        format!("<trkpt lat=\"{lat}\" lon=\"{lon}\"><ele>200</ele><time>{time}</time></trkpt>")
    };
    let points: String = (0..41).map(point).collect();
    format!(
        "<?xml version=\"1.0\"?><gpx version=\"1.1\" creator=\"test\" xmlns=\"http://www.topografix.com/GPX/1/1\"><trk><name>Morning</name><type>cycling</type><trkseg>{points}</trkseg></trk></gpx>"
    )
}

#[test]
fn from_the_first_start_to_the_first_plan() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("config.toml"), "# my own words\n[athlete]\nname = \"Kim\" # short\n").unwrap();
    std::fs::create_dir(home.path().join("rides")).unwrap();
    std::fs::write(home.path().join("rides/morning.gpx"), gpx(17)).unwrap();
    let rides = home.path().join("rides").display().to_string();
    let store = Store::open(&home.path().join("data"), Access::ReadWrite).unwrap();
    let mut pty = Pty::start_with(home, store, &[], (120, 40), &[]);
    pty.sees("Welcome to Lanterne").sees("Choose a mission");
    pty.presses("\u{1b}").until("cockpit", |s| !s.contents().contains("Welcome"));
    pty.presses_when("O", "Welcome to Lanterne").presses_when("j\r", "Path");
    pty.presses(&rides).presses_when("\u{13}", "1 of 1 files").presses_when("\u{1b}", "1 known activities");
    pty.presses_when("jjj\r", "Birth year").presses("\t1988").presses_when("\u{13}", "born 1988");
    pty.presses_when("jjjj\r", "When you can train").presses("0\t45\t1:00\t45\t0\t90\t2h").presses("\u{13}");
    let said = "6 h 00 a week, Mon Fri free";
    pty.until("hours", |s| s.contents().contains("Welcome to Lanterne") && s.contents().contains(said));
    pty.presses_when("jjjjj\r", "sessions from").presses_when("lll", "10 km on the road");
    pty.until("plan of the 10 km", |s| s.contents().contains("10 km") && s.contents().contains("sessions from"));
    pty.presses_when("\u{13}", "Take up").presses_when("y", "is your mission");
    pty.presses("q");
    assert!(pty.ends().success());
    pty.is_restored();
    let (athlete, _) = pty.store.athlete().unwrap();
    assert_eq!((athlete.activities.len(), athlete.settings.birth_year), (1, Some(1988)));
    let plan = athlete.plan.as_ref().unwrap();
    assert!(plan.sessions.len() > 20);
    let goal = athlete.active_mission(today()).unwrap().goal_day(today());
    let free = [0, 45, 60, 45, 0, 90, 120];
    for s in plan.sessions.iter().filter(|s| s.day != goal) {
        let minutes: u16 = plan.on(s.day).map(|x| x.minutes).sum();
        let weekday = lanterne::domain::day::weekday(s.day);
        assert!(minutes <= free[weekday], "{minutes} min on {} of {}", s.day, free[weekday]);
    }
    let config = std::fs::read_to_string(pty.home.path().join("config.toml")).unwrap();
    assert!(config.contains("# my own words") && config.contains("\"Kim\" # short"), "{config}");
    assert!(pty.home.path().join("missions/10k.toml").is_file());
}

#[test]
fn a_check_in_and_then_the_proposal() {
    let mut pty = Pty::start(120, 40, &[]);
    pty.sees("Two short days");
    pty.presses_when("f", "How are you this morning?")
        .presses_when("21320", "your check-in is part of the morning");
    pty.presses_when("p", "accept 2 of 2").presses_when("a", "Saved: the plan is now version 2");
    pty.presses("q");
    assert!(pty.ends().success());
    let (athlete, _) = pty.store.athlete().unwrap();
    assert_eq!(athlete.check_ins[&today()].soreness, Some(1));
    assert!(athlete.proposals.iter().any(|(p, s)| p.id == ShortId(7) && *s == ProposalState::Accepted));
}

#[test]
fn files_come_in_while_one_reads_on() {
    let home = tempfile::tempdir().unwrap();
    std::fs::create_dir(home.path().join("rides")).unwrap();
    for day in 1..=18 {
        std::fs::write(home.path().join(format!("rides/{day}.gpx")), gpx(day)).unwrap();
    }
    let rides = home.path().join("rides").display().to_string();
    let mut pty = Pty::start_in(home, &[], 120, 40, &[]);
    pty.sees("Two short days");
    pty.presses_when("O", "Import your files").presses_when("j\r", "Path");
    pty.presses(&rides).presses("\u{13}").presses_when("\u{1b}", "Welcome to Lanterne");
    pty.presses("\u{1b}").until("cockpit", |s| !s.contents().contains("Welcome"));
    pty.presses_when("2", "November 2026");
    pty.presses_when("4", "Morning").until("all of them", |s| s.contents().matches("Morning").count() == 18);
    pty.presses("q");
    assert!(pty.ends().success());
    assert_eq!(pty.store.athlete().unwrap().0.activities.len(), 18);
}

/// Finds the row of a key among the Settings.
fn to_setting(pty: &mut Pty, key: &str) {
    pty.presses("/\u{15}").presses(key).presses("\r");
    pty.until(key, |s| s.contents().lines().any(|l| l.trim_start().starts_with(key)));
}

#[test]
fn a_theme_and_a_key_are_changed_on_screen() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("config.toml"), "# mine\n[screen]\ntheme = \"ansi\" # plain\n").unwrap();
    let mut pty = Pty::start_in(home, &[], 120, 40, &[]);
    pty.sees("Two short days");
    pty.presses_when("8", " 1 of ");
    to_setting(&mut pty, "screen.theme");
    pty.presses_when("l", "Written");
    to_setting(&mut pty, "keys:theme");
    pty.presses_when("\r", "Next theme ›").presses("\u{15}F").presses("\r");
    pty.until("new key", |s| s.contents().lines().any(|l| l.contains("Next theme") && l.contains(" F ")));
    pty.presses_when("F", "Theme: ").presses("q");
    assert!(pty.ends().success());
    let read = |name: &str| std::fs::read_to_string(pty.home.path().join(name)).unwrap();
    let (config, keys) = (read("config.toml"), read("keys.toml"));
    assert!(config.contains("# mine") && config.contains("theme = \"contrast\" # plain"), "{config}");
    assert!(keys.contains("[everywhere]") && keys.contains("theme = [\"F\"]"), "{keys}");
}

#[test]
fn the_demo_is_looked_at_accepted_and_taken_back() {
    let home = tempfile::tempdir().unwrap();
    // Made beforehand: an unoptimised build takes its time for fourteen months.
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_lanterne"))
        .args(["--demo", "--today", "2026-11-19", "gauge", "--home"])
        .arg(home.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let mut pty = Pty::start_in(home, &["--demo"], 120, 40, &[]);
    for text in ["Tour at home", "Readiness", "Form", "Mission", "Today", "Coach", "MODIFY", "Proposal", "? help"] {
        pty.sees(text);
    }
    pty.presses_when("p", "accept 1 of 1").presses_when("a", "plan is now version 2");
    pty.until("proposal", |s| !s.contents().contains("MODIFY"));
    pty.presses_when("u", "back?").presses_when("y", "plan is now version 3").presses("q");
    assert!(pty.ends().success());
    pty.is_restored();
    let (athlete, _) = pty.store.athlete().unwrap();
    assert_eq!(athlete.proposals[0].1, ProposalState::Pending, "the demo never answers the real proposal");
}

#[test]
fn words_to_the_coach_are_answered_and_kept() {
    let mut pty = Pty::start(120, 40, &[]);
    pty.sees("Two short days");
    pty.presses("i").presses("gauge\r").presses("\u{1b}");
    let end = Instant::now() + PATIENCE;
    while pty.store.athlete().unwrap().0.transcript.len() < 2 {
        assert!(Instant::now() < end, "nothing was kept:\n{}", pty.text());
        thread::yield_now();
    }
    pty.presses("\u{3}");
    assert!(pty.ends().success());
}

#[test]
fn every_size_is_drawn() {
    let mut pty = Pty::start(80, 24, &[]);
    pty.sees("Readiness");
    pty.resizes(30, 8);
    pty.sees("needs");
    for (cols, rows) in [(2, 2), (1, 1), (250, 80), (60, 16), (200, 60)] {
        pty.resizes(cols, rows);
    }
    pty.sees("Readiness");
    pty.presses_when("?", "Everywhere").presses("?q");
    assert!(pty.ends().success());
    pty.is_restored();
}

#[test]
fn another_process_writes_and_it_is_on_screen() {
    let mut pty = Pty::start(120, 40, &[]);
    pty.sees("Two short days");
    // The morning's own events are the sign that the log is being watched from here on.
    let end = Instant::now() + PATIENCE;
    while pty.store.athlete().unwrap().0.decisions.is_empty() {
        assert!(Instant::now() < end, "no decision was written");
        thread::yield_now();
    }
    let mut other = proposal(&plan());
    (other.id, other.supersedes) = (ShortId(8), Some(ShortId(7)));
    other.reason = CleanText::line("Made by somebody else");
    let event = NewEvent {
        event: Event::ProposalMade(Box::new(other)),
        actor: Actor::Coach,
        provenance: Provenance::of(Provider::Derived),
        key: "other".into(),
        cause: None,
        recorded_at: Utc::now(),
    };
    pty.store.append(vec![event]).unwrap();
    pty.sees("Made by somebody else");
    pty.presses("r").presses("q");
    assert!(pty.ends().success());
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    let mut pty = Pty::start(120, 40, &[("LANTERNE_PLANT_PANIC", "screen")]);
    assert!(!pty.ends().success());
    pty.is_restored();
    assert!(pty.text().contains("planted"), "what went wrong is readable:\n{}", pty.text());
}

#[test]
fn a_panic_in_the_background_is_a_card() {
    let mut pty = Pty::start(120, 40, &[("LANTERNE_PLANT_PANIC", "worker")]);
    pty.sees("The log could not be taken in").sees("planted");
    pty.presses("\u{1b}").until("screen without the card", |s| !s.contents().contains("planted"));
    pty.presses_when("r", "Two short days").presses("q");
    assert!(pty.ends().success());
    pty.is_restored();
    let log = std::fs::read_to_string(pty.home.path().join("data/lanterne.log")).unwrap();
    assert!(log.contains("planted"));
}

#[test]
fn a_signal_ends_it_in_order() {
    for signal in ["TERM", "HUP", "INT"] {
        let mut pty = Pty::start(120, 40, &[]);
        pty.sees("Readiness");
        let id = pty.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        pty.ends();
        pty.is_restored();
    }
}

#[test]
fn a_terminal_that_goes_ends_it() {
    let mut pty = Pty::start(120, 40, &[]);
    pty.sees("Readiness");
    pty.picture.lets_go.store(true, Ordering::SeqCst);
    pty.presses("?");
    let mut p = pty.picture.parser.lock().unwrap();
    while !p.1 {
        p = pty.picture.changed.wait_timeout(p, PATIENCE).unwrap().0;
    }
    drop(p);
    let Pty { master, keys, mut child, .. } = pty;
    drop((keys, master));
    let gone = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(gone.elapsed() < PATIENCE, "it goes on without a terminal");
        thread::yield_now();
    }
}

#[test]
fn without_a_terminal_it_says_so() {
    let home = tempfile::tempdir().unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_lanterne"))
        .arg("--home")
        .arg(home.path())
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert!(!run.status.success());
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(said.contains("no terminal") && said.contains("lanterne today"), "{said}");
    assert!(run.stdout.is_empty());
}

/// The state of a process as the system has it: `T` for one that is stopped.
#[cfg(target_os = "linux")]
fn state_of(id: u32) -> Option<char> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.chars().next()
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_going_on_takes_it_back() {
    let mut pty = Pty::start(120, 40, &[]);
    pty.sees("Two short days");
    let id = pty.child.process_id().unwrap();
    pty.presses("\u{1a}").until("screen of the shell", |s| !s.alternate_screen() && !s.hide_cursor());
    let end = Instant::now() + PATIENCE;
    while state_of(id) != Some('T') {
        assert!(Instant::now() < end, "it was not stopped");
        thread::yield_now();
    }
    pty.is_restored();
    assert!(std::process::Command::new("kill").args(["-s", "CONT", &id.to_string()]).status().unwrap().success());
    pty.until("cockpit again", |s| s.alternate_screen() && s.contents().contains("Two short days"));
    pty.presses_when("?", "Everywhere").presses("?q");
    assert!(pty.ends().success());
    pty.is_restored();
}

#[test]
fn a_click_goes_where_it_points_and_the_mouse_is_given_back() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("config.toml"), "[screen]\nmouse = true\n").unwrap();
    let mut pty = Pty::start_in(home, &[], 120, 40, &[]);
    pty.sees("Two short days");
    let listens = |p: &Pty| {
        p.picture.parser.lock().unwrap().0.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    };
    assert!(listens(&pty));
    // A frame is drawn from the top: what its last row says is there when all of it is.
    for (text, brings) in [
        ("2 Calendar", "week/month"),
        ("1 Cockpit", "i type"),
        ("1 resize", "a accept  space"),
        ("[x] 1", "accept 1 of 2"),
        ("accept 1 of 2", "Saved: the plan is now version 2"),
    ] {
        pty.clicks(text).sees(brings);
    }
    pty.presses("q");
    assert!(pty.ends().success());
    pty.is_restored();
    assert!(!listens(&pty), "the mouse is the terminal's own again");
}

#[test]
fn a_panic_in_an_import_or_a_review_is_a_card_and_the_rest_goes_on() {
    for (task, says) in [("import", "The import broke"), ("reviews", "Reviewing the weeks broke")] {
        let mut pty = Pty::start(120, 40, &[("LANTERNE_PLANT_PANIC", task)]);
        pty.sees("Two short days");
        if task == "import" {
            pty.presses_when("I", "Path").presses("/nowhere\u{13}");
        } else {
            pty.presses("5");
        }
        // In the window that asked for it, or else on a card; either goes by the same key.
        pty.sees(says).sees("planted");
        pty.presses("\u{1b}").until("screen without it", |s| !s.contents().contains("planted"));
        pty.presses("\u{3}");
        assert!(pty.ends().success(), "{task}");
        pty.is_restored();
    }
}

/// A home where a model is named that nobody answers for.
fn with_model() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    let model = "[athlete]\ntime_zone = \"UTC\"\n[screen]\ncheck_in = false\n[model]\npreset = \"ollama\"\nmodel = \"m\"\nbase_url = \"http://127.0.0.1:9/v1\"\n";
    std::fs::write(home.path().join("config.toml"), model).unwrap();
    home
}

/// How far the clock is to be ahead, in a file of that home, so that it shows a moment of today (UTC) now.
fn set_clock(home: &Path, moment: chrono::NaiveDateTime) -> String {
    let file = home.join("ahead");
    std::fs::write(&file, (moment.and_utc() - Utc::now()).num_milliseconds().to_string()).unwrap();
    file.display().to_string()
}

#[test]
fn a_panic_while_services_or_a_model_are_asked_is_told_and_the_rest_goes_on() {
    for (task, says) in [
        ("sync", "Asking the services broke"),
        ("talk", "the talk with the model broke"),
        ("advice", "The model did not answer: planted"),
    ] {
        let home = with_model();
        let clock = set_clock(home.path(), today().and_hms_opt(12, 0, 0).unwrap());
        let env = [("LANTERNE_PLANT_PANIC", task), ("LANTERNE_CLOCK_AHEAD", clock.as_str())];
        let mut pty = Pty::start_in(home, &[], 120, 40, &env);
        pty.sees("Two short days");
        if task == "talk" {
            pty.presses("i").presses("is that too much for me?\r");
        }
        pty.sees(says);
        // A question without an answer is a draft again, which leaving asks about once.
        pty.presses("\u{1b}\u{1b}").presses_when("?", "Everywhere").presses("?\u{3}\u{3}");
        assert!(pty.ends().success(), "{task}");
        pty.is_restored();
        let log = std::fs::read_to_string(pty.home.path().join("data/lanterne.log")).unwrap();
        assert!(log.contains("planted"), "{task}: {log}");
    }
}

#[test]
fn midnight_brings_the_next_day_by_itself() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("config.toml"), "[athlete]\ntime_zone = \"UTC\"\n[screen]\ncheck_in = false\n")
        .unwrap();
    let clock = set_clock(home.path(), today().and_hms_opt(12, 0, 0).unwrap());
    let mut pty = Pty::start_in(home, &[], 120, 40, &[("LANTERNE_CLOCK_AHEAD", clock.as_str())]);
    pty.sees("Two short days").sees("Thu 19 Nov 2026");
    set_clock(pty.home.path(), today().and_hms_milli_opt(23, 59, 59, 500).unwrap());
    // Whatever wakes it tells it of the clock that was set; from there on nothing is pressed.
    pty.presses_when("?", "Everywhere").sees("Fri 20 Nov 2026");
    let end = Instant::now() + PATIENCE;
    while !pty.store.athlete().unwrap().0.decisions.contains_key(&shift(today(), 1)) {
        assert!(Instant::now() < end, "the new day was not decided:\n{}", pty.text());
        thread::yield_now();
    }
    pty.presses("?").presses("q");
    assert!(pty.ends().success());
    pty.is_restored();
}

#[test]
fn links_never_go_into_a_pipe() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("config.toml"), "[screen]\nhyperlinks = \"always\"\n").unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_lanterne"))
        .args(["rules", "--home"])
        .arg(home.path())
        .env("FORCE_HYPERLINK", "1")
        .output()
        .unwrap();
    let said = String::from_utf8(run.stdout).unwrap();
    assert!(said.contains("from: ") && said.contains("Plews 2013") && !said.contains('\u{1b}'), "{said}");
}

impl Pty {
    /// Clicks on the first letter of a text on screen.
    #[track_caller]
    fn clicks(&mut self, text: &str) -> &mut Self {
        self.sees(text);
        let p = self.picture.parser.lock().unwrap();
        let screen = p.0.screen();
        let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
        let at = |(x, y): (u16, u16)| screen.contents_between(y, x, y, columns).starts_with(text);
        let cells = (0..rows).flat_map(|y| (0..columns).map(move |x| (x, y)));
        let Some((x, y)) = cells.into_iter().find(|c| at(*c)) else { panic!("no “{text}”") };
        drop(p);
        self.presses(&format!("\u{1b}[<0;{};{}M", x + 1, y + 1));
        self.presses(&format!("\u{1b}[<0;{};{}m", x + 1, y + 1))
    }

    /// Presses keys and waits for what they bring.
    #[track_caller]
    fn presses_when(&mut self, keys: &str, brings: &str) -> &mut Self {
        self.presses(keys);
        self.sees(brings);
        self
    }
}
