//! The behaviour of the client, written by hand. It knows HTTP and JSON and nothing of any one API: what it needs of a
//! specification is in `crate::generated`.

mod base_url;
mod client;
mod credential;
mod date;
mod decode;
mod error;
mod excerpt;
mod finite;
mod header;
mod mask;
mod nullable;
mod operation;
mod redirect;
mod request;
mod secret;
mod send;
#[cfg(test)]
mod tests;
mod tls;
#[allow(dead_code, reason = "whether there are unions depends on the specification")]
pub(crate) mod union;
mod uri;

pub use client::{Client, ClientBuilder};
pub use credential::Credential;
pub use date::{Date, DateTime};
pub use error::{
    ApiError, ArgumentError, ConfigurationError, DecodeError, Error, MissingCredentialError, TimeoutError,
    TransportError,
};
pub use nullable::{Null, Nullable};
pub use operation::{Operation, Requirement};
pub use reqwest::StatusCode;
pub use reqwest::header::HeaderMap;
pub use secret::Secret;

#[allow(unused_imports, reason = "which of these are called depends on the specification")]
pub(crate) use nullable::{null_as_default, present};
pub(crate) use request::Request;

/// Everything a program holds on to can be moved to, and shared with, another thread.
const _: () = {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Request>();
    shared::<Error>();
    shared::<Secret>();
};

/// So can a call under way, whatever is read of its answer.
const _: fn([Request; 4]) = |[json, text, bytes, nothing]| {
    fn shared(_: impl Send + Sync + 'static) {}
    shared(json.json::<()>());
    shared(text.text());
    shared(bytes.bytes());
    shared(nothing.nothing());
};

/// An error is the unlikely half of every result, so it must not make the likely half large.
const _: () = assert!(size_of::<Error>() <= 16);
