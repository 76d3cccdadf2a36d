//! Tests `diff`, its gate and the draft of the changelog in temporary git repositories.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod base;
mod notes;
mod releases;
mod walk;

use std::fs;
use std::process::{Command, Output};

use tests::case;
use xtask::Exit;

use crate::commands::{Ground, Ran};
use crate::import::fragment;

/// A git repository with a client of version 0.1.0 and two endpoints.
pub(crate) struct Repository {
    pub(crate) ground: Ground,
}

impl Repository {
    /// Makes a repository that has released 0.1.0.
    pub(crate) fn released() -> Self {
        let repository = Self::unreleased();
        repository.git(&["tag", "v0.1.0"]);
        repository
    }

    /// Makes a repository without endpoints and without a commit.
    pub(crate) fn empty() -> Self {
        let repository = Self { ground: Ground::new() };
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.hand_written();
        repository.version("0.1.0");
        repository
    }

    pub(crate) fn unreleased() -> Self {
        let repository = Self::empty();
        repository.endpoint("get", "/things", "List things");
        repository.endpoint("delete", "/things", "Remove things");
        repository.commit("First version");
        repository
    }

    /// Copies the sources of the real client, from which the public surface is read.
    fn hand_written(&self) {
        fs::remove_dir_all(self.ground.path("generated-client/src")).unwrap();
        let own = case::repository().join("generated-client");
        for path in [vec![own.join("src/lib.rs")], case::files(&own.join("src/runtime"))].concat() {
            let to = self.ground.path("generated-client").join(path.strip_prefix(&own).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(path, to).unwrap();
        }
    }

    /// Runs git, which has to succeed.
    pub(crate) fn git(&self, args: &[&str]) -> Output {
        let output = self.try_git(args);
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    }

    pub(crate) fn try_git(&self, args: &[&str]) -> Output {
        Command::new("git")
            .arg("-C")
            .arg(self.ground.path(""))
            .args(["-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"])
            .args(args)
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE")
            .output()
            .unwrap()
    }

    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", message]);
    }

    pub(crate) fn version(&self, version: &str) {
        let manifest = self.ground.read("generated-client/Cargo.toml");
        let start = "[package]\nname = \"generated-client\"\n";
        let rest = manifest.strip_prefix(start).unwrap();
        let rest = if rest.starts_with("version = ") { rest.split_once('\n').unwrap().1 } else { rest };
        self.ground.write("generated-client/Cargo.toml", &format!("{start}version = \"{version}\"\n{rest}"));
    }

    pub(crate) fn endpoint(&self, method: &str, path: &str, summary: &str) {
        let file = format!("specs/things/{method}-{}.json", path.replace('/', "-"));
        self.ground.write(&file, &fragment(method, path, "Things", summary));
    }

    /// Removes an endpoint that was released.
    pub(crate) fn remove_delete(&self) {
        fs::remove_file(self.ground.path("specs/things/delete--things.json")).unwrap();
    }

    pub(crate) fn gate(&self) -> Ran {
        self.ground.run(&["diff", "--gate"])
    }

    /// Asserts that the gate fails, and returns its output.
    pub(crate) fn refused(&self) -> String {
        let ran = self.gate();
        assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
        ran.err
    }

    /// Asserts that the gate passes, and returns its output.
    pub(crate) fn passed(&self) -> String {
        let ran = self.gate();
        assert_eq!(ran.exit, Exit::Done, "{ran:?}");
        assert!(ran.err.contains("the gate passes: "), "{ran:?}");
        ran.err
    }

    /// Returns the fingerprints that the gate asks for, in order.
    pub(crate) fn asked(&self) -> Vec<String> {
        let refused = self.refused();
        let lines = refused.lines().filter_map(|line| line.strip_prefix("- fingerprint: \""));
        lines.filter_map(|line| Some(line.split_once('"')?.0.to_owned())).collect()
    }

    pub(crate) fn acknowledge(&self, fingerprint: &str, reason: &str) {
        let text = format!("- fingerprint: \"{fingerprint}\"\n  reason: {reason}\n");
        self.ground.write("specs/acknowledged.yaml", &text);
    }
}

#[test]
fn a_first_publication_passes() {
    let repository = Repository::unreleased();
    repository.endpoint("get", "/more", "List more");
    repository.remove_delete();
    assert!(repository.passed().contains("nothing is released yet"));
    repository.ground.write("specs/acknowledged.yaml", "- [\n");
    assert!(repository.refused().contains("the acknowledgements cannot be read"));
}

#[test]
fn no_change_passes() {
    let repository = Repository::released();
    assert!(repository.passed().contains("0.1.0 is enough for no change since v0.1.0"));
    repository.ground.write("notes.txt", "not a spec");
    repository.commit("Something else");
    repository.passed();
}

#[test]
fn a_minor_change_needs_a_higher_version() {
    let repository = Repository::released();
    repository.endpoint("get", "/more", "List more");
    let refused = repository.refused();
    assert!(
        refused.contains(
            "error: the version of the client is 0.1.0, but a minor change since v0.1.0 (0.1.0) needs 0.1.1\n"
        ),
        "{refused}"
    );
    assert!(refused.ends_with("Cargo.lock:\nversion = \"0.1.1\"\n\n"), "{refused}");
    repository.version("0.1.1");
    repository.passed();
    repository.commit("More");
    repository.endpoint("get", "/most", "List most");
    assert!(repository.passed().contains("0.1.1 is enough"), "a second change of the same weight needs no second bump");
}

#[test]
fn from_version_one_on_a_major_change_raises_the_first_number() {
    let repository = Repository::unreleased();
    repository.version("1.4.2");
    repository.commit("One");
    repository.git(&["tag", "v1.4.2"]);
    // Neither tag counts: one is not a version, the other is a pre-release.
    repository.git(&["tag", "v9"]);
    repository.git(&["tag", "v10.0.0-rc.1"]);
    repository.endpoint("get", "/more", "List more");
    assert!(repository.refused().contains("version = \"1.5.0\""));
    repository.version("1.5.0");
    repository.passed();
}

/// The report compares two clients of the same generator. How a change of the generator affects users shows in
/// `api.txt`.
#[test]
fn a_change_of_the_generator_counts_as_well() {
    let repository = Repository::unreleased();
    let surface = "Client: struct (with private fields)\nClient::one: fn(&self)\n";
    repository.ground.write("generated-client/api.txt", surface);
    repository.commit("Surface");
    repository.git(&["tag", "v0.1.0"]);
    repository.passed();
    repository.ground.write("generated-client/api.txt", &surface.replace("one", "two"));
    let refused = repository.refused();
    assert!(
        refused.contains("the code and not the specs caused it, see Client::one in `generated-client/api.txt`"),
        "{refused}"
    );
    assert!(refused.ends_with("version = \"0.2.0\"\n\n"), "{refused}");
    repository.version("0.2.0");
    repository.passed();
}

#[test]
fn effects_on_deployed_clients_have_to_be_acknowledged() {
    let repository = Repository::released();
    repository.remove_delete();
    repository.version("0.2.0");
    let refused = repository.refused();
    assert!(refused.contains("breaks deployed clients (W01), and it is not acknowledged"), "{refused}");
    assert!(refused.contains("write this into `specs/acknowledged.yaml`, with a reason each:\n"), "{refused}");
    assert!(refused.contains("\" # `DELETE /things`: the endpoint was removed"), "{refused}");
    assert!(refused.ends_with("\n  reason: # why can users live with it?\n\n"), "{refused}");
    let asked = repository.asked();
    assert_eq!(asked.len(), 1);
    repository.acknowledge(&asked[0], "nobody called it");
    repository.passed();
    // The list of acknowledgements is not read as a fragment.
    assert_eq!(repository.ground.run(&["codegen"]).exit, Exit::Done);
    // When the endpoint returns, there is nothing to acknowledge.
    repository.endpoint("delete", "/things", "Remove things");
    let stale = repository.refused();
    assert!(stale.contains("matches no change since v0.1.0\n --> specs/acknowledged.yaml:1\n"), "{stale}");
    assert!(stale.ends_with("delete `specs/acknowledged.yaml`\n\n"), "{stale}");
}

#[test]
fn the_text_to_paste_keeps_valid_acknowledgements() {
    let repository = Repository::released();
    repository.remove_delete();
    repository.version("0.2.0");
    let asked = repository.asked().remove(0);
    let text = format!(
        "- fingerprint: 000000000000\n  reason: gone\n- fingerprint: {asked}\n  reason: \"a \\\"quoted\\\" one\"\n"
    );
    repository.ground.write("specs/acknowledged.yaml", &text);
    let refused = repository.refused();
    let paste = refused.split_once("`specs/acknowledged.yaml`:\n").unwrap().1.trim_end();
    assert_eq!(paste, format!("- fingerprint: \"{asked}\"\n  reason: \"a \\\"quoted\\\" one\""));
    repository.ground.write("specs/acknowledged.yaml", paste);
    repository.passed();
}

#[test]
fn invalid_acknowledgements_are_reported() {
    let cases = [
        ("- fingerprint: a\n", "gives no reason\n --> specs/acknowledged.yaml:1\n"),
        ("- fingerprint: a\n  reason: # why?\n", "gives no reason"),
        ("- reason: because\n", "item 1 acknowledges nothing"),
        (
            "- fingerprint: b\n  reason: x\n- fingerprint: a\n  reason: x\n",
            "a is after b\n --> specs/acknowledged.yaml:3\n",
        ),
        ("- fingerprint: a\n  reason: x\n- fingerprint: a\n  reason: x\n", "a is acknowledged twice"),
        ("- fingerprint: a\n  reason: x\n  reasn: y\n", "unknown field `reasn`"),
        ("- fingerprint: [\n", "cannot be read: "),
        ("key: value\n", " --> specs/acknowledged.yaml:1:1\n"),
        ("# all done\n", "the gate passes: "),
        ("", "the gate passes: "),
        ("[]\n", "the gate passes: "),
    ];
    let repository = Repository::released();
    for (text, expected) in cases {
        repository.ground.write("specs/acknowledged.yaml", text);
        let ran = repository.gate();
        assert!(ran.err.contains(expected), "{text}: {}", ran.err);
        assert_eq!(ran.exit == Exit::Done, expected.contains("passes"), "{text}: {ran:?}");
    }
}

#[test]
fn the_report_has_several_formats() {
    let repository = Repository::released();
    repository.remove_delete();
    let run = |format: &str| {
        let ran = repository.ground.run(&["diff", "--format", format]);
        assert_eq!(ran.exit, Exit::Done, "{ran:?}");
        ran.out
    };
    let json: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    assert!(json.is_object());
    assert!(run("github").lines().all(|line| line.starts_with("::")));
    let gate = repository.ground.run(&["diff", "--gate", "--format", "github"]).out;
    assert!(gate.lines().all(|line| line.starts_with("::")), "{gate}");
    assert!(gate.contains("%0Aversion = \"0.2.0\"\n::error title=Gate::"), "{gate}");
    assert!(run("markdown").ends_with("\nCompared with `v0.1.0`.\n"));
    for format in ["human", "markdown", "json"] {
        assert!(run(format).contains("W01"), "{format}");
    }
    let wrong: [&[&str]; 3] = [&["xml"], &["json="], &["json", "--format", "github"]];
    for formats in wrong {
        let ran = repository.ground.run(&[&["diff", "--format"], formats].concat());
        assert_eq!(ran.exit, Exit::Usage, "{formats:?}");
    }
}

#[test]
fn one_run_writes_several_reports() {
    let repository = Repository::released();
    repository.remove_delete();
    let run = |args: &[&str]| repository.ground.run(&[&["diff"], args].concat());
    let one = |format: &str| run(&["--format", format]).out;
    let ran = run(&["--gate", "--format", "github", "--format", "markdown=report.md", "--format", "json=report.json"]);
    assert_eq!(ran.exit, Exit::Wrong);
    assert_eq!(ran.out, run(&["--gate", "--format", "github"]).out);
    assert_eq!(repository.ground.read("report.md"), one("markdown"));
    assert_eq!(repository.ground.read("report.json"), one("json"));
    assert_eq!(
        (run(&["--format", "human=report.txt"]).out, repository.ground.read("report.txt")),
        (String::new(), run(&[]).out)
    );
    let nowhere = run(&["--format", "json=nowhere/report.json"]);
    assert!(nowhere.exit == Exit::Wrong && nowhere.err.contains("cannot write"), "{nowhere:?}");
}

#[test]
fn the_work_tree_and_the_index_are_not_changed() {
    let repository = Repository::released();
    repository.remove_delete();
    let before = repository.ground.tree("");
    repository.gate();
    repository.ground.run_in("specs", &["diff", "HEAD"], &[]);
    assert_eq!(repository.ground.tree(""), before);
}
