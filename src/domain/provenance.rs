//! Where a record came from, and what may be done with it.

use super::mission::SourcePolicy;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Who delivered a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Typed by the athlete.
    Manual,
    /// A file that the athlete imported.
    File,
    /// The account archive that Strava gives its users.
    StravaArchive,
    /// The account archive that Garmin gives its users.
    GarminArchive,
    /// Oura's API.
    Oura,
    /// intervals.icu's API.
    Intervals,
    /// Strava's API.
    StravaApi,
    /// The generated athlete of the demo.
    Demo,
    /// Computed by this program from other records.
    Derived,
}

impl Provider {
    /// Name used in JSON and on screen.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Manual => "manual",
            Self::File => "file",
            Self::StravaArchive => "strava_archive",
            Self::GarminArchive => "garmin_archive",
            Self::Oura => "oura",
            Self::Intervals => "intervals",
            Self::StravaApi => "strava_api",
            Self::Demo => "demo",
            Self::Derived => "derived",
        }
    }

    /// When two providers give the same figure for the same day, the higher one is used.
    #[must_use]
    pub fn rank(self) -> u8 {
        match self {
            Self::Manual => 9,
            Self::Oura => 7,
            Self::GarminArchive => 6,
            Self::Intervals => 5,
            Self::File => 4,
            Self::StravaArchive => 3,
            Self::StravaApi => 2,
            Self::Demo => 1,
            Self::Derived => 0,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Whether a language model may see a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum LlmPolicy {
    /// Yes.
    #[default]
    Allow,
    /// Only inside weekly or longer aggregates.
    Aggregate,
    /// Never.
    Deny,
}

impl LlmPolicy {
    /// Name in files and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Aggregate => "aggregate",
            Self::Deny => "deny",
        }
    }

    /// In words, for the athlete.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Allow => "a model may see it",
            Self::Aggregate => "a model may see sums of weeks",
            Self::Deny => "no model sees it",
        }
    }
}

/// What may be done with a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Whether a language model may see it.
    pub llm: LlmPolicy,
    /// Whether it may enter load and form beside other sources.
    pub combine: bool,
    /// Days until its body is erased; `None` keeps it.
    pub retain_days: Option<u16>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { llm: LlmPolicy::Allow, combine: true, retain_days: None }
    }
}

impl Policy {
    /// The policy that a provider's terms ask for (Strava API Policy of 2026-06-01: no AI use, no combining, 7 days).
    #[must_use]
    pub fn of(provider: Provider) -> Self {
        match provider {
            Provider::StravaApi => Self { llm: LlmPolicy::Deny, combine: false, retain_days: Some(7) },
            _ => Self::default(),
        }
    }

    /// The same, with what the athlete wants to be handled more strictly. A looser wish changes nothing.
    ///
    /// ```
    /// use lanterne::domain::{Policy, Provider, mission::SourcePolicy, provenance::LlmPolicy};
    /// let wish = SourcePolicy { llm: Some(LlmPolicy::Allow), retain_days: Some(30) };
    /// let oura = Policy::of(Provider::Oura).tightened(wish);
    /// assert_eq!((oura.llm, oura.retain_days), (LlmPolicy::Allow, Some(30)));
    /// assert_eq!(Policy::of(Provider::StravaApi).tightened(wish), Policy::of(Provider::StravaApi));
    /// ```
    #[must_use]
    pub fn tightened(self, wish: SourcePolicy) -> Self {
        let retain_days = match (self.retain_days, wish.retain_days) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { llm: wish.llm.map_or(self.llm, |l| self.llm.max(l)), retain_days, ..self }
    }
}

/// Source, account and policy, stored with every event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Who delivered it.
    pub provider: Provider,
    /// Which account, when the provider has accounts.
    pub account: Option<String>,
    /// What may be done with it.
    pub policy: Policy,
}

impl Provenance {
    /// The provider's default policy, no account.
    #[must_use]
    pub fn of(provider: Provider) -> Self {
        Self { provider, account: None, policy: Policy::of(provider) }
    }
}
