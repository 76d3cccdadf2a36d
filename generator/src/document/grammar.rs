//! The objects of OpenAPI 3.0, 3.1 and 3.2. `grammar/keys.rs` is the table of their keys.

mod keys;

/// The methods that have a key of a path item, in the order in which they are printed.
pub(crate) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// An object of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Document,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Schema,
    Discriminator,
    Xml,
    Components,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    /// What a `$ref` may have next to it. Schemas and path items have their own rules.
    Reference,
}

/// What the value of a key looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// Any value. It is not checked.
    Any,
    Text,
    Flag,
    Number,
    /// An array of strings.
    Texts,
    /// An array of strings. Older drafts have a flag here, and a property may be called `required`, in the wrong place.
    Required,
    /// A schema, `true` or `false`. Older drafts have a list of schemas as well.
    Items,
    /// One of these strings.
    OneOf(&'static [&'static str]),
    /// The name of a type. OpenAPI 3.1 allows an array of names as well.
    Type,
    /// A number in OpenAPI 3.1, a flag in 3.0.
    Bound,
    /// An object, or a reference to one if the specification allows it.
    One(Kind),
    Many(Kind),
    /// Objects by their names. A name may begin with `x-`, as that of a header often does.
    Map(Kind),
    /// Objects by a path or a status. A member whose name begins with `x-` is an extension.
    Patterned(Kind),
    /// A schema, `true` or `false`.
    SchemaOrFlag,
    /// An object whose values are strings.
    TextMap,
    /// Security requirements: a list of maps from a scheme to scopes.
    Security,
}

/// The versions of OpenAPI that have a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Versions {
    /// All versions.
    V30,
    /// OpenAPI 3.1 and later versions.
    V31,
    /// OpenAPI 3.2 and later versions.
    V32,
    /// OpenAPI 3.0 and no later version.
    Only30,
}

impl Shape {
    /// Returns the kind of a member of a map, or `None` for an extension.
    pub(crate) fn member(self, name: &str) -> Option<Kind> {
        match self {
            Shape::Map(kind) => Some(kind),
            Shape::Patterned(kind) if !name.starts_with("x-") => Some(kind),
            _ => None,
        }
    }
}

use Kind::*;

const TYPES: &[&str] = &["array", "boolean", "integer", "null", "number", "object", "string"];

impl Kind {
    /// Returns the name that the specification gives to the object, for messages.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Document => "an OpenAPI document",
            Info => "an Info Object",
            Contact => "a Contact Object",
            License => "a License Object",
            Server => "a Server Object",
            ServerVariable => "a Server Variable Object",
            PathItem => "a Path Item Object",
            Operation => "an Operation Object",
            ExternalDocs => "an External Documentation Object",
            Parameter => "a Parameter Object",
            RequestBody => "a Request Body Object",
            MediaType => "a Media Type Object",
            Encoding => "an Encoding Object",
            Response => "a Response Object",
            Callback => "a Callback Object",
            Example => "an Example Object",
            Link => "a Link Object",
            Header => "a Header Object",
            Tag => "a Tag Object",
            Schema => "a Schema Object",
            Discriminator => "a Discriminator Object",
            Xml => "an XML Object",
            Components => "a Components Object",
            SecurityScheme => "a Security Scheme Object",
            OAuthFlows => "an OAuth Flows Object",
            OAuthFlow => "an OAuth Flow Object",
            Reference => "a Reference Object",
        }
    }

    /// Returns the section of `components` that a reference to this kind leads to, or `None` if the kind cannot be
    /// referred to.
    pub(crate) fn section(self) -> Option<&'static str> {
        Some(match self {
            Schema => "schemas",
            Response => "responses",
            Parameter => "parameters",
            Example => "examples",
            RequestBody => "requestBodies",
            Header => "headers",
            SecurityScheme => "securitySchemes",
            Link => "links",
            Callback => "callbacks",
            PathItem => "pathItems",
            MediaType => "mediaTypes",
            _ => return None,
        })
    }

    /// Returns the required keys.
    pub(crate) fn required(self) -> &'static [&'static str] {
        match self {
            Document => &["openapi", "info", "paths"],
            Info => &["title", "version"],
            License | Tag => &["name"],
            Server | ExternalDocs => &["url"],
            ServerVariable => &["default"],
            Parameter => &["name", "in"],
            RequestBody => &["content"],
            Discriminator => &["propertyName"],
            SecurityScheme => &["type"],
            _ => &[],
        }
    }
}

/// Returns the values that `type` may have.
pub(crate) fn type_names() -> &'static [&'static str] {
    TYPES
}
