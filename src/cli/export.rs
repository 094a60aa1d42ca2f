//! `lanterne export --all`, and the way back by `lanterne import`.

use super::{
    Context,
    exit::{Exit, usage},
    out::Out,
};
use crate::{log::Access, sync::takeout};
use std::path::Path;

/// Runs `export`.
pub fn run(cx: &Context, all: bool, dir: &Path, out: &mut Out) -> anyhow::Result<Exit> {
    if !all {
        return Err(usage("say --all: everything goes out together, so that it can come back in"));
    }
    let occupied = std::fs::read_dir(dir).is_ok_and(|mut d| d.next().is_some());
    if occupied && !takeout::is_export(dir) {
        return Err(usage(format!("{} holds something else; name an empty folder", dir.display())));
    }
    let manifest = takeout::write(&cx.store(Access::ReadOnly)?, dir)?;
    if out.json {
        out.value(&manifest)?;
    } else {
        out.line(format!(
            "{}: {} events, {} originals, {}\nBack in: lanterne import {}",
            dir.display(),
            manifest.events,
            manifest.originals,
            manifest.files.join(", "),
            dir.display()
        ))?;
    }
    Ok(Exit::Done)
}

/// Reads an export back in.
pub(super) fn back(cx: &Context, dir: &Path, out: &mut Out) -> anyhow::Result<Exit> {
    let (manifest, done) = takeout::read(&cx.store(Access::ReadWrite)?, dir)?;
    if out.json {
        out.value(&serde_json::json!({"export": manifest, "appended": done}))?;
    } else {
        out.line(format!(
            "{}: {} events read in, {} known already, {} originals",
            dir.display(),
            done.written,
            done.duplicates,
            manifest.originals
        ))?;
    }
    Ok(Exit::Done)
}
