//! Links in what is printed, for terminals that open them (OSC 8).
//!
//! Owns: whether links are written, and where in a text. Does not own: which words name a paper (the rule book), what a
//! good address is (domain).

use super::Context;
use crate::{coach::rules::papers, config::Hyperlinks, domain::Href};
use std::{io::IsTerminal, ops::Range};

/// Whether links are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Links(bool);

impl Context {
    /// Whether links are written to a stream: never to a file or another program.
    #[must_use]
    pub fn links(&self, stream: &impl IsTerminal) -> Links {
        let env = |name: &str| std::env::var_os(name).is_some();
        let dumb = std::env::var_os("TERM").is_none_or(|t| t == "dumb");
        let known = supports_hyperlinks::supports_hyperlinks();
        Links(wanted(self.config.screen.hyperlinks, stream.is_terminal(), known && !dumb, &env))
    }
}

impl Links {
    /// Whether links are written.
    #[must_use]
    pub fn any(self) -> bool {
        self.0
    }

    /// A text with each paper that it names as a link to its page.
    #[must_use]
    pub fn papers(self, text: &str) -> String {
        if self.0 { linked(text, papers::named(text)) } else { text.to_owned() }
    }

    /// An address as a link to itself, so that it stays one where it is broken over lines; one without a scheme is
    /// opened by https.
    #[must_use]
    pub fn address(self, text: &str) -> String {
        let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        match Href::https(&whole).filter(|_| self.0) {
            Some(href) => href.around(text, None),
            None => text.to_owned(),
        }
    }
}

/// A terminal inside another one (tmux, screen) shows what the inner one lets through, whatever the outer one has left
/// in the environment; there the athlete says so.
fn wanted(setting: Hyperlinks, terminal: bool, known: bool, env: &dyn Fn(&str) -> bool) -> bool {
    let inside = env("TMUX") || env("STY");
    match setting {
        Hyperlinks::Never => false,
        Hyperlinks::Always => terminal,
        Hyperlinks::Auto => terminal && known && (!inside || env("FORCE_HYPERLINK")),
    }
}

fn linked(text: &str, places: Vec<(Range<usize>, Href)>) -> String {
    let mut out = String::with_capacity(text.len() + 96 * places.len());
    let mut done = 0;
    for (range, href) in places {
        out.push_str(text.get(done..range.start).unwrap_or_default());
        out.push_str(&href.around(text.get(range.clone()).unwrap_or_default(), None));
        done = range.end;
    }
    out.push_str(text.get(done..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(Hyperlinks::Auto, true, true, "", true)]
    #[case(Hyperlinks::Auto, true, false, "", false)]
    #[case(Hyperlinks::Auto, false, true, "", false)]
    #[case(Hyperlinks::Auto, true, true, "TMUX", false)]
    #[case(Hyperlinks::Auto, true, true, "STY", false)]
    #[case(Hyperlinks::Auto, true, true, "TMUX FORCE_HYPERLINK", true)]
    #[case(Hyperlinks::Auto, true, true, "NO_COLOR", true)]
    #[case(Hyperlinks::Always, true, false, "TMUX", true)]
    #[case(Hyperlinks::Always, false, true, "FORCE_HYPERLINK", false)]
    #[case(Hyperlinks::Never, true, true, "FORCE_HYPERLINK", false)]
    fn links_are_for_terminals_that_open_them(
        #[case] setting: Hyperlinks,
        #[case] terminal: bool,
        #[case] known: bool,
        #[case] set: &str,
        #[case] wants: bool,
    ) {
        let env = |name: &str| set.split(' ').any(|s| s == name);
        assert_eq!(wanted(setting, terminal, known, &env), wants);
    }

    #[test]
    fn the_text_is_the_same_and_every_link_ends() {
        let text = "HRV-guided training: Javaloyes 2019, Nuuttila 2022";
        let all = Links(true).papers(text);
        assert_eq!(all.matches("\u{1b}]8;;https://doi.org/10.").count(), 2);
        assert_eq!(all.matches("\u{1b}]8;;\u{1b}\\").count(), 2);
        assert!(
            all.starts_with("HRV-guided training: \u{1b}]8;;") && all.ends_with("Nuuttila 2022\u{1b}]8;;\u{1b}\\")
        );
        assert_eq!(Links(false).papers(text), text);
    }

    #[test]
    fn only_a_good_address_is_a_link() {
        assert!(Links(true).address("https://example.org/a?b=c").contains("]8;;https://example.org/a?b=c"));
        assert!(Links(true).address("example.org/a").contains("]8;;https://example.org/a\u{1b}\\example.org/a"));
        assert_eq!(Links(true).address("http://127.0.0.1/x"), "http://127.0.0.1/x");
        assert_eq!(Links(false).address("https://example.org"), "https://example.org");
    }
}
