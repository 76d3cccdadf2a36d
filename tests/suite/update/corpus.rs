//! All pages of the corpus as one dump.

use std::fs;

use tests::case;
use xtask::Exit;

use super::World;
use super::site::Answer;

#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn a_dump_of_all_pages_is_imported_in_one_go() {
    let corpus = case::corpus();
    let mut pages: Vec<(String, String)> = case::files(&corpus.join("make"))
        .into_iter()
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .filter(|(name, _)| name != "users-earlier.md")
        .collect();
    pages.push(("users.md".to_owned(), fs::read_to_string(corpus.join("../seed/users.md")).unwrap()));
    let world = World::new("  - name: dump\n    dump: SITE/llms-full.txt\n");
    let dump = |without: &str| {
        let pages = pages.iter().filter(|(name, _)| name != without);
        pages.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n\n")
    };
    let set = |text: &str| world.site.set("/llms-full.txt", Answer::page(text));
    let listed = |text: &str| world.read("specs/provenance.json").matches(text).count();
    set(&dump(""));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    let all = listed("\"source\"");
    assert!(all > 70, "{all} endpoints");
    let before = world.repository.ground.tree("");
    assert_eq!(world.update(&[]).exit, Exit::Done);
    assert!(world.repository.ground.tree("") == before);
    // A small page disappears, and stays until somebody has decided.
    set(&dump("notifications.md"));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(world.read("specs/gone.yaml").matches("/notifications").count() > 0);
    assert_eq!(listed("\"source\""), all);
    // Half of the dump disappears.
    let whole = dump("");
    set(&whole[..whole[..whole.len() / 2].rfind("\n# ").unwrap()]);
    let before = world.repository.ground.tree("");
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    assert!(ran.err.contains("the source `dump` is left as it was: it lost "), "{ran:?}");
    assert!(world.repository.ground.tree("") == before);
}
