//! Applies the OpenAPI Overlay document (1.0 or 1.1), which contains what we know beyond the vendor's documents.

use std::collections::BTreeMap;

use serde_json_path::JsonPath;

use crate::document::grammar::METHODS;
use crate::document::source::{FileId, Span};
use crate::document::tree::{Member, Node, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Applies the actions in order, each to every fragment. An action that matches nothing or changes nothing is an error,
/// because the vendor has changed what it was written for.
pub(crate) fn apply(overlay: &Node, fragments: &mut [Node], findings: &mut Findings) {
    // The converted fragments, which are valid until a fragment changes.
    let mut plain_forms: Vec<Option<serde_json::Value>> = vec![None; fragments.len()];
    // The actions that match nothing, by the endpoint that no fragment has.
    let mut lost: BTreeMap<String, Vec<Action<'_>>> = BTreeMap::new();
    for action in actions(overlay, findings) {
        let mut matched = false;
        let mut changed = false;
        let copies = match copies(&action, fragments, &mut plain_forms) {
            Ok(copies) => copies,
            Err(finding) => {
                findings.push(finding);
                continue;
            }
        };
        for (fragment, form) in fragments.iter_mut().zip(&mut plain_forms) {
            let targets = targets(&action.path, form.get_or_insert_with(|| plain(fragment)));
            if targets.is_empty() {
                continue;
            }
            matched = true;
            *form = None;
            let copied = copies.iter().find(|(file, _)| *file == fragment.span.file).or(copies.first());
            for pointer in targets {
                changed |= perform(&action, copied.map(|(_, node)| node), (&pointer, fragment), findings);
            }
        }
        if !matched {
            match lost_endpoint(&action, fragments) {
                Some(endpoint) => lost.entry(endpoint).or_default().push(action),
                None => findings.push(unmatched(&action)),
            }
        } else if !changed {
            let message = format!("this action no longer changes anything: {}", action.reason);
            let idle = Diagnostic::new(Code::IdleAction, action.target, message);
            findings.push(idle.help("the vendor's document now says the same: remove the action"));
        }
    }
    findings.extend(lost.iter().filter_map(|(endpoint, actions)| lost_with(endpoint, actions)));
}

/// Returns the endpoint or path that a target names, if no fragment has it.
fn lost_endpoint(action: &Action<'_>, fragments: &[Node]) -> Option<String> {
    let has = |keys: &[&str]| {
        let below = |node, key: &&str| Node::get(node, key);
        fragments.iter().any(|fragment| keys.iter().try_fold(fragment, below).is_some())
    };
    match endpoint(action.text)? {
        (path, Some(method)) if !has(&["paths", path, method]) => {
            Some(format!("{} {path}", method.to_ascii_uppercase()))
        }
        (path, None) if !has(&["paths", path]) => Some(path.to_owned()),
        _ => None,
    }
}

/// Reports an action that matches nothing.
fn unmatched(action: &Action<'_>) -> Diagnostic {
    let message = format!("this action matches nothing in any fragment: {}", action.reason);
    Diagnostic::new(Code::UnmatchedAction, action.target, message).help(
        "the vendor's document has changed: remove the action if it is no longer needed, otherwise correct its target",
    )
}

/// Reports the actions that match nothing because an endpoint is not there, once for all of them.
fn lost_with(endpoint: &str, actions: &[Action<'_>]) -> Option<Diagnostic> {
    let (first, others) = actions.split_first()?;
    let why = format!("matches nothing in any fragment, as no fragment has `{endpoint}`");
    let (message, help) = match others.len() {
        0 => (format!("this action {why}: {}", first.reason), "remove the action or correct its target"),
        more => (
            format!("this action and {more} more {}", why.replacen("matches", "match", 1)),
            "remove the actions or correct their targets",
        ),
    };
    let help = format!("the endpoint was removed, or its path has changed: {help}");
    let mut finding = Diagnostic::new(Code::UnmatchedAction, first.target, message).help(help);
    if !others.is_empty() {
        finding = finding.here(one_line(first.reason));
    }
    Some(others.iter().fold(finding, |finding, action| finding.and(action.target, one_line(action.reason))))
}

/// Returns a reason on one line, for the remark about a place.
pub(crate) fn one_line(reason: &str) -> String {
    reason.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the path and the method that a target such as `$.paths['/users'].get.parameters[0]` names.
fn endpoint(target: &str) -> Option<(&str, Option<&str>)> {
    let rest = target.trim().strip_prefix("$.paths[")?;
    let quote = rest.chars().next().filter(|char| matches!(char, '\'' | '"'))?;
    let (path, rest) = rest[1..].split_once(quote)?;
    let rest = rest.strip_prefix(']')?.trim_start_matches(['.', '[', '\'', '"']);
    let word = rest.split(|char: char| !char.is_ascii_alphabetic()).next().unwrap_or_default();
    Some((path, METHODS.contains(&word).then_some(word)))
}

/// An action of an overlay.
pub(crate) struct Action<'a> {
    pub(crate) target: Span,
    /// The target as it is written.
    text: &'a str,
    pub(crate) path: JsonPath,
    pub(crate) reason: &'a str,
    effect: Effect<'a>,
    arrays: Arrays,
}

pub(crate) enum Effect<'a> {
    Update(&'a Node),
    /// Another value of the fragment is merged into the target.
    Copy(Source),
    Remove,
}

/// The value that is copied.
pub(crate) struct Source {
    path: JsonPath,
    span: Span,
}

/// What an update does to an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrays {
    /// It appends one item (1.0).
    Append,
    /// It appends the items of an array, or one item that is no array (1.1).
    Concatenate,
}

const HELP: &str = "see the OpenAPI Overlay Specification 1.1.0, section 4.4";

/// Reads the actions (Overlay Specification 1.1.0, sections 4.4.1 and 4.4.3). Each needs a reason.
pub(crate) fn actions<'a>(overlay: &'a Node, findings: &mut Findings) -> Vec<Action<'a>> {
    let mut refuse = |span: Span, message: &str| {
        findings.push(Diagnostic::new(Code::InvalidOverlay, span, message).help(HELP));
    };
    let arrays = match overlay.get("overlay").and_then(Node::as_str) {
        Some(version) if version.starts_with("1.0.") => Arrays::Append,
        Some(version) if version.starts_with("1.1.") => Arrays::Concatenate,
        _ => {
            refuse(overlay.span, "an overlay starts with `overlay: 1.0.0` or `overlay: 1.1.0`");
            Arrays::Append
        }
    };
    for (name, member) in overlay.members() {
        if !matches!(name, "overlay" | "info" | "extends" | "actions") && !name.starts_with("x-") {
            refuse(member.name, &format!("an overlay has no key `{name}`"));
        }
    }
    let info = overlay.get("info");
    if !["title", "version"].iter().all(|key| info.and_then(|info| info.get(key)).and_then(Node::as_str).is_some()) {
        refuse(overlay.span, "an overlay needs `info` with `title` and `version`, both strings");
    }
    let Some(actions) = overlay.get("actions").and_then(Node::as_array) else {
        refuse(overlay.span, "an overlay needs a list of `actions`");
        return Vec::new();
    };
    let mut read = Vec::new();
    for action in actions {
        match self::action(action, arrays) {
            Ok(action) => read.push(action),
            Err((span, message)) => refuse(span, &message),
        }
    }
    read
}

fn action(action: &Node, arrays: Arrays) -> Result<Action<'_>, (Span, String)> {
    for (name, member) in action.members() {
        if !matches!(name, "target" | "description" | "update" | "copy" | "remove") && !name.starts_with("x-") {
            return Err((member.name, format!("an action has no key `{name}`")));
        }
    }
    let target = action.get("target").ok_or((action.span, "an action needs a `target`".to_owned()))?;
    let (text, path) = json_path("target", target)?;
    let reason = action.get("description").and_then(Node::as_str).filter(|reason| !reason.trim().is_empty());
    let reason = reason.ok_or((action.span, "an action needs a `description` that gives its reason".to_owned()))?;
    let remove = match action.get("remove") {
        None => false,
        Some(node) => node.as_bool().ok_or((node.span, "`remove` has to be true or false".to_owned()))?,
    };
    let effect = match (remove, action.get("update"), action.get("copy")) {
        (true, None, None) if text.trim() == "$" => {
            return Err((target.span, "the whole document cannot be removed, only its parts".to_owned()));
        }
        (true, None, None) => Effect::Remove,
        (false, Some(update), None) => Effect::Update(update),
        (false, None, Some(copy)) if arrays == Arrays::Append => {
            return Err((copy.span, "`copy` is for `overlay: 1.1.0`".to_owned()));
        }
        (false, None, Some(copy)) => Effect::Copy(Source { path: json_path("copy", copy)?.1, span: copy.span }),
        (false, None, None) => {
            return Err((action.span, "an action needs `update`, `copy` or `remove: true`".to_owned()));
        }
        (_, Some(more), _) | (_, None, Some(more)) => {
            return Err((more.span, "an action either updates, copies or removes, and only one of them".to_owned()));
        }
    };
    Ok(Action { target: target.span, text, path, reason: reason.trim(), effect, arrays })
}

/// Reads a JSONPath, and returns its text as well.
fn json_path<'a>(key: &str, node: &'a Node) -> Result<(&'a str, JsonPath), (Span, String)> {
    let text = node.as_str().ok_or((node.span, format!("a `{key}` has to be a string with a JSONPath")))?;
    let path =
        JsonPath::parse(text).map_err(|error| (node.span, format!("this is not a JSONPath (RFC 9535): {error}")))?;
    Ok((text, path))
}

/// Returns the values that an action copies, with their fragments. A fragment without one takes that of the others, which
/// have to be the same.
fn copies(
    action: &Action<'_>,
    fragments: &[Node],
    plain_forms: &mut [Option<serde_json::Value>],
) -> Result<Vec<(FileId, Node)>, Diagnostic> {
    let Effect::Copy(Source { path, span }) = &action.effect else { return Ok(Vec::new()) };
    let mut found: Vec<(FileId, Node)> = Vec::new();
    for (fragment, form) in fragments.iter().zip(plain_forms) {
        let pointers = targets(path, form.get_or_insert_with(|| plain(fragment)));
        if pointers.len() > 1 {
            let message = format!("`copy` has to lead to one value, and leads to {}", pointers.len());
            return Err(Diagnostic::new(Code::InvalidOverlay, *span, message).help(HELP));
        }
        found.extend(pointers.first().and_then(|only| Some((fragment.span.file, fragment.at(only)?.clone()))));
    }
    if found.is_empty() {
        let message = format!("there is nothing to copy in any fragment: {}", action.reason);
        let help = "the vendor's document has changed: remove the action if it is no longer needed, otherwise correct \
                    its `copy`";
        return Err(Diagnostic::new(Code::UnmatchedAction, *span, message).help(help));
    }
    let is_own = |fragment: &Node| found.iter().any(|(file, _)| *file == fragment.span.file);
    let other = found.iter().find(|(_, node)| !node.same(&found[0].1)).filter(|_| !fragments.iter().all(is_own));
    match other {
        Some((_, other)) => {
            let message = "`copy` leads to different values in the fragments";
            let several = Diagnostic::new(Code::InvalidOverlay, *span, message).and(found[0].1.span, "one");
            Err(several.and(other.span, "another one").help("make them the same with an action before this one"))
        }
        None => Ok(found),
    }
}

/// Returns the JSON pointers of the selected values, the last ones first, so that removing one does not move the
/// others.
pub(crate) fn targets(path: &JsonPath, fragment: &serde_json::Value) -> Vec<String> {
    let located = path.query_located(fragment);
    let mut pointers: Vec<String> = located.locations().map(|location| location.to_json_pointer()).collect();
    pointers.dedup();
    pointers.reverse();
    pointers
}

/// Converts a tree for the query library.
pub(crate) fn plain(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Number(text) => serde_json::from_str(text).unwrap_or(serde_json::Value::Null),
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => items.iter().map(plain).collect(),
        Value::Object(members) => members.iter().map(|(name, member)| (name.clone(), plain(&member.node))).collect(),
    }
}

/// Performs an action at a place, and returns whether anything changed. `copied` is the value that it copies.
fn perform(
    action: &Action<'_>,
    copied: Option<&Node>,
    (pointer, fragment): (&str, &mut Node),
    findings: &mut Findings,
) -> bool {
    let update = match &action.effect {
        Effect::Remove => return remove(pointer, fragment),
        Effect::Update(update) => Some(*update),
        Effect::Copy(_) => copied,
    };
    let (Some(update), Some(target)) = (update, fragment.at_mut(pointer)) else { return false };
    match (&mut target.value, &update.value) {
        (Value::Object(_), Value::Object(_)) => {
            let mut unlike = Vec::new();
            let is_changed = merge(target, update, &mut unlike);
            let unlike = unlike.into_iter().filter(|_| action.arrays == Arrays::Concatenate);
            unlike.for_each(|(old, new)| findings.push(refused(action, (old.span, old.kind()), new.kind())));
            is_changed
        }
        (Value::Array(items), Value::Array(more)) if action.arrays == Arrays::Concatenate => {
            items.extend(more.iter().cloned());
            !more.is_empty()
        }
        (Value::Array(items), _) => {
            items.push(update.clone());
            true
        }
        // The value of a primitive target is replaced (1.1).
        (old, new) if action.arrays == Arrays::Concatenate && is_primitive(old) && is_primitive(new) => {
            let is_changed = !target.same(update);
            *target = update.clone();
            is_changed
        }
        _ => {
            findings.push(refused(action, (target.span, target.kind()), update.kind()));
            true
        }
    }
}

fn is_primitive(value: &Value) -> bool {
    !matches!(value, Value::Array(_) | Value::Object(_))
}

/// Reports values that cannot be merged.
fn refused(action: &Action<'_>, (span, target): (Span, &str), update: &str) -> Diagnostic {
    let message = format!("the target is {target}, and cannot be updated with {update}");
    let help = match action.arrays {
        Arrays::Append => {
            "a target has to be an object, which is updated with an object, or an array, to which an item is appended; \
             with `overlay: 1.1.0`, any other value can be replaced"
        }
        Arrays::Concatenate => {
            "an object is updated with an object, an array with items, and any other value with such a value; to replace \
             it with another type, remove it with an action before this one"
        }
    };
    Diagnostic::new(Code::InvalidOverlay, action.target, message).and(span, "the target").help(help)
}

fn remove(pointer: &str, fragment: &mut Node) -> bool {
    let Some((parent, _)) = pointer.rsplit_once('/') else { return false };
    let Some(token) = crate::document::pointer::tokens(pointer).last() else { return false };
    match fragment.at_mut(parent).map(|parent| &mut parent.value) {
        Some(Value::Object(members)) => members.shift_remove(&token).is_some(),
        Some(Value::Array(items)) => match token.parse::<usize>() {
            Ok(index) if index < items.len() => {
                items.remove(index);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Merges an object into another one, member by member (Overlay Specification 1.0.0, section 4.4.3). Arrays are
/// concatenated, and everything else is replaced. Returns whether anything changed. If only one of the old and the new value
/// is an object or an array, both are added to a list, because 1.1 does not allow this.
fn merge(target: &mut Node, update: &Node, unlike: &mut Vec<(Node, Node)>) -> bool {
    let (Some(target), Some(update)) = (target.as_object_mut(), update.as_object()) else { return false };
    let mut changed = false;
    for (name, new) in update {
        let Some(old) = target.get_mut(name) else {
            target.insert(name.clone(), Member { name: new.name, node: new.node.clone() });
            changed = true;
            continue;
        };
        if let (Value::Object(_), Value::Object(_)) = (&old.node.value, &new.node.value) {
            changed |= merge(&mut old.node, &new.node, unlike);
        } else if let (Value::Array(items), Value::Array(more)) = (&mut old.node.value, &new.node.value) {
            items.extend(more.iter().cloned());
            changed |= !more.is_empty();
        } else if !old.node.same(&new.node) {
            if !is_primitive(&old.node.value) || !is_primitive(&new.node.value) {
                unlike.push((old.node.clone(), new.node.clone()));
            }
            *old = Member { name: new.name, node: new.node.clone() };
            changed = true;
        }
    }
    changed
}
