//! The values that discriminators give: where a mapping leads to a type by one value, that value is known, and callers
//! need not give it.

use std::collections::{BTreeMap, BTreeSet};

use crate::api::{Body, Nullability, Operation, OperationId, Property, Trust, Type, TypeDef, TypeId, TypeShape, plain};

/// The values of the discriminators that lead to a type, by property.
type Marks = BTreeMap<TypeId, BTreeMap<String, BTreeSet<String>>>;

/// Notes the value of each discriminator property, in types and in the bodies that are made of their properties.
pub(super) fn settle(types: &mut [TypeDef], operations: &mut [Operation], bodies: &[(OperationId, TypeId)]) {
    let marks = marks(types);
    let noted: Vec<(TypeId, usize, String)> = marks
        .iter()
        .flat_map(|(id, marks)| {
            let TypeShape::Struct { properties, rest: _ } = &types[id.0].shape else { return Vec::new() };
            let known = properties.iter().enumerate();
            known.filter_map(|(at, property)| Some((*id, at, mark_of(property, marks, types)?))).collect()
        })
        .collect();
    for (id, at, mark) in noted {
        if let TypeShape::Struct { properties, rest: _ } = &mut types[id.0].shape {
            properties[at].mark = Some(mark);
        }
    }
    for (operation, id) in bodies {
        let Some(marks) = marks.get(id) else { continue };
        if let Body::Object { properties, .. } = &mut operations[operation.0].body {
            for property in properties {
                property.mark = mark_of(property, marks, types);
            }
        }
    }
}

/// Returns the one value that a property has, if it can have it.
fn mark_of(property: &Property, marks: &BTreeMap<String, BTreeSet<String>>, types: &[TypeDef]) -> Option<String> {
    let values = marks.get(&property.name).filter(|_| property.nullability == Nullability::Plain)?;
    let value = values.first().filter(|_| values.len() == 1)?;
    let fits = match plain(types, &property.ty) {
        Type::String => true,
        Type::Named(id) => match &types[id.0].shape {
            TypeShape::Strings(variants) => variants.iter().any(|variant| variant.value == *value),
            _ => false,
        },
        _ => false,
    };
    fits.then(|| value.clone())
}

fn marks(types: &[TypeDef]) -> Marks {
    let mut marks = Marks::new();
    for def in types {
        let TypeShape::Union(union) = &def.shape else { continue };
        for alternative in &union.alternatives {
            let Some(values) = alternative.discriminator_values.as_ref().filter(|it| it.trust != Trust::Guessed) else {
                continue;
            };
            if let Type::Named(id) = plain(types, &alternative.ty) {
                let known = marks.entry(*id).or_default().entry(values.property.clone()).or_default();
                known.extend(values.values.iter().cloned());
            }
        }
    }
    marks
}
