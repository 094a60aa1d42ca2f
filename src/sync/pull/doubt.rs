//! Entries that came damaged each time they were asked for: once more, at the end of a run.
//!
//! An answer that was cut short on the way can look whole, and be cut at the same place several times in a row. Minutes
//! later it is another answer; what comes the same then is what they have.

use super::{Fresh, Pull, PullError, gone::Gone};
use crate::{
    domain::Day,
    log::Mark,
    sources::{Collection, Said, Session, Span},
};
use std::collections::BTreeMap;

/// What a doubted entry said, to see whether it says the same again.
pub(super) fn print(said: &[Said]) -> String {
    let bytes: Vec<u8> = said
        .iter()
        .flat_map(|s| match s {
            Said::Wellness(w) => serde_json::to_vec(w),
            Said::Activity(r, _) => serde_json::to_vec(r),
            Said::Calendar(c) => serde_json::to_vec(c),
        })
        .flatten()
        .collect();
    blake3::hash(&bytes).to_hex()[..16].to_owned()
}

/// That an entry is doubted; without a print, that it no longer is.
pub(super) fn mark(source: &str, c: &Collection, id: &str, doubt: Option<(Day, &str)>) -> Mark {
    let value = doubt.map_or_else(String::new, |(day, print)| format!("{day} {print}"));
    Mark::state(source, &format!("doubt:{}:{id}", c.name), value)
}

impl Pull<'_> {
    /// Asks once more for everything of a collection that is doubted.
    pub(super) async fn doubts(&mut self, s: &Session<'_>, c: &'static Collection) -> Result<(), PullError> {
        let (store, name) = (self.ground.store, self.source.name());
        let prefix = format!("doubt:{}:", c.name);
        let kept = store.source_state(name)?;
        let doubted = kept.iter().filter_map(|(key, value)| {
            let (day, print) = value.split_once(' ')?;
            Some((key.strip_prefix(&prefix)?.to_owned(), day.parse::<Day>().ok()?, print.to_owned()))
        });
        let mut by_day: BTreeMap<Day, BTreeMap<String, String>> = BTreeMap::new();
        for (id, day, print) in doubted {
            by_day.entry(day).or_default().insert(id, print);
        }
        for (day, mut ids) in by_day {
            let span = Span { from: day, to: day };
            let mut listed = self.source.list(s, c, span).await?;
            if listed.is_empty() {
                // As in every window: an empty page may be an error.
                listed = self.source.list(s, c, span).await?;
            }
            let mut again = Vec::new();
            for l in listed {
                let Some(print) = ids.remove(&l.id) else { continue };
                let known = store.source_record(name, c.name, &l.id)?;
                let version = known.as_ref().map_or(0, |r| r.version) + 1;
                again.push(Fresh { listed: l, version, known, doubted: Some(print) });
            }
            // What is no longer listed can't be asked for; whether it is gone is looked at elsewhere.
            let settled = ids.keys().map(|id| mark(name, c, id, None)).collect();
            self.take_in(s, c, span, again, Gone::default(), settled).await?;
        }
        Ok(())
    }
}
