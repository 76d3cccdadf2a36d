//! Reports schemas in another dialect of JSON Schema than those that are read.

use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_object;
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};

/// The beginnings of the addresses of dialects that are read.
const KNOWN: &[&str] = &[
    "https://json-schema.org/draft/2020-12/",
    "https://spec.openapis.org/oas/3.1/dialect/",
    "https://spec.openapis.org/oas/3.2/dialect/",
];

/// Reports the dialects of a document and of its schemas. Each is reported where it is named first.
pub(crate) fn report(root: &mut Node, findings: &mut Findings) {
    let mut seen = std::collections::BTreeSet::new();
    each_object(root, Kind::Document, &mut |node, kind| {
        let key = match kind {
            Kind::Document => "jsonSchemaDialect",
            Kind::Schema => "$schema",
            _ => return,
        };
        let Some((dialect, name)) = node.get(key).and_then(|dialect| Some((dialect, dialect.as_str()?))) else {
            return;
        };
        if KNOWN.iter().any(|known| name.starts_with(known)) || !seen.insert(name.to_owned()) {
            return;
        }
        let message = format!("`{name}` is another dialect of JSON Schema; schemas are read as JSON Schema 2020-12");
        let help = "no action is needed, unless the schemas use keywords that mean something else there";
        findings.push(Diagnostic::new(Code::OtherDialect, dialect.span, message).help(help));
    });
}
