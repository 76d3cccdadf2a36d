//! Reports what OpenAPI does not allow and what the client can read all the same. It changes nothing.

use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_object;
use crate::document::source::Span;
use crate::document::tree::Node;
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic, Findings};

/// Keys that exclude each other, and of which the client needs neither.
const FOR_PEOPLE: &[(Kind, &str, &str)] = &[
    (Kind::Header, "example", "examples"),
    (Kind::MediaType, "example", "examples"),
    (Kind::Parameter, "example", "examples"),
];

/// Reports the unusual objects of a document.
pub(crate) fn report(root: &mut Node, findings: &mut Findings) {
    let is_later = Version::of(root) > Some(Version::V30);
    each_object(root, Kind::Document, &mut |node, kind| {
        for (_, one, other) in FOR_PEOPLE.iter().filter(|(of, ..)| *of == kind) {
            if let (Some(_), Some(span)) = (node.get(one), name(node, other)) {
                let message = format!("{} has `{one}` and `{other}`, which exclude each other", kind.title());
                let odd = Diagnostic::new(Code::NotGenerated, span, message);
                findings.push(odd.help("no action is needed; the client needs neither"));
            }
        }
        let mut odd = |code: Code, span: Span, message: String| {
            let odd = Diagnostic::new(code, span, message);
            findings.push(odd.help("correct it with an overlay action, or accept this"));
        };
        match kind {
            Kind::Document => {
                let holders = ["paths", "components", "webhooks"];
                if is_later && holders.iter().all(|key| node.get(key).is_none()) {
                    let message =
                        "an OpenAPI document needs `paths`, `components` or `webhooks`; this one is read as empty";
                    odd(Code::MissingKey, node.span, message.to_owned());
                }
                if let Some(own) = node.get("$self").filter(|own| own.as_str().is_some_and(|it| it.contains('#'))) {
                    odd(Code::VendorForm, own.span, "`$self` has a fragment, which is ignored".to_owned());
                }
            }
            Kind::Operation => {
                let responses = node.get("responses").filter(|it| it.as_object().is_some_and(|it| it.is_empty()));
                if let Some(responses) = responses {
                    let message = "`responses` is empty; any success is read as one without a body";
                    odd(Code::MissingKey, responses.span, message.to_owned());
                }
            }
            Kind::ServerVariable => {
                if let Some(values) = node.get("enum").filter(|it| it.as_array().is_some_and(<[Node]>::is_empty)) {
                    let message = "`enum` of a server variable is empty; it is ignored";
                    odd(Code::InvalidValue, values.span, message.to_owned());
                }
            }
            Kind::Parameter => parameter(node, &mut odd),
            Kind::Header => beside_content(node, kind, &mut odd),
            _ => {}
        }
    });
}

fn name(node: &Node, key: &str) -> Option<Span> {
    node.as_object()?.get(key).map(|member| member.name)
}

fn parameter(node: &Node, odd: &mut dyn FnMut(Code, Span, String)) {
    beside_content(node, Kind::Parameter, odd);
    let text = |key: &str| node.get(key).and_then(Node::as_str);
    match text("in") {
        Some("path") => {
            if let (Some(own), Some(span)) = (text("name"), node.get("name").map(|name| name.span))
                && own.contains(['{', '}', '/'])
            {
                let message = format!("`{own}` cannot be the name of a path parameter, which has no `{{`, `}}` or `/`");
                odd(Code::PathParameter, span, message);
            }
        }
        Some("querystring") => {
            if let Some(span) = name(node, "schema").filter(|_| node.get("content").is_none()) {
                let message = "a query string has no `schema`, but `content`; this one is read as a form";
                odd(Code::VendorForm, span, message.to_owned());
            }
        }
        _ => {}
    }
}

/// Reports the keys for styles next to a media type.
fn beside_content(node: &Node, kind: Kind, odd: &mut dyn FnMut(Code, Span, String)) {
    if node.get("content").is_none() {
        return;
    }
    for key in ["style", "explode"] {
        if let Some(span) = name(node, key) {
            let message = format!("`{key}` of {} has no meaning next to `content`; it is ignored", kind.title());
            odd(Code::VendorForm, span, message);
        }
    }
}
