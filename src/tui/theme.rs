//! Colours are meanings: a theme gives every role of the screen a style, read from TOML.
//!
//! Owns: the roles, the built-in themes, the only place that names a colour. Does not own: finding the
//! athlete's theme files (the caller reads them) or deciding for `mono` under `NO_COLOR` and `TERM=dumb`.

use super::chart::Marks;
use crate::domain::Units;
use ratatui::style::{Modifier, Style};
use std::borrow::Cow;

mod parse;

pub use parse::ThemeError;

macro_rules! roles {
    ($($name:ident: $doc:literal,)*) => {
        /// A style for every meaning on the screen.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Theme {
            /// Name, as the configuration names it.
            pub name: String,
            /// What charts and bars are made of; a setting of the athlete's, not of the file.
            pub marks: Marks,
            /// Units of distances; those of the state that is drawn.
            pub units: Units,
            /// Whether links are written for the terminal to open; a setting of the athlete's, not of the file.
            pub links: bool,
            /// What the whole screen stands on: the file's `text` with its ground, which `text` itself is without.
            pub ground: Style,
            $(#[doc = $doc] pub $name: Style,)*
        }

        impl Theme {
            /// Every role with what it means.
            pub const ROLES: &'static [(&'static str, &'static str)] = &[$((stringify!($name), $doc),)*];

            /// A theme with every role in the terminal's own text style.
            fn blank() -> Self {
                Self { name: String::new(), marks: Marks::default(), units: Units::default(), links: false, ground: Style::new(), $($name: Style::new(),)* }
            }

            /// The style of a role by its name in the file.
            #[must_use]
            pub fn role(&self, name: &str) -> Option<Style> {
                match name { $(stringify!($name) => Some(self.$name),)* _ => None }
            }

            fn role_mut(&mut self, name: &str) -> Option<&mut Style> {
                match name { $(stringify!($name) => Some(&mut self.$name),)* _ => None }
            }
        }
    };
}

roles! {
    text: "Running text.",
    dim: "Secondary text: units, sources, ages, what is missing.",
    strong: "The answer among other text.",
    accent: "The one accent: where the keys go, what is selected.",
    title: "A panel's title.",
    title_focus: "The title of the panel that has the keys.",
    border: "Rules between panels.",
    border_focus: "The rule of the panel that has the keys.",
    good: "As it should be.",
    warn: "Off.",
    bad: "Well off.",
    unknown: "Not known.",
    go: "The verdict's badge: go.",
    modify: "The verdict's badge: modify.",
    skip: "The verdict's badge: skip.",
    fitness: "CTL.",
    fatigue: "ATL.",
    form: "TSB.",
    planned: "What is planned, where it stands beside what happened.",
    ghost: "What a proposal would make of it.",
    today: "The mark of today.",
    easy: "Low intensity.",
    moderate: "Middle intensity.",
    hard: "High intensity.",
    key: "A key's name.",
    selection: "The selected row.",
    prompt: "The mark before what is typed.",
    placeholder: "Example in an empty input line.",
    you: "What the athlete said.",
    coach: "What the coach said.",
    heading: "A heading in an answer.",
    code: "Code in an answer.",
    overlay: "Ground and text of a window above the panels.",
}

/// The built-in themes: name and file.
pub const BUILTIN: [(&str, &str); 6] = [
    ("ansi", include_str!("../../themes/ansi.toml")),
    ("ansi-light", include_str!("../../themes/ansi-light.toml")),
    ("contrast", include_str!("../../themes/contrast.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
    ("dusk", include_str!("../../themes/dusk.toml")),
    ("paper", include_str!("../../themes/paper.toml")),
];

impl Theme {
    /// A built-in theme by name.
    #[must_use]
    pub fn builtin(name: &str) -> Option<Self> {
        let (name, text) = BUILTIN.iter().find(|(n, _)| *n == name)?;
        Self::parse(text, &format!("{name}.toml")).ok()
    }

    /// The theme with charts and bars made of `marks`.
    #[must_use]
    pub fn with_marks(self, marks: Marks) -> Self {
        Self { marks, ..self }
    }

    /// The theme with distances in `units`.
    #[must_use]
    pub fn in_units(&self, units: Units) -> Cow<'_, Self> {
        if self.units == units { Cow::Borrowed(self) } else { Cow::Owned(Self { units, ..self.clone() }) }
    }

    /// The theme with links for the terminal to open, or without.
    #[must_use]
    pub fn with_links(self, links: bool) -> Self {
        Self { links, ..self }
    }

    /// The style for cells without letters, where an underline would only look like a second line.
    #[must_use]
    pub fn solid(style: Style) -> Style {
        style.remove_modifier(Modifier::UNDERLINED)
    }

    /// Reads a theme file. `file` is its name for messages. A role that the file leaves out comes from its `base`
    /// theme, a built-in one; `ansi` unless it names another.
    ///
    /// # Errors
    /// The first line that is no theme, with its role and what to write in its place.
    pub fn parse(text: &str, file: &str) -> Result<Self, ThemeError> {
        parse::parse(text, file)
    }
}

impl Default for Theme {
    /// `ansi`, in the terminal's own colours.
    fn default() -> Self {
        Self::builtin("ansi").unwrap_or_else(Self::blank)
    }
}

#[cfg(test)]
mod tests;
