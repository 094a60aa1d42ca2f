//! The papers that the book and the sheets name, with the page of each.
//!
//! Owns: which words name a paper. Does not own: what follows from one (the rules say it).

use crate::domain::Href;
use std::ops::Range;

/// How a paper is named, and its digital object identifier.
const PAPERS: [(&str, &str); 16] = [
    ("Bosquet 2007", "10.1249/mss.0b013e31806010e0"),
    ("Buist 2008", "10.1177/0363546507307505"),
    ("Foster 1998", "10.1097/00005768-199807000-00023"),
    ("Frandsen 2025", "10.1136/bjsports-2024-109380"),
    ("IOC consensus 2022", "10.1136/bjsports-2022-105759"),
    ("Javaloyes 2019", "10.1123/ijspp.2018-0122"),
    ("Johnston 2019", "10.1016/j.jsams.2019.10.013"),
    ("Kiviniemi 2007", "10.1007/s00421-007-0552-2"),
    ("Nielsen 2014", "10.2519/jospt.2014.5164"),
    ("Nuuttila 2022", "10.1249/MSS.0000000000002968"),
    ("Plews 2013", "10.1007/s40279-013-0071-8"),
    ("Plews 2014", "10.1123/ijspp.2013-0455"),
    ("Saw 2016", "10.1136/bjsports-2015-094758"),
    ("Schwellnus 2022", "10.1136/bjsports-2022-105759"),
    ("Stanley 2013", "10.1007/s40279-013-0083-4"),
    ("Wang 2023", "10.1371/journal.pone.0282838"),
];

/// The papers that a text names, in its order: the bytes of each name, and its page.
///
/// ```
/// use lanterne::coach::rules::papers;
/// let named = papers::named("Plews 2013; the cut is our design");
/// assert_eq!(named[0].0, 0..10);
/// assert_eq!(named[0].1.as_str(), "https://doi.org/10.1007/s40279-013-0071-8");
/// assert!(papers::named("our design").is_empty());
/// ```
#[must_use]
pub fn named(text: &str) -> Vec<(Range<usize>, Href)> {
    let mut found: Vec<(Range<usize>, Href)> = PAPERS
        .iter()
        .flat_map(|(name, doi)| text.match_indices(name).map(move |(at, _)| (at..at + name.len(), *doi)))
        .filter_map(|(range, doi)| Some((range, Href::doi(doi)?)))
        .collect();
    found.sort_by_key(|(range, _)| range.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coach::{rules::book, sheet::GROUNDS};

    /// A year with the word before it.
    fn years(text: &str) -> Vec<&str> {
        let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
        let is_year =
            |w: &str| w.len() == 4 && (w.starts_with("19") || w.starts_with("20")) && w.parse::<u16>().is_ok();
        words.into_iter().filter(|w| is_year(w)).collect()
    }

    #[test]
    fn every_paper_of_the_book_and_of_the_sheet_has_its_page() {
        let sources = book().map(|c| c.source).chain(GROUNDS.iter().map(|(_, on, _)| *on));
        for source in sources {
            assert_eq!(named(source).len(), years(source).len(), "{source}");
        }
    }

    #[test]
    fn each_name_is_one_paper_and_each_page_is_good() {
        for (name, doi) in PAPERS {
            assert!(Href::doi(doi).is_some(), "{doi}");
            assert_eq!(named(name).len(), 1, "{name}");
        }
    }
}
