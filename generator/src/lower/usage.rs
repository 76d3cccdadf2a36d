//! Which types requests and responses use, and the removal of those that nothing refers to.

use super::named;
use crate::api::{Answer, Api, Body, EventData, Operation, Type, TypeDef, TypeId, TypeShape, Uses};

const REQUEST: Uses = Uses { request: true, response: false };
const RESPONSE: Uses = Uses { request: false, response: true };

/// Marks each type with whether requests or responses use it, through other types as well.
pub(super) fn mark(api: &mut Api) {
    let Api { title: _, servers: _, schemes: _, tags: _, operations, types, error_body: _ } = api;
    for operation in operations {
        each_type(operation, &mut |ty, uses| mark_type(ty, uses, types));
    }
}

/// Shows every type that an operation names, and whether it is sent or received.
pub(super) fn each_type(operation: &mut Operation, act: &mut impl FnMut(&mut Type, Uses)) {
    for parameter in operation.path_parameters.iter_mut().chain(&mut operation.parameters) {
        act(&mut parameter.ty, REQUEST);
    }
    match &mut operation.body {
        Body::None | Body::Raw { .. } => {}
        Body::Object { presence: _, properties, rest, media: _ } => {
            let properties = properties.iter_mut().map(|property| &mut property.ty);
            properties.chain(rest).for_each(|ty| act(ty, REQUEST));
        }
        Body::Value { presence: _, ty, description: _, media: _ } => act(ty, REQUEST),
    }
    match &mut operation.answer {
        Answer::Json(ty) => act(ty, RESPONSE),
        Answer::Events(events) => events.ty_mut().into_iter().for_each(|ty| act(ty, RESPONSE)),
        Answer::Nothing | Answer::Text | Answer::Bytes => {}
    }
    let events = operation.events.as_mut().and_then(EventData::ty_mut);
    events.into_iter().for_each(|ty| act(ty, RESPONSE));
    operation.errors.iter_mut().for_each(|error| act(&mut error.ty, RESPONSE));
}

pub(super) fn each_inner(shape: &mut TypeShape, act: &mut impl FnMut(&mut Type)) {
    match shape {
        TypeShape::Struct { properties, rest } => {
            properties.iter_mut().for_each(|property| act(&mut property.ty));
            rest.iter_mut().for_each(act);
        }
        TypeShape::Union(union) => union.alternatives.iter_mut().for_each(|alternative| act(&mut alternative.ty)),
        TypeShape::Alias(ty) => act(ty),
        TypeShape::Strings(_) | TypeShape::Integers(_) => {}
    }
}

/// Without recursion, so that a long chain of types cannot exhaust the stack.
fn mark_type(ty: &Type, uses: Uses, types: &mut [TypeDef]) {
    let mut open: Vec<TypeId> = named(ty).into_iter().collect();
    while let Some(id) = open.pop() {
        let def = &mut types[id.0];
        let joined = Uses { request: def.uses.request || uses.request, response: def.uses.response || uses.response };
        if def.uses != joined {
            def.uses = joined;
            each_inner(&mut def.shape, &mut |ty| open.extend(named(ty)));
        }
    }
}

/// Removes the inline types that nothing refers to. The components, which come first, stay.
pub(super) fn sweep(api: &mut Api, components: usize) {
    let mut kept = vec![false; api.types.len()];
    let mut open: Vec<TypeId> = (0..components).map(TypeId).collect();
    for operation in &mut api.operations {
        each_type(operation, &mut |ty, _| open.extend(named(ty)));
    }
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut kept[id.0], true) {
            each_inner(&mut api.types[id.0].shape, &mut |ty| open.extend(named(ty)));
        }
    }
    let mut count = 0;
    let mut moved = Vec::with_capacity(kept.len());
    for kept in &kept {
        moved.push(count);
        count += usize::from(*kept);
    }
    let mut kept = kept.into_iter();
    api.types.retain(|_| kept.next().unwrap_or_default());
    renumber(api, &moved);
}

/// Gives every type the number that `moved` has for it.
pub(crate) fn renumber(api: &mut Api, moved: &[usize]) {
    for operation in &mut api.operations {
        each_type(operation, &mut |ty, _| renumber_one(ty, moved));
    }
    for def in &mut api.types {
        each_inner(&mut def.shape, &mut |ty| renumber_one(ty, moved));
    }
}

fn renumber_one(ty: &mut Type, moved: &[usize]) {
    match ty {
        Type::Named(id) => *id = TypeId(moved[id.0]),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => renumber_one(inner, moved),
        _ => {}
    }
}
