//! `lanterne today --format`: one line for a status bar or a login message, by a template.

use crate::{
    coach::morning::{Course, Morning},
    domain::{num::signed, readiness::shown},
};

/// Fields of a template, each with what it says.
pub(super) const FIELDS: [(&str, &str); 16] = [
    ("verdict", "GO, MODIFY, SKIP"),
    ("cap", "what today allows"),
    ("reason", "the first reason"),
    ("session", "today's session as planned, or rest"),
    ("instead", "what is proposed in its place, or –"),
    ("minutes", "its minutes"),
    ("load", "its load"),
    ("target", "its target"),
    ("readiness", "the score, or –"),
    ("band", "green, amber, red"),
    ("ctl", "fitness"),
    ("atl", "fatigue"),
    ("tsb", "form"),
    ("mission", "its name"),
    ("days", "days to the goal"),
    ("proposals", "how many wait"),
];

fn value(m: &Morning, field: &str) -> Option<String> {
    let missing = || "–".to_owned();
    let s = m.session.as_ref();
    Some(match field {
        "verdict" => m.verdict.action.to_string().to_uppercase(),
        "cap" => m.verdict.allows(),
        "reason" => m.verdict.reasons.first().map_or_else(missing, |r| r.text.clone()),
        "session" => s.map_or_else(|| "rest".to_owned(), |s| s.title.clone()),
        "instead" => match m.course() {
            Course::Instead(day) => super::brief(&day),
            Course::AsPlanned | Course::Open => missing(),
        },
        "minutes" => s.map_or_else(|| "0".to_owned(), |s| s.minutes.to_string()),
        "load" => s.map_or_else(|| "0".to_owned(), |s| format!("{:.0}", s.load)),
        "target" => s.and_then(|s| s.target.clone()).unwrap_or_else(missing),
        "readiness" => m.readiness.score.map_or_else(missing, |x| format!("{:.0}", shown(x))),
        "band" => m.readiness.band.to_string(),
        "ctl" => m.form.ctl.map_or_else(missing, |x| format!("{x:.0}")),
        "atl" => m.form.atl.map_or_else(missing, |x| format!("{x:.0}")),
        "tsb" => m.form.tsb.map_or_else(missing, |x| signed(x, 0)),
        "mission" => m.mission.as_ref().map_or_else(missing, |x| x.name.clone()),
        "days" => m.mission.as_ref().map_or_else(missing, |x| x.days_to_goal.to_string()),
        "proposals" => m.proposals.len().to_string(),
        _ => return None,
    })
}

/// The template with its fields filled in; `{{` and `}}` are braces, `\n` and `\t` as typed become breaks and tabs.
///
/// # Errors
/// A field that there is not, or a brace that is not closed, and what to write.
pub(super) fn filled(template: &str, m: &Morning) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}', '\\']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let pairs = [("{{", "{"), ("}}", "}"), ("\\n", "\n"), ("\\t", "\t"), ("\\", "\\")];
        if let Some((pair, one)) = pairs.iter().find(|(pair, _)| from.starts_with(pair)) {
            out.push_str(one);
            rest = &from[pair.len()..];
            continue;
        }
        let field = from.strip_prefix('{').and_then(|f| f.split_once('}'));
        let Some((name, after)) = field else {
            return Err("a brace stands alone; write {verdict}, or {{ for the sign itself".to_owned());
        };
        let known = || FIELDS.map(|(n, _)| n).join(", ");
        out += &value(m, name.trim())
            .ok_or_else(|| format!("there is no field {{{name}}}; the fields are {}", known()))?;
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{coach::morning::morning, domain::Athlete};

    fn of(template: &str) -> Result<String, String> {
        let day = crate::domain::Day::from_ymd_opt(2026, 11, 20).unwrap();
        filled(template, &morning(&Athlete::default(), day))
    }

    #[test]
    fn fields_are_filled_in() {
        assert_eq!(of("{session} {minutes} min · {readiness}").unwrap(), "rest 0 min · –");
        assert_eq!(of("{{x}}\\t{tsb}\\n").unwrap(), "{x}\t–\n", "nothing is known yet");
        for (name, _) in FIELDS {
            assert!(of(&format!("{{{name}}}")).is_ok(), "{name}");
        }
    }

    #[test]
    fn mistakes_say_what_to_write() {
        assert!(of("{verdikt}").unwrap_err().contains("the fields are verdict, cap"));
        assert!(of("{verdict").unwrap_err().contains("stands alone"));
        assert!(of("a } b").unwrap_err().contains("stands alone"));
    }
}
