//! Requests of the server: webhooks and callbacks. Their inline JSON bodies become components, so that they become types like
//! any others.

use std::collections::BTreeSet;

use crate::document::grammar::METHODS;
use crate::document::media;
use crate::document::operations::{keys, operations, sent};
use crate::document::path::unnamed;
use crate::document::pointer::{component_name, join, unescape};
use crate::document::tree::{MAX_STEPS, Member, Node, Object, Value};

/// Makes components of the JSON bodies of the webhooks and callbacks in a merged document.
pub(crate) fn lift(root: &mut Node) {
    let mut lifted: Vec<(String, Member)> = Vec::new();
    let schemas = root.at("/components/schemas").into_iter().flat_map(Node::members);
    let mut taken: BTreeSet<String> = schemas.map(|(name, _)| name.to_owned()).collect();
    for Webhook { key: _, name, method, at, origin } in webhooks(root) {
        let Some(place) = body(root, &at) else { continue };
        let Some(schema) = root.at_mut(&place).filter(|schema| schema.get("$ref").is_none()) else { continue };
        let word = origin.word();
        let plain = if method == "post" { format!("{name} {word}") } else { format!("{name} {method} {word}") };
        let numbered = (2..).map(|number: usize| format!("{plain} {number}"));
        let Some(name) = std::iter::once(plain.clone()).chain(numbered).find(|name| taken.insert(name.clone())) else {
            continue;
        };
        let span = schema.span;
        let mut reference = Node::new(span, Value::Object(Object::default()));
        reference.set("$ref", Node::string(span, format!("#{}", join("/components/schemas", &[&name]))));
        lifted.push((name, Member { name: span, node: std::mem::replace(schema, reference) }));
    }
    if let (false, Some(schemas)) = (lifted.is_empty(), member(root, "components").and_then(|it| member(it, "schemas")))
    {
        schemas.as_object_mut().into_iter().for_each(|schemas| schemas.extend(std::mem::take(&mut lifted)));
    }
}

/// A webhook or a callback: a request of the server.
pub(crate) struct Webhook {
    /// Its key in the lock: `POST order.paid`, or `POST /orders paid {$request.body#/url} POST`.
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) method: &'static str,
    /// The pointer to its operation.
    pub(crate) at: String,
    pub(crate) origin: Origin,
}

/// Where a request of the server is documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// `webhooks`
    Webhook,
    /// `callbacks` of an operation, which is sent to an address that the operation was given.
    Callback,
}

impl Origin {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Callback => "callback",
        }
    }
}

/// Returns the webhooks of a document, and then its callbacks, each sorted.
pub(crate) fn webhooks(root: &Node) -> Vec<Webhook> {
    let mut found: Vec<Webhook> = Vec::new();
    for (name, member) in root.get("webhooks").into_iter().flat_map(Node::members) {
        for method in methods(&member.node) {
            let key = format!("{} {name}", method.to_ascii_uppercase());
            let at = join("/webhooks", &[name, method]);
            found.push(Webhook { key, name: name.to_owned(), method, at, origin: Origin::Webhook });
        }
    }
    callbacks(root, &mut found);
    found.sort_by(|a, b| (a.origin, &a.name, a.method, &a.key).cmp(&(b.origin, &b.name, b.method, &b.key)));
    found
}

fn methods(item: &Node) -> impl Iterator<Item = &'static str> {
    METHODS.iter().copied().filter(|method| item.get(method).is_some())
}

/// A callback: what it is named after, its key, and its place.
struct Callback {
    name: String,
    key: String,
    at: String,
}

/// Adds the callbacks of all operations. A callback of the components has its name, and is one however many operations have it.
/// Any other one is named after its operation as well.
fn callbacks(root: &Node, found: &mut Vec<Webhook>) {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let items = root.get("paths").into_iter().flat_map(Node::members);
    for (path, item) in items.filter(|(path, _)| !path.starts_with("x-")) {
        for (method, operation) in operations(&item.node) {
            let sent = sent(method);
            let own = operation.node.get("operationId").and_then(Node::as_str).map(str::to_owned);
            let own = own.unwrap_or_else(|| format!("{method} {path}"));
            for (name, _) in operation.node.get("callbacks").into_iter().flat_map(Node::members) {
                let at = join(&join(&join("/paths", &[path]), &keys(method)), &["callbacks", name]);
                let target = followed(root, &at);
                if target != at {
                    let name = component_name(&target);
                    let callback = Callback { key: format!("components {name}"), name, at: target };
                    if seen.insert(callback.key.clone()) {
                        requests(&callback, root, found);
                    }
                    continue;
                }
                // Two paths may differ in the names of their parameters only.
                let plain = format!("{sent} {} {name}", unnamed(path));
                let key = if seen.insert(plain.clone()) { plain } else { format!("{sent} {path} {name}") };
                requests(&Callback { name: format!("{own} {name}"), key, at }, root, found);
            }
        }
    }
}

/// Adds the requests to each address of a callback. If there are several, they are named after it.
fn requests(callback: &Callback, root: &Node, found: &mut Vec<Webhook>) {
    let Some(addresses) = root.at(&callback.at) else { return };
    let addresses: Vec<(&str, &Member)> = addresses.members().filter(|(name, _)| !name.starts_with("x-")).collect();
    let is_only = addresses.len() == 1;
    for (address, item) in addresses {
        for method in methods(&item.node) {
            let name = if is_only { callback.name.clone() } else { format!("{} {address}", callback.name) };
            let key = format!("{} {address} {}", callback.key, method.to_ascii_uppercase());
            let at = join(&callback.at, &[address, method]);
            found.push(Webhook { key, name, method, at, origin: Origin::Callback });
        }
    }
}

/// Returns the place that a place refers to, or the place itself if it is no reference.
fn followed(root: &Node, at: &str) -> String {
    let mut at = at.to_owned();
    for _ in 0..MAX_STEPS {
        let Some(reference) = root.at(&at).and_then(|node| node.get("$ref")).and_then(Node::as_str) else { break };
        at = unescape(reference.trim_start_matches('#'));
    }
    at
}

/// Returns the place of the schema of the JSON body of a webhook.
pub(crate) fn body(root: &Node, operation: &str) -> Option<String> {
    let at = followed(root, &join(operation, &["requestBody"]));
    let content = root.at(&at)?.get("content")?;
    let json = media::json(content.members().map(|(name, _)| name))?;
    content.get(json)?.get("schema")?;
    Some(join(&at, &["content", json, "schema"]))
}

/// Returns a member of an object, which is added if it is absent.
fn member<'a>(node: &'a mut Node, name: &str) -> Option<&'a mut Node> {
    if node.get(name).is_none() {
        node.set(name, Node::new(node.span, Value::Object(Object::default())));
    }
    node.get_mut(name)
}
