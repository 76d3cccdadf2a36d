//! Reads security requirements that refer to a security scheme by its place (OpenAPI 3.2.0, section 4.30) as requirements
//! that name it.

use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_object;
use crate::document::pointer::component_name;
use crate::document::tree::{Node, Object};

/// Writes the names of security schemes for references to them. A scheme that is called like a reference is meant first.
pub(crate) fn shorten(root: &mut Node) {
    let Some(schemes) = root.at("/components/securitySchemes").and_then(Node::as_object).cloned() else { return };
    each_object(root, Kind::Document, &mut |node, kind| {
        let security = node.get_mut("security").filter(|_| matches!(kind, Kind::Document | Kind::Operation));
        for alternative in security.and_then(Node::as_array_mut).into_iter().flatten() {
            if let Some(members) = alternative.as_object_mut()
                && members.keys().any(|key| named(key, &schemes).is_some())
            {
                let renamed = std::mem::take(members).into_iter();
                members.extend(renamed.map(|(key, member)| (named(&key, &schemes).unwrap_or(key), member)));
            }
        }
    });
}

/// Returns the name of the scheme that a reference leads to.
fn named(key: &str, schemes: &Object) -> Option<String> {
    let is_reference = key.starts_with("#/components/securitySchemes/") && !schemes.contains_key(key);
    let name = component_name(key);
    (is_reference && schemes.contains_key(&name)).then_some(name)
}
