//! An overlay action that no longer fits does not stop an update. It is set aside, and removed on demand.

use xtask::Exit;

use super::World;
use crate::import::fragment;

const OVERLAY: &str = "# What we know.
overlay: 1.0.0
info: {title: More, version: 1.0.0}
actions:
  # The list.
  - target: $.paths['/things'].get
    description: The summary is too short.
    update:
      summary: List all things

  - target: $.paths['/users/4'].get
    description: |
      The fourth user is special.
    update:
      description: >
        It is special,
        very special.
      x-list: [a, b]

  # The last one.
  - target: $.paths['/users/1'].get
    description: It has an id.
    update: {operationId: getFirst}
";

/// Returns the boxes of the pull request.
fn boxes(world: &World) -> String {
    let body = world.read("out/body.md");
    let (_, boxes) = body.split_once("## Before you merge\n\n").unwrap_or_else(|| panic!("{body}"));
    boxes.split("\n### ").next().unwrap().split("\n## ").next().unwrap().to_owned()
}

fn world() -> World {
    let world = World::imported();
    world.repository.ground.write("specs/overlay.yaml", OVERLAY);
    let ran = world.repository.ground.run(&["codegen"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    world.repository.commit("An overlay");
    // The vendor removes what one action is about, and mends what another one is about.
    let get = |number| fragment("get", &format!("/users/{number}"), "Users", &format!("Get user {number}"));
    world.page("/docs/users.md", &[get(1), get(2), get(3)]);
    world.page("/docs/things.md", &[fragment("get", "/things", "Things", "List all things")]);
    world
}

#[test]
fn an_action_that_no_longer_fits_is_set_aside() {
    let world = world();
    let ran = world.update(&["--accept-removals", "--pull-request", "out"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    insta::assert_snapshot!("an-action-is-set-aside", format!("{}\n{}", ran.err, boxes(&world)));
    assert_eq!(world.read("specs/overlay.yaml"), OVERLAY, "a person decides");
    let red = world.repository.ground.run(&["codegen", "--check"]);
    assert!(red.exit == Exit::Wrong && red.err.contains("error[unmatched-action]"), "{red:?}");
}

#[test]
fn suggestions_are_written_on_demand() {
    let world = world();
    world.update(&["--accept-removals"]);
    world.site.requests();
    let ran = world.update(&["--apply-suggestions"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(world.site.requests().is_empty());
    insta::assert_snapshot!(world.read("specs/overlay.yaml"), @r"
    # What we know.
    overlay: 1.0.0
    info: {title: More, version: 1.0.0}
    actions:
      # The last one.
      - target: $.paths['/users/1'].get
        description: It has an id.
        update: {operationId: getFirst}
    ");
    assert_eq!(world.repository.ground.run(&["codegen", "--check"]).exit, Exit::Done);
    let before = world.repository.ground.tree("");
    assert_eq!(world.update(&["--apply-suggestions"]).exit, Exit::Done);
    assert!(world.repository.ground.tree("") == before);
}

/// The paths of actions. The endpoints of the last two do not exist.
const PATHS: [(&str, &str); 4] = [("ONE", "/users/1"), ("TWO", "/users/2"), ("NOT", "/nowhere"), ("NONE", "/gone")];

/// Applies the suggestions for a list of actions, in which a word means an action.
fn applied(actions: &str) -> String {
    let world = World::imported();
    let head = "overlay: 1.0.0\ninfo: {title: More, version: 1.0.0}\nactions:";
    let forms: Vec<(String, String)> = PATHS
        .iter()
        .flat_map(|(word, path)| {
            let (target, reason) = (format!("\"$.paths['{path}'].get\""), "'A [reason]'");
            let update = "{x-a: [1, [{}]]}";
            let flow = format!("{{target: {target}, description: {reason}, update: {update}}}");
            let block = format!("- target: {target}\n    description: {reason}\n    update: {update}\n");
            [(format!("{{{word}}}"), flow), (format!("- {word}\n"), block)]
        })
        .collect();
    let text = forms.iter().fold(actions.to_owned(), |text, (word, long)| text.replace(word, long));
    world.repository.ground.write("specs/overlay.yaml", &format!("{head}{text}"));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{text}: {ran:?}");
    let ran = world.update(&["--apply-suggestions"]);
    assert_eq!(ran.exit, Exit::Done, "{text}: {ran:?}");
    let ran = world.repository.ground.run(&["codegen", "--check"]);
    assert_eq!(ran.exit, Exit::Done, "{text}: {ran:?}");
    let after = world.read("specs/overlay.yaml");
    let after = after.strip_prefix(head).unwrap().to_owned();
    forms.iter().fold(after, |text, (word, long)| text.replace(long, word))
}

#[test]
fn actions_in_brackets_are_removed() {
    let cases = [
        (" [{ONE}, {NOT}, {TWO}]\n", " [{ONE}, {TWO}]\n"),
        (" [{NOT}, {ONE}, {TWO}, {NONE}]\n", " [{ONE}, {TWO}]\n"),
        (" [{NOT}]\n", " []\n"),
        (" [\n  {NOT},\n  {ONE},\n  # A comment\n  {TWO},\n]\n", " [{ONE},\n  # A comment\n  {TWO},\n]\n"),
    ];
    for (before, after) in cases {
        assert_eq!(applied(before), after);
    }
}

#[test]
fn a_comment_goes_with_its_action() {
    let cases = [
        // A comment about two actions stays with the one that stays.
        ("\n  # Users\n  - NOT\n  - ONE\n", "\n  # Users\n  - ONE\n"),
        ("\n  # First\n  - ONE\n  # Not\n  # at all\n  - NOT\n", "\n  # First\n  - ONE\n"),
        ("\n  # Not\n  - NOT\n  # Second\n  - TWO\n", "\n  # Second\n  - TWO\n"),
        ("\n  - ONE\n\n  # Not\n  - NOT\n  - NONE\n", "\n  - ONE\n"),
        ("\n  # A chapter\n\n  # Not\n  - NOT\n\n  # One\n  - ONE\n", "\n  # A chapter\n\n  # One\n  - ONE\n"),
    ];
    for (before, after) in cases {
        assert_eq!(applied(before), after);
    }
}

#[test]
fn an_overlay_that_loses_all_actions_is_still_an_overlay() {
    let world = World::imported();
    let head = "overlay: 1.0.0\ninfo: {title: More, version: 1.0.0}\nactions:\n";
    let action = "  - target: $.paths['/nowhere']\n    description: A reason\n    remove: true\n";
    world.repository.ground.write("specs/overlay.yaml", &format!("{head}{action}"));
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert_eq!(world.update(&["--apply-suggestions"]).exit, Exit::Done);
    assert_eq!(world.read("specs/overlay.yaml"), head.replace("actions:", "actions: []"));
    assert_eq!(world.repository.ground.run(&["codegen", "--check"]).exit, Exit::Done);
}

#[test]
fn a_settled_name_is_shown() {
    let world = World::imported();
    let twice = r#""parameters":[{"name":"per-page","in":"query","schema":{"type":"string"}},{"name":"per_page","in":"query","schema":{"type":"string"}}],"#;
    let things = fragment("get", "/things", "Things", "List things").replacen(
        "\"responses\"",
        &format!("{twice}\"responses\""),
        1,
    );
    world.page("/docs/things.md", &[things]);
    let ran = world.update(&["--pull-request", "out"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    insta::assert_snapshot!("a-name-is-settled", boxes(&world));
    assert!(world.read("specs/names.lock").contains("per-page"));
}
