//! Checks a fragment against the grammar: keys, JSON types, fixed values and references. It changes nothing.

use std::collections::BTreeSet;

use crate::document::grammar::{Kind, Shape, type_names};
use crate::document::path;
use crate::document::source::Span;
use crate::document::tree::{Member, Node, Value};
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::spelling::{nearest, suggestion};
use crate::prepare::unused;

/// Checks a fragment. References are resolved within it, because every fragment is complete.
pub(crate) fn check(fragment: &Node, findings: &mut Findings) {
    if !is_openapi(fragment, findings) {
        return;
    }
    let version = Version::of(fragment);
    let mut checker = Checker { root: fragment, version, findings, followed: BTreeSet::new() };
    checker.object(fragment, Kind::Document);
}

fn is_openapi(fragment: &Node, findings: &mut Findings) -> bool {
    if Version::of(fragment).is_some() {
        return true;
    }
    let span = fragment.get("openapi").or(fragment.get("swagger")).map_or(fragment.span, |node| node.span);
    findings.push(
        Diagnostic::new(Code::NotOpenApi, span, "this is no document of OpenAPI 3.0, 3.1 or 3.2")
            .help("a fragment has `openapi: 3.0.x`, `3.1.x` or `3.2.x` at its root; convert other versions first"),
    );
    false
}

struct Checker<'a> {
    root: &'a Node,
    version: Option<Version>,
    findings: &'a mut Findings,
    /// The references that have been followed, so that a long chain is followed only once.
    followed: BTreeSet<&'a str>,
}

/// The maximum length of a chain of references.
const MAX_CHAIN: usize = 100;

impl<'a> Checker<'a> {
    fn object(&mut self, node: &Node, kind: Kind) {
        if kind == Kind::Schema && node.as_bool().is_some() {
            return;
        }
        let Some(members) = node.as_object() else {
            self.wrong_type(node, "an object");
            return;
        };
        if let Some(reference) = members.get("$ref") {
            self.reference(node, reference, kind);
            if kind != Kind::PathItem {
                return;
            }
        }
        for key in kind.required().iter().filter(|key| !members.contains_key(**key)) {
            // Missing keys were added before.
            let message = format!("{} needs `{key}`", kind.title());
            self.findings.push(Diagnostic::new(Code::InvalidOverlay, node.span, message).help(format!("add `{key}`")));
        }
        if kind == Kind::Callback {
            let items = members.iter().filter(|(name, _)| !name.starts_with("x-"));
            return items.for_each(|(_, member)| self.object(&member.node, Kind::PathItem));
        }
        if kind == Kind::Header && !members.contains_key("schema") && !members.contains_key("content") {
            let message = "a Header Object needs `schema` or `content`; this one is read as text";
            let odd = Diagnostic::new(Code::MissingKey, node.span, message);
            self.findings.push(odd.help("add `schema` with an overlay action"));
        }
        for (name, member) in members {
            let known = kind.key(name);
            if let Some((key, _, versions)) = known {
                unused::report((key, member.name), kind, *versions, self.version, self.findings);
                unused::report_value((key, &member.node), kind, self.version, self.findings);
            }
            match known {
                Some((key, shape, _)) if kind == Kind::Schema && CONSTRAINTS.contains(key) => {
                    self.constraint(key, &member.node, *shape);
                }
                Some((_, shape, _)) => self.shape(&member.node, *shape),
                None if name.starts_with("x-") => self.extension(name, member),
                None => self.stray_key(name, member.name, kind),
            }
        }
    }

    fn shape(&mut self, node: &Node, shape: Shape) {
        match shape {
            Shape::Any => {}
            Shape::Text => self.expect(node, matches!(node.value, Value::String(_)), "a string"),
            Shape::Flag => self.expect(node, matches!(node.value, Value::Bool(_)), "true or false"),
            Shape::Number => self.expect(node, matches!(node.value, Value::Number(_)), "a number"),
            Shape::Bound => {
                self.expect(
                    node,
                    matches!(node.value, Value::Number(_) | Value::Bool(_)),
                    "a number, or true or false",
                );
            }
            Shape::Texts => self.texts(node),
            Shape::Required if node.as_bool().is_some() => {}
            Shape::Required if node.as_object().is_some() => self.object(node, Kind::Schema),
            Shape::Required => {
                self.texts(node);
                self.repeated(node);
            }
            Shape::Items if node.as_array().is_some() => self.shape(node, Shape::Many(Kind::Schema)),
            Shape::Items => self.shape(node, Shape::SchemaOrFlag),
            Shape::OneOf(values) => self.one_of(node, values),
            Shape::Type => match node.as_array() {
                Some(types) => types.iter().for_each(|node| self.type_name(node)),
                None => self.type_name(node),
            },
            Shape::One(kind) => self.object(node, kind),
            Shape::Many(kind) => match node.as_array() {
                Some(items) => items.iter().for_each(|item| self.object(item, kind)),
                None => self.wrong_type(node, "an array"),
            },
            Shape::Patterned(Kind::PathItem) => self.paths(node),
            Shape::Map(_) | Shape::Patterned(_) => match node.as_object() {
                Some(members) => {
                    for (name, member) in members {
                        if let Some(kind) = shape.member(name) {
                            self.object(&member.node, kind);
                        }
                    }
                }
                None => self.wrong_type(node, "an object"),
            },
            Shape::SchemaOrFlag if node.as_bool().is_some() => {}
            Shape::SchemaOrFlag => self.object(node, Kind::Schema),
            Shape::TextMap => match node.as_object() {
                Some(members) => members.values().for_each(|member| self.shape(&member.node, Shape::Text)),
                None => self.wrong_type(node, "an object"),
            },
            Shape::Security => self.security(node),
        }
    }

    /// Checks the type of a constraint. Only the server checks constraints, so a wrong one has no effect on the client.
    fn constraint(&mut self, key: &str, node: &Node, shape: Shape) {
        let fits = match shape {
            Shape::Text => node.as_str().is_some(),
            Shape::Flag => node.as_bool().is_some(),
            Shape::Bound => node.as_bool().is_some() || matches!(node.value, Value::Number(_)),
            _ => matches!(node.value, Value::Number(_)),
        };
        if !fits {
            let message = format!("`{key}` is {}, which limits nothing; it is ignored", node.kind());
            let odd = Diagnostic::new(Code::VendorForm, node.span, message);
            self.findings.push(odd.help("correct it with an overlay action"));
        }
    }

    fn paths(&mut self, node: &Node) {
        let Some(members) = node.as_object() else { return self.wrong_type(node, "an object") };
        for (path, member) in members.iter().filter(|(path, _)| !path.starts_with("x-")) {
            self.path(path, member.name);
            self.object(&member.node, Kind::PathItem);
        }
    }

    fn path(&mut self, path: &str, span: Span) {
        let sent = path::sent(path);
        if sent.len() < path.len() {
            let message = format!("the fragment of `{path}` is never sent; requests go to `{sent}`");
            let odd = Diagnostic::new(Code::PathFragment, span, message);
            self.findings.push(odd.here("only distinguishes operations").help("no action is needed"));
        }
        if let Some((_, query)) = sent.split_once('?') {
            let message = format!("the query of `{path}` is part of the path; every request has `{query}`");
            let odd = Diagnostic::new(Code::PathQuery, span, message);
            let help = "no action is needed; OpenAPI does not define queries in paths, and this one is sent as it is";
            self.findings.push(odd.help(help));
        }
    }

    fn security(&mut self, node: &Node) {
        let Some(alternatives) = node.as_array() else { return self.wrong_type(node, "an array") };
        for alternative in alternatives {
            if alternative.as_object().is_none() {
                self.wrong_type(alternative, "an object");
            }
            for (scheme, Member { name, node }) in alternative.members() {
                self.texts(node);
                let schemes = self.root.at("/components/securitySchemes");
                if schemes.is_none_or(|schemes| schemes.get(scheme).is_none()) {
                    let message = format!("the security scheme `{scheme}` is not defined");
                    let undefined = Diagnostic::new(Code::UndefinedSecurity, *name, message);
                    let known: Vec<&str> = schemes.into_iter().flat_map(Node::members).map(|(name, _)| name).collect();
                    let define = "define it under `components/securitySchemes` of this fragment";
                    let help = suggestion(scheme, &known).unwrap_or_else(|| define.to_owned());
                    self.findings.push(undefined.here("no credential is sent for it").help(help));
                }
            }
        }
    }

    fn texts(&mut self, node: &Node) {
        match node.as_array() {
            Some(items) => items.iter().for_each(|item| self.shape(item, Shape::Text)),
            None => self.wrong_type(node, "an array of strings"),
        }
    }

    /// Reports the names that a list has more than once.
    fn repeated(&mut self, node: &Node) {
        let mut known = BTreeSet::new();
        for item in node.as_array().into_iter().flatten() {
            if let Some(name) = item.as_str().filter(|name| !known.insert(*name)) {
                let message = format!("`required` has `{name}` more than once; once is enough");
                let odd = Diagnostic::new(Code::InvalidValue, item.span, message);
                self.findings.push(odd.help("remove it with an overlay action"));
            }
        }
    }

    fn one_of(&mut self, node: &Node, values: &[&str]) {
        let Some(text) = node.as_str() else { return self.wrong_type(node, "a string") };
        if !values.contains(&text) {
            let message = format!("`{text}` is not one of {}", values.join(", "));
            let help = suggestion(text, values).unwrap_or_else(|| "write one of these".to_owned());
            self.findings.push(Diagnostic::new(Code::UnknownValue, node.span, message).help(help));
        }
    }

    /// Checks a type. A misspelled one is an error. One that resembles no type is read as any value by lowering.
    fn type_name(&mut self, node: &Node) {
        match node.as_str() {
            None => self.wrong_type(node, "a string"),
            Some(text) if !type_names().contains(&text) && suggestion(text, type_names()).is_some() => {
                self.one_of(node, type_names());
            }
            Some(_) => {}
        }
    }

    fn expect(&mut self, node: &Node, holds: bool, expected: &str) {
        if !holds {
            self.wrong_type(node, expected);
        }
    }

    fn wrong_type(&mut self, node: &Node, expected: &str) {
        let message = format!("expected {expected}, found {}", node.kind());
        let wrong = Diagnostic::new(Code::WrongType, node.span, message);
        self.findings.push(wrong.help(format!("write {expected}, or correct it with an overlay action")));
    }

    /// Checks the type and spelling of our extensions. Others are not checked.
    fn extension(&mut self, name: &str, member: &Member) {
        let texts = ["x-rust-field", "x-rust-name", "x-rust-newtype", "x-token-prefix"];
        if texts.contains(&name) {
            return self.shape(&member.node, Shape::Text);
        }
        let near = |known: &&str| strsim::damerau_levenshtein(known, name) <= 2;
        if let Some(known) = texts.iter().chain(&["x-enum-varnames"]).find(|known| **known != name && near(known)) {
            let message = format!("`{name}` is not an extension that the generator reads");
            let misspelt = Diagnostic::new(Code::MisspeltKey, member.name, message);
            self.findings.push(misspelt.help(format!("did you mean `{known}`?")));
        }
    }

    fn stray_key(&mut self, name: &str, span: Span, kind: Kind) {
        let mut known: Vec<&str> = kind.keys().iter().map(|(key, ..)| *key).collect();
        if kind.section().is_some() {
            known.push("$ref");
        }
        let message = format!("{} has no key `{name}`", kind.title());
        // Only the server checks constraints, so a misspelled one has no effect on the client.
        let meant = suggestion(name, &known);
        let is_constraint = meant.is_some() && kind == Kind::Schema && nearest(name, CONSTRAINTS).is_some();
        self.findings.push(match meant {
            Some(help) if !is_constraint => Diagnostic::new(Code::MisspeltKey, span, message).help(help),
            meant => {
                let unknown = Diagnostic::new(Code::UnknownKey, span, message).here("this key is ignored");
                unknown.help(meant.unwrap_or_else(|| {
                    "remove it with an overlay action, or give it a name that starts with `x-`".to_owned()
                }))
            }
        });
    }

    fn reference(&mut self, holder: &Node, reference: &Member, kind: Kind) {
        if kind.section().is_none() {
            return self.stray_key("$ref", reference.name, kind);
        }
        let Some(text) = reference.node.as_str() else { return self.wrong_type(&reference.node, "a string") };
        let span = reference.node.span;
        // References of path items were inlined before. The others belong to no request of a client.
        if kind == Kind::PathItem {
            return;
        }
        if let Some(finding) = self.follow(text, span) {
            return self.findings.push(finding);
        }
        let siblings: Vec<&str> = holder
            .members()
            .map(|(name, _)| name)
            .filter(|name| !matches!(*name, "$ref" | "description" | "summary") && !name.starts_with("x-"))
            .collect();
        // In OpenAPI 3.1, a schema can have keywords next to a reference.
        let counts = kind == Kind::Schema && self.version > Some(Version::V30);
        if !siblings.is_empty() && !counts {
            // The author means `nullable`, and no response can fail because of it.
            let (taken, lost): (Vec<&str>, Vec<&str>) =
                siblings.into_iter().partition(|name| kind == Kind::Schema && *name == "nullable");
            let message = match (taken.is_empty(), lost.join("`, `")) {
                (true, lost) => format!("`{lost}` next to a `$ref` has no effect"),
                (false, lost) if lost.is_empty() => {
                    "`nullable` next to a `$ref` is read as if it had an effect".to_owned()
                }
                (false, lost) => {
                    format!("`{lost}` next to a `$ref` has no effect; `nullable` is read as if it had one")
                }
            };
            let odd = Diagnostic::new(Code::RefSiblings, reference.name, message);
            self.findings.push(odd.help("OpenAPI 3.0 ignores the siblings of a `$ref`; wrap it: `allOf: [{$ref: …}]`"));
        }
    }

    /// Follows a chain of references, and returns what is wrong with it. If a chain is too long, only its first
    /// reference is reported.
    fn follow(&mut self, text: &str, span: Span) -> Option<Diagnostic> {
        let mut seen: BTreeSet<&'a str> = BTreeSet::new();
        let mut text = text;
        let mut fault = None;
        loop {
            let pointer = text.strip_prefix('#').map(crate::document::pointer::unescape);
            let target = pointer.and_then(|pointer| self.root.at(&pointer));
            let Some(next) = target.and_then(|target| target.get("$ref")?.as_str()) else { break };
            if self.followed.contains(next) || !seen.insert(next) && fault.is_none() {
                break;
            }
            if fault.is_some() {
                // Wherever it leads, it is not followed again.
                self.followed.insert(next);
            } else if seen.len() == MAX_CHAIN {
                self.followed.append(&mut seen);
                let message = format!("more than {MAX_CHAIN} references follow each other from here");
                let long = Diagnostic::new(Code::TooDeep, span, message);
                fault = Some(long.help("refer to the value itself"));
            }
            text = next;
        }
        self.followed.extend(seen);
        fault
    }
}

/// The keys of a schema that say nothing about its type.
const CONSTRAINTS: &[&str] = &[
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];
