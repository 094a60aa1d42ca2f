//! What a list brought, made into events and written with what is kept of it.

use super::{Fresh, Pull, PullError, doubt, gone::Gone};
use crate::{
    domain::{Event, Provenance, event::Actor},
    log::{Appended, Later, LogError, Mark, NewEvent, SourceRecord},
    sources::{Collection, Listed, Said, Session, SourceError, Span, What},
};
use futures_util::stream::{self, StreamExt};
use std::collections::BTreeMap;

/// Entries written in one step.
const GROUP: usize = 40;

/// One entry with what the service says of it, ready to be written.
struct Taken {
    record: SourceRecord,
    was: Option<SourceRecord>,
    said: Vec<Said>,
    /// Whether it was asked for once more, and what follows for its being doubted.
    again: bool,
    doubt: Option<Mark>,
}

/// What is written in one step.
struct Draft {
    originals: Vec<Vec<u8>>,
    events: Vec<NewEvent>,
    marks: Vec<Mark>,
}

/// Waits for what is being written, if anything is.
async fn ended(writing: &mut Option<Later<Appended>>) -> Result<(), LogError> {
    if let Some(later) = writing {
        let done = later.await;
        *writing = None;
        done?;
    }
    Ok(())
}

impl Pull<'_> {
    /// The entries that are new, changed or back again, newest first. One whose day has changed is known by its id.
    pub(super) fn fresh(
        &self,
        c: &Collection,
        mut known: BTreeMap<String, SourceRecord>,
        listed: Vec<Listed>,
    ) -> Result<Vec<Fresh>, LogError> {
        let (store, name) = (self.ground.store, self.source.name());
        let mut fresh = Vec::new();
        for l in listed {
            let was = match known.remove(&l.id) {
                Some(r) => Some(r),
                None => store.source_record(name, c.name, &l.id)?,
            };
            let same = was.as_ref().is_some_and(|r| r.print == l.print && !r.gone && r.missing_ms.is_none());
            if !same {
                let version = was.as_ref().map_or(0, |r| r.version) + 1;
                fresh.push(Fresh { listed: l, version, known: was, doubted: None });
            }
        }
        fresh.sort_by(|a, b| b.listed.day.cmp(&a.listed.day).then(a.listed.id.cmp(&b.listed.id)));
        Ok(fresh)
    }

    /// Fetches what needs fetching, several at once, and writes in groups; what came before a failure is written.
    pub(super) async fn take_in(
        &mut self,
        s: &Session<'_>,
        c: &'static Collection,
        span: Span,
        fresh: Vec<Fresh>,
        gone: Gone,
        marks: Vec<Mark>,
    ) -> Result<(), PullError> {
        let total = fresh.len();
        let (source, name) = (self.source, self.source.name());
        let fetched = stream::iter(fresh).map(|f| fetch(s, source, name, c, f)).buffered(s.patience.at_once.max(1));
        let mut groups = fetched.ready_chunks(GROUP);
        let (mut done, mut waiting): (usize, Vec<Taken>) = (0, Vec::new());
        // One group is written while the next one is fetched.
        let mut writing: Option<Later<Appended>> = None;
        loop {
            let group = tokio::select! {
                biased;
                written = ended(&mut writing), if writing.is_some() => {
                    written?;
                    continue;
                }
                group = groups.next() => group,
            };
            let Some(group) = group else { break };
            let mut failed = None;
            for one in group {
                match one {
                    Ok(taken) => waiting.push(taken),
                    Err(e) => {
                        failed = Some(e);
                        break;
                    }
                }
            }
            if waiting.len() >= GROUP || failed.is_some() {
                done += waiting.len();
                ended(&mut writing).await?;
                writing = self.begin(c, std::mem::take(&mut waiting))?;
                self.tell(c, span, done, total);
            }
            if let Some(e) = failed {
                ended(&mut writing).await?;
                return Err(e.into());
            }
        }
        ended(&mut writing).await?;
        self.report.withdrawn += gone.withdrawn;
        self.report.held += gone.held;
        let mut all = gone.marks;
        all.extend(marks);
        self.write(c, waiting, gone.events, all)
    }

    /// Begins to write a group.
    fn begin(&mut self, c: &Collection, group: Vec<Taken>) -> Result<Option<Later<Appended>>, PullError> {
        let Draft { originals, events, marks } = self.draft(c, group);
        if events.is_empty() && marks.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.ground.store.append_later(originals, events, marks)?))
    }

    /// Writes a group with more events and marks.
    fn write(
        &mut self,
        c: &Collection,
        group: Vec<Taken>,
        events: Vec<NewEvent>,
        marks: Vec<Mark>,
    ) -> Result<(), PullError> {
        let mut draft = self.draft(c, group);
        // What is gone comes before what is new.
        draft.events.splice(0..0, events);
        draft.marks.splice(0..0, marks);
        if draft.events.is_empty() && draft.marks.is_empty() {
            return Ok(());
        }
        let store = self.ground.store;
        if !draft.originals.is_empty() {
            let files: Vec<&[u8]> = draft.originals.iter().map(Vec::as_slice).collect();
            store.originals().put_many(&files)?;
        }
        store.append_marked(draft.events, draft.marks)?;
        Ok(())
    }

    /// What is written of a group.
    fn draft(&mut self, c: &Collection, group: Vec<Taken>) -> Draft {
        let (mut originals, mut events, mut marks) = (Vec::new(), Vec::new(), Vec::new());
        for mut taken in group {
            let first = taken.was.as_ref().is_none_or(|r| r.gone);
            let listed_anew = taken.was.as_ref().is_none_or(|r| r.gone || r.print != taken.record.print);
            let changed = listed_anew || (taken.again && !taken.said.is_empty());
            if changed {
                *if first { &mut self.report.new } else { &mut self.report.amended } += 1;
            }
            let said = if changed { std::mem::take(&mut taken.said) } else { Vec::new() };
            for (i, said) in said.into_iter().enumerate() {
                let (event, original) = as_event(said, first);
                originals.extend(original);
                events.push(self.event(c, &taken.record, i, event));
            }
            marks.push(Mark::Record(taken.record));
            marks.extend(taken.doubt);
        }
        Draft { originals, events, marks }
    }

    fn event(&self, c: &Collection, record: &SourceRecord, i: usize, event: Event) -> NewEvent {
        let print = blake3::Hash::from(record.print).to_hex();
        let key = format!("{}:{}:{}:{}:{i}:{}", record.source, c.name, record.ext_id, record.version, &print[..16]);
        self.new_event(event, key)
    }

    pub(super) fn new_event(&self, event: Event, key: String) -> NewEvent {
        let provider = self.source.provider();
        NewEvent {
            event,
            actor: Actor::Sync,
            provenance: Provenance {
                provider,
                account: self.account.clone(),
                policy: self.ground.config.settings.policy(provider),
            },
            key,
            cause: None,
            recorded_at: (self.ground.now)(),
        }
    }
}

async fn fetch(
    s: &Session<'_>,
    source: &dyn crate::sources::Source,
    name: &'static str,
    c: &'static Collection,
    fresh: Fresh,
) -> Result<Taken, SourceError> {
    let Fresh { listed, version, known, doubted } = fresh;
    let again = doubted.is_some();
    let mut back = !again && known.as_ref().is_some_and(|r| r.print == listed.print && !r.gone);
    let (mut said, seems_damaged) = match listed.what {
        // Only its mark as missing is to be taken away.
        _ if back => (Vec::new(), false),
        What::Whole(said) => (said, false),
        What::More(row) => source.more(s, &listed.id, &row).await?,
        What::Stub => (Vec::new(), false),
    };
    let print = doubt::print(&said);
    // Asked once more, the same again is what they have; something else that seems damaged is doubted in turn.
    let settled = doubted.as_ref().is_some_and(|p| *p == print);
    let doubt = if seems_damaged && !settled {
        Some(doubt::mark(name, c, &listed.id, Some((listed.day, &print))))
    } else {
        again.then(|| doubt::mark(name, c, &listed.id, None))
    };
    if settled {
        (back, said) = (true, Vec::new());
    }
    let mut records: Vec<_> =
        said.iter().filter_map(|s| if let Said::Activity(r, _) = s { Some(r.id) } else { None }).collect();
    if back {
        records = known.as_ref().map(|r| r.records.clone()).unwrap_or_default();
    }
    let record = SourceRecord {
        source: name.to_owned(),
        kind: c.name.to_owned(),
        ext_id: listed.id,
        print: listed.print,
        day: listed.day,
        version: if back { version - 1 } else { version },
        records,
        missing_ms: None,
        gone: false,
    };
    Ok(Taken { record, was: known, said, again, doubt })
}

fn as_event(said: Said, first: bool) -> (Event, Option<Vec<u8>>) {
    match said {
        Said::Wellness(w) => (Event::WellnessRecorded(w), None),
        Said::Calendar(c) => (Event::CalendarSeen(c), None),
        Said::Activity(r, original) if first => (Event::ActivityRecorded(r), original),
        Said::Activity(r, original) => (Event::ActivityAmended(r), original),
    }
}
