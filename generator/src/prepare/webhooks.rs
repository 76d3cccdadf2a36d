//! Makes components of the inline JSON bodies of webhooks, so that they become types like any others.

use std::collections::BTreeSet;

use crate::document::grammar::METHODS;
use crate::document::media;
use crate::document::pointer::{join, unescape};
use crate::document::tree::{MAX_STEPS, Member, Node, Object, Value};

/// Makes components of the JSON bodies of the webhooks in a merged document.
pub(crate) fn lift(root: &mut Node) {
    let mut lifted: Vec<(String, Member)> = Vec::new();
    let schemas = root.at("/components/schemas").into_iter().flat_map(Node::members);
    let mut taken: BTreeSet<String> = schemas.map(|(name, _)| name.to_owned()).collect();
    for Webhook { name, method } in webhooks(root) {
        let Some(place) = body(root, &join("/webhooks", &[&name, method])) else { continue };
        let Some(schema) = root.at_mut(&place).filter(|schema| schema.get("$ref").is_none()) else { continue };
        let plain = if method == "post" { format!("{name} webhook") } else { format!("{name} {method} webhook") };
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

/// A webhook and its method.
pub(crate) struct Webhook {
    pub(crate) name: String,
    pub(crate) method: &'static str,
}

/// Returns the webhooks of a document, sorted.
pub(crate) fn webhooks(root: &Node) -> Vec<Webhook> {
    let mut found: Vec<Webhook> = Vec::new();
    for (name, member) in root.get("webhooks").into_iter().flat_map(Node::members) {
        let methods = METHODS.iter().filter(|method| member.node.get(method).is_some());
        found.extend(methods.map(|method| Webhook { name: name.to_owned(), method }));
    }
    found.sort_by(|a, b| (&a.name, a.method).cmp(&(&b.name, b.method)));
    found
}

/// Returns the place of the schema of the JSON body of a webhook.
pub(crate) fn body(root: &Node, operation: &str) -> Option<String> {
    let mut at = join(operation, &["requestBody"]);
    for _ in 0..MAX_STEPS {
        let Some(reference) = root.at(&at)?.get("$ref").and_then(Node::as_str) else { break };
        at = unescape(reference.trim_start_matches('#'));
    }
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
