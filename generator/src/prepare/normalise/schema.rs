//! Converts schemas of JSON Schema 2020-12, and odd schemas of vendors, to OpenAPI 3.0. An odd schema is read as the
//! widest schema that allows everything that it can mean, with a finding.

use super::{applicators, conditions, content, each_member, types, union, values};
use crate::document::contents::{is_json_text, is_tuple};
use crate::document::grammar::Kind;
use crate::document::grammar_walk::each_schema;
use crate::document::schema::UNCHECKED;
use crate::document::source::Span;
use crate::document::tree::{Node, Object, Value};
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic, Findings};

/// The keywords that describe a value and do not restrict it.
pub(super) const WORDS: &[&str] =
    &["$comment", "$id", "$schema", "deprecated", "description", "example", "examples", "externalDocs", "title", "xml"];

/// Normalises the schemas of one fragment.
pub(super) struct Schemas<'a> {
    /// `components/schemas` as they were written, to look references up.
    pub(super) components: Option<&'a Node>,
    pub(super) version: Version,
    pub(super) findings: &'a mut Findings,
}

/// Whether a schema is a member of an `allOf`, whose conditions are those of the whole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    Member,
}

impl Schemas<'_> {
    /// Normalises the schemas below an object that is not a schema.
    pub(super) fn within(&mut self, node: &mut Node, kind: Kind) {
        each_schema(node, kind, &mut |schema| self.schema(schema));
    }

    /// Normalises a schema and all below it.
    pub(super) fn schema(&mut self, node: &mut Node) {
        self.part(node, Part::Whole);
    }

    fn part(&mut self, node: &mut Node, part: Part) {
        flag(node);
        if self.reference(node) {
            return;
        }
        types::share(node, self.components);
        if part == Part::Whole {
            conditions::normalise(node, self.components);
        }
        content::typed(node);
        self.misplaced(node);
        self.newer(node);
        self.unchecked(node);
        self.type_list(node);
        content::normalise(node);
        values::normalise(node, self.findings);
        bound(node, "exclusiveMinimum", "minimum");
        bound(node, "exclusiveMaximum", "maximum");
        if is_json_text(node)
            && let Some(child) = node.get_mut("contentSchema")
        {
            self.schema(child);
        }
        for key in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            // Next to `items`, they are kept only for comparing documents.
            if key == "prefixItems" && node.get("items").is_some() {
                continue;
            }
            let part = if key == "allOf" { Part::Member } else { Part::Whole };
            for item in node.get_mut(key).and_then(Node::as_array_mut).into_iter().flatten() {
                self.part(item, part);
            }
        }
        for key in ["items", "additionalProperties", "not"] {
            if let Some(child) = node.get_mut(key).filter(|child| key == "items" || child.as_bool().is_none()) {
                self.schema(child);
            }
        }
        each_member(node.get_mut("properties"), &mut |child| self.schema(child));
        union::normalise(node, self);
    }

    /// Keeps a reference. Keywords of 3.1 next to it, a `nullable` in 3.0, and the name of a field are kept by wrapping
    /// the reference in `allOf`.
    fn reference(&mut self, node: &mut Node) -> bool {
        let Some(members) = node.as_object() else { return true };
        let Some(target) = members.get("$ref").cloned() else { return false };
        let everywhere = ["nullable", "x-rust-field", "x-rust-name"];
        let counts = |name: &str| everywhere.contains(&name) || (self.version > Version::V30 && name != "$ref");
        let mut kept: Object = members.clone();
        kept.retain(|name, _| counts(name));
        if kept.is_empty() {
            return true;
        }
        let mut only = Object::default();
        let span = target.node.span;
        only.insert("$ref".to_owned(), target);
        let only = Node::new(span, Value::Object(only));
        let wrapped = match kept.get_mut("allOf").and_then(|member| member.node.as_array_mut()) {
            Some(members) => {
                members.insert(0, only);
                Node::new(node.span, Value::Object(kept))
            }
            None => {
                let mut wrapped = Node::new(node.span, Value::Object(kept));
                wrapped.set("allOf", Node::new(span, Value::Array(vec![only])));
                wrapped
            }
        };
        *node = wrapped;
        false
    }

    /// Converts keywords of older drafts of JSON Schema, and properties among the keywords of a schema.
    fn misplaced(&mut self, node: &mut Node) {
        let is_flag = node.get("required").is_some_and(|required| required.as_bool().is_some());
        if is_flag && let Some(required) = node.take("required") {
            self.odd(
                required.span,
                "`required` has to be a list of names, but is a flag here; it is ignored",
                "name the property in the `required` of the schema around it, with an overlay action",
            );
        }
        if node.get("required").is_some_and(|required| required.as_object().is_some())
            && let Some(property) = node.take("required")
        {
            self.odd(
                property.span,
                "`required` is a schema here; it is read as a property with that name",
                "move it below `properties` with an overlay action",
            );
            move_to_properties(node, "required", property);
        }
        if node.get("items").is_some_and(|items| items.as_array().is_some())
            && let Some(items) = node.take("items")
        {
            self.odd(
                items.span,
                "`items` is a list of schemas here; every item is read as any of them",
                "describe all items by one schema with an overlay action",
            );
            let mut any = Node::new(items.span, Value::Object(Object::default()));
            if items.as_array().is_some_and(|items| !items.is_empty()) {
                any.set("anyOf", items);
            }
            node.set("items", any);
        }
        let is_object = node.get("type").and_then(Node::as_str) == Some("object");
        if is_object && let Some(items) = node.get("items").map(|items| items.span) {
            self.odd(
                items,
                "`items` belongs to a list, but this is an object; it is ignored",
                "add `type: array`, or move it below `properties`, with an overlay action",
            );
            node.take("items");
        }
    }

    fn odd(&mut self, span: Span, message: &str, help: &str) {
        self.findings.push(Diagnostic::new(Code::VendorForm, span, message).help(help));
    }

    fn unchecked(&mut self, node: &mut Node) {
        for name in UNCHECKED {
            let is_read = match *name {
                "contentSchema" => is_json_text(node),
                "prefixItems" | "unevaluatedItems" => is_tuple(node),
                _ => false,
            };
            if let Some(member) = node.as_object().and_then(|members| members.get(*name)).filter(|_| !is_read) {
                let is_false = *name == "not" && member.node.as_object().is_some_and(Object::is_empty);
                let message = if is_false {
                    "`false`, or `not` of anything, allows no value; the server checks it".to_owned()
                } else {
                    format!("only the server checks `{name}`")
                };
                self.findings.push(Diagnostic::new(Code::Unchecked, member.name, message).help("no action is needed"));
            }
        }
        applicators::normalise(node, self.components);
    }

    /// Reports keywords of another OpenAPI version. They are read as they were meant.
    fn newer(&mut self, node: &Node) {
        let numeric = |name: &str| matches!(node.get(name).map(|node| &node.value), Some(Value::Number(_)));
        let found: Vec<(&str, Span)> = match self.version {
            Version::V31 | Version::V32 => {
                let nullable = node.get("nullable").map(|nullable| ("nullable", nullable.span));
                let flags = ["exclusiveMinimum", "exclusiveMaximum"].into_iter().filter_map(|name| {
                    let member = node.as_object()?.get(name)?;
                    member.node.as_bool().map(|_| (name, member.name))
                });
                nullable.into_iter().chain(flags).collect()
            }
            Version::V30 => node
                .members()
                .filter(|(name, member)| match *name {
                    "const" | "examples" => true,
                    "type" => member.node.as_array().is_some() || member.node.as_str() == Some("null"),
                    "exclusiveMinimum" | "exclusiveMaximum" => numeric(name),
                    "items" => member.node.as_bool().is_some(),
                    _ => false,
                })
                .map(|(name, member)| (name, member.name))
                .collect(),
        };
        let (own, other) = (self.version.name(), if self.version == Version::V30 { "3.1" } else { "3.0" });
        for (name, span) in found {
            let message = format!(
                "`{name}` is written as in OpenAPI {other}, but the document has {own}; it is read as it was meant"
            );
            self.findings.push(Diagnostic::new(Code::OtherVersion, span, message).help("no action is needed"));
        }
    }

    /// Converts `type: [string, "null"]` (JSON Schema 2020-12) to a nullable string, and several types to a union.
    fn type_list(&mut self, node: &mut Node) {
        let Some(kind) = node.get("type") else { return };
        let span = kind.span;
        let Some(types) = kind.as_array() else {
            if kind.as_str() == Some("null") {
                node.take("type");
                only_null(node, span);
            }
            return;
        };
        let mut names: Vec<Node> = types.to_vec();
        let count = names.len();
        names.retain(|name| name.as_str() != Some("null"));
        node.take("type");
        if names.len() < count && names.is_empty() {
            return only_null(node, span);
        }
        if names.len() < count {
            values::set_nullable(node, span);
        }
        let has = |name: &str| names.iter().any(|node| node.as_str() == Some(name));
        if has("integer") && has("number") {
            names.retain(|name| name.as_str() != Some("integer"));
        }
        match names.as_slice() {
            [] => {}
            [one] => node.set("type", one.clone()),
            _ if node.get("anyOf").is_some() || node.get("oneOf").is_some() => {}
            _ => split(node, span, &names),
        }
    }
}

/// Converts the schemas `true` and `false`, which allow all values and none.
fn flag(node: &mut Node) {
    if let Value::Bool(all) = node.value {
        let mut object = Node::new(node.span, Value::Object(Object::default()));
        if !all {
            object.set("not", Node::new(node.span, Value::Object(Object::default())));
        }
        *node = object;
    }
}

fn move_to_properties(node: &mut Node, name: &str, property: Node) {
    if node.get("properties").and_then(Node::as_object).is_none() {
        node.set("properties", Node::new(property.span, Value::Object(Object::default())));
    }
    if let Some(properties) = node.get_mut("properties").filter(|properties| properties.get(name).is_none()) {
        properties.set(name, property);
    }
}

/// The keywords of each type.
fn keywords(kind: &str) -> &'static [&'static str] {
    match kind {
        "string" => &[
            "contentEncoding",
            "contentMediaType",
            "contentSchema",
            "enum",
            "format",
            "maxLength",
            "minLength",
            "pattern",
        ],
        "integer" | "number" => {
            &["enum", "exclusiveMaximum", "exclusiveMinimum", "format", "maximum", "minimum", "multipleOf"]
        }
        "boolean" => &["enum"],
        "array" => &["items", "maxItems", "minItems", "prefixItems", "uniqueItems"],
        "object" => &["additionalProperties", "maxProperties", "minProperties", "properties", "required"],
        _ => &[],
    }
}

/// Converts a schema with several types to a union. Each alternative gets the keywords that apply to it.
fn split(node: &mut Node, span: Span, names: &[Node]) {
    let mut alternatives = Vec::new();
    for name in names {
        let mut alternative = Node::new(span, Value::Object(Object::default()));
        alternative.set("type", name.clone());
        for key in keywords(name.as_str().unwrap_or_default()) {
            let value = node.get(key).cloned();
            let value = if *key == "enum" { value.map(|value| of_type(value, name)) } else { value };
            if let Some(value) = value {
                alternative.set(key, value);
            }
        }
        alternatives.push(alternative);
    }
    for key in names.iter().flat_map(|name| keywords(name.as_str().unwrap_or_default())) {
        node.take(key);
    }
    node.set("anyOf", Node::new(span, Value::Array(alternatives)));
}

/// Returns the values of an enum that have a type.
fn of_type(mut values: Node, name: &Node) -> Node {
    if let Some(items) = values.as_array_mut() {
        items.retain(|item| values::type_of(item) == name.as_str());
    }
    values
}

/// Returns a schema that allows only `null`.
fn only_null(node: &mut Node, span: Span) {
    let null = Node::new(span, Value::Null);
    node.set("enum", Node::new(span, Value::Array(vec![null])));
}

/// Converts a numeric `exclusiveMinimum` (JSON Schema 2020-12, but also common in 3.0 documents) to a bound and a flag.
fn bound(node: &mut Node, exclusive: &str, inclusive: &str) {
    let Some(Value::Number(_)) = node.get(exclusive).map(|node| &node.value) else { return };
    if let Some(number) = node.take(exclusive) {
        let flag = Node::new(number.span, Value::Bool(true));
        node.set(inclusive, number);
        node.set(exclusive, flag);
    }
}
