//! The simulation of `examples/simulate`, a little of it: the same seed gives the same seasons, and the arms of one
//! athlete share their draws.

#[path = "../examples/simulate/main.rs"]
#[expect(dead_code, reason = "the example's own report and command line are not used here")]
mod simulate;

use simulate::{arms, outcome, person, season};

#[test]
fn the_same_seed_gives_the_same_season() {
    let season = |seed| {
        let person = person::Person::draw(seed, 1, &arms::TRUE);
        let fates = person::fates(seed, 1, &person);
        let setup = season::Setup::new(&person, &arms::TRUE, &fates);
        let (version, mut time) = (season::mission(arms::BASE), outcome::Timing::default());
        let (done, planned) = season::coached(&setup, &version, season::Habit::default(), 12, &mut time);
        assert_eq!(done.days.len(), 12);
        assert!(planned.iter().any(|d| d.hard));
        serde_json::to_string(&done).expect("JSON")
    };
    assert_eq!(season(3), season(3));
    assert_ne!(season(3), season(4));
}

#[test]
fn worlds_differ_in_what_is_shown_and_not_in_what_befalls() {
    let draw = |w: &person::World| {
        let p = person::Person::draw(5, 2, w);
        (p.tau2, person::fates(5, 2, &p).iter().map(|f| (f.sleep, f.illness)).collect::<Vec<_>>())
    };
    let (a, b) = (draw(&arms::TRUE), draw(&arms::NOISE));
    assert_eq!(a, b);
    assert!((draw(&arms::SLOW).0 - 2.0 * a.0).abs() < 1e-12);
}
