//! The methods that send a request: a call of the macro of the runtime that implements them.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::types::rust_type;
use super::{Source, ident};
use crate::api::{EventData, Operation, Paging, ResponseContent, is_by_status};
use crate::names::Module;

/// Emits what the response of an operation can be read as, one line for each way.
pub(super) fn sending(source: Source<'_>, operation: &Operation, request: &Ident) -> TokenStream {
    let whole = whole_response(source, operation);
    let prefix = if whole.is_some() { "or_" } else { "" };
    let events = match (&operation.response_content, &operation.events) {
        (ResponseContent::Events(data), _) => Some(data),
        (_, data) => data.as_ref(),
    };
    let events = events.map(|data| events_of(source, operation, data, prefix));
    let paged = operation.paging.as_ref().and_then(|paging| paged(source, operation, paging));
    quote!(runtime::request!(#request { #whole #events #paged });)
}

/// Returns how the whole response is read; `None` if it is a stream of events.
fn whole_response(source: Source<'_>, operation: &Operation) -> Option<TokenStream> {
    Some(match &operation.response_content {
        ResponseContent::Events(_) => return None,
        ResponseContent::Nothing => quote!(nothing,),
        ResponseContent::Redirect => quote!(redirect,),
        ResponseContent::Text => quote!(text,),
        ResponseContent::Bytes => quote!(bytes,),
        ResponseContent::JsonItems(ty) => {
            let ty = rust_type(source, ty, Module::Tag(operation.tag));
            quote!(json_items #ty,)
        }
        ResponseContent::Json(ty) => {
            let by_status = is_by_status(&source.api.types, ty);
            let ty = rust_type(source, ty, Module::Tag(operation.tag));
            if by_status { quote!(json_by_status #ty,) } else { quote!(json #ty,) }
        }
    })
}

/// Returns how the events of a response are read.
fn events_of(source: Source<'_>, operation: &Operation, data: &EventData, prefix: &str) -> TokenStream {
    let how = |name: &str| ident(&format!("{prefix}{name}"));
    match data {
        EventData::Text => {
            let how = how("event_texts");
            quote!(#how,)
        }
        EventData::Json(ty) => {
            let (how, ty) = (how("events"), rust_type(source, ty, Module::Tag(operation.tag)));
            quote!(#how #ty,)
        }
        EventData::Whole(ty, texts) => {
            let (how, ty) = (how("event_objects"), rust_type(source, ty, Module::Tag(operation.tag)));
            quote!(#how #ty = [#(#texts),*],)
        }
    }
}

/// Returns the types of a page and of its items.
fn paged(source: Source<'_>, operation: &Operation, paging: &Paging) -> Option<TokenStream> {
    let ResponseContent::Json(page) = &operation.response_content else { return None };
    // Lowering has checked that the response has this list.
    let item = crate::api::items(&source.api.types, &operation.response_content, &paging.items)?;
    let [page, item] = [page, item].map(|ty| rust_type(source, ty, Module::Tag(operation.tag)));
    Some(quote!(pages #page, items #item,))
}
