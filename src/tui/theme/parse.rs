//! A theme file, as text, to a [`Theme`]: `role = "colour [on colour] [bold|dim|…]"`.

use super::{BUILTIN, Theme};
use ratatui::style::{Color, Modifier, Style};
use toml::de::{DeTable, DeValue};

/// Why a theme file was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {key}: {what}; {remedy}")]
pub struct ThemeError {
    /// Name of the file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Key that it is about; empty when the file is no TOML.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What to write.
    pub remedy: String,
}

/// Words a style can be made of, for messages.
const STYLE_HELP: &str = "write `cyan`, `black on green bold`, `#88c0d0`, `208`, `default dim` or \"\"";

pub(super) fn parse(text: &str, file: &str) -> Result<Theme, ThemeError> {
    let at = |span: std::ops::Range<usize>, key: &str, what: String, remedy: &str| ThemeError {
        file: file.to_owned(),
        line: 1 + text.get(..span.start).unwrap_or(text).matches('\n').count(),
        key: key.to_owned(),
        what,
        remedy: remedy.to_owned(),
    };
    let table = DeTable::parse(text).map_err(|e| {
        let what = e.message().to_owned();
        at(e.span().unwrap_or(0..0), "", what, "a theme file is TOML: `role = \"style\"` lines")
    })?;
    let table = table.into_inner();
    let mut theme = base(&table, &at)?;
    for (key, value) in &table {
        let name: &str = key.get_ref();
        match name {
            "base" => {}
            "name" => match value.get_ref() {
                DeValue::String(s) => crate::domain::CleanText::line(s).as_str().clone_into(&mut theme.name),
                _ => return Err(at(value.span(), name, "is not text".into(), "write `name = \"mine\"`")),
            },
            _ => {
                let Some(slot) = theme.role_mut(name) else {
                    return Err(at(key.span(), name, "no such role".into(), &role_remedy(name)));
                };
                let DeValue::String(s) = value.get_ref() else {
                    return Err(at(value.span(), name, "is not text".into(), STYLE_HELP));
                };
                *slot = style(s).map_err(|w| at(value.span(), name, format!("`{w}` is no colour"), STYLE_HELP))?;
            }
        }
    }
    if table.contains_key("text") {
        theme.ground = theme.text;
        // Text stands on whatever lies below it, a window too.
        theme.text.bg = None;
    }
    Ok(theme)
}

/// The theme that missing roles come from. A built-in theme names every role, so `ansi` needs no base.
fn base(
    table: &DeTable<'_>,
    at: &impl Fn(std::ops::Range<usize>, &str, String, &str) -> ThemeError,
) -> Result<Theme, ThemeError> {
    let Some((_, value)) = table.iter().find(|(k, _)| k.get_ref() == "base") else {
        // The built-in files say `base = ""`: only there does this not lead back here.
        return Ok(Theme::default());
    };
    let known = || BUILTIN.map(|(n, _)| n).join(", ");
    match value.get_ref() {
        DeValue::String(s) if s.is_empty() => Ok(Theme::blank()),
        DeValue::String(s) => Theme::builtin(s).ok_or_else(|| {
            at(value.span(), "base", format!("no built-in theme `{s}`"), &format!("write one of {}", known()))
        }),
        _ => Err(at(value.span(), "base", "is not text".into(), &format!("write one of {}", known()))),
    }
}

/// Names the nearest role, or all of them.
fn role_remedy(name: &str) -> String {
    let lower = name.to_ascii_lowercase().replace('-', "_");
    let near = Theme::ROLES.iter().find(|(r, _)| *r == lower || r.starts_with(&lower) || lower.starts_with(r));
    near.map_or_else(
        || {
            let all: Vec<_> = Theme::ROLES.iter().map(|(r, _)| *r).collect();
            format!("the roles are {}", all.join(", "))
        },
        |(r, _)| format!("did you mean `{r}`?"),
    )
}

/// `cyan on black bold`; the word that is neither colour nor modifier, otherwise.
fn style(words: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut ground = false;
    for word in words.split_whitespace() {
        if word == "on" {
            ground = true;
        } else if let Some(m) = modifier(word) {
            style = style.add_modifier(m);
        } else {
            let c = color(word).ok_or_else(|| crate::domain::CleanText::line(word).to_string())?;
            style = if ground { style.bg(c) } else { style.fg(c) };
            ground = false;
        }
    }
    if ground { Err("on".to_owned()) } else { Ok(style) }
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underline" => Modifier::UNDERLINED,
        "reverse" => Modifier::REVERSED,
        "strike" => Modifier::CROSSED_OUT,
        _ => return None,
    })
}

fn color(word: &str) -> Option<Color> {
    Some(match word {
        "default" => Color::Reset,
        "black" => Color::Black,
        "red" => Color::Red,
        "green" => Color::Green,
        "yellow" => Color::Yellow,
        "blue" => Color::Blue,
        "magenta" => Color::Magenta,
        "cyan" => Color::Cyan,
        "white" => Color::Gray,
        "bright-black" => Color::DarkGray,
        "bright-red" => Color::LightRed,
        "bright-green" => Color::LightGreen,
        "bright-yellow" => Color::LightYellow,
        "bright-blue" => Color::LightBlue,
        "bright-magenta" => Color::LightMagenta,
        "bright-cyan" => Color::LightCyan,
        "bright-white" => Color::White,
        _ => {
            if let Some(hex) = word.strip_prefix('#') {
                let n = (hex.len() == 6 && hex.is_ascii()).then(|| u32::from_str_radix(hex, 16).ok()).flatten()?;
                let [_, r, g, b] = n.to_be_bytes();
                return Some(Color::Rgb(r, g, b));
            }
            return word.parse().ok().map(Color::Indexed);
        }
    })
}
