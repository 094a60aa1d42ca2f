//! The count of requests in the log's store, where every process sees it.

use crate::{
    log::{Grant, Mark, Quota, Store},
    sources::{Meter, Source, SourceError},
};
use chrono::{DateTime, Utc};
use futures_util::future::{BoxFuture, FutureExt};

/// Share of a quota that is used: the rest is left to whatever else the athlete runs.
const SHARE: f64 = 0.9;

pub(in crate::sync) struct Budget<'a> {
    store: &'a Store,
    name: &'static str,
    quotas: Vec<Quota>,
}

/// The quotas of a source as they are kept to.
#[must_use]
pub(in crate::sync) fn quotas_of(source: &dyn Source) -> Vec<Quota> {
    let most = |n: u32| ((f64::from(n) * SHARE).floor() as u32).max(1);
    source.quotas().iter().map(|(span_s, n)| Quota { span_s: *span_s, most: most(*n) }).collect()
}

impl<'a> Budget<'a> {
    pub(in crate::sync) fn new(store: &'a Store, source: &dyn Source) -> Self {
        Self { store, name: source.name(), quotas: quotas_of(source) }
    }

    /// Nothing is sent while the service asked to wait, whichever process it told so.
    pub(in crate::sync) fn may_go(&self, now: DateTime<Utc>) -> Result<(), SourceError> {
        let kept = self.store.source_state(self.name).map_err(|e| SourceError::Meter(e.to_string()))?;
        match kept.get("wait_until").and_then(|t| t.parse::<DateTime<Utc>>().ok()) {
            Some(until) if until > now => Err(SourceError::Limited { until }),
            _ => Ok(()),
        }
    }
}

impl Meter for Budget<'_> {
    fn take(&self, now: DateTime<Utc>) -> BoxFuture<'_, Result<(), SourceError>> {
        async move {
            match self.store.spend(self.name, &self.quotas, now).await {
                Ok(Grant::Go) => Ok(()),
                Ok(Grant::Wait(until)) => Err(SourceError::Limited { until }),
                Err(e) => Err(SourceError::Meter(e.to_string())),
            }
        }
        .boxed()
    }

    fn told(&self, said: &[(u32, u32)], now: DateTime<Utc>) {
        // What the service counted beyond ours is known again with its next answer.
        let _ = self.store.spent_by_others(self.name, said, now);
    }

    fn wait_until(&self, until: DateTime<Utc>) {
        // When it can't be kept, the next run is told again by the service.
        let _ =
            self.store.append_marked(Vec::new(), vec![Mark::state(self.name, "wait_until", until.to_rfc3339())]);
    }
}
