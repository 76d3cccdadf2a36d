//! Emits the program through which the conformance test calls a client. It can call every operation with arguments that
//! it reads as JSON. It is generated from the same [`Api`] and [`Names`] as the client, so it compiles against the
//! client. It contains no values of its own: the test decides what to send and what to expect.

mod frame;

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::body::{PropertyKind, has_files, required_properties};
use super::types::{Viewpoint, module, resolved, rust_type};
use super::{Source, ident};
use crate::api::{
    Api, Body, Nullability, Operation, Outcome, Parameter, Presence, Property, ResponseContent, SchemeKind, Style,
    Type, is_newtype, is_structured,
};
use crate::names::{Names, OperationNames, REST_SETTERS};

/// What the program prints of a response that the client has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shown {
    /// Nothing but that it was read.
    Success,
    /// Its value, written again as JSON, and how many parts of it the client does not know.
    Value,
}

/// Returns the text of the program. It is a `main.rs` that uses the client as the crate `client`.
pub(crate) fn driver(api: &Api, names: &Names, shown: Shown) -> String {
    // The program declares no types, so there is nothing to box and nothing to link.
    let source =
        Source { api, names, file: None, types_in: &BTreeMap::new(), recursive: &BTreeSet::new(), links: &|_| None };
    let arms = api.operations.iter().zip(&names.operations);
    let arms = arms.map(|(operation, names)| arm(source, operation, names, shown));
    let credentials = credentials(source);
    let frame = [
        frame::read(crate::names::UNKNOWN_VARIANT),
        frame::events(),
        frame::call(),
        frame::body(),
        frame::outcome(),
        frame::main_loop(),
    ];
    let tokens = quote! {
        #![allow(deprecated, unused_mut, unused_variables)]

        type Running = std::pin::Pin<Box<dyn std::future::Future<Output = Result<Read, Failed>>>>;

        fn operation(client: client::Client, call: Call) -> Running {
            match call.operation() {
                #(#arms)*
                other => {
                    let other = other.to_owned();
                    Box::pin(async move { Err(Failed::Given(format!("there is no operation {other}"))) })
                }
            }
        }

        fn client(call: &Call) -> Result<client::Client, Failed> {
            let mut builder = client::Client::builder().base_url(call.text_at("/url")?).no_proxy();
            builder = builder.retry(client::RetryPolicy::none());
            #(#credentials)*
            builder.build().map_err(Failed::Client)
        }

        #(#frame)*
    };
    // Names are identifiers by construction and texts are literals, so the tokens always parse.
    prettyplease::unparse(&syn::parse2(tokens).expect("a program"))
}

/// Emits the call of one operation: the arguments of its method, and the setter of each optional value that is given.
fn arm(source: Source<'_>, operation: &Operation, names: &OperationNames, shown: Shown) -> TokenStream {
    let key = operation.key();
    let handles = handle_methods(source, operation.tag);
    let method = ident(&names.method);
    let path = operation.path_parameters.iter().map(|parameter| {
        let name = &parameter.name;
        if parameter.style == Style::Json || is_structured(&source.api.types, &parameter.ty) {
            argument(source, parameter)
        } else if is_newtype(&source.api.types, &parameter.ty) {
            quote!(call.value("path", #name)?)
        } else {
            quote!(call.text("path", #name)?)
        }
    });
    let required = parameters(operation, names).filter(|(parameter, _)| parameter.presence == Presence::Required);
    let required = required.map(|(parameter, _)| argument(source, parameter));
    let body = body_argument(source, operation, names);
    let setters = parameters(operation, names).filter(|(parameter, _)| parameter.presence == Presence::Optional).map(
        |(parameter, name)| {
            let (name, wire, place) = (ident(name), &parameter.name, parameter.location.name());
            let value = argument(source, parameter);
            quote! {
                if call.has(#place, #wire) {
                    request = request.#name(#value);
                }
            }
        },
    );
    let body_setters = body_setters(source, &operation.body, names);
    let send = send(source, operation, shown);
    quote! {
        #key => Box::pin(async move {
            let mut request = client.#(#handles().)*#method(#(#path,)* #(#required,)* #body);
            #(#setters)*
            #(#body_setters)*
            #send
        }),
    }
}

/// Emits the end of a call, which sends the request and reads the whole response.
fn send(source: Source<'_>, operation: &Operation, shown: Shown) -> TokenStream {
    let read = match (&operation.response_content, shown) {
        (ResponseContent::Json(_), Shown::Value) => quote!(|value| read(&value)),
        _ => quote!(|_| Read::default()),
    };
    let failed = match shown {
        Shown::Success => quote!(Failed::Client),
        Shown::Value => error_reader(source, operation),
    };
    let whole = quote!(request.send().await.map(#read).map_err(#failed));
    match (&operation.response_content, &operation.events) {
        (ResponseContent::JsonItems(_), _) => quote!(all_items(request.send()).await),
        (ResponseContent::Events(_), _) => quote!(all_events(request.send()).await),
        (_, Some(_)) => quote! {
            if call.wants_events() { all_events(request.send_for_events()).await } else { #whole }
        },
        (_, None) => whole,
    }
}

/// Emits the function that reads the body of an error as the type that the document has for its status.
fn error_reader(source: Source<'_>, operation: &Operation) -> TokenStream {
    let mut arms: Vec<(usize, TokenStream)> = Vec::new();
    for response in operation.responses.iter().filter(|response| response.outcome == Outcome::Failure) {
        let ResponseContent::Json(ty) = &response.response_content else { continue };
        let ty = rust_type(source, ty, Viewpoint::OtherCrate);
        let (rank, pattern) = match (response.status.parse::<u16>(), response.status.as_bytes()) {
            (Ok(status), _) => (0, quote!(#status)),
            (_, [digit @ b'4'..=b'5', ..]) => {
                let first = u16::from(digit - b'0') * 100;
                let last = first + 99;
                (1, quote!(#first..=#last))
            }
            _ => (2, quote!(_)),
        };
        arms.push((rank, quote!(#pattern => is_read::<#ty>(json),)));
    }
    if arms.is_empty() {
        return quote!(Failed::Client);
    }
    arms.sort_by_key(|(rank, _)| *rank);
    let otherwise = arms.iter().all(|(rank, _)| *rank < 2).then(|| quote!(_ => None,));
    let arms = arms.into_iter().map(|(_, arm)| arm);
    quote!(|error| failed(error, |status, json| match status { #(#arms)* #otherwise }))
}

/// Returns the methods that lead from the client to the handle of a tag. They have the names of its modules.
fn handle_methods(source: Source<'_>, tag: usize) -> Vec<proc_macro2::Ident> {
    source.names.tags[tag].module.split("::").map(ident).collect()
}

fn parameters<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Parameter, &'a String)> {
    operation.parameters.iter().zip(&names.parameters)
}

/// Emits the value of a parameter, in the type that its setter takes.
fn argument(source: Source<'_>, parameter: &Parameter) -> TokenStream {
    let (name, place) = (&parameter.name, parameter.location.name());
    match resolved(source, &parameter.ty) {
        _ if parameter.style == Style::Json => {
            let ty = rust_type(source, &parameter.ty, Viewpoint::OtherCrate);
            quote!(call.value::<#ty>(#place, #name)?)
        }
        // The setter is generic over its items, so an empty list needs a type here.
        Type::List(inner) if matches!(**inner, Type::String | Type::Secret) => quote!(call.texts(#place, #name)?),
        Type::List(_) => quote!(call.value::<Vec<_>>(#place, #name)?),
        _ if is_text(&parameter.ty) => quote!(call.text(#place, #name)?),
        _ => quote!(call.value(#place, #name)?),
    }
}

/// Returns whether the client takes `impl Into` of the type, so that the call has to name a type.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::String | Type::Secret | Type::DateTime | Type::Date | Type::Base64 => true,
        Type::Bool
        | Type::Flag(_)
        | Type::I32
        | Type::I64
        | Type::U32
        | Type::U64
        | Type::F32
        | Type::F64
        | Type::File
        | Type::Any
        | Type::JsonText(_)
        | Type::List(_)
        | Type::Tuple(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Named(_) => false,
    }
}

fn body_argument(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    match &operation.body {
        Body::None
        | Body::Value { presence: Presence::Optional, .. }
        | Body::Raw { presence: Presence::Optional, .. } => None,
        Body::Object { .. } => {
            let mut required = required_properties(source, operation, names).peekable();
            required.peek()?;
            if !has_files(source, operation, names) {
                return Some(quote!(call.body()?));
            }
            let (module, body) = (module(source, operation.tag), ident(&names.body));
            let fields = required.map(|(property, name)| {
                let (name, value) = (ident(name), part(property));
                quote!(#name: #value)
            });
            Some(quote!(client::#module::#body { #(#fields),* }))
        }
        Body::Value { presence: Presence::Required, .. } => Some(quote!(call.body()?)),
        Body::Raw { presence: Presence::Required, media, .. } => Some(quote!(call.raw(#media)?)),
    }
}

/// Emits the value of a form property. The text of a file becomes its content, and an object that may be in the place of a
/// file becomes a file of JSON.
fn part(property: &Property) -> TokenStream {
    let wire = &property.name;
    match PropertyKind::of(&property.ty) {
        PropertyKind::File => quote!(call.file(#wire)?),
        PropertyKind::Files => quote!(call.files(#wire)?),
        PropertyKind::Json => quote!(call.property(#wire)?),
    }
}

fn body_setters(source: Source<'_>, body: &Body, names: &OperationNames) -> Vec<TokenStream> {
    match body {
        Body::None
        | Body::Value { presence: Presence::Required, .. }
        | Body::Raw { presence: Presence::Required, .. } => Vec::new(),
        Body::Value { presence: Presence::Optional, .. } => vec![quote! {
            if call.has_body() {
                request = request.body(call.body()?);
            }
        }],
        Body::Raw { presence: Presence::Optional, media, .. } => vec![quote! {
            if call.has_body() {
                request = request.body(call.raw(#media)?);
            }
        }],
        Body::Object { presence: _, properties, rest, media: _ } => {
            let optional = properties.iter().zip(&names.properties);
            let optional = optional.filter(|(property, _)| property.presence == Presence::Optional);
            let setters = optional.map(|(property, name)| property_setter(source, property, name));
            setters.chain(rest.as_ref().map(|rest| additional_setter(properties, rest))).collect()
        }
    }
}

fn property_setter(source: Source<'_>, property: &Property, name: &str) -> TokenStream {
    let (name, wire) = (ident(name), &property.name);
    let value = match property.nullability {
        _ if PropertyKind::of(&property.ty) != PropertyKind::Json => part(property),
        Nullability::Nullable => {
            let ty = rust_type(source, &property.ty, Viewpoint::OtherCrate);
            quote!(call.property::<client::Nullable<#ty>>(#wire)?)
        }
        Nullability::Plain if is_text(&property.ty) => {
            let ty = rust_type(source, &property.ty, Viewpoint::OtherCrate);
            quote!(call.property::<#ty>(#wire)?)
        }
        Nullability::Plain => quote!(call.property(#wire)?),
    };
    quote! {
        if call.has_property(#wire) {
            request = request.#name(#value);
        }
    }
}

/// Emits the code that sets the properties of a call that the form does not define.
fn additional_setter(properties: &[Property], rest: &Type) -> TokenStream {
    let known = properties.iter().map(|property| &property.name);
    let [property, file] = REST_SETTERS.map(ident);
    let set = if PropertyKind::of(rest) != PropertyKind::Json {
        quote! {
            for file in value.as_array().cloned().unwrap_or_else(|| vec![value]) {
                request = request.#file(name.clone(), as_text(&file));
            }
        }
    } else {
        quote!(request = request.#property(name.clone(), made(&name, &value)?);)
    };
    quote! {
        for (name, value) in call.properties_beside(&[#(#known),*]) {
            #set
        }
    }
}

/// Emits the calls of the builder that set the credentials.
fn credentials(source: Source<'_>) -> impl Iterator<Item = TokenStream> {
    source.api.schemes.iter().zip(&source.names.schemes).filter_map(|(scheme, name)| {
        let (name, key) = (ident(name), &scheme.key);
        let set = match &scheme.kind {
            SchemeKind::Header { .. } | SchemeKind::Query { .. } | SchemeKind::Cookie { .. } => {
                quote!(builder = builder.#name(secret);)
            }
            SchemeKind::Basic => quote! {
                let (user, password) = secret.split_once(':').unwrap_or((&secret, ""));
                builder = builder.#name(user, password);
            },
            SchemeKind::Unsent { word: _ } => return None,
        };
        Some(quote! {
            if let Some(secret) = call.credential(#key) {
                #set
            }
        })
    })
}
