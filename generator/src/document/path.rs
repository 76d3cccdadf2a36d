//! Path templates: the part that is sent, and what makes one invalid.

/// Returns the part of a path template that is sent. It has no fragment (`#…`), which some documents use to distinguish
/// operations with the same path.
pub(crate) fn sent(path: &str) -> &str {
    &path[..find_outside(path, '#').unwrap_or(path.len())]
}

/// Finds the first occurrence of a character outside of placeholders.
fn find_outside(path: &str, wanted: char) -> Option<usize> {
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

/// Returns what is wrong with a path template, as the end of a sentence.
pub(crate) fn fault(path: &str) -> Option<&'static str> {
    let sent = sent(path);
    if path[sent.len()..].contains(['{', '}']) {
        return Some("has a parameter in its fragment, which is never sent");
    }
    let (path, query) = sent.split_at(find_outside(sent, '?').unwrap_or(sent.len()));
    if query.contains(['{', '}']) {
        return Some("has a parameter in its query");
    }
    let braces = path.chars().try_fold(false, |open, char| match (char, open) {
        ('{', false) => Some(true),
        ('}', true) => Some(false),
        ('{' | '}', _) => None,
        _ => Some(open),
    });
    if !path.starts_with('/') {
        Some("does not begin with a slash")
    } else if braces != Some(false) {
        Some("has braces that do not match")
    } else if path.contains("{}") {
        Some("has a parameter without a name")
    } else if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        Some("has a segment that means another path")
    } else {
        None
    }
}
