//! Heart rates that a strap stored and handed over afterwards, as after a swim: messages of their own beside the records.
//!
//! Each message holds some heart rates with the strap's own times in 1/1024 s, whole or as their lower twelve bits
//! (Garmin's FIT protocol, `hr` message). One that has a time of day as well sets the strap's clock.

use super::{collect::Records, field};
use rustyfit::{
    profile::mesgdef::Hr,
    proto::{Message, Value},
};

/// What a strap stored.
#[derive(Debug, Default)]
pub(super) struct Beats {
    /// FIT seconds at which the strap's clock showed so many ticks.
    anchor: Option<(f64, u32)>,
    /// The strap's last time.
    last: u32,
    /// (FIT seconds, bpm), in the order told.
    values: Vec<(f64, f64)>,
}

/// Ticks of the strap's clock in a second.
const TICKS: f64 = 1024.0;
/// A record stands for no more than so many seconds before it.
const REACH_S: f64 = 10.0;

impl Beats {
    /// Takes a message.
    pub(super) fn take(&mut self, m: &Message) {
        let ticks = self.ticks(m);
        let (Some(first), Some(last)) = (ticks.first(), ticks.last()) else { return };
        if let Some(time) = field::get(m, field::TIMESTAMP) {
            let fraction = field::get(m, Hr::FRACTIONAL_TIMESTAMP).map_or(0.0, |f| f / 32_768.0);
            self.anchor = Some((time + fraction, *first));
        }
        self.last = *last;
        let Some((time, from)) = self.anchor else { return };
        let bpm = bytes(m, Hr::FILTERED_BPM);
        for (at, bpm) in ticks.iter().zip(bpm).filter(|(_, b)| (1..u8::MAX).contains(*b)) {
            // The clock may have been read a little after the first beat.
            let since = f64::from(at.wrapping_sub(from).cast_signed()) / TICKS;
            self.values.push((time + since, f64::from(*bpm)));
        }
    }

    /// The strap's times of a message, the short ones made whole: they rise, and their lower bits begin anew.
    fn ticks(&self, m: &Message) -> Vec<u32> {
        match m.fields.iter().find(|f| f.num == Hr::EVENT_TIMESTAMP).map(|f| &f.value) {
            Some(Value::ArrayUint32(all)) => return all.to_vec(),
            Some(Value::Uint32(one)) => return vec![*one],
            _ => {}
        }
        let mut last = self.last;
        let halves = bytes(m, Hr::EVENT_TIMESTAMP_12).chunks_exact(3).flat_map(|c| {
            let (a, b, c) = (u32::from(c[0]), u32::from(c[1]), u32::from(c[2]));
            [a | (b & 0x0f) << 8, b >> 4 | c << 4]
        });
        halves
            .map(|low| {
                let on = low.wrapping_sub(last) & 0x0fff;
                last = last.wrapping_add(on);
                last
            })
            .collect()
    }

    pub(super) fn append(&mut self, mut more: Self) {
        self.values.append(&mut more.values);
    }

    /// Gives each record the mean of what was stored since the record before it; the strap knows better than the wrist.
    pub(super) fn fill(&mut self, records: &mut Records) {
        self.values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut before = f64::NEG_INFINITY;
        for (time, hr) in records.time.iter().zip(&mut records.hr) {
            let time = f64::from(*time);
            let from = before.max(time - REACH_S);
            let lo = self.values.partition_point(|v| v.0 <= from);
            let hi = self.values.partition_point(|v| v.0 <= time);
            if let Some(since) = self.values.get(lo..hi).filter(|s| !s.is_empty()) {
                *hr = (since.iter().map(|v| v.1).sum::<f64>() / since.len() as f64) as f32;
            }
            before = before.max(time);
        }
    }
}

fn bytes(m: &Message, num: u8) -> &[u8] {
    match m.fields.iter().find(|f| f.num == num).map(|f| &f.value) {
        Some(Value::ArrayUint8(all)) => all,
        Some(Value::Uint8(one)) => std::slice::from_ref(one),
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustyfit::{
        profile::typedef::{FitBaseType, MesgNum},
        proto::Field,
    };

    fn message(fields: Vec<(u8, Value)>) -> Message {
        let fields = fields
            .into_iter()
            .map(|(num, value)| Field { num, base_type: FitBaseType::BYTE, value, is_expanded: false })
            .collect();
        Message { num: MesgNum::HR, fields, ..Message::default() }
    }

    /// Two twelve-bit times in three bytes.
    fn short(a: u32, b: u32) -> [u8; 3] {
        [(a & 0xff) as u8, ((a >> 8) & 0x0f | (b & 0x0f) << 4) as u8, ((b >> 4) & 0xff) as u8]
    }

    #[test]
    fn short_times_go_on_from_the_whole_one_and_wrap() {
        let mut beats = Beats::default();
        let start = 1_000_000_000_u32;
        beats.take(&message(vec![
            (field::TIMESTAMP, Value::Uint32(start)),
            (Hr::FRACTIONAL_TIMESTAMP, Value::Uint16(16_384)),
            (Hr::FILTERED_BPM, Value::Uint8(100)),
            (Hr::EVENT_TIMESTAMP, Value::Uint32(4000)),
        ]));
        // 4000 + 1024 wraps the twelve bits: 5024 − 4096 = 928.
        let times = [short(928, 1952), short(2976, 2976)].concat();
        beats.take(&message(vec![
            (Hr::FILTERED_BPM, Value::ArrayUint8([110, 120, 130, 255].to_vec().into())),
            (Hr::EVENT_TIMESTAMP_12, Value::ArrayUint8(times.into())),
        ]));
        let at = |s: f64| f64::from(start) + 0.5 + s;
        assert_eq!(beats.values, [(at(0.0), 100.0), (at(1.0), 110.0), (at(2.0), 120.0), (at(3.0), 130.0)]);
        let mut records = Records::default();
        records.time = vec![start, start + 2, start + 60];
        records.hr = vec![f32::NAN, 90.0, 95.0];
        beats.fill(&mut records);
        assert!(records.hr[0].is_nan());
        assert_eq!(records.hr[1..], [105.0, 95.0], "what is too old says nothing");
    }

    #[test]
    fn without_a_clock_nothing_is_known() {
        let mut beats = Beats::default();
        beats.take(&message(vec![
            (Hr::FILTERED_BPM, Value::Uint8(100)),
            (Hr::EVENT_TIMESTAMP, Value::Uint32(4000)),
        ]));
        beats.take(&message(vec![]));
        assert!(beats.values.is_empty());
    }
}
