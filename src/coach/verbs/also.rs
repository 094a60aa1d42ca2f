//! Further commands: `push`, `harder`, `busy`, `plan`, `zones`, `test`, `lock`, `unlock`.

use super::{
    Verb, VerbError, When,
    parse::{days, minutes, one_day, only_known},
    token::Token,
};

/// Reads a command of this file; `None` when its first word is none of them.
pub(super) fn read(word: &str, rest: &[Token]) -> Option<Result<Verb, VerbError>> {
    Some(match word {
        "push" => push(rest),
        "harder" => one_day("harder", "harder sat", rest).map(Verb::Harder),
        "busy" => busy(rest),
        "plan" => one_day("plan", "plan sat", rest).map(|w| Verb::Plan((!rest.is_empty()).then_some(w))),
        "zones" if rest.is_empty() => Ok(Verb::Zones),
        "lay" | "relay" if rest.is_empty() => Ok(Verb::Lay),
        "lock" => one_day("lock", "lock thu", rest).map(Verb::Lock),
        "unlock" => one_day("unlock", "unlock thu", rest).map(Verb::Unlock),
        "restore" => restore(rest),
        "test" => one_day("test", "test sat", rest).map(|w| Verb::Test((!rest.is_empty()).then_some(w))),
        _ => return None,
    })
}

fn restore(rest: &[Token]) -> Result<Verb, VerbError> {
    let number = rest.iter().find_map(|t| match t {
        Token::Word(w) => w.trim_start_matches('v').parse().ok(),
        _ => None,
    });
    let missing =
        VerbError::Missing { verb: "restore", what: "the number of a plan version", example: "restore 12" };
    number.map(Verb::Restore).ok_or(missing)
}

fn push(rest: &[Token]) -> Result<Verb, VerbError> {
    const EXAMPLE: &str = "push thu";
    only_known("push", EXAMPLE, rest)?;
    match days(rest)[..] {
        [] => Ok(Verb::Push(When::Today)),
        [d] => Ok(Verb::Push(d)),
        [a, b] => Ok(Verb::Move(a, b)),
        _ => Err(VerbError::Missing { verb: "push", what: "one day", example: EXAMPLE }),
    }
}

fn busy(rest: &[Token]) -> Result<Verb, VerbError> {
    const EXAMPLE: &str = "busy thu";
    only_known("busy", EXAMPLE, rest)?;
    match days(rest)[..] {
        [] => Ok(Verb::Busy(When::Today, minutes(rest))),
        [d] => Ok(Verb::Busy(d, minutes(rest))),
        _ => Err(VerbError::Missing { verb: "busy", what: "one day at a time", example: EXAMPLE }),
    }
}
