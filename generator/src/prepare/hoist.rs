//! Makes components of inner schemas that refer to themselves. They cannot be inlined, so each becomes a component that
//! is named after its place.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::grammar::Kind;
use crate::document::grammar_walk::{each_object, kind_at};
use crate::document::pointer::{tokens, unescape};
use crate::document::tree::{Member, Node, Object, Value};

/// The maximum number of places for which circles are searched. If there are more, all are treated as recursive.
const MAX_ASKED: usize = 1_000;

/// Makes components of inner schemas that refer to themselves.
pub(crate) fn recursive(root: &mut Node) {
    let graph = graph(root);
    let found = in_circles(&graph);
    if found.is_empty() {
        return;
    }
    let names = names(root, &found);
    let mut taken: Vec<(String, Node)> = Vec::new();
    // The innermost come first, so that outer ones refer to them.
    let mut deepest: Vec<&String> = names.keys().collect();
    deepest.sort_by_key(|pointer| std::cmp::Reverse(tokens(pointer).count()));
    for pointer in deepest {
        if let Some(place) = root.at_mut(pointer) {
            let reference = reference_to(place, &names[pointer]);
            taken.push((names[pointer].clone(), std::mem::replace(place, reference)));
        }
    }
    define(root, taken);
    refer(root, &names);
}

/// Returns whether a document refers to anything other than components.
pub(crate) fn is_needed(root: &mut Node) -> bool {
    let mut is_needed = false;
    each_object(root, Kind::Document, &mut |node, _| is_needed |= is_inner(node));
    is_needed
}

/// Returns whether a value is a reference that does not lead to a component.
fn is_inner(node: &Node) -> bool {
    let reference = node.get("$ref").and_then(Node::as_str);
    reference.is_some_and(|text| !(text.starts_with("#/components/") && text.matches('/').count() == 3))
}

/// Makes components of the other inner schemas that are referred to, such as with keywords next to the reference.
pub(crate) fn others(root: &mut Node) {
    let mut found = BTreeSet::new();
    let mut open: Vec<String> = referred(root, Kind::Document).into_iter().collect();
    while let Some(pointer) = open.pop() {
        if let Some(node) = root.at(&pointer)
            && found.insert(pointer)
        {
            open.extend(referred(&mut node.clone(), Kind::Schema));
        }
    }
    if found.is_empty() {
        return;
    }
    let names = names(root, &found);
    let copy = |(pointer, name): (&String, &String)| Some((name.clone(), root.at(pointer)?.clone()));
    let copies: Vec<(String, Node)> = names.iter().filter_map(copy).collect();
    define(root, copies);
    refer(root, &names);
}

/// Returns the inner schemas that references lead to, each with those that it refers to itself.
fn graph(root: &mut Node) -> BTreeMap<String, BTreeSet<String>> {
    let mut graph = BTreeMap::new();
    let mut open: Vec<String> = referred(root, Kind::Document).into_iter().collect();
    while let Some(pointer) = open.pop() {
        if graph.contains_key(&pointer) {
            continue;
        }
        let Some(node) = root.at(&pointer) else { continue };
        let next = referred(&mut node.clone(), Kind::Schema);
        open.extend(next.iter().cloned());
        graph.insert(pointer, next);
    }
    graph
}

/// Returns the inner schemas that references in a value lead to.
fn referred(node: &mut Node, kind: Kind) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    each_object(node, kind, &mut |node, kind| {
        if kind == Kind::Schema {
            found.extend(inner(node));
        }
    });
    found
}

fn inner(node: &Node) -> Option<String> {
    let pointer = unescape(node.get("$ref")?.as_str()?.strip_prefix('#').filter(|pointer| pointer.starts_with('/'))?);
    let is_component = pointer.starts_with("/components/") && tokens(&pointer).count() == 3;
    (!is_component && kind_at(&pointer).is_none_or(|kind| kind == Kind::Schema)).then_some(pointer)
}

/// Returns the places that lead back to themselves.
fn in_circles(graph: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    // Places that lead to no other place are removed repeatedly. The remaining ones lead into circles.
    let mut leads_on: BTreeMap<&String, usize> = BTreeMap::new();
    let mut led_from: BTreeMap<&String, Vec<&String>> = BTreeMap::new();
    for (pointer, next) in graph {
        let next: Vec<&String> = next.iter().filter(|next| graph.contains_key(*next)).collect();
        leads_on.insert(pointer, next.len());
        next.into_iter().for_each(|next| led_from.entry(next).or_default().push(pointer));
    }
    let mut ends: Vec<&String> =
        leads_on.iter().filter(|(_, count)| **count == 0).map(|(pointer, _)| *pointer).collect();
    while let Some(end) = ends.pop() {
        leads_on.remove(end);
        for from in led_from.get(end).into_iter().flatten() {
            if let Some(count) = leads_on.get_mut(from) {
                *count -= 1;
                if *count == 0 {
                    ends.push(from);
                }
            }
        }
    }
    let left: BTreeSet<String> = leads_on.into_keys().cloned().collect();
    if left.len() > MAX_ASKED {
        return left;
    }
    left.iter().filter(|pointer| leads_back(pointer, graph)).cloned().collect()
}

fn leads_back(start: &str, graph: &BTreeMap<String, BTreeSet<String>>) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    while let Some(pointer) = open.pop() {
        for next in graph.get(pointer).into_iter().flatten() {
            if next == start {
                return true;
            }
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    false
}

/// Returns a name for each place, made from its words: a short one, or a long one if the short one is taken.
fn names(root: &Node, pointers: &BTreeSet<String>) -> BTreeMap<String, String> {
    let schemas = root.at("/components/schemas");
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    for pointer in pointers {
        *wanted.entry(short(pointer)).or_default() += 1;
    }
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut given: BTreeSet<String> = BTreeSet::new();
    for pointer in pointers {
        let is_free = |name: &str| schemas.is_none_or(|schemas| schemas.get(name).is_none());
        let mut name = short(pointer);
        if wanted[&name] > 1 || !is_free(&name) {
            name = words(tokens(pointer).filter(|token| !["components", "schemas"].contains(&token.as_str())));
        }
        while !is_free(&name) || given.contains(&name) {
            name.push_str("Part");
        }
        given.insert(name.clone());
        names.insert(pointer.clone(), name);
    }
    names
}

fn short(pointer: &str) -> String {
    let skipped = ["components", "schemas", "properties", "$defs", "definitions", "paths", "content"];
    words(tokens(pointer).filter(|token| !skipped.contains(&token.as_str())))
}

/// Joins tokens to a word in camel case.
fn words(tokens: impl Iterator<Item = String>) -> String {
    let mut name = String::new();
    for token in tokens {
        for word in token.split(|char: char| !char.is_ascii_alphanumeric()) {
            let mut chars = word.chars();
            name.extend(chars.next().map(|char| char.to_ascii_uppercase()));
            name.extend(chars);
        }
    }
    if name.is_empty() { "Inner".to_owned() } else { name }
}

fn reference_to(place: &Node, name: &str) -> Node {
    let mut node = Node::new(place.span, Value::Object(Object::default()));
    node.set("$ref", Node::string(place.span, format!("#/components/schemas/{name}")));
    node
}

fn define(root: &mut Node, schemas: Vec<(String, Node)>) {
    let span = root.span;
    let empty = || Node::new(span, Value::Object(Object::default()));
    if root.get("components").is_none() {
        root.set("components", empty());
    }
    let Some(components) = root.get_mut("components") else { return };
    if components.get("schemas").is_none() {
        components.set("schemas", empty());
    }
    let Some(section) = components.get_mut("schemas").and_then(Node::as_object_mut) else { return };
    for (name, node) in schemas {
        section.insert(name, Member { name: node.span, node });
    }
}

/// Replaces the references to the places by references to the components.
fn refer(root: &mut Node, names: &BTreeMap<String, String>) {
    each_object(root, Kind::Document, &mut |node, kind| {
        if kind != Kind::Schema {
            return;
        }
        if let Some(name) = inner(node).and_then(|pointer| names.get(&pointer))
            && let Some(reference) = node.get_mut("$ref")
        {
            *reference = Node::string(reference.span, format!("#/components/schemas/{name}"));
        }
    });
}
