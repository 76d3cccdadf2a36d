//! The fields of structs: the type and the docs of each field, and how it is read and written.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::doc_text::member_docs;
use super::recursive::held;
use super::types::{resolved, runtime, rust_type};
use super::{Source, docs, ident};
use crate::api::{Nullability, Presence, Property, Type, TypeId};
use crate::names::{Module, REST_FIELD};

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

/// How a field is read and written, by the names that the macro `object!` of the runtime has for it.
#[derive(Clone, Copy)]
enum Treatment {
    /// It is always read and always written.
    Required,
    /// `None` is not written. An absent value and `null` are read as `None`.
    Optional,
    /// `None` is not written. Only an absent value is read as `None`.
    Clearable,
    /// An absent value and `null` are read as an empty list.
    List,
}

/// Emits a field of a struct.
pub(super) fn field(source: Source<'_>, property: &Property, name: &str, owner: Owner) -> TokenStream {
    let (ty, _) = typed(source, property, owner);
    let lines = docs(&member_docs(&property.docs, source.links));
    let name = ident(name);
    quote! {
        #lines
        pub #name: #ty,
    }
}

/// Emits how a struct is read and written.
pub(super) fn object<'a>(
    source: Source<'_>,
    name: &Ident,
    fields: impl Iterator<Item = (&'a Property, &'a String)>,
    rest: Option<&Type>,
    owner: Owner,
) -> TokenStream {
    let runtime = runtime(owner.module);
    let lines = fields.map(|(property, name)| {
        let (_, treatment) = typed(source, property, owner);
        let (treatment, name, wire) = (ident(treatment.name()), ident(name), &property.name);
        quote!(#treatment #name = #wire,)
    });
    let rest = rest.map(|_| {
        let name = ident(REST_FIELD);
        quote!(..#name,)
    });
    quote!(#runtime::object!(#name { #(#lines)* #rest });)
}

/// Returns the type of a field, and how it is treated.
fn typed(source: Source<'_>, property: &Property, owner: Owner) -> (TokenStream, Treatment) {
    let plain = rust_type(source, &property.ty, owner.module);
    let plain = if is_boxed(source, &property.ty, owner) { quote!(Box<#plain>) } else { plain };
    match owner.direction {
        Direction::Sent => sent(source, property, plain, owner),
        Direction::Received => received(source, property, plain),
    }
}

/// Returns whether the field needs a box, because otherwise the owner would contain itself.
fn is_boxed(source: Source<'_>, ty: &Type, owner: Owner) -> bool {
    let is_recursive = |id: &TypeId| source.recursive.contains(id);
    held(ty).iter().any(is_recursive) && owner.id.is_some_and(|id| is_recursive(&id))
}

/// Returns the type and treatment of a field in a request. A request distinguishes absent from empty, and absent from
/// `null`.
fn sent(source: Source<'_>, property: &Property, plain: TokenStream, owner: Owner) -> (TokenStream, Treatment) {
    let is_read = owner.id.is_some_and(|id| source.api.types[id.0].uses.response);
    match (property.presence, property.nullability) {
        // Only `required` names it, so a response may lack it.
        (Presence::Required, Nullability::Plain)
            if is_read && property.is_undescribed() && property.ty == Type::Any =>
        {
            (plain, Treatment::List)
        }
        (Presence::Required, Nullability::Plain) => (plain, Treatment::Required),
        (Presence::Required, Nullability::Nullable) => (quote!(Option<#plain>), Treatment::Required),
        (Presence::Optional, Nullability::Plain) => (quote!(Option<#plain>), Treatment::Optional),
        (Presence::Optional, Nullability::Nullable) => {
            let runtime = runtime(owner.module);
            (quote!(Option<#runtime::Nullable<#plain>>), Treatment::Clearable)
        }
    }
}

/// Returns the type and treatment of a field in a response. An absent list is read as empty, and absent is the same as
/// `null`.
fn received(source: Source<'_>, property: &Property, plain: TokenStream) -> (TokenStream, Treatment) {
    let is_list = matches!(resolved(source, &property.ty), Type::List(_));
    match (property.presence, property.nullability) {
        (_, Nullability::Plain) if is_list => (plain, Treatment::List),
        (Presence::Required, Nullability::Plain) => (plain, Treatment::Required),
        (Presence::Required, Nullability::Nullable) => (quote!(Option<#plain>), Treatment::Required),
        (Presence::Optional, _) => (quote!(Option<#plain>), Treatment::Optional),
    }
}

impl Treatment {
    fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Clearable => "clearable",
            Self::List => "list",
        }
    }
}

/// Emits the field for additional properties.
pub(super) fn rest_field(source: Source<'_>, ty: &Type, module: Module) -> TokenStream {
    let name = ident(REST_FIELD);
    let ty = rust_type(source, ty, module);
    quote! {
        /// All other properties of the object.
        pub #name: std::collections::BTreeMap<String, #ty>,
    }
}
