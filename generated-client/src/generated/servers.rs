//! The servers of the API.

/// A server of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Server {
    /// EU1 production zone: <https://eu1.make.com/api/v2>.
    Eu1,
    /// EU2 production zone: <https://eu2.make.com/api/v2>.
    Eu2,
    /// US1 production zone: <https://us1.make.com/api/v2>.
    Us1,
    /// US2 production zone: <https://us2.make.com/api/v2>.
    Us2,
    /// Celonis EU1 production zone: <https://eu1.make.celonis.com/api/v2>.
    CelonisEu1,
    /// Celonis US1 production zone: <https://us1.make.celonis.com/api/v2>.
    CelonisUs1,
    /// Any other base URL.
    Other(String),
}

impl Server {
    /// Returns the base URL.
    pub fn base_url(&self) -> &str {
        match self {
            Self::Eu1 => "https://eu1.make.com/api/v2",
            Self::Eu2 => "https://eu2.make.com/api/v2",
            Self::Us1 => "https://us1.make.com/api/v2",
            Self::Us2 => "https://us2.make.com/api/v2",
            Self::CelonisEu1 => "https://eu1.make.celonis.com/api/v2",
            Self::CelonisUs1 => "https://us1.make.celonis.com/api/v2",
            Self::Other(url) => url,
        }
    }
}

impl From<&str> for Server {
    fn from(url: &str) -> Self {
        Self::Other(url.to_owned())
    }
}

impl From<String> for Server {
    fn from(url: String) -> Self {
        Self::Other(url)
    }
}

impl crate::runtime::ClientBuilder {
    /// Chooses the server.
    pub fn server(self, server: impl Into<Server>) -> Self {
        self.base_url(server.into().base_url())
    }
}
