//! Path templates: what of one is sent.

/// The part of a path template that is sent: without a fragment (`#…`), which some documents use to tell operations
/// of one path apart.
pub(crate) fn sent(path: &str) -> &str {
    &path[..find_outside(path, '#').unwrap_or(path.len())]
}

/// Where a character stands that is in no placeholder.
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
