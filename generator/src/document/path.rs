//! Path templates: the part that is sent.

/// Returns the part of a path template that is sent. It has no fragment (`#…`), which some documents use to distinguish
/// operations with the same path.
pub(crate) fn sent(path: &str) -> &str {
    &path[..find_outside(path, '#').unwrap_or(path.len())]
}

/// Returns a path template without the names of its parameters: `/users/{}`. Paths that differ only in these names are the
/// same on the wire.
pub fn unnamed(path: &str) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((_, behind)) = after.split_once('}') else {
            rest = &rest[before.len()..];
            break;
        };
        text.push_str("{}");
        rest = behind;
    }
    text + rest
}

/// Finds the first occurrence of a character outside of placeholders.
pub(crate) fn find_outside(path: &str, wanted: char) -> Option<usize> {
    let mut depth = 0_usize;
    path.find(|char: char| {
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => return char == wanted && depth == 0,
        }
        false
    })
}
