//! Terminal events as the machine's messages.

use crate::app::{Code, Key, Mouse, Msg, Pointed, Size};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEventKind};

/// The message that an event of the terminal is; `None` for what the cockpit has no use for.
pub(super) fn message(event: Event) -> Option<Msg> {
    match event {
        // A press that is held comes as repeats; a release is the same press again.
        Event::Key(key) if key.kind != KeyEventKind::Release => Some(Msg::Key(translate(key)?)),
        Event::Mouse(m) => Some(Msg::Mouse(Mouse { does: pointed(m.kind)?, x: m.column, y: m.row })),
        Event::Paste(text) => Some(Msg::Paste(text)),
        Event::Resize(width, height) => Some(Msg::Resize(Size { width, height })),
        _ => None,
    }
}

/// What the mouse did; a move or a drag is nothing to the cockpit.
fn pointed(kind: MouseEventKind) -> Option<Pointed> {
    match kind {
        MouseEventKind::Down(MouseButton::Left) => Some(Pointed::Click),
        MouseEventKind::ScrollUp => Some(Pointed::WheelUp),
        MouseEventKind::ScrollDown => Some(Pointed::WheelDown),
        _ => None,
    }
}

fn translate(key: KeyEvent) -> Option<Key> {
    let shift = key.modifiers.contains(KeyModifiers::SHIFT);
    let (code, shift) = match key.code {
        KeyCode::Char(c) => (Code::Char(c), false),
        KeyCode::Enter => (Code::Enter, shift),
        KeyCode::Esc => (Code::Esc, shift),
        KeyCode::Tab => (Code::Tab, shift),
        KeyCode::BackTab => (Code::Tab, true),
        KeyCode::Backspace => (Code::Backspace, shift),
        KeyCode::Delete => (Code::Delete, shift),
        KeyCode::Up => (Code::Up, shift),
        KeyCode::Down => (Code::Down, shift),
        KeyCode::Left => (Code::Left, shift),
        KeyCode::Right => (Code::Right, shift),
        KeyCode::Home => (Code::Home, shift),
        KeyCode::End => (Code::End, shift),
        KeyCode::PageUp => (Code::PageUp, shift),
        KeyCode::PageDown => (Code::PageDown, shift),
        _ => return None,
    };
    let held = |m| key.modifiers.contains(m);
    Some(Key { code, ctrl: held(KeyModifiers::CONTROL), alt: held(KeyModifiers::ALT), shift })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(KeyCode::Char('P'), KeyModifiers::SHIFT, "P")]
    #[case(KeyCode::Char('p'), KeyModifiers::CONTROL, "ctrl-p")]
    #[case(KeyCode::BackTab, KeyModifiers::SHIFT, "shift-tab")]
    #[case(KeyCode::Enter, KeyModifiers::ALT, "alt-enter")]
    #[case(KeyCode::Char('+'), KeyModifiers::SHIFT, "+")]
    fn keys_have_the_names_they_are_bound_by(
        #[case] code: KeyCode,
        #[case] held: KeyModifiers,
        #[case] name: &str,
    ) {
        let Some(Msg::Key(key)) = message(Event::Key(KeyEvent::new(code, held))) else { panic!("no key") };
        assert_eq!(key, name.parse().unwrap());
    }

    #[test]
    fn releases_and_focus_say_nothing() {
        let release = KeyEvent { kind: KeyEventKind::Release, ..KeyEvent::from(KeyCode::Enter) };
        assert_eq!(message(Event::Key(release)), None);
        assert_eq!(message(Event::FocusGained), None);
        assert_eq!(message(Event::Key(KeyCode::F(5).into())), None);
    }
}
