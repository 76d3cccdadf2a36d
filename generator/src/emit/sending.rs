//! The methods that send a request, async and blocking.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::rust_type;
use super::{Source, ident};
use crate::api::{Body, EventData, Operation, Paging, Presence, ResponseContent, is_by_status};
use crate::names::Module;

/// How a method waits for the response.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waiting {
    Async,
    Blocking,
}

impl Waiting {
    /// Returns the first tokens of a method, and those that wait.
    fn tokens(self) -> (TokenStream, Option<TokenStream>) {
        match self {
            Self::Async => (quote!(async fn), Some(quote!(.await))),
            Self::Blocking => (quote!(fn), None),
        }
    }
}

/// Emits all methods that send a request.
pub(super) fn sending(source: Source<'_>, operation: &Operation, waiting: Waiting) -> TokenStream {
    let empty_object = match &operation.body {
        Body::Object { presence: Presence::Required, properties, rest: _, media: _ }
            if properties.iter().all(|property| property.presence == Presence::Optional) =>
        {
            Some(quote!(.empty_object()))
        }
        _ => None,
    };
    let whole = whole_response(source, operation, &empty_object, waiting);
    let streamed = streamed_response(source, operation, &empty_object, waiting);
    let paged = operation.paging.as_ref().map(|paging| paged(source, operation, paging, waiting));
    quote! {
        #whole
        #streamed
        #paged
    }
}

/// Emits the methods that read the whole response.
fn whole_response(
    source: Source<'_>,
    operation: &Operation,
    empty_object: &Option<TokenStream>,
    waiting: Waiting,
) -> Option<TokenStream> {
    let (function, wait) = waiting.tokens();
    let (ty, read) = response_types(source, operation)?;
    Some(quote! {
        /// Sends the request and reads the response.
        pub #function send(self) -> Result<#ty, runtime::Error> {
            self.0 #empty_object .send::<#read>() #wait
        }

        /// Sends the request and reads the response, keeping its status, headers and raw body.
        pub #function send_with_response(self) -> Result<runtime::Response<#ty>, runtime::Error> {
            self.0 #empty_object .send_with_response::<#read>() #wait
        }
    })
}

/// Emits the methods that return the response as a stream.
fn streamed_response(
    source: Source<'_>,
    operation: &Operation,
    empty_object: &Option<TokenStream>,
    waiting: Waiting,
) -> Option<TokenStream> {
    let (function, wait) = waiting.tokens();
    let blocking = (waiting == Waiting::Blocking).then(|| quote!(runtime::Blocking));
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
            /// Sends the request and returns the events of the response as they arrive.
            pub #function #name(self) -> Result<#ty, runtime::Error> {
                self.0 #empty_object .#call #wait
            }
        }
    };
    match (&operation.response_content, &operation.events) {
        (ResponseContent::Events(data), _) => Some(events("send", data)),
        (ResponseContent::Json(_), Some(data)) => Some(events("send_for_events", data)),
        (ResponseContent::Text | ResponseContent::Bytes, data) => {
            let ty = match &blocking {
                Some(blocking) => quote!(runtime::Download<#blocking>),
                None => quote!(runtime::Download),
            };
            let events = data.as_ref().map(|data| events("send_for_events", data));
            Some(quote! {
                /// Sends the request and returns the response body as a stream, for large downloads.
                pub #function send_for_download(self) -> Result<#ty, runtime::Error> {
                    self.0 #empty_object .download() #wait
                }

                #events
            })
        }
        (ResponseContent::Json(_) | ResponseContent::Nothing | ResponseContent::Redirect, _) => None,
    }
}

/// Returns the type of the whole response, and the type with which the runtime decodes it.
fn response_types(source: Source<'_>, operation: &Operation) -> Option<(TokenStream, TokenStream)> {
    Some(match &operation.response_content {
        ResponseContent::Events(_) => return None,
        ResponseContent::Nothing => (quote!(()), quote!(runtime::Nothing)),
        ResponseContent::Redirect => (quote!(runtime::Redirect), quote!(runtime::NotFollowed)),
        ResponseContent::Text => (quote!(String), quote!(runtime::Text)),
        ResponseContent::Bytes => (quote!(Vec<u8>), quote!(runtime::Bytes)),
        ResponseContent::Json(ty) => {
            let by_status = is_by_status(&source.api.types, ty);
            let ty = rust_type(source, ty, Module::Tag(operation.tag));
            let read = if by_status { quote!(runtime::JsonByStatus<#ty>) } else { quote!(runtime::Json<#ty>) };
            (ty, read)
        }
    })
}

/// Emits the methods that request page after page.
fn paged(source: Source<'_>, operation: &Operation, paging: &Paging, waiting: Waiting) -> Option<TokenStream> {
    let (page, _) = response_types(source, operation)?;
    // Lowering has checked that the response has this list.
    let item = crate::api::items(&source.api.types, &operation.response_content, &paging.items)?;
    let item = rust_type(source, item, Module::Tag(operation.tag));
    let mode = (waiting == Waiting::Blocking).then(|| quote!(, runtime::Blocking));
    Some(quote! {
        /// Returns the pages, each fetched when it is needed.
        pub fn pages(self) -> runtime::Pages<#page #mode> {
            self.0.pages()
        }

        /// Returns the items of all pages, each page fetched when it is needed.
        pub fn items(self) -> runtime::Items<#item #mode> {
            self.0.items()
        }
    })
}
