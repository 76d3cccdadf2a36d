//! Prints the findings of a run as SARIF 2.1.0, which code review services read. Section numbers refer to that
//! standard.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::facts::{Fact, Place, facts};
use super::{Code, Outcome};
use crate::document::places::Sources;

/// Returns the findings of a run as a SARIF log with one run.
pub fn sarif<T>(outcome: &Outcome<T>) -> String {
    let codes: BTreeSet<Code> = outcome.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let rule = |code: &Code| json!({ "id": code.id(), "defaultConfiguration": { "level": code.level().word() } });
    let found = facts(&outcome.diagnostics);
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "xtask", "rules": codes.iter().map(rule).collect::<Vec<Value>>() } },
            "columnKind": "unicodeCodePoints",
            "results": found.iter().map(|fact| result(fact, &codes, &outcome.sources)).collect::<Vec<Value>>(),
        }],
    });
    format!("{log:#}\n")
}

fn result(fact: &Fact<'_>, codes: &[Code], sources: &Sources) -> Value {
    let finding = fact.diagnostic;
    let text = match &fact.help {
        Some(help) => format!("{}\n\n{help}", finding.message),
        None => finding.message.clone(),
    };
    let places = fact.places(sources);
    let mut result = json!({
        "ruleId": finding.code.id(),
        "ruleIndex": codes.binary_search(&finding.code).unwrap_or_default(),
        "level": finding.code.level().word(),
        "message": { "text": text },
        "locations": places.iter().take(1).map(location).collect::<Vec<Value>>(),
    });
    if places.len() > 1 {
        result["relatedLocations"] = places.iter().skip(1).map(location).collect();
    }
    // The name of the place does not change when lines move, so a service recognizes the finding (3.27.17).
    if let Some(place) = finding.labels.first().and_then(|label| sources.place(label.span)) {
        result["partialFingerprints"] = json!({ "place/v1": format!("{} {place}", finding.code.id()) });
    }
    result
}

fn location(place: &Place<'_>) -> Value {
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(place.file) },
            "region": {
                "startLine": place.start.0,
                "startColumn": place.start.1,
                "endLine": place.end.0,
                "endColumn": place.end.1,
            },
        },
    });
    if let Some(pointer) = &place.pointer {
        location["logicalLocations"] = json!([{ "fullyQualifiedName": pointer }]);
    }
    if !place.text.is_empty() {
        location["message"] = json!({ "text": place.text });
    }
    location
}

/// Returns a path as a URI reference (3.4.3). Characters that RFC 3986 does not list as unreserved are percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
