//! Emits `mod.rs`: the modules, the methods that lead from the client to each tag, and the constants that the runtime
//! needs.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::module;
use super::{Source, docs, gate, ident, inner_docs, mock, tag, tags_within};
use crate::markdown::{paragraph, sentence};
use crate::names::features::ALL;
use crate::names::{Module, WEBHOOKS};

pub(super) fn crate_root(source: Source<'_>) -> TokenStream {
    let head = inner_docs(&paragraph(&sentence(&format!(
        "Generated from the OpenAPI description of {}",
        source.api.title.trim()
    ))));
    let schemas = source.names.has_schemas().then(|| {
        quote!(
            pub mod schemas;
        )
    });
    let auth = (source.api.schemes.iter().any(|scheme| scheme.kind.is_sent())).then(|| {
        quote!(
            mod auth;
        )
    });
    // The types of servers with variables are named there.
    let open = (!source.api.server_templates.is_empty()).then(|| quote!(pub));
    let servers = (!source.api.servers.is_empty()).then(|| {
        quote!(
            #open mod servers;
            pub use servers::Server;
        )
    });
    let webhooks = (!source.api.webhooks.is_empty()).then(|| {
        let (name, feature) = (ident(WEBHOOKS), ALL);
        quote!(
            #[cfg(feature = #feature)]
            pub mod #name;
        )
    });
    let tags = tags_within(source, None);
    let modules = tags.iter().map(|tag| tag::module(source, *tag));
    let accessors = tags.iter().map(|tag| tag::accessor(source, *tag, &quote!(self.clone())));
    let mocks = tags.iter().map(|tag| mock::accessor(source, *tag, &quote!(self.clone())));
    let operations = operations(source);
    let default = default_base_url(source);
    let error_body = error_body(source);
    quote! {
        #head
        #![allow(missing_docs, reason = "what the API does not describe has no docs")]
        #auth
        #schemas
        #servers
        #(#modules)*
        #webhooks
        impl crate::runtime::Client {
            #(#accessors)*
        }
        #[cfg(feature = "mock")]
        impl crate::runtime::mock::Mock {
            #(#mocks)*
        }
        #operations
        #default
        #error_body
    }
}

/// Emits the list of all operations, sorted by path and then method.
fn operations(source: Source<'_>) -> TokenStream {
    let all = source.api.operations.iter().zip(&source.names.operations).map(|(operation, names)| {
        let (module, request) = (module(source, operation.tag), ident(&names.request));
        let gate = gate(Some(&source.names.tags[operation.tag].feature));
        quote!(#gate &#module::#request::OPERATION)
    });
    quote! {
        /// Returns the operations of the API, sorted by path and then method.
        pub fn operations() -> &'static [&'static crate::runtime::Operation] {
            &[#(#all),*]
        }
    }
}

fn default_base_url(source: Source<'_>) -> TokenStream {
    let url = match source.api.servers.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other.at == first.at) => {
            let url = &first.url;
            quote!(Some(#url))
        }
        _ => quote!(None),
    };
    quote! {
        /// The base URL of a client that is built without one.
        pub(crate) const DEFAULT_BASE_URL: Option<&str> = #url;
    }
}

fn error_body(source: Source<'_>) -> TokenStream {
    let lines = docs(&paragraph("The body of an error response."));
    let any = quote!(serde_json::Value);
    let Some(id) = source.api.error_body else {
        return quote! {
            #lines
            pub type ErrorBody = #any;
        };
    };
    let name = &source.names.types[id.0];
    let ty = ident(&name.name);
    // Types are written from the root module's point of view.
    match name.module {
        Module::Schemas => quote! {
            #lines
            pub type ErrorBody = schemas::#ty;
        },
        Module::Tag(tag) => {
            let (module, feature) = (module(source, tag), &source.names.tags[tag].feature);
            quote! {
                #lines
                #[cfg(feature = #feature)]
                pub type ErrorBody = #module::#ty;
                #lines
                #[cfg(not(feature = #feature))]
                pub type ErrorBody = #any;
            }
        }
    }
}
