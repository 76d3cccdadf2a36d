//! Proves the effects on the wire: the old client is called, and the calls are judged by the new document.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

use generator::diff::{Entry, Made, Report, Rule, Wire};
use serde_json::Value;

use super::crates;
use crate::Place;
use crate::console::{Dir, Problem};
use crate::trial_build::{TARGET, cargo, driver_manifest, judge, no_cargo};

/// The name of the program that calls the client.
const PROGRAM: &str = "driver-prove";

/// Whether calls on the wire agree with the report.
#[derive(Debug, Default)]
pub struct OnTheWire {
    /// The number of operations that both states have.
    pub operations: usize,
    /// The number of calls.
    pub calls: usize,
    /// The operations with calls that fail, or that lose a part of a response.
    pub failing: Vec<Failing>,
    /// The breaks that are reported although no call of their operations fails or loses anything.
    pub unseen: Vec<Unseen>,
}

/// The result of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It fails.
    Failure,
    /// It passes, but a part of the response is lost, or not known to the client.
    Loss,
}

/// An operation with a call that fails, or that loses a part of the response.
#[derive(Debug)]
pub struct Failing {
    /// The endpoint: `GET /users`.
    pub operation: String,
    /// The result of the call.
    pub end: End,
    /// The first such call, with the reason.
    pub why: String,
    /// The rule of a break or hazard that is reported for it. `None` if nothing is.
    pub rule: Option<Rule>,
}

/// An entry of the report that no call confirms.
#[derive(Debug)]
pub struct Unseen {
    /// The rule.
    pub rule: Rule,
    /// The message of the entry.
    pub message: String,
    /// Why no call can show it. `None` if one could.
    pub reason: Option<&'static str>,
}

impl OnTheWire {
    /// Compares the calls that fail, as the judge reports them in JSON, with the report of the diff.
    pub fn of(judged: &Value, report: &Report) -> Self {
        let mut found = Self::default();
        for operation in judged["of"].as_array().into_iter().flatten() {
            found.operations += 1;
            found.calls += operation["tried"].as_u64().and_then(|tried| usize::try_from(tried).ok()).unwrap_or(0);
            let name = operation["operation"].as_str().unwrap_or_default().to_owned();
            let of_operation = |entry: &&Entry| entry.wire >= Wire::Hazard && touches(entry, &name);
            let rule =
                report.entries.iter().filter(of_operation).max_by_key(|entry| entry.wire).map(|entry| entry.rule);
            for (end, calls) in [(End::Failure, "failures"), (End::Loss, "losses")] {
                let Some(first) = operation[calls].get(0) else { continue };
                let reasons = first["why"].as_array().into_iter().flatten().filter_map(Value::as_str);
                let case = first["case"].as_str().unwrap_or_default();
                let why = format!("{case}: {}", reasons.collect::<Vec<_>>().join("; "));
                found.failing.push(Failing { operation: name.clone(), end, why, rule });
            }
        }
        // What a union holds does not fail: the client keeps the value as one that it does not know.
        let failing: Vec<&str> = found.failing.iter().map(|it| it.operation.as_str()).collect();
        let untried = judged["of"].as_array().into_iter().flatten();
        let untried = untried.filter(|operation| operation["untried"].get(0).is_some());
        let untried: Vec<&str> = untried.filter_map(|operation| operation["operation"].as_str()).collect();
        let is_untried = |entry: &Entry| {
            let mut endpoints = entry.endpoints.iter();
            !entry.endpoints.is_empty() && endpoints.all(|endpoint| untried.contains(&endpoint.as_str()))
        };
        let unseen = report.entries.iter().filter(|entry| entry.wire == Wire::Breaks);
        let unseen = unseen.filter(|entry| !failing.iter().any(|name| touches(entry, name)));
        found.unseen = unseen
            .map(|entry| {
                let untried = is_untried(entry).then_some("the judge can make no response that the document allows");
                Unseen { rule: entry.rule, message: entry.message.clone(), reason: reason(entry.rule).or(untried) }
            })
            .collect();
        found
    }

    /// Returns whether every failure and every loss is reported, and everything that is reported to break fails or has a
    /// reason.
    pub fn holds(&self) -> bool {
        self.failing.iter().all(|failing| failing.rule.is_some()) && self.unseen.iter().all(|it| it.reason.is_some())
    }

    /// Prints the result for a person.
    pub fn to_text(&self) -> String {
        let Self { operations, calls, failing, unseen } = self;
        let count = |end: End| failing.iter().filter(|it| it.end == end).count();
        let (fail, lose) = (count(End::Failure), count(End::Loss));
        let mut text = format!("wire: {calls} calls of {operations} operations; calls of {fail} operations fail");
        if lose > 0 {
            text.push_str(&format!(", and of {lose} lose a part of the response"));
        }
        text.push('\n');
        for Failing { operation, end, why, rule } in failing {
            let rule = rule.map_or("NOT REPORTED", Rule::id);
            let lost = if *end == End::Loss { "not kept: " } else { "" };
            text.push_str(&format!("  {rule}: {operation}: {lost}{why}\n"));
        }
        for Unseen { rule, message, reason } in unseen {
            let reason = reason.unwrap_or("FALSE ALARM: all calls pass");
            text.push_str(&format!("  {}: not seen to break: {message}: {reason}\n", rule.id()));
        }
        text
    }
}

/// Proves the effects on the wire. The old client has been written before.
pub(super) fn prove(dir: &Dir, made: &[Made; 2], report: &Report, place: &Place) -> Result<OnTheWire, Problem> {
    let io = |error| Problem::io("write", &dir.shown, &error);
    build(dir, &made[0].driver, place)?;
    let documents = ["before.json", "after.json"].map(|name| dir.path.join(name));
    for (path, made) in documents.iter().zip(made) {
        fs::write(path, &made.document).map_err(io)?;
    }
    let report_to = dir.path.join("wire.json");
    judge(PROGRAM, &[&documents[0], &documents[1]], &report_to, place)?;
    let judged = fs::read(&report_to).map_err(io)?;
    let judged: Value = serde_json::from_slice(&judged)
        .map_err(|error| Problem::new(format!("the report of the judge cannot be read: {error}"), "run it again"))?;
    Ok(OnTheWire::of(&judged, report))
}

/// Builds the program that calls the old client, and returns its path.
pub(super) fn build(dir: &Dir, source: &str, place: &Place) -> Result<PathBuf, Problem> {
    let io = |error| Problem::io("write", &dir.shown, &error);
    let driver = dir.path.join("before/driver");
    let files = BTreeMap::from([
        ("Cargo.toml".to_owned(), driver_manifest(PROGRAM)),
        ("src/main.rs".to_owned(), source.to_owned()),
    ]);
    crates::write_all(&driver, &files).map_err(io)?;
    if !driver.join("Cargo.lock").exists() {
        fs::copy(place.repository.join("Cargo.lock"), driver.join("Cargo.lock")).map_err(io)?;
    }
    let target = place.repository.join(TARGET);
    let run = cargo()
        .args(["build", "--quiet", "--offline", "--manifest-path"])
        .arg(driver.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(&target)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| no_cargo(&error))?;
    if run.status.success() {
        return Ok(target.join("debug").join(format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX)));
    }
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    let message = format!("the client in `{}` does not build:\n{}", dir.name("before/client"), said.trim_end());
    Err(Problem::new(message, "make it compile first: cargo check"))
}

/// Returns whether an entry is about an operation, or about all of them.
fn touches(entry: &Entry, operation: &str) -> bool {
    entry.endpoints.is_empty() || entry.endpoints.iter().any(|endpoint| endpoint == operation)
}

/// Returns why no call can show a break.
fn reason(rule: Rule) -> Option<&'static str> {
    match rule {
        Rule::OperationRemoved => Some("only operations that both states have are called"),
        Rule::SuccessStatusRemoved => Some("the client takes every status from 200 to 299 as a success"),
        Rule::ResponseMediaTypeChanged => {
            Some("the client reads every media type of JSON; a server may refuse the one that it accepts")
        }
        Rule::BasePathChanged | Rule::ServerRemoved => Some("the calls go to a server of the judge"),
        _ => None,
    }
}
