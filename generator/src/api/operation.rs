//! Operations: parameters, bodies, responses and authentication.

use std::collections::BTreeMap;

use super::{Docs, GivenName, Paging, Pointer, Presence, Property, Type, TypeId};
use crate::document::media::Kind;
use crate::document::source::Span;

#[derive(Clone, Debug)]
pub(crate) struct Operation {
    /// The kind of body, if the document offers several and this is not the first. Each kind is an operation of its
    /// own.
    pub(crate) variant: Option<Kind>,
    /// In upper case.
    pub(crate) method: String,
    pub(crate) path: String,
    /// The path in the lock: without the names of its parameters, unless another path differs only in these.
    pub(crate) locked_path: String,
    /// An index into [`Api::tags`].
    pub(crate) tag: usize,
    pub(crate) operation_id: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) rust_name: Option<GivenName>,
    /// In the order of the path template.
    pub(crate) path_parameters: Vec<Parameter>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Body,
    pub(crate) response_content: ResponseContent,
    /// The documented responses, successes first.
    pub(crate) responses: Vec<DocumentedResponse>,
    /// The union of the documented errors by status, if their bodies differ.
    pub(crate) error_enum: Option<Type>,
    pub(crate) headers: Option<DocumentedHeaders>,
    /// The value of `Accept`, unless it is plain JSON.
    pub(crate) accept: Option<String>,
    /// The events that the operation can respond with instead of JSON.
    pub(crate) events: Option<EventData>,
    /// The alternatives of authentication, each with all its requirements. If there are none, no credential is sent.
    pub(crate) security: Vec<Vec<Requirement>>,
    /// The alternatives with a credential that the client cannot send.
    pub(crate) unsent: Vec<Vec<Requirement>>,
    /// Whether the document says that repeating the call is safe (`x-idempotent`).
    pub(crate) idempotent: bool,
    /// How many requests of the rate limit a request counts as; 0 if it is exempt.
    pub(crate) rate_cost: u32,
    /// Whether it needs the session cookie.
    pub(crate) session_cookie: bool,
    pub(crate) paging: Option<Paging>,
    /// The server of the operation, if it is not one of the servers of the API.
    pub(crate) base_url: Option<String>,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

impl Operation {
    /// Returns what messages call the operation.
    pub(crate) fn key(&self) -> String {
        self.key_with(&self.path)
    }

    /// Returns the key of the operation in the lock. It stays when a parameter of the path is renamed.
    pub(crate) fn place(&self) -> String {
        self.key_with(&self.locked_path)
    }

    /// Returns the key that the operation has with another path.
    pub(crate) fn key_with(&self, path: &str) -> String {
        match &self.variant {
            Some(kind) => format!("{} {path} as {}", self.method, kind.word()),
            None => format!("{} {path}", self.method),
        }
    }

    /// Returns the types that it refers to.
    pub(crate) fn types(&self) -> Vec<TypeId> {
        let parameters = self.path_parameters.iter().chain(&self.parameters).map(|parameter| &parameter.ty);
        let mut types: Vec<&Type> = parameters.collect();
        match &self.body {
            Body::None | Body::Raw { .. } => {}
            Body::Object { presence: _, properties, rest, media: _ } => {
                types.extend(properties.iter().map(|property| &property.ty).chain(rest));
            }
            Body::Value { presence: _, ty, description: _, media: _ } => types.push(ty),
        }
        types.extend(self.content_types());
        types.extend(self.errors());
        types.extend(&self.error_enum);
        types.extend(self.headers.as_ref().map(|headers| &headers.ty));
        types.into_iter().flat_map(Type::all_named).collect()
    }

    /// Returns the types of documented errors with JSON bodies.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Type> {
        let errors = self.responses.iter().filter(|response| response.outcome == Outcome::Failure);
        errors.filter_map(
            |response| if let ResponseContent::Json(ty) = &response.response_content { Some(ty) } else { None },
        )
    }

    /// Returns the types of successful responses and events.
    pub(crate) fn content_types(&self) -> Vec<&Type> {
        let whole = match &self.response_content {
            ResponseContent::Json(ty) | ResponseContent::JsonItems(ty) => Some(ty),
            ResponseContent::Events(events) => events.ty(),
            ResponseContent::Nothing | ResponseContent::Text | ResponseContent::Bytes | ResponseContent::Redirect => {
                None
            }
        };
        whole.into_iter().chain(self.events.as_ref().and_then(EventData::ty)).collect()
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    pub(crate) scheme: String,
    pub(crate) scopes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// Returns the name that the document and the lock use.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// How a value is encoded (OpenAPI 3.0.3, section 4.7.12.3). The second variant of each pair is with `explode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Style {
    Simple,
    SimpleExploded,
    Label,
    LabelExploded,
    Matrix,
    MatrixExploded,
    Form,
    FormExploded,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As JSON text, because the parameter has `content`.
    Json,
}

/// Whether reserved characters in a query, a form or a cookie are percent-encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reserved {
    Encoded,
    Kept,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) presence: Presence,
    pub(crate) ty: Type,
    pub(crate) style: Style,
    pub(crate) reserved: Reserved,
    pub(crate) docs: Docs,
    pub(crate) rust_name: Option<GivenName>,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum Body {
    None,
    /// An object whose properties are set one by one.
    Object {
        presence: Presence,
        properties: Vec<Property>,
        /// The type of additional properties of a multipart form.
        rest: Option<Type>,
        media: Media,
    },
    /// Any other value, set as a whole.
    Value {
        presence: Presence,
        ty: Type,
        description: Option<String>,
        media: Media,
    },
    /// Bytes that are sent as they are.
    Raw {
        presence: Presence,
        description: Option<String>,
        media: String,
    },
}

/// The encoding of a body.
#[derive(Clone, Debug)]
pub(crate) enum Media {
    /// The name of the media type.
    Json(String),
    /// JSON texts one after another, with the name of the media type. The value is the list of them.
    JsonItems(String),
    Form(Vec<Encoding>),
    Multipart {
        /// The name of the media type.
        name: String,
        encodings: Vec<Encoding>,
    },
}

/// The encoding of a form property that differs from the default.
#[derive(Clone, Debug)]
pub(crate) struct Encoding {
    pub(crate) name: String,
    pub(crate) style: Option<Style>,
    pub(crate) reserved: Reserved,
    pub(crate) content_type: Option<String>,
}

/// What a successful response contains.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ResponseContent {
    Nothing,
    Json(Type),
    Text,
    Bytes,
    /// A redirect, which is not followed: its status and its target.
    Redirect,
    /// JSON texts one after another, each of this type.
    JsonItems(Type),
    /// `text/event-stream`
    Events(EventData),
}

/// What an event contains.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum EventData {
    Text,
    Json(Type),
    /// The type is an object with the fields of the event: `event`, `data`, `id`, `retry`. The data of events with
    /// these names is text, even if it looks like JSON.
    Whole(Type, Vec<String>),
}

impl EventData {
    fn ty(&self) -> Option<&Type> {
        match self {
            EventData::Text => None,
            EventData::Json(ty) | EventData::Whole(ty, _) => Some(ty),
        }
    }

    /// Returns the type, for changing it.
    pub(crate) fn ty_mut(&mut self) -> Option<&mut Type> {
        match self {
            EventData::Text => None,
            EventData::Json(ty) | EventData::Whole(ty, _) => Some(ty),
        }
    }
}

impl ResponseContent {
    /// Returns the type, for changing it.
    pub(crate) fn ty_mut(&mut self) -> Option<&mut Type> {
        match self {
            Self::Json(ty) | Self::JsonItems(ty) => Some(ty),
            Self::Events(events) => events.ty_mut(),
            Self::Nothing | Self::Text | Self::Bytes | Self::Redirect => None,
        }
    }
}

/// A documented response, as the client reads it.
#[derive(Clone, Debug)]
pub(crate) struct DocumentedResponse {
    /// The status as the document writes it, with a range in upper case (`4XX`), or `default`.
    pub(crate) status: String,
    pub(crate) outcome: Outcome,
    /// What the response contains. If several successes are read as one type, it is that type.
    pub(crate) response_content: ResponseContent,
    /// The events that can be sent instead.
    pub(crate) events: Option<EventData>,
    /// The media types that are requested, sorted.
    pub(crate) media: Vec<String>,
    /// The pointer to the response, after resolving references.
    pub(crate) at: Pointer,
}

/// The documented headers of all responses of an operation.
#[derive(Clone, Debug)]
pub(crate) struct DocumentedHeaders {
    /// A struct with a property for each header.
    pub(crate) ty: Type,
    /// How each header is written, by its name.
    pub(crate) styles: BTreeMap<String, Style>,
}

/// Whether a response means success.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Success,
    Failure,
}
