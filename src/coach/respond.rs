//! Answers of the coach without a model: a line of text in, words out, and a proposal or a report where one follows.

use super::{
    constrain, effect, lock,
    logging::{self, Logging},
    morning::Morning,
    proposal::{self, Scene},
    relay, replan, rules,
    verbs::{self, Topic, Verb, act, look},
    voices, words,
};
use crate::{
    domain::{
        Athlete, Cap, CleanText, Day, Event, HealthReport, Proposal, Session,
        event::PlanUndone,
        mission::MissionChange,
        report::{Illness, InjuryReport},
        verdict::RuleOverride,
    },
    science::history::History,
};

/// What the coach answers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reply {
    /// What is said, one or more lines; never empty.
    pub words: CleanText,
    /// A change of the plan to answer; the caller records it.
    pub proposal: Option<Proposal>,
    /// What a change would look like that was only asked about; never recorded.
    pub preview: Option<Proposal>,
    /// What the athlete said of body and mind; the caller records it, before the proposal.
    pub reports: Vec<Event>,
    /// Takes the last applied change back; the caller records it.
    pub undo: Option<PlanUndone>,
    /// What was told: the caller records it once the athlete says yes to what is shown back.
    pub told: Option<Logging>,
    /// Rules for the mission: the caller writes them into its file once the athlete says yes.
    pub rules: Vec<MissionChange>,
}

impl Reply {
    fn say(text: &str) -> Self {
        Self { words: CleanText::block(text), ..Self::default() }
    }
}

/// Answers a line in the coach pane on `today`. Whatever is not understood is answered with what would be.
#[must_use]
pub fn respond(athlete: &Athlete, history: &History, morning: &Morning, today: Day, text: &str) -> Reply {
    // A reason in the athlete's own words is no report of how they feel.
    if verbs::in_own_words(text)
        && let Ok(verb) = verbs::parse(text)
    {
        return answer(athlete, history, morning, today, &verb);
    }
    match logging::read(text, today) {
        Some(Ok(told)) => return told_back(Logging::of(&told, athlete, today)),
        Some(Err(e)) => return Reply::say(&e.to_string()),
        None => {}
    }
    if let Some(reply) = rules(athlete, today, text) {
        return reply;
    }
    match verbs::parse(text) {
        Ok(verb) => answer(athlete, history, morning, today, &verb),
        Err(e) => Reply::say(&e.to_string()),
    }
}

fn told_back(told: Logging) -> Reply {
    let words = CleanText::block(&format!("{}\nShall I write that down?", told.shown));
    Reply { words, told: Some(told), ..Reply::default() }
}

/// Rules for the mission: after the word for it, or when the whole line is nothing else.
fn rules(athlete: &Athlete, today: Day, text: &str) -> Option<Reply> {
    const ASKED: [&str; 4] = ["constrain ", "constraint: ", "rule: ", "from now on "];
    const TOLD: [&str; 5] = ["no ", "never ", "at most ", "always ", "only "];
    let line = text.trim();
    let lower = line.to_lowercase();
    let asked = ASKED.iter().find(|p| lower.starts_with(*p)).and_then(|p| line.get(p.len()..));
    let compiled = constrain::compile(asked.unwrap_or(line), today);
    let told = TOLD.iter().any(|p| lower.starts_with(p)) || line.contains(':') && !line.starts_with(':');
    match (asked, compiled) {
        (Some(_), Err(e)) => Some(Reply::say(&e.to_string())),
        (None, Err(_)) => None,
        (None, Ok(_)) if !told => None,
        (_, Ok(_)) if athlete.mission(today).is_none() => {
            Some(Reply::say("Rules bind a mission, and none is active. Choose a mission first."))
        }
        (_, Ok(rules)) => {
            let lines: Vec<String> = rules.iter().map(|r| format!("· {r}")).collect();
            let words = format!("Rules for your mission:\n{}\nShall I write them into its file?", lines.join("\n"));
            Some(Reply { words: CleanText::block(&words), rules, ..Reply::default() })
        }
    }
}

/// Answers a verb.
#[must_use]
pub fn answer(athlete: &Athlete, history: &History, morning: &Morning, today: Day, verb: &Verb) -> Reply {
    let room = Room { athlete, history, morning, today };
    match verb {
        Verb::Why(topic) => Reply::say(&room.why(topic)),
        Verb::Gauge => Reply::say(&room.gauge()),
        Verb::Help => Reply::say(&help()),
        Verb::Zones => Reply::say(&look::zones(history, today)),
        Verb::Test(None) => Reply::say(&look::tests(athlete, history, today)),
        Verb::Plan(when) => Reply::say(&room.plan(*when)),
        Verb::Undo => room.undo(),
        Verb::Lay => room.lay(),
        Verb::Lock(when) => room.lock(*when, true),
        Verb::Unlock(when) => room.lock(*when, false),
        Verb::WhatIf(inner) => room.what_if(inner),
        Verb::Ill(kind) => room.ill(*kind),
        Verb::Well => room.well(),
        Verb::Override(rule, why) => room.against(rule, why),
        Verb::Injured(site, pain) => room.injured(site, *pain),
        Verb::Healed(site) => room.healed(site.as_deref()),
        change => match room.change(change) {
            Ok(p) if morning.proposals.iter().any(|q| same(&p, q)) => {
                Reply::say(&format!("That waits for your answer already: {}", change_words(&p, today)))
            }
            Ok(p) => Reply { words: CleanText::block(&offered(&p, today)), proposal: Some(p), ..Reply::default() },
            Err(why) => Reply::say(&why),
        },
    }
}

struct Room<'a> {
    athlete: &'a Athlete,
    history: &'a History,
    morning: &'a Morning,
    today: Day,
}

const NO_PLAN: &str = "There is no plan yet to change. Choose a mission first; its plan follows at once.";

impl Room<'_> {
    fn scene(&self, cap: Cap) -> Result<Scene<'_>, String> {
        Scene::of(self.athlete, self.history, self.today, cap).ok_or_else(|| NO_PLAN.to_owned())
    }

    fn change(&self, verb: &Verb) -> act::Acted {
        let scene = self.scene(self.morning.verdict.cap)?;
        match verb {
            Verb::Swap(a, b) => act::swap(&scene, *a, *b),
            Verb::Move(a, b) => act::go_to(&scene, *a, *b),
            Verb::Shorten(d, cut) => act::shorten(&scene, *d, *cut),
            Verb::Easier(d) => act::easier(&scene, *d),
            Verb::Harder(d) => act::harder(&scene, *d),
            Verb::Push(d) => act::push(&scene, *d),
            Verb::Busy(d, m) => act::busy(&scene, *d, *m),
            Verb::Test(Some(d)) => act::test(&scene, *d),
            Verb::Rest(d) => act::rest(&scene, *d),
            Verb::Restore(n) => proposal::restore(&scene, *n),
            Verb::Travel(a, b) => act::travel(&scene, *a, *b),
            Verb::Ill(kind) => self.illness_plan(*kind),
            Verb::WhatIf(inner) => self.change(inner),
            Verb::Well
            | Verb::Why(_)
            | Verb::Gauge
            | Verb::Undo
            | Verb::Lay
            | Verb::Lock(_)
            | Verb::Unlock(_)
            | Verb::Help
            | Verb::Override(..)
            | Verb::Injured(..)
            | Verb::Healed(_)
            | Verb::Zones
            | Verb::Plan(_)
            | Verb::Test(None) => {
                Err("`whatif` takes a change: `swap`, `move`, `shorten`, `easier`, `harder`, `push`, `busy`, `rest`, `test DAY`, `ill` or `travel`."
                    .into())
            }
        }
    }

    fn plan(&self, when: Option<verbs::When>) -> String {
        match when.map(|w| w.resolve(self.today)).transpose() {
            Ok(on) => look::plan(self.athlete, self.today, on),
            Err(e) => e.to_string(),
        }
    }

    fn illness_plan(&self, kind: Illness) -> act::Acted {
        let caps = replan::illness_caps(kind, self.today);
        let cap = caps.get(&self.today).map_or(Cap::Rest, |a| a.cap).max(self.morning.verdict.cap);
        act::under_caps(&self.scene(cap)?, "a plan around the illness", &caps)
    }

    fn ill(&self, kind: Illness) -> Reply {
        let report = HealthReport { day: self.today, illness: kind, note: None };
        let said = match kind {
            Illness::Alarm => {
                "Stop training and see a doctor today. Chest pain and fainting are not for a coach to judge."
            }
            Illness::Fever => {
                "Noted: fever. No training until you have had a day without symptoms and without medication; after fever the way back takes a week."
            }
            Illness::BelowNeck => {
                "Noted: ill, below the neck. No training until you have had a day without symptoms; then very easy days first."
            }
            Illness::AboveNeck | Illness::Recovered => {
                "Noted: a cold. Rest, or at most 45 very easy minutes; stop when it gets worse."
            }
        };
        let mut lines = vec![said.to_owned()];
        let proposal = self.illness_plan(kind);
        match &proposal {
            Ok(p) => lines.push(offered(p, self.today)),
            Err(_) => lines.push("The plan needs no change for it.".into()),
        }
        lines.extend(self.locked_within(&replan::illness_caps(kind, self.today)));
        lines.push("Say `well` when you are over it.".into());
        Reply {
            words: CleanText::block(&lines.join("\n")),
            proposal: proposal.ok(),
            reports: vec![Event::HealthReported(report)],
            ..Reply::default()
        }
    }

    fn well(&self) -> Reply {
        let Some(was) = self.athlete.health_on(self.today).map(|h| h.illness).filter(|i| *i != Illness::Recovered)
        else {
            return Reply::say("Good. No illness is on record, so nothing changes.");
        };
        let report = HealthReport { day: self.today, illness: Illness::Recovered, note: None };
        let worst = super::flags::illness_on(self.athlete, self.today).0.map_or(was, |_| self.worst());
        let caps = replan::return_caps(worst, 0, self.today);
        let steps: Vec<String> =
            caps.iter().map(|(d, c)| format!("{}: {}", words::day_name(*d, self.today), c.cap.title())).collect();
        let mut lines = vec![format!("Good to hear. The way back: {}; then as planned.", steps.join(", "))];
        let cap = caps.get(&self.today).map_or(Cap::None, |a| a.cap);
        let proposal = self.scene(cap).and_then(|s| act::under_caps(&s, "a graded return", &caps)).ok();
        if let Some(p) = &proposal {
            lines.push(offered(p, self.today));
        }
        lines.extend(self.locked_within(&caps));
        Reply {
            words: CleanText::block(&lines.join("\n")),
            proposal,
            reports: vec![Event::HealthReported(report)],
            ..Reply::default()
        }
    }

    /// Goes against a rule by name. What it changes shows on the next morning's look, which is at once.
    fn against(&self, rule: &str, why: &str) -> Reply {
        let Some(card) = rules::card(rule) else {
            return Reply::say(&format!(
                "There is no rule {rule}. `lanterne rules` prints the book; `why` says which spoke today."
            ));
        };
        if !rules::may_override(rule) {
            return Reply::say(&format!(
                "{rule} ({}) can't be overridden through the coach by anybody. What you do anyway is recorded as an activity.",
                card.title
            ));
        }
        if rule == "L7" && self.off_green() > 2 {
            return Reply::say("L7 can be overridden while at most two signals are off green; today more are.");
        }
        let o = RuleOverride { day: self.today, rule: rule.to_owned(), reason: CleanText::line(why) };
        let spoke = self.morning.rules.iter().any(|r| r.rule == rule && r.outcome.spoke());
        let note =
            if spoke || rule.starts_with('V') { "" } else { " It did not speak today, so nothing changes by it." };
        Reply {
            words: CleanText::block(&format!(
                "Noted: you decide against {rule} ({}) today, because {}. It is on record and holds for this day.{note}",
                card.title, o.reason
            )),
            reports: vec![Event::AthleteOverride(o)],
            ..Reply::default()
        }
    }

    fn off_green(&self) -> usize {
        let off = |c: &&crate::domain::Contributor| {
            matches!(c.status, crate::domain::Status::Amber | crate::domain::Status::Red)
        };
        self.morning.readiness.contributors.iter().filter(off).count()
    }

    fn injured(&self, site: &str, pain: u8) -> Reply {
        let report = InjuryReport { day: self.today, site: CleanText::line(site), pain, note: None };
        let sports = super::flags::sports_loading(site);
        let what = match (pain, sports) {
            (6.., _) => "Rest, and have it looked at by a professional. The coach does not diagnose.".to_owned(),
            (1..=2, _) => "A little pain: keep an eye on it; from 3 of 10 on, the sports that load it are left out.".to_owned(),
            (_, Some(s)) => {
                let names: Vec<&str> = s.iter().map(|x| x.name()).collect();
                format!("Left out until it is well: {}. After a week, or when it grows, see a professional.", names.join(", "))
            }
            (_, None) => "The place is not known by name, so very easy training at most until it is well. After a week, or when it grows, see a professional.".to_owned(),
        };
        Reply {
            words: CleanText::block(&format!(
                "Noted: {site}, pain {pain} of 10. {what}\nSay `healed {site}` when it is over."
            )),
            reports: vec![Event::InjuryReported(report)],
            ..Reply::default()
        }
    }

    fn healed(&self, site: Option<&str>) -> Reply {
        let open = self.athlete.hurt_on(self.today);
        let named = |s: &str| open.iter().find(|i| i.site.as_str().eq_ignore_ascii_case(s));
        let Some(found) = site.map_or_else(|| if open.len() == 1 { open.first() } else { None }, named) else {
            let list: Vec<&str> = open.iter().map(|i| i.site.as_str()).collect();
            return Reply::say(&if list.is_empty() {
                "No place is on record as hurt, so nothing changes.".to_owned()
            } else {
                format!("Which one? On record: {}. Say `healed {}`.", list.join(", "), list[0])
            });
        };
        let report = InjuryReport { day: self.today, site: found.site.clone(), pain: 0, note: None };
        Reply {
            words: CleanText::block(&format!(
                "Good to hear: {} is well. The first week back is lighter when there was no training meanwhile; the rest is as planned.",
                found.site
            )),
            reports: vec![Event::InjuryReported(report)],
            ..Reply::default()
        }
    }

    /// The worst of the illness that holds.
    fn worst(&self) -> Illness {
        let holding = self
            .athlete
            .health
            .iter()
            .rev()
            .filter(|h| h.day <= self.today)
            .take_while(|h| h.illness != Illness::Recovered);
        holding.map(|h| h.illness).max().unwrap_or(Illness::AboveNeck)
    }

    fn undo(&self) -> Reply {
        if let Some(undo) = proposal::undo(self.athlete, self.today) {
            let ops = proposal::canonical(&undo.change.before, &undo.change.after);
            let words = CleanText::block(&format!("Taken back. {}", words::ops(&ops, self.today)));
            return Reply { words, undo: Some(undo), ..Reply::default() };
        }
        let why = proposal::no_undo(self.athlete, self.today).unwrap_or_default();
        let more = if self.athlete.applied.is_empty() { "" } else { " `swap` and `move` change the days ahead." };
        Reply::say(&format!("{why}{more}"))
    }

    /// What is locked on days that allow less than it asks for: nobody takes it out of the plan but the athlete.
    fn locked_within(&self, caps: &replan::Outlook) -> Option<String> {
        let plan = self.athlete.plan.as_ref()?;
        let over = |(d, a): (&Day, &replan::Allowed)| {
            let locked: Vec<Session> = plan.on(*d).filter(|s| s.locked).cloned().collect();
            let first = locked.first()?;
            let limits = super::ladder::Limits {
                cap: a.cap,
                banned: &[],
                trim: false,
                reference: plan.load_on(*d),
                share: a.share,
            };
            (!limits.allow(&locked)).then(|| format!("{} {}", first.title, words::day_name(*d, self.today)))
        };
        let all: Vec<String> = caps.iter().filter_map(over).collect();
        (!all.is_empty()).then(|| {
            format!(
                "Locked, so still in the plan, and more than these days allow: {}. `unlock` gives a day free.",
                all.join(", ")
            )
        })
    }

    /// Locks what is planned on a day, or gives it free. It changes nothing that is trained, so it needs no answer.
    fn lock(&self, when: verbs::When, locked: bool) -> Reply {
        match lock::lock(self.athlete, self.morning, self.today, when, locked) {
            Ok((words, event)) => {
                Reply { words: CleanText::block(&words), reports: vec![event], ..Reply::default() }
            }
            Err(why) => Reply::say(&why),
        }
    }

    /// Shown back, and laid after a yes.
    fn lay(&self) -> Reply {
        match relay::relay(self.athlete, self.history, self.today) {
            Err(why) => Reply::say(&why),
            Ok(new) => Reply {
                words: CleanText::block(&format!("{}\nShall I lay it?", new.words)),
                told: Some(Logging {
                    shown: CleanText::block(&new.words),
                    events: vec![Event::PlanLaid(new.plan)],
                }),
                ..Reply::default()
            },
        }
    }

    fn what_if(&self, inner: &Verb) -> Reply {
        match self.change(inner) {
            Ok(p) => {
                let text = format!(
                    "{}\n{}\nOnly a look: nothing is proposed. Leave out `whatif` to propose it.",
                    change_words(&p, self.today),
                    effect_words(&p)
                );
                Reply { words: CleanText::block(&text), preview: Some(p), ..Reply::default() }
            }
            Err(why) => Reply::say(&why),
        }
    }

    fn gauge(&self) -> String {
        let Some(g) = &self.morning.gauge else {
            return "Without a mission and its plan there is no broom wagon to stay ahead of.".into();
        };
        let least = g.least_weekly_load.map_or_else(
            || "No weekly load reaches the floor under the ramp limit".to_owned(),
            |l| format!("{l:.0} load a week at least reaches the floor"),
        );
        format!(
            "{}\nThe floor is CTL {:.0} on the day: {}.\n{least}; the plan has {:.0}.",
            g.text, g.floor_ctl, g.floor_source, g.planned_weekly_load
        )
    }

    fn why(&self, topic: &Topic) -> String {
        match topic {
            Topic::Verdict => self.why_verdict(),
            Topic::Rule(rule) => self.why_rule(rule),
            Topic::On(when) => match when.resolve(self.today) {
                Ok(d) => self.why_day(d),
                Err(e) => e.to_string(),
            },
        }
    }

    fn why_verdict(&self) -> String {
        let v = &self.morning.verdict;
        let mut lines =
            vec![format!("Today: {} ({}), confidence {:.0} %.", v.action, v.allows(), v.confidence * 100.0)];
        lines.extend(v.reasons.iter().map(voices::reason_line));
        let reports = &self.morning.rules;
        let names = |o: super::flags::Outcome| {
            reports.iter().filter(|r| r.outcome == o).map(|r| r.rule).collect::<Vec<_>>().join(" ")
        };
        let passed = names(super::flags::Outcome::Passed);
        if !passed.is_empty() {
            lines.push(format!("Passed: {passed}."));
        }
        let unknown = names(super::flags::Outcome::NotEvaluable);
        if !unknown.is_empty() {
            lines.push(format!("Could not be checked: {unknown} (`why F06` says what is missing)."));
        }
        if let Some(s) = self.athlete.plan.iter().flat_map(|p| p.on(self.today)).next() {
            lines.push(format!("{} {}: {}", day_label(s), s.brief(), s.rationale).trim_end().to_owned());
        }
        lines.push("How it was decided:".into());
        lines.extend(super::agents::lines(&self.morning.deliberation).into_iter().map(|l| format!("  {l}")));
        lines.join("\n")
    }

    fn why_rule(&self, rule: &str) -> String {
        if let Some(r) = self.morning.rules.iter().find(|r| r.rule == rule) {
            return report_line(r);
        }
        if let Some(r) = self.morning.verdict.reasons.iter().find(|r| r.rule == rule) {
            return voices::reason_line(r);
        }
        let finding = self.morning.proposals.iter().flat_map(|p| &p.checks).find(|f| f.rule == rule);
        if let Some(f) = finding {
            return format!(
                "{} on {}: {} Seen: {}. Allowed: {}. ({})",
                f.rule,
                f.day,
                f.text,
                f.observed,
                f.limit,
                f.evidence.title()
            );
        }
        let standing = self.scene(self.morning.verdict.cap).map(|s| s.reports()).unwrap_or_default();
        if let Some(r) = standing.iter().find(|r| r.rule == rule) {
            return report_line(r);
        }
        if let Some(c) = super::rules::card(rule) {
            return format!(
                "{rule} watches {} ({}). {} It has nothing to say today.",
                c.title,
                c.evidence.title(),
                c.text
            );
        }
        format!(
            "{rule} did not decide anything today. The flags are F01 to F12, the ladder L1 to L9, the guard-rails V01 to V33; `why` shows what decided, `lanterne rules` the whole book."
        )
    }

    fn why_day(&self, d: Day) -> String {
        let sessions: Vec<&Session> = self.athlete.plan.iter().flat_map(|p| p.on(d)).collect();
        if sessions.is_empty() {
            return format!("{}: nothing is planned, a rest day.", words::day_name(d, self.today));
        }
        sessions.into_iter().map(session_why).collect::<Vec<_>>().join("\n")
    }
}

/// A rule's report in one line.
#[must_use]
pub fn report_line(r: &super::flags::RuleReport) -> String {
    format!(
        "{} {}: {}. Seen: {}. Allowed: {}. {} ({}{})",
        r.rule,
        r.title,
        r.outcome.name().replace('_', " "),
        r.observed,
        r.limit,
        r.text,
        r.evidence.title(),
        if r.source.is_empty() { String::new() } else { format!(", from {}", r.source) }
    )
}

fn session_why(s: &Session) -> String {
    format!("{} {}: {} {}", day_label(s), s.brief(), s.rationale, s.description).trim_end().to_owned()
}

fn day_label(s: &Session) -> String {
    format!("{} {}", crate::domain::day::short_name(s.day), s.day)
}

fn change_words(p: &Proposal, today: Day) -> String {
    let ops: Vec<_> = p.hunks.iter().map(|h| h.op.clone()).collect();
    words::ops(&ops, today)
}

/// Whether two proposals leave the same sessions on the same days.
fn same(a: &Proposal, b: &Proposal) -> bool {
    let of = |p: &Proposal| {
        let left = p.hunks.iter().flat_map(|h| h.op.after().into_iter().cloned().collect::<Vec<Session>>());
        let mut left: Vec<_> = left.map(|s| (s.day, s.template, s.minutes)).collect();
        let gone = p.hunks.iter().flat_map(|h| h.op.before().into_iter().map(|s| s.id).collect::<Vec<_>>());
        let mut gone: Vec<_> = gone.collect();
        left.sort();
        gone.sort();
        (left, gone)
    };
    of(a) == of(b)
}

/// Load, and form tomorrow, in a week and on the day, as one line.
fn effect_words(p: &Proposal) -> String {
    let e = &p.effect;
    let goal = e.goal.map(|g| format!("; goal morning {}", effect::words(&g))).unwrap_or_default();
    format!(
        "Load {}; tomorrow {}; in a week {}{goal}.",
        effect::signed(e.load, 0),
        effect::words(&e.tomorrow),
        effect::words(&e.week)
    )
}

/// A proposal in words: what changes, what it does, and that nothing has changed yet.
#[must_use]
pub fn offered(p: &Proposal, today: Day) -> String {
    format!(
        "Proposed: {}\n{}\nAccept, modify or deny it; until then nothing changes.",
        change_words(p, today),
        effect_words(p)
    )
}

fn help() -> String {
    let list = verbs::EXAMPLES.iter().chain(&verbs::TOLD).map(|(e, what)| format!("`{e}`: {what}"));
    std::iter::once("You can say:".to_owned()).chain(list).collect::<Vec<_>>().join("\n")
}
