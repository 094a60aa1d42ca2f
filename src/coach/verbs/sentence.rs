//! Plain sentences that mean a verb. Keywords only, the more telling ones first; what fits nothing is said so.

use super::{
    Cut, Verb, VerbError, When,
    parse::{days, has, minutes, not_understood, topic, what_if},
    token::Token,
};
use crate::domain::report::Illness;

pub(super) fn read(tokens: &[Token], line: &str, depth: u8) -> Result<Verb, VerbError> {
    if let Some(rest) = after(tokens, &["what", "if"]).or_else(|| after(tokens, &["what", "happens", "if"])) {
        return what_if(rest, line, depth);
    }
    let when = days(tokens).first().copied().unwrap_or(When::Today);
    if has(tokens, &["why", "whats", "reason", "explain"]) {
        return Ok(Verb::Why(topic(tokens)));
    }
    if has(tokens, &["undo", "revert"])
        || after(tokens, &["take", "it", "back"]).is_some()
        || after(tokens, &["take", "that", "back"]).is_some()
    {
        return Ok(Verb::Undo);
    }
    if let Some(health) = health(tokens) {
        return Ok(health);
    }
    if has(tokens, &["unlock"]) {
        return Ok(Verb::Unlock(when));
    }
    if has(tokens, &["lock"])
        || after(tokens, &["dont", "touch"]).is_some()
        || after(tokens, &["not", "touch"]).is_some()
        || (has(tokens, &["keep", "leave"]) && after(tokens, &["as", "it", "is"]).is_some())
    {
        return Ok(Verb::Lock(when));
    }
    if let Some(v) = rearrange(tokens) {
        return v;
    }
    if let Some(v) = length(tokens, when) {
        return Ok(v);
    }
    if has(tokens, &["travel", "travelling", "traveling", "away", "holiday", "holidays", "vacation", "trip"]) {
        return match days(tokens)[..] {
            [a] => Ok(Verb::Travel(a, a)),
            [a, b] => Ok(Verb::Travel(a, b)),
            _ => Err(VerbError::Missing {
                verb: "travel",
                what: "the first and the last day away",
                example: "travel 2026-12-01 2026-12-05",
            }),
        };
    }
    if has(tokens, &["busy", "meeting", "meetings"]) {
        return Ok(Verb::Busy(when, minutes(tokens)));
    }
    if has(tokens, &["harder"]) {
        return Ok(Verb::Harder(when));
    }
    if has(tokens, &["zones"]) {
        return Ok(Verb::Zones);
    }
    if has(tokens, &["rest", "resting", "skip", "cancel", "drop"]) || after(tokens, &["day", "off"]).is_some() {
        return Ok(Verb::Rest(when));
    }
    if has(tokens, &["easier", "easy", "ease", "lighter", "gentler", "tired", "exhausted", "shattered"])
        || after(tokens, &["too", "hard"]).is_some()
    {
        return Ok(Verb::Easier(when));
    }
    if has(tokens, &["gauge", "broom", "wagon", "track"])
        || after(tokens, &["in", "time"]).is_some()
        || after(tokens, &["make", "it"]).is_some()
    {
        return Ok(Verb::Gauge);
    }
    if has(tokens, &["help", "commands", "verbs"]) || after(tokens, &["can", "you", "do"]).is_some() {
        return Ok(Verb::Help);
    }
    Err(not_understood(tokens, line))
}

/// What follows a run of words, wherever it stands.
fn after<'a>(tokens: &'a [Token], words: &[&str]) -> Option<&'a [Token]> {
    let at = tokens
        .windows(words.len())
        .position(|w| w.iter().zip(words).all(|(t, word)| matches!(t, Token::Word(x) if x == word)))?;
    Some(&tokens[at + words.len()..])
}

fn health(tokens: &[Token]) -> Option<Verb> {
    let ill = has(tokens, &["ill", "sick", "unwell", "illness"]) || symptom(tokens).is_some() && personal(tokens);
    let denied = has(tokens, &["not", "no", "longer", "gone", "over", "isnt", "without", "dont", "cant", "never"]);
    let better = has(tokens, &["recovered", "healthy", "well"])
        || after(tokens, &["feel", "better"]).is_some()
        || after(tokens, &["feeling", "better"]).is_some();
    if (ill && denied) || (better && !denied && !ill) {
        return Some(Verb::Well);
    }
    // `I don't feel well`, `not well`
    if better && denied && !ill {
        return Some(Verb::Ill(Illness::AboveNeck));
    }
    ill.then(|| Verb::Ill(symptom(tokens).unwrap_or(Illness::AboveNeck)))
}

/// `It is cold outside` is weather; `I have a cold` is not.
fn personal(tokens: &[Token]) -> bool {
    has(tokens, &["i", "ive", "im", "have", "got", "caught", "my", "a", "sore", "running", "with"])
}

/// The illness that the words name; the worst of them.
pub(super) fn symptom(tokens: &[Token]) -> Option<Illness> {
    let pain = has(tokens, &["pain", "pains", "ache"]);
    if has(tokens, &["fainted", "faint", "fainting", "collapsed", "blackout", "alarm"])
        || pain && has(tokens, &["chest", "heart"])
    {
        Some(Illness::Alarm)
    } else if has(tokens, &["fever", "feverish", "flu", "influenza", "covid", "temperature"]) {
        Some(Illness::Fever)
    } else if has(
        tokens,
        &["chest", "cough", "coughing", "stomach", "vomiting", "diarrhoea", "diarrhea", "bronchitis", "nausea"],
    ) {
        Some(Illness::BelowNeck)
    } else if has(tokens, &["throat", "cold", "nose", "sniffles", "sneezing", "headcold", "sinus"]) {
        Some(Illness::AboveNeck)
    } else {
        None
    }
}

fn rearrange(tokens: &[Token]) -> Option<Result<Verb, VerbError>> {
    if has(tokens, &["swap", "switch", "exchange", "trade"]) {
        return Some(match days(tokens)[..] {
            [a, b] => Ok(Verb::Swap(a, b)),
            _ => Err(VerbError::Missing { verb: "swap", what: "two days", example: "swap thu sat" }),
        });
    }
    if has(tokens, &["move", "shift", "postpone", "push", "reschedule", "delay"]) {
        return Some(match days(tokens)[..] {
            [a, b] => Ok(Verb::Move(a, b)),
            [b] if b != When::Today => Ok(Verb::Move(When::Today, b)),
            _ => Err(VerbError::Missing {
                verb: "move",
                what: "a day and the day to move it to",
                example: "move thu to fri",
            }),
        });
    }
    None
}

fn length(tokens: &[Token], when: When) -> Option<Verb> {
    let m = minutes(tokens)?;
    let asked = has(tokens, &["shorten", "shorter", "cut", "reduce", "less", "trim"]);
    let have =
        has(tokens, &["have", "only", "ive", "got", "max", "maximum", "most", "just", "limit", "limited", "to"]);
    match (asked, have) {
        (_, true) => Some(Verb::Shorten(when, Cut::To(m))),
        (true, false) => Some(Verb::Shorten(when, Cut::By(m))),
        (false, false) => None,
    }
}
