//! The one table of names: every identifier of the generated code is made here.

mod aliases;
mod carry_over;
mod case;
mod collisions;
pub(crate) mod features;
mod files;
mod join;
mod kept;
pub(crate) mod likeness;
pub(crate) mod lock;
mod members;
mod module;
mod operation;
pub(crate) mod pairs;
mod path_groups;
mod places;
mod references;
mod scope;
mod security_schemes;
mod servers;
mod settle;
mod spelling;
mod structural_key;
mod tag_places;
mod tags;
mod type_names;
mod used;
mod was;
mod webhooks;
mod wish;

use std::collections::{BTreeMap, BTreeSet};

pub(crate) use aliases::Origin;
use case::Style;
pub use join::{Differing, JoinedLock, Locks, join_locks};
use lock::Lock;
pub(crate) use module::Module;
use scope::{choose, plain, record};
pub(crate) use servers::TemplateNames;
pub(crate) use type_names::TypeName;
pub(crate) use was::OldNames;
pub use was::without_released;
pub(crate) use webhooks::WebhookNames;
use wish::{Scope, Wires, Wish};

use crate::api::{Api, Operation, OperationId};
use crate::findings::Findings;

/// The names of an [`Api`]. Each list has the order of the items that it names.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) tags: Vec<TagNames>,
    pub(crate) operations: Vec<OperationNames>,
    pub(crate) types: Vec<TypeName>,
    /// The fields or variants of each type.
    pub(crate) members: Vec<Vec<String>>,
    pub(crate) servers: Vec<String>,
    pub(crate) server_templates: Vec<TemplateNames>,
    pub(crate) schemes: Vec<String>,
    pub(crate) webhooks: Vec<WebhookNames>,
}

impl Names {
    /// Returns whether the module of components has something in it.
    pub(crate) fn has_schemas(&self) -> bool {
        let is_there = |name: &TypeName| {
            name.module == Module::Schemas || name.aliases.iter().any(|alias| alias.module == Module::Schemas)
        };
        self.types.iter().any(is_there)
    }

    /// Returns the operation whose file a type is in, if it is not in that of its module.
    pub(crate) fn file_of(&self, name: &TypeName) -> Option<OperationId> {
        name.operation.filter(|operation| self.operations[operation.0].file.is_some())
    }
}

#[derive(Clone, Debug)]
pub(crate) struct TagNames {
    /// The module, from the outside in: `users::unread_notifications`.
    pub(crate) module: String,
    pub(crate) handle: String,
    /// The handle of a mock.
    pub(crate) mock: String,
    /// The tag whose module holds this one, by its index.
    pub(crate) parent: Option<usize>,
    /// The feature that it needs.
    pub(crate) feature: String,
    /// Whether it, or a module within it, has operations.
    pub(crate) is_used: bool,
}

impl TagNames {
    /// Returns the last part of the module, which is also the name of the method that leads there.
    pub(crate) fn name(&self) -> &str {
        lock::last(&self.module)
    }
}

#[derive(Clone, Debug)]
pub(crate) struct OperationNames {
    pub(crate) method: String,
    pub(crate) request: String,
    /// The struct of the required properties of the body.
    pub(crate) body: String,
    pub(crate) path_arguments: Vec<String>,
    pub(crate) parameters: Vec<String>,
    /// The properties of the body.
    pub(crate) properties: Vec<String>,
    /// The names that it had, which stay as deprecated aliases.
    pub(crate) was: OldNames,
    /// The module with what belongs to it alone, within that of the tag, if the tag has a file for each operation.
    pub(crate) file: Option<String>,
}

/// The name of the enum variant for values that the document does not list.
pub(crate) const UNKNOWN_VARIANT: &str = "Unrecognized";

/// The variant of `Server` for any other base URL.
pub(crate) const OTHER_SERVER: &str = "Other";

/// The module of the components.
pub(crate) const SCHEMAS: &str = "schemas";

/// The module of the webhooks. Tags are often called `webhooks`.
pub(crate) const SIGNATURE: &str = "SIGNATURE";
pub(crate) const WEBHOOKS: &str = "webhook_events";

/// The enum of all webhooks there, and the function that reads any of them.
pub(crate) const EVENT: &str = "Event";
pub(crate) const READ_EVENT: &str = "read";

/// The field for additional properties.
pub(crate) const REST_FIELD: &str = "additional_properties";

/// The function that makes the documented headers of those that were received.
pub(crate) const OF_HEADERS: &str = "of";

/// The setters of additional properties in a multipart form: a value, and a file.
pub(crate) const REST_SETTERS: [&str; 2] = ["additional_property", "additional_file"];

/// Returns the token of a name.
pub(crate) fn ident(name: &str) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name, proc_macro2::Span::call_site())
}

/// Names everything, joins the types that share a name, and returns the lock for the next run.
pub(crate) fn assign(mut api: Api, lock: &Lock, findings: &mut Findings) -> (Api, Names, Lock) {
    let lock = &carry_over::carry_over(lock, &api);
    let mut new = Lock::default();
    path_groups::divide(&mut api, (lock, &mut new), findings);
    let tags = tags::tags(&mut api, (lock, &mut new), findings);
    let methods = methods(&api, &tags, lock, findings);
    let camels: Vec<String> = methods.iter().map(|method| type_part(method)).collect();
    let mut operations: Vec<OperationNames> = Vec::new();
    for (operation, (method, camel)) in api.operations.iter().zip(methods.iter().zip(&camels)) {
        operations.push(operation_names(operation, (method, camel), (lock, &mut new), findings));
    }
    files::name(&api, &tags, &mut operations, (lock, &mut new));
    let mut reserved: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    for (operation, names) in api.operations.iter().zip(&operations) {
        let names_of_tag = reserved.entry(operation.tag).or_default();
        names_of_tag.insert(tags[operation.tag].handle.clone());
        names_of_tag.insert(tags[operation.tag].mock.clone());
        names_of_tag.insert(names.request.clone());
        if operation::properties(&operation.body)
            .iter()
            .any(|property| property.presence == crate::api::Presence::Required)
        {
            names_of_tag.insert(names.body.clone());
        }
    }
    let modules: Vec<&str> = tags.iter().map(|tag| tag.module.as_str()).collect();
    let known = module::Known { lock, operations: &camels, modules: &modules, reserved: &reserved };
    let types = type_names::share(&mut api, &known, findings);
    let servers = servers::servers(&api, lock, findings);
    let server_templates = servers::templates(&api, (lock, &mut new), findings);
    let schemes = security_schemes::security_schemes(&api, (lock, &mut new), findings);
    let webhooks = webhooks::webhooks(&api, (lock, &mut new), findings);
    let mut names =
        Names { tags, operations, types, members: Vec::new(), servers, server_templates, schemes, webhooks };
    names.members = members::members(&api, &names, (lock, &mut new), findings);
    features::gate(&api, &mut names);
    collisions::check(&api, &names, findings);
    used::record(&api, &names, &mut new);
    was::old_names(&api, &mut names, lock, &mut new);
    members::check_values(&api, &names, lock, findings);
    let types = names.types.iter().map(|named| format!("{}::{}", module_path(named.module, &names.tags), named.name));
    new.bury(lock, &types.collect());
    (api, names, new)
}

/// Returns the part of a type's name that comes from a method: `list_all` → `ListAll`.
fn type_part(method: &str) -> String {
    case::camel(method).unwrap_or_default()
}

/// Names that modules of tags cannot have: other files and modules, methods of the client, and device names of Windows.
const RESERVED_MODULES: &[&str] = &[
    "auth",
    "aux",
    "builder",
    "client",
    "clone",
    "con",
    "finish",
    "finish_on_drop",
    "generated",
    "inner",
    "mock",
    "new",
    "nul",
    "prn",
    "received",
    "reqwest",
    "request",
    "runtime",
    "schemas",
    "serde",
    "serde_json",
    "servers",
    "std",
    "webhook_events",
];

/// Names the methods, tag by tag.
fn methods(api: &Api, tags: &[TagNames], lock: &Lock, findings: &mut Findings) -> Vec<String> {
    let mut methods = vec![String::new(); api.operations.len()];
    for (index, tag) in api.tags.iter().enumerate() {
        let of_tag: Vec<usize> = (0..api.operations.len()).filter(|at| api.operations[*at].tag == index).collect();
        let mut wishes: Vec<Wish> =
            of_tag.iter().map(|at| operation::method(&api.operations[*at], tag, lock)).collect();
        for (wish, at) in wishes.iter_mut().zip(&of_tag) {
            let key = api.operations[*at].place();
            wish.line.front = format!("{}::", tags[index].module);
            wish.candidates
                .retain(|candidate| !lock.is_removed(&format!("{}::{}", tags[index].module, candidate.name), &key));
        }
        let within: BTreeSet<&str> = tags.iter().filter(|tag| tag.parent == Some(index)).map(TagNames::name).collect();
        // Types of the module are named after the method, and must not clash with the handle and its mock.
        let handles = [&tags[index].handle, &tags[index].mock];
        let is_handle = |name: &str| {
            let part = type_part(name);
            ["Request", "Body"].iter().any(|end| handles.iter().any(|handle| **handle == format!("{part}{end}")))
        };
        let reserved = |name: &str| operation::is_of_trait(name) || within.contains(name) || is_handle(name);
        let scope =
            Scope { key: "x-rust-name", style: Style::Snake, fold: type_part, wires: Wires::Free, reserved: &reserved };
        let names = plain(choose(&wishes, &scope, findings));
        for (at, name) in of_tag.into_iter().zip(names) {
            methods[at] = name;
        }
    }
    methods
}

fn operation_names(
    operation: &Operation,
    (method, camel): (&str, &str),
    (lock, new): (&Lock, &mut Lock),
    findings: &mut Findings,
) -> OperationNames {
    let has_rest = matches!(&operation.body, crate::api::Body::Object { rest: Some(_), .. });
    let reserved = |name: &str| operation::is_reserved(name) || (has_rest && REST_SETTERS.contains(&name));
    let arguments = operation::arguments(operation, lock);
    let mut others = plain(choose(&arguments, &setters(&reserved), findings));
    let properties = others.split_off(operation.parameters.len());
    let required: BTreeSet<&String> = operation
        .parameters
        .iter()
        .zip(&others)
        .filter(|(parameter, _)| parameter.presence == crate::api::Presence::Required)
        .map(|(_, name)| name)
        .collect();
    let reserved = |name: &str| name == "body" || required.iter().any(|argument| *argument == name);
    let wishes = operation::path_arguments(operation, lock);
    let path_arguments = choose(&wishes, &setters(&reserved), findings);
    // Path arguments are positional, so only clashes are recorded.
    record(&wishes, &path_arguments, &mut new.arguments);
    OperationNames {
        method: method.to_owned(),
        request: format!("{camel}Request"),
        body: format!("{camel}Body"),
        path_arguments: plain(path_arguments),
        parameters: others,
        properties,
        was: OldNames::default(),
        file: None,
    }
}

fn setters<'a>(reserved: &'a dyn Fn(&str) -> bool) -> Scope<'a> {
    Scope { key: "x-rust-name", style: Style::Snake, fold: str::to_owned, wires: Wires::Free, reserved }
}

/// Returns the module of a type, from the outside in.
fn module_path(module: Module, tags: &[TagNames]) -> &str {
    match module {
        Module::Tag(tag) => &tags[tag].module,
        Module::Schemas => SCHEMAS,
    }
}
