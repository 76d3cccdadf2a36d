//! Lists what a fragment refers to and does not contain. A text that was cut refers to what came behind the cut.

use std::collections::BTreeSet;

use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_object;
use crate::document::places::Sources;
use crate::document::pointer::{join, unescape};
use crate::document::source::File;
use crate::document::tree::Node;
use crate::findings::Findings;
use crate::read;

/// Returns the references of a fragment that lead to nothing in it, such as `#/components/schemas/User`, and the security
/// schemes that it names and does not define, as references. A file that cannot be read has none.
pub fn unresolved(fragment: File) -> BTreeSet<String> {
    let Some(mut root) = read::read(fragment, &mut Sources::default(), &mut Findings::default()) else {
        return BTreeSet::new();
    };
    let mut named = BTreeSet::new();
    each_object(&mut root, Kind::Document, &mut |node, kind| {
        let target = node.get("$ref").and_then(Node::as_str);
        named.extend(target.filter(|target| target.starts_with("#/")).map(str::to_owned));
        if matches!(kind, Kind::Document | Kind::Operation) {
            let schemes = node.get("security").into_iter().flat_map(Node::items).flat_map(Node::members);
            // A key that is a reference leads to the scheme (OpenAPI 3.2).
            let reference = |scheme: &str| match scheme.starts_with("#/") {
                true => scheme.to_owned(),
                false => join("#/components/securitySchemes", &[scheme]),
            };
            named.extend(schemes.map(|(scheme, _)| reference(scheme)));
        }
    });
    named.retain(|target| root.at(&unescape(&target[1..])).is_none());
    named
}
