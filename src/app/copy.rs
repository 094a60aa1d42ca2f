//! What is chosen, as text for a clipboard.

use super::{
    conversation::Voice,
    screen::{Screen, calendar, settings::MISSION},
    state::{Focus, State},
};
use crate::{
    coach::{respond, sheet::sheet},
    domain::day::iso_week,
};

/// The chosen thing of the screen that is shown; `None` where nothing is.
#[must_use]
pub fn chosen(state: &State) -> Option<String> {
    let known = state.known.as_ref()?;
    let u = state.units;
    let text = match state.screen {
        Screen::Cockpit => return of_panel(state),
        Screen::Calendar => {
            let c = calendar::cell(known, state.screens.calendar.day(state.today), state.today);
            let planned = c.planned.iter().map(|s| format!("planned: {}, {} min", u.told(&s.title), s.minutes));
            let done = c.done.iter().map(|(a, l)| {
                let r = a.best();
                let title = r.title.as_ref().map_or_else(|| r.sport.to_string(), ToString::to_string);
                format!("done: {title}, {:.0} min, load {:.0}", l.minutes, l.load.value)
            });
            let said = c.said.iter().map(|s| format!("noted: {s}"));
            let head = std::iter::once(c.day.to_string());
            head.chain(planned).chain(done).chain(said).collect::<Vec<_>>().join("\n")
        }
        Screen::Activities => {
            let (_, l) = state.screens.activities.chosen(known)?;
            let r = known.athlete.activities.get(l.index)?.best();
            let title = r.title.as_ref().map_or_else(|| r.sport.to_string(), ToString::to_string);
            let km = l.metres.map_or_else(String::new, |m| format!(", {}", u.distance_words(m / 1000.0, 1)));
            format!("{} {title}, {:.0} min{km}, load {:.0}", l.day, l.minutes, l.load.value)
        }
        Screen::Review => {
            let r = state.screens.weeks.reviews.get(&state.screens.weeks.chosen(state.today))?;
            let v = r.verdict.as_ref()?;
            let all = [&iso_week(r.monday), &v.facts, &v.judgement, &v.change, &v.trade_off, &v.watch];
            u.told(&all.map(String::as_str).join("\n")).into_owned()
        }
        Screen::Log if state.screens.log.open.is_some() => {
            let open = state.screens.log.open.as_ref()?;
            open.lines.as_ref()?.join("\n")
        }
        Screen::Log => {
            let shown = state.screens.log.shown();
            let l = shown.get(state.screens.log.list.cursor)?;
            format!("{} {} {} {} {}", l.seq, l.at, l.actor, l.kind, l.summary)
        }
        Screen::Settings => {
            let f = state.screens.settings.chosen()?;
            let key = f.key.strip_prefix(MISSION).unwrap_or(&f.key);
            if key.is_empty() { f.note.clone() } else { format!("{key} = {}", f.value) }
        }
        Screen::Form | Screen::Profile => return None,
    };
    Some(text)
}

fn of_panel(state: &State) -> Option<String> {
    let (m, u) = (state.morning()?, state.units);
    match state.focus {
        Focus::Coach => {
            let lines = state.lines();
            lines.iter().rev().find(|l| l.voice == Voice::Coach).map(|l| u.told(&l.text).into_owned())
        }
        Focus::Proposal => {
            state.review.as_ref().map(|r| u.told(&respond::offered(&r.proposal, state.today)).into_owned())
        }
        Focus::Today | Focus::Readiness | Focus::Form | Focus::Mission => {
            let lines: Vec<String> = sheet(m).into_iter().map(|(_, line)| u.told(&line).into_owned()).collect();
            Some(lines.join("\n"))
        }
    }
}
