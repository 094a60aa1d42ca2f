//! The reports as Markdown tables.

use super::{Report, figures::Arm};
use std::fmt::Write;

pub(crate) fn page(reports: &[Report]) -> String {
    let mut out = String::new();
    for r in reports {
        let _ = writeln!(out, "### Seed {}, {} athletes\n", r.seed, r.athletes);
        let _ = writeln!(out, "| gate | asks | seen | |\n|---|---|---|---|");
        for g in &r.gates {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} |",
                g.id,
                g.asks,
                g.observed,
                if g.passed { "met" } else { "**missed**" }
            );
        }
        let i = &r.information;
        let _ = writeln!(
            out,
            "\nWhat the signals are worth (with them less with noise): overload days {:+.1} pp, hard on bad days {:+.1} pp, gain over matched load {:+.2} pp.\n",
            i.overload, i.hard_on_bad, i.gain
        );
        let _ = writeln!(
            out,
            "| world | arm | load | overload days | hard on bad days | days lost | changes | offers | days changed | CTL, TSB on the day |\n|---|---|---|---|---|---|---|---|---|---|"
        );
        // Everything that an arm does is told against the plan left alone in its world.
        let base = |a: &Arm| {
            let still = if a.name.ends_with("aggressive") { "static, aggressive" } else { "static" };
            r.arms
                .iter()
                .find(|b| b.world == a.world && b.name == still)
                .map_or(a.means.clone(), |b| b.means.clone())
        };
        for a in &r.arms {
            let m = &a.means;
            let base = base(a);
            let share = |x: f64, y: f64| if y > 0.0 { format!("{:.0} %", 100.0 * x / y) } else { "–".to_owned() };
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {:.1} | {:.1} | {:.1} | {:.1} | {:.0}, {:+.0} |",
                a.world,
                a.name,
                share(m.load, base.load),
                share(m.overload_days, base.overload_days),
                share(m.hard_on_bad_days, base.hard_on_bad_days),
                m.days_lost,
                m.modifications,
                m.offers,
                m.days_changed,
                m.ctl,
                m.tsb
            );
        }
        let _ = writeln!(out, "\nWhat asked for changes, per season, and what of the plan's load each took:\n");
        for a in r.arms.iter().filter(|a| !a.means.asked.is_empty()) {
            let mut rules: Vec<(&String, &f64)> = a.means.asked.iter().collect();
            rules.sort_by(|x, y| y.1.total_cmp(x.1));
            let list: Vec<String> = rules
                .iter()
                .take(8)
                .map(|&(rule, n)| {
                    let taken = a.means.cut.get(rule).copied().unwrap_or(0.0);
                    format!("{rule} {n:.1} ({:+.1} %)", -100.0 * taken / base(a).load.max(1.0))
                })
                .collect();
            let blocked: Vec<String> = a.means.blocked.iter().map(|(rule, n)| format!("{rule} {n:.2}")).collect();
            let blocked =
                if blocked.is_empty() { String::new() } else { format!("; blocks: {}", blocked.join(", ")) };
            let _ = writeln!(out, "- {}, {}: {}{blocked}", a.world, a.name, list.join(", "));
        }
        let _ = writeln!(
            out,
            "\n| world | arm | over | race-day gain, pp | of those never ill or injured |\n|---|---|---|---|---|"
        );
        for g in &r.gains {
            let _ = writeln!(out, "| {} | {} | {} | {} | {} |", g.world, g.arm, g.over, g.pp, g.well);
        }
        out.push('\n');
    }
    out
}
