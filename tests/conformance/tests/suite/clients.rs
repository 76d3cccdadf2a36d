//! Does the conformance test find the faults of a client? A small hand-written client passes. With each of its faults, it
//! fails for the right reason.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use conformance::document::Document;
use conformance::report::{self, Outcome};
use conformance::run::{self, Client};
use serde_json::{Value, json};

/// The faults of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Nothing,
    SendsNothing,
    SendsTwice,
    PutsInsteadOfPosting,
    LeavesThePathUnescaped,
    DropsTheBase,
    ForgetsWhatIsRequired,
    ForgetsWhatIsOptional,
    RepeatsWhatIsJoined,
    AddsAParameter,
    SaysTextInsteadOfJson,
    SendsAnotherValue,
    SendsAWrongType,
    ForgetsTheCredential,
    TakesErrorsForSuccess,
    TakesSuccessForErrors,
    ReportsAnotherStatus,
    CannotReadErrors,
    CannotReadNull,
    CannotReadUnknownProperties,
    CannotReadOneValue,
}

/// Each fault, with the words of its report.
const FAULTS: [(Fault, &str); 20] = [
    (Fault::SendsNothing, "the call sent no request"),
    (Fault::SendsTwice, "the call sent 2 requests"),
    (Fault::PutsInsteadOfPosting, "the method is PUT, not POST"),
    (Fault::LeavesThePathUnescaped, "does not fit"),
    (Fault::DropsTheBase, "does not fit"),
    (Fault::ForgetsWhatIsRequired, "`since` was given as \"2024-02-29\" and is missing"),
    (Fault::ForgetsWhatIsOptional, "`names` was given as [\"a\"] and is missing"),
    (Fault::RepeatsWhatIsJoined, "`names` is wrong: it was sent 2 times"),
    (Fault::AddsAParameter, "`debug` in the query is not documented"),
    (Fault::SaysTextInsteadOfJson, "the content type is `text/plain`, but the document has application/json"),
    (Fault::SendsAnotherValue, "the body was given as"),
    (Fault::SendsAWrongType, "the body is wrong: at /size"),
    (Fault::ForgetsTheCredential, "no credential for `token` was sent"),
    (Fault::TakesErrorsForSuccess, "the error 404 was reported as a success"),
    (Fault::TakesSuccessForErrors, "a success was reported as the error 201"),
    (Fault::ReportsAnotherStatus, "the error 500 was reported as 501"),
    (Fault::CannotReadErrors, "the body of the error was not decoded"),
    (Fault::CannotReadNull, "the call failed: null"),
    (Fault::CannotReadUnknownProperties, "the call failed: unknown"),
    (Fault::CannotReadOneValue, "the call failed: off"),
];

#[test]
fn a_client_without_fault_passes() {
    let outcomes = outcomes(Fault::Nothing);
    let text = report::text(&outcomes);
    assert!(outcomes.iter().all(Outcome::is_conforming), "{text}");
    assert!(
        text.ends_with(&format!("2 of 2 operations conform; {0} of {0} calls passed\n", tried(&outcomes))),
        "{text}"
    );
    assert!(tried(&outcomes) > 20, "{text}");
    assert_eq!(report::json(&outcomes)["conforming"], json!(2));
}

#[test]
fn each_fault_is_found() {
    for (fault, words) in FAULTS {
        let outcomes = outcomes(fault);
        let text = report::text(&outcomes);
        let found = outcomes.iter().flat_map(|outcome| &outcome.failures).flat_map(|failure| &failure.why);
        assert!(found.clone().any(|why| why.text.contains(words)), "{fault:?} is not reported as `{words}`:\n{text}");
        assert!(text.contains("FAILED") && !text.contains("2 of 2 operations conform"), "{fault:?}:\n{text}");
    }
}

fn outcomes(fault: Fault) -> Vec<Outcome> {
    let document = serde_json::from_str(include_str!("../documents/whole.json")).expect("a document");
    run::run(&Document::new(document), &mut ByHand(fault)).expect("a run")
}

fn tried(outcomes: &[Outcome]) -> usize {
    outcomes.iter().map(|outcome| outcome.tried).sum()
}

struct ByHand(Fault);

impl Client for ByHand {
    fn call(&mut self, call: &Value) -> io::Result<Value> {
        if self.0 == Fault::SendsNothing {
            return Ok(json!({"ok": true}));
        }
        let request = self.request(call);
        let address = call["url"].as_str().and_then(|url| url.split('/').nth(2)).expect("an address");
        let mut answer = send(address, &request)?;
        if self.0 == Fault::SendsTwice {
            answer = send(address, &request)?;
        }
        Ok(self.read(answer))
    }
}

impl ByHand {
    fn request(&self, call: &Value) -> String {
        let text = |pointer: &str| call.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let fault = self.0;
        let (method, path) = call["operation"].as_str().and_then(|key| key.split_once(' ')).expect("a key");
        let method = if fault == Fault::PutsInsteadOfPosting && method == "POST" { "PUT" } else { method };
        let id = text("/arguments/path/id");
        let id = if fault == Fault::LeavesThePathUnescaped { id.replace(' ', "+") } else { encode(id) };
        let base = if fault == Fault::DropsTheBase { "" } else { "/base/v1" };
        let query = if call["arguments"].get("query").is_some() { self.query(call) } else { String::new() };
        let mut head = format!("{method} {base}{}{query} HTTP/1.1\r\nhost: x\r\n", path.replace("{id}", &id));
        if fault != Fault::ForgetsTheCredential {
            head.push_str(&format!("x-token: {}\r\n", text("/credentials/token")));
        }
        let Some(body) = call.get("body") else { return head + "\r\n" };
        let mut body = body.clone();
        if fault == Fault::SendsAnotherValue {
            body["name"] = json!("another");
        }
        if fault == Fault::SendsAWrongType && body.get("size").is_some() {
            body["size"] = json!("7");
        }
        let kind = if fault == Fault::SaysTextInsteadOfJson { "text/plain" } else { "application/json" };
        let body = body.to_string();
        format!("{head}content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    }

    fn query(&self, call: &Value) -> String {
        let arguments = &call["arguments"]["query"];
        let mut pairs = Vec::new();
        if self.0 != Fault::ForgetsWhatIsRequired {
            pairs.push(format!("since={}", arguments["since"].as_str().expect("a date")));
        }
        if let (Some(names), true) = (arguments["names"].as_array(), self.0 != Fault::ForgetsWhatIsOptional) {
            let names: Vec<String> = names.iter().map(|name| encode(name.as_str().expect("a text"))).collect();
            match self.0 {
                Fault::RepeatsWhatIsJoined => pairs.extend(names.iter().map(|name| format!("names={name}"))),
                _ => pairs.push(format!("names={}", names.join(","))),
            }
        }
        if self.0 == Fault::AddsAParameter {
            pairs.push("debug=1".to_owned());
        }
        format!("?{}", pairs.join("&"))
    }

    fn read(&self, (status, body): (u16, String)) -> Value {
        let fault = self.0;
        let value: Value = serde_json::from_str(&body).unwrap_or_default();
        let has_unknown = value.as_object().is_some_and(|members| members.contains_key("x-not-documented"));
        match (status, fault) {
            (404, Fault::TakesErrorsForSuccess) => json!({"ok": true}),
            (500, Fault::ReportsAnotherStatus) => json!({"status": 501, "details": true}),
            (201, Fault::TakesSuccessForErrors) => json!({"status": 201, "details": false}),
            (200, Fault::CannotReadNull) if value.get("note") == Some(&Value::Null) => json!({"error": "null"}),
            (200, Fault::CannotReadUnknownProperties) if has_unknown => json!({"error": "unknown"}),
            (200, Fault::CannotReadOneValue) if value["state"] == "off" => json!({"error": "off"}),
            (200..=299, _) => json!({"ok": true}),
            (status, Fault::CannotReadErrors) => json!({"status": status, "details": false}),
            (status, _) => json!({"status": status, "details": value.is_object()}),
        }
    }
}

fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02x}") }).collect()
}

/// Sends a request on a connection of its own.
fn send(address: &str, request: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request.as_bytes())?;
    let mut reader = BufReader::new(stream);
    let (mut status, mut length) = (0, 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        match line.trim_end() {
            "" => break,
            line if line.starts_with("HTTP/1.1 ") => status = line[9..12].parse().expect("a status"),
            line => {
                if let Some(value) = line.strip_prefix("content-length: ") {
                    length = value.parse().expect("a length");
                }
            }
        }
    }
    let mut body = String::new();
    reader.take(length).read_to_string(&mut body)?;
    Ok((status, body))
}
