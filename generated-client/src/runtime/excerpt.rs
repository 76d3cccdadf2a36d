//! The beginning of a response body, safe to keep in an error and to write to a log.

use std::fmt;

use reqwest::header::HeaderMap;

use super::charset;
use super::mask::Mask;

/// How much of a body an error keeps, in bytes of UTF-8.
const MAX_KEPT: usize = 2048;

/// How much of a body is read for that, in bytes. Credentials are hidden before the text is truncated, so more is read
/// than is kept.
const MAX_READ: usize = 64 << 10;

/// How much of a body a message shows, in bytes of UTF-8.
const MAX_SHOWN: usize = 300;

/// The beginning of the body of a successful response. If it begins like JSON, which can contain secrets, it is only
/// returned to a caller who asks for it.
#[derive(Default)]
pub(super) struct Excerpt(String);

impl Excerpt {
    /// The headers say which charset the body has.
    pub(super) fn new(headers: &HeaderMap, body: &[u8], mask: &Mask) -> Self {
        Self(beginning(&charset::lossy(headers, &body[..body.len().min(MAX_READ)]), mask))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the part that a message may show, on one line.
    pub(super) fn shown(&self) -> Option<String> {
        // A byte order mark is not part of the body. One that is not UTF-8 has become replacement characters.
        let text = self.0.trim_start_matches(|c: char| is_space(c) || is_invisible(c) || c == '\u{fffd}');
        let like_json = text.starts_with(['{', '[', '"']);
        (!text.is_empty() && !like_json).then(|| one_line(&self.0))
    }
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.shown() {
            Some(text) => text.fmt(f),
            None if self.0.is_empty() => f.write_str("[empty]"),
            None => f.write_str("[not shown]"),
        }
    }
}

/// Returns the beginning of a body that was decoded, with credentials hidden. No character is split.
pub(super) fn beginning(text: &str, mask: &Mask) -> String {
    let end = (0..=MAX_READ.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let mut text = mask.hide_up_to(&text[..end], MAX_KEPT + 1);
    truncate(&mut text, MAX_KEPT);
    text
}

/// Returns a body without a byte order mark, which some servers send and a parser of JSON may ignore (RFC 8259, section
/// 8.1).
pub(super) fn without_byte_order_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Returns the beginning of a text on one line: white space and control characters become single spaces, and invisible
/// characters are removed. A response can then neither break, forge nor reorder lines of a log.
pub(super) fn one_line(text: &str) -> String {
    let visible: String = text.chars().filter(|&c| is_space(c) || !is_invisible(c)).collect();
    let mut line = visible.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    if line.len() > MAX_SHOWN {
        truncate(&mut line, MAX_SHOWN);
        line.push('…');
    }
    line
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Characters that are invisible and affect how others are shown, above all those that change the direction of a line.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn truncate(text: &mut String, limit: usize) {
    if text.len() > limit {
        let end = (0..=limit).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, HeaderMap, Mask, beginning, one_line};

    fn kept(body: &[u8]) -> String {
        Excerpt::new(&HeaderMap::new(), body, &Mask::default()).0
    }

    #[test]
    fn a_truncated_character_is_omitted() {
        let body = format!("{}é and more", "x".repeat(2047));
        assert_eq!(kept(body.as_bytes()), "x".repeat(2047));
    }

    #[test]
    fn invalid_utf8_stays_within_the_limit() {
        let kept = kept(&[0xff; 10_000]);
        assert!(kept.len() <= 2048, "{}", kept.len());
        assert!(kept.chars().all(|c| c == '\u{fffd}'));
    }

    #[test]
    fn a_truncated_credential_is_hidden() {
        let mut mask = Mask::default();
        mask.add("", "abcdefgh");
        for fill in 2036..=2050 {
            let body = format!("{}abcdefgh", "x".repeat(fill));
            let kept = beginning(&body, &mask);
            assert!(kept.len() <= 2048 && !kept.contains('a'), "{fill}: {kept}");
        }
    }

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(one_line("a\r\n\tb\u{1b}[0m  c"), "a b [0m c");
        assert_eq!(one_line("a\u{2028}b\u{202e}c\u{200b}d\u{feff}"), "a bcd");
        assert_eq!(one_line(&"é".repeat(400)).chars().count(), 151);
    }

    #[test]
    fn text_that_begins_like_json_is_not_shown() {
        for body in ["{\"a\": 1}", " \n[1", "\"x\"", "\u{feff}{", "\u{feff} \u{200b}[", "", "\u{feff}"] {
            let excerpt = Excerpt::new(&HeaderMap::new(), body.as_bytes(), &Mask::default());
            assert_eq!((excerpt.shown(), excerpt.as_str()), (None, body));
        }
        let wide = Excerpt::new(&HeaderMap::new(), b"\xff\xfe{\0\"\0", &Mask::default());
        assert_eq!(wide.shown(), None);
    }
}
