//! `lanterne generate`: completions and manual pages, from the same definition that parses the arguments; JSON schemas
//! from the types that are printed; a config.toml from the rows of the Settings screen.

use super::{
    args::{Cli, Generate},
    cycle::CycleView,
    exit::{Exit, usage},
    out::Out,
    plan::PlanView,
    review::WeekView,
    state::State,
};
use crate::{
    coach::{profile::Profile, review::Review},
    outputs::{files, words::Worded},
};
use anyhow::Context as _;
use clap::CommandFactory;
use clap_complete::Shell;
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value};
use std::path::Path;

/// Runs `generate …`.
pub fn run(what: &Generate, out: &mut Out) -> anyhow::Result<Exit> {
    let mut bytes = Vec::new();
    match what {
        Generate::Completions { shell } => {
            let Some(shell) = shell.or_else(Shell::from_env) else {
                return Err(usage("which shell? `lanterne generate completions bash|elvish|fish|powershell|zsh`"));
            };
            clap_complete::generate(shell, &mut Cli::command(), "lanterne", &mut bytes);
        }
        Generate::Man { out: Some(folder) } => return write_pages(folder, out),
        Generate::Man { out: None } => clap_mangen::Man::new(Cli::command()).render(&mut bytes)?,
        Generate::Schemas { out: folder } => return write_schemas(folder.as_deref(), out),
        Generate::Config => bytes = super::desk::sample().into_bytes(),
    }
    out.line(String::from_utf8_lossy(&bytes).trim_end())?;
    Ok(Exit::Done)
}

/// A manual page for every command, each in a file of its own.
fn write_pages(folder: &Path, out: &mut Out) -> anyhow::Result<Exit> {
    let at = || format!("{}: the pages can't be written", folder.display());
    std::fs::create_dir_all(folder).with_context(at)?;
    clap_mangen::generate_to(Cli::command(), folder).with_context(at)?;
    out.line(format!("Manual pages are in {}", folder.display()))?;
    Ok(Exit::Done)
}

fn write_schemas(folder: Option<&Path>, out: &mut Out) -> anyhow::Result<Exit> {
    let all = schemas();
    let Some(folder) = folder else {
        let all: Map<String, Value> = all.into_iter().map(|(name, s)| (name.to_owned(), s)).collect();
        out.line(serde_json::to_string_pretty(&all)?)?;
        return Ok(Exit::Done);
    };
    let mut written = Vec::new();
    for (name, schema) in all {
        let file = folder.join(format!("{name}.schema.json"));
        files::write_public(&file, &(serde_json::to_string_pretty(&schema)? + "\n"))?;
        written.push(file.display().to_string());
    }
    if out.json {
        out.value(&written)?;
    } else {
        for file in written {
            out.line(file)?;
        }
    }
    Ok(Exit::Done)
}

/// A schema for each reading command, by its name, in the order of the command line.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    vec![
        ("state", of::<State<'static>>("state")),
        ("week", of::<WeekView>("week")),
        ("plan", of::<PlanView<'static>>("plan show")),
        ("review", of::<Worded<Review>>("review")),
        ("profile", of::<Profile>("profile")),
        ("cycle", of::<CycleView>("cycle show")),
    ]
}

/// The schema of what a command prints, not of what could be read back: a key that is always there is required.
fn of<T: JsonSchema>(command: &str) -> Value {
    let mut schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    schema.insert("title".to_owned(), format!("lanterne {command} --json").into());
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_schemas_are_those_of_the_types() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas");
        for (name, schema) in schemas() {
            let file = folder.join(format!("{name}.schema.json"));
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                files::write_public(&file, &(serde_json::to_string_pretty(&schema).unwrap() + "\n")).unwrap();
            }
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            let published: Value = serde_json::from_str(&text).unwrap_or_default();
            // The two are long; what differs is for a diff tool.
            assert!(
                published == schema,
                "{} is stale: UPDATE_SCHEMAS=1 cargo test published_schemas, or lanterne generate schemas --out docs/schemas",
                file.display()
            );
        }
    }
}
