use super::*;
use crate::{
    domain::{CleanText, Histogram, Provider, ThresholdKind, num::Total, settings::FormSettings},
    science::{
        load::Method,
        testing::{athlete, day, ride, set},
        zones::Model,
    },
};

fn known() -> (Athlete, History) {
    let mut long = ride(day(9, 1), 120.0, 180.0);
    long.metrics.mmp = vec![(60, 260.0), (1200, 210.0)];
    let mut short = ride(day(9, 20), 60.0, 220.0);
    short.metrics.mmp = vec![(60, 300.0), (1200, 200.0)];
    short.metrics.power = Histogram::from_values(5, [100.0, 100.0, 190.0, 240.0].into_iter());
    short.avg_power_w = Some(200.0);
    short.avg_hr = Some(140.0);
    short.laps = vec![Lap { start_s: 0.0, timer_s: 1800.0, ..Lap::default() }];
    let mut a = athlete([long, short]);
    a.settings.form = FormSettings::default();
    a.settings.thresholds = vec![
        set(ThresholdKind::Ftp, Some(Sport::Bike), 200.0, day(1, 1)),
        set(ThresholdKind::Ftp, Some(Sport::Bike), 250.0, day(10, 1)),
    ];
    let history = History::build(&a, day(11, 20));
    (a, history)
}

#[test]
fn figures_and_the_threshold_of_the_day() {
    let (a, h) = known();
    let d = detail(&a, &h, &h.loads[1]).unwrap();
    assert_eq!((d.load.method, d.load.inputs.thresholds[0].unwrap().value), (Method::Power, 200.0));
    assert!((d.variability.unwrap() - 1.1).abs() < 1e-9);
    assert!(d.variants.iter().any(|v| v.name == "tss" && v.value == Some(d.load.value)));
    assert_eq!(d.laps.len(), 1);
    assert_eq!(d.records.len(), 1);
}

#[test]
fn each_recording_names_its_page_where_it_has_one() {
    let page = |provider, id: &str| {
        let mut r = ride(day(9, 1), 60.0, 200.0);
        (r.provider, r.upstream) = (provider, CleanText::line_opt(id));
        let a = athlete([r]);
        let h = History::build(&a, day(9, 2));
        detail(&a, &h, &h.loads[0]).unwrap().records[0].page.clone()
    };
    assert_eq!(page(Provider::Intervals, "i7").unwrap(), "https://intervals.icu/activities/i7");
    assert_eq!(page(Provider::StravaApi, "123").unwrap(), "https://www.strava.com/activities/123");
    assert_eq!((page(Provider::File, "7"), page(Provider::Intervals, "a b")), (None, None));
}

#[test]
fn zones_are_those_of_the_threshold_and_their_shares_make_one() {
    let (a, h) = known();
    let d = detail(&a, &h, &h.loads[1]).unwrap();
    let power = &d.zones[0];
    assert_eq!((power.model, power.times.len(), power.threshold), (Model::CogganPower, 7, 200.0));
    let seconds: Vec<f64> = power.times.iter().map(|z| z.seconds).collect();
    assert_eq!(seconds, [2.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0].map(f64::from));
    assert!((power.times.iter().map(|z| z.share).total() - 1.0).abs() < 1e-9);
}

#[test]
fn a_curve_is_held_against_the_ninety_days_before_it() {
    let (a, h) = known();
    let of = |i: usize| detail(&a, &h, &h.loads[i]).unwrap().curves[0].points.clone();
    assert_eq!(of(1).iter().map(|p| p.best).collect::<Vec<_>>(), [300.0, 210.0]);
    assert_eq!(
        of(0).iter().map(|p| p.best).collect::<Vec<_>>(),
        [260.0, 210.0],
        "what came later is not known then"
    );
}
