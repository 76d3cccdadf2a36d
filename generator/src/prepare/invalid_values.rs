//! Removes values that the specification does not allow and that have no other reading, with a warning. So a wrong
//! value affects nothing else. Values from the overlay are kept, so that the check refuses them.

use crate::document::grammar::{Kind, Shape, type_names};
use crate::document::grammar_walk::{each_object, shape_of};
use crate::document::header;
use crate::document::source::{FileId, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic, Findings};

/// Removes invalid values, and adds required values that have an obvious default.
pub(crate) fn remove(fragment: &mut Node, overlay: Option<FileId>, findings: &mut Findings) {
    let version = Version::of(fragment);
    let mut settle = Settle { overlay, version, findings };
    each_object(fragment, Kind::Document, &mut |node, kind| settle.object(node, kind));
}

struct Settle<'a> {
    overlay: Option<FileId>,
    version: Option<Version>,
    findings: &'a mut Findings,
}

impl Settle<'_> {
    fn object(&mut self, node: &mut Node, kind: Kind) {
        let Some(members) = node.as_object_mut() else { return };
        members.retain(|name, member| self.keeps(name, member, kind));
        for (name, member) in &mut *members {
            match shape_of(kind, name) {
                // Removing a member of `allOf` allows more values. Removing a schema from any other list allows fewer.
                Some(Shape::Many(Kind::Schema)) if name != "allOf" => self.schemas(&mut member.node),
                Some(Shape::Items) if member.node.as_array().is_some() => self.schemas(&mut member.node),
                Some(Shape::Map(Kind::Schema)) => self.schemas(&mut member.node),
                Some(Shape::Many(inner)) => self.items(&mut member.node, inner),
                Some(shape @ (Shape::Map(_) | Shape::Patterned(_))) => self.map(&mut member.node, shape),
                _ if kind == Kind::OAuthFlows => self.flow(name, &mut member.node),
                _ => {}
            }
        }
        self.defaults(node, kind);
    }

    /// Returns whether a member is what the specification requires.
    fn keeps(&mut self, name: &str, member: &Member, kind: Kind) -> bool {
        let shape = if name == "$ref" { kind.section().map(|_| Shape::Text) } else { shape_of(kind, name) };
        let fits = match shape {
            Some(_) if kind == Kind::Schema && name == "enum" => member.node.as_array().is_some(),
            // `not` of an invalid schema has no meaning.
            Some(_) if kind == Kind::Schema && name == "not" && member.node.as_bool().is_some() => false,
            Some(shape) => fits(&member.node, shape),
            None => {
                !["x-rust-field", "x-rust-name", "x-rust-newtype", "x-token-prefix"].contains(&name)
                    || member.node.as_str().is_some()
            }
        };
        // The check reports the OpenAPI version.
        let is_version = kind == Kind::Document && name == "openapi";
        if is_version || self.is_ours(&member.node) {
            return true;
        }
        if !fits {
            self.report(member.node.span, format!("`{name}` cannot be {}; it is ignored", shown(&member.node)));
        }
        fits && match shape {
            Some(Shape::One(inner)) if !has_defaults(inner) => self.is_whole(&member.node, inner),
            _ => true,
        }
    }

    /// Replaces each invalid schema by an empty one.
    fn schemas(&mut self, holder: &mut Node) {
        let schemas: Vec<&mut Node> = match &mut holder.value {
            Value::Array(items) => items.iter_mut().collect(),
            Value::Object(members) => members.values_mut().map(|member| &mut member.node).collect(),
            _ => return,
        };
        for schema in schemas {
            let is_schema = schema.as_object().is_some() || schema.as_bool().is_some();
            if !is_schema && !self.is_ours(schema) {
                self.report(schema.span, format!("a schema cannot be {}; it is read as any JSON value", shown(schema)));
                schema.value = Value::Object(Object::default());
            }
        }
    }

    fn items(&mut self, list: &mut Node, kind: Kind) {
        let Some(items) = list.as_array_mut() else { return };
        items.retain(|item| self.is_whole(item, kind));
    }

    fn map(&mut self, map: &mut Node, shape: Shape) {
        let Some(members) = map.as_object_mut() else { return };
        members.retain(|name, member| shape.member(name).is_none_or(|kind| self.is_whole(&member.node, kind)));
    }

    /// Returns whether an object has valid values for all required keys.
    fn is_whole(&mut self, node: &Node, kind: Kind) -> bool {
        let is_flag = kind == Kind::Schema && node.as_bool().is_some();
        // Only what can be a component can be a reference.
        let is_reference =
            kind.section().is_some() && node.get("$ref").is_some_and(|reference| reference.as_str().is_some());
        if is_flag || is_reference || self.is_ours(node) {
            return true;
        }
        if node.as_object().is_none() {
            self.report(node.span, format!("{} cannot be {}; it is ignored", kind.title(), shown(node)));
            return false;
        }
        let lacks = |key: &&&str| match (node.get(key), shape_of(kind, key)) {
            (Some(value), Some(shape)) => !fits(value, shape) && !self.is_ours(value),
            (value, _) => value.is_none(),
        };
        let required = if has_defaults(kind) { &[] } else { kind.required() };
        let lacking = required.iter().chain(required_by_type(node, kind)).find(lacks).copied();
        if let Some(key) = lacking {
            let then = match kind {
                Kind::Parameter => "has no setter; callers can send it with `RequestOptions`",
                _ => "is ignored",
            };
            self.report(node.span, format!("{} without a valid `{key}` {then}", kind.title()));
            return false;
        }
        let name = node.get("name").filter(|name| is_header(node, kind) && !self.is_ours(name));
        let wrong = name.filter(|name| !name.as_str().is_some_and(header::is_name));
        if let Some(name) = wrong {
            let message = format!("{} is not a valid header name; {} is ignored", shown(name), kind.title());
            self.report(name.span, message);
        }
        wrong.is_none()
    }

    /// Adds the required members of an object that have an obvious default.
    fn defaults(&mut self, node: &mut Node, kind: Kind) {
        let is_reference = node.get("$ref").is_some() && kind != Kind::PathItem && kind.section().is_some();
        if is_reference || self.is_ours(node) {
            return;
        }
        // OpenAPI 3.1 needs neither paths nor responses, and 3.2 no description of a response.
        let is_later = self.version > Some(Version::V30);
        let text = |text: &str| Value::String(text.to_owned());
        let object = || Value::Object(Object::default());
        let missing: &[(&str, Value)] = match kind {
            Kind::Document => &[("info", info(node.span)), ("paths", object())],
            Kind::Info => &[("title", text(TITLE)), ("version", text(VERSION))],
            Kind::Operation if !is_later => &[("responses", object())],
            Kind::Response => &[("description", text(""))],
            Kind::RequestBody => &[("content", object())],
            Kind::OAuthFlow => &[("scopes", object())],
            _ => return,
        };
        for (key, value) in missing {
            let is_optional = match *key {
                "paths" => is_later,
                "description" => self.version > Some(Version::V31),
                _ => false,
            };
            if is_optional && node.get(key).is_none() {
                node.set(key, Node::new(node.span, value.clone()));
            }
            self.default(node, (key, value), kind);
        }
    }

    fn default(&mut self, node: &mut Node, (key, value): (&str, &Value), kind: Kind) {
        if node.get(key).is_some() {
            return;
        }
        let message = format!("{} needs `{key}`; it is read as {}", kind.title(), default_shown(value));
        let missing = Diagnostic::new(Code::MissingKey, node.span, message);
        self.findings.push(missing.help(format!("add `{key}` with an overlay action")));
        node.set(key, Node::new(node.span, value.clone()));
    }

    /// Adds the URLs that each flow requires (OpenAPI 3.0.3, section 4.7.25). The client does not use them.
    fn flow(&mut self, name: &str, flow: &mut Node) {
        let needed: &[&str] = match name {
            "implicit" => &["authorizationUrl"],
            "password" | "clientCredentials" => &["tokenUrl"],
            "authorizationCode" => &["authorizationUrl", "tokenUrl"],
            "deviceAuthorization" => &["deviceAuthorizationUrl", "tokenUrl"],
            _ => return,
        };
        let Some(members) = flow.as_object_mut() else { return };
        members.retain(|name, member| self.keeps(name, member, Kind::OAuthFlow));
        for key in needed {
            self.default(flow, (key, &Value::String(String::new())), Kind::OAuthFlow);
        }
    }

    fn is_ours(&self, node: &Node) -> bool {
        Some(node.span.file) == self.overlay
    }

    fn report(&mut self, span: Span, message: String) {
        let finding = Diagnostic::new(Code::InvalidValue, span, message);
        self.findings.push(finding.help("correct it with an overlay action"));
    }
}

/// Returns whether a parameter or a scheme is sent as a header.
fn is_header(node: &Node, kind: Kind) -> bool {
    matches!(kind, Kind::Parameter | Kind::SecurityScheme) && node.get("in").and_then(Node::as_str) == Some("header")
}

/// Returns the keys that a security scheme requires, depending on its type (OpenAPI 3.0.3, section 4.7.23).
fn required_by_type(node: &Node, kind: Kind) -> &'static [&'static str] {
    match node.get("type").and_then(Node::as_str).filter(|_| kind == Kind::SecurityScheme) {
        Some("apiKey") => &["name", "in"],
        Some("http") => &["scheme"],
        Some("oauth2") => &["flows"],
        Some("openIdConnect") => &["openIdConnectUrl"],
        _ => &[],
    }
}

/// Returns whether a value has the right type, without checking members of objects. The check handles constraints.
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
        Shape::One(_) | Shape::Map(_) | Shape::Patterned(_) => is_object,
        Shape::Many(_) => node.as_array().is_some(),
        Shape::TextMap => is_object && node.members().all(|(_, member)| member.node.as_str().is_some()),
        Shape::Security => node.as_array().is_some_and(|alternatives| {
            let is_requirement =
                |one: &Node| one.as_object().is_some() && one.members().all(|(_, member)| texts(&member.node));
            alternatives.iter().all(is_requirement)
        }),
    }
}

/// Returns whether a type is valid. One that only resembles a type of the specification is not.
fn is_type(node: &Node) -> bool {
    let near = |name: &str| type_names().iter().any(|known| strsim::damerau_levenshtein(known, name) <= 2);
    node.as_str().is_some_and(|name| type_names().contains(&name) || !near(name))
}

/// Returns whether the missing keys of an object have obvious defaults.
fn has_defaults(kind: Kind) -> bool {
    matches!(kind, Kind::Document | Kind::Info | Kind::RequestBody)
}

fn default_shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.is_empty() => "an empty string".to_owned(),
        Value::String(text) => format!("`{text}`"),
        Value::Object(members) if !members.is_empty() => format!("the title `{TITLE}` and the version `{VERSION}`"),
        _ => "an empty object".to_owned(),
    }
}

/// The title of a document without `info`.
const TITLE: &str = "API";
const VERSION: &str = "0";

fn info(span: Span) -> Value {
    let member = |text: &str| Member { name: span, node: Node::string(span, text) };
    let members = [("title", TITLE), ("version", VERSION)].map(|(name, text)| (name.to_owned(), member(text)));
    Value::Object(members.into_iter().collect())
}

fn shown(node: &Node) -> String {
    match &node.value {
        Value::String(text) if text.len() <= 40 => format!("`{text}`"),
        _ => node.kind().to_owned(),
    }
}
