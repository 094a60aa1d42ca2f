//! The folder of the log: who may read it, what disk it is on, and files that are really there after a power cut.
//!
//! The database file is made here, with its mode, before SQLite sees it: the files that SQLite puts beside it take
//! the same mode. It is never opened here once it exists, because closing any descriptor of it would drop the locks
//! that SQLite holds in this process.

use super::error::LogError;
use std::{
    fs::{self, DirBuilder, File, OpenOptions, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Name of the database in the data folder.
pub(super) const DB_NAME: &str = "lanterne.db";
/// Name of the file that is locked while tables are made.
const LOCK_NAME: &str = "lanterne.lock";

/// Makes a folder that only its owner may enter, with its parents. A folder that exists keeps its mode.
pub(super) fn make_dir(dir: &Path) -> Result<(), LogError> {
    if dir.is_dir() {
        return Ok(());
    }
    let parent = dir.parent().filter(|p| !p.as_os_str().is_empty());
    if let Some(parent) = parent {
        make_dir(parent)?;
    }
    // Recursive only in that a folder which another process has just made is no error.
    DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(LogError::io(dir))?;
    parent.map_or(Ok(()), sync_dir)
}

/// Makes a new file for its owner only; an error when there is one of that name, even a dangling link.
pub(super) fn create_new(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Makes the names in a folder durable.
pub(super) fn sync_dir(dir: &Path) -> Result<(), LogError> {
    File::open(dir).and_then(|d| d.sync_all()).map_err(LogError::io(dir))
}

/// Makes sure that the database file exists and that it, and what SQLite keeps beside it, are the owner's alone.
/// Gives back whether it is still empty.
pub(super) fn make_db(path: &Path) -> Result<bool, LogError> {
    match create_new(path) {
        Ok(_) => path.parent().map_or(Ok(()), sync_dir)?,
        Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
            for suffix in ["", "-wal", "-shm"] {
                tighten(&suffixed(path, suffix))?;
            }
        }
        Err(e) => return Err(LogError::io(path)(e)),
    }
    let meta = fs::symlink_metadata(path).map_err(LogError::io(path))?;
    if !meta.is_file() {
        return Err(LogError::NotALog { path: path.to_owned() });
    }
    Ok(meta.len() == 0)
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn tighten(path: &Path) -> Result<(), LogError> {
    match fs::symlink_metadata(path) {
        Ok(m) if m.is_file() && m.permissions().mode() & 0o077 != 0 => {
            fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(LogError::io(path))
        }
        _ => Ok(()),
    }
}

/// Holds the lock under which tables are made; it is let go when the file is dropped, or the process dies.
pub(super) fn lock(dir: &Path) -> Result<File, LogError> {
    let path = dir.join(LOCK_NAME);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed())
        .open(&path)
        .map_err(LogError::io(&path))?;
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)
        .map_err(|e| LogError::io(&path)(e.into()))?;
    Ok(file)
}

/// Refuses folders whose file system is served by another machine.
pub(super) fn refuse_network(dir: &Path) -> Result<(), LogError> {
    match network_kind(dir) {
        Some(kind) => Err(LogError::NetworkFs { path: dir.to_owned(), kind }),
        None => Ok(()),
    }
}

/// Magic numbers of `statfs`, from `linux/magic.h` and the kernel's file-system sources.
#[cfg(target_os = "linux")]
const NETWORK_MAGIC: [(u32, &str); 7] = [
    (0x6969, "nfs"),
    (0x517B, "smb"),
    (0xFF53_4D42, "cifs"),
    (0xFE53_4D42, "smb2"),
    (0x5346_414F, "afs"),
    (0x7375_7245, "coda"),
    (0x00C3_6400, "ceph"),
];
#[cfg(target_os = "linux")]
const FUSE_MAGIC: u32 = 0x6573_5546;

#[cfg(target_os = "linux")]
fn network_kind(dir: &Path) -> Option<String> {
    let magic = rustix::fs::statfs(dir).ok()?.f_type as u32;
    if magic == FUSE_MAGIC {
        let mounts = fs::read_to_string("/proc/self/mountinfo").ok()?;
        return remote_fuse(&mounts, dir);
    }
    NETWORK_MAGIC.iter().find(|(m, _)| *m == magic).map(|(_, name)| (*name).to_owned())
}

/// The remote FUSE file system that `dir` is on, by the table of mounts (`proc_pid_mountinfo(5)`).
#[cfg(target_os = "linux")]
fn remote_fuse(mounts: &str, dir: &Path) -> Option<String> {
    const REMOTE: [&str; 6] =
        ["fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs", "fuse.davfs", "fuse.gvfsd-fuse"];
    let mount = |line: &str| {
        let (left, right) = line.split_once(" - ")?;
        let point = left.split(' ').nth(4)?.replace("\\040", " ");
        let kind = right.split(' ').next()?.to_owned();
        dir.starts_with(&point).then_some((point.len(), kind))
    };
    let (_, kind) = mounts.lines().filter_map(mount).max_by_key(|(len, _)| *len)?;
    REMOTE.contains(&kind.as_str()).then_some(kind)
}

#[cfg(target_os = "macos")]
fn network_kind(dir: &Path) -> Option<String> {
    let raw = rustix::fs::statfs(dir).ok()?.f_fstypename;
    let name: String = raw.iter().take_while(|c| **c != 0).map(|c| char::from(c.cast_unsigned())).collect();
    ["nfs", "smbfs", "afpfs", "webdav", "macfuse"].contains(&name.as_str()).then_some(name)
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
fn network_kind(_dir: &Path) -> Option<String> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_fuse_mount_is_judged_by_the_deepest_mount_point() {
        let table = "36 35 98:0 / / rw,noatime master:1 - ext4 /dev/vda rw\n\
                     37 36 0:33 / /home/a/far\\040away rw - fuse.sshfs host:/ rw\n\
                     38 36 0:34 / /home/a/far\\040away/local rw - fuse.encfs x rw\n";
        let at = |p: &str| remote_fuse(table, Path::new(p));
        assert_eq!(at("/home/a/far away/data"), Some("fuse.sshfs".to_owned()));
        assert_eq!(at("/home/a/far away/local/data"), None);
        assert_eq!(at("/home/a"), None);
        assert_eq!(remote_fuse("nonsense", Path::new("/")), None);
    }

    #[test]
    fn a_local_folder_is_not_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(refuse_network(dir.path()).is_ok());
    }

    #[test]
    fn a_link_in_place_of_the_database_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/hostname", dir.path().join(DB_NAME)).unwrap();
        assert!(matches!(make_db(&dir.path().join(DB_NAME)), Err(LogError::NotALog { .. })));
    }
}
