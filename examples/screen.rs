//! Draws one scene of the cockpit to standard output as ANSI text:
//! `cargo run --example screen -- [scene] [width] [height] [theme] [marks]`.

#[path = "support/fixture.rs"]
mod fixture;

use lanterne::tui::{Theme, chart::Marks, draw};
use ratatui::{
    buffer::Buffer,
    layout::Rect,
    style::{Color, Modifier},
};
use std::io::Write;

fn main() -> std::io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let arg = |i: usize, default: &str| args.get(i).map_or(default, String::as_str).to_owned();
    let (w, h) = (arg(1, "120").parse().unwrap_or(120), arg(2, "40").parse().unwrap_or(40));
    let theme = Theme::builtin(&arg(3, "ansi")).unwrap_or_default();
    let theme = theme.with_marks(Marks::named(&arg(4, "braille")).unwrap_or_default());
    let mut state = fixture::scene(&arg(0, "go"), w, h);
    match arg(5, "").as_str() {
        "help" => state.overlay = lanterne::app::Overlay::Help,
        "palette" => state.overlay = lanterne::app::Overlay::Palette(lanterne::app::Palette::default()),
        "deny" => state.overlay = lanterne::app::Overlay::Deny,
        n => {
            if let Some(f) = n.parse::<usize>().ok().and_then(|i| lanterne::app::Focus::ALL.get(i)) {
                state.focus = *f;
            }
        }
    }
    let area = Rect::new(0, 0, w, h);
    let mut buf = Buffer::empty(area);
    draw(&state, &theme, area, &mut buf);
    let mut out = std::io::stdout().lock();
    for y in 0..h {
        for x in 0..w {
            let c = &buf[(x, y)];
            write!(out, "\u{1b}[0{}{}{}m{}", mods(c.modifier), color(c.fg, 30), color(c.bg, 40), c.symbol())?;
        }
        writeln!(out, "\u{1b}[0m")?;
    }
    Ok(())
}

fn mods(m: Modifier) -> String {
    let codes = [
        (Modifier::BOLD, ";1"),
        (Modifier::DIM, ";2"),
        (Modifier::ITALIC, ";3"),
        (Modifier::UNDERLINED, ";4"),
        (Modifier::REVERSED, ";7"),
        (Modifier::CROSSED_OUT, ";9"),
    ];
    codes.iter().filter(|(k, _)| m.contains(*k)).map(|(_, s)| *s).collect()
}

fn color(c: Color, base: u8) -> String {
    let n = match c {
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 60,
        Color::LightRed => 61,
        Color::LightGreen => 62,
        Color::LightYellow => 63,
        Color::LightBlue => 64,
        Color::LightMagenta => 65,
        Color::LightCyan => 66,
        Color::White => 67,
        Color::Rgb(r, g, b) => return format!(";{};2;{r};{g};{b}", base + 8),
        Color::Indexed(i) => return format!(";{};5;{i}", base + 8),
        Color::Reset => return String::new(),
    };
    format!(";{}", base + n)
}
