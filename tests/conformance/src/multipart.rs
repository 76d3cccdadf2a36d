//! Bodies of named parts: `multipart/form-data` (RFC 7578) and other multipart types (RFC 2046).

use serde_json::{Map, Value, json};

use crate::document::Media;
use crate::media::essence;

/// Reads the parts of a body as an object of their names.
///
/// # Errors
/// Returns what is wrong with the parts, or with the content type.
pub(crate) fn read(media: &Media, content_type: &str, body: &[u8]) -> Result<Value, String> {
    let boundary = content_type.split(';').find_map(|part| part.trim().strip_prefix("boundary="));
    let boundary = boundary.ok_or("the content type has no boundary")?.trim_matches('"');
    let mut members = Map::new();
    let mut is_closed = false;
    let mut first = None;
    let start = format!("--{boundary}");
    // The first boundary can be at the very beginning, without a line break before it.
    let body = [b"\r\n", body].concat();
    let pieces = split(&body, format!("\r\n{start}").as_bytes());
    for piece in pieces.iter().skip(1) {
        if piece.starts_with(b"--") {
            is_closed = true;
            break;
        }
        let part = part(piece.strip_prefix(b"\r\n").ok_or("a boundary without a line break behind it")?)?;
        check_type(media, &part)?;
        first.get_or_insert_with(|| part.content_type.clone());
        add(&mut members, part.name, part.value);
    }
    check_root(content_type, first.as_deref())?;
    if is_closed { Ok(Value::Object(members)) } else { Err("the last boundary is missing".to_owned()) }
}

/// Adds a value. If the name occurs again, the values become a list.
fn add(members: &mut Map<String, Value>, name: String, value: Value) {
    match members.get_mut(&name) {
        None => drop(members.insert(name, value)),
        Some(Value::Array(items)) => items.push(value),
        Some(first) => *first = json!([first, value]),
    }
}

/// Checks that related parts name the media type of the first one (RFC 2387, section 3.1).
fn check_root(content_type: &str, first: Option<&str>) -> Result<(), String> {
    let Some(first) = first.filter(|_| essence(content_type) == "multipart/related") else { return Ok(()) };
    let named = content_type.split(';').find_map(|piece| piece.trim().strip_prefix("type="));
    match named.map(|named| named.trim_matches('"')) {
        Some(named) if named == first => Ok(()),
        Some(named) => Err(format!("the content type names the first part `{named}`, but it is `{first}`")),
        None => Err("the content type does not name the media type of the first part".to_owned()),
    }
}

/// A part of a multipart form.
struct Part {
    name: String,
    content_type: String,
    value: Value,
}

/// Checks the content type of a part, where the document says which it has.
fn check_type(media: &Media, part: &Part) -> Result<(), String> {
    let wanted = media.encoding.get(&part.name).and_then(|encoding| encoding.get("contentType")?.as_str());
    let Some(wanted) = wanted else { return Ok(()) };
    let fits = |range: &str| match range.strip_suffix('*') {
        Some(start) => range == "*/*" || part.content_type.starts_with(start),
        None => range == part.content_type,
    };
    match wanted.split(',').any(|range| fits(&essence(range.trim()))) {
        true => Ok(()),
        false => Err(format!("the part `{}` is `{}`, but the document has {wanted}", part.name, part.content_type)),
    }
}

fn part(piece: &[u8]) -> Result<Part, String> {
    let halves = if piece.starts_with(b"\r\n") { vec![&piece[..0], &piece[2..]] } else { split(piece, b"\r\n\r\n") };
    let head = halves.first().map(|head| String::from_utf8_lossy(head)).unwrap_or_default();
    let value = halves.get(1..).map(|rest| rest.join(&b"\r\n\r\n"[..])).ok_or("a part without an empty line")?;
    let disposition = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"));
    let disposition = disposition.ok_or("a part without `content-disposition`")?;
    let name = disposition.split(';').find_map(|piece| piece.trim().strip_prefix("name="));
    let name = name.ok_or("a part without a name")?.trim_matches('"');
    let content_type = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-type").then(|| essence(value.trim()))
    });
    Ok(Part {
        name: name.replace("%22", "\""),
        content_type: content_type.unwrap_or_else(|| "text/plain".to_owned()),
        value: json!(String::from_utf8_lossy(&value)),
    })
}

fn split<'a>(bytes: &'a [u8], separator: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(separator.len()).position(|window| window == separator) {
        pieces.push(&rest[..at]);
        rest = &rest[at + separator.len()..];
    }
    pieces.push(rest);
    pieces
}
