//! `auth.rs`: a setter of the builder for each security scheme.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::described;
use super::{Source, docs, ident, inner_docs};
use crate::api::{Scheme, SchemeKind};
use crate::markdown::{code, paragraph};

pub(super) fn auth(source: Source<'_>) -> TokenStream {
    let head = inner_docs(&paragraph("How a client identifies itself: one setter for each security scheme."));
    let setters =
        source.api.schemes.iter().zip(&source.names.schemes).filter_map(|(scheme, name)| setter(source, scheme, name));
    quote! {
        #head
        use crate::runtime;
        impl runtime::ClientBuilder {
            #(#setters)*
        }
    }
}

/// `None` for what the client cannot send.
fn setter(source: Source<'_>, scheme: &Scheme, name: &str) -> Option<TokenStream> {
    let otherwise = format!("The credential of the security scheme {}.", code(&scheme.key));
    let lines = docs(&described(scheme.description.as_deref(), &otherwise, source.links));
    let (name, key) = (ident(name), &scheme.key);
    let credential = match &scheme.kind {
        SchemeKind::Header { name, prefix } => quote!(runtime::Credential::header(#name, #prefix, value)),
        SchemeKind::Query { name } => quote!(runtime::Credential::query(#name, value)),
        SchemeKind::Cookie { name } => quote!(runtime::Credential::cookie(#name, value)),
        SchemeKind::Basic => {
            return Some(quote! {
                #lines
                pub fn #name(self, username: impl Into<String>, password: impl Into<runtime::Secret>) -> Self {
                    self.credential(#key, runtime::Credential::basic(username, password))
                }
            });
        }
        SchemeKind::Unsent { word: _ } => return None,
    };
    Some(quote! {
        #lines
        pub fn #name(self, value: impl Into<runtime::Secret>) -> Self {
            self.credential(#key, #credential)
        }
    })
}
