//! The client as plain data: what stands between the document and the tokens. No type of `openapiv3`, no
//! identifier of Rust.
//!
//! Order: operations by path and then method; parameters, properties and values by their name on the wire.
//! The order of the author does not count, so that moving things around in the document changes nothing.

mod operation;
mod union;
pub(crate) mod visit;

pub(crate) use operation::{
    Answer, Body, Documented, Encoding, EventData, Location, Media, Operation, Outcome, Parameter, Requirement,
    Reserved, Style,
};
pub(crate) use union::{Alternative, Constant, Form, JsonKind, Mark, Naming, Trust, Union};

/// A JSON pointer into the merged document.
pub(crate) type Pointer = String;

/// Everything the emitters need.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) title: String,
    pub(crate) servers: Vec<Server>,
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) tags: Vec<Tag>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) types: Vec<TypeDef>,
    /// The body that all documented errors share, if they do.
    pub(crate) error_body: Option<TypeId>,
}

#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) description: Option<String>,
    pub(crate) rust_name: Option<String>,
    pub(crate) at: Pointer,
}

#[derive(Clone, Debug)]
pub(crate) struct Scheme {
    pub(crate) key: String,
    pub(crate) description: Option<String>,
    pub(crate) rust_name: Option<String>,
    pub(crate) kind: SchemeKind,
    pub(crate) at: Pointer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SchemeKind {
    /// A header; the prefix stands before the value, with its space.
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
    /// HTTP authentication by a word that the client does not speak.
    Unsent {
        word: String,
    },
}

impl SchemeKind {
    /// Whether the client sends credentials of this kind.
    pub(crate) fn is_sent(&self) -> bool {
        !matches!(self, Self::Unsent { .. })
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) rust_name: Option<String>,
    pub(crate) at: Pointer,
}

/// An index into [`Api::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TypeId(pub(crate) usize);

/// An index into [`Api::operations`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OperationId(pub(crate) usize);

/// How an operation pages; parameters are those of the query, properties are paths with dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    pub(crate) items: String,
    pub(crate) limit: Option<String>,
    pub(crate) applied_limit: Option<String>,
    pub(crate) next: NextPage,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NextPage {
    Offset { parameter: String },
    Page { parameter: String, first: u64 },
    Cursor { parameter: String, property: String },
    LastItem { parameter: String, property: String },
}

/// The type of the items that stand at a path of properties in an answer.
pub(crate) fn items<'a>(types: &'a [TypeDef], answer: &'a Answer, path: &str) -> Option<&'a Type> {
    let Answer::Json(ty) = answer else { return None };
    let mut ty = plain(types, ty);
    for name in path.split('.') {
        let Type::Named(id) = ty else { return None };
        let TypeShape::Struct { properties, rest: _ } = &types[id.0].shape else { return None };
        ty = plain(types, &properties.iter().find(|property| property.name == name)?.ty);
    }
    if let Type::List(item) = ty { Some(item) } else { None }
}

/// The type behind aliases and `null`.
fn plain<'a>(types: &'a [TypeDef], mut ty: &'a Type) -> &'a Type {
    // Aliases that lead in a circle are refused elsewhere.
    for _ in 0..=types.len() {
        match ty {
            Type::Nullable(inner) => ty = inner,
            Type::Named(id) => match &types[id.0].shape {
                TypeShape::Alias(inner) => ty = inner,
                _ => break,
            },
            _ => break,
        }
    }
    ty
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

/// What the vendor says of a parameter or property.
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
    /// What the document says of its presence in the direction that it goes in.
    pub(crate) documented: Presence,
    pub(crate) nullability: Nullability,
    pub(crate) access: Access,
    pub(crate) docs: Docs,
    pub(crate) rust_name: Option<String>,
    pub(crate) at: Pointer,
}

/// In which direction a property goes (OpenAPI 3.0.3, section 4.7.24.2). One that goes in one direction only is never
/// required: the same type may travel in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    Both,
    /// `readOnly`: part of answers, never sent.
    Read,
    /// `writeOnly`: sent, never part of answers.
    Write,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    Bool,
    I32,
    I64,
    U32,
    U64,
    F32,
    F64,
    String,
    Secret,
    DateTime,
    Date,
    /// Bytes, in a form of parts.
    File,
    /// Any JSON value.
    Any,
    List(Box<Type>),
    Map(Box<Type>),
    /// A value or `null`, where no property is there to say so: an item, or a whole body.
    Nullable(Box<Type>),
    Named(TypeId),
}

impl Type {
    /// The named type inside, if there is one.
    pub(crate) fn named(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) => Some(*id),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }
}

/// Whether a property is required and has one value only, so that nobody is asked for it.
pub(crate) fn is_constant(types: &[TypeDef], property: &Property) -> bool {
    let Type::Named(id) = plain(types, &property.ty) else { return false };
    let is_one = match &types[id.0].shape {
        TypeShape::Strings(values) => values.len() == 1,
        TypeShape::Integers(values) => values.len() == 1,
        TypeShape::Struct { .. } | TypeShape::Union(_) | TypeShape::Alias(_) => false,
    };
    is_one && property.presence == Presence::Required && property.nullability == Nullability::Plain
}

/// Whether a value of the type has parts: it is an object, a list, or may be one. Unlike a plain value it is written as its
/// style says.
pub(crate) fn is_structured(types: &[TypeDef], ty: &Type) -> bool {
    let mut open = vec![ty];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(ty) = open.pop() {
        match plain(types, ty) {
            Type::List(_) | Type::Map(_) => return true,
            Type::Named(id) if seen.insert(*id) => match &types[id.0].shape {
                TypeShape::Struct { .. } => return true,
                TypeShape::Union(union) => open.extend(union.alternatives.iter().map(|alternative| &alternative.ty)),
                TypeShape::Strings(_) | TypeShape::Integers(_) | TypeShape::Alias(_) => {}
            },
            _ => {}
        }
    }
    false
}

/// A type as one place of the document defines it. Places that share one Rust type are joined in names.
#[derive(Clone, Debug)]
pub(crate) struct TypeDef {
    pub(crate) home: Home,
    /// The key of the place in the lock: `GET /users 200 users[]`.
    pub(crate) place: String,
    pub(crate) hint: Hint,
    pub(crate) rust_name: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) shape: TypeShape,
    pub(crate) uses: Uses,
    pub(crate) at: Pointer,
}

/// The module that a type belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Home {
    /// The module of the operation's tag.
    Operation(OperationId),
    /// The module of the components; the type belongs to this component or is it.
    Component(TypeId),
}

/// What a type's name is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) base: HintBase,
    /// Whether the type is that of an item of a list or map, and not of the thing itself.
    pub(crate) item: bool,
    /// The properties around it, from the outside in.
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
    Body,
    /// One of the forms that a union may have, by its label.
    Alternative {
        of: Box<HintBase>,
        item: bool,
        label: String,
    },
}

/// Where a type is used; it decides whether absence has to be told from an empty list.
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
    /// One of several forms.
    Union(Union),
    Alias(Type),
}

impl TypeShape {
    /// The types that it names.
    pub(crate) fn types(&self) -> Vec<TypeId> {
        match self {
            Self::Struct { properties, rest } => {
                properties.iter().map(|property| &property.ty).chain(rest).filter_map(Type::named).collect()
            }
            Self::Union(union) => {
                let forms = union.alternatives.iter().map(|alternative| &alternative.ty);
                forms.filter_map(Type::named).collect()
            }
            Self::Alias(ty) => ty.named().into_iter().collect(),
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
