//! Arguments, one small file per command, exit codes.
//!
//! Owns: the edge. Does not own: anything that a second command would need too.

pub mod activities;
mod advise;
mod agree;
pub mod args;
pub mod ask;
pub mod backtest;
pub mod bests;
pub mod ci;
pub mod coach;
pub mod cockpit;
pub mod connect;
pub mod context;
pub mod cycle;
pub mod desk;
pub mod doctor;
pub mod egress;
pub mod events;
pub mod exit;
pub mod export;
pub mod form;
pub mod gauge;
pub mod generate;
pub mod hyperlinks;
pub mod import;
pub mod intent;
pub mod keys;
pub mod ledger;
pub mod link;
pub mod log;
pub mod memory;
pub mod mission;
pub mod notify;
pub mod out;
pub mod plan;
pub mod profile;
pub mod proposal;
pub mod replay;
pub mod review;
pub mod rules;
pub mod sources;
pub mod state;
pub mod sync;
pub mod thresholds;
pub mod today;

use args::{Cli, Command, WeekCommand, WeeklyCommand};
use clap::Parser;
pub use context::Context;
use exit::Exit;
use out::Out;
use std::process::ExitCode;

/// The whole program: reads the arguments, runs the command, gives the exit code.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let exit = run(&cli).unwrap_or_else(|e| {
        complain(&e);
        exit::code_of(&e)
    });
    exit.into()
}

fn run(cli: &Cli) -> anyhow::Result<Exit> {
    let mut out = Out::new(cli.global.json);
    let json = cli.global.log == Some(args::LogForm::Json);
    if json && cli.command.is_none() && !cli.run.sync {
        return Err(exit::usage("--log goes with --sync or a command: the cockpit has the screen for itself"));
    }
    let collector = std::env::var("OTEL_EXPORTER_OTLP_ENDPOINT").ok().filter(|c| !c.is_empty());
    let _telemetry = crate::telemetry::logs::begin(json, collector.as_deref()).map_err(exit::usage)?;
    if let Some(Command::Generate { what }) = &cli.command {
        let exit = generate::run(what, &mut out)?;
        out.finish()?;
        return Ok(exit);
    }
    if let Some(Command::Doctor) = &cli.command {
        let exit = doctor::run(&cli.global, &mut out)?;
        out.finish()?;
        return Ok(exit);
    }
    let cx = Context::open(&cli.global)?;
    out.units = cx.config.screen.units;
    let exit = match &cli.command {
        None if cli.run.sync => sync::run(&cx, &cli.run, &mut out)?,
        None => cockpit::run(&cx)?,
        Some(_) if cli.run.sync => return Err(exit::usage("--sync stands alone, without a command")),
        Some(command) => {
            let exit = dispatch(&cx, &cli.global, command, &mut out)?;
            if changes_plan(command) {
                pages(&cx);
            }
            exit
        }
    };
    out.finish()?;
    Ok(exit)
}

/// Whether a command may have changed what the pages in the output folder say.
fn changes_plan(command: &Command) -> bool {
    use args::{CycleCommand, EventsCommand, PlanCommand, ProposalCommand};
    use mission::MissionCommand;
    match command {
        Command::Coach { .. } | Command::Week { command: Some(_), .. } | Command::Weekly { command: None, .. } => {
            true
        }
        Command::Proposal { command } => !matches!(command, ProposalCommand::List | ProposalCommand::Show { .. }),
        Command::Plan { command } => {
            matches!(command, PlanCommand::Restore { .. } | PlanCommand::Lay { yes: true })
        }
        Command::Mission { command } => {
            matches!(command, MissionCommand::Use { .. } | MissionCommand::Result { .. })
        }
        Command::Cycle { command } => matches!(command, CycleCommand::New { .. } | CycleCommand::Abandon),
        Command::Events { command } => matches!(command, EventsCommand::Import { .. }),
        _ => false,
    }
}

/// Brings the output folder up to date. What goes wrong there is said and fails no command: its work is done.
fn pages(cx: &Context) {
    if cx.as_of.is_some() {
        return;
    }
    let written = || -> anyhow::Result<crate::sync::pages::Written> {
        let store = cx.store(crate::log::Access::ReadWrite)?;
        let (athlete, _) = store.athlete()?;
        crate::sync::cycles::keep(&athlete, &cx.paths, cx.today)?;
        Ok(crate::sync::pages::bring_up(&store, &athlete, &cx.paths, &cx.config, cx.today, cx.now)?)
    };
    match written() {
        Ok(done) => done.problem.iter().for_each(|why| context::notice(why)),
        Err(e) => context::notice(&format!("the pages in the output folder are not up to date: {e:#}")),
    }
}

fn dispatch(cx: &Context, global: &args::Global, command: &Command, out: &mut Out) -> anyhow::Result<Exit> {
    match command {
        Command::Import { paths } => import::run(cx, paths, out),
        Command::Export { all, dir } => export::run(cx, *all, dir, out),
        Command::Mission { command } => mission::run(cx, command, out),
        Command::Today { plain, format } => today::run(cx, *plain, format.as_deref(), out),
        Command::Plan { command } => plan::run(cx, command, out),
        Command::Proposal { command } => proposal::run(cx, command, out),
        Command::Coach { words, yes } => coach::run(cx, &words.join(" "), *yes, out),
        Command::Review { week, again } => review::run(cx, week.as_deref(), *again, out),
        Command::Weekly { command: Some(WeeklyCommand::List), .. } => review::list(cx, out),
        Command::Weekly { force, command: None } => review::weekly(cx, *force, out),
        Command::Week { command: Some(WeekCommand::Intent(args)), .. } => intent::run(cx, args, out),
        Command::Week { week, command: None } => review::week(cx, week.as_deref(), out),
        Command::Cycle { command } => cycle::run(cx, command, out),
        Command::State => state::run(cx, out),
        Command::Profile(args) => profile::run(cx, args.days, args.command.as_ref(), out),
        Command::Ask { words, record } => ask::run(cx, &words.join(" "), *record, out),
        Command::Egress { command } => egress::run(cx, command.as_ref(), out),
        Command::Memory { command } => memory::run(cx, command.as_ref(), out),
        Command::Keys => keys::run(cx, out),
        Command::Gauge => gauge::run(cx, out),
        Command::Ledger { command } => ledger::run(cx, command.as_ref(), out),
        Command::Replay { date } => replay::run(cx, *date, out),
        Command::Backtest { set, span } => backtest::run(cx, set, *span, out),
        Command::Log { command } => log::run(cx, command, out),
        Command::Rules => rules::run(cx, out),
        Command::Activities(args) => activities::run(cx, args, out),
        Command::Bests { sport, span } => bests::run(cx, sport.as_deref(), *span, out),
        Command::Form(args) => form::run(cx, *args, out),
        Command::Thresholds { command } => thresholds::run(cx, command.as_ref(), out),
        Command::Sources => sources::run(cx, out),
        Command::Connect { source, paste, forget } => connect::run(cx, source, *paste, *forget, out),
        Command::Events { command } => events::run(cx, command, out),
        Command::Ci { command } => ci::run(cx, command, out),
        Command::Notify { command } => notify::run(cx, command.as_ref(), out),
        Command::Doctor => doctor::run(global, out),
        Command::Generate { what } => generate::run(what, out),
    }
}

/// Errors go to standard error, each cause on its own line, nothing hidden in them.
fn complain(e: &anyhow::Error) {
    use std::io::Write;
    let clean = |s: String| crate::domain::CleanText::block(&s).to_string();
    if tracing::enabled!(tracing::Level::ERROR) {
        let causes: Vec<String> = e.chain().skip(1).map(|c| clean(c.to_string())).collect();
        tracing::error!(causes = causes.join("; ").as_str(), "{}", clean(e.to_string()));
        return;
    }
    let mut err = std::io::stderr().lock();
    // Nothing can be done when standard error is closed too.
    let _ = writeln!(err, "lanterne: {}", clean(e.to_string()));
    for cause in e.chain().skip(1) {
        let _ = writeln!(err, "  because {}", clean(cause.to_string()));
    }
}
