//! `lanterne mission check`

use super::{
    find::find,
    outlook::{Outlook, outlook},
};
use crate::{
    cli::{Context, exit::Exit, out::Out},
    config::{
        Issue, Severity,
        mission::{self, Review},
    },
    domain::{Athlete, mission::Lifecycle, num::counted},
    log::{Access, LogError},
};
use serde::Serialize;

/// What `check` prints.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Checked {
    pub(super) file: String,
    pub(super) ok: bool,
    pub(super) id: Option<String>,
    pub(super) hash: String,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) issues: Vec<Issue>,
    /// What the athlete's fitness makes of it; `None` with errors, after the event, or without any history.
    pub(super) outlook: Option<Outlook>,
}

impl Checked {
    fn of(file: String, text: &str, review: Review) -> Self {
        Self {
            file,
            ok: !review.has_errors(),
            hash: mission::content_hash(text),
            errors: review.count(Severity::Error),
            warnings: review.count(Severity::Warning),
            id: review.mission.map(|m| m.id),
            issues: review.issues,
            outlook: None,
        }
    }

    /// What a script branches on.
    pub(super) fn exit(&self) -> Exit {
        if self.ok { Exit::Done } else { Exit::Failed }
    }
}

/// Runs `mission check`: exit 0 when the file can be used, 1 when it can't.
pub(super) fn run(cx: &Context, name: &str, out: &mut Out) -> anyhow::Result<Exit> {
    let checked = checked(cx, name)?;
    if out.json {
        out.value(&checked)?;
    } else {
        for line in lines(&checked) {
            out.line(line)?;
        }
    }
    Ok(checked.exit())
}

/// The file that `name` means, checked.
pub(super) fn checked(cx: &Context, name: &str) -> anyhow::Result<Checked> {
    let found = find(&cx.paths, name)?;
    let review = mission::review(&found.text, &found.file, cx.today);
    let ahead = review.mission.clone().filter(|m| {
        let stands = m.lifecycle(cx.today, cx.today);
        !review.has_errors() && !matches!(stands, Lifecycle::Complete | Lifecycle::Archived)
    });
    let mut checked = Checked::of(found.file, &found.text, review);
    if let (Some(mission), Some(athlete)) = (ahead, history(cx)?) {
        checked.outlook = Some(outlook(&athlete, &mission::version(mission, &found.text), cx.today));
    }
    Ok(checked)
}

/// What the log knows of the athlete; `None` when there is no log, or nothing was recorded yet. Makes no log.
fn history(cx: &Context) -> anyhow::Result<Option<Athlete>> {
    let store = match cx.store(Access::ReadOnly) {
        Ok(store) => store,
        Err(e) if matches!(e.downcast_ref(), Some(LogError::Missing { .. })) => return Ok(None),
        Err(e) => return Err(e),
    };
    let (athlete, _) = store.athlete()?;
    Ok(athlete.known_span().is_some().then_some(athlete))
}

/// The findings for a person.
pub(super) fn lines(c: &Checked) -> Vec<String> {
    let mut lines: Vec<String> = c.issues.iter().map(Issue::to_string).collect();
    if let Some(o) = &c.outlook {
        lines.extend(o.doubts().into_iter().map(|d| format!("{}: with your fitness: {d}", c.file)));
        lines.extend(o.gauge.iter().map(|g| format!("Broom wagon: {}", g.text)));
    } else if c.ok {
        lines.push("Not checked against your fitness: nothing is recorded yet, or the event is over".to_owned());
    }
    let counts = [(c.errors, "error"), (c.warnings, "warning")];
    let said: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| counted(*n, what)).collect();
    let verdict = if c.ok { "can be used" } else { "can't be used yet" };
    let tail = if said.is_empty() { "nothing to mend".to_owned() } else { said.join(", ") };
    lines.push(format!("{} {verdict}: {tail}", c.file));
    lines
}
