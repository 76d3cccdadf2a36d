//! Emits how webhooks are signed.

use proc_macro2::TokenStream;
use quote::quote;

use super::{docs, ident};
use crate::api::{Signature, SignatureHash, SignatureTime, SignedPart};
use crate::markdown::paragraph;

/// Emits a constant for a scheme. Without the feature, there is none.
pub(super) fn constant(signature: &Signature, name: &str, line: &str) -> TokenStream {
    let Signature { header, hash, base64, prefix, time, signed, base64_secret } = signature;
    let (lines, name) = (docs(&paragraph(line)), ident(name));
    let hash = match hash {
        SignatureHash::Sha1 => quote!(Sha1),
        SignatureHash::Sha256 => quote!(Sha256),
        SignatureHash::Sha512 => quote!(Sha512),
    };
    let encoding = if *base64 { quote!(Base64) } else { quote!(Hex) };
    let secret = if *base64_secret { quote!(Base64) } else { quote!(Text) };
    let time = match time {
        None => quote!(None),
        Some(SignatureTime::Header { name, tolerance }) => time_at(&quote!(Header(#name)), *tolerance),
        Some(SignatureTime::Beside { prefix, tolerance }) => time_at(&quote!(Beside(#prefix)), *tolerance),
    };
    let signed = signed.iter().map(|part| {
        let part = match part {
            SignedPart::Text(text) => quote!(Text(#text)),
            SignedPart::Timestamp => quote!(Timestamp),
            SignedPart::Header(name) => quote!(Header(#name)),
            SignedPart::Body => quote!(Body),
        };
        quote!(crate::runtime::signature::Signed::#part)
    });
    quote! {
        #lines
        #[cfg(feature = "signatures")]
        pub const #name: crate::WebhookSignature = crate::WebhookSignature {
            header: #header,
            algorithm: crate::runtime::signature::Algorithm::#hash,
            encoding: crate::runtime::signature::Encoding::#encoding,
            prefix: #prefix,
            timestamp: #time,
            signed: &[#(#signed),*],
            secret: crate::runtime::signature::SecretForm::#secret,
        };
    }
}

fn time_at(place: &TokenStream, tolerance: u64) -> TokenStream {
    let tolerance = proc_macro2::Literal::u64_unsuffixed(tolerance);
    quote! {
        Some(crate::runtime::signature::Timestamp {
            place: crate::runtime::signature::TimestampPlace::#place,
            tolerance: #tolerance,
        })
    }
}
