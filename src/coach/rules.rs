//! The rule book: every rule of the coach as data, with its limits, its source and how good its grounds are.
//!
//! Owns: names, versions, words, thresholds and sources. Does not own: the arithmetic, which cites a rule by its name
//! ([`super::flags`], [`super::ladder`], [`super::deload`], [`super::guard`], [`super::agents`]). A test holds the two
//! together: nothing speaks that is not in the book.

mod arbitration;
mod deload;
mod flags;
mod guard;
mod ladder;
pub mod papers;

use crate::domain::verdict::{Evidence, Severity};
use serde::Serialize;

/// What part of the coach a rule belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// A single signal that tightens a day.
    Flag,
    /// A step of the day's ladder.
    Ladder,
    /// What asks for an easier stretch of days.
    Deload,
    /// What every plan is checked for.
    Guard,
    /// Who wins when mission and reasoning differ.
    Arbitration,
}

impl Family {
    /// All, in the order of the book.
    pub const ALL: [Self; 5] = [Self::Flag, Self::Ladder, Self::Deload, Self::Guard, Self::Arbitration];

    /// Heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Flag => "Flags: one signal that tightens a day",
            Self::Ladder => "Ladder: from signals to the most that a day may hold",
            Self::Deload => "Easier days: what asks for more than one of them",
            Self::Guard => "Guard-rails: what every plan is checked for, whoever wrote it",
            Self::Arbitration => "Arbitration: when mission and reasoning differ",
        }
    }
}

/// Whether an athlete may go against a rule, by naming it and giving a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Override {
    /// Nobody may, through the coach.
    Never,
    /// With the rule's name and a reason in words, for one day.
    WithReason,
}

/// One rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Card {
    /// Its name: `F07`.
    pub id: &'static str,
    /// Counts up when its meaning changes.
    pub version: u16,
    /// What it watches, in a few words.
    pub title: &'static str,
    /// What it does, in a sentence.
    pub text: &'static str,
    /// When it warns; empty when it never only warns.
    pub warn: &'static str,
    /// When it caps the day or blocks the plan; empty when it only warns.
    pub block: &'static str,
    /// The most serious that it can say.
    pub severity: Severity,
    /// Where it comes from.
    pub source: &'static str,
    /// How good its grounds are.
    pub evidence: Evidence,
    /// Whether it can be overridden.
    #[serde(rename = "override")]
    pub overridable: Override,
    /// Which part of the coach it belongs to.
    pub family: Family,
}

/// Every rule, in the order of the book.
pub fn book() -> impl Iterator<Item = &'static Card> {
    let parts = [flags::CARDS, ladder::CARDS, deload::CARDS, guard::CARDS, arbitration::CARDS];
    parts.into_iter().flatten()
}

/// A rule by its name.
///
/// ```
/// use lanterne::coach::rules;
/// assert_eq!(rules::card("V05").map(|c| c.block), Some("more than 2 (the mission's, at most 3 for the well trained)"));
/// assert!(rules::card("V99").is_none());
/// ```
#[must_use]
pub fn card(id: &str) -> Option<&'static Card> {
    book().find(|c| c.id == id)
}

/// How good the grounds of a rule are; our design for one that is not in the book.
#[must_use]
pub fn evidence(id: &str) -> Evidence {
    card(id).map_or(Evidence::Design, |c| c.evidence)
}

/// Whether an athlete may override a rule by name; false for one that is not in the book.
#[must_use]
pub fn may_override(id: &str) -> bool {
    card(id).is_some_and(|c| c.overridable == Override::WithReason)
}

/// One row of a table of rules.
const fn row(
    family: Family,
    (id, title, text): (&'static str, &'static str, &'static str),
    (warn, block): (&'static str, &'static str),
    source: &'static str,
    evidence: Evidence,
    overridable: Override,
) -> Card {
    let severity = if block.is_empty() {
        if warn.is_empty() { Severity::Info } else { Severity::Warn }
    } else {
        Severity::Block
    };
    Card { id, version: 1, title, text, warn, block, severity, source, evidence, overridable, family }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_in_order_within_their_part() {
        let all: Vec<&Card> = book().collect();
        let names: BTreeSet<&str> = all.iter().map(|c| c.id).collect();
        assert_eq!(names.len(), all.len());
        for family in Family::ALL {
            let of: Vec<&str> = all.iter().filter(|c| c.family == family).map(|c| c.id).collect();
            assert!(!of.is_empty() && of.windows(2).all(|w| w[0] < w[1] || w[1] == "FEEL"), "{of:?}");
        }
        for n in 1..=33 {
            assert!(card(&format!("V{n:02}")).is_some(), "V{n:02}");
        }
    }

    #[test]
    fn every_rule_says_what_it_does_and_where_it_comes_from() {
        for c in book() {
            assert!(!c.title.is_empty() && c.text.ends_with('.') && !c.source.is_empty(), "{}", c.id);
            assert!(!c.warn.is_empty() || !c.block.is_empty() || c.severity == Severity::Info, "{}", c.id);
        }
    }

    #[test]
    fn stop_rules_can_never_be_overridden() {
        for id in ["F01", "F02", "F03", "F11", "L1", "L2", "L3", "V14", "V18", "V28", "V31", "V99"] {
            assert!(!may_override(id), "{id}");
        }
        for id in ["F05", "F06", "F07", "F08", "F10", "F12", "L7", "V05", "V06"] {
            assert!(may_override(id), "{id}");
        }
    }
}
