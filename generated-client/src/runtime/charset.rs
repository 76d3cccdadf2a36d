//! Decodes text by the charset that the response names. What has no known charset is refused, and so is text that
//! contains NUL, which no server means to send: a body of UTF-16 that says nothing of it would otherwise be full of them.

use std::borrow::Cow;

use reqwest::header::{CONTENT_TYPE, HeaderMap};

/// A charset that can be decoded. The names are those of the Encoding Standard (WHATWG), section 4.2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    /// ASCII is a part of it.
    Utf8,
    /// One byte for each character.
    Western(Western),
    Utf16(ByteOrder),
}

/// Charsets that are equal to ISO 8859-1 from `0xA0` on, with a few exceptions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Western {
    /// `windows-1252`. Servers that name `iso-8859-1` mean it as well.
    Windows1252,
    /// `iso-8859-15`, which has the sign of the euro.
    Latin9,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ByteOrder {
    Little,
    Big,
    /// The text shows it.
    Unsaid,
}

/// Why a text cannot be decoded.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TextProblem {
    /// The response names a charset that the client does not know.
    Unknown { charset: String },
    /// The body is not text in this charset.
    Invalid { charset: String },
    /// The body contains NUL.
    Nul { charset: String },
}

/// Returns the body of a response as text. A byte order mark counts more than the headers, and is no part of the text.
pub(super) fn text(headers: &HeaderMap, body: Vec<u8>) -> Result<String, (Vec<u8>, TextProblem)> {
    let label = named(headers).or_else(|| named_within(headers, &body));
    let charset = match (marked(&body), label.as_deref()) {
        (Some(marked), _) => Some(marked),
        (None, None) => Some(Charset::Utf8),
        (None, Some(label)) => known(label),
    };
    let charset_name = || label.clone().unwrap_or_else(|| "utf-8".to_owned());
    let Some(charset) = charset else { return Err((body, TextProblem::Unknown { charset: charset_name() })) };
    let decoded = match charset {
        Charset::Utf8 if body.starts_with(UTF8_MARK) => decode(charset, &body),
        // The usual case copies nothing.
        Charset::Utf8 => match String::from_utf8(body) {
            Ok(text) if text.contains('\0') => {
                return Err((text.into_bytes(), TextProblem::Nul { charset: charset_name() }));
            }
            Ok(text) => return Ok(text),
            Err(problem) => {
                return Err((problem.into_bytes(), TextProblem::Invalid { charset: charset_name() }));
            }
        },
        Charset::Western(_) | Charset::Utf16(_) => decode(charset, &body),
    };
    match decoded {
        Some(text) if text.contains('\0') => Err((body, TextProblem::Nul { charset: charset_name() })),
        Some(text) => Ok(text),
        None => Err((body, TextProblem::Invalid { charset: charset_name() })),
    }
}

/// Returns a body of JSON in UTF-8, without a byte order mark. JSON is UTF-8 (RFC 8259, section 8.1), whatever charset a
/// server names for it; what is not UTF-8 is decoded by its first bytes or by that charset.
pub(super) fn json<'a>(headers: &HeaderMap, body: &'a [u8]) -> Result<Cow<'a, [u8]>, TextProblem> {
    let body = body.strip_prefix(UTF8_MARK).unwrap_or(body);
    if let Some(order) = wide_json(body) {
        let invalid = || TextProblem::Invalid { charset: "utf-16".to_owned() };
        return Ok(Cow::Owned(decode(Charset::Utf16(order), body).ok_or_else(invalid)?.into_bytes()));
    }
    let Some(label) = named(headers) else { return Ok(Cow::Borrowed(body)) };
    let charset = known(&label);
    if charset == Some(Charset::Utf8) || std::str::from_utf8(body).is_ok() {
        return Ok(Cow::Borrowed(body));
    }
    match charset.map(|charset| decode(charset, body)) {
        Some(Some(text)) => Ok(Cow::Owned(text.into_bytes())),
        Some(None) => Err(TextProblem::Invalid { charset: label }),
        None => Err(TextProblem::Unknown { charset: label }),
    }
}

/// Returns a body, or the beginning of one, as text that may be shown. This never fails: what is no text is replaced, and
/// so is NUL.
pub(super) fn lossy<'a>(headers: &HeaderMap, body: &'a [u8]) -> Cow<'a, str> {
    let is_utf8 = match std::str::from_utf8(body) {
        Ok(_) => true,
        // The beginning of a body may end within a character.
        Err(problem) => problem.error_len().is_none() && !body[..problem.valid_up_to()].is_ascii(),
    };
    let wide = marked(body).filter(|charset| *charset != Charset::Utf8).or_else(|| wide_json(body).map(Charset::Utf16));
    let named = || named(headers).and_then(|label| known(&label));
    let is_plain = is_utf8 && !body.contains(&0);
    let charset = wide.or_else(|| if is_plain { None } else { named() });
    let text = match charset {
        Some(Charset::Utf16(order)) => Cow::Owned(String::from_utf16_lossy(&units(order, body))),
        Some(Charset::Western(charset)) => Cow::Owned(western(charset, body)),
        Some(Charset::Utf8) | None => String::from_utf8_lossy(body),
    };
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { text }
}

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// Returns the charset that a byte order mark shows.
fn marked(body: &[u8]) -> Option<Charset> {
    match body {
        [0xef, 0xbb, 0xbf, ..] => Some(Charset::Utf8),
        [0xff, 0xfe, ..] => Some(Charset::Utf16(ByteOrder::Little)),
        [0xfe, 0xff, ..] => Some(Charset::Utf16(ByteOrder::Big)),
        _ => None,
    }
}

/// Returns the byte order of JSON in UTF-16. The first character of JSON is always ASCII, so one of its bytes is NUL (RFC
/// 4627, section 3).
fn wide_json(body: &[u8]) -> Option<ByteOrder> {
    match body {
        [0xff, 0xfe, ..] => Some(ByteOrder::Little),
        [0xfe, 0xff, ..] => Some(ByteOrder::Big),
        [0, second, ..] if *second != 0 => Some(ByteOrder::Big),
        [first, 0, ..] if *first != 0 => Some(ByteOrder::Little),
        _ => None,
    }
}

/// Returns the charset that the content type names, in lower case.
fn named(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(CONTENT_TYPE)?;
    let content_type = String::from_utf8_lossy(content_type.as_bytes());
    let mut parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let (_, value) = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    let label = value.trim().trim_matches(['"', '\'']).trim().to_ascii_lowercase();
    (!label.is_empty()).then_some(label)
}

/// Returns the charset that a page or an XML document names in itself, in lower case: `<meta charset="latin1">`, `<?xml
/// version="1.0" encoding="latin1"?>`. What is UTF-8 needs no name.
fn named_within(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let content_type = String::from_utf8_lossy(headers.get(CONTENT_TYPE)?.as_bytes()).to_ascii_lowercase();
    let (key, end) = match () {
        () if content_type.contains("html") => ("charset=", body.len().min(1024)),
        () if content_type.contains("xml") && body.starts_with(b"<?xml") => {
            ("encoding=", body.iter().position(|byte| *byte == b'>')?)
        }
        () => return None,
    };
    if std::str::from_utf8(body).is_ok() {
        return None;
    }
    let head = String::from_utf8_lossy(&body[..end]).to_ascii_lowercase();
    let (_, value) = head.split_once(key)?;
    let value = value.trim_start_matches(['"', '\'', ' ']);
    let label = &value[..value.find(['"', '\'', ' ', '/', '>', ';', '?']).unwrap_or(value.len())];
    (!label.is_empty()).then(|| label.to_owned())
}

fn known(label: &str) -> Option<Charset> {
    Some(match label {
        "utf-8" | "utf8" | "unicode-1-1-utf-8" | "x-unicode20utf8" => Charset::Utf8,
        "us-ascii" | "ascii" | "ansi_x3.4-1968" | "iso-ir-6" | "iso646-us" => Charset::Utf8,
        "iso-8859-1" | "iso8859-1" | "iso88591" | "iso_8859-1" | "iso_8859-1:1987" | "iso-ir-100" | "latin1"
        | "latin-1" | "l1" | "ibm819" | "cp819" | "csisolatin1" | "windows-1252" | "cp1252" | "x-cp1252" => {
            Charset::Western(Western::Windows1252)
        }
        "iso-8859-15" | "iso8859-15" | "iso885915" | "iso_8859-15" | "latin9" | "latin-9" | "l9" | "csisolatin9" => {
            Charset::Western(Western::Latin9)
        }
        "utf-16" | "utf16" | "unicode" | "csunicode" | "ucs-2" | "iso-10646-ucs-2" => Charset::Utf16(ByteOrder::Unsaid),
        "utf-16le" | "utf16le" | "unicodefeff" => Charset::Utf16(ByteOrder::Little),
        "utf-16be" | "utf16be" | "unicodefffe" => Charset::Utf16(ByteOrder::Big),
        _ => return None,
    })
}

/// Decodes a body without its byte order mark; `None` if it is not text in this charset.
fn decode(charset: Charset, body: &[u8]) -> Option<String> {
    match charset {
        Charset::Utf8 => std::str::from_utf8(body.strip_prefix(UTF8_MARK).unwrap_or(body)).ok().map(str::to_owned),
        Charset::Western(charset) => Some(western(charset, body)),
        Charset::Utf16(order) if body.len().is_multiple_of(2) => String::from_utf16(&units(order, body)).ok(),
        Charset::Utf16(_) => None,
    }
}

/// Returns the code units of UTF-16, without a byte order mark.
fn units(order: ByteOrder, body: &[u8]) -> Vec<u16> {
    let order = match (marked(body), order) {
        (Some(Charset::Utf16(marked)), _) => marked,
        (_, ByteOrder::Unsaid) => likely_order(body),
        (_, order) => order,
    };
    let unit = |pair: &[u8]| {
        let pair = [pair[0], pair[1]];
        if order == ByteOrder::Big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }
    };
    let mut units: Vec<u16> = body.chunks_exact(2).map(unit).collect();
    if units.first() == Some(&0xfeff) {
        units.remove(0);
    }
    units
}

/// Spaces, digits and Latin letters have a NUL as their first byte if the order is big, and as their second byte
/// otherwise.
fn likely_order(body: &[u8]) -> ByteOrder {
    let count = |at: usize| body.chunks_exact(2).filter(|pair| pair[at] == 0).count();
    if count(0) > count(1) { ByteOrder::Big } else { ByteOrder::Little }
}

fn western(charset: Western, body: &[u8]) -> String {
    let char = |&byte: &u8| match (charset, byte) {
        (Western::Windows1252, 0x80..=0x9f) => WINDOWS_1252[usize::from(byte - 0x80)],
        (Western::Latin9, _) => LATIN_9.iter().find(|(own, _)| *own == byte).map_or(char::from(byte), |(_, it)| *it),
        (Western::Windows1252, _) => char::from(byte),
    };
    body.iter().map(char).collect()
}

/// The characters from `0x80` to `0x9F`. Five of them are control characters.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The characters that ISO 8859-1 does not have at these places.
const LATIN_9: [(u8, char); 8] =
    [(0xa4, '€'), (0xa6, 'Š'), (0xa8, 'š'), (0xb4, 'Ž'), (0xb8, 'ž'), (0xbc, 'Œ'), (0xbd, 'œ'), (0xbe, 'Ÿ')];

#[cfg(test)]
mod tests {
    use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};

    use super::{TextProblem, json, lossy, text};

    fn headers(content_type: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(content_type))])
    }

    fn decoded(content_type: &'static str, body: &[u8]) -> Result<String, TextProblem> {
        text(&headers(content_type), body.to_vec()).map_err(|(kept, problem)| {
            assert_eq!(kept, body);
            problem
        })
    }

    fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn text_is_decoded_by_its_charset() {
        for (content_type, body) in [
            ("text/plain", "Zoë €".as_bytes().to_vec()),
            ("text/plain; charset=utf-8", "\u{feff}Zoë €".as_bytes().to_vec()),
            ("text/plain;charset=ISO-8859-1", b"Zo\xeb \x80".to_vec()),
            ("text/html; a=b; Charset=\"windows-1252\"", b"Zo\xeb \x80".to_vec()),
            ("text/plain; charset=iso-8859-15", b"Zo\xeb \xa4".to_vec()),
            ("text/plain; charset=utf-16le", utf16("Zoë €", u16::to_le_bytes)),
            ("text/plain; charset=utf-16be", utf16("\u{feff}Zoë €", u16::to_be_bytes)),
            ("text/plain; charset=utf-16", utf16("Zoë €", u16::to_be_bytes)),
            ("text/plain; charset='UTF-16'", utf16("Zoë €", u16::to_le_bytes)),
            ("text/plain; charset=utf-8", utf16("\u{feff}Zoë €", u16::to_be_bytes)),
            ("text/html", "Zoë €".as_bytes().to_vec()),
        ] {
            assert_eq!(decoded(content_type, &body).as_deref(), Ok("Zoë €"), "{content_type}");
        }
    }

    #[test]
    fn a_page_may_name_its_charset_itself() {
        for (content_type, before, after) in [
            ("text/html", "<meta charset=\"latin1\">", ""),
            ("text/html", "<META http-equiv=content-type content='text/html; Charset=ISO-8859-1'>", "<p>"),
            ("text/xml", "<?xml version='1.0' encoding='iso-8859-1'?>", "<a/>"),
        ] {
            let body = [before.as_bytes(), b"Zo\xeb", after.as_bytes()].concat();
            assert_eq!(decoded(content_type, &body), Ok(format!("{before}Zoë{after}")), "{content_type}");
            let unlike = [before.as_bytes(), "Zoë".as_bytes(), after.as_bytes()].concat();
            assert_eq!(decoded(content_type, &unlike), Ok(format!("{before}Zoë{after}")), "{content_type}");
        }
        let unknown = Err(TextProblem::Unknown { charset: "big5".to_owned() });
        assert_eq!(decoded("text/html", b"<meta charset=big5>\xeb"), unknown);
        assert!(matches!(decoded("text/plain", b"charset=latin1 \xeb"), Err(TextProblem::Invalid { .. })));
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        let charset = |name: &str| name.to_owned();
        let unknown = TextProblem::Unknown { charset: charset("shift_jis") };
        assert_eq!(decoded("text/plain; charset=Shift_JIS", b"abc"), Err(unknown));
        let invalid = |name| Err(TextProblem::Invalid { charset: charset(name) });
        assert_eq!(decoded("text/plain", b"Zo\xeb"), invalid("utf-8"));
        assert_eq!(decoded("text/plain; charset=us-ascii", b"Zo\xeb"), invalid("us-ascii"));
        assert_eq!(decoded("text/plain; charset=utf-16", b"a\0b"), invalid("utf-16"));
        assert_eq!(decoded("text/plain; charset=utf-16le", b"\x00\xd8"), invalid("utf-16le"));
        for content_type in ["text/plain", "text/plain; charset=", "text/plain; charset=latin1"] {
            assert!(matches!(decoded(content_type, b"a\0b\0"), Err(TextProblem::Nul { .. })), "{content_type}");
        }
    }

    #[test]
    fn json_is_utf8_unless_its_bytes_are_not() {
        let read = |content_type, body: &[u8]| json(&headers(content_type), body).map(|it| it.into_owned());
        let expected = Ok("{\"a\":\"ë\"}".as_bytes().to_vec());
        for (content_type, body) in [
            ("application/json", "\u{feff}{\"a\":\"ë\"}".as_bytes().to_vec()),
            ("application/json; charset=iso-8859-1", "{\"a\":\"ë\"}".as_bytes().to_vec()),
            ("application/json; charset=koi8-r", "{\"a\":\"ë\"}".as_bytes().to_vec()),
            ("application/json; charset=iso-8859-1", b"{\"a\":\"\xeb\"}".to_vec()),
            ("application/json", utf16("{\"a\":\"ë\"}", u16::to_le_bytes)),
            ("application/json; charset=utf-8", utf16("\u{feff}{\"a\":\"ë\"}", u16::to_be_bytes)),
        ] {
            assert_eq!(read(content_type, &body), expected, "{content_type}");
        }
        let unknown = Err(TextProblem::Unknown { charset: "koi8-r".to_owned() });
        assert_eq!(read("application/json; charset=koi8-r", b"\"\xeb\""), unknown);
        assert!(read("application/json; charset=utf-16", b"").is_ok_and(|it| it.is_empty()));
    }

    #[test]
    fn what_is_shown_contains_no_nul() {
        let plain = HeaderMap::new();
        assert_eq!(lossy(&plain, &utf16("{\"a\"", u16::to_le_bytes)), "{\"a\"");
        assert_eq!(lossy(&headers("text/html; charset=latin1"), b"Zo\xeb"), "Zoë");
        assert_eq!(lossy(&headers("text/html; charset=latin1"), "Zoë".as_bytes()), "Zoë");
        assert_eq!(lossy(&plain, b"a\xff\0b"), "a\u{fffd}\u{fffd}b");
        assert_eq!(lossy(&headers("text/plain; charset=utf-16be"), b"\0a\0b"), "ab");
    }
}
