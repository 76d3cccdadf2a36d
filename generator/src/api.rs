//! The client as plain data, which lowering makes from the document and emission turns into tokens. It contains no
//! types of `openapiv3` and no Rust identifiers.
//!
//! Operations are sorted by path and then method; parameters, properties and values by their name on the wire. The
//! order in the document does not count, so moving things around in it changes nothing.

mod aliases;
mod given_name;
mod operation;
pub(crate) mod place;
mod server;
mod ty;
mod union;
mod values;
pub(crate) mod visit;
mod webhook;

pub(crate) use aliases::{behind_aliases, plain};
pub(crate) use given_name::{Author, GivenName, NameSource};
pub(crate) use operation::{
    Body, DocumentedHeaders, DocumentedResponse, Encoding, EventData, Location, Media, Operation, Outcome, Parameter,
    Requirement, Reserved, ResponseContent, Style,
};
pub(crate) use server::{Server, ServerTemplate, ServerVariable};
pub(crate) use ty::Type;
pub(crate) use union::{Alternative, Constant, DiscriminatorValues, JsonKind, Naming, Shape, Trust, Union};
pub(crate) use values::{is_by_status, is_constant, is_newtype, is_structured};
pub(crate) use webhook::{EventKey, Signature, SignatureHash, SignatureTime, SignedPart, Webhook};

use crate::document::source::Span;

/// A JSON pointer into the merged document. The `span` beside one is where that is in the text.
pub(crate) type Pointer = String;

/// Everything the emitters need.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) title: String,
    pub(crate) servers: Vec<Server>,
    pub(crate) server_templates: Vec<ServerTemplate>,
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) webhooks: Vec<Webhook>,
    /// How all webhooks are signed that have no scheme of their own.
    pub(crate) signature: Option<Signature>,
    /// What identifies a webhook, if the document defines it for most of them.
    pub(crate) event_key: Option<EventKey>,
    pub(crate) types: Vec<TypeDef>,
    /// The type of all documented error bodies, if they share one.
    pub(crate) error_body: Option<TypeId>,
}

#[derive(Clone, Debug)]
pub(crate) struct Scheme {
    pub(crate) key: String,
    pub(crate) description: Option<String>,
    pub(crate) deprecated: bool,
    pub(crate) rust_name: Option<GivenName>,
    pub(crate) kind: SchemeKind,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SchemeKind {
    /// A header. The prefix is put before the value and includes its space.
    Header {
        name: String,
        prefix: String,
    },
    Query {
        name: String,
    },
    Cookie {
        name: String,
    },
    Basic,
    /// An HTTP authentication scheme that the client does not support.
    Unsent {
        word: String,
    },
}

impl SchemeKind {
    /// Returns whether the client can send credentials of this kind.
    pub(crate) fn is_sent(&self) -> bool {
        !matches!(self, Self::Unsent { .. })
    }

    /// Returns whether both credentials are sent in the same place. The case of a header does not count.
    pub(crate) fn is_sent_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Header { name, prefix }, Self::Header { name: twin, prefix: other }) => {
                name.eq_ignore_ascii_case(twin) && prefix == other
            }
            (one, other) => one == other,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    /// The name of the tag around it.
    pub(crate) parent: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) rust_name: Option<GivenName>,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

/// An index into [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TypeId(pub(crate) usize);

/// An index into [`Api::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OperationId(pub(crate) usize);

/// How an operation pages. Parameters are query parameters, and properties are paths with dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    /// Empty if the response itself is the list.
    pub(crate) items: String,
    pub(crate) limit: Option<String>,
    pub(crate) applied_limit: Option<String>,
    pub(crate) next: NextPage,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NextPage {
    Offset {
        parameter: String,
    },
    Page {
        parameter: String,
        first: u64,
    },
    Cursor {
        parameter: String,
        property: String,
    },
    LastItem {
        parameter: String,
        property: String,
    },
    /// A property of the response has the address of the next page.
    Url {
        property: String,
    },
    /// The header `Link` of the response has it, with this relation.
    Link {
        relation: String,
    },
}

/// Returns the type of the items in the list that a path of properties leads to in a response. An empty path leads to the
/// response itself.
pub(crate) fn items<'a>(types: &'a [TypeDef], response_content: &'a ResponseContent, path: &str) -> Option<&'a Type> {
    let ResponseContent::Json(ty) = response_content else { return None };
    let mut ty = plain(types, ty);
    for name in path.split('.').filter(|_| !path.is_empty()) {
        let Type::Named(id) = ty else { return None };
        let TypeShape::Struct { properties, rest: _ } = &types[id.0].shape else { return None };
        ty = plain(types, &properties.iter().find(|property| property.name == name)?.ty);
    }
    if let Type::List(item) = ty { Some(item) } else { None }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Presence {
    Required,
    Optional,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Nullability {
    Plain,
    Nullable,
}

/// What the vendor documents about a parameter or property.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Docs {
    pub(crate) description: Option<String>,
    /// As JSON.
    pub(crate) default: Option<String>,
    pub(crate) deprecated: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Property {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) presence: Presence,
    /// The presence that the document declares, in the direction in which it is sent.
    pub(crate) documented: Presence,
    pub(crate) nullability: Nullability,
    pub(crate) access: Access,
    pub(crate) docs: Docs,
    /// The value that the mapping of a discriminator gives it.
    pub(crate) mark: Option<String>,
    pub(crate) rust_name: Option<GivenName>,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

impl Property {
    /// Returns whether `required` is the only place that names the property. That is its place then.
    pub(crate) fn is_undescribed(&self) -> bool {
        self.at.rsplit('/').nth(1) == Some("required")
    }
}

/// The direction in which a property is sent (OpenAPI 3.0.3, section 4.7.24.2). One that is sent in one direction only
/// is required in that direction alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    Both,
    /// `readOnly`: part of responses only.
    Read,
    /// `writeOnly`: part of requests only.
    Write,
}

/// A type as one place in the document defines it. Naming joins places that share a Rust type.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) home: Home,
    /// The key of the place in the lock: `GET /users 200 users[]`.
    pub(crate) place: String,
    pub(crate) hint: Hint,
    pub(crate) rust_name: Option<GivenName>,
    /// Where `x-enum-varnames` names the values.
    pub(crate) value_names: Option<NameSource>,
    pub(crate) description: Option<String>,
    pub(crate) shape: TypeShape,
    /// Whether the document allows other values beside those that it lists. Then a single one is not a constant.
    pub(crate) is_open: bool,
    pub(crate) uses: Uses,
    /// Whether it is what requests contain of a type, where responses contain another one.
    pub(crate) input: bool,
    /// Whether a string or an integer has a type of its own, so that it is no alias.
    pub(crate) newtype: bool,
    pub(crate) at: Pointer,
    pub(crate) span: Span,
}

/// The module that a type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Home {
    /// The module of the operation's tag.
    Operation(OperationId),
    /// The module of the components. The type is this component or part of it.
    Component(TypeId),
}

/// What the name of a type is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) base: HintBase,
    /// Whether the type is that of the items of a list or map.
    pub(crate) item: bool,
    /// The properties that contain it, the outermost first.
    pub(crate) around: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HintBase {
    /// A property or parameter.
    Member(String),
    Component(String),
    Response,
    /// An event of a stream.
    Event,
    Error(String),
    /// All documented errors, by status.
    Errors,
    /// The documented headers of the responses.
    Headers,
    Body,
    /// An alternative of a union, by its label.
    Alternative {
        of: Box<HintBase>,
        item: bool,
        label: String,
    },
}

impl HintBase {
    /// Returns the property or parameter that the place is in, also as an alternative of it. Others may have the same name.
    pub(crate) fn member(&self) -> Option<&str> {
        match self {
            Self::Member(name) => Some(name),
            Self::Alternative { of, item: _, label: _ } => of.member(),
            Self::Component(_)
            | Self::Response
            | Self::Event
            | Self::Error(_)
            | Self::Errors
            | Self::Headers
            | Self::Body => None,
        }
    }

    /// Whether a place is named after the operation or the component that it belongs to, and not after something in it.
    pub(crate) fn is_whole(&self) -> bool {
        !matches!(self, Self::Member(_) | Self::Alternative { .. })
    }
}

/// Where a type is used. In a request, an absent list differs from an empty one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    pub(crate) request: bool,
    pub(crate) response: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypeShape {
    Struct {
        properties: Vec<Property>,
        rest: Option<Type>,
    },
    Strings(Vec<Variant<String>>),
    Integers(Vec<Variant<i64>>),
    /// One of several alternatives.
    Union(Union),
    Alias(Type),
}

impl TypeShape {
    /// Returns the types that it refers to.
    pub(crate) fn types(&self) -> Vec<TypeId> {
        match self {
            Self::Struct { properties, rest } => {
                properties.iter().map(|property| &property.ty).chain(rest).flat_map(Type::all_named).collect()
            }
            Self::Union(union) => {
                let types = union.alternatives.iter().map(|alternative| &alternative.ty);
                types.flat_map(Type::all_named).collect()
            }
            Self::Alias(ty) => ty.all_named(),
            Self::Strings(_) | Self::Integers(_) => Vec::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variant<T> {
    pub(crate) value: T,
    pub(crate) rust_name: Option<String>,
    pub(crate) description: Option<String>,
}
