//! Values of FIT fields as plain numbers, with the format's "invalid" marks as `None`.

use rustyfit::proto::{Message, Value};

/// Seconds from 1970 to the FIT epoch (1989-12-31T00:00:00Z).
pub(in crate::formats) const EPOCH: i64 = 631_065_600;
/// Number of the timestamp field in every message.
pub(in crate::formats) const TIMESTAMP: u8 = 253;

/// The number; the first of an array. `None` for the type's invalid value and for text.
pub(in crate::formats) fn number(v: &Value) -> Option<f64> {
    Some(match v {
        Value::Uint8(x) if *x != u8::MAX => f64::from(*x),
        Value::Int8(x) if *x != i8::MAX => f64::from(*x),
        Value::Uint16(x) if *x != u16::MAX => f64::from(*x),
        Value::Int16(x) if *x != i16::MAX => f64::from(*x),
        Value::Uint32(x) if *x != u32::MAX => f64::from(*x),
        Value::Int32(x) if *x != i32::MAX => f64::from(*x),
        Value::Uint64(x) if *x != u64::MAX => *x as f64,
        Value::Int64(x) if *x != i64::MAX => *x as f64,
        Value::Float32(x) if x.is_finite() => f64::from(*x),
        Value::Float64(x) if x.is_finite() => *x,
        Value::ArrayUint8(x) => number(&Value::Uint8(*x.first()?))?,
        Value::ArrayUint16(x) => number(&Value::Uint16(*x.first()?))?,
        Value::ArrayUint32(x) => number(&Value::Uint32(*x.first()?))?,
        _ => return None,
    })
}

/// A field's number by field number.
pub(in crate::formats) fn get(m: &Message, num: u8) -> Option<f64> {
    m.fields.iter().find(|f| f.num == num).and_then(|f| number(&f.value))
}

/// A field's number as a small unsigned one.
pub(in crate::formats) fn get_u32(m: &Message, num: u8) -> Option<u32> {
    get(m, num).filter(|v| (0.0..f64::from(u32::MAX)).contains(v)).map(|v| v as u32)
}

/// A field's number as an enumeration's.
pub(in crate::formats) fn get_u8(m: &Message, num: u8) -> Option<u8> {
    get_u32(m, num).and_then(|v| u8::try_from(v).ok())
}

/// A field's text; `None` when empty.
pub(in crate::formats) fn get_text(m: &Message, num: u8) -> Option<&str> {
    let text = match &m.fields.iter().find(|f| f.num == num)?.value {
        Value::String(s) => s,
        Value::ArrayString(s) => s.first()?,
        _ => return None,
    };
    Some(text.trim()).filter(|t| !t.is_empty())
}
