//! Reads JSON with comments and trailing commas, as many editors write it. Both become spaces, so that every position
//! stays the same.

/// JSON without what only loose JSON has.
pub(super) struct Loose {
    /// The text as JSON.
    pub(super) text: String,
    /// Where comments begin.
    pub(super) comments: Vec<usize>,
    /// Where commas are that nothing follows.
    pub(super) commas: Vec<usize>,
}

/// Removes comments and trailing commas from a text. Returns `None` if it has none, or if the rest is no JSON.
pub(super) fn loose(body: &str) -> Option<Loose> {
    let mut bytes = body.as_bytes().to_vec();
    let mut found = Loose { text: String::new(), comments: Vec::new(), commas: Vec::new() };
    // The last comma, while only white space and comments follow it.
    let mut comma = None;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let end = match byte {
            b'"' => string_end(&bytes, at),
            b'/' => comment_end(&bytes, at)?,
            _ => at + 1,
        };
        match byte {
            b'/' => {
                found.comments.push(at);
                let comment = bytes.get_mut(at..end)?.iter_mut();
                comment.filter(|byte| !matches!(byte, b'\n' | b'\r')).for_each(|byte| *byte = b' ');
            }
            b',' => comma = Some(at),
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    found.commas.push(comma);
                    bytes[comma] = b' ';
                }
            }
            _ if byte.is_ascii_whitespace() => {}
            _ => comma = None,
        }
        at = end;
    }
    if found.comments.is_empty() && found.commas.is_empty() {
        return None;
    }
    found.text = String::from_utf8(bytes).ok()?;
    super::is_json(&found.text).then_some(found)
}

/// The end of the string that begins here.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The end of the comment that begins here, if one does.
fn comment_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start + 2..)?;
    match bytes.get(start + 1)? {
        b'/' => Some(rest.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |length| start + 2 + length)),
        b'*' => rest.windows(2).position(|pair| pair == b"*/").map(|length| start + 4 + length),
        _ => None,
    }
}
