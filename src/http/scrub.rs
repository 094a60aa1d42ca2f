//! The second net: text that goes to a log or a message without what looks like a credential.

/// Names after which a secret stands.
const NAMES: [&str; 13] = [
    "access_token",
    "refresh_token",
    "client_secret",
    "code",
    "code_verifier",
    "authorization",
    "bearer",
    "basic",
    "password",
    "api_key",
    "apikey",
    "token",
    "secret",
];

/// The text with every value behind a name like `refresh_token` or `Bearer` as `…`, whatever stands between: `=`, `:`,
/// quotes, spaces. It is a net under errors that should hold no secret anyway.
///
/// ```
/// assert_eq!(lanterne::http::scrub("got {\"access_token\": \"abc.def\"} 400"), "got {\"access_token\": \"…\"} 400");
/// assert_eq!(lanterne::http::scrub("Authorization: Bearer abc"), "Authorization: Bearer …");
/// ```
#[must_use]
pub fn scrub(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((word, after)) = next_word(rest, &mut out) {
        out.push_str(word);
        rest = after;
        if !NAMES.iter().any(|n| word.eq_ignore_ascii_case(n)) {
            continue;
        }
        let between: usize = rest.chars().take_while(|c| is_between(*c)).map(char::len_utf8).sum();
        let (gap, value) = rest.split_at(between);
        let ends = value.find(|c: char| is_end(c)).unwrap_or(value.len());
        let next = &value[..ends];
        // `Authorization: Bearer …` names the secret by the second word; `the code of` names none.
        if gap.is_empty() || next.is_empty() || NAMES.iter().any(|n| next.eq_ignore_ascii_case(n)) {
            continue;
        }
        let plain = gap == " " && !matches!(word.to_ascii_lowercase().as_str(), "bearer" | "basic");
        if plain {
            continue;
        }
        out.push_str(gap);
        out.push('…');
        rest = &value[ends..];
    }
    out
}

fn is_between(c: char) -> bool {
    matches!(c, '=' | ':' | '"' | '\'' | ' ' | '\\')
}

fn is_end(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '&' | ',' | ';' | '}' | ')' | ']' | '\\')
}

/// Copies what is no word, and gives the next word with what follows it.
fn next_word<'t>(text: &'t str, out: &mut String) -> Option<(&'t str, &'t str)> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let start = text.find(is_word);
    let Some(start) = start else {
        out.push_str(text);
        return None;
    };
    out.push_str(&text[..start]);
    let word = &text[start..];
    let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
    Some(word.split_at(end))
}
