//! Parses server-sent events from chunks of any size (HTML, section 9.2.6).

use std::time::Duration;

/// A server-sent event (`text/event-stream`).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The data of the event.
    pub data: T,
    /// The type of the event; `message` if the server sent none.
    pub event: String,
    /// The last event id that the server has sent, with this event or an earlier one; empty if there was none.
    pub id: String,
    /// How long clients should wait before they reconnect, if the server has sent it.
    pub retry: Option<Duration>,
}

/// The type of an event that has none.
pub(super) const DEFAULT_TYPE: &str = "message";

/// Parses bytes into events.
#[derive(Debug, Default)]
pub(super) struct EventParser {
    /// The beginning of a line that has not ended.
    line: Vec<u8>,
    /// Whether the last byte was a carriage return. A line feed after it belongs to the same line break.
    after_return: bool,
    /// Whether the first line has ended. Only that one can begin with a byte order mark.
    has_begun: bool,
    data: String,
    event: String,
    id: String,
    retry: Option<Duration>,
}

impl EventParser {
    /// Returns the events that end within these bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Event<String>> {
        let mut events = Vec::new();
        for &byte in bytes {
            let after_return = std::mem::take(&mut self.after_return);
            match byte {
                b'\n' if after_return => {}
                b'\n' => events.extend(self.end_line()),
                b'\r' => {
                    self.after_return = true;
                    events.extend(self.end_line());
                }
                other => self.line.push(other),
            }
        }
        events
    }

    /// Returns how many bytes of an unfinished event are buffered.
    pub(super) fn held(&self) -> usize {
        self.line.len() + self.data.len()
    }

    fn end_line(&mut self) -> Option<Event<String>> {
        let mut line = std::mem::take(&mut self.line);
        if !std::mem::replace(&mut self.has_begun, true) && line.starts_with(b"\xef\xbb\xbf") {
            line.drain(..3);
        }
        if line.is_empty() {
            return self.end_event();
        }
        let line = String::from_utf8_lossy(&line);
        let (field, value) = line.split_once(':').unwrap_or((&line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry = value.parse().ok().map(Duration::from_millis).or(self.retry);
            }
            // A comment has an empty name. Unknown names are ignored.
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<Event<String>> {
        let mut data = std::mem::take(&mut self.data);
        let event = std::mem::take(&mut self.event);
        // Every line of data has appended a line feed, and the last one is not part of the data. Without data there is
        // no event.
        data.pop()?;
        let event = if event.is_empty() { DEFAULT_TYPE.to_owned() } else { event };
        Some(Event { data, event, id: self.id.clone(), retry: self.retry })
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, EventParser};

    fn all(pieces: &[&[u8]]) -> Vec<(String, String, String, Option<u64>)> {
        let mut parser = EventParser::default();
        let events: Vec<Event<String>> = pieces.iter().flat_map(|piece| parser.push(piece)).collect();
        let retry = |event: &Event<String>| event.retry.map(|retry| retry.as_millis().try_into().expect("small"));
        events
            .into_iter()
            .map(|event| (event.event.clone(), event.data.clone(), event.id.clone(), retry(&event)))
            .collect()
    }

    fn text(event: &str, data: &str, id: &str, retry: Option<u64>) -> (String, String, String, Option<u64>) {
        (event.to_owned(), data.to_owned(), id.to_owned(), retry)
    }

    const STREAM: &str = "\u{feff}: a comment\nid: 1\ndata: first\n\nevent: add\ndata:  two\ndata\ndata:lines\r\n\r\nretry: 250\rid\rdata: ü:😀\r\rid: a\0b\nretry: 1x\ndata: [DONE]\n\ndata:\n\nevent: empty\n\ndata: unfinished\n";

    fn expected() -> Vec<(String, String, String, Option<u64>)> {
        vec![
            text("message", "first", "1", None),
            text("add", " two\n\nlines", "1", None),
            text("message", "ü:😀", "", Some(250)),
            text("message", "[DONE]", "", Some(250)),
            text("message", "", "", Some(250)),
        ]
    }

    #[test]
    fn events_are_separated() {
        assert_eq!(all(&[STREAM.as_bytes()]), expected());
    }

    #[test]
    fn chunks_may_end_anywhere() {
        let bytes = STREAM.as_bytes();
        for at in 0..=bytes.len() {
            assert_eq!(all(&[&bytes[..at], &bytes[at..]]), expected(), "cut at {at}");
        }
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        assert_eq!(all(&single), expected());
    }

    #[test]
    fn every_kind_of_line_break_counts() {
        for end in ["\n", "\r", "\r\n"] {
            let stream = STREAM.replace("\r\n", "\n").replace('\r', "\n").replace('\n', end);
            assert_eq!(all(&[stream.as_bytes()]), expected(), "{end:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_within_the_stream_is_text() {
        assert_eq!(
            all(&["data: \u{feff}a\n\n\u{feff}data: b\n\n".as_bytes()]),
            [text("message", "\u{feff}a", "", None)]
        );
        assert_eq!(all(&[b"data: \xff\n\n"]), [text("message", "\u{fffd}", "", None)]);
    }
}
