//! Is the checkout up to date, so that `cargo xtask codegen` has nothing to do?

use std::collections::BTreeMap;
use std::fs;

use tests::case;

#[test]
fn the_generated_client_is_up_to_date() {
    let root = case::repository();
    let outcome = generator::generate(case::input(&root.join("specs"), &root));
    let generated =
        outcome.value.as_ref().unwrap_or_else(|| panic!("the specs are refused:\n{}", case::findings(&outcome)));
    let folder = root.join("generated-client/src/generated");
    let present: BTreeMap<String, String> = case::files(&folder)
        .iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).expect("below").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(path).expect("generated files are text"))
        })
        .collect();
    let lock = fs::read_to_string(root.join("specs/names.lock")).expect("the lock is there");
    let stale = "the checkout is stale; mend it with: cargo xtask codegen";
    assert!(present == generated.files, "{stale}");
    assert!(lock == generated.lock, "{stale}");
    for region in &generated.regions {
        let file = fs::read_to_string(root.join("generated-client").join(region.file)).expect("the file is there");
        let wanted = xtask::region::replace(&file, region);
        assert!(wanted == xtask::region::Replaced::Text(file), "{}: {stale}", region.file);
    }
}

/// Every operation of the document has a request.
#[test]
fn every_operation_is_emitted() {
    let root = case::repository();
    let mut folders: Vec<_> = case::cases("fixtures").iter().map(|name| case::folder("fixtures").join(name)).collect();
    folders.push(root.join("specs"));
    for specs in folders {
        let merged = generator::merge(case::input(&specs, &specs)).value.expect("sound").to_json();
        let document: serde_json::Value = serde_json::from_str(&merged).expect("JSON");
        let paths = document["paths"].as_object().expect("paths");
        // OpenAPI 3.2 has operations with other methods in a map of their own.
        let of_member = |(key, member): (&String, &serde_json::Value)| match key.as_str() {
            "additionalOperations" => member.as_object().map_or(0, serde_json::Map::len),
            _ => 1,
        };
        let documented: usize = paths.values().filter_map(serde_json::Value::as_object).flatten().map(of_member).sum();
        let generated = generator::generate(case::input(&specs, &specs)).value.expect("sound");
        let emitted: usize = generated.files.values().map(|text| text.matches("runtime::request!(").count()).sum();
        // Each further kind of body has a method of its own.
        let count = |pattern: &str| generated.files.values().map(|text| text.matches(pattern).count()).sum::<usize>();
        let more: usize =
            ["form", "multipart", "json_items", "raw"].iter().map(|kind| count(&format!("_as_{kind}\","))).sum();
        let more = more + count("` with a body of `");
        assert_eq!(emitted - more, documented, "{}", specs.display());
    }
}
