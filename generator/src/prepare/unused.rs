//! Reports keys that the client does not use, and keys of a later version of OpenAPI than that of the document. Other
//! stages report what they do not use themselves; `support` lists all of it.

use crate::document::grammar::{Kind, Versions};
use crate::document::source::Span;
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic, Findings};

/// Keys that the client does not use, with what this means and what callers can do instead.
const UNUSED: &[(Kind, &str, &str, &str)] = &[
    (Kind::Encoding, "encoding", NESTED, PARTS),
    (Kind::Encoding, "itemEncoding", NESTED, PARTS),
    (Kind::Encoding, "prefixEncoding", NESTED, PARTS),
    (Kind::MediaType, "itemEncoding", POSITION, PARTS),
    (Kind::MediaType, "prefixEncoding", POSITION, PARTS),
];

const NESTED: &str = "parts within a part are sent as the caller gives them";
const POSITION: &str = "parts without names are sent as the caller gives them";
const PARTS: &str = "if that is not enough, describe the body as `application/octet-stream` with an overlay action, so that callers give its \
                     bytes and content type";

/// Reports a key of an object that is in the grammar.
pub(super) fn report(
    (key, span): (&str, Span),
    kind: Kind,
    versions: Versions,
    own: Option<Version>,
    findings: &mut Findings,
) {
    if let Some(own) = own.filter(|own| versions == Versions::V32 && *own < Version::V32) {
        let message = format!(
            "`{key}` is written as in OpenAPI 3.2, but the document has {}; it is read as it was meant",
            own.name()
        );
        findings.push(Diagnostic::new(Code::OtherVersion, span, message).help("no action is needed"));
    }
    if let Some((.., what, help)) = UNUSED.iter().find(|(of, name, ..)| *of == kind && *name == key) {
        let message = format!("`{key}` has no effect on the client: {what}");
        findings.push(Diagnostic::new(Code::NotGenerated, span, message).help(*help));
    }
}
