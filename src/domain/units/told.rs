//! Sentences that the program made in metric units, told in the athlete's.

use super::{FOOT_M, MILE_KM, POUND_KG, Units, YARD_M};
use std::borrow::Cow;

impl Units {
    /// A sentence of the program in the athlete's units: figures followed by km, kg, m, km/h, paces followed by /km and
    /// /100 m. What stands in quotes is somebody's words and stays; so do W/kg, and names such as a 3-km race. A height
    /// is a figure in m that goes “up”, or that is climbed; any other one is a way and told in yards.
    ///
    /// ```
    /// use lanterne::domain::Units;
    /// let u = Units::Imperial;
    /// assert_eq!(u.told("42.2 km at 4:35 /km, 120 m up"), "26.2 mi at 7:23 /mi, 394 ft up");
    /// assert_eq!(u.told("“10 km, easy” of 9.8 km"), "“10 km, easy” of 6.1 mi");
    /// assert_eq!(Units::Metric.told("42.2 km"), "42.2 km");
    /// ```
    #[must_use]
    pub fn told(self, text: &str) -> Cow<'_, str> {
        if self == Self::Metric || !text.bytes().any(|b| b.is_ascii_digit()) {
            return Cow::Borrowed(text);
        }
        if !text.starts_with('|') && !text.contains("\n|") {
            return Cow::Owned(sentence(text));
        }
        // In a table a cell keeps its width.
        let line = |l: &str| if l.starts_with('|') { row(l) } else { sentence(l) };
        Cow::Owned(text.split('\n').map(line).collect::<Vec<_>>().join("\n"))
    }
}

/// A row of a table: what a cell gains or loses is taken from its own spaces, on the side where it has more than one.
fn row(line: &str) -> String {
    let cell = |cell: &str| {
        let (told, was) = (sentence(cell), cell.chars().count());
        let now = told.chars().count();
        // Figures stand to the right.
        let leads = cell.starts_with("  ") || cell.trim_start().starts_with(|c: char| c.is_ascii_digit());
        if now < was {
            let gap = " ".repeat(was - now);
            return if leads { gap + &told } else { told + &gap };
        }
        let (mut told, mut more) = (told.as_str(), now - was);
        while more > 0 {
            told = match (told.strip_prefix(' '), told.strip_suffix(' ')) {
                (Some(rest), _) if rest.starts_with(' ') => rest,
                (_, Some(rest)) if rest.ends_with(' ') => rest,
                _ => break,
            };
            more -= 1;
        }
        told.to_owned()
    };
    line.split('|').map(cell).collect::<Vec<_>>().join("|")
}

/// Any other text.
fn sentence(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    let mut quoted: Option<char> = None;
    let mut before = ' ';
    while let Some(c) = rest.chars().next() {
        match (quoted, c) {
            (Some(end), c) if c == end => quoted = None,
            (None, '“') => quoted = Some('”'),
            (None, '`' | '"') => quoted = Some(c),
            (None, '0'..='9') if !before.is_alphanumeric() && !matches!(before, '.' | ',' | '-') => {
                let (told, used) = figures(rest);
                out.push_str(&told);
                before = rest[..used].chars().next_back().unwrap_or(' ');
                rest = &rest[used..];
                continue;
            }
            _ => {}
        }
        out.push(c);
        before = c;
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// A figure, or two with a dash between, and its unit: how it is told, and how many bytes of the text it was.
fn figures(text: &str) -> (String, usize) {
    let first = figure(text);
    let mut all = vec![first];
    let mut used = first.len();
    let dash = ["–", " to ", "-"].iter().find(|d| text[used..].starts_with(**d));
    if let Some(dash) = dash {
        let second = figure(&text[used + dash.len()..]);
        if !second.is_empty() {
            all.push(second);
            used += dash.len() + second.len();
        }
    }
    let joint = dash.copied().unwrap_or_default();
    let Some((unit, name, convert)) = unit(&text[used..]) else { return (text[..used].to_owned(), used) };
    let told: Option<Vec<String>> = all.iter().map(|f| convert(f)).collect();
    match told {
        Some(told) => (format!("{}{name}", told.join(joint)), used + unit),
        None => (text[..used].to_owned(), used),
    }
}

/// Digits with what may stand among them; no dot or comma at the end.
fn figure(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':'))).unwrap_or(text.len());
    text[..end].trim_end_matches(['.', ',', ':'])
}

type Convert = fn(&str) -> Option<String>;

/// The unit that a text begins with: its bytes, the one that takes its place, and how a figure is converted.
fn unit(text: &str) -> Option<(usize, &'static str, Convert)> {
    const ALL: [(&str, &str, Convert); 8] = [
        (" /km", " /mi", |f| pace(f, MILE_KM)),
        (" /100 m", " /100 yd", |f| pace(f, YARD_M)),
        (" km/h", " mph", |f| scaled(f, MILE_KM, 1)),
        (" km", " mi", |f| scaled(f, MILE_KM, 1)),
        (" kg", " lb", |f| scaled(f, POUND_KG, 0)),
        ("\u{a0}km", "\u{a0}mi", |f| scaled(f, MILE_KM, 1)),
        ("\u{a0}kg", "\u{a0}lb", |f| scaled(f, POUND_KG, 0)),
        (" m", " yd", |f| scaled(f, YARD_M, 0)),
    ];
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '²' | '·'));
    let (metric, name, convert) = ALL.iter().find(|(u, ..)| text.strip_prefix(u).is_some_and(ends))?;
    let after = &text[metric.len()..];
    let climbs = [" up", " of climb", " of ascent", " climb", "+", " higher", " high"];
    if *metric == " m" && climbs.iter().any(|w| after.starts_with(w)) {
        return Some((metric.len(), " ft", |f| scaled(f, FOOT_M, 0)));
    }
    Some((metric.len(), name, *convert))
}

/// A figure divided, with the decimals that it had, or `least` where it is small enough for them to say something.
fn scaled(figure: &str, by: f64, least: usize) -> Option<String> {
    // A comma is one of thousands: `2,200`.
    let thousands = figure.contains(',');
    let value = figure.replace(',', "").parse::<f64>().ok()? / by;
    let had = figure.split_once('.').map_or(0, |(_, d)| d.len());
    let decimals = if value < 100.0 { had.max(least) } else { had };
    let text = format!("{value:.decimals$}");
    if !thousands {
        return Some(text);
    }
    let (whole, part) = text.split_once('.').map_or((text.as_str(), ""), |(w, p)| (w, p));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    Some(if part.is_empty() { out } else { format!("{out}.{part}") })
}

/// A time over a way, over the longer or shorter one.
fn pace(figure: &str, by: f64) -> Option<String> {
    let (m, s) = figure.split_once(':')?;
    let seconds = 60.0 * m.parse::<f64>().ok()? + s.parse::<f64>().ok()?;
    let told = (seconds * by).round() as u64;
    Some(format!("{}:{:02}", told / 60, told % 60))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("run of 14.2 km, longest in 30 days 12.0 km", "run of 8.8 mi, longest in 30 days 7.5 mi")]
    #[case("≤ 1.10×, or 1 km more", "≤ 1.10×, or 0.6 mi more")]
    #[case("+2 km, blocked over +3 km", "+1.2 mi, blocked over +1.9 mi")]
    #[case("4:05–4:20 /km", "6:34–6:58 /mi")]
    #[case("10 × 100 m at 1:37–1:43 /100 m, 15 s rest", "10 × 109 yd at 1:29–1:34 /100 yd, 15 s rest")]
    #[case("130 km and 2,200 m of climbing in one day", "80.8 mi and 7,218 ft of climbing in one day")]
    #[case("squat 3 × 5 at 100 kg, e1RM 117 kg", "squat 3 × 5 at 220 lb, e1RM 258 lb")]
    #[case("16.6 + 8.87 · W/kg of the best 5 min", "16.6 + 8.87 · W/kg of the best 5 min")]
    #[case("a 3-km race, 45 min, W′ 18.2 kJ, 250 m/s", "a 3-km race, 45 min, W′ 18.2 kJ, 250 m/s")]
    #[case("12 min from 130 to 187 W", "12 min from 130 to 187 W")]
    #[case("Did `bike 60 km`: 60 km.", "Did `bike 60 km`: 37.3 mi.")]
    #[case("2026-11-20 5 kg", "2026-11-20 11 lb")]
    fn sentences_are_told_in_miles_feet_and_pounds(#[case] metric: &str, #[case] told: &str) {
        assert_eq!(Units::Imperial.told(metric), told);
        assert_eq!(Units::Metric.told(metric), metric);
    }

    #[test]
    fn a_table_stays_aligned() {
        let table = "| Distance | 42.2 km |\n| CSS      |  1:38 /100 m |\n|  999 km | x |";
        let told = "| Distance | 26.2 mi |\n| CSS      | 1:30 /100 yd |\n|  621 mi | x |";
        assert_eq!(Units::Imperial.told(table), told);
        assert_eq!(Units::Imperial.told("| 1200 km |"), "|  746 mi |");
        assert_eq!(Units::Imperial.told("|  1200 km |"), "|   746 mi |");
    }

    proptest! {
        #[test]
        fn any_text_is_told_without_a_panic_and_words_stay(text in "[ -~–“”×]{0,60}") {
            let told = Units::Imperial.told(&text);
            if !text.bytes().any(|b| b.is_ascii_digit()) {
                prop_assert_eq!(&*told, &*text);
            }
        }
    }
}
