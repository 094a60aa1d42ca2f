//! This program once more, with the terminal for itself: the demo athlete's cockpit, the log-in to a service.

use crate::app::{Card, Msg, Program};
use std::{
    ffi::OsString,
    io::{self, BufRead, Write},
    process::Command,
};

/// Runs it and waits for its end. The terminal must have been given back.
///
/// # Errors
/// When it can't be started.
pub(super) fn run(base: &[OsString], program: &Program) -> io::Result<()> {
    let [exe, flags @ ..] = base else { return Err(io::Error::other("the program's own path is not known")) };
    let mut command = Command::new(exe);
    command.args(flags);
    match program {
        Program::Demo => {
            command.arg("--demo").status()?;
        }
        Program::Connect(service) => {
            command.args(["connect", service.as_str()]).status()?;
            // What it said would be gone with the next frame.
            write!(io::stderr(), "\nenter goes back to the cockpit ")?;
            io::stdin().lock().read_line(&mut String::new())?;
        }
    }
    Ok(())
}

/// What the machine hears of it.
pub(super) fn message(program: Program, ran: io::Result<()>) -> Msg {
    match ran {
        Ok(()) => Msg::Returned(program),
        Err(e) => Msg::Failed(Card {
            title: "It could not be started".into(),
            text: e.to_string(),
            remedy: "Run lanterne --demo, or lanterne connect, in another terminal.".into(),
        }),
    }
}
