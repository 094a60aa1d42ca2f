//! Search in what was said: the words, and which of the hits is looked at.

use super::{composer::Composer, conversation::Line};

/// A search in the coach pane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// What is looked for.
    pub words: Composer,
    /// Whether the words have the keyboard.
    pub typing: bool,
    /// Which hit is looked at; 0 is the last one.
    pub at: usize,
}

impl Search {
    /// The words without their case; none are no search.
    #[must_use]
    pub fn needle(&self) -> Option<String> {
        let words = self.words.text().trim().to_lowercase();
        (!words.is_empty()).then_some(words)
    }

    /// Places of the lines that hold the words, the last one first.
    #[must_use]
    pub fn hits(&self, lines: &[Line]) -> Vec<usize> {
        let Some(needle) = self.needle() else { return Vec::new() };
        (0..lines.len()).rev().filter(|i| lines[*i].text.to_lowercase().contains(&needle)).collect()
    }

    /// The hit further back, or further on; it stops at the ends.
    pub fn step(&mut self, by: isize, hits: usize) {
        self.at = self.at.saturating_add_signed(by).min(hits.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::conversation::Voice;

    #[test]
    fn hits_are_found_whatever_their_case_the_last_one_first() {
        let line = |text: &str| Line {
            voice: Voice::Coach,
            text: text.into(),
            saved: true,
            proposal: None,
            request: None,
        };
        let lines = ["HRV is low", "ride easy", "your hrv again"].map(line);
        let mut s = Search::default();
        assert!(s.hits(&lines).is_empty(), "nothing is looked for");
        s.words.insert("hrv ");
        assert_eq!(s.hits(&lines), [2, 0]);
        s.step(1, 2);
        s.step(1, 2);
        assert_eq!(s.at, 1);
        s.step(-5, 2);
        assert_eq!(s.at, 0);
    }
}
