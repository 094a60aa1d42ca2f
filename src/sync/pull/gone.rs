//! What a complete look did not show.

use super::{Pull, PullError};
use crate::{
    domain::{CalendarEntry, CleanText, Event, entry::Withdrawn},
    log::{Mark, NewEvent, SourceRecord},
    sources::{Collection, Listed},
};
use chrono::TimeDelta;
use std::collections::{BTreeMap, BTreeSet};

/// Least time between the two looks, minutes.
const APART_MIN: i64 = 60;
/// Most withdrawals of one look that are believed without asking …
const MOST: usize = 20;
/// … and the share of all records, in percent.
const MOST_PCT: u64 = 5;

/// What follows from it.
#[derive(Default)]
pub(super) struct Gone {
    pub(super) events: Vec<NewEvent>,
    pub(super) marks: Vec<Mark>,
    pub(super) withdrawn: usize,
    pub(super) held: usize,
}

/// Looks at what is known in a span and was not listed.
pub(super) fn look(
    pull: &Pull<'_>,
    c: &Collection,
    known: &BTreeMap<String, SourceRecord>,
    listed: &[Listed],
) -> Result<Gone, PullError> {
    let mut out = Gone::default();
    if !c.removable {
        return Ok(out);
    }
    let now = (pull.ground.now)();
    let there: BTreeSet<&str> = listed.iter().map(|l| l.id.as_str()).collect();
    let absent = known.values().filter(|r| !r.gone && !there.contains(r.ext_id.as_str()));
    let (again, first): (Vec<&SourceRecord>, Vec<&SourceRecord>) = absent.partition(|r| {
        r.missing_ms
            .is_some_and(|ms| now.timestamp_millis() - ms >= TimeDelta::minutes(APART_MIN).num_milliseconds())
    });
    for r in first.into_iter().filter(|r| r.missing_ms.is_none()) {
        out.marks.push(Mark::Record(SourceRecord { missing_ms: Some(now.timestamp_millis()), ..r.clone() }));
    }
    let all = pull.ground.store.source_count(pull.source.name())?;
    let many = again.len() > MOST || again.len() as u64 * 100 > all * MOST_PCT;
    if many && !pull.ground.believe {
        out.held = again.len();
        return Ok(out);
    }
    for r in again {
        let version = r.version + 1;
        let key = |what: &str| format!("{}:{}:{}:{version}:gone:{what}", r.source, r.kind, r.ext_id);
        for id in &r.records {
            out.events.push(pull.new_event(Event::EntryWithdrawn(Withdrawn { id: *id }), key(&id.to_string())));
        }
        if r.records.is_empty() && c.name == "events" {
            let entry = CalendarEntry {
                provider: pull.source.provider(),
                id: CleanText::line(&r.ext_id),
                day: r.day,
                until: None,
                category: CleanText::default(),
                title: CleanText::default(),
                gone: true,
            };
            out.events.push(pull.new_event(Event::CalendarSeen(entry), key("calendar")));
        }
        out.marks.push(Mark::Record(SourceRecord { gone: true, version, missing_ms: None, ..r.clone() }));
        out.withdrawn += 1;
    }
    Ok(out)
}
