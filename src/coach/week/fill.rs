//! Filling a skeleton: the long session by its share, easy minutes by water-filling to the week's load.

use super::{
    Part, WeekInput,
    menu::{LONG_MIN, Offer, offer},
    score::{self, Terms},
    skeleton::Skeleton,
};
use crate::{coach::plan::calendar::LEAST_MINUTES, domain::Sport};

/// One session of a draft.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub day: usize,
    pub part: Part,
    pub sport: Sport,
    pub offer: Offer,
    pub hard: bool,
}

/// A filled skeleton.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub slots: Vec<Slot>,
    pub terms: Terms,
}

impl Draft {
    pub(super) fn empty(input: &WeekInput) -> Self {
        Self { slots: Vec::new(), terms: score::of(input, &[], 0.0, input.load) }
    }

    pub(super) fn cost(&self) -> f64 {
        self.terms.total()
    }

    /// Millionths of the cost, then what stands where: equal weeks sort the same on every machine.
    pub(super) fn key(&self) -> (i64, Vec<(usize, u16)>) {
        ((self.cost() * 1e6).round() as i64, self.slots.iter().map(|s| (s.day, s.offer.minutes)).collect())
    }

    pub(super) fn same_week(&self, other: &Self) -> bool {
        self.slots.len() == other.slots.len()
            && self.slots.iter().zip(&other.slots).all(|(a, b)| {
                (a.day, a.sport, a.offer.minutes, a.part == b.part) == (b.day, b.sport, b.offer.minutes, true)
            })
    }
}

/// Shortest water-filled cap, minutes.
const EASY_CAP_MIN: f64 = 45.0;

/// Fills a skeleton up to `target`; `None` when a hard constraint can't be met.
pub(super) fn fill(input: &WeekInput, s: &Skeleton, target: f64) -> Option<Draft> {
    let mut slots = fixed_parts(input, s);
    let done: f64 = input.done.iter().map(|d| d.load).sum();
    let strength: f64 = input.strength.iter().map(|t| t.measure().load).sum();
    let mut left = target - done - strength - slots.iter().map(|x| x.offer.load).sum::<f64>();
    if let Some(long) = long_slot(input, s, &slots, left) {
        left -= long.offer.load;
        slots.push(long);
    }
    let cap = easy_cap(input, &slots);
    let days: Vec<usize> = (input.from..7).filter(|&d| !s.rests(d) && !slots.iter().any(|x| x.day == d)).collect();
    easy_slots(input, &days, cap, left, target, &mut slots);
    if input.doubles {
        add_doubles(input, s, target - done - strength, &mut slots);
    }
    slots.sort_by_key(|x| (x.day, x.part == Part::Double));
    trim(input, &mut slots);
    score::feasible(input, &slots, target).then(|| {
        let terms = score::of(input, &slots, s.cost, target);
        Draft { slots, terms }
    })
}

fn fixed_parts(input: &WeekInput, s: &Skeleton) -> Vec<Slot> {
    let placed = s.quality.iter().zip(&input.quality).enumerate();
    placed
        .filter_map(|(i, (day, q))| {
            let day = (*day)?;
            let session = q.on[day].as_ref()?;
            Some(Slot {
                day,
                part: Part::Quality(i),
                sport: session.sport,
                offer: offer(session),
                hard: session.hard,
            })
        })
        .collect()
}

/// The long session: its share of the week's estimated minutes, within room, growth and load of a day.
fn long_slot(input: &WeekInput, s: &Skeleton, slots: &[Slot], left: f64) -> Option<Slot> {
    let (day, (sport, most)) = (s.long?, input.long?);
    let done: f64 = input.done.iter().map(|d| d.minutes).sum();
    let fixed: f64 = slots.iter().map(|x| f64::from(x.offer.minutes)).sum::<f64>() + done;
    let total = fixed + left.max(0.0) / input.menu.rate(sport);
    let n = sessions(input, s);
    let share = input.long_share.max(1.2 / n.max(1) as f64);
    let most = f64::from(most.min(input.rooms[day].of(sport)).min(single_cap(input, sport)));
    let wanted = (share * total).min(most).min(input.day_cap[day] / input.menu.rate(sport));
    let minutes = (wanted / 5.0).floor() * 5.0;
    let part = if minutes >= f64::from(LONG_MIN) { Part::Long } else { Part::Easy };
    let offer = input.menu.at_most(part, sport, minutes.max(f64::from(LEAST_MINUTES)))?;
    Some(Slot { day, part, sport, offer, hard: false })
}

/// Sessions of the week when every day that does not rest holds one.
fn sessions(input: &WeekInput, s: &Skeleton) -> usize {
    let done: usize = input.done.iter().map(|d| d.sessions).sum();
    done + (input.from..7).filter(|&d| !s.rests(d)).count()
}

fn single_cap(input: &WeekInput, sport: Sport) -> u16 {
    input.single_cap.iter().find(|(s, _)| *s == sport).map_or(u16::MAX, |(_, m)| *m)
}

/// An easy day stays clearly shorter than the long one.
fn easy_cap(input: &WeekInput, slots: &[Slot]) -> f64 {
    let is_long = |s: &&Slot| match s.part {
        Part::Quality(i) => input.quality.get(i).is_some_and(super::Quality::is_long),
        part => part == Part::Long,
    };
    let long = slots.iter().find(is_long).map(|s| f64::from(s.offer.minutes));
    long.map_or(120.0, |m| (0.85 * m).max(EASY_CAP_MIN))
}

/// Sports for the easy days, then load by water-filling: every day gets the same until its own limit is reached.
fn easy_slots(input: &WeekInput, days: &[usize], cap: f64, left: f64, target: f64, slots: &mut Vec<Slot>) {
    let sports = assign(input, days, left, target, slots);
    let open: Vec<(usize, Sport, f64)> = days
        .iter()
        .zip(sports)
        .filter_map(|(&d, sport)| {
            let sport = sport?;
            let room = input.rooms[d].of(sport).min(single_cap(input, sport));
            let most = input.menu.at_most(Part::Easy, sport, f64::from(room).min(cap))?;
            Some((d, sport, most.load.min(input.day_cap[d])))
        })
        .collect();
    let level = water_level(&open.iter().map(|o| o.2).collect::<Vec<_>>(), left);
    let mut carry = 0.0;
    for (d, sport, most) in open {
        let wanted = level.min(most) + carry;
        let room = f64::from(input.rooms[d].of(sport).min(single_cap(input, sport))).min(cap);
        let found = input.menu.near_load(sport, wanted.min(most), room).filter(|o| wanted >= 0.6 * o.load);
        carry = if let Some(offer) = found {
            slots.push(Slot { day: d, part: Part::Easy, sport, offer, hard: false });
            wanted - offer.load
        } else {
            wanted
        };
        // What a day could not take is spread, not piled onto the next.
        carry = carry.clamp(-6.0, 6.0);
    }
}

/// The level at which days with limits `caps` hold `load` in all.
fn water_level(caps: &[f64], load: f64) -> f64 {
    let mut sorted = caps.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut left = load.max(0.0);
    for (i, c) in sorted.iter().enumerate() {
        let n = (sorted.len() - i) as f64;
        if c * n >= left {
            return left / n;
        }
        left -= c;
    }
    f64::INFINITY
}

/// Gives each easy day the sport that is furthest behind its share.
fn assign(input: &WeekInput, days: &[usize], left: f64, target: f64, slots: &[Slot]) -> Vec<Option<Sport>> {
    let mut behind: Vec<(Sport, f64)> = input
        .split
        .iter()
        .map(|(s, share)| {
            let has: f64 = slots.iter().filter(|x| x.sport == *s).map(|x| x.offer.load).sum();
            (*s, share * target - has)
        })
        .collect();
    let each = left.max(0.0) / days.len().max(1) as f64;
    days.iter()
        .map(|&d| {
            let open = |s: Sport| input.rooms[d].of(s) >= LEAST_MINUTES && single_cap(input, s) >= LEAST_MINUTES;
            let i = (0..behind.len())
                .filter(|&i| open(behind[i].0))
                .max_by(|&a, &b| behind[a].1.total_cmp(&behind[b].1).then(b.cmp(&a)))?;
            behind[i].1 -= each;
            Some(behind[i].0)
        })
        .collect()
}

/// Most days with two sessions.
const DOUBLES_MAX: usize = 3;

/// Adds easy second sessions where the week is short of its load and a day has the room.
fn add_doubles(input: &WeekInput, s: &Skeleton, target: f64, slots: &mut Vec<Slot>) {
    let done: usize = input.done.iter().map(|d| d.sessions).sum();
    for _ in 0..DOUBLES_MAX {
        let total: f64 = slots.iter().map(|x| x.offer.load).sum();
        let short = target - total;
        let behind = |sp: Sport, share: f64| {
            share * target - slots.iter().filter(|x| x.sport == sp).map(|x| x.offer.load).sum::<f64>()
        };
        let Some((sport, gap)) = input
            .split
            .iter()
            .map(|(sp, share)| (*sp, behind(*sp, *share)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
        else {
            return;
        };
        if short < 15.0 || gap < 15.0 || slots.len() + done >= input.sessions_max {
            return;
        }
        let free = |d: usize| {
            let mut on = slots.iter().filter(|x| x.day == d);
            let (first, second) = (on.next()?, on.next());
            let ok = second.is_none() && first.sport != sport && first.part != Part::Long;
            let left = input.rooms[d].minutes.saturating_sub(first.offer.minutes);
            ok.then(|| left.min(input.rooms[d].of(sport)).min(single_cap(input, sport)))
        };
        let day = (input.from..7)
            .filter(|&d| !s.rests(d))
            .filter_map(|d| free(d).map(|m| (d, m)))
            .max_by_key(|&(d, m)| (m, std::cmp::Reverse(d)));
        let Some((day, minutes)) = day.filter(|(_, m)| *m >= 30) else { return };
        let Some(offer) = input.menu.near_load(sport, short.min(gap), f64::from(minutes)) else { return };
        slots.push(Slot { day, part: Part::Double, sport, offer, hard: false });
    }
}

/// Brings the week under its limits of minutes, kilometres and long share by shortening what is easy.
fn trim(input: &WeekInput, slots: &mut Vec<Slot>) {
    let done_minutes: f64 = input.done.iter().map(|d| d.minutes).sum();
    let done_km: f64 = input.done.iter().map(|d| d.run_km).sum();
    let strength: f64 = input.strength.iter().map(|t| t.minutes()).sum();
    for _ in 0..60 {
        let minutes: f64 = done_minutes + strength + slots.iter().map(|s| f64::from(s.offer.minutes)).sum::<f64>();
        let km: f64 = done_km + slots.iter().map(|s| s.offer.km).sum::<f64>();
        let over_share = score::long_share_over(input, slots);
        let pick = if let Some(i) = over_share {
            Some(i)
        } else if km > input.run_km_max {
            longest(slots, |s| s.sport == Sport::Run && !matches!(s.part, Part::Quality(_)))
        } else if minutes > input.minutes_max {
            longest(slots, |s| !matches!(s.part, Part::Quality(_)))
        } else {
            return;
        };
        let Some(i) = pick else { return };
        let s = &mut slots[i];
        let shorter = f64::from(s.offer.minutes) - 5.0;
        let part = if s.part == Part::Long && shorter < f64::from(LONG_MIN) { Part::Easy } else { s.part };
        match input.menu.at_most(part, s.sport, shorter) {
            Some(o) => (s.offer, s.part) = (o, part),
            None => {
                slots.remove(i);
            }
        }
    }
}

fn longest(slots: &[Slot], take: impl Fn(&Slot) -> bool) -> Option<usize> {
    (0..slots.len()).filter(|&i| take(&slots[i])).max_by_key(|&i| (slots[i].offer.minutes, std::cmp::Reverse(i)))
}
