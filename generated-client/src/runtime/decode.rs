//! From the bytes of an answer to a value, or to an error that says where the answer is wrong.

use serde::de::DeserializeOwned;

use super::error::{DecodeError, DecodeProblem, Error};
use super::excerpt;
use super::send::Answer;

/// Reads an answer as JSON.
pub(super) fn json<T: DeserializeOwned>(answer: &Answer) -> Result<T, Error> {
    // RFC 8259, section 8.1, lets a reader ignore a byte order mark, and some servers send one.
    let body = answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body);
    if body.trim_ascii().is_empty() {
        return Err(error(answer, DecodeProblem::Empty));
    }
    serde_json::from_slice(body).map_err(|problem| {
        let problem = match answer.encoding() {
            Some(encoding) => DecodeProblem::Encoded { encoding: excerpt::one_line(&encoding) },
            None => DecodeProblem::Json {
                path: path_of_failure::<T>(body),
                message: excerpt::one_line(&problem.to_string()),
            },
        };
        error(answer, problem)
    })
}

/// Reads an answer as UTF-8.
#[allow(dead_code, reason = "whether it is called depends on the specification")]
pub(super) fn text(answer: Answer) -> Result<String, Error> {
    match String::from_utf8(answer.body) {
        Ok(text) => Ok(text),
        Err(problem) => {
            let body = problem.into_bytes();
            let answer = Answer { body, ..answer };
            Err(error(&answer, DecodeProblem::NotText))
        }
    }
}

fn error(answer: &Answer, problem: DecodeProblem) -> Error {
    DecodeError::new(answer.operation, answer.status, problem, &answer.body).into()
}

/// Reads once more, keeping track of where. This is slower, so it is done only for an answer that has already failed.
fn path_of_failure<T: DeserializeOwned>(body: &[u8]) -> String {
    let mut json = serde_json::Deserializer::from_slice(body);
    match serde_path_to_error::deserialize::<_, T>(&mut json) {
        Err(error) => error.path().to_string(),
        // What follows the value is wrong, which is nowhere within it.
        Ok(_) => ".".to_owned(),
    }
}
