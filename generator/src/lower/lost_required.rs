//! Properties that components require and do not define themselves.

use std::collections::BTreeSet;

use openapiv3::{ReferenceOr, Schema};

use super::Schemas;
use super::object::Keywords;
use crate::document::pointer::{component_name, join};

/// The maximum number of components that are searched.
const MOST_REQUIRING: usize = 16;

impl Schemas<'_> {
    /// Returns the names that a component requires and does not define. One of its subtypes may define them.
    pub(super) fn lost_required(&self, name: &str, seen: &mut BTreeSet<String>) -> Vec<(String, String)> {
        if !seen.insert(name.to_owned()) || seen.len() > MOST_REQUIRING {
            return Vec::new();
        }
        let Some(schema) = self.components.schemas.get(name) else { return Vec::new() };
        let at = join("/components/schemas", &[name]);
        match schema {
            ReferenceOr::Reference { reference } => self.lost_required(&component_name(reference), seen),
            ReferenceOr::Item(schema) => self.required_of(schema, &at, seen),
        }
    }

    fn required_of(&self, schema: &Schema, at: &str, seen: &mut BTreeSet<String>) -> Vec<(String, String)> {
        let Keywords { properties: _, required, all_of } = Keywords::of(schema);
        let required_at = join(at, &["required"]);
        let mut found: Vec<(String, String)> =
            required.iter().map(|name| (name.clone(), required_at.clone())).collect();
        for (index, member) in all_of.iter().enumerate() {
            found.extend(match member {
                ReferenceOr::Reference { reference } => self.lost_required(&component_name(reference), seen),
                ReferenceOr::Item(member) => self.required_of(member, &join(at, &["allOf", &index.to_string()]), seen),
            });
        }
        found
    }
}
