//! Checks over whole modules: no two types of one name, and no value of an enum under another name than before.

use std::collections::BTreeMap;

use super::case;
use super::lock::Lock;
use super::scope::{Candidate, Claim, Wish};
use super::{Module, Names, SCHEMAS, operation};
use crate::api::{Alternative, Api, Naming, Presence, Type, TypeDef, TypeShape};
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};

/// Refuses two types of one name in one module. Most names are kept apart where they are made; those that are made
/// from others, such as `ListRequest`, meet only here.
pub(super) fn check(api: &Api, names: &Names, root: &Node, findings: &mut Findings) {
    if findings.has_errors() {
        // Of two operations with one name everything meets; that has been told.
        return;
    }
    let mut seen: BTreeMap<(Module, &str), &str> = BTreeMap::new();
    for (module, name, at) in types(api, names) {
        let Some(first) = seen.insert((module, name), at) else { continue };
        let message = format!("two types of one module would be named `{name}`");
        let clash = Diagnostic::new(Code::NameClash, root.nearest(at).span, message);
        let clash = clash.and(root.nearest(first).span, "the other one comes from here");
        findings.push(
            clash.help("give one of the operations or schemas another name with an overlay action: `x-rust-name`"),
        );
    }
}

/// All types that are emitted, with the place that each comes from.
fn types<'a>(api: &'a Api, names: &'a Names) -> Vec<(Module, &'a str, &'a str)> {
    let mut found = Vec::new();
    for (index, (tag, named)) in api.tags.iter().zip(&names.tags).enumerate() {
        found.push((Module::Tag(index), named.handle.as_str(), tag.at.as_str()));
        found.push((Module::Tag(index), named.mock.as_str(), tag.at.as_str()));
    }
    for (operation, named) in api.operations.iter().zip(&names.operations) {
        let module = Module::Tag(operation.tag);
        found.push((module, named.request.as_str(), operation.at.as_str()));
        if operation::properties(&operation.body).iter().any(|property| property.presence == Presence::Required) {
            found.push((module, named.body.as_str(), operation.at.as_str()));
        }
    }
    for (def, named) in api.types.iter().zip(&names.types) {
        found.push((named.module, named.name.as_str(), def.at.as_str()));
        let needs = matches!(&def.shape, TypeShape::Struct { properties, .. }
            if properties.iter().any(|property| property.presence == Presence::Required));
        if def.uses.request && needs {
            found.push((named.module, named.required.as_str(), def.at.as_str()));
        }
    }
    found
}

/// What an alternative of a union would be called: as its label has it, or with the kind of its value behind it.
pub(super) fn alternative(def: &TypeDef, alternative: &Alternative, lock: &Lock) -> Wish {
    let Alternative { label, naming, ty, description: _, mark: _, at } = alternative;
    let claim = if naming.is_own() { Claim::Whole } else { Claim::Short };
    let name = case::variant(label);
    let kind = match ty {
        Type::List(_) => "List",
        Type::Map(_) => "Map",
        _ => "Value",
    };
    let longer = name.iter().map(|name| Candidate { name: format!("{name}{kind}"), claim }).collect::<Vec<_>>();
    let candidates = name.into_iter().map(|name| Candidate { name, claim }).chain(longer).collect();
    Wish {
        what: format!("the alternative `{label}` of `{}`", def.place),
        wire: label.clone(),
        at: at.clone(),
        given: (*naming == Naming::Given).then(|| label.clone()),
        locked: lock.alternatives.get(&alternative_key(def, alternative)).cloned(),
        candidates,
    }
}

fn alternative_key(def: &TypeDef, alternative: &Alternative) -> String {
    format!("{} {}", def.place, alternative.label)
}

/// The names of alternatives that are not the document's own: a neighbour could claim them.
pub(super) fn lock_alternatives(api: &Api, names: &Names, lock: &mut Lock) {
    for (def, members) in api.types.iter().zip(&names.members) {
        let TypeShape::Union(union) = &def.shape else { continue };
        for (alternative, name) in union.alternatives.iter().zip(members) {
            if !alternative.naming.is_own() {
                lock.alternatives.insert(alternative_key(def, alternative), name.clone());
            }
        }
    }
}

/// The names that `x-enum-varnames` gives, by type and value.
pub(super) fn values(api: &Api, names: &Names) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    for (index, def) in api.types.iter().enumerate() {
        values.extend(named_values(index, def, names));
    }
    values
}

fn named_values(index: usize, def: &TypeDef, names: &Names) -> Vec<(String, String)> {
    let named = &names.types[index];
    let module = match named.module {
        Module::Tag(tag) => names.tags[tag].module.as_str(),
        Module::Schemas => SCHEMAS,
    };
    let given: Vec<(String, bool)> = match &def.shape {
        TypeShape::Strings(values) => {
            values.iter().map(|value| (value.value.clone(), value.rust_name.is_some())).collect()
        }
        TypeShape::Integers(values) => {
            values.iter().map(|value| (value.value.to_string(), value.rust_name.is_some())).collect()
        }
        TypeShape::Struct { .. } | TypeShape::Union(_) | TypeShape::Alias(_) => Vec::new(),
    };
    let members = given.into_iter().zip(&names.members[index]).filter(|((_, given), _)| *given);
    members.map(|((value, _), name)| (format!("{module}::{} {value}", named.name), name.clone())).collect()
}

/// Refuses a value whose name has moved: the list of names goes by position, so a vendor who sorts the values anew
/// would swap their meaning without a word.
pub(super) fn check_values(api: &Api, names: &Names, lock: &Lock, root: &Node, findings: &mut Findings) {
    for (index, def) in api.types.iter().enumerate() {
        for (key, name) in named_values(index, def, names) {
            let Some(locked) = lock.values.get(&key).filter(|locked| **locked != name) else { continue };
            let message = format!("the value `{key}` was named `{locked}` and would now be `{name}`");
            let at = crate::document::pointer::join(&def.at, &["x-enum-varnames"]);
            let moved = Diagnostic::new(Code::TypeDrift, root.nearest(&at).span, message);
            findings.push(moved.help(
                "put `x-enum-varnames` into the order that `enum` has now; to rename the value, delete its line from `values` in names.lock",
            ));
        }
    }
}
