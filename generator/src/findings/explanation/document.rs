//! Explains the findings about the structure of a document: its version, keys, values and references.

use super::Explanation;

pub(super) const NOT_OPEN_API: Explanation = Explanation {
    meaning: "The document has no `openapi: 3.x`. Swagger 2.0 and other formats are not read.",
    example: "swagger: \"2.0\"",
    action: "Convert it to OpenAPI 3 with a converter, and import the result.",
};

pub(super) const MISSPELT_KEY: Explanation = Explanation {
    meaning: "The specification has no such key, but one with nearly the same spelling. If only the casing differs, the key is \
              read as that one. Otherwise it has no effect.",
    example: "propertys:\n  name: {type: string}",
    action: "Correct the spelling in an overlay.",
};

pub(super) const UNKNOWN_KEY: Explanation = Explanation {
    meaning: "The specification has no such key here. The key has no effect.",
    example: "get:\n  produces: [application/json]    # a key of Swagger 2.0",
    action: "Check whether OpenAPI expresses it in another way, and add that in an overlay. Otherwise accept the \
             finding.",
};

pub(super) const WRONG_TYPE: Explanation = Explanation {
    meaning: "A value has another JSON type than the specification requires, and it is not clear how to read it.",
    example: "x-idempotent: \"yes\"    # must be true or false",
    action: "Write a value of the right type; in a document of the vendor, with an overlay.",
};

pub(super) const NULL_VALUE: Explanation = Explanation {
    meaning: "An optional member is `null`. It is read as absent.",
    example: "description: null",
    action: "Nothing, or accept the finding.",
};

pub(super) const UNKNOWN_VALUE: Explanation = Explanation {
    meaning: "The specification lists the values that are allowed here, and this one is not among them.",
    example: "type: strng",
    action: "Correct the value in an overlay; the finding lists the allowed ones.",
};

pub(super) const MISSING_KEY: Explanation = Explanation {
    meaning: "The specification requires a key that is missing. The default of that key is used.",
    example: "info: {version: 1.0.0}    # needs `title`",
    action: "Add the key in an overlay, or accept the finding.",
};

pub(super) const FOREIGN_REF: Explanation = Explanation {
    meaning: "A reference leads out of this document, or to a place where no component of its kind can be.",
    example: "$ref: 'https://example.com/common.yaml#/User'",
    action: "Save the file in the folder of the document, refer to it by its path, and import the document again; or move \
             the target to `components`.",
};

pub(super) const DANGLING_REF: Explanation = Explanation {
    meaning: "A reference leads to nothing, or to a file that cannot be read.",
    example: "$ref: '#/components/schemas/Usr'",
    action: "Correct the name in an overlay, or add the missing component.",
};

pub(super) const CYCLIC_REF: Explanation = Explanation {
    meaning: "A reference leads back to itself, so it never reaches a schema.",
    example: "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}",
    action: "Give one of them content in an overlay. A recursive type, whose property refers to it, is fine and not \
             meant here.",
};

pub(super) const REF_SIBLINGS: Explanation = Explanation {
    meaning: "A `$ref` has members next to it. OpenAPI 3.0 ignores them, but their author meant something, so they \
              are read as if they counted.",
    example: "$ref: '#/components/schemas/User'\nnullable: true",
    action: "Nothing, or accept the finding.",
};

pub(super) const VENDOR_FORM: Explanation = Explanation {
    meaning: "Something is written as in an older draft of JSON Schema, in another casing, or in the wrong place. It \
              is read as it was meant.",
    example: "type: Integer",
    action: "Nothing, or accept the finding.",
};

pub(super) const OTHER_VERSION: Explanation = Explanation {
    meaning: "A keyword belongs to another version of OpenAPI than the document's. It is read as it was meant.",
    example: "openapi: 3.1.0\n# …\nnullable: true    # a keyword of 3.0",
    action: "Nothing.",
};

pub(super) const CONFLICT: Explanation = Explanation {
    meaning: "Two fragments say different things about the same operation or component. The generator cannot know \
              which one is right.",
    example: "# users.yaml\nUser: {type: object}\n# teams.yaml\nUser: {type: string}",
    action: "Import the newer page again, or correct one of them in an overlay. The finding shows both places.",
};

pub(super) const DESCRIPTIONS_DIFFER: Explanation = Explanation {
    meaning: "Fragments have the same component, written differently: with another description, example or vendor \
              extension, or with the values of `enum` or `required` in another order. It means the same to a client. \
              The one with more description is kept.",
    example: "Pet: {type: object, description: A pet}\nPet: {type: object, description: A pet of a customer}",
    action: "Nothing.",
};

pub(super) const VERSIONS_DIFFER: Explanation = Explanation {
    meaning: "Fragments have different values of `info.version`. The greatest is kept. It may mean that some pages \
              are older than others.",
    example: "info: {title: Pets, version: 1.9.0}\ninfo: {title: Pets, version: 1.10.0}",
    action: "Import the older pages again.",
};

pub(super) const INVALID_VALUE: Explanation = Explanation {
    meaning: "The specification does not allow this value here, and it has no other reading. It is read as if it \
              were not there. An item without what is required of it, such as a parameter without a name, is not \
              read either.",
    example: "parameters:\n- {name: limit, in: querry, schema: {type: integer}}",
    action: "Correct the value in an overlay.",
};

pub(super) const NO_SERVER: Explanation = Explanation {
    meaning: "The document has no server with a host, so the client has no default URL.",
    example: "servers:\n- url: /api/v1",
    action: "Add a server in an overlay, or let callers give the URL to the builder.",
};

pub(super) const NOT_GENERATED: Explanation = Explanation {
    meaning: "A part of the document has no effect on the client, because a client does not need it or cannot offer \
              it next to another part.",
    example: "encoding: …    # next to application/json",
    action: "Nothing.",
};
