//! How a parameter is sent.

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// As a header.
    Header,
    /// In the header `Cookie`.
    Cookie,
}

impl Location {
    /// Returns the word that documents use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a value is encoded (OpenAPI 3.0.3, section 4.7.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `;name=value`
    Matrix,
    /// `.value`
    Label,
    /// `value`
    Simple,
    /// `name=value`
    Form,
    /// Joined by spaces.
    SpaceDelimited,
    /// Joined by pipes.
    PipeDelimited,
    /// `name[key]=value`
    DeepObject,
    /// `name=value`, without percent-encoding (OpenAPI 3.2, section 4.12.2.2).
    Cookie,
    /// By a media type, because the parameter has `content`.
    Json,
}

/// How reserved characters (RFC 3986, section 2.2) are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// As they are, because of `allowReserved`.
    Kept,
    /// In any way that decodes to them.
    Encoded,
}

/// Whether the items of a list or the members of an object are sent separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explode {
    /// Separately.
    Yes,
    /// In one value.
    No,
}

/// Whether something is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It has to be sent.
    Required,
    /// It can be omitted.
    Optional,
    /// The document declares it, but the specification says that the declaration has no effect.
    Ignored,
}
