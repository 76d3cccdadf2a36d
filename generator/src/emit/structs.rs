//! Objects as structs, and components that are neither struct nor enum as aliases.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose::{described, member, value};
use super::types::{has_default, resolved, runtime, rust_type};
use super::{Source, docs, ident};
use crate::api::{Nullability, Presence, Property, Type, TypeDef, TypeId, Uses};
use crate::docs::code;
use crate::names::{Module, REST_FIELD};

/// A struct, and where requests need it a way to make it from what it cannot do without.
pub(super) fn structure(source: Source<'_>, id: TypeId, properties: &[Property], rest: Option<&Type>) -> TokenStream {
    let named = &source.names.types[id.0];
    let def = &source.api.types[id.0];
    let name = ident(&named.name);
    let lines = docs(&described(def.description.as_deref(), &origin(source, def), source.links));
    let default = has_default(source, id).then(|| quote!(Default,));
    let fields = properties.iter().zip(&source.names.members[id.0]);
    let fields = fields.map(|(property, name)| field(source, property, name, named.module, def.uses, id));
    let rest = rest.map(|ty| rest_field(source, ty, named.module));
    let required = def.uses.request.then(|| super::required::required(source, id, properties)).flatten();
    quote! {
        #lines
        #[derive(Clone, Debug, #default PartialEq, serde::Deserialize, serde::Serialize)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields)*
            #rest
        }
        #required
    }
}

/// "The object in `GET /users 200 users[]`."
pub(super) fn origin(source: Source<'_>, def: &TypeDef) -> String {
    use crate::api::{HintBase, Home};
    let method = |id: crate::api::OperationId| {
        let (operation, names) = (&source.api.operations[id.0], &source.names.operations[id.0]);
        format!("[`{}::{}`]", source.names.tags[operation.tag].handle, names.method)
    };
    match (&def.hint.base, def.home, def.hint.item) {
        (HintBase::Member(name), _, true) => format!("One of {}.", code(name)),
        (HintBase::Member(name), _, false) => format!("The value of {}.", code(name)),
        (HintBase::Component(name), _, false) => format!("The component {}.", code(name)),
        (HintBase::Component(name), _, true) => format!("One item of the component {}.", code(name)),
        (HintBase::Response, Home::Operation(id), false) => format!("What {} returns.", method(id)),
        (HintBase::Response, Home::Operation(id), true) => format!("One item of what {} returns.", method(id)),
        (HintBase::Event, Home::Operation(id), _) => format!("An event of {}.", method(id)),
        (HintBase::Error(status), Home::Operation(id), _) => {
            format!("The body of an error of {} ({}).", method(id), code(status))
        }
        (HintBase::Body, Home::Operation(id), _) => format!("What {} sends.", method(id)),
        (HintBase::Alternative { of: _, item: _, label }, _, _) => format!("The form {} of a value.", code(label)),
        (HintBase::Response | HintBase::Event | HintBase::Error(_) | HintBase::Body, Home::Component(_), _) => {
            "A part of a component.".to_owned()
        }
    }
}

/// How a field stands in a struct.
struct Form {
    ty: TokenStream,
    serde: Vec<TokenStream>,
}

pub(super) fn field(
    source: Source<'_>,
    property: &Property,
    name: &str,
    home: Module,
    uses: Uses,
    holder: TypeId,
) -> TokenStream {
    let plain = rust_type(source, &property.ty, home);
    let boxed =
        matches!(&property.ty, Type::Named(id) if source.recursive.contains(id) && source.recursive.contains(&holder));
    let plain = if boxed { quote!(Box<#plain>) } else { plain };
    let list = matches!(resolved(source, &property.ty), Type::List(_));
    let form = if uses.request { sent(property, plain, home) } else { received(property, plain, list, home) };
    tokens(source, property, name, form)
}

/// A field of a struct that is only ever sent.
pub(super) fn sent_field(source: Source<'_>, property: &Property, name: &str, home: Module) -> TokenStream {
    let plain = rust_type(source, &property.ty, home);
    tokens(source, property, name, sent(property, plain, home))
}

/// What a request sends has to tell absent from empty, and absent from `null`.
fn sent(property: &Property, plain: TokenStream, home: Module) -> Form {
    let skip = quote!(skip_serializing_if = "Option::is_none");
    match (property.presence, property.nullability) {
        (Presence::Required, Nullability::Plain) => Form { ty: plain, serde: Vec::new() },
        (Presence::Required, Nullability::Nullable) => Form { ty: quote!(Option<#plain>), serde: Vec::new() },
        (Presence::Optional, Nullability::Plain) => Form { ty: quote!(Option<#plain>), serde: vec![skip] },
        (Presence::Optional, Nullability::Nullable) => {
            let runtime = runtime(home);
            let present = format!("{}::present", path(&runtime));
            let keep = quote!(default, deserialize_with = #present);
            Form { ty: quote!(Option<#runtime::Nullable<#plain>>), serde: vec![keep, skip] }
        }
    }
}

/// What a server answers is read with patience: an absent list is an empty one, and absent and `null` are alike.
fn received(property: &Property, plain: TokenStream, list: bool, home: Module) -> Form {
    let null_as_default = format!("{}::null_as_default", path(&runtime(home)));
    let lenient = quote!(default, deserialize_with = #null_as_default);
    match (property.presence, property.nullability) {
        (_, Nullability::Plain) if list => Form { ty: plain, serde: vec![lenient] },
        (Presence::Required, Nullability::Plain) => Form { ty: plain, serde: Vec::new() },
        (Presence::Required, Nullability::Nullable) => Form { ty: quote!(Option<#plain>), serde: Vec::new() },
        (Presence::Optional, _) => {
            Form { ty: quote!(Option<#plain>), serde: vec![quote!(skip_serializing_if = "Option::is_none")] }
        }
    }
}

/// A path as serde's attributes take it.
fn path(tokens: &TokenStream) -> String {
    tokens.to_string().replace(' ', "")
}

fn tokens(source: Source<'_>, property: &Property, name: &str, form: Form) -> TokenStream {
    let lines = docs(&member(&property.docs, &value(source, &property.name, &property.ty), source.links));
    let Form { ty, mut serde } = form;
    let mut rename = None;
    if name != property.name {
        let wire = &property.name;
        let attribute = quote!(rename = #wire);
        // On a line of its own where the printer would break the line: a field then always has the same shape.
        if attribute.to_string().len() + serde.iter().map(|attribute| attribute.to_string().len() + 2).sum::<usize>()
            > 70
        {
            rename = Some(quote!(#[serde(#attribute)]));
        } else {
            serde.insert(0, attribute);
        }
    }
    let serde = (!serde.is_empty()).then(|| quote!(#[serde(#(#serde),*)]));
    let name = ident(name);
    quote! {
        #lines
        #rename
        #serde
        pub #name: #ty,
    }
}

fn rest_field(source: Source<'_>, ty: &Type, home: Module) -> TokenStream {
    let name = ident(REST_FIELD);
    let ty = rust_type(source, ty, home);
    quote! {
        /// The properties that the object has beside these.
        #[serde(flatten)]
        pub #name: std::collections::BTreeMap<String, #ty>,
    }
}

/// A component that is a list, a map or a plain value.
pub(super) fn alias(source: Source<'_>, id: TypeId, ty: &Type) -> TokenStream {
    let named = &source.names.types[id.0];
    let def = &source.api.types[id.0];
    let lines = docs(&described(def.description.as_deref(), &origin(source, def), source.links));
    let name = ident(&named.name);
    let ty = rust_type(source, ty, named.module);
    quote! {
        #lines
        pub type #name = #ty;
    }
}
