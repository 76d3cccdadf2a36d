//! Do names stay where they are when the document of a vendor grows?

use std::collections::{BTreeMap, BTreeSet};

use generator::{File, Generated};
use serde_json::Value;
use tests::case;
use tests::documents::{self, Document};

use super::{client, fragments, setting};
use crate::fuzz::mutate::Random;

/// How many operations of each document are removed and added again, unless `VENDOR_OPERATIONS` says otherwise.
const OPERATIONS: usize = 8;

/// The operations are neighbours, as those have most words in common, and the rest of the document is cut away unless
/// `VENDOR_WHOLE` is set. `VENDOR_SEED` chooses others, and `VENDOR_DOCUMENT` one document.
#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of documents: see CONTRIBUTING.md")]
fn an_operation_that_comes_back_moves_no_name() {
    let only = std::env::var("VENDOR_DOCUMENT").ok();
    let mut moved = Vec::new();
    for document in documents::real().iter().filter(|document| only.as_ref().is_none_or(|name| *name == document.name))
    {
        moved.extend(moves(document));
    }
    assert!(moved.is_empty(), "{}", moved.join("\n"));
}

/// Returns what is not an addition.
fn moves(document: &Document) -> Vec<String> {
    let value = document.value();
    let all = documents::operations(&value);
    let count = setting("VENDOR_OPERATIONS", OPERATIONS).min(all.len());
    let start = Random::new(setting("VENDOR_SEED", 0)).below(all.len() - count + 1);
    let kept = if std::env::var_os("VENDOR_WHOLE").is_some() { &all[..] } else { &all[start..start + count] };
    let whole = documents::cut(&value, kept);
    let mut moved = Vec::new();
    for dropped @ (path, method) in &all[start..start + count] {
        let others: Vec<_> = kept.iter().filter(|other| *other != dropped).cloned().collect();
        if others.is_empty() {
            continue;
        }
        let place = format!("{}: {} {path}", document.name, method.to_uppercase());
        let made = generate(&documents::cut(&value, &others), None)
            .and_then(|before| Ok((generate(&whole, Some(&before.lock))?, before)));
        match made {
            Err(findings) => moved.push(format!("{place} is refused:\n{findings}")),
            Ok((after, before)) => {
                moved.extend(gone(&before, &after).into_iter().map(|line| format!("{place} takes `{line}`")));
            }
        }
    }
    moved
}

pub(super) fn generate(document: &Value, lock: Option<&str>) -> Result<Generated, String> {
    client(vec![File::new("all.json", document.to_string())], lock)
}

/// Two states of one vendor's page: what the later one adds takes no name from anything.
#[test]
#[cfg_attr(not(corpus), ignore = "needs CORPUS, a folder of pages: see CONTRIBUTING.md")]
fn a_later_page_moves_no_name() {
    let page = |path: &str| File::new(path, std::fs::read_to_string(case::corpus().join(path)).expect("a page"));
    let before = client(fragments(page("make/users-earlier.md")), None).expect("the earlier page generates");
    let after = client(fragments(page("../seed/users.md")), Some(&before.lock)).expect("the later page generates");
    assert_eq!(gone(&before, &after), BTreeSet::<String>::new());
}

/// The public items that are no more.
fn gone(before: &Generated, after: &Generated) -> BTreeSet<String> {
    surface(before).difference(&surface(after)).cloned().collect()
}

/// The public items, one a line.
pub(super) fn surface(generated: &Generated) -> BTreeSet<String> {
    let sources = BTreeMap::from([("lib.rs".to_owned(), "pub mod generated;".to_owned())]);
    let text = generator::surface(&sources.into(), &generated.outline).expect("what is generated is sound");
    // Which features a component is there with depends on who uses it, and so do two types: see "What an added operation
    // can change" in `docs/names.md`.
    let without_uses = |line: &str| {
        let (item, rest) = line.split_once(" [").unwrap_or((line, ""));
        let item = format!("{item}{}", rest.split_once(']').map_or("", |(_, rest)| rest));
        if item.starts_with("ErrorBody: type = ") {
            return "ErrorBody: type".to_owned();
        }
        if !item.contains(": field ") {
            return item;
        }
        item.replace("Option<", "").replace("crate::runtime::Nullable<", "").replace('>', "")
    };
    text.lines().map(without_uses).collect()
}
