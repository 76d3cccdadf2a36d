//! Checks that no module has two types with the same name.

use std::collections::BTreeMap;

use super::{Module, Names, operation};
use crate::api::{Api, Presence, TypeShape};
use crate::document::source::Span;
use crate::findings::{Code, Diagnostic, Findings};

/// Refuses two types with the same name in a module. Most clashes are resolved where names are made. Names that are
/// made from others, such as `ListRequest`, can clash only here.
pub(super) fn check(api: &Api, names: &Names, findings: &mut Findings) {
    if findings.has_errors() {
        // If two operations have the same name, all their types clash. That was reported already.
        return;
    }
    let mut seen: BTreeMap<(Module, &str), Span> = BTreeMap::new();
    for (module, name, span) in types(api, names) {
        let Some(first) = seen.insert((module, name), span) else { continue };
        let message = format!("two types in one module would be named `{name}`");
        let clash = Diagnostic::new(Code::NameClash, span, message);
        let clash = clash.and(first, "the other one comes from here");
        findings.push(
            clash.help("give one of the operations or schemas another name with an overlay action: `x-rust-name`"),
        );
    }
}

/// Returns all emitted types, each with the place that it comes from.
fn types<'a>(api: &'a Api, names: &'a Names) -> Vec<(Module, &'a str, Span)> {
    let mut found = Vec::new();
    for (index, (tag, named)) in api.tags.iter().zip(&names.tags).enumerate() {
        found.push((Module::Tag(index), named.handle.as_str(), tag.span));
        found.push((Module::Tag(index), named.mock.as_str(), tag.span));
    }
    for (operation, named) in api.operations.iter().zip(&names.operations) {
        let module = Module::Tag(operation.tag);
        found.push((module, named.request.as_str(), operation.span));
        if operation::properties(&operation.body).iter().any(|property| property.presence == Presence::Required) {
            found.push((module, named.body.as_str(), operation.span));
        }
    }
    for (def, named) in api.types.iter().zip(&names.types) {
        found.push((named.module, named.name.as_str(), def.span));
        let needs = matches!(&def.shape, TypeShape::Struct { properties, .. }
            if properties.iter().any(|property| property.presence == Presence::Required));
        if def.uses.request && needs {
            found.push((named.module, named.required.as_str(), def.span));
        }
    }
    found
}
