//! Finds strings that look like real credentials in examples, defaults and values, because documents are committed.
//! There are only a few patterns, so that what they find is worth checking. Placeholders are not reported.

use crate::document::source::Span;
use crate::document::tree::{Node, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Searches the examples, defaults and descriptions of a fragment.
pub(crate) fn look(fragment: &Node, findings: &mut Findings) {
    walk(fragment, Around::Document, findings);
}

/// The context of a string.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Document,
    /// An example or default of something whose name suggests a credential, such as the header `Authorization`.
    Credential,
    /// The examples of something like that, by name or in a list.
    Examples,
}

fn walk(node: &Node, around: Around, findings: &mut Findings) {
    match &node.value {
        Value::String(text) => findings.extend(secret(text, around).map(|what| found(what, node.span))),
        Value::Array(items) => items.iter().for_each(|item| walk(item, around, findings)),
        Value::Object(members) => {
            let named = node.get("name").and_then(Node::as_str).is_some_and(is_credential);
            for (name, member) in members {
                let is_example =
                    matches!(name.as_str(), "example" | "examples" | "default" | "value" | "schema" | "items");
                let inside = match () {
                    // Only the examples of a schema can be credentials.
                    () if member.node.as_str().is_some() && is_word_of_schema(name) => Around::Document,
                    () if is_credential(name) => Around::Credential,
                    () if is_example && named => Around::Credential,
                    () if is_example || around == Around::Examples => around,
                    () => Around::Document,
                };
                let inside = match (inside, name.as_str()) {
                    (Around::Credential, "examples") => Around::Examples,
                    (Around::Examples, _) => Around::Credential,
                    (inside, _) => inside,
                };
                walk(&member.node, inside, findings);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn found(what: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::Secret, span, format!("this looks like {what}")).help(
        "if it is real, revoke it and tell the vendor; replace it with a placeholder with an overlay action, or accept \
         it in `accepted.yaml` with a reason",
    )
}

/// Returns whether a name suggests a credential.
fn is_credential(name: &str) -> bool {
    let folded = || name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| byte.to_ascii_lowercase());
    ["authorization", "apikey", "xapikey", "accesstoken", "authtoken", "secretkey", "clientsecret", "privatekey"]
        .iter()
        .any(|known| folded().eq(known.bytes()))
}

fn is_word_of_schema(name: &str) -> bool {
    ["description", "summary", "title", "type", "format", "pattern", "$ref", "name", "in", "operationId"]
        .contains(&name)
}

/// The prefixes of tokens, the minimum number of characters after them, and what they are.
const PREFIXES: &[(&str, usize, &str)] = &[
    ("AKIA", 16, "an AWS access key"),
    ("ASIA", 16, "an AWS access key"),
    ("AIza", 35, "a Google API key"),
    ("EAACEdEose0cBA", 20, "a Facebook access token"),
    ("SG.", 60, "a SendGrid API key"),
    ("ghp_", 36, "a GitHub token"),
    ("gho_", 36, "a GitHub token"),
    ("ghs_", 36, "a GitHub token"),
    ("ghu_", 36, "a GitHub token"),
    ("github_pat_", 50, "a GitHub token"),
    ("glpat-", 20, "a GitLab token"),
    ("npm_", 36, "an npm token"),
    ("pypi-", 60, "a PyPI token"),
    ("rk_live_", 20, "a Stripe key"),
    ("shpat_", 32, "a Shopify token"),
    ("sk-ant-", 40, "an Anthropic key"),
    ("sk-proj-", 40, "an OpenAI key"),
    ("sk_live_", 20, "a Stripe key"),
    ("xoxb-", 24, "a Slack token"),
    ("xoxp-", 24, "a Slack token"),
    ("ya29.", 60, "a Google access token"),
];

/// The minimum length of a credential.
const SHORTEST: usize = 20;

/// Returns the kind of credential in a string, if it seems to contain one.
fn secret(text: &str, around: Around) -> Option<&'static str> {
    if text.len() < SHORTEST {
        return None;
    }
    if text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----") && body_of_key(text) {
        return Some("a private key");
    }
    let part = |char: char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.' | '+' | '/' | '=');
    for word in text.split(|char| !part(char)).filter(|word| word.len() >= SHORTEST) {
        if is_web_token(word) {
            return Some("a signed token (JWT)");
        }
        let known = PREFIXES.iter().find(|(prefix, least, _)| {
            word.strip_prefix(prefix).is_some_and(|rest| rest.len() >= *least && is_random(rest))
        });
        if let Some((_, _, whose)) = known {
            return Some(whose);
        }
        if around != Around::Document && is_random(word) {
            return Some("a credential");
        }
    }
    None
}

/// Returns whether there is a key between the marks, and not only dots and a word.
fn body_of_key(text: &str) -> bool {
    let longest = text.split(|char: char| char.is_whitespace() || char == '\\').map(str::len).max();
    longest.is_some_and(|longest| longest >= 40) || text.len() > 600
}

/// Returns whether a string is a JWT: three parts in base64url. The first begins a JSON object and the last is
/// long enough for a signature (RFC 7515).
fn is_web_token(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    matches!(parts.as_slice(), [head, body, signature]
        if head.starts_with("eyJ") && body.starts_with("eyJ") && signature.len() >= 42 && is_random(signature))
}

/// Returns whether a string looks random, by its entropy in bits per character.
fn is_random(text: &str) -> bool {
    const LEAST_BITS: f64 = 3.4;
    let lower = text.to_ascii_lowercase();
    let placeholders =
        ["example", "placeholder", "your", "xxxx", "1234567", "abcdef", "0000", "token", "secret", "test", "..."];
    let is_mixed =
        text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic());
    is_mixed && !placeholders.iter().any(|word| lower.contains(word)) && bits(text) >= LEAST_BITS
}

/// Returns the Shannon entropy of the bytes.
fn bits(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    text.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = u32::try_from(text.len()).map_or(f64::from(u32::MAX), f64::from);
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / length);
    shares.map(|share| -share * share.log2()).sum()
}
