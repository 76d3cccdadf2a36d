//! Security schemes: where their credentials are sent, and which of them can be sent together.

use crate::document::Location;

/// A security scheme that an operation requires.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// How the credential is sent.
    pub place: Credential,
}

/// How a credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// In the header of this name.
    Header(String),
    /// As the query parameter of this name.
    Query(String),
    /// In the cookie of this name.
    Cookie(String),
    /// `Authorization: Basic …`
    Basic,
    /// `Authorization: Bearer …`
    Bearer,
    /// In a way that a request does not show, such as a certificate.
    Elsewhere,
    /// Computed for each request, by an HTTP scheme that clients need not support.
    Computed,
}

impl Credential {
    /// Returns the parameter or header in which it is sent. Two schemes can have the same one, such as a bearer token
    /// and an API key in `Authorization`.
    pub fn place(&self) -> Option<(Location, String)> {
        match self {
            Self::Header(name) => Some((Location::Header, name.to_ascii_lowercase())),
            Self::Query(name) => Some((Location::Query, name.clone())),
            Self::Cookie(name) => Some((Location::Cookie, name.clone())),
            Self::Basic | Self::Bearer => Some((Location::Header, "authorization".to_owned())),
            Self::Elsewhere | Self::Computed => None,
        }
    }
}

/// Returns whether one request can have all credentials of a security alternative.
pub(crate) fn can_be_sent(alternative: &[Scheme]) -> bool {
    let places: Vec<_> = alternative.iter().filter_map(|scheme| scheme.place.place()).collect();
    let is_twice = |index: usize| places[..index].contains(&places[index]);
    !(0..places.len()).any(is_twice) && alternative.iter().all(|scheme| scheme.place != Credential::Computed)
}
