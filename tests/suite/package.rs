//! Is the package of the client ready for a registry, with licences and README?

use std::fs;

use tests::case;

/// A package cannot contain files from outside its folder, so there are two copies of the licences.
#[test]
fn the_licences_of_the_client_are_those_of_the_repository() {
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let read = |folder: &str| fs::read_to_string(case::repository().join(folder).join(name)).expect("a licence");
        assert!(read("generated-client") == read("."), "copy {name} to generated-client again");
    }
}

#[test]
fn the_package_of_the_client_is_complete() {
    let list = tests::cargo::cargo(&case::repository())
        .args(["package", "--list", "--package", "generated-client", "--allow-dirty", "--offline"])
        .output()
        .expect("cargo runs");
    let text = String::from_utf8_lossy(&list.stdout).replace('\\', "/");
    assert!(list.status.success(), "{}", String::from_utf8_lossy(&list.stderr));
    for path in ["Cargo.toml", "LICENSE-APACHE", "LICENSE-MIT", "README.md", "src/lib.rs", "src/generated/mod.rs"] {
        assert!(text.lines().any(|line| line == path), "{path} is missing from the package:\n{text}");
    }
}
