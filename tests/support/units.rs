//! Units of the other system in a text, as they stand behind figures and in headings.

use lanterne::domain::Units;

/// What an athlete with these units should not read. Speeds in metres a second are for nobody.
pub(crate) fn foreign(text: &str, units: Units) -> Vec<String> {
    let other: &[&str] = match units {
        Units::Imperial => &["km", "kg", "m", "/km", "/100", "km/h", "m/s"],
        Units::Metric => &["mi", "lb", "ft", "yd", "/mi", "/100yd", "mph", "m/s"],
    };
    let plain = text.replace("/100 yd", "/100yd").replace("/100 m", "/100 m ");
    let plain = plain.replace(['│', '┃', '|', ',', '.', ';', ')'], " ").replace(": ", " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let figure = |w: &str| w.ends_with(|c: char| c.is_ascii_digit());
    // A kilometre in a heading is over figures; a metre could be anything.
    let heads: &[&str] = match units {
        Units::Imperial => &["km", "/km", "km/h", "m/s"],
        Units::Metric => &["mi", "/mi", "mph", "m/s"],
    };
    let behind = words.windows(2).filter(|w| figure(w[0]) && other.contains(&w[1])).map(|w| w.join(" "));
    let alone = words.iter().filter(|w| heads.contains(w)).map(|w| (*w).to_owned());
    let mut all: Vec<String> = behind.chain(alone).collect();
    all.dedup();
    all
}
