//! The answer in one glance: the verdict as a badge, what it allows, the mission and how far it is, what waits.
//!
//! ```text
//! ▐            ▌ Grand tour at home                                   Fri 20 Nov 2026
//! ▐  ▲ MODIFY  ▌ Nothing hard: HRV of 7 nights is 9 % under normal         1 proposal
//! ▐            ▌ 226 days to Sat 3 Jul 2027 · base · week 5 of 37  oura today · file 1 d
//! ```

use super::{Keys, Look};
use crate::app::{
    Action as Do, Hit, Hits,
    services::{Service, Standing as Stands},
};
use crate::coach::{morning::Morning, words};
use crate::domain::{Action, Cap, Day, Purse, day::between, mission::Lifecycle, purse::usd};
use crate::tui::{num, pen::Pen, text};
use chrono::NaiveDateTime;
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use std::collections::BTreeMap;

/// What the header shows.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// The day's answer; `None` while the log is being read.
    pub morning: Option<&'a Morning>,
    /// Today.
    pub today: Day,
    /// The services, as they stand.
    pub services: &'a [Service],
    /// Day of the newest activity.
    pub last_activity: Option<Day>,
    /// Whether the demo athlete is on screen.
    pub demo: bool,
    /// Why nothing can be changed, when that is so.
    pub read_only: Option<&'a str>,
    /// The model's purse, when there is one.
    pub purse: Option<Purse>,
    /// Keys of the first steps.
    pub keys: &'a Keys,
}

/// Columns of the badge.
const BADGE: u16 = 12;

/// Draws the header; two or three rows. What in it has a key can be clicked.
pub fn render(a: &Args<'_>, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Hits {
    let t = look.theme;
    let mut pen = Pen::new(buf, area);
    let (w, tall) = (pen.w(), pen.h() >= 3);
    let Some(m) = a.morning else {
        pen.put(0, 0, "Reading the log …", t.dim);
        pen.put_right(w, 0, &num::full_date(a.today), t.dim);
        return Hits::default();
    };
    let mut hits = Hits::default();
    badge(&mut pen, m, look, tall);
    let x = BADGE + 2;
    if tall {
        let end = corner(&mut pen, 0, a, look);
        pen.put_in(x, 0, end.saturating_sub(x + 2), &name(m), t.title);
        let end = pen.put_right(w, 1, &waiting(m), t.accent);
        hits.add(pen.place(end, 1, w - end, 1), Hit::Act(Do::FocusProposal));
        pen.put_in(x, 1, end.saturating_sub(x + 2), &answer(m), t.strong);
        let road = road(a, m, false);
        let room = w.saturating_sub(x + text::width(&road) as u16 + 3);
        let end = pen.put(x, 2, &road, t.text);
        hits.extend(chooses(&pen, m, (x, 2, end - x)));
        pen.put_right(w, 2, &sources(a, m, room), t.dim);
    } else {
        let end = corner(&mut pen, 0, a, look);
        pen.put_in(x, 0, end.saturating_sub(x + 2), &answer(m), t.strong);
        let end = pen.put_right(w, 1, &waiting(m), t.accent);
        hits.add(pen.place(end, 1, w - end, 1), Hit::Act(Do::FocusProposal));
        let trouble = trouble(a);
        let right = if end < w { end.saturating_sub(2) } else { end };
        let end = if trouble.is_empty() { end } else { pen.put_right(right, 1, &trouble, t.warn) };
        if a.services.iter().any(|s| s.standing == Stands::NeedsLogin) {
            hits.add(pen.place(end, 1, right.saturating_sub(end), 1), Hit::Act(Do::ConnectService));
        }
        let room = end.saturating_sub(2);
        let long = format!("{} · {}", name(m), road(a, m, false));
        let line = if text::width(&long) <= usize::from(room) {
            long
        } else {
            let road = road(a, m, true);
            let left = usize::from(room).saturating_sub(text::width(&road) + 3);
            if left >= 8 { format!("{} · {road}", text::clip(&name(m), left)) } else { road }
        };
        let to = pen.put_in(0, 1, room, &line, t.text);
        hits.extend(chooses(&pen, m, (0, 1, to)));
        // The ages of the sources, where nothing more urgent takes the room.
        let left = room.saturating_sub(text::width(&line) as u16 + 2);
        if left >= 12 && trouble.is_empty() {
            pen.put_right(room, 1, &sources(a, m, left), t.dim);
        }
    }
    hits
}

/// The place of the words that name the key of a mission, or of the first steps.
fn chooses(pen: &Pen<'_>, m: &Morning, (x, y, w): (u16, u16, u16)) -> Hits {
    let mut hits = Hits::default();
    if m.mission.is_none() {
        let action = if standing(m) == Standing::Start { Do::GetStarted } else { Do::NewMission };
        hits.add(pen.place(x, y, w, 1), Hit::Act(action));
    }
    hits
}

/// The day in a word: the verdict where there is a session to decide on, else what there is instead; with its shape.
#[must_use]
pub fn sign(m: &Morning, look: Look<'_>) -> (&'static str, &'static str, Style) {
    let verdict = look.verdict(m.verdict.action);
    match standing(m) {
        Standing::Start => (look.shape("○", "-"), "START", look.theme.selection),
        Standing::NoPlan => (look.shape("○", "-"), "NO PLAN", look.theme.selection),
        Standing::RestDay => (verdict.0, "REST DAY", verdict.2),
        Standing::Planned => verdict,
    }
}

/// The word, as prominent as a terminal allows: reversed, in its colour, with its shape.
fn badge(pen: &mut Pen<'_>, m: &Morning, look: Look<'_>, tall: bool) {
    let (shape, word, style) = sign(m, look);
    for y in 0..if tall { 3 } else { 1 } {
        pen.fill(0, y, BADGE, " ", style);
    }
    let label = format!("{shape} {word}");
    let x = (BADGE - (text::width(&label) as u16).min(BADGE)) / 2;
    pen.put(x, u16::from(tall), &label, style);
}

/// Date, and what is special about this screen. Returns where it starts.
fn corner(pen: &mut Pen<'_>, y: u16, a: &Args<'_>, look: Look<'_>) -> u16 {
    let t = look.theme;
    let wide = pen.w() >= 100;
    let date = if wide { num::full_date(a.today) } else { num::weekday_date(a.today) };
    let mut x = pen.put_right(pen.w(), y, &date, t.dim);
    let mut mark = |s: &str, style: Style| {
        x = pen.put_right(x.saturating_sub(2), y, s, style);
    };
    if let Some(p) = &a.purse {
        let (says, style) = purse(p, wide, look);
        mark(&says, style);
    }
    if a.demo {
        mark("demo", t.accent);
    }
    if a.read_only.is_some() {
        mark("looking back", t.warn);
    }
    x
}

/// What is spent of the cap that is fuller, of the day or of the month: in money, or in percent where room is short.
fn purse(p: &Purse, wide: bool, look: Look<'_>) -> (String, Style) {
    let t = look.theme;
    let percent = p.percent();
    let (shape, style) = match percent {
        100.. => (look.shape("■ ", "X "), t.bad),
        _ if p.nearly() => (look.shape("▲ ", "! "), t.warn),
        _ => ("", t.dim),
    };
    let amount = match p.fuller() {
        _ if !wide => format!("{percent} %"),
        (spent, cap, true) => format!("{} of {} this month", usd(spent), usd(cap)),
        (spent, cap, false) => format!("{} of {}", usd(spent), usd(cap)),
    };
    (format!("{shape}purse {amount}"), style)
}

fn name(m: &Morning) -> String {
    m.mission.as_ref().map_or("No mission yet".to_owned(), |l| l.name.clone())
}

/// What the badge is about: a verdict needs something planned to be one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Start,
    NoPlan,
    RestDay,
    Planned,
}

fn standing(m: &Morning) -> Standing {
    match (&m.mission, &m.session) {
        (None, None) if m.readiness.score.is_none() && m.form.history.is_empty() => Standing::Start,
        (None, None) if m.verdict.action == Action::Go => Standing::NoPlan,
        (Some(_), None) if m.lacks_plan() => Standing::NoPlan,
        (Some(_), None) if m.verdict.action == Action::Go => Standing::RestDay,
        _ => Standing::Planned,
    }
}

/// What the day may hold, and the first reason.
fn answer(m: &Morning) -> String {
    let cap = m.verdict.cap;
    let fits = m.verdict.action == Action::Go && cap >= Cap::NoHard;
    match standing(m) {
        Standing::Start => return "Bring your history and choose a goal.".to_owned(),
        Standing::NoPlan if m.mission.is_some() => return "The mission has no plan yet.".to_owned(),
        Standing::NoPlan if cap == Cap::None => return "Choose a mission to get a plan.".to_owned(),
        Standing::NoPlan => return format!("Choose a mission to get a plan. Today allows: {}.", cap.title()),
        Standing::Planned if fits => return format!("The plan fits today: {}.", cap.title()),
        Standing::RestDay => return "Nothing is planned today: enjoy the rest.".to_owned(),
        Standing::Planned => {}
    }
    words::verdict(&m.verdict)
}

/// How far, which phase, which week.
fn road(a: &Args<'_>, m: &Morning, short: bool) -> String {
    let Some(l) = &m.mission else {
        return match standing(m) {
            Standing::Start => format!("{} opens the first steps", a.keys.start),
            _ => format!("{} chooses one", a.keys.mission),
        };
    };
    let far = match (l.lifecycle, l.days_to_goal) {
        (Lifecycle::Complete | Lifecycle::Archived, _) => "done".to_owned(),
        (_, d) if d > 0 => {
            let days = num::count(d as usize, "day");
            if short { days } else { format!("{days} to {}", num::full_date(l.goal_day)) }
        }
        (_, 0) => "it starts today".to_owned(),
        (_, d) => format!("day {}", 1 - d),
    };
    let week = match l.week {
        Some((n, of)) if short => format!(" {n}/{of}"),
        Some((n, of)) => format!(" · week {n} of {of}"),
        None => String::new(),
    };
    format!("{far} · {}{week}", l.phase)
}

fn waiting(m: &Morning) -> String {
    match m.proposals.len() {
        0 => String::new(),
        n => format!("{} waiting", num::count(n, "proposal")),
    }
}

/// Minutes, hours or days.
fn span(minutes: i64) -> String {
    match minutes {
        ..=89 => format!("{minutes} min"),
        90..=2879 => format!("{} h", (minutes + 30) / 60),
        _ => format!("{} d", (minutes + 720) / 1440),
    }
}

/// A moment as a clock time on its own day, by days after it: a screen on which nothing happens is still true.
fn since(at: NaiveDateTime, today: Day) -> String {
    match between(at.date(), today) {
        0 => at.format("%H:%M").to_string(),
        days => num::age(days),
    }
}

/// A moment ahead as a clock time, with its day unless that is today.
fn ahead(at: NaiveDateTime, today: Day) -> String {
    let time = at.format("%H:%M");
    match between(today, at.date()) {
        ..=0 => format!("at {time}"),
        1 => format!("tomorrow {time}"),
        _ => format!("{} {time}", num::weekday_date(at.date())),
    }
}

/// A service in a few words: what the athlete must do comes before when it last answered.
fn service(s: &Service, today: Day, keys: &Keys) -> String {
    let last = s.answered.map_or_else(|| "never".to_owned(), |at| since(at, today));
    let more = match (s.waits, s.left_min) {
        (_, Some(m)) => format!("history in about {}", span(m)),
        (Some(until), None) => format!("goes on {}", ahead(until, today)),
        (None, None) => "more to come".to_owned(),
    };
    match s.standing {
        Stands::Good => format!("{} {last}", s.name),
        Stands::Waiting if s.answered.is_none() => format!("{}: first fetch", s.name),
        Stands::Waiting => format!("{} {last}, {more}", s.name),
        Stands::Failed if s.answered.is_none() => format!("{}: failed", s.name),
        Stands::Failed => format!("{} failed, {last}", s.name),
        Stands::NeedsLogin => format!("{}: log in ({})", s.name, keys.connect),
    }
}

/// The services that need the athlete, or else those that failed.
fn trouble(a: &Args<'_>) -> String {
    let of = |standing| a.services.iter().filter(move |s| s.standing == standing);
    let say = |standing, what: &str| match of(standing).collect::<Vec<_>>()[..] {
        [] => None,
        [one] => Some(service(one, a.today, a.keys)),
        ref many => Some(format!("{} services: {what}", many.len())),
    };
    let log_in = format!("log in ({})", a.keys.connect);
    say(Stands::NeedsLogin, &log_in).or_else(|| say(Stands::Failed, "failed")).unwrap_or_default()
}

/// Each connected service with how it stands, each other source with the age of its newest value, freshest first, then
/// the newest activity: as many as fit.
fn sources(a: &Args<'_>, m: &Morning, room: u16) -> String {
    let mut ages: BTreeMap<&str, i64> = BTreeMap::new();
    for c in &m.readiness.contributors {
        if let (Some(s), Some(age)) = (&c.source, c.age_days) {
            // `form` is computed here, not heard from anybody.
            let asked = a.services.iter().any(|x| *x.name == **s || (x.name == "strava" && s == "strava_api"));
            if s != "form" && !asked {
                ages.entry(s).and_modify(|x| *x = age.min(*x)).or_insert(age);
            }
        }
    }
    let mut list: Vec<(i64, &str)> = ages.into_iter().map(|(s, a)| (a, s)).collect();
    list.sort_unstable();
    if let Some(day) = a.last_activity {
        list.push((between(day, a.today), "last activity"));
    }
    let mut out = String::new();
    let services = a.services.iter().map(|s| service(s, a.today, a.keys));
    for text in services.chain(list.into_iter().map(|(age, source)| format!("{source} {}", num::age(age)))) {
        let next = format!("{}{text}", if out.is_empty() { "" } else { " · " });
        if text::width(&out) + text::width(&next) > usize::from(room) {
            break;
        }
        out += &next;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn at(day: u32, hour: u32) -> NaiveDateTime {
        Day::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(hour, 5, 0).unwrap()
    }

    #[rstest]
    #[case("oura 06:05", Stands::Good, Some(at(26, 6)), None, None)]
    #[case("oura 3 d", Stands::Good, Some(at(23, 6)), None, None)]
    #[case("oura: first fetch", Stands::Waiting, None, Some(at(26, 7)), None)]
    #[case("oura 06:05, goes on at 07:05", Stands::Waiting, Some(at(26, 6)), Some(at(26, 7)), None)]
    #[case("oura 06:05, goes on tomorrow 03:05", Stands::Waiting, Some(at(26, 6)), Some(at(27, 3)), None)]
    #[case("oura 06:05, goes on Sat 28 Nov 03:05", Stands::Waiting, Some(at(26, 6)), Some(at(28, 3)), None)]
    #[case("oura 06:05, history in about 40 min", Stands::Waiting, Some(at(26, 6)), Some(at(26, 7)), Some(40))]
    #[case("oura 06:05, more to come", Stands::Waiting, Some(at(26, 6)), None, None)]
    #[case("oura failed, 06:05", Stands::Failed, Some(at(26, 6)), None, None)]
    #[case("oura: log in (C)", Stands::NeedsLogin, Some(at(26, 6)), None, None)]
    fn a_service_in_a_few_words(
        #[case] words: &str,
        #[case] standing: Stands,
        #[case] answered: Option<NaiveDateTime>,
        #[case] waits: Option<NaiveDateTime>,
        #[case] left_min: Option<i64>,
    ) {
        let s = Service { name: "oura".into(), standing, answered, waits, left_min };
        let keys = Keys::of(&crate::app::Keymap::default());
        assert_eq!(service(&s, at(26, 0).date(), &keys), words);
    }
}
