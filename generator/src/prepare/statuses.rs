//! Corrects the statuses of responses. A response without a status is ignored, and so is the content of one that has none by
//! its status.

use indexmap::map::Entry;

use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_object;
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};

/// Corrects the statuses of all operations.
pub(crate) fn mend(root: &mut Node, findings: &mut Findings) {
    let shared = root.get("components").and_then(|components| components.get("responses")).cloned();
    each_object(root, Kind::Document, &mut |node, kind| {
        if kind == Kind::Operation
            && let Some(responses) = node.get_mut("responses")
        {
            mend_all(responses, findings);
            unknown(responses, findings);
            for (status, member) in responses.as_object_mut().into_iter().flatten() {
                if has_no_content(status) {
                    without_content(status, &mut member.node, shared.as_ref(), findings);
                }
            }
        }
    });
}

/// Whether a response has no content, whatever the document says (RFC 9110, sections 15.2, 15.3.5, 15.3.6 and 15.4.5).
fn has_no_content(status: &str) -> bool {
    status.starts_with('1') || matches!(status, "204" | "205" | "304")
}

fn without_content(status: &str, response: &mut Node, shared: Option<&Node>, findings: &mut Findings) {
    let reference = response.get("$ref").and_then(Node::as_str);
    let name = reference.and_then(|text| text.strip_prefix("#/components/responses/"));
    let target = name.and_then(|name| shared?.get(name)).cloned();
    let own = target.as_ref().unwrap_or(response);
    let Some(content) = own.get("content").filter(|content| content.members().next().is_some()) else { return };
    let message = format!("a response with the status {status} has no body; its `content` is ignored");
    let odd = Diagnostic::new(Code::VendorForm, content.span, message);
    findings.push(odd.help("remove it with an overlay action, or correct the status"));
    if let Some(target) = target {
        *response = target;
    }
    response.take("content");
}

/// Reports statuses that HTTP does not have (RFC 9110, section 15). They are kept, because the client reads any status.
fn unknown(responses: &Node, findings: &mut Findings) {
    for (status, member) in responses.members().filter(|(status, _)| status.starts_with(['6', '7', '8', '9'])) {
        let message = format!("`{status}` is not a status of HTTP, which has 100 to 599; it is read as an error");
        let odd = Diagnostic::new(Code::VendorForm, member.name, message);
        findings.push(odd.help("correct it with an overlay action, or accept this"));
    }
}

fn mend_all(responses: &mut Node, findings: &mut Findings) {
    let Some(members) = responses.as_object_mut() else { return };
    let is_right = |name: &str| name.starts_with("x-") || meant(name).as_deref() == Some(name);
    if members.keys().all(|name| is_right(name)) {
        return;
    }
    let taken = std::mem::take(members);
    let right: Vec<String> = taken.keys().filter(|name| is_right(name)).cloned().collect();
    for (name, member) in taken {
        if is_right(&name) {
            members.insert(name, member);
            continue;
        }
        let span = member.name;
        let Some(status) = meant(&name) else {
            let message = format!("`{name}` is not a status; this response is ignored");
            let help = "write a status such as `200`, a range such as `2XX`, or `default`";
            findings.push(Diagnostic::new(Code::InvalidValue, span, message).help(help));
            continue;
        };
        let is_taken = right.contains(&status);
        match members.entry(status) {
            Entry::Vacant(place) if !is_taken => {
                let message = format!("the status `{name}` is read as `{}`", place.key());
                findings.push(Diagnostic::new(Code::VendorForm, span, message).help("write it so"));
                place.insert(member);
            }
            Entry::Vacant(place) => findings.push(twice(&name, place.key(), span)),
            Entry::Occupied(place) => findings.push(twice(&name, place.key(), span)),
        }
    }
}

fn twice(name: &str, status: &str, span: crate::document::source::Span) -> Diagnostic {
    let message = format!("`{name}` means the status `{status}`, which has a response of its own; this one is ignored");
    Diagnostic::new(Code::DuplicateKey, span, message).help("remove one of the two with an overlay action")
}

/// Returns the status that a name means (OpenAPI 3.0.3, section 4.7.16.2).
fn meant(name: &str) -> Option<String> {
    let plain = name.trim().to_ascii_lowercase();
    if plain == "default" {
        return Some(plain);
    }
    let digits: String = plain.chars().take_while(char::is_ascii_digit).collect();
    let rest = &plain[digits.len()..];
    let is_word = |char: char| char.is_ascii_alphanumeric();
    match (digits.as_bytes(), rest) {
        ([b'1'..=b'5'], "xx") => Some(format!("{digits}XX")),
        ([b'1'..=b'9', _, _], _) if !rest.starts_with(is_word) => Some(digits),
        _ => None,
    }
}
