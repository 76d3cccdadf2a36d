//! Parts of a file that belong to `codegen`, between two marks; the rest of the file is a person's. It must not write
//! a file.
//!
//! The marks are comments on lines of their own. In Markdown:
//!
//! ```text
//! <!-- operations: made by cargo xtask codegen; do not edit -->
//! <!-- end -->
//! ```

use generator::Region;

/// What replacing a region came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The text of the whole file.
    Text(String),
    /// The file has no such marks: it is left alone.
    Unmarked,
    /// The marks make no sense; the message says why.
    Wrong(String),
}

/// Puts the text of a region between its marks, which stay as they are, with the line ends of the first one.
pub fn replace(file: &str, region: &Region) -> Replaced {
    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|index| begins(lines[*index], region)).collect();
    let start = match starts[..] {
        [] => return Replaced::Unmarked,
        [start] => start,
        [first, second, ..] => {
            let (first, second) = (first + 1, second + 1);
            return Replaced::Wrong(format!(
                "the region `{}` begins twice, in lines {first} and {second}",
                region.name
            ));
        }
    };
    let below = &lines[start + 1..];
    let end = below.iter().position(|line| line.trim_end() == end_mark(region) || begins_any(line, region));
    let Some(end) = end.filter(|index| below[*index].trim_end() == end_mark(region)) else {
        let (name, line, mark) = (region.name, start + 1, end_mark(region));
        return Replaced::Wrong(format!("the region `{name}` begins in line {line} and has no end: `{mark}`"));
    };
    let text = if lines[start].ends_with("\r\n") { region.text.replace('\n', "\r\n") } else { region.text.clone() };
    Replaced::Text(lines[..=start].concat() + &text + &below[end..].concat())
}

/// The two marks of a region, with nothing between them.
pub fn marks(region: &Region) -> String {
    let (open, close) = comment(region);
    let name = region.name;
    format!("{open}{name}: {MADE_BY}; do not edit{close}\n{}\n", end_mark(region))
}

const MADE_BY: &str = "made by cargo xtask codegen";

fn begins(line: &str, region: &Region) -> bool {
    line.starts_with(&format!("{}{}: ", comment(region).0, region.name)) && begins_any(line, region)
}

fn begins_any(line: &str, region: &Region) -> bool {
    line.starts_with(comment(region).0) && line.contains(MADE_BY)
}

fn end_mark(region: &Region) -> String {
    let (open, close) = comment(region);
    format!("{open}end{close}")
}

/// What a comment begins and ends with in a file of this kind.
fn comment(region: &Region) -> (&'static str, &'static str) {
    if region.file.ends_with(".md") { ("<!-- ", " -->") } else { ("# ", "") }
}
