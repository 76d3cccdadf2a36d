//! Decides how a value is matched to an alternative of a union. This runs when all types are known, because an
//! alternative can be a component that is lowered later.

use std::collections::BTreeSet;

use crate::api::{
    Constant, DiscriminatorValues, JsonKind, Presence, Property, Shape, Trust, Type, TypeDef, TypeId, TypeShape, Union,
};

/// Makes the shapes of all unions. The most specific shape comes first, whatever the order in the document.
pub(super) fn settle(types: &mut [TypeDef]) {
    prune(types);
    let all_values = all_marks(types);
    for index in 0..types.len() {
        let TypeShape::Union(_) = &types[index].shape else { continue };
        let mut shapes = apart(TypeId(index), Known { types, all_values: &all_values });
        lean(&mut shapes);
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

/// Returns everything that can distinguish the alternatives of a union.
pub(crate) fn told_apart_by(id: TypeId, types: &[TypeDef]) -> Vec<Shape> {
    apart(id, Known { types, all_values: &all_marks(types) })
}

fn apart(id: TypeId, known: Known<'_>) -> Vec<Shape> {
    let TypeShape::Union(union) = &known.types[id.0].shape else { return Vec::new() };
    let mut shapes = Vec::new();
    for (at, alternative) in union.alternatives.iter().enumerate() {
        let mut found = shapes_of(&alternative.ty, known, &mut BTreeSet::from([id]), DEEPEST);
        for shape in &mut found {
            shape.alternative = at;
        }
        shapes.extend(found);
    }
    for shape in &mut shapes {
        shape.discriminator_values =
            closest(known.all_values[id.0][shape.alternative].as_ref(), shape.discriminator_values.take());
    }
    shapes
}

fn all_marks(types: &[TypeDef]) -> Vec<Vec<Option<DiscriminatorValues>>> {
    let of_union = |def: &TypeDef| match &def.shape {
        TypeShape::Union(union) => all_values(union, types),
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
fn all_values(union: &Union, types: &[TypeDef]) -> Vec<Option<DiscriminatorValues>> {
    let mut all_values: Vec<Option<DiscriminatorValues>> = Vec::new();
    for alternative in &union.alternatives {
        let discriminator_values =
            alternative.discriminator_values.clone().map(|discriminator_values| match discriminator_values.trust {
                Trust::Listed => discriminator_values,
                Trust::Guessed => match listed(&alternative.ty, &discriminator_values.property, types) {
                    values if values.is_empty() => discriminator_values,
                    values => {
                        DiscriminatorValues { property: discriminator_values.property, values, trust: Trust::Listed }
                    }
                },
            });
        all_values.push(discriminator_values);
    }
    let of_all = union.alternatives.iter().zip(&all_values).filter_map(|(alternative, discriminator_values)| {
        let discriminator_values = discriminator_values.as_ref()?;
        let mut values: BTreeSet<String> = discriminator_values.values.iter().cloned().collect();
        if discriminator_values.trust == Trust::Guessed {
            values.extend(listed_within(&alternative.ty, &discriminator_values.property, types));
        }
        Some(values)
    });
    let mut seen = BTreeSet::new();
    let distinct = of_all.flatten().all(|value| seen.insert(value));
    if distinct {
        all_values
    } else {
        union.alternatives.iter().map(|alternative| alternative.discriminator_values.clone()).collect()
    }
}

/// Returns the values that the structs in a union list for a property. Each nested union is visited once.
fn listed_within(ty: &Type, property: &str, types: &[TypeDef]) -> BTreeSet<String> {
    let (mut open, mut seen, mut values) = (vec![ty], BTreeSet::new(), BTreeSet::new());
    while let Some(ty) = open.pop() {
        let is_new = ty.named().is_none_or(|id| seen.insert(id));
        match followed(ty, types).filter(|_| is_new) {
            Some(TypeShape::Union(union)) => open.extend(union.alternatives.iter().map(|alternative| &alternative.ty)),
            Some(_) => values.extend(listed(ty, property, types)),
            None => {}
        }
    }
    values
}

/// Returns the values that a struct lists for one of its properties.
fn listed(ty: &Type, property: &str, types: &[TypeDef]) -> Vec<String> {
    let Some(TypeShape::Struct { properties, rest: _ }) = followed(ty, types) else { return Vec::new() };
    let Some(property) = properties.iter().find(|own| own.name == property) else { return Vec::new() };
    match followed(&property.ty, types) {
        Some(TypeShape::Strings(values)) => values.iter().map(|variant| variant.value.clone()).collect(),
        _ => Vec::new(),
    }
}

/// Returns the shape of a named type behind aliases.
fn followed<'a>(ty: &Type, types: &'a [TypeDef]) -> Option<&'a TypeShape> {
    let mut ty = ty;
    for _ in 0..=types.len() {
        let Type::Named(id) = ty else { return None };
        match &types[id.0].shape {
            TypeShape::Alias(inner) => ty = inner,
            shape => return Some(shape),
        }
    }
    None
}

/// All types, and the marks of the alternatives of those that are unions.
#[derive(Clone, Copy)]
struct Known<'a> {
    types: &'a [TypeDef],
    all_values: &'a [Vec<Option<DiscriminatorValues>>],
}

/// The maximum number of named types that are visited for the shapes of an alternative. Beyond it, any value is tried.
const DEEPEST: usize = 16;

/// Returns the shapes of a type. A nested union has those of all its alternatives.
fn shapes_of(ty: &Type, known: Known<'_>, seen: &mut BTreeSet<TypeId>, depth: usize) -> Vec<Shape> {
    let plain = |kind: JsonKind| vec![Shape { kind, ..Shape::default() }];
    let Some(depth) = depth.checked_sub(1) else { return plain(JsonKind::Any) };
    match ty {
        Type::Bool => plain(JsonKind::Bool),
        Type::I32 | Type::I64 | Type::U32 | Type::U64 => plain(JsonKind::Integer),
        Type::F32 | Type::F64 => plain(JsonKind::Number),
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::File => plain(JsonKind::String),
        Type::Any => plain(JsonKind::Any),
        Type::Map(_) => plain(JsonKind::Object),
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

fn union_shapes(union: &Union, id: TypeId, known: Known<'_>, seen: &mut BTreeSet<TypeId>, depth: usize) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for (alternative, discriminator_values) in union.alternatives.iter().zip(&known.all_values[id.0]) {
        let mut found = shapes_of(&alternative.ty, known, seen, depth);
        for shape in &mut found {
            shape.discriminator_values = closest(discriminator_values.as_ref(), shape.discriminator_values.take());
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
    match followed(ty, types)? {
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

/// Removes what distinguishes no shapes, so that the generated code is short.
fn lean(shapes: &mut [Shape]) {
    for kind in [JsonKind::Object, JsonKind::List] {
        let of_kind: Vec<usize> = (0..shapes.len()).filter(|index| shapes[*index].kind == kind).collect();
        let alternatives: BTreeSet<usize> = of_kind.iter().map(|index| shapes[*index].alternative).collect();
        if alternatives.len() < 2 {
            for index in of_kind {
                let Shape { discriminator_values, constants, required, known, .. } = &mut shapes[index];
                *discriminator_values = None;
                constants.clear();
                required.clear();
                known.clear();
            }
            continue;
        }
        let all = |has: &dyn Fn(&Shape) -> bool| of_kind.iter().all(|index| has(&shapes[*index]));
        let tagged = all(&|shape| {
            shape.discriminator_values.as_ref().is_some_and(|discriminator_values| {
                discriminator_values.trust == Trust::Listed && !discriminator_values.values.is_empty()
            })
        });
        let telling = telling_constant(shapes, &of_kind);
        let everywhere: BTreeSet<String> = common(shapes, &of_kind);
        for index in of_kind {
            let shape = &mut shapes[index];
            if tagged || telling.is_some() {
                shape.required.clear();
                shape.known.clear();
            }
            if tagged {
                shape.constants.clear();
            } else if let Some(telling) = &telling {
                shape.constants.retain(|(name, _)| name == telling);
            }
            shape.required.retain(|name| !everywhere.contains(name));
            shape.known.retain(|name| !everywhere.contains(name));
        }
    }
}

/// Returns a property that is a different constant in each shape.
fn telling_constant(shapes: &[Shape], of_kind: &[usize]) -> Option<String> {
    let first = shapes.get(*of_kind.first()?)?;
    let tells = |name: &str| {
        let values: Option<Vec<&Constant>> = of_kind
            .iter()
            .map(|index| shapes[*index].constants.iter().find(|(own, _)| own == name).map(|(_, value)| value))
            .collect();
        values.is_some_and(|values| values.iter().collect::<BTreeSet<_>>().len() == of_kind.len())
    };
    first.constants.iter().map(|(name, _)| name).find(|name| tells(name)).cloned()
}

/// Returns the properties that all shapes require, and those that all have and none requires.
fn common(shapes: &[Shape], of_kind: &[usize]) -> BTreeSet<String> {
    let mut required = in_all(of_kind.iter().map(|index| &shapes[*index].required));
    required.append(&mut in_all(of_kind.iter().map(|index| &shapes[*index].known)));
    required
}

fn in_all<'a>(mut lists: impl Iterator<Item = &'a Vec<String>>) -> BTreeSet<String> {
    let mut shared: BTreeSet<String> = lists.next().into_iter().flatten().cloned().collect();
    for list in lists {
        let list: BTreeSet<&String> = list.iter().collect();
        shared.retain(|name| list.contains(name));
    }
    shared
}
