//! What can be wrong with a call.

use std::fmt;

/// Something that is wrong with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is. Decide by this, not by the sentence.
    pub kind: Kind,
    /// A sentence.
    pub text: String,
}

/// What kind of problem it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The request is not one that the document allows, or not the one that the caller asked for.
    Request,
    /// The request has a credential that the operation does not require.
    NeedlessCredential,
    /// The client does not make of the response what it should.
    Response,
    /// The client reads the response, but loses a part of it or does not know it.
    Loss,
}

impl Problem {
    /// Returns a problem of a request.
    pub fn request(text: impl Into<String>) -> Self {
        Self { kind: Kind::Request, text: text.into() }
    }

    /// Returns a problem of what the client makes of a response.
    pub fn response(text: impl Into<String>) -> Self {
        Self { kind: Kind::Response, text: text.into() }
    }

    /// Returns what the client loses of a response.
    pub fn loss(text: impl Into<String>) -> Self {
        Self { kind: Kind::Loss, text: text.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}
