//! Explains the findings about our own files: overlay, lock, accepted findings, imports.

use super::Explanation;

pub(super) const INVALID_OVERLAY: Explanation = Explanation {
    meaning: "`specs/overlay.yaml` is not a valid document of OpenAPI Overlay 1.0 or 1.1, or an action does not say what to do, or \
              says what its target does not allow.",
    example: "actions:\n- target: $.info    # needs `update`, `copy` or `remove: true`",
    action: "Correct the action.",
};

pub(super) const UNMATCHED_ACTION: Explanation = Explanation {
    meaning: "An overlay action matches nothing in any fragment. The vendor may have moved or removed the place, or the \
              whole endpoint: then the message names it.",
    example: "- target: $.paths['/user'].get    # the path is `/users`\n  update: {summary: List users}",
    action: "Correct the target, or remove the action.",
};

pub(super) const IDLE_ACTION: Explanation = Explanation {
    meaning: "An overlay action changes nothing: the document already says so. The vendor may have corrected it.",
    example: "- target: $.info\n  update: {title: Users}    # the title is `Users` already",
    action: "Remove the action.",
};

pub(super) const ACTION_LOST: Explanation = Explanation {
    meaning: "An import changes, renames or removes an endpoint that an overlay action was written for, and the action no longer \
              matches there. It may still match elsewhere, so no later run would say so.",
    example: "- target: $.paths['/users/{id}'].get    # the path is `/users/{userId}` now",
    action: "Correct the target of the action, or remove the action if it is no longer needed.",
};

pub(super) const INVALID_LOCK: Explanation = Explanation {
    meaning: "`specs/names.lock` cannot be read, or has a name that is no identifier of its kind.",
    example: "operations:\n  GET /users: users::1st",
    action: "Correct the line, or restore the file from git.",
};

pub(super) const INVALID_ACCEPTANCE: Explanation = Explanation {
    meaning: "`specs/accepted.yaml` cannot be read, or accepts an error, which cannot be accepted.",
    example: "- code: conflict\n  at: /info\n  reason: The vendor knows.",
    action: "Correct the entry. It needs `code`, `at` and `reason`.",
};

pub(super) const UNMATCHED_ACCEPTANCE: Explanation = Explanation {
    meaning: "An accepted finding is no longer found. The document may have been corrected.",
    example: "- code: unknown-key\n  at: /info/colour    # was removed\n  reason: The vendor knows.",
    action: "Remove the entry.",
};

pub(super) const NOTHING_TO_IMPORT: Explanation = Explanation {
    meaning: "A page has no OpenAPI document and no endpoint that the importer recognizes.",
    example: "# Welcome\n\nThis page explains our API.",
    action: "Import the page of an endpoint, or the complete document. If the page has an endpoint, report it with \
             the page.",
};

pub(super) const TOO_LARGE: Explanation = Explanation {
    meaning: "The document cannot be split into fragments of a reasonable size, because its parts share too much. It \
              is kept as one file.",
    example: "# 2,000 operations that all refer to the same 5,000 components",
    action: "Nothing.",
};

pub(super) const UNUSED: Explanation = Explanation {
    meaning: "An imported page defines a component that none of its operations uses. It is not imported.",
    example: "components:\n  schemas: {Unused: {type: object}}",
    action: "Nothing. Import the page of the operation that uses it.",
};
