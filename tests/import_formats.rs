//! The readers, on files made here: good ones, damaged ones, hostile ones.

#![expect(clippy::float_cmp, reason = "what is read is to be exactly what was written")]

#[path = "support/recordings.rs"]
mod recordings;

use chrono_tz::Tz;
use lanterne::{
    domain::{Metric, Provider, Recording, Sport, WellnessRecord},
    formats::{Item, Rejected, archive::Archive, fit, gzip, read, strava},
};
use proptest::prelude::*;
use recordings::{Effort, F, M, T0, file_id, gz, m, sequence, zip};
use rstest::rstest;
use std::{fmt::Write as _, io::Cursor};

fn items(name: &str, bytes: &[u8]) -> Vec<Item> {
    read(name, bytes, Tz::UTC).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn recordings_of(bytes: &[u8]) -> Vec<Recording> {
    items("x", bytes)
        .into_iter()
        .map(|i| match i {
            Item::Recording(r) => *r,
            other => panic!("{other:?}"),
        })
        .collect()
}

fn one(bytes: &[u8]) -> Recording {
    let mut all = recordings_of(bytes);
    assert_eq!(all.len(), 1);
    all.remove(0)
}

fn code(name: &str, bytes: &[u8]) -> &'static str {
    read(name, bytes, Tz::UTC).map(|i| format!("{i:?}")).unwrap_err().code
}

fn near(a: Option<f64>, b: f64) -> bool {
    a.is_some_and(|a| (a - b).abs() < 0.011)
}

/// What holds for every recording, whatever it was read from.
fn check(r: &Recording) {
    let s = &r.samples;
    assert!(s.t.iter().all(|t| t.is_finite() && *t >= 0.0) && s.t.is_sorted());
    for n in [s.hr.len(), s.power.len(), s.speed.len(), s.distance.len(), s.altitude.len(), s.cadence.len()] {
        assert!(n == 0 || n == s.t.len());
    }
    assert!(r.summary.elapsed_s.or(r.summary.timer_s).is_some_and(|t| t > 0.0));
}

fn check_any(name: &str, bytes: &[u8]) {
    match read(name, bytes, Tz::UTC) {
        Ok(items) => items.iter().for_each(|i| {
            if let Item::Recording(r) = i {
                check(r);
            }
        }),
        Err(Rejected { code, .. }) => assert_ne!(code, "decoder_panic"),
    }
}

#[test]
fn a_ride_is_the_same_ride_in_every_format() {
    let e = Effort::default();
    for (name, bytes) in [
        ("fit", e.fit()),
        ("tcx", e.tcx().into_bytes()),
        ("gpx", e.gpx().into_bytes()),
        ("fit.gz", gz(&e.fit())),
        ("tcx behind a mark", [b"\xef\xbb\xbf \n", e.tcx().as_bytes()].concat()),
    ] {
        let r = one(&bytes);
        check(&r);
        assert_eq!((r.sport, r.start, r.samples.len()), (Sport::Bike, e.instant(0), 601), "{name}");
        assert!(near(r.summary.elapsed_s, 600.0), "{name}: {:?}", r.summary);
        assert!((r.summary.distance_m.unwrap() - 4800.0).abs() < 1.0, "{name}: {:?}", r.summary);
        assert!(r.samples.hr.iter().all(|h| *h == 140.0), "{name}");
        assert!(r.samples.power.iter().all(|p| *p == 200.0), "{name}");
        assert!(r.samples.speed.iter().all(|v| (v - 8.0).abs() < 0.05), "{name}");
        assert_eq!(r.warnings, [], "{name}");
    }
}

#[test]
fn what_only_one_format_says() {
    let e = Effort::default();
    let f = one(&e.fit());
    assert_eq!((f.utc_offset_s, f.indoor), (Some(3600), false));
    assert_eq!(f.sub_sport.unwrap().as_str(), "road");
    assert!(near(f.summary.timer_s, 590.0) && near(f.summary.avg_power_w, 200.0));
    assert!(f.device.unwrap().as_str().starts_with("garmin"));
    let t = one(e.tcx().as_bytes());
    assert_eq!(t.device.unwrap().as_str(), "Bike & Co");
    assert!(near(t.summary.timer_s, 590.0) && near(t.summary.avg_hr, 140.0) && near(t.summary.kcal, 90.0));
    let g = one(e.gpx().as_bytes());
    assert_eq!(g.title.unwrap().as_str(), "Round the lake");
    assert_eq!(g.samples.cadence[5], 85.0);
}

#[rstest]
#[case::an_hour_ahead(3600, Some(3600))]
#[case::clocks_read_apart(3597, Some(3600))]
#[case::a_quarter(20_700, Some(20_700))]
#[case::nonsense(100_000, None)]
fn the_local_time_of_a_fit(#[case] offset_s: i64, #[case] want: Option<i32>) {
    assert_eq!(one(&Effort { offset_s, ..Effort::default() }.fit()).utc_offset_s, want);
}

#[test]
fn a_trainer_is_indoors() {
    assert!(one(&Effort { sub_sport: 6, ..Effort::default() }.fit()).indoor);
}

#[test]
fn a_fit_without_a_session_is_made_of_its_records() {
    let e = Effort::default();
    let timer = |s: u32, kind: u8| m(21, vec![F::U32(253, T0 + s), F::U8(0, 0), F::U8(1, kind)]);
    let mut messages = vec![file_id(4, T0), timer(0, 0)];
    messages.extend(e.records());
    messages.extend([timer(100, 4), timer(160, 0), m(12, vec![F::U8(0, 1), F::U8(1, 3)])]);
    let r = one(&sequence(&messages));
    assert!(near(r.summary.elapsed_s, 600.0) && near(r.summary.timer_s, 540.0), "{:?}", r.summary);
    assert_eq!((r.sport, r.sub_sport.unwrap().as_str()), (Sport::Run, "trail"));
    assert!(near(r.summary.distance_m, 4800.0));
}

#[test]
fn a_multisport_file_becomes_its_legs() {
    let swim = Effort { seconds: 300, sport: 5, sub_sport: 18, watts: None, speed: 1.0, ..Effort::default() };
    let change =
        Effort { start: T0 + 301, seconds: 59, sport: 3, sub_sport: 0, watts: None, speed: 2.0, ..swim.clone() };
    let ride = Effort { start: T0 + 361, seconds: 500, ..Effort::default() };
    let mut messages = vec![file_id(4, T0)];
    // Sessions first, as some devices write them, and distance counted on through the legs.
    messages.extend([ride.session(), swim.session(), change.session()]);
    let mut before = 0;
    for leg in [&swim, &change, &ride] {
        for M(n, mut fields, d) in leg.records() {
            for f in &mut fields {
                if let F::U32(5, v) = f {
                    *v += before;
                }
            }
            messages.push(M(n, fields, d));
        }
        before += (f64::from(leg.seconds) * leg.speed * 100.0) as u32;
    }
    let legs = recordings_of(&sequence(&messages));
    let seen: Vec<(Sport, usize)> = legs.iter().map(|l| (l.sport, l.samples.len())).collect();
    assert_eq!(seen, [(Sport::Swim, 301), (Sport::Transition, 60), (Sport::Bike, 501)]);
    assert_eq!(legs[2].samples.distance.last(), Some(&4000.0));
    assert_eq!(legs[2].samples.t[0], 0.0);
}

#[test]
fn sequences_may_be_chained() {
    let (a, b) = (Effort::default(), Effort { start: T0 + 9000, sport: 1, ..Effort::default() });
    let both = recordings_of(&[a.fit(), b.fit()].concat());
    assert_eq!([both[0].sport, both[1].sport], [Sport::Bike, Sport::Run]);
    let with_garbage = one(&[a.fit(), b"tail".to_vec()].concat());
    assert!(with_garbage.warnings[0].as_str().contains("no FIT"));
}

#[test]
fn compressed_speed_and_distance_are_expanded() {
    // 5.00 m/s and 5 m a second: the 12-bit distance wraps around every 256 m.
    let record = |s: u32| {
        let (speed, distance) = (500_u32, s * 5 * 16);
        let packed = speed | (distance & 0xfff) << 12;
        m(20, vec![F::U32(253, T0 + s), F::Bytes(8, packed.to_le_bytes()[..3].to_vec())])
    };
    let mut messages = vec![file_id(4, T0)];
    messages.extend((0..=600).map(record));
    let r = one(&sequence(&messages));
    assert_eq!(r.samples.distance.last(), Some(&3000.0));
    assert!(r.samples.speed.iter().all(|v| *v == 5.0));
}

#[test]
fn a_developers_power_counts_when_there_is_no_other() {
    let describe = m(
        206,
        vec![F::U8(0, 0), F::U8(1, 4), F::U8(2, 0x84), F::Text(3, "Power"), F::Text(8, "watts"), F::U16(14, 20)],
    );
    let e = Effort { watts: None, sport: 1, ..Effort::default() };
    let mut messages = vec![file_id(4, T0), describe];
    messages
        .extend(e.records().into_iter().map(|M(n, f, _)| M(n, f, vec![(4, 0, 231_u16.to_le_bytes().to_vec())])));
    messages.push(e.session());
    let r = one(&sequence(&messages));
    assert!(r.samples.power.len() == 601 && r.samples.power.iter().all(|p| *p == 231.0));
}

#[test]
fn a_pool_swim_without_records_is_made_of_its_lengths() {
    let length = |i: u32| {
        let start = T0 + i * 30;
        m(101, vec![F::U32(253, start + 30), F::U32(2, start), F::U32(3, 30_000), F::U32(4, 30_000), F::U8(12, 1)])
    };
    let mut messages = vec![file_id(4, T0)];
    messages.extend((0..20).map(length));
    let M(n, mut fields, d) =
        Effort { sport: 5, sub_sport: 17, watts: None, speed: 25.0 / 30.0, ..Effort::default() }.session();
    fields.push(F::U16(44, 2500));
    messages.push(M(n, fields, d));
    let r = one(&sequence(&messages));
    assert_eq!((r.sport, r.indoor, r.laps.len()), (Sport::Swim, true, 20));
    assert_eq!(r.samples.distance.last(), Some(&500.0));
    assert!((r.samples.speed[3] - 0.8333).abs() < 1e-3);
}

#[rstest]
#[case(2, "settings")]
#[case(5, "workout")]
#[case(6, "course")]
#[case(10, "totals")]
#[case(11, "goals")]
#[case(49, "sleep")]
#[case(77, "type 77")]
fn what_is_no_recording_is_skipped_by_name(#[case] kind: u8, #[case] word: &str) {
    let bytes = sequence(&[file_id(kind, T0), m(99, vec![F::U8(0, 1)])]);
    match &items("x.fit", &bytes)[..] {
        [Item::Skipped { what }] => assert!(what.as_str().contains(word), "{what}"),
        other => panic!("{other:?}"),
    }
}

fn wellness(bytes: &[u8], zone: Tz) -> Vec<WellnessRecord> {
    match read("x.fit", bytes, zone).unwrap().pop() {
        Some(Item::Wellness(days)) => days,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_night_belongs_to_the_date_it_ends_on() {
    // 2026-03-01T20:00Z is five in the morning of the 2nd in Tokyo.
    let woke = T0 + 12 * 3600;
    let level = |at: u32, l: u8| m(275, vec![F::U32(253, at), F::U8(0, l)]);
    let bytes = sequence(&[
        file_id(49, woke),
        level(woke - 8 * 3600, 2),
        level(woke - 6 * 3600, 3),
        level(woke - 4 * 3600, 1),
        level(woke - 3 * 3600, 4),
        level(woke, 1),
        m(346, vec![F::U8(6, 81)]),
        m(370, vec![F::U32(253, woke), F::U16(1, 64 * 128)]),
    ]);
    let days = wellness(&bytes, Tz::Asia__Tokyo);
    assert_eq!(days.len(), 1);
    assert_eq!(days[0].day.to_string(), "2026-03-02");
    let want = [(Metric::HrvRmssd, 64.0), (Metric::SleepHours, 7.0), (Metric::SleepScore, 81.0)];
    assert_eq!(days[0].values, want);
}

#[test]
fn monitoring_gives_steps_resting_heart_rate_and_stress() {
    let local = |at: u32| F::U32(0, at + 7200);
    let mut messages = vec![file_id(32, T0), m(103, vec![F::U32(253, T0), local(T0)])];
    for (s, steps) in [(60, 100), (3600, 4100), (7200, 6000)] {
        messages.push(m(55, vec![F::U32(253, T0 + s), F::U8(5, 6), F::U32(3, steps)]));
    }
    // The low 16 bits of the time only.
    messages.push(m(55, vec![F::U16(26, (T0 + 9000) as u16), F::U8(5, 6), F::U32(3, 6500)]));
    messages.push(m(211, vec![F::U32(253, T0 + 60), F::U8(0, 47), F::U8(1, 45)]));
    messages.extend((0..200).map(|i| m(227, vec![F::I16(0, 30), F::U32(1, T0 + i * 180)])));
    messages.push(m(227, vec![F::I16(0, -2), F::U32(1, T0 + 40_000)]));
    let days = wellness(&sequence(&messages), Tz::UTC);
    let want = [(Metric::RestingHr, 45.0), (Metric::Stress, 30.0), (Metric::Steps, 6500.0)];
    assert_eq!((days.len(), &days[0].values[..]), (1, &want[..]));
}

#[test]
fn a_scale_of_one_person_gives_mass_and_of_several_nothing() {
    let weigh = |user: u16, kg: u16| m(30, vec![F::U32(253, T0), F::U16(0, kg * 100), F::U16(12, user)]);
    let days = wellness(&sequence(&[file_id(9, T0), weigh(1, 70)]), Tz::UTC);
    assert_eq!(days[0].values, [(Metric::MassKg, 70.0)]);
    let shared = items("x", &sequence(&[file_id(9, T0), weigh(1, 70), weigh(2, 55)]));
    assert!(matches!(shared[..], [Item::Skipped { .. }]));
}

#[test]
fn a_header_without_its_own_checksum_and_a_short_header_are_good() {
    let good = Effort::default().fit();
    assert_eq!(good[12..14], [0, 0]);
    assert_eq!(one(&good).warnings, []);
    let mut short = [&[12], &good[1..12], &good[14..good.len() - 2]].concat();
    short.extend(fit::crc(&short).to_le_bytes());
    assert_eq!(one(&short).warnings, []);
}

#[test]
fn a_damaged_file_keeps_what_is_good_and_says_so() {
    let good = Effort::default().fit();
    let warned = |bytes: &[u8], word: &str| {
        let r = one(bytes);
        assert!(r.warnings.iter().any(|w| w.as_str().contains(word)), "{:?}", r.warnings);
        r.samples.len()
    };
    let mut crc = good.clone();
    *crc.last_mut().unwrap() ^= 1;
    assert_eq!(warned(&crc, "checksum"), 601);
    assert_eq!(warned(&good[..good.len() - 2], "cut off"), 601);
    let half = warned(&good[..good.len() / 2], "cut off");
    assert!((250..350).contains(&half), "{half}");
    let mut unfinished = good.clone();
    unfinished[4..8].fill(0);
    assert_eq!(warned(&unfinished, "not finished"), 601);
}

#[test]
fn cut_anywhere_nothing_panics_and_more_bytes_never_give_less() {
    let e = Effort { seconds: 60, ..Effort::default() };
    for (name, bytes) in [("f.fit", e.fit()), ("f.tcx", e.tcx().into_bytes()), ("f.gpx", e.gpx().into_bytes())] {
        let mut most = 0;
        for end in (0..bytes.len()).step_by(7) {
            check_any(name, &bytes[..end]);
            let samples = match read(name, &bytes[..end], Tz::UTC) {
                Ok(items) => {
                    items.iter().map(|i| if let Item::Recording(r) = i { r.samples.len() } else { 0 }).sum()
                }
                Err(_) => 0,
            };
            assert!(samples >= most, "{name} cut at {end}: {samples} after {most}");
            most = samples;
        }
        assert!(most >= 59, "{name}: {most}");
    }
    let packed = gz(&e.fit());
    (0..packed.len()).for_each(|end| check_any("f.fit.gz", &packed[..end]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn flipped_bits_never_panic(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..12),
        which in 0_usize..5,
    ) {
        let e = Effort { seconds: 20, ..Effort::default() };
        let (name, mut bytes) = match which {
            0 => ("f.fit", e.fit()),
            1 => ("f.tcx", e.tcx().into_bytes()),
            2 => ("f.gpx", e.gpx().into_bytes()),
            3 => ("f.gz", gz(&e.fit())),
            _ => ("f.csv", b"day,readiness_score,hrv\n2026-03-01,80,55\n2026-03-02,NA,\n".to_vec()),
        };
        for (at, bit) in flips {
            let i = at.index(bytes.len());
            bytes[i] ^= 1 << bit;
        }
        check_any(name, &bytes);
    }

    #[test]
    fn flipped_archives_never_panic(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..6),
    ) {
        let mut bytes = zip(&[("a.fit", b"one"), ("b/c.fit", &[7; 300])]);
        for (at, bit) in flips {
            let i = at.index(bytes.len());
            bytes[i] ^= 1 << bit;
        }
        if let Ok(mut archive) = Archive::open(Cursor::new(bytes)) {
            for e in archive.entries() {
                if let Err(e) = archive.read(e.index, 1 << 20) {
                    prop_assert_ne!(e.code, "decoder_panic");
                }
            }
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400), fit in any::<bool>()) {
        check_any("any.fit", &bytes);
        if fit {
            check_any("any.fit", &recordings::frame(&bytes));
        }
    }
}

#[rstest]
#[case("a.fit", b"".as_slice(), "empty")]
#[case("a.gpx", b" \n\t ", "empty")]
#[case("a.fit", b"<!DOCTYPE html><html></html>", "html_page")]
#[case("a.gpx", b"\n<HTML><body>Sign in", "html_page")]
#[case("a.fit", b"\x0e\x10\x00", "fit_header")]
#[case("a.fit", b"nothing of the kind, long enough", "not_fit")]
#[case("a.fit", b"\x0d\x10\x00\x00\x00\x00\x00\x00.FIT\x00\x00\x00", "fit_header")]
#[case("a.bin", b"nothing of the kind", "not_a_known_format")]
#[case("a.xml", b"<?xml version='1.0'?><kml></kml>", "not_a_known_format")]
#[case("a.csv", b"when,what\n1,2\n", "csv_header")]
#[case("a.csv", b"day,readiness_score\nyesterday,70\n", "csv_row")]
#[case("a.tcx", b"<TrainingCenterDatabase><Activities><", "xml_malformed")]
#[case("a.gpx", b"<!DOCTYPE gpx [<!ENTITY a 'b'>]><gpx><trk></trk></gpx>", "xml_doctype")]
#[case("a.gz", b"\x1f\x8b\x08\x00not really", "gzip_damaged")]
fn refusals_have_stable_codes(#[case] name: &str, #[case] bytes: &[u8], #[case] want: &str) {
    assert_eq!(code(name, bytes), want);
}

#[test]
fn a_fit_with_a_header_and_nothing_else() {
    assert_eq!(code("a.fit", &recordings::frame(&[])), "fit_no_records");
    assert_eq!(code("a.fit", &Effort::default().fit()[..40]), "truncated");
}

#[test]
fn xml_has_limits() {
    let deep = format!("<gpx>{}", "<a>".repeat(1_000_000));
    assert_eq!(code("a.gpx", deep.as_bytes()), "xml_limits");
    let wide = (0..70).fold(String::from("<gpx><trk"), |mut s, i| {
        let _ = write!(s, " a{i}='x'");
        s
    });
    assert_eq!(code("a.gpx", format!("{wide}></trk></gpx>").as_bytes()), "xml_limits");
    let wordy = Effort::default().gpx().replace("Round", &"long ".repeat(1 << 18));
    assert!(one(wordy.as_bytes()).title.is_none_or(|t| t.as_str().len() <= 1000));
}

#[test]
fn tracks_without_times_and_routes_are_skipped() {
    let plain = "<gpx><trk><trkseg><trkpt lat='1' lon='2'/><trkpt lat='1' lon='3'/></trkseg></trk></gpx>";
    let route = "<gpx><rte><rtept lat='1' lon='2'><time>2026-03-01T08:00:00Z</time></rtept></rte></gpx>";
    for text in [plain, route] {
        assert!(
            matches!(&items("a.gpx", text.as_bytes())[..], [Item::Skipped { what }] if what.as_str() == "route without times")
        );
    }
}

#[test]
fn several_activities_of_one_tcx() {
    let (a, b) = (Effort::default(), Effort { start: T0 + 9000, watts: None, ..Effort::default() });
    let text = format!(
        "<TrainingCenterDatabase><Activities>{}{}</Activities></TrainingCenterDatabase>",
        a.tcx_activity("Biking"),
        b.tcx_activity("Running")
    );
    let both = recordings_of(text.as_bytes());
    assert_eq!([both[0].sport, both[1].sport], [Sport::Bike, Sport::Run]);
    assert_eq!([both[0].start, both[1].start], [a.instant(0), b.instant(0)]);
    let cut = &text[..text.len() * 3 / 4];
    let kept = recordings_of(cut.as_bytes());
    assert!(kept[1].samples.len() > 200 && !kept[1].warnings.is_empty());
}

#[test]
fn utf_16_is_read() {
    let text = Effort { seconds: 5, ..Effort::default() }.gpx();
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(one(&wide).samples.len(), 6);
}

fn table(text: &str) -> (Vec<WellnessRecord>, Vec<Rejected>) {
    let (mut days, mut bad) = (Vec::new(), Vec::new());
    for item in items("t.csv", text.as_bytes()) {
        match item {
            Item::Wellness(d) => days.extend(d),
            Item::BadRow(e) => bad.push(e),
            other => panic!("{other:?}"),
        }
    }
    (days, bad)
}

#[test]
fn a_readiness_table_by_either_header() {
    let by_day =
        "day,readiness_score,activity_balance,body_temperature\n2026-03-01,80,71,NA\n2026-03-02,null,,NaN\n";
    let by_time = "timestamp,score,activity_balance,body_temperature\n2026-03-01T05:00:00+00:00,80,71,\n";
    let want = [(Metric::ReadinessScore, 80.0), (Metric::contributor("activity_balance"), 71.0)];
    for text in [by_day, by_time] {
        let (days, bad) = table(text);
        assert_eq!((days.len(), days[0].source, bad.len()), (1, Provider::File, 0), "{text}");
        assert_eq!(days[0].values, want);
    }
}

#[test]
fn raw_measures_are_told_from_contributors_by_their_names() {
    let (days, _) = table(
        "day;HRV (ms);resting_hr_bpm;sleep_hours;resting_heart_rate;hrv_balance;sleep_regularity\n\
         2026-03-01;55,5;48;7,5;90;85;77\n",
    );
    let mut want = vec![
        (Metric::HrvRmssd, 55.5),
        (Metric::RestingHr, 48.0),
        (Metric::SleepHours, 7.5),
        (Metric::contributor("hrv_balance"), 85.0),
        (Metric::contributor("resting_heart_rate"), 90.0),
        (Metric::contributor("sleep_regularity"), 77.0),
    ];
    let mut have = days[0].values.clone();
    want.sort_by(|a, b| a.0.cmp(&b.0));
    have.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(have, want);
}

#[test]
fn a_repeated_day_is_one_day_and_a_bad_cell_is_named() {
    let (days, bad) = table(
        "day,readiness_score,hrv\n2026-03-02,70,50\n2026-03-01,60,40\n2026-03-02,75,\nsoon,1,2\n2026-03-03,high,61\n2026-03-04,150,62\n",
    );
    let first: Vec<(String, Vec<f64>)> =
        days.iter().map(|d| (d.day.to_string(), d.values.iter().map(|v| v.1).collect())).collect();
    assert_eq!(first[0], ("2026-03-01".to_owned(), vec![40.0, 60.0]));
    assert_eq!(first[1], ("2026-03-02".to_owned(), vec![50.0, 75.0]));
    assert_eq!(first.len(), 4);
    let said: Vec<&str> = bad.iter().map(|b| b.reason.as_str()).collect();
    assert_eq!(said.len(), 3);
    assert!(said[0].contains("line 5, column day"), "{said:?}");
    assert!(said[1].contains("line 6, column readiness_score: \"high\""), "{said:?}");
    assert!(said[2].contains("outside 0 to 100"), "{said:?}");
}

#[test]
fn a_table_of_activities_takes_any_subset() {
    let text = "start,sport,duration_s,distance_m,rpe,notes\n\
                2026-03-01T07:30:00,Trail Run,3600,10500,6,\"windy, hilly\"\n\
                2026-03-02T07:30:00Z,cycling,5400,NA,,\n\
                2026-03-03T07:30:00+05:30,swim,1800,,,\n\
                2026-03-04T07:30:00,quidditch,1800,,,\n\
                2026-03-05T07:30:00,run,soon,,,\n";
    let all = read("t.csv", text.as_bytes(), Tz::Europe__Paris).unwrap();
    let (mut rides, mut bad) = (Vec::new(), Vec::new());
    for i in all {
        match i {
            Item::Recording(r) => rides.push(r),
            Item::BadRow(e) => bad.push(e.reason.to_string()),
            other => panic!("{other:?}"),
        }
    }
    let seen: Vec<(Sport, String)> = rides.iter().map(|r| (r.sport, r.start.to_rfc3339())).collect();
    assert_eq!(seen[0], (Sport::Run, "2026-03-01T06:30:00+00:00".to_owned()));
    assert_eq!(seen[1], (Sport::Bike, "2026-03-02T07:30:00+00:00".to_owned()));
    assert_eq!(seen[2], (Sport::Swim, "2026-03-03T02:00:00+00:00".to_owned()));
    assert_eq!(rides[0].notes.as_ref().unwrap().as_str(), "windy, hilly");
    assert_eq!((rides[0].summary.rpe, rides[2].utc_offset_s), (Some(6.0), Some(19_800)));
    assert_eq!(bad.len(), 2);
    assert!(bad[0].contains("line 5, column sport") && bad[1].contains("line 6, column duration_s"), "{bad:?}");
}

#[test]
fn the_table_of_a_strava_archive() {
    let text = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
                Filename,Elapsed Time,Moving Time,Distance,Elevation Gain\n\
                101,\"Mar 1, 2026, 8:00:00 AM\",Lunch,Ride,,700,4.8,activities/101.fit.gz,700,600,4800,50\n\
                102,\"Mar 2, 2026, 6:15:00 PM\",Core,Weight Training,hard,1900,0,,1900,1800,0,\n";
    let rows = strava::parse(text.as_bytes(), Tz::UTC).unwrap();
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[0].id.as_str(), rows[0].file.as_deref()), ("101", Some("activities/101.fit.gz")));
    let r = &rows[0].recording;
    assert_eq!((r.sport, r.summary.distance_m, r.summary.timer_s), (Sport::Bike, Some(4800.0), Some(600.0)));
    let r = &rows[1].recording;
    assert_eq!((r.sport, r.start.to_rfc3339().as_str()), (Sport::Strength, "2026-03-02T18:15:00+00:00"));
    assert_eq!((r.summary.distance_m, r.notes.as_ref().unwrap().as_str()), (None, "hard"));
}

#[test]
fn bombs_are_refused_before_they_unfold() {
    let zeros = vec![0_u8; 64 << 20];
    let packed = gz(&zeros);
    assert!(packed.len() < 1 << 20);
    assert_eq!(gzip::inflate(&packed).map(|i| i.bytes.len()).unwrap_err().code, "too_large");
    let mut archive = Archive::open(Cursor::new(zip(&[("zeros.fit", &zeros)]))).unwrap();
    assert_eq!(archive.read(0, 64 << 20).unwrap_err().code, "too_large");
    let small = zip(&[("a.fit", &[7; 5000])]);
    assert_eq!(Archive::open(Cursor::new(small)).unwrap().read(0, 1000).unwrap_err().code, "too_large");
}

#[test]
fn entries_of_an_archive_come_in_order_without_folders_and_litter() {
    let bytes = zip(&[("b/2.fit", b"2"), ("a/1.fit", b"1"), ("__MACOSX/a/._1.fit", b"x"), ("b/.hidden", b"x")]);
    let archive = Archive::open(Cursor::new(bytes)).unwrap();
    let paths: Vec<String> = archive.entries().into_iter().map(|e| e.path).collect();
    assert_eq!(paths, ["a/1.fit", "b/2.fit"]);
}

#[test]
fn a_damaged_archive_is_refused() {
    let bytes = zip(&[("a.fit", &Effort::default().fit())]);
    let cut = Archive::open(Cursor::new(bytes[..bytes.len() / 2].to_vec())).map(|_| ()).unwrap_err();
    assert_eq!(cut.code, "zip_damaged");
    let mut flipped = bytes;
    flipped[200] ^= 0xff;
    if let Ok(mut a) = Archive::open(Cursor::new(flipped)) {
        assert_eq!(a.read(0, 64 << 20).unwrap_err().code, "zip_damaged");
    }
}
