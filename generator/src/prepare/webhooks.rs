//! Requests of the server: webhooks and callbacks. Their inline JSON bodies become components, so that they become types like
//! any others.

use std::collections::BTreeSet;

use crate::document::grammar::METHODS;
use crate::document::media;
use crate::document::pointer::{component_name, join, unescape};
use crate::document::tree::{MAX_STEPS, Member, Node, Object, Value};

/// Makes components of the JSON bodies of the webhooks and callbacks in a merged document.
pub(crate) fn lift(root: &mut Node) {
    let mut lifted: Vec<(String, Member)> = Vec::new();
    let schemas = root.at("/components/schemas").into_iter().flat_map(Node::members);
    let mut taken: BTreeSet<String> = schemas.map(|(name, _)| name.to_owned()).collect();
    for Webhook { name, method, at, origin } in webhooks(root) {
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
        add(name.to_owned(), &member.node, &join("/webhooks", &[name]), Origin::Webhook, &mut found);
    }
    callbacks(root, &mut found);
    found.sort_by(|a, b| (a.origin, &a.name, a.method).cmp(&(b.origin, &b.name, b.method)));
    found
}

fn add(name: String, item: &Node, at: &str, origin: Origin, found: &mut Vec<Webhook>) {
    for method in METHODS.iter().filter(|method| item.get(method).is_some()) {
        found.push(Webhook { name: name.clone(), method, at: join(at, &[method]), origin });
    }
}

/// Adds the callbacks of all operations. A callback of the components has its name, and is one however many operations have it.
/// Any other one is named after its operation as well.
fn callbacks(root: &Node, found: &mut Vec<Webhook>) {
    let mut shared: BTreeSet<String> = BTreeSet::new();
    let items = root.get("paths").into_iter().flat_map(Node::members);
    for (path, item) in items.filter(|(path, _)| !path.starts_with("x-")) {
        for method in METHODS {
            let Some(operation) = item.node.get(method) else { continue };
            let own = operation.get("operationId").and_then(Node::as_str).map(str::to_owned);
            let own = own.unwrap_or_else(|| format!("{method} {path}"));
            for (name, member) in operation.get("callbacks").into_iter().flat_map(Node::members) {
                let at = join("/paths", &[path, method, "callbacks", name]);
                let target = followed(root, &at);
                if target == at {
                    expressions(&format!("{own} {name}"), &member.node, &at, (root, found));
                } else if let Some(node) = root.at(&target).filter(|_| shared.insert(target.clone())) {
                    expressions(&component_name(&target), node, &target, (root, found));
                }
            }
        }
    }
}

/// Adds the requests to each address of a callback.
fn expressions(name: &str, callback: &Node, at: &str, (root, found): (&Node, &mut Vec<Webhook>)) {
    let addresses = callback.members().map(|(address, _)| address).filter(|address| !address.starts_with("x-"));
    for (index, address) in addresses.enumerate() {
        let at = followed(root, &join(at, &[address]));
        let name = if index == 0 { name.to_owned() } else { format!("{name} {}", index + 1) };
        if let Some(item) = root.at(&at) {
            add(name, item, &at, Origin::Callback, found);
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
