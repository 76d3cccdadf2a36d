#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

// Written by the generator only; what it prints is its own business, not that of `cargo fmt`.
#[rustfmt::skip]
mod generated;
mod runtime;

pub use generated::*;
pub use runtime::{
    ApiError, ArgumentError, Client, ClientBuilder, ConfigurationError, Credential, Date, DateTime, DecodeError, Error,
    HeaderMap, MissingCredentialError, Null, Nullable, Operation, Requirement, Secret, StatusCode, TimeoutError,
    TransportError,
};
