//! Calls the client, and checks the results.
//!
//! The client runs in a process of its own, the driver. Each line that it reads is a call as JSON, and each line that
//! it writes is the result of a call.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Map, Value, json};

use crate::cases::{Case, Details, Expect, content_type, plan};
use crate::check::{Given, Secrets, check};
use crate::document::{Document, Operation};
use crate::http::{Request, Server};
use crate::media;
use crate::problem::Problem;
use crate::report::{Failure, Outcome};

/// The path of the server's base URL.
pub(crate) const BASE: &str = "/base/v1";

/// A client that can be called. Calls and results are JSON.
pub trait Client {
    /// Makes a call.
    ///
    /// # Errors
    /// Fails if no more calls can be made.
    fn call(&mut self, call: &Value) -> io::Result<Value>;
}

/// Calls every operation and returns the results.
///
/// # Errors
/// Fails if the server cannot be started or no call can be made.
pub fn run(document: &Document, client: &mut dyn Client) -> io::Result<Vec<Outcome>> {
    let server = Server::start()?;
    let mut outcomes = Vec::new();
    for operation in document.operations() {
        let mut outcome = Outcome { operation: operation.key(), ..Outcome::default() };
        let variants = operation.variants(document);
        for operation in std::iter::once(&operation).chain(&variants) {
            let plan = plan(document, operation);
            outcome.untried.extend(plan.untried);
            for case in &plan.cases {
                outcome.tried += 1;
                match run_case(document, operation, case, (&server, client))? {
                    None => outcome.passed += 1,
                    Some(failure) => outcome.failures.push(failure),
                }
            }
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

fn run_case(
    document: &Document,
    operation: &Operation,
    case: &Case,
    (server, client): (&Server, &mut dyn Client),
) -> io::Result<Option<Failure>> {
    let exchange = exchange(operation, case, server, client)?;
    let why = exchange.problems(document, operation, (&case.given, &case.secrets), case.expect);
    Ok((!why.is_empty()).then(|| exchange.failure(operation, case, why)))
}

/// A call that was made.
pub(crate) struct Exchange {
    call: Value,
    result: Value,
    received: Vec<Request>,
}

/// Makes a call.
pub(crate) fn exchange(
    operation: &Operation,
    case: &Case,
    server: &Server,
    client: &mut dyn Client,
) -> io::Result<Exchange> {
    server.prepare(case.planned.clone());
    let call = call(operation, case, &server.url());
    let result = client.call(&call)?;
    Ok(Exchange { call, result, received: server.received() })
}

impl Exchange {
    /// Returns the problems of the request and of the result.
    pub(crate) fn problems(
        &self,
        document: &Document,
        operation: &Operation,
        expected: (&Given, &Secrets),
        expect: Expect,
    ) -> Vec<Problem> {
        let mut why = Vec::new();
        match self.received.as_slice() {
            [] => {}
            [request] => why.extend(check(document, operation, request, BASE, expected)),
            many => why.push(Problem::request(format!("the call sent {} requests", many.len()))),
        }
        why.extend(self.wrong_result(expect));
        if self.received.is_empty() && why.is_empty() {
            why.push(Problem::request("the call sent no request"));
        }
        why
    }

    /// Returns the problem of the result.
    pub(crate) fn wrong_result(&self, expect: Expect) -> Option<Problem> {
        wrong_result(&self.result, expect).map(Problem::response)
    }

    /// Returns whether the client has read the body of an error.
    pub(crate) fn has_details(&self) -> bool {
        self.result["details"] == true
    }

    /// Returns what the client has read of a response, written again as JSON, where the driver says so.
    pub(crate) fn read(&self) -> Option<&Value> {
        self.result.get("value").filter(|_| self.result["ok"] == true)
    }

    /// Returns how many parts of a response the client does not know and keeps as they are.
    pub(crate) fn unknown(&self) -> u64 {
        self.result["unknown"].as_u64().unwrap_or(0)
    }

    /// Returns the call as a failure of the operation.
    pub(crate) fn failure(&self, operation: &Operation, case: &Case, why: Vec<Problem>) -> Failure {
        Failure {
            case: match &operation.variant {
                Some(kind) => format!("as {kind}, {}", case.name),
                None => case.name.clone(),
            },
            status: case.planned.status,
            sent: self.received.first().map_or_else(|| self.call["arguments"].to_string(), shown),
            response: String::from_utf8_lossy(&case.planned.body).into_owned(),
            why,
        }
    }
}

/// Returns the call for the driver.
fn call(operation: &Operation, case: &Case, url: &str) -> Value {
    let mut arguments = Map::new();
    for (location, name, value) in &case.given.parameters {
        let place = arguments.entry(location.word()).or_insert_with(|| json!({}));
        place[name.as_str()] = value.clone();
    }
    let mut call = json!({
        "operation": operation.key(),
        "url": format!("{url}{BASE}"),
        "credentials": case.secrets,
        "arguments": arguments,
        "events": case.planned.headers.iter().any(|(_, value)| media::kind(value) == media::Kind::Events),
    });
    if let Some((media, body)) = &case.given.body {
        // For a range, the caller chooses the content type. The driver uses it only for a body that is sent as it is.
        call["media"] = json!(match media.as_str() {
            "*/*" | "application/*" => "application/octet-stream".to_owned(),
            media if media.contains('*') => content_type(media),
            media => media.to_owned(),
        });
        call["body"] = body.clone();
    }
    call
}

/// Returns what is wrong with the result of a call.
fn wrong_result(result: &Value, expect: Expect) -> Option<String> {
    let text = |key: &str| result.get(key).and_then(Value::as_str);
    if let Some(reason) = text("given") {
        return Some(format!("the client does not accept the arguments: {reason}"));
    }
    if let Some(reason) = text("error") {
        return Some(format!("the call failed: {reason}"));
    }
    let status = result.get("status").and_then(Value::as_u64);
    match (expect, status) {
        (Expect::Success, None) if result.get("ok") == Some(&Value::Bool(true)) => None,
        (Expect::Success, None) => Some(format!("the driver printed {result}")),
        (Expect::Success, Some(status)) => Some(format!("a success was reported as the error {status}")),
        (Expect::Error(expected, _), None) => Some(format!("the error {expected} was reported as a success")),
        (Expect::Error(expected, details), Some(status)) if u64::from(expected) == status => {
            let read = result.get("details") == Some(&Value::Bool(true));
            (details == Details::Read && !read).then(|| "the body of the error was not decoded".to_owned())
        }
        (Expect::Error(expected, _), Some(status)) => Some(format!("the error {expected} was reported as {status}")),
    }
}

fn shown(request: &Request) -> String {
    let content_type = request.header("content-type").unwrap_or_default();
    let body = match media::kind(content_type) {
        media::Kind::Bytes if !request.body.is_empty() => format!("{} bytes", request.body.len()),
        _ => String::from_utf8_lossy(&request.body).into_owned(),
    };
    format!("{} {} {content_type} {body}", request.method, request.target).trim_end().to_owned()
}

/// The process with the client.
pub struct Driver {
    program: PathBuf,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts the driver.
    ///
    /// # Errors
    /// Fails if it cannot be started.
    pub fn start(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the driver has no streams"));
        };
        Ok(Self { program: program.to_owned(), child, input, output: BufReader::new(output) })
    }
}

impl Client for Driver {
    /// If the driver ends during a call, the call has failed. A new driver makes the next call.
    fn call(&mut self, call: &Value) -> io::Result<Value> {
        let sent = writeln!(self.input, "{call}").and_then(|()| self.input.flush());
        let mut line = String::new();
        if sent.is_ok() && self.output.read_line(&mut line)? > 0 {
            return serde_json::from_str(&line).map_err(|error| io::Error::other(format!("{error}: {line}")));
        }
        let status = self.child.wait()?;
        let next = Self::start(&self.program)?;
        *self = next;
        Ok(json!({"error": format!("the driver ended ({status})")}))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may be in the middle of a call, so it does not end by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
