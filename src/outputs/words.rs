//! A model's words beside a page that is whole without them.

use super::table::wrapped;
use crate::domain::{CleanText, exchange::IN_WORDS};
use schemars::JsonSchema;
use serde::Serialize;

/// A page with a model's words below it; the page itself when there are none.
#[must_use]
pub fn beside(page: &str, words: &[&CleanText]) -> String {
    if words.is_empty() {
        return page.to_owned();
    }
    let lines = words.iter().flat_map(|w| w.as_str().lines()).map(str::trim).filter(|l| !l.is_empty());
    let text: String = lines.flat_map(|l| ["\n".to_owned(), wrapped(&escaped(l), ""), "\n".to_owned()]).collect();
    format!("{}\n\n## {IN_WORDS}\n{text}", page.trim_end())
}

/// A page for a program, with a model's words beside it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Worded<T> {
    /// The page.
    #[serde(flatten)]
    pub page: T,
    /// What a model wrote of it; null where none did.
    pub words: Option<String>,
}

/// A model's words in one piece; `None` when there are none.
#[must_use]
pub fn whole(words: &[&CleanText]) -> Option<String> {
    let all: Vec<&str> = words.iter().map(|w| w.as_str()).collect();
    (!all.is_empty()).then(|| all.join("\n\n"))
}

/// Text in which Markdown finds nothing of its own.
#[must_use]
pub fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_below_the_page_and_are_nothing_but_words() {
        assert_eq!((beside("# A\n", &[]).as_str(), whole(&[])), ("# A\n", None));
        let two = [CleanText::line("One."), CleanText::line("Two.")];
        assert_eq!(whole(&[&two[0], &two[1]]).as_deref(), Some("One.\n\nTwo."));
        let words = CleanText::block("Ride [less](http://x).\n\n# Not a heading");
        let page = beside("# A\n\nb\n", &[&words]);
        let want = "# A\n\nb\n\n## In words, by the model\n\nRide \\[less\\](http://x).\n\n\\# Not a heading\n";
        assert_eq!(page, want);
    }
}
