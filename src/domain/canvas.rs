//! The canvas beside the chat: a few typed panels, each drawn from what is known at the moment of drawing.
//!
//! A panel holds no figures of its own. It says which figures, over which days, so whoever asked for it can't put a
//! number on screen that nobody measured or planned.

use super::text::CleanText;
use serde::{Deserialize, Serialize};

/// Most panels on the canvas; a new one beyond that takes the place of the oldest.
pub const PANELS_MAX: usize = 6;
/// Longest look back or ahead of a panel, days.
pub const SPAN_MAX: u16 = 400;

/// One panel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Panel {
    /// Stable name: lower-case letters, digits and `-`; the same name again replaces the panel.
    pub id: String,
    /// Heading.
    pub title: CleanText,
    /// What it shows.
    pub spec: Spec,
}

/// What a panel shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spec {
    /// Lines over days.
    Chart {
        /// Which lines, one to three.
        lines: Vec<Series>,
        /// Which days.
        span: Span,
    },
    /// One bar per bucket.
    Bars {
        /// How much of what.
        of: Amount,
        /// Per what.
        by: Bucket,
        /// Which days.
        span: Span,
    },
    /// Rows.
    Table {
        /// Of what.
        of: Rows,
        /// Which days.
        span: Span,
    },
    /// Words.
    Text(CleanText),
}

/// Days around today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Days before today.
    pub back: u16,
    /// Days after today.
    pub ahead: u16,
}

/// A line over days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// Fitness; ahead of today under the plan.
    Ctl,
    /// Fatigue; ahead of today under the plan.
    Atl,
    /// Form of the morning; ahead of today under the plan.
    Tsb,
    /// Load of the day: done before today, planned after it.
    Load,
    /// Heart-rate variability of the night, ms.
    Hrv,
    /// Resting heart rate, bpm.
    RestingHr,
    /// Sleep, h.
    Sleep,
}

impl Series {
    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Ctl => "CTL",
            Self::Atl => "ATL",
            Self::Tsb => "TSB",
            Self::Load => "load",
            Self::Hrv => "HRV",
            Self::RestingHr => "resting HR",
            Self::Sleep => "sleep",
        }
    }

    /// Unit on screen; empty for load and form, which have none.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Ctl | Self::Atl | Self::Tsb | Self::Load => "",
            Self::Hrv => "ms",
            Self::RestingHr => "bpm",
            Self::Sleep => "h",
        }
    }
}

/// What bars measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Load.
    Load,
    /// Minutes.
    Minutes,
    /// Kilometres.
    Km,
}

impl Amount {
    /// Name on screen.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Minutes => "min",
            Self::Km => "km",
        }
    }
}

/// What one bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// A day.
    Day,
    /// A week from Monday.
    Week,
    /// A sport.
    Sport,
}

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rows {
    /// Planned sessions.
    Sessions,
    /// What was done.
    Activities,
    /// Weeks: target, planned, done.
    Weeks,
    /// This morning's signals.
    Signals,
}

/// A change of the canvas.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CanvasChange {
    /// A panel comes in, or takes the place of the one with its name.
    Put(Panel),
    /// The panel of this name goes.
    Removed(String),
}

/// Applies a change to the panels, oldest first.
pub fn change(panels: &mut Vec<Panel>, change: &CanvasChange) {
    match change {
        CanvasChange::Put(new) => {
            if let Some(old) = panels.iter_mut().find(|p| p.id == new.id) {
                old.clone_from(new);
                return;
            }
            panels.push(new.clone());
            let extra = panels.len().saturating_sub(PANELS_MAX);
            panels.drain(..extra);
        }
        CanvasChange::Removed(id) => panels.retain(|p| p.id != *id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: &str, words: &str) -> CanvasChange {
        CanvasChange::Put(Panel { id: id.into(), title: id.into(), spec: Spec::Text(words.into()) })
    }

    #[test]
    fn a_name_again_replaces_in_place_and_the_oldest_gives_way() {
        let mut panels = Vec::new();
        change(&mut panels, &text("a", "1"));
        change(&mut panels, &text("b", "1"));
        change(&mut panels, &text("a", "2"));
        assert_eq!(panels.iter().map(|p| p.id.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(panels[0].spec, Spec::Text("2".into()));
        for i in 0..PANELS_MAX {
            change(&mut panels, &text(&format!("n{i}"), ""));
        }
        assert_eq!((panels.len(), panels[0].id.as_str()), (PANELS_MAX, "n0"));
        change(&mut panels, &CanvasChange::Removed("n0".into()));
        change(&mut panels, &CanvasChange::Removed("unknown".into()));
        assert_eq!(panels.len(), PANELS_MAX - 1);
    }
}
