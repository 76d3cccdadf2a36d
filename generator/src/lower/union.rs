//! Unions: `oneOf` and `anyOf` with several alternatives after normalisation.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{Discriminator, ReferenceOr, Schema, SchemaData};

use super::Schemas;
use super::context::SchemaPlace;
use super::inheritance::Inheritance;
use super::union_labels::Label;
use crate::api::{Alternative, DiscriminatorValues, Naming, Trust, Type, TypeShape, Union};
use crate::document::pointer::component_name;
use crate::document::pointer::join;
use crate::document::tree::Node;
use crate::findings::Code;

impl Schemas<'_> {
    /// Lowers a union. `at` is the place of the list of alternatives.
    pub(super) fn union(
        &mut self,
        data: &SchemaData,
        list: &[ReferenceOr<Schema>],
        place: SchemaPlace<'_>,
    ) -> TypeShape {
        let SchemaPlace { at, context } = place;
        let discriminator = data.discriminator.as_ref();
        self.mapped(discriminator, list, at);
        let labels = self.labels(list, at, discriminator);
        let targets = discriminator.map(|discriminator| self.targets(discriminator));
        let mut alternatives = Vec::new();
        for (index, (schema, label)) in list.iter().zip(labels).enumerate() {
            let at = join(at, &[&index.to_string()]);
            let mut context = context.alternative(&label.text);
            context.described = false;
            let ty = self.schema_type(schema, context.at(&at));
            alternatives.push(self.alternative(schema, (label, ty), targets.as_ref(), &at));
        }
        self.default_mapping(list, &mut alternatives, at);
        Self::make_union(alternatives)
    }

    pub(super) fn alternative(
        &mut self,
        schema: &ReferenceOr<Schema>,
        (label, ty): (Label, Type),
        targets: Option<&Targets>,
        at: &str,
    ) -> Alternative {
        let Label { text, naming } = label;
        let description = schema.as_item().and_then(|schema| schema.schema_data.description.clone());
        let component = match schema {
            ReferenceOr::Reference { reference } => Some(component_name(reference)),
            ReferenceOr::Item(_) => None,
        };
        let discriminator_values = targets.map(|targets| self.discriminator_values(targets, component.as_deref()));
        // The union says whether it can be `null`, and not its alternatives.
        let ty = if let Type::Nullable(inner) = ty { *inner } else { ty };
        let described = !matches!(ty, Type::Named(_));
        let given = schema.as_item().and_then(|schema| self.rust_name(&schema.schema_data.extensions, at));
        Alternative {
            label: text,
            naming,
            rust_name: given.filter(|_| naming == Naming::Given),
            ty,
            description: description.filter(|_| described),
            discriminator_values,
            statuses: Vec::new(),
            at: at.to_owned(),
            span: self.span(at),
        }
    }

    /// Lowers an alternative.
    pub(super) fn make_union(mut alternatives: Vec<Alternative>) -> TypeShape {
        alternatives.sort_by(|a, b| a.label.cmp(&b.label));
        match alternatives.len() {
            0 => TypeShape::Alias(Type::Any),
            _ => TypeShape::Union(Union { alternatives, shapes: Vec::new() }),
        }
    }

    /// Marks the alternative for values that identify no other (OpenAPI 3.2.0, section 4.25). The alternatives have the
    /// order of the list.
    pub(super) fn default_mapping(&mut self, list: &[ReferenceOr<Schema>], alternatives: &mut [Alternative], at: &str) {
        let holder = at.rsplit_once('/').map_or(at, |(holder, _)| holder);
        let place = join(holder, &["discriminator", "defaultMapping"]);
        let Some(target) = self.root().at(&place).and_then(Node::as_str) else { return };
        let end = self.inheritance.end(&component_name(target));
        let is_default = |schema: &ReferenceOr<Schema>| match schema {
            ReferenceOr::Reference { reference } => self.inheritance.end(&component_name(reference)) == end,
            ReferenceOr::Item(_) => false,
        };
        let found = list.iter().position(is_default).and_then(|index| alternatives.get_mut(index));
        match found.and_then(|alternative| alternative.discriminator_values.as_mut()) {
            Some(values) => values.trust = Trust::Otherwise,
            None => {
                let message = format!("`defaultMapping` leads to `{target}`, which is not an alternative here");
                let help = "add it to the alternatives, or remove the line, with an overlay action; until then, a value \
                            that identifies no alternative is kept as JSON";
                self.report(Code::Discriminator, &place, message, help);
            }
        }
    }

    /// Reports a mapping that leads to no alternative. It has no effect, but an alternative may be missing.
    pub(super) fn mapped(&mut self, discriminator: Option<&Discriminator>, list: &[ReferenceOr<Schema>], at: &str) {
        let Some(discriminator) = discriminator else { return };
        let known: BTreeSet<String> = list
            .iter()
            .filter_map(|schema| match schema {
                ReferenceOr::Reference { reference } => Some(self.inheritance.end(&component_name(reference))),
                ReferenceOr::Item(_) => None,
            })
            .collect();
        let known = |target: &str, inheritance: &Inheritance| known.contains(&inheritance.end(&component_name(target)));
        let holder = at.rsplit_once('/').map_or(at, |(holder, _)| holder).to_owned();
        for (value, target) in &discriminator.mapping {
            if !known(target, &self.inheritance) {
                let message =
                    format!("the discriminator maps `{value}` to `{target}`, which is not an alternative here");
                self.report(
                    Code::Discriminator,
                    &join(&holder, &["discriminator", "mapping", value]),
                    message,
                    "add it to the alternatives, or remove the line, with an overlay action; until then, such a value \
                     is kept as JSON",
                );
            }
        }
    }
}

/// Returns the targets of a mapping: the names in it, and the components behind them.
pub(super) struct Targets {
    property: String,
    values: BTreeMap<String, Vec<String>>,
    behind: BTreeMap<String, Vec<String>>,
}

impl Schemas<'_> {
    pub(super) fn targets(&self, discriminator: &Discriminator) -> Targets {
        let (mut values, mut behind) = (BTreeMap::<_, Vec<String>>::new(), BTreeMap::<_, Vec<String>>::new());
        let mut mapping: Vec<(&String, &String)> = discriminator.mapping.iter().collect();
        mapping.sort();
        for (value, target) in mapping {
            let name = component_name(target);
            behind.entry(self.inheritance.end(&name)).or_default().push(value.clone());
            values.entry(name).or_default().push(value.clone());
        }
        Targets { property: discriminator.property_name.clone(), values, behind }
    }

    /// Returns the values that identify an alternative. Without a mapping, it is the name of the component.
    fn discriminator_values(&self, targets: &Targets, component: Option<&str>) -> DiscriminatorValues {
        let property = targets.property.clone();
        let listed =
            |name: &str| targets.values.get(name).or_else(|| targets.behind.get(&self.inheritance.end(name))).cloned();
        match component.and_then(listed) {
            Some(values) => DiscriminatorValues { property, values, trust: Trust::Listed },
            None => DiscriminatorValues {
                property,
                values: component.map(str::to_owned).into_iter().collect(),
                trust: Trust::Guessed,
            },
        }
    }
}

/// Returns whether the document gives the name itself.
impl Naming {
    pub(crate) fn is_own(self) -> bool {
        matches!(self, Self::Given | Self::Component | Self::Status)
    }
}
