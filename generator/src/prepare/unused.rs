//! Reports keys that the client does not use, and keys of a later version of OpenAPI than that of the document. Other
//! stages report what they do not use themselves; `support` lists all of it.

use crate::document::grammar::{Kind, Versions};
use crate::document::source::Span;
use crate::document::tree::Node;
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic, Findings};

/// Keys that the client does not use, with what this means and what callers can do instead.
const UNUSED: &[(Kind, &str, &str, &str)] = &[
    (Kind::Encoding, "encoding", NESTED, PARTS),
    (Kind::Encoding, "itemEncoding", NESTED, PARTS),
    (Kind::Encoding, "prefixEncoding", NESTED, PARTS),
    (Kind::Header, "allowReserved", "nothing is percent-encoded in a header", "no action is needed"),
    (Kind::MediaType, "itemEncoding", POSITION, PARTS),
    (Kind::MediaType, "prefixEncoding", POSITION, PARTS),
];

const NESTED: &str = "parts within a part are sent as the caller gives them";
const POSITION: &str = "parts without names are sent as the caller gives them";
const PARTS: &str = "if that is not enough, describe the body as `application/octet-stream` with an overlay action, so that callers give its \
                     bytes and content type";

/// Reports a value that only OpenAPI 3.2 has: where a parameter is, and how it is written.
pub(super) fn report_value((key, node): (&str, &Node), kind: Kind, own: Option<Version>, findings: &mut Findings) {
    let is_later = matches!((key, node.as_str()), ("in", Some("querystring")) | ("style", Some("cookie")));
    if let (Kind::Parameter, Some(text), true) = (kind, node.as_str(), is_later) {
        later(&format!("{key}: {text}"), node.span, own, findings);
    }
}

fn later(what: &str, span: Span, own: Option<Version>, findings: &mut Findings) {
    if let Some(own) = own.filter(|own| *own < Version::V32) {
        let message = format!(
            "`{what}` is written as in OpenAPI 3.2, but the document has {}; it is read as it was meant",
            own.name()
        );
        findings.push(Diagnostic::new(Code::OtherVersion, span, message).help("no action is needed"));
    }
}

/// Reports a key of an object that is in the grammar.
pub(super) fn report(
    (key, span): (&str, Span),
    kind: Kind,
    versions: Versions,
    own: Option<Version>,
    findings: &mut Findings,
) {
    if versions == Versions::V32 {
        later(key, span, own, findings);
    }
    if let Some((.., what, help)) = UNUSED.iter().find(|(of, name, ..)| *of == kind && *name == key) {
        let message = format!("`{key}` has no effect on the client: {what}");
        findings.push(Diagnostic::new(Code::NotGenerated, span, message).help(*help));
    }
}
