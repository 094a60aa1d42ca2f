//! Bytes of a text file to `str`: byte order marks, UTF-16, and bytes that are no UTF-8.

use std::borrow::Cow;

/// Bytes looked at to tell what a text file is.
const HEAD: usize = 4096;

/// The text, without byte order mark and leading white space. Bytes that are no UTF-8 become U+FFFD: they can only
/// be in names and notes.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let wide = |rest: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = rest.as_chunks::<2>().0.iter().map(|&b| read(b)).collect();
        String::from_utf16_lossy(&units)
    };
    let text: Cow<'_, str> = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(wide(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(wide(rest, u16::from_be_bytes)),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest),
        _ => String::from_utf8_lossy(bytes),
    };
    let lead = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    match text {
        Cow::Borrowed(s) => Cow::Borrowed(&s[lead(s)..]),
        Cow::Owned(mut s) => {
            s.drain(..lead(&s));
            Cow::Owned(s)
        }
    }
}

/// The first characters, as [`decode`] gives them.
pub(super) fn head(bytes: &[u8]) -> String {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    let from = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) { 0 } else { start };
    let part = &bytes[from..];
    decode(&part[..part.len().min(HEAD)]).into_owned()
}

/// Whether there is nothing but white space and zeros.
pub(super) fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0)
}
