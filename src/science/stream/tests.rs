#![expect(clippy::float_cmp, reason = "exact figures of exact inputs")]

use super::*;
use proptest::prelude::*;

/// One sample a second.
fn samples(n: usize) -> Samples {
    Samples { t: (0..n).map(|i| i as f64).collect(), ..Samples::default() }
}

fn powered(blocks: &[(f32, usize)]) -> Samples {
    let power: Vec<f32> = blocks.iter().flat_map(|(v, s)| std::iter::repeat_n(*v, *s)).collect();
    Samples { power: power.clone(), ..samples(power.len()) }
}

fn near(a: Option<f64>, b: f64, tol: f64) {
    assert!(a.is_some_and(|a| (a - b).abs() <= tol), "{a:?} is not {b}");
}

fn at(curve: &[(u32, f32)], s: u32) -> Option<f32> {
    curve.iter().find(|p| p.0 == s).map(|p| p.1)
}

#[test]
fn an_interval_ride() {
    let s = powered(&[
        (150.0, 600),
        (300.0, 180),
        (120.0, 120),
        (300.0, 180),
        (120.0, 120),
        (300.0, 180),
        (120.0, 120),
        (140.0, 1800),
    ]);
    let m = metrics(&s, Sport::Bike, 3300.0);
    near(m.np_w, 199.427533, 1e-5);
    near(m.np_gc_w, 199.014765, 1e-5);
    near(m.xpower_w, 194.982114, 1e-5);
    assert_eq!(m.power_coverage, 1.0);
    assert!((m.power.total_s() - 3300.0).abs() < 1e-9);
    assert_eq!((at(&m.mmp, 180), at(&m.mmp, 60), at(&m.mmp, 3600)), (Some(300.0), Some(300.0), None));
    assert_eq!((m.hr_coverage, m.hr.total_s(), m.ngs_mps, m.mm_hr.len()), (0.0, 0.0, None, 0));
    near(mean_power(&s), 165.818182, 1e-4);
}

#[test]
fn samples_on_change_only_are_the_same_ride() {
    let every = powered(&[(200.0, 1200)]);
    let mut sparse = Samples::default();
    for i in (0..1200).step_by(7) {
        sparse.t.push(f64::from(i));
        sparse.power.push(200.0);
    }
    let (a, b) = (metrics(&every, Sport::Bike, 1200.0), metrics(&sparse, Sport::Bike, 1200.0));
    near(a.np_w, 200.0, 1e-6);
    near(b.np_w, 200.0, 1e-6);
    assert_eq!(at(&a.mmp, 600), at(&b.mmp, 600));
    assert!(b.power_coverage > 0.99);
}

#[test]
fn a_pause_is_left_out_but_no_best_effort_runs_over_it() {
    let mut s = powered(&[(250.0, 600), (250.0, 600)]);
    for t in &mut s.t[600..] {
        *t += 1800.0;
    }
    let m = metrics(&s, Sport::Bike, 1200.0);
    near(m.np_w, 250.0, 1e-6);
    near(mean_power(&s), 250.0, 1e-9);
    assert_eq!(m.power.total_s(), 1200.0);
    assert_eq!(at(&m.mmp, 600), Some(250.0));
    let twenty = at(&m.mmp, 1200).unwrap();
    assert!((twenty - 125.0).abs() < 0.1, "half of those twenty minutes was a pause: {twenty}");
    assert_eq!(at(&m.mmp, 2400), Some(62.5), "any forty minutes hold ten of riding");
}

#[test]
fn sensors_that_fall_silent() {
    let mut s = powered(&[(200.0, 1000)]);
    s.hr = vec![140.0; 1000];
    for i in 500..600 {
        s.power[i] = f32::NAN;
        s.hr[i] = f32::NAN;
    }
    let m = metrics(&s, Sport::Bike, 1000.0);
    assert!((m.power_coverage - 0.903).abs() < 1e-9, "three seconds are held: {}", m.power_coverage);
    assert!((m.hr_coverage - 0.910).abs() < 1e-9, "ten seconds are held: {}", m.hr_coverage);
    near(mean_hr(&s), 140.0, 1e-9);
    near(mean_power(&s), 200.0 * 0.903, 1e-6);
}

#[test]
fn spikes_are_missing_values() {
    let mut s = powered(&[(200.0, 600)]);
    s.hr = vec![150.0; 600];
    s.power[100] = 6000.0;
    s.hr[100] = 250.0;
    s.hr[200] = 3.0;
    let g = Grid::of(&s, Sport::Bike);
    assert_eq!((g.max_power(), g.max_hr()), (Some(200.0), Some(150.0)));
    s.power = vec![f32::NAN; 600];
    let m = metrics(&s, Sport::Bike, 600.0);
    assert_eq!((m.np_w, m.power_coverage, m.mmp.len()), (None, 0.0, 0));
}

fn running(n: usize, speed: f32, grade: f32) -> Samples {
    let altitude = (0..n).map(|i| 100.0 + i as f32 * speed * grade).collect();
    Samples { speed: vec![speed; n], altitude, hr: vec![150.0; n], ..samples(n) }
}

#[test]
fn a_climb_counts_as_a_faster_run() {
    let flat = metrics(&running(1800, 3.0, 0.0), Sport::Run, 1800.0);
    near(flat.ngs_mps, 3.0, 1e-4);
    let up = metrics(&running(1800, 3.0, 0.05), Sport::Run, 1800.0);
    near(up.ngs_mps, 3.0 * 1.301443, 0.01);
    let down = metrics(&running(1800, 3.0, -0.10), Sport::Run, 1800.0);
    near(down.ngs_mps, 3.0 * 0.884, 0.01);
    let mut mill = running(1800, 3.0, 0.0);
    mill.altitude.clear();
    near(metrics(&mill, Sport::Run, 1800.0).ngs_mps, 3.0, 1e-4);
    assert_eq!(at(&flat.mm_speed, 600), Some(3.0));
    assert_eq!(at(&metrics(&running(1800, 3.0, 0.0), Sport::Bike, 1800.0).mm_speed, 600), Some(3.0));
    near(ascent(&running(1000, 3.0, 0.05)), 150.0, 2.5);
    near(ascent(&running(1000, 3.0, -0.05)), 0.0, 1e-9);
    assert_eq!(ascent(&samples(10)), None);
}

#[test]
fn barometer_noise_is_no_slope() {
    let mut s = running(1800, 3.0, 0.0);
    for (i, h) in s.altitude.iter_mut().enumerate() {
        *h += if i % 97 == 0 { 8.0 } else { 0.2 * (i % 2) as f32 };
    }
    near(metrics(&s, Sport::Run, 1800.0).ngs_mps, 3.0, 0.06);
    near(ascent(&s), 0.0, 1e-9);
}

#[test]
fn speed_out_of_distance() {
    let s = Samples { distance: (0..900).map(|i| f64::from(i) * 2.5).collect(), ..samples(900) };
    let m = metrics(&s, Sport::Run, 900.0);
    near(m.ngs_mps, 2.5, 1e-4);
    assert_eq!(at(&m.mm_speed, 600), Some(2.5));
}

#[test]
fn decoupling_of_halves() {
    let of = |b: &[(f32, usize)]| -> Vec<f32> { b.iter().flat_map(|(v, s)| std::iter::repeat_n(*v, *s)).collect() };
    let drift = (of(&[(200.0, 2700), (196.0, 2700)]), of(&[(140.0, 2700), (147.0, 2700)]));
    near(decoupling(&drift.0, &drift.1), 6.666667, 1e-5);
    near(decoupling(&[200.0; 3600], &[140.0; 3600]), 0.0, 1e-9);
    assert_eq!(decoupling(&[], &[]), None);
    assert_eq!(decoupling(&[200.0; 10], &[f32::NAN; 10]), None);

    let mut s = powered(&[(200.0, 600), (200.0, 2700), (196.0, 2700)]);
    s.hr = of(&[(90.0, 600), (140.0, 2700), (147.0, 2700)]);
    near(metrics(&s, Sport::Bike, 6000.0).decoupling_pct, 6.666667, 1e-4);
    let short = Samples { hr: vec![140.0; 3000], ..powered(&[(200.0, 3000)]) };
    assert_eq!(metrics(&short, Sport::Bike, 3000.0).decoupling_pct, None);
    let uneven = Samples { hr: vec![140.0; 6000], ..powered(&[(100.0, 3000), (300.0, 3000)]) };
    assert_eq!(metrics(&uneven, Sport::Bike, 6000.0).decoupling_pct, None);
}

#[test]
fn mean_max_finds_the_best_stretch() {
    let mut s = powered(&[(100.0, 3000)]);
    s.power[1234..1294].fill(400.0);
    let m = metrics(&s, Sport::Bike, 3000.0);
    assert_eq!((at(&m.mmp, 1), at(&m.mmp, 60), at(&m.mmp, 120)), (Some(400.0), Some(400.0), Some(250.0)));
    assert!(m.mmp.windows(2).all(|w| w[0].0 < w[1].0));
}

#[test]
fn odd_columns_do_no_harm() {
    let hostile = [
        Samples::default(),
        Samples { t: vec![f64::NAN; 5], power: vec![100.0; 5], ..Samples::default() },
        Samples { t: vec![0.0, 1.0e300, f64::INFINITY], hr: vec![100.0; 3], ..Samples::default() },
        Samples { t: vec![5.0, 4.0, 3.0, 3.0, 3.0], speed: vec![3.0; 5], ..Samples::default() },
        Samples { t: vec![0.0, 1.0], power: vec![100.0], hr: vec![100.0; 7], ..Samples::default() },
        Samples {
            t: vec![-1.0, 0.0, 1.0],
            altitude: vec![f32::INFINITY; 3],
            speed: vec![f32::NAN; 3],
            ..Samples::default()
        },
        Samples { t: vec![0.0, 3.9e9, 4.2e9], power: vec![100.0; 3], ..Samples::default() },
    ];
    for s in hostile {
        for sport in [Sport::Bike, Sport::Run, Sport::Swim] {
            let m = metrics(&s, sport, f64::NAN);
            assert!((0.0..=1.0).contains(&m.power_coverage) && (0.0..=1.0).contains(&m.hr_coverage), "{s:?}");
            assert!(!ascent(&s).is_some_and(f64::is_nan));
        }
    }
}

proptest! {
    #[test]
    fn the_middle_of_five(v in prop::array::uniform5(-1.0e6_f32..1.0e6)) {
        let mut sorted = v;
        sorted.sort_by(f32::total_cmp);
        prop_assert_eq!(median5(v), sorted[2]);
    }

    #[test]
    fn mean_max_is_what_trying_every_window_finds(
        watts in prop::collection::vec(50..1200_u16, 40..160), pauses in prop::collection::vec((0..160_usize, 11..90_u32), 0..4)
    ) {
        let mut s = samples(watts.len());
        s.power = watts.iter().map(|w| f32::from(*w)).collect();
        for (from, gap) in pauses {
            for t in s.t.iter_mut().skip(from.max(1)) {
                *t += f64::from(gap);
            }
        }
        let m = metrics(&s, Sport::Bike, 0.0);
        let end = *s.t.last().unwrap() as usize + 1;
        let mut line = vec![0.0_f64; end];
        for (t, w) in s.t.iter().zip(&s.power) {
            line[*t as usize] = f64::from(*w);
        }
        for (d, got) in &m.mmp {
            let d = *d as usize;
            let want = line.windows(d).map(|w| w.iter().sum::<f64>() / d as f64).fold(0.0, f64::max);
            prop_assert!((f64::from(*got) - want).abs() <= 0.051, "{d}: {got} is not {want}");
        }
        let fitting = POWER_GRID.iter().filter(|d| **d as usize <= end).count();
        prop_assert_eq!(m.mmp.len(), fitting);
    }

    #[test]
    fn nothing_is_counted_twice(steps in prop::collection::vec(0.0..25.0_f64, 2..300)) {
        let mut t = 0.0;
        let mut s = Samples::default();
        for step in steps {
            t += step;
            s.t.push(t);
            s.hr.push(120.0);
        }
        let g = Grid::of(&s, Sport::Other);
        prop_assert!(g.at.windows(2).all(|w| w[0] < w[1]));
        prop_assert!(g.len() as f64 <= t - s.t[0] + 2.0);
        prop_assert_eq!(g.hr.len(), g.len());
    }
}
