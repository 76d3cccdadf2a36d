//! Compares a value with what the client made of it, and counts the results.

use std::fmt;

use conformance::sample::shape::{Texts, same};
use conformance::schema::Direction;
use serde_json::Value;

use super::exceptions;

/// How a value differs afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Difference {
    /// A property that was `null` is absent.
    NullOmitted,
    /// A property that the schema does not describe is absent.
    UnknownOmitted,
    /// An absent list or object is empty.
    EmptyAdded,
    /// Anything else.
    Other,
}

/// The property that the sampler adds where a schema allows any.
const UNKNOWN: &str = "x-not-documented";

/// Returns the differences, each with its place.
pub(super) fn differences(sent: &Value, read: &Value) -> Vec<(Difference, String)> {
    let mut found = Vec::new();
    compare(sent, read, "", &mut found);
    found
}

fn compare(sent: &Value, read: &Value, at: &str, found: &mut Vec<(Difference, String)>) {
    match (sent, read) {
        (Value::Object(sent), Value::Object(read)) => {
            for (name, value) in sent {
                let place = format!("{at}/{name}");
                match read.get(name) {
                    Some(read) => compare(value, read, &place, found),
                    None if value.is_null() => found.push((Difference::NullOmitted, place)),
                    None if name == UNKNOWN => found.push((Difference::UnknownOmitted, place)),
                    None => found.push((Difference::Other, format!("{place} is absent"))),
                }
            }
            for (name, value) in read.iter().filter(|(name, _)| !sent.contains_key(*name)) {
                let is_empty =
                    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(|it| it.is_empty());
                let difference = if is_empty { Difference::EmptyAdded } else { Difference::Other };
                found.push((difference, format!("{at}/{name} is new: {value}")));
            }
        }
        (Value::Array(sent), Value::Array(read)) if sent.len() == read.len() => {
            for (index, (sent, read)) in sent.iter().zip(read).enumerate() {
                compare(sent, read, &format!("{at}/{index}"), found);
            }
        }
        (sent, read) if same(sent, read, Texts::Apart) => {}
        (sent, read) => found.push((Difference::Other, format!("{at} was {sent} and is {read}"))),
    }
}

/// What became of the values of a document.
#[derive(Debug, Default)]
pub(super) struct Count {
    name: String,
    components: usize,
    /// The components that no value could be made for.
    without: Vec<String>,
    pub(super) samples: usize,
    /// The values that are the same afterwards.
    equal: usize,
    /// Those with each of the first three differences, and no other.
    nulls: usize,
    unknown: usize,
    empty: usize,
    /// Those that differ for a reason that is known.
    excepted: usize,
    exceptions: Vec<usize>,
    pub(super) unexpected: Vec<String>,
}

impl Count {
    pub(super) fn of(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// The result for a document whose client cannot be built.
    pub(super) fn without_client(name: &str, why: &str) -> Self {
        Self { unexpected: vec![format!("{name}: {why}")], ..Self::of(name) }
    }

    pub(super) fn component(&mut self, name: &str, values: usize) {
        self.components += 1;
        if values == 0 {
            self.without.push(name.to_owned());
        }
    }

    /// Adds the result of a value.
    pub(super) fn add(
        &mut self,
        at: (&str, Direction, &str),
        value: &Value,
        found: Result<Vec<(Difference, String)>, String>,
    ) {
        let (document, direction, component) = at;
        self.samples += 1;
        let why = match found {
            Ok(found) => match found.iter().max_by_key(|(difference, _)| *difference) {
                None => return self.equal += 1,
                Some((Difference::NullOmitted, _)) => return self.nulls += 1,
                Some((Difference::UnknownOmitted, _)) => return self.unknown += 1,
                Some((Difference::EmptyAdded, _)) => return self.empty += 1,
                Some((Difference::Other, place)) => place.clone(),
            },
            Err(why) => why,
        };
        if let Some(exception) = exceptions::find(document, &why) {
            self.excepted += 1;
            self.exceptions.push(exception);
        } else {
            let value: String = value.to_string().chars().take(300).collect();
            let why: String = why.chars().take(300).collect();
            self.unexpected.push(format!("{document} {component} ({direction:?}): {why}; of {value}"));
        }
    }

    /// Adds the exceptions of the document that were not needed.
    pub(super) fn complete(mut self) -> Self {
        self.unexpected.extend(exceptions::idle(&self.name, &self.exceptions));
        self
    }

    /// Adds the numbers of another document.
    pub(super) fn with(mut self, other: &Self) -> Self {
        self.components += other.components;
        self.without.extend(other.without.iter().cloned());
        self.samples += other.samples;
        self.equal += other.equal;
        self.nulls += other.nulls;
        self.unknown += other.unknown;
        self.empty += other.empty;
        self.excepted += other.excepted;
        self.unexpected.extend(other.unexpected.iter().cloned());
        self
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, components, samples, equal, nulls, unknown, empty, excepted, .. } = self;
        write!(f, "{name}: {samples} values of {components} types: {equal} equal, {nulls} without a null, ")?;
        write!(f, "{unknown} without an unknown property, {empty} with an empty list, ")?;
        write!(f, "{excepted} excepted, {} unequal", self.unexpected.len())?;
        if !self.without.is_empty() && name != "all" {
            write!(f, "; no value of {}", self.without.join(", "))?;
        }
        Ok(())
    }
}
