//! Emits `servers.rs`: an enum of the servers in the document, with a variant for any other base URL.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::description_docs;
use super::{Source, docs, ident, inner_docs};
use crate::markdown::{code, paragraph};
use crate::names::OTHER_SERVER;

pub(super) fn servers(source: Source<'_>) -> TokenStream {
    let head = inner_docs(&paragraph("The servers of the API."));
    let variants: Vec<_> = source.names.servers.iter().map(|name| ident(name)).collect();
    let variant_docs = source.api.servers.iter().map(|server| {
        let url = code(&server.url);
        let described = description_docs(server.description.as_deref(), source.links).join(" ");
        match described.trim_end_matches('.') {
            "" => docs(&paragraph(&url)),
            described => docs(&paragraph(&format!("{described}: {url}"))),
        }
    });
    let urls = source.api.servers.iter().map(|server| &server.url);
    let other = ident(OTHER_SERVER);
    let conversions = conversions(source, &other);
    quote! {
        #head
        use crate::runtime;

        /// The server that requests are sent to.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Server {
            #(#variant_docs #variants,)*
            /// Any other base URL.
            #other(String),
        }

        impl Server {
            /// Returns the base URL, to which paths are appended.
            pub fn base_url(&self) -> &str {
                match self {
                    #(Self::#variants => #urls,)*
                    Self::#other(url) => url,
                }
            }
        }

        #conversions
    }
}

fn conversions(source: Source<'_>, other: &proc_macro2::Ident) -> TokenStream {
    let setter = server_setter(source, other);
    quote! {
        impl From<&str> for Server {
            fn from(url: &str) -> Self {
                Self::#other(url.to_owned())
            }
        }

        impl From<String> for Server {
            fn from(url: String) -> Self {
                Self::#other(url)
            }
        }

        impl runtime::ClientBuilder {
            #setter
        }
    }
}

/// Emits the setter of the builder. An operation with a server of its own uses that one, unless the caller has set
/// another base URL.
fn server_setter(source: Source<'_>, other: &proc_macro2::Ident) -> TokenStream {
    if source.api.operations.iter().all(|operation| operation.base_url.is_none()) {
        return quote! {
            /// Sets the server: one of the known ones or any other base URL.
            pub fn server(self, server: impl Into<Server>) -> Self {
                self.base_url(server.into().base_url())
            }
        };
    }
    quote! {
        /// Sets the server: one of the known ones or any other base URL.
        ///
        /// Any other base URL is used for all operations, including those that have a server of their own.
        pub fn server(self, server: impl Into<Server>) -> Self {
            match server.into() {
                Server::#other(url) => self.base_url(url),
                known => self.known_base_url(known.base_url()),
            }
        }
    }
}
