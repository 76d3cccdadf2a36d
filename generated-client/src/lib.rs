#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Written only by the generator, which formats its output itself.
#[rustfmt::skip]
mod generated;
mod runtime;

pub use bytes;
pub use generated::*;
/// The HTTP library, whose types are used by [`ClientBuilder::http`] and [`Transport`].
///
/// A `reqwest::Client` of your own panics with "No rustls crypto provider is configured", unless the program installs one
/// or enables another TLS feature of reqwest. See [the section about it](crate#a-reqwest-client-of-your-own).
pub use reqwest;
#[cfg(feature = "mock")]
pub use runtime::mock;
pub use runtime::{
    ApiError, ArgumentError, Base64, Base64Error, Client, ClientBuilder, ConfigurationError, Credential, Date,
    DateTime, DecodeError, Download, Error, Event, Events, File, FromErrorBody, HeaderError, HeaderMap, Items,
    JsonItems, JsonText, JsonTextError, MissingCredentialError, Network, NextPage, Null, Nullable, Operation, Pages,
    Paging, RawRequest, Recorder, Redirect, RefusedError, RequestOptions, Requirement, Response, ResponseFuture,
    RetryPolicy, Secret, StatusCode, TimeoutError, Transport, TransportError, TransportFailure, TransportFuture,
    WebhookError, required_scopes,
};
#[cfg(feature = "blocking")]
pub use runtime::{BlockingDownload, BlockingEvents, BlockingItems, BlockingJsonItems, BlockingPages};
#[cfg(feature = "signatures")]
pub use runtime::{SignatureError, WebhookSignature};
