//! Explains the findings about paths, operations, parameters, bodies and security.

use super::Explanation;

pub(super) const PATH_MENDED: Explanation = Explanation {
    meaning: "The path does not begin with a slash, or its braces do not match or are empty. It is read as the path \
              that is meant.",
    example: "paths:\n  things/{id}: …",
    action: "If the server has another path than the finding shows, correct the path in an overlay.",
};

pub(super) const PATH_FRAGMENT: Explanation = Explanation {
    meaning: "The path has a fragment (`#…`), which is never sent. It only distinguishes operations.",
    example: "paths:\n  /#action=list: …",
    action: "Nothing.",
};

pub(super) const PATH_QUERY: Explanation = Explanation {
    meaning: "The path has a query (`?…`). Every request of the operation has it.",
    example: "paths:\n  /things?beta=true: …",
    action: "Nothing.",
};

pub(super) const AMBIGUOUS_PATH: Explanation = Explanation {
    meaning: "Two paths differ only in the names of their parameters, so a server cannot distinguish them. Both are \
              generated.",
    example: "paths:\n  /things/{id}: …\n  /things/{key}: …",
    action: "If they are the same path, rename the parameter in an overlay. Otherwise accept the finding.",
};

pub(super) const DUPLICATE_OPERATION_ID: Explanation = Explanation {
    meaning: "Two operations have the same `operationId`, which the specification forbids.",
    example: "get: {operationId: listThings}\npost: {operationId: listThings}",
    action: "Correct one of them in an overlay.",
};

pub(super) const UNDEFINED_SECURITY: Explanation = Explanation {
    meaning: "A security requirement names a scheme that the document does not define, so it is unknown how to send \
              the credential.",
    example: "security:\n- tokn: []",
    action: "Correct the name, or define the scheme under `components/securitySchemes`, in an overlay.",
};

pub(super) const UNSENT_CREDENTIAL: Explanation = Explanation {
    meaning: "The operation requires a credential that the client cannot send, such as `digest`. The caller has to \
              send it.",
    example: "securitySchemes:\n  login: {type: http, scheme: digest}",
    action: "Add the header in the options of the call, or describe another scheme in an overlay if the server \
             accepts one.",
};

pub(super) const PATH_PARAMETER: Explanation = Explanation {
    meaning: "A parameter of the path is not declared, or a declared one is not in the path. An undeclared parameter \
              is read as a string.",
    example: "paths:\n  /users/{id}:\n    get: {parameters: []}",
    action: "Declare the parameter, or remove it, in an overlay.",
};

pub(super) const DUPLICATE_PARAMETER: Explanation = Explanation {
    meaning: "An operation declares two parameters with the same name and location.",
    example: "parameters:\n- {name: a, in: query}\n- {name: a, in: query}",
    action: "Remove one of them in an overlay.",
};

pub(super) const UNDEFINED_STYLE: Explanation = Explanation {
    meaning: "OpenAPI does not define how this value is written in a URL or form, or the client cannot write it \
              so. The finding says how it is written.",
    example: "style: deepObject\nschema: {type: array, items: {type: string}}",
    action: "Try a call. If the server expects something else, give another `style` in an overlay.",
};

pub(super) const ENCODING_UNKNOWN: Explanation = Explanation {
    meaning: "`encoding` names a property that the form does not have. It has no effect.",
    example: "encoding:\n  nmae: {contentType: text/plain}",
    action: "Correct the name in an overlay, or accept the finding.",
};

pub(super) const OTHER_MEDIA: Explanation = Explanation {
    meaning: "A response has several JSON media types with different schemas. The finding says which one is \
              used.",
    example: "content:\n  application/json: {schema: {type: object}}\n  application/vnd.jobs+json: {schema: {type: array}}",
    action: "Remove the media type that you do not need in an overlay, or accept the finding.",
};

pub(super) const WHOLE_EVENT: Explanation = Explanation {
    meaning: "The schema of a `text/event-stream` describes whole events, with properties such as `event` and \
              `data`, and is read as such.",
    example: "text/event-stream:\n  schema: {properties: {event: {type: string}, data: {type: string}}}",
    action: "Nothing.",
};

pub(super) const INVALID_PAGINATION: Explanation = Explanation {
    meaning: "`x-pagination` is not written correctly, or names a parameter or property that the operation does not \
              have.",
    example: "x-pagination: {items: users, offset: skip}    # there is no parameter `skip`",
    action: "Correct the action in the overlay. `docs/extensions.md` lists the keys.",
};

pub(super) const BODY_REQUIRED: Explanation = Explanation {
    meaning: "A body has required properties but is not required itself. It is read as required.",
    example: "requestBody:\n  content: …    # `required: [name]`, but no `required: true` for the body",
    action: "Nothing. If the body can be omitted, make its properties optional in an overlay.",
};

pub(super) const SERVERS_DIFFER: Explanation = Explanation {
    meaning: "The servers of an operation differ from those of the API, and none of them belongs to the operation \
              alone. Requests go to the server of the client.",
    example: "get:\n  servers: [{url: https://a.example.com}, {url: https://b.example.com}]",
    action: "If the operation needs a particular server, give it only that one in an overlay. Otherwise accept the \
             finding.",
};

pub(super) const OWN_SERVER: Explanation = Explanation {
    meaning: "An operation has a server of its own. Its requests go there, whichever server the client uses.",
    example: "servers: [{url: https://upload.example.com}]",
    action: "Nothing.",
};
