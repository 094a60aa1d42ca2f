//! Figures of a run and of what is known, for whoever runs the program.
//!
//! Owns: their names. What the log holds is told as the log's totals, so that a program that is started anew each time
//! counts on.

use super::report::RunReport;
use crate::{
    domain::{Athlete, Day, Event, athlete::ProposalState, outbox::Standing},
    log::{LogError, Store},
    telemetry::metrics::{PROCESS, Registry},
};
use chrono::{DateTime, Utc};

/// Tells of a run.
pub fn of_run(report: &RunReport, now: DateTime<Utc>) {
    let p = &PROCESS;
    p.add("lanterne_sync_runs_total", "Runs, by how they ended.", &[("status", report.status.name())], 1.0);
    p.set("lanterne_sync_seconds", "Length of the last run.", &[], report.seconds);
    p.set("lanterne_sync_last_run_timestamp_seconds", "End of the last run.", &[], now.timestamp() as f64);
    p.clear("lanterne_source_state");
    for s in &report.sources {
        let source = ("source", s.name.as_str());
        for (change, n) in [("new", s.new), ("changed", s.amended), ("withdrawn", s.withdrawn)] {
            let labels = [source, ("change", change)];
            p.add("lanterne_source_records_total", "Records taken in, by what they were.", &labels, n as f64);
        }
        p.add("lanterne_source_requests_total", "Requests to a source.", &[source], f64::from(s.requests));
        p.time("lanterne_source_seconds", "Length of a pull.", &[source], s.seconds);
        p.set("lanterne_source_state", "Where a source stands.", &[source, ("state", s.state.name())], 1.0);
        let failed = f64::from(u8::from(s.error.is_some()));
        p.add("lanterne_errors_total", "Errors, by where.", &[("where", s.name.as_str())], failed);
    }
    ratio(p);
}

/// Tells of a run that could not be made.
pub fn of_failure() {
    PROCESS.add("lanterne_errors_total", "Errors, by where.", &[("where", "run")], 1.0);
    ratio(&PROCESS);
}

fn ratio(p: &Registry) {
    let (errors, requests) = (p.sum("lanterne_http_errors_total"), p.sum("lanterne_http_requests_total"));
    let share = if requests > 0.0 { errors / requests } else { 0.0 };
    p.set("lanterne_http_error_ratio", "Share of this process's requests without a good answer.", &[], share);
}

/// Tells of what is known.
///
/// # Errors
/// When the log can't be read.
pub fn of_log(store: &Store, today: Day) -> Result<(), LogError> {
    let p = &PROCESS;
    let (athlete, head) = store.athlete()?;
    p.set("lanterne_log_events", "Events in the log.", &[], head as f64);
    model(p, store, &athlete, today)?;
    p.clear("lanterne_proposals");
    let states = [
        ("pending", ProposalState::Pending),
        ("accepted", ProposalState::Accepted),
        ("undone", ProposalState::Undone),
        ("denied", ProposalState::Denied),
        ("superseded", ProposalState::Superseded),
        ("expired", ProposalState::Expired),
        ("stale", ProposalState::Stale),
    ];
    for (name, state) in states {
        let n = athlete.proposals.iter().filter(|(_, s)| *s == state).count();
        p.set("lanterne_proposals", "Proposals, by where they stand.", &[("state", name)], n as f64);
    }
    let standings = [
        Standing::Waiting,
        Standing::Sending,
        Standing::Sent,
        Standing::Unknown,
        Standing::Failed,
        Standing::Overtaken,
    ];
    for s in standings {
        let n = athlete.outbox.messages.iter().filter(|m| m.standing() == s).count();
        p.set("lanterne_notifications", "Messages, by where they stand.", &[("standing", s.name())], n as f64);
    }
    Ok(())
}

const TOKENS: &str = "Tokens of the model, in all.";
const TODAY: &str = "Tokens of the model today.";

fn model(p: &Registry, store: &Store, athlete: &Athlete, today: Day) -> Result<(), LogError> {
    p.clear("lanterne_model_seconds");
    let (mut read, mut written, mut cost, mut calls) = (0_u64, 0_u64, 0_u64, std::collections::BTreeMap::new());
    for e in store.of_kinds(&["model_answered"])? {
        let Event::ModelAnswered(a) = &e.event else { continue };
        p.time(
            "lanterne_model_seconds",
            "From a question to the end of its answer.",
            &[],
            f64::from(a.total_ms) / 1e3,
        );
        read += u64::from(a.tokens_in);
        written += u64::from(a.tokens_out);
        cost += a.cost;
        *calls.entry(a.ending.name()).or_insert(0_u64) += 1;
    }
    p.total("lanterne_model_tokens_total", TOKENS, &[("direction", "read")], read as f64);
    p.total("lanterne_model_tokens_total", TOKENS, &[("direction", "written")], written as f64);
    p.total("lanterne_model_cost_usd_total", "Cost of the model, in all.", &[], cost as f64 / 1e6);
    for (ending, n) in &calls {
        p.total(
            "lanterne_model_calls_total",
            "Calls of the model, by how they ended.",
            &[("ending", ending)],
            *n as f64,
        );
    }
    let day = athlete.spending.days.get(&today).copied().unwrap_or_default();
    p.set("lanterne_model_tokens_today", TODAY, &[("direction", "read")], day.tokens_in as f64);
    p.set("lanterne_model_tokens_today", TODAY, &[("direction", "written")], day.tokens_out as f64);
    let cost = athlete.spending.between(today, today) as f64 / 1e6;
    p.set("lanterne_model_cost_usd_today", "Cost of the model today, open calls with their most.", &[], cost);
    Ok(())
}

#[cfg(test)]
mod tests;
