//! Corrects paths that are not written correctly. If the result is the same as another path, a fragment, which is never
//! sent, distinguishes the two.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::operations::each_operation;
use crate::document::path::{find_outside, sent};
use crate::document::source::Span;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Corrects the paths of all fragments of a document.
pub(crate) fn mend(fragments: &mut [Node], findings: &mut Findings) {
    let names = names(fragments);
    for fragment in fragments.iter_mut().filter(|_| !names.is_empty()) {
        let shared = fragment.at("/components/parameters").cloned();
        let Some(Value::Object(paths)) = fragment.get_mut("paths").map(|paths| &mut paths.value) else { continue };
        for (path, mut member) in std::mem::take(paths) {
            let Some(name) = names.get(&path) else {
                paths.insert(path, member);
                continue;
            };
            let query = Meant::of(&path).query;
            for (key, placeholder) in &query {
                to_query(&mut member.node, key, placeholder, shared.as_ref());
            }
            findings.push(report(&path, name, &query, member.name));
            paths.insert(name.clone(), member);
        }
    }
}

/// Returns the new names of the paths that are not correct.
fn names(fragments: &[Node]) -> BTreeMap<String, String> {
    let paths = fragments.iter().filter_map(|fragment| fragment.get("paths")).flat_map(Node::members);
    let (right, odd): (BTreeSet<&str>, BTreeSet<&str>) = paths.map(|(path, _)| path).partition(|path| is_right(path));
    // The plainest spelling gets the plain name.
    let mut odd: Vec<&str> = odd.into_iter().collect();
    odd.sort_by_key(|path| (path.len(), *path));
    let mut names = BTreeMap::new();
    let mut taken: BTreeSet<String> = right.into_iter().map(str::to_owned).collect();
    for path in odd {
        let meant = Meant::of(path).path;
        let mut name = match taken.contains(&meant) {
            false => meant,
            true => format!("{}#{}", sent(&meant), path.replace(['{', '}', '#'], "")),
        };
        while !taken.insert(name.clone()) {
            name.push('-');
        }
        names.insert(path.to_owned(), name);
    }
    names
}

fn report(path: &str, name: &str, query: &[(String, String)], span: Span) -> Diagnostic {
    let keys: Vec<String> = query.iter().map(|(key, _)| format!("`{key}`")).collect();
    let with = match keys.len() {
        0 => String::new(),
        1 => format!(" with the query parameter {}", keys.join("")),
        _ => format!(" with the query parameters {}", keys.join(", ")),
    };
    let message = format!("`{path}` is not a valid path; it is read as `{name}`{with}");
    Diagnostic::new(Code::PathMended, span, message).help("correct the path in the document if it is wrong")
}

fn is_right(path: &str) -> bool {
    let meant = Meant::of(path);
    path.starts_with("x-") || meant.path == path && meant.query.is_empty()
}

/// The correct form of a path.
struct Meant {
    path: String,
    /// The keys of its query whose values are parameters, with the names of the parameters.
    query: Vec<(String, String)>,
}

impl Meant {
    /// Returns a path that begins with a slash, with a name in each placeholder, and without unmatched braces, segments such
    /// as `..`, and parameters in its query.
    fn of(path: &str) -> Self {
        let (kept, fragment) = path.split_at(sent(path).len());
        let mut query = Vec::new();
        let text = with_braces(kept, &mut query);
        let (base, rest) = text.split_at(find_outside(&text, '?').unwrap_or(text.len()));
        let mut fixed = Vec::new();
        for part in rest.strip_prefix('?').into_iter().flat_map(|rest| rest.split('&')) {
            match part.split_once('{') {
                None => fixed.push(part),
                Some((before, name)) => {
                    let name = name.split('}').next().unwrap_or_default();
                    let key = before.split('=').next().filter(|key| !key.is_empty()).unwrap_or(name);
                    query.push((key.to_owned(), name.to_owned()));
                }
            }
        }
        let rest = match fixed.is_empty() {
            true => String::new(),
            false => format!("?{}", fixed.join("&")),
        };
        let fragment = fragment.replace(['{', '}'], "");
        Self { path: format!("{}{rest}{fragment}", settled(base)), query }
    }
}

/// Resolves `.` and `..` in a path (RFC 3986, section 5.2.4).
fn settled(path: &str) -> String {
    let path = path.strip_prefix('/').unwrap_or(path);
    let plain = |segment: &str| segment.replace("%2e", ".").replace("%2E", ".");
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let is_last = segments.peek().is_none();
        match plain(segment).as_str() {
            "." => kept.extend(is_last.then_some("")),
            ".." => {
                kept.pop();
                kept.extend(is_last.then_some(""));
            }
            _ => kept.push(segment),
        }
    }
    format!("/{}", kept.join("/"))
}

/// Escapes unmatched braces, and makes each placeholder a name. Placeholders in the query are added to the list.
fn with_braces(path: &str, query: &mut Vec<(String, String)>) -> String {
    let mut text = String::new();
    let mut rest = path;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if rest[at..].starts_with('}') {
            text.push_str("%7D");
            rest = after;
            continue;
        }
        match after.find(['{', '}']).map(|end| after.split_at(end)) {
            Some((name, behind)) if behind.starts_with('}') => {
                match name.strip_prefix(['?', '&']) {
                    Some(names) => query.extend(names.split(',').map(clean).map(|name| (name.clone(), name))),
                    None => text.push_str(&format!("{{{}}}", clean(name))),
                }
                rest = &behind[1..];
            }
            _ => {
                text.push_str("%7B");
                rest = after;
            }
        }
    }
    text + rest
}

/// Returns the name of a placeholder, without the operators of URI templates (RFC 6570, section 2.4).
fn clean(name: &str) -> String {
    let name = name.trim();
    let name = name.strip_prefix('+').unwrap_or(name);
    let name = name.strip_suffix('*').unwrap_or(name).trim();
    if name.is_empty() { "value".to_owned() } else { name.to_owned() }
}

/// Turns a path parameter into a query parameter, and renames it if its key has another name.
fn to_query(item: &mut Node, key: &str, placeholder: &str, shared: Option<&Node>) {
    let mut is_there = false;
    let mut within = |holder: &mut Node| {
        for parameter in holder.get_mut("parameters").and_then(Node::as_array_mut).into_iter().flatten() {
            let name = parameter.get("$ref").and_then(Node::as_str).and_then(|text| text.rsplit('/').next());
            let target = name.and_then(|name| shared?.get(name)).unwrap_or(parameter);
            let is = |member: &str, text: &str| target.get(member).and_then(Node::as_str) == Some(text);
            if is("in", "query") && is("name", key) {
                is_there = true;
            } else if (is("in", "path") || is("in", "query")) && is("name", placeholder) {
                let mut target = target.clone();
                target.set("name", Node::string(target.span, key));
                target.set("in", Node::string(target.span, "query"));
                *parameter = target;
                is_there = true;
            }
        }
    };
    each_operation(item, &mut within);
    within(item);
    if !is_there {
        add(item, key);
    }
}

fn add(item: &mut Node, key: &str) {
    let span = item.span;
    let text = |text: &str| Node::string(span, text);
    let mut parameter = Node::new(span, Value::Object(Object::default()));
    let mut schema = parameter.clone();
    schema.set("type", text("string"));
    parameter.set("name", text(key));
    parameter.set("in", text("query"));
    parameter.set("required", Node::new(span, Value::Bool(true)));
    parameter.set("schema", schema);
    match item.get_mut("parameters").and_then(Node::as_array_mut) {
        Some(parameters) => parameters.push(parameter),
        None => item.set("parameters", Node::new(span, Value::Array(vec![parameter]))),
    }
}
