//! Commands: a verb first, then days and lengths.

use super::{
    Cut, Topic, Verb, VerbError, When, also, own, sentence,
    token::{Token, nearest, tokens},
};
use crate::domain::report::Illness;

/// Reads a line: a command (`swap thu sat`) or a plain sentence for one (`I'm sick`).
///
/// ```
/// use lanterne::coach::verbs::{Verb, When, parse};
/// assert_eq!(parse("swap thu sat"), Ok(Verb::Swap(When::Weekday(3), When::Weekday(5))));
/// assert_eq!(parse("make today easier"), Ok(Verb::Easier(When::Today)));
/// ```
///
/// # Errors
/// [`VerbError`], whose text says what to type instead.
pub fn parse(line: &str) -> Result<Verb, VerbError> {
    if let Some(own) = own::read(line) {
        return own;
    }
    let tokens = tokens(line);
    if tokens.is_empty() {
        return Err(if line.contains('?') {
            VerbError::NotUnderstood { line: "?".into(), suggestion: Some("help".into()) }
        } else {
            VerbError::Empty
        });
    }
    read(&tokens, line, 0)
}

/// Words that mean nothing by themselves inside a command.
const FILLERS: [&str; 32] = [
    "the", "my", "to", "and", "with", "for", "by", "on", "from", "until", "till", "please", "session", "sessions",
    "workout", "ride", "run", "swim", "training", "day", "a", "an", "is", "it", "of", "only", "just", "next",
    "this", "in", "off", "at",
];

/// First words of commands, for suggestions.
const COMMANDS: [&str; 31] = [
    "lock",
    "unlock",
    "restore",
    "lay",
    "override",
    "injured",
    "healed",
    "swap",
    "move",
    "shorten",
    "easier",
    "ill",
    "sick",
    "well",
    "rest",
    "travel",
    "why",
    "gauge",
    "whatif",
    "undo",
    "help",
    "skip",
    "cancel",
    "postpone",
    "recovered",
    "push",
    "harder",
    "busy",
    "plan",
    "zones",
    "test",
];

pub(super) fn read(tokens: &[Token], line: &str, depth: u8) -> Result<Verb, VerbError> {
    let Some(first) = tokens.first() else { return Err(VerbError::Empty) };
    let rest = &tokens[1..];
    if let Token::Word(w) = first {
        let command = match w.as_str() {
            "swap" => Some(swap(rest)),
            "move" => Some(go_to(rest)),
            "shorten" => Some(shorten(rest)),
            "easier" => Some(one_day("easier", "easier thu", rest).map(Verb::Easier)),
            "rest" => Some(one_day("rest", "rest today", rest).map(Verb::Rest)),
            "ill" | "sick" => Some(ill(rest)),
            "well" | "recovered" | "healthy" if rest.is_empty() => Some(Ok(Verb::Well)),
            "travel" => Some(travel(rest)),
            "why" => Some(Ok(Verb::Why(topic(rest)))),
            "gauge" if rest.is_empty() => Some(Ok(Verb::Gauge)),
            "undo" if rest.is_empty() => Some(Ok(Verb::Undo)),
            "help" => Some(Ok(Verb::Help)),
            "whatif" => Some(what_if(rest, line, depth)),
            other => also::read(other, rest),
        };
        if let Some(result) = command {
            // A sentence may begin with a command's word: `rest would be nice today`. A typing error may not.
            let strange = matches!(&result, Err(VerbError::Word { suggestion: None, .. }));
            let sentence = if strange { sentence::read(tokens, line, depth).ok() } else { None };
            return sentence.map_or(result, Ok);
        }
    }
    sentence::read(tokens, line, depth)
}

pub(super) fn what_if(rest: &[Token], line: &str, depth: u8) -> Result<Verb, VerbError> {
    if rest.is_empty() || depth > 0 {
        return Err(VerbError::Missing { verb: "whatif", what: "a change to try", example: "whatif rest today" });
    }
    read(rest, line, depth + 1).map(|v| Verb::WhatIf(Box::new(v)))
}

pub(super) fn not_understood(tokens: &[Token], line: &str) -> VerbError {
    let suggestion = tokens.iter().find_map(|t| match t {
        Token::Word(w) => nearest(w, COMMANDS.into_iter()).map(str::to_owned),
        _ => None,
    });
    let shown: String = line.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    VerbError::NotUnderstood { line: shown, suggestion }
}

pub(super) fn days(tokens: &[Token]) -> Vec<When> {
    tokens.iter().filter_map(|t| if let Token::When(w) = t { Some(*w) } else { None }).collect()
}

pub(super) fn minutes(tokens: &[Token]) -> Option<u16> {
    tokens.iter().find_map(|t| if let Token::Minutes(m) = t { Some(*m) } else { None })
}

pub(super) fn has(tokens: &[Token], words: &[&str]) -> bool {
    tokens.iter().any(|t| matches!(t, Token::Word(w) if words.contains(&w.as_str())))
}

/// Refuses words that a command can't use, so that a typing error never becomes another request.
pub(super) fn only_known(verb: &'static str, example: &'static str, tokens: &[Token]) -> Result<(), VerbError> {
    let strange = tokens.iter().find_map(|t| match t {
        Token::Word(w) if !FILLERS.contains(&w.as_str()) => Some(w),
        _ => None,
    });
    strange.map_or(Ok(()), |word| {
        Err(VerbError::Word {
            verb,
            word: word.clone(),
            suggestion: nearest(word, When::words()).map(str::to_owned),
            example,
        })
    })
}

fn swap(rest: &[Token]) -> Result<Verb, VerbError> {
    only_known("swap", "swap thu sat", rest)?;
    match days(rest)[..] {
        [a, b] => Ok(Verb::Swap(a, b)),
        _ => Err(VerbError::Missing { verb: "swap", what: "two days", example: "swap thu sat" }),
    }
}

fn go_to(rest: &[Token]) -> Result<Verb, VerbError> {
    only_known("move", "move thu to fri", rest)?;
    match days(rest)[..] {
        [a, b] => Ok(Verb::Move(a, b)),
        [b] if b != When::Today => Ok(Verb::Move(When::Today, b)),
        _ => Err(VerbError::Missing {
            verb: "move",
            what: "a day and the day to move it to",
            example: "move thu to fri",
        }),
    }
}

fn shorten(rest: &[Token]) -> Result<Verb, VerbError> {
    const EXAMPLE: &str = "shorten today 30m";
    // `shorten today 30` without a unit can only mean minutes.
    let bare = rest.iter().find_map(|t| match t {
        Token::Word(w) => w.parse::<u16>().ok().filter(|m| (1..=1440).contains(m)),
        _ => None,
    });
    let known: Vec<Token> =
        rest.iter().filter(|t| !matches!(t, Token::Word(w) if w.parse::<u16>().is_ok())).cloned().collect();
    only_known("shorten", EXAMPLE, &known)?;
    let Some(m) = minutes(rest).or(bare) else {
        return Err(VerbError::Missing { verb: "shorten", what: "a number of minutes", example: EXAMPLE });
    };
    let at = rest
        .iter()
        .position(|t| matches!(t, Token::Minutes(_)) || matches!(t, Token::Word(w) if w.parse::<u16>().is_ok()));
    let to = at.and_then(|i| i.checked_sub(1)).is_some_and(|i| rest[i] == Token::Word("to".into()));
    let when = days(rest).first().copied().unwrap_or(When::Today);
    Ok(Verb::Shorten(when, if to { Cut::To(m) } else { Cut::By(m) }))
}

pub(super) fn one_day(verb: &'static str, example: &'static str, rest: &[Token]) -> Result<When, VerbError> {
    only_known(verb, example, rest)?;
    match days(rest)[..] {
        [] => Ok(When::Today),
        [d] => Ok(d),
        _ => Err(VerbError::Missing { verb, what: "one day at a time", example }),
    }
}

fn travel(rest: &[Token]) -> Result<Verb, VerbError> {
    const EXAMPLE: &str = "travel 2026-12-01 2026-12-05";
    only_known("travel", EXAMPLE, rest)?;
    match days(rest)[..] {
        [a] => Ok(Verb::Travel(a, a)),
        [a, b] => Ok(Verb::Travel(a, b)),
        _ => Err(VerbError::Missing { verb: "travel", what: "the first and the last day away", example: EXAMPLE }),
    }
}

fn ill(rest: &[Token]) -> Result<Verb, VerbError> {
    const EXAMPLE: &str = "ill throat";
    if let Some(kind) = sentence::symptom(rest) {
        return Ok(Verb::Ill(kind));
    }
    let known: Vec<Token> = rest.iter().filter(|t| !matches!(t, Token::When(When::Today))).cloned().collect();
    match only_known("ill", EXAMPLE, &known) {
        Ok(()) => Ok(Verb::Ill(Illness::AboveNeck)),
        Err(VerbError::Word { verb, word, example, .. }) => Err(VerbError::Word {
            verb,
            suggestion: nearest(&word, ["throat", "cold", "chest", "fever", "stomach", "cough"].into_iter())
                .map(str::to_owned),
            word,
            example,
        }),
        Err(e) => Err(e),
    }
}

pub(super) fn topic(rest: &[Token]) -> Topic {
    for t in rest {
        if let Token::Word(w) = t
            && let Some(rule) = rule_name(w)
        {
            return Topic::Rule(rule);
        }
    }
    match days(rest).first() {
        None | Some(When::Today) => Topic::Verdict,
        Some(d) => Topic::On(*d),
    }
}

/// `f7`, `F07`, `l5`, `v14`, or what a rule looks at.
pub(super) fn rule_name(word: &str) -> Option<String> {
    let by_name = match word {
        "hrv" => "F04",
        "sleep" | "slept" => "F05",
        "battery" => "F06",
        "rhr" | "pulse" | "heart" => "F07",
        "temperature" | "temp" => "F08",
        "tsb" | "form" => "F09",
        "pain" | "injury" => "F11",
        "rpe" | "effort" => "F12",
        "feel" | "feeling" => "FEEL",
        _ => "",
    };
    if !by_name.is_empty() {
        return Some(by_name.to_owned());
    }
    let (letter, number) = word.split_at_checked(1)?;
    let n: u8 = number.parse().ok().filter(|n| (1..=99).contains(n))?;
    match letter {
        "f" | "v" => Some(format!("{}{n:02}", letter.to_ascii_uppercase())),
        "l" | "d" | "a" | "r" | "g" => Some(format!("{}{n}", letter.to_ascii_uppercase())),
        _ => None,
    }
}
