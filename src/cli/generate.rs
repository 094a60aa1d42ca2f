//! `lanterne generate`: completions and the manual page, from the same definition that parses the arguments.

use super::{
    args::{Cli, Generate},
    exit::Exit,
    out::Out,
};
use clap::CommandFactory;
use clap_complete::Shell;

/// Runs `generate …`.
pub fn run(what: Generate, out: &mut Out) -> anyhow::Result<Exit> {
    let mut command = Cli::command();
    let mut bytes = Vec::new();
    let mut complete = |shell| clap_complete::generate(shell, &mut command, "lanterne", &mut bytes);
    match what {
        Generate::Bash => complete(Shell::Bash),
        Generate::Zsh => complete(Shell::Zsh),
        Generate::Fish => complete(Shell::Fish),
        Generate::Man => clap_mangen::Man::new(Cli::command()).render(&mut bytes)?,
    }
    out.line(String::from_utf8_lossy(&bytes).trim_end())?;
    Ok(Exit::Done)
}
