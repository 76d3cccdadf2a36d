//! The names of the files of endpoints.

use std::collections::BTreeMap;

use generator::Prune;

use super::{accepted, apply, first_import, fragment, page_of, statuses};

#[test]
fn endpoints_with_the_same_file_name_have_different_files() {
    let paths = ["/a/{b}", "/a/b", "/A/b", "/a//b", "/a/b/"];
    let fragments = |paths: &[&str]| paths.iter().map(|path| fragment("get", path, "T", path)).collect::<Vec<_>>();
    let mut backwards = paths;
    backwards.reverse();
    let first = first_import(vec![page_of("page.md", &fragments(&paths))]);
    assert_eq!(first, first_import(vec![page_of("page.md", &fragments(&backwards))]));
    assert_eq!(first.len(), paths.len());
    assert_eq!(first.keys().filter(|path| *path == "t/get--a--b.json").count(), 1);

    // An endpoint that is on disk keeps its file.
    let mut folder = BTreeMap::new();
    for count in 1..=paths.len() {
        let import = accepted(vec![page_of("page.md", &fragments(&paths[..count]))], &folder, Prune::Remove);
        assert_eq!((import.write.len(), import.remove.len()), (1, 0));
        folder = apply(&import, &folder);
    }
    assert_eq!(folder.len(), paths.len());
    assert!(folder["t/get--a--b.json"].contains("/a/{b}"));

    // A file name that becomes free in this run can be used.
    let old = first_import(vec![page_of("page.md", &fragments(&["/a/{b}"]))]);
    let import = accepted(vec![page_of("page.md", &fragments(&["/a/b"]))], &old, Prune::Remove);
    assert_eq!(statuses(&import), ["get /a/b t/get--a--b.json: added", "get /a/{b} t/get--a--b.json: pruned"]);
    assert!(import.remove.is_empty() && import.write["t/get--a--b.json"].contains("/a/b"));
}

#[test]
fn no_tag_and_no_path_leads_out_of_the_folder() {
    let long = "very long ".repeat(30);
    let deep = "a/".repeat(150);
    let tags = [
        "../../x",
        "..",
        ".",
        "",
        " ",
        "/",
        "C:\\x",
        "\\\\server\\share",
        "con",
        "CON.txt",
        "Lpt1",
        "com¹",
        "nul/aux",
        ".git",
        "x.",
        "x\0y",
        "overlay.yaml",
        "names.lock",
        "get--a.json",
        "Ünïcödé",
        "用户",
        "🦀",
        "A > B",
        "~",
        "%2e%2e",
        "-rf",
        "x\ny",
        "\u{202e}x",
        &long,
        &deep,
    ];
    let paths = [
        "/a", "/A", "/../..", "/.", "/con", "/用户", "/日本", "/", "", "no-slash", "/a\\b", "/a:b", "/{+x}", "/\0",
        &long, &deep,
    ];
    let mut fragments = Vec::new();
    for (number, tag) in tags.iter().enumerate() {
        fragments.push(fragment("get", &format!("/tag/{number}"), tag, "One"));
        fragments.push(fragment("get", &format!("/TAG/{number}"), tag, "One"));
    }
    fragments.extend(paths.iter().map(|path| fragment("put", path, "T", "One")));
    let count = fragments.len();
    let import = accepted(vec![page_of("page.md", &fragments)], &BTreeMap::new(), Prune::Remove);
    assert_eq!(import.write.len(), count, "none is lost");
    for path in import.write.keys() {
        assert!(path.len() <= 300, "{path}");
        let mut parts: Vec<&str> = path.split('/').collect();
        assert!(parts.pop().is_some_and(|name| name.ends_with(".json")) && !parts.is_empty(), "{path}");
        for part in path.split('/') {
            let plain = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || "._-".contains(char);
            assert!(part.chars().all(plain) && !part.is_empty() && part.len() <= 160, "{path}");
            assert!(!part.starts_with(['.', '-']) && !part.ends_with('.'), "{path}");
            let stem = part.split('.').next().unwrap_or_default();
            assert!(!["con", "aux", "nul", "prn", "lpt1", "com1"].contains(&stem), "{path}");
        }
    }
    for (tag, folder) in [
        (0, "x"),
        (2, "untagged"),
        (6, "c-x"),
        (8, "con_"),
        (9, "con_.txt"),
        (13, "git"),
        (16, "overlay.yaml_"),
        (22, "a/b"),
    ] {
        assert!(
            import.write.contains_key(&format!("{folder}/get--tag--{tag}.json")),
            "{tag} {folder}: {:#?}",
            import.write.keys()
        );
    }
    let again = accepted(vec![page_of("page.md", &fragments)], &import.write, Prune::Remove);
    assert!(again.write.is_empty() && again.remove.is_empty());
}

#[test]
fn slugs_are_those_of_the_vendor() {
    let fragments = [
        fragment("put", "/users/{userId}/attributes/email", "Users", "One"),
        fragment("get", "/data-stores/{dataStoreId}/data", "Data stores / Data", "One"),
    ];
    let files: Vec<String> = first_import(vec![page_of("page.md", &fragments)]).into_keys().collect();
    assert_eq!(
        files,
        [
            "data-stores/data/get--data-stores--datastoreid--data.json",
            "users/put--users--userid--attributes--email.json"
        ]
    );
}
