//! Decides which places of the document share a Rust type, and names the type.
//!
//! Within a module, places with the same natural name and the same structure share a type. If a different structure has the
//! same name, the name of its operation is prepended. Places that share a type in the lock keep sharing it, and the type has
//! the properties of all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::aliases::{Alias, aliases_of};
use super::kept::{Kept, kept};
use super::module::{Known, Module};
use super::places::{Group, TypePlace, group, is_locked, place, required_names};
use super::structural_key::signature_of;
use crate::api::visit::renumber;
use crate::api::{
    Api, Home, Nullability, OperationId, Presence, Property, Type, TypeDef, TypeId, TypeShape, Union, Uses, Variant,
};
use crate::findings::{Code, Diagnostic, Findings};

/// A Rust type: its module, its name and its places.
#[derive(Clone, Debug)]
pub(crate) struct TypeName {
    pub(crate) module: Module,
    pub(crate) name: String,
    /// The struct of the required properties, for a type that is sent.
    pub(crate) required: String,
    /// The feature that it needs, unless its module needs the same one.
    pub(crate) feature: Option<String>,
    /// The operation that it belongs to, if there is only one.
    pub(crate) operation: Option<OperationId>,
    /// Its earlier names in other modules.
    pub(crate) aliases: Vec<Alias>,
    /// Keys of the lock. There are none for a type that is named after what it belongs to.
    pub(super) places: Vec<String>,
}

impl TypeName {
    /// Returns the keys that the lock has for it.
    pub(crate) fn places(&self) -> &[String] {
        &self.places
    }
}

/// Joins places into types: the types of `api` become those of the result, in the order of module and name.
pub(super) fn share(api: &mut Api, known: &Known<'_>, findings: &mut Findings) -> Vec<TypeName> {
    let signatures: Vec<String> =
        (0..api.types.len()).map(|index| signature_of(&Type::Named(TypeId(index)), api)).collect();
    let old = api.types.clone();
    let mut places: Vec<_> = old
        .iter()
        .zip(&signatures)
        .enumerate()
        .map(|(index, (def, signature))| place((index, def), signature.clone(), api, known))
        .collect();
    places.sort_by(|a, b| a.order.cmp(&b.order));
    let kept = kept(api, known.lock);
    let (groups, found) = fitting_groups(&mut places, &kept, api, known);
    findings.append(found);
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_key(|index| (groups[*index].module, groups[*index].name.clone()));
    let moved = positions(&groups, &order, api.types.len());
    let required = required_names(&groups, &old, known);
    let mut aliases = aliases_of(&groups, &kept, (&required, &old), known);
    renumber(api, &moved);
    let renumbered = std::mem::take(&mut api.types);
    let mut names = Vec::new();
    for index in order {
        let group = &groups[index];
        let members: Vec<&TypeDef> = group.members.iter().map(|member| &renumbered[*member]).collect();
        // Only places that shared a type before may drift apart.
        let was_one = group
            .members
            .iter()
            .all(|member| known.lock.name(&known.lock.types, &old[*member].place) == Some(group.name.as_str()));
        if !was_one {
            findings.extend(unlike(group, &signatures, &old));
        }
        let (joined, drifts) = unify(&members);
        findings.extend(drift_errors(&group.name, &members, drifts));
        api.types.push(joined);
        let in_lock = |member: &&usize| group.is_settled || is_locked(&old[**member]);
        let locked = group.members.iter().filter(in_lock).map(|member| old[*member].place.clone());
        let aliases = std::mem::take(&mut aliases[index]);
        names.push(TypeName {
            module: group.module,
            name: group.name.clone(),
            required: required[index].clone(),
            feature: None,
            operation: only_operation(&members),
            places: locked.chain(aliases.own).collect(),
            aliases: aliases.others,
        });
    }
    if let Some(id) = &mut api.error_body {
        id.0 = moved[id.0];
    }
    names
}

/// Returns the operation that all places are in.
fn only_operation(members: &[&TypeDef]) -> Option<OperationId> {
    let homes: BTreeSet<Home> = members.iter().map(|member| member.home).collect();
    match homes.into_iter().collect::<Vec<_>>().as_slice() {
        [Home::Operation(operation)] => Some(*operation),
        _ => None,
    }
}

/// Joins places into types. Places that were one type in the lock and no longer fit it get names of their own, and the
/// first of them keeps the name.
fn fitting_groups(places: &mut [TypePlace<'_>], kept: &[Kept], api: &Api, known: &Known<'_>) -> (Vec<Group>, Findings) {
    let mut released: BTreeMap<usize, String> = BTreeMap::new();
    loop {
        let mut found = Findings::default();
        let groups = group(places, kept, known, &mut found);
        let drifting = if known.lock.types.is_empty() { BTreeSet::new() } else { drifting(&groups, api) };
        let before = released.len();
        for place in places.iter_mut().filter(|place| drifting.contains(&place.index())) {
            released.extend(place.release().map(|name| (place.index(), name)));
        }
        if released.len() == before {
            found.extend(split_notes(&groups, &released, api));
            return (groups, found);
        }
    }
}

/// Returns the places that do not fit the first place of their group.
fn drifting(groups: &[Group], api: &Api) -> BTreeSet<usize> {
    let order: Vec<usize> = (0..groups.len()).collect();
    let mut joined = api.clone();
    renumber(&mut joined, &positions(groups, &order, api.types.len()));
    let mut found = BTreeSet::new();
    for group in groups.iter().filter(|group| group.members.len() > 1) {
        let members: Vec<&TypeDef> = group.members.iter().map(|member| &joined.types[*member]).collect();
        let (_, drifts) = unify(&members);
        found.extend(drifts.into_iter().map(|(position, _)| group.members[position]));
    }
    found
}

/// Returns the new position of each type.
fn positions(groups: &[Group], order: &[usize], types: usize) -> Vec<usize> {
    let mut moved = vec![0; types];
    for (position, index) in order.iter().enumerate() {
        groups[*index].members.iter().for_each(|member| moved[*member] = position);
    }
    moved
}

/// Reports which places have a new name.
fn split_notes(groups: &[Group], released: &BTreeMap<usize, String>, api: &Api) -> Vec<Diagnostic> {
    let name = |index: &usize| groups.iter().find(|group| group.members.contains(index)).map(|group| &group.name);
    let note = |(index, old): (&usize, &String)| {
        let (def, name) = (&api.types[*index], name(index)?);
        let message =
            format!("the type at `{}` is named `{name}`: it no longer fits `{old}`, which others have", def.place);
        let note = Diagnostic::new(Code::NameSettled, def.span, message);
        Some(note.help(format!("to rename it, change the name of `{}` under `types` in names.lock", def.place)))
    };
    released.iter().filter_map(note).collect()
}

/// Finds a place in a group that differs from the first one.
fn unlike(group: &Group, signatures: &[String], old: &[TypeDef]) -> Option<Diagnostic> {
    let (first, others) = group.members.split_first()?;
    let other = others.iter().find(|other| signatures[**other] != signatures[*first])?;
    let message = format!("two different schemas have the name `{}`", group.name);
    let drifted = Diagnostic::new(Code::TypeDrift, old[*other].span, message);
    let drifted = drifted.and(old[*first].span, "the other one");
    Some(drifted.help("give one of them a name of its own: by `x-rust-name`, or in the `types` of names.lock"))
}

/// Makes one type of several places, with the properties and values of all of them. Also returns the positions of the
/// members that do not fit it, with the reason.
fn unify(members: &[&TypeDef]) -> (TypeDef, Vec<(usize, String)>) {
    let mut joined = members[0].clone();
    for member in &members[1..] {
        joined.is_open |= member.is_open;
        joined.uses = Uses {
            request: joined.uses.request || member.uses.request,
            response: joined.uses.response || member.uses.response,
        };
    }
    let mut drifts = Vec::new();
    for (position, member) in members.iter().enumerate().skip(1) {
        joined.description = joined.description.or_else(|| member.description.clone());
        let drift = match (&mut joined.shape, &member.shape) {
            (TypeShape::Struct { properties, rest }, TypeShape::Struct { properties: more, rest: other })
                if *rest == *other =>
            {
                join_properties(properties, more, joined.uses)
            }
            (TypeShape::Strings(values), TypeShape::Strings(more)) => join_values(values, more),
            (TypeShape::Integers(values), TypeShape::Integers(more)) => join_values(values, more),
            (TypeShape::Union(one), TypeShape::Union(other)) if alike(one, other) => None,
            (one, other) if *one == *other => None,
            _ => Some("they are of different kinds".to_owned()),
        };
        drifts.extend(drift.map(|difference| (position, difference)));
    }
    (joined, drifts)
}

/// Reports places that a person gave the same name, and that do not fit one type.
fn drift_errors<'a>(
    name: &'a str,
    members: &'a [&TypeDef],
    drifts: Vec<(usize, String)>,
) -> impl Iterator<Item = Diagnostic> + use<'a> {
    drifts.into_iter().map(move |(position, difference)| {
        let member = members[position];
        let message = format!("the places that share the type `{name}` do not fit one type: {difference}");
        let drifted = Diagnostic::new(Code::TypeDrift, member.span, message).and(members[0].span, "the other place");
        drifted.help(format!("if they are two types, give `{}` another `x-rust-name` in the overlay", member.place))
    })
}

/// Returns whether unions have the same alternatives, wherever these are defined.
fn alike(one: &Union, other: &Union) -> bool {
    let parts = |union: &Union| {
        union
            .alternatives
            .iter()
            .map(|alternative| (alternative.label.clone(), alternative.ty.clone()))
            .collect::<Vec<_>>()
    };
    parts(one) == parts(other)
}

/// Adds the properties of another place. In a response, one place may have more optional properties. In a request, the other
/// place would not accept them.
fn join_properties(properties: &mut Vec<Property>, more: &[Property], uses: Uses) -> Option<String> {
    let lacks = |all: &[Property], name: &str| all.iter().all(|property| property.name != name);
    let alone: Vec<String> = properties
        .iter()
        .filter(|property| lacks(more, &property.name))
        .chain(more.iter().filter(|property| lacks(properties, &property.name)))
        .map(|property| property.name.clone())
        .collect();
    if let Some(name) = alone.first().filter(|_| uses.request) {
        return Some(format!("only one of them has `{name}`, and it is sent"));
    }
    for property in more {
        match properties.iter_mut().find(|other| other.name == property.name) {
            None => properties.push(property.clone()),
            Some(other) if other.ty != property.ty => return Some(format!("`{}` has two types", property.name)),
            Some(other) => join_property(other, property),
        }
    }
    for property in properties.iter_mut().filter(|property| alone.contains(&property.name)) {
        property.presence = Presence::Optional;
    }
    properties.sort_by(|a, b| a.name.cmp(&b.name));
    None
}

fn join_property(property: &mut Property, other: &Property) {
    let Property {
        name: _,
        ty: _,
        presence,
        documented: _,
        nullability,
        access: _,
        docs,
        mark,
        rust_name,
        at: _,
        span: _,
    } = other;
    if *presence == Presence::Optional {
        property.presence = Presence::Optional;
    }
    if *nullability == Nullability::Nullable {
        property.nullability = Nullability::Nullable;
    }
    property.mark = property.mark.take().filter(|value| Some(value) == mark.as_ref());
    property.docs.deprecated |= docs.deprecated;
    property.docs.description = property.docs.description.take().or_else(|| docs.description.clone());
    property.rust_name = property.rust_name.take().or_else(|| rust_name.clone());
}

fn join_values<T: Ord + Clone>(values: &mut Vec<Variant<T>>, more: &[Variant<T>]) -> Option<String> {
    for variant in more {
        match values.iter_mut().find(|other| other.value == variant.value) {
            None => values.push(variant.clone()),
            Some(other) => {
                other.rust_name = other.rust_name.take().or_else(|| variant.rust_name.clone());
                other.description = other.description.take().or_else(|| variant.description.clone());
            }
        }
    }
    values.sort_by(|a, b| a.value.cmp(&b.value));
    None
}
