//! A weekly review as a page.

use super::table::{bar, table, wrapped};
use crate::domain::num::counted;
use crate::{
    coach::review::{LoadBand, Review},
    domain::{
        day::short_name,
        num::{Total, signed},
    },
};
use std::fmt::Write as _;

/// The page.
#[must_use]
pub fn page(r: &Review) -> String {
    let mut out = String::new();
    let phase =
        r.phase.map_or_else(String::new, |p| format!(" · {p}{}", if r.deload { ", down week" } else { "" }));
    let mission = r.mission.as_ref().map_or_else(String::new, |m| format!(" · {m}"));
    let _ = writeln!(out, "# Review of {}{mission}{phase}\n", r.week);
    let _ = writeln!(out, "{} to {}{}\n", r.monday, r.until, if r.complete { "" } else { ", the week goes on" });
    if !r.has_data {
        out += "Nothing is known of this week: no activity, no wellness value. So nothing is\njudged.\n";
        intent(r, &mut out);
        notes(r, &mut out);
        return out;
    }
    if let Some(v) = &r.verdict {
        let _ = writeln!(out, "## {}\n", title(v.action.name()));
        let parts = [
            ("Facts", &v.facts),
            ("Judgement", &v.judgement),
            ("Change", &v.change),
            ("Trade-off", &v.trade_off),
            ("Watch", &v.watch),
        ];
        for (name, text) in parts {
            let _ = writeln!(out, "- {}", wrapped(&format!("**{name}:** {text}"), "  "));
        }
    }
    totals(r, &mut out);
    intent(r, &mut out);
    sessions(r, &mut out);
    notes(r, &mut out);
    intensity(r, &mut out);
    body(r, &mut out);
    origin(r, &mut out);
    out
}

fn title(name: &str) -> String {
    let mut c = name.chars();
    c.next().map_or_else(String::new, |f| f.to_uppercase().chain(c).collect())
}

fn totals(r: &Review, out: &mut String) {
    let m = &r.metrics;
    let pct = |a: f64, b: f64| if b > 0.0 { format!("{:.0} %", 100.0 * a / b) } else { "–".to_owned() };
    let row = |name: &str, p: f64, a: f64, digits: usize| {
        vec![name.to_owned(), format!("{p:.digits$}"), format!("{a:.digits$}"), pct(a, p)]
    };
    let mut rows = vec![
        row("Load", r.planned.load, r.actual.load, 0),
        row("Hours", r.planned.minutes / 60.0, r.actual.minutes / 60.0, 1),
        row("Sessions", f64::from(m.sessions_planned), f64::from(m.sessions_completed), 0),
        row("Key sessions", f64::from(r.key_sessions.1), f64::from(r.key_sessions.0), 0),
    ];
    if r.planned.km > 0.0 || r.actual.km > 0.0 {
        let mut far = row("Distance", r.planned.km, r.actual.km, 1);
        far[1] += " km";
        far[2] += " km";
        if r.planned.km <= 0.0 {
            // Rides are planned by time: no distance was planned, which is not a distance of nought.
            "–".clone_into(&mut far[1]);
        }
        rows.push(far);
    }
    *out += "\n## Planned and done\n\n";
    *out += &table(&["", "planned", "done", "share"], &[1, 2, 3], &rows);
    let kept = m.compliance_pct.map_or_else(
        || "nothing was planned".to_owned(),
        |c| format!("{} {c:.0} % kept, without credit for excess", bar(c / 100.0)),
    );
    let band = match r.load_band {
        LoadBand::Under => "; load under 80 %",
        LoadBand::OnTarget => "; load within 80 to 110 %",
        LoadBand::Over => "; load over 110 %",
        LoadBand::NoPlan => "",
    };
    let of = match r.load_band {
        LoadBand::NoPlan => "",
        _ if r.complete => " of the plan",
        _ => " of what was due",
    };
    let _ = writeln!(out, "\n{}", wrapped(&format!("{kept}{band}{of}."), ""));
}

/// What the week was meant to be, beside what was done.
fn intent(r: &Review, out: &mut String) {
    let Some(i) = &r.intent else { return };
    *out += "\n## Your intent\n\n";
    if let Some(t) = &i.text {
        let _ = writeln!(out, "{}\n", wrapped(t, ""));
    }
    for g in &i.goals {
        let _ = writeln!(out, "- {}", wrapped(&format!("{g} (whether it was reached, you know)"), "  "));
    }
    let mut rows: Vec<Vec<String>> = i
        .sessions
        .iter()
        .map(|n| vec!["Sessions".to_owned(), n.target.to_string(), n.done.to_string(), String::new()])
        .collect();
    rows.extend(i.km.iter().map(|k| {
        vec![
            k.sport.to_string(),
            format!("{:.1} km", k.target),
            format!("{:.1} km", k.done),
            format!("{:.0} % {}", k.pct(), bar(k.pct() / 100.0)),
        ]
    }));
    if !rows.is_empty() {
        *out += if i.goals.is_empty() { "" } else { "\n" };
        *out += &table(&["", "meant", "done", ""], &[1, 2], &rows);
    }
}

fn sessions(r: &Review, out: &mut String) {
    if r.sessions.is_empty() {
        return;
    }
    *out += "\n## Sessions\n\n";
    let rows: Vec<Vec<String>> = r
        .sessions
        .iter()
        .map(|s| {
            let km = s.actual_km.map_or_else(String::new, |k| format!("{k:.1} km"));
            vec![
                short_name(s.day).to_owned(),
                format!("{}{}", if s.key { "* " } else { "" }, named(s.sport.name(), &s.title)),
                format!("{:.0}/{:.0}", s.actual_minutes, s.planned_minutes),
                format!("{:.0}/{:.0}", s.actual_load, s.planned_load),
                km,
                s.status.title().to_owned(),
            ]
        })
        .collect();
    *out += &table(&["day", "session (* key)", "min", "load", "distance", "status"], &[2, 3, 4], &rows);
    *out += "\nMinutes and load: done/planned.\n";
    for s in r.sessions.iter().filter(|s| s.session.is_some() && !s.reason.is_empty()) {
        let _ = writeln!(out, "- {}", wrapped(&format!("{} {}: {}", short_name(s.day), s.title, s.reason), "  "));
    }
}

/// Sport and title, the sport once: `bike endurance`, `strength: adaptation`, `Run`.
fn named(sport: &str, title: &str) -> String {
    let begins = title.get(..sport.len()).is_some_and(|t| t.eq_ignore_ascii_case(sport));
    if begins { title.to_owned() } else { format!("{sport} {title}") }
}

/// What the athlete wrote on the week's days and activities.
fn notes(r: &Review, out: &mut String) {
    if r.notes.is_empty() {
        return;
    }
    *out += "\n## Your notes\n\n";
    for n in &r.notes {
        let _ = writeln!(out, "- {}", wrapped(n, "  "));
    }
}

fn intensity(r: &Review, out: &mut String) {
    *out += "\n## Intensity and form\n\n";
    if let Some(shares) = r.distribution.shares {
        let names = ["easy", "middle", "hard"];
        let rows: Vec<Vec<String>> = (0..3)
            .map(|i| {
                vec![
                    names[i].to_owned(),
                    format!("{:.0}", r.distribution.minutes[i]),
                    format!("{:.0} %", 100.0 * shares[i]),
                    format!("{:.0} %", 100.0 * r.distribution.target[i]),
                    bar(shares[i]),
                ]
            })
            .collect();
        *out += &table(&["", "min", "share", "aim", ""], &[1, 2, 3], &rows);
        *out += "\n";
    }
    let f = &r.form;
    let rows = vec![
        vec!["Fitness (CTL)".to_owned(), format!("{:.1}", f.ctl_start), format!("{:.1}", f.ctl_end)],
        vec!["Fatigue (ATL)".to_owned(), format!("{:.1}", f.atl_start), format!("{:.1}", f.atl_end)],
        vec!["Form (TSB)".to_owned(), signed(f.tsb_start, 1), signed(f.tsb_end, 1)],
    ];
    *out += &table(&["", "start", "end"], &[1, 2], &rows);
    let s = &r.strain;
    let own = s.strain_limit.map_or_else(String::new, |l| format!(", your own limit {l:.0}"));
    let _ = writeln!(out, "\nMonotony {:.1}, strain {:.0}{own}.", s.monotony, s.strain);
    if let Some(l) = &r.longest {
        let before = if l.before > 0.0 {
            format!("the longest of the 30 days before {:.0} min", l.before)
        } else {
            "none of this sport in the 30 days before".to_owned()
        };
        let text = format!("Longest session {:.0} min ({}); {before}.", l.minutes, l.sport);
        let _ = writeln!(out, "{}", wrapped(&text, ""));
    }
    for t in &r.trends {
        let change = t.change_28.map_or_else(
            || format!("too few ({}) to tell a trend", t.points),
            |c| format!("{} over four weeks, {} sessions", signed(c, 2), t.points),
        );
        let _ = writeln!(out, "{} {}: {:.2} last; {change}.", title(t.sport.name()), t.what, t.latest);
    }
}

fn body(r: &Review, out: &mut String) {
    let h = &r.health;
    let of = |v: Option<f64>, digits: usize, unit: &str| {
        v.map_or_else(|| "–".to_owned(), |v| format!("{v:.digits$}{unit}"))
    };
    let change = |v: Option<f64>, digits: usize, unit: &str| {
        v.map_or_else(String::new, |v| format!("{}{unit}", signed(v, digits)))
    };
    *out += "\n## Health\n\n";
    let rows = vec![
        vec![
            "Sleep".to_owned(),
            of(h.sleep_h, 1, " h"),
            format!("{} under 7 h", counted(h.nights_under_7 as usize, "night")),
        ],
        vec!["Sleep score".to_owned(), of(h.sleep_score, 0, ""), String::new()],
        vec!["HRV".to_owned(), of(h.hrv_ms, 0, " ms"), change(h.hrv_vs_usual_pct, 1, " % against two months")],
        vec![
            "Resting HR".to_owned(),
            of(h.resting_hr, 0, " bpm"),
            change(h.resting_hr_delta, 1, " bpm against usual"),
        ],
        vec!["Body Battery".to_owned(), of(h.body_battery_recovery, 0, ""), "gained over the night".to_owned()],
    ];
    let known: Vec<Vec<String>> = rows.into_iter().filter(|r| r[1] != "–").collect();
    if known.is_empty() {
        *out += "No device told anything of sleep or heart this week.\n";
    } else {
        *out += &table(&["", "mean", ""], &[1], &known);
    }
    let d = &r.readiness;
    let _ =
        writeln!(out, "\nMornings: {} green, {} amber, {} red, {} unknown.", d.green, d.amber, d.red, d.unknown);
    if !r.proposals.is_empty() {
        let all: Vec<String> = r.proposals.iter().map(|(state, n)| format!("{n} {state}")).collect();
        let _ = writeln!(out, "Proposals: {}.", all.join(", "));
    }
}

fn origin(r: &Review, out: &mut String) {
    let (c, o) = (&r.coverage, &r.origin);
    if let Some(n) = r.erased {
        let text = format!(
            "{} of before the end of this week {} erased since: it is told from the rest.",
            counted(n as usize, "record"),
            if n == 1 { "was" } else { "were" }
        );
        let _ = writeln!(out, "\n{}", wrapped(&text, ""));
    }
    let sure = c.load_confidence.map_or_else(String::new, |x| format!(", loads {:.0} % sure", 100.0 * x));
    let _ = writeln!(
        out,
        "\n---\n{}",
        wrapped(
            &format!(
                "Written by the {}. Data: {}, wellness on {} of {} days, {} not read{sure}. Mission {}{}, plan version {}.",
                o.author,
                counted(o.activities as usize, "activity"),
                c.with_wellness,
                c.days,
                counted(c.unconfirmed as usize, "day"),
                o.mission.as_deref().unwrap_or("none"),
                o.context.map_or_else(String::new, |n| format!(" version {n}")),
                o.plan_version.map_or_else(|| "none".to_owned(), |v| v.to_string()),
            ),
            ""
        )
    );
}

/// Sum of the loads in the session table; equals the load done of the page.
#[must_use]
pub fn load_of_lines(r: &Review) -> f64 {
    r.sessions.iter().map(|s| s.actual_load).total()
}
