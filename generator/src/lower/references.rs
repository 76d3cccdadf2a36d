//! Objects whose every property is `readOnly`. A request that contains one can only mean to refer to something that exists, so
//! it contains the properties, and has to contain those that are required. OpenAPI says only that they should not be sent.

use crate::api::visit::{each_inner, each_type};
use crate::api::{Access, Api, Property, Type, TypeDef, TypeShape};
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};

/// Lets requests contain the properties of such objects.
pub(super) fn settle(api: &mut Api, root: &Node, findings: &mut Findings) {
    let sent = sent(api);
    for (def, _) in api.types.iter_mut().zip(sent).filter(|(_, sent)| *sent) {
        let TypeShape::Struct { properties, rest } = &mut def.shape else { continue };
        if is_reference(properties, rest.as_ref()) {
            send(properties);
            report(root, &def.at, findings);
        }
    }
}

/// Returns whether all properties of an object are `readOnly`, so that a request could contain nothing of it.
pub(super) fn is_reference(properties: &[Property], rest: Option<&Type>) -> bool {
    !properties.is_empty() && rest.is_none() && properties.iter().all(|property| property.access == Access::Read)
}

/// Makes the properties those of both directions.
pub(super) fn send(properties: &mut [Property]) {
    for property in properties {
        (property.access, property.presence) = (Access::Both, property.documented);
    }
}

/// Reports an object of a request that is read as a reference.
pub(super) fn report(root: &Node, at: &str, findings: &mut Findings) {
    let message = "every property of this object is `readOnly`; requests contain them, because it is read as a reference \
                   to something that exists";
    let help = "no action is needed, unless the server refuses them: then remove the object from what requests contain, \
                with an overlay action";
    findings.push(Diagnostic::new(Code::ReadOnlySent, root.nearest(at).span, message).help(help));
}

/// Returns which types requests contain, where nothing on the way is `readOnly`.
fn sent(api: &mut Api) -> Vec<bool> {
    let mut open = Vec::new();
    for operation in &mut api.operations {
        each_type(operation, &mut |ty, uses| open.extend(ty.all_named().into_iter().filter(|_| uses.request)));
    }
    let mut sent = vec![false; api.types.len()];
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut sent[id.0], true) {
            open.extend(sent_by(&mut api.types[id.0]).iter().flat_map(Type::all_named));
        }
    }
    sent
}

/// Returns the types that a request contains within a type.
fn sent_by(def: &mut TypeDef) -> Vec<Type> {
    if let TypeShape::Struct { properties, rest } = &def.shape {
        let is_reference = is_reference(properties, rest.as_ref());
        let known = properties.iter().filter(|property| is_reference || property.access != Access::Read);
        return known.map(|property| &property.ty).chain(rest).cloned().collect();
    }
    let mut inner = Vec::new();
    each_inner(&mut def.shape, &mut |ty| inner.push(ty.clone()));
    inner
}
