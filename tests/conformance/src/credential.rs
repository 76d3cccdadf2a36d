//! Security schemes: where their credentials travel, and which of them can travel together.

use crate::document::Location;

/// A security scheme that a requirement names.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// Where the credential travels.
    pub place: Credential,
}

/// Where a credential travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// A header of this name.
    Header(String),
    /// A parameter of the query.
    Query(String),
    /// A cookie.
    Cookie(String),
    /// `Authorization: Basic …`
    Basic,
    /// `Authorization: Bearer …`
    Bearer,
    /// Nothing that can be seen in a request, such as a certificate.
    Elsewhere,
    /// Made anew for each request, by a scheme of HTTP that no client is asked to speak.
    Computed,
}

impl Credential {
    /// The name of the place that it travels in. Two schemes can have the same, such as a bearer token and an API key in
    /// `Authorization`.
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

/// Whether the credentials of a way in can travel in one request.
pub(crate) fn can_be_sent(alternative: &[Scheme]) -> bool {
    let places: Vec<_> = alternative.iter().filter_map(|scheme| scheme.place.place()).collect();
    let is_twice = |index: usize| places[..index].contains(&places[index]);
    !(0..places.len()).any(is_twice) && alternative.iter().all(|scheme| scheme.place != Credential::Computed)
}
