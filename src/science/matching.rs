//! Which activity did which planned session: an exact assignment by day, duration and load.
//!
//! Owns: the cost of a pair and the pairing. Does not own: what the athlete linked by hand; that is settled before and
//! wins. The weights are our own design; comparable programs weigh the day against the similarity of the effort.

use super::assignment::{FORBIDDEN, cheapest};

/// What is compared of a planned session and of an activity.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Decides between equally good pairings.
    pub key: String,
    /// Day, counted from any day.
    pub day: i64,
    /// Sport family; only the same can be a pair.
    pub sport: String,
    /// Minutes.
    pub minutes: f64,
    /// Load.
    pub load: f64,
}

/// How two durations or loads are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Difference {
    /// By their ratio: half is as far as double.
    #[default]
    Ratio,
    /// By the difference as a share of what was planned.
    Share,
}

/// What a difference costs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weights {
    /// Per day apart.
    pub day: f64,
    /// For half or double the duration and beyond.
    pub duration: f64,
    /// For half or double the load and beyond.
    pub load: f64,
    /// For a planned session that stays without an activity.
    pub unmatched: f64,
    /// Most days apart.
    pub max_shift: i64,
    /// How durations and loads are compared.
    pub difference: Difference,
}

impl Default for Weights {
    fn default() -> Self {
        Self { day: 0.40, duration: 0.35, load: 0.25, unmatched: 0.55, max_shift: 1, difference: Difference::Ratio }
    }
}

/// A planned session with the activity that did it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Place in the list of planned sessions.
    pub planned: usize,
    /// Place in the list of activities, with what the pair costs.
    pub done: Option<(usize, f64)>,
}

impl Difference {
    /// How far a figure is from the planned one, 0 alike, 1 as far as it counts.
    fn of(self, done: f64, planned: f64) -> f64 {
        if done <= 0.0 && planned <= 0.0 {
            return 0.0;
        }
        if done <= 0.0 || planned <= 0.0 {
            return 1.0;
        }
        let apart = match self {
            Self::Ratio => (done / planned).ln().abs() / std::f64::consts::LN_2,
            Self::Share => (done - planned).abs() / planned,
        };
        apart.min(1.0)
    }
}

/// What it costs to take `done` for `planned`; `None` when they can't be a pair.
#[must_use]
pub fn cost(planned: &Item, done: &Item, w: &Weights) -> Option<f64> {
    let days = (planned.day - done.day).abs();
    (planned.sport == done.sport && days <= w.max_shift).then(|| {
        w.day * days as f64
            + w.duration * w.difference.of(done.minutes, planned.minutes)
            + w.load * w.difference.of(done.load, planned.load)
    })
}

/// The cheapest pairing, and what it costs in all. Pairs come in the order of `planned`; `allowed` can rule out a pair
/// by the places of both.
#[must_use]
pub fn pair(
    planned: &[Item],
    done: &[Item],
    w: &Weights,
    allowed: impl Fn(usize, usize) -> bool,
) -> (Vec<Pair>, f64) {
    // In the order of their keys, so that a tie falls the same way however the lists came.
    let order = |items: &[Item]| {
        let mut at: Vec<usize> = (0..items.len()).collect();
        at.sort_by(|&a, &b| items[a].key.cmp(&items[b].key).then(a.cmp(&b)));
        at
    };
    let (rows, columns) = (order(planned), order(done));
    let of =
        |r: usize, c: usize| allowed(r, c).then(|| cost(&planned[r], &done[c], w)).flatten().unwrap_or(FORBIDDEN);
    let matrix: Vec<Vec<f64>> = rows
        .iter()
        .map(|&r| {
            let pairs = columns.iter().map(|&c| of(r, c));
            pairs.chain(std::iter::repeat_n(w.unmatched, rows.len())).collect()
        })
        .collect();
    let assigned = cheapest(&matrix);
    let mut pairs: Vec<Pair> = rows
        .iter()
        .zip(&assigned)
        .map(|(&r, &c)| Pair { planned: r, done: columns.get(c).map(|&a| (a, of(r, a))) })
        .collect();
    pairs.sort_by_key(|p| p.planned);
    (pairs, super::assignment::total(&matrix, &assigned))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn item(key: &str, day: i64, sport: &str, minutes: f64, load: f64) -> Item {
        Item { key: key.to_owned(), day, sport: sport.to_owned(), minutes, load }
    }

    #[test]
    fn the_pairing_is_the_best_of_all_not_the_first_that_fits() {
        let planned =
            [item("p1", 1, "run", 60.0, 60.0), item("p2", 2, "run", 40.0, 30.0), item("p3", 4, "swim", 45.0, 40.0)];
        let done =
            [item("a1", 2, "run", 62.0, 63.0), item("a2", 2, "run", 38.0, 29.0), item("a3", 6, "swim", 45.0, 40.0)];
        let (pairs, total) = pair(&planned, &done, &Weights::default(), |_, _| true);
        let who: Vec<Option<usize>> = pairs.iter().map(|p| p.done.map(|d| d.0)).collect();
        assert_eq!(who, [Some(0), Some(1), None]);
        assert!((total - 1.022282).abs() < 1e-6);
    }

    /// What the cheapest pairing of all costs, tried one by one.
    fn tried(planned: &[Item], done: &[Item], used: u32, w: &Weights) -> f64 {
        let Some((p, rest)) = planned.split_first() else { return 0.0 };
        let mut best = w.unmatched + tried(rest, done, used, w);
        for (i, d) in done.iter().enumerate().filter(|(i, _)| used & (1 << i) == 0) {
            if let Some(c) = cost(p, d, w) {
                best = best.min(c + tried(rest, done, used | (1 << i), w));
            }
        }
        best
    }

    proptest! {
        #[test]
        fn no_pairing_costs_less(
            planned in prop::collection::vec((0..4_i64, 0..2_u8, 20.0..200.0_f64, 10.0..200.0_f64), 0..6),
            done in prop::collection::vec((0..4_i64, 0..2_u8, 20.0..200.0_f64, 0.0..200.0_f64), 0..6),
        ) {
            let items = |name: &str, list: &[(i64, u8, f64, f64)]| -> Vec<Item> {
                let one = |(i, (d, s, m, l)): (usize, &(i64, u8, f64, f64))| {
                    item(&format!("{name}{i}"), *d, if *s == 0 { "run" } else { "bike" }, *m, *l)
                };
                list.iter().enumerate().map(one).collect()
            };
            let (planned, done, w) = (items("p", &planned), items("a", &done), Weights::default());
            let (pairs, total) = pair(&planned, &done, &w, |_, _| true);
            prop_assert!((total - tried(&planned, &done, 0, &w)).abs() < 1e-9);
            let mut taken: Vec<usize> = pairs.iter().filter_map(|p| p.done.map(|d| d.0)).collect();
            taken.sort_unstable();
            prop_assert!(taken.windows(2).all(|t| t[0] < t[1]), "an activity does one session");
            prop_assert!(pairs.iter().all(|p| p.done.is_none_or(|(d, c)| cost(&planned[p.planned], &done[d], &w) == Some(c))));
        }
    }

    #[test]
    fn what_is_not_allowed_is_not_paired() {
        let planned = [item("p", 1, "run", 60.0, 60.0)];
        let done = [item("a", 1, "run", 60.0, 60.0)];
        let (pairs, total) = pair(&planned, &done, &Weights::default(), |_, _| false);
        assert_eq!(pairs[0].done, None);
        assert!((total - 0.55).abs() < 1e-12);
    }

    #[test]
    fn a_missing_load_is_as_far_as_it_gets() {
        let w = Weights::default();
        let c = cost(&item("p", 1, "run", 60.0, 60.0), &item("a", 1, "run", 60.0, 0.0), &w).unwrap();
        assert!((c - 0.25).abs() < 1e-12);
        assert_eq!(cost(&item("p", 1, "run", 60.0, 0.0), &item("a", 3, "run", 60.0, 0.0), &w), None);
    }

    #[test]
    fn by_the_share_of_what_was_planned() {
        let w = Weights { difference: Difference::Share, ..Weights::default() };
        let c = cost(&item("p", 1, "bike", 75.0, 80.0), &item("a", 1, "bike", 74.0, 78.0), &w).unwrap();
        assert!((c - 0.010917).abs() < 1e-6);
    }
}
