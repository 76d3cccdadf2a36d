//! Visits the types that operations and other types refer to.

use super::{Api, Body, EventData, Operation, ResponseContent, Type, TypeId, TypeShape, Uses};

const REQUEST: Uses = Uses { request: true, response: false };
const RESPONSE: Uses = Uses { request: false, response: true };

/// Calls `act` on every type that an operation refers to, with whether it is sent or received.
pub(crate) fn each_type(operation: &mut Operation, act: &mut impl FnMut(&mut Type, Uses)) {
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
    let contents = std::iter::once(&mut operation.response_content)
        .chain(operation.responses.iter_mut().map(|it| &mut it.response_content));
    contents.filter_map(ResponseContent::ty_mut).for_each(|ty| act(ty, RESPONSE));
    let headers = operation.headers.as_mut().map(|headers| &mut headers.ty);
    operation.error_enum.iter_mut().chain(headers).for_each(|ty| act(ty, RESPONSE));
    let events = operation.responses.iter_mut().map(|it| &mut it.events).chain([&mut operation.events]);
    events.flatten().filter_map(EventData::ty_mut).for_each(|ty| act(ty, RESPONSE));
}

/// Calls `act` on every type that a shape refers to.
pub(crate) fn each_inner(shape: &mut TypeShape, act: &mut impl FnMut(&mut Type)) {
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

/// Replaces the number of every type by the one that `moved` has for it.
pub(crate) fn renumber(api: &mut Api, moved: &[usize]) {
    for operation in &mut api.operations {
        each_type(operation, &mut |ty, _| renumber_one(ty, moved));
    }
    api.webhooks.iter_mut().for_each(|webhook| renumber_one(&mut webhook.ty, moved));
    for def in &mut api.types {
        each_inner(&mut def.shape, &mut |ty| renumber_one(ty, moved));
    }
}

fn renumber_one(ty: &mut Type, moved: &[usize]) {
    match ty {
        Type::Named(id) => *id = TypeId(moved[id.0]),
        other => other.each_inner(&mut |inner| renumber_one(inner, moved)),
    }
}
