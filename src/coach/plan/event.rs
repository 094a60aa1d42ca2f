//! The event itself and races on the way, as sessions with their expected load.

use crate::{
    coach::{
        library::{self, Speeds, of_steps},
        phases, stages,
    },
    domain::{
        Block, Day, Mission, Session, SessionKind, Sport,
        mission::{GoalKind, SideEvent},
    },
    science::stats::piecewise,
};

/// Intensity factor that an event of so many minutes is raced at: typical of well-paced amateurs, by sport.
#[must_use]
pub fn race_intensity(sport: Sport, minutes: f64) -> f64 {
    let points: &[(f64, f64)] = match sport {
        Sport::Run => &[
            (20.0, 1.02),
            (60.0, 0.98),
            (120.0, 0.92),
            (210.0, 0.86),
            (300.0, 0.79),
            (600.0, 0.69),
            (1200.0, 0.60),
        ],
        Sport::Swim => &[(20.0, 0.98), (60.0, 0.93), (180.0, 0.86)],
        Sport::Bike => &[(60.0, 0.95), (90.0, 0.90), (180.0, 0.82), (300.0, 0.75), (600.0, 0.65), (1440.0, 0.57)],
        _ => &[(60.0, 0.75), (300.0, 0.62), (1200.0, 0.50)],
    };
    piecewise(points, minutes)
}

/// A race of a sport in so many minutes.
#[must_use]
pub fn race(sport: Sport, day: Day, minutes: f64, name: &str, speeds: &Speeds) -> Session {
    let whole = minutes.clamp(5.0, 2880.0).round();
    let intensity = race_intensity(sport, whole);
    let mut s = library::bare(sport, day, "race");
    s.steps = vec![Block::Step(stages::steady(sport, whole as u16, intensity))];
    let m = of_steps(sport, &s.steps, speeds);
    s.kind = SessionKind::Race;
    name.clone_into(&mut s.title);
    s.minutes = whole as u16;
    s.intensity = intensity;
    let power = if sport == Sport::Swim { 3 } else { 2 };
    s.load = whole / 60.0 * 100.0 * intensity.powi(power);
    s.distance_m = m.metres;
    s.zone_minutes = m.zone_minutes;
    s.hard = true;
    s.description =
        format!("{name}: the day itself. Start easier than you feel, eat early, and finish what you came for.");
    s
}

/// Sessions of the goal's event.
#[must_use]
pub fn sessions(mission: &Mission, speeds: &Speeds) -> Vec<Session> {
    if mission.goal.kind == GoalKind::Block {
        return Vec::new();
    }
    if !mission.stages.is_empty() {
        return stages::days(mission).filter_map(|(_, s)| s).map(|s| stages::session(mission, s, speeds)).collect();
    }
    let Some(day) = mission.goal.date else { return Vec::new() };
    let name = mission.name.as_str();
    if mission.goal.kind == GoalKind::Triathlon && !mission.goal.legs.is_empty() {
        let mut legs: Vec<_> = mission.goal.legs.iter().filter(|(_, m)| **m > 0).collect();
        let order = |s: &Sport| [Sport::Swim, Sport::Bike, Sport::Run].iter().position(|x| x == s).unwrap_or(9);
        legs.sort_by_key(|(s, _)| order(s));
        let whole: u32 = legs.iter().map(|(_, m)| **m).sum();
        return legs.into_iter().map(|(sport, minutes)| leg(*sport, day, *minutes, whole, name, speeds)).collect();
    }
    let mut s = race(mission.goal.sport, day, phases::event_minutes(mission), name, speeds);
    if let Some(km) = mission.goal.distance_km {
        s.distance_m = Some(km * 1000.0);
    }
    vec![s]
}

/// A leg is ridden as the whole day allows, not as a race of its own length.
fn leg(sport: Sport, day: Day, minutes: u32, whole: u32, name: &str, speeds: &Speeds) -> Session {
    let mut s = race(sport, day, f64::from(minutes), &format!("{name}: {sport}"), speeds);
    let pace = race_intensity(sport, f64::midpoint(f64::from(minutes), f64::from(whole)));
    let power = if sport == Sport::Swim { 3 } else { 2 };
    s.steps = vec![Block::Step(stages::steady(sport, s.minutes, pace))];
    s.intensity = pace;
    s.load = f64::from(s.minutes) / 60.0 * 100.0 * pace.powi(power);
    let m = of_steps(sport, &s.steps, speeds);
    (s.distance_m, s.zone_minutes) = (m.metres, m.zone_minutes);
    s
}

/// The session of a race on the way.
#[must_use]
pub fn side_race(e: &SideEvent, speeds: &Speeds) -> Session {
    race(e.sport, e.date, f64::from(e.minutes), e.name.as_str(), speeds)
}
