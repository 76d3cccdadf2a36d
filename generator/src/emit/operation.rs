//! An operation: the method of the handle that starts a request, and the request with its setters.

use proc_macro2::TokenStream;
use quote::quote;

use super::prose::{add, member, operation as operation_docs, value};
use super::types::{resolved, rust_type};
use super::{Source, body, docs, ident, parameter};
use crate::api::{Answer, Body, EventData, NextPage, Operation, Paging, Parameter, Presence, Type};
use crate::docs::{code, paragraph};
use crate::names::{Module, OperationNames};
use crate::path::sent;

/// How many arguments clippy lets pass beside `self`.
const MANY_ARGUMENTS: usize = 6;

/// The method of the tag's handle.
pub(super) fn method(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let (name, request) = (ident(&names.method), ident(&names.request));
    let mut arguments = Vec::new();
    let mut calls = Vec::new();
    for (parameter, name) in operation.path_parameters.iter().zip(&names.path_arguments) {
        let name = ident(name);
        let (ty, call) = parameter::call(source, parameter, operation, &quote!(#name));
        arguments.push(quote!(#name: #ty));
        calls.push(call);
    }
    for (parameter, name) in required_parameters(operation, names) {
        let name = ident(name);
        let (ty, call) = parameter::call(source, parameter, operation, &quote!(#name));
        arguments.push(quote!(#name: #ty));
        calls.push(call);
    }
    let (body_argument, body_call) = body::argument(source, operation, names);
    arguments.extend(body_argument);
    calls.extend(body_call);
    let lines = docs(&method_docs(source, operation, names));
    let deprecated = deprecated(operation.deprecated);
    let many = (arguments.len() > MANY_ARGUMENTS)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the API requires as many")]));
    quote! {
        #lines
        #deprecated
        #many
        pub fn #name(&self, #(#arguments),*) -> #request<M> {
            #request(runtime::Request::new(&self.client, &#request::OPERATION) #(#calls)*)
        }
    }
}

fn required_parameters<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Parameter, &'a String)> {
    let pairs = operation.parameters.iter().zip(&names.parameters);
    pairs.filter(|(parameter, _)| parameter.presence == Presence::Required)
}

/// The vendor's words on the operation, then on each argument, as nothing else of it can carry them.
fn method_docs(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Vec<String> {
    let mut lines = operation_docs(source, operation);
    let path = operation.path_parameters.iter().zip(&names.path_arguments);
    let mut items: Vec<String> = Vec::new();
    for (parameter, name) in path.chain(required_parameters(operation, names)) {
        let described = member(&parameter.docs, &value(source, &parameter.name, &parameter.ty), source.links);
        let mut described = described.into_iter();
        items.push(format!("- {}: {}", code(name), described.next().unwrap_or_default()));
        items.extend(described.map(|line| if line.is_empty() { line } else { format!("  {line}") }));
    }
    if !items.is_empty() {
        add(&mut lines, vec!["# Arguments".to_owned(), String::new()]);
        lines.extend(items);
    }
    lines
}

fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated = "the API has deprecated this"]))
}

/// The request: its description as data, a setter for all that is optional, and `send`.
pub(super) fn request(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let request = ident(&names.request);
    let tag = &source.names.tags[operation.tag];
    let path = format!("{}::{}", tag.handle, names.method);
    let request_docs = docs(&paragraph(&format!("A request of [`{path}`].")));
    let data = data(source, operation, names);
    let optional = operation
        .parameters
        .iter()
        .zip(&names.parameters)
        .filter(|(parameter, _)| parameter.presence == Presence::Optional);
    let mut setters: Vec<(&str, TokenStream)> =
        optional.map(|(parameter, name)| (name.as_str(), setter(source, operation, parameter, name))).collect();
    setters.extend(body::setters(source, operation, names));
    setters.sort_by_key(|(name, _)| *name);
    let setters = setters.into_iter().map(|(_, tokens)| tokens);
    let (waiting, blocking) = (sending(source, operation, Mode::Async), sending(source, operation, Mode::Blocking));
    quote! {
        #request_docs
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #request<M = runtime::Async>(runtime::Request<M>);

        impl<M: runtime::Mode> #request<M> {
            #(#setters)*

            /// Sets what concerns this call alone: its time, its retries, more headers and query.
            pub fn options(self, options: runtime::RequestOptions) -> Self {
                Self(self.0.options(options))
            }
        }

        impl #request {
            #data
            #waiting
        }

        #[cfg(feature = "blocking")]
        impl #request<runtime::Blocking> {
            #blocking
        }
    }
}

/// The operation as data: what a program can know of it without sending anything.
fn data(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let name = format!("{}.{}", source.names.tags[operation.tag].module.replace("::", "."), names.method);
    let (method, path) = (&operation.method, sent(&operation.path));
    let summary = operation.summary.as_deref().map(str::trim).filter(|summary| !summary.is_empty());
    let summary = summary.map(|summary| quote!(.summary(#summary)));
    let alternatives = operation.security.iter().map(|alternative| {
        let requirements = alternative.iter().map(|requirement| {
            let (scheme, scopes) = (&requirement.scheme, &requirement.scopes);
            quote!(runtime::Requirement::new(#scheme, &[#(#scopes),*]))
        });
        quote!(&[#(#requirements),*])
    });
    let security = (!operation.security.is_empty()).then(|| quote!(.security(&[#(#alternatives),*])));
    let idempotent = operation.idempotent.then(|| quote!(.idempotent()));
    let session_cookie = operation.session_cookie.then(|| quote!(.session_cookie()));
    let paging = operation.paging.as_ref().map(paging);
    let accept = operation.accept.as_ref().map(|media| quote!(.accept(#media)));
    let base_url = operation.base_url.as_ref().map(|url| quote!(.base_url(#url)));
    quote! {
        /// The operation as data.
        pub const OPERATION: runtime::Operation = runtime::Operation::new(#name, #method, #path)
            #summary #security #idempotent #session_cookie #paging #accept #base_url;
    }
}

fn paging(paging: &Paging) -> TokenStream {
    let Paging { items, limit, applied_limit, next } = paging;
    let next = match next {
        NextPage::Offset { parameter } => quote!(Offset { parameter: #parameter }),
        NextPage::Page { parameter, first } => {
            let first = proc_macro2::Literal::u64_unsuffixed(*first);
            quote!(Page { parameter: #parameter, first: #first })
        }
        NextPage::Cursor { parameter, property } => quote!(Cursor { parameter: #parameter, property: #property }),
        NextPage::LastItem { parameter, property } => quote!(LastItem { parameter: #parameter, property: #property }),
    };
    let limit = limit.as_ref().map(|limit| quote!(.limit(#limit)));
    let applied_limit = applied_limit.as_ref().map(|property| quote!(.applied_limit(#property)));
    quote!(.paging(runtime::Paging::new(#items, runtime::NextPage::#next) #limit #applied_limit))
}

fn setter(source: Source<'_>, operation: &Operation, parameter: &Parameter, name: &str) -> TokenStream {
    let otherwise = value(source, &parameter.name, &parameter.ty);
    let lines = docs(&member(&parameter.docs, &otherwise, source.links));
    let name = ident(name);
    let values = ident(if matches!(resolved(source, &parameter.ty), Type::List(_)) { "values" } else { "value" });
    let (ty, call) = parameter::call(source, parameter, operation, &quote!(#values));
    let deprecated = deprecated(parameter.docs.deprecated);
    quote! {
        #lines
        #deprecated
        pub fn #name(self, #values: #ty) -> Self {
            Self(self.0 #call)
        }
    }
}

/// How the methods that send wait for the answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Async,
    Blocking,
}

impl Mode {
    /// How a method that sends begins, and how it waits.
    fn words(self) -> (TokenStream, Option<TokenStream>) {
        match self {
            Self::Async => (quote!(async fn), Some(quote!(.await))),
            Self::Blocking => (quote!(fn), None),
        }
    }
}

/// The methods that send.
fn sending(source: Source<'_>, operation: &Operation, mode: Mode) -> TokenStream {
    let empty_object = match &operation.body {
        Body::Object { presence: Presence::Required, properties, rest: _, media: _ }
            if properties.iter().all(|property| property.presence == Presence::Optional) =>
        {
            Some(quote!(.empty_object()))
        }
        _ => None,
    };
    let whole = whole(source, operation, &empty_object, mode);
    let pieces = pieces(source, operation, &empty_object, mode);
    let walks = operation.paging.as_ref().map(|paging| walks(source, operation, paging, mode));
    quote! {
        #whole
        #pieces
        #walks
    }
}

/// The methods that read the answer to its end.
fn whole(
    source: Source<'_>,
    operation: &Operation,
    empty_object: &Option<TokenStream>,
    mode: Mode,
) -> Option<TokenStream> {
    let (function, wait) = mode.words();
    let (ty, read) = answer(source, operation)?;
    Some(quote! {
        /// Sends the request and reads the answer.
        pub #function send(self) -> Result<#ty, runtime::Error> {
            self.0 #empty_object .send::<#read>() #wait
        }

        /// Sends the request and reads the answer; its status, headers and body are kept beside it.
        pub #function send_with_response(self) -> Result<runtime::Response<#ty>, runtime::Error> {
            self.0 #empty_object .send_with_response::<#read>() #wait
        }
    })
}

/// The methods that leave the answer to be taken piece by piece.
fn pieces(
    source: Source<'_>,
    operation: &Operation,
    empty_object: &Option<TokenStream>,
    mode: Mode,
) -> Option<TokenStream> {
    let (function, wait) = mode.words();
    let blocking = (mode == Mode::Blocking).then(|| quote!(runtime::Blocking));
    let events = |name: &str, data: &EventData| {
        let name = ident(name);
        let (ty, call) = match data {
            EventData::Text => (quote!(String), quote!(events_of_text())),
            EventData::Json(ty) => {
                let ty = rust_type(source, ty, Module::Tag(operation.tag));
                (ty.clone(), quote!(events_of_json::<#ty>()))
            }
            EventData::Whole(ty, texts) => {
                let ty = rust_type(source, ty, Module::Tag(operation.tag));
                (ty.clone(), quote!(event_objects::<#ty>(&[#(#texts),*])))
            }
        };
        let ty = match &blocking {
            Some(blocking) => quote!(runtime::Events<#ty, #blocking>),
            None => quote!(runtime::Events<#ty>),
        };
        quote! {
            /// Sends the request and returns the events of the answer, each as soon as it is there.
            pub #function #name(self) -> Result<#ty, runtime::Error> {
                self.0 #empty_object .#call #wait
            }
        }
    };
    match (&operation.answer, &operation.events) {
        (Answer::Events(data), _) => Some(events("send", data)),
        (Answer::Json(_), Some(data)) => Some(events("send_for_events", data)),
        (Answer::Text | Answer::Bytes, data) => {
            let ty = match &blocking {
                Some(blocking) => quote!(runtime::Download<#blocking>),
                None => quote!(runtime::Download),
            };
            let events = data.as_ref().map(|data| events("send_for_events", data));
            Some(quote! {
                /// Sends the request and returns the answer to be taken piece by piece, for one that is large.
                pub #function send_for_download(self) -> Result<#ty, runtime::Error> {
                    self.0 #empty_object .download() #wait
                }

                #events
            })
        }
        (Answer::Json(_) | Answer::Nothing, _) => None,
    }
}

/// What an answer is, and how it is read to its end.
fn answer(source: Source<'_>, operation: &Operation) -> Option<(TokenStream, TokenStream)> {
    Some(match &operation.answer {
        Answer::Events(_) => return None,
        Answer::Nothing => (quote!(()), quote!(runtime::Nothing)),
        Answer::Text => (quote!(String), quote!(runtime::Text)),
        Answer::Bytes => (quote!(Vec<u8>), quote!(runtime::Bytes)),
        Answer::Json(ty) => {
            let ty = rust_type(source, ty, Module::Tag(operation.tag));
            (quote!(#ty), quote!(runtime::Json<#ty>))
        }
    })
}

/// The methods that go from page to page.
fn walks(source: Source<'_>, operation: &Operation, paging: &Paging, mode: Mode) -> Option<TokenStream> {
    let (page, _) = answer(source, operation)?;
    // Lowering has made sure that there is a list.
    let item = crate::api::items(&source.api.types, &operation.answer, &paging.items)?;
    let item = rust_type(source, item, Module::Tag(operation.tag));
    let mode = (mode == Mode::Blocking).then(|| quote!(, runtime::Blocking));
    Some(quote! {
        /// Reads page after page, each when it is asked for.
        pub fn pages(self) -> runtime::Pages<#page #mode> {
            self.0.pages()
        }

        /// Reads the items of page after page.
        pub fn items(self) -> runtime::Items<#item #mode> {
            self.0.items()
        }
    })
}
