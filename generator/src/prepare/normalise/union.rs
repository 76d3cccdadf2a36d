//! Simplifies `oneOf` and `anyOf`. A union that only says what can be `null`, which strings there are, or which
//! properties are required together, is not a union for a client.

use super::schema::{Schemas, WORDS};
use super::strings::{self, Kind, Listed, Rest, Scalar};
use super::values::set_nullable;
use crate::document::extensions::{OPEN_VALUES, REQUIRED_TOGETHER};
use crate::document::tree::{Index, Node, Object, Value};
use crate::findings::{Code, Diagnostic};

/// The extension for the descriptions of the values in an `enum`, in the same order.
const WORDS_OF_VALUES: &str = "x-enum-descriptions";

/// Simplifies the unions of a schema. Its inner schemas have been simplified before.
pub(super) fn normalise(node: &mut Node, schemas: &mut Schemas<'_>) {
    for key in ["anyOf", "oneOf"] {
        if node.get(key).is_some() {
            simplify(node, key, schemas);
        }
    }
}

/// Simplifies one union of a schema, or replaces it by what it says.
fn simplify(node: &mut Node, key: &'static str, schemas: &mut Schemas<'_>) {
    let Some(mut alternatives) = node.take(key) else { return };
    let span = alternatives.span;
    let Some(list) = alternatives.as_array_mut() else { return };
    if list.is_empty() {
        // JSON Schema Core 2020-12, section 10.2.1: the list is never empty.
        let finding = Diagnostic::new(Code::VendorForm, span, format!("`{key}` is empty; it is ignored"));
        schemas.findings.push(finding.help("list the alternatives, or remove it, with an overlay action"));
        return;
    }
    flatten(list);
    if remove_null(list, schemas) {
        set_nullable(node, span);
    }
    if only_constraints(list) {
        let finding = Diagnostic::new(
            Code::Unchecked,
            span,
            format!("`{key}` only says which properties are required together; only the server checks this"),
        );
        schemas.findings.push(finding.help("no action is needed"));
        node.set(REQUIRED_TOGETHER, alternatives);
        return;
    }
    let mut kept = each_once(std::mem::take(list));
    join_scalars(&mut kept, schemas);
    match kept.as_slice() {
        [] => {}
        [_] => inline(node, span, kept),
        _ => node.set(key, Node::new(span, Value::Array(kept))),
    }
}

/// Removes `null` from the alternatives: those that are only `null`, and `null` in others. Returns whether there was any.
fn remove_null(alternatives: &mut Vec<Node>, schemas: &mut Schemas<'_>) -> bool {
    let count = alternatives.len();
    alternatives.retain(|alternative| !is_null(alternative));
    let mut is_found = alternatives.len() < count;
    only_nullable(alternatives, schemas);
    for alternative in alternatives {
        is_found |= pull_null(alternative, schemas);
    }
    is_found
}

/// Keeps the first of equal alternatives.
fn each_once(list: Vec<Node>) -> Vec<Node> {
    let mut kept: Vec<Node> = Vec::new();
    let mut index = Index::default();
    for node in list {
        if index.find_or_add(&node, kept.len(), |number| &kept[number]).is_none() {
            kept.push(node);
        }
    }
    kept
}

/// Replaces an alternative that is only a union by its alternatives.
fn flatten(list: &mut Vec<Node>) {
    let mut flat = Vec::new();
    for alternative in std::mem::take(list) {
        let inner = ["anyOf", "oneOf"].into_iter().find(|key| {
            let bare = |name: &str| name == *key || WORDS.contains(&name) || name == "nullable";
            alternative.get(key).is_some() && alternative.members().all(|(name, _)| bare(name))
        });
        let nullable = alternative.get("nullable").is_some_and(|node| node.as_bool() == Some(true));
        match inner.and_then(|key| alternative.get(key)) {
            Some(inner) => {
                let mut items: Vec<Node> = inner.items().cloned().collect();
                if nullable && let Some(first) = items.first_mut().filter(|first| first.get("$ref").is_none()) {
                    set_nullable(first, inner.span);
                } else if nullable {
                    let null = Node::new(inner.span, Value::Array(vec![Node::new(inner.span, Value::Null)]));
                    let mut only = Node::new(inner.span, Value::Object(Object::default()));
                    only.set("enum", null);
                    items.push(only);
                }
                flat.append(&mut items);
            }
            None => flat.push(alternative),
        }
    }
    *list = flat;
}

/// Returns whether a schema allows only `null`.
fn is_null(node: &Node) -> bool {
    node.get("enum")
        .and_then(Node::as_array)
        .is_some_and(|values| !values.is_empty() && values.iter().all(|value| matches!(value.value, Value::Null)))
}

/// Reads an alternative that has only `nullable` as `null`. Strictly it allows any value, but tools write `null` in
/// this way in OpenAPI 3.0, which has no type for it.
fn only_nullable(list: &mut Vec<Node>, schemas: &mut Schemas<'_>) {
    let says_null = |node: &Node| {
        node.get("nullable").and_then(Node::as_bool) == Some(true)
            && node.members().all(|(name, _)| name == "nullable" || WORDS.contains(&name))
    };
    if list.iter().all(says_null) {
        return;
    }
    for null in list.iter().filter(|alternative| says_null(alternative)) {
        let message = "this alternative has only `nullable`; it is read as `null`";
        let finding = Diagnostic::new(Code::UnionJoined, null.span, message);
        schemas.findings.push(finding.help("no action is needed, unless any value is meant: then write `{}`"));
    }
    list.retain(|alternative| !says_null(alternative));
}

/// Moves `nullable` from the alternatives to the union. A component keeps it for its other uses.
fn pull_null(node: &mut Node, schemas: &Schemas<'_>) -> bool {
    if node.get("$ref").is_some() {
        let target = strings::follow(node, schemas.components);
        return target.is_some_and(takes_null);
    }
    node.take("nullable").is_some_and(|nullable| nullable.as_bool() == Some(true))
}

/// Returns whether a component, as it was written, can be `null`.
fn takes_null(node: &Node) -> bool {
    let null = |node: &Node| node.as_str() == Some("null");
    let listed = |node: &Node| matches!(node.value, Value::Null);
    node.get("nullable").and_then(Node::as_bool) == Some(true)
        || node.get("type").is_some_and(|kind| null(kind) || kind.items().any(null))
        || node.get("enum").is_some_and(|values| values.items().any(listed))
        || ["anyOf", "oneOf"].iter().filter_map(|key| node.get(key)).flat_map(Node::items).any(|alternative| {
            alternative.get("type").is_some_and(null)
                || alternative.get("nullable").and_then(Node::as_bool) == Some(true)
        })
}

/// Removes unions such as `oneOf: [{required: [a]}, {required: [b]}]`, which do not affect the type.
fn only_constraints(list: &[Node]) -> bool {
    let constraint = |node: &Node| {
        node.get("required").or(node.get("not")).is_some()
            && node.members().all(|(name, member)| {
                WORDS.contains(&name)
                    || matches!(name, "required" | "not")
                    || (name == "type" && member.node.as_str() == Some("object"))
            })
    };
    !list.is_empty() && list.iter().all(constraint)
}

/// Joins the alternatives that are strings, and those that are numbers, to one of each, at the position of the first
/// one.
fn join_scalars(list: &mut Vec<Node>, schemas: &mut Schemas<'_>) {
    for kinds in [&[Kind::String][..], &[Kind::Integer, Kind::Number]] {
        let found: Vec<(usize, Scalar)> = list
            .iter()
            .enumerate()
            .filter_map(|(index, node)| Some((index, strings::scalar(node, schemas.components)?)))
            .filter(|(_, scalar)| kinds.contains(&scalar.kind))
            .collect();
        if found.len() < 2 {
            continue;
        }
        let named = named(list, &found);
        let indices: Vec<usize> = found.iter().map(|(index, _)| *index).collect();
        let Some(joined) = strings::join(found.into_iter().map(|(_, scalar)| scalar).collect()) else { continue };
        let first = indices[0];
        let span = list[first].span;
        tell(&joined, span, schemas);
        list[first] = named.unwrap_or_else(|| written(joined, &list[first]));
        let mut index = 0;
        list.retain(|_| {
            index += 1;
            index - 1 == first || indices.binary_search(&(index - 1)).is_err()
        });
    }
}

/// Keeps a component that lists values next to a plain string, because enums are open anyway. If it lists a single value, that
/// would be a constant.
fn named(list: &[Node], found: &[(usize, Scalar)]) -> Option<Node> {
    let listing: Vec<usize> =
        found.iter().filter(|(_, scalar)| !scalar.values.is_empty()).map(|(index, _)| *index).collect();
    let [only] = listing.as_slice() else { return None };
    let plain = found.iter().all(|(index, scalar)| index == only || scalar.values.is_empty());
    let one_kind = found.windows(2).all(|pair| pair[0].1.kind == pair[1].1.kind);
    let has_several = found.iter().any(|(_, scalar)| scalar.values.len() > 1);
    list.get(*only).filter(|node| has_several && plain && one_kind && node.get("$ref").is_some()).cloned()
}

fn tell(joined: &Scalar, span: crate::document::source::Span, schemas: &mut Schemas<'_>) {
    let is_file = joined.format.as_ref().and_then(Node::as_str) == Some(strings::FILE);
    let what = match (joined.kind, joined.values.is_empty(), joined.rest) {
        (Kind::String, true, _) if is_file => "a string, which is a file in a form",
        (Kind::String, true, _) => "a string",
        (Kind::String, false, Rest::Listed) => "one set of values",
        (Kind::String, false, Rest::Any) => "a set of values that allows any other string",
        (Kind::Integer | Kind::Number, ..) => "a number",
    };
    let message = format!(
        "the alternatives of this union that are {} are read as {what}",
        match joined.kind {
            Kind::String => "strings",
            Kind::Integer | Kind::Number => "numbers",
        }
    );
    let joined = Diagnostic::new(Code::UnionJoined, span, message);
    schemas.findings.push(joined.help("no action is needed"));
}

/// Returns the schema of joined scalars, with the description of the first one.
fn written(joined: Scalar, first: &Node) -> Node {
    let span = first.span;
    let mut node = Node::new(span, Value::Object(Object::default()));
    // The description of a single value belongs to that value.
    let of_all = joined.values.iter().all(|listed| listed.words.is_none());
    for (name, member) in first.members().filter(|(name, _)| of_all && matches!(*name, "title" | "description")) {
        node.set(name, member.node.clone());
    }
    let kind = match joined.kind {
        Kind::String => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
    };
    node.set("type", Node::string(span, kind));
    if let Some(format) = joined.format {
        node.set("format", format);
    }
    // Numbers with a fraction make no enum, and integers are listed only if no other value is allowed.
    let listed = match joined.kind {
        Kind::String => !joined.values.is_empty(),
        Kind::Integer => joined.rest == Rest::Listed,
        Kind::Number => false,
    };
    if listed {
        if joined.rest == Rest::Any {
            node.set(OPEN_VALUES, Node::new(span, Value::Bool(true)));
        }
        if !of_all {
            let words = |listed: &Listed| listed.words.clone().unwrap_or_else(|| Node::string(span, ""));
            node.set(WORDS_OF_VALUES, Node::new(span, Value::Array(joined.values.iter().map(words).collect())));
        }
        let values = joined.values.into_iter().map(|listed| listed.value).collect();
        node.set("enum", Node::new(span, Value::Array(values)));
    }
    node
}

/// Replaces a union with a single alternative by that alternative. Its keywords are merged into the schema if none
/// conflicts.
fn inline(node: &mut Node, span: crate::document::source::Span, kept: Vec<Node>) {
    let Some(only) = kept.first() else { return };
    let own = |name: &str| {
        WORDS.contains(&name) || matches!(name, "nullable" | "default" | "discriminator") || name.starts_with("x-")
    };
    let free = node.members().all(|(name, _)| own(name) || name == "type");
    let agree = match (node.get("type"), only.get("type")) {
        (Some(a), Some(b)) => a.same(b),
        _ => node.get("type").is_none(),
    };
    let scalar = ["string", "integer", "number", "boolean"];
    let plain = only.get("type").and_then(Node::as_str).is_some_and(|kind| scalar.contains(&kind));
    if free && agree && plain && ["allOf", "anyOf", "oneOf"].iter().all(|key| only.get(key).is_none()) {
        for (name, member) in only.members() {
            if node.get(name).is_none() {
                node.set(name, member.node.clone());
            }
        }
        return;
    }
    let mut members: Vec<Node> = node.get("allOf").into_iter().flat_map(Node::items).cloned().collect();
    members.extend(kept);
    node.take("discriminator");
    node.set("allOf", Node::new(span, Value::Array(members)));
}
