//! Properties that are sent in one direction only are required in that direction. A type of both directions that has
//! such a property, or leads to one, becomes two: one for responses, and one for requests.

use std::collections::BTreeMap;

use super::{reachable, references};
use crate::api::visit::{each_inner, each_type};
use crate::api::{Access, Api, Presence, Property, Type, TypeDef, TypeId, TypeShape, Uses, place};

/// Splits types, and gives each property the presence that it has in the direction of its type.
pub(super) fn settle(api: &mut Api) {
    reachable::mark(api);
    split(api);
    reachable::mark(api);
    for def in &mut api.types {
        if let TypeShape::Struct { properties, rest: _ } = &mut def.shape {
            properties.iter_mut().for_each(|property| in_its_direction(property, def.uses));
        }
    }
}

/// The properties that a request can contain, as it contains them. `rest` is the type of additional properties.
pub(super) fn sent(mut properties: Vec<Property>, rest: Option<&Type>) -> Vec<Property> {
    if references::is_reference(&properties, rest) {
        references::send(&mut properties);
        return properties;
    }
    properties.retain(|property| property.access != Access::Read);
    let uses = Uses { request: true, response: false };
    properties.iter_mut().for_each(|property| in_its_direction(property, uses));
    properties
}

fn in_its_direction(property: &mut Property, uses: Uses) {
    let counts = match property.access {
        // Its name may be misspelled, which must not fail a response.
        Access::Both if property.is_undescribed() => uses.request,
        Access::Both => return,
        Access::Read => !uses.request && uses.response,
        Access::Write => uses.request && !uses.response,
    };
    property.presence = if counts { property.documented } else { Presence::Optional };
}

/// Makes a second type for requests, wherever the first one has to differ, and lets all requests refer to it.
fn split(api: &mut Api) {
    let moved: BTreeMap<TypeId, TypeId> =
        to_split(&api.types).into_iter().enumerate().map(|(at, id)| (id, TypeId(api.types.len() + at))).collect();
    if moved.is_empty() {
        return;
    }
    for id in moved.keys() {
        let mut copy = TypeDef { input: true, ..api.types[id.0].clone() };
        copy.place = place::input(&copy.place);
        each_inner(&mut copy.shape, &mut |ty| replace(ty, &moved));
        api.types.push(copy);
    }
    // What only requests contain refers to the second types, and so do the requests themselves.
    for def in api.types.iter_mut().filter(|def| def.uses == Uses { request: true, response: false }) {
        each_inner(&mut def.shape, &mut |ty| replace(ty, &moved));
    }
    for operation in &mut api.operations {
        each_type(operation, &mut |ty, uses| {
            if uses.request {
                replace(ty, &moved);
            }
        });
    }
}

/// Returns the types of both directions that contain, directly or through others, what only one direction requires.
fn to_split(types: &[TypeDef]) -> Vec<TypeId> {
    let is_shared = |def: &TypeDef| def.uses.request && def.uses.response;
    let mut differs: Vec<bool> = types.iter().map(|def| is_shared(def) && requires_in_one(&def.shape)).collect();
    let mut holders: Vec<Vec<usize>> = vec![Vec::new(); types.len()];
    for (index, def) in types.iter().enumerate().filter(|(_, def)| is_shared(def)) {
        def.shape.types().into_iter().for_each(|id| holders[id.0].push(index));
    }
    let mut open: Vec<usize> = (0..types.len()).filter(|index| differs[*index]).collect();
    while let Some(index) = open.pop() {
        for holder in &holders[index] {
            if !std::mem::replace(&mut differs[*holder], true) {
                open.push(*holder);
            }
        }
    }
    (0..types.len()).filter(|index| differs[*index]).map(TypeId).collect()
}

fn requires_in_one(shape: &TypeShape) -> bool {
    let TypeShape::Struct { properties, rest: _ } = shape else { return false };
    properties.iter().any(|property| property.access != Access::Both && property.documented == Presence::Required)
}

fn replace(ty: &mut Type, moved: &BTreeMap<TypeId, TypeId>) {
    match ty {
        Type::Named(id) => *id = moved.get(id).copied().unwrap_or(*id),
        other => other.each_inner(&mut |inner| replace(inner, moved)),
    }
}
