//! `lanterne ledger`: whether past advice worked.

use super::{Context, exit::Exit, out::Out};
use crate::{coach::ledger, science::history::History};

/// Runs `ledger`.
pub fn run(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (athlete, _) = cx.athlete()?;
    let history = History::build(&athlete, cx.today);
    let l = ledger::ledger(&athlete, &history, cx.today);
    if out.json {
        out.value(&l)?;
        return Ok(Exit::Done);
    }
    if l.entries.is_empty() {
        out.line("No proposal of the rules was answered yet; the ledger begins with the first one.")?;
    }
    for e in &l.entries {
        let score = e.readiness.map_or_else(|| "–".to_owned(), |r| format!("{r:.0}"));
        out.line(
            format!(
                "{}  {:<4} {:<9} readiness {score:>3}  {:<7} {}",
                e.day,
                e.rule,
                e.answer.name(),
                e.label.name(),
                if e.outcome.hurt { "ill or in pain within the week" } else { "" }
            )
            .trim_end(),
        )?;
    }
    for c in &l.counts {
        let said = c.good.map_or_else(
            || "too few for a share".to_owned(),
            |(p, lo, hi)| format!("{:.0} % good ({:.0} to {:.0} %)", p * 100.0, lo * 100.0, hi * 100.0),
        );
        out.line(format!("{} {}: {} of {} good, {said}", c.rule, c.answer.name(), c.labels[0], c.n))?;
    }
    out.line(match l.matched.better {
        Some((a, d)) => format!(
            "{} like mornings: the accepted advice went better on {a}, the denied on {d}.",
            l.matched.pairs.len()
        ),
        None => format!("{} pairs of like mornings, too few to compare.", l.matched.pairs.len()),
    })?;
    out.line(&l.calibration.text)?;
    for b in &l.blocks {
        out.line(&b.text)?;
    }
    Ok(Exit::Done)
}
