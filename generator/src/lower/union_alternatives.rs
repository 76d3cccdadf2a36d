//! Decides how a value is matched to an alternative of a union. This runs when all types are known, because an
//! alternative can be a component that is lowered later.

use std::collections::BTreeSet;

use crate::api::{
    Alternative, Constant, DiscriminatorValues, JsonKind, Presence, Property, Shape, Trust, Type, TypeDef, TypeId,
    TypeShape, Union, behind_aliases,
};

/// Makes the shapes of all unions. The most specific shape comes first, whatever the order in the document.
pub(super) fn settle(types: &mut [TypeDef]) {
    prune(types);
    let discriminators = discriminators(types);
    for index in 0..types.len() {
        let TypeShape::Union(_) = &types[index].shape else { continue };
        let mut shapes = shapes_of_union(TypeId(index), Known { types, discriminators: &discriminators });
        remove_shared(&mut shapes, &discriminators[index]);
        let rank = |shape: &Shape| {
            let most = |count: usize| usize::MAX - count;
            (
                shape.kind,
                most(shape.constants.len()),
                most(shape.required.len()),
                most(shape.known.len()),
                shape.alternative,
            )
        };
        shapes.sort_by_key(rank);
        if let TypeShape::Union(union) = &mut types[index].shape {
            union.shapes = shapes;
        }
    }
}

/// Returns the shapes of a union's alternatives with everything that can distinguish them.
pub(crate) fn complete_shapes(id: TypeId, types: &[TypeDef]) -> Vec<Shape> {
    shapes_of_union(id, Known { types, discriminators: &discriminators(types) })
}

fn shapes_of_union(id: TypeId, known: Known<'_>) -> Vec<Shape> {
    let TypeShape::Union(union) = &known.types[id.0].shape else { return Vec::new() };
    let mut shapes = Vec::new();
    for (at, alternative) in union.alternatives.iter().enumerate() {
        for shape in shapes_of(&alternative.ty, known, &mut BTreeSet::from([id]), DEEPEST) {
            let around = known.discriminators[id.0][at].as_ref();
            let discriminator_values = closest(around, shape.discriminator_values);
            shapes.push(Shape { alternative: at, discriminator_values, ..shape });
        }
    }
    shapes
}

/// Returns the discriminator values of the alternatives of each type that is a union.
fn discriminators(types: &[TypeDef]) -> Vec<Vec<Option<DiscriminatorValues>>> {
    let of_union = |def: &TypeDef| match &def.shape {
        TypeShape::Union(union) => discriminator_values(union, types),
        _ => Vec::new(),
    };
    types.iter().map(of_union).collect()
}

/// Removes alternatives that add nothing.
pub(super) fn prune(types: &mut [TypeDef]) {
    for def in types {
        if let TypeShape::Union(union) = &mut def.shape {
            distinct(union);
            if union.alternatives.is_empty() {
                def.shape = TypeShape::Alias(Type::Any);
            }
        }
    }
}

/// Removes alternatives with the same plain type except the first by name, and alternatives of any type, because every
/// union keeps any other value anyway.
fn distinct(union: &mut Union) {
    let mut seen: Vec<Type> = Vec::new();
    union.alternatives.retain(|alternative| {
        let is_new = alternative.ty != Type::Any && !seen.contains(&alternative.ty);
        seen.push(alternative.ty.clone());
        is_new
    });
}

/// Returns the discriminator values of the alternatives. The values that a schema lists for the property take
/// precedence over the name of the component, unless two alternatives list the same value, even within a nested union.
fn discriminator_values(union: &Union, types: &[TypeDef]) -> Vec<Option<DiscriminatorValues>> {
    let values = |alternative: &Alternative| alternative.discriminator_values.clone();
    let listed: Vec<_> = union
        .alternatives
        .iter()
        .map(|alternative| values(alternative).map(|guess| listed_or_guessed(guess, &alternative.ty, types)))
        .collect();
    let mut seen = BTreeSet::new();
    let mut of_all = union.alternatives.iter().zip(&listed).flat_map(|(alternative, found)| {
        let Some(found) = found else { return BTreeSet::new() };
        let mut values: BTreeSet<String> = found.values.iter().cloned().collect();
        if found.trust == Trust::Guessed {
            values.extend(listed_within(&alternative.ty, &found.property, types));
        }
        values
    });
    let are_distinct = of_all.all(|value| seen.insert(value));
    let mut found = if are_distinct { listed } else { union.alternatives.iter().map(values).collect() };
    if found.iter().flatten().any(|values| values.trust == Trust::Otherwise) {
        // Any other value means the default, so it means no other alternative.
        let guessed = found.iter_mut().flatten().filter(|values| values.trust == Trust::Guessed);
        guessed.for_each(|values| values.trust = Trust::Listed);
    }
    found
}

/// Replaces values that were guessed by those that the schema of an alternative lists, if it lists any.
fn listed_or_guessed(guess: DiscriminatorValues, ty: &Type, types: &[TypeDef]) -> DiscriminatorValues {
    match guess.trust {
        Trust::Listed | Trust::Otherwise => guess,
        Trust::Guessed => match listed(ty, &guess.property, types) {
            values if values.is_empty() => guess,
            values => DiscriminatorValues { property: guess.property, values, trust: Trust::Listed },
        },
    }
}

/// Returns the values that the structs in a union list for a property. Each nested union is visited once.
fn listed_within(ty: &Type, property: &str, types: &[TypeDef]) -> BTreeSet<String> {
    let (mut open, mut seen, mut values) = (vec![ty], BTreeSet::new(), BTreeSet::new());
    while let Some(ty) = open.pop() {
        let is_new = ty.named().is_none_or(|id| seen.insert(id));
        match shape_behind(ty, types).filter(|_| is_new) {
            Some(TypeShape::Union(union)) => open.extend(union.alternatives.iter().map(|alternative| &alternative.ty)),
            Some(_) => values.extend(listed(ty, property, types)),
            None => {}
        }
    }
    values
}

/// Returns the values that a struct lists for one of its properties.
fn listed(ty: &Type, property: &str, types: &[TypeDef]) -> Vec<String> {
    let Some(TypeShape::Struct { properties, rest: _ }) = shape_behind(ty, types) else { return Vec::new() };
    let Some(property) = properties.iter().find(|own| own.name == property) else { return Vec::new() };
    match shape_behind(&property.ty, types) {
        Some(TypeShape::Strings(values)) => values.iter().map(|variant| variant.value.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Returns the shape of a named type behind aliases.
fn shape_behind<'a>(ty: &'a Type, types: &'a [TypeDef]) -> Option<&'a TypeShape> {
    match behind_aliases(types, ty) {
        Type::Named(id) => Some(&types[id.0].shape),
        _ => None,
    }
}

/// All types, and the discriminator values of the alternatives of those that are unions.
#[derive(Clone, Copy)]
struct Known<'a> {
    types: &'a [TypeDef],
    discriminators: &'a [Vec<Option<DiscriminatorValues>>],
}

/// The maximum number of named types that are visited for the shapes of an alternative. Beyond it, any value is tried.
const DEEPEST: usize = 16;

/// Returns the shapes of a type. A nested union has those of all its alternatives.
fn shapes_of(ty: &Type, known: Known<'_>, seen: &mut BTreeSet<TypeId>, depth: usize) -> Vec<Shape> {
    let plain = |kind: JsonKind| vec![Shape { kind, ..Shape::default() }];
    let Some(depth) = depth.checked_sub(1) else { return plain(JsonKind::Any) };
    match ty {
        Type::Bool | Type::Flag(_) => plain(JsonKind::Bool),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => plain(JsonKind::Integer),
        Type::F32 | Type::F64 => plain(JsonKind::Number),
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Base64 | Type::JsonText(_) | Type::File => {
            plain(JsonKind::String)
        }
        Type::Any => plain(JsonKind::Any),
        Type::Map(_) => plain(JsonKind::Object),
        Type::Tuple(_) => plain(JsonKind::List),
        Type::Nullable(inner) => shapes_of(inner, known, seen, depth),
        Type::List(item) => {
            let items = shapes_of(item, known, seen, depth);
            let of_list = |shape: Shape| Shape { kind: JsonKind::List, items: Some(shape.kind), ..shape };
            if items.is_empty() { plain(JsonKind::List) } else { items.into_iter().map(of_list).collect() }
        }
        Type::Named(id) => match &known.types[id.0].shape {
            TypeShape::Strings(_) => plain(JsonKind::String),
            TypeShape::Integers(_) => plain(JsonKind::Integer),
            TypeShape::Struct { properties, rest: _ } => vec![object(properties, known.types)],
            TypeShape::Alias(inner) if seen.insert(*id) => shapes_of(inner, known, seen, depth),
            TypeShape::Union(inner) if seen.insert(*id) => union_shapes(inner, *id, known, seen, depth),
            // A union within itself adds nothing.
            TypeShape::Alias(_) | TypeShape::Union(_) => Vec::new(),
        },
    }
}

/// Returns the shapes of a nested union.
fn union_shapes(union: &Union, id: TypeId, known: Known<'_>, seen: &mut BTreeSet<TypeId>, depth: usize) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for (alternative, around) in union.alternatives.iter().zip(&known.discriminators[id.0]) {
        let mut found = shapes_of(&alternative.ty, known, seen, depth);
        for shape in &mut found {
            shape.discriminator_values = closest(around.as_ref(), shape.discriminator_values.take());
        }
        shapes.extend(found);
    }
    shapes
}

/// Returns the discriminator values of a shape within a nested union. Those of the nested union take precedence over
/// values that were guessed for the whole union.
fn closest(around: Option<&DiscriminatorValues>, own: Option<DiscriminatorValues>) -> Option<DiscriminatorValues> {
    match (around, own) {
        (Some(around), Some(own)) if around.trust == Trust::Guessed && around.property == own.property => Some(own),
        (Some(around), _) => Some(around.clone()),
        (None, own) => own,
    }
}

fn object(properties: &[Property], types: &[TypeDef]) -> Shape {
    let mut shape = Shape { kind: JsonKind::Object, ..Shape::default() };
    for property in properties {
        if let Some(value) = constant(&property.ty, types) {
            shape.constants.push((property.name.clone(), value));
        } else if property.presence == Presence::Required {
            shape.required.push(property.name.clone());
        } else {
            shape.known.push(property.name.clone());
        }
    }
    shape
}

/// Returns the only value of a type, if it has only one.
pub(crate) fn constant(ty: &Type, types: &[TypeDef]) -> Option<Constant> {
    let id = match behind_aliases(types, ty) {
        Type::Flag(flag) => return Some(Constant::Flag(*flag)),
        Type::Named(id) => *id,
        _ => return None,
    };
    match &types[id.0].shape {
        TypeShape::Strings(_) if types[id.0].is_open => None,
        TypeShape::Strings(values) => match values.as_slice() {
            [only] => Some(Constant::Text(only.value.clone())),
            _ => None,
        },
        TypeShape::Integers(values) => match values.as_slice() {
            [only] => Some(Constant::Integer(only.value)),
            _ => None,
        },
        TypeShape::Struct { .. } | TypeShape::Union(_) | TypeShape::Alias(_) => None,
    }
}

/// Removes what all shapes of an object or a list share, so that the generated code is short. `own` has the discriminator
/// values that the union itself gives to its alternatives.
fn remove_shared(shapes: &mut [Shape], own: &[Option<DiscriminatorValues>]) {
    for kind in [JsonKind::Object, JsonKind::List] {
        let mut of_kind: Vec<&mut Shape> = shapes.iter_mut().filter(|shape| shape.kind == kind).collect();
        keep_differences(&mut of_kind, own);
    }
}

/// Keeps what distinguishes shapes of one kind: the values of the discriminator, otherwise a constant, and otherwise all
/// constants and properties that some of them have.
fn keep_differences(shapes: &mut [&mut Shape], own: &[Option<DiscriminatorValues>]) {
    let alternatives: BTreeSet<usize> = shapes.iter().map(|shape| shape.alternative).collect();
    if alternatives.len() < 2 {
        for shape in shapes {
            let Shape { alternative, kind, items, .. } = **shape;
            // Another value of the discriminator means an alternative that the document does not describe. A nested union,
            // and one in a list, keeps such a value itself.
            let listed = own[alternative].clone().filter(is_listed);
            let discriminator_values = listed.filter(|_| kind == JsonKind::Object);
            **shape = Shape { alternative, kind, items, discriminator_values, ..Shape::default() };
        }
        return;
    }
    let is_identified = shapes.iter().all(|shape| lists_values(shape));
    let constant = telling_constant(shapes);
    let required = in_all(shapes.iter().map(|shape| shape.required.as_slice()));
    let known = in_all(shapes.iter().map(|shape| shape.known.as_slice()));
    for shape in shapes {
        if is_identified || constant.is_some() {
            shape.required.clear();
            shape.known.clear();
        }
        let is_kept = |name: &String| !is_identified && constant.as_ref().is_none_or(|constant| constant == name);
        shape.constants.retain(|(name, _)| is_kept(name));
        let differs = |name: &String| !required.contains(name) && !known.contains(name);
        shape.required.retain(differs);
        shape.known.retain(differs);
    }
}

/// Returns whether the document lists the discriminator values that identify a shape.
fn lists_values(shape: &Shape) -> bool {
    shape.discriminator_values.as_ref().is_some_and(is_listed)
}

fn is_listed(values: &DiscriminatorValues) -> bool {
    values.trust != Trust::Guessed && !values.values.is_empty()
}

/// Returns a property that is a different constant in each shape.
fn telling_constant(shapes: &[&mut Shape]) -> Option<String> {
    let value = |shape: &Shape, name: &str| {
        let found = shape.constants.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone())
    };
    let tells = |name: &str| {
        let values: Option<BTreeSet<Constant>> = shapes.iter().map(|shape| value(shape, name)).collect();
        values.is_some_and(|values| values.len() == shapes.len())
    };
    let candidates = shapes.first()?.constants.iter().map(|(name, _)| name);
    candidates.into_iter().find(|name| tells(name)).cloned()
}

/// Returns the names that are in all lists.
fn in_all<'a>(lists: impl Iterator<Item = &'a [String]>) -> BTreeSet<String> {
    let sets = lists.map(|list| list.iter().collect::<BTreeSet<_>>());
    let shared = sets.reduce(|shared, other| &shared & &other).unwrap_or_default();
    shared.into_iter().cloned().collect()
}
