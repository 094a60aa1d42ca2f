//! The services: one file each behind one trait. Bytes of an API to domain values.
//!
//! Owns: what is asked of each service and what its answers mean, log-ins and their renewal, repeating what may be
//! repeated. Does not own: what is known already, what is written, budgets (a [`Meter`] is asked), order of work.
//!
//! Wire types are private to each file; every field of them may be missing and unknown values are let through.

pub mod connect;
mod error;
pub mod intervals;
pub mod oauth;
pub mod oura;
mod session;
pub mod strava;
mod wire;

pub use error::SourceError;
pub use session::{Meter, Patience, Session, Stop};

use crate::{
    config::{Config, SourceConfig},
    domain::{ActivityRecord, CalendarEntry, Day, Href, Provider, WellnessRecord},
    http::Url,
};
use futures_util::future::BoxFuture;

/// A span of local dates, both ends in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First.
    pub from: Day,
    /// Last.
    pub to: Day,
}

impl Span {
    /// Whether a day lies in it.
    #[must_use]
    pub fn has(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// One kind of record that a service gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collection {
    /// Its name.
    pub name: &'static str,
    /// Days asked for at once while going back in time; 0 when there is no history to go back to.
    pub step_days: i64,
    /// Days before today looked at again in every run: late uploads and edits.
    pub again_days: i64,
    /// Days after today looked at.
    pub ahead_days: i64,
    /// Whether what a complete look does not show may be withdrawn.
    pub removable: bool,
    /// Whether the source is of no use without it.
    pub core: bool,
}

/// What a service lists.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its id there.
    pub id: String,
    /// The day it belongs to.
    pub day: Day,
    /// Hash of what the list says of it: it is taken in again when that changes.
    pub print: [u8; 32],
    /// What.
    pub what: What,
}

/// What is behind an entry of a list.
#[derive(Clone, Debug)]
pub enum What {
    /// The list says all of it.
    Whole(Vec<Said>),
    /// More must be asked for; what the list says of it.
    More(Box<serde_json::Value>),
    /// The service does not hand it out; counted and explained.
    Stub,
}

/// What a service says.
#[derive(Clone, Debug)]
pub enum Said {
    /// Of one day.
    Wellness(WellnessRecord),
    /// Of one activity, with its original file when there is one.
    Activity(Box<ActivityRecord>, Option<Vec<u8>>),
    /// Of what is in its calendar.
    Calendar(CalendarEntry),
}

/// A service.
pub trait Source: Send + Sync + std::fmt::Debug {
    /// Its name in files, on screen and on the command line.
    fn name(&self) -> &'static str;

    /// As a provider of records.
    fn provider(&self) -> Provider;

    /// How requests are authorised.
    fn auth(&self) -> &Auth;

    /// Where it is.
    fn base(&self) -> &Url;

    /// Requests allowed: span in seconds, how many in it. The routine keeps below nine tenths.
    fn quotas(&self) -> &[(u32, u32)];

    /// What it says of its quotas in an answer: span in seconds, requests spent.
    fn said_of_quotas(&self, _answer: &crate::http::Answer) -> Vec<(u32, u32)> {
        Vec::new()
    }

    /// Its collections, the most useful first.
    fn collections(&self) -> &'static [Collection];

    /// Everything of a collection in a span of days: every page of it, or an error.
    fn list<'a>(
        &'a self,
        session: &'a Session<'a>,
        collection: &'static Collection,
        span: Span,
    ) -> BoxFuture<'a, Result<Vec<Listed>, SourceError>>;

    /// What is behind an entry that needs more, and whether it seems damaged though it came the same each time.
    fn more<'a>(
        &'a self,
        session: &'a Session<'a>,
        id: &'a str,
        listed: &'a serde_json::Value,
    ) -> BoxFuture<'a, Result<(Vec<Said>, bool), SourceError>>;

    /// Which account the log-in is of; `None` when the service does not say.
    fn account<'a>(&'a self, session: &'a Session<'a>) -> BoxFuture<'a, Result<Option<String>, SourceError>>;

    /// What a refusal of the service means, when it means more than that.
    fn explain(&self, status: u16, body: &str) -> Option<String>;
}

/// How requests are authorised.
#[derive(Clone, Debug)]
pub enum Auth {
    /// By a key, under this user name.
    Key {
        /// The user name.
        user: &'static str,
        /// Name of the key in the environment.
        env: &'static str,
        /// Where the athlete finds the key.
        found: &'static str,
    },
    /// By tokens.
    OAuth(Box<oauth::Endpoints>),
}

/// Names of the sources, in the order they are shown.
pub const NAMES: [&str; 3] = ["oura", "intervals", "strava"];

/// The page of a service on which its key, or an application of one's own, is made.
///
/// ```
/// let page = lanterne::sources::page("strava").unwrap();
/// assert_eq!(page.as_str(), "https://www.strava.com/settings/api");
/// ```
#[must_use]
pub fn page(name: &str) -> Option<Href> {
    Href::https(match name {
        "oura" => "https://developer.ouraring.com",
        "intervals" => "https://intervals.icu/settings",
        "strava" => "https://www.strava.com/settings/api",
        _ => return None,
    })
}

/// A source by its name, as configured.
///
/// # Errors
/// When there is none of this name, or an address in the configuration is none.
pub fn named(name: &str, config: &Config) -> Result<Box<dyn Source>, SourceError> {
    let own = config.sources.get(name).cloned().unwrap_or_default();
    Ok(match name {
        "oura" => Box::new(oura::Oura::new(&own)?),
        "intervals" => Box::new(intervals::Intervals::new(&own)?),
        "strava" => Box::new(strava::Strava::new(&own)?),
        "garmin" => {
            return Err(SourceError::Setup(
                "Garmin gives individuals no API. Ask for your account's archive on its website (Account, Export your \
                 data) and run `lanterne import export.zip`; or connect Garmin to intervals.icu and `lanterne connect \
                 intervals`"
                    .into(),
            ));
        }
        _ => {
            return Err(SourceError::Setup(format!("there is no source {name:?}; there are {}", NAMES.join(", "))));
        }
    })
}

/// An address of the configuration, or the usual one.
fn address(own: Option<&str>, usual: &str) -> Result<Url, SourceError> {
    let text = own.unwrap_or(usual);
    let mut url =
        Url::parse(text).map_err(|e| SourceError::Setup(format!("{text:?} in config.toml is no address: {e}")))?;
    crate::http::permitted(&url).map_err(SourceError::Http)?;
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// Quotas as the service publishes them, or as the configuration says.
fn quotas(own: &SourceConfig, usual: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let of = |span_s: u32, most: u32| match span_s {
        900 => (span_s, own.per_quarter.unwrap_or(most)),
        86_400 => (span_s, own.per_day.unwrap_or(most)),
        _ => (span_s, most),
    };
    usual.iter().map(|(span, most)| of(*span, *most)).collect()
}
