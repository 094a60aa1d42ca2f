//! The three columns of a morning: what the rules say, what the coach makes of it, what the athlete said. One line
//! each, in numbers.

use super::{flags, morning::Voices, words};
use crate::domain::{Action, Athlete, Cap, Day, Proposal, Reason, Session, Verdict, report::Illness};

/// The three columns.
#[must_use]
pub fn voices(
    athlete: &Athlete,
    verdict: &Verdict,
    sessions: &[Session],
    open: Option<&Proposal>,
    today: Day,
) -> Voices {
    Voices {
        rules: rules(verdict),
        coach: coach(athlete, verdict, sessions, open, today),
        you: you(athlete, today),
    }
}

/// `F07: resting HR 58 (+8 bpm), allowed under +7 bpm. …`
#[must_use]
pub fn reason_line(r: &Reason) -> String {
    let source = if r.source.is_empty() { String::new() } else { format!(", from {}", r.source) };
    format!("{}: {} (allowed: {}). {} [{}{source}]", r.rule, r.observed, r.limit, r.text, r.evidence.title())
}

fn rules(v: &Verdict) -> String {
    let Some(first) = v.reasons.first() else { return v.allows() };
    let others: Vec<&str> = v.reasons.iter().skip(1).map(|r| r.rule.as_str()).collect();
    let also = if others.is_empty() { String::new() } else { format!(" {} spoke too.", words::list(&others)) };
    format!("{} decides: {}.{also}", first.rule, v.allows())
}

fn coach(athlete: &Athlete, v: &Verdict, sessions: &[Session], open: Option<&Proposal>, today: Day) -> String {
    let said = said(athlete, v, sessions, open, today);
    let locked = sessions.iter().find(|s| s.locked).filter(|_| v.action != Action::Go);
    match locked {
        Some(s) => format!(
            "{said} {} is locked, so it stays in the plan; what today allows holds all the same.",
            words::sentence(&s.title)
        ),
        None => said,
    }
}

fn said(athlete: &Athlete, v: &Verdict, sessions: &[Session], open: Option<&Proposal>, today: Day) -> String {
    if let Some(p) = open {
        let ops: Vec<_> = p.hunks.iter().map(|h| h.op.clone()).collect();
        return words::ops(&ops, today);
    }
    let planned = athlete.plan.is_some();
    let main = sessions.iter().max_by(|a, b| a.load.total_cmp(&b.load));
    match (v.action, main) {
        (Action::Skip, Some(s)) => format!("Leave the {} out and rest; it is not caught up later.", s.title),
        (Action::Skip, None) if planned => "Rest today, as planned.".into(),
        (Action::Modify, Some(s)) => {
            format!("{} is more than today allows: {}.", words::sentence(&s.title), v.allows())
        }
        (Action::Go, Some(s)) if v.cap >= Cap::NoHard => {
            format!("{} for {} min fits what today allows.", words::sentence(&s.title), s.minutes)
        }
        (Action::Go, Some(s)) => format!("Do {} as planned: {} min, load {:.0}.", s.title, s.minutes, s.load),
        (_, None) if !planned && athlete.activities.is_empty() => {
            "Import your files and choose a mission: then there is something to plan with.".into()
        }
        (_, None) if !planned => "Nothing is planned: choose a mission, and its plan follows at once.".into(),
        (_, None) => "No session today: enjoy the rest.".into(),
    }
}

fn you(athlete: &Athlete, today: Day) -> Option<String> {
    let mut said = Vec::new();
    if let (Some((i, since)), _) = flags::illness_on(athlete, today) {
        let what = match i {
            Illness::AboveNeck => "a cold",
            Illness::BelowNeck => "ill, below the neck",
            Illness::Fever => "fever",
            Illness::Alarm => "chest pain or fainting",
            Illness::Recovered => "well again",
        };
        said.push(format!("{what} since {}", since.format("%-d %b")));
    }
    if let Some(c) = athlete.check_ins.get(&today) {
        let items = [
            ("fatigue", c.fatigue),
            ("soreness", c.soreness),
            ("stress", c.stress),
            ("mood", c.mood),
            ("motivation", c.motivation),
        ];
        said.extend(items.iter().filter_map(|(name, v)| v.map(|v| format!("{name} {v}/5"))));
        if let Some(p) = c.pain {
            let site = c.site.as_ref().map(|s| format!(" {s}")).unwrap_or_default();
            said.push(format!("pain {p}/10{site}"));
        }
    }
    let hurt = athlete.hurt_on(today);
    said.extend(hurt.iter().map(|i| format!("{} hurts, {}/10", i.site, i.pain)));
    let against = athlete.overrides.iter().filter(|o| o.day == today);
    said.extend(against.map(|o| format!("against {} because {}", o.rule, o.reason)));
    (!said.is_empty()).then(|| said.join(", "))
}
