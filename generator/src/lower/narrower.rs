//! The narrower of two types, for a value that has to satisfy both.

use crate::api::{Type, TypeShape, Variant};

/// Which of two types is narrower.
pub(super) enum Side {
    First,
    Second,
    New(TypeShape),
}

pub(super) fn narrower(one: &TypeShape, other: &TypeShape) -> Option<Side> {
    use TypeShape::{Alias, Integers, Strings};
    Some(match (one, other) {
        (one, other) if one == other => Side::First,
        (Alias(Type::Any), _) => Side::Second,
        (_, Alias(Type::Any)) => Side::First,
        (Strings(one), Strings(other)) => Side::New(Strings(common(one, other)?)),
        (Integers(one), Integers(other)) => Side::New(Integers(common(one, other)?)),
        (Alias(one), Alias(other)) => return narrower_type(one, other),
        (Strings(_), Alias(other)) if is_string(other) => Side::First,
        (Alias(one), Strings(_)) if is_string(one) => Side::Second,
        (Integers(_), Alias(other)) if is_number(other) => Side::First,
        (Alias(one), Integers(_)) if is_number(one) => Side::Second,
        _ => return None,
    })
}

fn narrower_type(one: &Type, other: &Type) -> Option<Side> {
    let is_float = |ty: &Type| matches!(ty, Type::F32 | Type::F64);
    Some(match (one, other) {
        (Type::Bool, Type::Flag(_)) => Side::Second,
        (Type::Flag(_), Type::Bool) => Side::First,
        (Type::String, other) if is_string(other) => Side::Second,
        (one, Type::String) if is_string(one) => Side::First,
        (one, other) if is_number(one) && is_float(other) => Side::First,
        (one, other) if is_float(one) && is_number(other) => Side::Second,
        // `format: password` says nothing about the value.
        (Type::Secret, other) if is_string(other) => Side::First,
        (one, Type::Secret) if is_string(one) => Side::Second,
        // The wider of two integer types accepts all values.
        (Type::I32, Type::U32) | (Type::U32, Type::I32) => Side::New(TypeShape::Alias(Type::I64)),
        (Type::I64 | Type::U64, other) if is_number(other) => Side::First,
        (one, Type::I64 | Type::U64) if is_number(one) => Side::Second,
        (Type::List(one), Type::List(other)) => match (one.as_ref(), other.as_ref()) {
            (Type::Any, _) => Side::Second,
            (_, Type::Any) => Side::First,
            (one, other) => match narrower_type(one, other)? {
                Side::First => Side::First,
                Side::Second => Side::Second,
                Side::New(TypeShape::Alias(item)) => Side::New(TypeShape::Alias(Type::List(Box::new(item)))),
                Side::New(_) => return None,
            },
        },
        (one, other) if one == other => Side::First,
        _ => return None,
    })
}

fn is_string(ty: &Type) -> bool {
    matches!(ty, Type::String | Type::Secret | Type::Date | Type::DateTime | Type::Base64 | Type::JsonText(_))
}

fn is_number(ty: &Type) -> bool {
    matches!(ty, Type::I32 | Type::I64 | Type::U32 | Type::U64 | Type::F32 | Type::F64)
}

/// Returns the values that two enums have in common, or `None` if there are none.
fn common<T: PartialEq + Clone>(one: &[Variant<T>], other: &[Variant<T>]) -> Option<Vec<Variant<T>>> {
    let both: Vec<Variant<T>> =
        one.iter().filter(|variant| other.iter().any(|other| other.value == variant.value)).cloned().collect();
    (!both.is_empty()).then_some(both)
}

/// Returns whether two types have the same scalar JSON type, so that one can refine the other.
pub(super) fn is_refinement(one: &TypeShape, other: &TypeShape) -> bool {
    let is_text = |shape: &TypeShape| match shape {
        TypeShape::Strings(_) => true,
        TypeShape::Alias(ty) => is_string(ty),
        _ => false,
    };
    let is_numeric = |shape: &TypeShape| match shape {
        TypeShape::Integers(_) => true,
        TypeShape::Alias(ty) => is_number(ty),
        _ => false,
    };
    (is_text(one) && is_text(other)) || (is_numeric(one) && is_numeric(other))
}

/// Returns the names of two shapes for a message.
pub(super) fn both_words(one: &TypeShape, other: &TypeShape) -> String {
    match (one, other) {
        (TypeShape::Strings(_), TypeShape::Strings(_)) => "in both lists of strings".to_owned(),
        (TypeShape::Integers(_), TypeShape::Integers(_)) => "in both lists of integers".to_owned(),
        (one, other) => format!("{} and {}", words(one), words(other)),
    }
}

fn words(shape: &TypeShape) -> &'static str {
    match shape {
        TypeShape::Struct { .. } => "an object",
        TypeShape::Strings(_) => "one of some strings",
        TypeShape::Integers(_) => "one of some integers",
        TypeShape::Union(_) => "one of several alternatives",
        TypeShape::Alias(ty) => match ty {
            Type::Bool | Type::Flag(_) => "a boolean",
            Type::I32 | Type::I64 | Type::U32 | Type::U64 => "an integer",
            Type::F32 | Type::F64 => "a number",
            Type::Date => "a date",
            Type::DateTime => "a date with a time",
            Type::Base64 => "base64 text",
            Type::JsonText(_) => "JSON text",
            Type::String | Type::Secret | Type::File => "a string",
            Type::List(_) => "a list",
            Type::Tuple(_) => "a list of some items",
            Type::Map(_) | Type::Named(_) => "an object",
            Type::Any | Type::Nullable(_) => "any value",
        },
    }
}
