//! GPS Exchange XML: tracks with times; heart rate, cadence, power and speed from the extensions that devices write
//! (Garmin's TrackPointExtension v1 and v2, Strava's and Zwift's bare `power`, OpenTracks' and others' `speed`).

use super::{Item, Rejected, time, track, track::Point, xml, xml::Handler};
use crate::domain::{CleanText, Recording, Sport, recording::Summary};
use chrono_tz::Tz;
use quick_xml::events::BytesStart;

/// Reads every track that has times; each is one recording.
///
/// Moving time is the time within segments: a new segment is how GPX writes a pause.
///
/// # Errors
/// `xml_malformed` when nothing could be kept, `xml_doctype`, `xml_limits`.
pub fn read(bytes: &[u8]) -> Result<Vec<Item>, Rejected> {
    let mut reader = Gpx::default();
    let end = xml::walk(bytes, &mut reader)?;
    if end != xml::End::Complete {
        reader.finish();
    }
    let Gpx { done, creator, file_name, places, .. } = reader;
    let mut items: Vec<Item> =
        done.into_iter().filter_map(|t| t.into_item(creator.as_ref(), file_name.as_ref())).collect();
    if let xml::End::Broken(why) = end {
        if items.is_empty() {
            return Err(Rejected::new("xml_malformed", &format!("{why}; export the file again")));
        }
        super::warn_all(&mut items, &format!("the file is damaged: {why}; what came before is kept"));
    } else if items.is_empty() {
        let what = if places > 0 { "route without times" } else { "no track in it" };
        items.push(Item::Skipped { what: CleanText::line(what) });
    }
    Ok(items)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Root,
    Metadata,
    Trk,
    Name,
    Desc,
    Type,
    Segment,
    Point,
    Time,
    Altitude,
    Hr,
    Cadence,
    Power,
    Speed,
    Place,
    Other,
}

#[derive(Default)]
struct TrackRead {
    name: Option<CleanText>,
    desc: Option<CleanText>,
    kind: Option<String>,
    offset_s: Option<i32>,
    segments: Vec<Vec<Point>>,
}

#[derive(Default)]
struct Gpx {
    now: Option<TrackRead>,
    point: Option<Point>,
    done: Vec<TrackRead>,
    creator: Option<CleanText>,
    file_name: Option<CleanText>,
    places: usize,
}

impl Gpx {
    fn finish(&mut self) {
        self.done.extend(self.now.take());
    }
}

impl Handler for Gpx {
    type Tag = Tag;

    fn tag(name: &str) -> Tag {
        match name {
            "trkpt" => Tag::Point,
            "time" => Tag::Time,
            "ele" => Tag::Altitude,
            "hr" | "heartrate" => Tag::Hr,
            "cad" | "cadence" => Tag::Cadence,
            "power" | "PowerInWatts" | "watts" => Tag::Power,
            "speed" => Tag::Speed,
            "trkseg" => Tag::Segment,
            "trk" => Tag::Trk,
            "name" => Tag::Name,
            "desc" => Tag::Desc,
            "type" => Tag::Type,
            "gpx" => Tag::Root,
            "metadata" => Tag::Metadata,
            "rtept" | "wpt" => Tag::Place,
            _ => Tag::Other,
        }
    }

    fn open(&mut self, path: &[Tag], element: &BytesStart<'_>) {
        match path.last() {
            Some(Tag::Point) => {
                self.places += 1;
                let read = |n: &str| xml::attribute(element, n).as_deref().and_then(number);
                let place = read("lat").zip(read("lon"));
                let place = place.filter(|(a, o)| a.abs() <= 90.0 && o.abs() <= 180.0);
                self.point = Some(Point { place, ..Point::default() });
            }
            Some(Tag::Trk) => {
                self.finish();
                self.now = Some(TrackRead::default());
            }
            Some(Tag::Segment) => {
                if let Some(t) = &mut self.now {
                    t.segments.push(Vec::new());
                }
            }
            Some(Tag::Place) => self.places += 1,
            Some(Tag::Root) => {
                self.creator = xml::attribute(element, "creator").and_then(|c| CleanText::line_opt(&c));
            }
            _ => {}
        }
    }

    fn close(&mut self, path: &[Tag], text: &str) {
        let [.., parent, tag] = path else { return };
        if let Some(p) = &mut self.point {
            match (*parent, *tag) {
                (Tag::Point, Tag::Time) => {
                    if let Some(stamp) = time::parse(text, Tz::UTC) {
                        p.at = Some(stamp.at);
                        if let Some(t) = &mut self.now {
                            t.offset_s = stamp.offset_s;
                        }
                    }
                }
                (Tag::Point, Tag::Altitude) => p.altitude = number(text),
                (_, Tag::Hr) => p.hr = number(text),
                (_, Tag::Cadence) => p.cadence = number(text),
                (_, Tag::Power) => p.power = number(text),
                (_, Tag::Speed) => p.speed = number(text),
                (_, Tag::Point) => {
                    let point = self.point.take();
                    if let Some(segment) = self.now.as_mut().and_then(|t| t.segments.last_mut()) {
                        segment.extend(point);
                    }
                }
                _ => {}
            }
            return;
        }
        match (*parent, *tag) {
            (Tag::Metadata | Tag::Root, Tag::Name) => self.file_name = CleanText::line_opt(text),
            (_, Tag::Trk) => self.finish(),
            (Tag::Trk, tag) => {
                let Some(t) = &mut self.now else { return };
                match tag {
                    Tag::Name => t.name = CleanText::line_opt(text),
                    Tag::Desc => t.desc = Some(CleanText::block(text)).filter(|d| !d.as_str().is_empty()),
                    Tag::Type => t.kind = Some(text.to_owned()),
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|v: &f64| v.is_finite())
}

impl TrackRead {
    fn into_item(self, creator: Option<&CleanText>, file_name: Option<&CleanText>) -> Option<Item> {
        let columns = track::columns(&self.segments);
        let start = columns.start?;
        let elapsed = columns.samples.t.last().copied().filter(|e| *e > 0.0)?;
        let title = self.name.or_else(|| file_name.cloned());
        let kind = self.kind.unwrap_or_default();
        Some(Item::Recording(Box::new(Recording {
            sport: sport(&kind).unwrap_or(Sport::Other),
            sub_sport: CleanText::line_opt(&kind),
            start,
            utc_offset_s: self.offset_s,
            title,
            notes: self.desc,
            device: creator.cloned(),
            summary: Summary {
                elapsed_s: Some(elapsed),
                timer_s: Some(columns.moving_s).filter(|m| *m > 0.0),
                distance_m: track::last_distance(&columns.samples).filter(|d| *d > 0.0),
                ..Summary::default()
            },
            samples: columns.samples,
            warnings: columns.warnings,
            ..Recording::default()
        })))
    }
}

/// Strava wrote numbers for its types in older exports; everything else is a word.
fn sport(kind: &str) -> Option<Sport> {
    match kind.trim() {
        "1" => Some(Sport::Bike),
        "9" => Some(Sport::Run),
        "10" | "4" => Some(Sport::Hike),
        "16" => Some(Sport::Swim),
        word => word.parse().ok(),
    }
}
