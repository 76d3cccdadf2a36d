//! `cargo xtask codegen` on disk.

use std::fs;

use generator::HEADER;
use xtask::Exit;

use super::{Ground, Ran};
use crate::import::fragment;

fn ground() -> Ground {
    let ground = Ground::new();
    ground.write("specs/things/get--things.json", &fragment("get", "/things", "Things", "List things"));
    ground.write("specs/shops/delete--shops.json", &fragment("delete", "/shops", "Shops", "Close shop"));
    ground
}

fn codegen(ground: &Ground, args: &[&str]) -> Ran {
    ground.run(&[&["codegen"], args].concat())
}

fn done(ran: &Ran) -> &str {
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(!ran.err.contains("error"), "{}", ran.err);
    &ran.out
}

#[test]
fn a_second_run_changes_nothing() {
    let ground = ground();
    let ran = codegen(&ground, &[]);
    let out = done(&ran);
    assert!(out.contains("added    generated-client/src/generated/mod.rs\n"), "{out}");
    assert!(out.contains("added    specs/names.lock\n"), "{out}");
    for file in ground.files("generated-client/src/generated") {
        let text = ground.read(&format!("generated-client/src/generated/{file}"));
        assert!(text.starts_with(&format!("{HEADER}\n")), "{file}");
    }
    assert_eq!(ground.read("generated-client/README.md"), "# Own\n", "nothing else of the own client is touched");
    let before = ground.tree("");
    let again = codegen(&ground, &[]);
    assert!(done(&again).starts_with("0 added, 0 changed, 0 removed, "), "{again:?}");
    assert_eq!(ground.tree(""), before);
    fs::remove_dir_all(ground.path("generated-client/src/generated")).unwrap();
    done(&codegen(&ground, &["--specs", "specs", "--out", "generated-client/"]));
    let text = |tree: super::Tree| tree.into_iter().map(|(path, (bytes, _))| (path, bytes)).collect::<Vec<_>>();
    assert_eq!(text(ground.tree("")), text(before), "what was deleted comes back byte for byte");
}

#[test]
fn check_lists_every_difference_and_what_to_run() {
    let ground = ground();
    let missing = codegen(&ground, &["--check"]);
    assert_eq!(missing.exit, Exit::Wrong);
    assert!(missing.out.contains("missing  generated-client/src/generated/mod.rs\n    @@ "), "{}", missing.out);
    assert!(missing.out.contains("missing  specs/names.lock\n"));
    assert!(missing.out.ends_with("; to bring them up to date, run:\n    cargo xtask codegen\n"), "{}", missing.out);
    assert!(!ground.path("generated-client/src/generated").exists() && !ground.path("specs/names.lock").exists());

    done(&codegen(&ground, &[]));
    let fresh = codegen(&ground, &["--check"]);
    assert!(done(&fresh).ends_with(" files are up to date\n"), "{fresh:?}");

    let stale = format!("{}{}", ground.read("generated-client/src/generated/mod.rs"), "// odd\n".repeat(40));
    ground.write("generated-client/src/generated/mod.rs", &stale);
    ground.write("generated-client/src/generated/old/gone.rs", &format!("{HEADER}\n// old\n"));
    fs::remove_file(ground.path("specs/names.lock")).unwrap();
    let before = ground.tree("");
    let ran = codegen(&ground, &["--check", "--specs", "./specs", "--out", "generated-client"]);
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Wrong, ""));
    assert!(ran.out.contains("stale    generated-client/src/generated/mod.rs\n"), "{}", ran.out);
    assert!(ran.out.contains("    -// odd\n") && ran.out.contains("more lines\n"), "{}", ran.out);
    assert!(ran.out.contains("orphaned generated-client/src/generated/old/gone.rs\n"), "{}", ran.out);
    assert!(ran.out.contains("missing  ./specs/names.lock\n"), "{}", ran.out);
    let end = "1 missing, 1 stale, 1 orphaned; to bring them up to date, run:\n    cargo xtask codegen --specs ./specs --out generated-client\n";
    assert!(ran.out.ends_with(end), "{}", ran.out);
    assert_eq!(ground.tree(""), before, "a check writes nothing");

    let mended = codegen(&ground, &["--specs", "./specs", "--out", "generated-client"]);
    assert!(done(&mended).contains("removed  generated-client/src/generated/old/gone.rs\n"), "{mended:?}");
    assert!(done(&mended).contains("1 added, 1 changed, 1 removed, "), "{mended:?}");
    assert!(!ground.path("generated-client/src/generated/old").exists());
    done(&codegen(&ground, &["--check"]));
}

#[test]
fn only_what_the_generator_made_is_ever_deleted() {
    let ground = ground();
    done(&codegen(&ground, &[]));
    for name in ["notes.rs", "deep/notes.txt", "empty.rs"] {
        let path = format!("generated-client/src/generated/{name}");
        ground.write(&path, if name == "empty.rs" { "" } else { "// mine\n" });
        let before = ground.tree("");
        // A check still lists the other files that are out of date.
        for (args, out) in [(&[][..], ""), (&["--check"], "are up to date\n")] {
            let ran = codegen(&ground, args);
            assert_eq!(ran.exit, Exit::Wrong);
            assert!(ran.out.ends_with(out) && ran.out.is_empty() == out.is_empty(), "{ran:?}");
            assert_eq!(
                ran.err,
                format!(
                    "error: `{path}` was not made by the generator\n  = help: `generated-client/src/generated` belongs to the generator: move the file elsewhere, or delete it\n\n"
                )
            );
        }
        assert_eq!(ground.tree(""), before);
        fs::remove_file(ground.path(&path)).unwrap();
    }
    ground.write("generated-client/src/generated/.DS_Store", "desktop");
    done(&codegen(&ground, &[]));
    assert!(ground.path("generated-client/src/generated/.DS_Store").exists());

    // This also applies if the generator has a file of that name to write.
    ground.write("generated-client/src/generated/mod.rs", "pub mod mine;\n");
    assert_eq!(codegen(&ground, &[]).exit, Exit::Wrong);
    assert_eq!(ground.read("generated-client/src/generated/mod.rs"), "pub mod mine;\n");
}

#[cfg(unix)]
#[test]
fn a_symlink_in_the_client_is_refused() {
    use std::os::unix::fs::symlink;

    for (link, to) in [
        ("generated-client/src/generated/link.rs", "../../../outside/lib.rs"),
        ("generated-client/src/generated/folder", "../../../outside"),
        ("generated-client/src/generated", "../../outside"),
    ] {
        let ground = ground();
        ground.write("outside/lib.rs", &format!("{HEADER}\n"));
        fs::create_dir_all(ground.path(link).parent().unwrap()).unwrap();
        symlink(to, ground.path(link)).unwrap();
        let before = ground.tree("outside");
        let ran = codegen(&ground, &[]);
        assert_eq!(ran.exit, Exit::Wrong);
        assert!(ran.err.starts_with(&format!("error: `{link}` is a symlink, which is not followed")), "{}", ran.err);
        assert_eq!(ground.tree("outside"), before);
        assert!(!ground.path("specs/names.lock").exists());
    }
}

#[test]
fn an_error_changes_nothing() {
    let ground = ground();
    done(&codegen(&ground, &[]));
    let locked = ground.path("generated-client/src/generated/mod.rs");
    let mut permissions = fs::metadata(&locked).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).unwrap();
    ground.write("specs/parts/get--parts.json", &fragment("get", "/parts", "Parts", "List parts"));
    let before = ground.tree("");
    let ran = codegen(&ground, &[]);
    assert_eq!((ran.exit, ran.out.as_str()), (Exit::Wrong, ""));
    assert!(
        ran.err.contains("error: `generated-client/src/generated/mod.rs` would change and is read-only\n"),
        "{}",
        ran.err
    );
    assert_eq!(ground.tree(""), before, "neither the client nor the lock of names");

    ground.write("specs/parts/broken.json", "{");
    let before = ground.tree("");
    let ran = codegen(&ground, &["--out", "never/made"]);
    assert_eq!(ran.exit, Exit::Wrong);
    assert!(ran.err.contains("specs/parts/broken.json:1:"), "{}", ran.err);
    assert_eq!(ground.tree(""), before);
    assert!(!ground.path("never").exists());
}

#[test]
fn a_new_client_is_complete() {
    let ground = ground();
    let ran = codegen(&ground, &["--out", "clients/My shop"]);
    assert!(done(&ran).contains("added    clients/My shop/Cargo.toml\n"), "{ran:?}");
    let at = |path: &str| format!("clients/My shop/{path}");
    insta::assert_snapshot!(ground.read(&at("Cargo.toml")), @r#"
        [package]
        name = "my-shop"
        description = "A typed API client"

        [features]
        default = ["all-tags"]
        # features: made by cargo xtask codegen; do not edit
        all-tags = [
            "shops",
            "things",
        ]
        shops = []
        things = []
        # end

        [dependencies]
        serde = "1"

        [lib]
        doctest = false

        [workspace]
    "#);
    assert!(ground.read(&at("README.md")).starts_with("# my-shop\n"));
    for path in ["src/lib.rs", "src/runtime/mod.rs", "src/runtime/deep/mod.rs"] {
        assert_eq!(ground.read(&at(path)), ground.read(&format!("generated-client/{path}")));
    }
    done(&codegen(&ground, &["--out", "clients/My shop", "--check"]));
    assert!(!ground.path("generated-client/src/generated").exists());

    // From now on, the runtime is updated, and the rest is the user's.
    let manifest = ground.read(&at("Cargo.toml")).replace("my-shop", "mine");
    ground.write(&at("Cargo.toml"), "[package]\nname = \"mine\"\n");
    let refused = codegen(&ground, &["--out", "clients/My shop"]);
    assert!(refused.err.contains("all operations would be omitted\n"), "{refused:?}");
    ground.write(&at("Cargo.toml"), &manifest);
    ground.write(&at("README.md"), "# Mine\n");
    ground.write(&at("src/lib.rs"), "// mine\n");
    ground.write(&at("src/runtime/mod.rs"), "// edited\n");
    let check = codegen(&ground, &["--out", "clients/My shop", "--check"]);
    assert!(check.out.ends_with("    cargo xtask codegen --out 'clients/My shop'\n"), "{}", check.out);
    let ran = codegen(&ground, &["--out", "clients/My shop"]);
    assert!(
        done(&ran).starts_with("changed  clients/My shop/src/runtime/mod.rs\n0 added, 1 changed, 0 removed"),
        "{ran:?}"
    );
    assert_eq!(ground.read(&at("README.md")), "# Mine\n");
    assert_eq!(ground.read(&at("src/lib.rs")), "// mine\n");
}

#[test]
fn a_new_client_has_a_name_that_cargo_accepts() {
    for (folder, name) in [
        ("serde", "serde-client"),
        ("2nd", "client-2nd"),
        ("fn", "fn-client"),
        ("--", "client"),
        ("a--b", "a-b"),
        ("Ünï_x", "n-x"),
    ] {
        let ground = ground();
        done(&codegen(&ground, &["--out", &format!("clients/{folder}")]));
        let manifest = ground.read(&format!("clients/{folder}/Cargo.toml"));
        assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{manifest}");
    }
}

#[test]
fn a_folder_that_is_neither_a_crate_nor_empty_is_not_changed() {
    let ground = ground();
    ground.write("work/README.md", "# My work\n");
    ground.write("file", "x");
    let before = ground.tree("");
    let ran = codegen(&ground, &["--out", "work"]);
    assert_eq!(ran.exit, Exit::Wrong);
    assert!(ran.err.starts_with("error: `work/README.md` is in the way of the crate to be made\n"), "{}", ran.err);
    assert_eq!(codegen(&ground, &["--out", "file/x"]).exit, Exit::Wrong);
    let ran = codegen(&ground, &["--out", "file"]);
    assert!(ran.err.starts_with("error: "), "{}", ran.err);
    assert_eq!(ground.tree(""), before);
}

#[test]
fn the_working_directory_does_not_count() {
    let ground = ground();
    let ran = ground.run_in("specs/things", &["codegen"], &[]);
    assert!(done(&ran).contains("added    ../../generated-client/src/generated/mod.rs\n"), "{ran:?}");
    done(&codegen(&ground, &["--check"]));
}

#[test]
fn concurrent_runs_leave_a_complete_client() {
    let ground = ground();
    std::thread::scope(|scope| {
        for args in [&[][..], &["--out", "other"]].repeat(4) {
            let ground = &ground;
            scope.spawn(move || done(&codegen(ground, args)).len());
        }
    });
    done(&codegen(&ground, &["--check"]));
    done(&codegen(&ground, &["--check", "--out", "other"]));
}
