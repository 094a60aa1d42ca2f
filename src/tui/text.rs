//! Text measured as a terminal shows it: by display width, whole graphemes, never by bytes or characters.

use std::borrow::Cow;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that `s` takes.
#[must_use]
pub fn width(s: &str) -> usize {
    if s.is_ascii() { s.len() } else { s.width() }
}

/// `s` in at most `max` columns, the cut marked with `…`.
#[must_use]
pub fn clip(s: &str, max: usize) -> Cow<'_, str> {
    if width(s) <= max {
        return Cow::Borrowed(s);
    }
    if max == 0 {
        return Cow::Borrowed("");
    }
    let (head, _) = split(s, max - 1);
    Cow::Owned(format!("{}…", head.trim_end()))
}

/// The longest head of `s` that fits `max` columns, and the rest.
fn split(s: &str, max: usize) -> (&str, &str) {
    let mut used = 0;
    for (i, g) in s.grapheme_indices(true) {
        used += width(g);
        if used > max {
            return s.split_at(i);
        }
    }
    (s, "")
}

/// `s` cut or filled with spaces on its right to exactly `w` columns.
#[must_use]
pub fn left(s: &str, w: usize) -> String {
    let s = clip(s, w);
    let gap = w - width(&s).min(w);
    format!("{s}{:gap$}", "")
}

/// `s` cut or filled with spaces on its left to exactly `w` columns.
#[must_use]
pub fn right(s: &str, w: usize) -> String {
    let s = clip(s, w);
    let gap = w - width(&s).min(w);
    format!("{:gap$}{s}", "")
}

/// `s` broken at spaces into lines of at most `w` columns; line breaks stay; a word that is longer is cut into
/// pieces. At least one line, none for a width of 0.
#[must_use]
pub fn wrap(s: &str, w: usize) -> Vec<String> {
    let mut out = Vec::new();
    if w == 0 {
        return out;
    }
    for para in s.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in para.split(' ').filter(|x| !x.is_empty()) {
            let mut word = word;
            let need = width(word) + usize::from(used > 0);
            if used > 0 && used + need > w {
                out.push(std::mem::take(&mut line));
                used = 0;
            }
            while used == 0 && width(word) > w && !word.is_empty() {
                let (head, _) = split(word, w);
                // A grapheme wider than the line stands alone rather than for ever.
                let head = if head.is_empty() { word.graphemes(true).next().unwrap_or(word) } else { head };
                out.push(head.to_owned());
                word = &word[head.len()..];
            }
            if word.is_empty() {
                continue;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += width(word);
        }
        out.push(line);
    }
    out
}

/// [`wrap`] into at most `rows` lines; what does not fit ends in `…`.
#[must_use]
pub fn wrap_in(s: &str, w: usize, rows: usize) -> Vec<String> {
    let mut lines = wrap(s, w);
    if lines.len() > rows {
        lines.truncate(rows);
        if let Some(last) = lines.last_mut() {
            *last = unended(last, w);
        }
    }
    lines
}

/// `s`, which goes on elsewhere, with a `…` behind its last whole word that leaves room for it in `w` columns; a word
/// that is alone is cut.
#[must_use]
pub fn unended(s: &str, w: usize) -> String {
    let mut head = s.trim_end();
    loop {
        let said = format!("{head} …");
        if width(&said) <= w {
            return said;
        }
        match head.trim_end().rsplit_once(' ') {
            Some((before, _)) if !before.trim().is_empty() => head = before.trim_end(),
            _ => return clip(&format!("{}……", s.trim_end()), w).into_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cuts_whole_graphemes_by_width() {
        assert_eq!(clip("Lanterne", 5), "Lant…");
        assert_eq!(clip("日本語の道", 5), "日本…");
        assert_eq!(right("7", 3), "  7");
        assert_eq!(left("日", 3), "日 ");
        assert_eq!(clip("abc", 0), "");
    }

    #[test]
    fn what_goes_on_elsewhere_ends_behind_a_whole_word() {
        assert_eq!(unended("ride easy", 12), "ride easy …");
        assert_eq!(unended("ride easy", 11), "ride easy …");
        assert_eq!(unended("ride easy", 10), "ride …");
        assert_eq!(unended("Donaudampfschiff", 8), "Donauda…");
        assert_eq!(wrap_in("ride easy today and tomorrow", 11, 1), ["ride easy …"]);
        assert_eq!(unended("ride", 1), "…");
        assert_eq!(unended("ride", 0), "");
    }

    #[test]
    fn wraps_at_spaces_and_cuts_long_words() {
        assert_eq!(wrap("ride easy today", 9), ["ride easy", "today"]);
        assert_eq!(wrap("Donaudampfschiff", 5), ["Donau", "dampf", "schif", "f"]);
        assert_eq!(wrap("a\n\nb", 9), ["a", "", "b"]);
        assert_eq!(wrap_in("one two three four", 9, 1), ["one two …"]);
        assert_eq!(wrap_in("one twothr four", 10, 1), ["one …"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_asked(s in "\\PC{0,60}", w in 0_usize..30, rows in 1_usize..5) {
            prop_assert!(width(&clip(&s, w)) <= w);
            prop_assert_eq!(width(&right(&s, w)), w);
            // A grapheme of two columns can't be cut to one.
            if w >= 2 {
                for l in wrap_in(&s, w, rows) { prop_assert!(width(&l) <= w, "{l:?}"); }
            }
        }
    }
}
