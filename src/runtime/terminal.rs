//! The terminal, taken and given back.
//!
//! Owns: raw mode, the alternate screen, the panic hook. Does not own: what is drawn.

use super::journal::Journal;
use base64::{Engine as _, engine::general_purpose::STANDARD};
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

/// Whether it tells of the mouse.
static MOUSE: AtomicBool = AtomicBool::new(false);

/// Gives the terminal back when dropped.
pub(super) struct Guard {
    mouse: bool,
}

impl Guard {
    /// Puts the panic hook in place; the terminal is not touched yet. A panic of this thread restores the terminal
    /// before its message is printed; one of another thread goes to the journal, for the screen is still in use.
    ///
    /// # Errors
    /// When input or output is no terminal.
    pub(super) fn install(journal: Journal, mouse: bool) -> io::Result<Self> {
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
        Ok(Self { mouse })
    }

    /// Takes the terminal.
    ///
    /// # Errors
    /// When it does not do as it is told.
    pub(super) fn take(&self) -> io::Result<()> {
        // Set first: half of it done is to be undone too.
        TAKEN.store(true, Ordering::SeqCst);
        terminal::enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, event::EnableBracketedPaste, cursor::Hide)?;
        if self.mouse {
            MOUSE.store(true, Ordering::SeqCst);
            execute!(io::stdout(), event::EnableMouseCapture)?;
        }
        Ok(())
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

/// Puts text on the terminal's clipboard, by OSC 52.
///
/// # Errors
/// When the terminal can't be written to.
pub(super) fn copy(text: &str) -> io::Result<()> {
    let coded = STANDARD.encode(text);
    let mut out = io::stdout();
    write!(out, "\x1b]52;c;{coded}\x07")?;
    out.flush()
}

/// Undoes everything, once. Errors have nowhere to go: the terminal may be gone.
pub(super) fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut out = io::stdout();
    if MOUSE.swap(false, Ordering::SeqCst) {
        let _ = execute!(out, event::DisableMouseCapture);
    }
    let _ = execute!(out, event::DisableBracketedPaste, LeaveAlternateScreen, cursor::Show, style::ResetColor);
    let _ = out.flush();
    let _ = terminal::disable_raw_mode();
}
