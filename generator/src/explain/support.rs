//! What the client does with each key of OpenAPI, as a table: the page `docs/support.md`. `document/grammar/keys.rs`
//! has the keys themselves.

mod documents;
mod operations;
mod schemas;

use std::collections::BTreeSet;

use crate::document::grammar::{Kind, Shape, Versions};
use crate::document::grammar_walk::{each_object, shape_of};
use crate::document::places::Sources;
use crate::document::source::File;
use crate::document::tree::Node;
use crate::findings::{Code, Findings};
use crate::read;

/// What the client does with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Treatment {
    /// It shows in the generated client. The fixture has the key.
    Acted(&'static str),
    /// A finding says that the client does not use it, or what it does instead.
    Reported(Code),
    /// It documents the API for people.
    People,
}

/// A key of an object, or one of the values that the specification lists for it (`in: query`).
#[derive(Clone, Copy, Debug)]
pub struct Supported {
    /// The object, such as `Media Type Object`.
    pub object: &'static str,
    /// The key, or the key with a value.
    pub key: &'static str,
    /// The versions of OpenAPI that have it.
    pub versions: &'static str,
    /// What the client does with it.
    pub treatment: Treatment,
    /// What this means, in a few words; empty if it is said elsewhere on the page.
    pub meaning: &'static str,
}

type Row = (&'static str, Treatment, &'static str);
type Object = (Kind, &'static [Row]);

const fn acted(fixture: &'static str) -> Treatment {
    Treatment::Acted(fixture)
}

const fn reported(code: Code) -> Treatment {
    Treatment::Reported(code)
}

const fn people() -> Treatment {
    Treatment::People
}

/// Returns all keys that the client knows how to treat, grouped by object.
pub fn supported() -> Vec<Supported> {
    let row = |kind: Kind, &(key, treatment, meaning): &Row| Supported {
        object: title(kind),
        key,
        versions: versions(kind, key).map_or("", versions_shown),
        treatment,
        meaning,
    };
    objects().flat_map(|(kind, rows)| rows.iter().map(move |it| row(*kind, it))).collect()
}

/// Returns all keys of the specification, each with its object. A key that has a fixed set of values is there once more
/// for each of them.
pub fn specified() -> BTreeSet<(&'static str, String)> {
    let mut found = BTreeSet::new();
    for (kind, _) in objects() {
        for (key, shape, _) in kind.keys() {
            found.insert((title(*kind), (*key).to_owned()));
            let values = match shape {
                Shape::OneOf(values) => values,
                Shape::Type => crate::document::grammar::type_names(),
                _ => &[],
            };
            found.extend(values.iter().map(|value| (title(*kind), format!("{key}: {value}"))));
        }
    }
    found
}

/// Returns the keys that the objects of a document have, and the values of those that are strings.
pub fn used(file: File) -> BTreeSet<(&'static str, String)> {
    let mut found = BTreeSet::new();
    let root = read::read(file, &mut Sources::default(), &mut Findings::default());
    let mut add = |node: &mut Node, kind: Kind| {
        let is_reference = node.get("$ref").is_some() && kind != Kind::PathItem && kind.section().is_some();
        let kind = if is_reference { Kind::Reference } else { kind };
        for (key, member) in node.members().filter(|(key, _)| shape_of(kind, key).is_some()) {
            found.insert((title(kind), key.to_owned()));
            let texts = member.node.items().chain([&member.node]).filter_map(Node::as_str);
            found.extend(texts.map(|text| (title(kind), format!("{key}: {text}"))));
        }
    };
    root.into_iter().for_each(|mut root| each_object(&mut root, Kind::Document, &mut add));
    found
}

fn objects() -> impl Iterator<Item = &'static Object> {
    documents::OBJECTS.iter().chain(operations::OBJECTS).chain(schemas::OBJECTS)
}

fn title(kind: Kind) -> &'static str {
    kind.title().trim_start_matches("an ").trim_start_matches("a ")
}

fn versions(kind: Kind, key: &str) -> Option<Versions> {
    let values = [
        ("in: querystring", Versions::V32),
        ("style: cookie", Versions::V32),
        ("type: mutualTLS", Versions::V31),
        ("type: null", Versions::V31),
    ];
    let of_value = values.into_iter().find(|(known, _)| *known == key).map(|(_, versions)| versions);
    let name = key.split(": ").next().unwrap_or_default();
    of_value.or_else(|| kind.key(name).map(|(.., versions)| *versions))
}

fn versions_shown(versions: Versions) -> &'static str {
    match versions {
        Versions::V30 => "3.0",
        Versions::V31 => "3.1",
        Versions::V32 => "3.2",
        Versions::Only30 => "3.0 only",
    }
}

/// The first lines of the page.
const INTRODUCTION: &str = "\
# What is supported

<!-- Written by `cargo xtask codegen`. The table is in generator/src/explain/support. -->

Every key of OpenAPI 3.0, 3.1 and 3.2, and of JSON Schema 2020-12, with what the client does with it:

- **used**: it shows in the client: in its types, in its requests, or in its docs. A fixture has an example.
- **reported**: the client does not use it, and `cargo xtask codegen` says so with a [code](codes.md).
- **for people**: it documents the API, and changes nothing in the client.

A key that is not listed is reported as `unknown-key`. Keys that begin with `x-` are extensions: [those that count](extensions.md)
are listed on their own page, and all others are for people. A key of a later version than that of the document is read as it
was meant, with the note `other-version`.
";

/// Returns the page.
pub fn support_page() -> String {
    let mut page = INTRODUCTION.to_owned();
    let all = supported();
    page.push_str(&totals(&all));
    for rows in all.chunk_by(|one, other| one.object == other.object) {
        page.push_str(&format!("\n## {}\n\n", rows.first().map_or("", |row| row.object)));
        page.push_str("| key | since | | |\n|---|---|---|---|\n");
        rows.iter().for_each(|row| page.push_str(&line(row)));
    }
    page
}

fn totals(all: &[Supported]) -> String {
    let keys = || all.iter().filter(|row| !row.key.contains(": "));
    let count = |is: fn(&Treatment) -> bool| keys().filter(|row| is(&row.treatment)).count();
    let used = count(|treatment| matches!(treatment, Treatment::Acted(_)));
    let reported = count(|treatment| matches!(treatment, Treatment::Reported(_)));
    let people = count(|treatment| matches!(treatment, Treatment::People));
    format!("\nOf {} keys, {used} are used, {reported} are reported, and {people} are for people.\n", keys().count())
}

fn line(row: &Supported) -> String {
    let Supported { object: _, key, versions, treatment, meaning } = row;
    let what = match treatment {
        Treatment::Acted(fixture) => format!("[used](../tests/fixtures/{fixture})"),
        Treatment::Reported(code) => format!("reported, [`{0}`](codes.md#{0})", code.id()),
        Treatment::People => "for people".to_owned(),
    };
    format!("| `{key}` | {versions} | {what} | {meaning} |\n")
}
