//! What asks for more than one easier day: D1–D7, and R1 for the first days after time off.
//!
//! Owns: the conditions, how long and how much easier, and the fortnight in which no second one is asked for. Does not
//! own: easing the sessions (replan), the ladder's order.

mod comeback;
mod signs;

pub use comeback::{Comeback, NEW_PLAN_DAYS, comeback, last_time_off};
pub use signs::{Signs, last_call};

use super::{
    effect::signed,
    flags::{Outcome, RuleReport, report},
};
use crate::domain::{Band, Cap, Day, verdict::DeloadCall};

/// Days between two triggered deloads (in our own simulation, a second one within two weeks cost more than it saved).
pub const REFRACTORY_DAYS: i64 = 14;

/// What the rules about stretches of days say of a morning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calls {
    /// D1 to D7 and R1, in that order.
    pub reports: Vec<RuleReport>,
    /// The stretch that begins with this morning.
    pub start: Option<DeloadCall>,
}

fn call(rule: &str, from: Day, days: u8, share: f64) -> DeloadCall {
    DeloadCall { rule: rule.to_owned(), from, days, share }
}

/// Judges the signs of a morning. `trend` is whether F04 asks for a recovery week.
#[must_use]
pub fn judge(s: &Signs, today: Day, trend: bool) -> Calls {
    let d2 = two_reds(s, today);
    let d3 = tired_week(s, today);
    let d5 = monotonous(s, today);
    let parts = [
        (scheduled(s), None),
        d2,
        d3,
        confirmed_trend(s, today, trend),
        d5,
        costly(s, today),
        failed_keys(s, today),
    ];
    let (mut reports, calls): (Vec<RuleReport>, Vec<Option<DeloadCall>>) = parts.into_iter().unzip();
    // The longest relief wins; easier easy days never stand in the way of easier days.
    let relief = |c: &DeloadCall| if c.rule == "D5" { 0.0 } else { f64::from(c.days) * (1.0 - c.share) };
    let start = calls.into_iter().flatten().rev().max_by(|a, b| relief(a).total_cmp(&relief(b)));
    reports.push(after_time_off(s));
    reports.push(after_missed_week(s));
    Calls { reports, start }
}

/// Whether a triggered deload may be asked for.
fn rested_enough(s: &Signs) -> bool {
    s.days_since_call.is_none_or(|d| d >= REFRACTORY_DAYS)
}

fn refractory_note(s: &Signs) -> String {
    s.days_since_call.map_or_else(String::new, |d| format!("; the last one began {d} days ago"))
}

/// A rule that holds its tongue because an easier stretch was asked for lately.
fn held(rule: &'static str, observed: &str, s: &Signs) -> (RuleReport, Option<DeloadCall>) {
    let observed = format!("{observed}{}", refractory_note(s));
    let text = "Its signs are there, but an easier stretch began less than 14 days ago: not a second one yet.";
    (report(rule, Outcome::Passed, observed, text, "ladder", None), None)
}

fn scheduled(s: &Signs) -> RuleReport {
    let Some(down) = s.planned_down else {
        return report(
            "D1",
            Outcome::NotEvaluable,
            "no plan",
            "There is no plan whose weeks could be counted.",
            "",
            None,
        );
    };
    if down {
        let text = "This is a down week of the plan: it is lighter already.";
        return report("D1", Outcome::Triggered, "a down week", text, "plan", None);
    }
    report("D1", Outcome::Passed, "a load week", "The next down week comes with the plan.", "plan", None)
}

fn two_reds(s: &Signs, today: Day) -> (RuleReport, Option<DeloadCall>) {
    let red = |b: &Band| matches!(b, Band::Red | Band::SevereRed);
    let n = s.bands.iter().take(3).filter(|b| red(b)).count();
    let observed = format!("{n} red in three mornings");
    if n < 2 {
        let known = s.bands.iter().take(3).filter(|b| **b != Band::Unknown).count();
        if known == 0 {
            return (
                report("D2", Outcome::NotEvaluable, "no readiness of three days", "Needs readiness.", "", None),
                None,
            );
        }
        return (report("D2", Outcome::Passed, observed, "Fewer than two reds.", "readiness", None), None);
    }
    if !rested_enough(s) {
        return held("D2", &observed, s);
    }
    let steep = s.days_since_deload.is_none_or(|d| d > REFRACTORY_DAYS) && s.ramp > 3.0;
    let (days, share) = if steep { (5, 0.6) } else { (4, 0.7) };
    let text =
        format!("Two red mornings in three days: {days} days at {:.0} % of the load, nothing hard.", share * 100.0);
    let observed = format!("{observed}, CTL {} a week", signed(s.ramp, 1));
    let r = report("D2", Outcome::Triggered, observed, text, "readiness", Some(Cap::RecoveryWeek));
    (r, Some(call("D2", today, days, share)))
}

fn tired_week(s: &Signs, today: Day) -> (RuleReport, Option<DeloadCall>) {
    let low = |b: &Band| matches!(b, Band::Amber | Band::Red | Band::SevereRed);
    let n = s.bands.iter().filter(|b| low(b)).count();
    let observed = format!("{n} of 7 mornings amber or red");
    if n < 4 {
        if s.bands.iter().filter(|b| **b != Band::Unknown).count() < 4 {
            let text = "Needs readiness of four of the last seven mornings.";
            return (report("D3", Outcome::NotEvaluable, "too few mornings", text, "", None), None);
        }
        return (report("D3", Outcome::Passed, observed, "Fewer than four.", "readiness", None), None);
    }
    if !rested_enough(s) {
        return held("D3", &observed, s);
    }
    let text = "More tired mornings than fresh ones in a week: a recovery week at 60 %, nothing hard; a short opener may stand on its sixth day.";
    let r = report("D3", Outcome::Triggered, observed, text, "readiness", Some(Cap::RecoveryWeek));
    (r, Some(call("D3", today, 7, 0.6)))
}

fn confirmed_trend(s: &Signs, today: Day, trend: bool) -> (RuleReport, Option<DeloadCall>) {
    if trend {
        // F04 has waited its fortnight by itself; the strict rule does not wait.
        let r = report(
            "D4",
            Outcome::Triggered,
            "F04 asks for a recovery week",
            "The HRV trend is confirmed: a recovery week.",
            "hrv",
            None,
        );
        return (r, Some(call("F04", today, 7, 0.6)));
    }
    if !s.trend_known {
        return (
            report("D4", Outcome::NotEvaluable, "no HRV trend", "Needs the HRV trend of F04.", "", None),
            None,
        );
    }
    (
        report(
            "D4",
            Outcome::Passed,
            "not asked for by F04",
            "The trend does not ask for a recovery week.",
            "hrv",
            None,
        ),
        None,
    )
}

fn monotonous(s: &Signs, today: Day) -> (RuleReport, Option<DeloadCall>) {
    let Some(p95) = s.strain_p95 else {
        let text = "Needs eight weeks of load to compare the strain with.";
        return (report("D5", Outcome::NotEvaluable, "fewer than eight weeks", text, "", None), None);
    };
    let observed = format!("monotony {:.1}, strain {:.0} (95 % of weeks under {p95:.0})", s.monotony, s.strain);
    if s.monotony <= 2.0 || s.strain <= p95 {
        return (report("D5", Outcome::Passed, observed, "Within the own range.", "form", None), None);
    }
    if crate::domain::day::weekday(today) != 0 {
        let text = "Its signs are there; it is asked on Mondays, over the whole week before.";
        return (report("D5", Outcome::Passed, observed, text, "form", None), None);
    }
    if s.light_week {
        let text = "Its signs are there, but this week of the plan is a light one already.";
        return (report("D5", Outcome::Passed, observed, text, "plan", None), None);
    }
    if !rested_enough(s) {
        return held("D5", &observed, s);
    }
    let text = "A week of days too much alike under more strain than usual: this week's easy days at 70 %, which is about a fifth of the load, and its hard ones as planned.";
    (report("D5", Outcome::Triggered, observed, text, "form", None), Some(call("D5", today, 7, 0.7)))
}

fn costly(s: &Signs, today: Day) -> (RuleReport, Option<DeloadCall>) {
    let Some(n) = s.costly_in_a_row else {
        let text = "Needs three comparable sessions with decoupling and a rating.";
        return (report("D6", Outcome::NotEvaluable, "too few comparable sessions", text, "", None), None);
    };
    let observed = format!("{n} costly sessions in a row");
    if n < 3 {
        return (
            report("D6", Outcome::Passed, observed, "The same work costs what it did.", "activities", None),
            None,
        );
    }
    if !rested_enough(s) {
        return held("D6", &observed, s);
    }
    let text = "Three comparable sessions cost clearly more than usual: four days at 70 %.";
    let r = report("D6", Outcome::Triggered, observed, text, "activities", Some(Cap::RecoveryWeek));
    (r, Some(call("D6", today, 4, 0.7)))
}

fn failed_keys(s: &Signs, today: Day) -> (RuleReport, Option<DeloadCall>) {
    let Some(n) = s.failed_keys else {
        let text = "No key session of the plan was done in the last ten days.";
        return (report("D7", Outcome::NotEvaluable, "no key session done", text, "", None), None);
    };
    let observed = format!("{n} key sessions under 85 % of their target in ten days");
    if n < 2 {
        return (report("D7", Outcome::Passed, observed, "Fewer than two.", "activities", None), None);
    }
    if !rested_enough(s) {
        return held("D7", &observed, s);
    }
    let text = "Two key sessions fell short of their target: four days at 70 %.";
    let r = report("D7", Outcome::Triggered, observed, text, "activities", Some(Cap::RecoveryWeek));
    (r, Some(call("D7", today, 4, 0.7)))
}

fn after_time_off(s: &Signs) -> RuleReport {
    let Some(c) = s.comeback.as_ref().filter(|c| c.rule == "R1") else {
        return report(
            "R1",
            Outcome::Passed,
            "no time off",
            "No illness, injury or week away lately.",
            "activities",
            None,
        );
    };
    let observed = format!("{} days off ({}), back since {}", c.days_off, c.why, c.back);
    let more = if c.days_off >= NEW_PLAN_DAYS {
        " So long a time asks for a plan from the fitness that is left: `lanterne mission use` lays it."
    } else {
        ""
    };
    let text = format!("The first week back: {:.0} % of the planned load.{more}", c.share * 100.0);
    report("R1", Outcome::Triggered, observed, text, "activities", None)
}

fn after_missed_week(s: &Signs) -> RuleReport {
    let Some(c) = s.comeback.as_ref().filter(|c| c.rule == "R2") else {
        return report(
            "R2",
            Outcome::Passed,
            "no week missed",
            "Last week was done, or was not planned.",
            "activities",
            None,
        );
    };
    let observed = format!("{} sessions missed last week", c.days_off);
    let text = format!("This week goes by what was done: {:.0} % of the plan.", c.share * 100.0);
    report("R2", Outcome::Triggered, observed, text, "activities", None)
}

#[cfg(test)]
mod tests;
