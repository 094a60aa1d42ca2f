//! Changes of thresholds: proposed to the athlete, accepted or denied, never silent.

use super::{
    athlete::ProposalState,
    day::Day,
    id::ShortId,
    settings::{Threshold, ThresholdKind, ThresholdSource},
    sport::Sport,
    text::CleanText,
};
use serde::{Deserialize, Serialize};

/// How a value was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdMethod {
    /// 95 % of the best 20 minutes of a test.
    TwentyMinutes,
    /// 75 % of the best minute of a ramp test.
    Ramp,
    /// A best effort scaled by the typical power curve.
    Eftp,
    /// Work over time of several maximal efforts.
    CriticalPower,
    /// Mean heart rate of the last 20 minutes of a time trial of half an hour.
    TimeTrial,
    /// The same of a half hour at threshold output that was no test.
    HalfHour,
    /// Distance over time of several maximal efforts.
    CriticalSpeed,
    /// One race by Daniels' tables.
    Vdot,
    /// Two distances swum all out.
    SwimTest,
    /// The highest heart rate that several activities come near.
    Highest,
    /// No effort has supported the value for a long time.
    Decay,
}

impl ThresholdMethod {
    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::TwentyMinutes => "20-minute test",
            Self::Ramp => "ramp test",
            Self::Eftp => "best effort (eFTP)",
            Self::CriticalPower => "critical power",
            Self::TimeTrial => "30-minute time trial",
            Self::HalfHour => "half hour at threshold",
            Self::CriticalSpeed => "critical speed",
            Self::Vdot => "race (VDOT)",
            Self::SwimTest => "400 m and 200 m test",
            Self::Highest => "highest on record",
            Self::Decay => "no effort to support it",
        }
    }

    /// How good its grounds are: a published method, or a rule of ours.
    #[must_use]
    pub fn grounds(self) -> &'static str {
        match self {
            Self::TwentyMinutes | Self::Ramp => "convention (Allen & Coggan)",
            Self::Eftp => "design: GoldenCheetah's mean power curve, gated by heart rate",
            Self::CriticalPower => "research (Monod & Scherrer 1965)",
            Self::TimeTrial => "convention (Friel)",
            Self::HalfHour | Self::Highest | Self::Decay => "design",
            Self::CriticalSpeed => "research (distance over time)",
            Self::Vdot => "convention (Daniels & Gilbert)",
            Self::SwimTest => "research (Wakayoshi 1992)",
        }
    }
}

/// A threshold that the athlete is asked about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ThresholdProposal {
    /// Out of its kind, method, effort and value: the same evidence is asked about once.
    pub id: ShortId,
    /// The day it was made.
    pub day: Day,
    /// The last day it can be answered.
    pub expires: Day,
    /// What would hold, and from when.
    pub threshold: Threshold,
    /// What holds now; `None` when nothing is known.
    pub current: Option<f64>,
    /// Where what holds now comes from.
    pub current_source: Option<ThresholdSource>,
    /// How the value was found.
    pub method: ThresholdMethod,
    /// 0–1.
    pub confidence: f64,
    /// The day of the effort behind it.
    pub effort_day: Day,
    /// The activity behind it.
    pub activity: Option<ShortId>,
    /// One sentence: what was seen.
    pub reason: CleanText,
}

impl ThresholdProposal {
    /// `FTP 250 W → 262 W`.
    #[must_use]
    pub fn headline(&self) -> String {
        let t = &self.threshold;
        let sport =
            t.sport.filter(|s| Some(*s) != t.kind.own_sport()).map(|s| format!(" ({s})")).unwrap_or_default();
        let new = t.kind.written(t.value);
        match self.current {
            Some(now) => format!("{}{sport} {} → {new}", t.kind.title(), t.kind.written(now)),
            None => format!("{}{sport} {new}", t.kind.title()),
        }
    }

    /// Whether another is about the same kind and sport.
    #[must_use]
    pub fn is_about(&self, kind: ThresholdKind, sport: Option<Sport>) -> bool {
        self.threshold.kind == kind && self.threshold.sport == sport
    }
}

/// The answer to a [`ThresholdProposal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThresholdAnswer {
    /// The proposal.
    pub proposal: ShortId,
    /// What was said.
    pub outcome: ThresholdOutcome,
}

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThresholdOutcome {
    /// It holds from its day on.
    Accepted,
    /// What holds now stays.
    Denied,
    /// Not answered in time, which is a no.
    Expired,
}

/// What the log knows of thresholds, beside those of config.toml.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ThresholdLedger {
    /// Accepted or given values, in the order of their answers.
    pub accepted: Vec<Threshold>,
    /// Every proposal, oldest first, with where it stands.
    pub proposals: Vec<(ThresholdProposal, ProposalState)>,
}

impl ThresholdLedger {
    /// A new proposal. It takes the place of one about the same kind and sport that still waits; one that was asked
    /// before changes nothing.
    pub fn propose(&mut self, p: &ThresholdProposal) {
        if self.proposals.iter().any(|(q, _)| q.id == p.id) {
            return;
        }
        for (q, state) in &mut self.proposals {
            if *state == ProposalState::Pending && q.is_about(p.threshold.kind, p.threshold.sport) {
                *state = ProposalState::Superseded;
            }
        }
        self.proposals.push((p.clone(), ProposalState::Pending));
    }

    /// An answer; one to a proposal that does not wait changes nothing.
    pub fn answer(&mut self, a: &ThresholdAnswer) {
        let waiting =
            |(p, s): &&mut (ThresholdProposal, ProposalState)| p.id == a.proposal && *s == ProposalState::Pending;
        let Some((p, state)) = self.proposals.iter_mut().find(waiting) else { return };
        *state = match a.outcome {
            ThresholdOutcome::Accepted => ProposalState::Accepted,
            ThresholdOutcome::Denied => ProposalState::Denied,
            ThresholdOutcome::Expired => ProposalState::Expired,
        };
        let accepted = (a.outcome == ThresholdOutcome::Accepted).then(|| p.threshold.clone());
        if let Some(t) = accepted {
            self.set(&t);
        }
    }

    /// A value that holds from its day on; another one of the log from the same day gives way.
    pub fn set(&mut self, t: &Threshold) {
        let t = Threshold { source: ThresholdSource::Accepted, sport: t.sport.or(t.kind.own_sport()), ..t.clone() };
        self.accepted.retain(|o| (o.kind, o.sport, o.from) != (t.kind, t.sport, t.from));
        self.accepted.push(t);
    }

    /// Proposals that wait for an answer on `day`, oldest first.
    pub fn pending(&self, day: Day) -> impl Iterator<Item = &ThresholdProposal> {
        self.proposals.iter().filter(move |(p, s)| *s == ProposalState::Pending && p.expires >= day).map(|(p, _)| p)
    }
}

/// Values of config.toml and of the log in one timeline. Each holds from its day on, wherever it was written; of two of
/// one kind and sport from the same day the one in config.toml holds, being written by hand.
#[must_use]
pub fn merged(config: &[Threshold], accepted: &[Threshold]) -> Vec<Threshold> {
    let key = |t: &Threshold| (t.kind, t.sport.or(t.kind.own_sport()), t.from);
    let mut all: Vec<Threshold> = config.to_vec();
    all.extend(accepted.iter().filter(|a| !config.iter().any(|c| key(c) == key(a))).cloned());
    all.sort_by_key(|t| t.from);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> Day {
        Day::from_ymd_opt(2026, 5, d).unwrap()
    }

    fn ftp(value: f64, from: Day) -> Threshold {
        let source = ThresholdSource::Set;
        Threshold { kind: ThresholdKind::Ftp, sport: Some(Sport::Bike), value, from, source, note: None }
    }

    fn proposal(id: u64, value: f64) -> ThresholdProposal {
        ThresholdProposal {
            id: ShortId(id),
            day: day(10),
            expires: day(24),
            threshold: ftp(value, day(9)),
            current: Some(250.0),
            current_source: Some(ThresholdSource::Set),
            method: ThresholdMethod::Eftp,
            confidence: 0.7,
            effort_day: day(9),
            activity: None,
            reason: CleanText::line("best 20 min"),
        }
    }

    #[test]
    fn an_accepted_value_holds_from_its_day_and_is_asked_once() {
        let mut ledger = ThresholdLedger::default();
        ledger.propose(&proposal(1, 260.0));
        ledger.propose(&proposal(1, 260.0));
        assert_eq!(ledger.pending(day(10)).count(), 1);
        assert_eq!(ledger.proposals[0].0.headline(), "FTP 250 W → 260 W");
        ledger.propose(&proposal(2, 262.0));
        assert_eq!(ledger.pending(day(10)).map(|p| p.id).collect::<Vec<_>>(), [ShortId(2)]);
        let yes = |id| ThresholdAnswer { proposal: ShortId(id), outcome: ThresholdOutcome::Accepted };
        ledger.answer(&yes(1));
        assert!(ledger.accepted.is_empty(), "another took its place");
        ledger.answer(&yes(2));
        ledger.answer(&ThresholdAnswer { outcome: ThresholdOutcome::Denied, ..yes(2) });
        assert_eq!(ledger.accepted.iter().map(|t| t.value).collect::<Vec<_>>(), [262.0]);
        assert_eq!(ledger.proposals[1].1, ProposalState::Accepted);
        assert_eq!(ledger.pending(day(25)).count(), 0);
    }

    #[test]
    fn of_one_day_the_hand_written_value_holds() {
        let mut ledger = ThresholdLedger::default();
        ledger.set(&ftp(262.0, day(9)));
        ledger.set(&ftp(266.0, day(12)));
        let all = merged(&[ftp(255.0, day(9)), ftp(240.0, day(1))], &ledger.accepted);
        assert_eq!(all.iter().map(|t| t.value).collect::<Vec<_>>(), [240.0, 255.0, 266.0]);
    }
}
