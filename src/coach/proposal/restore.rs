//! Going back to an earlier version of the plan: a proposal like any other, so the guard-rails look at it.

use super::{Draft, Scene, build};
use crate::domain::{
    Evidence, HunkOp, PlanChange, Proposal, Reason, Session, Severity,
    plan::version::{Cause, sessions_of},
    proposal::Author,
};

/// The days ahead as an earlier version of the plan had them. What is past or fixed stays as it is.
///
/// # Errors
/// In words: no such version, another mission's, nothing to change, or a guard-rail that forbids it.
pub fn restore(scene: &Scene<'_>, version: u32) -> Result<Proposal, String> {
    let (plan, versions) = (scene.plan, &scene.athlete.versions);
    let known = || {
        let all: Vec<String> = versions.iter().rev().take(8).map(|v| v.version.to_string()).collect();
        if all.is_empty() { String::new() } else { format!(" The last ones: {}.", all.join(", ")) }
    };
    if version == plan.version {
        return Err(format!("The plan is at version {version} already."));
    }
    let Some(then) = sessions_of(plan, versions, version) else {
        return Err(format!("Version {version} of the plan is not known any more.{}", known()));
    };
    let laid = versions.iter().rev().find(|v| v.version <= version && v.cause == Cause::Laid);
    if laid.is_some_and(|v| v.mission != plan.mission) {
        return Err(format!("Version {version} served another mission; its sessions don't belong into this plan."));
    }
    let ahead = |s: &&Session| s.day >= scene.today && !s.locked;
    let gone = |s: &Session| plan.session(s.id).is_some_and(|now| now.day < scene.today || now.locked);
    let now: Vec<Session> = plan.sessions.iter().filter(ahead).cloned().collect();
    // Whether a session is locked is said of today's plan, not of an earlier one.
    let free = |s: &Session| Session { locked: false, ..s.clone() };
    let ahead_then = then.iter().filter(|s| s.day >= scene.today && !gone(s));
    let wanted: Vec<Session> = ahead_then.map(free).collect();
    let reason = Reason {
        rule: "YOU".into(),
        observed: format!("version {} now", plan.version),
        limit: "your request".into(),
        text: format!("Back to version {version} of the plan."),
        source: "you".into(),
        evidence: Evidence::Mission,
    };
    let why = |_: &HunkOp| vec![reason.clone()];
    let draft = Draft {
        author: Author::Athlete,
        reason: format!("Back to version {version} of the plan, from today on."),
        change: PlanChange::between(&now, &wanted),
        why: &why,
        supersedes: None,
    };
    let p = build(scene, &draft)
        .ok_or_else(|| format!("From today on, version {version} is what the plan says now; nothing changes."))?;
    match p.checks.iter().find(|f| f.severity == Severity::Block) {
        Some(f) => Err(format!("{} forbids it on {}: {} (allowed: {})", f.rule, f.day, f.text, f.limit)),
        None => Ok(p),
    }
}
