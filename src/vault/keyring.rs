//! The desktop's keyring. It is asked on a thread that is given up after three seconds.

use super::VaultError;
use std::time::Duration;
use zeroize::Zeroizing;

const SERVICE: &str = "lanterne";
const USER: &str = "vault";

pub(super) fn read() -> Result<Option<Zeroizing<Vec<u8>>>, VaultError> {
    match entry()?.get_secret() {
        Ok(bytes) => Ok(Some(Zeroizing::new(bytes))),
        Err(keyring::v1::Error::NoEntry) => Ok(None),
        Err(e) => Err(refused(&e.to_string())),
    }
}

pub(super) fn write(plain: &[u8]) -> Result<(), VaultError> {
    entry()?.set_secret(plain).map_err(|e| refused(&e.to_string()))
}

pub(super) fn silent(waited: Duration) -> VaultError {
    refused(&format!("it did not answer within {} s", waited.as_secs()))
}

fn entry() -> Result<keyring::v1::Entry, VaultError> {
    use keyring::v1::{Entry, Error};
    Entry::new(SERVICE, USER).map_err(|e| match (e, Entry::store_status()) {
        // Why there is none is said by the one attempt to open it.
        (Error::NoDefaultStore, Err(why)) => refused(&why.to_string()),
        (e, _) => refused(&e.to_string()),
    })
}

fn refused(why: &str) -> VaultError {
    VaultError::Unavailable {
        backend: "keyring",
        why: why.to_owned(),
        remedy: "unlock it, or choose vault.backend = \"file\" in config.toml (a headless machine has none)".into(),
    }
}
