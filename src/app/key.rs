//! Keys as the machine knows them, and their names in files and on screen.
//!
//! Owns: the names (`a`, `ctrl-p`, `shift-tab`, `space`). Does not own: reading a terminal.

use std::{fmt, str::FromStr};

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character, as typed: shift is already in it.
    Char(char),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// A key press with its modifiers.
///
/// ```
/// use lanterne::app::Key;
/// let key: Key = "ctrl-p".parse().unwrap();
/// assert!(key.ctrl);
/// assert_eq!(key.to_string(), "ctrl-p");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Control held.
    pub ctrl: bool,
    /// Alt held.
    pub alt: bool,
    /// Shift held; never set for a character, whose case says it.
    pub shift: bool,
}

/// Keys that are words, with their names.
const NAMED: [(&str, Code); 15] = [
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
    ("space", Code::Char(' ')),
    ("minus", Code::Char('-')),
];

impl Key {
    /// A key without modifiers.
    #[must_use]
    pub fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A character without modifiers.
    #[must_use]
    pub fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character with control held.
    #[must_use]
    pub fn ctrl(c: char) -> Self {
        Self { ctrl: true, ..Self::char(c) }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut name = String::new();
        for (held, word) in [(self.ctrl, "ctrl-"), (self.alt, "alt-"), (self.shift, "shift-")] {
            if held {
                name.push_str(word);
            }
        }
        let modified = self.ctrl || self.alt || self.shift;
        match (NAMED.iter().find(|(_, c)| *c == self.code), self.code) {
            // A lone minus reads better as itself; only behind a modifier would it be ambiguous.
            (_, Code::Char('-')) if !modified => name.push('-'),
            (Some((word, _)), _) => name.push_str(word),
            (None, Code::Char(c)) => name.push(c),
            (None, _) => name.push('?'),
        }
        f.pad(&name)
    }
}

/// A key name that means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no key: write a character (`a`, `?`), a name (`enter`, `tab`, `space`, `up`) or `ctrl-`, `alt-`, `shift-` before one"
)]
pub struct KeyError(pub String);

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(name: &str) -> Result<Self, KeyError> {
        let err = || KeyError(name.to_owned());
        let mut key = Self::char(' ');
        let mut rest = name;
        loop {
            if let Some(r) = rest.strip_prefix("ctrl-") {
                (key.ctrl, rest) = (true, r);
            } else if let Some(r) = rest.strip_prefix("alt-") {
                (key.alt, rest) = (true, r);
            } else if let Some(r) = rest.strip_prefix("shift-") {
                (key.shift, rest) = (true, r);
            } else {
                break;
            }
        }
        let mut chars = rest.chars();
        key.code = match (chars.next(), chars.next()) {
            (Some(c), None) if !c.is_control() => Code::Char(c),
            _ => NAMED.iter().find(|(n, _)| *n == rest).map(|(_, c)| *c).ok_or_else(err)?,
        };
        if key.shift
            && let Code::Char(c) = key.code
        {
            key.code = Code::Char(c.to_ascii_uppercase());
            key.shift = false;
        }
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for name in ["a", "A", "?", ":", "-", "+", "<", "ctrl-c", "alt-enter", "shift-tab", "space", "ctrl-minus"] {
            let key: Key = name.parse().unwrap();
            assert_eq!(key.to_string(), name);
        }
        assert_eq!("shift-a".parse::<Key>().unwrap(), Key::char('A'));
    }

    #[test]
    fn nonsense_is_named() {
        for name in ["", "ctrl-", "hyper-x", "entr"] {
            assert!(name.parse::<Key>().unwrap_err().to_string().contains(name));
        }
    }
}
