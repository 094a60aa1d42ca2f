//! The terminal, taken and given back.
//!
//! Owns: raw mode, the alternate screen, the panic hook. Does not own: what is drawn.

use super::journal::Journal;
use crossterm::{
    cursor, event, execute, style,
    terminal::{self, EnterAlternateScreen, LeaveAlternateScreen},
};
use ratatui::backend::CrosstermBackend;
use std::{
    io::{self, BufWriter, IsTerminal, Stdout, Write},
    panic,
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

/// The real screen.
pub(super) type Screen = ratatui::Terminal<CrosstermBackend<BufWriter<Stdout>>>;

/// Bytes of one frame that go out in one write: a full repaint of a large screen.
const FRAME_BYTES: usize = 1 << 16;

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back when dropped.
pub(super) struct Guard(());

impl Guard {
    /// Puts the panic hook in place; the terminal is not touched yet. A panic of this thread restores the terminal
    /// before its message is printed; one of another thread goes to the journal, for the screen is still in use.
    ///
    /// # Errors
    /// When input or output is no terminal.
    pub(super) fn install(journal: Journal) -> io::Result<Self> {
        if !io::stdout().is_terminal() {
            return Err(io::Error::other("standard output is no terminal"));
        }
        // Colour is the theme's business, NO_COLOR included; under NO_COLOR the library would drop bold and reverse.
        style::force_color_output(true);
        let screen = thread::current().id();
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            journal.line(&info.to_string());
            if thread::current().id() == screen {
                restore();
                before(info);
            }
        }));
        Ok(Self(()))
    }

    /// Takes the terminal.
    ///
    /// # Errors
    /// When it does not do as it is told.
    #[expect(clippy::unused_self, reason = "only who holds the guard may take the terminal")]
    pub(super) fn take(&self) -> io::Result<()> {
        // Set first: half of it done is to be undone too.
        TAKEN.store(true, Ordering::SeqCst);
        terminal::enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, event::EnableBracketedPaste, cursor::Hide)
    }

    /// What is drawn on.
    ///
    /// # Errors
    /// When the terminal does not tell its size.
    #[expect(clippy::unused_self, reason = "only who holds the guard may draw")]
    pub(super) fn screen(&self) -> io::Result<Screen> {
        let out = BufWriter::with_capacity(FRAME_BYTES, io::stdout());
        ratatui::Terminal::new(CrosstermBackend::new(out))
    }

    /// Gives the terminal back for a while.
    #[expect(clippy::unused_self, reason = "only who holds the guard may give the terminal back")]
    pub(super) fn leave(&self) {
        restore();
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Undoes everything, once. Errors have nowhere to go: the terminal may be gone.
pub(super) fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    let _ = execute!(out, event::DisableBracketedPaste, LeaveAlternateScreen, cursor::Show, style::ResetColor);
    let _ = out.flush();
    let _ = terminal::disable_raw_mode();
}
