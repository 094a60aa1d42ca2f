//! What training left behind: form, ratings above what the intensity explains, the athlete's own feel.

use super::{Facts, Rule, RuleReport};
use crate::{
    coach::effect::signed,
    domain::{Cap, Evidence},
};

/// CTL that shares of TSB are taken of at least: small CTLs make any share look large.
pub(super) const CTL_FLOOR: f64 = 20.0;

pub(super) fn f09(f: &Facts) -> RuleReport {
    let tired = format!("TSB above {} % of CTL", signed(f.rules.tsb_tired * 100.0, 0));
    let limit =
        f.rules.min_tsb.map_or_else(|| tired.clone(), |m| format!("{tired}, your mission's {}", signed(m, 0)));
    let rule = Rule::new("F09", "form", limit);
    let Some((ctl, tsb)) = f.form else { return rule.missing("needs 28 days of load, or a seed") };
    let share = tsb / ctl.max(CTL_FLOOR);
    let observed = format!("TSB {} ({} % of CTL)", signed(tsb, 0), signed(share * 100.0, 0));
    let deep = f.rules.tsb_deep.min(f.rules.tsb_tired);
    if share < deep {
        rule.blocks(observed, "Fatigue is more than half of your fitness: recovery only.", "form", Cap::Recovery)
    } else if share < f.rules.tsb_tired {
        rule.speaks(observed, "Deep in fatigue: nothing hard today, and less of it.", "form", Cap::NoHard)
    } else if let Some(m) = f.rules.min_tsb.filter(|m| tsb < *m) {
        let rule = Rule { evidence: Evidence::Mission, ..rule };
        if let Some(cap) = f.rules.min_tsb_cap {
            let text = format!("Under the {} that your mission asks for: {}.", signed(m, 0), cap.title());
            return rule.speaks(observed, text, "form", cap);
        }
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
        format!("rated under {} above the band, once in two sessions", f.rules.rpe_over),
    );
    let [Some(a), Some(b)] = f.over_band else {
        return rule.missing("the last two sessions have no rating, or no intensity of .65 and more");
    };
    let observed = format!("rated {} and {} above the band", signed(a, 1), signed(b, 1));
    if a >= f.rules.rpe_over && b >= f.rules.rpe_over {
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
    let rule =
        Rule::new("FEEL", "your feel", format!("{:.0} of 100 and more, nothing at 5 of 5", f.rules.feel_low));
    let Some(feel) = &f.feel else { return rule.missing("no check-in today") };
    let observed = match &feel.worst {
        Some(w) => format!("{:.0} of 100, {w}", feel.score),
        None => format!("{:.0} of 100", feel.score),
    };
    if feel.score <= 20.0 {
        rule.speaks(observed, "You feel bad all over: recovery only.", "you", Cap::Recovery)
    } else if feel.score < f.rules.feel_low || feel.worst.is_some() {
        rule.speaks(observed, "You feel worse than the devices can see: nothing hard today.", "you", Cap::NoHard)
    } else {
        rule.passed(observed, "you")
    }
}
