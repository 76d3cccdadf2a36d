//! What came of the calls: a table for people, JSON for programs.

use std::fmt::Write as _;

use serde_json::{Value, json};

/// The failures of one operation that are shown in full.
const SHOWN: usize = 5;
/// The characters of a request or an answer that are shown.
const LONG: usize = 600;

/// What came of the calls of one operation.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The method and the path.
    pub operation: String,
    /// How many calls were made.
    pub tried: usize,
    /// How many did what they have to do.
    pub passed: usize,
    /// The others.
    pub failures: Vec<Failure>,
    /// What could not be tried, with the reason.
    pub untried: Vec<String>,
}

impl Outcome {
    /// Whether the operation was called and every call passed.
    pub fn is_conforming(&self) -> bool {
        self.tried > 0 && self.failures.is_empty()
    }
}

/// A call that went wrong.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What was special about the call.
    pub case: String,
    /// The status of the answer.
    pub status: u16,
    /// What the server received, or what the client was given where it sent nothing.
    pub sent: String,
    /// The body of the answer.
    pub answered: String,
    /// What is wrong.
    pub why: Vec<String>,
}

/// The table, and below it every failure.
pub fn text(outcomes: &[Outcome]) -> String {
    let width = outcomes.iter().map(|outcome| outcome.operation.chars().count()).max().unwrap_or(0).max(9);
    let mut text = format!("{:<width$}  tried  passed\n", "operation");
    for outcome in outcomes {
        let mark = if outcome.is_conforming() { "" } else { "  FAILED" };
        let Outcome { operation, tried, passed, .. } = outcome;
        // Writing to a string does not fail.
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
    for failure in outcome.failures.iter().take(SHOWN) {
        let Failure { case, status, sent, answered, why } = failure;
        let _ = writeln!(text, "\n{}, {case}, status {status}", outcome.operation);
        for reason in why {
            let _ = writeln!(text, "  why:      {}", short(reason));
        }
        let _ = writeln!(text, "  sent:     {}", short(sent));
        let _ = writeln!(text, "  answered: {}", short(answered));
    }
    if outcome.failures.len() > SHOWN {
        let _ = writeln!(text, "\n{}: {} more failures", outcome.operation, outcome.failures.len() - SHOWN);
    }
}

/// One line of bounded length, without what could command a terminal.
fn short(text: &str) -> String {
    let plain = |char: char| if char.is_control() { '\u{fffd}' } else { char };
    let mut short: String = text.chars().take(LONG).map(plain).collect();
    if text.chars().count() > LONG {
        short.push('…');
    }
    short
}

/// All of it as JSON.
pub fn json(outcomes: &[Outcome]) -> Value {
    let failure = |failure: &Failure| {
        json!({
            "case": failure.case,
            "status": failure.status,
            "sent": failure.sent,
            "answered": failure.answered,
            "why": failure.why,
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
        })
    };
    json!({
        "operations": outcomes.len(),
        "conforming": outcomes.iter().filter(|outcome| outcome.is_conforming()).count(),
        "of": outcomes.iter().map(one).collect::<Vec<_>>(),
    })
}
