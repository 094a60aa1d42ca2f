//! Rows of lists of tables: one for each element, changed by typing its line anew, and one for one more.

use crate::{
    app::screen::settings::{Field, FieldKind},
    config::{edit::table_at, line},
};
use toml_edit::{DocumentMut, Item};

/// Where the rows of a list stand.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Group.
    pub(super) section: &'static str,
    /// Heading.
    pub(super) under: &'static str,
    /// What stands before a key: the mission's mark, or nothing.
    pub(super) mark: &'static str,
    /// List.
    pub(super) list: &'static str,
    /// Parts of a line, in words.
    pub(super) parts: &'static str,
}

/// An element: its name, what it says, and its line as it would be typed.
pub(super) fn element(p: Place, i: usize, label: String, value: String, line: String) -> Field {
    Field {
        section: p.section,
        under: p.under,
        key: format!("{}{}[{i}]", p.mark, p.list),
        label,
        value,
        help: format!("{} Enter changes it, x takes it out.", p.parts),
        kind: FieldKind::Element(line),
        ..Field::default()
    }
}

/// A row for one more.
pub(super) fn one_more(p: Place, label: &str, example: &str) -> Field {
    Field {
        section: p.section,
        under: p.under,
        key: format!("{}{}", p.mark, p.list),
        label: label.into(),
        note: example.into(),
        allows: format!("such as {example}"),
        help: p.parts.into(),
        kind: FieldKind::Add,
        ..Field::default()
    }
}

/// An element's line as the file has it.
pub(super) fn line_of(root: &Item, key: &str) -> String {
    line::of(key).and_then(|(line, _)| table_at(root, key).map(|t| line.written(t))).unwrap_or_default()
}

/// The prices of models.
pub(super) fn prices(doc: &DocumentMut) -> Vec<Field> {
    let place = Place {
        section: super::rows::MODEL,
        under: "Prices",
        mark: "",
        list: "model.prices",
        parts: "Model, or how its name begins; dollars per million tokens read; written; read again. None counts as the dearest.",
    };
    let root = doc.as_item();
    let lines = (0..).map(|i| line_of(root, &format!("model.prices[{i}]"))).take_while(|l| !l.is_empty());
    let mut out: Vec<Field> = lines
        .enumerate()
        .map(|(i, line)| {
            let mut parts = line.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default().to_owned();
            let said = ["read", "written", "read again"].iter().zip(parts).map(|(what, x)| format!("$ {x} {what}"));
            let said: Vec<String> = said.collect();
            element(place, i, name, said.join(", "), line)
        })
        .collect();
    out.push(one_more(place, "+ price", "some-model; 0.25; 2; 0.025"));
    out
}
