//! Is the output in the walkthrough of CONTRIBUTING.md correct? The commands run here, with the two pages that it was
//! written from.

use std::fs;

use tests::case;
use xtask::Exit;

use super::Repository;

/// Parts of the targets of overlay actions that apply to the later page only.
const LATER: [&str; 2] = ["/users/by-permission'].get.parameters", "responses..properties.tfaStatus"];

/// Asserts that the walkthrough shows a command with its output. If snapshots are updated, so is the walkthrough.
fn shows(command: &str, said: &str) {
    let path = case::repository().join("CONTRIBUTING.md");
    let walk = fs::read_to_string(&path).unwrap();
    let head = format!("```text\n$ cargo xtask {command}\n");
    let start =
        walk.find(&head).unwrap_or_else(|| panic!("CONTRIBUTING.md shows no `cargo xtask {command}`")) + head.len();
    let end = start + walk[start..].find("```").unwrap();
    let wanted = format!("{}\n", said.trim_end());
    if walk[start..end] == wanted {
        return;
    }
    let accepts = std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always");
    assert!(
        accepts,
        "CONTRIBUTING.md does not show what `cargo xtask {command}` says now; read it, then accept it with \
                      INSTA_UPDATE=always:\n{wanted}"
    );
    fs::write(path, format!("{}{wanted}{}", &walk[..start], &walk[end..])).unwrap();
}

#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn the_walkthrough_shows_the_real_output() {
    let corpus = case::corpus();
    let repository = Repository::empty();
    repository.ground.write("generated-client/README.md", crate::commands::MARKED_README);
    let page = |from: &str, to: &str| repository.ground.write(to, &fs::read_to_string(corpus.join(from)).unwrap());
    page("make/users-earlier.md", "before/users.md");
    page("../seed/users.md", "after/users.md");
    let own = |name: &str| fs::read_to_string(case::repository().join("specs").join(name)).unwrap();
    repository.ground.write("specs/sources.yaml", &own("sources.yaml"));
    let overlay = own("overlay.yaml");
    let actions = overlay.split("\n  - target: ");
    let is_later = |action: &&str| LATER.iter().any(|part| action.contains(part));
    let earlier: Vec<&str> = actions.filter(|action| !is_later(action)).collect();
    repository.ground.write("specs/overlay.yaml", &earlier.join("\n  - target: "));
    assert_eq!(repository.ground.run(&["update", "--offline", "before"]).exit, Exit::Done);
    repository.commit("The page as it was");
    repository.git(&["tag", "v0.1.0"]);
    let ran = repository.ground.run(&["update", "--offline", "after"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    // A terminal shows the findings first.
    shows("update", &(ran.err + &ran.out));
    repository.ground.write("specs/overlay.yaml", &overlay);
    assert_eq!(repository.ground.run(&["codegen"]).exit, Exit::Done);
    let refused = repository.refused();
    shows("diff --gate", refused.split_once("\n\n").unwrap().1);
    repository.version("0.1.1");
    repository.passed();
}
