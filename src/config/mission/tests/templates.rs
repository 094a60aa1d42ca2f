//! The built-in templates: each parses, checks clean at many dates, and becomes the athlete's own.

use super::super::*;
use crate::domain::{day, mission::StageType};
use rstest::rstest;

fn date(text: &str) -> Day {
    text.parse().expect("a date")
}

#[rstest]
fn every_template_is_clean_whenever_it_is_taken_up(
    #[values("2026-01-01", "2026-06-20", "2026-07-04", "2026-11-20", "2027-12-31", "2028-02-29")] today: &str,
) {
    let today = date(today);
    assert!(builtin().len() >= 6);
    for t in builtin() {
        let text = instantiate(t.id, today, &Wish::default()).expect("a template");
        let file = format!("{}.toml", t.id);
        let review = review(&text, &file, today);
        let trouble: Vec<_> = review.issues.iter().filter(|i| i.severity != Severity::Info).collect();
        assert!(trouble.is_empty(), "{today}: {trouble:#?}");
        let mission = review.mission.expect("read");
        assert_eq!(mission.id, t.id);
        if let Some((first, _)) = mission.event_days() {
            assert!(day::between(today, first) >= 7 * i64::from(t.weeks), "{} on {first}", t.id);
            assert!(day::between(today, first) <= 7 * i64::from(t.weeks) + 380, "{} on {first}", t.id);
        }
    }
}

#[test]
fn the_files_as_committed_are_readable_and_commented() {
    for t in builtin() {
        let mission = parse(t.text, t.id).unwrap_or_else(|e| panic!("{e:#?}"));
        assert_eq!(mission.id, t.id);
        assert!(t.text.matches('#').count() >= 15, "{} lacks comments", t.id);
    }
}

#[test]
fn the_tour_keeps_its_shape_and_its_weekdays() {
    let text = instantiate("tour", date("2027-11-20"), &Wish::default()).expect("known");
    let tour = parse(&text, "tour.toml").expect("good");
    let (first, last) = tour.event_days().expect("stages");
    assert_eq!((tour.stages.len(), tour.rest_days.len()), (21, 2));
    assert_eq!(day::between(first, last), 22);
    assert_eq!(day::weekday(first), 5);
    assert!((date("2028-06-28")..=date("2028-07-06")).contains(&first), "{first}");
    assert!(tour.rest_days.iter().all(|d| day::weekday(*d) == 0));
    let of = |kind| tour.stages.iter().filter(|s| s.kind == kind).count();
    assert_eq!((of(StageType::Itt), of(StageType::MtnItt)), (1, 1));
    let points: Vec<_> = tour.points.iter().map(|(k, p)| (k.name(), p.gc, p.breakaway)).collect();
    assert_eq!(points, [("flat", 5, 8), ("hilly", 7, 11), ("mountain", 10, 15), ("itt", 4, 6), ("mtn_itt", 6, 9)]);
}

#[test]
fn wishes_are_granted_and_comments_stay() {
    let today = date("2026-11-20");
    let wish = Wish {
        name: Some("The \"big\" one".to_owned()),
        id: Some("big-1".to_owned()),
        date: Some(date("2027-04-04")),
    };
    let text = instantiate("marathon", today, &wish).expect("known");
    let mission = parse(&text, "big-1.toml").expect("good");
    assert_eq!((mission.id.as_str(), mission.name.as_str()), ("big-1", "The \"big\" one"));
    assert_eq!(mission.goal.date, Some(date("2027-04-04")));
    // The half marathon was four weeks before the race, and still is.
    assert_eq!(mission.events[0].date, date("2027-03-07"));
    let original = template("marathon").expect("known").text;
    assert_eq!(text.matches('#').count(), original.matches('#').count());
    assert_eq!(text.lines().count(), original.lines().count());
}

#[test]
fn a_block_takes_a_date_in_place_of_its_weeks() {
    let wish = Wish { date: Some(date("2027-02-28")), ..Wish::default() };
    let text = instantiate("base-block", date("2026-11-20"), &wish).expect("known");
    let mission = parse(&text, "base-block.toml").expect("good");
    assert_eq!((mission.goal.date, mission.goal.weeks), (Some(date("2027-02-28")), None));
}

#[test]
fn what_cannot_be_wished_is_refused() {
    let today = date("2026-11-20");
    let with = |id: &str, name: &str| Wish { id: Some(id.to_owned()), name: Some(name.to_owned()), date: None };
    assert!(matches!(instantiate("tuor", today, &Wish::default()), Err(TemplateError::Unknown { .. })));
    for id in ["", "../x", "-x", "a b", "ü", &"x".repeat(41)] {
        assert!(matches!(instantiate("tour", today, &with(id, "n")), Err(TemplateError::Id { .. })), "{id}");
    }
    assert_eq!(instantiate("tour", today, &with("x", "\u{200b} ")), Err(TemplateError::Name));
}
