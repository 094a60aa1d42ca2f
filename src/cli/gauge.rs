//! `lanterne gauge`

use super::{Context, exit::Exit, out::Out};

/// Runs `gauge`.
pub fn run(cx: &Context, out: &mut Out) -> anyhow::Result<Exit> {
    let (_, _, morning) = cx.morning()?;
    if out.json {
        out.value(&morning.gauge)?;
        return Ok(Exit::Done);
    }
    let Some(g) = morning.gauge else {
        anyhow::bail!("the gauge needs a mission with a plan; `lanterne mission list` shows missions");
    };
    out.line(&g.text)?;
    out.line(format!("floor    CTL {:>5.1} on the goal morning ({})", g.floor_ctl, g.floor_source))?;
    out.line(format!("planned  CTL {:>5.1}, {:.0} load a week", g.planned_ctl, g.planned_weekly_load))?;
    match g.least_weekly_load {
        Some(l) => out.line(format!("least    {l:.0} load a week still reaches the floor"))?,
        None => out.line("least    no load under the ramp limit reaches the floor any more")?,
    }
    out.line(format!("spare    {} sessions, or {} days in a row from today", g.spare_sessions, g.spare_days))?;
    match g.last_day {
        Some(d) => out.line(format!("resume   by {d} at the latest, were nothing done until then"))?,
        None => {
            out.line(
                "resume   even starting today the floor is out of reach: a smaller or later event is the way",
            )?;
        }
    }
    Ok(Exit::Done)
}
