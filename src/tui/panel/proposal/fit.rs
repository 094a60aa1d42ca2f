//! Which words of a proposal there are rows for.
//!
//! Owns: what gives way to what. Does not own: the words.

use super::Row;

/// What gets rows first, of what there is not always room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// All of the proposal's own reason.
    Reason,
    /// Other ways of the chosen hunk, unabridged.
    Ways,
    /// Minutes and hard sessions.
    Change,
    /// Why the chosen hunk.
    Why,
    /// What the guard-rails saw.
    Seen,
    /// Why the other hunks.
    OtherWhy,
    /// What would do as well.
    Instead,
    /// What the chosen hunk does alone.
    Alone,
    /// Space between groups.
    Gap,
}

/// A part of what is shown, in few rows or in more.
pub(super) struct Piece {
    rank: Rank,
    short: Vec<Row>,
    long: Vec<Row>,
    is_hunk: bool,
}

impl Piece {
    /// Rows that are there in any case.
    pub(super) fn always(rows: Vec<Row>) -> Self {
        Self { rank: Rank::Reason, short: rows.clone(), long: rows, is_hunk: false }
    }

    /// The rows of a hunk.
    pub(super) fn hunk(rows: Vec<Row>) -> Self {
        Self { is_hunk: true, ..Self::always(rows) }
    }

    /// Rows that are there where there is room.
    pub(super) fn more(rank: Rank, rows: Vec<Row>) -> Self {
        Self::longer(rank, vec![], rows)
    }

    /// Few rows, or where there is room as many as the words take.
    pub(super) fn longer(rank: Rank, short: Vec<Row>, long: Vec<Row>) -> Self {
        Self { rank, short, long, is_hunk: false }
    }

    /// An empty row, where there is room.
    pub(super) fn gap() -> Self {
        Self::more(Rank::Gap, vec![vec![]])
    }

    fn cost(&self) -> usize {
        self.long.len().saturating_sub(self.short.len())
    }
}

/// Rows of all of it.
pub(super) fn longest(pieces: &[Piece]) -> usize {
    pieces.iter().map(|p| p.long.len()).sum()
}

/// Rows of what is always there.
pub(super) fn shortest(pieces: &[Piece]) -> usize {
    pieces.iter().map(|p| p.short.len()).sum()
}

/// The rows to be shown where there is room for so many, and the row of each hunk. More only where even the shortest are
/// more.
pub(super) fn fitted(pieces: Vec<Piece>, room: usize) -> (Vec<Row>, Vec<usize>) {
    let mut left = room.saturating_sub(shortest(&pieces));
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|i| pieces[*i].rank);
    let mut whole = vec![false; pieces.len()];
    for i in order {
        let cost = pieces[i].cost();
        whole[i] = cost <= left;
        left -= if whole[i] { cost } else { 0 };
    }
    let (mut rows, mut hunks) = (Vec::new(), Vec::new());
    for (piece, whole) in pieces.into_iter().zip(whole) {
        if piece.is_hunk {
            hunks.push(rows.len());
        }
        rows.extend(if whole { piece.long } else { piece.short });
    }
    (rows, hunks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::Style;

    const RANKS: [Rank; 9] = [
        Rank::Reason,
        Rank::Ways,
        Rank::Change,
        Rank::Why,
        Rank::Seen,
        Rank::OtherWhy,
        Rank::Instead,
        Rank::Alone,
        Rank::Gap,
    ];

    fn rows(text: &str, n: usize) -> Vec<Row> {
        vec![vec![(text.to_owned(), Style::new())]; n]
    }

    fn words(rows: &[Row]) -> Vec<&str> {
        rows.iter().flatten().map(|(s, _)| s.as_str()).collect()
    }

    #[test]
    fn the_reason_is_said_whole_before_anything_else_gets_rows() {
        let pieces = || {
            vec![
                Piece::longer(Rank::Reason, rows("short", 1), rows("reason", 3)),
                Piece::gap(),
                Piece::hunk(rows("hunk", 1)),
                Piece::more(Rank::Why, rows("why", 2)),
            ]
        };
        let shown = |room| fitted(pieces(), room);
        assert_eq!(words(&shown(1).0), ["short", "hunk"], "hunks are there in any case");
        assert_eq!(words(&shown(4).0), ["reason", "reason", "reason", "hunk"]);
        assert_eq!(shown(5).0.len(), 5, "an empty row rather than half a sentence");
        assert_eq!(shown(6).1, [3], "the hunk follows the reason");
        assert_eq!(shown(7).1, [4], "and the empty row");
    }

    proptest! {
        #[test]
        fn no_row_is_left_empty_that_a_part_would_fit_into(
            sizes in proptest::collection::vec((0_usize..9, 0_usize..3, 0_usize..4), 0..12), room in 0_usize..40,
        ) {
            let make = || {
                let piece = |(i, (rank, short, more)): (usize, &(usize, usize, usize))| {
                    Piece::longer(RANKS[*rank], rows("", *short), rows(&i.to_string(), short + more))
                };
                sizes.iter().enumerate().map(piece).collect::<Vec<_>>()
            };
            let least = shortest(&make());
            let got = fitted(make(), room).0;
            prop_assert!(got.len() >= least && got.len() <= least.max(room));
            let left = room.saturating_sub(got.len());
            for (i, (_, _, more)) in sizes.iter().enumerate().filter(|(_, (_, _, more))| *more > 0) {
                let cut = !words(&got).contains(&i.to_string().as_str());
                prop_assert!(!cut || *more > left, "{i} of {sizes:?} in {room}");
            }
        }
    }
}
