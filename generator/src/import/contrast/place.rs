//! A node with its document and its JSONPath. References are followed.

use crate::document::operations;
use serde_json::Value as Json;

use super::super::fragment::Key;
use super::action::{literal, member};
use crate::document::pointer::{tokens, unescape};
use crate::document::source::Span;
use crate::document::tree::{MAX_STEPS, Node, Value};
use crate::prepare::overlay::plain;

/// A node of a fragment or a document.
#[derive(Clone)]
pub(super) struct Place<'a> {
    pub(super) root: &'a Node,
    pub(super) node: &'a Node,
    /// Its JSONPath.
    pub(super) path: String,
}

/// How many values are copied. Beyond them, what a reference leads to is any value.
const MOST: usize = 5_000;

impl<'a> Place<'a> {
    /// Returns the place of an operation.
    pub(super) fn operation(root: &'a Node, key: &Key) -> Option<Self> {
        let root = Self { root, node: root, path: "$".to_owned() };
        let item = root.step("paths")?.step(&key.path)?;
        operations::keys(&key.method).into_iter().try_fold(item, |place, key| place.step(key))
    }

    /// Returns the item of the operation's path.
    pub(super) fn item(&self, key: &Key) -> Option<Self> {
        let root = Self { root: self.root, node: self.root, path: "$".to_owned() };
        root.step("paths")?.step(&key.path)
    }

    /// Returns a member as it is written.
    pub(super) fn step(&self, name: &str) -> Option<Self> {
        let node = self.node.get(name)?;
        Some(Self { root: self.root, node, path: format!("{}{}", self.path, member(name)) })
    }

    /// Returns a member, or what it refers to.
    pub(super) fn child(&self, name: &str) -> Option<Self> {
        Some(self.step(name)?.followed())
    }

    /// Returns the parameters in a list, or what they refer to.
    pub(super) fn parameters(&self) -> Vec<Self> {
        let Some(list) = self.step("parameters") else { return Vec::new() };
        let place = |node: &'a Node| {
            let text = |key: &str| literal(node.get(key).and_then(Node::as_str).unwrap_or_default());
            let path = format!("{}[?@.name=={} && @.in=={}]", list.path, text("name"), text("in"));
            Self { root: self.root, node, path }.followed()
        };
        list.node.items().map(place).collect()
    }

    /// Follows references.
    fn followed(mut self) -> Self {
        for _ in 0..MAX_STEPS {
            let target = self.node.get("$ref").and_then(Node::as_str).and_then(|text| text.strip_prefix('#'));
            let Some(pointer) = target.map(unescape) else { break };
            let Some(node) = self.root.at(&pointer) else { break };
            self.path = path(self.root, &pointer);
            self.node = node;
        }
        self
    }

    /// Returns the value without references.
    pub(super) fn value(&self) -> Json {
        Copy { root: self.root, words: Words::Keep, open: Vec::new(), left: MOST }.value(self.node)
    }

    /// Returns the value without references and without what a client does not see.
    pub(super) fn meaning(&self) -> Json {
        Copy { root: self.root, words: Words::Drop, open: Vec::new(), left: MOST }.value(self.node)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.node.get(name).and_then(Node::as_str)
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.node.get(name).and_then(Node::as_bool) == Some(true)
    }
}

fn path(root: &Node, pointer: &str) -> String {
    let mut text = String::from("$");
    let mut node = Some(root);
    for token in tokens(pointer) {
        match node.and_then(Node::as_array) {
            Some(items) => {
                text.push_str(&format!("[{token}]"));
                node = token.parse::<usize>().ok().and_then(|index| items.get(index));
            }
            None => {
                text.push_str(&member(&token));
                node = node.and_then(|node| node.get(&token));
            }
        }
    }
    text
}

/// What happens to words for people.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    Keep,
    Drop,
}

/// Copies a value without references.
struct Copy<'a> {
    root: &'a Node,
    words: Words,
    /// The targets of the references around the value. One of them again is any value.
    open: Vec<Span>,
    left: usize,
}

impl Copy<'_> {
    fn value(&mut self, node: &Node) -> Json {
        if node.get("$ref").is_none() {
            return self.copied(node);
        }
        let target = node.behind(self.root);
        if self.open.contains(&target.span) || self.left == 0 {
            return Json::Object(serde_json::Map::new());
        }
        self.open.push(target.span);
        let value = self.copied(target);
        self.open.pop();
        value
    }

    fn copied(&mut self, node: &Node) -> Json {
        self.left = self.left.saturating_sub(1);
        match &node.value {
            Value::Array(items) => items.iter().map(|item| self.value(item)).collect(),
            Value::Object(members) => {
                let is_words = |name: &str| {
                    matches!(name, "description" | "example" | "examples" | "title" | "summary" | "externalDocs")
                        || name.starts_with("x-")
                };
                let words = self.words;
                let kept = members.iter().filter(|(name, _)| words == Words::Keep || !is_words(name));
                kept.map(|(name, member)| (name.clone(), self.value(&member.node))).collect()
            }
            _ => plain(node),
        }
    }
}
