//! Files of every format, made in memory: a FIT writer of the wire format itself, TCX and GPX texts, zips.

#![expect(dead_code, reason = "each test file uses the part it needs")]

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use std::io::{Cursor, Write};

/// FIT seconds of 2026-03-01T08:00:00Z.
pub(crate) const T0: u32 = 1_141_286_400;

/// A field: its number and value.
#[derive(Clone, Debug)]
pub(crate) enum F {
    U8(u8, u8),
    I8s(u8, Vec<i8>),
    U16(u8, u16),
    I16(u8, i16),
    U32(u8, u32),
    Text(u8, &'static str),
    Bytes(u8, Vec<u8>),
}

impl F {
    fn parts(&self) -> (u8, u8, Vec<u8>) {
        match self {
            Self::U8(n, v) => (*n, 0x02, vec![*v]),
            Self::I8s(n, v) => (*n, 0x01, v.iter().map(|x| x.to_le_bytes()[0]).collect()),
            Self::U16(n, v) => (*n, 0x84, v.to_le_bytes().to_vec()),
            Self::I16(n, v) => (*n, 0x83, v.to_le_bytes().to_vec()),
            Self::U32(n, v) => (*n, 0x86, v.to_le_bytes().to_vec()),
            Self::Text(n, v) => (*n, 0x07, [v.as_bytes(), &[0]].concat()),
            Self::Bytes(n, v) => (*n, 0x0d, v.clone()),
        }
    }
}

/// A message: its number, its fields, and developer fields as (number, developer index, bytes).
#[derive(Clone, Debug, Default)]
pub(crate) struct M(pub(crate) u16, pub(crate) Vec<F>, pub(crate) Vec<(u8, u8, Vec<u8>)>);

/// A message without developer fields.
pub(crate) fn m(number: u16, fields: Vec<F>) -> M {
    M(number, fields, Vec::new())
}

/// One FIT sequence with a 14-byte header.
pub(crate) fn sequence(messages: &[M]) -> Vec<u8> {
    let (mut data, mut layout) = (Vec::new(), Vec::new());
    for M(number, fields, developer) in messages {
        let mut definition = vec![if developer.is_empty() { 0x40 } else { 0x60 }, 0, 0];
        definition.extend(number.to_le_bytes());
        definition.push(u8::try_from(fields.len()).unwrap());
        let mut body = vec![0_u8];
        for f in fields {
            let (n, base, bytes) = f.parts();
            definition.extend([n, u8::try_from(bytes.len()).unwrap(), base]);
            body.extend(bytes);
        }
        if !developer.is_empty() {
            definition.push(u8::try_from(developer.len()).unwrap());
            for (n, index, bytes) in developer {
                definition.extend([*n, u8::try_from(bytes.len()).unwrap(), *index]);
                body.extend(bytes);
            }
        }
        if definition != layout {
            data.extend(&definition);
            layout = definition;
        }
        data.extend(body);
    }
    frame(&data)
}

/// Header and checksum around data.
pub(crate) fn frame(data: &[u8]) -> Vec<u8> {
    let mut out = vec![14, 0x20, 0x54, 0x08];
    out.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    out.extend(b".FIT");
    out.extend([0, 0]);
    out.extend(data);
    let crc = lanterne::formats::fit::crc(&out);
    out.extend(crc.to_le_bytes());
    out
}

/// A steady ride or run, which every format can say.
#[derive(Clone, Debug)]
pub(crate) struct Effort {
    pub(crate) start: u32,
    pub(crate) seconds: u32,
    /// FIT sport: 1 run, 2 bike, 5 swim.
    pub(crate) sport: u8,
    pub(crate) sub_sport: u8,
    pub(crate) hr: u8,
    pub(crate) watts: Option<u16>,
    /// m/s
    pub(crate) speed: f64,
    /// Local time minus UTC, s.
    pub(crate) offset_s: i64,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            start: T0,
            seconds: 600,
            sport: 2,
            sub_sport: 7,
            hr: 140,
            watts: Some(200),
            speed: 8.0,
            offset_s: 3600,
        }
    }
}

impl Effort {
    pub(crate) fn starting(start: u32) -> Self {
        Self { start, ..Self::default() }
    }

    pub(crate) fn instant(&self, s: u32) -> DateTime<Utc> {
        DateTime::from_timestamp(631_065_600 + i64::from(self.start), 0).unwrap() + TimeDelta::seconds(s.into())
    }

    fn stamp(&self, s: u32) -> String {
        self.instant(s).to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    pub(crate) fn records(&self) -> Vec<M> {
        let record = |s: u32| {
            let metres = f64::from(s) * self.speed;
            let mut fields = vec![
                F::U32(253, self.start + s),
                F::U8(3, self.hr),
                F::U16(6, (self.speed * 1000.0) as u16),
                F::U32(5, (metres * 100.0) as u32),
                F::U16(2, (5.0 * (500.0 + 100.0 + f64::from(s % 200))) as u16),
            ];
            fields.extend(self.watts.map(|w| F::U16(7, w)));
            m(20, fields)
        };
        (0..=self.seconds).map(record).collect()
    }

    pub(crate) fn session(&self) -> M {
        let mut fields = vec![
            F::U32(253, self.start + self.seconds),
            F::U32(2, self.start),
            F::U32(7, self.seconds * 1000),
            F::U32(8, (self.seconds - 10) * 1000),
            F::U32(9, (f64::from(self.seconds) * self.speed * 100.0) as u32),
            F::U8(5, self.sport),
            F::U8(6, self.sub_sport),
            F::U8(16, self.hr),
        ];
        fields.extend(self.watts.map(|w| F::U16(20, w)));
        m(18, fields)
    }

    /// An activity message, which has the local time.
    pub(crate) fn activity(&self) -> M {
        let end = self.start + self.seconds;
        let local = u32::try_from(i64::from(end) + self.offset_s).unwrap();
        m(34, vec![F::U32(253, end), F::U32(5, local), F::U16(1, 1)])
    }

    pub(crate) fn messages(&self) -> Vec<M> {
        let mut all = vec![file_id(4, self.start)];
        all.extend(self.records());
        all.extend([self.session(), self.activity()]);
        all
    }

    pub(crate) fn fit(&self) -> Vec<u8> {
        sequence(&self.messages())
    }

    pub(crate) fn tcx(&self) -> String {
        let name = if self.sport == 1 { "Running" } else { "Biking" };
        let body = self.tcx_activity(name);
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TrainingCenterDatabase xmlns=\"http://www.garmin.com/xmlschemas/\
             TrainingCenterDatabase/v2\"><Activities>{body}</Activities></TrainingCenterDatabase>\n"
        )
    }

    pub(crate) fn tcx_activity(&self, name: &str) -> String {
        let point = |s: u32| {
            let watts = self.watts.map_or(String::new(), |w| {
                format!("<Extensions><ns3:TPX><ns3:Watts>{w}</ns3:Watts></ns3:TPX></Extensions>")
            });
            format!(
                "<Trackpoint><Time>{}</Time><DistanceMeters>{:.1}</DistanceMeters><HeartRateBpm><Value>{}</Value>\
                 </HeartRateBpm>{watts}</Trackpoint>\n",
                self.stamp(s),
                f64::from(s) * self.speed,
                self.hr
            )
        };
        let points: String = (0..=self.seconds).map(point).collect();
        format!(
            "<Activity Sport=\"{name}\"><Id>{0}</Id><Lap StartTime=\"{0}\"><TotalTimeSeconds>{1}</TotalTimeSeconds>\
             <DistanceMeters>{2:.1}</DistanceMeters><Calories>90</Calories><AverageHeartRateBpm><Value>{3}</Value>\
             </AverageHeartRateBpm><Track>{points}</Track></Lap><Creator><Name>Bike &amp; Co</Name></Creator></Activity>",
            self.stamp(0),
            self.seconds - 10,
            f64::from(self.seconds) * self.speed,
            self.hr
        )
    }

    pub(crate) fn gpx(&self) -> String {
        // Straight north: one degree of latitude is 111,195.08 m on the sphere that distances are taken on.
        let point = |s: u32| {
            let lat = 50.0 + f64::from(s) * self.speed / 111_195.08;
            let watts = self.watts.map_or(String::new(), |w| format!("<power>{w}</power>"));
            format!(
                "<trkpt lat=\"{lat:.8}\" lon=\"8.0\"><ele>{}</ele><time>{}</time><extensions>{watts}\
                 <gpxtpx:TrackPointExtension><gpxtpx:hr>{}</gpxtpx:hr><gpxtpx:cad>85</gpxtpx:cad>\
                 </gpxtpx:TrackPointExtension></extensions></trkpt>\n",
                100 + s % 7,
                self.stamp(s),
                self.hr
            )
        };
        let points: String = (0..=self.seconds).map(point).collect();
        let kind = if self.sport == 1 { "running" } else { "cycling" };
        format!(
            "<?xml version=\"1.0\"?>\n<gpx version=\"1.1\" creator=\"Maker\" xmlns:gpxtpx=\"x\"><trk><name>Round the \
             lake</name><type>{kind}</type><trkseg>{points}</trkseg></trk></gpx>"
        )
    }
}

/// A file_id message of a type.
pub(crate) fn file_id(kind: u8, created: u32) -> M {
    m(0, vec![F::U8(0, kind), F::U16(1, 1), F::U16(2, 2713), F::U32(3, 7), F::U32(4, created)])
}

/// Gzipped.
pub(crate) fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    e.write_all(bytes).unwrap();
    e.finish().unwrap()
}

/// A zip of these entries, names as they are.
pub(crate) fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut z = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        z.start_file(*name, options).unwrap();
        z.write_all(bytes).unwrap();
    }
    z.finish().unwrap().into_inner()
}
