//! What the findings about schemas mean.

use super::Explanation;

pub(super) const VALUE_OF_OTHER_TYPE: Explanation = Explanation {
    meaning: "A value in `enum` or `default` does not have the type next to it. The values are kept as far as they \
              can be read.",
    example: "type: integer\ndefault: \"20\"",
    action: "Correct the type or the value in an overlay, or accept the finding.",
};

pub(super) const UNCHECKED: Explanation = Explanation {
    meaning: "A constraint cannot be expressed as a type. The client does not check it; the server does.",
    example: "type: string\npattern: ^[a-z]+$",
    action: "Nothing.",
};

pub(super) const UNION_JOINED: Explanation = Explanation {
    meaning: "Some alternatives of a union cannot or need not be told apart, and are read as one type.",
    example: "oneOf:\n- type: integer\n- type: number",
    action: "Nothing, or write the union in an overlay as you want it.",
};

pub(super) const REQUIRED_UNKNOWN: Explanation = Explanation {
    meaning: "`required` lists a property that the schema does not define.",
    example: "required: [nmae]\nproperties:\n  name: {type: string}",
    action: "Correct the name in an overlay, or accept the finding. The property is read as an optional value of any \
             type.",
};

pub(super) const UNTYPED: Explanation = Explanation {
    meaning: "Nothing says what the value is, or what is said cannot be used. It is any JSON value.",
    example: "schema: {}",
    action: "Describe the value in an overlay if callers need more than `serde_json::Value`.",
};

pub(super) const ALL_OF_CONFLICT: Explanation = Explanation {
    meaning: "No value satisfies all members of this `allOf`. Where they are all strings, or all numbers, the last one is \
              taken as a refinement and read; else it is any JSON value.",
    example: "allOf:\n- type: string\n- type: integer",
    action: "Remove the wrong member in an overlay. The finding shows both places.",
};

pub(super) const HEIRS: Explanation = Explanation {
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
    action: "Give a name that Rust accepts for such an item; `x-rust-name` in an overlay does it.",
};

pub(super) const NAME_CLASH: Explanation = Explanation {
    meaning: "Two items in one scope would get the same name, and a person has given it.",
    example: "# overlay.yaml gives both methods of one tag\nx-rust-name: list",
    action: "Give one of them another name, where it was given: `x-rust-name` in the overlay, or the line in \
             `specs/names.lock`.",
};

pub(super) const NAME_SETTLED: Explanation = Explanation {
    meaning: "Two items in one scope would get the same name, or one of them would get a name that cannot be used. The \
              plainest spelling has the name, and the other one gets a word for how it is written. The lock holds both.",
    example: "properties: {frontendApi: {type: string}, frontend_api: {type: string}}",
    action: "Nothing. To choose another name, change the line in `specs/names.lock` that the note shows.",
};

pub(super) const NAME_NOT_USED: Explanation = Explanation {
    meaning: "The document gives a name that is not used: it cannot be a name in Rust, or the lock holds another one.",
    example: "type: string\nenum: [a, b]\nx-enum-varnames: ['+', '-']",
    action: "Nothing, or give a name in the overlay.",
};

pub(super) const NAME_GIVEN: Explanation = Explanation {
    meaning: "The overlay gives a name with `x-rust-name`, so the name in `specs/names.lock` is no longer used.",
    example: "x-rust-name: renamed    # names.lock has `before`",
    action: "Nothing. The next run of `cargo xtask codegen` updates the lock.",
};

pub(super) const TYPE_DRIFT: Explanation = Explanation {
    meaning: "Two or more places share a type, by the lock or by the name that was given, and their schemas no longer \
              fit one type.",
    example: "# both have the name `Owner`\n{properties: {id: {type: integer}}}\n{properties: {id: {type: string}}}",
    action: "Give one of the places a name of its own: change its line in `specs/names.lock`, or `x-rust-name` in the \
             overlay.",
};
