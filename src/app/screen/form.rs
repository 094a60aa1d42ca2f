//! The Form screen: which days, which sport, which convention; and the series that follows.

use crate::{
    app::state::Known,
    coach::effect,
    domain::{
        Day, FormPoint, Plan, Sport,
        day::{between, shift},
        settings::{Convention, FormSettings, TsbOf},
    },
    science::form,
};

/// Days shown, by step of the zoom.
pub const SPANS: [i64; 8] = [28, 56, 91, 182, 365, 730, 1461, 7305];

/// Days that form is projected without a plan.
const IDLE_DAYS: i64 = 14;

/// State of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormScreen {
    /// Index into [`SPANS`].
    pub zoom: usize,
    /// The day under the cursor; today when absent.
    pub at: Option<Day>,
    /// One sport alone; all together when absent.
    pub sport: Option<Sport>,
    /// Another convention than the settings'; theirs when absent.
    pub convention: Option<(Convention, TsbOf)>,
    /// Whether form is shown as a share of fitness.
    pub relative: bool,
}

impl Default for FormScreen {
    fn default() -> Self {
        Self { zoom: 3, at: None, sport: None, convention: None, relative: false }
    }
}

/// What the screen draws.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The days that are shown, oldest first.
    pub points: Vec<FormPoint>,
    /// How many of them are over.
    pub past: usize,
    /// Place of the cursor among them.
    pub cursor: usize,
    /// The day under the cursor: load of the day, and the fitness and fatigue that its form is the difference of.
    pub at: FormPoint,
    /// How fitness and fatigue decay, and which day's they are in form.
    pub convention: (Convention, TsbOf),
    /// Whether that is what the settings say.
    pub own: bool,
    /// First and last day that there are.
    pub all: (Day, Day),
}

const CONVENTIONS: [(Convention, TsbOf); 4] = [
    (Convention::Exp, TsbOf::Prev),
    (Convention::Exp, TsbOf::Same),
    (Convention::Tp, TsbOf::Prev),
    (Convention::Tp, TsbOf::Same),
];

impl FormScreen {
    /// Closer (1) or farther (−1).
    pub fn zoom(&mut self, step: isize) {
        self.zoom = self.zoom.saturating_add_signed(-step).min(SPANS.len() - 1);
    }

    /// Moves the cursor by days, within the days that there are.
    pub fn step(&mut self, days: i64, known: &Known, today: Day) {
        let Some((first, last)) = bounds(known, today) else { return };
        let to = shift(self.at.unwrap_or(today), days).clamp(first, last);
        self.at = (to != today).then_some(to);
    }

    /// Puts the cursor on a day, within the days that there are.
    pub fn go(&mut self, day: Day, known: &Known, today: Day) {
        self.step(between(self.at.unwrap_or(today), day), known, today);
    }

    /// The next sport that something was done in; then all together.
    pub fn next_sport(&mut self, known: &Known) {
        let done = |s: &Sport| known.history.loads.iter().any(|l| l.sport == *s);
        let sports: Vec<Sport> = Sport::ALL.into_iter().filter(done).collect();
        self.sport = match self.sport {
            None => sports.first().copied(),
            Some(now) => sports.into_iter().skip_while(|s| *s != now).nth(1),
        };
    }

    /// The next convention, beginning after the settings' own.
    pub fn next_convention(&mut self, known: &Known) {
        let own = known.history.form_settings();
        let own = (own.convention, own.tsb);
        let now = self.convention.unwrap_or(own);
        let at = CONVENTIONS.iter().position(|c| *c == now).unwrap_or(0);
        let next = CONVENTIONS[(at + 1) % CONVENTIONS.len()];
        self.convention = (next != own).then_some(next);
    }

    /// The settings that the series follows.
    #[must_use]
    pub fn settings(&self, known: &Known) -> FormSettings {
        let own = *known.history.form_settings();
        self.convention.map_or(own, |(convention, tsb)| FormSettings { convention, tsb, ..own })
    }

    /// The days on screen. `None` when nothing was done and nothing is planned.
    #[must_use]
    pub fn series(&self, known: &Known, today: Day, goal: Option<Day>) -> Option<Series> {
        let (first, last) = bounds(known, today)?;
        let settings = self.settings(known);
        let all = whole(known, today, last, self.sport, &settings);
        let at = self.at.unwrap_or(today).clamp(first, last);
        let span = SPANS[self.zoom.min(SPANS.len() - 1)];
        // The cursor stands two thirds to the right, so that what led there is in sight.
        let from = shift(at, -span * 2 / 3).max(first);
        // A goal that is near belongs into the picture of today.
        let near =
            goal.filter(|g| self.at.is_none() && between(today, *g) > 0 && between(today, *g) < span * 2 / 3);
        let to = shift(from, span - 1).max(near.map_or(from, |g| shift(g, span / 30))).min(last);
        let from = shift(to, 1 - span).max(first);
        let begin = usize::try_from(between(first, from)).unwrap_or(0).min(all.len());
        let end = usize::try_from(between(first, to) + 1).unwrap_or(0).min(all.len());
        let points = all.get(begin..end)?.to_vec();
        let day = usize::try_from(between(first, at)).unwrap_or(0);
        let here = *all.get(day)?;
        let eve = day.checked_sub(1).and_then(|i| all.get(i)).filter(|_| settings.tsb == TsbOf::Prev);
        let shown = eve.map_or(here, |e| FormPoint { ctl: e.ctl, atl: e.atl, ..here });
        let place = |d: Day| points.partition_point(|p| p.date < d);
        Some(Series {
            past: place(today),
            cursor: place(at).min(points.len().saturating_sub(1)),
            points,
            at: shown,
            convention: (settings.convention, settings.tsb),
            own: self.convention.is_none(),
            all: (first, last),
        })
    }
}

/// First and last day that a series has.
fn bounds(known: &Known, today: Day) -> Option<(Day, Day)> {
    let first = known.history.daily.first().map(|p| p.date);
    let plan = known.athlete.plan.as_ref();
    let last = plan.and_then(Plan::last_day).unwrap_or(shift(today, IDLE_DAYS)).max(today);
    match (first, plan) {
        (None, None) => None,
        (first, _) => Some((first.unwrap_or(today).min(today), last)),
    }
}

/// Every day from the first to the last, under these settings.
fn whole(known: &Known, today: Day, last: Day, sport: Option<Sport>, settings: &FormSettings) -> Vec<FormPoint> {
    let history = &known.history;
    let first = history.daily.first().map_or(today, |p| p.date);
    let days = usize::try_from(between(first, last) + 1).unwrap_or(0);
    let mut loads = vec![0.0; days];
    let place = |d: Day| usize::try_from(between(first, d)).ok();
    let counts = |s: Sport| sport.is_none_or(|only| only == s);
    for l in history.loads.iter().filter(|l| l.counts && counts(l.sport)) {
        if let Some(slot) = place(l.day).and_then(|i| loads.get_mut(i)) {
            *slot += l.load.value;
        }
    }
    match (sport, &known.athlete.plan) {
        (None, plan) => {
            for (d, load) in effect::expected(&known.athlete, history, plan.as_ref(), today, last) {
                if let Some(slot) = place(d).and_then(|i| loads.get_mut(i)) {
                    *slot = load;
                }
            }
        }
        (Some(only), Some(plan)) => {
            let open = effect::open_today(&known.athlete, history, Some(plan), today);
            let ahead = open.into_iter().chain(plan.span(shift(today, 1), last));
            for s in ahead.filter(|s| s.sport == only) {
                if let Some(slot) = place(s.day).and_then(|i| loads.get_mut(i)) {
                    *slot += s.load;
                }
            }
        }
        (Some(_), None) => {}
    }
    // Seeds are of all sports together and can't be told apart.
    let settings = match sport {
        Some(_) => FormSettings { seed_ctl: None, seed_atl: None, ..*settings },
        None => *settings,
    };
    // The seed is the mean of the first weeks of what was done; a plan without a past has none.
    let past = place(today).map_or(&[][..], |i| loads.get(..=i).unwrap_or_default());
    let seed = form::seed(past, &settings);
    form::project(seed, (0_i64..).zip(loads.iter()).map(|(i, l)| (shift(first, i), *l)), &settings)
}
