//! The sending of a request and the reading of its answer, up to the bytes.

use std::time::Instant;

use reqwest::cookie::CookieStore as _;
use reqwest::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue};
use reqwest::{Body, Method, Response, StatusCode, Url};
use serde::de::DeserializeOwned;

use super::client::{Client, Inner};
use super::credential::{self, Ready};
use super::decode;
use super::error::{
    ApiError, ArgumentError, DecodeError, DecodeProblem, Error, MissingCredentialError, Received, Stage,
};
use super::excerpt::Excerpt;
use super::header;
use super::operation::Operation;
use super::redirect;
use super::request::Request;
use super::uri::{self, PathProblem};

/// The most that is read of an answer that reports a failure, in bytes.
const MAX_ERROR_BYTES: usize = 256 << 10;

/// An answer of success, whole.
pub(super) struct Answer {
    pub(super) operation: &'static Operation,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    pub(super) client: Client,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Request {
    /// Sends the request and reads the answer as JSON, whatever its content type says.
    pub(crate) async fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        decode::json(&self.answer("application/json").await?)
    }

    /// Sends the request and reads the answer as text.
    pub(crate) async fn text(self) -> Result<String, Error> {
        decode::text(self.answer("*/*").await?)
    }

    /// Sends the request and returns the body of the answer.
    pub(crate) async fn bytes(self) -> Result<Vec<u8>, Error> {
        Ok(self.answer("*/*").await?.body)
    }

    /// Sends the request. The status is the whole answer: a body is not read.
    pub(crate) async fn nothing(self) -> Result<(), Error> {
        self.response("*/*").await.map(drop)
    }

    async fn answer(self, accept: &'static str) -> Result<Answer, Error> {
        let mut response = self.response(accept).await?;
        let operation = self.operation;
        let status = response.status();
        let inner = self.client.inner();
        let mut body = Vec::new();
        let Err(broken) = read(&mut response, inner.max_response_bytes, &mut body).await else {
            let headers = std::mem::take(response.headers_mut());
            return Ok(Answer { operation, status, headers, body, client: self.client });
        };
        let body = Excerpt::new(&body, &inner.mask);
        Err(match broken {
            Broken::TooLarge { limit } => {
                let problem = DecodeProblem::TooLarge { limit };
                DecodeError::new(operation, status, problem, body).into()
            }
            Broken::Off(error) => {
                let stage = Stage::Reading(status, body);
                Error::from_http(operation, stage, inner.timeout, error)
            }
        })
    }

    /// Sends the request and returns the answer with its body unread, if its status is one of success.
    async fn response(&self, accept: &'static str) -> Result<Response, Error> {
        let operation = self.operation;
        let inner = self.client.inner();
        let mut response = self.follow(self.prepare(accept)?).await?;
        let status = response.status();
        if status.is_success() {
            return Ok(response);
        }
        let mut body = Vec::new();
        // The status is what counts here. A body that is too large, breaks off or hangs is kept as far as it came.
        let _ = read(&mut response, MAX_ERROR_BYTES, &mut body).await;
        let headers = std::mem::take(response.headers_mut());
        let received = Received { status, headers, body };
        Err(ApiError::new(operation, received, &inner.mask).into())
    }

    /// Sends the request, and sends it again where a redirect leads that may be followed. All of it has the time of one
    /// call.
    async fn follow(&self, mut request: reqwest::Request) -> Result<Response, Error> {
        let inner = self.client.inner();
        let began = Instant::now();
        let mut followed = 0;
        loop {
            *request.timeout_mut() = Some(inner.timeout.saturating_sub(began.elapsed()));
            let again = request.try_clone();
            let response = inner.http.execute(request).await.map_err(|error| {
                let stage = if followed == 0 { Stage::Waiting } else { Stage::Redirected };
                Error::from_http(self.operation, stage, inner.timeout, error)
            })?;
            let Some(mut next) = again.filter(|_| followed < redirect::MAX) else {
                return Ok(response);
            };
            let Some(url) = redirect::target(next.method(), next.url(), &response) else {
                return Ok(response);
            };
            *next.url_mut() = url;
            // The answer may have set a cookie, and the new path may ask for another one.
            let credentials = credential::choose(&inner.credentials, self.operation.security).unwrap_or_default();
            if let Some(cookies) = cookies(inner, &credentials, next.url()) {
                next.headers_mut().insert(COOKIE, cookies);
            }
            request = next;
            followed += 1;
        }
    }

    /// Makes the request of the HTTP library. Everything that can be wrong before sending is found here.
    pub(super) fn prepare(&self, accept: &'static str) -> Result<reqwest::Request, Error> {
        let operation = self.operation;
        if let Some(problem) = &self.problem {
            return Err(problem.clone().into());
        }
        let inner = self.client.inner();
        let credentials = credential::choose(&inner.credentials, operation.security)
            .map_err(|missing| MissingCredentialError::new(operation, missing))?;
        let url = self.url(inner, &credentials)?;
        let method = Method::from_bytes(operation.method.as_bytes())
            .map_err(|_| ArgumentError::new(operation, operation.method, "is not a method of HTTP"))?;
        let cookies = cookies(inner, &credentials, &url);
        let mut request = reqwest::Request::new(method, url);
        if let Some(body) = &self.body {
            *request.body_mut() = Some(Body::from(body.to_string()));
        }
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        if self.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        for ready in credentials {
            if let Ready::Header(name, value) = ready {
                headers.insert(name, value.clone());
            }
        }
        if let Some(cookies) = cookies {
            headers.insert(COOKIE, cookies);
        }
        Ok(request)
    }

    fn url(&self, inner: &Inner, credentials: &[&Ready]) -> Result<Url, ArgumentError> {
        let operation = self.operation;
        let path = uri::path(operation.path, &self.path).map_err(|problem| match problem {
            PathProblem::Unset(name) => ArgumentError::new(operation, name, "was not set"),
            PathProblem::Refused(name) => {
                let problem = "is empty, `.` or `..`, which would change the path";
                ArgumentError::new(operation, name, problem)
            }
            PathProblem::Dots => ArgumentError::new(operation, "path", "would have `.` or `..` as a segment"),
        })?;
        let mut query = String::new();
        for (name, value) in &self.query {
            uri::push_pair(&mut query, name, value);
        }
        for ready in credentials {
            if let Ready::Query { name, value } = ready {
                uri::push_pair(&mut query, name, value.expose());
            }
        }
        inner.base_url.at(&path, &query).ok_or_else(|| ArgumentError::new(operation, "path", "does not make a URL"))
    }
}

/// Returns the cookie header, if a credential travels in one. The HTTP library adds the server's cookies only where
/// there is no such header, so they are added here.
fn cookies(inner: &Inner, credentials: &[&Ready], url: &Url) -> Option<HeaderValue> {
    let mut pairs: Vec<String> = credentials
        .iter()
        .filter_map(|ready| match ready {
            Ready::Cookie(pair) => Some(pair.expose().to_owned()),
            _ => None,
        })
        .collect();
    if pairs.is_empty() {
        return None;
    }
    let from_server = inner.cookies.cookies(url);
    pairs.extend(from_server.and_then(|value| value.to_str().map(str::to_owned).ok()));
    header::sensitive(&pairs.join("; "))
}

/// Why a body was not read to its end.
enum Broken {
    TooLarge { limit: usize },
    Off(reqwest::Error),
}

/// Reads a body of at most `limit` bytes. What was read before a failure is in `body`.
async fn read(response: &mut Response, limit: usize, body: &mut Vec<u8>) -> Result<(), Broken> {
    // The length is the word of the server, so it is not worth much memory until bytes follow.
    let announced = response.content_length().unwrap_or(0);
    body.reserve(usize::try_from(announced).map_or(0, |length| length.min(limit).min(1 << 20)));
    while let Some(chunk) = response.chunk().await.map_err(Broken::Off)? {
        let room = limit - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(room)]);
        if chunk.len() > room {
            return Err(Broken::TooLarge { limit });
        }
    }
    Ok(())
}

impl Answer {
    /// The encoding of the body, if it has one. None was asked for.
    pub(super) fn encoding(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_ENCODING)?;
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (!value.eq_ignore_ascii_case("identity")).then_some(value)
    }
}
