//! The text being typed: one string and a cursor that always stands between two graphemes.
//!
//! Owns: editing. Does not own: what is done with the text, wrapping, drawing.

use crate::domain::CleanText;
use unicode_segmentation::UnicodeSegmentation;

/// Most graphemes that a message may have.
pub const MAX: usize = 2_000;
/// Sent messages that arrow up brings back.
const RECALL: usize = 50;

/// A small text field of one or more lines.
///
/// ```
/// use lanterne::app::Composer;
/// let mut field = Composer::default();
/// field.insert("swap thu");
/// field.insert(" sat");
/// assert_eq!(field.take(), "swap thu sat");
/// assert!(field.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Composer {
    text: String,
    cursor: usize,
    held: bool,
    sent: Vec<String>,
    recalled: Option<usize>,
}

impl Composer {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the cursor stands, in bytes of [`Self::text`]; always between two graphemes.
    #[must_use]
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// Whether nothing is typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether something other than white space is typed: a draft that must not get lost.
    #[must_use]
    pub fn has_draft(&self) -> bool {
        !self.text.trim().is_empty()
    }

    /// Whether the next letter takes the place of what stands there.
    #[must_use]
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// Takes hold of what stands there, when it is one word or figure: the next letter takes its place. Moving the
    /// cursor or removing a letter lets go, and so does what is longer from the start: words are mended, not written anew.
    pub fn hold(&mut self) {
        self.held = !self.is_empty() && !self.text.contains(char::is_whitespace);
        self.cursor = self.text.len();
    }

    /// Types text at the cursor. Control and hidden characters are dropped, line breaks stay, the length is bounded.
    pub fn insert(&mut self, raw: &str) {
        if std::mem::take(&mut self.held) {
            self.clear();
        }
        let room = MAX.saturating_sub(self.text.graphemes(true).count());
        let lines = raw.replace("\r\n", "\n").replace('\r', "\n");
        // Cleaning trims the ends, which would eat a space that is being typed: the marks keep it.
        let marked = format!("|{lines}|");
        let clean = CleanText::block(&marked);
        let inner = clean.as_str().strip_prefix('|').unwrap_or_default();
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        let new: String = inner.graphemes(true).take(room).collect();
        self.text.insert_str(self.cursor, &new);
        // A combining mark joins the letter before it, so the cursor may have to step over the joint grapheme.
        self.cursor = self.boundary_at_or_after(self.cursor + new.len());
        self.recalled = None;
    }

    /// Puts a text in place of what is typed, the cursor at its end.
    pub fn set(&mut self, text: &str) {
        self.clear();
        self.insert(text);
    }

    /// Takes the text out, for sending; arrow up brings it back.
    pub fn take(&mut self) -> String {
        let text = std::mem::take(&mut self.text);
        self.clear();
        if !text.trim().is_empty() && self.sent.last() != Some(&text) {
            self.sent.push(text.clone());
            let extra = self.sent.len().saturating_sub(RECALL);
            self.sent.drain(..extra);
        }
        text
    }

    /// What was sent in earlier runs, the last one last; only before anything is sent in this one.
    pub fn remember(&mut self, sent: impl IntoIterator<Item = String>) {
        if self.sent.is_empty() {
            self.sent.extend(sent);
            let extra = self.sent.len().saturating_sub(RECALL);
            self.sent.drain(..extra);
        }
    }

    /// Puts text in the place of what stands from a byte to the cursor.
    pub fn replace_from(&mut self, from: usize, text: &str) {
        self.held = false;
        if self.text.is_char_boundary(from) {
            self.cut(from, self.cursor);
            self.cursor = from;
            self.insert(text);
        }
    }

    /// Throws the text away.
    pub fn clear(&mut self) {
        self.text.clear();
        (self.cursor, self.held, self.recalled) = (0, false, None);
    }

    /// Removes the grapheme before the cursor.
    pub fn backspace(&mut self) {
        self.held = false;
        let from = self.before(self.cursor);
        self.cut(from, self.cursor);
    }

    /// Removes the grapheme under the cursor.
    pub fn delete(&mut self) {
        self.held = false;
        let to = self.after(self.cursor);
        self.cut(self.cursor, to);
    }

    /// Removes the word before the cursor.
    pub fn delete_word(&mut self) {
        self.held = false;
        let from = self.word_before();
        self.cut(from, self.cursor);
    }

    /// Removes everything before the cursor in its line.
    pub fn delete_to_start(&mut self) {
        self.held = false;
        let from = self.line_start();
        self.cut(from, self.cursor);
    }

    /// Removes everything after the cursor in its line.
    pub fn delete_to_end(&mut self) {
        self.held = false;
        let to = self.line_end();
        self.cut(self.cursor, to);
    }

    /// One grapheme to the left.
    pub fn left(&mut self) {
        self.held = false;
        self.cursor = self.before(self.cursor);
    }

    /// One grapheme to the right.
    pub fn right(&mut self) {
        self.held = false;
        self.cursor = self.after(self.cursor);
    }

    /// One word to the left.
    pub fn word_left(&mut self) {
        self.held = false;
        self.cursor = self.word_before();
    }

    /// One word to the right.
    pub fn word_right(&mut self) {
        self.held = false;
        let words = self.text.split_word_bound_indices();
        let next =
            words.filter(|(i, w)| i + w.len() > self.cursor && !w.trim().is_empty()).map(|(i, w)| i + w.len());
        // Words are told apart by other rules than graphemes, so a word's edge may lie inside a grapheme.
        self.cursor = self.boundary_at_or_after(next.min().unwrap_or(self.text.len()));
    }

    /// To the start of the line.
    pub fn home(&mut self) {
        self.held = false;
        self.cursor = self.line_start();
    }

    /// To the end of the line.
    pub fn end(&mut self) {
        self.held = false;
        self.cursor = self.line_end();
    }

    /// A line up; from the first line to the message sent before.
    pub fn up(&mut self) {
        self.held = false;
        let start = self.line_start();
        if start == 0 {
            self.recall(1);
            return;
        }
        let column = self.text[start..self.cursor].graphemes(true).count();
        let above = self.text[..start - 1].rfind('\n').map_or(0, |i| i + 1);
        self.cursor = self.column_of(above, start - 1, column);
    }

    /// A line down; from the last line to the message sent after.
    pub fn down(&mut self) {
        self.held = false;
        let end = self.line_end();
        if end == self.text.len() {
            self.recall(-1);
            return;
        }
        let column = self.text[self.line_start()..self.cursor].graphemes(true).count();
        let below = end + 1;
        let stop = self.text[below..].find('\n').map_or(self.text.len(), |i| below + i);
        self.cursor = self.column_of(below, stop, column);
    }

    /// Older (1) or newer (−1) sent message; a text that was typed and not sent is never replaced.
    fn recall(&mut self, step: isize) {
        if self.recalled.is_none() && self.has_draft() {
            return;
        }
        let back = self.recalled.map_or(0, |i| i + 1);
        let next = back.saturating_add_signed(step).min(self.sent.len());
        if next == back {
            return;
        }
        let text = next.checked_sub(1).and_then(|i| self.sent.iter().rev().nth(i)).cloned().unwrap_or_default();
        self.set(&text);
        self.recalled = next.checked_sub(1);
    }

    fn cut(&mut self, from: usize, to: usize) {
        if from < to {
            self.text.replace_range(from..to, "");
            self.cursor = self.boundary_at_or_after(from);
            self.recalled = None;
        }
    }

    fn before(&self, at: usize) -> usize {
        self.text.grapheme_indices(true).map(|(i, _)| i).take_while(|i| *i < at).last().unwrap_or(0)
    }

    fn after(&self, at: usize) -> usize {
        self.text.grapheme_indices(true).map(|(i, _)| i).find(|i| *i > at).unwrap_or(self.text.len())
    }

    fn boundary_at_or_after(&self, at: usize) -> usize {
        self.text.grapheme_indices(true).map(|(i, _)| i).find(|i| *i >= at).unwrap_or(self.text.len())
    }

    fn word_before(&self) -> usize {
        let words = self.text.split_word_bound_indices();
        let at = words
            .filter(|(i, w)| *i < self.cursor && !w.trim().is_empty())
            .map(|(i, _)| i)
            .next_back()
            .unwrap_or(0);
        self.before(at + 1)
    }

    fn line_start(&self) -> usize {
        self.text[..self.cursor].rfind('\n').map_or(0, |i| i + 1)
    }

    fn line_end(&self) -> usize {
        self.text[self.cursor..].find('\n').map_or(self.text.len(), |i| self.cursor + i)
    }

    fn column_of(&self, start: usize, stop: usize, column: usize) -> usize {
        self.text[start..stop].grapheme_indices(true).nth(column).map_or(stop, |(i, _)| start + i)
    }
}

#[cfg(test)]
mod tests;
