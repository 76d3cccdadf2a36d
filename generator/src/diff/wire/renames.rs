//! Compares public names: items that were renamed, and names that now mean something else although no signature shows it.

use std::collections::BTreeMap;

use super::api_level::base;
use super::place::{Place, Types};
use super::{About, Direction, Walk, code};
use crate::api::{Body, Presence, Property, Type, TypeId, TypeShape};
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::names::{Origin, likeness, pairs};

/// What is said of a name that stays as an alias.
pub(super) const DEPRECATED: &str = "; the old name is deprecated";

/// What a name refers to, and the name.
type Named<'a> = (String, &'a str);

/// What happened to a name: its item was renamed, or another item has taken it over.
enum Fate<'a> {
    Renamed { thing: &'a str, old: &'a str, new: &'a str },
    TakenOver { name: &'a str, old: &'a str, new: &'a str },
}

fn fates<'a>(before: &'a [Named<'a>], after: &'a [Named<'a>]) -> Vec<Fate<'a>> {
    let fate = |(thing, old): &'a Named<'a>| match after.iter().find(|(other, _)| other == thing) {
        Some((_, new)) => (old != new).then_some(Fate::Renamed { thing, old, new }),
        None => {
            let (taker, name) = after.iter().find(|(_, name)| name == old)?;
            // If both items existed before, the one that took the name over was renamed.
            let is_new = before.iter().all(|(thing, _)| thing != taker);
            is_new.then_some(Fate::TakenOver { name, old: thing, new: taker })
        }
    };
    before.iter().filter_map(fate).collect()
}

impl<'a> Walk<'a> {
    /// Compares the arguments and setters of a request, including those of its body.
    pub(super) fn arguments(&mut self, old: usize, new: usize) {
        let (before, after) = (arguments(self.before, old), arguments(self.after, new));
        let sides = [(self.before, old), (self.after, new)];
        let positional = |thing: &str| sides.into_iter().any(|(state, index)| is_positional(state, index, thing));
        for fate in fates(&before, &after) {
            let mut about = self.operation_about();
            let setter = |state: &State, index: usize, name: &str| client_items::of_setter(state, index, name);
            match fate {
                Fate::Renamed { thing, old: was, new: is } => {
                    about.subject = format!("argument {}", bare(thing));
                    about.items = [setter(self.before, old, was), setter(self.after, new, is)].concat();
                    let thing_name = code(bare(thing));
                    let mut message =
                        format!("the argument {} for {thing_name} was renamed to {}", code(was), code(is));
                    let setters = &self.after.names.operations[new].was.setters;
                    let kind = if setters.iter().any(|(old, own)| (old.as_str(), own.as_str()) == (was, is)) {
                        message.push_str(DEPRECATED);
                        ChangeKind::NameDeprecated
                    } else if positional(thing) {
                        ChangeKind::RequiredArgumentRenamed
                    } else {
                        ChangeKind::ArgumentRenamed
                    };
                    self.push((Rule::NameChanged, Wire::None, kind), about, (was, is), message);
                }
                // It is the same argument, sent elsewhere. That is reported as such.
                Fate::TakenOver { name: _, old: was, new: is } if is_same_argument(was, is) => {}
                Fate::TakenOver { name, old: was, new: is } => {
                    about.subject = format!("argument {name}");
                    about.items = setter(self.after, new, name);
                    let (was, is) = (bare(was), bare(is));
                    let message = format!("the argument {} now means {}; it meant {}", code(name), code(is), code(was));
                    self.push(
                        (Rule::NameChanged, Wire::None, ChangeKind::ArgumentTakenOver),
                        about,
                        (was, is),
                        message,
                    );
                }
            }
        }
    }

    /// Compares the fields or variants of a type that was made from the same place on both sides.
    pub(super) fn members(&mut self, types: Types, labels: &BTreeMap<String, String>) {
        let (Some(old), Some(new)) = types else { return };
        let Some(path) = self.before.type_path(old) else { return };
        let (before, mut after) = (members(self.before, old.0), members(self.after, new.0));
        // An alternative that is paired with one of another label has the same meaning.
        for (thing, _) in &mut after {
            if let Some(old) = labels.get(thing) {
                thing.clone_from(old);
            }
        }
        for fate in fates(&before, &after) {
            let find = |state: &'a State, index: usize| state.root.at(&state.api.types[index].at).map(|node| node.span);
            let mut about = About {
                holder: path.clone(),
                subject: String::new(),
                items: Vec::new(),
                before: find(self.before, old.0),
                after: find(self.after, new.0),
            };
            let direction = std::mem::replace(&mut self.direction, Direction::Both);
            match fate {
                Fate::Renamed { thing, old: was, new: is } => {
                    about.subject = thing.to_owned();
                    about.items = client_items::of_member(self.before, old, thing);
                    let new_label = labels.iter().find(|(_, old)| *old == thing).map_or(thing, |(new, _)| new);
                    about.items.extend(client_items::of_member(self.after, new, new_label));
                    let message = format!("{} of {} was renamed to {}", code(was), code(&path), code(is));
                    self.push((Rule::NameChanged, Wire::None, ChangeKind::FieldRenamed), about, (was, is), message);
                }
                Fate::TakenOver { name: _, old: was, new: is } if self.is_same_alternative((old, new), was, is) => {}
                Fate::TakenOver { name, old: was, new: is } => {
                    about.subject = name.to_owned();
                    let message =
                        format!("{} of {} now means {}; it meant {}", code(name), code(&path), code(is), code(was));
                    self.push((Rule::NameChanged, Wire::None, ChangeKind::FieldTakenOver), about, (was, is), message);
                }
            }
            self.direction = direction;
        }
    }

    /// Returns whether the lock has paired two alternatives whose labels differ in their content.
    fn is_same_alternative(&self, (old, new): (TypeId, TypeId), was: &str, is: &str) -> bool {
        let words = |state: &State, id: TypeId, label: &str| match &state.api.types[id.0].shape {
            TypeShape::Union(union) => {
                let found = union.alternatives.iter().find(|alternative| alternative.label == label);
                found.map(|alternative| likeness::of_alternative(&state.api, alternative))
            }
            _ => None,
        };
        let (Some(before), Some(after)) = (words(self.before, old, was), words(self.after, new, is)) else {
            return false;
        };
        !pairs::pairs(&[before], &[after]).is_empty()
    }

    /// Compares the variants of `Server`, by their URL.
    pub(super) fn server_names(&mut self) {
        let names = |state: &'a State| -> Vec<Named<'a>> {
            let servers = state.api.servers.iter().zip(&state.names.servers);
            servers.map(|(server, name)| (base(server).to_owned(), name.as_str())).collect()
        };
        let (before, after) = (names(self.before), names(self.after));
        for fate in fates(&before, &after) {
            // A server that was removed or has moved is reported as such.
            let Fate::Renamed { thing, old, new } = fate else { continue };
            let items = [old, new].map(|name| Item::Only(format!("Server::{name}"))).to_vec();
            let find = |state: &'a State| {
                let server = state.api.servers.iter().find(|server| base(server) == thing)?;
                state.root.at(&server.at).map(|node| node.span)
            };
            let (before, after) = (find(self.before), find(self.after));
            let about = About { holder: format!("server {thing}"), subject: "name".to_owned(), items, before, after };
            let message = format!("the server {} is now named {}; it was {}", code(thing), code(new), code(old));
            self.push((Rule::NameChanged, Wire::None, ChangeKind::ServerRenamed), about, (old, new), message);
        }
    }

    /// Reports a method that now calls another endpoint, because its own was removed.
    pub(super) fn method_taken_over(&mut self, index: usize) {
        let path = |state: &State, index: usize| -> Option<String> {
            let operation = state.api.operations.get(index)?;
            Some(format!(
                "{}::{}",
                state.names.tags.get(operation.tag)?.module,
                state.names.operations.get(index)?.method
            ))
        };
        let Some(name) = path(self.after, index) else { return };
        let gone = |old: &usize| {
            let key = self.before.api.operations[*old].key();
            self.after.api.operations.iter().all(|operation| operation.key() != key)
        };
        let before = 0..self.before.api.operations.len();
        let Some(old) = before.filter(gone).find(|old| path(self.before, *old).as_ref() == Some(&name)) else { return };
        let (was, is) = (self.before.api.operations[old].key(), self.after.api.operations[index].key());
        let mut about = self.operation_about();
        about.subject = "method".to_owned();
        let message = format!("the method {} now calls this endpoint; it called {}", code(&name), code(&was));
        self.push((Rule::NameChanged, Wire::None, ChangeKind::MethodTakenOver), about, (&was, &is), message);
    }

    pub(super) fn paths(&self, (old, new): Types) -> (Option<String>, Option<String>) {
        (old.and_then(|id| self.before.type_path(id)), new.and_then(|id| self.after.type_path(id)))
    }

    /// Reports a place that now refers to another type, if both types are on both sides.
    pub(super) fn refers_to_another(&mut self, types: Types, place: &Place) {
        let (Some(was), Some(is)) = self.paths(types) else { return };
        let mut about = place.about(None, None);
        let at = |state: &'a State, id: Option<TypeId>| Some(state.root.at(&state.api.types[id?.0].at)?.span);
        (about.before, about.after) = (at(self.before, types.0), at(self.after, types.1));
        about.subject.push_str(" type");
        let message = format!("{} is now a {}; it was a {}", place.label, code(&is), code(&was));
        let direction = std::mem::replace(&mut self.direction, Direction::Both);
        self.push((Rule::NameChanged, Wire::None, ChangeKind::TypeRenamed), about, (&was, &is), message);
        self.direction = direction;
    }

    /// Reports a type that was made from the same place and has another name. If only its module has moved with the tag, that
    /// is reported with the tag.
    pub(super) fn renamed(&mut self, (old, new): Types, place: &Place) {
        let (Some(old), Some(new)) = (old, new) else { return };
        let (Some(was), Some(is)) = self.paths((Some(old), Some(new))) else { return };
        let parts = |path: &str| {
            let (module, name) = path.rsplit_once("::").unwrap_or_default();
            (module == "schemas", name.to_owned())
        };
        let still_there = self.after.names.types[new.0].aliases.iter().find(|alias| {
            let module = self.after.module_path(alias.module);
            module.is_some_and(|module| format!("{module}::{}", alias.name) == was)
        });
        let still_there = still_there.map(|alias| alias.origin);
        if parts(&was) != parts(&is) && still_there != Some(Origin::Moved) {
            let mut about = place.about(None, None);
            (about.holder, about.subject) = (was.clone(), String::new());
            about.items.extend(client_items::of_type(self.before, old));
            about.items.extend(client_items::of_type(self.after, new));
            if self.before.api.error_body == Some(old) {
                about.items.push(Item::Only(client_items::ERROR_BODY.to_owned()));
            }
            let at = |state: &'a State, id: TypeId| state.root.at(&state.api.types[id.0].at).map(|node| node.span);
            (about.before, about.after) = (at(self.before, old), at(self.after, new));
            let structure = match outline(self.before, old) == outline(self.after, new) {
                true => "with the same structure",
                false => "and its structure has changed",
            };
            let mut message = format!("the type {} is now {}, {structure}", code(&was), code(&is));
            let mut kind = ChangeKind::TypeRenamed;
            if still_there.is_some() {
                message.push_str(DEPRECATED);
                kind = ChangeKind::NameDeprecated;
            } else if was.starts_with("schemas::") && !is.starts_with("schemas::") {
                // Nothing in the lock leads from a component to the places that used it.
                let line = format!("{}: {was}", self.after.api.types[new.0].place);
                message
                    .push_str(&format!("; to keep the old name, add {} to `was`, `types` in names.lock", code(&line)));
            }
            let direction = std::mem::replace(&mut self.direction, Direction::Both);
            self.push((Rule::NameChanged, Wire::None, kind), about, (&was, &is), message);
            self.direction = direction;
        }
    }
}

/// What a type is made of: its fields, values or alternatives, and their kinds. The names of other types do not count.
fn outline(state: &State, id: TypeId) -> Vec<String> {
    let plain = |ty: &Type| format!("{:?}", unnamed(ty));
    match &state.api.types[id.0].shape {
        TypeShape::Struct { properties, rest } => {
            let field = |property: &Property| {
                let Property { name, ty, presence, nullability, .. } = property;
                format!("{name:?} {presence:?} {nullability:?} {}", plain(ty))
            };
            properties.iter().map(field).chain(rest.as_ref().map(plain)).collect()
        }
        TypeShape::Strings(values) => values.iter().map(|variant| variant.value.clone()).collect(),
        TypeShape::Integers(values) => values.iter().map(|variant| variant.value.to_string()).collect(),
        TypeShape::Union(union) => union.alternatives.iter().map(|one| one.label.clone()).collect(),
        TypeShape::Alias(ty) => vec![plain(ty)],
    }
}

fn unnamed(ty: &Type) -> Type {
    match ty {
        Type::Named(_) => Type::Named(TypeId(0)),
        Type::List(inner) => Type::List(Box::new(unnamed(inner))),
        Type::Map(inner) => Type::Map(Box::new(unnamed(inner))),
        Type::Nullable(inner) => Type::Nullable(Box::new(unnamed(inner))),
        Type::JsonText(inner) => Type::JsonText(Box::new(unnamed(inner))),
        Type::Tuple(items) => Type::Tuple(items.iter().map(unnamed).collect()),
        plain => plain.clone(),
    }
}

/// Returns the parameters and the properties of the body, with the names of their arguments.
fn arguments(state: &State, index: usize) -> Vec<Named<'_>> {
    let (operation, names) = (&state.api.operations[index], &state.names.operations[index]);
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let parameters = parameters
        .map(|(parameter, name)| (super::parameter::key(parameter), name.as_str()))
        .map(|((location, parameter), name)| (format!("{location} {parameter}"), name));
    let properties = match &operation.body {
        Body::Object { presence: _, properties, rest: _, media: _ } => properties.as_slice(),
        Body::None | Body::Value { .. } | Body::Raw { .. } => &[],
    };
    let properties = properties.iter().zip(&names.properties);
    parameters.chain(properties.map(|(property, name)| (format!("body {}", property.name), name.as_str()))).collect()
}

fn is_same_argument(one: &str, other: &str) -> bool {
    let parts = |thing| str::split_once(thing, ' ').unwrap_or(("", thing));
    super::parameter::have_same_name(parts(one), parts(other))
}

/// Returns the name of an argument on the wire, without its location.
fn bare(thing: &str) -> &str {
    thing.split_once(' ').map_or(thing, |(_, name)| name)
}

/// Returns whether a parameter is passed by position, so that callers do not write its name.
fn is_positional(state: &State, index: usize, thing: &str) -> bool {
    state.api.operations[index].parameters.iter().any(|parameter| {
        let (location, name) = super::parameter::key(parameter);
        parameter.presence == Presence::Required && thing == format!("{location} {name}")
    })
}

fn members(state: &State, index: usize) -> Vec<Named<'_>> {
    let things: Vec<String> = match &state.api.types[index].shape {
        TypeShape::Struct { properties, rest: _ } => properties.iter().map(|property| property.name.clone()).collect(),
        TypeShape::Strings(values) => values.iter().map(|variant| variant.value.clone()).collect(),
        TypeShape::Integers(values) => values.iter().map(|variant| variant.value.to_string()).collect(),
        TypeShape::Union(union) => union.alternatives.iter().map(|alternative| alternative.label.clone()).collect(),
        TypeShape::Alias(_) => Vec::new(),
    };
    let names = state.names.members.get(index).map(Vec::as_slice).unwrap_or_default();
    things.into_iter().zip(names.iter().map(String::as_str)).collect()
}
