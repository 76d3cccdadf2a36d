//! `servers.rs`: the addresses that the document knows, and any other.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Source, docs, ident, inner_docs};
use crate::markdown::{code, doc_lines, paragraph};
use crate::names::OTHER_SERVER;

pub(super) fn servers(source: Source<'_>) -> TokenStream {
    let head = inner_docs(&paragraph("The servers of the API."));
    let variants: Vec<_> = source.names.servers.iter().map(|name| ident(name)).collect();
    let variant_docs = source.api.servers.iter().map(|server| {
        let url = code(&server.url);
        match server.description.as_deref().map(|text| doc_lines(text, source.links)) {
            Some(lines) if !lines.is_empty() => {
                docs(&paragraph(&format!("{}: {url}", lines.join(" ").trim_end_matches('.'))))
            }
            _ => docs(&paragraph(&url)),
        }
    });
    let urls = source.api.servers.iter().map(|server| &server.url);
    let other = ident(OTHER_SERVER);
    let conversions = conversions(source, &other);
    quote! {
        #head
        use crate::runtime;

        /// Where requests go.
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
    let choose = choose(source, other);
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
            #choose
        }
    }
}

/// With a server of the document, operations that have one of their own go there; with any other, all go where the
/// caller says.
fn choose(source: Source<'_>, other: &proc_macro2::Ident) -> TokenStream {
    if source.api.operations.iter().all(|operation| operation.base_url.is_none()) {
        return quote! {
            /// Chooses where requests go: one of the known servers or any other base URL.
            pub fn server(self, server: impl Into<Server>) -> Self {
                self.base_url(server.into().base_url())
            }
        };
    }
    quote! {
        /// Chooses where requests go: one of the known servers or any other base URL. To any other go all requests, also
        /// those of operations that have a server of their own.
        pub fn server(self, server: impl Into<Server>) -> Self {
            match server.into() {
                Server::#other(url) => self.base_url(url),
                known => self.known_base_url(known.base_url()),
            }
        }
    }
}
