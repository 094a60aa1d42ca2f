//! Training Center XML: activities with laps, track points, and Garmin's activity extension (speed, watts, cadence).
//! Source of the element names: Garmin's TrainingCenterDatabase v2 and ActivityExtension v2 schemas.

use super::{Item, Rejected, time, track, track::Point, xml, xml::Handler};
use crate::domain::{CleanText, Recording, Sport, recording::Lap, recording::Summary};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use quick_xml::events::BytesStart;

/// Times before this are a device's own clock, not the date (1995-01-01; the format is of 2007).
const CLOCK_SET: i64 = 788_918_400;

/// Reads every activity of a file.
///
/// Totals are the laps'; heart rate is their mean weighted by time. A file that breaks off keeps its complete track
/// points, with a warning.
///
/// # Errors
/// `xml_malformed` when nothing could be kept, `xml_doctype`, `xml_limits`.
pub fn read(bytes: &[u8]) -> Result<Vec<Item>, Rejected> {
    let mut reader = Tcx::default();
    let end = xml::walk(bytes, &mut reader)?;
    if end != xml::End::Complete {
        reader.finish();
    }
    let Tcx { done, courses, workouts, .. } = reader;
    let mut items: Vec<Item> = done.into_iter().filter_map(Activity::into_item).collect();
    if let xml::End::Broken(why) = end {
        if items.is_empty() {
            return Err(Rejected::new("xml_malformed", &format!("{why}; export the file again")));
        }
        super::warn_all(&mut items, &format!("the file is damaged: {why}; what came before is kept"));
    } else if items.is_empty() {
        let what = match (courses, workouts) {
            (true, _) => "course",
            (_, true) => "workout",
            _ => "no activity in it",
        };
        items.push(Item::Skipped { what: CleanText::line(what) });
    }
    Ok(items)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tag {
    Activity,
    Id,
    Lap,
    TotalTime,
    Distance,
    Calories,
    AverageHr,
    MaximumHr,
    HeartRate,
    Value,
    Track,
    Point,
    Time,
    Position,
    Latitude,
    Longitude,
    Altitude,
    Cadence,
    Speed,
    Watts,
    AvgWatts,
    MaxWatts,
    Creator,
    Name,
    Notes,
    Course,
    Workout,
    Other,
}

#[derive(Default)]
struct Activity {
    sport: String,
    id: Option<DateTime<Utc>>,
    offset_s: Option<i32>,
    laps: Vec<LapTotals>,
    segments: Vec<Vec<Point>>,
    device: Option<CleanText>,
    notes: Option<CleanText>,
}

#[derive(Clone, Copy, Default)]
struct LapTotals {
    start: Option<DateTime<Utc>>,
    time_s: Option<f64>,
    distance_m: Option<f64>,
    kcal: Option<f64>,
    avg_hr: Option<f64>,
    max_hr: Option<f64>,
    avg_w: Option<f64>,
    max_w: Option<f64>,
}

#[derive(Default)]
struct Tcx {
    now: Option<Activity>,
    point: Option<Point>,
    latitude: Option<f64>,
    done: Vec<Activity>,
    courses: bool,
    workouts: bool,
}

impl Tcx {
    fn finish(&mut self) {
        self.done.extend(self.now.take());
    }
}

impl Handler for Tcx {
    type Tag = Tag;

    fn tag(name: &str) -> Tag {
        match name {
            "Trackpoint" => Tag::Point,
            "Time" => Tag::Time,
            "Position" => Tag::Position,
            "LatitudeDegrees" => Tag::Latitude,
            "LongitudeDegrees" => Tag::Longitude,
            "AltitudeMeters" => Tag::Altitude,
            "DistanceMeters" => Tag::Distance,
            "HeartRateBpm" => Tag::HeartRate,
            "Value" => Tag::Value,
            "Cadence" | "RunCadence" => Tag::Cadence,
            "Speed" => Tag::Speed,
            "Watts" => Tag::Watts,
            "AvgWatts" => Tag::AvgWatts,
            "MaxWatts" => Tag::MaxWatts,
            "Activity" => Tag::Activity,
            "Id" => Tag::Id,
            "Lap" => Tag::Lap,
            "TotalTimeSeconds" => Tag::TotalTime,
            "Calories" => Tag::Calories,
            "AverageHeartRateBpm" => Tag::AverageHr,
            "MaximumHeartRateBpm" => Tag::MaximumHr,
            "Track" => Tag::Track,
            "Creator" => Tag::Creator,
            "Name" => Tag::Name,
            "Notes" => Tag::Notes,
            "Course" => Tag::Course,
            "Workout" => Tag::Workout,
            _ => Tag::Other,
        }
    }

    fn open(&mut self, path: &[Tag], element: &BytesStart<'_>) {
        match path.last() {
            Some(Tag::Activity) => {
                self.finish();
                let sport = xml::attribute(element, "Sport").unwrap_or_default();
                self.now = Some(Activity { sport, ..Activity::default() });
            }
            Some(Tag::Lap) => {
                if let Some(a) = &mut self.now {
                    let start = xml::attribute(element, "StartTime").and_then(|t| time::parse(&t, Tz::UTC));
                    a.laps.push(LapTotals { start: start.map(|s| s.at), ..LapTotals::default() });
                }
            }
            Some(Tag::Track) => {
                if let Some(a) = &mut self.now {
                    a.segments.push(Vec::new());
                }
            }
            Some(Tag::Point) => self.point = Some(Point::default()),
            Some(Tag::Course) => self.courses = true,
            Some(Tag::Workout) => self.workouts = true,
            _ => {}
        }
    }

    fn close(&mut self, path: &[Tag], text: &str) {
        let [.., parent, tag] = path else { return };
        if let Some(p) = &mut self.point {
            close_in_point(p, &mut self.latitude, *parent, *tag, text, self.now.as_mut());
            if *tag == Tag::Point {
                let point = self.point.take();
                if let Some(segment) = self.now.as_mut().and_then(|a| a.segments.last_mut()) {
                    segment.extend(point);
                }
            }
            return;
        }
        let Some(a) = &mut self.now else { return };
        match (*parent, *tag) {
            (_, Tag::Activity) => self.finish(),
            (Tag::Activity, Tag::Id) => a.id = time::parse(text, Tz::UTC).map(|s| s.at),
            (Tag::Activity, Tag::Notes) => {
                a.notes = Some(CleanText::block(text)).filter(|t| !t.as_str().is_empty());
            }
            (Tag::Creator, Tag::Name) => a.device = CleanText::line_opt(text),
            (parent, tag) => {
                if let Some(lap) = a.laps.last_mut() {
                    close_in_lap(lap, parent, tag, text);
                }
            }
        }
    }
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|v: &f64| v.is_finite())
}

fn close_in_point(
    p: &mut Point,
    latitude: &mut Option<f64>,
    parent: Tag,
    tag: Tag,
    text: &str,
    activity: Option<&mut Activity>,
) {
    match (parent, tag) {
        (Tag::Point, Tag::Time) => {
            if let Some(stamp) = time::parse(text, Tz::UTC) {
                p.at = Some(stamp.at);
                if let Some(a) = activity {
                    a.offset_s = stamp.offset_s;
                }
            }
        }
        (Tag::Position, Tag::Latitude) => *latitude = number(text),
        (Tag::Position, Tag::Longitude) => {
            p.place = latitude.take().zip(number(text)).filter(|(a, o)| a.abs() <= 90.0 && o.abs() <= 180.0);
        }
        (Tag::Point, Tag::Altitude) => p.altitude = number(text),
        (Tag::Point, Tag::Distance) => p.distance = number(text).filter(|d| *d >= 0.0),
        (Tag::HeartRate, Tag::Value) => p.hr = number(text),
        (_, Tag::Cadence) => p.cadence = number(text),
        (_, Tag::Speed) => p.speed = number(text),
        (_, Tag::Watts) => p.power = number(text),
        _ => {}
    }
}

fn close_in_lap(lap: &mut LapTotals, parent: Tag, tag: Tag, text: &str) {
    let value = || number(text).filter(|v| *v >= 0.0);
    match (parent, tag) {
        (Tag::Lap, Tag::TotalTime) => lap.time_s = value(),
        (Tag::Lap, Tag::Distance) => lap.distance_m = value(),
        (Tag::Lap, Tag::Calories) => lap.kcal = value(),
        (Tag::AverageHr, Tag::Value) => lap.avg_hr = value().filter(|v| *v > 0.0),
        (Tag::MaximumHr, Tag::Value) => lap.max_hr = value().filter(|v| *v > 0.0),
        (_, Tag::AvgWatts) => lap.avg_w = value(),
        (_, Tag::MaxWatts) => lap.max_w = value(),
        _ => {}
    }
}

impl Activity {
    fn into_item(mut self) -> Option<Item> {
        let unset_clock = self.set_clock();
        let columns = track::columns(&self.segments);
        let start = columns.start.or(self.id).or_else(|| self.laps.iter().find_map(|l| l.start))?;
        // A lap may start seconds before its first point; the activity starts with its first lap.
        let start = self.laps.iter().find_map(|l| l.start).filter(|s| *s <= start).unwrap_or(start);
        let shift = columns.start.map_or(0.0, |c| (c - start).num_milliseconds() as f64 / 1000.0);
        let mut samples = columns.samples;
        if shift < 3_600.0 {
            samples.t.iter_mut().for_each(|t| *t += shift);
        }
        let summary = self.summary(samples.t.last().copied(), track::last_distance(&samples));
        let mut warnings = columns.warnings;
        if unset_clock {
            warnings
                .push(CleanText::line("the device's clock was not set; the times were moved to the activity's"));
        }
        let sport = self.sport.parse().unwrap_or(Sport::Other);
        let laps = self.lap_list(start);
        if summary.elapsed_s.is_none_or(|e| e <= 0.0) && summary.timer_s.is_none_or(|t| t <= 0.0) {
            return None;
        }
        Some(Item::Recording(Box::new(Recording {
            sport,
            start,
            utc_offset_s: self.offset_s,
            notes: self.notes,
            device: self.device,
            summary,
            samples,
            laps,
            warnings,
            ..Recording::default()
        })))
    }

    /// Moves a whole activity whose points count from the device's epoch to the date of its id.
    fn set_clock(&mut self) -> bool {
        let first = self.segments.iter().flatten().find_map(|p| p.at);
        let (Some(id), Some(first)) = (self.id, first) else { return false };
        if first.timestamp() >= CLOCK_SET || id.timestamp() < CLOCK_SET {
            return false;
        }
        let by = id - first;
        for p in self.segments.iter_mut().flatten() {
            p.at = p.at.map(|t| t + by);
        }
        for l in &mut self.laps {
            l.start = l.start.map(|t| if t.timestamp() < CLOCK_SET { t + by } else { t });
        }
        true
    }

    fn summary(&self, span_s: Option<f64>, track_m: Option<f64>) -> Summary {
        let total = |f: fn(&LapTotals) -> Option<f64>| {
            let known: Vec<f64> = self.laps.iter().filter_map(f).collect();
            (!known.is_empty()).then(|| known.iter().sum::<f64>())
        };
        let top = |f: fn(&LapTotals) -> Option<f64>| self.laps.iter().filter_map(f).reduce(f64::max);
        let weighted = |f: fn(&LapTotals) -> Option<f64>| {
            let parts = self.laps.iter().filter_map(|l| Some((f(l)?, l.time_s?)));
            let (sum, time) = parts.fold((0.0, 0.0), |(s, t), (v, w)| (s + v * w, t + w));
            (time > 0.0).then(|| sum / time)
        };
        let timer_s = total(|l| l.time_s).filter(|t| *t > 0.0);
        Summary {
            elapsed_s: match (span_s, timer_s) {
                (Some(a), Some(b)) => Some(a.max(b)),
                (a, b) => a.or(b),
            },
            timer_s,
            distance_m: total(|l| l.distance_m).filter(|d| *d > 0.0).or(track_m),
            ascent_m: None,
            avg_hr: weighted(|l| l.avg_hr),
            max_hr: top(|l| l.max_hr),
            avg_power_w: weighted(|l| l.avg_w),
            max_power_w: top(|l| l.max_w),
            kcal: total(|l| l.kcal).filter(|k| *k > 0.0),
            rpe: None,
            load: None,
        }
    }

    fn lap_list(&self, start: DateTime<Utc>) -> Vec<Lap> {
        let mut at = 0.0;
        let lap = |l: &LapTotals| {
            let timer_s = l.time_s.unwrap_or(0.0);
            let start_s = l.start.map_or(at, |s| (s - start).num_milliseconds() as f64 / 1000.0);
            at = start_s + timer_s;
            Lap {
                start_s,
                timer_s,
                distance_m: l.distance_m,
                avg_hr: l.avg_hr,
                max_hr: l.max_hr,
                avg_power_w: l.avg_w,
                ..Lap::default()
            }
        };
        self.laps.iter().map(lap).collect()
    }
}
