//! An address that a terminal may open.

use super::provenance::Provider;
use std::{fmt, ops::Range};

/// Longest address: what terminals are known to take.
const MOST: usize = 2083;

/// An https address of plain ASCII, safe to be written into a terminal's link.
///
/// ```
/// use lanterne::domain::Href;
/// assert_eq!(Href::doi("10.1371/journal.pone.0282838").unwrap().as_str(), "https://doi.org/10.1371/journal.pone.0282838");
/// assert!(Href::https("http://example.org").is_none(), "not in clear text");
/// assert!(Href::https("https://example.org\u{1b}]8;;").is_none(), "no control characters");
/// assert!(Href::https("https://bank.example@evil.example/").is_none(), "no user before the host");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Href(String);

impl Href {
    /// An address as it stands; `None` when it is no https address, is not plain ASCII, or hides its host behind a user.
    #[must_use]
    pub fn https(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("https://")?;
        let host = rest.split(['/', '?', '#']).next()?;
        let of_host = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
        let plain =
            |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}');
        let good = host.starts_with(|c: char| c.is_ascii_alphanumeric())
            && host.chars().all(of_host)
            && rest.chars().all(plain)
            && text.len() <= MOST;
        good.then(|| Self(text.to_owned()))
    }

    /// The page of a paper by its digital object identifier.
    #[must_use]
    pub fn doi(doi: &str) -> Option<Self> {
        doi.starts_with("10.").then(|| Self::https(&format!("https://doi.org/{doi}"))).flatten()
    }

    /// The page of an activity at the service that it came from, by its id there; `None` where there is no such page, or
    /// the id is none that a service would give.
    ///
    /// ```
    /// use lanterne::domain::{Href, Provider};
    /// let page = Href::activity(Provider::Intervals, "i73049411").unwrap();
    /// assert_eq!(page.as_str(), "https://intervals.icu/activities/i73049411");
    /// assert!(Href::activity(Provider::StravaApi, "../settings").is_none());
    /// assert!(Href::activity(Provider::File, "1").is_none());
    /// ```
    #[must_use]
    pub fn activity(provider: Provider, id: &str) -> Option<Self> {
        let folder = match provider {
            Provider::Intervals => "https://intervals.icu/activities",
            Provider::StravaApi | Provider::StravaArchive => "https://www.strava.com/activities",
            _ => return None,
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':');
        let good = (1..=64).contains(&id.len()) && id.chars().all(plain);
        good.then(|| Self::https(&format!("{folder}/{id}"))).flatten()
    }

    /// The addresses that stand in words of our own, each a word by itself: its bytes, and the address.
    ///
    /// ```
    /// use lanterne::domain::Href;
    /// let words = "The key is made at https://intervals.icu/settings.";
    /// let (range, href) = Href::written(words).remove(0);
    /// assert_eq!((&words[range], href.as_str()), ("https://intervals.icu/settings", "https://intervals.icu/settings"));
    /// ```
    #[must_use]
    pub fn written(text: &str) -> Vec<(Range<usize>, Self)> {
        let one = |(at, _): (usize, &str)| {
            let word = text.get(at..)?.split_whitespace().next()?;
            let word = word.trim_end_matches(['.', ',', ';', ':', ')', '…']);
            Some((at..at + word.len(), Self::https(word)?))
        };
        text.match_indices("https://").filter_map(one).collect()
    }

    /// The address without its scheme, as a person reads it.
    #[must_use]
    pub fn brief(&self) -> &str {
        let rest = self.0.strip_prefix("https://").unwrap_or(&self.0);
        rest.strip_prefix("www.").unwrap_or(rest)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a terminal that knows OSC 8 makes a link of, and what any other shows as the text alone. `id` says which
    /// parts are one link.
    #[must_use]
    pub fn around(&self, text: &str, id: Option<u64>) -> String {
        let id = id.map_or_else(String::new, |n| format!("id={n:x}"));
        format!("\x1b]8;{id};{}\x1b\\{text}\x1b]8;;\x1b\\", self.0)
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("https://doi.org/10.1007/s40279-013-0071-8", true)]
    #[case("https://localhost:8443/a?b=c&d=%20#e", true)]
    #[case("https://", false)]
    #[case("https:///path", false)]
    #[case("https://-x.example", false)]
    #[case("HTTPS://example.org", false)]
    #[case("file:///etc/passwd", false)]
    #[case("javascript:alert(1)", false)]
    #[case("https://example.org/a b", false)]
    #[case("https://example.org/\u{7}", false)]
    #[case("https://exämple.org/", false)]
    #[case("https://user:pw@example.org/", false)]
    fn only_plain_https(#[case] text: &str, #[case] good: bool) {
        assert_eq!(Href::https(text).is_some(), good, "{text}");
    }

    #[test]
    fn too_long_is_refused() {
        assert!(Href::https(&format!("https://example.org/{}", "a".repeat(MOST))).is_none());
    }

    proptest! {
        #[test]
        fn nothing_in_an_address_ends_the_link(text in any::<String>()) {
            if let Some(href) = Href::https(&format!("https://example.org/{text}")) {
                prop_assert!(href.as_str().chars().all(|c| c.is_ascii_graphic()));
                let linked = href.around("x", Some(7));
                prop_assert_eq!(linked.matches('\u{1b}').count(), 4);
            }
        }
    }
}
