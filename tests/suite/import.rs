//! Imports documentation pages: which files are written, what is skipped, what is refused.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod corpus;
mod documents;
mod moved;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use generator::{Colour, File, Import, Outcome, Prune, Status, render};

/// Reads a page of `tests/pages`.
pub(crate) fn page(name: &str) -> File {
    let path = pages().join(name);
    File::new(name, fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("pages")
}

/// Returns a fragment with one operation and no types.
pub(crate) fn fragment(method: &str, path: &str, tag: &str, summary: &str) -> String {
    let [path, tag, summary] = [path, tag, summary].map(|text| serde_json::Value::from(text).to_string());
    let operation = format!(r#"{{"tags":[{tag}],"summary":{summary},"responses":{{"200":{{"description":"OK"}}}}}}"#);
    let info = r#"{"title":"Shop","version":"1"}"#;
    format!(r#"{{"openapi":"3.0.3","info":{info},"paths":{{{path}:{{"{method}":{operation}}}}}}}"#)
}

/// Returns a page with these fragments.
pub(crate) fn page_of(name: &str, fragments: &[String]) -> File {
    let blocks: Vec<String> = fragments.iter().map(|fragment| format!("```json\n{fragment}\n```\n")).collect();
    File::new(name, format!("# A page\n\n{}", blocks.join("\n")))
}

fn import(pages: Vec<File>, existing: &BTreeMap<String, String>, prune: Prune) -> Outcome<Import> {
    let file = |(path, text): (&String, &String)| (path.clone(), File::new(format!("specs/{path}"), text.clone()));
    generator::import(pages, existing.iter().map(file).collect::<BTreeMap<_, _>>(), prune)
}

fn accepted(pages: Vec<File>, existing: &BTreeMap<String, String>, prune: Prune) -> Import {
    let outcome = import(pages, existing, prune);
    let findings = render(&outcome.diagnostics, &outcome.sources, Colour::Never);
    outcome.value.unwrap_or_else(|| panic!("{findings}"))
}

fn refused(pages: Vec<File>, existing: &BTreeMap<String, String>) -> String {
    let outcome = import(pages, existing, Prune::Remove);
    assert!(outcome.value.is_none(), "an error leaves nothing to apply");
    render(&outcome.diagnostics, &outcome.sources, Colour::Never)
}

/// Applies the result of an import to a folder.
fn apply(import: &Import, folder: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut folder = folder.clone();
    for path in &import.remove {
        assert!(folder.remove(path).is_some(), "only what is there is removed: {path}");
    }
    folder.extend(import.write.clone());
    folder
}

fn statuses(import: &Import) -> Vec<String> {
    let line = |endpoint: &generator::Endpoint| {
        let status = match &endpoint.status {
            Status::Added => "added".to_owned(),
            Status::Changed => "changed".to_owned(),
            Status::Moved { from } => format!("moved from {from}"),
            Status::Unchanged => "unchanged".to_owned(),
            Status::Gone => "gone".to_owned(),
            Status::Pruned => "pruned".to_owned(),
            Status::Kept => "kept".to_owned(),
        };
        format!("{} {} {}: {status}", endpoint.method, endpoint.path, endpoint.file)
    };
    import.endpoints.iter().map(line).collect()
}

fn first_import(pages: Vec<File>) -> BTreeMap<String, String> {
    accepted(pages, &BTreeMap::new(), Prune::Keep).write
}

#[test]
fn every_fence_is_read() {
    let import = accepted(vec![page("fences.md")], &BTreeMap::new(), Prune::Keep);
    let files: Vec<&str> = import.write.keys().map(String::as_str).collect();
    let expected = [
        "shop/get--bare.json",
        "shop/get--five.json",
        "shop/get--flow.json",
        "shop/get--list.json",
        "shop/get--margin.json",
        "shop/get--open.json",
        "shop/get--plain.json",
        "shop/get--quote.json",
        "shop/get--tildes.json",
        "shop/put--list.json",
    ];
    assert_eq!(files, expected);
    let skipped: Vec<(usize, &str)> = import.skipped.iter().map(|block| (block.line, block.reason.as_str())).collect();
    assert_eq!(skipped, [(38, "no OpenAPI document (text)")]);
    let yaml: serde_json::Value = serde_json::from_str(&import.write["shop/put--list.json"]).unwrap();
    assert_eq!(yaml.pointer("/paths/~1list/put/responses/200/description"), Some(&"Two lines,\nand no more.\n".into()));
    assert!(import.write["shop/get--five.json"].contains(r#""summary": "Like this:\n```\nx\n```""#));
}

#[test]
fn line_endings_of_the_page_do_not_count() {
    for name in ["fences.md", "skipped.md", "prose.md"] {
        let unix = page(name);
        let windows = File::new(name, unix.text.replace('\n', "\r\n"));
        let mark = File::new(name, format!("\u{feff}{}", unix.text));
        let expected = accepted(vec![unix], &BTreeMap::new(), Prune::Keep);
        assert_eq!(accepted(vec![windows], &BTreeMap::new(), Prune::Keep), expected, "{name}");
        assert_eq!(accepted(vec![mark], &BTreeMap::new(), Prune::Keep), expected, "{name}");
    }
}

#[test]
fn blocks_without_an_endpoint_are_skipped_with_a_reason() {
    let import = accepted(vec![page("skipped.md")], &BTreeMap::new(), Prune::Keep);
    assert_eq!(statuses(&import), ["get /things shop/get--things.json: added"]);
    let skipped: Vec<String> = import.skipped.iter().map(|block| format!("{}: {}", block.line, block.reason)).collect();
    insta::assert_snapshot!(skipped.join("\n"), @r#"
        9: schemas only: it has no `paths`
        13: no OpenAPI document
        17: no OpenAPI document (bash)
        21: no endpoint: it has no `paths`
        25: no OpenAPI document (js)
        30: no OpenAPI document (yaml)
        35: no OpenAPI document (json)
        39: schemas only: it has no `paths`
        43: webhooks only: it has no `paths`
        47: no endpoint: its `paths` hold no operation
        51: indented code; only fenced blocks are read
        55: no OpenAPI document
    "#);
}

#[test]
fn prose_has_no_effect() {
    let existing = first_import(vec![page("skipped.md")]);
    let import = accepted(vec![page("prose.md")], &existing, Prune::Keep);
    assert_eq!(
        statuses(&import),
        ["delete /things shop/delete--things.json: added", "get /things shop/get--things.json: gone"]
    );
    assert!(import.remove.is_empty());
    assert!(import.skipped.iter().all(|block| block.reason.contains("no OpenAPI document")), "{:?}", import.skipped);
}

#[test]
fn errors_say_what_is_wrong_where_and_what_to_do() {
    each_page_of("refused", |page| {
        let text = refused(vec![page], &BTreeMap::new());
        assert!(text.matches("error[").count() <= text.matches("= help:").count(), "every error has help: {text}");
        text
    });
}

/// Odd pages are imported, and the warnings say how they are read.
#[test]
fn odd_pages_are_imported_with_warnings() {
    each_page_of("odd", |page| {
        let outcome = import(vec![page], &BTreeMap::new(), Prune::Keep);
        let findings = render(&outcome.diagnostics, &outcome.sources, Colour::Never);
        let import = outcome.value.unwrap_or_else(|| panic!("{findings}"));
        let skipped = import.skipped.iter().map(|block| format!("skipped {}: {}\n", block.line, block.reason));
        let shown: String = import.write.iter().map(|(path, text)| format!("==> {path}\n{text}")).collect();
        format!("{findings}\n{}\n{shown}", skipped.collect::<String>())
    });
}

/// Compares the result for each page of a folder with the snapshot next to the page.
fn each_page_of(folder: &str, shown: impl Fn(File) -> String) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../pages/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut cases = BTreeSet::new();
    let mut snapshots = BTreeSet::new();
    for entry in fs::read_dir(pages().join(folder)).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        match name.split_once('.') {
            Some((case, "md")) => cases.insert(case.to_owned()),
            Some((case, "snap")) => snapshots.insert(case.to_owned()),
            Some((_, "snap.new")) => continue,
            other => panic!("{other:?} is neither a page nor a snapshot"),
        };
    }
    for case in &cases {
        let mut page = page(&format!("{folder}/{case}.md"));
        page.name = format!("{case}.md");
        let text = shown(page);
        settings.bind(|| insta::assert_snapshot!(case.as_str(), text));
    }
    assert!(snapshots.is_subset(&cases), "a snapshot without a page: {snapshots:?}");
}

#[test]
fn importing_twice_changes_nothing() {
    let pages = || vec![page("fences.md"), page("skipped.md"), page("prose.md")];
    let first = first_import(pages());
    let mut backwards = pages();
    backwards.reverse();
    let second = accepted(backwards, &first, Prune::Remove);
    assert!(second.write.is_empty() && second.remove.is_empty(), "{second:?}");
    assert!(second.endpoints.iter().all(|endpoint| endpoint.status == Status::Unchanged));
    assert_eq!(second.endpoints.len(), first.len());
}

#[test]
fn a_file_is_pretty_printed_in_the_order_of_the_vendor() {
    let text =
        r#"{"paths":{"/z":{"get":{"x-last":1.50,"tags":["B","A"],"responses":{}}}},"openapi":"3.0.0","info":{}}"#;
    let import = accepted(vec![page_of("page.md", &[text.to_owned()])], &BTreeMap::new(), Prune::Keep);
    insta::assert_snapshot!(import.write["b/get--z.json"], @r#"
        {
          "paths": {
            "/z": {
              "get": {
                "x-last": 1.50,
                "tags": [
                  "B",
                  "A"
                ],
                "responses": {}
              }
            }
          },
          "openapi": "3.0.0",
          "info": {}
        }
    "#);
}

#[test]
fn a_new_tag_moves_the_file() {
    let show = |tag: &str| vec![page_of("page.md", &[fragment("get", "/a", tag, "One")])];
    let first = first_import(show("Old things"));
    let import = accepted(show("Data stores / Data"), &first, Prune::Keep);
    let moved = "get /a data-stores/data/get--a.json: moved from old-things/get--a.json";
    assert_eq!(statuses(&import), [moved]);
    let after = apply(&import, &first);
    assert_eq!(after.keys().collect::<Vec<_>>(), ["data-stores/data/get--a.json"]);
    let again = accepted(show("Data stores / Data"), &after, Prune::Remove);
    assert_eq!(statuses(&again), ["get /a data-stores/data/get--a.json: unchanged"]);
    // A tag with the same slug has the same folder.
    assert_eq!(
        statuses(&accepted(show("DATA STORES/data"), &after, Prune::Keep)),
        ["get /a data-stores/data/get--a.json: changed"]
    );
}

#[test]
fn an_endpoint_is_found_wherever_its_file_is() {
    let text = fragment("get", "/a", "Things", "One");
    let yaml = "openapi: 3.0.3\ninfo:\n  title: Shop\n  version: '1'\npaths:\n  /a:\n    get:\n      tags: [Things]\n      summary: One\n      responses:\n        '200': {description: OK}\n";
    let show = |summary: &str| vec![page_of("page.md", &[fragment("get", "/a", "Things", summary)])];
    for (path, text, summary, expected, files) in [
        ("my/own.json", text.as_str(), "One", "get /a my/own.json: unchanged", vec!["my/own.json"]),
        ("my/own.json", text.as_str(), "Two", "get /a my/own.json: changed", vec!["my/own.json"]),
        ("top.json", text.as_str(), "Two", "get /a top.json: changed", vec!["top.json"]),
        ("my/own.yaml", yaml, "One", "get /a my/own.yaml: unchanged", vec!["my/own.yaml"]),
        ("my/own.yml", yaml, "Two", "get /a my/get--a.json: changed", vec!["my/get--a.json"]),
        ("top.yaml", yaml, "Two", "get /a get--a.json: changed", vec!["get--a.json"]),
    ] {
        let existing = BTreeMap::from([(path.to_owned(), text.to_owned())]);
        let import = accepted(show(summary), &existing, Prune::Remove);
        assert_eq!(statuses(&import), [expected]);
        assert_eq!(apply(&import, &existing).into_keys().collect::<Vec<_>>(), files, "{path}");
    }
}

#[test]
fn an_endpoint_is_gone_if_the_page_of_its_tag_no_longer_has_it() {
    let one = |method: &str, path: &str, tag: &str| fragment(method, path, tag, "One");
    let all = [one("get", "/a", "A"), one("put", "/a", "A"), one("get", "/b", "B")];
    let first = first_import(vec![page_of("page.md", &all)]);
    let shown = || vec![page_of("page.md", &[one("get", "/a", "A")])];
    let expected = ["get /a a/get--a.json: unchanged", "put /a a/put--a.json: gone"];
    let kept = accepted(shown(), &first, Prune::Keep);
    assert_eq!(statuses(&kept), expected);
    assert!(kept.write.is_empty() && kept.remove.is_empty());
    let pruned = accepted(shown(), &first, Prune::Remove);
    assert_eq!(statuses(&pruned)[1], "put /a a/put--a.json: pruned");
    assert_eq!(pruned.remove, BTreeSet::from(["a/put--a.json".to_owned()]));

    // Endpoints without a tag belong to no page, so they are never reported as gone.
    let untagged =
        |path: &str| one("get", path, "").replace(r#""tags":[""],"#, "").replace(r#""tags":[""]"#, r#""x":1"#);
    let first = first_import(vec![page_of("page.md", &[untagged("/x"), untagged("/y")])]);
    assert_eq!(first.keys().collect::<Vec<_>>(), ["untagged/get--x.json", "untagged/get--y.json"]);
    let import = accepted(vec![page_of("page.md", &[untagged("/x")])], &first, Prune::Remove);
    assert_eq!(statuses(&import), ["get /x untagged/get--x.json: unchanged"]);
}

#[test]
fn equal_endpoints_are_imported_once() {
    let text = fragment("get", "/a", "A", "One");
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let reordered =
        format!(r#"{{"paths":{},"openapi":{},"info":{}}}"#, value["paths"], value["openapi"], value["info"]);
    let left = page_of("left.md", &[text.clone(), text]);
    let right = page_of("right.md", &[reordered]);
    let one = accepted(vec![left.clone(), right.clone()], &BTreeMap::new(), Prune::Keep);
    assert_eq!(statuses(&one), ["get /a a/get--a.json: added"]);
    assert_eq!(accepted(vec![right, left], &BTreeMap::new(), Prune::Keep), one);
}

#[test]
fn existing_files_can_prevent_an_import() {
    let shown = || vec![page_of("page.md", &[fragment("get", "/a", "A", "One")])];
    let folder = |files: &[(&str, &str)]| -> BTreeMap<String, String> {
        files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    };
    let one = fragment("get", "/a", "A", "Two");
    let two = one.replace(r#""get":"#, r#""put":{"tags":["A"]},"get":"#);
    insta::assert_snapshot!(refused(shown(), &folder(&[("x.json", "{\"openapi\": \n")])), @r#"
        error[syntax]: this is not JSON: EOF while parsing a value
         --> specs/x.json:1:13
          |
        1 | {"openapi": 
          |             ^
          |
          = help: a fragment is the whole JSON document of one endpoint; import the page again if it was cut
    "#);
    insta::assert_snapshot!(refused(shown(), &folder(&[("x.json", &one), ("y.yaml", &one)])), @r#"
        error[conflict]: GET /a has two files
         --> specs/x.json:1:73
          |
        1 | {"openapi":"3.0.3","info":{"title":"Shop","version":"1"},"paths":{"/a":{"get":{"tags":["A"],"summary":"Two","resp...
          |                                                                         ^^^^^ one is this
          |
         ::: specs/y.yaml:1:73
          |
        1 | {"openapi":"3.0.3","info":{"title":"Shop","version":"1"},"paths":{"/a":{"get":{"tags":["A"],"summary":"Two","resp...
          |                                                                         ----- another one is this
          |
          = at: /paths/~1a/get
          = help: remove one of them; the import then brings the other one up to date
    "#);
    insta::assert_snapshot!(refused(shown(), &folder(&[("x.json", &two)])), @r#"
        error[conflict]: PUT /a is in a file with other operations and is gone from its page
         --> specs/x.json:1:73
          |
        1 | {"openapi":"3.0.3","info":{"title":"Shop","version":"1"},"paths":{"/a":{"put":{"tags":["A"]},"get":{"tags":["A"],...
          |                                                                         ^^^^^
          |
          = at: /paths/~1a/put
          = help: take the operation out of this file and import again; an imported file holds one operation

        error[conflict]: GET /a is in a file with other operations and is on a page of this run
         --> specs/x.json:1:94
          |
        1 | {"openapi":"3.0.3","info":{"title":"Shop","version":"1"},"paths":{"/a":{"put":{"tags":["A"]},"get":{"tags":["A"],...
          |                                                                                              ^^^^^
          |
          = at: /paths/~1a/get
          = help: take the operation out of this file and import again; an imported file holds one operation
    "#);
}

#[test]
fn large_and_deep_pages_are_imported_or_refused() {
    let many: Vec<String> = (0..2_000).map(|number| fragment("get", &format!("/a/{number}"), "T", "One")).collect();
    assert_eq!(first_import(vec![page_of("page.md", &many)]).len(), 2_000);
    let deep = format!("```json\n{{\"openapi\":\"3.0.3\",\"paths\":{}\n```\n", "[".repeat(100_000));
    assert!(refused(vec![File::new("page.md", deep)], &BTreeMap::new()).contains("error["));
    let quotes = format!("{}\n```\nx\n```\n", ">".repeat(100_000));
    assert!(refused(vec![File::new("page.md", quotes)], &BTreeMap::new()).contains("nothing-to-import"));
    let unclosed = "```\n\"{[".repeat(50_000);
    assert!(refused(vec![File::new("page.md", unclosed)], &BTreeMap::new()).contains("nothing-to-import"));
}
