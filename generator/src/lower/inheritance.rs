//! Finds which components inherit from which others, directly or indirectly, through `allOf`.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Components, ReferenceOr, Schema};

use super::object::Keywords;
use crate::document::pointer::component_name;

/// The maximum length of a chain, and the maximum number of pairs that are stored. Longer chains are not read anyway.
const DEEPEST: usize = 1_000;
const MOST_PAIRS: usize = 1_000_000;

/// The components that each component inherits from, by numbers.
#[derive(Default)]
pub(super) struct Inheritance {
    names: Vec<String>,
    numbers: BTreeMap<String, usize>,
    /// The components that are references, with their targets.
    ends: Vec<usize>,
    ancestors: Vec<BTreeSet<usize>>,
}

impl Inheritance {
    pub(super) fn of(components: &Components) -> Self {
        let numbers: BTreeMap<String, usize> =
            components.schemas.keys().enumerate().map(|(number, name)| (name.clone(), number)).collect();
        let number = |schema: &ReferenceOr<Schema>| match schema {
            ReferenceOr::Reference { reference } => numbers.get(&component_name(reference)).copied(),
            ReferenceOr::Item(_) => None,
        };
        let aliases: Vec<Option<usize>> = components.schemas.values().map(number).collect();
        let ends: Vec<usize> = (0..aliases.len()).map(|start| end(start, &aliases)).collect();
        let parents = components.schemas.values().map(|schema| {
            let mut found = Vec::new();
            members(schema, &mut |reference| found.extend(number(reference).map(|parent| ends[parent])));
            found
        });
        let parents: Vec<Vec<usize>> = parents.collect();
        let mut pairs = 0;
        let ancestors = ends.iter().map(|start| {
            let found = if pairs < MOST_PAIRS { ancestors(*start, &parents) } else { BTreeSet::new() };
            pairs += found.len();
            found
        });
        let ancestors = ancestors.collect();
        Self { names: components.schemas.keys().cloned().collect(), numbers, ends, ancestors }
    }

    /// Returns whether a schema is a component or inherits from it.
    pub(super) fn inherits(&self, schema: &ReferenceOr<Schema>, from: &str) -> bool {
        let Some(from) = self.numbers.get(from).map(|number| self.ends[*number]) else { return false };
        let mut is_found = false;
        let mut look = |reference: &ReferenceOr<Schema>| {
            let ReferenceOr::Reference { reference } = reference else { return };
            let number = self.numbers.get(&component_name(reference));
            is_found |=
                number.is_some_and(|number| self.ends[*number] == from || self.ancestors[*number].contains(&from));
        };
        look(schema);
        members(schema, &mut look);
        is_found
    }

    /// Resolves a component that is a reference, and returns the name of its target.
    pub(super) fn end(&self, name: &str) -> String {
        let end = self.numbers.get(name).and_then(|number| self.names.get(self.ends[*number]));
        end.map_or(name, String::as_str).to_owned()
    }
}

/// Calls a function for each reference in the `allOf` of an inline schema and of its inline members.
fn members(schema: &ReferenceOr<Schema>, act: &mut dyn FnMut(&ReferenceOr<Schema>)) {
    for member in schema.as_item().map(Keywords::of).unwrap_or_default().all_of {
        act(member);
        members(member, act);
    }
}

fn end(start: usize, aliases: &[Option<usize>]) -> usize {
    let mut at = start;
    for _ in 0..DEEPEST {
        match aliases[at] {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

fn ancestors(start: usize, parents: &[Vec<usize>]) -> BTreeSet<usize> {
    let (mut found, mut layer) = (BTreeSet::new(), vec![start]);
    for _ in 0..DEEPEST {
        let above = layer.iter().flat_map(|at| &parents[*at]).copied();
        layer = above.filter(|parent| found.insert(*parent)).collect();
        if layer.is_empty() {
            break;
        }
    }
    found
}
