//! How many tokens a text is, without a tokenizer: never fewer than the vocabularies of today make of it.
//!
//! Byte-pair vocabularies keep common words whole, cut rare ones about every four letters and figures every three;
//! signs are mostly tokens of their own. The count here is of the careful side; `examples/check_model` compares it with a
//! real tokenizer.

/// Tokens of a text, at most.
#[must_use]
pub fn estimate(text: &str) -> u32 {
    let mut tokens = 0.0_f64;
    let mut run = Run::None;
    let mut length = 0_u32;
    for c in text.chars() {
        let kind = Run::of(c);
        if kind == run && kind != Run::Sign {
            length += 1;
            continue;
        }
        // A blank belongs to the word behind it, but not to a figure.
        tokens += if run == Run::Blank && kind == Run::Digits { 1.0 } else { run.tokens(length) };
        (run, length) = (kind, 1);
    }
    tokens += run.tokens(length);
    tokens.ceil() as u32
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Run {
    None,
    Letters,
    Digits,
    Blank,
    Lines,
    Sign,
    Other,
}

impl Run {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' => Self::Letters,
            '0'..='9' => Self::Digits,
            ' ' => Self::Blank,
            '\n' | '\r' | '\t' => Self::Lines,
            c if c.is_ascii() => Self::Sign,
            _ => Self::Other,
        }
    }

    fn tokens(self, length: u32) -> f64 {
        let n = f64::from(length);
        match self {
            Self::None => 0.0,
            // Most short words are whole; a blank before them comes for nothing.
            Self::Letters => (n / 6.0).ceil(),
            Self::Digits => (n / 3.0).ceil(),
            Self::Blank => {
                if length > 1 {
                    1.0
                } else {
                    0.25
                }
            }
            Self::Lines => 1.0,
            Self::Sign => 0.9 * n,
            Self::Other => 1.5 * n,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_figures_and_signs_count() {
        assert_eq!(estimate(""), 0);
        assert_eq!(estimate("training"), 2);
        assert!((3..=5).contains(&estimate("CTL 52.1")));
        assert!(estimate(&"word ".repeat(1000)) >= 1000);
    }

    proptest! {
        #[test]
        fn more_text_is_never_fewer_tokens(a in "\\PC{0,80}", b in "\\PC{0,80}") {
            let whole = estimate(&format!("{a} {b}"));
            prop_assert!(whole + 1 >= estimate(&a).max(estimate(&b)));
        }
    }
}
