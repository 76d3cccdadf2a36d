//! Prints the results of the calls: a table for people, and JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::problem::Problem;

/// The maximum number of failures that are printed for an operation.
const MAX_FAILURES: usize = 5;
/// The maximum number of characters that are printed of a request or a response.
const MAX_CHARACTERS: usize = 600;

/// The results of the calls of an operation.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The method and the path.
    pub operation: String,
    /// The number of calls.
    pub tried: usize,
    /// The number of calls that passed.
    pub passed: usize,
    /// The calls that failed.
    pub failures: Vec<Failure>,
    /// The calls that passed, but of whose responses the client has lost a part or does not know one. Only a client that
    /// is held against a later API is asked for that.
    pub losses: Vec<Failure>,
    /// What could not be tested, with the reason.
    pub untried: Vec<String>,
}

impl Outcome {
    /// Returns whether the operation was called and every call passed.
    pub fn is_conforming(&self) -> bool {
        self.tried > 0 && self.failures.is_empty()
    }
}

/// A call that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What the case tests.
    pub case: String,
    /// The status of the response.
    pub status: u16,
    /// The request that the server received, or the arguments if the client sent none.
    pub sent: String,
    /// The body of the response.
    pub response: String,
    /// The problems.
    pub why: Vec<Problem>,
}

/// Returns the table, followed by the failures.
pub fn text(outcomes: &[Outcome]) -> String {
    let width = outcomes.iter().map(|outcome| outcome.operation.chars().count()).max().unwrap_or(0).max(9);
    let mut text = format!("{:<width$}  tried  passed\n", "operation");
    for outcome in outcomes {
        let mark = if outcome.is_conforming() { "" } else { "  FAILED" };
        let Outcome { operation, tried, passed, .. } = outcome;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{operation:<width$}  {tried:>5}  {passed:>6}{mark}");
    }
    for outcome in outcomes {
        failures(outcome, &mut text);
    }
    let conforming = outcomes.iter().filter(|outcome| outcome.is_conforming()).count();
    let tried: usize = outcomes.iter().map(|outcome| outcome.tried).sum();
    let passed: usize = outcomes.iter().map(|outcome| outcome.passed).sum();
    let _ = writeln!(text, "\n{conforming} of {} operations conform; {passed} of {tried} calls passed", outcomes.len());
    text
}

fn failures(outcome: &Outcome, text: &mut String) {
    for reason in &outcome.untried {
        let _ = writeln!(text, "\n{}: not tried: {reason}", outcome.operation);
    }
    if outcome.tried == 0 {
        let _ = writeln!(text, "\n{}: it could not be called", outcome.operation);
    }
    for failure in outcome.failures.iter().take(MAX_FAILURES) {
        let Failure { case, status, sent, response, why } = failure;
        let _ = writeln!(text, "\n{}, {case}, status {status}", outcome.operation);
        for reason in why {
            let _ = writeln!(text, "  why:      {}", short(&reason.text));
        }
        let _ = writeln!(text, "  sent:     {}", short(sent));
        let _ = writeln!(text, "  response: {}", short(response));
    }
    if outcome.failures.len() > MAX_FAILURES {
        let _ = writeln!(text, "\n{}: {} more failures", outcome.operation, outcome.failures.len() - MAX_FAILURES);
    }
}

/// Returns a line of limited length, without control characters.
fn short(text: &str) -> String {
    let plain = |char: char| if char.is_control() { '\u{fffd}' } else { char };
    let mut short: String = text.chars().take(MAX_CHARACTERS).map(plain).collect();
    if text.chars().count() > MAX_CHARACTERS {
        short.push('…');
    }
    short
}

/// Returns the results as JSON.
pub fn json(outcomes: &[Outcome]) -> Value {
    let failure = |failure: &Failure| {
        json!({
            "case": failure.case,
            "status": failure.status,
            "sent": failure.sent,
            "response": failure.response,
            "why": failure.why.iter().map(|problem| &problem.text).collect::<Vec<_>>(),
        })
    };
    let one = |outcome: &Outcome| {
        json!({
            "operation": outcome.operation,
            "conforming": outcome.is_conforming(),
            "tried": outcome.tried,
            "passed": outcome.passed,
            "untried": outcome.untried,
            "failures": outcome.failures.iter().map(failure).collect::<Vec<_>>(),
            "losses": outcome.losses.iter().map(failure).collect::<Vec<_>>(),
        })
    };
    json!({
        "operations": outcomes.len(),
        "conforming": outcomes.iter().filter(|outcome| outcome.is_conforming()).count(),
        "of": outcomes.iter().map(one).collect::<Vec<_>>(),
    })
}
