//! Which file a person means by `tour`, `tour.toml` or `./missions/tour.toml`.

use super::super::exit::usage;
use crate::{
    config::{Paths, mission, nearest},
    domain::CleanText,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A mission file as it is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where.
    pub(super) path: PathBuf,
    /// The path as issues print it.
    pub(super) file: String,
    /// What is in it.
    pub(super) text: String,
}

/// The file that `name` means: a path when it looks like one, else the mission of that id.
///
/// # Errors
/// A usage error when there is no such file; what the system said when it can't be read.
pub(super) fn find(paths: &Paths, name: &str) -> anyhow::Result<Found> {
    let like_a_path = name.contains(['/', '\\']) || Path::new(name).extension().is_some_and(|e| e == "toml");
    let path = if like_a_path { PathBuf::from(name) } else { paths.mission_file(name) };
    if !path.is_file() {
        return Err(usage(missing(paths, name, like_a_path)));
    }
    let file = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|e| anyhow::anyhow!("{file} can't be read: {e}"))?;
    Ok(Found { path, file, text })
}

fn missing(paths: &Paths, name: &str, like_a_path: bool) -> String {
    let shown = CleanText::line(name);
    if like_a_path {
        return format!("there is no file {shown}");
    }
    let own = own(paths);
    let template = mission::template(name).map(|t| t.id);
    let near = nearest(name, own.iter().map(|(id, _)| id.as_str()));
    match (template, near) {
        (Some(id), _) => format!("`{id}` is a template; make it yours with `lanterne mission new {id}`"),
        (_, Some(near)) => format!("no mission is called `{shown}`; did you mean `{near}`?"),
        _ => format!("no mission is called `{shown}`; `lanterne mission list` shows those that exist"),
    }
}

/// Ids and paths of the athlete's own mission files, by id.
pub(super) fn own(paths: &Paths) -> Vec<(String, PathBuf)> {
    let Ok(entries) = fs::read_dir(paths.missions_dir()) else { return Vec::new() };
    let files = entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml"));
    let named = files.filter_map(|p| p.file_stem().and_then(|s| s.to_str()).map(str::to_owned).map(|id| (id, p)));
    let mut own: Vec<_> = named.filter(|(id, _)| !id.starts_with('.')).collect();
    own.sort();
    own
}
