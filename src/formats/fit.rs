//! FIT files: the decoder's messages, sequence by sequence, made into recordings or wellness values.
//!
//! The decoder (`rustyfit`) is used as a stream without its own checksum and without component expansion: it starts
//! the checksum after the header, which refuses good files, and knows no compressed speed and distance.

mod activity;
mod beats;
mod collect;
mod crc;
pub(super) mod field;
mod wellness;

pub use crc::crc;

use super::{Item, Rejected};
use crate::domain::CleanText;
use chrono_tz::Tz;
use collect::Collected;
use rustyfit::{Decoder, DecoderEvent, StreamingIterator, proto::Message};
use std::io::Read;

/// Bytes of the checksum behind the data.
const CRC_LEN: usize = 2;

/// Reads every sequence of a file (FIT files may be chained).
///
/// A damaged or truncated sequence keeps the messages before the damage; the recordings out of it carry a warning.
///
/// # Errors
/// `fit_header`, `not_fit`, `truncated` or `fit_no_records` when no message at all could be kept.
pub fn read(bytes: &[u8], zone: Tz) -> Result<Vec<Item>, Rejected> {
    let mut parts: Vec<Collected> = Vec::new();
    let mut warnings: Vec<String> = Vec::new();
    let mut offset = 0;
    while offset < bytes.len() {
        let rest = &bytes[offset..];
        let sequence = match Sequence::of(rest) {
            Ok(s) => s,
            Err(e) if offset == 0 => return Err(e),
            Err(_) => {
                if rest.iter().any(|b| *b != 0) {
                    warnings
                        .push(format!("{} bytes behind the recording are no FIT and were left out", rest.len()));
                }
                break;
            }
        };
        warnings.extend(sequence.problem.clone());
        let mut part = Collected::default();
        warnings.extend(sequence.decode(|m| part.take(m)).filter(|_| sequence.problem.is_none()));
        match parts.last_mut() {
            // A file cut into several sequences names its type in the first one only.
            Some(last) if part.file_type.is_none() || part.continues(last) => last.append(part),
            _ => parts.push(part),
        }
        offset += sequence.len;
    }
    if parts.iter().all(|p| p.messages == 0) {
        let why = warnings.first().map_or("the file holds no message", String::as_str);
        let code = if warnings.is_empty() { "fit_no_records" } else { "truncated" };
        return Err(Rejected::new(code, &format!("{why}; copy the file from the device again")));
    }
    let damaged = !warnings.is_empty();
    let mut items: Vec<Item> = Vec::new();
    for part in parts {
        items.extend(interpret(part, zone));
    }
    let empty = items.iter().all(|i| matches!(i, Item::Skipped { what } if what.as_str() == activity::NOTHING));
    if damaged && empty {
        let why = warnings.first().map_or("", String::as_str);
        return Err(Rejected::new("truncated", &format!("{why}, and nothing before it is a recording")));
    }
    for w in &warnings {
        super::warn_all(&mut items, w);
    }
    Ok(items)
}

/// The messages of a file that is one whole sequence: a workout, unlike a recording, is of no use in part.
pub(super) fn messages(bytes: &[u8]) -> Result<Vec<Message>, Rejected> {
    let sequence = Sequence::of(bytes)?;
    let mut all = Vec::new();
    let end = sequence.decode(|m| all.push(m.clone()));
    match sequence.problem.or(end) {
        Some(why) => Err(Rejected::new("truncated", &format!("{why}; get the file again"))),
        None => Ok(all),
    }
}

/// What one sequence is, by its file type and content.
fn interpret(part: Collected, zone: Tz) -> Vec<Item> {
    use rustyfit::profile::typedef::File;
    let kind = part.file_type.map(File);
    let skip = |what: &str| vec![Item::Skipped { what: CleanText::line(what) }];
    match kind {
        Some(File::COURSE | File::SEGMENT | File::SEGMENT_LIST) => skip(&name_of(part.file_type)),
        Some(File::ACTIVITY | File::ACTIVITY_SUMMARY) => activity::items(part),
        _ if !part.sessions.is_empty() || (kind.is_none() && part.records.len() > 1) => activity::items(part),
        _ => {
            let records = wellness::records(&part, zone);
            if records.is_empty() {
                skip(&format!("{}: nothing the coach uses", name_of(part.file_type)))
            } else {
                vec![Item::Wellness(records)]
            }
        }
    }
}

/// The file type in words. Garmin's watches write types that its profile does not list; those are from what such
/// files hold.
fn name_of(file_type: Option<u8>) -> String {
    match file_type {
        None => "FIT file without a type".to_owned(),
        Some(15 | 28 | 32) => "monitoring".to_owned(),
        Some(44) => "metrics".to_owned(),
        Some(49) => "sleep".to_owned(),
        Some(68) => "HRV status".to_owned(),
        Some(t) => {
            let name = rustyfit::profile::typedef::File(t).to_string();
            if name.contains('(') { format!("FIT file of type {t}") } else { name.replace('_', " ") }
        }
    }
}

/// One FIT sequence in a file: header, data, checksum.
struct Sequence<'a> {
    header: [u8; 14],
    body: &'a [u8],
    /// Bytes it takes in the file.
    len: usize,
    /// What is wrong with its frame.
    problem: Option<String>,
}

impl<'a> Sequence<'a> {
    fn of(rest: &'a [u8]) -> Result<Self, Rejected> {
        let size = usize::from(*rest.first().unwrap_or(&0));
        if rest.len() < 12 || &rest[8..12] != b".FIT" {
            return Err(Rejected::new("not_fit", "no FIT header; copy the file from the device again"));
        }
        if (size != 12 && size != 14) || rest.len() < size {
            let why = format!("the FIT header says it has {size} bytes, not 12 or 14");
            return Err(Rejected::new("fit_header", &why));
        }
        let declared = u32::from_le_bytes([rest[4], rest[5], rest[6], rest[7]]) as usize;
        let mut header = [0_u8; 14];
        header[..12].copy_from_slice(&rest[..12]);
        header[0] = 14;
        let have = rest.len() - size;
        let mut data = declared;
        let mut problem = None;
        if declared == 0 && have > CRC_LEN {
            // A device that died wrote the size never: all the rest is data.
            data = have;
            problem = Some("the recording was not finished: the header gives no size".to_owned());
        } else if have < declared {
            problem = Some(format!("the file is cut off: {have} of {declared} bytes of data are there"));
        } else if have < declared + CRC_LEN {
            problem = Some("the file is cut off before its checksum".to_owned());
        } else {
            let stored = u16::from_le_bytes([rest[size + data], rest[size + data + 1]]);
            let computed = crc(&rest[..size + data]);
            if stored != computed {
                problem = Some(format!("the checksum does not match ({stored:04x}, computed {computed:04x})"));
            }
        }
        header[4..8].copy_from_slice(&u32::try_from(data).unwrap_or(u32::MAX).to_le_bytes());
        let body = &rest[size..rest.len().min(size + data + CRC_LEN)];
        Ok(Self { header, body, len: size + body.len(), problem })
    }

    /// Hands over every good message; returns what ended the decoding early.
    fn decode(&self, mut take: impl FnMut(&Message)) -> Option<String> {
        if self.body.len() <= CRC_LEN {
            return None;
        }
        let mut decoder = Decoder::builder().checksum(false).expand_components(false).build();
        let reader = embedded_io_adapters::std::FromStd::new(self.header.as_slice().chain(self.body));
        let mut stream = decoder.stream(reader);
        loop {
            match stream.next() {
                Some(Ok(DecoderEvent::Message(m))) => take(m),
                Some(Ok(DecoderEvent::Crc(_))) | None => return None,
                Some(Ok(_)) => {}
                Some(Err(e)) => return Some(format!("the data are damaged ({e}); what came before is kept")),
            }
        }
    }
}
