//! Files that a merge of git has left in conflict: finds the marks, and takes such a text apart. It must not decide
//! between the sides.

use generator::File;

use crate::console::{Problem, quoted};
use crate::load::{ACCEPTED, ACKNOWLEDGED, GONE, LOCK, OVERLAY, PROVENANCE, SOURCES, SOURCES_LOCK};

const OURS: &str = "<<<<<<<";
const BASE: &str = "|||||||";
const THEIRS: &str = "=======";
const END: &str = ">>>>>>>";

/// A part of a text that may be in conflict, in lines with their line ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part<'a> {
    /// Lines that both sides have.
    Same(Vec<&'a str>),
    /// Lines in which the sides differ.
    Apart(Hunk<'a>),
}

/// The lines between conflict marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hunk<'a> {
    /// The number of the first mark's line.
    pub(crate) line: usize,
    /// All lines, with the marks.
    pub(crate) all: Vec<&'a str>,
    pub(crate) ours: Vec<&'a str>,
    pub(crate) theirs: Vec<&'a str>,
}

/// Returns the number of the first line with a conflict mark.
pub(crate) fn first_mark(text: &str) -> Option<usize> {
    // Most texts have none, and some are large.
    if !text.contains(OURS) && !text.contains(END) {
        return None;
    }
    text.lines().position(|line| is_mark(line, OURS) || is_mark(line, END)).map(|index| index + 1)
}

/// Returns the problem with a file that has conflict marks: where they are, and the way out for this kind of file.
pub(crate) fn problem(file: &File) -> Option<Problem> {
    // A page can show conflict marks to its readers.
    let is_page = file.name.ends_with(".md") && !file.name.ends_with("CHANGELOG.md");
    let line = first_mark(&file.text).filter(|_| !is_page)?;
    let message = "the file has conflict marks of a merge";
    Some(Problem::new(message, way_out(&file.name)).at(format!("{}:{line}", file.name)))
}

fn way_out(name: &str) -> String {
    let (folder, last) = name.rsplit_once('/').unwrap_or(("", name));
    match last {
        LOCK | ACKNOWLEDGED | ACCEPTED | GONE | SOURCES_LOCK | PROVENANCE => {
            let option = match folder {
                "specs" => String::new(),
                other => format!(" --specs {}", quoted(if other.is_empty() { "." } else { other })),
            };
            format!("keep what both sides have: cargo xtask resolve{option}")
        }
        OVERLAY => "write the actions that shall hold, without the marks, and run: cargo xtask resolve".to_owned(),
        SOURCES => "write the sources that shall hold, without the marks, and run: cargo xtask resolve".to_owned(),
        "Cargo.toml" | "Cargo.lock" | "CHANGELOG.md" | "api.txt" => {
            "keep what both sides have: cargo xtask resolve".to_owned()
        }
        _ if [".json", ".yaml", ".yml"].iter().any(|ending| last.ends_with(ending)) => {
            let name = quoted(name);
            format!(
                "import its page again, which writes the file anew: cargo xtask import PAGE; or take one side: git \
                 checkout --ours {name} (or --theirs)"
            )
        }
        _ => "write the text that shall hold, without the marks".to_owned(),
    }
}

/// Takes a text apart. Returns `None` if it has no marks, or not all of those that belong together.
pub(crate) fn parts(text: &str) -> Option<Vec<Part<'_>>> {
    first_mark(text)?;
    let mut parts = Vec::new();
    let mut same = Vec::new();
    let mut lines = text.split_inclusive('\n').enumerate();
    while let Some((index, line)) = lines.next() {
        if is_mark(line, END) {
            return None;
        }
        if !is_mark(line, OURS) {
            same.push(line);
            continue;
        }
        parts.push(Part::Same(std::mem::take(&mut same)));
        parts.push(Part::Apart(hunk(index + 1, line, &mut lines)?));
    }
    parts.push(Part::Same(same));
    Some(parts)
}

/// The side of a conflict whose lines are read.
#[derive(PartialEq, Eq)]
enum Reading {
    Ours,
    Base,
    Theirs,
}

fn hunk<'a>(number: usize, first: &'a str, lines: &mut impl Iterator<Item = (usize, &'a str)>) -> Option<Hunk<'a>> {
    let mut hunk = Hunk { line: number, all: vec![first], ours: Vec::new(), theirs: Vec::new() };
    let mut reading = Reading::Ours;
    for (_, line) in lines {
        hunk.all.push(line);
        match reading {
            _ if is_mark(line, OURS) => return None,
            Reading::Ours if is_mark(line, BASE) => reading = Reading::Base,
            Reading::Ours | Reading::Base if line.trim_end() == THEIRS => reading = Reading::Theirs,
            Reading::Theirs if is_mark(line, END) => return Some(hunk),
            Reading::Ours => hunk.ours.push(line),
            Reading::Base => {}
            Reading::Theirs => hunk.theirs.push(line),
        }
    }
    None
}

/// Returns the text of each side: this branch's, and the other's.
pub(crate) fn sides(text: &str) -> Option<[String; 2]> {
    let parts = parts(text)?;
    let side = |of: fn(&Hunk<'_>) -> String| {
        let text = parts.iter().map(|part| match part {
            Part::Same(lines) => lines.concat(),
            Part::Apart(hunk) => of(hunk),
        });
        text.collect::<String>()
    };
    Some([side(|hunk| hunk.ours.concat()), side(|hunk| hunk.theirs.concat())])
}

fn is_mark(line: &str, mark: &str) -> bool {
    line.strip_prefix(mark).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\r', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_styles_of_marks_are_read() {
        let plain = "a\n<<<<<<< HEAD\nb\n=======\nc\nd\n>>>>>>> other\ne\n";
        assert_eq!(sides(plain), Some(["a\nb\ne\n".to_owned(), "a\nc\nd\ne\n".to_owned()]));
        let with_base = plain.replace("=======", "||||||| 0123456\nx\n=======");
        assert_eq!(sides(&with_base), sides(plain));
        assert_eq!(sides(&plain.replace('\n', "\r\n")).map(|[ours, _]| ours), Some("a\r\nb\r\ne\r\n".to_owned()));
    }

    #[test]
    fn marks_that_do_not_belong_together_are_found_and_not_read() {
        for text in ["<<<<<<< a\nb\n", "a\n>>>>>>> b\n", "<<<<<<< a\n<<<<<<< b\n=======\n>>>>>>> c\n"] {
            assert!(first_mark(text).is_some(), "{text}");
            assert_eq!(parts(text), None, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_mark_is_none() {
        for text in ["a: |\n  <<<<<<< b\n", "# Title\n=======\n", "<<<<<<<<<< c\n", "a >>>>>>> b\n"] {
            assert_eq!(first_mark(text), None, "{text}");
        }
    }
}
