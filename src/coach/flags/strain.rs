//! What training left behind: form, ratings above what the intensity explains, the athlete's own feel.

use super::{Facts, Rule, RuleReport};
use crate::{
    coach::effect::signed,
    domain::{Cap, Evidence},
};

/// CTL that shares of TSB are taken of at least: small CTLs make any share look large.
pub(super) const CTL_FLOOR: f64 = 20.0;

pub(super) fn f09(f: &Facts) -> RuleReport {
    let limit = f.rules.min_tsb.map_or_else(
        || "TSB above −35 % of CTL".to_owned(),
        |m| format!("TSB above −35 % of CTL, your mission's {}", signed(m, 0)),
    );
    let rule = Rule::new("F09", "form", limit, Evidence::Convention);
    let Some((ctl, tsb)) = f.form else { return rule.missing("no training history yet") };
    let share = tsb / ctl.max(CTL_FLOOR);
    let observed = format!("TSB {} ({} % of CTL)", signed(tsb, 0), signed(share * 100.0, 0));
    if share < -0.50 {
        rule.blocks(observed, "Fatigue is more than half of your fitness: recovery only.", "form", Cap::Recovery)
    } else if share < -0.35 {
        rule.speaks(observed, "Deep in fatigue: nothing hard today, and less of it.", "form", Cap::NoHard)
    } else if let Some(m) = f.rules.min_tsb.filter(|m| tsb < *m) {
        let rule = Rule { evidence: Evidence::Mission, ..rule };
        rule.warns(
            observed,
            format!("Under the {} that your mission asks for; worth watching.", signed(m, 0)),
            "form",
        )
    } else {
        rule.passed(observed, "form")
    }
}

pub(super) fn f12(f: &Facts) -> RuleReport {
    let rule = Rule::new(
        "F12",
        "effort against intensity",
        "rated under 2 above the band, once in two sessions",
        Evidence::Convention,
    );
    let [Some(a), Some(b)] = f.over_band else {
        return rule.missing("the last two sessions have no rating, or no intensity of .65 and more");
    };
    let observed = format!("rated {} and {} above the band", signed(a, 1), signed(b, 1));
    if a >= 2.0 && b >= 2.0 {
        return rule.speaks(
            observed,
            "The last two sessions felt much harder than they were: nothing hard today.",
            "your ratings",
            Cap::NoHard,
        );
    }
    rule.passed(observed, "your ratings")
}

/// The athlete's own word always counts when it is worse than what devices say.
pub(super) fn feel(f: &Facts) -> RuleReport {
    let rule = Rule::new("FEEL", "your feel", "40 of 100 and more, nothing at 5 of 5", Evidence::Research);
    let Some(feel) = &f.feel else { return rule.missing("no check-in today") };
    let observed = match &feel.worst {
        Some(w) => format!("{:.0} of 100, {w}", feel.score),
        None => format!("{:.0} of 100", feel.score),
    };
    if feel.score <= 20.0 {
        rule.speaks(observed, "You feel bad all over: recovery only.", "you", Cap::Recovery)
    } else if feel.score < 40.0 || feel.worst.is_some() {
        rule.speaks(observed, "You feel worse than the devices can see: nothing hard today.", "you", Cap::NoHard)
    } else {
        rule.passed(observed, "you")
    }
}
