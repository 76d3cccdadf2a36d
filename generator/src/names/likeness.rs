//! What describes items of two runs, which are paired by similarity if their keys have changed.

use std::collections::BTreeSet;

use crate::api::{Alternative, Api, Property, Type, TypeShape};

/// Returns what describes an alternative: the words of its label, its properties, and the values of those that have only
/// one.
pub(crate) fn of_alternative(api: &Api, alternative: &Alternative) -> BTreeSet<String> {
    let mut words = of_label(&alternative.label);
    for property in properties(api, &alternative.ty) {
        words.insert(property.name.clone());
        let Some(def) = property.ty.named().map(|id| &api.types[id.0]) else { continue };
        match &def.shape {
            TypeShape::Strings(values) if values.len() == 1 => words.extend(of_label(&values[0].value)),
            TypeShape::Integers(values) if values.len() == 1 => words.extend([values[0].value.to_string()]),
            _ => {}
        }
    }
    words
}

/// Returns the words of a label, without the one that most labels have.
pub(super) fn of_label(label: &str) -> BTreeSet<String> {
    label.split(' ').filter(|word| *word != "With").map(str::to_owned).collect()
}

/// Returns the properties of an object.
pub(super) fn properties<'a>(api: &'a Api, ty: &Type) -> &'a [Property] {
    let Type::Named(id) = ty else { return &[] };
    match &api.types[id.0].shape {
        TypeShape::Struct { properties, rest: _ } => properties,
        _ => &[],
    }
}
