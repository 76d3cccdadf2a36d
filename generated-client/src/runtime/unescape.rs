//! A text without its escapes, and where each byte of it comes from.

use std::ops::Range;

/// A text after some layers of escapes were removed.
pub(super) struct Unescaped {
    bytes: Vec<u8>,
    /// The range in the original text that each byte comes from.
    origins: Vec<(u32, u32)>,
}

/// A way to escape text. A backslash and an ampersand can be escaped several times, so a run of them is read as one.
#[derive(Clone, Copy)]
pub(super) enum Layer {
    /// `\/`, `\"`, `\u0026` and `\x26`, as in JSON and JavaScript.
    Backslash,
    /// `%26`, as in URLs and forms.
    Percent,
    /// `&amp;`, `&#38;` and `&#x26;`, as in HTML and XML.
    Entity,
}

impl Layer {
    pub(super) const ALL: [Self; 3] = [Self::Backslash, Self::Percent, Self::Entity];

    fn mark(self) -> u8 {
        match self {
            Self::Backslash => b'\\',
            Self::Percent => b'%',
            Self::Entity => b'&',
        }
    }

    /// Returns what the escape at the beginning of `text` means, and its length.
    fn unescape(self, text: &[u8]) -> Option<(Meaning, usize)> {
        match self {
            Self::Backslash => backslash(text),
            Self::Percent => Some((Meaning::Byte(number(text.get(1..3)?, 16).and_then(byte)?), 3)),
            Self::Entity => entity(text),
        }
    }
}

enum Meaning {
    Byte(u8),
    Char(char),
}

impl Unescaped {
    /// Returns the text as it is.
    pub(super) fn of(text: &str) -> Self {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let bytes = text.as_bytes()[..length as usize].to_vec();
        Self { bytes, origins: (0..length).map(|at| (at, at + 1)).collect() }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Returns the text without one more layer of escapes; `None` if it has none.
    pub(super) fn without(&self, layer: Layer) -> Option<Self> {
        if !self.bytes.contains(&layer.mark()) {
            return None;
        }
        let mut out = Self { bytes: Vec::with_capacity(self.bytes.len()), origins: Vec::new() };
        let mut found = false;
        let mut at = 0;
        while at < self.bytes.len() {
            let rest = &self.bytes[at..];
            let escape = if rest[0] == layer.mark() { layer.unescape(rest) } else { None };
            found |= escape.is_some();
            let (meaning, length) = escape.unwrap_or((Meaning::Byte(rest[0]), 1));
            let origin = (self.origins[at].0, self.origins[at + length - 1].1);
            match meaning {
                Meaning::Byte(byte) => out.push(&[byte], origin),
                Meaning::Char(char) => out.push(char.encode_utf8(&mut [0; 4]).as_bytes(), origin),
            }
            at += length;
        }
        found.then_some(out)
    }

    fn push(&mut self, bytes: &[u8], origin: (u32, u32)) {
        self.bytes.extend_from_slice(bytes);
        self.origins.extend(bytes.iter().map(|_| origin));
    }

    /// Whether nothing follows except, perhaps, the beginning of an escape.
    pub(super) fn only_part_of_escape(&self, at: usize) -> bool {
        let rest = &self.bytes[at..];
        let begins = rest.first().is_some_and(|first| Layer::ALL.iter().any(|layer| layer.mark() == *first));
        rest.is_empty() || begins && rest.len() < 8 && rest[1..].iter().all(|byte| is_within_escape(*byte))
    }

    /// Returns where a range that is not empty comes from.
    pub(super) fn span(&self, range: Range<usize>) -> Range<usize> {
        self.origins[range.start].0 as usize..self.origins[range.end - 1].1 as usize
    }
}

fn is_within_escape(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'\\')
}

fn backslash(text: &[u8]) -> Option<(Meaning, usize)> {
    let meaning = match *text.get(1)? {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        b'x' => return Some((Meaning::Byte(number(text.get(2..4)?, 16).and_then(byte)?), 4)),
        b'u' => return unicode(text),
        other if other.is_ascii_punctuation() => other,
        _ => return None,
    };
    Some((Meaning::Byte(meaning), 2))
}

/// `\u00e9`, or two of them for a character beyond the first 65,536.
fn unicode(text: &[u8]) -> Option<(Meaning, usize)> {
    let first = number(text.get(2..6)?, 16)?;
    if let Some(char) = char::from_u32(first) {
        return Some((Meaning::Char(char), 6));
    }
    let second = text.get(6..12).filter(|second| second.starts_with(b"\\u"));
    let pair = [u16::try_from(first).ok()?, u16::try_from(number(second?.get(2..)?, 16)?).ok()?];
    let char = char::decode_utf16(pair).next()?.ok()?;
    Some((Meaning::Char(char), 12))
}

fn entity(text: &[u8]) -> Option<(Meaning, usize)> {
    let end = text.iter().take(12).position(|byte| *byte == b';')?;
    let meaning = match &text[1..end] {
        b"amp" => '&',
        b"lt" => '<',
        b"gt" => '>',
        b"quot" => '"',
        b"apos" => '\'',
        [b'#', b'x' | b'X', digits @ ..] => char::from_u32(number(digits, 16)?)?,
        [b'#', digits @ ..] => char::from_u32(number(digits, 10)?)?,
        _ => return None,
    };
    Some((Meaning::Char(meaning), end + 1))
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    let text = std::str::from_utf8(digits).ok().filter(|text| !text.starts_with('+'))?;
    u32::from_str_radix(text, radix).ok()
}

fn byte(number: u32) -> Option<u8> {
    u8::try_from(number).ok()
}
