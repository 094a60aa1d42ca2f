use super::*;
use rstest::rstest;

fn near(a: &[f64], b: &[f64]) {
    assert!(a.len() == b.len() && a.iter().zip(b).all(|(x, y)| (x - y).abs() < 1e-9), "{a:?} is not {b:?}");
}

#[test]
fn published_bounds() {
    near(&power_bounds(128.0), &[70.4, 96.0, 115.2, 134.4, 153.6, 192.0]);
    near(&power_bounds(250.0), &[137.5, 187.5, 225.0, 262.5, 300.0, 375.0]);
    near(&hr_bounds(170.0, Sport::Bike), &[137.7, 153.0, 159.8, 170.0, 175.1, 180.2]);
    near(&hr_bounds(170.0, Sport::Run), &[144.5, 153.0, 161.5, 170.0, 175.1, 180.2]);
    near(&pace_bounds(270.0), &[348.3, 307.8, 286.2, 267.3, 261.9, 243.0]);
    near(&pace_bounds(240.0), &[309.6, 273.6, 254.4, 237.6, 232.8, 216.0]);
}

#[rstest]
#[case(0.0, 1)]
#[case(137.4, 1)]
#[case(137.5, 2)]
#[case(225.0, 4)]
#[case(262.4, 4)]
#[case(375.0, 7)]
#[case(2000.0, 7)]
fn a_bound_belongs_to_the_harder_zone(#[case] watts: f64, #[case] zone: u8) {
    assert_eq!(power_zone_of(watts, 250.0), zone);
}

#[rstest]
#[case(350.0, 1)]
#[case(300.0, 3)]
#[case(290.0, 3)]
#[case(270.0, 4)]
#[case(264.0, 5)]
#[case(250.0, 6)]
#[case(240.0, 7)]
fn pace_zones_by_speed(#[case] pace: f64, #[case] zone: u8) {
    assert_eq!(speed_zone_of(1000.0 / pace, 1000.0 / 270.0), zone);
}

#[test]
fn ranges_meet_and_are_open_at_the_ends() {
    assert_eq!(power_range(1, 200.0).0, None);
    assert_eq!(power_range(7, 200.0).1, None);
    for z in 1..7 {
        assert_eq!(power_range(z, 200.0).1, power_range(z + 1, 200.0).0);
        let (lo, hi) = hr_range(z, 170.0, Sport::Bike);
        let mid = f64::midpoint(lo.unwrap_or(100.0), hi.unwrap());
        assert_eq!(hr_zone_of(mid, 170.0, Sport::Bike), z);
    }
    assert_eq!([1, 2, 3, 4, 7].map(band_of), [0, 0, 1, 2, 2]);
    assert_eq!(friel_name(6), "Z5b");
}
