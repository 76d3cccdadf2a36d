//! The program by which the conformance test calls a client: every operation, with the arguments that come in as JSON.
//! It is made from the same [`Api`] and [`Names`] as the client, so that it compiles against it, and holds no value of
//! its own: what is given, and what has to come of it, is decided by who calls it.

mod frame;

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{
    Answer, Api, Body, Nullability, Operation, Parameter, Presence, Property, SchemeKind, Style, Type, TypeShape,
    is_constant, is_structured,
};
use crate::names::{Module, Names, OperationNames, REST_SETTERS, SCHEMAS, ident};

/// Returns the text of the program. It is a `main.rs` that knows the client as the crate `client`.
pub(crate) fn driver(api: &Api, names: &Names) -> String {
    let source = Source { api, names };
    let arms = api.operations.iter().zip(&names.operations).map(|(operation, names)| arm(source, operation, names));
    let credentials = credentials(source);
    let (call, body, frame) = (frame::call(), frame::body(), frame::frame());
    let tokens = quote! {
        #![allow(deprecated, unused_mut, unused_variables)]

        type Running = std::pin::Pin<Box<dyn std::future::Future<Output = Result<(), Failed>>>>;

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

        #call
        #body
        #frame
    };
    // Names are identifiers by construction and texts are literals, so what is made here always parses.
    prettyplease::unparse(&syn::parse2(tokens).expect("a program"))
}

#[derive(Clone, Copy)]
struct Source<'a> {
    api: &'a Api,
    names: &'a Names,
}

/// One operation: the arguments of its method, then a setter for each optional thing that is given.
fn arm(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let key = operation.key();
    let handles = parts(source, operation.tag);
    let method = ident(&names.method);
    let path = operation.path_parameters.iter().map(|parameter| {
        let name = &parameter.name;
        if parameter.style == Style::Json || is_structured(&source.api.types, &parameter.ty) {
            argument(source, parameter)
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
    let send = send(operation);
    quote! {
        #key => Box::pin(async move {
            let mut request = client.#(#handles().)*#method(#(#path,)* #(#required,)* #body);
            #(#setters)*
            #(#body_setters)*
            #send
        }),
    }
}

/// Sends the request and reads all that comes.
fn send(operation: &Operation) -> TokenStream {
    let whole = quote!(request.send().await.map(drop).map_err(Failed::Client));
    match (&operation.answer, &operation.events) {
        (Answer::Events(_), _) => quote!(all_events(request.send()).await),
        (_, Some(_)) => quote! {
            if call.wants_events() { all_events(request.send_for_events()).await } else { #whole }
        },
        (_, None) => whole,
    }
}

/// The modules of a tag, from the outside in; their names are those of the methods as well.
fn parts(source: Source<'_>, tag: usize) -> Vec<proc_macro2::Ident> {
    source.names.tags[tag].module.split("::").map(ident).collect()
}

fn parameters<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Parameter, &'a String)> {
    operation.parameters.iter().zip(&names.parameters)
}

/// The value of a parameter, in the form that its setter takes.
fn argument(source: Source<'_>, parameter: &Parameter) -> TokenStream {
    let (name, place) = (&parameter.name, parameter.location.name());
    match resolved(source, &parameter.ty) {
        _ if parameter.style == Style::Json => {
            let ty = rust_type(source, &parameter.ty);
            quote!(call.value::<#ty>(#place, #name)?)
        }
        // What makes a string is taken; a list of such things may be empty, so its type is told. Times are taken as such.
        Type::List(inner) if matches!(**inner, Type::String | Type::Secret) => quote!(call.texts(#place, #name)?),
        Type::List(_) => quote!(call.value::<Vec<_>>(#place, #name)?),
        _ if is_text(&parameter.ty) => quote!(call.text(#place, #name)?),
        _ => quote!(call.value(#place, #name)?),
    }
}

/// Whether the client takes whatever makes the type, and so does not say which type it is.
fn is_text(ty: &Type) -> bool {
    match ty {
        Type::String | Type::Secret | Type::DateTime | Type::Date => true,
        Type::Bool
        | Type::I32
        | Type::I64
        | Type::U32
        | Type::U64
        | Type::F32
        | Type::F64
        | Type::File
        | Type::Any
        | Type::List(_)
        | Type::Map(_)
        | Type::Nullable(_)
        | Type::Named(_) => false,
    }
}

/// Follows aliases to the type that they stand for.
fn resolved<'a>(source: Source<'a>, ty: &'a Type) -> &'a Type {
    let mut ty = ty;
    // Aliases that lead in a circle have been refused.
    while let Type::Named(id) = ty
        && let TypeShape::Alias(inner) = &source.api.types[id.0].shape
    {
        ty = inner;
    }
    ty
}

fn body_argument(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    match &operation.body {
        Body::None
        | Body::Value { presence: Presence::Optional, .. }
        | Body::Raw { presence: Presence::Optional, .. } => None,
        Body::Object { presence: _, properties, rest: _, media: _ } => {
            let required = || {
                let all = properties.iter().zip(&names.properties);
                all.filter(|(property, _)| is_asked(source, property))
            };
            required().next()?;
            if !required().any(|(property, _)| is_file(&property.ty)) {
                return Some(quote!(call.body()?));
            }
            let (modules, body) = (parts(source, operation.tag), ident(&names.body));
            let fields = required().map(|(property, name)| {
                let (name, value) = (ident(name), part(property));
                quote!(#name: #value)
            });
            Some(quote!(client::#(#modules::)*#body { #(#fields),* }))
        }
        Body::Value { presence: Presence::Required, .. } => Some(quote!(call.body()?)),
        Body::Raw { presence: Presence::Required, media, .. } => Some(quote!(call.raw(#media)?)),
    }
}

/// What has one value only is sent without asking.
fn is_asked(source: Source<'_>, property: &Property) -> bool {
    property.presence == Presence::Required && !is_constant(&source.api.types, property)
}

fn is_file(ty: &Type) -> bool {
    match ty {
        Type::File => true,
        Type::List(inner) => **inner == Type::File,
        _ => false,
    }
}

/// The value of a part of a form; a file is given as its text.
fn part(property: &Property) -> TokenStream {
    let wire = &property.name;
    match &property.ty {
        Type::File => quote!(client::File::from(call.property::<String>(#wire)?)),
        ty if is_file(ty) => {
            quote!(call.property::<Vec<String>>(#wire)?.into_iter().map(client::File::from).collect::<Vec<_>>())
        }
        _ => quote!(call.property(#wire)?),
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
        _ if is_file(&property.ty) => part(property),
        Nullability::Nullable => {
            let ty = rust_type(source, &property.ty);
            quote!(call.property::<client::Nullable<#ty>>(#wire)?)
        }
        Nullability::Plain if is_text(&property.ty) => {
            let ty = rust_type(source, &property.ty);
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

/// What is given beside the properties that the form names.
fn additional_setter(properties: &[Property], rest: &Type) -> TokenStream {
    let known = properties.iter().map(|property| &property.name);
    let [property, file] = REST_SETTERS.map(ident);
    let set = if is_file(rest) {
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

/// The type as a user of the client writes it.
fn rust_type(source: Source<'_>, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U32 => quote!(u32),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::String => quote!(String),
        Type::Secret => quote!(client::Secret),
        Type::DateTime => quote!(client::DateTime),
        Type::Date => quote!(client::Date),
        Type::File => quote!(client::File),
        Type::Any => quote!(serde_json::Value),
        Type::List(inner) => {
            let inner = rust_type(source, inner);
            quote!(Vec<#inner>)
        }
        Type::Map(inner) => {
            let inner = rust_type(source, inner);
            quote!(std::collections::BTreeMap<String, #inner>)
        }
        Type::Nullable(inner) => {
            let inner = rust_type(source, inner);
            quote!(Option<#inner>)
        }
        Type::Named(id) => {
            let name = &source.names.types[id.0];
            let modules = match name.module {
                Module::Schemas => vec![ident(SCHEMAS)],
                Module::Tag(tag) => parts(source, tag),
            };
            let name = ident(&name.name);
            quote!(client::#(#modules::)*#name)
        }
    }
}

/// One setter of the builder for each scheme for which a credential is given.
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
