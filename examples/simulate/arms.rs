//! The arms: one athlete's season under each, all with the same draws.

use super::{
    outcome::{Outcome, Timing, Trained},
    person::{Person, SEASON, World, fates},
    random::Random,
    season::{Habit, Setup, coached, fixed, mission},
};
use lanterne::domain::MissionVersion;

/// The world that the coach believes in.
pub(crate) const TRUE: World = World { name: "true", signal: 1.0, slow: 1.0 };
/// HRV, resting heart rate and feel say less than the coach thinks.
pub(crate) const WEAK: World = World { name: "weak signals", signal: 0.4, slow: 1.0 };
/// They say nothing of training.
pub(crate) const NOISE: World = World { name: "noise", signal: 0.0, slow: 1.0 };
/// Fatigue fades half as fast as usual.
pub(crate) const SLOW: World = World { name: "slow recovery", signal: 1.0, slow: 2.0 };

/// Arms in the order that they are reported.
pub(crate) const ARMS: [(&str, &str); 21] = [
    ("true", "static"),
    ("true", "coach"),
    ("true", "matched load"),
    ("true", "random changes"),
    ("true", "coach without HRV"),
    ("true", "coach, nothing more"),
    ("true", "matched to it"),
    ("true", "literal rules"),
    ("true", "matched to literal"),
    ("true", "static, aggressive"),
    ("true", "coach, aggressive"),
    ("true", "matched, aggressive"),
    ("weak signals", "static"),
    ("weak signals", "coach"),
    ("weak signals", "matched load"),
    ("noise", "static"),
    ("noise", "coach"),
    ("noise", "matched load"),
    ("slow recovery", "static"),
    ("slow recovery", "coach"),
    ("slow recovery", "matched load"),
];

/// The plan that every arm begins with but the aggressive and the literal ones.
pub(crate) const BASE: &str = "[objective]\ncurrent_level = \"intermediate\"\n[philosophy]\nmax_ramp = 6.0\n";
const AGGRESSIVE: &str =
    "[objective]\ncurrent_level = \"advanced\"\n[philosophy]\nmax_ramp = 8.0\nweekly_progression = 0.15\n";
const LITERAL: &str = "[objective]\ncurrent_level = \"intermediate\"\n[philosophy]\nmax_ramp = 6.0\n\
                       hrv_rule = \"strict\"\nsleep_rule = \"strict\"\n";

/// One athlete's outcome by world and arm.
pub(crate) type Seasons = Vec<((&'static str, &'static str), Outcome)>;

/// Every arm of one athlete.
pub(crate) fn athlete(seed: u64, number: u64) -> (Seasons, Timing) {
    let mut out = Seasons::new();
    let mut time = Timing::default();
    for world in [TRUE, WEAK, NOISE, SLOW] {
        let person = Person::draw(seed, number, &world);
        let days = fates(seed, number, &person);
        let setup = Setup::new(&person, &world, &days);
        let mut take = |arm: &'static str, o: Outcome| out.push(((world.name, arm), o));
        let base = mission(BASE);
        let (still, coach) = pair(&setup, &base, Habit::default(), &mut time);
        let scaled = matched(&setup, &still, &coach);
        if world == TRUE {
            let mut shuffle = Random::new(seed, number * 8 + 4);
            take("random changes", fixed(&setup, &shuffled(&still.1, &coach, &mut shuffle)));
            let (_, no_hrv) = pair(&setup, &base, Habit { no_hrv: true, ..Habit::default() }, &mut time);
            take("coach without HRV", no_hrv);
            let (_, less) = pair(&setup, &base, Habit { no_more: true, ..Habit::default() }, &mut time);
            take("matched to it", matched(&setup, &still, &less));
            take("coach, nothing more", less);
            let (_, literal) = pair(&setup, &mission(LITERAL), Habit::default(), &mut time);
            take("matched to literal", matched(&setup, &still, &literal));
            take("literal rules", literal);
            let (bold, eased) = pair(&setup, &mission(AGGRESSIVE), Habit::default(), &mut time);
            take("matched, aggressive", matched(&setup, &bold, &eased));
            take("static, aggressive", bold.0);
            take("coach, aggressive", eased);
        }
        take("static", still.0);
        take("coach", coach);
        take("matched load", scaled);
    }
    (out, time)
}

type Still = (Outcome, Vec<Trained>);

/// A plan left alone, and the same plan with the coach.
fn pair(setup: &Setup<'_>, version: &MissionVersion, habit: Habit, time: &mut Timing) -> (Still, Outcome) {
    let (coach, planned) = coached(setup, version, habit, SEASON - 1, time);
    ((fixed(setup, &planned), planned), coach)
}

/// The plan left alone, every day scaled so that the season holds as much as the other arm's.
fn matched(setup: &Setup<'_>, (still, planned): &Still, other: &Outcome) -> Outcome {
    let share = other.load / still.load.max(1.0);
    let days: Vec<Trained> = planned.iter().map(|t| Trained { load: t.load * share, ..*t }).collect();
    fixed(setup, &days)
}

/// The coach's changes, as many and as large, on days drawn by lot: shares of the plan among the days that it trains,
/// what was added among its days off. A day at three quarters or less of its load is no hard one, as with the coach.
fn shuffled(planned: &[Trained], coach: &Outcome, random: &mut Random) -> Vec<Trained> {
    let both = || planned.iter().zip(&coach.days).enumerate().filter(|(_, (_, done))| !done.lost);
    let trains: Vec<usize> = both().filter(|(_, (p, _))| p.load > 0.5).map(|(i, _)| i).collect();
    let off: Vec<usize> = both().filter(|(_, (p, _))| p.load <= 0.5).map(|(i, _)| i).collect();
    let mut shares: Vec<f64> = trains.iter().map(|&i| coach.days[i].load / planned[i].load).collect();
    let mut added: Vec<Trained> = off.iter().map(|&i| coach.days[i]).collect();
    random.shuffle(&mut shares);
    random.shuffle(&mut added);
    let mut out = planned.to_vec();
    for (&i, share) in trains.iter().zip(shares) {
        let t = planned[i];
        out[i] = Trained { load: t.load * share, hard: t.hard && share > 0.75, ..t };
    }
    for (&i, t) in off.iter().zip(added) {
        out[i] = t;
    }
    out
}
