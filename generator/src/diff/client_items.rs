//! Finds the public items of the client that were made from a part of the document.

use std::collections::{BTreeMap, BTreeSet};

use super::Promise;
use super::side::State;
use crate::api::{Body, Type, TypeId, TypeShape};
use crate::names::{EVENT, OperationNames, READ_EVENT, SIGNATURE, TagNames, WEBHOOKS, features};

/// The alias of the type of documented errors.
pub(super) const ERROR_BODY: &str = "ErrorBody";

/// Lines of a public surface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Item {
    /// The item itself, with its traits and marks.
    Only(String),
    /// The item and everything within it.
    Whole(String),
    /// The item, if it was added or removed.
    Made(String),
}

impl Item {
    /// Returns whether a changed promise is about this item, or about an added or removed item around it.
    pub(super) fn is_of(&self, promise: &Promise) -> bool {
        let appears = promise.before.is_none() || promise.after.is_none();
        match self {
            Self::Only(path) => promise.path == *path || (appears && within(path, &promise.path)),
            Self::Whole(path) => within(&promise.path, path) || (appears && within(path, &promise.path)),
            Self::Made(path) => appears && promise.path == *path,
        }
    }

    fn path(&self) -> &str {
        let (Self::Only(path) | Self::Whole(path) | Self::Made(path)) = self;
        path
    }
}

fn within(inner: &str, outer: &str) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// The changed promises by path, so that those of an item are found quickly.
pub(super) struct PromisesByPath<'a> {
    promises: &'a [Promise],
    by_path: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> PromisesByPath<'a> {
    pub(super) fn new(promises: &'a [Promise]) -> Self {
        let mut by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, promise) in promises.iter().enumerate() {
            by_path.entry(&promise.path).or_default().push(index);
        }
        Self { promises, by_path }
    }

    /// Returns the promises about an item, see [`Item::is_of`].
    pub(super) fn of(&self, item: &Item) -> Vec<usize> {
        let path = item.path();
        let around = path.match_indices("::").map(|(at, _)| &path[..at]).chain([path]);
        let around = around.filter_map(|path| self.by_path.get(path));
        let below = self.by_path.range(path..).take_while(|(inner, _)| inner.starts_with(path));
        let below =
            below.filter(|(inner, _)| matches!(item, Item::Whole(_)) && **inner != path).map(|(_, found)| found);
        around.chain(below).flatten().copied().filter(|index| item.is_of(&self.promises[*index])).collect()
    }
}

/// Returns everything of an operation: its method, its request, and what was made only for it.
pub(super) fn of_operation(state: &State, index: usize) -> Vec<Item> {
    let Some(operation) = state.api.operations.get(index) else { return Vec::new() };
    let mut items = of_call(state, index);
    if let Some(operation) = state.api.operations.get(index) {
        let mut around = Some(operation.tag);
        while let Some(names) = around.and_then(|tag| state.names.tags.get(tag)) {
            let TagNames { module, handle, mock, parent: _, feature, is_used: _ } = names;
            let made = [module.clone(), format!("{module}::{handle}"), format!("{module}::{mock}")];
            let features = [format!("feature {feature}"), format!("feature {}::{feature}", features::ALL)];
            items.extend(made.into_iter().chain(ways(state, names)).chain(features).map(Item::Made));
            around = names.parent;
        }
    }
    items.push(Item::Only(ERROR_BODY.to_owned()));
    items.extend(made(state, operation.types()));
    items
}

/// Returns the methods of the client and of its mock that lead to a tag.
pub(super) fn ways(state: &State, tag: &TagNames) -> [String; 2] {
    let name = tag.name();
    match tag.parent.and_then(|parent| state.names.tags.get(parent)) {
        Some(TagNames { module, handle, mock, parent: _, feature: _, is_used: _ }) => {
            [format!("{module}::{handle}::{name}"), format!("{module}::{mock}::{name} [mock]")]
        }
        None => [format!("Client::{name}"), format!("mock::Mock::{name}")],
    }
}

/// Returns the given types and the types in them, if they were added or removed.
pub(super) fn made(state: &State, types: Vec<TypeId>) -> Vec<Item> {
    let (mut items, mut open) = (Vec::new(), types);
    let mut seen: BTreeSet<TypeId> = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Some(path) = state.type_path(id) {
            items.extend([Item::Made(format!("{path}Required")), Item::Made(path)]);
        }
        open.extend(state.api.types.get(id.0).map(|def| def.shape.types()).unwrap_or_default());
    }
    items
}

/// Returns the types of the body of an operation, if they were added or removed.
pub(super) fn of_body(state: &State, index: usize) -> Vec<Item> {
    let types: Vec<&Type> = match state.api.operations.get(index).map(|operation| &operation.body) {
        Some(Body::Object { presence: _, properties, rest, media: _ }) => {
            properties.iter().map(|property| &property.ty).chain(rest).collect()
        }
        Some(Body::Value { presence: _, ty, description: _, media: _ }) => vec![ty],
        Some(Body::None | Body::Raw { .. }) | None => Vec::new(),
    };
    made(state, types.into_iter().flat_map(Type::all_named).collect())
}

/// Returns the function that reads a webhook, the type of its body, and what was made for it.
pub(super) fn of_webhook(state: &State, index: usize) -> Vec<Item> {
    let (Some(webhook), Some(names)) = (state.api.webhooks.get(index), state.names.webhooks.get(index)) else {
        return Vec::new();
    };
    let (function, ty) = (&names.function, &names.ty);
    let mut items = vec![Item::Only(format!("{WEBHOOKS}::{function}")), Item::Only(format!("{WEBHOOKS}::{ty}"))];
    let event = format!("{WEBHOOKS}::{EVENT}");
    items.push(Item::Only(format!("{event}::{ty}")));
    items.extend([WEBHOOKS.to_owned(), format!("{WEBHOOKS}::{READ_EVENT}"), event].map(Item::Made));
    items.extend(made(state, webhook.ty.all_named()));
    items.extend(of_signature(state, index));
    items
}

/// Returns the constants that check the signature of a webhook: its own, and that of all.
pub(super) fn of_signature(state: &State, index: usize) -> Vec<Item> {
    let own = state.names.webhooks.get(index).map(|names| Item::Only(format!("{WEBHOOKS}::{}", names.signature)));
    own.into_iter().chain([Item::Made(format!("{WEBHOOKS}::{SIGNATURE}"))]).collect()
}

/// Returns the method of an operation, its request and its body.
pub(super) fn of_call(state: &State, index: usize) -> Vec<Item> {
    let Some((TagNames { module, handle, mock, parent: _, feature: _, is_used: _ }, names)) = call(state, index) else {
        return Vec::new();
    };
    vec![
        Item::Only(format!("{module}::{handle}::{}", names.method)),
        Item::Only(format!("{module}::{mock}::{} [mock]", names.method)),
        Item::Whole(format!("{module}::{}", names.request)),
        Item::Whole(format!("{module}::{}", names.body)),
    ]
}

/// Returns the method of an operation, with its body.
pub(super) fn of_method(state: &State, index: usize) -> Vec<Item> {
    let Some((TagNames { module, handle, mock: _, parent: _, feature: _, is_used: _ }, names)) = call(state, index)
    else {
        return Vec::new();
    };
    vec![Item::Only(format!("{module}::{handle}::{}", names.method)), Item::Only(format!("{module}::{}", names.body))]
}

/// Returns the methods that send an operation, and those with which a mock responds.
pub(super) fn of_answer(state: &State, index: usize) -> Vec<Item> {
    let Some((TagNames { module, handle: _, mock, parent: _, feature: _, is_used: _ }, names)) = call(state, index)
    else {
        return Vec::new();
    };
    let sent = ["send", "send_with_response", "send_for_download", "send_for_events", "pages", "items"]
        .map(|name| format!("{module}::{}::{name}", names.request));
    let mut items = vec![Item::Only(format!("{module}::{mock}::{} [mock]", names.method))];
    for path in sent {
        items.extend([Item::Only(format!("{path}_blocking [blocking]")), Item::Only(path)]);
    }
    items.extend(made(
        state,
        state.api.operations[index].content_types().into_iter().flat_map(Type::all_named).collect(),
    ));
    items
}

/// Returns the methods that read the pages of an operation and their items.
pub(super) fn of_paging(state: &State, index: usize) -> Vec<Item> {
    let Some((TagNames { module, handle: _, mock: _, parent: _, feature: _, is_used: _ }, names)) = call(state, index)
    else {
        return Vec::new();
    };
    let paths = ["pages", "items"].map(|name| format!("{module}::{}::{name}", names.request));
    paths.into_iter().flat_map(|path| [Item::Only(format!("{path}_blocking [blocking]")), Item::Only(path)]).collect()
}

/// Returns the items of a documented error of an operation.
pub(super) fn of_error(state: &State, index: usize) -> Vec<Item> {
    let errors = state.api.operations.get(index).into_iter().flat_map(crate::api::Operation::errors);
    let mut items = vec![Item::Only(ERROR_BODY.to_owned())];
    items.extend(made(state, errors.flat_map(Type::all_named).collect()));
    let all = state.api.operations.get(index).and_then(|operation| operation.error_enum.as_ref()?.named());
    items.extend(all.and_then(|id| state.type_path(id)).map(Item::Whole));
    items
}

/// Returns the type of the documented headers of an operation, and what was made for it.
pub(super) fn of_headers(state: &State, index: usize) -> Vec<Item> {
    let headers = state.api.operations.get(index).and_then(|operation| operation.headers.as_ref()?.ty.named());
    let mut items: Vec<Item> = headers.and_then(|id| state.type_path(id)).map(Item::Whole).into_iter().collect();
    items.extend(made(state, headers.into_iter().collect()));
    items
}

/// Returns a setter of a request, the field of that name in its body, and the type of its value.
pub(super) fn of_argument(state: &State, index: usize, name: &str, ty: &Type) -> Vec<Item> {
    let mut items = of_setter(state, index, name);
    items.extend(made(state, ty.all_named()));
    items
}

/// Returns a setter of a request, and the field of that name in its body.
pub(super) fn of_setter(state: &State, index: usize, name: &str) -> Vec<Item> {
    let Some((TagNames { module, handle: _, mock: _, parent: _, feature: _, is_used: _ }, names)) = call(state, index)
    else {
        return Vec::new();
    };
    vec![
        Item::Only(format!("{module}::{}::{name}", names.request)),
        Item::Only(format!("{module}::{}::{name}", names.body)),
    ]
}

fn call(state: &State, index: usize) -> Option<(&TagNames, &OperationNames)> {
    let tag = state.names.tags.get(state.api.operations.get(index)?.tag)?;
    Some((tag, state.names.operations.get(index)?))
}

/// Returns a type with everything in it, and the struct of its required properties.
pub(super) fn of_type(state: &State, id: TypeId) -> Vec<Item> {
    let Some(path) = state.type_path(id) else { return Vec::new() };
    vec![Item::Whole(format!("{path}Required")), Item::Whole(path)]
}

/// Returns a field or variant of a type.
pub(super) fn of_member(state: &State, id: TypeId, wire: &str) -> Vec<Item> {
    let (Some(path), Some(member)) = (state.type_path(id), state.member(id, wire)) else { return Vec::new() };
    vec![Item::Only(format!("{path}::{member}")), Item::Only(format!("{path}Required::{member}"))]
}

/// Returns a variant of a union, and its conversions.
pub(super) fn of_alternative(state: &State, id: TypeId, label: &str) -> Vec<Item> {
    let Some(TypeShape::Union(union)) = state.api.types.get(id.0).map(|def| &def.shape) else { return Vec::new() };
    let alternative = union.alternatives.iter().find(|alternative| alternative.label == label);
    let mut items = of_member(state, id, label);
    items.extend(state.type_path(id).map(Item::Only));
    items.extend(made(state, alternative.map(|alternative| alternative.ty.all_named()).unwrap_or_default()));
    items
}

/// Returns the items that were made for the value of a property.
pub(super) fn of_value(state: &State, id: TypeId, wire: &str) -> Vec<Item> {
    let Some(TypeShape::Struct { properties, rest: _ }) = state.api.types.get(id.0).map(|def| &def.shape) else {
        return Vec::new();
    };
    let property = properties.iter().find(|property| property.name == wire);
    made(state, property.map(|property| property.ty.all_named()).unwrap_or_default())
}

/// Returns the items that change if another property of a type becomes required: those that construct it.
pub(super) fn of_making(state: &State, id: TypeId) -> Vec<Item> {
    let Some(path) = state.type_path(id) else { return Vec::new() };
    vec![Item::Only(path.clone()), Item::Only(format!("{path}::new")), Item::Only(format!("{path}Required"))]
}
