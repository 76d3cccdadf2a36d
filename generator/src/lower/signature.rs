//! `x-webhook-signature`: how the server signs webhooks.

use super::Schemas;
use crate::api::{Signature, SignatureHash, SignatureTime, SignedPart};
use crate::document::extensions::WEBHOOK_SIGNATURE;
use crate::document::header::is_name;
use crate::document::pointer::join;
use crate::document::tree::{Node, Value};
use crate::findings::Code;

/// All keys of the extension.
const KEYS: [&str; 8] = ["algorithm", "encoding", "header", "prefix", "secret", "signed", "timestamp", "tolerance"];

/// The scheme of <https://www.standardwebhooks.com>.
const STANDARD: &str = "standard-webhooks";

/// How old a signature may be, in seconds.
const TOLERANCE: u64 = 300;

/// What is wrong, and the key if it is about a single key.
type Wrong = (Option<&'static str>, String);

impl Schemas<'_> {
    /// Reads the scheme that the extension at a place describes, if it is there.
    pub(super) fn signature(&mut self, holder: &str) -> Option<Signature> {
        let at = join(holder, &[WEBHOOK_SIGNATURE]);
        let node = self.root().at(&at)?;
        read(node)
            .map_err(|(key, message)| {
                let place = key.filter(|key| node.get(key).is_some()).map_or(at.clone(), |key| join(&at, &[key]));
                let help = "for example: standard-webhooks, or {header: X-Signature, algorithm: hmac-sha256, encoding: hex}; \
                            docs/extensions.md lists all keys";
                self.extension_problem(Code::WrongType, (&at, &place), message, help);
            })
            .ok()
    }
}

fn read(node: &Node) -> Result<Signature, Wrong> {
    if node.as_str() == Some(STANDARD) {
        return Ok(standard());
    }
    let keys = node.as_object().ok_or_else(|| {
        (None, format!("`{WEBHOOK_SIGNATURE}` is `{STANDARD}`, or an object that describes the signature"))
    })?;
    if let Some(key) = keys.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err((None, format!("`{WEBHOOK_SIGNATURE}` has no key `{key}`; its keys are {}", KEYS.join(", "))));
    }
    let header = text(node, "header")?.ok_or_else(|| (None, format!("`{WEBHOOK_SIGNATURE}` needs `header`")))?;
    if !is_name(&header) {
        return Err((Some("header"), format!("`{header}` is no name of a header")));
    }
    let time = time(node)?;
    let plain = if time.is_some() { "{timestamp}.{body}" } else { "{body}" };
    let signed = signed(&text(node, "signed")?.unwrap_or_else(|| plain.to_owned()), time.is_some())?;
    Ok(Signature {
        header,
        hash: match one_of(node, "algorithm", &["hmac-sha256", "hmac-sha1", "hmac-sha512"])? {
            "hmac-sha1" => SignatureHash::Sha1,
            "hmac-sha512" => SignatureHash::Sha512,
            _ => SignatureHash::Sha256,
        },
        base64: one_of(node, "encoding", &["hex", "base64"])? == "base64",
        prefix: text(node, "prefix")?.unwrap_or_default(),
        time,
        signed,
        base64_secret: one_of(node, "secret", &["text", "base64"])? == "base64",
    })
}

fn standard() -> Signature {
    let dot = || SignedPart::Text(".".to_owned());
    let id = SignedPart::Header("webhook-id".to_owned());
    Signature {
        header: "webhook-signature".to_owned(),
        hash: SignatureHash::Sha256,
        base64: true,
        prefix: "v1,".to_owned(),
        time: Some(SignatureTime::Header { name: "webhook-timestamp".to_owned(), tolerance: TOLERANCE }),
        signed: vec![id, dot(), SignedPart::Timestamp, dot(), SignedPart::Body],
        base64_secret: true,
    }
}

/// Returns a text. An empty one is the same as none.
fn text(node: &Node, key: &'static str) -> Result<Option<String>, Wrong> {
    match node.get(key) {
        None => Ok(None),
        Some(value) => match value.as_str() {
            Some(text) => Ok(Some(text.to_owned()).filter(|text| !text.is_empty())),
            None => Err((Some(key), format!("`{key}` has to be a text"))),
        },
    }
}

/// Returns one of several words, the first by default.
fn one_of(node: &Node, key: &'static str, words: &[&'static str]) -> Result<&'static str, Wrong> {
    match text(node, key)? {
        None => Ok(words[0]),
        Some(word) => {
            let known = words.iter().find(|known| **known == word);
            known.copied().ok_or_else(|| (Some(key), format!("`{key}` is one of {}", words.join(", "))))
        }
    }
}

/// Where the timestamp is: in a header, or, with a `=` at its end, behind this prefix in the header of the signature.
fn time(node: &Node) -> Result<Option<SignatureTime>, Wrong> {
    let tolerance = match node.get("tolerance").map(|node| &node.value) {
        None => TOLERANCE,
        Some(Value::Number(seconds)) if seconds.parse::<u64>().is_ok() => seconds.parse().unwrap_or(TOLERANCE),
        Some(_) => return Err((Some("tolerance"), "`tolerance` is a number of seconds".to_owned())),
    };
    match text(node, "timestamp")? {
        None if node.get("tolerance").is_some() => {
            Err((Some("tolerance"), "`tolerance` needs `timestamp`, the header with the time".to_owned()))
        }
        None => Ok(None),
        Some(prefix) if prefix.ends_with('=') => Ok(Some(SignatureTime::Beside { prefix, tolerance })),
        Some(name) if is_name(&name) => Ok(Some(SignatureTime::Header { name, tolerance })),
        Some(name) => Err((Some("timestamp"), format!("`{name}` is no name of a header"))),
    }
}

/// Splits a template: `{timestamp}.{body}`. Any other name in braces is that of a header.
fn signed(template: &str, has_time: bool) -> Result<Vec<SignedPart>, Wrong> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once('{') {
        let (name, after) =
            after.split_once('}').ok_or_else(|| (Some("signed"), format!("`{template}` has an open brace")))?;
        if !literal.is_empty() {
            parts.push(SignedPart::Text(literal.to_owned()));
        }
        parts.push(match name {
            "body" => SignedPart::Body,
            "timestamp" if has_time => SignedPart::Timestamp,
            "timestamp" => {
                return Err((Some("signed"), "`{timestamp}` needs `timestamp`, where the time is".to_owned()));
            }
            name if is_name(name) => SignedPart::Header(name.to_owned()),
            name => return Err((Some("signed"), format!("`{name}` is no name of a header"))),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(SignedPart::Text(rest.to_owned()));
    }
    if parts.contains(&SignedPart::Body) {
        Ok(parts)
    } else {
        Err((Some("signed"), "`signed` needs `{body}`: otherwise anybody can change the body".to_owned()))
    }
}
