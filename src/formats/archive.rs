//! Zip archives: their entries, one at a time, under limits. Nothing is ever written, and an entry's path is only
//! shown, never followed.

use super::{
    Rejected, guarded,
    gzip::{RATIO_FREE, RATIO_MAX},
};
use std::io::{Read, Seek};
use zip::{ZipArchive, result::ZipError};

/// Largest archive, bytes.
pub const ARCHIVE_MAX: u64 = 2 << 30;
/// Largest entry, counted as it is read, bytes.
pub const ENTRY_MAX: u64 = 64 << 20;
/// Largest entry that is itself an archive (Garmin puts the uploads of years in one), bytes.
pub const NESTED_MAX: u64 = 512 << 20;
/// Most entries.
pub const ENTRIES_MAX: usize = 20_000;

/// One file in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its place in the archive's directory.
    pub index: usize,
    /// Its path as written; outside text.
    pub path: String,
    /// Size as the directory claims; only good for a progress bar.
    pub claimed: u64,
}

/// An opened archive.
pub struct Archive<R> {
    zip: ZipArchive<R>,
}

impl<R: Read + Seek> Archive<R> {
    /// Opens an archive by its directory.
    ///
    /// # Errors
    /// `too_large` for more than 2 GiB or 20,000 entries, `zip_damaged` when the directory can't be read.
    pub fn open(mut reader: R) -> Result<Self, Rejected> {
        let size = reader.seek(std::io::SeekFrom::End(0)).map_err(|e| Rejected::new("io", &e.to_string()))?;
        if size > ARCHIVE_MAX {
            return Err(Rejected::new("too_large", "the archive is larger than 2 GiB; import it in parts"));
        }
        let zip = guarded(|| ZipArchive::new(reader).map_err(|e| damaged(&e)))?;
        if zip.len() > ENTRIES_MAX {
            let why = format!("the archive has {} entries, more than {ENTRIES_MAX}; import it in parts", zip.len());
            return Err(Rejected::new("too_large", &why));
        }
        Ok(Self { zip })
    }

    /// The files of the archive by path, then place: folders, links and names that can't be read are left out, and
    /// so are what the operating systems add (`__MACOSX`, hidden files).
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let mut out: Vec<Entry> = (0..self.zip.len())
            .filter_map(|index| {
                let e = self.zip.by_index_data(index).ok()?;
                let path = e.name().ok()?.into_owned();
                let hidden = path.split(['/', '\\']).any(|p| p.starts_with('.') && p.len() > 1 && p != "..")
                    || path.starts_with("__MACOSX");
                (e.is_file() && !e.is_symlink() && !hidden).then(|| Entry { index, path, claimed: e.size() })
            })
            .collect();
        out.sort_by(|a, b| a.path.cmp(&b.path).then(a.index.cmp(&b.index)));
        out
    }

    /// An entry's content, at most `max` bytes as actually read and at most 200 times its compressed size once past
    /// 1 MiB.
    ///
    /// # Errors
    /// `too_large` beyond the limits, `zip_encrypted`, `zip_damaged`.
    pub fn read(&mut self, index: usize, max: u64) -> Result<Vec<u8>, Rejected> {
        guarded(|| self.read_unguarded(index, max))
    }

    fn read_unguarded(&mut self, index: usize, max: u64) -> Result<Vec<u8>, Rejected> {
        let entry = self.zip.by_index(index).map_err(|e| damaged(&e))?;
        let ratio = RATIO_FREE.max(entry.compressed_size().saturating_mul(RATIO_MAX));
        let cap = max.min(ratio);
        let mut out = Vec::new();
        let result = entry.take(cap + 1).read_to_end(&mut out);
        if out.len() as u64 > cap {
            let why = format!("the entry unpacks to more than {} MiB; it is left out", cap >> 20);
            return Err(Rejected::new("too_large", &why));
        }
        match result {
            Ok(_) => Ok(out),
            Err(e) => Err(Rejected::new("zip_damaged", &format!("the entry is damaged: {e}"))),
        }
    }
}

fn damaged(e: &ZipError) -> Rejected {
    match e {
        ZipError::UnsupportedArchive(m) if m.contains("assword") || m.contains("ncrypt") => {
            Rejected::new("zip_encrypted", "the entry is encrypted; unpack it with its password first")
        }
        _ => Rejected::new("zip_damaged", &format!("the archive can't be read: {e}; download it again")),
    }
}
