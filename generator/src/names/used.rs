//! Records in the lock what was named.

use super::lock::Lock;
use super::module::required_of;
use super::{Names, module_path, operation};
use crate::api::{Api, HintBase};

/// Records a name always if it depends on more than its own item, and otherwise only after a clash.
pub(super) fn record(api: &Api, names: &Names, lock: &mut Lock) {
    for (operation, named) in api.operations.iter().zip(&names.operations) {
        lock.operations.insert(operation.place(), format!("{}::{}", names.tags[operation.tag].module, named.method));
        let mut keep = |location: &str, name: &str, to: &String| {
            lock.arguments.insert(operation::argument_key(operation, location, name), to.clone());
        };
        for (parameter, to) in operation.parameters.iter().zip(&named.parameters) {
            keep(parameter.location.name(), &parameter.name, to);
        }
        for (property, to) in operation::properties(&operation.body).iter().zip(&named.properties) {
            keep("body", &property.name, to);
        }
    }
    for (def, name) in api.types.iter().zip(&names.types) {
        let module = module_path(name.module, &names.tags);
        if def.hint.base == HintBase::Response && !def.hint.item && name.places.is_empty() {
            lock.responses.insert(def.place.clone(), format!("{module}::{}", name.name));
        }
        for place in &name.places {
            lock.types.insert(place.clone(), format!("{module}::{}", name.name));
        }
        for alias in &name.aliases {
            let path = format!("{}::{}", module_path(alias.module, &names.tags), alias.name);
            lock.types.extend(alias.places.iter().map(|place| (place.clone(), path.clone())));
        }
        if name.required != required_of(&name.name) {
            lock.required.insert(format!("{module}::{}", name.name), name.required.clone());
        }
    }
    for (server, name) in api.servers.iter().zip(&names.servers) {
        lock.servers.insert(server.url.clone(), name.clone());
    }
}
