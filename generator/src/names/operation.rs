//! Names of operations and of their arguments.

use super::case::{last_bracketed, singular, snake};
use super::lock::Lock;
use super::wish::{Candidate, Claim, Line, Wish};
use crate::api::{Body, Operation, Parameter, Property, Tag};
use crate::document::slug::hash;

/// The methods that every generated request has.
const RESERVED: &[&str] = &[
    "items",
    "items_blocking",
    "options",
    "pages",
    "pages_blocking",
    "send",
    "send_blocking",
    "send_for_download",
    "send_for_download_blocking",
    "send_for_events",
    "send_for_events_blocking",
    "send_with_response",
    "send_with_response_blocking",
];

/// Names of operators. clippy warns about setters with these names.
const OPERATORS: &[&str] = &["add", "bitand", "bitor", "bitxor", "div", "mul", "rem", "shl", "shr", "sub"];

/// Names of methods that readers and clippy expect to belong to a trait.
const OF_TRAITS: &[&str] = &[
    "add", "as_mut", "as_ref", "borrow", "clone", "cmp", "default", "deref", "div", "drop", "eq", "fmt", "from",
    "hash", "index", "into", "mul", "neg", "new", "next", "not", "rem", "shl", "shr", "sub",
];

/// Returns whether every request has a method of this name.
pub(super) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || name == "body" || OPERATORS.contains(&name)
}

/// Returns whether readers and clippy expect a method of this name to belong to a trait or to be a constructor.
pub(super) fn is_of_trait(name: &str) -> bool {
    OF_TRAITS.contains(&name)
}

/// Returns the wishes of an operation: its id or summary without the noun of the tag, then all of it, then method and
/// path, which no other operation has.
pub(super) fn method(operation: &Operation, tag: &Tag, lock: &Lock) -> Wish {
    let said = operation.operation_id.as_deref().or(operation.summary.as_deref());
    let suffix = operation.variant.as_ref().map(|kind| format!(" as {}", kind.word())).unwrap_or_default();
    let whole = said.and_then(|said| snake(&format!("{said}{suffix}")));
    let short = whole.as_deref().and_then(|whole| without_noun(whole, &tag.name));
    let mut candidates = Vec::new();
    if let Some(name) = short.filter(|short| Some(short) != whole.as_ref() && !OF_TRAITS.contains(&short.as_str())) {
        candidates.push(Candidate { name, claim: Claim::Short });
    }
    if let Some(name) = whole {
        let name = if OF_TRAITS.contains(&name.as_str()) { format!("{name}_") } else { name };
        candidates.push(Candidate { name, claim: Claim::Whole });
    }
    candidates.extend(by_path(operation, &suffix));
    Wish {
        what: format!("the operation `{}`", operation.key()),
        wire: operation.key(),
        span: operation.span,
        given: operation
            .rust_name
            .as_ref()
            .map(|given| given.with(format!("{}{}", given.name, suffix.replace([' ', '-'], "_")))),
        locked: lock.name(&lock.operations, &operation.place()).map(str::to_owned),
        line: Line { span: lock.span("operations", &operation.place()), ..Line::new("operations", operation.place()) },
        candidates,
    }
}

/// Returns names made of method and path. If only signs distinguish two paths, such as `/a-b` and `/a/b`, the signs are
/// named as well. If these do not distinguish them, as in `/a` and `/A`, a hash does.
fn by_path(operation: &Operation, suffix: &str) -> impl Iterator<Item = Candidate> {
    let named = |path: &str| snake(&format!("{} {path}{suffix}", operation.method.to_ascii_lowercase()));
    let path = operation.path.as_str();
    let with_slash = path.strip_suffix('/').filter(|rest| !rest.is_empty()).map(|rest| format!("{rest} slash"));
    let claim = if with_slash.is_some() { Claim::Short } else { Claim::Whole };
    let plain = named(path).map(|name| Candidate { name, claim });
    let whole = |name: String| Candidate { name, claim: Claim::Whole };
    let spelled: String = path.chars().map(|char| sign(char).map_or_else(|| char.to_string(), str::to_owned)).collect();
    let hashed = format!("{path} {}", hash(&operation.key()));
    let rest = [with_slash.and_then(|path| named(&path)), named(&spelled), named(&hashed)];
    plain.into_iter().chain(rest.into_iter().flatten().map(whole))
}

/// Returns the word for a sign in a path.
fn sign(char: char) -> Option<&'static str> {
    Some(match char {
        '/' => " slash ",
        '-' => " dash ",
        '_' => " underscore ",
        '.' => " dot ",
        ':' => " colon ",
        '{' => " by ",
        '~' => " tilde ",
        '+' => " plus ",
        '*' => " star ",
        '@' => " at ",
        ',' => " comma ",
        ';' => " semicolon ",
        '=' => " equals ",
        '$' => " dollar ",
        '!' => " bang ",
        '(' => " with ",
        _ => return None,
    })
}

/// Removes the tag's noun from a name: `update_user_email` in `Users` → `update_email`. Returns `None` if no verb would
/// remain in front.
fn without_noun(whole: &str, tag: &str) -> Option<String> {
    let tag = tag.rsplit(['/', '>']).next().unwrap_or(tag);
    let noun: Vec<String> = snake(tag)?.split('_').map(singular).collect();
    let words: Vec<&str> = whole.split('_').collect();
    let singulars: Vec<String> = words.iter().map(|word| singular(word)).collect();
    let start = (1..words.len()).find(|start| singulars[*start..].starts_with(&noun))?;
    let mut kept: Vec<&str> = words[..start].to_vec();
    if kept.last().is_some_and(|word| matches!(*word, "a" | "an" | "the")) && kept.len() > 1 {
        kept.pop();
    }
    kept.extend(&words[start + noun.len()..]);
    snake(&kept.join("_"))
}

/// Returns the wishes of the path arguments.
pub(super) fn path_arguments(operation: &Operation, lock: &Lock) -> Vec<Wish> {
    operation.path_parameters.iter().map(|parameter| parameter_wish(operation, parameter, lock)).collect()
}

/// Returns the wishes of the other parameters and of the body's properties. They share one scope, so that a parameter
/// and a property have different names, which do not change when one of them becomes required.
pub(super) fn arguments(operation: &Operation, lock: &Lock) -> Vec<Wish> {
    let parameters = operation.parameters.iter().map(|parameter| parameter_wish(operation, parameter, lock));
    let properties = properties(&operation.body).iter().map(|property| property_wish(operation, property, lock));
    parameters.chain(properties).collect()
}

/// Returns the properties of a body that are set one by one.
pub(super) fn properties(body: &Body) -> &[Property] {
    match body {
        Body::Object { presence: _, properties, rest: _, media: _ } => properties,
        Body::None | Body::Value { .. } | Body::Raw { .. } => &[],
    }
}

fn parameter_wish(operation: &Operation, parameter: &Parameter, lock: &Lock) -> Wish {
    let mut wish =
        argument(operation, parameter.location.name(), &parameter.name, last_bracketed(&parameter.name), lock);
    wish.what = format!("the parameter `{}` of `{}`", parameter.name, operation.key());
    wish.span = parameter.span;
    wish.given.clone_from(&parameter.rust_name);
    wish
}

fn property_wish(operation: &Operation, property: &Property, lock: &Lock) -> Wish {
    let mut wish = argument(operation, "body", &property.name, &property.name, lock);
    wish.what = format!("the property `{}` in the body of `{}`", property.name, operation.key());
    wish.span = property.span;
    wish.given.clone_from(&property.rust_name);
    wish
}

/// Returns the key of an argument in the lock.
pub(super) fn argument_key(operation: &Operation, location: &str, name: &str) -> String {
    format!("{} {location} {name}", operation.place())
}

fn argument(operation: &Operation, location: &str, name: &str, short: &str, lock: &Lock) -> Wish {
    let mut candidates = Vec::new();
    let unreserved = |name: String| if is_reserved(&name) { format!("{name}_") } else { name };
    // Empty brackets mark a list. They are part of the name only if there is also a parameter without them.
    let whole = snake(&name.replace("[]", " list")).map(unreserved);
    let short = snake(short).map(unreserved);
    if let Some(name) = short.filter(|short| Some(short) != whole.as_ref()) {
        candidates.push(Candidate { name, claim: Claim::Short });
    }
    if let Some(name) = whole {
        candidates.push(Candidate { name: name.clone(), claim: Claim::Whole });
        candidates.push(Candidate { name: format!("{location}_{}", name.trim_end_matches('_')), claim: Claim::Whole });
    }
    let key = argument_key(operation, location, name);
    let locked = lock.arguments.get(&key).cloned();
    let line = Line { span: lock.span("arguments", &key), ..Line::new("arguments", key) };
    Wish { what: String::new(), wire: name.to_owned(), span: operation.span, given: None, locked, line, candidates }
}
