//! What each step of the ladder says of a morning, decided or not.

use super::{Case, Rung};
use crate::{
    coach::flags::{Outcome, RuleReport, report},
    domain::{Cap, readiness::shown},
};

const STEPS: [&str; 9] = ["L1", "L2", "L3", "L4", "L5", "L6", "L7", "L8", "L9"];

/// L1 to L9, in order. `rungs` are the matches before anything is softened or overridden.
pub(super) fn reports(case: &Case, rungs: &[Rung]) -> Vec<RuleReport> {
    STEPS.iter().zip(1_u8..).map(|(rule, step)| of(case, rungs, rule, step)).collect()
}

fn of(case: &Case, rungs: &[Rung], rule: &'static str, step: u8) -> RuleReport {
    let matched: Vec<&Rung> = rungs.iter().filter(|r| r.step == step).collect();
    let score =
        case.score.map(|s| format!("readiness {:.0} on {:.0} % of the signals", shown(s), case.coverage * 100.0));
    if let Some(tightest) = matched.iter().max_by_key(|r| r.cap) {
        let by: Vec<&str> = matched.iter().map(|r| r.reason.rule.as_str()).filter(|r| *r != rule).collect();
        let observed =
            if by.is_empty() { tightest.reason.observed.clone() } else { crate::coach::words::list(&by) };
        let outcome = match step {
            1 | 2 => Outcome::Blocked,
            9 if tightest.cap <= Cap::None => Outcome::Passed,
            _ => Outcome::Triggered,
        };
        return report(
            rule,
            outcome,
            observed,
            tightest.reason.text.clone(),
            &tightest.reason.source,
            Some(tightest.cap),
        );
    }
    let by_score = matches!(step, 3 | 5 | 9);
    match (by_score, score) {
        (true, None) => {
            let observed = format!("readiness unknown, {:.0} % of the signals", case.coverage * 100.0);
            report(rule, Outcome::NotEvaluable, observed, "Needs a readiness score.", "readiness", None)
        }
        (_, Some(seen)) if by_score || step == 8 => {
            report(rule, Outcome::Passed, seen, "Not this step.", "readiness", None)
        }
        _ => report(rule, Outcome::Passed, "nothing of the kind", "Not this step.", "ladder", None),
    }
}
