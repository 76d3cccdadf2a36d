//! The keys of the objects of OpenAPI 3.0, 3.1 and 3.2 as a table, with the shape of each value. Data only.

use super::Kind::{self, *};
use super::Shape::{self, *};
use super::Versions::{self, *};

/// A key of an object, the shape of its value, and the versions of OpenAPI that have it.
pub(crate) type Key = (&'static str, Shape, Versions);

const LOCATIONS: &[&str] = &["cookie", "header", "path", "query", "querystring"];

/// The styles of a property of a form (OpenAPI 3.0.3, section 4.7.15.1).
const FORM_STYLES: &[&str] = &["form", "spaceDelimited", "pipeDelimited", "deepObject"];

const STYLES: &[&str] =
    &["cookie", "deepObject", "form", "label", "matrix", "pipeDelimited", "simple", "spaceDelimited"];

const SCHEME_TYPES: &[&str] = &["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"];

impl Kind {
    /// Returns a key by its name.
    pub(crate) fn key(self, name: &str) -> Option<&'static Key> {
        // A loop over indices, because this is called for every key of a document in each walk, and iterators take several
        // times as long where the generator is not optimised.
        let (keys, length) = (self.keys(), name.len());
        let (mut at, count) = (0, keys.len());
        while at < count {
            let key = keys[at].0;
            // Most keys have another length, which is faster to see.
            if key.len() == length && key == name {
                return Some(&keys[at]);
            }
            at += 1;
        }
        None
    }

    /// Returns all keys, each with the shape of its value.
    pub(crate) fn keys(self) -> &'static [Key] {
        match self {
            Document => &[
                ("openapi", Text, V30),
                ("$self", Text, V32),
                ("info", One(Info), V30),
                ("jsonSchemaDialect", Text, V31),
                ("servers", Many(Server), V30),
                ("paths", Patterned(PathItem), V30),
                ("webhooks", Map(PathItem), V31),
                ("components", One(Components), V30),
                ("security", Security, V30),
                ("tags", Many(Tag), V30),
                ("externalDocs", One(ExternalDocs), V30),
            ],
            Info => &[
                ("title", Text, V30),
                ("summary", Text, V31),
                ("description", Text, V30),
                ("termsOfService", Text, V30),
                ("contact", One(Contact), V30),
                ("license", One(License), V30),
                ("version", Text, V30),
            ],
            Contact => &[("name", Text, V30), ("url", Text, V30), ("email", Text, V30)],
            License => &[("name", Text, V30), ("identifier", Text, V31), ("url", Text, V30)],
            Server => &[
                ("url", Text, V30),
                ("description", Text, V30),
                ("name", Text, V32),
                ("variables", Map(ServerVariable), V30),
            ],
            ServerVariable => &[("enum", Texts, V30), ("default", Text, V30), ("description", Text, V30)],
            PathItem => &[
                ("$ref", Text, V30),
                ("summary", Text, V30),
                ("description", Text, V30),
                ("get", One(Operation), V30),
                ("put", One(Operation), V30),
                ("post", One(Operation), V30),
                ("delete", One(Operation), V30),
                ("options", One(Operation), V30),
                ("head", One(Operation), V30),
                ("patch", One(Operation), V30),
                ("trace", One(Operation), V30),
                ("query", One(Operation), V32),
                ("additionalOperations", Map(Operation), V32),
                ("servers", Many(Server), V30),
                ("parameters", Many(Parameter), V30),
            ],
            Operation => &[
                ("tags", Texts, V30),
                ("summary", Text, V30),
                ("description", Text, V30),
                ("externalDocs", One(ExternalDocs), V30),
                ("operationId", Text, V30),
                ("parameters", Many(Parameter), V30),
                ("requestBody", One(RequestBody), V30),
                ("responses", Patterned(Response), V30),
                ("callbacks", Map(Callback), V30),
                ("deprecated", Flag, V30),
                ("security", Security, V30),
                ("servers", Many(Server), V30),
            ],
            ExternalDocs => &[("description", Text, V30), ("url", Text, V30)],
            Parameter => &[
                ("name", Text, V30),
                ("in", OneOf(LOCATIONS), V30),
                ("description", Text, V30),
                ("required", Flag, V30),
                ("deprecated", Flag, V30),
                ("allowEmptyValue", Flag, V30),
                ("style", OneOf(STYLES), V30),
                ("explode", Flag, V30),
                ("allowReserved", Flag, V30),
                ("schema", One(Schema), V30),
                ("example", Any, V30),
                ("examples", Map(Example), V30),
                ("content", Map(MediaType), V30),
            ],
            RequestBody => &[("description", Text, V30), ("content", Map(MediaType), V30), ("required", Flag, V30)],
            MediaType => &[
                ("description", Text, V32),
                ("schema", One(Schema), V30),
                ("itemSchema", One(Schema), V32),
                ("example", Any, V30),
                ("examples", Map(Example), V30),
                ("encoding", Map(Encoding), V30),
                ("prefixEncoding", Many(Encoding), V32),
                ("itemEncoding", One(Encoding), V32),
            ],
            Encoding => &[
                ("contentType", Text, V30),
                ("headers", Map(Header), V30),
                ("style", OneOf(FORM_STYLES), V30),
                ("explode", Flag, V30),
                ("allowReserved", Flag, V30),
                ("encoding", Map(Encoding), V32),
                ("prefixEncoding", Many(Encoding), V32),
                ("itemEncoding", One(Encoding), V32),
            ],
            Response => &[
                ("summary", Text, V32),
                ("description", Text, V30),
                ("headers", Map(Header), V30),
                ("content", Map(MediaType), V30),
                ("links", Map(Link), V30),
            ],
            Callback => &[],
            Example => &[
                ("summary", Text, V30),
                ("description", Text, V30),
                ("dataValue", Any, V32),
                ("serializedValue", Text, V32),
                ("value", Any, V30),
                ("externalValue", Text, V30),
            ],
            Link => &[
                ("operationRef", Text, V30),
                ("operationId", Text, V30),
                ("parameters", Any, V30),
                ("requestBody", Any, V30),
                ("description", Text, V30),
                ("server", One(Server), V30),
            ],
            Header => &[
                ("description", Text, V30),
                ("required", Flag, V30),
                ("deprecated", Flag, V30),
                ("allowEmptyValue", Flag, Only30),
                ("style", OneOf(&["simple"]), V30),
                ("explode", Flag, V30),
                ("allowReserved", Flag, Only30),
                ("schema", One(Schema), V30),
                ("example", Any, V30),
                ("examples", Map(Example), V30),
                ("content", Map(MediaType), V30),
            ],
            Tag => &[
                ("name", Text, V30),
                ("summary", Text, V32),
                ("description", Text, V30),
                ("externalDocs", One(ExternalDocs), V30),
                ("parent", Text, V32),
                ("kind", Text, V32),
            ],
            Schema => SCHEMA,
            Discriminator => &[("propertyName", Text, V30), ("mapping", TextMap, V30), ("defaultMapping", Text, V32)],
            Xml => &[
                ("nodeType", Text, V32),
                ("name", Text, V30),
                ("namespace", Text, V30),
                ("prefix", Text, V30),
                ("attribute", Flag, V30),
                ("wrapped", Flag, V30),
            ],
            Components => &[
                ("schemas", Map(Schema), V30),
                ("responses", Map(Response), V30),
                ("parameters", Map(Parameter), V30),
                ("examples", Map(Example), V30),
                ("requestBodies", Map(RequestBody), V30),
                ("headers", Map(Header), V30),
                ("securitySchemes", Map(SecurityScheme), V30),
                ("links", Map(Link), V30),
                ("callbacks", Map(Callback), V30),
                ("pathItems", Map(PathItem), V31),
                ("mediaTypes", Map(MediaType), V32),
            ],
            SecurityScheme => &[
                ("type", OneOf(SCHEME_TYPES), V30),
                ("description", Text, V30),
                ("name", Text, V30),
                ("in", OneOf(&["cookie", "header", "query"]), V30),
                ("scheme", Text, V30),
                ("bearerFormat", Text, V30),
                ("flows", One(OAuthFlows), V30),
                ("openIdConnectUrl", Text, V30),
                ("oauth2MetadataUrl", Text, V32),
                ("deprecated", Flag, V32),
            ],
            OAuthFlows => &[
                ("implicit", One(OAuthFlow), V30),
                ("password", One(OAuthFlow), V30),
                ("clientCredentials", One(OAuthFlow), V30),
                ("authorizationCode", One(OAuthFlow), V30),
                ("deviceAuthorization", One(OAuthFlow), V32),
            ],
            OAuthFlow => &[
                ("authorizationUrl", Text, V30),
                ("deviceAuthorizationUrl", Text, V32),
                ("tokenUrl", Text, V30),
                ("refreshUrl", Text, V30),
                ("scopes", TextMap, V30),
            ],
            Reference => &[("$ref", Text, V30), ("summary", Text, V31), ("description", Text, V31)],
        }
    }
}

const SCHEMA: &[Key] = &[
    ("title", Text, V30),
    ("multipleOf", Number, V30),
    ("maximum", Number, V30),
    ("exclusiveMaximum", Bound, V30),
    ("minimum", Number, V30),
    ("exclusiveMinimum", Bound, V30),
    ("maxLength", Number, V30),
    ("minLength", Number, V30),
    ("pattern", Text, V30),
    ("maxItems", Number, V30),
    ("minItems", Number, V30),
    ("uniqueItems", Flag, V30),
    ("maxProperties", Number, V30),
    ("minProperties", Number, V30),
    ("required", Required, V30),
    ("enum", Any, V30),
    ("type", Type, V30),
    ("not", SchemaOrFlag, V30),
    ("allOf", Many(Schema), V30),
    ("oneOf", Many(Schema), V30),
    ("anyOf", Many(Schema), V30),
    ("items", Items, V30),
    ("properties", Map(Schema), V30),
    ("additionalProperties", SchemaOrFlag, V30),
    ("description", Text, V30),
    ("format", Text, V30),
    ("default", Any, V30),
    ("nullable", Flag, Only30),
    ("discriminator", One(Discriminator), V30),
    ("readOnly", Flag, V30),
    ("writeOnly", Flag, V30),
    ("example", Any, V30),
    ("externalDocs", One(ExternalDocs), V30),
    ("deprecated", Flag, V30),
    ("xml", One(Xml), V30),
    // JSON Schema 2020-12.
    ("$schema", Text, V31),
    ("$id", Text, V31),
    ("$anchor", Text, V31),
    ("$comment", Text, V31),
    ("$defs", Map(Schema), V31),
    ("$dynamicRef", Text, V31),
    ("$dynamicAnchor", Text, V31),
    ("$vocabulary", Any, V31),
    ("const", Any, V31),
    ("examples", Any, V31),
    ("contains", SchemaOrFlag, V31),
    ("contentEncoding", Text, V31),
    ("contentMediaType", Text, V31),
    ("contentSchema", SchemaOrFlag, V31),
    ("dependentRequired", Any, V31),
    ("dependentSchemas", Map(Schema), V31),
    ("if", SchemaOrFlag, V31),
    ("then", SchemaOrFlag, V31),
    ("else", SchemaOrFlag, V31),
    ("maxContains", Number, V31),
    ("minContains", Number, V31),
    ("patternProperties", Map(Schema), V31),
    ("prefixItems", Many(Schema), V31),
    ("propertyNames", SchemaOrFlag, V31),
    ("unevaluatedItems", SchemaOrFlag, V31),
    ("unevaluatedProperties", SchemaOrFlag, V31),
];
