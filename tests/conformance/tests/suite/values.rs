//! Does every component keep its values? Values are made from the schema of each, used by an operation or not. The type
//! that the client has for the component reads them, and writes them again as equal JSON.
//!
//! A run of the suite takes the components of our own specs, of all fixtures and, with `CORPUS`, of two small documents, as
//! one client. `VALUES=all` takes every document of `CORPUS`, each with a client of its own, and `VALUES=box,xero` some by
//! their names. Beside the values that every schema has, `VALUES_EACH` are made by chance, beginning
//! with the seed `VALUES_SEED`.

mod compared;
mod exceptions;
mod subject;
mod wrapped;

use std::path::Path;

use compared::Count;
use generator::Input;
use serde_json::Value;
use subject::Subject;
use tests::case;
use tests::documents::{self, Document};

/// The documents of the corpus that a run of the suite takes.
const SMALL: [&str; 2] = ["tinkoff", "train-travel"];

/// How many values of a schema chance decides.
const EACH: u64 = 8;

#[test]
fn values_of_every_component_stay_equal() {
    let first = number("VALUES_SEED").unwrap_or(1);
    let seeds = first..first + number("VALUES_EACH").unwrap_or(EACH);
    let mut counts = Vec::new();
    for (name, value) in chosen() {
        let count = match Subject::new(&name, &value) {
            Ok(subject) => subject.judge(&seeds).complete(),
            Err(why) => Count::without_client(&name, &why),
        };
        // A long run shows at once what it finds.
        println!("{count}");
        counts.push(count);
    }
    let all = counts.iter().fold(Count::of("all"), Count::with);
    println!("{all}");
    let failed: Vec<&String> = counts.iter().flat_map(|count| &count.unexpected).collect();
    assert!(failed.is_empty(), "{} values are not the same afterwards:\n{failed:#?}", failed.len());
    assert!(all.samples > 0, "no value was made");
}

/// A number from the environment.
fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().and_then(|number| number.parse().ok())
}

/// The documents of this run, by their names.
fn chosen() -> Vec<(String, Value)> {
    let Ok(wanted) = std::env::var("VALUES") else { return vec![("own".to_owned(), own())] };
    let is_wanted = |name: &str| wanted == "all" || wanted.split(',').any(|part| name.contains(part));
    let real = documents::real().into_iter().filter(|document| is_wanted(&document.name));
    real.map(|document| (document.name.clone(), document.value())).collect()
}

/// The components of several documents as one document.
fn own() -> Value {
    let merged = |name: &str, input: Input| {
        let merged = generator::merge(input).value.unwrap_or_else(|| panic!("{name} is not merged"));
        Document { name: name.to_owned(), text: merged.to_json(), ending: "json" }
    };
    let specs = case::repository().join("specs");
    let mut all = vec![merged("specs", case::input(&specs, &specs))];
    all.extend(documents::of_fixtures());
    let is_there = std::env::var_os("CORPUS").is_some_and(|corpus| Path::new(&corpus).is_dir());
    let small = if is_there { documents::real() } else { Vec::new() };
    for document in small.into_iter().filter(|document| SMALL.iter().any(|name| document.name.starts_with(name))) {
        let file = generator::File::new(format!("{}.{}", document.name, document.ending), document.text);
        all.push(merged(&document.name, Input { fragments: vec![file], ..Input::default() }));
    }
    wrapped::joined(&all)
}
