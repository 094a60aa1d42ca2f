//! The single matches of the ladder and what softens or sharpens them.

use super::{Case, Rung};
use crate::{
    coach::{
        flags::{Outcome, RuleReport},
        rules, words,
    },
    domain::{Band, Cap, Evidence, Reason, plan::Phase, readiness::shown, verdict::DeloadCall},
};

/// Flags that two of make one step more; HRV counts once.
const SOFT: [&[&str]; 5] = [&["F04", "F10"], &["F05"], &["F06"], &["F08"], &["F12"]];
/// Flags of HRV and sleep: alone they never cancel a race or the sharpener before it.
const NIGHT: [&str; 5] = ["F04", "F05", "F06", "F10", "L6"];

fn rung(step: u8, rule: &str, cap: Cap, observed: String, limit: &str, text: String, source: &str) -> Rung {
    let evidence = rules::evidence(rule);
    let (rule, limit, source) = (rule.to_owned(), limit.to_owned(), source.to_owned());
    Rung { step, cap, reason: Reason { rule, observed, limit, text, source, evidence } }
}

/// Rungs of the flags that spoke with a cap, of a sport ban, and of two soft flags together.
pub(super) fn flags(case: &Case, reports: &[RuleReport]) -> Vec<Rung> {
    let mut out = Vec::new();
    for r in reports.iter().filter(|r| r.outcome.spoke()) {
        let step = match (r.rule, r.cap) {
            ("F01", _) => 1,
            ("F11", None) => {
                let planned =
                    case.sessions.iter().any(|s| crate::coach::flags::banned(&case.facts).contains(&s.sport));
                if planned {
                    out.push(Rung { step: 2, cap: Cap::None, reason: r.reason() });
                }
                continue;
            }
            ("F11", _) => 2,
            (_, Some(Cap::RecoveryWeek)) => 4,
            (_, Some(Cap::Recovery | Cap::Rest)) => 6,
            (_, Some(_)) => 7,
            (_, None) => continue,
        };
        if let Some(cap) = r.cap {
            out.push(Rung { step, cap, reason: r.reason() });
        }
    }
    let soft: Vec<&str> = SOFT.iter().filter_map(|group| spoken(reports, group)).collect();
    if soft.len() >= 2 {
        let many = ["Two", "Three", "Four", "Five"].get(soft.len() - 2).unwrap_or(&"Several");
        let text = format!("{many} warning signs on one morning: recovery only.");
        out.push(rung(6, "L6", Cap::Recovery, words::list(&soft), "one of them alone", text, "ladder"));
    }
    out
}

/// The first flag of a group that asks for nothing hard, or for more than that.
fn spoken<'a>(reports: &[RuleReport], group: &[&'a str]) -> Option<&'a str> {
    let tightens = |id: &str| reports.iter().any(|r| r.rule == id && r.cap.is_some_and(|c| c >= Cap::NoHard));
    group.iter().copied().find(|id| tightens(id))
}

/// Score from which a day is green: the mission's, else the book's.
fn green_from(case: &Case) -> f64 {
    case.facts.rules.min_readiness.filter(|m| m.is_finite()).map_or(case.facts.rules.green, |m| m.clamp(40.0, 95.0))
}

/// The rung of the readiness score.
pub(super) fn readiness(case: &Case, reports: &[RuleReport]) -> Option<Rung> {
    let Some(score) = case.score else { return Some(unknown(case)) };
    let green = green_from(case);
    let (red, severe) = (case.facts.rules.red, case.facts.rules.severe);
    let observed = format!("readiness {:.0} on {:.0} % of the signals", shown(score), case.coverage * 100.0);
    let say = |step, rule, cap, limit: String, text: String| {
        Some(rung(step, rule, cap, observed.clone(), &limit, text, "readiness"))
    };
    if score < severe {
        return say(
            3,
            "L3",
            Cap::Rest,
            format!("{severe:.0} and more"),
            "Far below what training needs: rest.".into(),
        );
    }
    if score < green.min(red) {
        return say(
            5,
            "L5",
            Cap::Recovery,
            format!("{red:.0} and more"),
            "Red: recovery at most, 45 easy minutes.".into(),
        );
    }
    if score < green {
        let text = "Amber: nothing hard today.".into();
        return say(7, "L7", Cap::NoHard, format!("{green:.0} and more"), text);
    }
    if ready_up(case, score, reports) {
        let text = "More than ready: easy sessions may grow by a tenth, hard ones stay as they are.".into();
        return say(
            9,
            "L9",
            Cap::ReadyUp,
            format!("{:.0} and more for a little extra", case.facts.rules.ready),
            text,
        );
    }
    say(9, "L9", Cap::None, format!("{green:.0} and more"), "Green: as planned.".into())
}

fn ready_up(case: &Case, score: f64, reports: &[RuleReport]) -> bool {
    score >= case.facts.rules.ready
        && case.coverage >= 0.6
        && case.facts.tsb_share().is_some_and(|s| s > -0.12)
        && matches!(case.phase, Some(Phase::Base | Phase::Build))
        && !case.deload_week
        && case.deload.running.is_none()
        && case.deload.comeback.is_none()
        && !reports.iter().any(|r| matches!(r.outcome, Outcome::Triggered | Outcome::Blocked))
}

/// Without a score: as planned only when the last one is fresh and green, or the athlete says to be fine, and form
/// is not deep in fatigue.
fn unknown(case: &Case) -> Rung {
    if !case.anything_known {
        let text =
            "Nothing is known yet, so there is nothing to decide by. Import files or check in, and this changes."
                .to_owned();
        return rung(
            8,
            "L8",
            Cap::None,
            "no data".into(),
            "activities, wellness or a check-in",
            text,
            "nothing yet",
        );
    }
    let rested = case.facts.tsb_share().is_none_or(|s| s > -0.25);
    let fresh_green = case.last_known.is_some_and(|(b, age)| b == Band::Green && age <= 2);
    let limit = "40 % of the signals, or green at most two days ago";
    let observed = format!("{:.0} % of the signals", case.coverage * 100.0);
    if rested && fresh_green {
        let text = "Readiness is unknown today, but was green and is fresh enough: as planned.".to_owned();
        return rung(8, "L8", Cap::None, observed, limit, text, "readiness");
    }
    if let Some(feel) = case.facts.feel.as_ref().filter(|f| rested && f.score >= 70.0) {
        let observed = format!("{observed}; you say {:.0} of 100", feel.score);
        let text =
            "No device says how ready you are; you say you are fine, and form agrees: as planned.".to_owned();
        return rung(8, "L8", Cap::None, observed, limit, text, "you");
    }
    let text =
        "Too little is known of this morning for a hard session. A check-in, or last night's values, changes that."
            .to_owned();
    rung(8, "L8", Cap::NoHard, observed, limit, text, "readiness")
}

/// Rungs of the stretches of days: those that a rule begins today, the one that runs, the way back after time off.
pub(super) fn stretches(case: &Case, reports: &[RuleReport], running: Option<&DeloadCall>) -> Vec<Rung> {
    let mut out = Vec::new();
    match running {
        Some(c) if c.rule == "D5" => {
            let text = format!("Easy days at {:.0} % of their load, after a week too much alike.", c.share * 100.0);
            out.push(rung(
                4,
                "L4",
                Cap::None,
                format!("easier week since {}", c.from),
                "seven days",
                text,
                "ladder",
            ));
        }
        Some(c) => {
            let why = if c.rule == "F04" { "the HRV trend".to_owned() } else { c.rule.clone() };
            let text = format!("The easier days that {why} asked for are not over.");
            let limit = format!("{} days", c.days);
            let seen = format!("easier days since {}", c.from);
            out.push(rung(4, "L4", Cap::RecoveryWeek, seen, &limit, text, "ladder"));
        }
        None => {
            // F04 stands on the ladder by itself; D4 only says the same under the name of the stretch.
            let begins =
                |r: &&RuleReport| r.outcome.spoke() && (r.cap.is_some() || r.rule == "D5") && r.rule != "D4";
            out.extend(reports.iter().filter(begins).map(|r| Rung {
                step: 4,
                cap: r.cap.unwrap_or(Cap::None),
                reason: r.reason(),
            }));
        }
    }
    if let Some(back) = &case.deload.comeback {
        out.extend(reports.iter().filter(|r| r.rule == back.rule && r.outcome.spoke()).map(|r| Rung {
            step: 4,
            cap: Cap::None,
            reason: r.reason(),
        }));
    }
    out
}

/// Most signals off green with which an athlete may say to be better than amber.
const AMBER_SIGNALS: usize = 2;

/// Takes out the rungs that the athlete goes against by name, and says so. Rest is never lifted, nor a stretch of easy
/// days; amber only while at most two signals are off.
pub(super) fn overrides(case: &Case, rungs: &mut Vec<Rung>) -> Vec<Reason> {
    let mut said = Vec::new();
    for (rule, why) in &case.overrides {
        let held = |r: &Rung| {
            r.reason.rule == *rule
                && (!rules::may_override(rule)
                    || r.cap >= Cap::Rest
                    || r.cap == Cap::RecoveryWeek
                    || (rule == "F09" && r.cap >= Cap::Recovery)
                    || (rule == "L7" && case.amber_signals > AMBER_SIGNALS))
        };
        let spoke = rungs.iter().any(|r| r.reason.rule == *rule);
        if !spoke {
            continue;
        }
        let stays = rungs.iter().any(&held);
        if !stays {
            rungs.retain(|r| r.reason.rule != *rule);
        }
        let text = if stays {
            "It holds all the same: this can't be overridden."
        } else {
            "You decided against it, and it is on record."
        };
        said.push(Reason {
            rule: rule.clone(),
            observed: format!("you: {why}"),
            limit: "a named rule and a reason".into(),
            text: text.into(),
            source: "you".into(),
            evidence: Evidence::Design,
        });
    }
    said
}

/// Race morning: only illness, pain and the athlete decide. On the day of the sharpener, HRV and sleep cap its
/// length and never cancel it.
pub(super) fn soften(case: &Case, rungs: &mut Vec<Rung>) {
    let holds = |r: &Rung| matches!(r.reason.rule.as_str(), "F01" | "F11");
    if case.race_today() {
        rungs.retain(|r| holds(r));
        if rungs.is_empty() {
            let observed =
                case.score.map_or_else(|| "readiness unknown".to_owned(), |s| format!("readiness {:.0}", shown(s)));
            let text = "Race morning: only illness, pain and you decide. Good luck.".to_owned();
            rungs.push(rung(9, "L9", Cap::None, observed, "no illness, no pain", text, "plan"));
        }
    } else if case.opener_today() {
        for r in rungs.iter_mut().filter(|r| NIGHT.contains(&r.reason.rule.as_str()) && r.cap > Cap::None) {
            r.cap = Cap::NoHard;
        }
    }
}

/// What warning signs are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Sleep, Body Battery: volume is cut.
    Sleep,
    /// HRV, heart rate, temperature: intensity is cut, easy volume stays.
    Autonomic,
    /// Form, effort: volume is cut.
    Load,
    /// The athlete's own feel: volume is cut.
    Feel,
}

/// What the signs of a morning are about: by the flags that spoke, and on an amber day by the signals under 60. Sleep,
/// load and feel cut volume, HRV and heart rate cut intensity and keep easy volume, two groups cut both. Base and build
/// tolerate one low signal before an easy day loses volume: short nights that nothing else agrees with take the hard
/// work only.
pub(super) fn groups(case: &Case, reports: &[RuleReport]) -> Vec<Group> {
    let spoke = |ids: &[&str]| reports.iter().any(|r| ids.contains(&r.rule) && r.cap.is_some());
    let tolerant = matches!(case.phase, Some(Phase::Base | Phase::Build) | None);
    let amber = case.score.is_some_and(|s| s < green_from(case));
    let counts = amber && case.low.total() >= if tolerant { 2 } else { 1 };
    let rows = [
        (Group::Sleep, spoke(&["F05", "F06"]), case.low.sleep),
        (Group::Autonomic, spoke(&["F04", "F07", "F08", "F10"]), case.low.autonomic),
        (Group::Load, spoke(&["F09", "F12"]), case.low.load),
        (Group::Feel, spoke(&["FEEL"]), case.low.feel),
    ];
    let alone = tolerant && rows.iter().filter(|(_, flag, low)| *flag || *low > 0).count() < 2;
    rows.into_iter()
        .filter(|(g, flag, low)| (*flag && !(alone && *g == Group::Sleep)) || (counts && *low > 0))
        .map(|(g, ..)| g)
        .collect()
}
