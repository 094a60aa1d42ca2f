//! Taking in much at once without standing still: writes beside the caller, and no snapshot until the end.

use super::{
    Store,
    append::{self, Appended, BATCH, NewEvent, Ready},
    error::LogError,
    originals::Originals,
    snapshot,
    upstream::{Grant, Mark, Quota},
    writer::{Job, waiting},
};
use crate::domain::Athlete;
use chrono::{DateTime, Utc};
use std::{
    pin::Pin,
    sync::mpsc::Sender,
    task::{Context, Poll},
    thread,
};
use tokio::sync::oneshot;

/// Something that the log does beside the caller. Dropping it does not break it off.
#[derive(Debug)]
pub struct Later<T>(oneshot::Receiver<Result<T, LogError>>);

impl<T> Future for Later<T> {
    type Output = Result<T, LogError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|told| told.unwrap_or(Err(LogError::Closed)))
    }
}

/// While this lives no snapshot is made: each would fold the log beside whoever takes in more of it.
#[derive(Debug)]
pub struct Gathering<'s> {
    store: &'s Store,
    /// How many erasures there were when it began.
    erased: i64,
}

impl Gathering<'_> {
    /// Ends it. `athlete`, folded up to `seq` since it began, becomes the snapshot when one is worth it.
    pub fn keep(self, athlete: Athlete, seq: u64) {
        if let (Ok(w), Ok(seq)) = (&self.store.writer, i64::try_from(seq)) {
            // A log that is closed has no use for a cache.
            let _ = w.send(Job::Keep(Box::new(athlete), seq, self.erased));
        }
    }
}

impl Drop for Gathering<'_> {
    fn drop(&mut self) {
        if let Ok(w) = &self.store.writer {
            let _ = w.send(Job::Gather(false));
        }
    }
}

impl Store {
    /// Begins to take in much at once.
    ///
    /// # Errors
    /// When the log can't be read or is read only.
    pub fn gather(&self) -> Result<Gathering<'_>, LogError> {
        let erased = self.read(|c| Ok(snapshot::erasures(c)))?;
        self.writing()?.send(Job::Gather(true))?;
        Ok(Gathering { store: self, erased })
    }

    /// As [`Store::append_marked`], with the original files that the events name before them, and without waiting.
    ///
    /// # Errors
    /// When the log is read only; whatever else goes wrong is what comes of it.
    pub fn append_later(
        &self,
        originals: Vec<Vec<u8>>,
        events: Vec<NewEvent>,
        marks: Vec<Mark>,
    ) -> Result<Later<Appended>, LogError> {
        let (jobs, files) = (self.writing()?.jobs()?, self.originals.clone());
        let (told, later) = oneshot::channel();
        let work = move || {
            // Whoever asked may have gone; what was asked for is done all the same.
            let _ = told.send(take_in(&files, &jobs, &originals, events, marks));
        };
        thread::Builder::new().name("log-later".to_owned()).spawn(work).map_err(LogError::io(&self.path))?;
        Ok(Later(later))
    }

    /// Counts one request, durably, before it is made; every process counts in the same place.
    ///
    /// # Errors
    /// When the log is read only or can't be written; nothing may be sent then.
    pub async fn spend(&self, source: &str, quotas: &[Quota], now: DateTime<Utc>) -> Result<Grant, LogError> {
        if quotas.is_empty() {
            return Ok(Grant::Go);
        }
        let (told, later) = oneshot::channel();
        let reply = Box::new(move |grant| drop(told.send(grant)));
        self.writing()?.send(Job::Spend(source.to_owned(), quotas.to_vec(), now, reply))?;
        Later(later).await
    }
}

/// Files first, then the events that name them, the marks with the last of these.
fn take_in(
    files: &Originals,
    jobs: &Sender<Job>,
    originals: &[Vec<u8>],
    mut events: Vec<NewEvent>,
    marks: Vec<Mark>,
) -> Result<Appended, LogError> {
    if !originals.is_empty() {
        let bytes: Vec<&[u8]> = originals.iter().map(Vec::as_slice).collect();
        files.put_gently(&bytes)?;
    }
    let mut total = Appended::default();
    let mut write = |batch: Vec<Ready>, marks| {
        let (reply, answer) = waiting();
        jobs.send(Job::Append(batch, marks, reply)).map_err(|_| LogError::Closed)?;
        let done = answer.recv().map_err(|_| LogError::Closed)??;
        total.head = done.head;
        total.written += done.written;
        total.duplicates += done.duplicates;
        Ok::<(), LogError>(())
    };
    while events.len() > BATCH {
        let rest = events.split_off(BATCH);
        write(append::make_ready(std::mem::replace(&mut events, rest))?, Vec::new())?;
    }
    write(append::make_ready(events)?, marks)?;
    Ok(total)
}
