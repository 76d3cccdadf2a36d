//! A bounded piece of an answer, fit to be kept in an error and shown in a log.

/// The most of a body that an error keeps, in bytes of UTF-8.
const KEPT: usize = 2048;

/// The most of a body that a message shows, in bytes of UTF-8.
const SHOWN: usize = 300;

/// Returns the beginning of a body as text. What is not UTF-8 is replaced; no character is cut in half.
pub(super) fn keep(body: &[u8]) -> String {
    // Four bytes more than are kept, so that a character on the border is read whole and then left out whole.
    let head = &body[..body.len().min(KEPT + 4)];
    let mut text = String::from_utf8_lossy(head).into_owned();
    truncate(&mut text, KEPT);
    text
}

/// Returns the beginning of a text on one line: white space and control characters become single spaces, so that an
/// answer can neither break a log line nor forge one.
pub(super) fn one_line(text: &str) -> String {
    let mut line = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if line.len() > SHOWN {
        truncate(&mut line, SHOWN);
        line.push('…');
    }
    line
}

fn truncate(text: &mut String, limit: usize) {
    if text.len() > limit {
        let end = (0..=limit).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        text.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    use super::{keep, one_line};

    #[test]
    fn a_character_on_the_border_is_left_out_whole() {
        let body = format!("{}é and more", "x".repeat(2047));
        assert_eq!(keep(body.as_bytes()), "x".repeat(2047));
    }

    #[test]
    fn bytes_that_are_not_text_stay_within_the_bound() {
        let kept = keep(&[0xff; 10_000]);
        assert!(kept.len() <= 2048, "{}", kept.len());
        assert!(kept.chars().all(|c| c == '\u{fffd}'));
    }

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(one_line("a\r\n\tb\u{1b}[0m  c"), "a b [0m c");
        assert_eq!(one_line(&"é".repeat(400)).chars().count(), 151);
    }
}
