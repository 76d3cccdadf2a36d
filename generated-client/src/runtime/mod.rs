//! The behaviour of the client, written by hand. It knows HTTP and JSON, and nothing of any particular API: that is in
//! `crate::generated`.

mod base64_text;
mod base_url;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod build_request;
mod builder;
mod by_status;
mod call;
mod charset;
mod client;
mod client_inner;
#[cfg(feature = "cookies")]
mod cookies;
mod credential;
mod date;
mod decode;
mod error;
mod excerpt;
mod execute;
mod file;
mod header;
mod integral;
mod json_text;
mod json_value;
mod mask;
#[cfg(feature = "mock")]
pub mod mock;
pub(crate) mod newtype;
mod nullable;
#[allow(dead_code, reason = "whether there are structs depends on the specification")]
pub(crate) mod object;
#[allow(dead_code, reason = "whether there are enums depends on the specification")]
pub(crate) mod open_enum;
mod operation;
mod options;
mod paging;
mod rate_limit;
mod raw_request;
mod raw_response;
mod recorder;
mod redirect;
mod redirected;
mod request;
mod response;
mod response_future;
mod response_headers;
mod retry;
mod secret;
mod send;
#[cfg(feature = "signatures")]
pub(crate) mod signature;
mod stream;
mod style;
#[cfg(test)]
mod tests;
mod tls;
mod trace;
mod transport;
mod unescape;
#[allow(dead_code, reason = "whether there are unions depends on the specification")]
pub(crate) mod union;
mod uri;
pub(crate) mod webhook;

pub use base64_text::{Base64, Base64Error};
pub use builder::ClientBuilder;
pub use client::Client;
pub use credential::Credential;
pub use date::{Date, DateTime};
pub use error::{
    ApiError, ArgumentError, ConfigurationError, DecodeError, Error, FromErrorBody, MissingCredentialError,
    RefusedError, TimeoutError, TransportError,
};
pub use file::File;
pub use json_text::{JsonText, JsonTextError};
pub use nullable::{Null, Nullable};
pub use operation::{NextPage, Operation, Paging, Requirement, required_scopes};
pub use options::RequestOptions;
#[cfg(feature = "blocking")]
pub use paging::{BlockingItems, BlockingPages};
pub use paging::{Items, Pages};
pub use raw_request::RawRequest;
pub use recorder::Recorder;
pub use redirected::Redirect;
pub use reqwest::StatusCode;
pub use reqwest::header::HeaderMap;
pub use response::Response;
pub use response_future::ResponseFuture;
pub use response_headers::HeaderError;
pub use retry::RetryPolicy;
pub use secret::Secret;
#[cfg(feature = "signatures")]
pub use signature::{SignatureError, WebhookSignature};
#[cfg(feature = "blocking")]
pub use stream::{BlockingDownload, BlockingEvents, BlockingJsonItems};
pub use stream::{Download, Event, Events, JsonItems};
pub use transport::{Network, Transport, TransportFailure, TransportFuture};
pub use webhook::WebhookError;

#[allow(unused_imports, reason = "whether they are named depends on the specification")]
pub(crate) use by_status::{ByStatus, JsonByStatus};
#[allow(unused_imports, reason = "whether they are named depends on the specification")]
pub(crate) use error::{error_enum, is_of_status};
#[allow(unused_imports, reason = "which of these are called depends on the specification")]
pub(crate) use newtype::{integer_newtype, string_newtype};
#[allow(unused_imports, reason = "which of these are called depends on the specification")]
pub(crate) use object::object;
#[allow(unused_imports, reason = "which of these are called depends on the specification")]
pub(crate) use open_enum::{integer_enum, string_enum};
#[allow(unused_imports, reason = "whether it is named depends on the specification")]
pub(crate) use raw_response::RawResponse;
#[allow(unused_imports, reason = "whether it is named depends on the specification")]
pub(crate) use redirected::NotFollowed;
pub(crate) use request::Request;
#[allow(unused_imports, reason = "which of these are called depends on the specification")]
pub(crate) use request::request;
#[allow(unused_imports, reason = "whether they are named depends on the specification")]
pub(crate) use response_headers::{HeaderStyle, ResponseHeaders};
#[allow(unused_imports, reason = "which of these are named depends on the specification")]
pub(crate) use send::{Bytes, Json, Nothing, Text};
#[allow(unused_imports, reason = "which of these are named depends on the specification")]
pub(crate) use {body::Encoding, style::Style};

/// All public types that a program keeps can be sent to other threads and shared with them.
const _: () = {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<ClientBuilder>();
    shared::<Request>();
    shared::<Response<Request>>();
    shared::<Pages<Request>>();
    shared::<Items<Request>>();
    shared::<Download>();
    shared::<Events<Request>>();
    shared::<JsonItems<Request>>();
    shared::<Error>();
    shared::<Secret>();
};

#[cfg(feature = "blocking")]
const _: () = {
    const fn shared<T: Send + Sync + 'static>() {}
    shared::<BlockingPages<Request>>();
    shared::<BlockingItems<Request>>();
    shared::<BlockingDownload>();
    shared::<BlockingEvents<Request>>();
    shared::<BlockingJsonItems<Request>>();
};

/// So can a running call, however its response is decoded.
const _: fn([Request; 4], Pages<()>, Items<()>) = |[json, text, bytes, nothing], mut pages, mut items| {
    fn shared(_: impl Send + Sync + 'static) {}
    shared(json.send::<Json<()>>());
    shared(text.send::<Text>());
    shared(bytes.send_with_response::<Bytes>());
    shared(nothing.send::<Nothing>());
    shared(async move { pages.next().await });
    shared(async move { items.next().await });
};

/// So can a response that is streamed.
const _: fn(Request, Download, Events<()>, JsonItems<()>) = |request, mut download, mut events, mut items| {
    fn shared(_: impl Send + Sync + 'static) {}
    shared(request.download());
    shared(async move { download.next().await });
    shared(async move { events.next().await });
    shared(async move { items.next().await });
};

/// Every result has room for an error, so a large error would make all results large.
const _: () = assert!(size_of::<Error>() <= 16);
