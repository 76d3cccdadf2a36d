//! The values of enums, with the names and descriptions that the document gives them.

use openapiv3::SchemaData;
use serde_json::Value;

use super::Schemas;
use crate::api::{NameSource, Type, TypeShape, Variant};
use crate::document::pointer::join;
use crate::findings::Code;

/// The extension that names the values of an enum.
const VALUE_NAMES: &str = "x-enum-varnames";

impl Schemas<'_> {
    pub(super) fn variants<T: Ord + Clone + ToString>(
        &mut self,
        values: Vec<T>,
        data: &SchemaData,
        at: &str,
    ) -> Vec<Variant<T>> {
        let names = self.names_of_values(&values, data.extensions.get(VALUE_NAMES), at);
        let words = data.extensions.get("x-enum-descriptions").and_then(Value::as_array);
        let words = words.filter(|words| words.len() == values.len());
        let description = |index: usize| {
            let text = words?.get(index)?.as_str()?.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let variant = |(index, value): (usize, T)| Variant {
            value,
            rust_name: names.get(index).cloned().flatten(),
            description: description(index),
        };
        let mut variants: Vec<Variant<T>> = values.into_iter().enumerate().map(variant).collect();
        variants.sort_by(|a, b| a.value.cmp(&b.value));
        variants.dedup_by(|a, b| a.value == b.value);
        variants
    }

    /// Returns where the document names the values of an enum.
    pub(super) fn value_names(&self, at: &str) -> Option<NameSource> {
        self.root.nearest(at).get(VALUE_NAMES).is_some().then(|| self.name_source(VALUE_NAMES, at))
    }

    /// Returns the names that the document gives to values: a list in their order, or a map with names for some of
    /// them.
    pub(super) fn names_of_values<T: ToString>(
        &mut self,
        values: &[T],
        names: Option<&Value>,
        at: &str,
    ) -> Vec<Option<String>> {
        let text = |name: &Value| name.as_str().map(str::to_owned);
        let stray = |names: &serde_json::Map<String, Value>| {
            names.keys().any(|key| values.iter().all(|value| value.to_string() != *key))
        };
        match names {
            None => Vec::new(),
            Some(Value::Array(names)) if names.len() == values.len() && names.iter().all(Value::is_string) => {
                names.iter().map(text).collect()
            }
            Some(Value::Object(names)) if names.values().all(Value::is_string) && !stray(names) => {
                values.iter().map(|value| names.get(&value.to_string()).and_then(text)).collect()
            }
            Some(_) => {
                let message =
                    format!("`x-enum-varnames` is a list of {} strings here, one for each value", values.len());
                let message = format!("{message}, or a map from values to names; it is ignored");
                let help = "give each value of `enum` a name, in its order, with an overlay action";
                self.report(Code::EnumNames, &join(at, &["x-enum-varnames"]), message, help);
                Vec::new()
            }
        }
    }

    /// Returns the type of an enum of numbers with a fraction, which does not become a Rust enum.
    pub(super) fn unlisted(&mut self, values: usize, at: &str) {
        if values > 0 {
            let message = "the values of this enum are not listed in the client; any value of its type is accepted";
            self.report(Code::NotGenerated, at, message, "no action is needed");
        }
    }

    pub(super) fn enumeration(&mut self, values: &[Value], data: &SchemaData, at: &str) -> TypeShape {
        let present = || values.iter().filter(|value| !value.is_null());
        let strings: Option<Vec<String>> = present().map(|value| value.as_str().map(str::to_owned)).collect();
        let integers: Option<Vec<i64>> = present().map(Value::as_i64).collect();
        match (strings, integers) {
            (Some(strings), _) if !strings.is_empty() => TypeShape::Strings(self.variants(strings, data, at)),
            (_, Some(integers)) if !integers.is_empty() => TypeShape::Integers(self.variants(integers, data, at)),
            // The only value is `null`.
            _ if present().next().is_none() => TypeShape::Alias(Type::Any),
            _ => self.untyped(at, "an enum of mixed values"),
        }
    }
}
