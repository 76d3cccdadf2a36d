//! The old names in `names.lock`, under `was`: each stays as a deprecated alias in one release at least.

use std::collections::BTreeSet;

/// Returns a lock without the old names that the lock of the last release lists as well, and how many these are. `None` if
/// there are none.
pub(crate) fn without_released(lock: &str, released: &str) -> Option<(String, usize)> {
    let released: BTreeSet<(&str, &str)> = lines(released).into_iter().collect();
    let old = lines(lock);
    let dropped: BTreeSet<(&str, &str)> = old.iter().filter(|line| released.contains(*line)).copied().collect();
    if dropped.is_empty() {
        return None;
    }
    let kept: BTreeSet<&str> =
        old.iter().filter(|line| !dropped.contains(*line)).map(|(section, _)| *section).collect();
    let mut written = String::new();
    let mut within = Within::Lock;
    for line in lock.lines() {
        within = within.at(line);
        let is_dropped = match within {
            Within::Lock => false,
            Within::Was => kept.is_empty(),
            Within::Section(section) if line == section => !kept.contains(section),
            Within::Section(section) => dropped.contains(&(section, line)),
        };
        if !is_dropped {
            written.push_str(line);
            written.push('\n');
        }
    }
    Some((written, dropped.len()))
}

/// Where a line of the lock is.
#[derive(Clone, Copy)]
enum Within<'a> {
    /// In any other section.
    Lock,
    /// It is `was:`.
    Was,
    /// In a section of `was`, or its first line.
    Section(&'a str),
}

impl<'a> Within<'a> {
    /// Where the next line is.
    fn at(self, line: &'a str) -> Self {
        let depth = line.len() - line.trim_start().len();
        match self {
            _ if line == "was:" => Self::Was,
            Self::Lock => Self::Lock,
            _ if depth == 0 => Self::Lock,
            _ if depth == 2 => Self::Section(line),
            within => within,
        }
    }
}

/// The lines of old names, each with the line of its section.
fn lines(lock: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut within = Within::Lock;
    for line in lock.lines() {
        within = within.at(line);
        if let Within::Section(section) = within
            && line != section
        {
            found.push((section, line));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "types:\n  a: b::C\nwas:\n  operations:\n    GET /a: b::old\n    GET /b: b::older\n  types:\n    a: b::D\nremoved:\n  x: y\n";

    #[test]
    fn what_was_released_is_dropped() {
        let released = "was:\n  operations:\n    GET /b: b::older\n  types:\n    a: b::D\n";
        let (text, count) = without_released(LOCK, released).expect("something is dropped");
        assert_eq!(count, 2);
        assert_eq!(text, "types:\n  a: b::C\nwas:\n  operations:\n    GET /a: b::old\nremoved:\n  x: y\n");
    }

    #[test]
    fn an_empty_section_goes() {
        let (text, _) = without_released(LOCK, LOCK).expect("something is dropped");
        assert_eq!(text, "types:\n  a: b::C\nremoved:\n  x: y\n");
        assert_eq!(without_released(LOCK, "types:\n  GET /a: b::old\n"), None);
    }
}
