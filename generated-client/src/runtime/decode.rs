//! Decodes the body of a response, or reports where it is wrong.

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::charset::{self, TextProblem};
use super::error::{DecodeError, DecodeProblem, Error};
use super::excerpt::{self, Excerpt};
use super::integral;
use super::raw_response::RawResponse;

/// Decodes a response as JSON.
pub(super) fn json<T: DeserializeOwned>(response: &mut RawResponse) -> Result<T, Error> {
    make_utf8(response)?;
    let body = excerpt::without_byte_order_mark(&response.body);
    if matches!(body.trim_ascii(), b"" | b"null") {
        // Servers send 204 or `null` if there is nothing to return. A type decodes from that if it accepts `null`, requires
        // no property, or is a list.
        let nothing = ["null", "{}", "[]"].iter().find_map(|json| serde_json::from_str(json).ok());
        if let Some(nothing) = nothing {
            return Ok(nothing);
        }
    }
    if body.trim_ascii().is_empty() {
        return Err(decode_error(response, DecodeProblem::Empty));
    }
    json_part(response, body, "")
}

/// Converts a body of JSON to UTF-8, if it has another charset.
pub(super) fn make_utf8(response: &mut RawResponse) -> Result<(), Error> {
    // What is still encoded is not text.
    if response.content_encoding().is_some() {
        return Ok(());
    }
    match charset::json(&response.headers, &response.body) {
        Ok(Cow::Owned(text)) => response.body = text,
        Ok(Cow::Borrowed(_)) => {}
        Err(problem) => return Err(text_error(response, problem)),
    }
    Ok(())
}

/// Decodes a part of a response as JSON. `path` leads to the part.
pub(super) fn json_part<T: DeserializeOwned>(response: &RawResponse, json: &[u8], path: &str) -> Result<T, Error> {
    from_json(json).map_err(|failure| json_error(response, &failure.problem, &join_paths(path, &failure.path)))
}

/// Why JSON is not what a type expects, and where.
pub(super) struct JsonFailure {
    pub(super) path: String,
    pub(super) problem: serde_json::Error,
}

/// Decodes JSON. Integers may have a decimal point or an exponent, which costs a second attempt.
pub(super) fn from_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, JsonFailure> {
    let problem = match serde_json::from_slice(json) {
        Ok(value) => return Ok(value),
        Err(problem) => problem,
    };
    let integral = if problem.is_data() { integral::in_text(json) } else { None };
    let Some(json) = integral else { return Err(JsonFailure { path: path_of_failure::<T>(json), problem }) };
    serde_json::from_slice(&json).map_err(|problem| JsonFailure { path: path_of_failure::<T>(&json), problem })
}

/// Decodes a value in the same way; `None` if that fails.
pub(super) fn from_value<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok().or_else(|| T::deserialize(&integral::in_value(value)?).ok())
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

/// Decodes a response as text.
#[allow(dead_code, reason = "whether it is called depends on the specification")]
pub(super) fn text(response: &mut RawResponse) -> Result<String, Error> {
    let body = std::mem::take(&mut response.body);
    let encoding = response.content_encoding();
    let is_still_encoded = encoding.is_some() && std::str::from_utf8(&body).is_err();
    if let Some(encoding) = encoding.filter(|_| is_still_encoded) {
        response.body = body;
        let encoding = safe_line(response, &encoding);
        return Err(decode_error(response, DecodeProblem::Encoded { encoding }));
    }
    charset::text(&response.headers, body).map_err(|(body, problem)| {
        response.body = body;
        text_error(response, problem)
    })
}

/// Makes an error about the charset of a response.
fn text_error(response: &RawResponse, problem: TextProblem) -> Error {
    let safe = |charset: String| safe_line(response, &charset);
    let problem = match problem {
        TextProblem::Unknown { charset } => DecodeProblem::UnknownCharset { charset: safe(charset) },
        TextProblem::Invalid { charset } => DecodeProblem::NotText { charset: safe(charset) },
        TextProblem::Nul { charset } => DecodeProblem::Nul { charset: safe(charset) },
    };
    decode_error(response, problem)
}

/// Makes an error about a response.
pub(super) fn decode_error(response: &RawResponse, problem: DecodeProblem) -> Error {
    let body = Excerpt::new(&response.headers, &response.body, &response.mask);
    Error::from(DecodeError::new(&response.operation, response.status, problem, body)).after(response.attempts)
}

/// Returns a text of the server so that it can be part of a message.
fn safe_line(response: &RawResponse, text: &str) -> String {
    excerpt::one_line(&response.mask.hide(text))
}

/// Decodes again, this time tracking the path. That is slower, so it is only done after a failure.
fn path_of_failure<T: DeserializeOwned>(body: &[u8]) -> String {
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
    let plain = match text {
        "number out of range" => "the number is out of the range of f64".to_owned(),
        text if error.is_data() => without_value(text),
        // A message about the syntax of JSON never quotes a value.
        text => text.to_owned(),
    };
    format!("{plain}{place}")
}

/// Returns the parts of a message that come from the type that was decoded. All else is omitted.
pub(super) fn without_value(text: &str) -> String {
    // These quote a field or a type of this crate.
    let own = ["missing field `", "duplicate field `", "data did not match any variant of untagged enum "];
    if own.iter().any(|start| text.starts_with(start)) {
        return text.to_owned();
    }
    // The value precedes these words and may contain them, so the last occurrence counts.
    let Some((found, expected)) = text.rsplit_once(", expected ") else {
        return "the value is not what is documented".to_owned();
    };
    if INTEGERS.contains(&expected) && is_out_of_range(found) {
        return format!("the number is out of the range of {expected}");
    }
    let json_type = found.strip_prefix("invalid type: ").and_then(|found| {
        let is = |(known, _): &&(&str, &str)| found == *known || found.starts_with(&format!("{known} "));
        JSON_TYPES.iter().find(is)
    });
    match json_type {
        Some((_, json_type)) => format!("expected {expected}, found {json_type}"),
        None => format!("expected {expected}, found another value"),
    }
}

/// The types that integers are decoded as.
const INTEGERS: [&str; 8] = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64"];

/// Returns whether serde refused an integer only because the type has no such number. It reads a very large one as a float.
fn is_out_of_range(found: &str) -> bool {
    let float = found.strip_prefix("invalid type: floating point `").and_then(|rest| rest.strip_suffix('`'));
    let float = float.and_then(|text| text.parse::<f64>().ok());
    found.starts_with("invalid value: integer `") || float.is_some_and(|float| float.fract() == 0.0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use reqwest::StatusCode;
    use reqwest::header::HeaderMap;

    use super::{RawResponse, from_json, json, message};
    use crate::runtime::Operation;

    const OPERATION: Operation = Operation { name: "things.do", method: "GET", path: "/", ..Operation::DEFAULT };

    fn empty(status: StatusCode) -> RawResponse {
        let (headers, mask) = (HeaderMap::new(), Arc::default());
        let (operation, body) = (Arc::new(OPERATION), Vec::new());
        RawResponse { operation, url: None, status, headers, body, attempts: 1, mask, streamed: None }
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
            assert_eq!(json(&mut empty(status)).ok(), Some(Loose::default()));
            assert_eq!(json(&mut empty(status)).ok(), Some(None::<Vec<u8>>));
            assert_eq!(json(&mut empty(status)).ok(), Some(Vec::<u8>::new()));
            assert_eq!(json(&mut empty(status)).ok(), Some(BTreeMap::<String, u8>::new()));
            let refused = json::<Strict>(&mut empty(status)).expect_err("an error");
            assert!(refused.to_string().ends_with("its body is empty"), "{refused}");
            assert!(json::<u8>(&mut empty(status)).is_err());
        }
    }

    #[test]
    fn integers_may_have_a_decimal_point() {
        let read = from_json::<Vec<(i64, Option<f64>)>>;
        assert_eq!(read(b"[[1.0, 1.0], [1e3, null]]").ok(), Some(vec![(1, Some(1.0)), (1000, None)]));
        let refused = read(b"[[1.0, 1.0], [1.5, null]]").expect_err("an error");
        assert_eq!(refused.path, "[1][0]");
        assert!(refused.problem.to_string().ends_with("at line 1 column 17"), "{}", refused.problem);
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
            (refused::<u8>("4711"), "the number is out of the range of u8"),
            (refused::<i64>("4.711e30"), "the number is out of the range of i64"),
            (refused::<i64>("47.11"), "expected i64, found a floating point number"),
            (refused::<f64>("47e1111"), "the number is out of the range of f64"),
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
