//! Splits complete documents: one fragment for each operation, with the components that it uses, and nothing is lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use generator::{File, Import, Input, Layout, Prune, Status};
use serde_json::{Map, Value, json};
use tests::case;

use super::{accepted, apply, first_import, fragment, import, page, refused, statuses};

const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

fn document(name: &str) -> File {
    page(&format!("documents/{name}"))
}

fn snapshot(name: &str, text: &str) {
    assert!(SNAPSHOTS.contains(&name), "{name} is listed");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../pages/documents");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The snapshots of these tests. There must be no others.
const SNAPSHOTS: [&str; 4] =
    ["page-with-unused-parts", "pushed-down", "too-large-to-split", "what-each-fragment-holds"];

#[test]
fn every_snapshot_of_a_document_has_a_case() {
    let all = case::files(&case::folder("pages/documents"));
    let snapshots = all.iter().filter(|path| path.extension().is_some_and(|ending| ending == "snap"));
    let names: Vec<String> = snapshots.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, SNAPSHOTS);
}

/// Returns the names of the components and tags of a fragment.
fn held(text: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(text).unwrap();
    let sections = value["components"].as_object().into_iter().flatten();
    let components = sections.flat_map(|(section, names)| {
        names.as_object().into_iter().flatten().map(move |(name, _)| format!("{section}/{name}"))
    });
    let tags = value["tags"].as_array().into_iter().flatten().map(|tag| format!("tag {}", tag["name"]));
    components.chain(tags).collect()
}

#[test]
fn each_fragment_has_exactly_what_its_operation_uses() {
    let files = first_import(vec![document("shop.yaml")]);
    let listed: Vec<String> =
        files.iter().map(|(path, text)| format!("{path}\n    {}\n", held(text).join("\n    "))).collect();
    snapshot("what-each-fragment-holds", &listed.concat());
}

#[test]
fn the_parameters_of_a_path_move_to_its_operations() {
    let files = first_import(vec![document("shop.yaml")]);
    snapshot("pushed-down", &files["orders/get--orders--orderid.json"]);
    let delete: Value = serde_json::from_str(&files["orders/delete--orders--orderid.json"]).unwrap();
    assert_eq!(delete.get("security").or(delete.get("servers")), None, "the operation has its own");
    let operation = &delete["paths"]["/orders/{orderId}"]["delete"];
    assert_eq!((&operation["security"], &operation["servers"]), (&json!([]), &json!([])));
    assert_eq!(operation["summary"], "One order");
}

fn merged(files: impl IntoIterator<Item = (String, String)>) -> Result<String, String> {
    let fragments = files.into_iter().map(|(path, text)| File::new(path, text)).collect();
    let outcome = generator::merge(Input { fragments, ..Default::default() });
    outcome.value.as_ref().map(generator::Merged::to_json).ok_or_else(|| case::findings(&outcome))
}

/// Checks that merging the fragments gives the same as merging the document, byte for byte.
fn merges_back(file: &File, files: &BTreeMap<String, String>) -> Result<(), String> {
    let alone = merged([(file.name.clone(), file.text.clone())]);
    let split = merged(files.clone());
    match (alone, split) {
        (Ok(alone), Ok(split)) if alone == split => Ok(()),
        (Ok(_), Ok(_)) => Err("the merged fragments are another document".to_owned()),
        // A document that cannot be merged is refused for the same reasons, split or not.
        (Err(_), Err(_)) => Ok(()),
        (Ok(_), Err(findings)) | (Err(findings), Ok(_)) => Err(findings),
    }
}

/// Checks by the text of the fragments that every operation and component of the document is there, unchanged.
fn holds_all(original: &Value, files: &BTreeMap<String, String>) -> Result<(), String> {
    let mut paths = BTreeSet::new();
    let mut found = Map::new();
    for text in files.values() {
        let fragment: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        for (name, value) in fragment.as_object().into_iter().flatten() {
            match name.as_str() {
                "paths" => paths.extend(operations(value)),
                "tags" | "components" | "webhooks" | "security" | "servers" => {}
                _ => assert_eq!(original.get(name), Some(value), "{name} is that of the document"),
            }
        }
        for (section, names) in fragment["components"].as_object().into_iter().flatten() {
            let section = found.entry(section.clone()).or_insert_with(|| json!({}));
            for (name, value) in names.as_object().into_iter().flatten() {
                let kept = section.as_object_mut().unwrap().entry(name.clone()).or_insert_with(|| value.clone());
                assert_eq!(kept, value, "a component is the same in each fragment");
            }
        }
    }
    assert_eq!(paths, operations(&original["paths"]), "every operation has its fragment");
    let mut expected = original["components"].as_object().cloned().unwrap_or_default();
    expected.retain(|_, section| section.as_object().is_none_or(|section| !section.is_empty()));
    if found == expected { Ok(()) } else { Err("components are lost or changed".to_owned()) }
}

fn operations(paths: &Value) -> BTreeSet<String> {
    let items = paths.as_object().into_iter().flatten().filter(|(path, _)| !path.starts_with("x-"));
    let named = |(path, item): (&String, &Value)| -> Vec<String> {
        METHODS.iter().filter(|method| item.get(**method).is_some()).map(|method| format!("{method} {path}")).collect()
    };
    items.flat_map(named).collect()
}

#[test]
fn merging_the_fragments_restores_the_document() {
    for name in ["shop.yaml", "webhooks.json"] {
        let file = document(name);
        let files = first_import(vec![file.clone()]);
        merges_back(&file, &files).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(merged(files).is_ok(), "{name} is sound, so that the comparison compares");
    }
    let webhooks = document("webhooks.json");
    let original: Value = serde_json::from_str(&webhooks.text).unwrap();
    let files = first_import(vec![webhooks]);
    holds_all(&original, &files).unwrap();
    let rest: Value = serde_json::from_str(&files["rest.json"]).unwrap();
    assert_eq!(rest["webhooks"], original["webhooks"]);
}

/// Every fixture is split as well.
#[test]
fn fixtures_are_split_and_merged_back() {
    for name in case::cases("fixtures") {
        let specs = case::folder("fixtures").join(&name);
        let input = Input { overlay: None, ..case::input(&specs, &specs) };
        let whole = generator::merge(input).value.expect("a fixture is sound").to_json();
        let file = File::new("whole.json", whole);
        let files = first_import(vec![file.clone()]);
        merges_back(&file, &files).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn a_changed_document_changes_only_the_affected_fragments() {
    let before = document("shop.yaml");
    let first = first_import(vec![before.clone()]);
    let again = accepted(vec![before.clone()], &first, Prune::Remove);
    assert!(again.write.is_empty() && again.remove.is_empty(), "{again:?}");
    assert_eq!(again.rest.as_ref().map(|rest| &rest.status), Some(&Status::Unchanged));

    // Changes the schema of one operation, adds an operation without a tag, and removes one.
    let text = before.text.replace("by: {type: string}", "by: {type: integer}");
    let text = text.replace("    delete:\n      tags: [Orders]", "    put:\n      x-tags: []");
    let changed = File::new("shop.yaml", text);
    let import = accepted(vec![changed.clone()], &first, Prune::Keep);
    let expected = [
        "delete /orders/{orderId} orders/delete--orders--orderid.json: gone",
        "get /orders/{orderId} orders/get--orders--orderid.json: unchanged",
        "put /orders/{orderId} untagged/put--orders--orderid.json: added",
        "get /things things/get--things.json: unchanged",
        "post /things things/post--things.json: changed",
    ];
    assert_eq!(statuses(&import), expected);
    let folder = apply(&accepted(vec![changed], &first, Prune::Remove), &first);
    assert!(!folder.contains_key("orders/delete--orders--orderid.json"));

    // A document describes the whole API, so endpoints without a tag and the old `rest.json` are removed as well.
    let small = File::new("small.json", fragment("get", "/things", "Things", "One"));
    let kept = accepted(vec![small.clone()], &folder, Prune::Keep);
    assert_eq!(statuses(&kept).iter().filter(|line| line.ends_with(": gone")).count(), 3);
    assert_eq!((kept.rest.map(|rest| rest.status), kept.remove.len()), (Some(Status::Gone), 0));
    let pruned = accepted(vec![small], &folder, Prune::Remove);
    assert_eq!(apply(&pruned, &folder).into_keys().collect::<Vec<_>>(), ["things/get--things.json"]);
}

#[test]
fn a_page_of_many_endpoints_in_one_block_is_split() {
    let import = accepted(vec![page("several.md")], &BTreeMap::new(), Prune::Keep);
    let files: Vec<&String> = import.write.keys().collect();
    assert_eq!(files, ["shop/get--others.json", "shop/get--things.json", "shop/post--things.json"]);
    assert_eq!(import.rest, None);

    // A page describes only some endpoints, so components that they do not use are omitted, with a note.
    let text = format!("# Shop\n\n```yaml\n{}```\n", document("shop.yaml").text);
    let outcome = super::import(vec![File::new("shop.md", text)], &BTreeMap::new(), Prune::Keep);
    let files = outcome.value.as_ref().map(|import| import.write.clone()).unwrap();
    let mut expected = first_import(vec![document("shop.yaml")]);
    assert!(expected.remove("rest.json").is_some());
    assert_eq!(files, expected, "the same fragments as of the document itself");
    snapshot("page-with-unused-parts", &case::findings(&outcome));
}

/// Operations in a referenced path item are found.
#[test]
fn referenced_path_items_are_inlined() {
    let specs = case::folder("fixtures/slips");
    let file = case::input(&specs, &specs).fragments.remove(0);
    let files = first_import(vec![file.clone()]);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let expected = [
        "rest.json",
        "slips/get--slips.json",
        "tokens/delete--tokens--id.json",
        "tokens/get--tokens--id.json",
        "tokens/post--tokens-refresh.json",
        "tokens/post--tokens.json",
        "untagged/get--empty.json",
        "untagged/post--empty.json",
        "untagged/put--empty.json",
    ];
    assert_eq!(names, expected);
    merges_back(&file, &files).unwrap();
}

/// A reference into another operation is inlined, because its fragment does not have that operation.
#[test]
fn references_into_other_operations_are_inlined() {
    let specs = case::folder("fixtures/by-reference");
    let file = case::input(&specs, &specs).fragments.remove(0);
    let files = first_import(vec![file.clone()]);
    assert!(files.values().all(|text| !text.contains("#/paths/")));
    merges_back(&file, &files).unwrap();
}

/// Standard input has no file extension, so a document is recognized by its text.
#[test]
fn a_document_needs_no_name() {
    for name in ["shop.yaml", "webhooks.json"] {
        let file = document(name);
        let unnamed = File::new("<stdin>", file.text.clone());
        assert_eq!(first_import(vec![unnamed]), first_import(vec![file]), "{name}");
    }
}

#[test]
fn a_document_with_too_many_shared_components_is_not_split() {
    let text = "long ".repeat(200_000);
    let operation = json!({"responses": {"200": {"$ref": "#/components/responses/All"}}});
    let paths: Map<String, Value> = (0..80).map(|at| (format!("/{at}"), json!({"get": operation}))).collect();
    let components = json!({"responses": {"All": {"description": text}}});
    let info = json!({"title": "Shop", "version": "1"});
    let whole = json!({"openapi": "3.0.3", "info": info, "paths": paths, "components": components});
    let pretty = serde_json::to_string_pretty(&whole).unwrap();
    let outcome = import(vec![File::new("all.json", pretty.clone())], &BTreeMap::new(), Prune::Keep);
    snapshot("too-large-to-split", &case::findings(&outcome));
    let whole = File::new("all.json", pretty.clone());
    let first = accepted(vec![whole.clone()], &BTreeMap::new(), Prune::Keep);
    assert_eq!(first.write.keys().collect::<Vec<_>>(), ["whole.json"]);
    assert_eq!(first.endpoints.len(), 80);
    merges_back(&whole, &first.write).unwrap();
    let folder = apply(&first, &BTreeMap::new());
    let again = accepted(vec![whole.clone()], &folder, Prune::Keep);
    assert!(again.write.is_empty() && again.endpoints.iter().all(|endpoint| endpoint.status == Status::Unchanged));
    // One endpoint was removed, one has changed, and one comes from another file.
    let later = pretty.replace("\"/7\"", "\"/new\"").replace("\"/8\"", "\"/moved\"");
    let mut folder = folder;
    folder.insert("t/get--moved.json".to_owned(), fragment("get", "/moved", "T", "Moved"));
    let later = accepted(vec![File::new("all.json", later)], &folder, Prune::Keep);
    let status = |path: &str| &later.endpoints.iter().find(|endpoint| endpoint.path == path).unwrap().status;
    assert_eq!([status("/7"), status("/8")], [&Status::Pruned, &Status::Pruned]);
    assert_eq!([status("/new"), status("/6")], [&Status::Added, &Status::Unchanged]);
    assert_eq!(*status("/moved"), Status::Moved { from: "t/get--moved.json".to_owned() });
    let folder = apply(&later, &folder);
    assert_eq!(folder.keys().collect::<Vec<_>>(), ["whole.json"]);
    // A document that can be split replaces it.
    let small = accepted(vec![document("shop.yaml")], &folder, Prune::Keep);
    assert!(small.remove.contains("whole.json") && !small.endpoints.is_empty());
    assert_eq!((first.layout, later.layout, small.layout), (None, None, Some(Layout::Fragments)));
    let back = accepted(vec![whole], &apply(&small, &folder), Prune::Keep);
    assert_eq!(back.layout, Some(Layout::Whole));
}

/// The time of a run would otherwise grow with the square of the document.
#[test]
fn a_document_whose_schemas_all_refer_to_each_other_is_not_split() {
    let whole = |count: usize| {
        let schema = |at: usize| {
            let next = format!("#/components/schemas/T{}", (at + 1) % count);
            json!({"description": "long ".repeat(100), "properties": {"next": {"$ref": next}}})
        };
        let schemas: Map<String, Value> = (0..count).map(|at| (format!("T{at}"), schema(at))).collect();
        let content = json!({"application/json": {"schema": {"$ref": "#/components/schemas/T0"}}});
        let operation = json!({"responses": {"200": {"description": "ok", "content": content}}});
        let paths: Map<String, Value> = (0..count).map(|at| (format!("/{at}"), json!({"get": operation}))).collect();
        let info = json!({"title": "Shop", "version": "1"});
        let whole = json!({"openapi": "3.0.3", "info": info, "paths": paths, "components": {"schemas": schemas}});
        accepted(vec![File::new("all.json", whole.to_string())], &BTreeMap::new(), Prune::Keep).write
    };
    assert_eq!(whole(20).len(), 20);
    assert_eq!(whole(120).keys().collect::<Vec<_>>(), ["whole.json"]);
}

#[test]
fn only_one_document_can_have_unused_parts() {
    let other = File::new("other.yaml", document("shop.yaml").text.replace("Nobody answers so", "Nobody at all"));
    let text = refused(vec![document("shop.yaml"), other], &BTreeMap::new());
    assert!(text.contains("error[conflict]: two documents each have parts that no endpoint uses"), "{text}");
    let taken = BTreeMap::from([("rest.json".to_owned(), fragment("get", "/rest", "T", "One"))]);
    let text = refused(vec![document("shop.yaml")], &taken);
    assert!(text.contains("error[conflict]: `rest.json` holds the endpoint GET /rest"), "{text}");
}

/// Complete documents of vendors.
#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn documents_of_vendors_are_split_and_merged_back() {
    let mut failures = Vec::new();
    let mut split = 0;
    for path in case::files(&case::corpus().join("real")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let file = File::new(name.clone(), fs::read_to_string(&path).unwrap());
        let outcome = import(vec![file.clone()], &BTreeMap::new(), Prune::Keep);
        let Some(Import { write, .. }) = &outcome.value else {
            failures.push(format!("{name}: {}", case::findings(&outcome)));
            continue;
        };
        split += 1;
        failures.extend(merges_back(&file, write).err().map(|error| format!("{name}: {error}")));
        if name.ends_with(".json") {
            let original: Value = serde_json::from_str(&file.text).unwrap();
            failures.extend(holds_all(&original, write).err().map(|error| format!("{name}: {error}")));
        }
    }
    assert!(failures.is_empty() && split > 20, "{split} split; {}", failures.join("\n"));
}
