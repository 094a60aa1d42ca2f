//! Events as lines for a person: what was recorded, when, by whom.

use super::{chain::Raw, error::LogError, fold::instant};
use crate::domain::{
    CanvasChange, CleanText, Event,
    proposal::{Answer, Outcome},
};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::Serialize;
use std::path::Path;

/// One event of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AuditLine {
    /// Place in the log.
    pub seq: u64,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// Who caused it.
    pub actor: CleanText,
    /// What kind of event.
    pub kind: CleanText,
    /// One line on what it says.
    pub summary: CleanText,
}

/// The last `n` events, oldest first.
pub(super) fn tail(conn: &Connection, path: &Path, n: usize) -> Result<Vec<AuditLine>, LogError> {
    let columns = super::chain::COLUMNS;
    let sql = format!("SELECT {columns} FROM event LEFT JOIN body USING (seq) ORDER BY event.seq DESC LIMIT ?1");
    let read = || -> rusqlite::Result<Vec<AuditLine>> {
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map([i64::try_from(n).unwrap_or(i64::MAX)], |row| {
            let actor: String = row.get(5)?;
            Ok(line(Raw::read(row)?, &actor))
        })?;
        rows.collect()
    };
    let mut lines = read().map_err(|e| LogError::sqlite(path, e))?;
    lines.reverse();
    Ok(lines)
}

/// Counts events of before a moment that have no body any more.
pub(super) fn erased_before(conn: &Connection, path: &Path, before: DateTime<Utc>) -> Result<usize, LogError> {
    let sql = "SELECT count(*) FROM event LEFT JOIN body USING (seq) \
               WHERE body.seq IS NULL AND event.recorded_at_ms < ?1";
    let count = |ms: i64| conn.prepare_cached(sql)?.query_row([ms], |row| row.get::<_, i64>(0));
    let n = count(before.timestamp_millis()).map_err(|e| LogError::sqlite(path, e))?;
    Ok(usize::try_from(n).unwrap_or(0))
}

fn line(raw: Raw, actor: &str) -> AuditLine {
    use super::chain::Content as C;
    let kind = CleanText::line(raw.kind());
    let entry = raw.examine();
    let summary = match entry.content {
        C::Known(event) => summary(&event),
        C::Unknown => "kept for a later version".to_owned(),
        C::Erased => "erased".to_owned(),
        C::Unreadable(e) => e.to_string(),
    };
    AuditLine {
        seq: entry.seq.unsigned_abs(),
        recorded_at: instant(entry.recorded_at_ms),
        actor: CleanText::line(actor),
        kind,
        summary: CleanText::line(&summary),
    }
}

/// One line on what an event says.
#[must_use]
#[expect(clippy::too_many_lines, reason = "one arm for each kind of event")]
pub fn summary(event: &Event) -> String {
    match event {
        Event::SettingsObserved(s) => format!("settings with {} thresholds", s.thresholds.len()),
        Event::ActivityRecorded(r) => {
            let title = r.title.as_ref().or(r.file.as_ref()).map(|t| format!(" {t}")).unwrap_or_default();
            format!("{} {} {:.0} min{title} ({})", r.local_date, r.sport, r.moving_s / 60.0, r.provider)
        }
        Event::ActivityAmended(r) => {
            format!("{} {} {:.0} min now ({})", r.local_date, r.sport, r.moving_s / 60.0, r.provider)
        }
        Event::ActivityAnnotated(a) if a.is_empty() => format!("nothing said of {} any more", a.activity.brief()),
        Event::ActivityAnnotated(a) => {
            let rpe = a.rpe.map(|r| format!(" RPE {r}")).unwrap_or_default();
            let feel = a.feel.map(|f| format!(" feel {f} of 5")).unwrap_or_default();
            let note = a.note.as_ref().map(|n| format!(" {n}")).unwrap_or_default();
            format!("{}{rpe}{feel}{note}", a.activity.brief())
        }
        Event::SetLogged(e) => format!("{} {} {} × {} kg", e.set.day, e.set.exercise, e.set.reps, e.set.kg),
        Event::DayNoted(n) => format!("{} {}", n.day, n.text),
        Event::EntryWithdrawn(w) => format!("{} taken back", w.id.brief()),
        Event::CalendarSeen(c) => {
            format!(
                "{} {} {}{} ({})",
                c.day,
                c.category,
                c.title,
                if c.gone { " taken out" } else { "" },
                c.provider
            )
        }
        Event::WellnessRecorded(w) => format!("{} {} values ({})", w.day, w.values.len(), w.source),
        Event::CheckedIn(c) => format!("check-in of {}", c.day),
        Event::HealthReported(h) => format!("{} {:?}", h.day, h.illness).to_lowercase(),
        Event::InjuryReported(i) => format!("{} {}: pain {} of 10", i.day, i.site, i.pain),
        Event::AthleteOverride(o) => format!("{} against {}: {}", o.day, o.rule, o.reason),
        Event::MissionSaved(v) => format!("{} ({})", v.mission.id, brief(&v.hash)),
        Event::MissionActivated(m) => format!("{} from {}", m.mission, m.day),
        Event::PlanLaid(p) => format!("{} sessions from {} for {}", p.sessions.len(), p.from, p.mission),
        Event::ProposalMade(p) => {
            let (n, s) = (p.hunks.len(), if p.hunks.len() == 1 { "" } else { "s" });
            format!("{} for {}: {n} change{s}, {}", p.id.brief(), p.day, p.reason)
        }
        Event::ProposalAnswered(a) => format!("{} {}", a.proposal.brief(), outcome(a)),
        Event::PlanUndone(u) => format!("{} taken back", u.proposal.brief()),
        Event::SessionsLocked(l) => {
            let ids: Vec<String> = l.sessions.iter().map(|s| s.brief()).collect();
            format!("{} {} {}", ids.join(" "), if l.locked { "locked on" } else { "free again on" }, l.day)
        }
        Event::DayDecided(d) => format!("{} {}, cap {}", d.day, d.verdict.action, d.verdict.cap),
        Event::ModelRequested(r) => {
            format!(
                "{} to {} ({}), about {} tokens, hash {}",
                r.job.name(),
                r.host,
                r.model,
                r.tokens_in,
                brief(&r.body_hash)
            )
        }
        Event::ModelAnswered(a) => format!(
            "{:?}: {} tokens in, {} out, {} µ$, {} ms, hash {}",
            a.ending,
            a.tokens_in,
            a.tokens_out,
            a.cost,
            a.total_ms,
            brief(&a.body_hash)
        )
        .to_lowercase(),
        Event::Remembered(r) => {
            format!("{}: {}", r.key, r.value.as_ref().map_or("forgotten", CleanText::as_str))
        }
        Event::CanvasChanged(CanvasChange::Put(p)) => format!("{}: {}", p.id, p.title),
        Event::CanvasChanged(CanvasChange::Removed(id)) => format!("{id} removed"),
        Event::ClassesObserved(c) => format!("catalogue of {} classes", c.len()),
        Event::ActivityLinked(l) => match l.session {
            Some(s) => format!("{} did session {}", l.activity.brief(), s.brief()),
            None => format!("{} did no session", l.activity.brief()),
        },
        Event::ActivityNoted(n) => {
            format!("{}: {}", n.activity.brief(), n.note.as_ref().map_or("note taken back", CleanText::as_str))
        }
        Event::ReviewStored(r) => {
            format!(
                "{} of the week from {}: {}",
                r.id.brief(),
                r.week,
                r.verdict.as_deref().unwrap_or("nothing known")
            )
        }
        Event::ProfileStored(p) => format!("{} of {}", p.id.brief(), p.day),
        Event::WeekRoutineDone(d) => format!("week from {}, review {}", d.week, d.review.brief()),
        Event::NextPutOff(n) => format!("after {}: asked again on {}", n.mission, n.until),
        Event::MissionClosed(a) => format!("{} is over; its review stands", a.mission),
        Event::MissionEnded(r) => format!("{}: {}", r.mission, r.result),
        Event::ThresholdProposed(p) => format!("{} {}: {}", p.id.brief(), p.headline(), p.reason),
        Event::ThresholdAnswered(a) => format!("{} {:?}", a.proposal.brief(), a.outcome).to_lowercase(),
        Event::ThresholdSet(t) => format!("{} {} from {}", t.kind.title(), t.kind.written(t.value), t.from),
        Event::CalibrationProposed(p) => format!("{} {}: {}", p.id.brief(), p.headline(), p.reason),
        Event::CalibrationAnswered(a) => format!("{} {:?}", a.proposal.brief(), a.outcome).to_lowercase(),
        Event::NotificationQueued(n) => format!("{} {}: {}", n.id.brief(), n.topic, n.subject),
        Event::NotificationAttempted(a) => format!("{} try {} by {}", a.notification.brief(), a.number, a.channel),
        Event::NotificationSettled(s) => {
            format!("{} {:?}: {}", s.notification.brief(), s.outcome, s.said.as_str())
        }
        Event::PlanPushed(p) => {
            format!("{} written and {} taken out ({})", p.written.len(), p.removed.len(), p.provider)
        }
        Event::CycleStored(c) => format!("cycle {} from {} to {} for {}", c.number, c.from, c.to, c.mission),
        Event::CycleEdited(e) => format!(
            "cycle {}{}",
            e.number,
            match e.active {
                Some(true) => " is the active one",
                Some(false) => " is given up",
                None => " changed",
            }
        ),
        Event::WeekIntended(i) if i.is_empty() => format!("nothing meant with the week from {} any more", i.week),
        Event::WeekIntended(i) => {
            format!("week from {}: {}", i.week, i.text.as_ref().map_or("an intent in figures", CleanText::as_str))
        }
        Event::WeekPlanStored(w) => {
            format!("{} of the week from {}, version {} ({})", w.id.brief(), w.week, w.version, w.reason.name())
        }
        Event::Said(s) => format!("{}: {}", if s.by_athlete { "athlete" } else { "coach" }, s.text),
    }
}

fn brief(hash: &str) -> &str {
    hash.get(..8).unwrap_or(hash)
}

fn outcome(a: &Answer) -> &'static str {
    match &a.outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Denied { .. } => "denied",
        Outcome::Superseded { .. } => "superseded",
        Outcome::Expired => "expired",
    }
}
