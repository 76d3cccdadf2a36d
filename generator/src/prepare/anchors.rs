//! Resolves references by name (JSON Schema 2020-12, section 8.2): to an `$anchor`, and to a schema with an `$id`. Later stages
//! see references by pointer.

use std::collections::BTreeMap;

use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::{each_object, shape_of};
use crate::document::pointer::{join, unescape};
use crate::document::tree::{Node, Value};

/// Writes the references of a document to names as references to places. Those to names that it lacks are kept.
pub(crate) fn resolve(root: &mut Node) {
    let mut is_needed = false;
    each_object(root, Kind::Document, &mut |node, kind| {
        let names = ["$anchor", "$dynamicAnchor", "$id"];
        is_needed |= kind == Kind::Schema && names.iter().any(|key| text(node, key).is_some());
    });
    if !is_needed {
        return;
    }
    let mut names = Names::default();
    let base = text(root, "$self").and_then(|own| own.split('#').next()).unwrap_or_default().to_owned();
    names.collect(root, Kind::Document, &Place { at: String::new(), base });
    let mut found = Vec::new();
    for (at, base, reference) in &names.references {
        let target = names.target(root, base, reference).filter(|target| target != reference);
        found.extend(target.map(|target| (join(at, &["$ref"]), target)));
    }
    for (at, target) in found {
        if let Some(Node { value: Value::String(reference), .. }) = root.at_mut(&at) {
            *reference = target;
        }
    }
}

/// Where an object is, and the address of the schema around it that has one.
#[derive(Clone, Default)]
struct Place {
    at: String,
    base: String,
}

/// What the schemas of a document are called.
#[derive(Default)]
struct Names {
    /// The places of the schemas with an `$id`, by address.
    addresses: BTreeMap<String, String>,
    /// The places of the anchors, by address and name.
    anchors: BTreeMap<(String, String), String>,
    /// The references, each with its place and the address around it.
    references: Vec<(String, String, String)>,
}

impl Names {
    fn collect(&mut self, node: &Node, kind: Kind, place: &Place) {
        let mut place = place.clone();
        if kind == Kind::Schema {
            self.schema(node, &mut place);
        }
        for (name, member) in node.members() {
            let (node, at) = (&member.node, join(&place.at, &[name]));
            let mut one = |node: &Node, kind: Kind, at: String| {
                self.collect(node, kind, &Place { at, base: place.base.clone() });
            };
            match shape_of(kind, name) {
                Some(Shape::Items | Shape::Many(_)) if node.as_array().is_some() => {
                    let kind = if let Some(Shape::Many(kind)) = shape_of(kind, name) { kind } else { Kind::Schema };
                    let items = node.items().enumerate();
                    items.for_each(|(index, item)| one(item, kind, join(&at, &[&index.to_string()])));
                }
                Some(Shape::One(kind)) => one(node, kind, at),
                Some(Shape::SchemaOrFlag | Shape::Items) => one(node, Kind::Schema, at),
                Some(Shape::Map(kind) | Shape::Patterned(kind)) => {
                    node.members().for_each(|(name, member)| one(&member.node, kind, join(&at, &[name])));
                }
                _ => {}
            }
        }
    }

    fn schema(&mut self, node: &Node, place: &mut Place) {
        if let Some(id) = text(node, "$id") {
            place.base = address(&place.base, id.trim_end_matches('#'));
            self.addresses.entry(place.base.clone()).or_insert_with(|| place.at.clone());
        }
        for name in ["$anchor", "$dynamicAnchor"].iter().filter_map(|key| text(node, key)) {
            self.anchors.entry((place.base.clone(), name.to_owned())).or_insert_with(|| place.at.clone());
        }
        if let Some(reference) = text(node, "$ref") {
            self.references.push((place.at.clone(), place.base.clone(), reference.to_owned()));
        }
    }

    /// Returns the reference by pointer for a reference by name.
    fn target(&self, root: &Node, base: &str, reference: &str) -> Option<String> {
        let (other, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let base = if other.is_empty() { base.to_owned() } else { address(base, other) };
        let start = match self.addresses.get(&base) {
            Some(at) => at,
            None if other.is_empty() => "",
            None => return None,
        };
        if fragment.is_empty() || fragment.starts_with('/') {
            // Many documents mean the whole document by `#`, although an `$id` is around the reference.
            let pointer = format!("{start}{}", unescape(fragment));
            return (!start.is_empty() && root.at(&pointer).is_some()).then(|| format!("#{start}{fragment}"));
        }
        let fragment = unescape(fragment);
        let named = self.anchors.get(&(base, fragment.clone()));
        let mut others = self.anchors.iter().filter(|((_, name), _)| *name == fragment).map(|(_, at)| at);
        let only = others.next().filter(|_| other.is_empty() && others.next().is_none());
        named.or(only).map(|at| format!("#{at}"))
    }
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_str).filter(|text| !text.is_empty())
}

/// Resolves an address against the one around it (RFC 3986, section 5.2), except for `..`.
fn address(base: &str, other: &str) -> String {
    let is_absolute = other.split('/').next().is_some_and(|start| start.contains(':'));
    let host = base.find("://").map_or(0, |at| base[at + 3..].find('/').map_or(base.len(), |end| at + 3 + end));
    let folder = base.rfind('/').filter(|end| *end >= host).map_or(host, |end| end + 1);
    match () {
        () if is_absolute => other.to_owned(),
        () if other.starts_with('/') => format!("{}{other}", &base[..host]),
        () if folder == host && host > 0 => format!("{base}/{other}"),
        () => format!("{}{other}", &base[..folder]),
    }
}
