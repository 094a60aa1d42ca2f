//! The planning's part: what becomes of today's sessions.

use super::Table;
use crate::{
    coach::words,
    domain::verdict::{Agent, Turn},
};

pub(super) fn turn(t: &Table<'_>) -> Turn {
    let Some(p) = t.open else {
        let says = match t.sessions {
            [] => "Nothing is planned today.".to_owned(),
            all => format!(
                "As planned: {}.",
                all.iter().map(crate::domain::Session::brief).collect::<Vec<_>>().join("; ")
            ),
        };
        return super::turn(Agent::Planning, says, vec![]);
    };
    let ops: Vec<_> = p.hunks.iter().map(|h| h.op.clone()).collect();
    let mut grounds = vec![format!(
        "{} hunk{}, load {}",
        ops.len(),
        if ops.len() == 1 { "" } else { "s" },
        crate::coach::effect::signed(p.effect.load, 0)
    )];
    grounds.extend(p.checks.iter().map(|f| format!("{} {}: {}", f.rule, f.day, f.text)));
    super::turn(Agent::Planning, format!("Proposes: {}", words::ops(&ops, t.today)), grounds)
}
