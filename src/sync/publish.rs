//! The log and the reports in a repository, for runs on machines that are empty each time.
//!
//! Owns: the parts that an export is cut into, the file that names them, checking both ways. Does not own: requests.
//!
//! The export of the log is packed and cut into parts that are named by their hash; the manifest is written last, so that a
//! reader sees the old export or the new one. It was read back into an empty log and compared before anything is sent.

use crate::{
    domain::CleanText,
    log::{Access, ExchangeError, LogError, Store},
    outputs::github::{GithubError, Repository},
};
use chrono::{DateTime, Utc};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use serde::{Deserialize, Serialize};
use std::{
    fs, io,
    io::Read as _,
    path::{Path, PathBuf},
};

/// Largest part, bytes: files of less than a megabyte come back with their content.
const PART: usize = 700 << 10;
/// Most bytes that an export may unpack to.
const UNPACKED_MAX: u64 = 4 << 30;
const MANIFEST: &str = "lanterne-log.json";

/// Which export a repository holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the layout.
    pub layout: u32,
    /// Events in it.
    pub events: usize,
    /// Digest of the state that they fold to.
    pub state_digest: String,
    /// BLAKE3 of the packed stream, hex.
    pub hash: String,
    /// Names of the parts, in order; each is the BLAKE3 of its bytes.
    pub parts: Vec<String>,
}

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The repository.
    #[error(transparent)]
    Github(#[from] GithubError),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The stream.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// A file.
    #[error("{}: {why}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// The export is not what it says.
    #[error("the export in the repository is not whole: {0}; nothing was read in")]
    NotWhole(String),
    /// The log is damaged, or did not come back as it went.
    #[error("the log was not published: {0}")]
    Unsound(String),
    /// Everybody could read it.
    #[error("the repository is public: your log would be too. Make it private, or say --public")]
    Public,
}

/// What was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Published {
    /// Events in the export.
    pub events: usize,
    /// Files written.
    pub written: Vec<String>,
    /// Files that said the same already.
    pub same: usize,
    /// Parts of an earlier export that were taken out.
    pub removed: usize,
}

/// Where in the repository, and as whom.
pub struct Target<'a> {
    /// The repository.
    pub repository: &'a Repository<'a>,
    /// Folder in it.
    pub folder: &'a str,
    /// Branch; its default one when absent.
    pub branch: Option<&'a str>,
}

impl Target<'_> {
    fn path(&self, name: &str) -> String {
        let folder = self.folder.trim_matches('/');
        if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
    }

    async fn put(&self, name: &str, bytes: &[u8], done: &mut Published) -> Result<(), PublishError> {
        let path = self.path(name);
        if self.repository.put(&path, bytes, &format!("Lanterne: {name}"), self.branch).await? {
            done.written.push(path);
        } else {
            done.same += 1;
        }
        Ok(())
    }

    async fn manifest(&self) -> Result<Option<Manifest>, PublishError> {
        let Some(blob) = self.repository.get(&self.path(MANIFEST), self.branch).await? else { return Ok(None) };
        let bytes = blob.bytes.unwrap_or_default();
        let m: Manifest = serde_json::from_slice(&bytes).map_err(|e| PublishError::NotWhole(e.to_string()))?;
        if m.layout != 1 {
            return Err(PublishError::NotWhole(format!("layout {} is of a later lanterne", m.layout)));
        }
        Ok(Some(m))
    }

    /// Commits the reports, then the log.
    ///
    /// # Errors
    /// See [`PublishError`]; what was written before stays, and the manifest names a whole export at any moment.
    pub async fn publish(&self, store: &Store, reports: &Path, public: bool) -> Result<Published, PublishError> {
        if !public && self.repository.is_public().await? {
            return Err(PublishError::Public);
        }
        let (manifest, packed) = pack(store)?;
        let old = self.manifest().await?;
        let mut done = Published { events: manifest.events, written: vec![], same: 0, removed: 0 };
        for (name, path) in files(reports)? {
            let bytes = fs::read(&path).map_err(|why| PublishError::File { path, why })?;
            self.put(&format!("output/{name}"), &bytes, &mut done).await?;
        }
        if old.as_ref() == Some(&manifest) {
            done.same += 1;
            return Ok(done);
        }
        for (name, bytes) in manifest.parts.iter().zip(packed.chunks(PART)) {
            self.put(&format!("log/{name}"), bytes, &mut done).await?;
        }
        let bytes = serde_json::to_vec_pretty(&manifest).unwrap_or_default();
        self.put(MANIFEST, &bytes, &mut done).await?;
        for name in old.iter().flat_map(|m| &m.parts).filter(|p| !manifest.parts.contains(p)) {
            let path = self.path(&format!("log/{name}"));
            self.repository.remove(&path, "Lanterne: an earlier log", self.branch).await?;
            done.removed += 1;
        }
        Ok(done)
    }

    /// Reads the export of the repository into a log. `None` when there is none yet.
    ///
    /// # Errors
    /// See [`PublishError`]; nothing is taken in of an export that is not whole.
    pub async fn restore(&self, store: &Store, now: DateTime<Utc>) -> Result<Option<Manifest>, PublishError> {
        let Some(manifest) = self.manifest().await? else { return Ok(None) };
        let mut packed = Vec::new();
        for name in &manifest.parts {
            if !name.bytes().all(|b| b.is_ascii_hexdigit()) {
                return Err(PublishError::NotWhole("a part has no name of a part".to_owned()));
            }
            let blob = self.repository.get(&self.path(&format!("log/{name}")), self.branch).await?;
            let bytes = blob.and_then(|b| b.bytes).unwrap_or_default();
            if hash(&bytes) != *name {
                return Err(PublishError::NotWhole(format!(
                    "the part {} is missing or changed",
                    CleanText::line(name)
                )));
            }
            packed.extend(bytes);
        }
        if hash(&packed) != manifest.hash {
            return Err(PublishError::NotWhole("the parts are not those of one export".to_owned()));
        }
        store.import(GzDecoder::new(packed.as_slice()).take(UNPACKED_MAX), None, now)?;
        Ok(Some(manifest))
    }
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The packed export, read back and compared.
fn pack(store: &Store) -> Result<(Manifest, Vec<u8>), PublishError> {
    if let Some(problem) = store.verify()?.problem {
        return Err(PublishError::Unsound(format!("{}; `lanterne events verify` says where", problem.what)));
    }
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    let events = store.export(&mut packer)?;
    let packed = packer.finish().map_err(|why| PublishError::Unsound(why.to_string()))?;
    let state_digest = store.athlete()?.0.digest();
    let dir = tempfile::tempdir().map_err(|why| PublishError::Unsound(why.to_string()))?;
    let copy = Store::open(dir.path(), Access::ReadWrite)?;
    copy.import(GzDecoder::new(packed.as_slice()), None, DateTime::UNIX_EPOCH)?;
    let back = copy.athlete()?.0.digest();
    if back != state_digest {
        return Err(PublishError::Unsound("what was written does not read back as what is known".to_owned()));
    }
    let parts = packed.chunks(PART).map(hash).collect();
    Ok((Manifest { layout: 1, events, state_digest, hash: hash(&packed), parts }, packed))
}

/// Files of the reports' folder by their path in it; nothing when there is no such folder.
fn files(dir: &Path) -> Result<Vec<(String, PathBuf)>, PublishError> {
    let mut all = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
            Err(why) => return Err(PublishError::File { path: folder, why }),
        };
        for entry in entries {
            let entry = entry.map_err(|why| PublishError::File { path: folder.clone(), why })?;
            let (path, kind) = (entry.path(), entry.file_type());
            // A link may lead anywhere; only what lies here goes out.
            match kind {
                Ok(k) if k.is_dir() => folders.push(path),
                Ok(k) if k.is_file() => {
                    let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                    all.push((name, path));
                }
                _ => {}
            }
        }
    }
    all.sort();
    Ok(all)
}

#[cfg(test)]
mod tests;
