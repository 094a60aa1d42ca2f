//! A mission made, looked at and taken up from the cockpit: what `mission new` and `mission use` do, in one step.

use super::{
    find::Found,
    outlook::outlook,
    take_up::{lines, take_up},
};
use crate::{
    app::{Founding, Outline},
    cli::Context,
    config::{
        self, Issue, Paths, edit,
        mission::{self, Review, Wish},
    },
    domain::{Athlete, Day, day},
    runtime::{Clock, Founder},
};
use anyhow::Context as _;
use chrono::Utc;
use std::fs;

/// The way to new missions of this athlete.
#[must_use]
pub(in crate::cli) fn founder(cx: &Context) -> Founder {
    let (paths, cx) = (cx.paths.clone(), cx.clone());
    Founder {
        outline: Box::new(move |athlete, founding, today| {
            outline(&paths, athlete, founding, today).map_err(|e| format!("{e:#}"))
        }),
        found: Box::new(move |founding| found(&cx, founding).map_err(|e| format!("{e:#}"))),
    }
}

/// The text of a mission's file, its path and what is to be said of it; an error of the text is an error here.
fn draft(paths: &Paths, founding: &Founding, today: Day) -> anyhow::Result<(Found, Review)> {
    let taken = |id: &str| fs::symlink_metadata(paths.mission_file(id)).is_ok();
    // A file that is there is never replaced.
    let numbered = (2..).map(|n| format!("{}-{n}", founding.template));
    let free = std::iter::once(founding.template.clone()).chain(numbered).find(|id| !taken(id));
    let id = free.context("no name is free for the mission's file")?;
    let wish = Wish { name: founding.name.clone(), id: Some(id.clone()), date: founding.date };
    let path = paths.mission_file(&id);
    let file = path.display().to_string();
    let text = mission::instantiate(&founding.template, today, &wish)?;
    let text = mission::amend(&file, &text, &founding.rules)?;
    let review = mission::review(&text, &file, today);
    let wrong: Vec<String> =
        review.issues.iter().filter(|i| Issue::is_error(i)).map(|i| i.message.clone()).collect();
    anyhow::ensure!(wrong.is_empty(), wrong.join("; "));
    Ok((Found { path, file, text }, review))
}

fn outline(paths: &Paths, athlete: &Athlete, founding: &Founding, today: Day) -> anyhow::Result<Outline> {
    let (found, review) = draft(paths, founding, today)?;
    let mission = review.mission.context("the template can't be read")?;
    let version = mission::version(mission, &found.text);
    let goal = version.mission.goal_day(today);
    anyhow::ensure!(goal > today, "the goal day {goal} is not ahead");
    let o = outlook(athlete, &version, today);
    Ok(Outline {
        name: version.mission.name.clone(),
        goal,
        days: day::between(today, goal),
        sessions: o.sessions,
        from: o.from,
        to: o.to,
        weeks: o.week_lines(),
        gauge: o.gauge.as_ref().map(|g| g.text.clone()),
        doubts: o.doubts(),
    })
}

fn found(cx: &Context, founding: &Founding) -> anyhow::Result<String> {
    let env = |name: &str| std::env::var(name).ok();
    // The athlete may have set something since the start, and the plan rests on it.
    let config = config::load(&cx.paths, &cx.flags, &env)?;
    let today = Clock::new(config.zone(), cx.moved.then_some(cx.today)).today();
    let cx = Context { config, today, now: Utc::now(), ..cx.clone() };
    let (found, review) = draft(&cx.paths, founding, today)?;
    edit::create_private(&found.path, found.text.as_bytes())
        .with_context(|| format!("{} can't be written", found.file))?;
    let taken = take_up(&cx, &found, review).inspect_err(|_| {
        // Half of it done would be a mission that nobody took up; the file was made a moment ago.
        let _ = fs::remove_file(&found.path);
    })?;
    let said = lines(&taken);
    let first: Vec<&str> = said
        .iter()
        .filter(|l| l.contains("is your mission") || l.starts_with("Plan "))
        .map(String::as_str)
        .collect();
    Ok(first.join(". "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Overrides;

    fn context(home: &std::path::Path) -> Context {
        let paths = Paths::in_home(home);
        let config = config::load(&paths, &Overrides::default(), &|_| None).unwrap();
        Context {
            paths,
            config,
            flags: Overrides::default(),
            now: Utc::now(),
            today: Day::from_ymd_opt(2026, 11, 19).unwrap(),
            as_of: None,
            moved: true,
            demo: false,
            home: Some(home.to_owned()),
        }
    }

    fn wish(template: &str) -> Founding {
        let rules = crate::coach::constrain::compile("no training on Monday", Day::default()).unwrap();
        Founding { template: template.into(), name: Some("Mine".into()), date: None, rules }
    }

    #[test]
    fn what_is_shown_is_what_is_laid_and_a_second_one_has_a_file_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let cx = context(dir.path());
        let shown = outline(&cx.paths, &Athlete::default(), &wish("10k"), cx.today).unwrap();
        assert!(fs::symlink_metadata(cx.paths.mission_file("10k")).is_err(), "a look keeps nothing");
        let said = found(&cx, &wish("10k")).unwrap();
        assert!(said.contains("Mine is your mission") && said.contains("Plan 1"), "{said}");
        let (athlete, _) = cx.athlete().unwrap();
        let plan = athlete.plan.as_ref().unwrap();
        assert_eq!((plan.sessions.len(), plan.last_day()), (shown.sessions, shown.to));
        assert!(plan.sessions.iter().all(|s| day::weekday(s.day) != 0), "Monday is free");
        let text = fs::read_to_string(cx.paths.mission_file("10k")).unwrap();
        assert!(text.contains('#') && text.contains("mon = 0"), "comments stay: {text}");
        found(&cx, &wish("10k")).unwrap();
        assert!(cx.paths.mission_file("10k-2").is_file());
        assert_eq!(fs::read_to_string(cx.paths.mission_file("10k")).unwrap(), text);
    }

    #[test]
    fn a_goal_that_has_gone_is_refused_and_leaves_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let cx = context(dir.path());
        let late = Founding { date: Day::from_ymd_opt(2026, 11, 1), ..wish("10k") };
        assert!(outline(&cx.paths, &Athlete::default(), &late, cx.today).is_err());
        assert!(found(&cx, &late).is_err());
        assert!(!cx.paths.mission_file("10k").exists());
    }
}
