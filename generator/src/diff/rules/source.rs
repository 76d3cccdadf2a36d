//! What the rules for effects on dependent crates, and those for documentation and names, mean.

use crate::findings::Explanation;

pub(super) const ITEM_REMOVED: Explanation = Explanation {
    meaning: "A public item was removed or renamed, so code that uses it no longer compiles.",
    example: "- users::Users::remove: pub fn remove(…)",
    action: "If only a name changed, keep the old one: set it in `specs/names.lock`, or with `x-rust-name` in an overlay. \
             Otherwise release a major version.",
};

pub(super) const SIGNATURE_CHANGED: Explanation = Explanation {
    meaning: "A function takes or returns other types, or an item is of another kind, so code that uses it no longer \
              compiles.",
    example: "- pub fn get(&self, id: i64) -> GetRequest\n+ pub fn get(&self, id: &str) -> GetRequest",
    action: "Check that the change of the specs is intended. Release a major version.",
};

pub(super) const FIELD_TYPE_CHANGED: Explanation = Explanation {
    meaning: "A public field has another type, so code that reads or writes it no longer compiles.",
    example: "- schemas::User::age: i64\n+ schemas::User::age: Option<i64>",
    action: "Check that the change of the specs is intended. Release a major version.",
};

pub(super) const FIELD_ADDED: Explanation = Explanation {
    meaning: "A struct has a new public field. This is major if code outside may list all its fields, and minor if the \
              struct is `#[non_exhaustive]` or has private fields.",
    example: "+ schemas::User::nickname: Option<String>",
    action: "Release a minor version; a major one if the struct is exhaustive.",
};

pub(super) const VARIANT_ADDED: Explanation = Explanation {
    meaning: "An enum has a new variant. This is major if code outside may match on all of them, and minor if the enum is \
              `#[non_exhaustive]`.",
    example: "+ schemas::Status::Locked",
    action: "Release a minor version; a major one if the enum is exhaustive.",
};

pub(super) const TRAIT_LOST: Explanation = Explanation {
    meaning: "A type no longer implements a trait, such as `Copy`, `Eq` or `Send`, so code that needs it no longer \
              compiles.",
    example: "- schemas::Point: impl Copy    # a field is a `String` now",
    action: "Release a major version.",
};

pub(super) const MADE_NON_EXHAUSTIVE: Explanation = Explanation {
    meaning: "Code outside may no longer build the type with a literal, or match on it without a wildcard.",
    example: "+ #[non_exhaustive]\n  pub struct User { … }",
    action: "Release a major version. After that, new fields and variants are minor changes.",
};

pub(super) const TRAIT_ITEM_ADDED: Explanation = Explanation {
    meaning: "A public trait has a new item. Code outside that implements the trait may no longer compile.",
    example: "+ Transport::close: pub fn close(&self)",
    action: "Release a major version.",
};

pub(super) const FEATURE_REMOVED: Explanation = Explanation {
    meaning: "A Cargo feature was removed. A crate that asks for it no longer resolves. The client has a feature for each \
              tag, so this comes with a removed or renamed tag.",
    example: "- feature users",
    action: "If only the tag was renamed, keep the old name with `x-rust-name` on the tag, in an overlay. Otherwise release a major version.",
};

pub(super) const ITEM_ADDED: Explanation = Explanation {
    meaning: "The client has a new public item or trait implementation, or a type is no longer `#[non_exhaustive]`. \
              Existing code compiles as before.",
    example: "+ users::ListRequest::limit: pub fn limit(self, limit: i64) -> Self",
    action: "Release a minor version.",
};

pub(super) const ITEM_DEPRECATED: Explanation = Explanation {
    meaning: "An item is marked `#[deprecated]` (minor), or no longer is (patch). Existing code compiles, with a warning.",
    example: "+ #[deprecated]\n  pub fn list_all(…)",
    action: "Release a minor version, and name the replacement in the changelog.",
};

pub(super) const CONSTANT_CHANGED: Explanation = Explanation {
    meaning: "A public constant has another value of the same type.",
    example: "- const API_VERSION: &str = \"1.4\"\n+ const API_VERSION: &str = \"1.5\"",
    action: "Release a patch version.",
};

pub(super) const ARGUMENTS_SWAPPED: Explanation = Explanation {
    meaning: "Two arguments of the same type changed places, or a new required parameter took the place of another one. \
              Code still compiles and sends the wrong value, which no compiler notices.",
    example: "- pub fn copy(&self, from: &str, to: &str)\n+ pub fn copy(&self, to: &str, from: &str)",
    action: "Restore the order in an overlay if it has no meaning. Otherwise release a major version, and warn about it in \
             the changelog.",
};

pub(super) const ARGUMENT_RENAMED: Explanation = Explanation {
    meaning: "An argument of a function has another name. Arguments are passed by position, so nothing breaks.",
    example: "- pub fn get(&self, id: &str)\n+ pub fn get(&self, user_id: &str)",
    action: "Nothing. A patch version is enough.",
};

pub(super) const DESCRIPTION_REWORDED: Explanation = Explanation {
    meaning: "A description changed. Only doc comments of the client follow.",
    example: "description: The user's address.    # was \"Address\"",
    action: "Read the new text: vendors announce changes of behaviour there. A patch version is enough.",
};

pub(super) const SUMMARY_REWORDED: Explanation = Explanation {
    meaning: "The summary of an operation changed. Doc comments and the table of operations follow; the name of the method \
              does not, because `specs/names.lock` keeps it.",
    example: "summary: List all users    # was \"Users\"",
    action: "Nothing. A patch version is enough.",
};

pub(super) const TAG_REWORDED: Explanation = Explanation {
    meaning: "The description of a tag changed, or a tag that no operation has was added or removed.",
    example: "tags:\n- name: users\n  description: People and their roles    # new",
    action: "Nothing. A patch version is enough.",
};

pub(super) const API_REWORDED: Explanation = Explanation {
    meaning: "The title, version or description of the API changed.",
    example: "info:\n  version: '1.5'    # was '1.4'",
    action: "Look in the vendor's changelog for what the new version brings. A patch version is enough.",
};

pub(super) const NAME_CHANGED: Explanation = Explanation {
    meaning: "A method, type, field, argument or module has another name in the client, or a name means something else now. \
              Nothing changes on the wire. If a name means something else, it is major even though code still compiles.",
    example: "tags: [members]    # was [users], so `client.users()` is `client.members()` now",
    action: "If the change is not intended, restore the name in `specs/names.lock`, or set `x-rust-name` in an overlay. \
             Otherwise the source effect decides the version.",
};

pub(super) const FORMAT_CHANGED: Explanation = Explanation {
    meaning: "The `format` of a value changed. Where the client has a type for the format, as for `date-time`, the type \
              changes too, and the source effect says so.",
    example: "created: { type: string, format: date-time }    # had no format",
    action: "Nothing if the type is the same. Otherwise the source effect decides the version.",
};

pub(super) const UNUSED_FIELD_CHANGED: Explanation = Explanation {
    meaning: "A field that only responses have changed in a type that only requests use, or the other way round. Nothing of it \
              is on the wire. The type of the client has the field, so the source effect says what it does to callers.",
    example: "id: { type: string, readOnly: true }    # was an integer, in a type that only requests use",
    action: "Nothing. The source effect decides the version.",
};
