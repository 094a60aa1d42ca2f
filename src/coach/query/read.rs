//! From words to a query.

use super::{
    Node, Op, QueryError,
    field::{Field, Value},
};
use crate::{
    coach::verbs::token,
    domain::{Day, Sport, Units},
};

/// Deepest nesting of `(` and `not`; more is a mistake, and a stack has an end.
const DEPTH: usize = 32;

pub(super) fn read(text: &str, today: Day, units: Units) -> Result<Option<Node>, QueryError> {
    let tokens = tokens(text);
    if tokens.is_empty() {
        return Ok(None);
    }
    let mut reader = Reader { tokens: &tokens, at: 0, end: text.len(), today, units, depth: 0 };
    let node = reader.any()?;
    match reader.peek() {
        None => Ok(Some(node)),
        Some(t) => Err(wrong(t.at, format!("`{}` closes nothing", t.word), "leave it out")),
    }
}

fn wrong(at: usize, what: impl Into<String>, remedy: impl Into<String>) -> QueryError {
    QueryError { what: what.into(), remedy: remedy.into(), at }
}

struct Token {
    /// Lower case.
    word: String,
    at: usize,
    quoted: bool,
}

/// Words, operators, brackets and quoted texts.
fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let mut word = c.to_lowercase().to_string();
        let mut quoted = false;
        match c {
            _ if c.is_whitespace() => continue,
            '(' | ')' => {}
            '"' => {
                quoted = true;
                word.clear();
                for (_, c) in chars.by_ref().take_while(|(_, c)| *c != '"') {
                    word.extend(c.to_lowercase());
                }
            }
            '>' | '<' | '!' | '=' | ':' => {
                if chars.next_if(|(_, c)| *c == '=').is_some() {
                    word.push('=');
                }
            }
            _ => {
                let part = |c: char| !c.is_whitespace() && !"()\"><!=".contains(c);
                // A colon is an operator behind a field and part of a time (`1:30`).
                let colon = |w: &str, c: char| c == ':' && Field::named(w).is_some();
                while let Some((_, c)) = chars.next_if(|(_, c)| part(*c) && !colon(&word, *c)) {
                    word.extend(c.to_lowercase());
                }
            }
        }
        out.push(Token { word, at, quoted });
    }
    out
}

fn op(word: &str) -> Option<Op> {
    Some(match word {
        ">" => Op::More,
        ">=" => Op::AtLeast,
        "<" => Op::Less,
        "<=" => Op::AtMost,
        "=" | "==" | ":" => Op::Is,
        "!=" => Op::IsNot,
        _ => return None,
    })
}

struct Reader<'t> {
    tokens: &'t [Token],
    at: usize,
    end: usize,
    today: Day,
    units: Units,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<&'t Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'t Token> {
        let t = self.tokens.get(self.at)?;
        self.at += 1;
        Some(t)
    }

    fn takes(&mut self, word: &str) -> bool {
        let hit = self.peek().is_some_and(|t| !t.quoted && t.word == word);
        self.at += usize::from(hit);
        hit
    }

    fn any(&mut self) -> Result<Node, QueryError> {
        let mut nodes = vec![self.all()?];
        while self.takes("or") {
            nodes.push(self.all()?);
        }
        Ok(if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::Any(nodes) })
    }

    fn all(&mut self) -> Result<Node, QueryError> {
        let mut nodes = vec![self.one()?];
        loop {
            let joined = self.takes("and");
            let ends = self.peek().is_none_or(|t| !t.quoted && matches!(t.word.as_str(), "or" | ")"));
            if ends && !joined {
                break;
            }
            nodes.push(self.one()?);
        }
        Ok(if nodes.len() == 1 { nodes.swap_remove(0) } else { Node::All(nodes) })
    }

    fn one(&mut self) -> Result<Node, QueryError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(wrong(self.peek().map_or(self.end, |t| t.at), "too deeply nested", "use fewer brackets"));
        }
        let node = self.one_more();
        self.depth -= 1;
        node
    }

    fn one_more(&mut self) -> Result<Node, QueryError> {
        let Some(t) = self.next() else {
            return Err(wrong(
                self.end,
                "something is missing at the end",
                format!("write a sport, or `{}`", Field::Distance.example(self.units)),
            ));
        };
        if t.quoted {
            return Ok(Node::Words(t.word.clone()));
        }
        match t.word.as_str() {
            "not" | "!" => return Ok(Node::Not(Box::new(self.one()?))),
            "(" => {
                let inner = self.any()?;
                if !self.takes(")") {
                    return Err(wrong(t.at, "a bracket is not closed", "add `)` at the end"));
                }
                return Ok(inner);
            }
            "hard" => return Ok(Node::Hard),
            "indoor" => return Ok(Node::Indoor),
            "and" | "or" | ")" => {
                return Err(wrong(
                    t.at,
                    format!("nothing stands before `{}`", t.word),
                    "write a sport or a comparison",
                ));
            }
            _ => {}
        }
        if op(&t.word).is_some() {
            return Err(wrong(
                t.at,
                format!("no field stands before `{}`", t.word),
                format!("write `{}`", Field::Distance.example(self.units)),
            ));
        }
        let compared = self.peek().filter(|n| !n.quoted).and_then(|n| op(&n.word));
        match (Field::named(&t.word), compared) {
            (Some(field), Some(op)) => self.compare(field, op, t),
            (None, Some(_)) => Err(wrong(t.at, format!("`{}` is no field", t.word), nearest(&t.word))),
            (Some(field), None) if !field.is_text() => Err(wrong(
                t.at,
                format!("`{}` is compared with nothing", t.word),
                format!("write `{}`", field.example(self.units)),
            )),
            (_, None) => Ok(sport(&t.word).map_or_else(|| Node::Words(t.word.clone()), Node::Sport)),
        }
    }

    fn compare(&mut self, field: Field, op: Op, name: &Token) -> Result<Node, QueryError> {
        self.at += 1;
        let units = self.units;
        let example = || format!("write `{}`", field.example(units));
        let Some(value) = self.next().filter(|t| t.quoted || !matches!(t.word.as_str(), ")" | "(")) else {
            return Err(wrong(self.end, format!("`{}` is compared with nothing", name.word), example()));
        };
        // `21 km` is one value.
        let unit = self.peek().filter(|t| {
            !t.quoted
                && matches!(
                    t.word.as_str(),
                    "km" | "k" | "m" | "mi" | "yd" | "ft" | "min" | "h" | "w" | "bpm" | "%"
                )
        });
        let joined = unit.and_then(|u| field.value(&format!("{}{}", value.word, u.word), self.today, self.units));
        if joined.is_some() && !field.is_text() {
            self.at += 1;
        }
        let read = joined.filter(|_| !field.is_text()).or_else(|| field.value(&value.word, self.today, self.units));
        let read = read
            .ok_or_else(|| wrong(value.at, format!("`{}` is no value of {}", value.word, name.word), example()))?;
        let orders = matches!(op, Op::More | Op::AtLeast | Op::Less | Op::AtMost);
        if orders && matches!(read, Value::Text(_)) {
            return Err(wrong(name.at, format!("{} has no order", name.word), example()));
        }
        Ok(Node::Compare(field, op, read))
    }
}

/// A sport by the names that people use for it, when the whole word is one.
fn sport(word: &str) -> Option<Sport> {
    const WORDS: [(&str, Sport); 14] = [
        ("ride", Sport::Bike),
        ("rides", Sport::Bike),
        ("bikes", Sport::Bike),
        ("cycling", Sport::Bike),
        ("runs", Sport::Run),
        ("running", Sport::Run),
        ("swims", Sport::Swim),
        ("swimming", Sport::Swim),
        ("weights", Sport::Strength),
        ("gym", Sport::Strength),
        ("hikes", Sport::Hike),
        ("walk", Sport::Hike),
        ("rowing", Sport::Row),
        ("skiing", Sport::Ski),
    ];
    let named = Sport::ALL.into_iter().find(|s| s.name() == word);
    named.or_else(|| WORDS.iter().find(|(w, _)| *w == word).map(|(_, s)| *s))
}

fn nearest(word: &str) -> String {
    if let Some(name) = token::nearest(word, Field::names()) {
        return format!("did you mean `{name}`?");
    }
    let all: Vec<&str> =
        super::FIELDS.iter().map(|(names, ..)| names.split(' ').next().unwrap_or_default()).collect();
    format!("the fields are {}", all.join(", "))
}
