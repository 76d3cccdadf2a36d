//! Webhooks, and how they are signed.

use super::{GivenName, Pointer, Type};
use crate::document::source::Span;
use crate::prepare::webhooks::Origin;

/// A request of the server, which carries JSON.
#[derive(Clone, Debug)]
pub(crate) struct Webhook {
    /// Its key in the lock.
    pub(crate) key: String,
    pub(crate) name: String,
    /// In lower case.
    pub(crate) method: &'static str,
    pub(crate) origin: Origin,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) rust_name: Option<GivenName>,
    pub(crate) ty: Type,
    /// The values of [`Api::event_key`] that identify it. Empty if none does.
    pub(crate) events: Vec<String>,
    /// How it is signed, if that is not as all others are.
    pub(crate) signature: Option<Signature>,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

/// What identifies a webhook.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EventKey {
    /// A header, in lower case.
    Header(String),
    /// A property of the body.
    Property(String),
}

/// How webhooks are signed (`x-webhook-signature`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) header: String,
    pub(crate) hash: SignatureHash,
    /// Whether signatures are Base64. Otherwise they are hexadecimal.
    pub(crate) base64: bool,
    /// What is in front of each signature.
    pub(crate) prefix: String,
    pub(crate) time: Option<SignatureTime>,
    pub(crate) signed: Vec<SignedPart>,
    /// Whether the secret is Base64. Otherwise its text is the key.
    pub(crate) base64_secret: bool,
}

/// The hash function of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignatureHash {
    Sha1,
    Sha256,
    Sha512,
}

/// Where the time of a signature is, and by how many seconds it may be off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignatureTime {
    Header {
        name: String,
        tolerance: u64,
    },
    /// In the header of the signature, behind a prefix.
    Beside {
        prefix: String,
        tolerance: u64,
    },
}

/// A part of what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignedPart {
    Text(String),
    Timestamp,
    Header(String),
    Body,
}
