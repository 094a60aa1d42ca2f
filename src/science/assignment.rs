//! The cheapest way to give every row a column of its own (Kuhn 1955, Munkres 1957): exact, for small matrices.
//!
//! Owns: the assignment problem. Does not own: what rows and columns are.

/// A finite stand-in for a pair that may not be.
pub const FORBIDDEN: f64 = 1.0e6;
/// Two totals closer than this are equal.
const SAME: f64 = 1.0e-9;

/// The cheapest assignment of rows to columns, one column per row: the column of each row. Rows must not outnumber
/// columns. Among equally cheap assignments the first row takes its first possible column, then the second, and so on.
///
/// # Panics
/// When a row is shorter than the first one, or there are more rows than columns.
#[must_use]
pub fn cheapest(cost: &[Vec<f64>]) -> Vec<usize> {
    let best = total(cost, &solve(cost));
    let mut fixed = cost.to_vec();
    let mut answer = Vec::with_capacity(cost.len());
    for row in 0..cost.len() {
        let columns = cost[row].len();
        let free = (0..columns).filter(|c| !answer.contains(c));
        let first = free.into_iter().find(|&c| {
            let mut trial = fixed.clone();
            only(&mut trial, row, c);
            total(cost, &solve(&trial)) <= best + SAME
        });
        // The optimum itself uses some column here, so there is one; the fallback keeps the function total.
        let column = first.unwrap_or_else(|| solve(&fixed)[row]);
        only(&mut fixed, row, column);
        answer.push(column);
    }
    answer
}

/// Leaves `row` no column but `column`, and `column` no other row.
fn only(cost: &mut [Vec<f64>], row: usize, column: usize) {
    for (r, line) in cost.iter_mut().enumerate() {
        for (c, v) in line.iter_mut().enumerate() {
            if (r == row) != (c == column) {
                *v = FORBIDDEN * 1.0e3;
            }
        }
    }
}

/// What an assignment costs.
#[must_use]
pub fn total(cost: &[Vec<f64>], assigned: &[usize]) -> f64 {
    use crate::domain::num::Total;
    assigned.iter().zip(cost).map(|(&c, row)| row[c]).total()
}

/// Some cheapest assignment: shortest augmenting paths over reduced costs, rows one by one.
fn solve(cost: &[Vec<f64>]) -> Vec<usize> {
    let n = cost.len();
    let m = cost.first().map_or(0, Vec::len);
    assert!(n <= m, "more rows ({n}) than columns ({m})");
    // Column 0 and row 0 are the virtual start of a path.
    let (mut u, mut v) = (vec![0.0; n + 1], vec![0.0; m + 1]);
    let mut row_of = vec![0_usize; m + 1];
    for row in 1..=n {
        row_of[0] = row;
        let way = augment(cost, &mut u, &mut v, &mut row_of);
        let mut column = way.0;
        while column != 0 {
            let before = way.1[column];
            row_of[column] = row_of[before];
            column = before;
        }
    }
    let mut assigned = vec![0; n];
    for (column, &row) in row_of.iter().enumerate().skip(1).filter(|(_, r)| **r > 0) {
        assigned[row - 1] = column - 1;
    }
    assigned
}

/// The shortest path from the row at column 0 to a free column: that column, and for each column the one before it.
fn augment(cost: &[Vec<f64>], u: &mut [f64], v: &mut [f64], row_of: &mut [usize]) -> (usize, Vec<usize>) {
    let columns = v.len();
    let mut least = vec![f64::INFINITY; columns];
    let mut before = vec![0; columns];
    let mut seen = vec![false; columns];
    let mut at = 0;
    loop {
        seen[at] = true;
        let row = row_of[at];
        let (mut step, mut next) = (f64::INFINITY, 0);
        for c in (1..columns).filter(|&c| !seen[c]) {
            let reduced = cost[row - 1][c - 1] - u[row] - v[c];
            if reduced < least[c] {
                (least[c], before[c]) = (reduced, at);
            }
            if least[c] < step {
                (step, next) = (least[c], c);
            }
        }
        for c in 0..columns {
            if seen[c] {
                u[row_of[c]] += step;
                v[c] -= step;
            } else {
                least[c] -= step;
            }
        }
        at = next;
        if row_of[at] == 0 {
            return (at, before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every assignment, tried.
    fn brute(cost: &[Vec<f64>], row: usize, used: &mut Vec<usize>) -> f64 {
        if row == cost.len() {
            return 0.0;
        }
        let mut best = f64::INFINITY;
        for c in 0..cost[row].len() {
            if !used.contains(&c) {
                used.push(c);
                best = best.min(cost[row][c] + brute(cost, row + 1, used));
                used.pop();
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn as_cheap_as_the_best_of_all(rows in 0_usize..5, extra in 0_usize..3, seed in proptest::collection::vec(0_u8..12, 40)) {
            let columns = rows + extra;
            let cost: Vec<Vec<f64>> = (0..rows)
                .map(|r| (0..columns).map(|c| f64::from(seed[(r * columns + c) % seed.len()]) / 4.0).collect())
                .collect();
            let got = cheapest(&cost);
            let mut distinct = got.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(distinct.len(), rows);
            prop_assert!((total(&cost, &got) - brute(&cost, 0, &mut Vec::new())).abs() < 1e-9);
        }
    }

    #[test]
    fn equal_costs_go_to_the_first_column() {
        assert_eq!(cheapest(&[vec![1.0, 1.0, 1.0], vec![1.0, 1.0, 1.0]]), [0, 1]);
        assert_eq!(cheapest(&[vec![1.0, 0.0], vec![0.0, 0.0]]), [1, 0]);
        assert_eq!(cheapest(&[]), [0; 0]);
    }
}
