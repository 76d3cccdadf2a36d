//! Emits `servers.rs`: an enum of the servers in the document, with a variant for any other base URL.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::{add_paragraph, description_docs};
use super::{Source, docs, ident, inner_docs};
use crate::api::{ServerTemplate, ServerVariable};
use crate::markdown::{code, paragraph};
use crate::names::{OTHER_SERVER, TemplateNames};

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
    let templates = source.api.server_templates.iter().zip(&source.names.server_templates);
    let templates = templates.map(|(template, names)| self::template(source, template, names, &other));
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
        #(#templates)*
    }
}

/// Emits the struct of the variables of a server, and its URL.
fn template(
    source: Source<'_>,
    template: &ServerTemplate,
    names: &TemplateNames,
    other: &proc_macro2::Ident,
) -> TokenStream {
    let name = ident(&names.name);
    let described = description_docs(template.description.as_deref(), source.links).join(" ");
    let lines = match described.trim_end_matches('.') {
        "" => docs(&paragraph(&format!("The server {}.", code(&template.url)))),
        described => docs(&paragraph(&format!("{described}: {}.", code(&template.url)))),
    };
    let fields: Vec<_> = names.variables.iter().map(|name| ident(name)).collect();
    let defaults = template.variables.iter().map(|variable| &variable.default);
    let setters = template.variables.iter().zip(&fields).map(|(variable, field)| {
        let lines = docs(&variable_docs(source, variable));
        quote! {
            #lines
            #[must_use]
            pub fn #field(mut self, value: impl Into<String>) -> Self {
                self.#field = value.into();
                self
            }
        }
    });
    let (text, given) = url(template, &fields);
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct #name {
            #(#fields: String,)*
        }

        impl Default for #name {
            fn default() -> Self {
                Self { #(#fields: #defaults.to_owned(),)* }
            }
        }

        impl #name {
            #(#setters)*
        }

        impl From<#name> for Server {
            fn from(server: #name) -> Self {
                Self::#other(format!(#text, #(server.#given),*))
            }
        }
    }
}

fn variable_docs(source: Source<'_>, variable: &ServerVariable) -> Vec<String> {
    let mut lines = description_docs(variable.description.as_deref(), source.links);
    let values: Vec<String> = variable.values.iter().map(|value| code(value)).collect();
    let listed = if values.is_empty() { String::new() } else { format!("One of {}. ", values.join(", ")) };
    add_paragraph(&mut lines, paragraph(&format!("{listed}Defaults to {}.", code(&variable.default))));
    lines
}

/// Returns the URL as a format, and the fields in it.
fn url<'a>(template: &ServerTemplate, fields: &'a [proc_macro2::Ident]) -> (String, Vec<&'a proc_macro2::Ident>) {
    let (mut text, mut given) = (String::new(), Vec::new());
    let mut rest = template.url.as_str();
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else { break };
        text.push_str(before);
        text.push_str("{}");
        given.extend(template.variables.iter().zip(fields).find(|(own, _)| own.name == name).map(|(_, field)| field));
        rest = after;
    }
    text.push_str(rest);
    (text, given)
}

fn conversions(source: Source<'_>, other: &proc_macro2::Ident) -> TokenStream {
    let (setter, option) = (server_setter(source, other), option(source));
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

        #option
    }
}

/// Emits the option that sends a request to another server, if there is one with variables.
fn option(source: Source<'_>) -> Option<TokenStream> {
    (!source.api.server_templates.is_empty()).then(|| {
        quote! {
            impl runtime::RequestOptions {
                /// Sends the request to this server, even if the operation has a server of its own.
                pub fn server(self, server: impl Into<Server>) -> Self {
                    self.base_url(server.into().base_url())
                }
            }
        }
    })
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
