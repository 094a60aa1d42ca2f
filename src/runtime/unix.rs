//! Signals and the hang-up of a terminal.

use super::{journal::Journal, looping::Sign, terminal};
use rustix::{
    event::{PollFd, PollFlags, poll},
    process::{Signal, getpid, kill_process},
};
use std::{
    fs::File,
    io::{self, IsTerminal},
    os::fd::AsFd,
    process, thread,
    time::Duration,
};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::mpsc::UnboundedSender,
};

/// Time that an orderly end may take once the terminal has gone.
const PATIENCE: Duration = Duration::from_millis(1500);

/// Listens for signals and for the terminal's end.
///
/// # Errors
/// When a handler can't be set.
pub(super) fn listen(sign: &UnboundedSender<Sign>, journal: &Journal) -> io::Result<()> {
    let table = [
        (SignalKind::terminate(), Sign::Quit),
        (SignalKind::interrupt(), Sign::Interrupted),
        (SignalKind::quit(), Sign::Quit),
        (SignalKind::hangup(), Sign::HungUp),
        (SignalKind::from_raw(Signal::TSTP.as_raw()), Sign::Suspend),
        (SignalKind::from_raw(Signal::CONT.as_raw()), Sign::Resumed),
    ];
    for (kind, meaning) in table {
        let mut stream = signal(kind)?;
        let sign = sign.clone();
        tokio::spawn(async move { while stream.recv().await.is_some() && sign.send(meaning).is_ok() {} });
    }
    watch_terminal(sign.clone(), journal.clone())
}

/// Waits for the terminal to go. The event library spins when that happens and no SIGHUP comes (it is ignored, or
/// goes to another session), so this thread has the last word.
fn watch_terminal(sign: UnboundedSender<Sign>, journal: Journal) -> io::Result<()> {
    let work = move || {
        let (stdin, tty) = (io::stdin(), File::open("/dev/tty"));
        // Keys come from standard input when that is a terminal, else from the controlling one.
        let keys = match &tty {
            Ok(tty) if !stdin.is_terminal() => tty.as_fd(),
            _ => stdin.as_fd(),
        };
        loop {
            // No event asked for: hang-up and error are always reported, input never wakes this thread.
            let mut fds = [PollFd::from_borrowed_fd(keys, PollFlags::empty())];
            match poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(e) => return journal.line(&format!("the terminal can't be watched: {e}")),
                Ok(_) => break,
            }
        }
        // Nobody listens any more when the cockpit has ended by itself.
        if sign.send(Sign::HungUp).is_ok() {
            thread::sleep(PATIENCE);
            if !sign.is_closed() {
                journal.line("the cockpit did not end by itself after the terminal had gone");
                terminal::restore();
                process::exit(1);
            }
        }
    };
    thread::Builder::new().name("hang-up".into()).spawn(work).map(drop)
}

/// Stops this process until it is told to go on. The terminal must have been given back before.
pub(super) fn stop() {
    // TSTP has a handler now, so the one that can't have any is used.
    let _ = kill_process(getpid(), Signal::STOP);
}
