//! Markdown tables that read well as plain text: columns aligned, never wider than a terminal of 80 columns.

use unicode_width::UnicodeWidthStr;

/// Widest line of a table.
pub const WIDTH: usize = 80;

/// A table. `right` names the columns that are aligned right. A table that would be too wide shortens its widest text
/// column.
#[must_use]
pub fn table(head: &[&str], right: &[usize], rows: &[Vec<String>]) -> String {
    let columns = head.len();
    let clean = |s: &str| s.replace('|', "/").replace('\n', " ");
    let cells: Vec<Vec<String>> = std::iter::once(head.iter().map(|h| clean(h)).collect())
        .chain(rows.iter().map(|r| (0..columns).map(|c| r.get(c).map_or_else(String::new, |s| clean(s))).collect()))
        .collect();
    let mut widths: Vec<usize> =
        (0..columns).map(|c| cells.iter().map(|r| r[c].width()).max().unwrap_or(0).max(3)).collect();
    let frame = 3 * columns + 1;
    let over = (widths.iter().sum::<usize>() + frame).saturating_sub(WIDTH);
    if let Some(widest) = (0..columns).filter(|c| !right.contains(c)).max_by_key(|c| widths[*c]) {
        widths[widest] = widths[widest].saturating_sub(over).max(6);
    }
    let line = |r: &Vec<String>| {
        let cell = |(c, text): (usize, &String)| pad(&shortened(text, widths[c]), widths[c], right.contains(&c));
        format!("| {} |\n", r.iter().enumerate().map(cell).collect::<Vec<_>>().join(" | "))
    };
    let rule = (0..columns).map(|c| {
        let dashes = "-".repeat(widths[c] - usize::from(right.contains(&c)));
        if right.contains(&c) { format!("{dashes}:") } else { dashes }
    });
    let rule = format!("| {} |\n", rule.collect::<Vec<_>>().join(" | "));
    cells.iter().enumerate().map(|(i, r)| if i == 0 { line(r) + &rule } else { line(r) }).collect()
}

fn pad(text: &str, width: usize, right: bool) -> String {
    let gap = " ".repeat(width.saturating_sub(text.width()));
    if right { gap + text } else { text.to_owned() + &gap }
}

fn shortened(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + 2 > width {
            break;
        }
        out.push(c);
    }
    out + "…"
}

/// A bar of a share, 0–1, in ten marks.
#[must_use]
pub fn bar(share: f64) -> String {
    let n = (10.0 * share.clamp(0.0, 1.0)).round() as usize;
    format!("{}{}", "█".repeat(n), "·".repeat(10 - n))
}

/// Text wrapped at 80 columns, by words.
#[must_use]
pub fn wrapped(text: &str, indent: &str) -> String {
    let mut out = String::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.width() + 1 + word.width() + indent.width() > WIDTH {
            out.push_str(&line);
            out.push('\n');
            out.push_str(indent);
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line += word;
    }
    out + &line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned_and_never_too_wide() {
        let long = "a session with a title that goes on and on, further than any screen of eighty columns is wide"
            .to_owned();
        let t = table(
            &["day", "title", "load"],
            &[2],
            &[vec!["Mon".into(), long, "92".into()], vec!["Tue".into(), "a | b".into(), "7".into()]],
        );
        let widths: Vec<usize> = t.lines().map(UnicodeWidthStr::width).collect();
        assert!(widths.iter().all(|w| *w == widths[0] && *w <= WIDTH), "{t}");
        assert!(t.contains("a / b"), "{t}");
        assert_eq!(t.lines().count(), 4);
    }

    #[test]
    fn bars_and_lines() {
        assert_eq!(bar(0.5), "█████·····");
        assert_eq!(bar(7.0), "██████████");
        let w = wrapped(&"word ".repeat(40), "  ");
        assert!(w.lines().all(|l| l.width() <= WIDTH));
    }
}
