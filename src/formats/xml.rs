//! A walk over XML events under limits. The readers of TCX and GPX are its handlers.
//!
//! No document type (and so no entity of its own), bounded depth and attributes, no recursion: nesting can't reach
//! the program's stack.

use super::{Rejected, text};
use quick_xml::{Reader, events::BytesStart, events::Event};

/// Deepest nesting; TCX with extensions needs 9.
const DEPTH_MAX: usize = 64;
/// Most attributes of one element; a root with every namespace has about 20.
const ATTRIBUTES_MAX: usize = 64;
/// No element with fewer bytes can have more attributes than that.
const ATTRIBUTES_MAX_BYTES: usize = 5 * ATTRIBUTES_MAX;
/// Longest text of one element that is kept, bytes; notes are cut there.
const TEXT_MAX: usize = 64 << 10;

/// How a walk ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// At the end of the root.
    Complete,
    /// In the middle, for the reason given.
    Broken(String),
}

/// What a format does with what the walk finds.
pub(super) trait Handler {
    /// The format's element names.
    type Tag: Copy + PartialEq;

    /// The tag of a local name (without prefix).
    fn tag(name: &str) -> Self::Tag;

    /// An element begins. `path` ends with it.
    fn open(&mut self, path: &[Self::Tag], element: &BytesStart<'_>);

    /// An element ends with the text directly in it, trimmed. `path` ends with it.
    fn close(&mut self, path: &[Self::Tag], text: &str);
}

/// Walks a document. What the handler got before a break is good.
pub(super) fn walk<H: Handler>(bytes: &[u8], handler: &mut H) -> Result<End, Rejected> {
    let source = text::decode(bytes);
    let mut reader = Reader::from_str(&source);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    let mut path: Vec<H::Tag> = Vec::with_capacity(16);
    let mut words = String::new();
    let mut rooted = false;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(e) => return Ok(End::Broken(format!("{e} (byte {})", reader.error_position()))),
        };
        match event {
            Event::Start(e) => {
                check(&e, path.len())?;
                rooted = true;
                path.push(H::tag(e.local_name().as_ref()));
                words.clear();
                handler.open(&path, &e);
            }
            Event::Empty(e) => {
                check(&e, path.len())?;
                rooted = true;
                path.push(H::tag(e.local_name().as_ref()));
                handler.open(&path, &e);
                handler.close(&path, "");
                path.pop();
                words.clear();
            }
            Event::End(_) => {
                handler.close(&path, words.trim());
                path.pop();
                words.clear();
            }
            Event::Text(t) => add(&mut words, &t.xml10_content()),
            Event::CData(t) => add(&mut words, &t.xml10_content()),
            Event::GeneralRef(r) => match r.resolve_char_ref() {
                Ok(Some(c)) => add(&mut words, c.encode_utf8(&mut [0; 4])),
                _ => add(&mut words, named(&r.xml10_content())),
            },
            Event::DocType(_) => {
                let why = "the file declares a document type; recordings have none, and it is not read";
                return Err(Rejected::new("xml_doctype", why));
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof if path.is_empty() && rooted => return Ok(End::Complete),
            Event::Eof => return Ok(End::Broken("the file ends in the middle".to_owned())),
        }
    }
}

fn check(e: &BytesStart<'_>, depth: usize) -> Result<(), Rejected> {
    if depth >= DEPTH_MAX {
        return Err(Rejected::new("xml_limits", &format!("elements are nested deeper than {DEPTH_MAX}")));
    }
    let many = e.len() > ATTRIBUTES_MAX_BYTES
        && e.attributes().with_checks(false).take(ATTRIBUTES_MAX + 1).count() > ATTRIBUTES_MAX;
    if many {
        return Err(Rejected::new("xml_limits", &format!("an element has more than {ATTRIBUTES_MAX} attributes")));
    }
    Ok(())
}

fn add(words: &mut String, more: &str) {
    if words.len() + more.len() <= TEXT_MAX {
        words.push_str(more);
    }
}

/// The five entities that XML itself has; any other stands for nothing.
fn named(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// An attribute's value by local name.
pub(super) fn attribute(e: &BytesStart<'_>, name: &str) -> Option<String> {
    e.attributes()
        .with_checks(false)
        .take(ATTRIBUTES_MAX)
        .flatten()
        .find(|a| a.key.local_name().as_ref() == name)
        .map(|a| a.value.trim().to_owned())
}
