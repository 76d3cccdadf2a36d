//! Prints the numbers of a survey as a table.

use std::collections::BTreeMap;

use super::Row;

const HEADS: [&str; 13] = [
    "document",
    "fragments",
    "merged",
    "generated",
    "compiled",
    "conforming",
    "calls",
    "untried",
    "errors",
    "warnings",
    "codegen s",
    "lines",
    "check s",
];

/// Returns a line for each document, the sums, and the findings by code.
pub(super) fn table(rows: &[Row]) -> String {
    let mut lines: Vec<Vec<String>> = vec![HEADS.map(str::to_owned).to_vec()];
    lines.extend(rows.iter().map(cells));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEADS.len()).map(width).collect();
    let mut text = String::new();
    for (line, row) in lines.iter().zip(std::iter::once(None).chain(rows.iter().map(Some))) {
        let cells: Vec<String> = line
            .iter()
            .zip(&widths)
            .enumerate()
            .map(
                |(column, (cell, width))| {
                    if column == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }
                },
            )
            .collect();
        let stopped =
            row.and_then(|row| row.stopped.as_ref()).map_or_else(String::new, |at| format!("  stops at {at}"));
        text.push_str(&format!("{}{stopped}\n", cells.join("  ")));
    }
    text + &codes(rows)
}

fn cells(row: &Row) -> Vec<String> {
    let seconds = |seconds: f64| if seconds == 0.0 { "-".to_owned() } else { format!("{seconds:.2}") };
    vec![
        row.document.clone(),
        row.fragments.to_string(),
        row.merged.to_string(),
        row.generated.to_string(),
        row.compiled.to_string(),
        row.conforming.to_string(),
        format!("{}/{}", row.calls_passed, row.calls),
        row.untried.to_string(),
        row.errors.to_string(),
        row.warnings.to_string(),
        seconds(row.codegen_seconds),
        row.lines.to_string(),
        seconds(row.check_seconds),
    ]
}

/// Returns how often each code was reported, and for how many documents.
fn codes(rows: &[Row]) -> String {
    let mut codes: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    // The findings of all documents together have been counted before.
    for row in rows.iter().filter(|row| rows.len() == 1 || row.document != super::TOGETHER) {
        for (code, count) in &row.findings {
            let entry = codes.entry(code).or_default();
            *entry = (entry.0 + count, entry.1 + 1);
        }
    }
    let level = |id: &str| {
        let code = generator::Code::ALL.iter().find(|code| code.id() == id);
        code.map_or("", |code| match code.level() {
            generator::Level::Error => "error",
            generator::Level::Warning => "warning",
            generator::Level::Note => "note",
        })
    };
    let mut lines: Vec<String> = codes
        .iter()
        .map(|(code, (count, documents))| {
            let noun = if *documents == 1 { "document" } else { "documents" };
            format!("{:<8} {code:<24} {count:>5} in {documents} {noun}\n", level(code))
        })
        .collect();
    lines.sort();
    if lines.is_empty() { String::new() } else { format!("\n{}", lines.concat()) }
}
