//! Does cargo-semver-checks agree with our verdicts? It compares the crates before and after every change in the table.
//! Our verdict can be stricter for a reason, but never laxer. This does not run by default, because it needs the tool
//! and takes some minutes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::Generated;
use generator::diff::{Report, Semver};
use tests::case;

use super::{changes, diff};

#[test]
#[ignore = "needs cargo-semver-checks: cargo install cargo-semver-checks, then cargo test -p tests -- --ignored oracle"]
fn cargo_semver_checks_never_requires_more() {
    // A part of a name selects cases, for investigating one of them.
    let only = std::env::var("ORACLE").unwrap_or_default();
    let folder = case::repository().join("target/oracle");
    let mut wrong = Vec::new();
    for name in case::cases("changes").into_iter().filter(|name| name.contains(&only)) {
        let change = changes::change(&name);
        let report = diff::report_on(&name);
        let verdict = report.verdict;
        if change.before.files == change.after.files {
            println!("{name}: the crates are equal");
            continue;
        }
        let before = make(&change.before, &folder.join("before"));
        let after = make(&change.after, &folder.join("after"));
        match judge(&before, &after, verdict) {
            Ok(()) => match lower(verdict).filter(|lower| judge(&before, &after, *lower).is_ok()) {
                None => println!("{name}: {} is what it demands", verdict.word()),
                Some(_) => match reason(&name, &report) {
                    Some(reason) => println!("{name}: {} is stricter, since {reason}", verdict.word()),
                    None => wrong.push(format!("{name}: {} is stricter, and nobody says why", verdict.word())),
                },
            },
            Err(text) => wrong.push(format!("{name}: {verdict:?} is not enough\n{text}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

fn lower(verdict: Semver) -> Option<Semver> {
    match verdict {
        Semver::Major => Some(Semver::Minor),
        Semver::Minor => Some(Semver::Patch),
        Semver::Patch | Semver::None => None,
    }
}

/// Returns the reason for a verdict: that in the table, or the rules with this effect.
fn reason(name: &str, report: &Report) -> Option<String> {
    let promises = report.promises.iter().filter(|promise| promise.effect == report.verdict);
    let rules: Vec<String> = promises.map(|promise| format!("{} {}", promise.rule, promise.path)).collect();
    let kinds =
        report.entries.iter().filter(|entry| entry.source == report.verdict).map(|entry| entry.kind.to_string());
    diff::reason(name)
        .or_else(|| [rules, kinds.collect()].into_iter().find(|all| !all.is_empty()).map(|all| all.join(", ")))
}

/// Writes a complete crate with the repository's manifest and hand-written sources.
fn make(generated: &Generated, out: &Path) -> PathBuf {
    let own = case::repository().join("generated-client");
    let _ = fs::remove_dir_all(out);
    let write = |path: PathBuf, text: &str| {
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    let manifest = fs::read_to_string(own.join("Cargo.toml")).expect("a manifest");
    write(out.join("Cargo.toml"), &format!("{manifest}\n[workspace]\n"));
    write(out.join("README.md"), "A client.\n");
    fs::copy(case::repository().join("Cargo.lock"), out.join("Cargo.lock")).expect("the lock is there");
    for path in case::files(&own.join("src")) {
        let part = path.strip_prefix(&own).expect("below").to_owned();
        if !part.starts_with("src/generated") {
            write(out.join(part), &fs::read_to_string(&path).expect("a source is text"));
        }
    }
    for (path, text) in &generated.files {
        write(out.join("src/generated").join(path), text);
    }
    out.to_owned()
}

/// Returns whether the tool allows the change in a release of this kind. Below major, nothing may break. Below minor,
/// nothing may be new by the lints of the tool.
fn judge(before: &Path, after: &Path, verdict: Semver) -> Result<(), String> {
    let kind = match verdict {
        Semver::None | Semver::Patch => "patch",
        Semver::Minor => "minor",
        Semver::Major => "major",
    };
    let run = Command::new(env!("CARGO"))
        .args(["semver-checks", "check-release", "--release-type", kind, "--manifest-path"])
        .arg(after.join("Cargo.toml"))
        .arg("--baseline-root")
        .arg(before)
        .env("CARGO_TARGET_DIR", case::repository().join("target/oracle/target"))
        .output()
        .expect("cargo runs");
    if run.status.success() {
        return Ok(());
    }
    Err(format!("{}{}", String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr)))
}
