use super::{
    optimise::{RaceDay, Record, best},
    *,
};
use crate::domain::{
    mission::{Bonuses, ModePoints},
    settings::FormSettings,
};
use rstest::rstest;

const TOUR: &str = "FHFHIHHFF MRFMIMHRMHMMFF";

fn kinds() -> Vec<Option<StageType>> {
    TOUR.chars()
        .filter(|c| *c != ' ')
        .map(|c| match c {
            'F' => Some(StageType::Flat),
            'H' => Some(StageType::Hilly),
            'M' => Some(StageType::Mountain),
            'I' => Some(StageType::Itt),
            _ => None,
        })
        .collect()
}

fn gains() -> Gains {
    Gains::of(&FormSettings::default())
}

fn tour_loads() -> Vec<f64> {
    let load = |k: StageType| {
        let minutes = if k == StageType::Itt { 45.0 } else { 75.0 };
        minutes / 60.0 * 100.0 * stage_intensity(k).powi(2)
    };
    kinds().into_iter().map(|k| k.map_or(0.0, load)).collect()
}

#[rstest]
#[case(30.0, 43.578, 61.641, -20.027)]
#[case(40.0, 49.361, 62.015, -14.46)]
#[case(55.0, 58.036, 62.576, -6.109)]
#[case(70.0, 66.711, 63.138, 2.243)]
fn a_tour_from_different_fitness(#[case] ctl: f64, #[case] end: f64, #[case] atl: f64, #[case] low: f64) {
    let loads = tour_loads();
    assert_eq!(loads.len(), 23);
    assert!((loads.iter().sum::<f64>() - 1427.975).abs() < 0.01);
    let o = simulate(ctl, 10.0, &loads, &gains());
    assert!((o.ctl - end).abs() < 0.001 && (o.atl - atl).abs() < 0.001, "{o:?}");
    assert!((o.tsb_min.0 - low).abs() < 0.001);
    assert_eq!(o.tsb_min.1, 22);
}

#[rstest]
#[case(Floor::Tsb(-15.0), 39.03)]
#[case(Floor::Tsb(-20.0), 30.049)]
#[case(Floor::Tsb(-30.0), 12.087)]
#[case(Floor::Share(-0.35), 36.525)]
fn least_fitness_for_a_floor(#[case] floor: Floor, #[case] ctl: f64) {
    let found = least_ctl(10.0, floor, &tour_loads(), &gains()).unwrap();
    assert!((found - ctl).abs() < 0.01, "{found}");
    assert_eq!(least_ctl(10.0, Floor::Tsb(50.0), &tour_loads(), &gains()), None);
}

fn race_days() -> Vec<RaceDay> {
    let mut number = 0;
    kinds()
        .into_iter()
        .map(|k| {
            let Some(kind) = k else {
                return RaceDay { stage: None, load: (0.0, 0.0), points: ModePoints { gc: 0, breakaway: 0 } };
            };
            number += 1;
            let (gc, breakaway) = match kind {
                StageType::Flat => (5, 8),
                StageType::Hilly => (7, 11),
                StageType::Mountain => (10, 15),
                _ => (4, 6),
            };
            let minutes = if kind == StageType::Itt { 45 } else { 75 };
            RaceDay {
                stage: Some((number, kind)),
                load: (mode_load(kind, minutes, RideMode::Gc), mode_load(kind, minutes, RideMode::Breakaway)),
                points: ModePoints { gc, breakaway },
            }
        })
        .collect()
}

#[rstest]
#[case(30.0, 185)]
#[case(40.0, 199)]
#[case(55.0, 232)]
#[case(70.0, 259)]
fn the_best_modes_beat_the_published_points(#[case] ctl: f64, #[case] points: u32) {
    let bonuses = Bonuses { five_in_a_row: 5, ten_breakaways: 15, all_mountains: 10, all_gc: 25, final_week: 10 };
    let b = best(&race_days(), (ctl, ctl - 10.0), Record::default(), &bonuses, &gains());
    assert!(b.points >= points, "{} < {points}", b.points);
    assert_eq!(b.modes.len(), 23);
    assert_eq!(b.modes[10], RideMode::Rest);
}

#[rstest]
#[case(Some(59.0), 10.0, RideMode::Rest)]
#[case(Some(90.0), -21.0, RideMode::Rest)]
#[case(Some(74.0), 10.0, RideMode::Gc)]
#[case(Some(90.0), -11.0, RideMode::Gc)]
#[case(Some(81.0), 0.0, RideMode::Breakaway)]
#[case(Some(78.0), 0.0, RideMode::Gc)]
#[case(None, 20.0, RideMode::Gc)]
fn modes_of_a_morning(#[case] readiness: Option<f64>, #[case] tsb: f64, #[case] mode: RideMode) {
    assert_eq!(mode_of_morning(readiness, tsb), mode);
}

#[rstest]
#[case(StageType::Flat, 57.8)]
#[case(StageType::Hilly, 70.3125)]
#[case(StageType::Mountain, 80.0)]
#[case(StageType::Itt, 60.75)]
fn stages_cost_what_they_should(#[case] kind: StageType, #[case] load: f64) {
    let mission = crate::coach::plan::tests::mission("kind = \"stage_race\"\nsport = \"bike\"", "");
    let stage = Stage {
        number: 1,
        date: Day::from_ymd_opt(2026, 7, 4).unwrap(),
        kind,
        name: None,
        distance_km: None,
        ascent_m: None,
        minutes: None,
    };
    let s = session(&mission, &stage, &Speeds::default());
    assert!((s.load - load).abs() < 0.01);
    assert_eq!(s.minutes, if kind == StageType::Itt { 45 } else { 75 });
    assert_eq!(s.kind, SessionKind::Stage);
}
