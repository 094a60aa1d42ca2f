//! One run per source at a time, and who holds it.

use rustix::fs::{FlockOperation, OFlags, flock};
use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Read, Seek, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

/// A source that is being pulled by this process; let go when it is dropped, or when the process dies.
#[derive(Debug)]
pub(super) struct Held {
    _file: File,
}

/// Takes a source, or says who has it.
pub(super) fn take(dir: &Path, source: &str, who: &str) -> io::Result<Result<Held, String>> {
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
        .open(dir.join(format!("{source}.lock")))?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => {
            file.set_len(0)?;
            file.rewind()?;
            file.write_all(who.as_bytes())?;
            Ok(Ok(Held { _file: file }))
        }
        Err(rustix::io::Errno::WOULDBLOCK) => {
            let mut said = String::new();
            // Who holds it may be writing its name just now; that it is held is what counts.
            let _ = Read::by_ref(&mut file).take(200).read_to_string(&mut said);
            let said = crate::domain::CleanText::line(&said).to_string();
            Ok(Err(if said.is_empty() { "another run".to_owned() } else { said }))
        }
        Err(e) => Err(e.into()),
    }
}
