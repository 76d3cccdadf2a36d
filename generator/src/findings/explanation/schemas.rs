//! Explains the findings about schemas and names.

use super::Explanation;

pub(super) const VALUE_OF_OTHER_TYPE: Explanation = Explanation {
    meaning: "A value in `enum` or `default` does not have the type next to it. The values are kept as far as they \
              can be read.",
    example: "type: integer\ndefault: \"20\"",
    action: "Correct the type or the value in an overlay, or accept the finding.",
};

pub(super) const OTHER_DIALECT: Explanation = Explanation {
    meaning: "A document or a schema names a dialect of JSON Schema that is neither that of OpenAPI nor draft 2020-12. It is \
              read as draft 2020-12, in which some keywords mean something else.",
    example: "$schema: http://json-schema.org/draft-07/schema#",
    action: "Accept the finding if the schemas are read correctly, or rewrite them in an overlay.",
};

pub(super) const UNCHECKED: Explanation = Explanation {
    meaning: "A constraint cannot be expressed as a type. The client does not check it; the server does.",
    example: "type: string\npattern: ^[a-z]+$",
    action: "Nothing.",
};

pub(super) const UNION_JOINED: Explanation = Explanation {
    meaning: "Some alternatives of a union cannot or need not be distinguished. They are read as one type.",
    example: "oneOf:\n- type: integer\n- type: number",
    action: "Nothing, or write the union in an overlay as you want it.",
};

pub(super) const REQUIRED_UNKNOWN: Explanation = Explanation {
    meaning: "`required` lists a property that the schema does not define.",
    example: "required: [nmae]\nproperties:\n  name: {type: string}",
    action: "Correct the name in an overlay, or accept the finding. Requests have to contain the property, as a \
             value of any type.",
};

pub(super) const UNTYPED: Explanation = Explanation {
    meaning: "The document does not say what the value is, or not in a way that can be used. It is any JSON value.",
    example: "schema: {type: any}",
    action: "Describe the value in an overlay if callers need more than `serde_json::Value`.",
};

pub(super) const ALL_OF_CONFLICT: Explanation = Explanation {
    meaning: "No value satisfies all members of this `allOf`. If all of them are strings, or all are numbers, the last \
              one is used as a refinement. Otherwise it is any JSON value.",
    example: "allOf:\n- type: string\n- type: integer",
    action: "Remove the wrong member in an overlay. The finding shows both places.",
};

pub(super) const SUBTYPES: Explanation = Explanation {
    meaning: "A component with a discriminator has subtypes. Where it is referred to, the value is any of them.",
    example: "Pet: {discriminator: {propertyName: kind}}\nCat: {allOf: [{$ref: '#/components/schemas/Pet'}]}",
    action: "Nothing. The finding lists the subtypes.",
};

pub(super) const DISCRIMINATOR: Explanation = Explanation {
    meaning: "A discriminator does not lead to all alternatives, leads to something else, or has no alternatives. \
              Alternatives that it does not reach are matched by their properties.",
    example: "discriminator:\n  propertyName: kind\n  mapping: {gone: '#/components/schemas/Removed'}",
    action: "Correct `mapping` in an overlay, or accept the finding.",
};

pub(super) const ENUM_NAMES: Explanation = Explanation {
    meaning: "A list of names or descriptions for the values of an enum does not fit the values. It is not used.",
    example: "enum: [1, 2, 3]\nx-enum-varnames: [Low, High]",
    action: "Give one name for each value, or a map from values to names.",
};

pub(super) const UNKNOWN_FORMAT: Explanation = Explanation {
    meaning: "The format has no meaning for this type. The type without a format is used.",
    example: "type: integer\nformat: int128",
    action: "Nothing. If the format means a type that the client has, correct it in an overlay.",
};

pub(super) const INVALID_NAME: Explanation = Explanation {
    meaning: "A text cannot become an identifier, or a name that was given is not a valid name for this kind of item.",
    example: "x-rust-name: 1st",
    action: "Give a name that Rust accepts for such an item, with `x-rust-name` in an overlay.",
};

pub(super) const NAME_CLASH: Explanation = Explanation {
    meaning: "Two items in one scope would get the same name, and a person has given it.",
    example: "# overlay.yaml gives both methods of one tag\nx-rust-name: list",
    action: "Give one of them another name, where it was given: `x-rust-name` in the overlay, or the line in \
             `specs/names.lock`.",
};

pub(super) const NAME_SETTLED: Explanation = Explanation {
    meaning: "Two items in one scope would get the same name, or an item would get a name that cannot be used. The \
              item with the plainest spelling keeps the name. The other one gets a word that describes its spelling. \
              The lock records both.",
    example: "properties: {frontendApi: {type: string}, frontend_api: {type: string}}",
    action: "Nothing. To choose another name, change the line in `specs/names.lock` that the note shows.",
};

pub(super) const NAME_NOT_USED: Explanation = Explanation {
    meaning: "The document gives a name that is not used: it cannot be a Rust name, or the lock has another one.",
    example: "type: string\nenum: [a, b]\nx-enum-varnames: ['+', '-']",
    action: "Nothing, or give a name in the overlay.",
};

pub(super) const NAME_GIVEN: Explanation = Explanation {
    meaning: "The overlay gives a name with `x-rust-name`, so the name in `specs/names.lock` is no longer used.",
    example: "x-rust-name: renamed    # names.lock has `before`",
    action: "Nothing. The next run of `cargo xtask codegen` updates the lock.",
};

pub(super) const TYPE_DRIFT: Explanation = Explanation {
    meaning: "Several places share a type because `x-rust-name` in the overlay says so, but their schemas do not fit \
              one type.",
    example: "# both have the name `Owner`\n{properties: {id: {type: integer}}}\n{properties: {id: {type: string}}}",
    action: "Give one of the places a name of its own with `x-rust-name` in the overlay.",
};

pub(super) const READ_ONLY_SENT: Explanation = Explanation {
    meaning: "Every property of an object is `readOnly`, and requests contain the object. Without properties it would say \
              nothing, so it is read as a reference to something that exists: requests contain its properties, and have to \
              contain those that are required.",
    example: "team: {type: object, required: [id], properties: {id: {type: string, readOnly: true}}}",
    action: "Nothing, if the server reads them. Otherwise remove the object from what requests contain, in an overlay.",
};
