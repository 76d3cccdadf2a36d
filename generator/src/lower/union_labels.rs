//! Labels the alternatives of a union. A label is made from the schema of the alternative only, and not from other
//! alternatives or its position, so that it does not change when others are added.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Discriminator, ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::given_name::RUST_NAME;
use super::object::{Keywords, Properties, unboxed};
use super::{Schemas, text};
use crate::api::Naming;
use crate::document::pointer::component_name;
use crate::document::pointer::join;
use crate::document::slug::hash;
use crate::findings::Code;

/// The label of an alternative.
#[derive(Clone)]
pub(super) struct Label {
    pub(super) text: String,
    pub(super) naming: Naming,
}

/// Properties whose constant usually says what an object is. The first one is used.
const TELLING: &[&str] = &["type", "kind", "object", "event", "action", "method", "status", "role", "name"];

/// The maximum number of property names in a label.
const MOST_NAMES: usize = 3;

/// The maximum depth of lists that are visited for a label.
const DEEPEST: usize = 4;

impl Schemas<'_> {
    /// Labels the alternatives of a union, each by itself. If two labels are equal, both get longer ones.
    pub(super) fn labels(
        &mut self,
        list: &[ReferenceOr<Schema>],
        at: &str,
        discriminator: Option<&Discriminator>,
    ) -> Vec<Label> {
        let property = discriminator.map(|discriminator| discriminator.property_name.as_str());
        let mut labels: Vec<Label> = list.iter().map(|schema| self.label(schema, property, DEEPEST)).collect();
        // A title that several alternatives have distinguishes nothing.
        let counts = counted(&labels);
        for (label, schema) in labels.iter_mut().zip(list) {
            if let (true, ReferenceOr::Item(schema)) = (counts.of(label) > 1 && label.naming == Naming::Made, schema) {
                label.text = self.kind_label(schema, property, DEEPEST);
            }
        }
        let counts = counted(&labels);
        let short: Vec<String> = labels.iter().map(|label| label.text.clone()).collect();
        for (label, schema) in labels.iter_mut().zip(list) {
            if counts.of(label) > 1 && label.naming == Naming::Made {
                label.text = format!("{} {}", label.text, names_of(schema.as_item(), usize::MAX));
            }
        }
        self.tell_apart(&mut labels, &short, list, (at, property));
        labels
    }

    /// If two labels are still equal, adds the parts of the alternatives, and then a hash of their schemas.
    fn tell_apart(
        &mut self,
        labels: &mut [Label],
        short: &[String],
        list: &[ReferenceOr<Schema>],
        (at, property): (&str, Option<&str>),
    ) {
        let counts = counted(labels);
        let alike: Vec<bool> = labels.iter().map(|label| counts.of(label) > 1).collect();
        for (index, (label, schema)) in labels.iter_mut().zip(list).enumerate() {
            if alike[index] && label.naming == Naming::Made {
                let parts = self.telling_parts(schema, property);
                let front = Some(short[index].as_str()).filter(|text| *text != "Object" || parts.is_empty());
                label.text = front.into_iter().chain(parts.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
            }
        }
        let counts = counted(labels);
        for (label, schema) in labels.iter_mut().zip(list) {
            if counts.of(label) > 1 && label.naming != Naming::Component {
                let text = serde_json::to_string(schema).unwrap_or_default();
                *label = Label { text: format!("{} X{}", label.text, hash(&text)), naming: Naming::Made };
            }
        }
        // The alternatives are equal, so their order does not matter.
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for label in labels.iter_mut() {
            let numbered = (2..).map(|number: usize| format!("{} {number}", label.text));
            let text = std::iter::once(label.text.clone()).chain(numbered).find(|text| !seen.contains(text));
            if let Some(text) = text.filter(|text| *text != label.text) {
                *label = Label { text, naming: Naming::Made };
            }
            seen.insert(label.text.clone());
        }
        for (index, label) in labels.iter().enumerate().filter(|(index, _)| alike[*index]) {
            let message = format!("this alternative is the same as another one; it is named `{}`", label.text);
            let help = "to rename it, change its line under `alternatives` in names.lock";
            self.report(Code::NameSettled, &join(at, &[&index.to_string()]), message, help);
        }
    }

    /// Returns the parts of an alternative: the components of an `allOf`, the properties of the items of a list, the
    /// types of properties.
    fn telling_parts(&self, schema: &ReferenceOr<Schema>, property: Option<&str>) -> Vec<String> {
        let Some(schema) = schema.as_item() else { return Vec::new() };
        let items = match &schema.schema_kind {
            SchemaKind::Type(openapiv3::Type::Array(array)) => array.items.as_ref(),
            SchemaKind::Any(any) => any.items.as_ref(),
            _ => None,
        };
        if let Some(items) = items.map(unboxed) {
            return Some(names_of(items.as_item(), usize::MAX)).filter(|names| !names.is_empty()).into_iter().collect();
        }
        let Keywords { properties, required: _, all_of } = Keywords::of(schema);
        let components = all_of.iter().filter_map(|member| match member {
            ReferenceOr::Reference { reference } => Some(component_name(reference)),
            ReferenceOr::Item(_) => None,
        });
        let mut kinds: Vec<(&String, String)> = Vec::new();
        for (name, schema) in properties.into_iter().flatten() {
            kinds.push((name, self.label(&unboxed(schema), property, DEEPEST).text));
        }
        kinds.sort();
        kinds.truncate(MOST_NAMES);
        components.chain(kinds.into_iter().map(|(_, kind)| kind)).collect()
    }

    fn label(&self, schema: &ReferenceOr<Schema>, property: Option<&str>, depth: usize) -> Label {
        let made = |text: String| Label { text, naming: Naming::Made };
        let schema = match schema {
            ReferenceOr::Reference { reference } => {
                return Label { text: component_name(reference), naming: Naming::Component };
            }
            ReferenceOr::Item(schema) => schema,
        };
        let given = text(&schema.schema_data.extensions, RUST_NAME);
        if let Some(name) = given.filter(|name| name.chars().any(char::is_alphanumeric)) {
            return Label { text: name, naming: Naming::Given };
        }
        if let SchemaKind::AllOf { all_of } = &schema.schema_kind
            && let [only @ ReferenceOr::Reference { .. }] = all_of.as_slice()
        {
            return self.label(only, property, depth);
        }
        let title = schema.schema_data.title.as_deref().map(str::trim);
        if let Some(title) = title.filter(|title| title.chars().any(char::is_alphanumeric)) {
            return made(title.to_owned());
        }
        made(self.kind_label(schema, property, depth))
    }

    fn kind_label(&self, schema: &Schema, property: Option<&str>, depth: usize) -> String {
        use openapiv3::Type as Declared;
        match &schema.schema_kind {
            SchemaKind::Type(Declared::String(_)) => "String".to_owned(),
            SchemaKind::Type(Declared::Integer(_)) => "Integer".to_owned(),
            SchemaKind::Type(Declared::Number(_)) => "Number".to_owned(),
            SchemaKind::Type(Declared::Boolean(_)) => "Boolean".to_owned(),
            SchemaKind::Type(Declared::Array(array)) => {
                self.list_label(array.items.as_ref().map(unboxed).as_ref(), property, depth)
            }
            SchemaKind::Type(Declared::Object(_)) => object_label(schema, property),
            SchemaKind::Any(any) => match any.typ.as_deref() {
                Some("string") => "String".to_owned(),
                Some("integer") => "Integer".to_owned(),
                Some("number") => "Number".to_owned(),
                Some("boolean") => "Boolean".to_owned(),
                Some("array") => self.list_label(any.items.as_ref().map(unboxed).as_ref(), property, depth),
                _ => object_label(schema, property),
            },
            SchemaKind::AllOf { .. } => object_label(schema, property),
            SchemaKind::OneOf { .. } | SchemaKind::AnyOf { .. } => "Union".to_owned(),
            SchemaKind::Not { .. } => "Any".to_owned(),
        }
    }

    fn list_label(&self, items: Option<&ReferenceOr<Schema>>, property: Option<&str>, depth: usize) -> String {
        match items.zip(depth.checked_sub(1)) {
            None => "List".to_owned(),
            Some((items, depth)) => match self.label(items, property, depth).text.as_str() {
                "Object" | "Any" | "Map" => "List".to_owned(),
                item => format!("{item} List"),
            },
        }
    }
}

/// Counts the labels.
struct Counts(BTreeMap<String, usize>);

fn counted(labels: &[Label]) -> Counts {
    let mut counts = BTreeMap::new();
    for label in labels {
        *counts.entry(label.text.clone()).or_default() += 1;
    }
    Counts(counts)
}

impl Counts {
    fn of(&self, label: &Label) -> usize {
        self.0.get(&label.text).copied().unwrap_or_default()
    }
}

/// Labels an object by its constant, or else its required properties, or else all its properties.
fn object_label(schema: &Schema, property: Option<&str>) -> String {
    let constants = constants(schema, DEEPEST);
    let telling = property.into_iter().chain(TELLING.iter().copied());
    let mut found = telling.filter_map(|name| constants.get(name));
    if let Some(value) = found.next().or_else(|| constants.values().next()) {
        return value.clone();
    }
    let names = names_of(Some(schema), MOST_NAMES);
    let is_map = matches!(&schema.schema_kind, SchemaKind::Type(openapiv3::Type::Object(object))
        if object.properties.is_empty() && object.additional_properties.is_some());
    match names.as_str() {
        "" if is_map => "Map".to_owned(),
        "" => "Object".to_owned(),
        names => names.to_owned(),
    }
}

/// Returns a label such as "With url name", from the required properties or, if there are none, from all.
fn names_of(schema: Option<&Schema>, most: usize) -> String {
    let mut all = (Vec::new(), Vec::new());
    if let Some(schema) = schema {
        collect(schema, &mut all, DEEPEST);
    }
    let (mut properties, mut required) = all;
    let names = if required.is_empty() || most == usize::MAX { &mut properties } else { &mut required };
    names.sort();
    names.dedup();
    names.truncate(most);
    if names.is_empty() { String::new() } else { format!("With {}", names.join(" ")) }
}

/// Lists the properties and the required properties of a schema and its inline members.
fn collect(schema: &Schema, all: &mut (Vec<String>, Vec<String>), depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let Keywords { properties, required, all_of } = Keywords::of(schema);
    all.0.extend(properties.into_iter().flat_map(Properties::keys).cloned());
    all.1.extend(required.iter().cloned());
    all_of.iter().filter_map(ReferenceOr::as_item).for_each(|member| collect(member, all, depth));
}

/// Returns the properties with only one value, with that value as text.
fn constants(schema: &Schema, depth: usize) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let Some(depth) = depth.checked_sub(1) else { return found };
    let Keywords { properties, required: _, all_of } = Keywords::of(schema);
    for (name, property) in properties.into_iter().flatten() {
        let value = match property.as_item().map(|schema| &schema.schema_kind) {
            Some(SchemaKind::Type(openapiv3::Type::String(string))) => match string.enumeration.as_slice() {
                [Some(only)] => Some(only.clone()),
                _ => None,
            },
            Some(SchemaKind::Type(openapiv3::Type::Integer(integer))) => match integer.enumeration.as_slice() {
                [Some(only)] => Some(only.to_string()),
                _ => None,
            },
            Some(SchemaKind::Any(any)) => match any.enumeration.as_slice() {
                [Value::String(only)] => Some(only.clone()),
                _ => None,
            },
            _ => None,
        };
        if let Some(value) = value.filter(|value| value.chars().any(char::is_alphanumeric)) {
            found.insert(name.clone(), value);
        }
    }
    for member in all_of.iter().filter_map(ReferenceOr::as_item) {
        found.extend(constants(member, depth));
    }
    found
}
