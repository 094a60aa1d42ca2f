//! A morning to draw: a rider eight months before a tour of 21 stages at home. Every figure is made here, from
//! nothing but dates, so that the same screen comes out every time.

#![allow(dead_code, reason = "each user of this file draws other scenes of it")]

use lanterne::app::{
    Focus, Keymap, Known, Review, Screen, Size, State,
    screen::{Field, FieldKind, LogLine, Opened, Sheet, log::View},
};
use lanterne::coach::flags::{Facts, RuleReport, evaluate};
use lanterne::coach::morning::{
    Gauge, GaugeState, MissionLine, Morning, SessionView, StageLine, StageStatus, Voices,
};
use lanterne::domain::{
    Action, Athlete, Band, Block, Cap, CleanText, Contributor, Day, Event, Finding, FormPoint, FormView, Hunk,
    HunkOp, Plan, PlanWeek, Proposal, Readiness, Reason, Session, SessionKind, Severity, ShortId, Slot, Sport,
    Status, Step, Verdict,
    day::{monday, shift, short_name},
    event::{DayDecided, Said},
    exchange::{Came, Ending, Job, ModelAnswer, ModelRequest},
    mission::{Lifecycle, RideMode, StageType},
    outbox::{Attempt, Channel, Delivery, Message, Notification, Outbox, Settled, Topic, Try},
    plan::Phase,
    proposal::{Author, Effect, FormDelta},
    routine::{Origin, ProfileStored, ReviewStored},
    session::{Duration, StepKind, Target},
    verdict::{Agent, Arbitration, Deliberation, Evidence, Turn},
};
use lanterne::science::history::History;
use lanterne::sync::demo::Story;
use std::sync::{Arc, LazyLock};

/// The scenes there are, by name.
pub(crate) const SCENES: [&str; 9] =
    ["go", "modify", "rest", "red", "empty", "loading", "marathon", "event", "typing"];

/// The pictures that [`beside`] knows.
pub(crate) const BESIDE: [&str; 13] = [
    "calendar",
    "week",
    "form",
    "activities",
    "activity",
    "bests",
    "review",
    "review-week",
    "profile",
    "log",
    "decisions",
    "messages",
    "settings",
];

/// More that [`beside`] knows: what left for a model, one exchange, and the screens that hold a model's words.
pub(crate) const ASKED: [&str; 4] = ["left", "exchange", "review-worded", "profile-worded"];

/// Friday, 20 November 2026.
pub(crate) fn today() -> Day {
    Day::from_ymd_opt(2026, 11, 20).unwrap_or_default()
}

fn goal_day() -> Day {
    Day::from_ymd_opt(2027, 7, 3).unwrap_or_default()
}

/// A scene by its name, on a terminal of this size.
pub(crate) fn scene(name: &str, width: u16, height: u16) -> State {
    let themes = ["ansi", "ansi-light", "contrast", "mono", "dusk", "paper"].map(str::to_owned).to_vec();
    let mut s = State::new(today(), Size { width, height }, Keymap::default(), "ansi", themes);
    let known = |athlete: Athlete, morning: Morning| {
        let history = Arc::new(History::build(&athlete, today()));
        Some(Known { head: 812, athlete: Arc::new(athlete), history, morning: Arc::new(morning) })
    };
    s.loading = false;
    match name {
        "loading" => s.loading = true,
        "empty" => s.known = known(Athlete::default(), empty()),
        "modify" => {
            let m = modify();
            let p = m.proposals[0].clone();
            s.known = known(athlete(&talk()), m);
            s.ghost = Some(ghost());
            s.review = Some(Review::new(&p));
            s.focus = Focus::Proposal;
            s.demo = true;
        }
        "rest" => s.known = known(athlete(&[]), rest()),
        "red" => s.known = known(athlete(&talk()), red()),
        "marathon" => s.known = known(athlete(&[]), marathon()),
        "event" => s.known = known(athlete(&talk()), event()),
        "typing" => {
            s.known = known(athlete(&talk()), go());
            s.focus = Focus::Coach;
            s.typing = true;
            s.composer.insert("shorten today 30m, the evening is full and I have to be home by seven");
        }
        _ => {
            s.known = known(athlete(&talk()), go());
            s.demo = true;
        }
    }
    s
}

/// The generated athlete of ten weeks, folded once.
fn trained() -> &'static Athlete {
    static TRAINED: LazyLock<Athlete> = LazyLock::new(|| {
        let story = Story { seed: 0x1a17, today: today(), days: 70, mission: None, commutes: false };
        let mut athlete = Athlete::default();
        for e in story.events() {
            athlete.apply(&e.event);
        }
        athlete
    });
    &TRAINED
}

/// What was planned over the last weeks.
fn past() -> Vec<Session> {
    let week = [None, Some(75), Some(45), Some(60), None, Some(170), Some(90)];
    (-28..0)
        .filter_map(|i| {
            let minutes = week[(i + 28) as usize % 7]?;
            let title = ["Threshold", "Easy run", "Endurance", "Long ride"][(i + 28) as usize % 4];
            let mut s = ride(i, title, minutes, f64::from(minutes) * 0.85);
            s.id = ShortId(0x9000 + (i + 28) as u64);
            Some(s)
        })
        .collect()
}

fn decisions() -> std::collections::BTreeMap<Day, DayDecided> {
    let of = |(i, m): (i64, Morning)| DayDecided {
        day: shift(today(), -i),
        mission_hash: Some("5f1e77a0c0ffee".into()),
        plan_version: Some(7),
        verdict: m.verdict,
        deload: None,
        deliberation: None,
    };
    let mornings = [modify(), go(), go(), red(), modify(), go()];
    (0_i64..).zip(mornings).map(of).map(|d| (d.day, d)).collect()
}

fn log_lines() -> Vec<LogLine> {
    let line = |(seq, at, actor, kind, summary): (u64, &str, &str, &str, &str)| LogLine {
        seq,
        at: at.into(),
        actor: actor.into(),
        kind: kind.into(),
        summary: summary.into(),
    };
    [
        (812, "2026-11-20 07:12", "coach", "day_decided", "2026-11-20 go, cap none"),
        (811, "2026-11-20 07:11", "sync", "wellness_recorded", "2026-11-20 8 values (oura)"),
        (810, "2026-11-19 19:40", "athlete", "proposal_answered", "feedbe accepted"),
        (809, "2026-11-19 19:38", "athlete", "said", "athlete: swap thu sat"),
        (808, "2026-11-19 18:02", "import", "activity_recorded", "2026-11-19 bike 85 min Endurance (file)"),
    ]
    .map(line)
    .into()
}

/// What can be set, as the files of the generated athlete would say.
fn sheet() -> Sheet {
    let field = |section, key: &str, label: &str, value: &str, default: &str, allows: &str| Field {
        section,
        key: key.into(),
        label: label.into(),
        value: value.into(),
        default: default.into(),
        allows: allows.into(),
        help: "Time that this weekday has for training; 0 is none.".into(),
        kind: FieldKind::Text,
        ..Field::default()
    };
    let minutes = "a whole number from 0 to 960 min; 1:15 is fine too";
    let day = |key: &str, label: &str, value: &str, note: &str| Field {
        note: note.into(),
        ..field(
            "Mission week",
            &format!("mission:constraints.available_minutes.{key}"),
            label,
            value,
            "60",
            minutes,
        )
    };
    let does = |label: &str, action| Field {
        section: "First steps",
        label: label.into(),
        kind: FieldKind::Does(action),
        ..Field::default()
    };
    Sheet {
        fields: vec![
            does("First steps", lanterne::app::Action::GetStarted),
            does("Say when you can train", lanterne::app::Action::YourWeek),
            field("Athlete", "athlete.name", "Name", "Camille", "", "words"),
            field("Thresholds", "thresholds[0].value", "ftp bike", "248", "", "40 to 600 W"),
            field("Mission", "mission:name", "Name", "Tour at home", "", "words"),
            field("Mission", "mission:goal.date", "Goal day", "2027-07-03", "", "a date like 2027-07-03"),
            day("mon", "Monday", "0", "no training"),
            day("tue", "Tuesday", "75", "min, 1 h 15"),
            day("wed", "Wednesday", "75", "min, 1 h 15"),
            day("thu", "Thursday", "", ""),
            day("sat", "Saturday", "120", "min, 2 h 00"),
            field(
                "Mission week",
                "mission:constraints.min_rest_days",
                "Rest days",
                "",
                "1",
                "a whole number from 1 to 6",
            ),
            Field {
                under: "Times without training",
                note: "no ride on Sunday, away 2027-05-10 to 2027-05-16".into(),
                kind: FieldKind::Add,
                ..field("Mission week", "mission", "+ rule in words", "", "", "")
            },
            field(
                "Mission limits",
                "mission:constraints.min_readiness",
                "Green from",
                "72",
                "70",
                "a number from 0 to 100",
            ),
            field(
                "Mission style",
                "mission:philosophy.hrv_rule",
                "HRV rule",
                "",
                "corroborated",
                "one of corroborated, strict",
            ),
            field("Screen", "screen.theme", "Theme", "ansi", "ansi", "one of ansi, mono"),
            field("Reports", "output.folder", "Folder", "", "beside the log", "words"),
            field("Notifications", "notify.quiet", "Quiet hours", "", "22:00-06:00", "words"),
            field("Keys", "keys:theme", "Next theme", "t", "t", "keys with spaces between, such as a ctrl-y"),
        ],
        config_file: "/c/config.toml".into(),
        ..Sheet::default()
    }
}

/// The weeks reviewed, all but the oldest.
fn reviewed(s: &mut State) {
    let Some(known) = &s.known else { return };
    let (athlete, head) = (Arc::clone(&known.athlete), known.head);
    let weeks = &mut s.screens.weeks;
    weeks.list.cursor = 1;
    for week in weeks.missing(known, today(), 9) {
        weeks.take(head, lanterne::coach::review::review(&athlete, week, today()));
    }
}

/// A screen beside the Cockpit, of an athlete who has trained; `activity` is Activities with one open.
pub(crate) fn beside(name: &str, width: u16, height: u16) -> State {
    let mut s = scene("go", width, height);
    if let Some(known) = &mut s.known {
        let done = trained();
        let mut a = (*known.athlete).clone();
        (a.activities, a.wellness) = (Arc::clone(&done.activities), Arc::clone(&done.wellness));
        a.settings = done.settings.clone();
        a.decisions = decisions();
        if let Some(plan) = &mut a.plan {
            plan.sessions.splice(0..0, past());
        }
        known.history = Arc::new(History::build(&a, today()));
        known.athlete = Arc::new(a);
    }
    s.screen = match name {
        "calendar" | "week" => Screen::Calendar,
        "review" | "review-week" | "review-worded" => Screen::Review,
        "profile" | "profile-worded" => Screen::Profile,
        "log" | "decisions" | "messages" | "left" | "exchange" => Screen::Log,
        "form" => Screen::Form,
        "settings" => Screen::Settings,
        _ => Screen::Activities,
    };
    s.screens.settings.read = Some(sheet());
    s.screens.settings.refresh(s.known.as_ref(), today());
    s.screens.settings.cursor = 7;
    s.screens.activities.refresh(s.known.as_ref());
    s.screens.calendar.week = name == "week";
    if name.starts_with("review") {
        reviewed(&mut s);
        s.screens.weeks.open = name != "review";
    }
    s.screens.log.lines = Some(log_lines());
    if name == "messages" {
        s.screens.log.view = View::Messages;
        if let Some(known) = &mut s.known {
            let mut a = (*known.athlete).clone();
            a.outbox = outbox();
            known.athlete = Arc::new(a);
        }
    }
    if name == "decisions" {
        s.screens.log.view = View::Decisions;
    }
    if name == "left" || name == "exchange" {
        asked(&mut s, name == "exchange");
    }
    if name.ends_with("-worded") {
        worded(&mut s);
    }
    if let (true, Some(k)) = (name.starts_with("profile"), &s.known) {
        let versions = lanterne::coach::profile::versions::versions(&k.athlete, today());
        s.screens.profile.shown = Some(Box::new(versions));
    }
    if name == "bests" {
        let State { screens, known, .. } = &mut s;
        screens.activities.show_bests(known.as_ref(), 0);
    }
    if name == "activity" {
        s.screens.activities.list.cursor = 2;
        let State { screens, known, .. } = &mut s;
        screens.activities.show(known.as_ref());
    }
    s
}

/// Two questions to a model, one answered and one not; the answered one open.
fn asked(s: &mut State, open: bool) {
    let line = |(seq, at, kind, summary): (u64, &str, &str, &str)| LogLine {
        seq,
        at: at.into(),
        actor: "coach".into(),
        kind: kind.into(),
        summary: summary.into(),
    };
    let lines = [
        (815, "2026-11-20 07:20", "model_requested", "1f00d5 ask to models.example.org: 9214 bytes, 52 facts"),
        (814, "2026-11-20 07:13", "model_answered", "c0ffee answered: 1912 tokens read, 41 written, $0.0009"),
        (813, "2026-11-20 07:13", "model_requested", "c0ffee daily to models.example.org: 207 bytes, 3 facts"),
    ];
    s.screens.log.lines.get_or_insert_default().splice(0..0, lines.map(line));
    s.screens.log.view = View::Left;
    s.screens.log.list.cursor = 1;
    if open {
        let (q, a) = exchange();
        let lines = lanterne::domain::exchange::page("2026-11-20 07:13", &q, Some(&a));
        s.screens.log.open = Some(Opened { seq: 814, lines: Some(lines), scroll: 0 });
    }
}

/// What left and what came back, with a byte that no terminal may get.
fn exchange() -> (ModelRequest, ModelAnswer) {
    let fact = |id: &str, source: &str| (id.to_owned(), source.to_owned());
    let body = "{\"model\":\"small\",\"stream\":true,\"messages\":[{\"role\":\"system\",\"content\":\"You explain what \
                the rules decided.\"},{\"role\":\"user\",\"content\":\"today: 2026-11-20\\nverdict: go, readiness 78\\n\
                d:2026-11-19: bike 85 min, load 74\"}]}";
    let came = "data: {\"choices\":[{\"delta\":{\"content\":\"Ride as planned; \"}}]}\n\ndata: {\"choices\":[{\"delta\":\
                {\"content\":\"you slept \u{1b}[1mwell.\"}}]}\n\ndata: [DONE]\n\n";
    let hash = |text: &str| blake3::hash(text.as_bytes()).to_string();
    let request = ModelRequest {
        call: ShortId(0xc0ff_ee00_0000_0000),
        day: today(),
        job: Job::Daily,
        attempt: 1,
        host: "models.example.org".into(),
        model: "small".into(),
        prompt: "3".into(),
        facts: vec![fact("today", "coach"), fact("verdict", "coach"), fact("d:2026-11-19", "file")],
        withheld: [("strava_api".to_owned(), 12)].into(),
        body: body.into(),
        body_hash: hash(body),
        tokens_in: 2100,
        tokens_out: 400,
        cost: 2_450,
    };
    let text = "Ride as planned; you slept well.";
    let answer = ModelAnswer {
        call: request.call,
        ending: Ending::Answered,
        status: Some(200),
        problem: None,
        first_ms: Some(420),
        total_ms: 1310,
        tokens_in: 1912,
        tokens_cached: 1024,
        tokens_out: 41,
        tokens_reported: true,
        cost: 900,
        body: text.into(),
        body_hash: hash(text),
        came: Some(Came::of(came.as_bytes(), came.len() as u64, hash(came))),
    };
    (request, answer)
}

/// The week before this one and a profile are stored, and a model has written of both.
fn worded(s: &mut State) {
    let Some(known) = &mut s.known else { return };
    let mut a = (*known.athlete).clone();
    let week = shift(monday(today()), -7);
    let day = shift(monday(today()), -1);
    let origin = Origin {
        author: "rules".into(),
        from: shift(day, -89),
        to: day,
        activities: 40,
        mission: None,
        mission_hash: None,
        context: None,
        plan_version: Some(7),
        profile: None,
        prompt_version: None,
        tokens: None,
    };
    let (page, body, inputs) = (String::new(), "{}".to_owned(), "{}".to_owned());
    let profile = ProfileStored {
        id: ShortId(1),
        day,
        origin: origin.clone(),
        page: page.clone(),
        body: body.clone(),
        inputs: inputs.clone(),
    };
    let review =
        ReviewStored { id: ShortId(2), week, day, verdict: None, proposal: None, origin, page, body, inputs };
    a.apply(&Event::ProfileStored(Box::new(profile)));
    a.apply(&Event::ReviewStored(Box::new(review)));
    for (about, of, text) in [
        (
            Job::Profile,
            1,
            "Your long rides carry you.\n\nShort, fast work is what is missing: once a week is enough.",
        ),
        (Job::Review, 2, "The load was there, by other sessions than planned.\n\nDo the next long one on its day."),
    ] {
        let said = Said::coach(day, CleanText::block(text), true);
        a.apply(&Event::Said(Said { about: Some(about), of: Some(ShortId(of)), ..said }));
    }
    known.athlete = Arc::new(a);
}

/// Messages in every standing, the newest last.
fn outbox() -> Outbox {
    use Delivery::{Later, Refused, Sent, Unknown};
    let one = |n: u64, back: i64, topic: Topic, channel: Channel, end: Option<(Delivery, &str)>| {
        let day = shift(today(), -back);
        let at = day.and_hms_opt(6, 30, 0).unwrap_or_default().and_utc();
        let notification = Notification {
            id: ShortId(n),
            topic,
            day,
            about: CleanText::default(),
            subject: CleanText::line("Lanterne, Fri 20 Nov"),
            text: CleanText::default(),
            full: None,
            channels: vec![channel],
            queued_at: at,
            origin: String::new(),
        };
        let attempt = Attempt { notification: ShortId(n), number: 1, channel, day, at };
        let settled = |(outcome, said): (Delivery, &str)| Settled {
            notification: ShortId(n),
            number: 1,
            outcome,
            said: CleanText::line(said),
            at,
        };
        let tries = end.map(|e| Try { attempt, ended: Some(settled(e)) }).into_iter().collect();
        Message { notification, tries, closed: None }
    };
    let gone = "the program ended in the middle of sending; whether it went out is not known";
    let mut all = vec![
        one(1, 5, Topic::WeeklyReview, Channel::Mail, Some((Sent, "taken in by mail.example.org"))),
        one(
            2,
            5,
            Topic::WeeklyPlan,
            Channel::Mail,
            Some((Refused, "mail: mail.example.org (log in): 535: wrong password")),
        ),
        one(3, 2, Topic::Proposal, Channel::Sms, Some((Unknown, gone))),
        one(4, 1, Topic::DailyUpdate, Channel::Ntfy, Some((Sent, "taken in by the server"))),
        one(5, 0, Topic::LogIn, Channel::Ntfy, Some((Later, "ntfy: limit reached (status 429)"))),
        one(6, 0, Topic::DailyUpdate, Channel::Ntfy, None),
    ];
    all[1].closed = Some(Settled {
        notification: ShortId(2),
        number: 0,
        outcome: Refused,
        said: CleanText::line("mail: mail.example.org (log in): 535: wrong password"),
        at: today().and_hms_opt(7, 0, 0).unwrap_or_default().and_utc(),
    });
    Outbox { messages: all }
}

fn talk() -> Vec<(bool, &'static str)> {
    vec![
        (true, "why sweet spot today?"),
        (
            false,
            "It is the **second quality day** of a build week:\n\n- the long ride on Sunday needs Saturday easy\n- \
             sweet spot raises threshold at a load you recover from in a day\n\nThe week stands at 312 of 540.",
        ),
        (true, "gauge"),
        (false, "You are ahead of the broom wagon: 14 sessions or 31 days can be missed from now on."),
    ]
}

/// The fold: plan and words, as far as the screen reads them.
pub(crate) fn athlete(talk: &[(bool, &str)]) -> Athlete {
    let mut sessions = vec![session(0), ride(1, "Endurance", 90, 62.0), ride(2, "Long ride", 210, 148.0)];
    sessions.push(ride(4, "Recovery spin", 45, 22.0));
    Athlete {
        plan: Some(Plan {
            version: 7,
            mission: "tour".into(),
            mission_hash: String::new(),
            from: shift(today(), -28),
            weeks: weeks(),
            sessions,
        }),
        transcript: talk
            .iter()
            .map(|(by_athlete, text)| Said {
                day: today(),
                by_athlete: *by_athlete,
                by_model: false,
                about: None,
                of: None,
                text: CleanText::block(text),
            })
            .collect(),
        ..Athlete::default()
    }
}

fn weeks() -> Vec<PlanWeek> {
    let first = monday(shift(today(), -28));
    (0..40_u32)
        .map(|i| {
            let phase = match i {
                0..=13 => Phase::Base,
                14..=25 => Phase::Build,
                26..=30 => Phase::Peak,
                31..=32 => Phase::Taper,
                33..=35 => Phase::Event,
                _ => Phase::Recovery,
            };
            let deload = i % 4 == 3 && i < 31;
            let target_load = match phase {
                Phase::Taper => 520.0 - 130.0 * f64::from(i - 31),
                Phase::Event => 900.0,
                Phase::Recovery => 180.0,
                _ => (400.0 + 12.0 * f64::from(i)) * if deload { 0.65 } else { 1.0 },
            };
            PlanWeek {
                monday: shift(first, 7 * i64::from(i)),
                phase,
                deload,
                target_load,
                binding: "progression".into(),
                focus: "aerobic base".into(),
            }
        })
        .collect()
}

/// Load of a day `i` days from today: hard and easy days, down weeks, a build-up, a taper, three weeks of racing.
fn load(i: i64) -> f64 {
    let weekly = [0.0, 1.1, 0.7, 1.25, 0.35, 1.0, 2.1][(i.rem_euclid(7)) as usize];
    let level = match i {
        ..=-120 => 38.0,
        -119..=0 => 44.0 + (i + 120) as f64 * 0.11,
        1..=205 => 60.0 + i as f64 * 0.19,
        206..=224 => 88.0 - (i - 205) as f64 * 2.4,
        225..=247 => return if i == 234 || i == 240 { 0.0 } else { 130.0 },
        _ => 20.0,
    };
    let deload = if i < 205 && (i.div_euclid(7)).rem_euclid(4) == 1 { 0.7 } else { 1.0 };
    let ill = if (-70..=-64).contains(&i) { 0.0 } else { 1.0 };
    level * weekly * deload * ill
}

fn points(from: i64, to: i64, seed: (f64, f64), load: impl Fn(i64) -> f64) -> Vec<FormPoint> {
    let (mut ctl, mut atl) = seed;
    (from..=to)
        .map(|i| {
            let tsb = ctl - atl;
            let l = load(i);
            ctl += (l - ctl) * (1.0 - (-1.0_f64 / 42.0).exp());
            atl += (l - atl) * (1.0 - (-1.0_f64 / 7.0).exp());
            FormPoint { date: shift(today(), i), load: l, ctl, atl, tsb }
        })
        .collect()
}

fn form() -> FormView {
    let mut all = points(-180, 262, (30.0, 30.0), load);
    let projection = all.split_off(180);
    let last = all[179];
    FormView {
        ctl: Some(last.ctl),
        atl: Some(last.atl),
        tsb: Some(last.ctl - last.atl),
        ramp: Some(last.ctl - all[172].ctl),
        convention: "exp/prev".into(),
        warming_up: false,
        history: all,
        projection,
    }
}

fn ghost() -> Vec<FormPoint> {
    let f = form();
    points(0, 262, (f.ctl.unwrap_or_default(), f.atl.unwrap_or_default()), |i| match i {
        0 => 24.0,
        1 => 0.0,
        2..=20 => load(i) * 0.8,
        _ => load(i),
    })
}

fn step(kind: StepKind, s: u32, lo: f64, hi: f64, ramp: bool) -> Block {
    Block::Step(Step {
        kind,
        duration: Duration::Time(s),
        target: Target::PowerPct,
        lo,
        hi,
        ramp,
        text: None,
        cadence: None,
    })
}

fn steps() -> Vec<Block> {
    vec![
        step(StepKind::Warmup, 720, 50.0, 72.0, true),
        Block::Repeat {
            n: 3,
            blocks: vec![
                step(StepKind::Work, 720, 88.0, 93.0, false),
                step(StepKind::Recovery, 240, 50.0, 55.0, false),
            ],
        },
        step(StepKind::Cooldown, 600, 60.0, 45.0, true),
    ]
}

fn session(days: i64) -> Session {
    Session {
        id: ShortId(0x51),
        day: shift(today(), days),
        sport: Sport::Bike,
        kind: SessionKind::SweetSpot,
        template: "B-SST".into(),
        title: "Sweet spot 3 × 12 min".into(),
        minutes: 75,
        load: 78.0,
        intensity: 0.84,
        distance_m: None,
        hard: true,
        zone_minutes: [39.0, 36.0, 0.0],
        steps: steps(),
        description: "Three long steady efforts just under threshold, sitting, at your usual cadence.".into(),
        rationale: "Second quality day of a build week, two days before the long ride.".into(),
        stage: None,
        locked: false,
    }
}

fn ride(days: i64, title: &str, minutes: u16, load: f64) -> Session {
    Session {
        id: ShortId(0x60_u64.wrapping_add_signed(days)),
        kind: SessionKind::Endurance,
        title: title.into(),
        minutes,
        load,
        intensity: 0.64,
        hard: false,
        steps: vec![step(StepKind::Work, u32::from(minutes) * 60, 56.0, 72.0, false)],
        ..session(days)
    }
}

fn view(s: &Session) -> SessionView {
    SessionView {
        id: s.id,
        date: s.day,
        weekday: short_name(s.day).into(),
        sport: s.sport.to_string(),
        kind: s.kind.title().into(),
        template: s.template.clone(),
        title: s.title.clone(),
        minutes: s.minutes,
        distance_km: None,
        load: s.load,
        intensity: s.intensity,
        hard: s.hard,
        locked: s.locked,
        target: Some("228–242 W".into()),
        hr_zone: Some("Z3 (148–158 bpm)".into()),
        zone_minutes: s.zone_minutes,
        steps: s.steps.clone(),
        lines: vec![
            "12 min from 130 to 187 W".into(),
            "3 × 12 min at 228–242 W, 4 min easy at 130–143 W".into(),
            "10 min from 156 down to 117 W".into(),
        ],
        description: s.description.clone(),
        rationale: s.rationale.clone(),
        classes: Vec::new(),
        search: None,
    }
}

/// Slot, value, unit, baseline, decimals of the score, status, source, age.
type Row = (Slot, Option<f64>, &'static str, f64, f64, Status, &'static str, i64);

fn readiness(score: f64, band: Band, rows: &[Row; 9]) -> Readiness {
    let weights = [0.22, 0.13, 0.12, 0.13, 0.08, 0.05, 0.12, 0.10, 0.05];
    let contributors = rows
        .iter()
        .copied()
        .zip(weights)
        .map(|((slot, value, unit, baseline, sub, status, source, age), weight)| Contributor {
            slot,
            name: slot.name().into(),
            value,
            unit: unit.into(),
            baseline: value.map(|_| baseline),
            delta: value.map(|v| v - baseline),
            score: value.map(|_| sub),
            weight,
            status,
            source: value.map(|_| source.into()),
            measured: value.map(|_| shift(today(), -age)),
            age_days: value.map(|_| age),
            note: None,
        })
        .collect();
    Readiness {
        score: Some(score),
        band,
        coverage: 0.88,
        confidence: 0.84,
        contributors,
        vendor_score: Some(81.0),
        vendor: vec![],
    }
}

fn green() -> Readiness {
    use Status::{Amber, Green, Unavailable};
    readiness(
        78.0,
        Band::Green,
        &[
            (Slot::Hrv7, Some(61.8), "ms", 59.0, 82.0, Green, "oura", 0),
            (Slot::Hrv1, Some(64.0), "ms", 59.0, 86.0, Green, "oura", 0),
            (Slot::Rhr, Some(47.0), "bpm", 48.0, 84.0, Green, "oura", 0),
            (Slot::Sleep, Some(6.9), "h", 7.8, 61.0, Amber, "oura", 0),
            (Slot::Debt, Some(2.4), "h", 0.0, 70.0, Green, "oura", 0),
            (Slot::Temp, Some(0.1), "°C", 0.0, 95.0, Green, "oura", 0),
            (Slot::Subj, None, "points", 0.0, 0.0, Unavailable, "", 0),
            (Slot::Form, Some(-12.0), "%", 0.0, 66.0, Green, "form", 0),
            (Slot::Prev, Some(104.0), "%", 100.0, 72.0, Green, "file", 3),
        ],
    )
}

fn low() -> Readiness {
    use Status::{Amber, Green, Red, Unavailable};
    readiness(
        44.0,
        Band::Red,
        &[
            (Slot::Hrv7, Some(49.1), "ms", 59.0, 28.0, Red, "oura", 0),
            (Slot::Hrv1, Some(44.0), "ms", 59.0, 21.0, Red, "oura", 0),
            (Slot::Rhr, Some(55.0), "bpm", 48.0, 31.0, Red, "oura", 0),
            (Slot::Sleep, Some(5.2), "h", 7.8, 38.0, Amber, "oura", 0),
            (Slot::Debt, Some(9.6), "h", 0.0, 35.0, Amber, "oura", 0),
            (Slot::Temp, Some(0.8), "°C", 0.0, 40.0, Amber, "oura", 0),
            (Slot::Subj, Some(42.0), "points", 70.0, 42.0, Amber, "manual", 0),
            (Slot::Form, None, "%", 0.0, 0.0, Unavailable, "", 0),
            (Slot::Prev, Some(104.0), "%", 100.0, 72.0, Green, "file", 1),
        ],
    )
}

fn reason(rule: &str, observed: &str, limit: &str, text: &str) -> Reason {
    Reason {
        rule: rule.into(),
        observed: observed.into(),
        limit: limit.into(),
        text: text.into(),
        source: "oura".into(),
        evidence: Evidence::Research,
    }
}

fn stages(first: Day) -> Vec<StageLine> {
    use StageType::{Flat, Hilly, Itt, Mountain, MtnItt, Rest};
    let kinds = [
        Flat, Hilly, Flat, Itt, Hilly, Mountain, Flat, Hilly, Mountain, Rest, Flat, Mountain, Hilly, Mountain,
        Flat, Rest, MtnItt, Mountain, Hilly, Mountain, Itt, Hilly, Flat,
    ];
    let mut number = 0;
    (0_i64..)
        .zip(kinds)
        .map(|(i, kind)| {
            let date = shift(first, i);
            let rest = kind == Rest;
            number += u16::from(!rest);
            let breakaway = matches!(kind, Mountain | MtnItt) && i % 2 == 1;
            StageLine {
                number: if rest { 0 } else { number },
                date,
                kind,
                name: (!rest).then(|| format!("Village {i} – Col {i}")),
                mode: if rest {
                    RideMode::Rest
                } else if breakaway {
                    RideMode::Breakaway
                } else {
                    RideMode::Gc
                },
                status: match date.cmp(&today()) {
                    std::cmp::Ordering::Less if i == 4 => StageStatus::Missed,
                    std::cmp::Ordering::Less => StageStatus::Done,
                    std::cmp::Ordering::Equal => StageStatus::Today,
                    std::cmp::Ordering::Greater => StageStatus::ToCome,
                },
                points: if rest {
                    0
                } else if breakaway {
                    18
                } else {
                    10
                },
                minutes: if rest {
                    0
                } else if kind == Mountain {
                    150
                } else {
                    90
                },
            }
        })
        .collect()
}

fn mission() -> MissionLine {
    MissionLine {
        id: "tour".into(),
        name: "Grand tour at home".into(),
        days_to_goal: 225,
        goal_day: goal_day(),
        phase: Phase::Base,
        week: Some((5, 36)),
        week_target: Some(540.0),
        week_planned: 540.0,
        week_done: 312.0,
        lifecycle: Lifecycle::Training,
        stages: stages(goal_day()),
        points: Some((0, 246)),
    }
}

fn gauge() -> Gauge {
    Gauge {
        floor_ctl: 62.0,
        floor_source: "21 stages in 23 days".into(),
        planned_ctl: 71.4,
        least_weekly_load: Some(388.0),
        planned_weekly_load: 512.0,
        spare_sessions: 14,
        spare_days: 31,
        stages_scale: None,
        last_day: None,
        state: GaugeState::Ahead,
        text:
            "Least load that still gets there: 388 a week of 512 planned. 14 sessions or 31 days in a row can be \
               missed."
                .into(),
    }
}

/// A good day: train as planned.
pub(crate) fn go() -> Morning {
    let s = session(0);
    Morning {
        date: today(),
        as_of: today(),
        mission: Some(mission()),
        readiness: green(),
        form: form(),
        verdict: Verdict {
            action: Action::Go,
            cap: Cap::None,
            priority: 7,
            confidence: 0.84,
            reasons: vec![reason("L7", "score 78", "≥ 70", "Readiness is green and no rule objects.")],
            hurt: vec![],
        },
        session: Some(view(&s)),
        more_sessions: vec![],
        proposals: vec![],
        suggestion: None,
        thresholds: vec![],
        threshold_suggestions: vec![],
        gauge: Some(gauge()),
        voices: Voices {
            rules: "Go as planned: readiness 78, one amber signal, two allowed in base.".into(),
            coach: "A short night, but HRV and resting heart rate say you have recovered. Keep the efforts at the \
                    lower end if the legs are heavy."
                .into(),
            you: None,
        },
        rules: rules(),
        deload: None,
        closing: None,
        calibrations: Vec::new(),
        deliberation: deliberation(),
    }
}

/// A few rules, one of each outcome.
fn rules() -> Vec<RuleReport> {
    let facts = Facts {
        rhr: Some(51.0),
        rhr_delta: Some(1.0),
        sleep: [Some(6.8), Some(7.4), Some(7.1)],
        sleep_median: Some(7.3),
        battery: Some(22.0),
        battery_source: "garmin_archive".into(),
        ..Facts::default()
    };
    evaluate(&facts)
}

fn deliberation() -> Deliberation {
    let turn = |agent, says: &str| Turn { agent, says: says.into(), grounds: vec![] };
    Deliberation {
        turns: vec![
            turn(Agent::Mission, "Grand tour at home is in 225 days; phase base."),
            turn(Agent::Reasoning, "go: as planned."),
        ],
        arbitration: Arbitration {
            rule: "A7".into(),
            winner: None,
            wanted: "an easy ride".into(),
            allowed: "as planned".into(),
            outcome: "Nobody objects.".into(),
        },
    }
}

fn proposal() -> Proposal {
    let easy = Session { kind: SessionKind::Recovery, ..ride(0, "Recovery spin", 40, 24.0) };
    let easy = Session { id: session(0).id, ..easy };
    let [sat, sun] = [ride(1, "Endurance", 90, 62.0), ride(2, "Long ride", 210, 148.0)];
    let hunks = vec![
        Hunk {
            number: 1,
            op: HunkOp::Retype { before: session(0), after: easy },
            reasons: vec![reason("F01", "HRV −17 %", "≥ −8 %", "HRV of seven nights is under its normal range")],
            linked: None,
        },
        Hunk {
            number: 2,
            op: HunkOp::Swap {
                before: Box::new([sat.clone(), sun.clone()]),
                after: Box::new([Session { day: sun.day, ..sat.clone() }, Session { day: sat.day, ..sun.clone() }]),
            },
            reasons: vec![],
            linked: None,
        },
        Hunk {
            number: 3,
            op: HunkOp::Resize { after: Session { minutes: 170, load: 118.0, ..sun.clone() }, before: sun },
            reasons: vec![reason("V05", "+14 %", "≤ +10 %", "the week would rise too fast")],
            linked: None,
        },
    ];
    let delta =
        |c: f64, d: f64, t: f64, u: f64| FormDelta { ctl_before: c, ctl_after: d, tsb_before: t, tsb_after: u };
    Proposal {
        id: ShortId(0xfeed_beef),
        base_version: 7,
        day: today(),
        author: Author::Rules,
        reason: CleanText::line("Three signals are red: make today easy and keep the long ride, a little shorter."),
        hunks,
        effect: Effect {
            load: -84.0,
            minutes: -80,
            hard: -1,
            next_key: None,
            tomorrow: delta(45.6, 44.3, -14.8, -7.1),
            week: delta(46.9, 45.8, -6.1, -2.2),
            goal: Some(delta(71.4, 71.3, 18.9, 18.9)),
        },
        each: vec![],
        choices: vec![],
        alternatives: vec![],
        checks: vec![Finding {
            rule: "V05".into(),
            severity: Severity::Warn,
            day: today(),
            observed: "+9 %".into(),
            limit: "≤ +10 %".into(),
            text: "Next week rises by 9 %, close to the limit of 10 %.".into(),
            evidence: Evidence::Convention,
        }],
        expires: shift(today(), 2),
        supersedes: None,
    }
}

/// A tired day: the rules ask for less than planned, a proposal waits.
pub(crate) fn modify() -> Morning {
    Morning {
        readiness: low(),
        verdict: Verdict {
            action: Action::Modify,
            cap: Cap::Recovery,
            priority: 3,
            confidence: 0.84,
            reasons: vec![
                reason("F01", "HRV −17 %", "≥ −8 %", "HRV of seven nights is 17 % under normal."),
                reason("F02", "RHR +7 bpm", "< +7 bpm", "Resting heart rate is 7 bpm over its median."),
                reason("F04", "5.2 h", "≥ 6 h", "You slept 5.2 hours, two short nights in a row."),
            ],
            hurt: vec![],
        },
        proposals: vec![proposal()],
        voices: Voices {
            rules: "Recovery only: three red signals, one allowed in base.".into(),
            coach: "Take the easy spin. The mission has 31 days to spare; today costs you nothing.".into(),
            you: Some("tired, sore legs, keen".into()),
        },
        ..go()
    }
}

/// A day without a session.
pub(crate) fn rest() -> Morning {
    Morning {
        session: None,
        voices: Voices {
            rules: "Rest as planned; readiness would allow more.".into(),
            coach: "Nothing to do. Tomorrow is easy, Sunday is long.".into(),
            you: None,
        },
        ..go()
    }
}

/// A day of stopping.
pub(crate) fn red() -> Morning {
    let mut m = modify();
    m.proposals.clear();
    m.session = None;
    m.readiness.band = Band::SevereRed;
    m.readiness.score = Some(31.0);
    m.verdict.action = Action::Skip;
    m.verdict.cap = Cap::Rest;
    m.verdict
        .reasons
        .insert(0, reason("S1", "fever", "none", "You reported a fever: no training until it is gone."));
    if let Some(g) = &mut m.gauge {
        g.state = GaugeState::Close;
        g.spare_days = 5;
        g.text = "Least load that still gets there: 501 a week of 512 planned. 2 sessions or 5 days can be missed."
            .into();
    }
    m
}

/// Nothing imported, no mission.
pub(crate) fn empty() -> Morning {
    Morning {
        mission: None,
        readiness: Readiness::default(),
        form: FormView::default(),
        session: None,
        gauge: None,
        verdict: Verdict {
            action: Action::Go,
            cap: Cap::None,
            priority: 9,
            confidence: 0.0,
            reasons: vec![],
            hurt: vec![],
        },
        voices: Voices::default(),
        ..go()
    }
}

/// A one-day goal: no stages.
pub(crate) fn marathon() -> Morning {
    let mut m = go();
    if let Some(l) = &mut m.mission {
        l.name = "Spring marathon".into();
        l.stages.clear();
        l.points = None;
    }
    m
}

/// In the middle of the tour.
pub(crate) fn event() -> Morning {
    let mut m = go();
    if let Some(l) = &mut m.mission {
        l.stages = stages(shift(today(), -8));
        l.days_to_goal = -8;
        l.goal_day = shift(today(), -8);
        l.phase = Phase::Event;
        l.lifecycle = Lifecycle::Event;
        l.points = Some((74, 172));
    }
    m.gauge = None;
    m
}
