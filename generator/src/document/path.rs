//! Path templates: the part that is sent.

/// Returns the part of a path template that is sent. It has no fragment (`#…`), which some documents use to distinguish
/// operations with the same path.
pub(crate) fn sent(path: &str) -> &str {
    &path[..find_outside(path, '#').unwrap_or(path.len())]
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
