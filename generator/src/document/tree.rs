//! The positioned tree: JSON data in which every node knows its file and position.

use std::collections::BTreeMap;
use std::ops::Range;

use indexmap::IndexMap;

use crate::document::pointer::{join, steps};
use crate::document::source::Span;

/// A value and its position.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The position of the value.
    pub(crate) span: Span,
    /// The value.
    pub(crate) value: Value,
}

/// A JSON value. A number keeps its text, and an object keeps the order of its members.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object.
    Object(Object),
}

/// The members of an object, in the order of the document. Looking members up is a good part of a run, so the hash is a fast
/// one; its seed differs from run to run, and nothing depends on it.
pub(crate) type Object = IndexMap<String, Member, foldhash::fast::RandomState>;

/// The value of an object's member, and the position of its name.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The position of the name.
    pub(crate) name: Span,
    /// The value.
    pub(crate) node: Node,
}

/// The maximum length of a chain of references. The check refuses longer ones.
pub(crate) const MAX_STEPS: usize = 100;

impl Node {
    pub(crate) fn new(span: Span, value: Value) -> Self {
        Self { span, value }
    }

    pub(crate) fn string(span: Span, text: impl Into<String>) -> Self {
        Self::new(span, Value::String(text.into()))
    }

    pub(crate) fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn as_object_mut(&mut self) -> Option<&mut Object> {
        match &mut self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    pub(crate) fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_array_mut(&mut self) -> Option<&mut Vec<Node>> {
        match &mut self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        match &self.value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// Returns the member of an object, or `None` if there is none or this is not an object.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.as_object().and_then(|object| object.get(name)).map(|member| &member.node)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Node> {
        self.as_object_mut().and_then(|object| object.get_mut(name)).map(|member| &mut member.node)
    }

    /// Returns the members of an object. Any other value has none.
    pub(crate) fn members(&self) -> impl Iterator<Item = (&str, &Member)> {
        self.as_object().into_iter().flatten().map(|(name, member)| (name.as_str(), member))
    }

    /// Returns the items of an array. Any other value has none.
    pub(crate) fn items(&self) -> impl Iterator<Item = &Node> {
        self.as_array().into_iter().flatten()
    }

    /// Replaces a member of an object, or appends it. Does nothing if this is not an object.
    pub(crate) fn set(&mut self, name: &str, node: Node) {
        if let Some(object) = self.as_object_mut() {
            let span = object.get(name).map_or(node.span, |member| member.name);
            object.insert(name.to_owned(), Member { name: span, node });
        }
    }

    /// Removes a member from an object and returns it. The other members keep their order.
    pub(crate) fn take(&mut self, name: &str) -> Option<Node> {
        self.as_object_mut()?.shift_remove(name).map(|member| member.node)
    }

    /// Follows a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Node> {
        steps(pointer).try_fold(self, |node, token| node.step(&token))
    }

    /// Follows a JSON pointer as far as it leads to something.
    pub(crate) fn nearest(&self, pointer: &str) -> &Node {
        let mut node = self;
        for token in steps(pointer) {
            match node.step(&token) {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }

    /// Follows references until one leads to a value that is no reference, and returns that value. Stops at a reference
    /// that leads nowhere. The check refuses circles, and chains longer than [`MAX_STEPS`].
    pub(crate) fn behind<'a>(&'a self, root: &'a Node) -> &'a Node {
        let mut node = self;
        for _ in 0..MAX_STEPS {
            let target = node.get("$ref").and_then(Node::as_str).and_then(|text| text.strip_prefix('#'));
            let Some(next) = target.and_then(|pointer| root.at(&crate::document::pointer::unescape(pointer))) else {
                break;
            };
            node = next;
        }
        node
    }

    pub(crate) fn at_mut(&mut self, pointer: &str) -> Option<&mut Node> {
        steps(pointer).try_fold(self, |node, token| match &mut node.value {
            Value::Object(object) => object.get_mut(&*token).map(|member| &mut member.node),
            Value::Array(items) => items.get_mut(token.parse::<usize>().ok()?),
            _ => None,
        })
    }

    fn step(&self, token: &str) -> Option<&Node> {
        match &self.value {
            Value::Object(object) => object.get(token).map(|member| &member.node),
            Value::Array(items) => items.get(token.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// Returns the child that contains `span`, with its name or index. A member includes its name.
    pub(crate) fn child_at(&self, span: Span) -> Option<(String, &Node)> {
        match &self.value {
            Value::Object(object) => {
                let range = |index: usize| {
                    let member = &object[index];
                    member.name.start..member.node.span.end
                };
                let (name, member) = object.get_index(find_range(object.len(), range, span)?)?;
                Some((name.clone(), &member.node))
            }
            Value::Array(items) => {
                let range = |index: usize| items[index].span.start..items[index].span.end;
                let index = find_range(items.len(), range, span)?;
                Some((index.to_string(), &items[index]))
            }
            _ => None,
        }
    }

    /// Returns the JSON type of the value, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match &self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// Returns whether two values are equal. The order of members and the notation of numbers do not count.
    pub(crate) fn same(&self, other: &Node) -> bool {
        match (&self.value, &other.value) {
            (Value::Object(a), Value::Object(b)) => {
                let has = |(name, member): (&String, &Member)| b.get(name).is_some_and(|it| member.node.same(&it.node));
                a.len() == b.len() && a.iter().all(has)
            }
            (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b)),
            (Value::Null, Value::Null) => true,
            (Value::Bool(a), Value::Bool(b)) => a == b,
            (Value::String(a), Value::String(b)) => a == b,
            (Value::Number(a), Value::Number(b)) => same_number(a, b),
            _ => false,
        }
    }
}

impl Node {
    /// Returns the names, strings and numbers in a value, sorted. [Equal](Self::same) values have equal words.
    fn words(&self) -> Vec<String> {
        let mut words = Vec::new();
        self.add_words(&mut words);
        words.sort();
        words
    }

    fn add_words(&self, words: &mut Vec<String>) {
        match &self.value {
            Value::Null | Value::Bool(_) => {}
            // A number can be written in several ways. Adding 0.0 turns -0.0 into 0.0.
            Value::Number(text) => words.extend(text.parse::<f64>().map(|number| (number + 0.0).to_string())),
            Value::String(text) => words.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|item| item.add_words(words)),
            Value::Object(members) => members.iter().for_each(|(name, member)| {
                words.push(name.clone());
                member.node.add_words(words);
            }),
        }
    }
}

/// Finds equal values among many. It compares only values with equal words, and not each value with each other.
#[derive(Default)]
pub(crate) struct Index(BTreeMap<Vec<String>, Vec<usize>>);

impl Index {
    /// Returns the number of an earlier value that is equal. If there is none, adds the value under the number `new`.
    pub(crate) fn find_or_add<'a>(
        &mut self,
        value: &Node,
        new: usize,
        earlier: impl Fn(usize) -> &'a Node,
    ) -> Option<usize> {
        let alike = self.0.entry(value.words()).or_default();
        let found = alike.iter().copied().find(|number| earlier(*number).same(value));
        if found.is_none() {
            alike.push(new);
        }
        found
    }
}

/// Returns the index of a range that contains `span`. A binary search is enough if the ranges are sorted. A YAML alias
/// can put one out of order, so if the binary search finds none, all ranges are tried.
fn find_range(count: usize, range: impl Fn(usize) -> Range<usize>, span: Span) -> Option<usize> {
    let contains = |index: &usize| range(*index).start <= span.start && span.end <= range(*index).end;
    // Counts the ranges that begin at or before the span. Of these, only the last can contain it.
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if range(middle).start <= span.start { low = middle + 1 } else { high = middle }
    }
    low.checked_sub(1).filter(contains).or_else(|| (0..count).find(contains))
}

/// A place where two trees differ. A tree that lacks the member has `None`.
pub(crate) struct Difference<'a> {
    pub(crate) pointer: String,
    pub(crate) left: Option<&'a Node>,
    pub(crate) right: Option<&'a Node>,
}

/// Lists where two trees differ, in the order of the left one. The order of members does not count.
pub(crate) fn differences<'a>(left: &'a Node, right: &'a Node, pointer: &str) -> Vec<Difference<'a>> {
    match (&left.value, &right.value) {
        (Value::Object(a), Value::Object(b)) => object_differences(a, b, pointer),
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => a
            .iter()
            .zip(b)
            .enumerate()
            .flat_map(|(index, (a, b))| differences(a, b, &join(pointer, &[&index.to_string()])))
            .collect(),
        (Value::Null, Value::Null) => Vec::new(),
        (Value::Bool(a), Value::Bool(b)) if a == b => Vec::new(),
        (Value::String(a), Value::String(b)) if a == b => Vec::new(),
        (Value::Number(a), Value::Number(b)) if same_number(a, b) => Vec::new(),
        _ => vec![Difference { pointer: pointer.to_owned(), left: Some(left), right: Some(right) }],
    }
}

fn object_differences<'a>(a: &'a Object, b: &'a Object, pointer: &str) -> Vec<Difference<'a>> {
    let mut found = Vec::new();
    for (name, member) in a {
        let pointer = join(pointer, &[name]);
        match b.get(name) {
            Some(other) => found.extend(differences(&member.node, &other.node, &pointer)),
            None => found.push(Difference { pointer, left: Some(&member.node), right: None }),
        }
    }
    for (name, member) in b.iter().filter(|(name, _)| !a.contains_key(*name)) {
        found.push(Difference { pointer: join(pointer, &[name]), left: None, right: Some(&member.node) });
    }
    found
}

/// Compares two integers by their text, so that no digit is lost, and other numbers by their value.
fn same_number(a: &str, b: &str) -> bool {
    let integer = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if a == b {
        return true;
    }
    if integer(a) && integer(b) {
        return false;
    }
    matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}
