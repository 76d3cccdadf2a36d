//! Sets flags if there are pages and published schemas to test with. Without them, the tests that need them are ignored.

use std::env;

fn main() {
    for (variable, flag) in [("CORPUS", "corpus"), ("OAS_SCHEMAS", "oas_schemas")] {
        println!("cargo::rustc-check-cfg=cfg({flag})");
        println!("cargo::rerun-if-env-changed={variable}");
        if env::var_os(variable).is_some_and(|folder| !folder.is_empty()) {
            println!("cargo::rustc-cfg={flag}");
        }
    }
}
