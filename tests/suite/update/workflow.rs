//! Runs the steps of the workflow `update.yml` as scripts, with a bare repository, and with stand-ins for `cargo` and `gh` that
//! record what they are asked.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml::Value;
use tempfile::TempDir;
use tests::case;

/// Writes a file of specs and the texts of a pull request, if there is a change.
const CARGO: &str = r#"echo "$*" >> "$ROOT/cargo.txt"
printf '%s\n' '::error::from a page' 'a page says ##[add-mask]true' >&2
if [ -f "$ROOT/new.txt" ]; then
  mkdir -p "$RUNNER_TEMP/change" && cp "$ROOT/new.txt" specs/page.txt
  echo 'of no use' > beside.txt
  echo "Shop API: minor: $(cat "$ROOT/new.txt")" > "$RUNNER_TEMP/change/title.txt"
  echo "The body, \`code\` and \$(words)." > "$RUNNER_TEMP/change/body.md"
fi
exit "${STATUS:-0}"
"#;

/// Knows of a pull request after it was asked to create one, and of its last comment. Lists one of a fork first, unless it is
/// asked to omit those.
const GH: &str = r#"for word in "$@"; do printf '[%s]' "$word"; done | sed "s|$RUNNER_TEMP|TEMP|" >> "$ROOT/gh.txt"
echo >> "$ROOT/gh.txt"
case "$1 $2" in
  'pr create') touch "$ROOT/open" ;;
  'pr close') mv "$ROOT/open" "$ROOT/closed" ;;
  'pr comment') echo "$5" > "$ROOT/comment" ;;
  'pr view') if [ -f "$ROOT/comment" ]; then cat "$ROOT/comment"; fi ;;
  'pr list')
    if [ -f "$ROOT/fork" ] && [[ "$*" != *'select(.isCrossRepository | not)'* ]]; then echo 9; exit; fi
    if [[ "$*" == *'--state open'* ]] && [ -f "$ROOT/open" ]; then echo 7; fi
    if [[ "$*" == *'--state closed'* ]] && [ -f "$ROOT/closed" ]; then echo 7; fi ;;
esac
"#;

pub(super) struct Runner {
    root: TempDir,
    workflow: Value,
}

impl Runner {
    /// Reads a workflow, and writes the programs that its steps call.
    pub(super) fn of(workflow: &str, programs: &[(&str, &str)]) -> Self {
        let text = fs::read_to_string(case::repository().join(".github/workflows").join(workflow)).unwrap();
        let runner = Self { root: tempfile::tempdir().unwrap(), workflow: serde_yaml::from_str(&text).unwrap() };
        programs.iter().for_each(|(name, script)| runner.program(name, script));
        runner
    }

    fn program(&self, name: &str, script: &str) {
        let path = self.path(&format!("bin/{name}"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/usr/bin/env bash\n{script}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn new() -> Self {
        let runner = Self::of("update.yml", &[("cargo", CARGO), ("gh", GH)]);
        runner.git("", &["init", "--quiet", "--bare", "--initial-branch=main", "origin"]);
        runner.git("", &["clone", "--quiet", "origin", "work"]);
        runner.git("work", &["switch", "--quiet", "--orphan", "main"]);
        fs::create_dir_all(runner.path("work/specs")).unwrap();
        fs::write(runner.path("work/specs/page.txt"), "nothing").unwrap();
        runner.commit("First");
        runner.git("work", &["push", "--quiet", "origin", "main"]);
        runner
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_default()
    }

    fn command(&self, program: &str, folder: &Path) -> Command {
        let mut command = Command::new(program);
        let path = std::env::var("PATH").unwrap_or_default();
        command.current_dir(folder).env("PATH", format!("{}:{path}", self.path("bin").display()));
        command.env("ROOT", self.root.path()).env("RUNNER_TEMP", self.path("temp"));
        command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
            command.env_remove(name);
        }
        command
    }

    fn git(&self, folder: &str, args: &[&str]) -> String {
        let user = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false"];
        let output = self.command("git", &self.path(folder)).args(user).args(args).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    fn commit(&self, message: &str) {
        self.git("work", &["add", "--all"]);
        self.git("work", &["commit", "--quiet", "--message", message]);
    }

    /// Returns a value of an environment: an output of an earlier step, or a text.
    fn value(&self, text: &str) -> String {
        let output = text.strip_prefix("${{ steps.").and_then(|rest| rest.strip_suffix(" }}"));
        let Some(name) = output.and_then(|output| output.rsplit('.').next()) else { return text.to_owned() };
        let outputs = self.read("output.txt");
        let value = outputs.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        value.unwrap_or_default().to_owned()
    }

    /// Runs a step in a fresh checkout of its job.
    pub(super) fn step(&self, job: &str, name: &str, environment: &[(&str, &str)]) -> Output {
        let steps = self.workflow["jobs"][job]["steps"].as_sequence().unwrap();
        let step = steps.iter().find(|step| step["name"].as_str() == Some(name)).unwrap();
        let mut command = self.command("bash", &self.path(job));
        command.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"].as_str().unwrap()]);
        for (name, value) in step["env"].as_mapping().into_iter().flatten() {
            command.env(name.as_str().unwrap(), self.value(value.as_str().unwrap()));
        }
        command.env("GITHUB_OUTPUT", self.path("output.txt")).env("GITHUB_STEP_SUMMARY", self.path("summary.txt"));
        command.env("GITHUB_SERVER_URL", "https://github.com").env("GITHUB_REPOSITORY", "shop/client");
        command.env("GITHUB_REF_NAME", "main");
        command.envs(environment.iter().copied()).output().unwrap()
    }

    /// Runs the workflow on a day on which the page says this.
    fn run(&self, news: Option<&str>, environment: &[(&str, &str)]) {
        self.begin(news);
        self.job("update", &["Update", "Change"], environment);
        self.job("pull-request", &["Commit", "Pull request"], environment);
        self.job("close", &["Close"], environment);
    }

    fn begin(&self, news: Option<&str>) {
        for name in ["temp", "update", "pull-request", "close"] {
            let _ = fs::remove_dir_all(self.path(name));
        }
        for name in ["new.txt", "output.txt", "summary.txt", "gh.txt", "cargo.txt"] {
            let _ = fs::remove_file(self.path(name));
        }
        fs::create_dir(self.path("temp")).unwrap();
        if let Some(news) = news {
            fs::write(self.path("new.txt"), news).unwrap();
        }
    }

    /// Runs steps of a job in a clone of their own, if the condition of the job holds.
    fn job(&self, job: &str, steps: &[&str], environment: &[(&str, &str)]) {
        let condition = self.workflow["jobs"][job]["if"].as_str().unwrap_or_default();
        let wanted = condition.rsplit_once(" == '").and_then(|(_, rest)| rest.split('\'').next());
        if wanted.is_some_and(|wanted| !self.read("output.txt").contains(&format!("changed={wanted}\n"))) {
            return;
        }
        self.git("", &["clone", "--quiet", "origin", job]);
        for step in steps.iter().copied() {
            let output = self.step(job, step, environment);
            assert!(output.status.success(), "{step}: {output:?}");
            let out = String::from_utf8(output.stdout).unwrap();
            assert!(!out.contains("##[") && !out.lines().any(|line| line.starts_with("::")), "{out}");
        }
    }

    /// Commits a file to the branch of the pull request, as a person.
    fn person(&self, text: &str) {
        self.git("work", &["fetch", "--quiet", "origin"]);
        self.git("work", &["switch", "--quiet", "update/documentation"]);
        fs::write(self.path("work/reasons.txt"), text).unwrap();
        self.commit("Acknowledge it");
        self.git("work", &["push", "--quiet", "origin", "update/documentation"]);
    }

    /// Returns the messages on the branch of the pull request.
    fn branch(&self) -> String {
        self.git("origin", &["log", "--format=%an: %s", "update/documentation"])
    }
}

#[test]
fn without_a_change_nothing_is_pushed() {
    let runner = Runner::new();
    runner.run(None, &[]);
    assert_eq!(runner.read("summary.txt"), "Nothing in the documentation has changed.\n");
    assert_eq!(runner.git("origin", &["branch", "--list"]), "* main\n");
    insta::assert_snapshot!(runner.read("gh.txt"), @r"
    [auth][setup-git]
    [pr][list][--head][update/documentation][--state][open][--limit][1000][--json][number,isCrossRepository][--jq][[.[] | select(.isCrossRepository | not)][0].number // empty]
    ");
    let asked = runner.read("cargo.txt");
    assert!(asked.starts_with("xtask update --pull-request ") && asked.contains("/blob/HEAD/docs/codes.md"), "{asked}");
}

#[test]
fn one_pull_request_is_opened_and_brought_up_to_date() {
    let runner = Runner::new();
    runner.run(Some("1 endpoint added"), &[]);
    insta::assert_snapshot!(runner.read("gh.txt"), @r"
    [auth][setup-git]
    [pr][list][--head][update/documentation][--state][open][--limit][1000][--json][number,isCrossRepository][--jq][[.[] | select(.isCrossRepository | not)][0].number // empty]
    [pr][create][--base][main][--head][update/documentation][--title][Shop API: minor: 1 endpoint added][--body-file][TEMP/body.md]
    ");
    assert_eq!(runner.branch(), "github-actions[bot]: Shop API: minor: 1 endpoint added\nAda: First\n");
    assert!(runner.read("summary.txt").starts_with("The body, `code` and $(words)."));
    // Only what the command is there to write is pushed.
    let files = runner.git("origin", &["ls-tree", "-r", "--name-only", "update/documentation"]);
    assert_eq!(files, "specs/page.txt\n");
    // The same change, and then more of it, on a day on which a source fails.
    let first = runner.git("origin", &["rev-parse", "update/documentation"]);
    runner.run(Some("1 endpoint added"), &[]);
    assert_eq!(runner.git("origin", &["rev-parse", "update/documentation"]), first);
    assert!(runner.read("summary.txt").ends_with("The branch has this change already.\n"));
    runner.run(Some("2 endpoints added"), &[("STATUS", "1")]);
    let asked = runner.read("gh.txt");
    assert!(asked.contains("[pr][edit][7][--title][Shop API: minor: 2 endpoints added]"), "{asked}");
    assert!(!asked.contains("[create]"), "{asked}");
    assert_eq!(runner.branch(), "github-actions[bot]: Shop API: minor: 2 endpoints added\nAda: First\n");
    assert!(runner.read("output.txt").contains("status=1"));
    assert!(!runner.step("update", "Bad days", &[]).status.success());
    assert!(runner.read("summary.txt").contains("## Left as it was\n\n~~~~~~text\n::error::from a page\n"));
}

#[test]
fn a_day_on_which_no_source_can_be_read_is_not_one_without_a_change() {
    let runner = Runner::new();
    runner.run(None, &[("STATUS", "1")]);
    assert_eq!((runner.read("summary.txt"), runner.read("gh.txt")), (String::new(), String::new()));
}

#[test]
fn a_pull_request_is_closed_when_the_documentation_is_as_before() {
    let runner = Runner::new();
    runner.run(Some("1 endpoint added"), &[]);
    // A bad day says nothing about the documentation.
    runner.run(None, &[("STATUS", "1")]);
    assert_eq!(runner.read("gh.txt"), "");
    runner.run(None, &[]);
    insta::assert_snapshot!(runner.read("gh.txt"), @r"
    [auth][setup-git]
    [pr][list][--head][update/documentation][--state][open][--limit][1000][--json][number,isCrossRepository][--jq][[.[] | select(.isCrossRepository | not)][0].number // empty]
    [pr][close][7][--delete-branch][--comment][The documentation is as on the main branch again. The next change opens a new pull request.]
    ");
    insta::assert_snapshot!(runner.read("summary.txt"), @r"
    Nothing in the documentation has changed.
    The documentation is as on the main branch again. Pull request 7 is closed.
    ");
    // Closing is done once, and the next change opens another one.
    runner.run(None, &[]);
    assert!(!runner.read("gh.txt").contains("[close]"), "{}", runner.read("gh.txt"));
    runner.run(Some("2 endpoints added"), &[]);
    assert!(runner.read("gh.txt").contains("[pr][create]"), "{}", runner.read("gh.txt"));
    assert_eq!(runner.branch(), "github-actions[bot]: Shop API: minor: 2 endpoints added\nAda: First\n");
}

#[test]
fn a_pull_request_of_a_fork_is_left_alone() {
    let runner = Runner::new();
    fs::write(runner.path("fork"), "").unwrap();
    runner.run(None, &[]);
    assert!(!runner.read("gh.txt").contains("[9]"), "{}", runner.read("gh.txt"));
    runner.run(Some("1 endpoint added"), &[]);
    let asked = runner.read("gh.txt");
    assert!(asked.contains("[pr][create]") && !asked.contains("[9]"), "{asked}");
}

#[test]
fn a_pull_request_with_commits_of_a_person_stays_open() {
    let runner = Runner::new();
    runner.run(Some("1 endpoint added"), &[]);
    runner.person("It is fine.");
    runner.run(None, &[]);
    insta::assert_snapshot!(runner.read("gh.txt"), @r"
    [auth][setup-git]
    [pr][list][--head][update/documentation][--state][open][--limit][1000][--json][number,isCrossRepository][--jq][[.[] | select(.isCrossRepository | not)][0].number // empty]
    [pr][view][7][--json][comments][--jq][.comments[-1].body]
    [pr][comment][7][--body][The documentation is as on the main branch again. This pull request stays open, because somebody has pushed to `update/documentation`. Close it if nothing of it is needed.]
    ");
    assert!(runner.read("summary.txt").contains("stays open, because somebody has pushed"));
    // One comment is enough.
    runner.run(None, &[]);
    assert!(!runner.read("gh.txt").contains("[comment]"), "{}", runner.read("gh.txt"));
    assert!(runner.read("summary.txt").contains("stays open"));
}

#[test]
fn a_commit_that_a_person_has_amended_is_not_overwritten() {
    let runner = Runner::new();
    runner.run(Some("1 endpoint added"), &[]);
    runner.git("work", &["fetch", "--quiet", "origin"]);
    runner.git("work", &["switch", "--quiet", "update/documentation"]);
    fs::write(runner.path("work/reasons.txt"), "It is fine.").unwrap();
    runner.git("work", &["add", "--all"]);
    // The author stays.
    runner.git("work", &["commit", "--quiet", "--amend", "--no-edit"]);
    runner.git("work", &["push", "--quiet", "--force", "origin", "update/documentation"]);
    let pushed = runner.git("origin", &["rev-parse", "update/documentation"]);
    runner.run(Some("2 endpoints added"), &[]);
    assert_eq!(runner.git("origin", &["rev-parse", "update/documentation"]), pushed);
}

#[test]
fn what_a_person_has_pushed_is_not_overwritten() {
    let runner = Runner::new();
    runner.run(Some("1 endpoint added"), &[]);
    runner.person("It is fine.");
    let pushed = runner.branch();
    runner.run(Some("2 endpoints added"), &[]);
    assert_eq!(runner.branch(), pushed);
    assert!(runner.read("summary.txt").contains("Somebody has pushed to `update/documentation`"));
    assert!(runner.read("gh.txt").contains("[pr][comment][7][--body][The documentation has changed again."));
    // One comment is enough.
    runner.run(Some("2 endpoints added"), &[]);
    assert!(!runner.read("gh.txt").contains("[comment]"), "{}", runner.read("gh.txt"));
    // The change that they have looked at is still that of the branch.
    runner.run(Some("1 endpoint added"), &[]);
    assert_eq!(runner.branch(), pushed);
    assert!(runner.read("gh.txt").contains("[pr][edit][7]"), "{}", runner.read("gh.txt"));
}

#[test]
fn the_branch_of_a_merged_or_closed_pull_request_is_used_again() {
    let runner = Runner::new();
    runner.run(Some("1 endpoint added"), &[]);
    runner.person("It is fine.");
    fs::rename(runner.path("open"), runner.path("closed")).unwrap();
    runner.run(Some("2 endpoints added"), &[]);
    assert_eq!(runner.branch(), "github-actions[bot]: Shop API: minor: 2 endpoints added\nAda: First\n");
    assert!(runner.read("gh.txt").contains("[pr][create]"), "{}", runner.read("gh.txt"));
}

#[test]
fn a_change_that_a_person_has_refused_is_not_offered_again() {
    let runner = Runner::new();
    runner.run(Some("1 endpoint added"), &[]);
    fs::rename(runner.path("open"), runner.path("closed")).unwrap();
    runner.run(Some("1 endpoint added"), &[]);
    assert!(!runner.read("gh.txt").contains("[pr][create]"), "{}", runner.read("gh.txt"));
    assert!(runner.read("summary.txt").ends_with(
        "Pull request 7 with this change was closed. To open another one, delete the branch `update/documentation`.\n"
    ));
    // A branch without a pull request is one that could not be opened.
    fs::remove_file(runner.path("closed")).unwrap();
    runner.run(Some("1 endpoint added"), &[]);
    assert!(runner.read("gh.txt").contains("[pr][create]"), "{}", runner.read("gh.txt"));
}

/// Git that cannot reach the repository, or in whose way somebody pushes.
const GIT: &str = r#"PATH="${PATH#*:}"
if [ "$1" = ls-remote ] && [ -n "${UNREACHABLE:-}" ]; then exit 128; fi
if [ "$1" = push ] && [ -n "${LATE:-}" ]; then git -C "$ROOT/work" push --quiet origin HEAD:update/documentation; fi
exec git "$@"
"#;

#[test]
fn what_a_person_pushes_meanwhile_is_not_overwritten() {
    let runner = Runner::new();
    runner.run(Some("1 endpoint added"), &[]);
    runner.program("git", GIT);
    runner.git("work", &["fetch", "--quiet", "origin"]);
    runner.git("work", &["switch", "--quiet", "update/documentation"]);
    fs::write(runner.path("work/reasons.txt"), "It is fine.").unwrap();
    runner.commit("Acknowledge it");
    runner.begin(Some("2 endpoints added"));
    runner.job("update", &["Update", "Change"], &[]);
    runner.job("pull-request", &["Commit"], &[]);
    assert!(!runner.step("pull-request", "Pull request", &[("LATE", "1")]).status.success());
    let pushed = runner.branch();
    assert!(pushed.starts_with("Ada: Acknowledge it\n"), "{pushed}");
    // If the branch cannot be read, nothing is known of it.
    assert!(!runner.step("pull-request", "Pull request", &[("UNREACHABLE", "1")]).status.success());
    assert_eq!(runner.branch(), pushed);
}
