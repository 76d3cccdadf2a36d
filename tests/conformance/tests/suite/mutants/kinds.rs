//! Kinds of change. Each finds the places that it can change, and changes one of them.

use serde_json::Value;

use super::{Random, api_kinds, operation_kinds, schema_kinds};

/// A kind of change: its name, and what makes it. It returns the JSON pointer of what it changed, or `None` where the
/// document has no place for it.
pub(super) type Kind = (&'static str, fn(&mut Value, &mut Random) -> Option<String>);

/// Returns all kinds. Their order chooses the seeds.
pub(super) fn all() -> impl Iterator<Item = &'static Kind> {
    operation_kinds::KINDS.iter().chain(schema_kinds::KINDS).chain(api_kinds::KINDS)
}
