//! Paths that are nearly one: what was meant is put in their place, unless another path has that.

use crate::document::path::sent;
use crate::document::tree::{Member, Node, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Mends the paths of a document.
pub(crate) fn mend(root: &mut Node, findings: &mut Findings) {
    let Some(Value::Object(paths)) = root.get_mut("paths").map(|paths| &mut paths.value) else { return };
    if paths.keys().all(|path| path.starts_with("x-") || mended(path) == *path) {
        return;
    }
    let taken: Vec<(String, Member)> = paths.drain(..).collect();
    let is_there = |wanted: &str| taken.iter().any(|(path, _)| path == wanted);
    let meant: Vec<String> = taken.iter().map(|(path, _)| mended(path)).collect();
    let named = meant.into_iter().zip(&taken).map(|(meant, (path, _))| {
        let is_free = !path.starts_with("x-") && meant != *path && !is_there(&meant);
        if is_free { meant } else { path.clone() }
    });
    let named: Vec<String> = named.collect();
    for (name, (path, member)) in named.into_iter().zip(taken) {
        if name == path || paths.contains_key(&name) {
            paths.insert(path, member);
            continue;
        }
        let message = format!("`{path}` is no path; it is read as `{name}`");
        let odd = Diagnostic::new(Code::PathMended, member.name, message);
        findings.push(odd.help("mend the path in the document to settle it"));
        paths.insert(name, member);
    }
}

/// A path with a slash at its beginning, with a name in each placeholder, and without braces that are none.
fn mended(path: &str) -> String {
    let (kept, fragment) = path.split_at(sent(path).len());
    let slash = if kept.starts_with('/') { "" } else { "/" };
    let fragment = fragment.replace(['{', '}'], "");
    format!("{slash}{}{fragment}", with_braces(kept))
}

/// Each brace that has no other is written as it is sent.
fn with_braces(path: &str) -> String {
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
                text.push_str(&format!("{{{}}}", if name.is_empty() { "value" } else { name }));
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
