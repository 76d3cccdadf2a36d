//! Does each top module of the generator use only modules below it? The test reads the `use` lines and paths in the sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use tests::case;

/// The top modules of `generator/src`, from the ground up. Each uses only modules before it in this list.
const FLOORS: &[&str] = &[
    "document", "markdown", "findings", "read", "prepare", "import", "api", "lower", "names", "emit", "surface",
    "pipeline", "diff", "explain",
];

/// The circular dependencies that are allowed, each as a list of files. ARCHITECTURE.md gives the reasons.
const CIRCLES: &[&[&str]] = &[&["prepare/normalise/schema", "prepare/normalise/union"]];

/// Returns the modules of the generator, each with the modules that it uses. A module is the path of its file without
/// extension.
fn modules() -> BTreeMap<String, BTreeSet<String>> {
    let root = case::repository().join("generator/src");
    let text = |path: &std::path::Path| fs::read_to_string(path).expect("a source is text");
    let files: BTreeMap<String, String> = case::files(&root)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "rs"))
        .map(|path| {
            let name = path.strip_prefix(&root).expect("below").with_extension("").display().to_string();
            (name.replace('\\', "/").trim_end_matches("/mod").to_owned(), text(&path))
        })
        .collect();
    files.iter().map(|(name, text)| (name.clone(), uses(name, text, &files))).collect()
}

/// Returns the modules that a file names, with a path from `crate`, `super` or `self`, or by the name of an inner
/// module.
fn uses(name: &str, text: &str, files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let code: String = text.split("#[cfg(test)]").next().unwrap_or_default().lines().map(without_comment).collect();
    let mut found = BTreeSet::new();
    for path in paths(&code) {
        let mut parts: Vec<&str> = path.split("::").collect();
        let mut base: Vec<&str> = name.split('/').collect();
        let is_inner = files.contains_key(&format!("{name}/{}", parts[0]));
        match parts[0] {
            "crate" => base.clear(),
            "super" => {
                base.pop();
            }
            "self" => {}
            _ if is_inner => parts.insert(0, "self"),
            _ => continue,
        }
        let mut rest = parts[1..].iter().peekable();
        while rest.next_if(|part| **part == "super").is_some() {
            base.pop();
        }
        let mut target: Option<String> = None;
        for part in rest {
            base.push(part);
            match files.contains_key(&base.join("/")) {
                true => target = Some(base.join("/")),
                false => break,
            }
        }
        found.extend(target.filter(|target| target != name));
    }
    found
}

fn without_comment(line: &str) -> String {
    let code = if line.trim_start().starts_with("//") { "" } else { line };
    format!("{code}\n")
}

/// Returns every path in a text. The groups of `use` declarations are expanded.
fn paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let is_word = |char: char| char.is_alphanumeric() || char == '_' || char == ':';
    for statement in code.split("use ").skip(1) {
        let statement = statement.split(';').next().unwrap_or_default();
        if !statement.contains('{') {
            continue;
        }
        expand("", statement, &mut found);
    }
    let words = code.split(|char: char| !is_word(char)).filter(|word| word.contains("::"));
    found.extend(words.map(str::to_owned));
    found
}

/// Expands the groups of a `use` declaration.
fn expand(prefix: &str, tree: &str, found: &mut Vec<String>) {
    let tree = tree.trim();
    let Some((head, group)) = tree.split_once('{') else {
        found.push(format!("{prefix}{tree}"));
        return;
    };
    let group = group.trim_end().strip_suffix('}').unwrap_or(group);
    let (mut depth, mut start) = (0_usize, 0);
    let prefix = format!("{prefix}{head}");
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                expand(&prefix, &group[start..at], found);
                start = at + 1;
            }
            _ => {}
        }
    }
    if !group[start..].trim().is_empty() {
        expand(&prefix, &group[start..], found);
    }
}

#[test]
fn each_room_uses_only_rooms_below_it() {
    let floor = |module: &str| {
        let top = module.split('/').next().unwrap_or_default();
        FLOORS.iter().position(|name| *name == top)
    };
    let modules = modules();
    let mut found = Vec::new();
    for (module, uses) in modules.iter().filter(|(module, _)| *module != "lib") {
        let Some(own) = floor(module) else {
            found.push(format!("{module} is not in the list: add its top module"));
            continue;
        };
        let above = uses.iter().filter(|used| floor(used).is_none_or(|floor| floor > own));
        found.extend(above.map(|used| format!("{module} uses {used}, which is above it")));
    }
    assert!(FLOORS.len() < 15, "the generator has {} modules at its top", FLOORS.len() + 1);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_listed_modules_depend_on_each_other() {
    let modules = modules();
    // The file of a folder declares its modules, which is not counted as a dependency.
    let uses = |module: &str| -> BTreeSet<&str> {
        let all = modules[module].iter().map(String::as_str);
        all.filter(|used| !used.starts_with(&format!("{module}/")) && modules.contains_key(*used)).collect()
    };
    let reached = |from: &str| {
        let mut seen = BTreeSet::new();
        let mut open: Vec<String> = vec![from.to_owned()];
        while let Some(module) = open.pop() {
            for used in uses(&module) {
                if seen.insert(used.to_owned()) {
                    open.push(used.to_owned());
                }
            }
        }
        seen
    };
    let reach: BTreeMap<&String, BTreeSet<String>> = modules.keys().map(|module| (module, reached(module))).collect();
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (module, reachable) in &reach {
        if reachable.contains(*module) {
            let members = reach.iter().filter(|(other, back)| reachable.contains(**other) && back.contains(*module));
            circles.insert(members.map(|(member, _)| member.as_str()).collect());
        }
    }
    let listed: BTreeSet<Vec<&str>> = CIRCLES.iter().map(|circle| circle.to_vec()).collect();
    assert_eq!(circles, listed, "circles of modules differ from the list");
}

/// The reader of `use` declarations finds all paths.
#[test]
fn paths_are_read_with_their_groups() {
    let code = "use super::{a::{self, B}, c};\nfn f() { crate::d::e(); }\n";
    let found = paths(code);
    for path in ["super::a::self", "super::a::B", "super::c", "crate::d::e"] {
        assert!(found.iter().any(|found| found.replace(' ', "") == path), "{path} is not in {found:?}");
    }
}
