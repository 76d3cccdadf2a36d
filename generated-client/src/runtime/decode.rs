//! Decodes the body of a response, or reports where it is wrong.

use serde::de::DeserializeOwned;

use super::error::{DecodeError, DecodeProblem, Error};
use super::excerpt::{self, Excerpt};
use super::raw_response::RawResponse;

/// Decodes a response as JSON.
pub(super) fn json<T: DeserializeOwned>(response: &RawResponse) -> Result<T, Error> {
    let body = excerpt::without_byte_order_mark(&response.body);
    if body.trim_ascii().is_empty() {
        // Servers send 204 if there is nothing to return. A type decodes from that if it accepts `null` or requires no
        // property.
        let nothing = serde_json::from_str("null").or_else(|_| serde_json::from_str("{}"));
        return nothing.map_err(|_| decode_error(response, DecodeProblem::Empty));
    }
    json_part(response, body, "")
}

/// Decodes a part of a response as JSON. `path` leads to the part.
pub(super) fn json_part<T: DeserializeOwned>(response: &RawResponse, json: &[u8], path: &str) -> Result<T, Error> {
    serde_json::from_slice(json)
        .map_err(|problem| json_error(response, &problem, &join_paths(path, &path_of_failure::<T>(json))))
}

/// Makes an error of one that serde_json found at this path.
pub(super) fn json_error(response: &RawResponse, problem: &serde_json::Error, path: &str) -> Error {
    let problem = match response.content_encoding() {
        Some(encoding) => DecodeProblem::Encoded { encoding: safe_line(response, &encoding) },
        None => DecodeProblem::Json { path: safe_line(response, path), message: message(problem) },
    };
    decode_error(response, problem)
}

/// Appends a path to the path of its parent: `users` and `[3].id` become `users[3].id`.
fn join_paths(start: &str, path: &str) -> String {
    match (start, path) {
        ("", path) => path.to_owned(),
        (start, ".") => start.to_owned(),
        (start, path) if path.starts_with('[') => format!("{start}{path}"),
        (start, path) => format!("{start}.{path}"),
    }
}

/// Decodes a response as UTF-8.
#[allow(dead_code, reason = "whether it is called depends on the specification")]
pub(super) fn text(response: &mut RawResponse) -> Result<String, Error> {
    String::from_utf8(std::mem::take(&mut response.body)).map_err(|problem| {
        response.body = problem.into_bytes();
        decode_error(response, DecodeProblem::NotText)
    })
}

/// Makes an error about a response.
pub(super) fn decode_error(response: &RawResponse, problem: DecodeProblem) -> Error {
    let body = Excerpt::new(&response.body, &response.mask);
    Error::from(DecodeError::new(&response.operation, response.status, problem, body)).after(response.attempts)
}

/// Returns a text of the server so that it can be part of a message.
fn safe_line(response: &RawResponse, text: &str) -> String {
    excerpt::one_line(&response.mask.hide(text))
}

/// Decodes again, this time tracking the path. That is slower, so it is only done after a failure.
pub(super) fn path_of_failure<T: DeserializeOwned>(body: &[u8]) -> String {
    let mut json = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(error) => error.path().to_string(),
        // The value is right, and something follows it. No path leads there.
        Ok(_) => ".".to_owned(),
    }
}

/// The types as serde calls them, and as a message calls them.
const JSON_TYPES: [(&str, &str); 8] = [
    ("boolean", "a boolean"),
    ("integer", "an integer"),
    ("floating point", "a floating point number"),
    ("character", "a character"),
    ("string", "a string"),
    ("null", "null"),
    ("sequence", "a sequence"),
    ("map", "a map"),
];

/// Returns what is wrong with the JSON, and where. Values that serde quotes are omitted, as any of them may be a
/// secret.
pub(super) fn message(error: &serde_json::Error) -> String {
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let (text, place) = match whole.strip_suffix(&place) {
        Some(text) => (text, place.as_str()),
        None => (whole.as_str(), ""),
    };
    // A message about the syntax of JSON never quotes a value.
    let plain = if error.is_data() { without_value(text) } else { text.to_owned() };
    format!("{plain}{place}")
}

/// Returns the parts of a message that come from the type that was decoded. All else is omitted.
fn without_value(text: &str) -> String {
    // These quote a field or a type of this crate.
    let own = ["missing field `", "duplicate field `", "data did not match any variant of untagged enum "];
    if own.iter().any(|start| text.starts_with(start)) {
        return text.to_owned();
    }
    // The value precedes these words and may contain them, so the last occurrence counts.
    let Some((found, expected)) = text.rsplit_once(", expected ") else {
        return "the value is not what is documented".to_owned();
    };
    let json_type = found.strip_prefix("invalid type: ").and_then(|found| {
        let is = |(known, _): &&(&str, &str)| found == *known || found.starts_with(&format!("{known} "));
        JSON_TYPES.iter().find(is)
    });
    match json_type {
        Some((_, json_type)) => format!("expected {expected}, found {json_type}"),
        None => format!("expected {expected}, found another value"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::{RawResponse, json, message};
    use crate::runtime::Operation;

    const OPERATION: Operation = Operation::new("things.do", "GET", "/");

    fn empty(status: StatusCode) -> RawResponse {
        let (headers, mask) = (HeaderMap::new(), Arc::default());
        RawResponse { operation: OPERATION, status, headers, body: Vec::new(), attempts: 1, mask, streamed: None }
    }

    #[derive(Debug, Deserialize)]
    enum Choice {
        One,
    }

    #[derive(Debug, Deserialize)]
    #[serde(untagged)]
    enum Either {
        #[allow(dead_code, reason = "it is only deserialised")]
        Flag(bool),
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        #[allow(dead_code, reason = "it is only deserialised")]
        a: u8,
    }

    #[test]
    fn an_empty_body_decodes_only_if_nothing_is_required() {
        #[derive(Debug, Default, PartialEq, Deserialize)]
        struct Loose {
            a: Option<u8>,
        }
        for status in [StatusCode::OK, StatusCode::NO_CONTENT, StatusCode::RESET_CONTENT] {
            assert_eq!(json(&empty(status)).ok(), Some(Loose::default()));
            let refused = json::<Strict>(&empty(status)).expect_err("an error");
            assert!(refused.to_string().ends_with("its body is empty"), "{refused}");
            assert!(json::<Vec<u8>>(&empty(status)).is_err());
        }
    }

    fn refused<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
        message(&serde_json::from_str::<T>(json).expect_err("an error"))
    }

    #[test]
    fn no_message_contains_a_value() {
        for (shown, expected) in [
            (refused::<bool>("\"canary\""), "expected a boolean, found a string at line 1 column 8"),
            (refused::<bool>("\"canary, expected canary\""), "expected a boolean, found a string"),
            (refused::<String>("4711"), "expected a string, found an integer"),
            (refused::<String>("47.11"), "expected a string, found a floating point number"),
            (refused::<String>("null"), "expected a string, found null"),
            (refused::<String>("{}"), "expected a string, found a map"),
            (refused::<u8>("4711"), "expected u8, found another value"),
            (refused::<Choice>("\"canary\""), "expected `One`, found another value"),
            (refused::<Strict>("{}"), "missing field `a` at line 1 column 2"),
            (refused::<Strict>("{\"canary\": 1}"), "expected `a`, found another value"),
            (refused::<Either>("\"canary\""), "data did not match any variant of untagged enum Either"),
            (refused::<std::net::Ipv4Addr>("\"canary\""), "the value is not what is documented"),
            (refused::<u8>("1 canary"), "trailing characters at line 1 column 3"),
        ] {
            assert!(shown.starts_with(expected), "{shown}");
            assert!(!shown.contains("canary") && !shown.contains("47"), "{shown}");
        }
    }
}
