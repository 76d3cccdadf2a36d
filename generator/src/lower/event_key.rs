//! Finds what identifies a webhook: a header or a property with different values in each webhook.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{EventKey, Trust, Type, TypeDef, TypeId, TypeShape, Union, Webhook};
use crate::document::pointer::{join, unescape};
use crate::document::tree::Node;
use crate::prepare::webhooks::Origin;

/// The possible values of a header or property in a webhook. `None` means any value.
type Values = Option<BTreeSet<String>>;

/// Finds the header or property that identifies most webhooks, and adds the values to the webhooks. Callbacks are not among
/// them, because the operation was given an address for each.
pub(super) fn find(webhooks: &mut [Webhook], types: &[TypeDef], root: &Node) -> Option<EventKey> {
    let mut known: BTreeMap<EventKey, Vec<(usize, Values)>> = BTreeMap::new();
    let is_told = |webhook: &&Webhook| webhook.origin == Origin::Webhook;
    for (index, webhook) in webhooks.iter().enumerate().filter(|(_, webhook)| is_told(webhook)) {
        let properties = properties(&webhook.ty, types, &mut BTreeSet::new());
        let properties = properties.into_iter().map(|(name, values)| (EventKey::Property(name), values));
        let headers = headers(root, &webhook.at).into_iter().map(|(name, values)| (EventKey::Header(name), values));
        for (key, values) in headers.chain(properties) {
            known.entry(key).or_default().push((index, values));
        }
    }
    let told = known.into_iter().filter_map(|(key, values)| Some((key, told_apart(values)?)));
    // If several identify as many, the first one is used: headers before properties.
    let (key, told) = told.min_by_key(|(_, told)| std::cmp::Reverse(told.len()))?;
    // If only one webhook has a list of values, these may have another meaning.
    let is_list_of_one = matches!(&told[..], [(_, values)] if values.len() > 1);
    if told.len() * 2 <= webhooks.iter().filter(is_told).count() || is_list_of_one {
        return None;
    }
    for (index, values) in told {
        webhooks[index].events = values.into_iter().collect();
    }
    Some(key)
}

/// Returns the webhooks whose values no other one has. Returns `None` if one of them may have any value.
fn told_apart(known: Vec<(usize, Values)>) -> Option<Vec<(usize, BTreeSet<String>)>> {
    let known: Vec<(usize, BTreeSet<String>)> =
        known.into_iter().map(|(index, values)| Some((index, values?))).collect::<Option<_>>()?;
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    known.iter().flat_map(|(_, values)| values).for_each(|value| *count.entry(value.clone()).or_default() += 1);
    let is_own = |values: &BTreeSet<String>| !values.is_empty() && values.iter().all(|value| count[value] == 1);
    Some(known.into_iter().filter(|(_, values)| is_own(values)).collect())
}

/// Returns the properties of a type, with their values. A union has the properties that all of its alternatives have.
fn properties(ty: &Type, types: &[TypeDef], seen: &mut BTreeSet<TypeId>) -> BTreeMap<String, Values> {
    let Type::Named(id) = ty else { return BTreeMap::new() };
    if !seen.insert(*id) {
        return BTreeMap::new();
    }
    match &types[id.0].shape {
        TypeShape::Alias(inner) => properties(inner, types, seen),
        TypeShape::Union(union) => in_all_alternatives(union, types, seen),
        TypeShape::Struct { properties, rest: _ } => {
            properties.iter().map(|property| (property.name.clone(), values(&property.ty, types))).collect()
        }
        TypeShape::Strings(_) | TypeShape::Integers(_) => BTreeMap::new(),
    }
}

fn in_all_alternatives(union: &Union, types: &[TypeDef], seen: &mut BTreeSet<TypeId>) -> BTreeMap<String, Values> {
    let mut all: Option<BTreeMap<String, Values>> = None;
    for (index, alternative) in union.alternatives.iter().enumerate() {
        let mut own = properties(&alternative.ty, types, seen);
        let marks = union
            .shapes
            .iter()
            .filter(|shape| shape.alternative == index)
            .filter_map(|shape| shape.discriminator_values.as_ref());
        for mark in marks.filter(|mark| mark.trust != Trust::Guessed) {
            own.insert(mark.property.clone(), Some(mark.values.iter().cloned().collect()));
        }
        all = Some(match all {
            None => own,
            Some(all) => {
                let both = |(name, values): (String, Values)| {
                    let other = own.remove(&name)?;
                    Some((name, values.zip(other).map(|(values, other)| values.into_iter().chain(other).collect())))
                };
                all.into_iter().filter_map(both).collect()
            }
        });
    }
    all.unwrap_or_default()
}

/// Returns the values of an enum of strings.
fn values(ty: &Type, types: &[TypeDef]) -> Values {
    match crate::api::plain(types, ty) {
        Type::Named(id) => match &types[id.0].shape {
            TypeShape::Strings(variants) => Some(variants.iter().map(|variant| variant.value.clone()).collect()),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the headers of a webhook, with their values.
fn headers(root: &Node, at: &str) -> BTreeMap<String, Values> {
    let around = at.rsplit_once('/').map_or(at, |(around, _)| around);
    let lists = [around, at].into_iter().filter_map(|at| root.at(&join(at, &["parameters"])));
    let parameters = lists.flat_map(Node::items).filter_map(|parameter| follow(root, parameter));
    let headers = parameters.filter(|parameter| parameter.get("in").and_then(Node::as_str) == Some("header"));
    let named = headers.filter_map(|header| {
        let schema = header.get("schema").and_then(|schema| follow(root, schema));
        let listed = schema.and_then(|schema| schema.get("enum"));
        let values = listed.map(|listed| listed.items().filter_map(Node::as_str).map(str::to_owned).collect());
        Some((header.get("name")?.as_str()?.to_ascii_lowercase(), values))
    });
    named.collect()
}

/// Resolves a reference to a component.
fn follow<'a>(root: &'a Node, node: &'a Node) -> Option<&'a Node> {
    match node.get("$ref").and_then(Node::as_str) {
        Some(target) => root.at(&unescape(target.strip_prefix('#')?)),
        None => Some(node),
    }
}
