//! Joins a document that consists of several files. The targets of references in other files become components, or
//! replace the reference if no component can be there. References within the document are kept. It must not open files.

mod component_names;
mod files;
mod flatten;

use std::collections::{BTreeMap, BTreeSet};

use super::component_use::section_kind;
use super::neighbours::names_file;
use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::{each_object, kind_at};
use crate::document::places::Sources;
use crate::document::source::{File, Span};
use crate::document::tree::{Member, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::dangling;
use component_names::component_names;
use files::{Files, Lead, Lost, Target};
use flatten::Flatten;

/// The keys under which a schema defines other schemas.
const DEFINITIONS: [&str; 2] = ["$defs", "definitions"];

/// A future component: a place in another file, and the section of `components`.
type Wanted = (Target, &'static str);

/// Copies the targets of references in other files of its folder into the document.
pub(super) fn bundle(
    root: &mut Node,
    (folder, beside): (String, BTreeMap<String, Result<File, String>>),
    sources: &mut Sources,
    findings: &mut Findings,
) {
    if !leaves_its_file(root) {
        return;
    }
    let files = Files::read(root, (folder, beside), sources);
    let mut bundle = Bundle { flatten: Flatten::new(&files), homes: BTreeMap::new(), parts: BTreeMap::new() };
    bundle.flatten.write_out(root, Shape::One(Kind::Document), 1);
    bundle.settle_homes(root, sources);
    bundle.gather(root);
    let held = section_names(root);
    let names = component_names(bundle.parts.keys(), &held);
    let Bundle { flatten, mut homes, mut parts } = bundle;
    homes.extend(names);
    let mut reported = flatten.finish(root, findings);
    let mut writer = Writer { files: &files, homes: &homes, findings, reported: &mut reported };
    writer.refer(root, Kind::Document);
    for ((_, section), part) in &mut parts {
        if let Some(kind) = section_kind(section) {
            writer.refer(part, kind);
        }
    }
    for (wanted, part) in parts {
        if let Some(name) = homes.get(&wanted) {
            define(root, wanted.1, name, part);
        }
    }
    drop_definitions(root, homes.iter().map(|((_, section), name)| (*section, name.as_str())));
    files.report(findings);
}

/// Returns whether a document has a reference to another file or server.
fn leaves_its_file(root: &mut Node) -> bool {
    let mut open = vec![&*root];
    while let Some(node) = open.pop() {
        let text = node.get("$ref").and_then(Node::as_str);
        let mut mapped = node.get("mapping").into_iter().flat_map(Node::members);
        if text.is_some_and(|text| !text.starts_with('#'))
            || mapped.any(|(_, member)| member.node.as_str().is_some_and(names_file))
        {
            return true;
        }
        open.extend(node.items().chain(node.members().map(|(_, member)| &member.node)));
    }
    false
}

struct Bundle<'a> {
    flatten: Flatten<'a>,
    /// The targets that already have a name in the document.
    homes: BTreeMap<Wanted, String>,
    /// The future components.
    parts: BTreeMap<Wanted, Node>,
}

impl Bundle<'_> {
    /// Finds the components of the document that are only references to other files. They get the content of their
    /// targets.
    fn settle_homes(&mut self, root: &mut Node, sources: &Sources) {
        let mut found: BTreeMap<Wanted, Vec<String>> = BTreeMap::new();
        for (section, holder) in root.get("components").into_iter().flat_map(Node::members) {
            let Some(kind) = section_kind(section) else { continue };
            for (name, member) in holder.node.members() {
                let target = match self.flatten.files.lone_reference(&member.node) {
                    Some(Lead::There(target)) => Some(target),
                    Some(_) => None,
                    // The whole section is in another file.
                    None => self.flatten.files.own_place(&member.node, sources),
                };
                if let Some(wanted) = target.and_then(|target| wanted(target, kind)) {
                    found.entry(wanted).or_default().push(name.to_owned());
                }
            }
        }
        for (wanted, mut names) in found {
            let last = component_names::plain(&wanted.0);
            names.sort_by_key(|name| (!name.eq_ignore_ascii_case(&last), name.clone()));
            let Some(name) = names.into_iter().next() else { continue };
            let at = format!("/components/{}", wanted.1);
            let home = root.at_mut(&at).and_then(|section| section.get_mut(&name));
            if let Some(home) = home.filter(|home| self.flatten.files.lone_reference(home).is_some()) {
                let Some(part) = self.flatten.part(&wanted) else { continue };
                *home = part;
            }
            self.homes.insert(wanted, name);
        }
    }

    /// Collects the targets of references in other files, the targets of their references, and so on.
    fn gather(&mut self, root: &mut Node) {
        let files = self.flatten.files;
        let mut open = Vec::new();
        each_reference(root, Kind::Document, &mut |text, kind| open.extend(files.wanted(text, kind)));
        while let Some(wanted) = open.pop() {
            if self.homes.contains_key(&wanted) || self.parts.contains_key(&wanted) {
                continue;
            }
            let Some(mut part) = self.flatten.part(&wanted) else { continue };
            if let Some(kind) = section_kind(wanted.1) {
                each_reference(&mut part, kind, &mut |text, kind| open.extend(files.wanted(text, kind)));
            }
            self.parts.insert(wanted, part);
        }
    }
}

/// Returns the kind of a place as a component: the expected one, unless the place is known to have another one.
fn wanted(target: Target, kind: Kind) -> Option<Wanted> {
    let is_known = target.pointer.starts_with("/components/") || target.pointer.starts_with("/paths/");
    let found = is_known.then(|| kind_at(&target.pointer)).flatten().and_then(Kind::section);
    let section = found.or_else(|| kind.section())?;
    Some((target, section))
}

impl Files {
    fn wanted(&self, text: &Node, kind: Kind) -> Option<Wanted> {
        match self.lead(text.as_str()?, text.span) {
            Lead::There(target) => wanted(target, kind),
            Lead::Own(_) | Lead::Lost(_) => None,
        }
    }
}

/// Calls a function for each reference to a component, with the expected kind.
fn each_reference(node: &mut Node, kind: Kind, act: &mut dyn FnMut(&mut Node, Kind)) {
    each_object(node, kind, &mut |node, kind| {
        if kind == Kind::Discriminator {
            let is_reference = |text: &str| text.starts_with('#') || names_file(text);
            if let Some(text) = node.get_mut("defaultMapping").filter(|text| text.as_str().is_some_and(is_reference)) {
                act(text, Kind::Schema);
            }
            let mapped = node.get_mut("mapping").and_then(Node::as_object_mut).into_iter().flatten();
            let texts = mapped.map(|(_, member)| &mut member.node);
            texts.filter(|text| text.as_str().is_some_and(is_reference)).for_each(|text| act(text, Kind::Schema));
        }
        if kind.section().is_some()
            && kind != Kind::PathItem
            && let Some(text) = node.get_mut("$ref").filter(|text| text.as_str().is_some())
        {
            act(text, kind);
        }
    });
}

/// Replaces the references of a tree by references to components, and reports those that lead to nothing.
struct Writer<'a> {
    files: &'a Files,
    homes: &'a BTreeMap<Wanted, String>,
    findings: &'a mut Findings,
    reported: &'a mut BTreeSet<Span>,
}

impl Writer<'_> {
    fn refer(&mut self, node: &mut Node, kind: Kind) {
        each_reference(node, kind, &mut |text, kind| {
            let span = text.span;
            let Some(written) = text.as_str() else { return };
            if self.files.is_own(written, span) {
                return;
            }
            let lost = match self.files.lead(written, span) {
                Lead::Own(pointer) => {
                    *text = Node::string(span, format!("#{}", pointer.replace('%', "%25")));
                    return;
                }
                Lead::There(target) => {
                    let wanted = wanted(target, kind);
                    if let Some((wanted, name)) = wanted.and_then(|wanted| self.homes.get_key_value(&wanted)) {
                        *text = Node::string(span, format!("#/components/{}/{name}", wanted.1));
                        return;
                    }
                    Lost::Nothing
                }
                Lead::Lost(lost) => lost,
            };
            if self.reported.insert(span) {
                self.findings.push(report(written, span, &lost, dangling::reading_of(kind)));
            }
            if let Some(whole) = self.files.as_in_root(written, span) {
                *text = Node::string(span, whole);
            }
        });
    }
}

/// Reports a reference that leads to nothing.
fn report(text: &str, span: Span, lost: &Lost, read: &str) -> Diagnostic {
    let (code, why, help) = match lost {
        Lost::Elsewhere => (
            Code::ForeignRef,
            "leads to another server; nothing is fetched".to_owned(),
            "save the file in the folder of the document, and refer to it by its path",
        ),
        Lost::Outside => (
            Code::ForeignRef,
            "leads out of the folder of the document; nothing is opened there".to_owned(),
            "move the file into the folder of the document",
        ),
        Lost::Unread(why, _) => {
            (Code::DanglingRef, format!("leads to a file that {why}"), "correct the path or the file, and import again")
        }
        Lost::Nothing => (Code::DanglingRef, "leads to nothing".to_owned(), "correct the part behind the `#`"),
        Lost::Circle => {
            (Code::CyclicRef, "leads back to itself".to_owned(), "write the value out at one of the places")
        }
        Lost::TooDeep => (
            Code::CyclicRef,
            "leads back to itself, or too deep".to_owned(),
            "move inner schemas into `components` and refer to them there",
        ),
    };
    let found = Diagnostic::new(code, span, format!("the reference `{text}` {why}; {read}")).help(help);
    match lost {
        Lost::Unread(_, Some((span, what))) => found.and(*span, what.clone()),
        _ => found,
    }
}

/// Returns the names of the components in a document, by section.
fn section_names(root: &Node) -> BTreeMap<String, Vec<String>> {
    let sections = root.get("components").into_iter().flat_map(Node::members);
    let names = |holder: &Member| holder.node.members().map(|(name, _)| name.to_owned()).collect();
    sections.map(|(section, holder)| (section.to_owned(), names(holder))).collect()
}

/// Removes the definitions from schemas of other files. The used ones are components now.
fn drop_definitions<'a>(root: &mut Node, homes: impl Iterator<Item = (&'a str, &'a str)>) {
    let mut is_used = false;
    each_reference(root, Kind::Document, &mut |text, _| {
        is_used |= text.as_str().is_some_and(|text| DEFINITIONS.iter().any(|key| text.contains(&format!("/{key}/"))));
    });
    let Some(schemas) = root.at_mut("/components/schemas").filter(|_| !is_used) else { return };
    for (_, name) in homes.filter(|(section, _)| *section == "schemas") {
        if let Some(schema) = schemas.get_mut(name) {
            DEFINITIONS.iter().for_each(|key| drop(schema.take(key)));
        }
    }
}

/// Adds a component to a document.
fn define(root: &mut Node, section: &str, name: &str, part: Node) {
    let span = root.span;
    let empty = || Node::new(span, Value::Object(Object::default()));
    if root.get("components").and_then(Node::as_object).is_none() {
        root.set("components", empty());
    }
    let Some(components) = root.get_mut("components") else { return };
    if components.get(section).and_then(Node::as_object).is_none() {
        components.set(section, empty());
    }
    if let Some(section) = components.get_mut(section) {
        section.set(name, part);
    }
}
