//! The encrypted file: XChaCha20-Poly1305 under the key of a key file, or of a passphrase through Argon2id.
//!
//! With the key file beside it this keeps the log-ins from other users, from backups of the one without the other, and
//! from whoever reads a disk image; not from root. The whole head of the file is authenticated with its content.

use super::{VaultError, backend::KeyFrom, lock};
use argon2::Argon2;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, OsRng, Payload, rand_core::RngCore},
};
use std::{
    fs, io,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// First bytes of the file; the last one is the version.
const MAGIC: &[u8; 8] = b"LANVAULT";
/// Magic, version, kind of key, salt, nonce.
const HEAD: usize = 8 + 1 + 1 + 16 + 24;
/// Bytes of a key.
type Key = Zeroizing<[u8; 32]>;

pub(super) struct Sealed {
    path: PathBuf,
    key: KeyFrom,
}

impl Sealed {
    pub(super) fn new(dir: &Path, key: KeyFrom) -> Self {
        Self { path: dir.join("vault.bin"), key }
    }

    pub(super) fn read(&self) -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
        let bytes = match fs::read(&self.path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(self.io(source)),
        };
        let broken = VaultError::Unreadable { backend: "file", what: "it is no vault" };
        if bytes.len() < HEAD || !bytes.starts_with(MAGIC) || bytes[8] != 1 {
            return Err(broken);
        }
        let (head, sealed) = bytes.split_at(HEAD);
        let (salt, nonce) = (&head[10..26], &head[26..]);
        let key = self.key_bytes(salt, false)?;
        let Ok(nonce) = <[u8; 24]>::try_from(nonce) else { return Err(broken) };
        let open = XChaCha20Poly1305::new((&*key).into())
            .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: head });
        match open {
            Ok(plain) => Ok(Some(Zeroizing::new(plain))),
            Err(_) => Err(VaultError::WrongKey { path: self.path.clone(), how: self.key.describe() }),
        }
    }

    pub(super) fn write(&self, plain: &[u8]) -> Result<(), VaultError> {
        let dir = self.path.parent().unwrap_or(Path::new("."));
        lock::make_dir(dir)?;
        let mut head = [0_u8; HEAD];
        head[..8].copy_from_slice(MAGIC);
        head[8] = 1;
        head[9] = u8::from(matches!(self.key, KeyFrom::Passphrase(_)));
        OsRng.fill_bytes(&mut head[10..]);
        let key = self.key_bytes(&head[10..26], true)?;
        let mut nonce = [0_u8; 24];
        nonce.copy_from_slice(&head[26..]);
        let sealed = XChaCha20Poly1305::new((&*key).into())
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &head })
            .map_err(|_| VaultError::Unreadable { backend: "file", what: "it is too large" })?;
        replace(&self.path, &[&head, &sealed]).map_err(|e| self.io(e))
    }

    fn io(&self, source: io::Error) -> VaultError {
        VaultError::Io { path: self.path.clone(), source }
    }

    /// The key; a key file that is missing is made when `make` is set.
    fn key_bytes(&self, salt: &[u8], make: bool) -> Result<Key, VaultError> {
        let mut key = Key::default();
        match &self.key {
            KeyFrom::Passphrase(words) => {
                let hashed = Argon2::default().hash_password_into(words.expose().as_bytes(), salt, &mut *key);
                hashed.map_err(|_| VaultError::Unavailable {
                    backend: "file",
                    why: "no key can be made of the passphrase".into(),
                    remedy: "give another one".into(),
                })?;
            }
            KeyFrom::File(path) => {
                let err = |source| VaultError::Io { path: path.clone(), source };
                let content = match fs::read(path) {
                    Ok(content) => Zeroizing::new(content),
                    Err(e) if e.kind() == io::ErrorKind::NotFound && make => {
                        let mut fresh = Zeroizing::new(vec![0_u8; 32]);
                        OsRng.fill_bytes(&mut fresh);
                        if let Some(dir) = path.parent() {
                            lock::make_dir(dir)?;
                        }
                        replace(path, &[&fresh]).map_err(err)?;
                        fresh
                    }
                    Err(source) => return Err(err(source)),
                };
                if content.len() < 16 {
                    return Err(VaultError::Unavailable {
                        backend: "file",
                        why: format!("the key file {} holds fewer than 16 bytes", path.display()),
                        remedy: "put 32 random bytes into it".into(),
                    });
                }
                let open = fs::metadata(path).is_ok_and(|m| m.permissions().mode() & 0o077 != 0);
                if open {
                    return Err(VaultError::Unavailable {
                        backend: "file",
                        why: format!("the key file {} can be read by others", path.display()),
                        remedy: format!("run: chmod 600 {}", path.display()),
                    });
                }
                *key = blake3::derive_key("lanterne.vault.key.v1", &content);
            }
        }
        Ok(key)
    }
}

/// Replaces a file in one step, for its owner only; it and its name are on the disk when this returns.
fn replace(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new()
        .prefix(".vault-")
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(dir)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    fs::OpenOptions::new().read(true).custom_flags(0).open(dir)?.sync_all()
}
