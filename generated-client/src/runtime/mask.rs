//! Hides the credentials of a client in what a server sends.
//!
//! A credential is found however often a server has escaped it as JSON, percent-encoded it, or escaped it as HTML, in
//! upper or lower case, and if it is cut off. A piece from its middle or end, another encoding such as Base64, and a hash
//! are not found.

use std::ops::Range;

use serde_json::Value;

use super::secret::Secret;
use super::unescape::{Layer, Unescaped};

/// What replaces a credential.
pub(super) const MASK: &str = "[secret]";

/// Credentials shorter than this, such as the `t` of a test, are hidden only as separate words. If they were hidden
/// everywhere, messages would be unreadable, and the gaps would reveal the credential.
const SHORT: usize = 4;

/// The least number of bytes by which a credential is recognised that was cut off, unless the text ends there. At least
/// half of the credential is needed as well, so that a password does not hide the words that it begins with, and no
/// letter or digit may follow.
const CUT_OFF: usize = 8;

/// How many layers of escapes are removed, such as JSON within a string of JSON.
const LAYERS: usize = 3;

/// The credentials of a client.
#[derive(Clone, Default)]
pub(super) struct Mask {
    hidden: Vec<Hidden>,
}

#[derive(Clone)]
struct Hidden {
    text: Secret,
    extent: Extent,
}

/// Which occurrences of a text are hidden.
#[derive(Clone, Copy)]
enum Extent {
    /// All, even if only the beginning is there.
    CutOff,
    /// All complete ones. The text begins with a prefix such as `Token `, which is not a secret.
    Complete,
    /// Separate words.
    SeparateWords,
}

impl Mask {
    /// Hides a value from now on, with and without its prefix.
    pub(super) fn add(&mut self, prefix: &str, value: &str) {
        let short = value.len() < SHORT;
        self.push(value, if short { Extent::SeparateWords } else { Extent::CutOff });
        if !prefix.is_empty() && !value.is_empty() {
            self.push(&format!("{prefix}{value}"), if short { Extent::SeparateWords } else { Extent::Complete });
        }
    }

    /// Hides the credentials of a header. The value may begin with the name of a scheme, or consist of several cookies.
    pub(super) fn add_header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("cookie") {
            for pair in value.split(';') {
                let pair = pair.trim();
                self.add("", pair.split_once('=').map_or(pair, |(_, value)| value));
            }
            return;
        }
        match value.split_once(' ') {
            Some((scheme, rest)) if name.eq_ignore_ascii_case("authorization") => {
                self.add(&format!("{scheme} "), rest.trim());
            }
            _ => self.add("", value),
        }
    }

    fn push(&mut self, text: &str, extent: Extent) {
        let known = self.hidden.iter().any(|hidden| hidden.text.expose() == text);
        if !text.is_empty() && !known {
            self.hidden.push(Hidden { text: text.into(), extent });
        }
    }

    /// Returns the text with every credential hidden.
    pub(super) fn hide(&self, text: &str) -> String {
        self.hide_up_to(text, usize::MAX)
    }

    /// Returns the same, but stops when the result has `limit` bytes. The result may exceed the limit by one character
    /// or one mask.
    pub(super) fn hide_up_to(&self, text: &str, limit: usize) -> String {
        let mut spans = self.spans(text);
        spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        let mut out = String::with_capacity(text.len().min(limit));
        let mut done = 0;
        for span in spans {
            if span.start >= done {
                push_up_to(&mut out, &text[done..span.start], limit);
                if out.len() < limit {
                    out.push_str(MASK);
                }
            }
            done = done.max(span.end);
        }
        push_up_to(&mut out, &text[done..], limit);
        out
    }

    /// Returns a JSON value with every credential hidden in its strings.
    pub(super) fn hide_in(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.hide(&text)),
            Value::Array(values) => values.into_iter().map(|value| self.hide_in(value)).collect(),
            Value::Object(properties) => {
                properties.into_iter().map(|(name, value)| (self.hide(&name), self.hide_in(value))).collect()
            }
            other => other,
        }
    }

    /// Returns where credentials are in the text, in any order. Each is a range of whole characters.
    fn spans(&self, text: &str) -> Vec<Range<usize>> {
        let mut spans = Vec::new();
        if self.hidden.is_empty() {
            return spans;
        }
        let mut readings = vec![Unescaped::of(text)];
        for layer in 0..=LAYERS {
            for reading in &readings {
                self.hidden.iter().for_each(|hidden| hidden.find_in(reading, &mut spans));
            }
            if layer < LAYERS {
                readings = readings
                    .iter()
                    .flat_map(|reading| Layer::ALL.map(|layer| reading.without(layer)))
                    .flatten()
                    .collect();
            }
        }
        for span in &mut spans {
            span.start = (0..=span.start).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
            span.end = (span.end..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
        }
        spans
    }
}

impl Hidden {
    fn find_in(&self, reading: &Unescaped, spans: &mut Vec<Range<usize>>) {
        let secret = self.text.expose().as_bytes();
        let bytes = reading.bytes();
        let mut at = 0;
        while at < bytes.len() {
            let length = self.length_at(secret, reading, at);
            if length > 0 {
                // What is cut off at the end of the text may end within an escape.
                let end = if length < secret.len() && reading.only_part_of_escape(at + length) {
                    bytes.len()
                } else {
                    at + length
                };
                spans.push(reading.span(at..end));
            }
            at += length.max(1);
        }
    }

    /// Returns the length of the credential at this place, or zero.
    fn length_at(&self, secret: &[u8], reading: &Unescaped, at: usize) -> usize {
        let bytes = reading.bytes();
        let rest = &bytes[at..];
        match self.extent {
            Extent::SeparateWords => {
                let word = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(is_word);
                let joined = word(at.checked_sub(1)) || word(Some(at + secret.len()));
                if rest.starts_with(secret) && !joined { secret.len() } else { 0 }
            }
            Extent::Complete => {
                let same = common_prefix(secret, rest);
                if same == secret.len() { same } else { 0 }
            }
            Extent::CutOff => {
                let same = common_prefix(secret, rest);
                let goes_on = rest.get(same).is_some_and(u8::is_ascii_alphanumeric);
                let enough = same == secret.len()
                    || same >= CUT_OFF.max(secret.len() / 2) && !goes_on
                    || same >= SHORT && reading.only_part_of_escape(at + same);
                if enough { same } else { 0 }
            }
        }
    }
}

/// Whether a byte is part of a word. All characters other than ASCII count as letters.
fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii()
}

/// Returns for how many bytes two texts are the same, in upper or lower case. A plus may be an encoded space.
fn common_prefix(secret: &[u8], text: &[u8]) -> usize {
    let same = |(a, b): &(&u8, &u8)| a.eq_ignore_ascii_case(b) || (**a, **b) == (b' ', b'+');
    secret.iter().zip(text).take_while(same).count()
}

/// Appends characters until there are `limit` bytes.
fn push_up_to(out: &mut String, text: &str, limit: usize) {
    let room = limit.saturating_sub(out.len());
    let end = (room..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    out.push_str(&text[..end]);
}

/// Whether a header or parameter carries a credential, judged by its name. What a caller adds by hand is not declared
/// in the specification.
pub(super) fn names_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words =
        ["authent", "authori", "x-auth", "cookie", "credential", "passw", "secret", "session", "signature", "token"];
    name.ends_with("key") || words.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::{Mask, names_credential};

    fn mask(prefix: &str, value: &str) -> Mask {
        let mut mask = Mask::default();
        mask.add(prefix, value);
        mask
    }

    #[test]
    fn every_spelling_is_hidden() {
        let mask = mask("Token ", "a\"b/c=d");
        for (text, hidden) in [
            ("no a\"b/c=d, no", "no [secret], no"),
            ("`Token a\"b/c=d`", "`[secret]`"),
            ("{\"m\": \"a\\\"b/c=d\"}", "{\"m\": \"[secret]\"}"),
            ("?k=a%22b%2Fc%3Dd&x", "?k=[secret]&x"),
            ("xa\"b/c=da\"b/c=dx", "x[secret][secret]x"),
            ("an Invalid Token ", "an Invalid Token "),
        ] {
            assert_eq!(mask.hide(text), hidden);
        }
    }

    #[test]
    fn every_escape_is_seen_through() {
        let secret = "a&b/c\"d+e'f<g é%h";
        let json =
            |text: &str| serde_json::to_string(text).map(|it| it[1..it.len() - 1].to_owned()).unwrap_or_default();
        let percent = |text: &str| crate::runtime::uri::encode(text);
        let html = |text: &str| {
            let text = text.replace('&', "&amp;").replace('"', "&quot;").replace('\'', "&#39;");
            text.replace('<', "&lt;").replace('/', "&#x2F;").replace('é', "&#233;")
        };
        let mask = mask("Token ", secret);
        for text in [
            secret.to_owned(),
            secret.to_uppercase().replace('É', "é"),
            json(secret),
            secret.replace('/', "\\/").replace('"', "\\\""),
            secret.replace('&', "\\u0026").replace('+', "\\u002B").replace('é', "\\u00e9"),
            percent(secret),
            percent(secret).to_lowercase(),
            percent(secret).replace("%20", "+"),
            percent(&percent(secret)),
            html(secret),
            html(&html(secret)),
            html(&json(secret)),
            json(&json(secret)),
            json(&json(&json(secret))),
            json(&html(secret)).replace('&', "\\u0026"),
            percent(&json(secret)),
            json(&percent(secret)),
            secret.replace('&', "\\x26").replace('/', "\\x2f"),
        ] {
            assert_eq!(mask.hide(&format!("({text})")), "([secret])", "{text}");
            assert_eq!(mask.hide(&format!("<Token {text}>")), "<[secret]>", "{text}");
        }
    }

    #[test]
    fn a_credential_that_was_cut_off_is_hidden() {
        let mask = mask("Token ", "abcd/fghijklmnop");
        for (text, hidden) in [
            ("abcd/fgh...", "[secret]..."),
            ("`ABCD\\/FGHIJKL***` is not", "`[secret]***` is not"),
            ("abcd/fghijk-other", "[secret]-other"),
            ("abcd/fghijkother", "abcd/fghijkother"),
            ("abcd/fg is short", "abcd/fg is short"),
            ("at the end: abcd", "at the end: [secret]"),
            ("at the end: abcd\\", "at the end: [secret]"),
            ("at the end: abcd\\u00", "at the end: [secret]"),
            ("at the end: abcd&#x", "at the end: [secret]"),
            ("at the end: abcd%2", "at the end: [secret]"),
        ] {
            assert_eq!(mask.hide(text), hidden);
        }
    }

    #[test]
    fn what_looks_like_an_escape_is_left_as_it_is() {
        let mask = mask("", "abcdefgh");
        for text in
            ["100% of \\d+ & more; %zz &nope; \\u12 \\ud800 \\", "é\\ü%C3", "&#x110000;&#55296;", "%", "\\", "&", ""]
        {
            assert_eq!(mask.hide(text), text);
        }
    }

    #[test]
    fn many_escapes_take_little_time() {
        let mask = mask("Token ", &"\\%25&amp;".repeat(20));
        for text in ["\\", "%25", "&amp;", "\\%25&amp;", "%5c", "&#92;"] {
            let text = text.repeat(65_536 / text.len());
            assert!(mask.hide_up_to(&text, 2049).len() < 2100);
        }
    }

    #[test]
    fn a_truncated_credential_at_the_end_is_hidden() {
        let mask = mask("Token ", "abcdefgh");
        assert_eq!(mask.hide("it is abcdef"), "it is [secret]");
        assert_eq!(mask.hide("it is ab"), "it is ab");
        assert_eq!(mask.hide("it is a Token"), "it is a Token");
    }

    #[test]
    fn a_short_credential_is_hidden_as_a_separate_word() {
        let mask = mask("Token ", "t");
        assert_eq!(mask.hide("the token t (t) is not"), "the token [secret] ([secret]) is not");
        assert_eq!(mask.hide("\"Token t\", Token two"), "\"[secret]\", Token two");
    }

    #[test]
    fn hiding_stops_at_the_limit() {
        let mask = mask("", "abcdefgh");
        let hidden = mask.hide_up_to(&"abcdefgh ".repeat(1000), 100);
        assert!(hidden.len() < 110 && !hidden.contains("abc"), "{hidden}");
    }

    #[test]
    fn only_the_secrets_of_a_header_are_hidden() {
        let mut mask = Mask::default();
        mask.add_header("Authorization", "Bearer abcdefgh");
        mask.add_header("cookie", "sid=ijklmnop; theme=dark");
        mask.add_header("x-api-key", "qrs tuv");
        let text = "Bearer abcdefgh, abcdefgh, sid=ijklmnop, qrs tuv; Bearer Authorization sid";
        assert_eq!(mask.hide(text), "[secret], [secret], sid=[secret], [secret]; Bearer Authorization sid");
    }

    #[test]
    fn credentials_are_recognised_by_name() {
        for name in ["Authorization", "X-Api-Key", "api_key", "access_token", "Cookie", "password", "sessionId"] {
            assert!(names_credential(name), "{name}");
        }
        for name in ["x-trace", "x-request-id", "author", "confirmed", "cols[]", "keyword", "accept"] {
            assert!(!names_credential(name), "{name}");
        }
    }
}
