//! What the client does with the objects that describe the API as a whole.

use super::{Object, acted, people, reported};
use crate::document::grammar::Kind;
use crate::findings::Code::*;

pub(super) const OBJECTS: &[Object] = &[
    (
        Kind::Document,
        &[
            ("openapi", acted("openapi-3-1"), "decides how schemas are read: 3.0, 3.1 and 3.2 are supported"),
            (
                "$self",
                acted("openapi-3-2"),
                "references by this address lead into the document, and relative servers are below it",
            ),
            ("info", acted("minimal"), "its title is in the docs"),
            (
                "jsonSchemaDialect",
                reported(OtherDialect),
                "schemas are read as JSON Schema 2020-12; another dialect is reported",
            ),
            ("servers", acted("servers"), "the servers that a caller chooses from: `Server`"),
            ("paths", acted("minimal"), "a method of the client for each operation"),
            ("webhooks", acted("slips"), "a type for each, and a function that reads it: `webhook_events`"),
            ("components", acted("by-reference"), "found through references"),
            ("security", acted("pushed-down"), "the credentials of operations without `security` of their own"),
            ("tags", acted("nested-tags"), "a module and a handle for each tag"),
            ("externalDocs", people(), ""),
        ],
    ),
    (
        Kind::Info,
        &[
            ("title", acted("minimal"), "the title in the docs"),
            ("summary", people(), ""),
            ("description", people(), ""),
            ("termsOfService", people(), ""),
            ("contact", people(), ""),
            ("license", people(), ""),
            ("version", people(), "the client has a version of its own"),
        ],
    ),
    (Kind::Contact, &[("name", people(), ""), ("url", people(), ""), ("email", people(), "")]),
    (Kind::License, &[("name", people(), ""), ("identifier", people(), ""), ("url", people(), "")]),
    (
        Kind::Server,
        &[
            ("url", acted("servers"), "a variant of `Server`"),
            ("description", acted("servers"), "its docs"),
            ("name", acted("openapi-3-2"), "the name of the variant"),
            (
                "variables",
                acted("servers"),
                "a variant for each listed combination, or a type with a setter for each variable",
            ),
        ],
    ),
    (
        Kind::ServerVariable,
        &[
            ("enum", acted("on-the-wire"), "the values that the variants have, or the docs of the setter"),
            ("default", acted("servers"), "the value that is sent unless the caller sets another"),
            ("description", acted("on-the-wire"), "the docs of the setter"),
        ],
    ),
    (
        Kind::Tag,
        &[
            (
                "name",
                acted("nested-tags"),
                "the name of the module and its handle; the first tag of an operation counts",
            ),
            ("summary", acted("openapi-3-2"), "the docs of the module, unless it has a description"),
            ("description", acted("nested-tags"), "the docs of the module"),
            ("externalDocs", people(), ""),
            (
                "parent",
                acted("openapi-3-2"),
                "the module that the module of the tag is in, as for a tag named `Admin/Users`",
            ),
            ("kind", people(), ""),
        ],
    ),
    (Kind::ExternalDocs, &[("description", people(), ""), ("url", people(), "")]),
    (
        Kind::Components,
        &[
            ("schemas", acted("by-reference"), "a type for each, shared by all operations"),
            ("responses", acted("by-reference"), "found through references"),
            ("parameters", acted("by-reference"), "found through references"),
            ("examples", people(), ""),
            ("requestBodies", acted("by-reference"), "found through references"),
            ("headers", acted("beside-the-body"), "those of responses"),
            ("securitySchemes", acted("credentials"), "a setter on the builder for each"),
            ("links", people(), "those of responses are reported"),
            ("callbacks", acted("callbacks"), "those that operations have"),
            ("pathItems", acted("slips"), "found through references"),
            ("mediaTypes", acted("openapi-3-2"), "found through references"),
        ],
    ),
    (
        Kind::Reference,
        &[
            (
                "$ref",
                acted("by-reference"),
                "leads to any place in the document, or to a file that is imported with it",
            ),
            ("summary", people(), ""),
            (
                "description",
                acted("openapi-3-2"),
                "the docs of a parameter, in place of those that the reference leads to",
            ),
        ],
    ),
    (
        Kind::SecurityScheme,
        &[
            ("type", acted("credentials"), "what the builder asks for"),
            ("type: apiKey", acted("credentials"), "a header, a query parameter or a cookie"),
            ("type: http", acted("credentials"), "`basic` and `bearer`"),
            ("type: mutualTLS", reported(NotGenerated), "the caller gives the certificate to the HTTP library"),
            ("type: oauth2", acted("credentials"), "a bearer token, which the caller obtains"),
            ("type: openIdConnect", acted("pushed-down"), "a bearer token, which the caller obtains"),
            ("description", acted("pushed-down"), "the docs of the setter"),
            ("deprecated", acted("openapi-3-2"), "the setter is deprecated"),
            ("name", acted("credentials"), "the name of the header, parameter or cookie"),
            ("in", acted("credentials"), "where the credential is sent"),
            ("in: cookie", acted("credentials"), "in the header `Cookie`"),
            ("in: header", acted("credentials"), "as a header"),
            ("in: query", acted("credentials"), "as a query parameter"),
            ("scheme", acted("credentials"), "`basic` and `bearer`; any other is reported"),
            ("bearerFormat", people(), ""),
            ("flows", people(), "callers obtain the token; the scopes of each operation are in its docs"),
            ("openIdConnectUrl", people(), "callers obtain the token"),
            ("oauth2MetadataUrl", people(), "callers obtain the token"),
        ],
    ),
    (
        Kind::OAuthFlows,
        &[
            ("implicit", people(), ""),
            ("password", people(), ""),
            ("clientCredentials", people(), ""),
            ("authorizationCode", people(), ""),
            ("deviceAuthorization", people(), ""),
        ],
    ),
    (
        Kind::OAuthFlow,
        &[
            ("authorizationUrl", people(), ""),
            ("deviceAuthorizationUrl", people(), ""),
            ("tokenUrl", people(), ""),
            ("refreshUrl", people(), ""),
            ("scopes", people(), "the scopes of each operation are in its docs"),
        ],
    ),
];
