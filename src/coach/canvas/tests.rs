use super::*;
use crate::{
    coach::{
        morning::morning_with,
        plan::{
            lay,
            tests::{athlete, mission, today, version},
        },
    },
    domain::{Event, Sport, event::MissionActivated},
};

pub(crate) fn world() -> (Athlete, History) {
    let mut a = athlete(Sport::Bike, 12, 4, 70.0);
    let v = version(mission("kind = \"race\"\nsport = \"bike\"\ndate = \"2026-06-20\"\nminutes = 300", ""));
    a.apply(&Event::MissionSaved(Box::new(v.clone())));
    a.apply(&Event::MissionActivated(MissionActivated { mission: "m".into(), day: today() }));
    let h = History::build(&a, today());
    a.apply(&Event::PlanLaid(lay(&a, &h, &v, today()).plan));
    (a, h)
}

fn drawn(spec: Spec) -> Drawing {
    let (a, h) = world();
    let m = morning_with(&a, &h, today());
    draw(&Panel { id: "p".into(), title: "P".into(), spec }, &a, &h, &m)
}

const SPAN: Span = Span { back: 14, ahead: 7 };

#[test]
fn a_chart_has_a_value_per_day_and_goes_on_under_the_plan() {
    let Drawing::Chart { lines, .. } =
        drawn(Spec::Chart { lines: vec![Series::Ctl, Series::Load, Series::Hrv], span: SPAN })
    else {
        panic!("a chart")
    };
    assert!(lines.iter().all(|l| l.points.len() == 22));
    let (a, h) = world();
    let on = |l: &Line, d: Day| l.points.iter().find(|p| p.0 == d).and_then(|p| p.1);
    let ahead = shift(today(), 3);
    assert_eq!(on(&lines[1], ahead), a.plan.as_ref().map(|p| p.load_on(ahead)));
    assert_eq!(on(&lines[0], shift(today(), -2)), h.point(shift(today(), -2)).map(|p| p.ctl));
    assert!(on(&lines[0], shift(today(), 7)).is_some());
    assert!(lines[2].points.iter().all(|p| p.1.is_none()), "what was not measured is missing");
}

#[test]
fn bars_add_up_to_the_history_and_the_plan() {
    let (a, h) = world();
    for by in [Bucket::Day, Bucket::Week, Bucket::Sport] {
        let Drawing::Bars { bars, unit } = drawn(Spec::Bars { of: Amount::Load, by, span: SPAN }) else {
            panic!("bars")
        };
        assert_eq!(unit, "load");
        let done: f64 = span(shift(today(), -14), today()).map(|d| h.load_on(d)).total();
        let planned = a.plan.as_ref().unwrap().span(today(), shift(today(), 7)).map(|s| s.load).total();
        assert!((bars.iter().map(|b| b.done).total() - done).abs() < 1e-6);
        assert!((bars.iter().map(|b| b.planned).total() - planned).abs() < 1e-6);
    }
}

#[test]
fn tables_are_as_wide_as_their_headings() {
    for of in [Rows::Sessions, Rows::Activities, Rows::Weeks, Rows::Signals] {
        let Drawing::Table { head, rows } = drawn(Spec::Table { of, span: SPAN }) else { panic!("a table") };
        assert!(!rows.is_empty(), "{of:?}");
        assert!(rows.iter().all(|r| r.len() == head.len()), "{of:?}");
    }
    let huge = Span { back: u16::MAX, ahead: u16::MAX };
    let Drawing::Table { rows, .. } = drawn(Spec::Table { of: Rows::Sessions, span: huge }) else {
        panic!("a table")
    };
    assert!(rows.len() <= ROWS_MAX);
}
