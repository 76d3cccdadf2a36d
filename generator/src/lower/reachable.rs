//! Finds which types requests and responses use, and removes those that nothing refers to.

use crate::api::visit::{each_inner, each_type, renumber};
use crate::api::{Api, Type, TypeDef, TypeId, Uses};

/// Marks each type that requests or responses use, directly or through other types.
pub(super) fn mark(api: &mut Api) {
    let Api {
        title: _,
        servers: _,
        server_templates: _,
        schemes: _,
        tags: _,
        operations,
        webhooks,
        signature: _,
        event_key: _,
        types,
        error_body: _,
    } = api;
    types.iter_mut().for_each(|def| def.uses = Uses::default());
    for operation in operations {
        each_type(operation, &mut |ty, uses| mark_type(ty, uses, types));
    }
    for webhook in webhooks {
        mark_type(&webhook.ty, Uses { request: false, response: true }, types);
    }
}

/// Visits types without recursion, so that a long chain of types cannot exhaust the stack.
fn mark_type(ty: &Type, uses: Uses, types: &mut [TypeDef]) {
    let mut open: Vec<TypeId> = ty.all_named();
    while let Some(id) = open.pop() {
        let def = &mut types[id.0];
        let joined = Uses { request: def.uses.request || uses.request, response: def.uses.response || uses.response };
        if def.uses != joined {
            def.uses = joined;
            each_inner(&mut def.shape, &mut |ty| open.extend(ty.all_named()));
        }
    }
}

/// Removes the inline types that nothing refers to. The components come first and are kept.
pub(super) fn sweep(api: &mut Api, components: usize) {
    let mut kept = vec![false; api.types.len()];
    let mut open: Vec<TypeId> = (0..components).map(TypeId).collect();
    for operation in &mut api.operations {
        each_type(operation, &mut |ty, _| open.extend(ty.all_named()));
    }
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut kept[id.0], true) {
            each_inner(&mut api.types[id.0].shape, &mut |ty| open.extend(ty.all_named()));
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
