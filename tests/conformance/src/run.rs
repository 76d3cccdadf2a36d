//! Lets the client be called and judges what comes of it.
//!
//! The client runs in a process of its own, the driver. Each line to it is a call as JSON, each line from it what came
//! of that call.

use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Map, Value, json};

use crate::cases::{Case, Details, Expect, content_type, plan};
use crate::check::{Given, Secrets, check};
use crate::document::{Document, Operation};
use crate::http::{Request, Server};
use crate::media;
use crate::report::{Failure, Outcome};

/// In front of every path, as servers have it.
pub(crate) const BASE: &str = "/base/v1";

/// What makes a call: takes it as JSON, and says as JSON what came of it.
pub trait Client {
    /// Makes a call.
    ///
    /// # Errors
    /// Fails where no call can be made any more.
    fn call(&mut self, call: &Value) -> io::Result<Value>;
}

/// Calls every operation and says what came of each.
///
/// # Errors
/// Fails where no server can be started or no call can be made.
pub fn run(document: &Document, client: &mut dyn Client) -> io::Result<Vec<Outcome>> {
    let server = Server::start()?;
    let mut outcomes = Vec::new();
    for operation in document.operations() {
        let mut outcome = Outcome { operation: operation.key(), ..Outcome::default() };
        let variants = operation.variants();
        for operation in std::iter::once(&operation).chain(&variants) {
            let plan = plan(document, operation);
            outcome.untried.extend(plan.untried);
            for case in &plan.cases {
                outcome.tried += 1;
                match tried(document, operation, case, (&server, client))? {
                    None => outcome.passed += 1,
                    Some(failure) => outcome.failures.push(failure),
                }
            }
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

fn tried(
    document: &Document,
    operation: &Operation,
    case: &Case,
    (server, client): (&Server, &mut dyn Client),
) -> io::Result<Option<Failure>> {
    let exchange = exchange(operation, case, server, client)?;
    let why = exchange.problems(document, operation, (&case.given, &case.secrets), case.expect);
    Ok((!why.is_empty()).then(|| exchange.failure(operation, case, why)))
}

/// One call, and what came of it.
pub(crate) struct Exchange {
    call: Value,
    ended: Value,
    received: Vec<Request>,
}

/// Makes a call.
pub(crate) fn exchange(
    operation: &Operation,
    case: &Case,
    server: &Server,
    client: &mut dyn Client,
) -> io::Result<Exchange> {
    server.prepare(case.answer.clone());
    let call = call(operation, case, &server.url());
    let ended = client.call(&call)?;
    Ok(Exchange { call, ended, received: server.received() })
}

impl Exchange {
    /// What is wrong with the request and with how the call ended.
    pub(crate) fn problems(
        &self,
        document: &Document,
        operation: &Operation,
        expected: (&Given, &Secrets),
        expect: Expect,
    ) -> Vec<String> {
        let mut why = Vec::new();
        match self.received.as_slice() {
            [] => {}
            [request] => why.extend(check(document, operation, request, BASE, expected)),
            many => why.push(format!("{} requests came for one call", many.len())),
        }
        why.extend(ending(&self.ended, expect));
        if self.received.is_empty() && why.is_empty() {
            why.push("no request came".to_owned());
        }
        why
    }

    /// What is wrong with how the call ended.
    pub(crate) fn ending(&self, expect: Expect) -> Option<String> {
        ending(&self.ended, expect)
    }

    /// The call as a failure of the operation.
    pub(crate) fn failure(&self, operation: &Operation, case: &Case, why: Vec<String>) -> Failure {
        Failure {
            case: match operation.variant {
                Some(kind) => format!("as {kind}, {}", case.name),
                None => case.name.clone(),
            },
            status: case.answer.status,
            sent: self.received.first().map_or_else(|| self.call["arguments"].to_string(), shown),
            answered: String::from_utf8_lossy(&case.answer.body).into_owned(),
            why,
        }
    }
}

/// The call as the driver reads it.
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
        "events": case.answer.headers.iter().any(|(_, value)| media::kind(value) == media::Kind::Events),
    });
    if let Some((media, body)) = &case.given.body {
        // Of a range the caller names one; it is read where the body goes as it is.
        call["media"] = json!(match media.as_str() {
            "*/*" | "application/*" => "application/octet-stream".to_owned(),
            media if media.contains('*') => content_type(media),
            media => media.to_owned(),
        });
        call["body"] = body.clone();
    }
    call
}

/// What is wrong with how the call ended.
fn ending(ended: &Value, expect: Expect) -> Option<String> {
    let said = |key: &str| ended.get(key).and_then(Value::as_str);
    if let Some(reason) = said("given") {
        return Some(format!("the client cannot be given this: {reason}"));
    }
    if let Some(reason) = said("error") {
        return Some(format!("the call failed: {reason}"));
    }
    let status = ended.get("status").and_then(Value::as_u64);
    match (expect, status) {
        (Expect::Success, None) if ended.get("ok") == Some(&Value::Bool(true)) => None,
        (Expect::Success, None) => Some(format!("the driver said {ended}")),
        (Expect::Success, Some(status)) => Some(format!("a success was taken as the error {status}")),
        (Expect::Error(expected, _), None) => Some(format!("the error {expected} was taken as a success")),
        (Expect::Error(expected, details), Some(status)) if u64::from(expected) == status => {
            let read = ended.get("details") == Some(&Value::Bool(true));
            (details == Details::Read && !read).then(|| "the body of the error was not read".to_owned())
        }
        (Expect::Error(expected, _), Some(status)) => Some(format!("the error {expected} was taken as {status}")),
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

/// The process that holds the client.
pub struct Driver {
    program: PathBuf,
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Driver {
    /// Starts the program.
    ///
    /// # Errors
    /// Fails where it cannot be run.
    pub fn start(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the driver has no streams"));
        };
        Ok(Self { program: program.to_owned(), child, input, output: BufReader::new(output) })
    }
}

impl Client for Driver {
    /// A driver that ends over it is a failure of the call; a new one makes the next.
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
        // It has nothing more to do, and may be in the middle of a call.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
