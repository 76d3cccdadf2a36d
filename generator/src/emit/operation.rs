//! Operations: the method of the handle that starts a request, and the type of the request.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::doc_text::{add_paragraph, link_to, member_docs, method_path, operation_docs, path_argument_docs};
use super::sending::sending;
use super::setters::setters;
use super::{Source, body, deprecated, docs, ident, parameter, renamed};
use crate::api::{NextPage, Operation, Paging, Parameter, Presence, Type};
use crate::document::path::sent;
use crate::markdown::{code, paragraph};
use crate::names::OperationNames;

/// The maximum number of arguments that clippy allows, without `self`.
const MANY_ARGUMENTS: usize = 6;

/// Emits the method of the tag's handle.
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
    let old = old_method(operation, names, &arguments);
    let deprecated = operation.deprecated.then(deprecated);
    let many = (arguments.len() > MANY_ARGUMENTS)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the API requires this many")]));
    quote! {
        #lines
        #deprecated
        #many
        pub fn #name(&self, #(#arguments),*) -> #request {
            #request(runtime::Request::new(&self.client, &#request::OPERATION) #(#calls)*)
        }
        #old
    }
}

/// Emits the method under the name that it had.
fn old_method(operation: &Operation, names: &OperationNames, arguments: &[TokenStream]) -> Option<TokenStream> {
    let old = names.was.method.as_ref()?;
    let (name, own, request) = (ident(&old.method), ident(&names.method), ident(&names.request));
    // What the body is called depends on the operation; everything else has a name of its own.
    let path = names.path_arguments.iter();
    let required = required_parameters(operation, names).map(|(_, name)| name);
    let mut given: Vec<_> = path.chain(required).map(|name| ident(name)).collect();
    given.extend((arguments.len() > given.len()).then(|| ident("body")));
    let (lines, deprecated) =
        (docs(&paragraph(&format!("Renamed to [`Self::{}`].", names.method))), renamed(&names.method));
    let many = (arguments.len() > MANY_ARGUMENTS)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "the API requires this many")]));
    Some(quote! {
        #lines
        #deprecated
        #many
        pub fn #name(&self, #(#arguments),*) -> #request {
            self.#own(#(#given),*)
        }
    })
}

/// Emits the types that were named after the method under the names that they had.
pub(super) fn old_types(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Option<TokenStream> {
    let old = names.was.method.as_ref()?;
    let (name, request) = (ident(&old.request), ident(&names.request));
    let (lines, mark) = (docs(&paragraph(&format!("Renamed to [`{}`].", names.request))), renamed(&names.request));
    let body = body::required_properties(source, operation, names).next().is_some().then(|| {
        let (name, body) = (ident(&old.body), ident(&names.body));
        let (lines, mark) = (docs(&paragraph(&format!("Renamed to [`{}`].", names.body))), renamed(&names.body));
        quote!(#lines #mark pub type #name = #body;)
    });
    Some(quote! {
        #lines
        #mark
        pub type #name = #request;
        #body
    })
}

fn required_parameters<'a>(
    operation: &'a Operation,
    names: &'a OperationNames,
) -> impl Iterator<Item = (&'a Parameter, &'a String)> {
    let pairs = operation.parameters.iter().zip(&names.parameters);
    pairs.filter(|(parameter, _)| parameter.presence == Presence::Required)
}

/// Returns the docs of the operation, followed by those of its arguments, which cannot have docs of their own.
fn method_docs(source: Source<'_>, operation: &Operation, names: &OperationNames) -> Vec<String> {
    let mut lines = operation_docs(source, operation);
    let path = operation.path_parameters.iter().zip(&names.path_arguments);
    let path = path.map(|(parameter, name)| (name, path_argument_docs(source, parameter)));
    let required = required_parameters(operation, names);
    let required = required.map(|(parameter, name)| (name, member_docs(&parameter.docs, source.links)));
    let mut items: Vec<String> = Vec::new();
    for (name, described) in path.chain(required).filter(|(_, described)| !described.is_empty()) {
        let mut described = described.into_iter();
        items.push(format!("- {}: {}", code(name), described.next().unwrap_or_default()));
        items.extend(described.map(|line| if line.is_empty() { line } else { format!("  {line}") }));
    }
    if !items.is_empty() {
        add_paragraph(&mut lines, vec!["# Arguments".to_owned(), String::new()]);
        lines.extend(items);
    }
    add_paragraph(&mut lines, beside_body_docs(source, operation));
    lines
}

/// Returns where the documented errors and headers are.
fn beside_body_docs(source: Source<'_>, operation: &Operation) -> Vec<String> {
    let link = |ty: &Type| ty.named().map(|id| link_to(source, id));
    let errors = operation.error_enum.as_ref().and_then(link);
    let headers = operation.headers.as_ref().and_then(|headers| link(&headers.ty));
    let texts = [("Documented errors", errors), ("Documented headers", headers)];
    let texts = texts.into_iter().filter_map(|(what, link)| Some(format!("{what}: {}.", link?)));
    let text = texts.collect::<Vec<_>>().join(" ");
    if text.is_empty() { Vec::new() } else { paragraph(&text) }
}

/// Emits the request: its static description, its setters, and the methods that send it.
pub(super) fn request(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let request = ident(&names.request);
    let request_docs = docs(&paragraph(&format!("Request for [`{}`].", method_path(source, operation, names))));
    let description = static_description(source, operation, names);
    let setters = setters(source, operation, names);
    let sending = sending(source, operation, &request);
    quote! {
        #request_docs
        #[derive(Clone, Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #request(runtime::Request);

        impl #request {
            #description
            #(#setters)*
        }

        #sending
    }
}

/// Emits the static description of the operation, which a program can read without sending anything.
fn static_description(source: Source<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let name = format!("{}.{}", source.names.tags[operation.tag].module.replace("::", "."), names.method);
    let (method, path) = (&operation.method, sent(&operation.path));
    let summary = operation.summary.as_deref().map(str::trim).filter(|summary| !summary.is_empty());
    let summary = summary.map(|summary| quote!(summary: #summary,));
    let alternatives = operation.security.iter().map(|alternative| {
        let requirements = alternative.iter().map(|requirement| {
            let (scheme, scopes) = (&requirement.scheme, &requirement.scopes);
            quote!(runtime::Requirement::new(#scheme, &[#(#scopes),*]))
        });
        quote!(&[#(#requirements),*])
    });
    let security = (!operation.security.is_empty()).then(|| quote!(security: &[#(#alternatives),*],));
    let idempotent = operation.idempotent.then(|| quote!(idempotent: true,));
    let session_cookie = operation.session_cookie.then(|| quote!(session_cookie: true,));
    let paging = operation.paging.as_ref().map(paging);
    let rate_cost = (operation.rate_cost != 1).then(|| Literal::u32_unsuffixed(operation.rate_cost));
    let rate_cost = rate_cost.map(|cost| quote!(rate_cost: #cost,));
    let accept = operation.accept.as_ref().map(|media| quote!(accept: Some(#media),));
    let base_url = operation.base_url.as_ref().map(|url| quote!(base_url: Some(#url),));
    quote! {
        /// Static description of this operation.
        pub const OPERATION: runtime::Operation = runtime::Operation {
            name: #name,
            method: #method,
            path: #path,
            #summary #security #idempotent #session_cookie #paging #accept #rate_cost #base_url
            ..runtime::Operation::DEFAULT
        };
    }
}

fn paging(paging: &Paging) -> TokenStream {
    let Paging { items, limit, applied_limit, next } = paging;
    let next = match next {
        NextPage::Offset { parameter } => quote!(Offset { parameter: #parameter }),
        NextPage::Page { parameter, first } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(Page { parameter: #parameter, first: #first })
        }
        NextPage::Cursor { parameter, property } => quote!(Cursor { parameter: #parameter, property: #property }),
        NextPage::LastItem { parameter, property } => quote!(LastItem { parameter: #parameter, property: #property }),
        NextPage::Url { property } => quote!(Url { property: #property }),
        NextPage::Link { relation } => quote!(Link { relation: #relation }),
    };
    let or_none = |value: &Option<String>| match value {
        Some(value) => quote!(Some(#value)),
        None => quote!(None),
    };
    let (limit, applied_limit) = (or_none(limit), or_none(applied_limit));
    quote! {
        paging: Some(runtime::Paging {
            items: #items,
            limit: #limit,
            applied_limit: #applied_limit,
            next: runtime::NextPage::#next,
        }),
    }
}
