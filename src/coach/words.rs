//! Changes and reasons in short sentences. Owns: wording shared by proposals, verbs and the voices.

use crate::domain::{Cap, Day, HunkOp, Session, Verdict, day};

/// `yesterday`, `today`, `tomorrow`, `Thu`, `Thu 3 Dec` when it is more than six days ahead.
#[must_use]
pub fn day_name(d: Day, today: Day) -> String {
    match day::between(today, d) {
        -1 => "yesterday".into(),
        0 => "today".into(),
        1 => "tomorrow".into(),
        2..=6 => day::short_name(d).into(),
        _ => format!("{} {}", day::short_name(d), d.format("%-d %b")),
    }
}

fn piece(s: &Session) -> String {
    format!("{} ({} min)", s.title, s.minutes)
}

/// One change in words: `swap VO2 classic (today) with endurance (Sun)`.
#[must_use]
pub fn op(op: &HunkOp, today: Day) -> String {
    let on = |s: &Session| day_name(s.day, today);
    match op {
        HunkOp::Add(s) => format!("{} comes in {}", piece(s), on(s)),
        HunkOp::Remove(s) => format!("{} of {} is left out", piece(s), on(s)),
        HunkOp::Move { before, after } => {
            let same = before.template == after.template && before.minutes == after.minutes;
            let version = if same { String::new() } else { format!(", as {}", piece(after)) };
            format!("{} goes from {} to {}{version}", piece(before), on(before), on(after))
        }
        HunkOp::Swap { before, .. } => {
            let [a, b] = &**before;
            format!("{} ({}) and {} ({}) change places", a.title, on(a), b.title, on(b))
        }
        HunkOp::Resize { before, after } => {
            format!("{} of {}: {} instead of {} min", before.title, on(before), after.minutes, before.minutes)
        }
        HunkOp::Retype { before, after } => format!("{} instead of {} {}", piece(after), before.title, on(before)),
        HunkOp::Retarget { before, .. } => format!("other targets for {} {}", before.title, on(before)),
        HunkOp::Note { day, text } => format!("{}: {text}", day_name(*day, today)),
    }
}

/// `F05`, `F05 and F06`, `F05, F06 and F10`.
#[must_use]
pub fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// With a capital first letter, as a sentence or a line begins.
#[must_use]
pub fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Words that say a cap, the longest first.
fn says(cap: Cap) -> &'static [&'static str] {
    match cap {
        Cap::ReadyUp => &["easy sessions may grow"],
        Cap::None => &["as planned"],
        Cap::NoHard => &["nothing hard today", "nothing hard"],
        Cap::RecoveryWeek => &["a recovery week", "recovery week"],
        Cap::Recovery => &["recovery only", "recovery at most", "very easy at most", "very easy minutes"],
        Cap::Rest => &["no training", "rest"],
    }
}

/// What a verdict allows and why, in one line.
#[must_use]
pub fn verdict(v: &Verdict) -> String {
    let first = v.reasons.first();
    if v.spares() && first.is_some_and(|r| r.rule == "F11") {
        let sports: Vec<&str> = v.out().iter().map(|s| s.name()).collect();
        return format!("{}: {}.", sentence(&v.allows()), sports.join(", "));
    }
    headline(v.cap, first.map(|r| r.text.as_str()))
}

/// What a day may hold and why, in one line: the cap before the reason. A reason that ends with the cap loses its end, and
/// one that says the cap otherwise stands alone, so that nothing is said twice.
#[must_use]
pub fn headline(cap: Cap, reason: Option<&str>) -> String {
    let out = sentence(cap.title());
    let Some(text) = reason else { return out };
    for phrase in says(cap) {
        if let Some(first) = text.strip_suffix(&format!(": {phrase}.")) {
            return format!("{out}: {first}");
        }
    }
    let lower = text.to_lowercase();
    let whole = |phrase: &&str| {
        lower.match_indices(*phrase).any(|(at, p)| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            !letter(lower[..at].chars().next_back()) && !letter(lower[at + p.len()..].chars().next())
        })
    };
    if says(cap).iter().any(whole) { sentence(text) } else { format!("{out}: {text}") }
}

/// Several changes as one sentence.
#[must_use]
pub fn ops(list: &[HunkOp], today: Day) -> String {
    let parts: Vec<String> = list.iter().take(3).map(|o| op(o, today)).collect();
    let more = list.len().saturating_sub(3);
    let tail = if more > 0 { format!("; and {more} more") } else { String::new() };
    sentence(&format!("{}{tail}.", parts.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Action, Evidence, Reason, Sport, verdict::Hurt};
    use rstest::rstest;

    fn hurt(action: Action, cap: Cap, rule: &str) -> Verdict {
        let text = "Nothing that loads it today: bike, run.".to_owned();
        let reason = Reason {
            rule: rule.into(),
            observed: "pain 4 of 10, left knee".into(),
            limit: String::new(),
            text,
            source: "you".into(),
            evidence: Evidence::Safety,
        };
        let hurt = vec![Hurt { site: "left knee".into(), sports: vec![Sport::Bike, Sport::Run] }];
        Verdict { action, cap, priority: 2, confidence: 1.0, reasons: vec![reason], hurt }
    }

    #[rstest]
    #[case(Action::Modify, Cap::None, "nothing that loads the left knee")]
    #[case(Action::Modify, Cap::ReadyUp, "nothing that loads the left knee")]
    #[case(Action::Modify, Cap::NoHard, "nothing hard, nothing that loads the left knee")]
    #[case(Action::Modify, Cap::Recovery, "recovery only, nothing that loads the left knee")]
    #[case(Action::Skip, Cap::Rest, "rest")]
    #[case(Action::Go, Cap::None, "as planned")]
    fn a_verdict_says_what_it_spares(#[case] action: Action, #[case] cap: Cap, #[case] allows: &str) {
        let v = hurt(action, cap, "F11");
        assert_eq!(v.allows(), allows);
        let line = verdict(&v);
        assert!(line.to_lowercase().starts_with(allows), "{line}");
        assert_eq!(line.contains("planned"), action == Action::Go, "{line}");
        assert!(!v.spares() || line.ends_with(": bike, run."), "{line}");
    }

    #[test]
    fn what_hurts_is_not_said_where_it_decided_nothing() {
        let v = hurt(Action::Modify, Cap::NoHard, "L7");
        assert_eq!(v.allows(), "nothing hard");
    }
}
