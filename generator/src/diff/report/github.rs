//! Prints the report as workflow commands of GitHub, which become annotations of the changed lines.

use crate::diff::{Entry, Report, Wire};

/// Returns a warning for each entry that breaks or endangers deployed clients, and a notice with the verdict.
pub fn github(report: &Report) -> String {
    let grave = report.entries.iter().filter(|entry| entry.wire >= Wire::Hazard);
    let mut text: String = grave.map(warning).collect();
    text.push_str(&format!("::notice title=Verdict::{}\n", data(&super::verdict(report))));
    text
}

fn warning(entry: &Entry) -> String {
    let mut properties = Vec::new();
    // A removed part has no line in the checkout for a warning.
    if let Some(position) = &entry.after {
        properties.push(format!("file={}", property(&position.file)));
        properties.push(format!("line={}", position.line));
        properties.push(format!("col={}", position.column));
    }
    let place = entry.operation.as_ref().map(|key| format!(" {key}")).unwrap_or_default();
    properties.push(format!("title={}", property(&format!("{} {}{place}", entry.rule, entry.wire.word()))));
    format!("::warning {}::{}\n", properties.join(","), data(&format!("{} [{}]", entry.message, entry.fingerprint)))
}

/// Escapes a message as GitHub's own toolkit does (`escapeData` of actions/toolkit).
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property (`escapeProperty` of actions/toolkit).
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
