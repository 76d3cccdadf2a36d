//! Types that are nested so deeply that clippy asks for an alias. An alias would have no better name than the field, so the
//! lint is allowed there, and nowhere else.

use syn::{Attribute, FnArg, GenericArgument, ImplItem, Item, PathArguments, ReturnType, Signature, Type, parse_quote};

/// The score above which clippy speaks (`type-complexity-threshold`).
const THRESHOLD: u64 = 250;

/// Allows the lint at each field and each function of a file that it would speak of.
pub(super) fn allow(file: &mut syn::File) {
    for item in &mut file.items {
        match item {
            Item::Struct(item) => item.fields.iter_mut().for_each(field),
            Item::Enum(item) => item.variants.iter_mut().flat_map(|variant| &mut variant.fields).for_each(field),
            Item::Fn(item) => function(&item.sig, &mut item.attrs),
            Item::Impl(item) => {
                for member in &mut item.items {
                    if let ImplItem::Fn(member) = member {
                        function(&member.sig, &mut member.attrs);
                    }
                }
            }
            _ => {}
        }
    }
}

fn field(field: &mut syn::Field) {
    if score(&field.ty, 1) > THRESHOLD {
        field.attrs.push(attribute());
    }
}

fn function(signature: &Signature, attributes: &mut Vec<Attribute>) {
    let is_complex = |ty: &Type| score(ty, 1) > THRESHOLD;
    let has_argument = signature.inputs.iter().any(|input| match input {
        FnArg::Typed(input) => is_complex(&input.ty),
        FnArg::Receiver(_) => false,
    });
    if has_argument || matches!(&signature.output, ReturnType::Type(_, ty) if is_complex(ty)) {
        attributes.push(attribute());
    }
}

fn attribute() -> Attribute {
    parse_quote!(#[allow(clippy::type_complexity, reason = "the API nests its values this deeply")])
}

/// Ten for each type, times its depth, as clippy counts.
fn score(ty: &Type, depth: u64) -> u64 {
    match ty {
        Type::Path(path) => {
            let segments = path.path.segments.iter();
            let inner: u64 = segments.map(|segment| arguments(&segment.arguments, depth + 1)).sum();
            10 * depth + inner
        }
        Type::Reference(reference) => depth + score(&reference.elem, depth),
        Type::Tuple(tuple) => 10 * depth + tuple.elems.iter().map(|ty| score(ty, depth + 1)).sum::<u64>(),
        Type::Array(array) => 10 * depth + score(&array.elem, depth + 1),
        Type::Slice(slice) => 10 * depth + score(&slice.elem, depth + 1),
        Type::ImplTrait(traits) => {
            let bounds = traits.bounds.iter().filter_map(|bound| match bound {
                syn::TypeParamBound::Trait(bound) => Some(&bound.path.segments),
                _ => None,
            });
            bounds.flatten().map(|segment| arguments(&segment.arguments, depth)).sum()
        }
        _ => 0,
    }
}

fn arguments(arguments: &PathArguments, depth: u64) -> u64 {
    let PathArguments::AngleBracketed(arguments) = arguments else { return 0 };
    let types = arguments.args.iter().map(|argument| match argument {
        GenericArgument::Type(ty) => score(ty, depth),
        GenericArgument::AssocType(assoc) => score(&assoc.ty, depth),
        _ => 0,
    });
    types.sum()
}
