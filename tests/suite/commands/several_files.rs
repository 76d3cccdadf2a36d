//! `cargo xtask import` of a document whose parts lie in files of their own.

use std::collections::BTreeMap;
use std::fs;

use generator::{File, Input, Prune};
use tests::case;
use xtask::Exit;

use super::{Ground, Ran};

const BUNDLES: &str = "pages/bundles";

fn depot() -> Ground {
    let ground = Ground::new();
    let folder = case::folder(BUNDLES).join("depot");
    for path in case::files(&folder) {
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
        ground.write(&format!("depot/{name}"), &fs::read_to_string(&path).unwrap());
    }
    ground.write("outside.yaml", "type: integer\n");
    ground
}

fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../../{BUNDLES}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// A document, and files beside it, each by its path.
fn import(files: &[(&str, &str)]) -> (Ground, Ran) {
    let ground = Ground::new();
    for (path, text) in files {
        ground.write(path, text);
    }
    let ran = ground.run(&["import", "api/openapi.yaml"]);
    (ground, ran)
}

/// A document of one operation whose response is a schema.
fn document(schema: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: Shop, version: '1'}}\npaths:\n  /a:\n    get:\n      tags: [A]\n      responses:\n        '200':\n          description: OK\n          content: {{application/json: {{schema: {schema}}}}}\n"
    )
}

#[test]
fn a_document_in_many_files_becomes_fragments_that_stand_alone() {
    let ground = depot();
    let ran = ground.run(&["import", "depot/openapi.yaml"]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let fragment = ground.read("specs/crates/get--crates--crateid.json");
    snapshot("depot", &format!("{}\n{}\n{fragment}", ran.out, ran.err));

    let before = ground.tree("specs");
    let again = ground.run(&["import", "depot/openapi.yaml"]);
    assert!(again.out.ends_with("4 unchanged\n"), "{}", again.out);
    assert_eq!(ground.tree("specs"), before, "a second import changes no byte");

    // From within the folder the same fragments come out.
    ground.run_in("depot", &["import", "openapi.yaml", "--specs", "../other"], &[]);
    let texts = |folder| ground.tree(folder).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect();
    let (one, other): (BTreeMap<_, _>, BTreeMap<_, _>) = (texts("specs"), texts("other"));
    assert_eq!(one, other);

    let made = ground.run(&["codegen", "--out", "client"]);
    assert_eq!(made.exit, Exit::Done, "{}", made.err);
    let check = ground.run(&["codegen", "--out", "client", "--check"]);
    assert_eq!(check.exit, Exit::Done, "{}", check.out);
}

/// Bundled, a document says what it says when a person writes it in one file.
#[test]
fn a_document_means_the_same_in_one_file_and_in_ten() {
    let (schemas, mut files) = (["Cat", "Dog", "Fox", "Hen", "Owl", "Pig", "Rat", "Yak"], Vec::new());
    let body = |name: &str, next: &str| {
        format!(
            "type: object\nrequired: [name]\nproperties:\n  name: {{type: string}}\n  {}: {{$ref: {next}}}\n",
            name.to_lowercase()
        )
    };
    let mut one = document("{$ref: '#/components/schemas/Cat'}") + "components:\n  schemas:\n";
    for (index, name) in schemas.iter().enumerate() {
        let next = schemas[(index + 1) % schemas.len()];
        files.push((format!("api/schemas/{name}.yaml"), body(name, &format!("./{next}.yaml"))));
        let inside = body(name, &format!("'#/components/schemas/{next}'")).replace('\n', "\n      ");
        one.push_str(&format!("    {name}:\n      {}\n", inside.trim_end()));
    }
    let ten = document("{$ref: schemas/Cat.yaml}").replace("  /a:\n", "  /a: {$ref: paths/a.yaml}\n");
    let (root, item) = ten.split_once("    get:\n").unwrap();
    files.push(("api/paths/a.yaml".to_owned(), format!("get:\n{}", item.replace("schemas/", "../schemas/"))));
    files.push(("api/openapi.yaml".to_owned(), root.to_owned()));
    assert_eq!(files.len(), 10);

    let ground = Ground::new();
    files.iter().for_each(|(path, text)| ground.write(path, text));
    let ran = ground.run(&["import", "api/openapi.yaml"]);
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Done, ""));
    let merged = ground.run(&["merge", "--format", "json"]).out;
    ground.write("one.yaml", &one);
    ground.run(&["import", "one.yaml", "--specs", "whole"]);
    let whole = ground.run(&["merge", "--specs", "whole", "--format", "json"]).out;
    let [merged, whole] = [merged, whole].map(|text| serde_json::from_str::<serde_json::Value>(&text).unwrap());
    assert_eq!(merged, whole);
}

#[test]
fn names_come_from_places_and_clashes_take_more_of_the_path() {
    let root = document(
        "{oneOf: [{$ref: a/user.yaml}, {$ref: b/user.yaml}, {$ref: 'c.yaml#/$defs/Mixed/allOf/1'}, {$ref: order/index.yaml}, {$ref: 'd.json#/error'}]}",
    ) + "components: {schemas: {Error: {type: string}}}\n";
    let object = "type: object\nproperties: {x: {type: string}}\n";
    let (ground, ran) = import(&[
        ("api/openapi.yaml", &root),
        ("api/a/user.yaml", object),
        ("api/b/user.yaml", object),
        ("api/c.yaml", "$defs:\n  Mixed:\n    allOf: [{type: object}, {type: object, title: One}]\n"),
        ("api/order/index.yaml", object),
        ("api/d.json", r#"{"error": {"type": "object"}}"#),
    ]);
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Done, ""));
    let fragment: serde_json::Value = serde_json::from_str(&ground.read("specs/a/get--a.json")).unwrap();
    let names: Vec<&String> = fragment["components"]["schemas"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["Mixed_allOf_1", "b_user", "d_error", "order", "user"]);
}

#[cfg(unix)]
#[test]
fn nothing_out_of_the_folder_is_opened() {
    use std::os::unix::fs::symlink;
    let ground = Ground::new();
    ground.write("secret/key.yaml", "type: string\n");
    ground.write("api/inside.yaml", "type: integer\n");
    ground.write("api/chain.yaml", "properties: {x: {$ref: ../secret/key.yaml}}\n");
    symlink("../secret/key.yaml", ground.path("api/link.yaml")).unwrap();
    symlink("../secret", ground.path("api/folder")).unwrap();
    symlink("inside.yaml", ground.path("api/own.yaml")).unwrap();
    symlink("/dev/zero", ground.path("api/endless.yaml")).unwrap();
    fs::create_dir(ground.path("api/dir.yaml")).unwrap();
    let absolute = ground.path("secret/key.yaml").display().to_string();
    let lost = [
        "link.yaml".to_owned(),
        "folder/key.yaml".to_owned(),
        "../secret/key.yaml".to_owned(),
        "sub/%2e%2e/%2E%2E/secret/key.yaml".to_owned(),
        "sub/../../secret/key.yaml".to_owned(),
        absolute.clone(),
        format!("file://{absolute}"),
        "chain.yaml".to_owned(),
        "endless.yaml".to_owned(),
        "dir.yaml".to_owned(),
        "https://elsewhere.example/key.yaml".to_owned(),
        "//elsewhere.example/key.yaml".to_owned(),
    ];
    let schemas: Vec<String> = lost.iter().map(|path| format!("{{$ref: '{path}'}}")).collect();
    ground.write("api/openapi.yaml", &document(&format!("{{anyOf: [{{$ref: own.yaml}}, {}]}}", schemas.join(", "))));
    let ran = ground.run(&["import", "api/openapi.yaml"]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert_eq!(ran.err.matches("it is read as any JSON value").count(), lost.len(), "{}", ran.err);
    let fragment = ground.read("specs/a/get--a.json");
    assert!(!fragment.contains("\"string\"") && fragment.contains("\"integer\""), "{fragment}");
    assert_eq!(ground.run(&["codegen", "--out", "client"]).exit, Exit::Done);
}

/// A path may leave the folder and come back.
#[test]
fn a_path_that_leads_back_into_the_folder_is_followed() {
    let (ground, ran) = import(&[
        ("api/openapi.yaml", &document("{$ref: '../api/schemas/one.yaml'}")),
        ("api/schemas/one.yaml", "properties: {x: {$ref: '../../api/two.yaml'}, y: {$ref: '../../two.yaml'}}\n"),
        ("api/two.yaml", "type: integer\n"),
        ("two.yaml", "type: boolean\n"),
    ]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    let fragment: serde_json::Value = serde_json::from_str(&ground.read("specs/a/get--a.json")).unwrap();
    assert_eq!(fragment["components"]["schemas"]["two"]["type"], "integer");
    assert_eq!(ran.err.matches("leads out of the folder").count(), 1, "{}", ran.err);
}

#[test]
fn circles_end_and_so_do_chains() {
    let part = |next: &str| format!("properties:\n  x: {{properties: {{$ref: {next}}}}}\n");
    let (_, ran) = import(&[
        ("api/openapi.yaml", &document("{$ref: 'a.yaml'}")),
        ("api/a.yaml", &part("'b.yaml#/properties'")),
        ("api/b.yaml", &part("'a.yaml#/properties'")),
    ]);
    assert_eq!(ran.exit, Exit::Done);
    assert!(ran.err.contains("warning[cyclic-ref]"), "{}", ran.err);
    let (ground, ran) = import(&[
        ("api/openapi.yaml", &document("{$ref: a.yaml}")),
        ("api/a.yaml", "$ref: b.yaml\n"),
        ("api/b.yaml", "$ref: a.yaml\n"),
    ]);
    assert!(ran.err.contains("the reference `a.yaml` leads back to itself"), "{}", ran.err);
    assert_eq!(ground.run(&["codegen", "--out", "client"]).exit, Exit::Done);
    // Each copies the next twice, which would be a million times.
    let mut files = vec![("api/openapi.yaml".to_owned(), document("{$ref: 0.yaml}"))];
    for index in 0..30 {
        let next = index + 1;
        let twice = format!(
            "properties:\n  a: {{properties: {{$ref: '{next}.yaml#/properties'}}}}\n  b: {{properties: {{$ref: '{next}.yaml#/properties'}}}}\n"
        );
        files.push((format!("api/{index}.yaml"), twice));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (ground, ran) = import(&files);
    assert_eq!(ran.exit, Exit::Wrong);
    assert!(ran.err.contains("error[too-deep]: with what it refers to in other files"), "{}", ran.err);
    assert!(!ground.path("specs").exists());
}

#[test]
fn too_many_files_are_not_read() {
    let mut files = Vec::new();
    for index in 0..1_003 {
        files.push((
            format!("api/{index:04}.yaml"),
            format!("type: object\nproperties: {{next: {{$ref: '{:04}.yaml'}}}}\n", index + 1),
        ));
    }
    files.push(("api/openapi.yaml".to_owned(), document("{$ref: 0000.yaml}")));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (_, ran) = import(&files);
    assert_eq!(ran.exit, Exit::Done);
    let expected =
        "the reference `1000.yaml` leads to a file that is one of more than 1000; it is read as any JSON value";
    assert!(ran.err.contains(expected), "{}", ran.err);
    assert_eq!(ran.err.matches("warning[").count(), 1);
}

/// The library opens nothing: what it is not given is not there.
#[test]
fn the_generator_reads_only_what_it_is_given() {
    let file = File::new("/etc/openapi.yaml", document("{$ref: passwd}"));
    let outcome = generator::import(vec![file], BTreeMap::new(), Prune::Keep);
    let fragments = outcome.value.unwrap().write.into_iter().map(|(path, text)| File::new(path, text)).collect();
    assert!(generator::generate(Input { fragments, ..Input::default() }).value.is_some());
}
