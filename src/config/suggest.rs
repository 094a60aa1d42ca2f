//! The known name that a mistyped one most likely meant.

/// The nearest of `known` to `typed`, when it is near enough to be a slip of the fingers: at most a third of its
/// letters differ, or one begins with or contains the other.
#[must_use]
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let plain = |s: &str| s.to_ascii_lowercase().replace(['-', ' '], "_");
    let typed = plain(typed);
    known
        .into_iter()
        .map(|k| {
            let other = plain(k);
            let (short, long) = if typed.len() < other.len() { (&typed, &other) } else { (&other, &typed) };
            let begins = short.len() >= 3 && long.starts_with(short.as_str());
            let inside = begins || short.len() >= 4 && long.contains(short.as_str());
            let d = if inside { 1 } else { distance(&typed, &other) };
            (d, k)
        })
        .filter(|(d, k)| {
            let letters = k.chars().count();
            *d <= (letters / 3).max(1) && *d < letters
        })
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// Edits between two words, a swap of neighbours counting as one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    // A pasted novel is no slip of the fingers, and the table below is quadratic.
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let change = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_and_leaves_strangers_alone() {
        let known = ["max_weekly_hours", "weekly_sessions", "long_day", "hard_day", "from", "to"];
        for (typed, want) in [
            ("max_weekly_hour", Some("max_weekly_hours")),
            ("max-weekly-hours", Some("max_weekly_hours")),
            ("weekly_hours", Some("max_weekly_hours")),
            ("lnog_day", Some("long_day")),
            ("form", Some("from")),
            ("longest", None),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(typed, known), want, "{typed}");
        }
    }
}
