//! Merges normalised fragments to one tree. The result does not depend on their order. If fragments contradict each
//! other, an error shows both places.

mod meaning;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::document::grammar::{Kind, METHODS};
use crate::document::operations::{self, ADDITIONAL, each_operation};
use crate::document::pointer::{join, push_token};
use crate::document::source::Span;
use crate::document::tree::{Difference, Member, Node, Object, Value, differences};
use crate::document::write;
use crate::findings::{Code, Diagnostic, Findings};
use meaning::{is_own_extension, kind_of_section, meaning};

/// Merges fragments. Returns `None` if there are none.
pub(crate) fn merge(mut fragments: Vec<Node>, findings: &mut Findings) -> Option<Node> {
    // They are sorted by content, so that the copy that is kept does not depend on the order of reading.
    fragments.sort_by_cached_key(write::json);
    let span = fragments.first()?.span;
    let mut root = Node::new(span, Value::Object(Object::default()));
    merge_roots(&fragments, &mut root, findings);
    let tags = merge_tags(&fragments, findings);
    let mut paths = merge_paths(&fragments, findings);
    ambiguous_paths(&paths, findings);
    operation_ids(&paths, findings);
    if let Some(servers) = most_servers(&paths) {
        servers_of_their_own(&mut paths, &servers);
        root.set("servers", servers);
    }
    if !tags.is_empty() {
        let tags = tags.into_values().collect();
        root.set("tags", Node::new(span, Value::Array(tags)));
    }
    paths.extend(merge_extensions(&fragments, findings));
    root.set("paths", Node::new(span, Value::Object(paths)));
    let webhooks = merge_webhooks(&fragments, findings);
    if !webhooks.is_empty() {
        root.set("webhooks", Node::new(span, Value::Object(webhooks)));
    }
    let components = merge_components(&fragments, findings);
    if !components.is_empty() {
        root.set("components", Node::new(span, Value::Object(components)));
    }
    Some(root)
}

/// Merges the other members of the root. They have to be equal in all fragments, unless only people read them.
fn merge_roots(fragments: &[Node], root: &mut Node, findings: &mut Findings) {
    let own_rule = ["tags", "paths", "webhooks", "components"];
    for fragment in fragments {
        for (name, member) in fragment.members().filter(|(name, _)| !own_rule.contains(name)) {
            match root.get(name) {
                None => root.set(name, member.node.clone()),
                Some(kept) if name == "openapi" => openapi_versions(kept, &member.node, findings),
                Some(_) if name == "info" || is_for_people(name) => {}
                Some(kept) => equal(kept, &member.node, &join("", &[name]), findings),
            }
        }
    }
    merge_info(fragments, root, findings);
    // A member that is missing in some fragments differs as well.
    let names: Vec<String> = root.members().map(|(name, _)| name.to_owned()).collect();
    for name in names.into_iter().filter(|name| !is_for_people(name)) {
        let holder = fragments.iter().find_map(|fragment| fragment.get(&name));
        if let (Some(lacking), Some(holder)) = (fragments.iter().find(|fragment| fragment.get(&name).is_none()), holder)
        {
            let message = format!("one fragment has `/{name}` and another one does not");
            findings.push(conflict(message, holder, lacking, "absent here"));
        }
    }
}

/// Returns whether a member of the root has no meaning for a client.
fn is_for_people(name: &str) -> bool {
    name == "externalDocs" || is_own_extension(name)
}

/// Merges `info`. All fragments must have the same title. The greatest version is kept, and among equal ones the `info`
/// with the most text.
fn merge_info(fragments: &[Node], root: &mut Node, findings: &mut Findings) {
    let all = || fragments.iter().filter_map(|fragment| fragment.get("info"));
    let version = |info: &Node| info.get("version").and_then(Node::as_str).unwrap_or_default().to_owned();
    let rank = |info: &&Node| (version_rank(&version(info)), Reverse(description_rank(info)));
    let Some(kept) = all().max_by_key(rank) else { return };
    for info in all() {
        if let (Some(title), Some(other)) = (kept.get("title"), info.get("title")) {
            equal(title, other, "/info/title", findings);
        }
    }
    let others: BTreeMap<String, &Node> = all().map(|info| (version(info), info)).collect();
    if let Some((_, other)) = others.iter().find(|(text, _)| **text != version(kept)) {
        let message = format!("the fragments have different versions of the API; `{}` is kept", version(kept));
        let span = |info: &Node| info.get("version").map_or(info.span, |node| node.span);
        findings
            .push(Diagnostic::new(Code::VersionsDiffer, span(kept), message).here("kept").and(span(other), "not kept"));
    }
    root.set("info", kept.clone());
}

/// Orders versions by their numbers, then bytewise: `1.10.0` is greater than `1.9.0`.
fn version_rank(version: &str) -> (Vec<u64>, String) {
    let numbers = version.split(|char: char| !char.is_ascii_digit()).filter_map(|number| number.parse().ok());
    (numbers.collect(), version.to_owned())
}

/// Merges the OpenAPI versions. The minor versions have to be equal, and the highest patch version is kept.
fn openapi_versions(kept: &Node, other: &Node, findings: &mut Findings) {
    let minor = |node: &Node| node.as_str().and_then(|text| text.get(..3)).map(str::to_owned);
    if minor(kept) != minor(other) {
        let message = "the fragments have different versions of OpenAPI".to_owned();
        findings.push(conflict(message, kept, other, "another version here"));
    }
}

fn equal(kept: &Node, other: &Node, pointer: &str, findings: &mut Findings) {
    if kept.same(other) {
        return;
    }
    for difference in differences(kept, other, pointer) {
        findings.push(disagreement(&difference, kept, other));
    }
}

fn disagreement(difference: &Difference<'_>, left: &Node, right: &Node) -> Diagnostic {
    let show = |node: Option<&Node>| node.map_or_else(|| "absent".to_owned(), |node| shorten(&write::json(node)));
    let message = format!("two fragments say different things at `{}`", difference.pointer);
    let (a, b) = (difference.left.unwrap_or(left), difference.right.unwrap_or(right));
    Diagnostic::new(Code::Conflict, a.span, message)
        .here(show(difference.left))
        .and(b.span, show(difference.right))
        .help("import both pages again, or correct one of them with an overlay action")
}

fn conflict(message: String, a: &Node, b: &Node, there: &str) -> Diagnostic {
    Diagnostic::new(Code::Conflict, a.span, message)
        .here("here")
        .and(b.span, there)
        .help("import both pages again, or correct one of them with an overlay action")
}

/// Returns a value in one line, for a label.
fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= 60 { line } else { line.chars().take(59).chain(['…']).collect() }
}

fn merge_tags(fragments: &[Node], findings: &mut Findings) -> BTreeMap<String, Node> {
    let mut tags: BTreeMap<String, Node> = BTreeMap::new();
    for tag in fragments.iter().filter_map(|fragment| fragment.get("tags")).flat_map(Node::items) {
        let Some(name) = tag.get("name").and_then(Node::as_str) else { continue };
        keep_one(&mut tags, name, tag, (&format!("the tag `{name}`"), Kind::Tag), findings);
    }
    tags
}

/// If several objects with the same name mean the same to a client, keeps the one with the longest description, and
/// among equal ones the first in byte order.
fn keep_one(
    kept: &mut BTreeMap<String, Node>,
    name: &str,
    new: &Node,
    (what, kind): (&str, Kind),
    findings: &mut Findings,
) {
    let Some(old) = kept.get(name) else {
        kept.insert(name.to_owned(), new.clone());
        return;
    };
    // Most objects are equal, so no copies are made first.
    if old.same(new) {
        return;
    }
    let [left, right] = [old, new].map(|node| meaning(node, kind));
    if !left.same(&right) {
        for difference in differences(&left, &right, "") {
            let mut finding = disagreement(&difference, old, new);
            finding.message = format!("two fragments define {what} differently, at `{}`", difference.pointer);
            findings.push(finding);
        }
        return;
    }
    let (better, worse) = if description_rank(old) <= description_rank(new) { (old, new) } else { (new, old) };
    let message = if differences(old, new, "").iter().all(is_description) {
        format!("{what} has two descriptions; the longer one is kept")
    } else {
        format!("{what} is written in two ways that mean the same; the one with more description is kept")
    };
    let note = Diagnostic::new(Code::DescriptionsDiffer, better.span, message);
    findings.push(note.here("kept").and(worse.span, "not kept"));
    let better = better.clone();
    kept.insert(name.to_owned(), better);
}

/// Ranks the object with the longest description first, and equal ones by byte order.
fn description_rank(node: &Node) -> (usize, String) {
    (usize::MAX - description_length(node), write::json(node))
}

fn is_description(difference: &Difference<'_>) -> bool {
    let text = |node: Option<&Node>| node.is_none_or(|node| node.as_str().is_some());
    // A property can be called `description`. Then its value is not a string.
    difference.pointer.ends_with("/description") && text(difference.left) && text(difference.right)
}

fn description_length(node: &Node) -> usize {
    let own = node.get("description").and_then(Node::as_str).map_or(0, str::len);
    let members: usize = node.members().map(|(_, member)| description_length(&member.node)).sum();
    own + members + node.items().map(description_length).sum::<usize>()
}

/// Joins the paths, sorted. The methods of a path have a fixed order.
fn merge_paths(fragments: &[Node], findings: &mut Findings) -> Object {
    let mut paths: BTreeMap<&str, (&Member, Object)> = BTreeMap::new();
    for (path, member) in fragments.iter().filter_map(|fragment| fragment.get("paths")).flat_map(Node::members) {
        if path.starts_with("x-") {
            continue;
        }
        let (_, item) = paths.entry(path).or_insert_with(|| (member, Object::default()));
        for (name, new) in member.node.members() {
            match item.get(name) {
                None => {
                    item.insert(name.to_owned(), new.clone());
                }
                Some(_) if is_own_extension(name) => {}
                Some(old) if name == ADDITIONAL => {
                    let at = join("/paths", &[path, name]);
                    let others = union(old.node.members().chain(new.node.members()), &at, findings);
                    let node = Node::new(old.node.span, Value::Object(others));
                    item.insert(name.to_owned(), Member { name: new.name, node });
                }
                Some(old) => equal(&old.node, &new.node, &join("/paths", &[path, name]), findings),
            }
        }
    }
    let order = |name: &str| METHODS.iter().position(|method| *method == name).map_or(0, |index| index + 1);
    let mut joined = Object::default();
    for (path, (member, mut item)) in paths {
        item.sort_by(|a, _, b, _| order(a).cmp(&order(b)).then_with(|| a.cmp(b)));
        let node = Node::new(member.node.span, Value::Object(item));
        joined.insert(path.to_owned(), Member { name: member.name, node });
    }
    joined
}

/// Merges extensions next to paths, which have to be equal.
fn merge_extensions(fragments: &[Node], findings: &mut Findings) -> Object {
    let beside = fragments.iter().filter_map(|fragment| fragment.get("paths")).flat_map(Node::members);
    union(beside.filter(|(name, _)| name.starts_with("x-")), "/paths", findings)
}

/// Merges webhooks, which have to be equal.
fn merge_webhooks(fragments: &[Node], findings: &mut Findings) -> Object {
    let webhooks = fragments.iter().filter_map(|fragment| fragment.get("webhooks")).flat_map(Node::members);
    union(webhooks, "/webhooks", findings)
}

/// Joins members, sorted. Members with the same name have to be equal.
fn union<'a>(members: impl Iterator<Item = (&'a str, &'a Member)>, pointer: &str, findings: &mut Findings) -> Object {
    let mut joined: BTreeMap<&str, &Member> = BTreeMap::new();
    for (name, member) in members {
        let kept = joined.entry(name).or_insert(member);
        if is_own_extension(name) {
            continue;
        }
        equal(&kept.node, &member.node, &join(pointer, &[name]), findings);
    }
    joined.into_iter().map(|(name, member)| (name.to_owned(), member.clone())).collect()
}

/// Reports `/a/{x}` and `/a/{y}`, which are the same path by OpenAPI (3.0.3, section 4.7.8). Either the parameter has
/// another name on a newer page, or the server distinguishes them by the value. Each operation is sent as it is
/// documented.
fn ambiguous_paths(paths: &Object, findings: &mut Findings) {
    let mut shapes: BTreeMap<String, (&str, &Member)> = BTreeMap::new();
    for (path, member) in paths {
        let parts = path.split('{').enumerate().map(|(index, part)| match part.split_once('}') {
            Some((_, rest)) if index > 0 => format!("{{}}{rest}"),
            _ => part.to_owned(),
        });
        let shape: String = parts.collect();
        if let Some((first, earlier)) = shapes.get(&shape) {
            let message = format!("`{first}` and `{path}` differ only in the names of their parameters");
            findings.push(
                Diagnostic::new(Code::AmbiguousPath, member.name, message).and(earlier.name, "the other one").help(
                    "no action is needed if the server distinguishes them by the value; otherwise import the pages \
                     again, or give the parameter the same name in both fragments",
                ),
            );
        } else {
            shapes.insert(shape, (path, member));
        }
    }
}

fn operation_ids(paths: &Object, findings: &mut Findings) {
    let mut seen: BTreeMap<&str, &Node> = BTreeMap::new();
    for (_, operation) in operations(paths) {
        let Some(id) = operation.get("operationId") else { continue };
        let Some(text) = id.as_str() else { continue };
        if let Some(first) = seen.insert(text, id) {
            findings.push(
                Diagnostic::new(
                    Code::DuplicateOperationId,
                    id.span,
                    format!("two operations have the operationId `{text}`; they are distinguished by method and path"),
                )
                .and(first.span, "the other one")
                .help(
                    "no action is needed; to choose names for them, edit their lines under `operations` in names.lock",
                ),
            );
        }
    }
}

/// Lists the operations with their pointers, by path and method.
pub(crate) fn operations(paths: &Object) -> impl Iterator<Item = (String, &Node)> {
    paths.iter().flat_map(|(path, item)| {
        operations::operations(&item.node).map(move |(method, member)| {
            let mut pointer = "/paths".to_owned();
            push_token(&mut pointer, path);
            operations::keys(method).into_iter().for_each(|key| push_token(&mut pointer, key));
            (pointer, &member.node)
        })
    })
}

/// Returns the servers that most operations have, by URL. Among equally frequent lists, it is one with a host, then the
/// one with the most servers, then the first in byte order.
fn most_servers(paths: &Object) -> Option<Node> {
    let mut lists: BTreeMap<Vec<&str>, (usize, BTreeMap<String, &Node>)> = BTreeMap::new();
    for servers in operations(paths).filter_map(|(_, operation)| operation.get("servers")) {
        let urls: Vec<&str> = servers.items().filter_map(|server| server.get("url")?.as_str()).collect();
        if !urls.is_empty() {
            let (count, same) = lists.entry(urls).or_default();
            *count += 1;
            same.entry(write::json(servers)).or_insert(servers);
        }
    }
    let has_host = |urls: &[&str]| urls.first().is_some_and(|url| url.contains("://"));
    let ranked = lists.iter().map(|(urls, (count, same))| ((count, has_host(urls), urls.len(), Reverse(urls)), same));
    let (_, most) = ranked.max_by(|(one, _), (other, _)| one.cmp(other))?;
    most.values().next().map(|servers| (*servers).clone())
}

/// Keeps the servers of operations that differ from those of the root. No servers means the URL of the document
/// (OpenAPI 3.0.3, section 4.7.1), which has to be explicit if the root has servers.
fn servers_of_their_own(paths: &mut Object, root: &Node) {
    let mut own = |operation: &mut Node| match operation.get("servers") {
        Some(own) if own.same(root) => {
            operation.take("servers");
        }
        Some(own) if own.items().next().is_some() => {}
        _ => {
            let text = |text: &str| Node::new(operation.span, Value::String(text.to_owned()));
            let name = operation.span;
            let server = Object::from_iter([("url".to_owned(), Member { name, node: text("/") })]);
            let server = Node::new(operation.span, Value::Object(server));
            operation.set("servers", Node::new(operation.span, Value::Array(vec![server])));
        }
    };
    paths.values_mut().for_each(|item| each_operation(&mut item.node, &mut own));
}

fn merge_components(fragments: &[Node], findings: &mut Findings) -> Object {
    let mut sections: BTreeMap<&str, (&Member, BTreeMap<String, Node>)> = BTreeMap::new();
    let mut names: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    let all = || fragments.iter().filter_map(|fragment| fragment.get("components")).flat_map(Node::members);
    for (section, holder) in all().filter(|(section, _)| !section.starts_with("x-")) {
        let Some(kind) = kind_of_section(section) else { continue };
        let (_, kept) = sections.entry(section).or_insert_with(|| (holder, BTreeMap::new()));
        for (name, member) in holder.node.members() {
            names.entry((section, name)).or_insert(member.name);
            let what = format!("the component `{section}/{name}`");
            keep_one(kept, name, &member.node, (&what, kind), findings);
        }
    }
    let mut components: Object = union(all().filter(|(section, _)| section.starts_with("x-")), "/components", findings);
    for (section, (holder, kept)) in sections.into_iter().filter(|(_, (_, kept))| !kept.is_empty()) {
        let members = kept.into_iter().filter_map(|(name, node)| {
            let span = *names.get(&(section, name.as_str()))?;
            Some((name, Member { name: span, node }))
        });
        let node = Node::new(holder.node.span, Value::Object(members.collect()));
        components.insert(section.to_owned(), Member { name: holder.name, node });
    }
    components
}
