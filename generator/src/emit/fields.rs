//! The fields of structs: the type, the serde attributes and the docs of each field.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::member_docs;
use super::types::{resolved, runtime, runtime_path, rust_type};
use super::{Source, docs, ident};
use crate::api::{Nullability, Presence, Property, Type, TypeId};
use crate::names::{Module, REST_FIELD};

/// The maximum length of a name on the wire whose `rename` fits on one line with [`SerdeRule::SkipAbsent`].
const LONGEST_BESIDE_SKIP: usize = 18;

/// The direction in which a struct is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// Requests contain it, and responses may contain it as well.
    Sent,
    /// Only responses contain it.
    Received,
}

/// The struct that a field belongs to.
#[derive(Clone, Copy)]
pub(super) struct Owner {
    pub(super) module: Module,
    pub(super) direction: Direction,
    /// `None` for the required fields of a body. No other type contains that struct.
    pub(super) id: Option<TypeId>,
}

/// How serde reads and writes a field.
#[derive(Clone, Copy)]
enum SerdeRule {
    /// Without special treatment.
    Plain,
    /// An absent value is not written.
    SkipAbsent,
    /// An absent value is not written, and is not read as `null`.
    KeepNull,
    /// An absent value and `null` are read as the empty value.
    NullAsDefault,
}

pub(super) fn field(source: Source<'_>, property: &Property, name: &str, owner: Owner) -> TokenStream {
    let plain = rust_type(source, &property.ty, owner.module);
    let plain = if is_boxed(source, &property.ty, owner) { quote!(Box<#plain>) } else { plain };
    let (ty, rule) = match owner.direction {
        Direction::Sent => sent(property, plain, owner.module),
        Direction::Received => received(source, property, plain),
    };
    let lines = docs(&member_docs(&property.docs, source.links));
    let attributes = rule.attributes(name, property, owner.module);
    let name = ident(name);
    quote! {
        #lines
        #attributes
        pub #name: #ty,
    }
}

/// Returns whether the field needs a box, because otherwise the owner would contain itself.
fn is_boxed(source: Source<'_>, ty: &Type, owner: Owner) -> bool {
    let is_recursive = |id: &TypeId| source.recursive.contains(id);
    matches!(ty, Type::Named(id) if is_recursive(id)) && owner.id.is_some_and(|id| is_recursive(&id))
}

/// Returns the type and rule of a field in a request. A request distinguishes absent from empty, and absent from
/// `null`.
fn sent(property: &Property, plain: TokenStream, module: Module) -> (TokenStream, SerdeRule) {
    match (property.presence, property.nullability) {
        (Presence::Required, Nullability::Plain) => (plain, SerdeRule::Plain),
        (Presence::Required, Nullability::Nullable) => (quote!(Option<#plain>), SerdeRule::Plain),
        (Presence::Optional, Nullability::Plain) => (quote!(Option<#plain>), SerdeRule::SkipAbsent),
        (Presence::Optional, Nullability::Nullable) => {
            let runtime = runtime(module);
            (quote!(Option<#runtime::Nullable<#plain>>), SerdeRule::KeepNull)
        }
    }
}

/// Returns the type and rule of a field in a response. An absent list is read as empty, and absent is the same as
/// `null`.
fn received(source: Source<'_>, property: &Property, plain: TokenStream) -> (TokenStream, SerdeRule) {
    let is_list = matches!(resolved(source, &property.ty), Type::List(_));
    match (property.presence, property.nullability) {
        (_, Nullability::Plain) if is_list => (plain, SerdeRule::NullAsDefault),
        (Presence::Required, Nullability::Plain) => (plain, SerdeRule::Plain),
        (Presence::Required, Nullability::Nullable) => (quote!(Option<#plain>), SerdeRule::Plain),
        (Presence::Optional, _) => (quote!(Option<#plain>), SerdeRule::SkipAbsent),
    }
}

impl SerdeRule {
    /// Returns the attributes of a field. If `rename` would make the line too long, it gets a line of its own.
    fn attributes(self, name: &str, property: &Property, module: Module) -> TokenStream {
        let arguments = self.arguments(module);
        let wire = &property.name;
        if name == wire {
            return arguments.map(|arguments| quote!(#[serde(#arguments)])).unwrap_or_default();
        }
        let is_beside = match self {
            Self::Plain => true,
            Self::SkipAbsent => wire.chars().count() <= LONGEST_BESIDE_SKIP,
            Self::KeepNull | Self::NullAsDefault => false,
        };
        match arguments {
            None => quote!(#[serde(rename = #wire)]),
            Some(arguments) if is_beside => quote!(#[serde(rename = #wire, #arguments)]),
            Some(arguments) => quote!(#[serde(rename = #wire)] #[serde(#arguments)]),
        }
    }

    fn arguments(self, module: Module) -> Option<TokenStream> {
        let runtime = runtime_path(module);
        match self {
            Self::Plain => None,
            Self::SkipAbsent => Some(quote!(skip_serializing_if = "Option::is_none")),
            Self::KeepNull => {
                let present = format!("{runtime}::present");
                Some(quote!(default, deserialize_with = #present, skip_serializing_if = "Option::is_none"))
            }
            Self::NullAsDefault => {
                let null_as_default = format!("{runtime}::null_as_default");
                Some(quote!(default, deserialize_with = #null_as_default))
            }
        }
    }
}

/// Emits the field for additional properties.
pub(super) fn rest_field(source: Source<'_>, ty: &Type, module: Module) -> TokenStream {
    let name = ident(REST_FIELD);
    let ty = rust_type(source, ty, module);
    quote! {
        /// All other properties of the object.
        #[serde(flatten)]
        pub #name: std::collections::BTreeMap<String, #ty>,
    }
}
