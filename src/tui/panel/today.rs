//! What do I do today, and why? The session, its shape and steps, the reasons, the three voices.
//!
//! ```text
//! Today ─────────────────────────────── 75 min · load 82
//! Sweet spot 3 × 12
//! 228–242 W · Z3 (148–158 bpm) · IF 0.86
//!  ▂▂▂▅▅▅▅▂▂▅▅▅▅▂▂▅▅▅▅▂▂
//! 12 min easy
//! 3 × 12 min at 228–242 W, 4 min easy
//! Why    F07  HRV of 7 nights is 9 % under normal.
//! Rules  …        Coach  …        You  …
//! ```

use super::{Keys, Look, share};
use crate::app::{Action as Do, Hit, Hits};
use crate::coach::{
    morning::{Course, Morning, SessionView},
    words,
};
use crate::domain::{
    Action, Block, Cap, Day, Reason, Session,
    session::{Duration, Step, StepKind, Target},
};
use crate::tui::{chart, num, pen::Pen, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};

/// What the panel shows.
#[derive(Clone, Copy)]
pub struct Args<'a> {
    /// The day's answer.
    pub morning: &'a Morning,
    /// The next session after today, for a rest day.
    pub next: Option<&'a Session>,
    /// Keys of the first steps.
    pub keys: &'a Keys,
}

/// Before what was planned and is not going to be done.
const PLANNED: &str = "Planned  ";
/// Columns of a voice's or reason's label.
const LABEL: u16 = 7;

/// Draws the panel from its line `scroll`. Returns how many lines lie beyond its height, and where the first steps are.
pub fn render(a: &Args<'_>, scroll: u16, look: Look<'_>, area: Rect, buf: &mut Buffer) -> (u16, Hits) {
    let t = look.theme;
    let m = a.morning;
    let right = m.session.as_ref().map(|s| {
        let (word, style) = if m.verdict.action == Action::Go { ("", t.strong) } else { ("planned ", t.dim) };
        vec![
            (format!("{word}{}", num::minutes(s.minutes.into())), style),
            (" · load ".to_owned(), t.dim),
            (num::plain(s.load, 0), style),
        ]
    });
    let mut pen = look.open(area, buf, "Today", &right.unwrap_or_default());
    let (w, h) = (pen.w(), pen.h());
    let parts = parts(a, w, look);
    let wants: Vec<(u8, u16, u16)> = parts.iter().map(|p| (p.rank, p.least, p.rows())).collect();
    let most: u16 = wants.iter().map(|x| x.2).sum();
    let rows = share(if scroll > 0 { most } else { h }, &wants);
    let mut y = 0_i32 - i32::from(scroll);
    let mut hits = Hits::default();
    for (part, n) in parts.iter().zip(rows) {
        part.draw(&mut pen, y, n, look);
        if let (Body::Step(action, _), Ok(y)) = (&part.body, u16::try_from(y)) {
            hits.add(pen.place(0, y, w, n), Hit::Act(*action));
        }
        y += i32::from(n);
    }
    (most.saturating_sub(h), hits)
}

/// A piece of the panel: lines of styled text, or the session's shape.
struct Part<'a> {
    rank: u8,
    least: u16,
    body: Body<'a>,
}

enum Body<'a> {
    Lines(Vec<Vec<(String, Style)>>),
    /// Lines that name the key of an action.
    Step(Do, Vec<Vec<(String, Style)>>),
    Shape(&'a [Block], u16),
    Columns(Vec<(&'static str, Vec<String>)>),
}

impl Part<'_> {
    fn rows(&self) -> u16 {
        match &self.body {
            Body::Lines(l) | Body::Step(_, l) => l.len() as u16,
            Body::Shape(_, n) => *n,
            Body::Columns(c) => 1 + c.iter().map(|(_, l)| l.len()).max().unwrap_or(0) as u16,
        }
    }

    /// Draws `n` rows from row `y`, which may lie above the pen's area.
    fn draw(&self, pen: &mut Pen<'_>, y: i32, n: u16, look: Look<'_>) {
        let t = look.theme;
        let at = |i: usize| u16::try_from(i64::from(y) + i64::try_from(i).ok()?).ok();
        match &self.body {
            Body::Lines(lines) | Body::Step(_, lines) => {
                let cut = usize::from(n) < lines.len();
                for (i, line) in lines.iter().take(n.into()).enumerate() {
                    let Some(row) = at(i) else { continue };
                    match line.split_last() {
                        Some(((last, style), before)) if cut && i + 1 == usize::from(n) => {
                            let x = pen.parts(0, row, before);
                            pen.put(x, row, &text::unended(last, usize::from(pen.w().saturating_sub(x))), *style);
                        }
                        _ => {
                            pen.parts(0, row, line);
                        }
                    }
                }
            }
            Body::Shape(steps, _) => {
                if let Some(row) = at(0) {
                    shape(&mut pen.part(0, row, u16::MAX, n), steps, look);
                }
            }
            Body::Columns(columns) => {
                let wide = pen.w().saturating_sub(4) / 3;
                for (c, (label, lines)) in columns.iter().enumerate() {
                    let x = c as u16 * (wide + 2);
                    if let Some(row) = at(0).filter(|_| n > 0) {
                        pen.put_in(x, row, wide, label, t.dim);
                    }
                    for (i, line) in lines.iter().take(usize::from(n.saturating_sub(1))).enumerate() {
                        if let Some(row) = at(i + 1) {
                            pen.put_in(x, row, wide, line, t.text);
                        }
                    }
                }
            }
        }
    }
}

fn parts<'a>(a: &Args<'a>, w: u16, look: Look<'_>) -> Vec<Part<'a>> {
    let t = look.theme;
    let m = a.morning;
    let blank = |rank| Part { rank, least: 0, body: Body::Lines(vec![vec![]]) };
    let lines = |rank: u8, least: u16, l: Vec<Vec<(String, Style)>>| {
        let least = least.min(l.len() as u16);
        Part { rank, least, body: Body::Lines(l) }
    };
    if m.session.is_none() && m.mission.is_none() && a.next.is_none() && m.form.history.is_empty() {
        // Before anything is known, every reason would only say that nothing is.
        return first_steps(a, false, w, look);
    }
    let mut out = Vec::new();
    match &m.session {
        Some(s) => {
            let changed = m.verdict.action != Action::Go;
            if changed {
                out.push(lines(0, 2 + u16::from(m.verdict.spares()), instead(m, w, look)));
            }
            let (label, style) = if changed { (PLANNED, t.dim) } else { ("", t.strong) };
            let title = vec![
                (label.to_owned(), t.dim),
                (look.told(&words::sentence(&s.title)), style),
                (format!("  {}", family(s, w)), t.dim),
            ];
            out.push(lines(0, 1, vec![title]));
            // What is not going to be done gives way to why.
            let late = if changed { 7 } else { 0 };
            // What belongs to the planned session stands under its title, so that it is not read as what is proposed.
            let inset = if changed { PLANNED.len() as u16 } else { 0 };
            let style = if changed { t.dim } else { t.text };
            let set_in = |l: String| vec![(format!("{}{l}", " ".repeat(inset.into())), style)];
            let room = w.saturating_sub(inset);
            let facts = text::wrap(&facts(s, look), room.into()).into_iter().map(set_in).collect();
            out.push(lines(1 + late, u16::from(!changed), facts));
            if !changed {
                out.push(Part { rank: 4, least: 2, body: Body::Shape(&s.steps, if w >= 50 { 4 } else { 3 }) });
            }
            let steps = s.lines.iter().flat_map(|l| step_lines(&look.told(l), room)).map(set_in).collect();
            out.push(lines(3 + late, u16::from(!changed), steps));
            if let Some(c) = s.classes.first() {
                let body = format!("{}: {}", c.name, look.told(&c.why));
                out.push(lines(5 + late, 0, labelled("Class", &body, w, t.dim, t.text)));
            }
            for more in &m.more_sessions {
                out.push(lines(
                    5,
                    1,
                    vec![vec![
                        ("Also   ".to_owned(), t.dim),
                        (look.told(&words::sentence(&more.title)), t.strong),
                        (
                            format!("  {} · load {}", num::minutes(more.minutes.into()), num::plain(more.load, 0)),
                            t.dim,
                        ),
                    ]],
                ));
            }
        }
        None => out.extend(rest(a, w, look)),
    }
    out.push(blank(12));
    out.push(lines(2, 2, why(&m.verdict.reasons, w, look)));
    out.push(blank(12));
    out.extend(voices(m, w, look));
    if let Some(s) = &m.session {
        out.push(blank(14));
        out.push(lines(13, 0, labelled("Plan", &look.told(&s.rationale), w, t.dim, t.text)));
        out.push(blank(15));
        out.push(lines(14, 0, labelled("How", &look.told(&s.description), w, t.dim, t.dim)));
    }
    out
}

/// What the verdict makes of the planned session: the word, and what is proposed in its place.
fn instead(m: &Morning, w: u16, look: Look<'_>) -> Vec<Vec<(String, Style)>> {
    let t = look.theme;
    let (shape, word, _) = look.verdict(m.verdict.action);
    let (style, wide) =
        (if m.verdict.action == Action::Skip { t.bad } else { t.warn }, usize::from(w.saturating_sub(9)));
    let mut out = Vec::new();
    let head = format!("{shape} {word}");
    let room = usize::from(w).saturating_sub(text::width(&head) + 2);
    for (i, l) in text::wrap(&m.verdict.allows(), room).into_iter().enumerate() {
        let first = if i == 0 { head.clone() } else { " ".repeat(text::width(&head)) };
        out.push(vec![(first, style), (format!("  {l}"), t.strong)]);
    }
    let Course::Instead(day) = m.course() else { return out };
    let proposed = day.first().map_or("rest".to_owned(), |s| {
        let title = look.told(&s.title);
        format!("{title}, {}, load {}", num::minutes(s.minutes.into()), num::plain(s.load, 0))
    });
    for (i, l) in text::wrap(&proposed, wide).into_iter().enumerate() {
        out.push(vec![(if i == 0 { "Proposed " } else { "         " }.to_owned(), t.dim), (l, t.ghost)]);
    }
    out
}

/// Nothing to do today: says so, and what comes next.
fn rest<'a>(a: &Args<'a>, w: u16, look: Look<'_>) -> Vec<Part<'a>> {
    let t = look.theme;
    let m = a.morning;
    if m.mission.is_none() && a.next.is_none() {
        return first_steps(a, !m.form.history.is_empty(), w, look);
    }
    if m.lacks_plan() {
        let words = format!(
            "No plan is laid yet. {} takes the mission up and shows the plan that it brings.",
            a.keys.mission
        );
        let lines: Vec<_> = text::wrap(&words, w.into()).into_iter().map(|l| vec![(l, t.text)]).collect();
        return vec![Part { rank: 0, least: lines.len() as u16, body: Body::Lines(lines) }];
    }
    let word = if m.verdict.cap == Cap::Rest { "Rest" } else { "Rest day" };
    let mut lines = vec![vec![(word.to_owned(), t.strong)]];
    if let Some(s) = a.next {
        let day = if s.day == m.date.succ_opt().unwrap_or(m.date) {
            "Tomorrow".to_owned()
        } else {
            num::weekday_date(s.day)
        };
        let label = format!("{day}: ");
        let body = format!(
            "{label}{}, {}, load {}",
            look.told(&s.title),
            num::minutes(s.minutes.into()),
            num::plain(s.load, 0)
        );
        lines.extend(text::wrap(&body, w.into()).into_iter().map(|l| vec![(l, t.text)]));
    }
    let least = lines.len() as u16;
    vec![Part { rank: 0, least, body: Body::Lines(lines) }]
}

/// What to do on the first day, by key; without the import where there is a history already.
fn first_steps<'a>(a: &Args<'_>, history: bool, w: u16, look: Look<'_>) -> Vec<Part<'a>> {
    let t = look.theme;
    let k = a.keys;
    let steps = [
        (
            Do::ImportFiles,
            &k.import,
            "imports your files: FIT, TCX, GPX, folders, a Strava or Garmin archive, a readiness CSV",
        ),
        (Do::ConnectService, &k.connect, "connects a service: Oura, intervals.icu, Strava"),
        (Do::NewMission, &k.mission, "chooses a mission, and shows the plan that it would bring"),
        (Do::CheckIn, &k.feel, "says how you feel, in five keys"),
        (Do::GetStarted, &k.start, "opens all first steps, a look at the demo athlete among them"),
    ];
    let part = |rank: u8, least: u16, body| Part { rank, least, body };
    let title = if history { "No mission, so no plan yet" } else { "Start here" };
    let mut out = vec![part(0, 1, Body::Lines(vec![vec![(title.to_owned(), t.strong)]]))];
    let steps = if history { &steps[2..4] } else { &steps[..] };
    let indent = steps.iter().map(|(_, key, _)| text::width(key)).max().unwrap_or(1) + 2;
    for (action, key, what) in steps {
        out.push(part(12, 0, Body::Lines(vec![vec![]])));
        let wrapped = text::wrap(what, usize::from(w).saturating_sub(indent));
        let head = |i: usize| text::left(if i == 0 { key.as_str() } else { "" }, indent);
        let lines = wrapped.into_iter().enumerate().map(|(i, l)| vec![(head(i), t.key), (l, t.text)]);
        out.push(part(1, 1, Body::Step(*action, lines.collect())));
    }
    out
}

/// Target, zone, distance and intensity, with their units.
fn facts(s: &SessionView, look: Look<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(s.target.as_deref().map(|x| look.told(x)));
    parts.extend(s.hr_zone.clone());
    parts.extend(s.distance_km.map(|k| look.theme.units.distance_words(k, 1)));
    parts.push(format!("IF {:.2}", s.intensity));
    parts.join(" · ")
}

/// Sport, kind, whether it counts as hard and whether it is locked; the kind only where there is room.
fn family(s: &SessionView, w: u16) -> String {
    let roomy = usize::from(w) >= text::width(&s.title) + text::width(&s.kind) + 20;
    let kind = if roomy { Some(s.kind.as_str()) } else { None };
    let hard = s.hard.then_some("hard");
    let locked = s.locked.then_some("locked");
    [Some(s.sport.as_str()), kind, hard, locked].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// One step line, wrapped with a hanging indent.
fn step_lines(line: &str, w: u16) -> Vec<String> {
    let wrapped = text::wrap(line, usize::from(w.saturating_sub(2)));
    wrapped.into_iter().enumerate().map(|(i, l)| if i == 0 { l } else { format!("  {l}") }).collect()
}

/// `label` once, `body` wrapped beside it.
fn labelled(label: &str, body: &str, w: u16, name: Style, style: Style) -> Vec<Vec<(String, Style)>> {
    if body.is_empty() {
        return vec![];
    }
    let wide = usize::from(w.saturating_sub(LABEL));
    let lines = text::wrap(body, wide).into_iter().enumerate();
    let head = |i: usize| text::left(if i == 0 { label } else { "" }, LABEL.into());
    lines.map(|(i, l)| vec![(head(i), name), (l, style)]).collect()
}

/// The reasons, the deciding one first, each with its rule.
fn why(reasons: &[Reason], w: u16, look: Look<'_>) -> Vec<Vec<(String, Style)>> {
    let t = look.theme;
    let mut out = Vec::new();
    for (i, r) in reasons.iter().enumerate() {
        let style = if i == 0 { t.text } else { t.dim };
        let label = if i == 0 { "Why" } else { "" };
        let body = look.told(&format!("{} ({}, {})", r.text.trim_end_matches('.'), r.rule, r.observed));
        out.extend(labelled(label, &body, w, t.dim, style));
    }
    out
}

/// Rules, coach and athlete: side by side where each has 24 columns, else one under the other.
fn voices<'a>(m: &Morning, w: u16, look: Look<'_>) -> Vec<Part<'a>> {
    let t = look.theme;
    let v = &m.voices;
    if v.rules.is_empty() && v.coach.is_empty() && v.you.is_none() {
        return vec![];
    }
    let you = v.you.as_deref().unwrap_or("–");
    let (rules, coach) = (look.told(&v.rules), look.told(&v.coach));
    let all = [("Rules", rules.as_str()), ("Coach", coach.as_str()), ("You", you)];
    let wide = w.saturating_sub(4) / 3;
    if wide >= 24 {
        let columns = all.map(|(l, s)| (l, text::wrap(s, wide.into()))).to_vec();
        return vec![Part { rank: 6, least: 3, body: Body::Columns(columns) }];
    }
    let part = |(label, s): (&str, &str)| {
        let style = if label == "You" && v.you.is_none() { t.dim } else { t.text };
        Part { rank: 6, least: u16::from(!s.is_empty()), body: Body::Lines(labelled(label, s, w, t.dim, style)) }
    };
    all.into_iter().map(part).collect()
}

/// The session as a row of blocks: how long is how wide, how hard is how high.
fn shape(pen: &mut Pen<'_>, steps: &[Block], look: Look<'_>) {
    let flat = Block::flatten(steps);
    let total: f64 = flat.iter().map(|s| seconds(s)).sum();
    let (w, h) = (usize::from(pen.w()), pen.h());
    if total <= 0.0 || w == 0 || h == 0 {
        return;
    }
    let mut from = 0.0;
    let mut at = flat.iter();
    let mut step = at.next();
    for x in 0..w {
        let mid = (x as f64 + 0.5) / w as f64 * total;
        while let Some(s) = step
            && mid > from + seconds(s)
            && at.len() > 0
        {
            from += seconds(s);
            step = at.next();
        }
        let Some(s) = step else { return };
        let along = ((mid - from) / seconds(s).max(1.0)).clamp(0.0, 1.0);
        let level = intensity(s, along);
        // 120 % of threshold fills the height; what is harder than that still shows as full.
        let share = (level / 1.2).clamp(0.06, 1.0);
        chart::column(pen, x as u16, h - 1, h, share, look.marks, zone(level, s.kind, look));
    }
}

/// Seconds of a step; for one given in metres a usual speed stands in, only to draw it as wide as it is long.
fn seconds(s: &Step) -> f64 {
    match s.duration {
        Duration::Time(t) | Duration::Lap(t) => f64::from(t),
        Duration::Distance(m) => f64::from(m) / if matches!(s.target, Target::PowerPct) { 8.5 } else { 3.0 },
    }
}

/// Share of threshold at a point of the step (0 its start, 1 its end).
fn intensity(s: &Step, along: f64) -> f64 {
    let v = if s.ramp { s.lo + (s.hi - s.lo) * along } else { f64::midpoint(s.lo, s.hi) };
    let v = match s.target {
        Target::PowerPct | Target::SpeedPct | Target::HrPct => v / 100.0,
        Target::Rpe => v / 9.0,
        Target::Free => 0.55,
    };
    if s.kind == StepKind::Rest { 0.0 } else { v }
}

fn zone(level: f64, kind: StepKind, look: Look<'_>) -> Style {
    let t = look.theme;
    match kind {
        StepKind::Rest => t.dim,
        _ if level < 0.76 => t.easy,
        _ if level < 0.95 => t.moderate,
        _ => t.hard,
    }
}

/// The first session after `today`.
#[must_use]
pub fn next_session(sessions: &[Session], today: Day) -> Option<&Session> {
    sessions.iter().find(|s| s.day > today)
}
