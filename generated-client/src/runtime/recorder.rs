//! Records what a client sends and receives as an HTTP archive (HAR 1.2), without its secrets.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Request, Response, Url};
use serde_json::{Map, Value, json};

use super::charset;
use super::mask::{MASK, Mask, names_credential};
use super::operation::Operation;

/// Records every request that a client sends, with its response, for
/// [`ClientBuilder::record`](super::ClientBuilder::record). [`har`](Recorder::har) returns all of them as an HTTP archive,
/// which browsers and other tools can show.
///
/// Secrets are replaced by `[secret]`: the credentials of the client and the secrets of the call wherever they occur, and the
/// values of headers, query parameters, form fields and JSON properties whose names say that they hold one, such as
/// `password` or `access_token`. What else a body contains is recorded as it is, so look through an archive before you pass
/// it on. The bodies of streams, and bytes that are no text, are not recorded.
///
/// ```
/// # use generated_client::{Client, Recorder};
/// let recorder = Recorder::new();
/// let client = Client::builder().server("http://localhost").token("any").record(&recorder).build();
/// // … the calls, and then:
/// let archive: String = recorder.har();
/// # assert!(client.is_ok() && archive.contains("entries"));
/// ```
///
/// Clones share what is recorded. It is kept in memory until the last of them, and of the clients, is dropped.
#[derive(Clone, Default)]
pub struct Recorder {
    entries: Arc<Mutex<Vec<Value>>>,
}

impl Recorder {
    /// Returns a recorder that has recorded nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what was recorded as the text of a HAR file. A request that is still being sent is not part of it.
    pub fn har(&self) -> String {
        let creator = json!({"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")});
        let archive = json!({"log": {"version": "1.2", "creator": creator, "entries": *self.lock()}});
        format!("{archive:#}\n")
    }

    /// Forgets what was recorded.
    pub fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Value>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recorder").field("entries", &self.lock().len()).finish()
    }
}

/// A request whose response is awaited. It is recorded when this is dropped, with or without a response.
pub(super) struct Exchange {
    recorder: Recorder,
    mask: Arc<Mask>,
    began: Instant,
    entry: Map<String, Value>,
}

impl Exchange {
    pub(super) fn begin(recorder: &Recorder, operation: &Operation, request: &Request, mask: &Arc<Mask>) -> Self {
        let mut entry = Map::new();
        entry.insert("startedDateTime".to_owned(), Timestamp::now().to_string().into());
        entry.insert("comment".to_owned(), operation.name.into());
        entry.insert("request".to_owned(), request_value(request, mask));
        // HAR has no other way to say that there is no response.
        entry.insert("response".to_owned(), response_value(0, "", &HeaderMap::new(), mask));
        Self { recorder: recorder.clone(), mask: Arc::clone(mask), began: Instant::now(), entry }
    }

    /// Records the status and headers of the response.
    pub(super) fn receive(&mut self, response: &Response) {
        let status = response.status();
        let reason = status.canonical_reason().unwrap_or_default();
        let value = response_value(status.as_u16(), reason, response.headers(), &self.mask);
        self.entry.insert("response".to_owned(), value);
    }

    /// Records the body of the response. The headers say which charset it has.
    pub(super) fn receive_body(exchange: &mut Option<Self>, headers: &HeaderMap, body: &[u8]) {
        let Some(Self { entry, mask, .. }) = exchange else { return };
        let Some(response) = entry.get_mut("response") else { return };
        response["bodySize"] = body.len().into();
        response["content"] = content(headers, body, mask);
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        let time = self.began.elapsed().as_secs_f64() * 1000.0;
        let mut entry = std::mem::take(&mut self.entry);
        entry.insert("time".to_owned(), time.into());
        entry.insert("timings".to_owned(), json!({"send": 0, "wait": time, "receive": 0}));
        entry.insert("cache".to_owned(), json!({}));
        self.recorder.lock().push(Value::Object(entry));
    }
}

fn request_value(request: &Request, mask: &Mask) -> Value {
    let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
    let mut value = json!({
        "method": request.method().as_str(),
        "url": url(request.url(), mask),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(request.headers(), mask),
        "queryString": pairs(request.url().query_pairs(), mask),
        "headersSize": -1,
        "bodySize": body.len(),
    });
    if !body.is_empty() {
        value["postData"] = content(request.headers(), body, mask);
    }
    value
}

fn response_value(status: u16, reason: &str, of: &HeaderMap, mask: &Mask) -> Value {
    let location = of.get(LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    json!({
        "status": status,
        "statusText": reason,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": headers(of, mask),
        "content": {"size": -1, "mimeType": media_type(of)},
        "redirectURL": hidden("", location, mask),
        "headersSize": -1,
        "bodySize": -1,
    })
}

/// Returns the URL without the secrets in its path and query.
fn url(url: &Url, mask: &Mask) -> String {
    let mut shown = url.clone();
    if url.query().is_some() {
        let pairs = url.query_pairs().map(|(name, value)| (hidden("", &name, mask), hidden(&name, &value, mask)));
        let pairs: Vec<(String, String)> = pairs.collect();
        shown.query_pairs_mut().clear().extend_pairs(pairs);
    }
    mask.hide(shown.as_str())
}

fn headers(headers: &HeaderMap, mask: &Mask) -> Vec<Value> {
    let shown = headers.iter().map(|(name, value)| {
        let text = String::from_utf8_lossy(value.as_bytes());
        let text = if value.is_sensitive() { MASK.to_owned() } else { hidden(name.as_str(), &text, mask) };
        json!({"name": name.as_str(), "value": text})
    });
    shown.collect()
}

fn pairs<'a>(
    pairs: impl Iterator<Item = (std::borrow::Cow<'a, str>, std::borrow::Cow<'a, str>)>,
    mask: &Mask,
) -> Vec<Value> {
    pairs.map(|(name, value)| json!({"name": hidden("", &name, mask), "value": hidden(&name, &value, mask)})).collect()
}

/// Returns a body with its media type. Bytes that are no text are omitted.
fn content(of: &HeaderMap, body: &[u8], mask: &Mask) -> Value {
    let media_type = media_type(of);
    let mut content = json!({"size": body.len(), "mimeType": media_type});
    let text = charset::lossy(of, body);
    if text.contains('\u{fffd}') {
        content["comment"] = "bytes that are not text".into();
        return content;
    }
    let text = match serde_json::from_str(&text) {
        Ok(json) => hidden_json(mask.hide_in(json)).to_string(),
        Err(_) if media_type.starts_with("application/x-www-form-urlencoded") => {
            // A form is written like the query of a URL.
            let mut form = Url::parse("http://form.invalid").expect("a valid URL");
            form.set_query(Some(&text));
            url(&form, mask).split_once('?').map(|(_, form)| form.to_owned()).unwrap_or_default()
        }
        Err(_) => mask.hide(&text),
    };
    content["text"] = text.into();
    content
}

fn media_type(headers: &HeaderMap) -> String {
    headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

fn hidden(name: &str, value: &str, mask: &Mask) -> String {
    if names_credential(name) { MASK.to_owned() } else { mask.hide(value) }
}

/// Hides the properties whose names say that they hold a secret.
fn hidden_json(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(hidden_json).collect(),
        Value::Object(members) => {
            let hide = |(name, value): (String, Value)| {
                let is_secret = names_credential(&name) && (value.is_string() || value.is_number());
                let value = if is_secret { MASK.into() } else { hidden_json(value) };
                (name, value)
            };
            members.into_iter().map(hide).collect()
        }
        other => other,
    }
}
