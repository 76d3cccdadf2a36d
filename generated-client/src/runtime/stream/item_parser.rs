//! Separates the JSON texts of a stream, in chunks of any size: one on each line (NDJSON, JSON Lines), or each after a
//! record separator (RFC 7464). A JSON text contains no record separator, so the first byte shows which of them it is.

/// Begins each text of a sequence.
const RECORD_SEPARATOR: u8 = 0x1e;

/// Separates bytes into JSON texts.
#[derive(Debug, Default)]
pub(super) struct ItemParser {
    /// The beginning of a text that has not ended, without the blanks before it.
    text: Vec<u8>,
    /// Whether a text of the stream, or a byte order mark before the first one, has been seen.
    has_begun: bool,
    /// Whether the stream is a sequence, so that a line break does not end a text.
    is_sequence: bool,
}

impl ItemParser {
    /// Returns the texts that end within these bytes. Blank ones are no items.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<Vec<u8>> {
        let mut items = Vec::new();
        for &byte in bytes {
            match byte {
                RECORD_SEPARATOR => {
                    self.is_sequence |= !self.has_begun;
                    items.extend(self.end_text());
                }
                b'\n' if !self.is_sequence => items.extend(self.end_text()),
                other if self.text.is_empty() && other.is_ascii_whitespace() => {}
                other => self.text.push(other),
            }
            self.has_begun |= !self.text.is_empty();
        }
        items
    }

    /// Returns the last text, which need not end with a line break.
    pub(super) fn end(&mut self) -> Option<Vec<u8>> {
        self.end_text()
    }

    /// Returns how many bytes of an unfinished text are buffered.
    pub(super) fn held(&self) -> usize {
        self.text.len()
    }

    fn end_text(&mut self) -> Option<Vec<u8>> {
        let text = std::mem::take(&mut self.text);
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text).trim_ascii();
        (!text.is_empty()).then(|| text.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::ItemParser;

    fn all(pieces: &[&[u8]]) -> Vec<String> {
        let mut parser = ItemParser::default();
        let mut items: Vec<Vec<u8>> = pieces.iter().flat_map(|piece| parser.push(piece)).collect();
        items.extend(parser.end());
        items.into_iter().map(|item| String::from_utf8(item).expect("text")).collect()
    }

    #[test]
    fn each_line_is_an_item_and_blank_lines_are_none() {
        assert_eq!(all(&["\u{feff}{\"a\": 1}\r\n\n  \n[2]\n\"ü\"".as_bytes()]), ["{\"a\": 1}", "[2]", "\"ü\""]);
        assert_eq!(all(&[b"{\"a\"", b": 1", b"}\n3", b"", b"4\n"]), ["{\"a\": 1}", "34"]);
        assert_eq!(all(&[b"\n", b" "]), Vec::<String>::new());
        assert_eq!(all(&[&[b' '; 1_000_000], b"5 \n"]), ["5"]);
    }

    #[test]
    fn the_texts_of_a_sequence_may_have_several_lines() {
        assert_eq!(all(&[b"\x1e{\n  \"a\": 1\n}\n\x1e\x1e2", b"\n\x1e", b"3"]), ["{\n  \"a\": 1\n}", "2", "3"]);
    }
}
