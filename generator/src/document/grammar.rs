//! The objects of OpenAPI 3.0 and 3.1 as a table: the keys of each object, and the shape of each value. Data only.

/// The methods of a path item, in the order in which they are printed.
pub(crate) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An object of the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    Map(Kind),
    /// Path items by their path template.
    Paths,
    /// A schema, `true` or `false`.
    SchemaOrFlag,
    /// An object whose values are strings.
    TextMap,
    /// Security requirements: a list of maps from a scheme to scopes.
    Security,
}

use Kind::*;
use Shape::*;

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

    /// Returns all keys, each with the shape of its value.
    pub(crate) fn keys(self) -> &'static [(&'static str, Shape)] {
        match self {
            Document => &[
                ("openapi", Text),
                ("info", One(Info)),
                ("jsonSchemaDialect", Text),
                ("servers", Many(Server)),
                ("paths", Paths),
                ("webhooks", Map(PathItem)),
                ("components", One(Components)),
                ("security", Security),
                ("tags", Many(Tag)),
                ("externalDocs", One(ExternalDocs)),
            ],
            Info => &[
                ("title", Text),
                ("summary", Text),
                ("description", Text),
                ("termsOfService", Text),
                ("contact", One(Contact)),
                ("license", One(License)),
                ("version", Text),
            ],
            Contact => &[("name", Text), ("url", Text), ("email", Text)],
            License => &[("name", Text), ("identifier", Text), ("url", Text)],
            Server => &[("url", Text), ("description", Text), ("variables", Map(ServerVariable))],
            ServerVariable => &[("enum", Texts), ("default", Text), ("description", Text)],
            PathItem => &[
                ("$ref", Text),
                ("summary", Text),
                ("description", Text),
                ("get", One(Operation)),
                ("put", One(Operation)),
                ("post", One(Operation)),
                ("delete", One(Operation)),
                ("options", One(Operation)),
                ("head", One(Operation)),
                ("patch", One(Operation)),
                ("trace", One(Operation)),
                ("servers", Many(Server)),
                ("parameters", Many(Parameter)),
            ],
            Operation => &[
                ("tags", Texts),
                ("summary", Text),
                ("description", Text),
                ("externalDocs", One(ExternalDocs)),
                ("operationId", Text),
                ("parameters", Many(Parameter)),
                ("requestBody", One(RequestBody)),
                ("responses", Map(Response)),
                ("callbacks", Map(Callback)),
                ("deprecated", Flag),
                ("security", Security),
                ("servers", Many(Server)),
            ],
            ExternalDocs => &[("description", Text), ("url", Text)],
            Parameter => &[
                ("name", Text),
                ("in", OneOf(&["cookie", "header", "path", "query"])),
                ("description", Text),
                ("required", Flag),
                ("deprecated", Flag),
                ("allowEmptyValue", Flag),
                (
                    "style",
                    OneOf(&["deepObject", "form", "label", "matrix", "pipeDelimited", "simple", "spaceDelimited"]),
                ),
                ("explode", Flag),
                ("allowReserved", Flag),
                ("schema", One(Schema)),
                ("example", Any),
                ("examples", Map(Example)),
                ("content", Map(MediaType)),
            ],
            RequestBody => &[("description", Text), ("content", Map(MediaType)), ("required", Flag)],
            MediaType => {
                &[("schema", One(Schema)), ("example", Any), ("examples", Map(Example)), ("encoding", Map(Encoding))]
            }
            Encoding => &[
                ("contentType", Text),
                ("headers", Map(Header)),
                ("style", Text),
                ("explode", Flag),
                ("allowReserved", Flag),
            ],
            Response => {
                &[("description", Text), ("headers", Map(Header)), ("content", Map(MediaType)), ("links", Map(Link))]
            }
            Callback => &[],
            Example => &[("summary", Text), ("description", Text), ("value", Any), ("externalValue", Text)],
            Link => &[
                ("operationRef", Text),
                ("operationId", Text),
                ("parameters", Any),
                ("requestBody", Any),
                ("description", Text),
                ("server", One(Server)),
            ],
            Header => &[
                ("description", Text),
                ("required", Flag),
                ("deprecated", Flag),
                ("allowEmptyValue", Flag),
                ("style", Text),
                ("explode", Flag),
                ("allowReserved", Flag),
                ("schema", One(Schema)),
                ("example", Any),
                ("examples", Map(Example)),
                ("content", Map(MediaType)),
            ],
            Tag => &[("name", Text), ("description", Text), ("externalDocs", One(ExternalDocs))],
            Schema => SCHEMA,
            Discriminator => &[("propertyName", Text), ("mapping", TextMap)],
            Xml => &[("name", Text), ("namespace", Text), ("prefix", Text), ("attribute", Flag), ("wrapped", Flag)],
            Components => &[
                ("schemas", Map(Schema)),
                ("responses", Map(Response)),
                ("parameters", Map(Parameter)),
                ("examples", Map(Example)),
                ("requestBodies", Map(RequestBody)),
                ("headers", Map(Header)),
                ("securitySchemes", Map(SecurityScheme)),
                ("links", Map(Link)),
                ("callbacks", Map(Callback)),
                ("pathItems", Map(PathItem)),
            ],
            SecurityScheme => &[
                ("type", OneOf(&["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"])),
                ("description", Text),
                ("name", Text),
                ("in", OneOf(&["cookie", "header", "query"])),
                ("scheme", Text),
                ("bearerFormat", Text),
                ("flows", One(OAuthFlows)),
                ("openIdConnectUrl", Text),
            ],
            OAuthFlows => &[
                ("implicit", One(OAuthFlow)),
                ("password", One(OAuthFlow)),
                ("clientCredentials", One(OAuthFlow)),
                ("authorizationCode", One(OAuthFlow)),
            ],
            OAuthFlow => &[("authorizationUrl", Text), ("tokenUrl", Text), ("refreshUrl", Text), ("scopes", TextMap)],
        }
    }
}

const SCHEMA: &[(&str, Shape)] = &[
    ("title", Text),
    ("multipleOf", Number),
    ("maximum", Number),
    ("exclusiveMaximum", Bound),
    ("minimum", Number),
    ("exclusiveMinimum", Bound),
    ("maxLength", Number),
    ("minLength", Number),
    ("pattern", Text),
    ("maxItems", Number),
    ("minItems", Number),
    ("uniqueItems", Flag),
    ("maxProperties", Number),
    ("minProperties", Number),
    ("required", Required),
    ("enum", Any),
    ("type", Type),
    ("not", SchemaOrFlag),
    ("allOf", Many(Schema)),
    ("oneOf", Many(Schema)),
    ("anyOf", Many(Schema)),
    ("items", Items),
    ("properties", Map(Schema)),
    ("additionalProperties", SchemaOrFlag),
    ("description", Text),
    ("format", Text),
    ("default", Any),
    ("nullable", Flag),
    ("discriminator", One(Discriminator)),
    ("readOnly", Flag),
    ("writeOnly", Flag),
    ("example", Any),
    ("externalDocs", One(ExternalDocs)),
    ("deprecated", Flag),
    ("xml", One(Xml)),
    // JSON Schema 2020-12, for OpenAPI 3.1.
    ("$schema", Text),
    ("$id", Text),
    ("$anchor", Text),
    ("$comment", Text),
    ("$defs", Map(Schema)),
    ("$dynamicRef", Text),
    ("$dynamicAnchor", Text),
    ("$vocabulary", Any),
    ("const", Any),
    ("examples", Any),
    ("contains", SchemaOrFlag),
    ("contentEncoding", Text),
    ("contentMediaType", Text),
    ("contentSchema", SchemaOrFlag),
    ("dependentRequired", Any),
    ("dependentSchemas", Map(Schema)),
    ("if", SchemaOrFlag),
    ("then", SchemaOrFlag),
    ("else", SchemaOrFlag),
    ("maxContains", Number),
    ("minContains", Number),
    ("patternProperties", Map(Schema)),
    ("prefixItems", Many(Schema)),
    ("propertyNames", SchemaOrFlag),
    ("unevaluatedItems", SchemaOrFlag),
    ("unevaluatedProperties", SchemaOrFlag),
];

/// Returns the values that `type` may have.
pub(crate) fn type_names() -> &'static [&'static str] {
    TYPES
}
