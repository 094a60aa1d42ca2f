//! Text from outside, made safe to show. The one place where that is done.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// Text without control, bidirectional, zero-width or tag characters; NFC; bounded.
///
/// Every string that came from a file, a service, a model or a terminal becomes one of these at the boundary, and
/// only these (and the program's own literals) reach a screen.
///
/// ```
/// use lanterne::domain::CleanText;
/// assert_eq!(CleanText::line("Lunch\u{1b}[31m ride\u{202e}\n").as_str(), "Lunch[31m ride");
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, schemars::JsonSchema)]
#[schemars(description = "Text without control or invisible characters.")]
pub struct CleanText(Box<str>);

/// Longest single line kept, in graphemes.
const LINE_MAX: usize = 200;
/// Longest block kept, in graphemes.
const BLOCK_MAX: usize = 8_000;
/// Most code points that one grapheme may stack (letters with piled-up marks).
const MARKS_MAX: usize = 6;

impl CleanText {
    /// One line: white space of every kind becomes single spaces.
    #[must_use]
    pub fn line(raw: &str) -> Self {
        Self(clean(raw, false, LINE_MAX).into())
    }

    /// Several lines: `\n` stays, tabs become spaces.
    #[must_use]
    pub fn block(raw: &str) -> Self {
        Self(clean(raw, true, BLOCK_MAX).into())
    }

    /// One line, or nothing when no visible character is left.
    #[must_use]
    pub fn line_opt(raw: &str) -> Option<Self> {
        let t = Self::line(raw);
        (!t.0.is_empty()).then_some(t)
    }

    /// The clean text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Text as it is, all of it, for looking at exactly what it holds: what no terminal may get stands as its bytes, `⟨1b⟩`.
/// Line breaks stay, and nothing else is changed, so that the bytes can be told from what is shown.
#[must_use]
pub fn marked(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for g in raw.graphemes(true) {
        for (i, c) in g.chars().enumerate() {
            let plain = c == '\n' || (!is_hidden(c) && (c == ' ' || !c.is_whitespace()) && c != OPEN);
            if plain && i < MARKS_MAX {
                out.push(c);
            } else {
                let mut bytes = [0; 4];
                let hex = c.encode_utf8(&mut bytes).bytes().map(|b| format!("{b:02x}"));
                out.extend([String::from(OPEN), hex.collect(), String::from(CLOSE)]);
            }
        }
    }
    out
}

/// Around the bytes of what is not shown.
const OPEN: char = '⟨';
/// See [`OPEN`].
const CLOSE: char = '⟩';

fn clean(raw: &str, multi: bool, max: usize) -> String {
    // Take a bounded amount before normalising: hostile input may be megabytes of combining marks.
    let mapped = raw.chars().take(max * (MARKS_MAX + 2)).nfc().filter_map(|c| match c {
        '\n' if multi => Some('\n'),
        c if c.is_whitespace() => Some(' '),
        c if is_hidden(c) => None,
        c => Some(c),
    });
    let flat: String = mapped.collect();
    let mut out = String::with_capacity(flat.len());
    for g in flat.graphemes(true).take(max) {
        if g == " " && (!multi && (out.is_empty() || out.ends_with(' '))) {
            continue;
        }
        out.extend(g.chars().take(MARKS_MAX));
    }
    out.truncate(out.trim_end().len());
    out
}

/// Control, format, bidi, tag, variation-selector, private-use and non-characters.
fn is_hidden(c: char) -> bool {
    let n = c as u32;
    c.is_control()
        || matches!(n,
            0x00AD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F
            | 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
            | 0xFFF0..=0xFFFB | 0xFDD0..=0xFDEF | 0x1D173..=0x1D17A | 0xE000..=0xF8FF | 0xE0000..=0xE0FFF
            | 0x1BCA0..=0x1BCA3 | 0xF0000..=0x10_FFFF | 0x0600..=0x0605 | 0x06DD | 0x070F | 0x08E2 | 0x110BD | 0x13430..=0x13455)
        || n & 0xFFFE == 0xFFFE
}

impl fmt::Display for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for CleanText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl<'de> Deserialize<'de> for CleanText {
    /// Cleans again: a hand-edited log or config is outside text too.
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let raw = String::deserialize(d)?;
        // Text of one line may have been kept as a block of one: it is never shorter when it comes back.
        Ok(Self(clean(&raw, raw.contains('\n'), BLOCK_MAX).into()))
    }
}

impl From<&str> for CleanText {
    fn from(raw: &str) -> Self {
        Self::line(raw)
    }
}

impl AsRef<str> for CleanText {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("plain", "plain")]
    #[case("  two\t\tblanks \r\n here ", "two blanks here")]
    #[case("esc\u{1b}]52;c;x\u{7}", "esc]52;c;x")]
    #[case("c1\u{9b}31m", "c131m")]
    #[case("bidi \u{202e}gpj.exe\u{2066}", "bidi gpj.exe")]
    #[case("zero\u{200b}width\u{feff}", "zerowidth")]
    #[case("tag\u{e0041}\u{e0042}", "tag")]
    #[case("e\u{301}te\u{301}", "été")]
    #[case("\u{0}\u{200d}", "")]
    fn one_line(#[case] raw: &str, #[case] clean: &str) {
        assert_eq!(CleanText::line(raw).as_str(), clean);
    }

    #[test]
    fn marked_text_shows_what_it_replaced() {
        assert_eq!(marked("a\u{1b}[31m\tb\n\u{202e}c ⟨x⟩"), "a⟨1b⟩[31m⟨09⟩b\n⟨e280ae⟩c ⟨e29fa8⟩x⟩");
        let long = "x".repeat(3 * BLOCK_MAX);
        assert_eq!(marked(&long), long, "nothing is left out");
    }

    /// Bytes again, out of marked text.
    fn unmarked(text: &str) -> Vec<u8> {
        let (head, rest) = text.split_once(OPEN).unwrap_or((text, ""));
        let mut out = head.as_bytes().to_vec();
        if let Some((hex, tail)) = rest.split_once(CLOSE) {
            let byte = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
            out.extend((0..hex.len()).step_by(2).map(byte));
            out.extend(unmarked(tail));
        }
        out
    }

    proptest! {
        #[test]
        fn marked_text_is_safe_and_every_byte_can_be_told(raw in "\\PC{0,20}(\u{1b}|\r|\u{202e}|⟨|\n|a\u{335}{9}|.){0,20}") {
            let shown = marked(&raw);
            prop_assert!(shown.chars().all(|c| c == '\n' || !is_hidden(c)));
            prop_assert_eq!(unmarked(&shown), raw.as_bytes());
        }
    }

    #[test]
    fn what_was_kept_comes_back_whole() {
        let long = "a sentence of a block without a line break ".repeat(40);
        for kept in
            [CleanText::block(&long), CleanText::block(&format!("{long}\nand more")), CleanText::line(&long)]
        {
            let json = serde_json::to_string(&kept).unwrap();
            assert_eq!(serde_json::from_str::<CleanText>(&json).unwrap(), kept);
        }
        let hostile = serde_json::to_string(&"x".repeat(9 * BLOCK_MAX)).unwrap();
        assert_eq!(serde_json::from_str::<CleanText>(&hostile).unwrap().as_str().len(), BLOCK_MAX);
    }

    #[test]
    fn a_block_keeps_its_lines() {
        assert_eq!(CleanText::block("a\nb\tc\u{1b}[0m\n").as_str(), "a\nb c[0m");
    }

    #[test]
    fn piled_up_marks_and_length_are_bounded() {
        let zalgo = format!("a{}", "\u{335}".repeat(500));
        assert!(CleanText::line(&zalgo).as_str().chars().count() <= MARKS_MAX);
        assert_eq!(CleanText::line(&"x".repeat(5_000)).as_str().len(), LINE_MAX);
    }

    proptest! {
        #[test]
        fn nothing_hidden_is_left_and_cleaning_twice_is_cleaning_once(raw in any::<String>()) {
            let once = CleanText::line(&raw);
            prop_assert!(!once.as_str().chars().any(|c| c.is_control() || is_hidden(c)));
            prop_assert_eq!(CleanText::line(once.as_str()), once);
        }
    }
}
