//! What a call costs: prices, and the ledger that a call is in before it is sent.

use crate::{
    config::model::{Model, Price},
    domain::{Event, MicroUsd, event::Actor, exchange::Spending},
};

/// Whoever keeps the log.
pub trait Ledger: Send {
    /// What was spent so far, by every process that uses the log.
    ///
    /// # Errors
    /// When the log can't be read.
    fn spending(&mut self) -> Result<Spending, String>;

    /// Writes events and returns when the disk has them; false when somebody else has written them already, so that
    /// the call they announce is not made twice.
    ///
    /// # Errors
    /// When the log can't be written.
    fn write(&mut self, events: Vec<(Actor, Event)>) -> Result<bool, String>;
}

/// What is charged when no price is known: dear on purpose, so that a cap holds whatever the model is.
const UNKNOWN: (MicroUsd, MicroUsd) = (15_000_000, 75_000_000);

/// The price of the configured model, and whether it is known: from the table by the longest name that fits, nothing
/// for an endpoint on this machine, else the dearest.
#[must_use]
pub fn price(model: &Model) -> (Price, bool) {
    let fits = model.prices.iter().filter(|p| model.name.starts_with(&p.model));
    if let Some(p) = fits.max_by_key(|p| p.model.len()) {
        return (p.clone(), true);
    }
    let (input, output) = if model.is_local() { (0, 0) } else { UNKNOWN };
    (Price { model: model.name.clone(), input, cached: input, output }, model.is_local())
}

/// What tokens cost, rounded up to a whole micro-dollar.
#[must_use]
pub fn cost(price: &Price, tokens_in: u32, cached: u32, tokens_out: u32) -> MicroUsd {
    let cached = cached.min(tokens_in);
    let part = |tokens: u32, per: MicroUsd| u128::from(tokens) * u128::from(per);
    let sum = part(tokens_in - cached, price.input) + part(cached, price.cached) + part(tokens_out, price.output);
    MicroUsd::try_from(sum.div_ceil(1_000_000)).unwrap_or(MicroUsd::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn prices_are_whole_micro_dollars_rounded_up() {
        let p = Price { model: "m".into(), input: 250_000, cached: 25_000, output: 2_000_000 };
        assert_eq!(cost(&p, 1_000_000, 0, 0), 250_000);
        assert_eq!(cost(&p, 4000, 3000, 500), 250 + 75 + 1000);
        assert_eq!(cost(&p, 1, 0, 0), 1);
        assert_eq!(cost(&p, 0, 0, 0), 0);
    }

    proptest! {
        #[test]
        fn more_tokens_never_cost_less(i in 0_u32..5_000_000, c in 0_u32..5_000_000, o in 0_u32..5_000_000) {
            let p = Price { model: "m".into(), input: 3_000_000, cached: 300_000, output: 15_000_000 };
            prop_assert!(cost(&p, i + 1, c, o) >= cost(&p, i, c, o));
            prop_assert!(cost(&p, i, c, o + 1) >= cost(&p, i, c, o));
        }
    }
}
