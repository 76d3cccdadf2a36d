//! Emits the types of a file: those of a module, or those of one operation in it.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

use super::{Source, enums, error_enums, file, headers, print, structs, unions};
use crate::api::{HintBase, OperationId, TypeDef, TypeId, TypeShape};
use crate::names::{Module, Names};

/// Lists the types of each file by the module and, if the file is not that of the module, the operation.
pub(super) fn by_file(names: &Names) -> BTreeMap<(Module, Option<OperationId>), Vec<TypeId>> {
    let mut found: BTreeMap<_, Vec<TypeId>> = BTreeMap::new();
    for (index, name) in names.types.iter().enumerate() {
        found.entry((name.module, names.file_of(name))).or_default().push(TypeId(index));
    }
    found
}

/// Emits the types of a module that are in the file, sorted by name.
pub(super) fn types(source: Source<'_>, module: Module) -> impl Iterator<Item = syn::Item> {
    let of_file = source.types_in.get(&(module, source.file)).into_iter().flatten();
    of_file.flat_map(move |id| {
        let mut items = file(type_items(source, *id)).items;
        if let Some(feature) = &source.names.types[id.0].feature {
            items.iter_mut().for_each(|item| put_gate(item, feature));
        }
        items
    })
}

/// Emits the items of a type.
fn type_items(source: Source<'_>, id: TypeId) -> TokenStream {
    let TypeDef { hint, shape, .. } = &source.api.types[id.0];
    match shape {
        TypeShape::Struct { properties, rest: _ } if hint.base == HintBase::Headers => {
            headers::headers(source, id, properties)
        }
        TypeShape::Union(union) if hint.base == HintBase::Errors => error_enums::error_enum(source, id, union),
        TypeShape::Struct { properties, rest } => structs::structure(source, id, properties, rest.as_ref()),
        TypeShape::Strings(values) => enums::strings(source, id, values),
        TypeShape::Integers(values) => enums::integers(source, id, values),
        TypeShape::Union(union) => unions::union(source, id, union),
        TypeShape::Alias(ty) => structs::alias(source, id, ty),
    }
}

/// Adds the gate of a feature to an item, below its docs.
fn put_gate(item: &mut syn::Item, feature: &str) {
    let Some(attributes) = print::attributes(item) else { return };
    let docs = attributes.iter().take_while(|attribute| attribute.path().is_ident("doc")).count();
    attributes.insert(docs, syn::parse_quote!(#[cfg(feature = #feature)]));
}
