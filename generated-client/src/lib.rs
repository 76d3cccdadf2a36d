#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]
#![cfg_attr(docsrs, feature(doc_cfg))]

// Written by the generator only; what it prints is its own business, not that of `cargo fmt`.
#[rustfmt::skip]
mod generated;
mod runtime;

pub use bytes;
pub use generated::*;
/// The HTTP library, whose types stand in [`ClientBuilder::http`] and [`Transport`].
pub use reqwest;
#[cfg(feature = "mock")]
pub use runtime::mock;
pub use runtime::{
    ApiError, ArgumentError, Async, Client, ClientBuilder, ConfigurationError, Credential, Date, DateTime, DecodeError,
    Download, Error, Event, Events, File, HeaderMap, Items, MissingCredentialError, Mode, NextPage, Null, Nullable,
    Operation, Pages, Paging, RawRequest, RequestOptions, Requirement, Response, RetryPolicy, Secret, StatusCode,
    TimeoutError, Transport, TransportError, TransportFailure, TransportFuture, required_scopes,
};

/// The client without async: the same methods, which wait for the answer and return it.
#[cfg(feature = "blocking")]
pub mod blocking {
    pub use crate::runtime::Blocking;

    /// The door to the API, for a program that is not async. It is made by
    /// [`build_blocking`](crate::ClientBuilder::build_blocking).
    pub type Client = crate::Client<Blocking>;
}
