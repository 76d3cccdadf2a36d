//! Replaces references that lead nowhere, out of the document, in a circle or to an object of another kind. An object
//! of another kind is read as the expected one. Everything else is read as any value.

use std::collections::BTreeSet;

use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::{each_object, kind_at, shape_of};
use crate::document::media;
use crate::document::pointer::{join, push_token, tokens, unescape};
use crate::document::source::Span;
use crate::document::tree::{MAX_STEPS, Member, Node, Object, Value};
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::spelling::suggestion;

/// The maximum number of names that are compared with dangling references.
const MAX_COMPARED: usize = 300_000;

/// Replaces every reference of a document that leads to no object of the expected kind.
pub(crate) fn settle(root: &mut Node, findings: &mut Findings) {
    let mut reader = Reader { root, findings, compared: 0, followed: BTreeSet::new(), is_changed: false };
    // The items are copied one by one, because a copy of the document would double the memory. All are read before any
    // changes.
    let items = items(reader.root);
    let changed: Vec<(String, Node)> = items.into_iter().filter_map(|(at, kind)| reader.changed(at, kind)).collect();
    for (at, node) in changed {
        if let Some(place) = root.at_mut(&at) {
            *place = node;
        }
    }
}

/// Returns the pointers of the parts of a document that can contain references.
fn items(root: &Node) -> Vec<(String, Kind)> {
    let mut found = Vec::new();
    for key in ["paths", "webhooks"] {
        let names = root.get(key).into_iter().flat_map(Node::members).map(|(name, _)| name);
        let kind = |name| shape_of(Kind::Document, key)?.member(name);
        found.extend(names.filter_map(|name| Some((join("", &[key, name]), kind(name)?))));
    }
    for (section, member) in root.get("components").into_iter().flat_map(Node::members) {
        match shape_of(Kind::Components, section) {
            // These sections are read as a whole, because members can be removed.
            Some(Shape::Map(kind)) if may_be_absent(kind) => found.push((join("/components", &[section]), kind)),
            Some(Shape::Map(kind)) => {
                let names = member.node.members().map(|(name, _)| name);
                found.extend(names.map(|name| (join("/components", &[section, name]), kind)));
            }
            _ => {}
        }
    }
    found
}

/// How a reference is read.
enum Reading {
    /// It leads to an object of the expected kind.
    Kept,
    /// It leads to an object of the expected kind through another reference. This is the direct reference.
    By(String),
    /// The target is read as the expected kind.
    As(Box<Node>),
    /// It leads to nothing.
    Gone,
}

struct Reader<'a> {
    root: &'a Node,
    findings: &'a mut Findings,
    /// The number of names that were compared with dangling references.
    compared: usize,
    /// The references that were followed and lead to no circle, so that a long chain is followed only once.
    followed: BTreeSet<String>,
    /// Whether the current item has changed.
    is_changed: bool,
}

impl Reader<'_> {
    /// Returns the item at a pointer with its references replaced, if it has changed.
    fn changed(&mut self, at: String, kind: Kind) -> Option<(String, Node)> {
        let mut node = self.root.at(&at)?.clone();
        self.is_changed = false;
        let is_section = may_be_absent(kind);
        if let Some(members) = node.as_object_mut().filter(|_| is_section) {
            members.retain(|_, member| self.stays(&mut member.node, kind));
        }
        let mut read = |node: &mut Node, kind| {
            self.members(node, kind);
            self.required(node, kind);
        };
        if is_section {
            let members = node.as_object_mut().into_iter().flatten();
            members.for_each(|(_, member)| each_object(&mut member.node, kind, &mut read));
        } else {
            each_object(&mut node, kind, &mut read);
        }
        self.is_changed.then_some((at, node))
    }

    /// Removes references to nothing from lists and maps whose members are optional.
    fn members(&mut self, node: &mut Node, kind: Kind) {
        for (name, member) in node.as_object_mut().into_iter().flatten() {
            match (shape_of(kind, name), &mut member.node.value) {
                (Some(Shape::Many(kind)), Value::Array(items)) if may_be_absent(kind) => {
                    items.retain_mut(|item| self.stays(item, kind));
                }
                (Some(Shape::Map(kind)), Value::Object(members)) if may_be_absent(kind) => {
                    members.retain(|_, member| self.stays(&mut member.node, kind));
                }
                _ => {}
            }
        }
    }

    fn stays(&mut self, node: &mut Node, kind: Kind) -> bool {
        let Some((text, span)) = reference(node) else { return true };
        let reading = self.reading(&text, span, kind);
        self.is_changed |= !matches!(reading, Reading::Kept);
        match reading {
            Reading::Kept => true,
            Reading::By(pointer) => {
                node.set("$ref", Node::string(span, pointer));
                true
            }
            Reading::As(read) => {
                *node = *read;
                true
            }
            Reading::Gone => false,
        }
    }

    /// Replaces a reference in the place of something required.
    fn required(&mut self, node: &mut Node, kind: Kind) {
        if kind.section().is_none() || may_be_absent(kind) || kind == Kind::PathItem {
            return;
        }
        let Some((text, span)) = reference(node) else { return };
        let reading = self.reading(&text, span, kind);
        self.is_changed |= !matches!(reading, Reading::Kept);
        match reading {
            Reading::Kept => {}
            Reading::By(pointer) => node.set("$ref", Node::string(span, pointer)),
            Reading::As(read) => *node = *read,
            Reading::Gone => {
                node.take("$ref");
                self.anything(node, span, kind);
            }
        }
    }

    /// Returns the widest value of a kind, with the descriptions next to the reference.
    fn anything(&self, node: &mut Node, span: Span, kind: Kind) {
        let json = |schema: Node| object(span, [("application/json", object(span, [("schema", schema)]))]);
        match kind {
            Kind::Schema => {
                if Version::of(self.root) <= Some(Version::V30)
                    && let Some(members) = node.as_object_mut()
                {
                    members.retain(|name, _| name == "description" || name.starts_with("x-"));
                }
            }
            Kind::Response => {
                if node.get("description").is_none() {
                    node.set("description", Node::string(span, ""));
                }
                node.set("content", object(span, [("*/*", object(span, []))]));
            }
            Kind::RequestBody => node.set("content", json(object(span, []))),
            _ => {}
        }
    }

    fn reading(&mut self, text: &str, span: Span, wanted: Kind) -> Reading {
        let mut next = text.to_owned();
        let mut plain = None;
        let mut passed = Vec::new();
        for step in 0..MAX_STEPS {
            if step > 0 && self.followed.contains(&next) {
                break;
            }
            let Some(pointer) = next.strip_prefix('#').map(unescape) else {
                let message = format!("the reference `{next}` leads out of the document; nothing is opened or fetched");
                let help = format!("copy the value to `#/components/{}` of this document", section(wanted));
                return self.gone(Code::ForeignRef, span, (message, help), wanted);
            };
            let Some(pointer) = plain_pointer(self.root, &pointer) else {
                return self.nothing(&next, &pointer, span, wanted);
            };
            let found = kind_at(&pointer);
            let Some(target) = self.root.at(&pointer) else { return Reading::Gone };
            if found.is_some_and(|found| found != wanted) {
                return self.other_kind(&next, &pointer, span, (found, wanted));
            }
            if target.as_object().is_none() && !(wanted == Kind::Schema && target.as_bool().is_some()) {
                return self.nothing(&next, &pointer, span, wanted);
            }
            if step == 0 && Some(pointer.as_str()) != next.strip_prefix('#').map(unescape).as_deref() {
                plain = Some(format!("#{pointer}"));
            }
            let Some(follower) = target.get("$ref").and_then(Node::as_str) else { break };
            if follower == text {
                let message = "this reference leads back to itself".to_owned();
                let help = "write the value out at one of the places".to_owned();
                return self.gone(Code::CyclicRef, span, (message, help), wanted);
            }
            // Something required is replaced at the next reference.
            if !may_be_absent(wanted) && kind_at(&pointer) == Some(wanted) && is_component(follower) {
                passed.push(std::mem::replace(&mut next, follower.to_owned()));
                if self.root.at(&unescape(follower.trim_start_matches('#'))).is_none() {
                    break;
                }
                continue;
            }
            if !may_be_absent(wanted) {
                break;
            }
            next = follower.to_owned();
        }
        self.followed.extend(passed.into_iter().skip(1));
        plain.map_or(Reading::Kept, Reading::By)
    }

    fn nothing(&mut self, text: &str, pointer: &str, span: Span, wanted: Kind) -> Reading {
        let section = section(wanted);
        let message = format!("the reference `{text}` leads to nothing");
        let known = self.root.at(&format!("/components/{section}")).and_then(Node::as_object);
        // Comparing many names with many others would take too long.
        self.compared += known.map_or(0, Object::len);
        let known = known.filter(|_| self.compared <= MAX_COMPARED);
        let known: Vec<&str> = known.into_iter().flat_map(Object::keys).map(String::as_str).collect();
        let name = tokens(pointer).last().unwrap_or_default();
        let meant = suggestion(&name, &known);
        let help = meant.unwrap_or_else(|| format!("define it under `components/{section}` of this document"));
        self.gone(Code::DanglingRef, span, (message, help), wanted)
    }

    fn gone(&mut self, code: Code, span: Span, (message, help): (String, String), wanted: Kind) -> Reading {
        let read = reading_of(wanted);
        // The overlay was written for this document, so its references have to lead to something.
        let is_own = span.file == self.root.span.file;
        let found = match is_own {
            true => Diagnostic::new(code, span, format!("{message}; {read}")).help(help),
            false => {
                Diagnostic::new(Code::InvalidOverlay, span, message).help(help).and(self.root.span, "in this fragment")
            }
        };
        self.findings.push(found);
        Reading::Gone
    }

    fn other_kind(&mut self, text: &str, pointer: &str, span: Span, kinds: (Option<Kind>, Kind)) -> Reading {
        let (found, wanted) = kinds;
        let target = self.root.at(pointer).map(|target| target.behind(self.root));
        let read = target.zip(found).and_then(|(target, found)| read_as(target, (pointer, span), found, wanted));
        let what = found.map_or("something else", Kind::title);
        let message = format!("the reference `{text}` leads to {what}, where {} is expected", wanted.title());
        let help = format!("move the value to `#/components/{}` and refer to it there", section(wanted));
        let Some(read) = read else { return self.gone(Code::ForeignRef, span, (message, help), wanted) };
        let odd = Diagnostic::new(Code::ForeignRef, span, format!("{message}; it is read as such"));
        self.findings.push(odd.help(help));
        Reading::As(Box::new(read))
    }
}

/// Converts an object of one kind to another kind.
fn read_as(target: &Node, (pointer, span): (&str, Span), found: Kind, wanted: Kind) -> Option<Node> {
    let reference = |tokens: &[&str]| {
        let text = format!("#{}", join(pointer, tokens));
        object(span, [("$ref", Node::string(span, text))])
    };
    let has = |key: &str| target.get(key).is_some();
    let as_content = |schema: Node| object(span, [("application/json", object(span, [("schema", schema)]))]);
    // Its schema, and everything that it can be sent as.
    let (schema, content) = match found {
        Kind::Schema => (Some(reference(&[])), Some(as_content(reference(&[])))),
        Kind::MediaType if has("schema") => {
            (Some(target.get("schema")?.clone()), target.get("schema").cloned().map(as_content))
        }
        _ if has("schema") => (target.get("schema").cloned(), target.get("schema").cloned().map(as_content)),
        _ => {
            let content = target.get("content")?;
            let json = media::json(content.members().map(|(name, _)| name));
            (json.and_then(|name| content.get(name)?.get("schema")).cloned(), Some(content.clone()))
        }
    };
    let words = target.get("description").filter(|_| found != Kind::Schema).cloned();
    let mut read = object(span, []);
    match wanted {
        Kind::Schema => return schema,
        Kind::Response => {
            read.set("description", words.unwrap_or_else(|| Node::string(span, "")));
            read.set("content", content?);
        }
        Kind::RequestBody => {
            read.set("content", content?);
            if let Some(words) = words {
                read.set("description", words);
            }
        }
        Kind::Header => {
            read.set("schema", schema?);
        }
        Kind::Parameter if found == Kind::Header => {
            read = target.clone();
            read.set("name", Node::string(span, tokens(pointer).last()?));
            read.set("in", Node::string(span, "header"));
        }
        _ => return None,
    }
    Some(read)
}

/// Returns a pointer without references on its way.
fn plain_pointer(root: &Node, pointer: &str) -> Option<String> {
    if !pointer.is_empty() && !pointer.starts_with('/') {
        return None;
    }
    if root.at(pointer).is_some() {
        return Some(pointer.to_owned());
    }
    let mut at = String::new();
    let mut steps = 0;
    for token in tokens(pointer) {
        while root.at(&join(&at, &[&token])).is_none() {
            let reference = root.at(&at)?.get("$ref")?.as_str()?;
            at = unescape(reference.strip_prefix('#')?);
            steps += 1;
            if steps > MAX_STEPS {
                return None;
            }
        }
        push_token(&mut at, &token);
    }
    Some(at)
}

fn is_component(text: &str) -> bool {
    text.starts_with("#/components/") && text.split('/').count() == 4
}

/// Returns whether an object can be omitted without affecting the rest.
fn may_be_absent(kind: Kind) -> bool {
    matches!(kind, Kind::Parameter | Kind::Header | Kind::Example | Kind::Link | Kind::Callback | Kind::SecurityScheme)
}

/// Describes how a reference to nothing is read, for messages.
pub(crate) fn reading_of(wanted: Kind) -> &'static str {
    match wanted {
        Kind::Schema => "it is read as any JSON value",
        Kind::Response => "it is read as any response",
        Kind::RequestBody => "any JSON value can be sent",
        Kind::Parameter => "the parameter has no setter; callers can send it with `RequestOptions`",
        Kind::SecurityScheme => "the scheme is treated as not defined",
        _ => "it is ignored",
    }
}

fn section(kind: Kind) -> &'static str {
    kind.section().unwrap_or_default()
}

fn reference(node: &Node) -> Option<(String, Span)> {
    let reference = node.get("$ref")?;
    Some((reference.as_str()?.to_owned(), reference.span))
}

fn object<const N: usize>(span: Span, members: [(&str, Node); N]) -> Node {
    let members = members.into_iter().map(|(name, node)| (name.to_owned(), Member { name: span, node }));
    Node::new(span, Value::Object(members.collect()))
}
