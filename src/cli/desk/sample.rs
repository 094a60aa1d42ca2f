//! Every key of config.toml as comments: what it does, what it takes, its default.

use super::rows;
use crate::{
    app::screen::settings::Field,
    config::typed::{config_shape, typed},
    domain::Units,
};
use std::fmt::Write as _;
use toml_edit::DocumentMut;

/// What stands above all keys.
const HEAD: &str = "\
# config.toml: every key there is, none of them set. Take the # away from the table and the keys that you change.
# Settings (8) in the cockpit shows the same rows, writes them, and keeps your comments.

# A threshold holds from its day on; older lines stay true for older days.
# [[thresholds]]
# kind = \"ftp\"             # ftp, lthr, hr_max, hr_rest, threshold_speed, css
# value = 248              # W or bpm; pace = \"4:10/km\" for threshold_speed and css
# from = 2026-05-01
";

/// The text of a config.toml that sets nothing.
#[must_use]
pub fn sample() -> String {
    let doc = DocumentMut::new();
    let all =
        || rows::BEFORE.into_iter().chain(rows::AFTER).flat_map(|g| rows::of_group(&doc, g, &[], Units::Metric));
    let mut tables: Vec<(String, Vec<Field>)> = Vec::new();
    for f in all() {
        let table = f.key.rsplit_once('.').map_or("", |(table, _)| table).to_owned();
        match tables.iter_mut().find(|(name, _)| *name == table) {
            Some((_, fields)) => fields.push(f),
            None => tables.push((table, vec![f])),
        }
    }
    let mut out = HEAD.to_owned();
    for (table, fields) in &tables {
        // Writing into a String can't fail.
        let _ = writeln!(out, "\n# [{table}]");
        for f in fields {
            let leaf = f.key.rsplit('.').next().unwrap_or(&f.key);
            let unset = if f.default.is_empty() { "nothing" } else { &f.default };
            let (value, unset) = match literal(f) {
                Some(value) => (format!(" {value}"), String::new()),
                None => (String::new(), format!("; {unset} when it is not set")),
            };
            let _ = writeln!(out, "# {}\n#   {}{unset}\n# {leaf} ={value}", f.help, f.allows);
        }
    }
    out
}

/// The default as it is written in the file; `None` where it is no value but words.
fn literal(f: &Field) -> Option<String> {
    let shape = config_shape(&f.key)?;
    let words = f.default.is_empty() || f.default.contains(' ') || f.default == "none";
    if words { None } else { typed(&f.default, shape).ok().map(|v| v.to_string().trim().to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{self, Paths};

    #[test]
    fn a_sample_sets_nothing_and_is_right_when_its_defaults_are_set() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::in_home(home.path());
        let sample = sample();
        let none = |_: &str| None;
        let bare = config::check(&paths, &sample, &none).unwrap();
        assert_eq!(bare, config::check(&paths, "", &none).unwrap());
        let of = |line: &str| {
            let set = line.strip_prefix("# ").filter(|l| l.starts_with('[') || l.contains(" = "));
            set.map(|l| l.to_owned() + "\n")
        };
        let text: String = sample.lines().filter_map(of).collect();
        assert!(text.lines().count() > 60, "{text}");
        let set = config::check(&paths, &text, &none).unwrap_or_else(|e| panic!("{e:?}\n{text}"));
        // A model's table without a model is worth a word.
        let others = set.warnings.iter().filter(|i| i.key != "model.model");
        assert_eq!(others.collect::<Vec<_>>(), bare.warnings.iter().collect::<Vec<_>>());
        assert_eq!(set.screen, config::Screen { theme: Some("ansi".into()), ..bare.screen });
    }
}
