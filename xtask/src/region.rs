//! Replaces the parts of a file that `codegen` generates, between two marks. The rest of the file is written by hand. It
//! does not write the file.
//!
//! The marks are comments on lines of their own. In Markdown:
//!
//! ```text
//! <!-- operations: made by cargo xtask codegen; do not edit -->
//! <!-- end -->
//! ```

use generator::Region;

/// The result of replacing a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The new text of the whole file.
    Text(String),
    /// The file has no such marks and stays as it is.
    Unmarked,
    /// The marks are invalid, with the reason.
    Wrong(String),
}

/// Puts the text of a region between its marks, with the line ending of the first mark. The marks stay as they are.
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

/// Returns the two marks of a region, with nothing between them.
pub fn marks(region: &Region) -> String {
    let (open, close) = comment(region);
    let name = region.name;
    format!("{open}{name}: {MADE_BY}; do not edit{close}\n{}\n", end_mark(region))
}

/// Returns whether a line is the first mark of a region, of any name and in any kind of file.
pub(crate) fn begins_one(line: &str) -> bool {
    ["# ", "<!-- "].iter().any(|open| line.starts_with(open)) && line.contains(MADE_BY)
}

/// Returns whether a line is the last mark of a region in any kind of file.
pub(crate) fn ends_one(line: &str) -> bool {
    ["# end", "<!-- end -->"].contains(&line.trim_end())
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

/// Returns how a comment begins and ends in a file, by its extension.
fn comment(region: &Region) -> (&'static str, &'static str) {
    if region.file.ends_with(".md") { ("<!-- ", " -->") } else { ("# ", "") }
}
