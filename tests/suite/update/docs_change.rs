//! Runs the steps of the workflow `docs-change.yml` as scripts, with stand-ins for `cargo` and `gh`.

use std::fs;

use super::workflow::Runner;

/// Prints a report, a line of the gate that looks like a command to the runner, and ends as the gate does.
const CARGO: &str = r#"echo "$*" > "$ROOT/cargo.txt"
for word in "$@"; do
  case "$word" in markdown=*) if [ -z "${UNREADABLE:-}" ]; then cp "$ROOT/markdown.txt" "${word#markdown=}"; fi ;; esac
done
printf '%s\n' 'gate: the version has to be 0.2.0' '::error::from a page' '##[add-mask]true' '~~~~~~' >&2
exit "${STATUS:-0}"
"#;

/// Knows of a comment after it was asked to write one.
const GH: &str = r#"echo "$*" >> "$ROOT/gh.txt"
case "$*" in
  *--paginate*) if [ -f "$ROOT/comment.md" ]; then echo 7; fi ;;
  *) if [ -n "${FORBIDDEN:-}" ]; then exit 1; fi; cp comment.md "$ROOT/comment.md" ;;
esac
"#;

fn runner(report: &str) -> Runner {
    let runner = Runner::of("docs-change.yml", &[("cargo", CARGO), ("gh", GH)]);
    for folder in ["diff", "comment"] {
        fs::create_dir(runner.path(folder)).unwrap();
    }
    fs::write(runner.path("markdown.txt"), report).unwrap();
    runner
}

#[test]
fn the_report_has_the_gate_below_it() {
    let runner = runner("# minor: 1 endpoint added\n");
    let output = runner.step("diff", "Report", &[("STATUS", "2")]);
    assert_eq!(output.status.code(), Some(2), "the gate decides");
    insta::assert_snapshot!(runner.read("diff/report.md"), @r"
    # minor: 1 endpoint added

    ## The gate

    ~~~~~~text
    gate: the version has to be 0.2.0
    ::error::from a page
    ##[add-mask]true
    ~~~~~
    ~~~~~~
    ");
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(!out.contains("##[") && !out.lines().any(|line| line.starts_with("::")), "{out}");
    // Both formats are of one comparison.
    insta::assert_snapshot!(runner.read("cargo.txt"), @"xtask diff --gate --format github --format markdown=report.md --codes https://github.com/shop/client/blob/HEAD/docs/codes.md");
    assert!(runner.step("diff", "Summary", &[]).status.success());
    assert_eq!(runner.read("summary.txt"), runner.read("diff/report.md"));
}

#[test]
fn specs_that_cannot_be_compared_have_a_report_too() {
    let runner = runner("");
    let output = runner.step("diff", "Report", &[("STATUS", "1"), ("UNREADABLE", "1")]);
    assert_eq!(output.status.code(), Some(1));
    assert!(runner.read("diff/report.md").starts_with("\n## The specs cannot be compared\n\n~~~~~~text\ngate: "));
}

#[test]
fn one_comment_is_written_and_edited() {
    let runner = runner("");
    let comment = |report: &str, environment: &[(&str, &str)]| {
        fs::write(runner.path("comment/report.md"), report).unwrap();
        let output = runner.step("comment", "Comment", environment);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    comment("# minor\n", &[]);
    assert_eq!(runner.read("comment.md"), "<!-- cargo xtask diff -->\n# minor\n");
    comment(&"# major\n".repeat(10_000), &[]);
    let written = runner.read("comment.md");
    assert!(written.len() < 65_536 && written.ends_with("Cut here; all of it is in the summary of the run.\n"));
    let asked = runner.read("gh.txt");
    let methods: Vec<&str> =
        asked.split("--method ").skip(1).filter_map(|words| words.split_whitespace().next()).collect();
    assert_eq!(methods, ["POST", "PATCH"], "{asked}");
    // The token of a fork may not comment, which is no failure of the change.
    assert!(comment("# minor\n", &[("FORBIDDEN", "1")]).starts_with("::notice::"));
}
