//! One gzipped file, inflated under limits.

use super::{FILE_MAX, Rejected};
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// Most bytes out per byte in, beyond [`RATIO_FREE`]. Recordings reach 60; a bomb reaches 1,000.
pub(super) const RATIO_MAX: u64 = 200;
/// Output that no ratio is asked of: small files of one repeated byte are harmless.
pub(super) const RATIO_FREE: u64 = 1 << 20;

/// What came out.
pub struct Inflated {
    /// The content.
    pub bytes: Vec<u8>,
    /// Set when the compressed data broke off and `bytes` is what came before.
    pub warning: Option<&'static str>,
}

/// Inflates `bytes`: at most 256 MiB, and at most 200 times the input once it is past 1 MiB.
///
/// A file that breaks off gives what came before the break: a FIT file inside keeps its good records.
///
/// # Errors
/// `too_large` beyond the limits, `gzip_damaged` when nothing at all could be inflated.
pub fn inflate(bytes: &[u8]) -> Result<Inflated, Rejected> {
    let cap = FILE_MAX.min(RATIO_FREE.max((bytes.len() as u64).saturating_mul(RATIO_MAX)));
    let mut out = Vec::new();
    let result = MultiGzDecoder::new(bytes).take(cap + 1).read_to_end(&mut out);
    if out.len() as u64 > cap {
        let why = format!("it inflates to more than {} MiB; such a recording does not exist", cap >> 20);
        return Err(Rejected::new("too_large", &why));
    }
    match result {
        Ok(_) => Ok(Inflated { bytes: out, warning: None }),
        Err(_) if !out.is_empty() => {
            Ok(Inflated { bytes: out, warning: Some("the compressed file breaks off; what came before is kept") })
        }
        Err(e) => {
            Err(Rejected::new("gzip_damaged", &format!("nothing could be inflated ({e}); download it again")))
        }
    }
}
