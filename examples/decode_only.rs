//! Decodes files and throws the result away, to tell what reading formats costs without the rest of an import:
//! `cargo run --release --example decode_only -- PATH…`. Prints one line of JSON.
//!
//! Zip archives are left out. Both the time on all cores and the time on one are taken; the files are in memory when the
//! clock starts.

use chrono_tz::Tz;
use lanterne::formats::{self, Item};
use rayon::prelude::*;
use std::{
    error::Error,
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    time::Instant,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for path in std::env::args_os().skip(1) {
        collect(Path::new(&path), &mut files)?;
    }
    files.sort();
    let loaded: Vec<(String, Vec<u8>)> =
        files.iter().map(|p| Ok((p.to_string_lossy().into_owned(), fs::read(p)?))).collect::<io::Result<_>>()?;
    let bytes: usize = loaded.iter().map(|(_, b)| b.len()).sum();
    let began = Instant::now();
    let activities: usize = loaded.par_iter().map(decode).sum();
    let all_cores = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let again: usize = loaded.iter().map(decode).sum();
    let one_core = began.elapsed().as_secs_f64();
    if again != activities {
        return Err("two readings of the same files differ".into());
    }
    writeln!(
        io::stdout().lock(),
        "{{\"files\":{},\"bytes\":{bytes},\"activities\":{activities},\"seconds\":{all_cores:.4},\"seconds_one_core\":{one_core:.4}}}",
        loaded.len()
    )?;
    Ok(())
}

/// Files that an import would look into.
fn collect(path: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    if !path.is_dir() {
        if formats::is_candidate(&path.to_string_lossy())
            && path.extension().is_none_or(|e| !e.eq_ignore_ascii_case("zip"))
        {
            out.push(path.to_owned());
        }
        return Ok(());
    }
    fs::read_dir(path)?.try_for_each(|entry| collect(&entry?.path(), out))
}

/// How many activities a file holds; none when it can't be read.
fn decode((name, bytes): &(String, Vec<u8>)) -> usize {
    let items = formats::read(name, bytes, Tz::UTC).unwrap_or_default();
    items.iter().filter(|i| matches!(i, Item::Recording(_))).count()
}
