//! Percent-encoding, and the construction of paths and queries. The results are ASCII.

use std::borrow::Cow;

/// The longest URL that the HTTP library sends, in bytes.
pub(super) const MAX_URL: usize = 65_534;

/// Why a path cannot be constructed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum PathProblem<'a> {
    /// A placeholder of the template has no value.
    Unset(&'a str),
    /// The value of a placeholder is empty, `.` or `..`.
    Refused(&'a str),
    /// A whole segment is `.` or `..`, which servers and proxies resolve to another path.
    Dots,
}

/// Returns the template with its placeholders replaced by values, which are already encoded.
pub(super) fn fill_template<'a>(
    template: &'a str,
    values: &[(Cow<'static, str>, String)],
) -> Result<Cow<'a, str>, PathProblem<'a>> {
    let mut path = Cow::Borrowed("");
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else {
            return Err(PathProblem::Unset(name));
        };
        if matches!(value.as_str(), "" | "." | "..") {
            return Err(PathProblem::Refused(name));
        }
        path += literal;
        path.to_mut().push_str(value);
        rest = after;
    }
    path += rest;
    // Adjacent values, or a value next to a literal dot, can add up to dots.
    if path.split(['/', '\\']).any(is_dots) {
        return Err(PathProblem::Dots);
    }
    Ok(path)
}

/// Returns the decoded value of a placeholder in a path that was made from the template. The path may have a prefix.
#[cfg(feature = "mock")]
pub(super) fn placeholder_value(template: &str, path: &str, name: &str) -> Option<String> {
    let template = template.split('?').next().unwrap_or_default();
    let (segments, templates): (Vec<_>, Vec<_>) = (path.rsplit('/').collect(), template.rsplit('/').collect());
    let placeholder = format!("{{{name}}}");
    let (segment, template) = segments.into_iter().zip(templates).find(|(_, it)| it.contains(&placeholder))?;
    let (before, after) = template.split_once(&placeholder)?;
    // If two placeholders are adjacent, it is not known where one ends and the other begins.
    decode(segment.strip_prefix(before)?.strip_suffix(after)?)
}

/// Whether the segment is `.` or `..` in any spelling that URL parsers accept: they ignore tabs, line breaks and
/// trailing spaces.
fn is_dots(segment: &str) -> bool {
    if !segment.contains(['.', '%']) {
        return false;
    }
    let seen: String = segment.chars().filter(|c| *c > ' ').collect();
    let plain = seen.to_ascii_lowercase().replace("%2e", ".");
    matches!(plain.as_str(), "." | "..")
}

/// Appends `name=value` to a query. The value is already encoded.
pub(super) fn push_pair(query: &mut String, name: &str, encoded_value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    encode_but(query, name, b"");
    query.push('=');
    query.push_str(encoded_value);
}

/// Appends `name=value` to a query. Both are already encoded.
pub(super) fn push_encoded(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.push_str(value);
}

/// Returns the decoded name of a pair of a query.
pub(super) fn name_of_pair(pair: &str) -> String {
    let name = pair.split('=').next().unwrap_or_default();
    decode(&name.replace('+', " ")).unwrap_or_else(|| name.to_owned())
}

/// Decodes percent-encoded text; `None` if it is not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut decoded = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let hex = |digit: Option<u8>| char::from(digit?).to_digit(16);
        let byte = if byte == b'%' { hex(bytes.next())? * 16 + hex(bytes.next())? } else { u32::from(byte) };
        decoded.push(u8::try_from(byte).ok()?);
    }
    String::from_utf8(decoded).ok()
}

/// Percent-encodes all characters except the unreserved ones (RFC 3986, section 2.3). A space becomes `%20`, which is
/// valid in paths and, unlike `+`, unambiguous in queries.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    encode_but(&mut encoded, text, b"");
    encoded
}

/// Percent-encodes the text, except for unreserved and reserved characters (RFC 3986, section 2.2), and for what is
/// percent-encoded already (RFC 6570, section 3.2.3). `#`, `&`, `+` and brackets are encoded, because they have a meaning
/// in queries.
pub(super) fn encode_reserved(text: &str) -> String {
    const KEPT: &[u8] = b":/?@!$'()*,;=";
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        encode_but(&mut encoded, before, KEPT);
        let digits = after.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        encoded.push_str(if digits.is_some() { "%" } else { "%25" });
        rest = after;
    }
    encode_but(&mut encoded, rest, KEPT);
    encoded
}

/// Percent-encodes semicolons, control characters, and what is not ASCII, and keeps everything else.
pub(super) fn encode_cookie(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' '..=b'~' if byte != b';' => encoded.push(char::from(byte)),
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

/// Does the same as [`encode`] to a text that can be kept: most values have only unreserved characters.
pub(super) fn encoded(text: String) -> String {
    if text.bytes().all(is_unreserved) { text } else { encode(&text) }
}

fn encode_but(out: &mut String, text: &str, plain: &[u8]) {
    if text.bytes().all(is_unreserved) {
        return out.push_str(text);
    }
    for byte in text.bytes() {
        if is_unreserved(byte) || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            let digit = |value: u8| char::from(b"0123456789ABCDEF"[usize::from(value)]);
            out.push('%');
            out.push(digit(byte >> 4));
            out.push(digit(byte & 15));
        }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

#[cfg(test)]
mod tests {
    use super::{PathProblem, fill_template, push_pair};

    fn one(template: &'static str, value: &str) -> Result<String, PathProblem<'static>> {
        fill_template(template, &[("a".into(), super::encode(value))]).map(|path| path.into_owned())
    }

    #[test]
    fn a_value_cannot_leave_its_segment() {
        for (value, expected) in [
            ("a b/c?d", "/x/a%20b%2Fc%3Fd/y"),
            ("%2e", "/x/%252e/y"),
            ("..\\..\\x", "/x/..%5C..%5Cx/y"),
            ("a?b#c", "/x/a%3Fb%23c/y"),
            ("...", "/x/.../y"),
            ("Grüße~-_.", "/x/Gr%C3%BC%C3%9Fe~-_./y"),
        ] {
            assert_eq!(one("/x/{a}/y", value).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn empty_values_and_dots_are_refused() {
        for value in ["", ".", ".."] {
            assert_eq!(one("/x/{a}/y", value), Err(PathProblem::Refused("a")));
        }
        let values = [("a".into(), "..".to_owned())];
        assert_eq!(fill_template("/x/{b}", &values), Err(PathProblem::Unset("b")));
        for template in ["/x/../{a}", "/x/%2E%2e/{a}", "/x/.\\{a}", "/x/.\t./{a}", "/x/%\n2e./{a}", "/{a}/.. "] {
            assert_eq!(one(template, "1"), Err(PathProblem::Dots));
        }
        let values = [("a".into(), "1".to_owned()), ("b".into(), "2".to_owned())];
        assert_eq!(fill_template("/{a}{b}", &values).as_deref(), Ok("/12"));
        let values = [("a".into(), "a".to_owned()), ("b".into(), ".".to_owned())];
        assert_eq!(fill_template("/{a}{b}", &values), Err(PathProblem::Refused("b")));
    }

    #[test]
    fn what_is_encoded_already_is_kept_with_reserved_characters() {
        for (text, expected) in [
            ("a/b c&d", "a/b%20c%26d"),
            ("a%2Fb%2f%C3%BC", "a%2Fb%2f%C3%BC"),
            ("100%", "100%25"),
            ("%", "%25"),
            ("%%41%4", "%25%41%254"),
            ("%4g%ü", "%254g%25%C3%BC"),
            ("%252F", "%252F"),
        ] {
            assert_eq!(super::encode_reserved(text), expected);
        }
    }

    #[test]
    fn names_and_values_of_a_query_are_encoded() {
        let mut query = String::new();
        push_pair(&mut query, "cols[]", &super::encode("a&b+c#d e"));
        push_pair(&mut query, "empty", "");
        assert_eq!(query, "cols%5B%5D=a%26b%2Bc%23d%20e&empty=");
    }
}
