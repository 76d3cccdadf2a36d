//! Do the functions of the generator that depend on nothing else, and have no part in its interface, do what they say? They
//! are compiled into these tests by themselves.

#[path = "../../generator/src/names/pairs.rs"]
mod pairs;
#[path = "../../generator/src/diff/reexports.rs"]
mod reexports;

use std::collections::BTreeSet;

use pairs::pairs;
use reexports::write_out;

fn things(texts: &[&str]) -> Vec<BTreeSet<String>> {
    texts.iter().map(|text| text.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn the_most_alike_are_a_pair() {
    assert_eq!(pairs(&things(&["a b", "c"]), &things(&["c d", "a b e", "a"])), [(0, 1), (1, 0)]);
}

#[test]
fn less_than_half_is_nothing() {
    assert_eq!(pairs(&things(&["a b c", ""]), &things(&["a d", ""])), []);
}

#[test]
fn the_order_does_not_count() {
    let pair = |before: &[&str], after: &[&str]| {
        let found = pairs(&things(before), &things(after)).into_iter();
        found.map(|(old, new)| (before[old].to_owned(), after[new].to_owned())).collect::<BTreeSet<_>>()
    };
    let one = pair(&["a b", "b c", "c a"], &["a b d", "b d c", "c"]);
    assert_eq!(one, pair(&["c a", "a b", "b c"], &["c", "a b d", "b d c"]));
    assert_eq!(one.len(), 3);
}

const BEFORE: &str = "d: mod\nd::Owner: struct\nd::Owner::at: field Option<Place>\nd::Place: struct\n";
const AFTER: &str = "d: mod\nd::Owner: use schemas::User\nd::Place: use schemas::Place\nschemas: mod\n\
                     schemas::Place: struct [feature d]\nschemas::User: struct [feature d]\n\
                     schemas::User::at: field Option<Place>\n";

#[test]
fn what_has_moved_is_still_there() {
    let [before, after] = write_out(BEFORE, AFTER);
    assert!(before.contains("d::Owner::at: field Option<schemas::Place>\n"), "{before}");
    assert!(after.contains("d::Owner::at: field Option<schemas::Place>\n"), "{after}");
    assert!(after.contains("d::Owner: struct [feature d]\n") && !after.contains("use"), "{after}");
}

#[test]
fn an_old_name_is_what_it_means() {
    let old = "d: mod\nd::F: fn() -> Place<M>\nd::Place: struct<M>\nd::Place::at: field u8\n";
    let new = "d: mod\nd::F: fn() -> Spot<M>\nd::Place: deprecated\nd::Place: type<M = A> = Spot<M>\n\
               d::Spot: struct<M>\nd::Spot::at: field u8\n";
    let [before, after] = write_out(old, new);
    assert!(before.contains("d::F: fn() -> d::Spot<M>\n"), "{before}");
    assert!(after.contains("d::Place: struct<M>\nd::Place::at: field u8\n"), "{after}");
    assert!(after.contains("d::Place: deprecated\n") && !after.contains("type<M"), "{after}");
}

#[test]
fn what_stays_is_not_written_out() {
    let [before, after] = write_out(AFTER, AFTER);
    assert!(before == AFTER && after == AFTER);
}
