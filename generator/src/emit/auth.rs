//! Emits `auth.rs`: a setter of the builder for each security scheme.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::description_docs;
use super::{Source, deprecated, docs, ident, inner_docs};
use crate::api::{Scheme, SchemeKind};
use crate::markdown::{code, paragraph};

pub(super) fn auth(source: Source<'_>) -> TokenStream {
    let head = inner_docs(&paragraph("Credentials: one setter for each security scheme."));
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

/// Emits the setter of a scheme, or `None` if the client cannot send its credential.
fn setter(source: Source<'_>, scheme: &Scheme, name: &str) -> Option<TokenStream> {
    let mut lines = description_docs(scheme.description.as_deref(), source.links);
    if lines.is_empty() {
        lines = paragraph(&default_docs(scheme));
    }
    let lines = docs(&lines);
    let deprecated = scheme.deprecated.then(deprecated);
    let (name, key) = (ident(name), &scheme.key);
    let credential = match &scheme.kind {
        SchemeKind::Header { name, prefix } => quote!(runtime::Credential::header(#name, #prefix, value)),
        SchemeKind::Query { name } => quote!(runtime::Credential::query(#name, value)),
        SchemeKind::Cookie { name } => quote!(runtime::Credential::cookie(#name, value)),
        SchemeKind::Basic => {
            return Some(quote! {
                #lines
                #deprecated
                pub fn #name(self, username: impl Into<String>, password: impl Into<runtime::Secret>) -> Self {
                    self.credential(#key, runtime::Credential::basic(username, password))
                }
            });
        }
        SchemeKind::Unsent { word: _ } => return None,
    };
    Some(quote! {
        #lines
        #deprecated
        pub fn #name(self, value: impl Into<runtime::Secret>) -> Self {
            self.credential(#key, #credential)
        }
    })
}

/// Returns the docs of a scheme that has no description: where its credential is sent.
fn default_docs(scheme: &Scheme) -> String {
    let sent = match &scheme.kind {
        SchemeKind::Header { name, prefix: _ } => format!("in the header {}", code(name)),
        SchemeKind::Query { name } => format!("as the query parameter {}", code(name)),
        SchemeKind::Cookie { name } => format!("in the cookie {}", code(name)),
        SchemeKind::Basic => "by HTTP Basic authentication".to_owned(),
        SchemeKind::Unsent { word } => format!("by the HTTP scheme {}", code(word)),
    };
    format!("Credential of the security scheme {}, sent {sent}.", code(&scheme.key))
}
