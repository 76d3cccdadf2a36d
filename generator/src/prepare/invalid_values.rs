//! Values that the specification does not allow and that have no other reading: they are taken out, with a warning, so
//! that one wrong value costs no more than itself. What a person wrote in the overlay stays, for the check to refuse.

use crate::document::grammar::{Kind, Shape, type_names};
use crate::document::grammar_walk::{each_object, shape_of};
use crate::document::source::{FileId, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Takes out what is not allowed, and writes what is required and has a plain default.
pub(crate) fn remove(fragment: &mut Node, overlay: Option<FileId>, findings: &mut Findings) {
    let mut settle = Settle { overlay, findings };
    each_object(fragment, Kind::Document, &mut |node, kind| settle.object(node, kind));
}

struct Settle<'a> {
    overlay: Option<FileId>,
    findings: &'a mut Findings,
}

impl Settle<'_> {
    fn object(&mut self, node: &mut Node, kind: Kind) {
        let span = node.span;
        let Some(members) = node.as_object_mut() else { return };
        if kind != Kind::Callback {
            members.retain(|name, member| self.keeps(name, member, kind));
        }
        for (name, member) in &mut *members {
            match shape_of(kind, name) {
                Some(Shape::Many(inner)) => self.items(&mut member.node, inner),
                Some(Shape::Map(inner)) => self.map(&mut member.node, inner),
                Some(Shape::Paths) => self.map(&mut member.node, Kind::PathItem),
                Some(Shape::One(inner)) => defaults(&mut member.node, inner),
                _ => {}
            }
        }
        if kind == Kind::Document && span.file == node.span.file {
            defaults(node, kind);
        }
    }

    /// Whether a member is what the specification wants there.
    fn keeps(&mut self, name: &str, member: &Member, kind: Kind) -> bool {
        let fits = match shape_of(kind, name) {
            Some(_) if kind == Kind::Schema && name == "enum" => member.node.as_array().is_some(),
            Some(shape) => fits(&member.node, shape),
            None => {
                !["x-rust-field", "x-rust-name", "x-token-prefix"].contains(&name) || member.node.as_str().is_some()
            }
        };
        // The version of OpenAPI is for the check.
        let is_version = kind == Kind::Document && name == "openapi";
        let is_kept = fits || is_version || self.is_ours(&member.node);
        if !is_kept {
            self.report(member.node.span, format!("`{name}` cannot be {}; it is not read", shown(&member.node)));
        }
        is_kept
    }

    fn items(&mut self, list: &mut Node, kind: Kind) {
        let Some(items) = list.as_array_mut() else { return };
        items.iter_mut().for_each(|item| defaults(item, kind));
        items.retain(|item| self.is_whole(item, kind));
    }

    fn map(&mut self, map: &mut Node, kind: Kind) {
        let Some(members) = map.as_object_mut() else { return };
        members.values_mut().for_each(|member| defaults(&mut member.node, kind));
        members.retain(|name, member| {
            let is_extension = kind != Kind::Schema && name.starts_with("x-");
            is_extension || self.is_whole(&member.node, kind)
        });
    }

    /// Whether an object has all that is required of it, in a form that can be read.
    fn is_whole(&mut self, node: &Node, kind: Kind) -> bool {
        let is_flag = kind == Kind::Schema && node.as_bool().is_some();
        if is_flag || node.get("$ref").is_some() || self.is_ours(node) {
            return true;
        }
        if node.as_object().is_none() {
            self.report(node.span, format!("{} cannot be {}; it is not read", kind.title(), shown(node)));
            return false;
        }
        let lacks = |key: &&&str| match (node.get(key), shape_of(kind, key)) {
            (Some(value), Some(shape)) => !fits(value, shape) && !self.is_ours(value),
            (value, _) => value.is_none(),
        };
        let lacking = kind.required().iter().chain(required_by_type(node, kind)).find(lacks).copied();
        if let Some(key) = lacking {
            self.report(node.span, format!("{} without a `{key}` that can be read is not read", kind.title()));
        }
        lacking.is_none()
    }

    fn is_ours(&self, node: &Node) -> bool {
        Some(node.span.file) == self.overlay
    }

    fn report(&mut self, span: Span, message: String) {
        let finding = Diagnostic::new(Code::InvalidValue, span, message);
        self.findings.push(finding.help("correct it with an overlay action"));
    }
}

/// What a security scheme needs beside its type (OpenAPI 3.0.3, section 4.7.23).
fn required_by_type(node: &Node, kind: Kind) -> &'static [&'static str] {
    match node.get("type").and_then(Node::as_str).filter(|_| kind == Kind::SecurityScheme) {
        Some("apiKey") => &["name", "in"],
        Some("http") => &["scheme"],
        Some("oauth2") => &["flows"],
        Some("openIdConnect") => &["openIdConnectUrl"],
        _ => &[],
    }
}

/// Writes the required members of an object that have a plain default.
fn defaults(node: &mut Node, kind: Kind) {
    if node.as_object().is_none() || node.get("$ref").is_some() {
        return;
    }
    let text = |text: &str| Value::String(text.to_owned());
    let missing: &[(&str, Value)] = match kind {
        Kind::Document => &[("info", Value::Object(Object::new())), ("paths", Value::Object(Object::new()))],
        Kind::Info => &[("title", text("API")), ("version", text("0"))],
        _ => return,
    };
    for (key, value) in missing {
        if node.get(key).is_none() {
            node.set(key, Node::new(node.span, value.clone()));
        }
    }
    if kind == Kind::Document
        && let Some(info) = node.get_mut("info")
    {
        defaults(info, Kind::Info);
    }
}

/// Whether a value has the type that its place wants, without a look into objects. Constraints are for the check.
fn fits(node: &Node, shape: Shape) -> bool {
    let texts = |node: &Node| node.as_array().is_some_and(|items| items.iter().all(|item| item.as_str().is_some()));
    let is_object = node.as_object().is_some();
    match shape {
        Shape::Any | Shape::Number | Shape::Bound => true,
        Shape::Text => node.as_str().is_some(),
        Shape::Flag => node.as_bool().is_some(),
        Shape::Texts => texts(node),
        Shape::Required => node.as_bool().is_some() || is_object || texts(node),
        Shape::Items => node.as_bool().is_some() || is_object || node.as_array().is_some(),
        Shape::SchemaOrFlag => node.as_bool().is_some() || is_object,
        Shape::OneOf(words) => node.as_str().is_some_and(|text| words.contains(&text)),
        Shape::Type => match node.as_array() {
            Some(types) => types.iter().all(is_type),
            None => is_type(node),
        },
        Shape::One(_) | Shape::Map(_) | Shape::Paths => is_object,
        Shape::Many(_) => node.as_array().is_some(),
        Shape::TextMap => is_object && node.members().all(|(_, member)| member.node.as_str().is_some()),
        Shape::Security => node.as_array().is_some_and(|alternatives| {
            let is_requirement =
                |one: &Node| one.as_object().is_some() && one.members().all(|(_, member)| texts(&member.node));
            alternatives.iter().all(is_requirement)
        }),
    }
}

/// Whether a type can be read: one that only resembles a type of the specification is no type.
fn is_type(node: &Node) -> bool {
    let near = |name: &str| type_names().iter().any(|known| strsim::damerau_levenshtein(known, name) <= 2);
    node.as_str().is_some_and(|name| type_names().contains(&name) || !near(name))
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::String(text) if text.len() <= 40 => format!("`{text}`"),
        _ => node.kind().to_owned(),
    }
}
