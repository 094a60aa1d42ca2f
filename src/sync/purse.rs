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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        config::{Paths, load::tests::parsed},
        domain::{
            Day, Event,
            exchange::tests::{answer, request},
        },
        log::Access,
    };

    #[test]
    fn a_purse_that_runs_dry_is_told_once_a_day_and_not_before() {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::in_home(dir.path());
        let store = Store::open(&paths.data_dir, Access::ReadWrite).unwrap();
        let text = "[athlete]\ntime_zone = \"UTC\"\n[notify]\nchannels = [\"ntfy\"]\n[model]\nmodel = \"m\"\n\
                    base_url = \"http://127.0.0.1:9/v1\"\ncap_day_usd = 1\n";
        let config = parsed(text).unwrap();
        let queue = Queue::of(&store, &paths, &config).unwrap();
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let today: Day = now.date_naive();
        let mut athlete = Athlete::default();
        let mut spend = |n, cost| {
            athlete.apply(&Event::ModelRequested(Box::new(request(n, today, cost))));
            athlete.apply(&Event::ModelAnswered(Box::new(answer(n, cost))));
            warn(&store, &config, queue.as_ref(), &athlete, now).unwrap();
            store.athlete().unwrap().0.outbox.messages.len()
        };
        assert_eq!(spend(1, 799_999), 0);
        assert_eq!(spend(2, 1), 1);
        assert_eq!(spend(3, 100_000), 1, "once a day");
        let message = &store.athlete().unwrap().0.outbox.messages[0];
        assert!(message.notification.text.as_str().contains("80 %"), "{}", message.notification.text);
    }
}
