//! Does every document that vendors publish go through as it is, without an overlay? The documents are in a folder
//! outside the repository.

mod names;
mod one_change;

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::str::FromStr;

use generator::{Colour, File, Generated, Input, Level, Prune};
use serde_json::Value;
use tests::case;
use tests::documents::{self, Document};

/// Counted by a walk over `paths`, without the generator; and each operation has a method that anyone can call.
#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of documents: see CONTRIBUTING.md")]
fn no_operation_of_a_document_is_missing() {
    for document in documents::real().iter().chain(&documents::on_pages()) {
        let generated = generate(document);
        let mut wanted: Vec<String> = documents::operations(&document.value())
            .into_iter()
            .map(|(path, method)| unnamed(&format!("{} {}", method.to_uppercase(), path)))
            .collect();
        wanted.sort();
        let lock: Value = serde_yaml::from_str(&generated.lock).expect("the lock is YAML");
        let methods = lock["operations"].as_object().expect("operations have names");
        let mut named: Vec<String> =
            methods.keys().filter(|key| !key.contains(" as ")).map(|key| unnamed(key)).collect();
        named.sort();
        assert_eq!(wanted, named, "{}", document.name);
        let sent = sent(&generated);
        assert_eq!(sent.len(), methods.len(), "{}: each name is of one request", document.name);
        for (key, name) in methods {
            let name = name.as_str().expect("a name is text");
            let (module, method) = name.rsplit_once("::").expect("a method is in a module");
            let (verb, path) = sent.get(&name.replace("::", ".")).expect("a request");
            let path_in_key = key.split([' ', '#', '?']).nth(1).expect("a path");
            let path = path.split(['#', '?']).next().expect("a path");
            let sent = (verb.as_str(), unnamed(path));
            assert_eq!(sent, (key.split(' ').next().expect("a method"), unnamed(path_in_key)));
            let module = module.replace("::", "/");
            // An operation of a large tag has a file of its own.
            let is_file = |path: &str| {
                let rest = path.strip_prefix(&module).unwrap_or_default();
                rest == ".rs" || (rest.starts_with('/') && !rest[1..].contains('/'))
            };
            let mut files = generated.files.iter().filter(|(path, _)| is_file(path));
            let is_there = files.any(|(_, text)| text.contains(&format!("pub fn {method}(")));
            assert!(is_there, "{}: `{name}` has no method", document.name);
        }
    }
}

/// A path or a key without the names of its parameters, which most keys of the lock do not have.
fn unnamed(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| format!("{text}{{}}{}", part.split_once('}').map_or("", |(_, rest)| rest)))
}

/// The method and path of each request that a client can make, by its name.
fn sent(generated: &Generated) -> BTreeMap<String, (String, String)> {
    let mut found = BTreeMap::new();
    for text in generated.files.values() {
        for constant in text.split("pub const OPERATION: runtime::Operation = runtime::Operation {").skip(1) {
            let mut texts = constant.split('"').skip(1).step_by(2).map(str::to_owned);
            let mut next = || texts.next().expect("an operation has a name, a method and a path");
            found.insert(next(), (next(), next()));
        }
    }
    found
}

/// Imports a document and generates its client.
fn generate(document: &Document) -> Generated {
    let file = File::new(format!("{}.{}", document.name, document.ending), document.text.as_str());
    client(fragments(file), None).unwrap_or_else(|findings| panic!("{}:\n{findings}", document.name))
}

fn fragments(file: File) -> Vec<File> {
    let outcome = generator::import(vec![file], BTreeMap::new(), Prune::Keep);
    let findings = generator::render(&outcome.diagnostics, &outcome.sources, Colour::Never);
    let import = outcome.value.unwrap_or_else(|| panic!("{findings}"));
    import.write.into_iter().map(|(path, text)| File::new(path, text)).collect()
}

/// Generates a client, or returns the errors.
fn client(fragments: Vec<File>, lock: Option<&str>) -> Result<Generated, String> {
    let lock = lock.map(|text| File::new("names.lock", text));
    let mut outcome = generator::generate(Input { fragments, lock, ..Input::default() });
    outcome.diagnostics.retain(|finding| finding.code.level() == Level::Error);
    let findings = case::findings(&outcome);
    outcome.value.ok_or(findings)
}

/// A number from the environment.
fn setting<T: FromStr<Err: Debug>>(name: &str, default: T) -> T {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}
