//! What every command starts from: folders, configuration, the date, the store.

use super::args::Global;
use crate::{
    coach::morning::{self, Morning},
    config::{self, Config, Paths},
    domain::{Athlete, Day, day},
    log::{Access, OpenOptions, Store},
    science::history::History,
    sync::{closing, demo, missions, outbox::Queue, routine},
};
use chrono::{DateTime, NaiveTime, Utc};
use std::path::PathBuf;

/// The ground a command stands on.
#[derive(Clone, Debug)]
pub struct Context {
    /// Folders.
    pub paths: Paths,
    /// Configuration as read.
    pub config: Config,
    /// What the flags said of it.
    pub flags: config::Overrides,
    /// The moment the program started; the one reading of the clock.
    pub now: DateTime<Utc>,
    /// The date that decisions are made for.
    pub today: Day,
    /// Look back to what was recorded by the end of this date.
    pub as_of: Option<Day>,
    /// Whether `--today` moved the date.
    pub moved: bool,
    /// Whether this is the demo.
    pub demo: bool,
    /// The home that was named by a flag.
    pub home: Option<PathBuf>,
}

impl Context {
    /// Finds the folders, reads the configuration, and prepares the demo's store when that is asked for.
    pub fn open(global: &Global) -> anyhow::Result<Self> {
        let now = Utc::now();
        let env = |name: &str| std::env::var(name).ok();
        let home = global.home.as_deref();
        let mut paths = Paths::find(home, &env)?;
        if global.demo {
            let local = global.today.unwrap_or_else(|| now.with_timezone(&chrono::Local).date_naive());
            paths = Paths::demo(home, &env, local)?;
            demo::prepare(&paths, &Store::open(&paths.data_dir, Access::ReadWrite)?, local)?;
        }
        let flags = config::Overrides {
            theme: global.theme.clone(),
            time_zone: global.time_zone.clone(),
            ..config::Overrides::default()
        };
        let config = config::load(&paths, &flags, &env)?;
        let local = now.with_timezone(&config.zone()).date_naive();
        let today = global.today.unwrap_or(local);
        Ok(Self {
            paths,
            config,
            flags,
            now,
            today,
            as_of: global.as_of,
            moved: global.today.is_some(),
            demo: global.demo,
            home: global.home.clone(),
        })
    }

    /// The store. Looking back never writes.
    pub fn store(&self, access: Access) -> anyhow::Result<Store> {
        Ok(Store::open_with(&self.paths.data_dir, OpenOptions { access, allow_network_fs: self.network_fs() })?)
    }

    /// Whether the athlete lets the log live on a network file system.
    #[must_use]
    pub fn network_fs(&self) -> bool {
        self.config.environment.get("LANTERNE_ALLOW_NETWORK_FS").is_some()
    }

    /// Everything known, with the head of the log; with `--as-of`, what was recorded by the end of that day.
    pub fn athlete(&self) -> anyhow::Result<(Athlete, u64)> {
        if let Some(as_of) = self.as_of {
            return Ok(self.store(Access::ReadOnly)?.athlete_as_of(self.end_of(as_of))?);
        }
        let store = self.store(Access::ReadWrite)?;
        let mut known = store.athlete()?;
        let noticed =
            missions::sync_missions(&store, &mut known, &self.paths, &self.config.settings, self.today, self.now)?;
        for issue in noticed.issues {
            notice(&issue.to_string());
        }
        Ok(known)
    }

    /// The morning answer. What the rules decided and propose is recorded, unless we look back.
    pub fn morning(&self) -> anyhow::Result<(Athlete, History, Morning)> {
        let (mut athlete, head) = self.athlete()?;
        let mut head = head;
        // A day that is only tried out ends no mission.
        if self.as_of.is_none() && (!self.moved || self.demo) {
            let store = self.store(Access::ReadWrite)?;
            if store.read_only().is_none() && closing::run(&store, &athlete, self.today, self.now)? {
                head = store.catch_up(&mut athlete, head)?;
            }
        }
        let history = History::build(&athlete, self.today);
        let mut morning = morning::morning_with(&athlete, &history, self.today);
        if let Some(as_of) = self.as_of {
            morning.as_of = as_of;
            return Ok((athlete, history, morning));
        }
        let store = self.store(Access::ReadWrite)?;
        let queue = Queue::of(&store, &self.paths, &self.config)?;
        if routine::observe_morning(&store, &athlete, &morning, self.now, queue.as_ref())?.written == 0 {
            return Ok((athlete, history, morning));
        }
        for e in store.since(head)? {
            athlete.hear(&e);
        }
        let morning = morning::morning_with(&athlete, &history, self.today);
        Ok((athlete, history, morning))
    }

    /// The first moment after `day` in the athlete's zone.
    #[must_use]
    pub fn end_of(&self, on: Day) -> DateTime<Utc> {
        // A zone may skip midnight; the first moment that exists after it is meant then.
        day::in_zone(day::shift(on, 1).and_time(NaiveTime::MIN), self.config.zone())
    }

    /// When sessions of a day begin, where the athlete said so.
    #[must_use]
    pub fn start_of(&self, on: Day) -> Option<DateTime<Utc>> {
        self.config.start_of(on).map(|t| day::in_zone(on.and_time(t), self.config.zone()))
    }
}

/// Something worth knowing that is not the answer goes to standard error.
pub(super) fn notice(text: &str) {
    use std::io::Write;
    // Nothing can be done when standard error is closed.
    let _ = writeln!(std::io::stderr().lock(), "{}", crate::domain::CleanText::block(text));
}
