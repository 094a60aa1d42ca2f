//! What is kept of a FIT sequence's messages: columns of records, and the few other messages that matter.

use super::beats::Beats;
use super::field::{self, TIMESTAMP, get, get_text, get_u8, get_u32};
use rustyfit::{
    profile::{mesgdef, typedef::MesgNum},
    proto::{Message, Value},
};

/// Columns of record messages in FIT seconds; `NaN` where a record has no value.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) time: Vec<u32>,
    pub(super) hr: Vec<f32>,
    pub(super) power: Vec<f32>,
    pub(super) speed: Vec<f32>,
    pub(super) distance: Vec<f64>,
    pub(super) altitude: Vec<f32>,
    pub(super) cadence: Vec<f32>,
    /// Semicircles, latitude and longitude; `i32::MAX` is none.
    pub(super) place: Vec<(i32, i32)>,
    /// Sum of the compressed distance so far, m, and its last raw value.
    packed: Option<(f64, u16)>,
}

impl Records {
    pub(super) fn len(&self) -> usize {
        self.time.len()
    }
}

/// A session, or a lap or length, which share most of their meaning.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals {
    pub(super) start: Option<u32>,
    pub(super) end: Option<u32>,
    pub(super) elapsed_s: Option<f64>,
    pub(super) timer_s: Option<f64>,
    pub(super) distance_m: Option<f64>,
    pub(super) ascent_m: Option<f64>,
    pub(super) avg_hr: Option<f64>,
    pub(super) max_hr: Option<f64>,
    pub(super) avg_power: Option<f64>,
    pub(super) max_power: Option<f64>,
    pub(super) kcal: Option<f64>,
    pub(super) rpe: Option<f64>,
    pub(super) tss: Option<f64>,
    pub(super) sport: Option<u8>,
    pub(super) sub_sport: Option<u8>,
    pub(super) pool_m: Option<f64>,
    pub(super) profile: Option<String>,
    /// Of a length: whether it was swum.
    pub(super) active: bool,
    /// Of a length or lap: how it was swum, as the profile numbers it.
    pub(super) stroke: Option<u8>,
}

/// A developer field that stands for a native one of the record message.
#[derive(Clone, Copy, Debug)]
struct Developer {
    index: u8,
    num: u8,
    native: u8,
}

/// Readings for wellness, with their FIT times.
#[derive(Debug, Default)]
pub(super) struct Readings {
    pub(super) steps: Vec<(u32, u8, f64)>,
    pub(super) resting_hr: Vec<(u32, f64)>,
    pub(super) stress: Vec<(u32, f64)>,
    pub(super) respiration: Vec<(u32, f64)>,
    pub(super) spo2: Vec<(u32, f64)>,
    pub(super) hrv_night: Vec<(u32, f64)>,
    pub(super) sleep_levels: Vec<(u32, u8)>,
    pub(super) sleep_score: Option<f64>,
    pub(super) mass: Vec<(u32, u32, f64)>,
    pub(super) temperature: Vec<(u32, f64)>,
    pub(super) body_battery: Vec<(u32, f64)>,
    /// Cumulative 16-bit time of monitoring messages counts on from this.
    clock: u32,
}

/// Everything kept of one sequence.
#[derive(Debug, Default)]
pub(super) struct Collected {
    pub(super) messages: usize,
    pub(super) file_type: Option<u8>,
    pub(super) created: Option<u32>,
    pub(super) serial: Option<u32>,
    pub(super) device: Option<String>,
    pub(super) records: Records,
    pub(super) sessions: Vec<Totals>,
    pub(super) laps: Vec<Totals>,
    pub(super) lengths: Vec<Totals>,
    /// Timer events: FIT time, and whether the timer runs from then on.
    pub(super) timer: Vec<(u32, bool)>,
    /// Sport, sub-sport and name as the sport message gives them.
    pub(super) sport: Option<(u8, u8, Option<String>)>,
    /// Local time minus UTC, s, unchecked.
    pub(super) local_minus_utc: Option<i64>,
    pub(super) readings: Readings,
    pub(super) beats: Beats,
    developer: Vec<Developer>,
}

impl Collected {
    /// Whether this sequence goes on with `before`: the same file of the same device, cut in two.
    pub(super) fn continues(&self, before: &Self) -> bool {
        self.created.is_some()
            && self.file_type == before.file_type
            && self.created == before.created
            && self.serial == before.serial
            && before.sessions.is_empty()
    }

    /// Takes the messages of a sequence that goes on with this one.
    pub(super) fn append(&mut self, mut more: Self) {
        self.messages += more.messages;
        let (a, b) = (&mut self.records, &mut more.records);
        a.time.append(&mut b.time);
        a.hr.append(&mut b.hr);
        a.power.append(&mut b.power);
        a.speed.append(&mut b.speed);
        a.distance.append(&mut b.distance);
        a.altitude.append(&mut b.altitude);
        a.cadence.append(&mut b.cadence);
        a.place.append(&mut b.place);
        self.sessions.append(&mut more.sessions);
        self.laps.append(&mut more.laps);
        self.lengths.append(&mut more.lengths);
        self.timer.append(&mut more.timer);
        self.beats.append(more.beats);
        self.sport = self.sport.take().or(more.sport);
        self.device = self.device.take().or(more.device);
        self.local_minus_utc = more.local_minus_utc.or(self.local_minus_utc);
    }

    /// Takes one message.
    pub(super) fn take(&mut self, m: &Message) {
        self.messages += 1;
        match m.num {
            MesgNum::RECORD => self.take_record(m),
            MesgNum::FILE_ID => self.take_file_id(m),
            MesgNum::SESSION => self.take_session(m),
            MesgNum::HR => self.beats.take(m),
            MesgNum::LAP => self.laps.push(lap(m)),
            MesgNum::LENGTH => self.lengths.push(length(m)),
            MesgNum::EVENT => self.take_event(m),
            MesgNum::ACTIVITY => {
                let local = get_u32(m, mesgdef::Activity::LOCAL_TIMESTAMP);
                self.take_local(get_u32(m, TIMESTAMP), local);
            }
            MesgNum::SPORT => {
                let name = get_text(m, mesgdef::Sport::NAME).map(str::to_owned);
                if let Some(sport) = get_u8(m, mesgdef::Sport::SPORT) {
                    self.sport = Some((sport, get_u8(m, mesgdef::Sport::SUB_SPORT).unwrap_or(0), name));
                }
            }
            MesgNum::DEVICE_INFO if self.device.is_none() && get_u8(m, 0) == Some(0) => {
                self.device = get_text(m, mesgdef::DeviceInfo::PRODUCT_NAME).map(str::to_owned);
            }
            MesgNum::FIELD_DESCRIPTION => self.take_description(m),
            _ => self.readings.take(m, &mut self.local_minus_utc),
        }
    }

    fn take_local(&mut self, utc: Option<u32>, local: Option<u32>) {
        if let (Some(utc), Some(local)) = (utc, local) {
            self.local_minus_utc = Some(i64::from(local) - i64::from(utc));
        }
    }

    fn take_file_id(&mut self, m: &Message) {
        use rustyfit::profile::typedef::{GarminProduct, Manufacturer};
        self.file_type = get_u8(m, mesgdef::FileId::TYPE).or(self.file_type);
        self.created = get_u32(m, mesgdef::FileId::TIME_CREATED).or(self.created);
        self.serial = get_u32(m, mesgdef::FileId::SERIAL_NUMBER).filter(|s| *s != 0).or(self.serial);
        let Some(maker) = get_u32(m, mesgdef::FileId::MANUFACTURER).and_then(|v| u16::try_from(v).ok()) else {
            return;
        };
        let product = get_u32(m, mesgdef::FileId::PRODUCT).and_then(|v| u16::try_from(v).ok());
        let named = get_text(m, mesgdef::FileId::PRODUCT_NAME).map(str::to_owned);
        let product = named.or_else(|| {
            let known = (Manufacturer(maker) == Manufacturer::GARMIN).then_some(product).flatten();
            known.map(|p| GarminProduct(p).to_string()).filter(|p| !p.contains('('))
        });
        let maker = Some(Manufacturer(maker).to_string()).filter(|m| !m.contains('('));
        let words: Vec<String> = maker.into_iter().chain(product).map(|w| w.replace('_', " ")).collect();
        if !words.is_empty() {
            self.device = Some(words.join(" "));
        }
    }

    fn take_session(&mut self, m: &Message) {
        let session = session(m);
        // Some devices write a session again and again as it grows; the last one counts.
        let same = |s: &Totals| s.start.is_some() && s.start == session.start && s.sport == session.sport;
        match self.sessions.iter_mut().find(|s| same(s)) {
            Some(s) => *s = session,
            None => self.sessions.push(session),
        }
    }

    fn take_event(&mut self, m: &Message) {
        use mesgdef::Event;
        if get_u8(m, Event::EVENT) != Some(0) {
            return;
        }
        let Some(at) = get_u32(m, TIMESTAMP) else { return };
        match get_u8(m, Event::EVENT_TYPE) {
            Some(0) => self.timer.push((at, true)),
            Some(1 | 4 | 8 | 9) => self.timer.push((at, false)),
            _ => {}
        }
    }

    fn take_description(&mut self, m: &Message) {
        use mesgdef::FieldDescription as F;
        let (Some(index), Some(num)) = (get_u8(m, F::DEVELOPER_DATA_INDEX), get_u8(m, F::FIELD_DEFINITION_NUMBER))
        else {
            return;
        };
        let name = get_text(m, F::FIELD_NAME).unwrap_or_default();
        let watts = get_text(m, F::UNITS).is_some_and(|u| u.eq_ignore_ascii_case("watts") || u == "W");
        let native = get_u8(m, F::NATIVE_FIELD_NUM)
            .filter(|_| get_u32(m, F::NATIVE_MESG_NUM).is_none_or(|n| n == u32::from(MesgNum::RECORD.0)));
        // Only fields whose unit is the same everywhere: a developer's speed may be in anything.
        let native = match native {
            Some(n @ (mesgdef::Record::POWER | mesgdef::Record::HEART_RATE | mesgdef::Record::CADENCE)) => n,
            None if watts && name.eq_ignore_ascii_case("power") => mesgdef::Record::POWER,
            _ => return,
        };
        self.developer.retain(|d| (d.index, d.num) != (index, num));
        self.developer.push(Developer { index, num, native });
    }

    fn take_record(&mut self, m: &Message) {
        use mesgdef::Record as R;
        let mut row = Row::default();
        for f in &m.fields {
            let value = field::number(&f.value);
            match f.num {
                TIMESTAMP => row.time = row.time.or(value.map(|v| v as u32)),
                R::HEART_RATE => row.hr = value,
                R::POWER => row.power = value,
                R::CADENCE => row.cadence = value,
                R::FRACTIONAL_CADENCE => row.fraction = value.map(|v| v / 128.0),
                R::DISTANCE => row.distance = value.map(|v| v / 100.0),
                R::SPEED => row.speed = row.speed.or(value.map(|v| v / 1000.0)),
                R::ENHANCED_SPEED => row.speed = value.map(|v| v / 1000.0).or(row.speed),
                R::ALTITUDE => row.altitude = row.altitude.or(value.map(|v| v / 5.0 - 500.0)),
                R::ENHANCED_ALTITUDE => row.altitude = value.map(|v| v / 5.0 - 500.0).or(row.altitude),
                R::POSITION_LAT => row.lat = value.map(|v| v as i32),
                R::POSITION_LONG => row.lon = value.map(|v| v as i32),
                R::COMPRESSED_SPEED_DISTANCE => {
                    if let Value::ArrayUint8(bytes) = &f.value {
                        self.records.unpack(bytes, &mut row);
                    }
                }
                _ => {}
            }
        }
        for d in &m.developer_fields {
            let known = self.developer.iter().find(|k| (k.index, k.num) == (d.developer_data_index, d.num));
            let Some((native, value)) = known.map(|k| k.native).zip(field::number(&d.value)) else { continue };
            match native {
                R::POWER => row.power = row.power.or(Some(value)),
                R::HEART_RATE => row.hr = row.hr.or(Some(value)),
                _ => row.cadence = row.cadence.or(Some(value)),
            }
        }
        self.records.push(&row);
    }
}

/// One record's values.
#[derive(Debug, Default)]
struct Row {
    time: Option<u32>,
    hr: Option<f64>,
    power: Option<f64>,
    speed: Option<f64>,
    distance: Option<f64>,
    altitude: Option<f64>,
    cadence: Option<f64>,
    fraction: Option<f64>,
    lat: Option<i32>,
    lon: Option<i32>,
}

impl Records {
    /// Three bytes: 12 bits of speed in 1/100 m/s, 12 bits of distance in 1/16 m that wrap around every 256 m.
    fn unpack(&mut self, bytes: &[u8], row: &mut Row) {
        let [a, b, c, ..] = *bytes else { return };
        if (a, b, c) == (0xff, 0xff, 0xff) {
            return;
        }
        let speed = u16::from(a) | (u16::from(b & 0x0f) << 8);
        let raw = u16::from(b >> 4) | (u16::from(c) << 4);
        let (sum, last) = self.packed.unwrap_or((0.0, 0));
        let sum = sum + f64::from(raw.wrapping_sub(last) & 0x0fff) / 16.0;
        self.packed = Some((sum, raw));
        row.speed = row.speed.or(Some(f64::from(speed) / 100.0));
        row.distance = row.distance.or(Some(sum));
    }

    fn push(&mut self, row: &Row) {
        // Without a time a record has no place among the others.
        let Some(time) = row.time else { return };
        let f = |v: Option<f64>| v.map_or(f32::NAN, |v| v as f32);
        self.time.push(time);
        self.hr.push(f(row.hr));
        self.power.push(f(row.power));
        self.speed.push(f(row.speed));
        self.distance.push(row.distance.unwrap_or(f64::NAN));
        self.altitude.push(f(row.altitude));
        self.cadence.push(f(row.cadence.map(|c| c + row.fraction.unwrap_or(0.0))));
        self.place.push((row.lat.unwrap_or(i32::MAX), row.lon.unwrap_or(i32::MAX)));
    }
}

fn session(m: &Message) -> Totals {
    use mesgdef::Session as S;
    Totals {
        start: get_u32(m, S::START_TIME),
        end: get_u32(m, TIMESTAMP),
        elapsed_s: get(m, S::TOTAL_ELAPSED_TIME).map(|v| v / 1000.0),
        timer_s: get(m, S::TOTAL_TIMER_TIME).map(|v| v / 1000.0),
        distance_m: get(m, S::TOTAL_DISTANCE).map(|v| v / 100.0),
        ascent_m: get(m, S::TOTAL_ASCENT),
        avg_hr: get(m, S::AVG_HEART_RATE),
        max_hr: get(m, S::MAX_HEART_RATE),
        avg_power: get(m, S::AVG_POWER),
        max_power: get(m, S::MAX_POWER),
        kcal: get(m, S::TOTAL_CALORIES),
        rpe: get(m, S::WORKOUT_RPE).map(|v| v / 10.0),
        tss: get(m, S::TRAINING_STRESS_SCORE).map(|v| v / 10.0),
        sport: get_u8(m, S::SPORT),
        sub_sport: get_u8(m, S::SUB_SPORT),
        pool_m: get(m, S::POOL_LENGTH).map(|v| v / 100.0),
        profile: get_text(m, S::SPORT_PROFILE_NAME).map(str::to_owned),
        active: true,
        stroke: None,
    }
}

fn lap(m: &Message) -> Totals {
    use mesgdef::Lap as L;
    Totals {
        start: get_u32(m, L::START_TIME),
        end: get_u32(m, TIMESTAMP),
        elapsed_s: get(m, L::TOTAL_ELAPSED_TIME).map(|v| v / 1000.0),
        timer_s: get(m, L::TOTAL_TIMER_TIME).map(|v| v / 1000.0),
        distance_m: get(m, L::TOTAL_DISTANCE).map(|v| v / 100.0),
        ascent_m: get(m, L::TOTAL_ASCENT),
        avg_hr: get(m, L::AVG_HEART_RATE),
        max_hr: get(m, L::MAX_HEART_RATE),
        avg_power: get(m, L::AVG_POWER),
        max_power: get(m, L::MAX_POWER),
        kcal: get(m, L::TOTAL_CALORIES),
        sport: get_u8(m, L::SPORT),
        sub_sport: get_u8(m, L::SUB_SPORT),
        stroke: get_u8(m, L::SWIM_STROKE),
        active: true,
        ..Totals::default()
    }
}

fn length(m: &Message) -> Totals {
    use mesgdef::Length as L;
    Totals {
        start: get_u32(m, L::START_TIME),
        end: get_u32(m, TIMESTAMP),
        elapsed_s: get(m, L::TOTAL_ELAPSED_TIME).map(|v| v / 1000.0),
        timer_s: get(m, L::TOTAL_TIMER_TIME).map(|v| v / 1000.0),
        active: get_u8(m, L::LENGTH_TYPE) != Some(0),
        stroke: get_u8(m, L::SWIM_STROKE),
        ..Totals::default()
    }
}

impl Readings {
    fn take(&mut self, m: &Message, local_minus_utc: &mut Option<i64>) {
        let at = get_u32(m, TIMESTAMP);
        if let Some(at) = at {
            self.clock = at;
        }
        let now = at.unwrap_or(self.clock);
        let reading = |num: u8, scale: f64| get(m, num).map(|v| (now, v / scale));
        match m.num {
            MesgNum::MONITORING_INFO => {
                let local = get_u32(m, mesgdef::MonitoringInfo::LOCAL_TIMESTAMP);
                if let (Some(utc), Some(local)) = (at, local) {
                    *local_minus_utc = Some(i64::from(local) - i64::from(utc));
                }
            }
            MesgNum::MONITORING => self.take_monitoring(m),
            MesgNum::MONITORING_HR_DATA => {
                use mesgdef::MonitoringHrData as M;
                let value = reading(M::CURRENT_DAY_RESTING_HEART_RATE, 1.0).filter(|v| v.1 > 0.0);
                self.resting_hr.extend(value.or_else(|| reading(M::RESTING_HEART_RATE, 1.0)));
            }
            MesgNum::STRESS_LEVEL => {
                use mesgdef::StressLevel as M;
                let at = get_u32(m, M::STRESS_LEVEL_TIME).unwrap_or(now);
                // Negative values say why there is none.
                let value = get(m, M::STRESS_LEVEL_VALUE).filter(|v| *v >= 0.0);
                self.stress.extend(value.map(|v| (at, v)));
            }
            MesgNum::RESPIRATION_RATE => {
                let value = reading(mesgdef::RespirationRate::RESPIRATION_RATE, 100.0);
                self.respiration.extend(value.filter(|v| v.1 > 0.0));
            }
            MesgNum::SPO2_DATA => {
                self.spo2.extend(reading(mesgdef::Spo2Data::READING_SPO2, 1.0).filter(|v| v.1 > 0.0));
            }
            MesgNum::HRV_STATUS_SUMMARY => {
                self.hrv_night.extend(reading(mesgdef::HrvStatusSummary::LAST_NIGHT_AVERAGE, 128.0));
            }
            MesgNum::SLEEP_LEVEL => {
                self.sleep_levels.extend(get_u8(m, mesgdef::SleepLevel::SLEEP_LEVEL).map(|l| (now, l)));
            }
            MesgNum::SLEEP_ASSESSMENT => {
                self.sleep_score = get(m, mesgdef::SleepAssessment::OVERALL_SLEEP_SCORE).or(self.sleep_score);
            }
            MesgNum::WEIGHT_SCALE => {
                let user = get_u32(m, mesgdef::WeightScale::USER_PROFILE_INDEX).unwrap_or(0);
                // 65,534 says that the scale is still weighing.
                let value = reading(mesgdef::WeightScale::WEIGHT, 100.0).filter(|v| v.1 < 655.0);
                self.mass.extend(value.map(|(at, kg)| (at, user, kg)));
            }
            MesgNum::SKIN_TEMP_OVERNIGHT => {
                self.temperature.extend(reading(mesgdef::SkinTempOvernight::AVERAGE_DEVIATION, 1.0));
            }
            MesgNum::HSA_BODY_BATTERY_DATA => self.take_body_battery(m, now),
            _ => {}
        }
    }

    /// Steps are cumulative since local midnight, per kind of activity; the time may be its low 16 bits only.
    fn take_monitoring(&mut self, m: &Message) {
        use mesgdef::Monitoring as M;
        if let Some(low) = get_u32(m, M::TIMESTAMP_16) {
            self.clock = self.clock.wrapping_add(low.wrapping_sub(self.clock) & 0xffff);
        }
        let kind = get_u8(m, M::ACTIVITY_TYPE).or_else(|| {
            let packed = get_u8(m, M::CURRENT_ACTIVITY_TYPE_INTENSITY);
            packed.map(|p| p & 0x1f)
        });
        // 1 running, 6 walking: the kinds whose cycles are steps.
        if let (Some(kind @ (1 | 6)), Some(steps)) = (kind, get(m, M::CYCLES)) {
            self.steps.push((self.clock, kind, steps));
        }
    }

    fn take_body_battery(&mut self, m: &Message, now: u32) {
        use mesgdef::HsaBodyBatteryData as M;
        let step = get_u32(m, M::PROCESSING_INTERVAL).unwrap_or(0);
        let levels = m.fields.iter().find(|f| f.num == M::LEVEL).map(|f| &f.value);
        if let Some(Value::ArrayInt8(levels)) = levels {
            for (i, level) in (0_u32..).zip(levels.iter()) {
                if (0..=100).contains(level) {
                    self.body_battery.push((now.wrapping_add(i.wrapping_mul(step)), f64::from(*level)));
                }
            }
        }
    }
}
