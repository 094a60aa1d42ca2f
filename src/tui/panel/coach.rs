//! The conversation: what was said, what waits, and the line to type in.
//!
//! ```text
//! Coach ──────────────────────────────────── ↑ 12 more
//! You    easier
//! Coach  Today becomes 45 min easy. See the proposal.
//! ◆ Proposal p HRV is under its normal range: make …
//! › why · easier · rest fri · ill
//! ```

use super::{Look, canvas, proposal};
use crate::app::{Action, Composer, Hit, Hits, State, Turn, Voice, completion::Completion, search::Search};
use crate::coach::verbs;
use crate::tui::{markdown, pen::Pen, text};
use ratatui::{buffer::Buffer, layout::Rect, style::Style};
use unicode_segmentation::UnicodeSegmentation;

/// Rows that the composer may take at most.
const COMPOSER_MAX: u16 = 6;
/// Columns of the speaker's name.
const NAME: u16 = 7;

/// What came of drawing it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// Lines of the conversation beyond the height.
    pub overflow: u16,
    /// Where the terminal's cursor belongs, while typing.
    pub cursor: Option<(u16, u16)>,
    /// The first line on screen, while a search leads there.
    pub found: Option<u16>,
    /// What lies where.
    pub hits: Hits,
}

/// Draws the pane, what is pinned beside or above the talk. `with_strip`: the proposal is not on screen elsewhere, so one
/// line says that it waits.
pub fn render(state: &State, with_strip: bool, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let (area, hidden) = canvas::pin(state, Look { focused: false, ..look }, area, buf);
    talk(state, with_strip, hidden, look, area, buf)
}

/// The talk itself; `hidden` panels are pinned and have no room here.
fn talk(state: &State, with_strip: bool, hidden: usize, look: Look<'_>, area: Rect, buf: &mut Buffer) -> Drawn {
    let t = look.theme;
    let w = Pen::new(buf, area).w();
    let inner = area.height.saturating_sub(1);
    let strip = match &state.completion {
        Some(c) => Some(candidates(c, w, look)),
        None if with_strip => proposal::strip(state, look),
        None => None,
    };
    let typed = layout(&state.composer, w.saturating_sub(2).into());
    let most = COMPOSER_MAX.min((inner / 2).max(1));
    let one = state.composer.is_empty() || state.search.is_some();
    let composer = if one { 1 } else { (typed.lines.len() as u16).clamp(1, most) };
    let composer = composer.min(inner);
    let strip_rows = u16::from(strip.is_some() && inner > composer);
    let room = inner - composer - strip_rows;
    let (lines, starts) = transcript(state, w, look);
    let overflow = (lines.len() as u16).saturating_sub(room);
    let found = found(state, &starts).map(|row| (row as u16).saturating_sub(room / 3).min(overflow));
    let from = match found {
        Some(row) => row,
        None if state.follow => overflow,
        None => state.scroll_of(crate::app::Focus::Coach).min(overflow),
    };
    let more = match (from, overflow) {
        (0, 0) => None,
        (_, o) if from < o => Some(format!("{} {} more", look.shape("↓", "v"), o - from)),
        _ => Some(format!("{} {from} more", look.shape("↑", "^"))),
    };
    let some = state.athlete().is_some_and(|a| a.canvas.len() > hidden);
    let pinned = (hidden > 0).then(|| format!("{hidden} {}pinned", if some { "more " } else { "" }));
    let words: Vec<String> = pinned.into_iter().chain(more).collect();
    let right = if words.is_empty() { vec![] } else { vec![(words.join(" · "), t.dim)] };
    let mut pen = look.open(area, buf, "Coach", &right);
    let needle = state.search.as_ref().and_then(Search::needle);
    for (y, line) in lines.iter().skip(from.into()).take(room.into()).enumerate() {
        pen.parts(0, y as u16, line);
        if let Some(needle) = &needle {
            mark(&mut pen, y as u16, line, needle, t.selection.patch(t.accent));
        }
    }
    let mut hits = Hits::default();
    if let Some(row) = strip.filter(|_| strip_rows > 0) {
        pen.parts(0, room, &row);
        if state.completion.is_none() {
            hits.add(pen.place(0, room, w, 1), Hit::Act(Action::FocusProposal));
        }
    }
    let y = room + strip_rows;
    if state.search.is_none() {
        hits.add(pen.place(0, y, w, composer), Hit::Act(Action::Compose));
    }
    let mut part = pen.part(0, y, w, composer);
    let cursor = match &state.search {
        Some(search) => search_line(&mut part, state, search, look),
        None => compose(&mut part, state, &typed, look),
    };
    let place = |(cx, cy): (u16, u16)| (area.x + cx, area.y + 1 + y + cy);
    Drawn { overflow, cursor: cursor.map(place), found, hits }
}

/// The row that the search leads to.
fn found(state: &State, starts: &[(usize, usize)]) -> Option<usize> {
    let search = state.search.as_ref()?;
    let hits = search.hits(&state.lines());
    let line = hits.get(search.at)?;
    starts.iter().find(|(i, _)| i == line).map(|(_, row)| *row)
}

/// Puts a style over every place of a row that holds the words.
fn mark(pen: &mut Pen<'_>, y: u16, row: &[(String, Style)], needle: &str, style: Style) {
    let whole: String = row.iter().map(|(s, _)| s.as_str()).collect();
    let lower = whole.to_lowercase();
    // Letters whose lower case has another length would move the places; such a row stays plain.
    if lower.len() != whole.len() {
        return;
    }
    for (at, hit) in lower.match_indices(needle) {
        let x = text::width(whole.get(..at).unwrap_or_default()) as u16;
        pen.tint(x, y, text::width(hit) as u16, style);
    }
}

/// What the word before the cursor could become, the one that stands there marked.
fn candidates(c: &Completion, w: u16, look: Look<'_>) -> Vec<(String, Style)> {
    let t = look.theme;
    let mut out = Vec::new();
    // As many as fit, from one before the marked one on.
    let mut room = usize::from(w);
    for (i, word) in c.all.iter().enumerate().skip(c.at.saturating_sub(1)) {
        let wide = text::width(word) + 2;
        if wide > room {
            break;
        }
        room -= wide;
        let style = if i == c.at { t.selection.patch(t.accent) } else { t.dim };
        out.push((word.clone(), style));
        out.push(("  ".to_owned(), t.text));
    }
    out
}

/// The line of the search, in the place of the one to type in.
fn search_line(pen: &mut Pen<'_>, state: &State, search: &Search, look: Look<'_>) -> Option<(u16, u16)> {
    let t = look.theme;
    let w = pen.w();
    pen.put(0, 0, "/", t.prompt);
    pen.put(2, 0, search.words.text(), t.text);
    let hits = search.hits(&state.lines()).len();
    let words = match (search.needle().is_some(), hits) {
        (false, _) => String::new(),
        (true, 0) => "not found".to_owned(),
        (true, n) => format!("{} of {n}", (search.at + 1).min(n)),
    };
    pen.put_right(w, 0, &words, if hits == 0 { t.warn } else { t.dim });
    let before = search.words.text().get(..search.words.cursor()).unwrap_or_default();
    let x = (text::width(before) as u16 + 2).min(w.saturating_sub(1));
    search.typing.then_some((x, 0))
}

/// Styled rows.
type Rows = Vec<Vec<(String, Style)>>;

/// Everything said, wrapped, the speaker's name in a column of its own; and for each line where its rows begin.
fn transcript(state: &State, w: u16, look: Look<'_>) -> (Rows, Vec<(usize, usize)>) {
    let t = look.theme;
    let mut out: Rows = Vec::new();
    let mut starts = Vec::new();
    let lines = state.conversation.lines(state.athlete());
    // Every frame wraps these anew; what lies further back is found by a search.
    let skip = if state.search.is_some() { 0 } else { lines.len().saturating_sub(100) };
    for (i, line) in lines.iter().enumerate().skip(skip) {
        let (name, name_style, style) = match line.voice {
            Voice::Athlete => ("You", t.you, t.you),
            Voice::Coach => ("Coach", t.accent, t.coach),
            Voice::System => ("Note", t.warn, t.dim),
        };
        if line.voice == Voice::Athlete && !out.is_empty() {
            out.push(vec![]);
        }
        starts.push((i, out.len()));
        let words = if line.voice == Voice::Athlete { line.text.clone() } else { look.told(&line.text) };
        let body = markdown::lines(&words, w.saturating_sub(NAME), style, t);
        for (i, l) in body.into_iter().enumerate() {
            let head = text::left(if i == 0 { name } else { "" }, NAME.into());
            let mut row = vec![(head, name_style)];
            row.extend(l);
            out.push(row);
        }
    }
    out.extend(coming(state, w, look));
    if out.is_empty() && state.known.is_some() {
        let hint = "Ask why today is as it is, or say what should change. Nothing changes before you accept it.";
        out.extend(text::wrap(hint, w.into()).into_iter().map(|l| vec![(l, t.dim)]));
    }
    (out, starts)
}

/// An answer that is not whole: its words so far, or what is being done for it. Not checked yet, so not in full ink.
fn coming(state: &State, w: u16, look: Look<'_>) -> Vec<Vec<(String, Style)>> {
    let t = look.theme;
    let c = &state.conversation;
    let head = |i: usize| (text::left(if i == 0 { "Coach" } else { "" }, NAME.into()), t.accent);
    let doing = match (c.turn, &c.tool) {
        (Turn::Idle, _) => return vec![],
        _ if c.held.is_some() => format!("first {} …", c.held.as_deref().unwrap_or_default()),
        (_, Some(tool)) => format!("looking up {} …", tool.replace('_', " ")),
        (Turn::Waiting(_), None) => "thinking …".to_owned(),
        (Turn::Streaming(_), None) => {
            let words = crate::domain::CleanText::block(&c.partial);
            let lines = markdown::lines(words.as_str(), w.saturating_sub(NAME), t.dim, t);
            return lines.into_iter().enumerate().map(|(i, l)| [vec![head(i)], l].concat()).collect();
        }
    };
    vec![vec![head(0), (doing, t.dim)]]
}

/// What is typed, in rows, and where the cursor stands.
struct Typed {
    lines: Vec<String>,
    cursor: (usize, usize),
}

/// Breaks the typed text at the width: after a space where the line has one, inside a word otherwise.
fn layout(c: &Composer, w: usize) -> Typed {
    let source = c.text();
    let mut starts = vec![0];
    let (mut used, mut after_space) = (0, None);
    for (i, g) in source.grapheme_indices(true) {
        let wide = text::width(g);
        if g == "\n" {
            starts.push(i + 1);
            (used, after_space) = (0, None);
            continue;
        }
        if used + wide > w && used > 0 {
            let at = after_space.take().unwrap_or(i);
            starts.push(at);
            used = source.get(at..i).map_or(0, text::width);
        }
        used += wide;
        if g == " " {
            after_space = Some(i + 1);
        }
    }
    if used >= w.max(1) && !source.is_empty() {
        starts.push(source.len());
    }
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    let lines: Vec<String> = starts
        .iter()
        .zip(ends)
        .map(|(from, to)| source.get(*from..to).unwrap_or_default().trim_end_matches('\n').to_owned())
        .collect();
    let row = starts.partition_point(|s| *s <= c.cursor()).saturating_sub(1);
    let before = source.get(starts[row]..c.cursor()).unwrap_or_default();
    Typed { lines, cursor: (text::width(before), row) }
}

/// The line to type in. Returns where the cursor is, within the pen, while typing.
fn compose(pen: &mut Pen<'_>, state: &State, typed: &Typed, look: Look<'_>) -> Option<(u16, u16)> {
    let t = look.theme;
    let h = usize::from(pen.h());
    if h == 0 {
        return None;
    }
    let prompt = if state.typing { t.prompt } else { t.dim };
    pen.put(0, 0, look.shape("›", ">"), prompt);
    if state.composer.is_empty() {
        let key = state.keymap.first(Action::Compose).map(|k| k.to_string()).unwrap_or_default();
        let possible = || state.athlete().map_or_else(String::new, |a| verbs::possible(a, state.today).join(" · "));
        let hint = if let Some(why) = &state.read_only {
            why.clone()
        } else if state.modifies.is_some() {
            "what should be different? shorter · another day · easier".to_owned()
        } else if state.typing {
            possible()
        } else {
            format!("{key} to type: {}", possible())
        };
        pen.put(2, 0, &hint, t.placeholder);
    }
    // The cursor's row stays in sight.
    let first = (typed.cursor.1 + 1).saturating_sub(h);
    let style = if state.typing { t.text } else { t.dim };
    for (y, line) in typed.lines.iter().skip(first).take(h).enumerate() {
        pen.put(2, y as u16, line, style);
    }
    let (x, y) = typed.cursor;
    let x = (x as u16 + 2).min(pen.w().saturating_sub(1));
    state.typing.then_some((x, (y - first) as u16))
}
