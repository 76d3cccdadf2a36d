//! Reads which endpoints a document describes. The document is checked later, after the overlay.

use crate::document::operations;
use crate::document::path::unnamed;
use crate::document::source::Span;
use crate::document::tree::{Member, Node, Value};
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic};

/// What identifies an endpoint. It is ordered by path and then method.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) path: String,
    /// The key of its method.
    pub(super) method: String,
}

/// An operation and its position.
#[derive(Clone, Debug)]
pub(super) struct Operation {
    pub(super) key: Key,
    /// The first of its tags.
    pub(super) tag: Option<String>,
    /// The position of its method.
    pub(super) at: Span,
}

/// How an import treats a document.
pub(super) enum Verdict {
    /// It describes one endpoint.
    Endpoint(Operation),
    /// It describes several endpoints.
    Several,
    /// It describes no endpoint, for this reason.
    Skip(String),
    /// It describes an endpoint that cannot be imported.
    Refuse(Diagnostic),
}

impl Key {
    /// Returns the endpoint for messages: `GET /users`.
    pub(super) fn shown(&self) -> String {
        format!("{} {}", operations::sent(&self.method), self.path)
    }

    /// Returns the endpoint without the names of its parameters, which a server does not see.
    pub(super) fn nameless(&self) -> Self {
        Self { path: unnamed(&self.path), method: self.method.clone() }
    }
}

/// Decides how the document of a block is treated.
pub(super) fn judge(root: &Node) -> Verdict {
    let version = match root.as_object() {
        None => return Verdict::Skip("no OpenAPI document".to_owned()),
        Some(object) => object.get("openapi").or_else(|| object.get("swagger")),
    };
    let Some(version) = version else {
        return Verdict::Skip("no OpenAPI document: it has no `openapi`".to_owned());
    };
    let Some(paths) = root.get("paths").filter(|paths| !is_empty(paths)) else {
        let holds = [("webhooks", "webhooks only"), ("components", "schemas only"), ("definitions", "schemas only")];
        let instead = holds.iter().find(|(key, _)| root.get(key).is_some()).map_or("no endpoint", |(_, what)| what);
        return Verdict::Skip(format!("{instead}: it has no `paths`"));
    };
    if let Err(refusal) = supported(root, version) {
        return Verdict::Refuse(refusal);
    }
    if paths.as_object().is_none() {
        return Verdict::Skip(format!("no endpoint: its `paths` is {}", paths.kind()));
    }
    let operations = operations(root);
    match operations.as_slice() {
        [] => Verdict::Skip("no endpoint: its `paths` hold no operation".to_owned()),
        [operation] => Verdict::Endpoint(operation.clone()),
        _ => Verdict::Several,
    }
}

/// Returns the operations of a document, sorted by path and then method.
pub(super) fn operations(root: &Node) -> Vec<Operation> {
    let mut found = Vec::new();
    for (path, item) in path_items(root.get("paths")) {
        for (method, member) in operations::operations(&item.node) {
            let tag = tags_of(&member.node).next();
            let key = Key { path: path.to_owned(), method: method.to_owned() };
            found.push(Operation { key, tag: tag.map(str::to_owned), at: member.name });
        }
    }
    found.sort_by(|a, b| a.key.cmp(&b.key));
    found
}

/// Returns the tags of an operation. A string is read as a list with that string, as in later stages.
pub(super) fn tags_of(operation: &Node) -> impl Iterator<Item = &str> {
    let tags = operation.get("tags");
    let only = tags.filter(|tags| tags.as_str().is_some());
    only.into_iter().chain(tags.into_iter().flat_map(Node::items)).filter_map(Node::as_str)
}

/// Returns the members of `paths` that are paths and not extensions.
fn path_items(paths: Option<&Node>) -> impl Iterator<Item = (&str, &Member)> {
    paths.into_iter().flat_map(Node::members).filter(|(name, _)| !name.starts_with("x-"))
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

fn supported(root: &Node, version: &Member) -> Result<(), Diagnostic> {
    let span = version.node.span;
    if root.get("openapi").is_none() {
        let message = "this is a Swagger 2.0 document, which is not supported";
        return Err(Diagnostic::new(Code::NotOpenApi, version.name, message)
            .help("convert it to OpenAPI 3.0 and import the result"));
    }
    // A version without quotes is a number in YAML.
    let text = match &version.node.value {
        Value::String(text) | Value::Number(text) => text.as_str(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => "",
    };
    if Version::parse(text).is_some() {
        return Ok(());
    }
    let shown = match &version.node.value {
        Value::String(text) | Value::Number(text) => format!("OpenAPI {text} is not supported"),
        _ => format!("the version of OpenAPI is {}, not a string", version.node.kind()),
    };
    Err(Diagnostic::new(Code::NotOpenApi, span, shown)
        .help("give a document of OpenAPI 3.0, 3.1 or 3.2, with `openapi` such as \"3.0.3\""))
}

/// An endpoint on a page.
pub(super) struct ShownEndpoint {
    pub(super) operation: Operation,
    pub(super) root: Node,
}
