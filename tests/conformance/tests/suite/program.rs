//! The exit code of the program: 0 if everything conforms, 1 if something does not, 2 if nothing could be tested.

use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_conformance")).args(arguments).output().expect("the program runs")
}

fn document() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents/whole.json").display().to_string()
}

#[test]
fn called_wrongly() {
    for arguments in [&[][..], &["a"], &["no document", "no driver"], &[&document(), "./no driver"]] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty() && output.stderr.starts_with(b"error: "), "{output:?}");
    }
}

/// A driver that echoes its input makes no calls, and neither does one that ends at once.
#[cfg(unix)]
#[test]
fn a_client_that_does_nothing_fails() {
    for (driver, words) in [("cat", "the driver printed"), ("true", "the driver ended")] {
        let output = run(&[&document(), driver]);
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("FAILED") && text.contains(words), "{text}");
        assert!(text.contains("0 of 2 operations conform; 0 of "), "{text}");
    }
}
