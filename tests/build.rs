//! Sets a flag if there are pages to test with. Without it, the tests that need them are ignored, and counted as
//! ignored.

use std::env;

fn main() {
    println!("cargo::rustc-check-cfg=cfg(corpus)");
    println!("cargo::rerun-if-env-changed=CORPUS");
    if env::var_os("CORPUS").is_some_and(|folder| !folder.is_empty()) {
        println!("cargo::rustc-cfg=corpus");
    }
}
