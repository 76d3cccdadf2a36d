//! Emits `webhook_events.rs`: a function for each webhook, and an enum of all webhooks.

use proc_macro2::TokenStream;
use quote::quote;

use super::doc_text::description_docs;
use super::types::rust_type;
use super::{Source, deprecated, docs, ident, inner_docs, signatures};
use crate::api::{EventKey, Type, Webhook};
use crate::markdown::{code, paragraph, sentence};
use crate::names::{EVENT, Module, READ_EVENT, SIGNATURE, UNKNOWN_VARIANT, WebhookNames};
use crate::prepare::webhooks::Origin;

pub(super) fn webhooks(source: Source<'_>) -> TokenStream {
    let is_signed = source.api.signature.is_some() || source.api.webhooks.iter().any(|it| it.signature.is_some());
    let check = if is_signed {
        "Check first that the request comes from the API: the feature `signatures` has constants whose method `verify` does it."
    } else {
        "Check first, as the API documents it, that the request comes from the API."
    };
    let has = |origin: Origin| source.api.webhooks.iter().any(|webhook| webhook.origin == origin);
    let what = match (has(Origin::Webhook), has(Origin::Callback)) {
        (true, true) => "Webhooks and callbacks",
        (false, true) => "Callbacks",
        _ => "Webhooks",
    };
    let head = inner_docs(&paragraph(&format!(
        "{what}: requests that the API sends to a program of yours. Each function reads the body of one. {check}"
    )));
    let signature =
        source.api.signature.as_ref().map(|it| signatures::constant(it, SIGNATURE, "How webhooks are signed."));
    let any = source.api.event_key.as_ref().map(|key| any(source, key));
    let all =
        source.api.webhooks.iter().zip(&source.names.webhooks).map(|(webhook, names)| one(source, webhook, names));
    quote!(#head #signature #any #(#all)*)
}

/// Emits the enum of the webhooks that a value identifies, and the function that reads any of them.
fn any(source: Source<'_>, key: &EventKey) -> TokenStream {
    let (event, read, unknown) = (ident(EVENT), ident(READ_EVENT), ident(UNKNOWN_VARIANT));
    let all = || source.api.webhooks.iter().zip(&source.names.webhooks);
    let told = || all().filter(|(webhook, _)| !webhook.events.is_empty());
    let variants = told().map(|(webhook, names)| {
        let (lines, name) = (docs(&paragraph(&format!("The webhook {}.", code(&webhook.name)))), ident(&names.ty));
        quote!(#lines #name(#name),)
    });
    let arms = told().map(|(Webhook { events, .. }, names)| {
        let name = ident(&names.ty);
        quote!(Some(#(#events)|*) => crate::runtime::webhook::read(headers, body).map(#event::#name),)
    });
    let (place, found) = match key {
        EventKey::Header(name) => (
            format!("The header {} says which one it is.", code(name)),
            quote!(crate::runtime::webhook::header(headers, #name)),
        ),
        EventKey::Property(name) => (
            format!("The property {} of its body says which one it is.", code(name)),
            quote!(crate::runtime::webhook::property(headers, body, #name)?.as_deref()),
        ),
    };
    let mut lines = paragraph(&format!("Reads any of the webhooks. {place}"));
    lines.extend(["".to_owned(), "# Errors".to_owned()]);
    lines.push("Fails if the body is not JSON, or not the JSON that is documented for the webhook.".to_owned());
    let lines = docs(&lines);
    let rest: Vec<String> = all()
        .filter(|(webhook, _)| webhook.events.is_empty() && webhook.origin == Origin::Webhook)
        .map(|(_, names)| format!("[`{}`]", names.function))
        .collect();
    let mut last = "A webhook that this version of the client does not know.".to_owned();
    if !rest.is_empty() {
        last.push_str(&format!(" Also one that is read with {}, as nothing tells it from others.", rest.join(" or ")));
    }
    let last = docs(&paragraph(&last));
    quote! {
        /// One of the webhooks.
        #[derive(Clone, Debug, PartialEq)]
        #[allow(clippy::large_enum_variant, reason = "a box would get in the way of matching")]
        #[non_exhaustive]
        pub enum #event {
            #(#variants)*
            #last
            #unknown(serde_json::Value),
        }

        #lines
        pub fn #read(headers: &crate::HeaderMap, body: &[u8]) -> Result<#event, crate::WebhookError> {
            match #found {
                #(#arms)*
                _ => crate::runtime::webhook::read(headers, body).map(#event::#unknown),
            }
        }
    }
}

fn one(source: Source<'_>, webhook: &Webhook, names: &WebhookNames) -> TokenStream {
    let Webhook {
        key: _,
        name,
        method,
        origin,
        summary,
        description,
        deprecated: is_deprecated,
        rust_name: _,
        ty,
        events: _,
        signature,
        at: _,
        span: _,
    } = webhook;
    let (function, alias) = (ident(&names.function), ident(&names.ty));
    let body = docs(&paragraph(&format!("The body of the {} {}.", origin.word(), code(name))));
    let ty = match ty {
        Type::Nullable(inner) => {
            let inner = rust_type(source, inner, Module::Schemas);
            quote!(Option<super::schemas::#inner>)
        }
        ty => {
            let ty = rust_type(source, ty, Module::Schemas);
            quote!(super::schemas::#ty)
        }
    };
    let mut lines = match summary {
        Some(summary) => paragraph(&sentence(summary)),
        None => description_docs(description.as_deref(), source.links),
    };
    if !lines.is_empty() {
        lines.push(String::new());
    }
    lines.push(format!("Reads the {} {}: {}.", origin.word(), code(name), code(&method.to_ascii_uppercase())));
    lines.extend(["".to_owned(), "# Errors".to_owned()]);
    lines.push("Fails if the body is not JSON, or not the JSON that is documented.".to_owned());
    let lines = docs(&lines);
    let mark = is_deprecated.then(deprecated);
    let signature = signature.as_ref().map(|signature| {
        let line = format!("How the {} {} is signed.", origin.word(), code(name));
        signatures::constant(signature, &names.signature, &line)
    });
    quote! {
        #signature

        #body
        pub type #alias = #ty;

        #lines
        #mark
        pub fn #function(headers: &crate::HeaderMap, body: &[u8]) -> Result<#alias, crate::WebhookError> {
            crate::runtime::webhook::read(headers, body)
        }
    }
}
