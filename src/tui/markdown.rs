//! A little Markdown for answers: headings, bold, lists, code, quotes. Anything else is shown as its text.

use super::{Theme, text};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use ratatui::style::Style;

/// A line of styled pieces.
pub type Line = Vec<(String, Style)>;

/// `source` as lines of at most `w` columns, in `base` style where nothing else is meant.
#[must_use]
pub fn lines(source: &str, w: u16, base: Style, theme: &Theme) -> Vec<Line> {
    let mut r = Writer { w: usize::from(w), base, theme, ..Writer::new(base, theme) };
    for event in Parser::new_ext(source, Options::empty()) {
        r.take(event);
    }
    r.flush();
    while r.out.last().is_some_and(Vec::is_empty) {
        r.out.pop();
    }
    r.out
}

struct Writer<'a> {
    w: usize,
    base: Style,
    theme: &'a Theme,
    out: Vec<Line>,
    /// Pieces of the paragraph that is being read.
    open: Line,
    bold: usize,
    code: bool,
    heading: bool,
    /// What the first and the further lines of the paragraph begin with.
    first: String,
    /// Open lists: the next number, or none for dots.
    lists: Vec<Option<u64>>,
    quotes: usize,
}

impl<'a> Writer<'a> {
    fn new(base: Style, theme: &'a Theme) -> Self {
        Self {
            w: 0,
            base,
            theme,
            out: Vec::new(),
            open: Vec::new(),
            bold: 0,
            code: false,
            heading: false,
            first: String::new(),
            lists: Vec::new(),
            quotes: 0,
        }
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(s) if self.code => {
                for l in s.lines() {
                    self.out
                        .push(vec![(format!("  {}", text::clip(l, self.w.saturating_sub(2))), self.theme.code)]);
                }
            }
            Event::Text(s) | Event::Html(s) | Event::InlineHtml(s) => self.push(&s, self.style()),
            Event::Code(s) => self.push(&s, self.theme.code),
            // In a chat a new line is meant as one.
            Event::SoftBreak | Event::HardBreak => self.flush(),
            Event::Rule => self.gap(),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.gap();
                self.heading = true;
            }
            Tag::Paragraph if self.lists.is_empty() => self.gap(),
            Tag::CodeBlock(_) => {
                self.gap();
                self.code = true;
            }
            Tag::BlockQuote(_) => self.quotes += 1,
            Tag::List(n) => {
                self.flush();
                if self.lists.is_empty() {
                    self.gap();
                }
                self.lists.push(*n);
            }
            Tag::Item => {
                self.flush();
                let indent = "  ".repeat(self.lists.len().saturating_sub(1));
                let mark = match self.lists.last_mut() {
                    Some(Some(n)) => {
                        *n += 1;
                        format!("{}.", *n - 1)
                    }
                    _ => "·".to_owned(),
                };
                self.first = format!("{indent}{mark} ");
            }
            Tag::Strong | Tag::Emphasis => self.bold += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = false;
            }
            TagEnd::CodeBlock => self.code = false,
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Paragraph | TagEnd::Item => self.flush(),
            TagEnd::Strong | TagEnd::Emphasis => self.bold = self.bold.saturating_sub(1),
            _ => {}
        }
    }

    fn style(&self) -> Style {
        if self.heading {
            self.theme.heading
        } else if self.bold > 0 {
            self.base.patch(self.theme.strong)
        } else if self.quotes > 0 {
            self.theme.dim
        } else {
            self.base
        }
    }

    fn push(&mut self, s: &str, style: Style) {
        self.open.push((s.to_owned(), style));
    }

    /// An empty line between blocks, never two and never first.
    fn gap(&mut self) {
        self.flush();
        if self.out.last().is_some_and(|l| !l.is_empty()) {
            self.out.push(vec![]);
        }
    }

    /// Ends the paragraph: wraps its pieces by words, each word keeping its style.
    fn flush(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let quote = "│ ".repeat(self.quotes);
        let first = format!("{quote}{}", std::mem::take(&mut self.first));
        let hang = text::width(&first) - text::width(&quote);
        let rest = format!("{quote}{:hang$}", "");
        let head = |s: &str| -> Line { if s.is_empty() { vec![] } else { vec![(s.to_owned(), self.theme.dim)] } };
        let mut line = head(&first);
        let mut used = text::width(&first);
        let start = used;
        let room = self.w.max(start + 1);
        let mut done = Vec::new();
        let mut spaced = false;
        for (piece, style) in std::mem::take(&mut self.open) {
            for (i, word) in piece.split(' ').enumerate() {
                spaced |= i > 0;
                for part in text::wrap(word, room - start) {
                    if part.is_empty() {
                        continue;
                    }
                    let gap = usize::from(spaced && used > start);
                    if used + gap + text::width(&part) > room && used > start {
                        done.push(std::mem::replace(&mut line, head(&rest)));
                        used = start;
                    }
                    let gap = if spaced && used > start { " " } else { "" };
                    used += gap.len() + text::width(&part);
                    line.push((format!("{gap}{part}"), style));
                    spaced = false;
                }
            }
        }
        done.push(line);
        self.out.extend(done);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(source: &str, w: u16) -> Vec<String> {
        let theme = Theme::default();
        lines(source, w, theme.coach, &theme).iter().map(|l| l.iter().map(|(s, _)| s.as_str()).collect()).collect()
    }

    #[test]
    fn blocks_become_lines() {
        let source = "# Why\nYour **HRV** is low, so\nride easy.\n\n- sleep\n- eat well today\n\n1. one\n2. two\n\n> calm\n\n```\nW = 200\n```";
        assert_eq!(
            plain(source, 20),
            [
                "Why",
                "",
                "Your HRV is low, so",
                "ride easy.",
                "",
                "· sleep",
                "· eat well today",
                "",
                "1. one",
                "2. two",
                "",
                "│ calm",
                "",
                "  W = 200"
            ]
        );
        assert_eq!(plain("- a long item here", 9), ["· a long", "  item", "  here"]);
    }

    #[test]
    fn strong_words_are_strong() {
        let theme = Theme::default();
        let out = lines("ride **easy**", 40, theme.coach, &theme);
        assert_eq!(
            out[0].last().map(|(s, st)| (s.as_str(), *st)),
            Some((" easy", theme.coach.patch(theme.strong)))
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_fits_any_width(s in "\\PC{0,120}", w in 0_u16..40) {
            let theme = Theme::default();
            for l in lines(&s, w, theme.coach, &theme) {
                let wide: usize = l.iter().map(|(s, _)| text::width(s)).sum();
                proptest::prop_assert!(wide <= usize::from(w).max(24) + 8, "{l:?}");
            }
        }
    }
}
