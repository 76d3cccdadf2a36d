//! Finds the type that a place in the lock now refers to, if another place defines it. Most often that is a component.

use std::collections::BTreeMap;

use super::lock::Lock;
use crate::api::{Api, Body, Operation, ResponseContent, Type, TypeId, TypeShape, place};

/// The maximum number of references that are followed from a place.
const MOST: usize = 32;

/// The places that refer to types.
pub(super) struct References<'a> {
    api: &'a Api,
    definitions: BTreeMap<&'a str, TypeId>,
    /// The types that places refer to, by place.
    found: BTreeMap<String, TypeId>,
}

impl<'a> References<'a> {
    pub(super) fn of(api: &'a Api, lock: &Lock) -> Self {
        let definitions =
            api.types.iter().enumerate().map(|(index, def)| (def.place.as_str(), TypeId(index))).collect();
        let mut references = Self { api, definitions, found: BTreeMap::new() };
        for def in &api.types {
            let property = |name: &str| place::property(&def.place, &def.hint.base, name);
            match &def.shape {
                TypeShape::Struct { properties, rest } => {
                    properties.iter().for_each(|one| references.add(&one.ty, property(&one.name)));
                    rest.iter().for_each(|ty| references.add(ty, format!("{}{{}}", def.place)));
                }
                TypeShape::Union(union) => {
                    for one in &union.alternatives {
                        references.add(&one.ty, place::alternative(&def.place, &one.label));
                    }
                }
                TypeShape::Alias(ty) => references.add(ty, def.place.clone()),
                TypeShape::Strings(_) | TypeShape::Integers(_) => {}
            }
        }
        api.operations.iter().for_each(|operation| references.operation(operation, lock));
        references
    }

    fn add(&mut self, ty: &Type, at: String) {
        match ty {
            Type::List(inner) => self.add(inner, format!("{at}[]")),
            Type::Map(inner) => self.add(inner, format!("{at}{{}}")),
            Type::Nullable(inner) => self.add(inner, at),
            Type::JsonText(inner) => self.add(inner, place::json_text(&at)),
            Type::Tuple(items) => {
                items.iter().enumerate().for_each(|(index, item)| self.add(item, place::tuple_item(&at, index)));
            }
            Type::Named(id) if self.api.types[id.0].place != at => {
                self.found.insert(at, *id);
            }
            _ => {}
        }
    }

    fn operation(&mut self, operation: &Operation, lock: &Lock) {
        let key = operation.place();
        for parameter in operation.path_parameters.iter().chain(&operation.parameters) {
            let at = format!("{key} {} {}", parameter.location.name(), place::token(&parameter.name));
            self.add(&parameter.ty, at);
        }
        match &operation.body {
            Body::None | Body::Raw { .. } => {}
            Body::Value { ty, .. } => self.add(ty, format!("{key} body")),
            Body::Object { properties, rest, .. } => {
                for property in properties {
                    self.add(&property.ty, format!("{key} body {}", place::token(&property.name)));
                }
                rest.iter().for_each(|ty| self.add(ty, format!("{key} body{{}}")));
            }
        }
        // The lock may have the successful response under another status.
        let ResponseContent::Json(ty) = &operation.response_content else { return };
        let front = format!("{key} ");
        let known = [&lock.types, &lock.responses].into_iter().flat_map(|section| {
            section.range(front.clone()..).map(|(key, _)| key).take_while(|key| key.starts_with(&front))
        });
        for rest in known.map(|key| &key[front.len()..]) {
            let status = rest.split([' ', '[', '{', '|']).next().unwrap_or_default();
            if status.starts_with('2') || status == "default" {
                self.add(ty, format!("{front}{status}"));
            }
        }
    }

    /// Returns the type at a place that defines none.
    pub(super) fn resolve(&self, key: &str) -> Option<TypeId> {
        let mut key = key.to_owned();
        if self.definitions.contains_key(key.as_str()) {
            return None;
        }
        for _ in 0..MOST {
            let (front, id) = place::around(&key).find_map(|front| Some((front, *self.found.get(front)?)))?;
            let rest = &key[front.len()..];
            if rest.is_empty() {
                return Some(id);
            }
            let def = &self.api.types[id.0];
            // The separator before a property depends on what it is a property of.
            key = match rest.strip_prefix(['.', ' ']) {
                Some(rest) => {
                    let first = place::property("", &def.hint.base, "x");
                    format!("{}{}{rest}", def.place, first.trim_end_matches('x'))
                }
                None => format!("{}{rest}", def.place),
            };
            if let Some(id) = self.definitions.get(key.as_str()) {
                return Some(*id);
            }
        }
        None
    }
}
