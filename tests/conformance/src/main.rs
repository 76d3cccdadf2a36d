//! `conformance DOCUMENT DRIVER [REPORT [AFTER]]`: calls a client through its driver, and prints the results. With the
//! document of a later API, the client is checked against that one.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use conformance::document::Document;
use conformance::{across, report, run};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.iter().map(Path::new).collect::<Vec<_>>().as_slice() {
        [document, driver] => conformance(document, driver, None, None),
        [document, driver, report] => conformance(document, driver, Some(report), None),
        [document, driver, report, after] => conformance(document, driver, Some(report), Some(after)),
        _ => Err(io::Error::other("usage: conformance DOCUMENT DRIVER [REPORT [AFTER]]")),
    };
    result.unwrap_or_else(|error| {
        // If this fails as well, there is no way to report it.
        let _ = writeln!(io::stderr(), "error: {error}");
        ExitCode::from(2)
    })
}

/// Runs all calls, writes the table to standard output, and writes the report to a file as JSON.
fn conformance(document: &Path, driver: &Path, report_to: Option<&Path>, after: Option<&Path>) -> io::Result<ExitCode> {
    let before = read(document)?;
    let mut driver = run::Driver::start(driver)?;
    let outcomes = match after {
        Some(after) => across::run(&before, &read(after)?, &mut driver)?,
        None => run::run(&before, &mut driver)?,
    };
    if let Some(path) = report_to {
        std::fs::write(path, report::json(&outcomes).to_string())?;
    }
    io::stdout().write_all(report::text(&outcomes).as_bytes())?;
    let all = outcomes.iter().all(report::Outcome::is_conforming);
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(path: &Path) -> io::Result<Document> {
    let root = serde_json::from_slice(&std::fs::read(path)?).map_err(io::Error::other)?;
    Ok(Document::new(root))
}
