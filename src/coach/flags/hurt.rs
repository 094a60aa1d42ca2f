//! What pain and injuries leave of a day: of this morning, and of the days ahead for as long as nobody says that it is
//! over.

use super::{
    Facts, PAIN_RESTS,
    facts::{self, Pain},
    health::sports_loading,
};
use crate::{
    coach::ladder::Limits,
    domain::{Athlete, Cap, Day, Session, Sport, verdict::Hurt},
};

/// Pain from which the sports that load its place are out, of 10.
const PAIN_SPARES: u8 = 3;

fn pains(f: &Facts) -> impl Iterator<Item = &Pain> {
    f.pain.iter().chain(&f.hurt).filter(|p| p.score >= PAIN_SPARES)
}

/// The places that hurt or are injured, with the sports that each rules out. A place that is not known by name rules out
/// none of them by itself.
#[must_use]
pub fn hurting(f: &Facts) -> Vec<Hurt> {
    let said = pains(f).filter_map(|p| {
        let site = p.site.clone()?;
        Some(Hurt { sports: sports_loading(&site)?.to_vec(), site })
    });
    let injured = f.injuries.iter().map(|(site, sports)| Hurt { site: site.clone(), sports: sports.clone() });
    let mut all: Vec<Hurt> = Vec::new();
    for h in said.chain(injured) {
        if !all.iter().any(|a| a.site.eq_ignore_ascii_case(&h.site) && a.sports == h.sports) {
            all.push(h);
        }
    }
    all
}

/// Sports that pain or an injury rules out.
#[must_use]
pub fn banned(f: &Facts) -> Vec<Sport> {
    let mut all: Vec<Sport> = hurting(f).into_iter().flat_map(|h| h.sports).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What hurts leaves of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Out {
    /// The most that the day may hold.
    pub cap: Cap,
    /// The sports that are out.
    pub sports: Vec<Sport>,
    hurt: Vec<Hurt>,
}

impl Out {
    /// What is known `today` of `on`, which is today or later: an injury holds until it is said to be well or its last
    /// day is over, pain of a check-in for a day.
    #[must_use]
    pub fn on(athlete: &Athlete, today: Day, on: Day) -> Self {
        Self::of(&Facts { injuries: facts::injuries_on(athlete, today, on), ..said_of(athlete, today, on) })
    }

    /// The same without the injuries that the mission names.
    #[must_use]
    pub fn said(athlete: &Athlete, today: Day, on: Day) -> Self {
        Self::of(&said_of(athlete, today, on))
    }

    fn of(f: &Facts) -> Self {
        let nameless = |p: &Pain| p.site.as_deref().and_then(sports_loading).is_none();
        let cap = |p: &Pain| match p.score {
            PAIN_RESTS.. => Cap::Rest,
            _ if nameless(p) => Cap::Recovery,
            _ => Cap::None,
        };
        Self { cap: pains(f).map(cap).max().unwrap_or(Cap::None), sports: banned(f), hurt: hurting(f) }
    }

    /// Whether a session may stand on the day.
    #[must_use]
    pub fn allows(&self, s: &Session) -> bool {
        let limits = Limits { cap: self.cap, banned: &self.sports, trim: false, reference: 0.0, share: None };
        limits.allow(std::slice::from_ref(s))
    }

    /// The place that a sport is out for; the first that hurts otherwise.
    #[must_use]
    pub fn site(&self, sport: Sport) -> &str {
        let loaded = self.hurt.iter().find(|h| h.sports.contains(&sport));
        loaded.or(self.hurt.first()).map_or("pain", |h| &h.site)
    }
}

/// What the athlete, and on the day itself a service, said of pain.
fn said_of(athlete: &Athlete, today: Day, on: Day) -> Facts {
    let felt = || if on == today { facts::felt_injury(athlete, today) } else { None };
    let pain = facts::pain_on(athlete, today, on).or_else(felt);
    Facts { pain, hurt: facts::hurt_on(athlete, today), ..Facts::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        coach::library::{self, Speeds},
        domain::{CheckIn, CleanText, Event, day::shift, report::InjuryReport},
    };
    use rstest::rstest;

    fn today() -> Day {
        Day::from_ymd_opt(2026, 11, 26).unwrap()
    }

    fn injured(site: &str, pain: u8, days_ago: i64) -> Event {
        let day = shift(today(), -days_ago);
        Event::InjuryReported(InjuryReport { day, site: CleanText::line(site), pain, note: None })
    }

    fn checked_in(site: &str, pain: u8, days_ago: i64) -> Event {
        let day = shift(today(), -days_ago);
        let c = CheckIn { pain: Some(pain), site: CleanText::line_opt(site), ..CheckIn::of(day) };
        Event::CheckedIn(c)
    }

    /// Whether a hard ride, an easy ride and a swim may stand today, tomorrow, in two days and in a month.
    #[rstest]
    #[case("nothing", vec![], ["rrs", "rrs", "rrs", "rrs"])]
    #[case("a knee", vec![injured("left knee", 4, 0)], ["s", "s", "s", "s"])]
    #[case("a knee of last week", vec![injured("left knee", 4, 6)], ["s", "s", "s", "s"])]
    #[case("a knee that is well", vec![injured("left knee", 4, 6), injured("left knee", 0, 1)], ["rrs", "rrs", "rrs", "rrs"])]
    #[case("a little", vec![injured("left knee", 2, 0)], ["rrs", "rrs", "rrs", "rrs"])]
    #[case("much, somewhere in the knee", vec![injured("left knee", 7, 0)], ["", "", "", ""])]
    #[case("no place by name", vec![injured("inside", 4, 0)], ["r", "r", "r", "r"])]
    #[case("this morning", vec![checked_in("left knee", 5, 0)], ["s", "s", "rrs", "rrs"])]
    #[case("yesterday", vec![checked_in("left knee", 5, 1)], ["s", "rrs", "rrs", "rrs"])]
    fn what_hurts_holds_for_as_long_as_it_is_open(
        #[case] what: &str,
        #[case] events: Vec<Event>,
        #[case] left: [&str; 4],
    ) {
        let mut a = Athlete::default();
        for e in events {
            a.apply(&e);
        }
        let session =
            |id: &str, minutes| library::template(id).unwrap().session(today(), minutes, &Speeds::default());
        let swim = library::templates(Sport::Swim).find(|t| t.minutes() > 45.0).unwrap();
        let swim = swim.session(today(), None, &Speeds::default());
        let all = [("r", session("B-VO2", None)), ("r", session("B-REC", Some(40))), ("s", swim)];
        for (ahead, left) in [0, 1, 2, 30].into_iter().zip(left) {
            let out = Out::on(&a, today(), shift(today(), ahead));
            let may: String = all.iter().filter(|(_, s)| out.allows(s)).map(|(name, _)| *name).collect();
            assert_eq!(may, left, "{what}, in {ahead} days: {out:?}");
        }
    }
}
