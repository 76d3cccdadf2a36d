//! Names that something had in the last release and has no longer. Where the old name is still free, it stays in the client as a
//! deprecated alias, until `release-notes` drops its line.

use std::collections::{BTreeMap, BTreeSet};

use super::aliases::{Alias, Origin};
use super::lock::{self, Lock, Was};
use super::module::{Module, required_of};
use super::operation::{self, argument_key};
use super::places::needs_required;
use super::{Names, TypeName, module_path, type_part};
use crate::api::{Api, Home, Operation, Presence, TypeDef};
use crate::document::places::Sources;
use crate::document::source::File;
use crate::findings::Findings;

/// The old names of an operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct OldNames {
    pub(crate) method: Option<OldMethod>,
    /// The old names of setters, each with the name that it has now.
    pub(crate) setters: Vec<(String, String)>,
}

/// An old method, and the types that were named after it.
#[derive(Clone, Debug)]
pub(crate) struct OldMethod {
    pub(crate) method: String,
    pub(crate) request: String,
    pub(crate) body: String,
}

/// Finds the old names: those that the lock still lists, and those that it has for what has another name now. They are
/// recorded in the new lock.
pub(super) fn old_names(api: &Api, names: &mut Names, lock: &Lock, new: &mut Lock) {
    types(api, names, lock, new);
    for (index, operation) in api.operations.iter().enumerate() {
        names.operations[index].was = OldNames {
            method: method((operation, index), api, names, (lock, &mut *new)),
            setters: setters((operation, index), names, (lock, &mut *new)),
        };
        types_of((operation, index), api, names);
    }
}

/// What is named after a method and has no line in the lock, such as its response, follows its old name too.
fn types_of((operation, index): (&Operation, usize), api: &Api, names: &mut Names) {
    let own = &names.operations[index];
    let Some(old) = &own.was.method else { return };
    let (was, is) = (type_part(&old.method), type_part(&own.method));
    let module = Module::Tag(operation.tag);
    let mut taken: BTreeSet<String> = [&old.request, &old.body].into_iter().cloned().collect();
    for name in names.types.iter().filter(|name| name.module == module) {
        taken.extend([name.name.clone(), name.required.clone()]);
        taken.extend(name.aliases.iter().map(|alias| alias.name.clone()));
    }
    for (id, def) in api.types.iter().enumerate() {
        let name = &names.types[id];
        let is_own = matches!(def.home, Home::Operation(of) if of.0 == index) && name.places.is_empty();
        let Some(rest) = name.name.strip_prefix(&is).filter(|_| is_own && name.module == module) else { continue };
        let old = format!("{was}{rest}");
        let required = required_of(&old);
        let has_required = needs_required(def) && !taken.contains(&required);
        if taken.insert(old.clone()) {
            let required = has_required.then_some(required);
            let alias = Alias { module, name: old, required, places: Vec::new(), origin: Origin::Renamed };
            names.types[id].aliases.push(alias);
        }
    }
}

/// The old name of something, if it is in the module that it was in and has another name now.
fn old<'a>(key: &str, now: &str, listed: &'a BTreeMap<String, String>, locked: Option<&'a String>) -> Option<&'a str> {
    let module = |path: &str| path.rsplit_once("::").map_or(String::new(), |(module, _)| module.to_owned());
    let is_old = |path: &&String| module(path) == module(now) && path.as_str() != now;
    listed.get(key).filter(is_old).or(locked.filter(is_old)).map(|path| lock::last(path))
}

fn method(
    (operation, index): (&Operation, usize),
    api: &Api,
    names: &Names,
    (lock, new): (&Lock, &mut Lock),
) -> Option<OldMethod> {
    let tag = &names.tags[operation.tag];
    let key = operation.place();
    let now = format!("{}::{}", tag.module, names.operations[index].method);
    let method = old(&key, &now, &lock.was.operations, lock.operations.get(&key))?.to_owned();
    let camel = type_part(&method);
    let old = OldMethod { request: format!("{camel}Request"), body: format!("{camel}Body"), method };
    let beside = api.operations.iter().zip(&names.operations).filter(|(other, _)| other.tag == operation.tag);
    let within = names.tags.iter().filter(|other| other.parent == Some(operation.tag));
    let mut taken: BTreeSet<&str> = within.map(|tag| tag.name()).collect();
    for (_, other) in beside {
        taken.extend([other.method.as_str(), &other.request, &other.body]);
    }
    let types = names.types.iter().filter(|name| module_path(name.module, &names.tags) == tag.module);
    taken.extend(types.flat_map(|name| [name.name.as_str(), &name.required]));
    let is_free = [&old.method, &old.request, &old.body].iter().all(|name| !taken.contains(name.as_str()));
    if is_free {
        new.was.operations.insert(key, format!("{}::{}", tag.module, old.method));
    }
    is_free.then_some(old)
}

/// The old names of setters. A required argument is given by its position, and a field of a body cannot have an alias.
fn setters(
    (operation, index): (&Operation, usize),
    names: &Names,
    (lock, new): (&Lock, &mut Lock),
) -> Vec<(String, String)> {
    let own = &names.operations[index];
    let parameters = operation.parameters.iter().zip(&own.parameters);
    let parameters = parameters.filter(|(parameter, _)| parameter.presence == Presence::Optional);
    let parameters =
        parameters.map(|(parameter, name)| (argument_key(operation, parameter.location.name(), &parameter.name), name));
    let properties = operation::properties(&operation.body).iter().zip(&own.properties);
    let properties = properties.filter(|(property, _)| property.presence == Presence::Optional);
    let properties = properties.map(|(property, name)| (argument_key(operation, "body", &property.name), name));
    let mut taken: BTreeSet<String> = own.parameters.iter().chain(&own.properties).cloned().collect();
    let mut found = Vec::new();
    for (key, name) in parameters.chain(properties) {
        let Some(old) = old(&key, name, &lock.was.arguments, lock.arguments.get(&key)) else { continue };
        if !operation::is_reserved(old) && taken.insert(old.to_owned()) {
            new.was.arguments.insert(key, old.to_owned());
            found.push((old.to_owned(), name.clone()));
        }
    }
    found.sort();
    found
}

fn types(api: &Api, names: &mut Names, lock: &Lock, new: &mut Lock) {
    let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
    for name in &names.types {
        let module = module_path(name.module, &names.tags);
        let own = [&name.name, &name.required].into_iter().chain(name.aliases.iter().map(|alias| &alias.name));
        taken.extend(own.map(|name| (module.to_owned(), name.clone())));
    }
    for (operation, own) in api.operations.iter().zip(&names.operations) {
        let module = &names.tags[operation.tag].module;
        taken.extend([&own.request, &own.body].map(|name| (module.clone(), name.clone())));
    }
    for index in 0..names.types.len() {
        let Some(old) = old_type(&names.types[index], &api.types[index], names, lock) else { continue };
        let path = module_path(old.module, &names.tags).to_owned();
        let required = required_of(&old.name);
        let is_free = |name: &str| !taken.contains(&(path.clone(), name.to_owned()));
        if !is_free(&old.name) {
            continue;
        }
        let has_required = is_free(&required).then(|| required.clone());
        taken.extend([old.name.clone(), required].map(|name| (path.clone(), name)));
        new.was.types.insert(old.place, format!("{path}::{}", old.name));
        let alias = Alias {
            module: old.module,
            name: old.name,
            required: has_required.filter(|_| needs_required(&api.types[index])),
            places: Vec::new(),
            origin: Origin::Renamed,
        };
        names.types[index].aliases.push(alias);
    }
}

/// The old name of a type, and the place that has it in the lock.
struct OldType {
    place: String,
    module: Module,
    name: String,
}

/// Finds the old name of a type: in its module, or that of the component that it was before it became inline.
fn old_type(name: &TypeName, def: &TypeDef, names: &Names, lock: &Lock) -> Option<OldType> {
    let now = format!("{}::{}", module_path(name.module, &names.tags), name.name);
    let mut places = name.places.iter();
    let own = places.find_map(|place| Some((place, old(place, &now, &lock.was.types, lock.types.get(place))?)));
    if let Some((place, old)) = own {
        return Some(OldType { place: place.clone(), module: name.module, name: old.to_owned() });
    }
    let places = name.places.iter().chain([&def.place]).filter(|_| name.module != Module::Schemas);
    let mut components =
        places.filter_map(|place| Some((place, lock.was.types.get(place)?.strip_prefix("schemas::")?)));
    let (place, old) = components.next()?;
    Some(OldType { place: place.clone(), module: Module::Schemas, name: old.to_owned() })
}

/// Returns a lock without the old names that the lock of a release lists as well, and how many these are. `None` if there are
/// none, or if one of the locks cannot be read.
pub fn without_released(lock: File, released: File) -> Option<(String, usize)> {
    let (mut sources, mut findings) = (Sources::default(), Findings::default());
    let mut read = |file: File| lock::read_file(file, &mut sources, &mut findings);
    let ((mut lock, _), (released, _)) = (read(lock)?, read(released)?);
    let count = |was: &Was| was.operations.len() + was.arguments.len() + was.types.len();
    let before = count(&lock.was);
    let Was { operations, arguments, types } = &mut lock.was;
    let was = &released.was;
    for (section, released) in [(operations, &was.operations), (arguments, &was.arguments), (types, &was.types)] {
        section.retain(|key, name| released.get(key) != Some(name));
    }
    let dropped = before - count(&lock.was);
    (dropped > 0).then_some((lock.to_text().ok()?, dropped))
}
