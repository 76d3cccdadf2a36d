//! Compares the pages with the specs folder, and decides what happens to each file. No endpoint may be lost, and the
//! order of pages and blocks must not count.

use std::collections::{BTreeMap, BTreeSet};

use super::existing::Known;
use super::file_names::{folder, other_stem, stem};
use super::fragment::ShownEndpoint;
use super::fragment::{Key, Operation};
use super::{Endpoint, Import, Prune, Scope, Status};
use crate::document::places::Sources;
use crate::document::source::Span;
use crate::document::tree::{Node, differences};
use crate::document::write;
use crate::findings::{Code, Diagnostic, Findings};

/// An endpoint of this run and the text of its file.
pub(super) struct Wanted {
    operation: Operation,
    text: String,
}

/// Sorts the endpoints and removes duplicates, which have to be equal. If two differ in the order of members, the one
/// with the smaller text is kept, so that the order of pages does not count.
pub(super) fn unique(mut shown: Vec<ShownEndpoint>, sources: &Sources, findings: &mut Findings) -> Vec<Wanted> {
    shown.sort_by_cached_key(|shown| {
        let at = shown.operation.at;
        (shown.operation.key.clone(), sources.name(at.file).to_owned(), at.start)
    });
    let mut wanted: Vec<Wanted> = Vec::new();
    let mut first: Option<ShownEndpoint> = None;
    for next in shown {
        let text = write::json(&next.root);
        match (&first, wanted.last_mut()) {
            (Some(first), Some(last)) if first.operation.key == next.operation.key => {
                different(first, &next).into_iter().for_each(|conflict| findings.push(conflict));
                if text < last.text {
                    last.text = text;
                }
            }
            _ => {
                wanted.push(Wanted { operation: next.operation.clone(), text });
                first = Some(next);
            }
        }
    }
    wanted
}

fn different(first: &ShownEndpoint, second: &ShownEndpoint) -> Option<Diagnostic> {
    let differences = differences(&first.root, &second.root, "");
    let difference = differences.first()?;
    let at = |node: Option<&Node>, shown: &ShownEndpoint| node.map_or(shown.operation.at, |node| node.span);
    let more = match differences.len() {
        1 => String::new(),
        count => format!(" (and {} more)", count - 1),
    };
    let key = first.operation.key.shown();
    let message = format!("{key} is shown twice, with a difference at `{}`{more}", difference.pointer);
    let conflict = Diagnostic::new(Code::Conflict, at(difference.left, first), message)
        .here("shown like this here")
        .and(at(difference.right, second), "and like this here");
    Some(conflict.help("import the page that is right, without the other one"))
}

/// Decides what happens to every endpoint and its file.
pub(super) fn reconcile(
    wanted: Vec<Wanted>,
    known: &[Known],
    scope: &Scope,
    prune: Prune,
    findings: &mut Findings,
) -> Import {
    let mut import = Import::default();
    let index = index(known);
    let renamed = renamed(&wanted, known, &index);
    let mut steps = Vec::new();
    for wanted in &wanted {
        let key = &wanted.operation.key;
        let holders = index.get(key).or_else(|| renamed.get(key)).map(Vec::as_slice).unwrap_or_default();
        match step(wanted, holders) {
            Ok(step) => steps.push((wanted, step)),
            Err(refusal) => findings.push(refusal),
        }
    }
    let before: BTreeSet<&Key> = renamed.values().flatten().map(|(_, operation)| &operation.key).collect();
    let is_renamed = |operation: &Operation| before.contains(&operation.key);
    import.left = left(&wanted, known, scope).filter(|operation| !is_renamed(operation)).fold(
        BTreeMap::new(),
        |mut left, operation| {
            *left.entry(operation.tag.clone().unwrap_or_default()).or_default() += 1;
            left
        },
    );
    for (file, operation) in gone(&wanted, known, scope).filter(|(_, operation)| !is_renamed(operation)) {
        let status = match prune {
            Prune::Keep => Status::Gone,
            Prune::Remove => Status::Pruned,
        };
        if prune == Prune::Remove {
            if file.operations.len() > 1 {
                findings.push(not_alone(operation.at, &operation.key, "and is gone from its page"));
            }
            import.remove.insert(file.path.clone());
        }
        import.endpoints.push(endpoint(&operation.key, &file.path, status));
    }
    settle(steps, known, &mut import);
    import.endpoints.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    import
}

/// What has to happen to the file of one endpoint.
enum Step<'a> {
    Leave(&'a Known),
    Rewrite(&'a Known),
    /// The file is written to a folder, under a name that is free there. The old file is removed.
    Put {
        folder: String,
        instead: Option<&'a Known>,
        status: Status,
    },
}

/// Returns the known endpoints that are gone: those with a tag of this run that the run does not show. Endpoints without a
/// tag are never gone, because they may not belong to these pages. A complete document describes all endpoints, so every
/// endpoint that it does not show is gone.
fn gone<'a>(
    wanted: &'a [Wanted],
    known: &'a [Known],
    scope: &'a Scope,
) -> impl Iterator<Item = (&'a Known, &'a Operation)> {
    let shown: BTreeSet<&Key> = wanted.iter().map(|wanted| &wanted.operation.key).collect();
    let tags: BTreeSet<&str> = wanted.iter().filter_map(|wanted| wanted.operation.tag.as_deref()).collect();
    let all = known.iter().flat_map(|file| file.operations.iter().map(move |operation| (file, operation)));
    all.filter(move |(_, operation)| {
        let is_told_of = match scope {
            Scope::Everything => true,
            Scope::Tags => operation.tag.as_deref().is_some_and(|tag| tags.contains(tag)),
            Scope::Named(gone) => gone.contains(&operation.key.shown()),
        };
        !shown.contains(&operation.key) && is_told_of
    })
}

/// Returns the other known endpoints of a tag that an endpoint of this run no longer has. Either the vendor has renamed the
/// tag, or the endpoint has moved to another page. It is not known which, so they are not gone.
fn left<'a>(wanted: &'a [Wanted], known: &'a [Known], scope: &Scope) -> impl Iterator<Item = &'a Operation> {
    let shown: BTreeSet<&Key> = wanted.iter().map(|wanted| &wanted.operation.key).collect();
    let now: BTreeSet<&str> = wanted.iter().filter_map(|wanted| wanted.operation.tag.as_deref()).collect();
    let all = || known.iter().flat_map(|file| &file.operations);
    let before = all().filter(|operation| shown.contains(&operation.key));
    let tags: BTreeSet<&str> = before.filter_map(|operation| operation.tag.as_deref()).collect();
    let is_tags = *scope == Scope::Tags;
    let is_left = move |tag: &str| is_tags && tags.contains(tag) && !now.contains(tag);
    let others: Vec<&Operation> = all().filter(|operation| !shown.contains(&operation.key)).collect();
    others.into_iter().filter(move |operation| operation.tag.as_deref().is_some_and(&is_left))
}

/// Returns the endpoints whose path parameters were renamed, each with the earlier ones.
fn renamed<'a>(
    wanted: &'a [Wanted],
    known: &'a [Known],
    index: &BTreeMap<&Key, Vec<(&'a Known, &'a Operation)>>,
) -> BTreeMap<&'a Key, Vec<(&'a Known, &'a Operation)>> {
    let shown: BTreeSet<&Key> = wanted.iter().map(|wanted| &wanted.operation.key).collect();
    let mut new: BTreeMap<Key, Vec<&Key>> = BTreeMap::new();
    for key in shown.iter().copied().filter(|key| !index.contains_key(key)) {
        new.entry(key.nameless()).or_default().push(key);
    }
    let mut old: BTreeMap<Key, Vec<(&Known, &Operation)>> = BTreeMap::new();
    for file in known {
        for operation in file.operations.iter().filter(|operation| !shown.contains(&operation.key)) {
            old.entry(operation.key.nameless()).or_default().push((file, operation));
        }
    }
    let pairs = new.into_iter().filter_map(|(nameless, new)| match (new.as_slice(), old.remove(&nameless)?) {
        ([key], holders) if holders.len() == 1 => Some((*key, holders)),
        _ => None,
    });
    pairs.collect()
}

fn index(known: &[Known]) -> BTreeMap<&Key, Vec<(&Known, &Operation)>> {
    let mut index: BTreeMap<&Key, Vec<(&Known, &Operation)>> = BTreeMap::new();
    for file in known {
        for operation in &file.operations {
            index.entry(&operation.key).or_default().push((file, operation));
        }
    }
    index
}

/// Returns whether a file moves. A person can choose any name and folder, so it moves only if the tag changes.
fn step<'a>(wanted: &Wanted, holders: &[(&'a Known, &'a Operation)]) -> Result<Step<'a>, Diagnostic> {
    let home = folder(wanted.operation.tag.as_deref());
    let (file, old) = match holders {
        [] => return Ok(Step::Put { folder: home, instead: None, status: Status::Added }),
        [(file, old)] if file.operations.len() == 1 => (*file, *old),
        [(_, old)] => return Err(not_alone(old.at, &old.key, "and is on a page of this run")),
        [(_, first), (_, second), ..] => {
            let message = format!("{} has two files", first.key.shown());
            return Err(Diagnostic::new(Code::Conflict, first.at, message)
                .here("one is this")
                .and(second.at, "another one is this")
                .help("remove one of them; the import then brings the other one up to date"));
        }
    };
    let (lies_in, _) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
    let status = Status::Moved { from: file.path.clone() };
    if home != folder(old.tag.as_deref()) && home != lies_in {
        return Ok(Step::Put { folder: home, instead: Some(file), status });
    }
    if old.key != wanted.operation.key {
        return Ok(Step::Put { folder: lies_in.to_owned(), instead: Some(file), status });
    }
    if file.canonical == wanted.text {
        return Ok(Step::Leave(file));
    }
    if file.path.ends_with(".json") {
        return Ok(Step::Rewrite(file));
    }
    Ok(Step::Put { folder: lies_in.to_owned(), instead: Some(file), status: Status::Changed })
}

/// Reports that an operation cannot be removed from its file.
pub(super) fn not_alone(at: Span, key: &Key, why: &str) -> Diagnostic {
    let message = format!("{} is in a file with other operations {why}", key.shown());
    Diagnostic::new(Code::Conflict, at, message)
        .help("take the operation out of this file and import again; an imported file holds one operation")
}

/// Executes the steps, by path and method, when it is known which names become free.
fn settle(steps: Vec<(&Wanted, Step<'_>)>, known: &[Known], import: &mut Import) {
    for (_, step) in &steps {
        if let Step::Put { instead: Some(file), .. } = step {
            import.remove.insert(file.path.clone());
        }
    }
    // In lower case, because not every file system distinguishes case.
    let kept = known.iter().filter(|file| !import.remove.contains(&file.path));
    let mut taken: BTreeSet<String> = kept.map(|file| file.path.to_lowercase()).collect();
    for (wanted, step) in steps {
        let key = &wanted.operation.key;
        let (file, status) = match step {
            Step::Leave(file) => (file.path.clone(), Status::Unchanged),
            Step::Rewrite(file) => (file.path.clone(), Status::Changed),
            Step::Put { folder, status, .. } => (free_name(&folder, key, &mut taken), status),
        };
        if status != Status::Unchanged {
            import.remove.remove(&file);
            import.write.insert(file.clone(), wanted.text.clone());
        }
        import.endpoints.push(endpoint(key, &file, status));
    }
}

/// Returns the first possible name of an endpoint that is free. Endpoints with equal slugs, such as `/a/{b}` and
/// `/a/b`, keep their names on disk. Among new ones, the first by path gets the plain name.
fn free_name(folder: &str, key: &Key, taken: &mut BTreeSet<String>) -> String {
    let within = |stem: String| match folder {
        "" => format!("{stem}.json"),
        folder => format!("{folder}/{stem}.json"),
    };
    let mut name = within(stem(key));
    let mut attempt = 0;
    while !taken.insert(name.to_lowercase()) {
        name = within(other_stem(key, attempt));
        attempt += 1;
    }
    name
}

/// Returns the entry of an endpoint in the result of an import.
pub(super) fn endpoint(key: &Key, file: &str, status: Status) -> Endpoint {
    Endpoint { path: key.path.clone(), method: key.method.clone(), file: file.to_owned(), status }
}
