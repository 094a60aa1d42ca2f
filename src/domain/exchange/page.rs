//! One exchange as a page: to whom, when, what it cost, and byte for byte what left and what came back.

use super::{ModelAnswer, ModelRequest};
use crate::domain::{purse::usd, text::marked};
use std::collections::BTreeMap;

/// The page; `at` is when it was sent, in words. Lines may be of any length and are safe for a terminal: what is not
/// shown stands as its bytes.
#[must_use]
pub fn page(at: &str, q: &ModelRequest, a: Option<&ModelAnswer>) -> Vec<String> {
    let mut out = vec![
        format!("{}  {at}  {}, attempt {}", q.call.brief(), q.job.name(), q.attempt),
        format!("to {}, model {}, prompt {}", q.host, q.model, q.prompt),
        format!(
            "when it was sent: at most {} tokens to read, {} to write, {}; charged to {}",
            q.tokens_in,
            q.tokens_out,
            usd(q.cost),
            q.day
        ),
    ];
    out.push(a.map_or_else(
        || format!("no answer is on record, so it was possibly billed: it counts with {}", usd(q.cost)),
        ended,
    ));
    let mut sources: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (id, source) in &q.facts {
        sources.entry(source).or_default().push(id);
    }
    out.push(String::new());
    for (source, ids) in sources {
        let facts = if ids.len() == 1 { "fact" } else { "facts" };
        out.push(format!("{} {facts} from {source}: {}", ids.len(), ids.join(" ")));
    }
    out.extend(q.withheld.iter().map(|(source, n)| format!("{n} rows of {source} stayed here")));
    let mut part = |head: String, body: &str| {
        out.extend([String::new(), head]);
        out.extend(marked(body).lines().map(str::to_owned));
    };
    part(format!("SENT, {} bytes, BLAKE3 {}", q.body.len(), q.body_hash), &q.body);
    let Some(a) = a else { return out };
    if let Some(c) = &a.came {
        let how = if c.hex { ", no UTF-8, so as hexadecimal digits" } else { "" };
        let cut = if c.kept < c.count { format!(", the first {} of them kept", c.kept) } else { String::new() };
        part(format!("CAME BACK, {} bytes{cut}{how}, BLAKE3 {}", c.count, c.hash), &c.bytes);
    }
    if !a.body.is_empty() {
        part(format!("UNDERSTOOD, BLAKE3 {}", a.body_hash), &a.body);
    }
    if out.iter().any(|l| l.contains('⟨')) {
        out.insert(4, "What a terminal must not get stands as its bytes: ⟨1b⟩.".to_owned());
    }
    out
}

fn ended(a: &ModelAnswer) -> String {
    let status = a.status.map_or_else(String::new, |s| format!(" {s}"));
    let problem = a.problem.as_ref().map_or_else(String::new, |p| format!(": {p}"));
    let first = a.first_ms.map_or_else(String::new, |ms| format!(", first word after {ms} ms"));
    let cached = if a.tokens_cached > 0 { format!(", {} of them cached", a.tokens_cached) } else { String::new() };
    let how = if a.tokens_reported { "as the endpoint counts" } else { "estimated" };
    format!(
        "{}{status}{problem}; {} ms{first}; {} tokens read{cached}, {} written ({how}); {}",
        a.ending.name().replace('_', " "),
        a.total_ms,
        a.tokens_in,
        a.tokens_out,
        usd(a.cost)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Day,
        exchange::{
            Came,
            tests::{answer, request},
        },
    };

    #[test]
    fn a_page_holds_every_byte_and_says_where_it_shows_others() {
        let mut q = request(1, Day::default(), 100);
        q.body = "{\"x\":\"é\"}".into();
        let open = page("now", &q, None).join("\n");
        assert!(open.contains("possibly billed") && open.contains(&q.body), "{open}");
        let mut a = answer(1, 30);
        a.came = Some(Came::of(b"data: \x1b[31m\n\n", 14, "h".into()));
        let all = page("now", &q, Some(&a));
        assert!(all.contains(&"data: ⟨1b⟩[31m".to_owned()), "{all:?}");
        assert!(all[4].contains("its bytes") && all.iter().all(|l| !l.contains('\u{1b}')));
        a.came = Some(Came::of(&[b'x'; 10], 99, "h".into()));
        assert!(page("now", &q, Some(&a)).iter().any(|l| l.contains("99 bytes, the first 10 of them kept")));
    }
}
