//! The command palette: the one list of actions, narrowed down by typing, and after it what the coach can be asked.
//!
//! Owns: the words typed, the chosen entry, the order of matches. Does not own: what an action does.

use super::{
    actions::{Action, Context, LIST, Offer, Spec, offer},
    composer::Composer,
    state::State,
};
use crate::coach::verbs::{EXAMPLES, TOLD};

/// The open palette.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// What is typed.
    pub query: Composer,
    /// The chosen entry among [`entries`].
    pub chosen: usize,
}

/// What an entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// An action.
    Act(&'static Spec),
    /// Words put into the composer, for the athlete to change and send.
    Say(&'static str),
}

/// One entry on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub does: Does,
    /// Its words.
    pub title: String,
    /// Its key, as it is bound now.
    pub key: String,
    /// Whether it can be done, or why not.
    pub offer: Offer,
    /// Bytes of the title that the query matched.
    pub hits: Vec<usize>,
}

/// Actions that match what is typed, the best match first; ones that are off come last and say why.
#[must_use]
pub fn entries(state: &State, query: &str) -> Vec<Entry> {
    let listed = |s: &&'static Spec| {
        matches!(
            s.context,
            Context::Everywhere
                | Context::Proposal
                | Context::Coach
                | Context::Calendar
                | Context::Log
                | Context::Weeks
                | Context::Profile
                | Context::Form
                | Context::Activities
                | Context::Activity
                | Context::Settings
        ) && !matches!(s.action, Action::Palette | Action::Dismiss)
    };
    let mut found: Vec<(bool, u32, usize, Entry)> = LIST
        .iter()
        .filter(listed)
        .enumerate()
        .filter_map(|(i, spec)| {
            let (cost, hits) = fuzzy(spec.title, query)?;
            let key = state.keymap.first(spec.action).map(|k| k.to_string()).unwrap_or_default();
            let offer = offer(state, spec.action);
            let title = spec.title.to_owned();
            Some((!offer.is_ready(), cost, i, Entry { does: Does::Act(spec), title, key, offer, hits }))
        })
        .collect();
    found.sort_by_key(|(off, cost, i, _)| (*off, *cost, *i));
    found.into_iter().map(|(.., e)| e).chain(verbs(state, query)).collect()
}

/// What can be asked of the coach, in the order of its help; the best match first when something is typed.
fn verbs(state: &State, query: &str) -> impl Iterator<Item = Entry> {
    let offer = if state.composer.has_draft() {
        Offer::Off("a message is half typed; send it or clear it first".into())
    } else {
        Offer::Ready
    };
    let mut found: Vec<(u32, usize, Entry)> = EXAMPLES
        .iter()
        .chain(&TOLD)
        .enumerate()
        .filter_map(|(i, (words, does))| {
            let title = format!("Coach: {words} · {does}");
            let (cost, hits) = fuzzy(&title, query)?;
            let entry = Entry { does: Does::Say(words), title, key: String::new(), offer: offer.clone(), hits };
            Some((cost, i, entry))
        })
        .collect();
    found.sort_by_key(|(cost, i, _)| (*cost, *i));
    found.into_iter().map(|(.., e)| e)
}

/// Matches the letters of `query` in order, any case, spaces aside: the cost (gaps, and starts inside a word) and the
/// bytes hit. Each letter takes the start of a word when it can.
#[must_use]
pub fn fuzzy(text: &str, query: &str) -> Option<(u32, Vec<usize>)> {
    let letters: Vec<(usize, char)> = text.char_indices().map(|(i, c)| (i, c.to_ascii_lowercase())).collect();
    let mut hits = Vec::new();
    let (mut at, mut cost) = (0, 0);
    for q in query.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()) {
        let starts_word = |i: usize| i == 0 || !letters[i - 1].1.is_alphanumeric();
        let rest = || (at..letters.len()).filter(|i| letters[*i].1 == q);
        let next = letters.get(at).is_some_and(|(_, c)| *c == q && at > 0).then_some(at);
        let i = next.or_else(|| rest().find(|i| starts_word(*i))).or_else(|| rest().next())?;
        cost += u32::try_from(i - at).unwrap_or(u32::MAX / 4) + if starts_word(i) || i == at { 0 } else { 4 };
        hits.push(letters[i].0);
        at = i + 1;
    }
    Some((cost, hits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_of_words_win() {
        let rank = |q: &str| {
            let mut all: Vec<_> = LIST.iter().filter_map(|s| Some((fuzzy(s.title, q)?.0, s.title))).collect();
            all.sort_by_key(|(c, _)| *c);
            all[0].1
        };
        assert_eq!(rank("undo"), "Undo the last change");
        assert_eq!(rank("nt"), "Next theme");
        assert_eq!(rank("goform"), "Go to Form");
    }

    #[test]
    fn letters_out_of_order_do_not_match() {
        assert_eq!(fuzzy("Help", "leh"), None);
        assert_eq!(fuzzy("Help", ""), Some((0, vec![])));
    }
}
