//! A drawn buffer as an SVG picture: cells of one size, runs of one style as one text.

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier},
};
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

/// Width and height of a cell, px; the size of the letters is the height less the leading.
const CELL: (f64, f64) = (8.4, 18.0);
const MARGIN: f64 = 12.0;

/// The picture, on a ground and with ink for cells that say none.
pub(crate) fn svg(buf: &Buffer, ground: Color, ink: Color, title: &str) -> String {
    let (w, h) = (f64::from(buf.area.width), f64::from(buf.area.height));
    let (pw, ph) = (w * CELL.0 + 2.0 * MARGIN, h * CELL.1 + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {pw:.0} {ph:.0}\" width=\"{pw:.0}\" height=\"{ph:.0}\" role=\"img\">\n\
         <title>{}</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n\
         <g font-family=\"'DejaVu Sans Mono','JetBrains Mono',Menlo,Consolas,monospace\" font-size=\"14\" xml:space=\"preserve\">\n",
        escaped(title),
        hex(ground)
    );
    for y in 0..buf.area.height {
        for run in runs(buf, y, ground, ink) {
            draw(&mut out, &run, y, ground);
        }
    }
    out + "</g>\n</svg>\n"
}

struct Run {
    x: u16,
    cells: u16,
    text: String,
    fg: Color,
    bg: Color,
    bold: bool,
    dim: bool,
    underline: bool,
}

fn runs(buf: &Buffer, y: u16, ground: Color, ink: Color) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut skip = 0;
    for x in 0..buf.area.width {
        let c = &buf[(x, y)];
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let wide = u16::try_from(c.symbol().width()).unwrap_or(1).max(1);
        skip = wide - 1;
        let or = |c: Color, other: Color| if c == Color::Reset { other } else { c };
        let (mut fg, mut bg) = (or(c.fg, ink), or(c.bg, ground));
        if c.modifier.contains(Modifier::REVERSED) {
            std::mem::swap(&mut fg, &mut bg);
        }
        let has = |m| c.modifier.contains(m);
        let (bold, dim, underline) = (has(Modifier::BOLD), has(Modifier::DIM), has(Modifier::UNDERLINED));
        match out.last_mut() {
            Some(r) if (r.fg, r.bg, r.bold, r.dim, r.underline) == (fg, bg, bold, dim, underline) && wide == 1 => {
                r.text.push_str(c.symbol());
                r.cells += 1;
            }
            _ => out.push(Run { x, cells: wide, text: c.symbol().to_owned(), fg, bg, bold, dim, underline }),
        }
    }
    out
}

fn draw(out: &mut String, r: &Run, y: u16, ground: Color) {
    let (x, top) = (MARGIN + f64::from(r.x) * CELL.0, MARGIN + f64::from(y) * CELL.1);
    let w = f64::from(r.cells) * CELL.0;
    if r.bg != ground {
        let _ = writeln!(
            out,
            "<rect x=\"{x:.1}\" y=\"{top:.0}\" width=\"{w:.1}\" height=\"{}\" fill=\"{}\"/>",
            CELL.1,
            hex(r.bg)
        );
    }
    // Blank ends are cut, so that an empty cell costs nothing.
    let lead = r.text.len() - r.text.trim_start_matches(' ').len();
    let text = r.text.trim_matches(' ');
    if text.is_empty() {
        return;
    }
    let x = x + lead as f64 * CELL.0;
    let length = text.width() as f64 * CELL.0;
    let mut style = String::new();
    for (on, words) in [
        (r.bold, " font-weight=\"700\""),
        (r.dim, " opacity=\"0.6\""),
        (r.underline, " text-decoration=\"underline\""),
    ] {
        if on {
            style.push_str(words);
        }
    }
    let base = top + CELL.1 * 0.74;
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{base:.1}\" textLength=\"{length:.1}\" lengthAdjust=\"spacingAndGlyphs\" fill=\"{}\"{style}>{}</text>",
        hex(r.fg),
        escaped(text)
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The sixteen names as most terminals show them.
fn hex(c: Color) -> String {
    let (r, g, b) = match c {
        Color::Rgb(r, g, b) => (r, g, b),
        Color::Black => (0x1d, 0x1f, 0x21),
        Color::Red | Color::LightRed => (0xe0, 0x6c, 0x75),
        Color::Green | Color::LightGreen => (0x98, 0xc3, 0x79),
        Color::Yellow | Color::LightYellow => (0xe5, 0xc0, 0x7b),
        Color::Blue | Color::LightBlue => (0x61, 0xaf, 0xef),
        Color::Magenta | Color::LightMagenta => (0xc6, 0x78, 0xdd),
        Color::Cyan | Color::LightCyan => (0x56, 0xb6, 0xc2),
        Color::DarkGray => (0x7f, 0x84, 0x8e),
        _ => (0xdc, 0xdf, 0xe4),
    };
    format!("#{r:02x}{g:02x}{b:02x}")
}
