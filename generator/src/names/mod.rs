//! The one table of names: every identifier of the generated code is made here.

mod case;
mod collisions;
pub(crate) mod features;
pub(crate) mod lock;
mod operation;
mod proposal;
mod scope;
mod structural_key;
mod tags;
mod type_names;

use std::collections::{BTreeMap, BTreeSet};

use case::Style;
use lock::Lock;
use scope::{Candidate, Claim, Scope, Wish, choose};
pub(crate) use type_names::{Module, TypeName};

use crate::api::{Api, Operation, Pointer, TypeDef, TypeShape};
use crate::document::tree::Node;
use crate::findings::Findings;

/// The names of an [`Api`], each list in the order of the things it names.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) tags: Vec<TagNames>,
    pub(crate) operations: Vec<OperationNames>,
    pub(crate) types: Vec<TypeName>,
    /// The fields or variants of each type.
    pub(crate) members: Vec<Vec<String>>,
    pub(crate) servers: Vec<String>,
    pub(crate) schemes: Vec<String>,
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
    /// The feature that it is there with only.
    pub(crate) feature: String,
    /// Whether it has operations, or modules within it that have.
    pub(crate) is_used: bool,
}

impl TagNames {
    /// The last part of the module, which is the method that leads there as well.
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
}

/// The name of the enum variant that keeps what the document does not know.
pub(crate) const UNKNOWN_VARIANT: &str = "Unrecognized";

/// The variant of `Server` that holds any other address.
pub(crate) const OTHER_SERVER: &str = "Other";

/// The module of the components.
pub(crate) const SCHEMAS: &str = "schemas";

/// The field that keeps the properties that an object allows beside its own.
pub(crate) const REST_FIELD: &str = "additional_properties";

/// The setters of what a form of parts may hold beside its own properties: a value, and a file.
pub(crate) const REST_SETTERS: [&str; 2] = ["additional_property", "additional_file"];

/// The token of a name of the table.
pub(crate) fn ident(name: &str) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name, proc_macro2::Span::call_site())
}

/// Names everything, joins the types that share a name, and returns the lock for the next run.
pub(crate) fn assign(mut api: Api, lock: &Lock, root: &Node, findings: &mut Findings) -> (Api, Names, Lock) {
    let tags = tags::tags(&mut api, lock, root, findings);
    let methods = methods(&api, &tags, lock, root, findings);
    let camels: Vec<String> = methods.iter().map(|method| case::camel(method).unwrap_or_default()).collect();
    let operations: Vec<OperationNames> = api
        .operations
        .iter()
        .zip(methods.iter().zip(&camels))
        .map(|(operation, (method, camel))| operation_names(operation, method, camel, lock, root, findings))
        .collect();
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
    let known = type_names::Known { lock, operations: &camels, modules: &modules, reserved: &reserved };
    let types = type_names::share(&mut api, &known, root, findings);
    let members = api.types.iter().map(|def| members(def, lock, root, findings)).collect();
    let servers = servers(&api, lock, root, findings);
    let schemes = schemes(&api, root, findings);
    let mut names = Names { tags, operations, types, members, servers, schemes };
    features::gate(&api, &mut names);
    collisions::check(&api, &names, root, findings);
    let mut new = new_lock(&api, &names);
    collisions::check_values(&api, &names, lock, root, findings);
    new.values = collisions::values(&api, &names);
    new.bury(lock);
    (api, names, new)
}

/// Files and modules beside those of the tags, methods of the client itself, and names that Windows keeps for
/// devices.
const RESERVED_MODULES: &[&str] = &[
    "auth",
    "aux",
    "blocking",
    "blocking_client",
    "builder",
    "client",
    "clone",
    "con",
    "generated",
    "inner",
    "mock",
    "mode",
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
];

fn simple(what: String, wire: &str, at: &Pointer, given: Option<&String>, name: Option<String>) -> Wish {
    let candidates = name
        .into_iter()
        .flat_map(|name| [name.clone(), format!("{name}_api")])
        .map(|name| Candidate { name, claim: Claim::Whole })
        .collect();
    Wish { what, wire: wire.to_owned(), at: at.clone(), given: given.cloned(), locked: None, candidates }
}

/// Names the methods, tag by tag.
fn methods(api: &Api, tags: &[TagNames], lock: &Lock, root: &Node, findings: &mut Findings) -> Vec<String> {
    let mut methods = vec![String::new(); api.operations.len()];
    for (index, tag) in api.tags.iter().enumerate() {
        let of_tag: Vec<usize> = (0..api.operations.len()).filter(|at| api.operations[*at].tag == index).collect();
        let mut wishes: Vec<Wish> =
            of_tag.iter().map(|at| operation::method(&api.operations[*at], tag, lock)).collect();
        for (wish, at) in wishes.iter_mut().zip(&of_tag) {
            let key = api.operations[*at].key();
            wish.candidates
                .retain(|candidate| !lock.is_removed(&format!("{}::{}", tags[index].module, candidate.name), &key));
        }
        let within: BTreeSet<&str> = tags.iter().filter(|tag| tag.parent == Some(index)).map(TagNames::name).collect();
        let reserved = |name: &str| operation::is_of_trait(name) || within.contains(name);
        let scope = Scope { root, key: "x-rust-name", style: Style::Snake, list: None, reserved: &reserved };
        let names = choose(&wishes, &scope, findings);
        for (at, name) in of_tag.into_iter().zip(names) {
            methods[at] = name;
        }
    }
    methods
}

fn operation_names(
    operation: &Operation,
    method: &str,
    camel: &str,
    lock: &Lock,
    root: &Node,
    findings: &mut Findings,
) -> OperationNames {
    let has_rest = matches!(&operation.body, crate::api::Body::Object { rest: Some(_), .. });
    let reserved = |name: &str| operation::is_reserved(name) || (has_rest && REST_SETTERS.contains(&name));
    let scope = Scope { root, key: "x-rust-name", style: Style::Snake, list: None, reserved: &reserved };
    let mut others = choose(&operation::arguments(operation, lock), &scope, findings);
    let properties = others.split_off(operation.parameters.len());
    let arguments: BTreeSet<&String> = operation
        .parameters
        .iter()
        .zip(&others)
        .filter(|(parameter, _)| parameter.presence == crate::api::Presence::Required)
        .map(|(_, name)| name)
        .collect();
    let reserved = |name: &str| name == "body" || arguments.iter().any(|argument| *argument == name);
    let scope = Scope { root, key: "x-rust-name", style: Style::Snake, list: None, reserved: &reserved };
    OperationNames {
        method: method.to_owned(),
        request: format!("{camel}Request"),
        body: format!("{camel}Body"),
        path_arguments: choose(&operation::path_arguments(operation, lock), &scope, findings),
        parameters: others,
        properties,
    }
}

/// Names the fields or variants of a type; they depend on nothing but their own name on the wire.
fn members(def: &TypeDef, lock: &Lock, root: &Node, findings: &mut Findings) -> Vec<String> {
    let member = |what: String, wire: &str, at: &Pointer, given: Option<&String>, name: Option<String>| {
        let candidates = name.into_iter().map(|name| Candidate { name, claim: Claim::Whole }).collect();
        Wish { what, wire: wire.to_owned(), at: at.clone(), given: given.cloned(), locked: None, candidates }
    };
    let variant = |value: String, given: Option<&String>| {
        let name = case::variant(&value);
        member(format!("the value `{value}` of `{}`", def.place), &value, &def.at, given, name)
    };
    let (wishes, key): (Vec<Wish>, _) = match &def.shape {
        TypeShape::Struct { properties, rest: _ } => {
            let field = |property: &crate::api::Property| {
                let what = format!("the property `{}` of `{}`", property.name, def.place);
                member(what, &property.name, &property.at, property.rust_name.as_ref(), case::snake(&property.name))
            };
            (properties.iter().map(field).collect(), "x-rust-field")
        }
        TypeShape::Strings(values) => (
            values.iter().map(|value| variant(value.value.clone(), value.rust_name.as_ref())).collect(),
            scope::ENUM_KEY,
        ),
        TypeShape::Integers(values) => (
            values.iter().map(|value| variant(value.value.to_string(), value.rust_name.as_ref())).collect(),
            scope::ENUM_KEY,
        ),
        TypeShape::Union(union) => (
            union.alternatives.iter().map(|alternative| collisions::alternative(def, alternative, lock)).collect(),
            "x-rust-name",
        ),
        TypeShape::Alias(_) => return Vec::new(),
    };
    let has_rest = matches!(&def.shape, TypeShape::Struct { rest: Some(_), .. });
    let reserved = |name: &str| name == UNKNOWN_VARIANT || (has_rest && name == REST_FIELD);
    let style = if matches!(&def.shape, TypeShape::Struct { .. }) { Style::Snake } else { Style::Camel };
    choose(&wishes, &Scope { root, key, style, list: None, reserved: &reserved }, findings)
}

fn servers(api: &Api, lock: &Lock, root: &Node, findings: &mut Findings) -> Vec<String> {
    let wishes: Vec<Wish> = api
        .servers
        .iter()
        .map(|server| {
            let host = server.url.split("//").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
            let names = [case::camel(host), case::camel(server.url.split("//").nth(1).unwrap_or_default())];
            let candidates = names.into_iter().flatten().map(|name| Candidate { name, claim: Claim::Whole }).collect();
            let what = format!("the server `{}`", server.url);
            let locked = lock.servers.get(&server.url).cloned();
            Wish {
                what,
                wire: server.url.clone(),
                at: server.at.clone(),
                given: server.rust_name.clone(),
                locked,
                candidates,
            }
        })
        .collect();
    choose(
        &wishes,
        &Scope { root, key: "x-rust-name", style: Style::Camel, list: None, reserved: &|name| name == OTHER_SERVER },
        findings,
    )
}

fn schemes(api: &Api, root: &Node, findings: &mut Findings) -> Vec<String> {
    let wishes: Vec<Wish> = api
        .schemes
        .iter()
        .map(|scheme| {
            simple(
                format!("the security scheme `{}`", scheme.key),
                &scheme.key,
                &scheme.at,
                scheme.rust_name.as_ref(),
                case::snake(&scheme.key),
            )
        })
        .collect();
    let own = [
        "base_url",
        "build",
        "build_as",
        "build_blocking",
        "clone",
        "connect_timeout",
        "credential",
        "default",
        "finish",
        "http",
        "max_response_bytes",
        "network",
        "new",
        "no_proxy",
        "requests_per_minute",
        "retry",
        "root_certificate",
        "server",
        "timeout",
        "transport",
        "user_agent",
    ];
    choose(
        &wishes,
        &Scope { root, key: "x-rust-name", style: Style::Snake, list: None, reserved: &|name| own.contains(&name) },
        findings,
    )
}

/// What the lock has to hold: every name that is not made from its own thing alone.
fn new_lock(api: &Api, names: &Names) -> Lock {
    let mut lock = Lock::default();
    for (operation, named) in api.operations.iter().zip(&names.operations) {
        lock.operations.insert(operation.key(), format!("{}::{}", names.tags[operation.tag].module, named.method));
        let mut keep = |location: &str, name: &str, to: &String| {
            lock.arguments.insert(operation::argument_key(operation, location, name), to.clone());
        };
        for (parameter, to) in operation.parameters.iter().zip(&named.parameters) {
            let location = parameter.location.name();
            keep(location, &parameter.name, to);
        }
        for (property, to) in operation::properties(&operation.body).iter().zip(&named.properties) {
            keep("body", &property.name, to);
        }
    }
    for name in &names.types {
        for place in &name.places {
            let module = match name.module {
                Module::Tag(tag) => names.tags[tag].module.as_str(),
                Module::Schemas => SCHEMAS,
            };
            lock.types.insert(place.clone(), format!("{module}::{}", name.name));
        }
    }
    collisions::lock_alternatives(api, names, &mut lock);
    for (server, name) in api.servers.iter().zip(&names.servers) {
        lock.servers.insert(server.url.clone(), name.clone());
    }
    lock
}
