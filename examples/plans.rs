//! Prints the plan that is laid for a mission template, week by week, for a coach's eye.
//!
//! `cargo run --release --example plans -- TEMPLATE [CTL] [TODAY] [GOAL]`: `CTL` is the fitness of an athlete who
//! trained five days a week at that level for half a year (0: nothing recorded), `TODAY` and `GOAL` are dates. With
//! `all` in place of a template every template is laid at four levels from seven days, and only what a coach would
//! object to is printed.

use chrono::{TimeZone as _, Utc};
use lanterne::{
    coach::plan::{self, Laid},
    config::mission as file,
    domain::{
        ActivityRecord, Athlete, Day, Event, Mission, Provider, SessionKind, Settings, Severity, ShortId, Sport,
        StreamMetrics, Threshold, ThresholdKind,
        day::{between, shift, short_name, span, weekday},
        mission::GoalKind,
        plan::Phase,
        settings::ThresholdSource,
    },
    science::history::History,
};
use std::io::{self, Write};

fn main() -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let args: Vec<String> = std::env::args().skip(1).collect();
    let name = args.first().map_or("gran-fondo", String::as_str);
    let day = |i: usize| args.get(i).map(|a| a.parse::<Day>()).transpose();
    let today = day(2)?.or_else(|| Day::from_ymd_opt(2026, 11, 19)).unwrap_or_default();
    if name == "all" {
        return survey(&mut out, today);
    }
    let ctl = args.get(1).map_or(Ok(50.0), |a| a.parse())?;
    let (mission, laid, ms) = lay(name, ctl, today, day(3)?)?;
    show(&mut out, &mission, &laid)?;
    writeln!(out, "{ms:.1} ms")?;
    Ok(())
}

/// Every template at four levels and from each weekday: one line per objection.
fn survey(out: &mut impl Write, today: Day) -> anyhow::Result<()> {
    for t in file::builtin() {
        for ctl in [0.0, 25.0, 50.0, 85.0] {
            for (shift_by, goal) in (0..7).map(|i| (i, None)).chain([(0, Some(24)), (3, Some(60)), (5, Some(10))]) {
                let today = shift(today, shift_by);
                let (m, laid, ms) = lay(t.id, ctl, today, goal.map(|g| shift(today, g)))?;
                for line in objections(&m, &laid) {
                    writeln!(out, "{} CTL {ctl} from {today} ({}): {line}", t.id, short_name(today))?;
                }
                if ms > 200.0 {
                    writeln!(out, "{} CTL {ctl} from {today}: {ms:.0} ms", t.id)?;
                }
            }
        }
    }
    Ok(())
}

fn lay(name: &str, ctl: f64, today: Day, goal: Option<Day>) -> anyhow::Result<(Mission, Laid, f64)> {
    let wish = file::Wish { date: goal, ..file::Wish::default() };
    let text = file::instantiate(name, today, &wish)?;
    let Ok(mission) = file::parse(&text, name) else { anyhow::bail!("{name}: the template does not parse") };
    let athlete = athlete(&mission, ctl, today);
    let history = History::build(&athlete, today);
    let version = file::version(mission.clone(), &text);
    let begin = std::time::Instant::now();
    let laid = plan::lay(&athlete, &history, &version, today);
    Ok((mission, laid, begin.elapsed().as_secs_f64() * 1000.0))
}

/// Half a year of five days a week, the long day on Saturday.
fn athlete(mission: &Mission, ctl: f64, today: Day) -> Athlete {
    let mut a = Athlete::default();
    let speed = |kind, sport, value| Threshold {
        kind,
        sport: Some(sport),
        value,
        from: shift(today, -30),
        source: ThresholdSource::Set,
        note: None,
    };
    let mut settings = Settings::default();
    if ctl > 0.0 {
        settings.thresholds = vec![
            speed(ThresholdKind::ThresholdSpeed, Sport::Run, 3.0 + ctl / 100.0),
            speed(ThresholdKind::Css, Sport::Swim, 1.1),
            speed(ThresholdKind::Ftp, Sport::Bike, 180.0 + ctl),
        ];
    }
    a.apply(&Event::SettingsObserved(Box::new(settings)));
    if ctl <= 0.0 {
        return a;
    }
    let sports: Vec<Sport> = mission.goal.legs.keys().copied().collect();
    for (i, d) in span(shift(today, -182), shift(today, -1)).enumerate() {
        let share = [0.0, 0.18, 0.15, 0.18, 0.0, 0.32, 0.17][weekday(d)];
        if share > 0.0 {
            let sport = if sports.is_empty() { mission.goal.sport } else { sports[i % sports.len()] };
            a.apply(&Event::ActivityRecorded(Box::new(activity(d, sport, 7.0 * ctl * share))));
        }
    }
    a
}

fn activity(day: Day, sport: Sport, load: f64) -> ActivityRecord {
    let seconds = load / 52.0 * 3600.0;
    let metres = match sport {
        Sport::Run => Some(seconds * 2.7),
        Sport::Swim => Some(seconds * 0.9),
        _ => Some(seconds * 7.5),
    };
    ActivityRecord {
        id: ShortId::of(&[day.to_string().as_bytes(), sport.name().as_bytes()]),
        provider: Provider::File,
        file: None,
        original: None,
        leg: 0,
        sport,
        sub_sport: None,
        indoor: false,
        start: Utc.from_utc_datetime(&day.and_hms_opt(8, 0, 0).unwrap_or_default()),
        local_date: day,
        title: None,
        notes: None,
        device: None,
        elapsed_s: seconds,
        moving_s: seconds,
        distance_m: metres,
        ascent_m: None,
        avg_hr: None,
        max_hr: None,
        avg_power_w: None,
        max_power_w: None,
        kcal: None,
        rpe: None,
        stated_load: Some(load),
        metrics: StreamMetrics::default(),
        laps: Vec::new(),
        swim: None,
        warnings: vec![],
        upstream: None,
    }
}

fn show(out: &mut impl Write, mission: &Mission, laid: &Laid) -> io::Result<()> {
    writeln!(out, "{}: {:?}", mission.name.as_str(), mission.event_days())?;
    for n in &laid.notes {
        writeln!(out, "note: {n}")?;
    }
    for w in &laid.plan.weeks {
        let sessions = || laid.plan.span(w.monday, shift(w.monday, 6));
        let load: f64 = sessions().map(|s| s.load).sum();
        let minutes: u32 = sessions().map(|s| u32::from(s.minutes)).sum();
        let down = if w.deload { " (down)" } else { "" };
        let (phase, target, why) = (w.phase, w.target_load, &w.binding);
        writeln!(
            out,
            "{} {phase}{down} target {target:.0} planned {load:.0} {minutes} min [{why}] {}",
            w.monday, w.focus
        )?;
        for s in sessions() {
            let hard = if s.hard { "*" } else { " " };
            let km = s.distance_m.map_or(String::new(), |m| format!(" {:.1} km", m / 1000.0));
            let what = format!("{} {} {} min{km} load {:.0}", s.sport, s.title, s.minutes, s.load);
            writeln!(out, "  {hard}{} {:9} {what} | {}", short_name(s.day), s.template, s.rationale)?;
        }
    }
    for line in objections(mission, laid) {
        writeln!(out, "! {line}")?;
    }
    Ok(())
}

/// What is wrong with a plan at a glance.
fn objections(mission: &Mission, laid: &Laid) -> Vec<String> {
    let plan = &laid.plan;
    let mut out = Vec::new();
    for f in laid.findings.iter().filter(|f| f.severity > Severity::Info) {
        out.push(format!("{:?} {} {} {} / {}", f.severity, f.rule, f.day, f.observed, f.limit));
    }
    let load = |m: Day| plan.span(m, shift(m, 6)).map(|s| s.load).sum::<f64>();
    for (i, w) in plan.weeks.iter().enumerate() {
        let planned = load(w.monday);
        if (planned - w.target_load).abs() > 20.0_f64.max(0.10 * w.target_load) && w.monday >= plan.from {
            let (phase, target, why) = (w.phase, w.target_load, &w.binding);
            out.push(format!("{} {phase}: target {target:.0}, planned {planned:.0} [{why}]", w.monday));
        }
        let before = i.checked_sub(1).map(|i| &plan.weeks[i]);
        if w.phase == Phase::Taper
            && let Some(b) = before.filter(|b| b.monday >= plan.from && !b.deload)
            && !plan
                .span(w.monday, shift(w.monday, 6))
                .any(|s| matches!(s.kind, SessionKind::Race | SessionKind::Stage))
            && w.target_load > b.target_load + 5.0
        {
            out.push(format!("{} taper target {:.0} over {:.0} before", w.monday, w.target_load, b.target_load));
        }
        let mut texts: Vec<&str> = plan.span(w.monday, shift(w.monday, 6)).map(|s| s.rationale.as_str()).collect();
        texts.sort_unstable();
        if texts.windows(2).any(|t| t[0] == t[1]) {
            out.push(format!("{} two sessions for the same reason", w.monday));
        }
    }
    let Some((first, last)) = mission.event_days().filter(|_| mission.goal.kind != GoalKind::Block) else {
        return out;
    };
    if mission.stages.is_empty() && !plan.on(first).any(|s| s.kind == SessionKind::Race) {
        out.push("no race on the day".into());
    }
    if !plan.span(shift(first, -4), shift(first, -1)).any(|s| s.kind == SessionKind::Opener) {
        out.push("no opener".into());
    }
    if plan.last_day().is_none_or(|d| between(last, d) < 7) {
        out.push("no recovery".into());
    }
    for s in plan.sessions.iter().filter(|s| s.sport == Sport::Run && s.distance_m.is_none()) {
        out.push(format!("{} run without distance", s.day));
    }
    for s in plan.sessions.iter().filter(|s| s.sport == Sport::Strength) {
        if plan.on(shift(s.day, 1)).any(|n| n.hard) {
            out.push(format!("{} strength before a hard day", s.day));
        }
    }
    out
}
