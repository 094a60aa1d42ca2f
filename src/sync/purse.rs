//! A purse that runs dry: told once a day.

use super::outbox::Queue;
use crate::{
    config::Config,
    domain::{Athlete, Provenance, Provider, Topic, event::Actor, purse::Purse},
    log::{LogError, NewEvent, Store},
    outputs::notify::words,
};
use chrono::{DateTime, Utc};

/// Queues a message once on a day when most of what a model may cost is spent.
///
/// # Errors
/// When the log can't be read or written.
pub fn warn(
    store: &Store,
    config: &Config,
    queue: Option<&Queue>,
    athlete: &Athlete,
    now: DateTime<Utc>,
) -> Result<(), LogError> {
    let (Some(q), Some(model)) = (queue, &config.model) else { return Ok(()) };
    let day = now.with_timezone(&config.zone()).date_naive();
    let purse = Purse::of(model.caps, &athlete.spending, day);
    let message = purse.nearly().then(|| q.event(Topic::Purse, day, "model", words::purse(purse.percent()), now));
    let Some((key, event)) = message.flatten() else { return Ok(()) };
    if store.has_keys(std::slice::from_ref(&key))?.contains(&true) {
        return Ok(());
    }
    let (actor, provenance) = (Actor::System, Provenance::of(Provider::Derived));
    store.append(vec![NewEvent { event, actor, provenance, key, cause: None, recorded_at: now }]).map(|_| ())
}
