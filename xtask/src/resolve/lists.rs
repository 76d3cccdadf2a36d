//! Joins two versions of a list that a person edits, such as `acknowledged.yaml`, item by item. An item is the lines from
//! one `- ` to the next.

use std::collections::BTreeMap;

/// A list as text: the lines above the first item, and the items.
struct List<'a> {
    head: &'a str,
    items: Vec<&'a str>,
}

/// Returns a list with the items of both sides, sorted, and the lines of items that both sides have changed. What one
/// side has removed since the common text is not in it.
pub(super) fn join([ours, theirs]: &[String; 2], base: Option<&str>) -> Option<(String, Vec<usize>)> {
    let (ours, theirs, base) = (read(ours)?, read(theirs)?, read(base.unwrap_or_default())?);
    let mut joined: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (own, other) in [(&ours, &theirs), (&theirs, &ours)] {
        for item in &own.items {
            let is_shared = other.items.contains(item);
            let was_there = base.items.contains(item);
            let others = joined.entry(key(item)).or_default();
            if (is_shared || !was_there) && !others.contains(item) {
                others.push(item);
            }
        }
    }
    let mut text = if ours.head.is_empty() { theirs.head } else { ours.head }.to_owned();
    let mut twice = Vec::new();
    for items in joined.values() {
        if items.len() > 1 {
            twice.push(text.lines().count() + 1);
        }
        items.iter().for_each(|item| text.push_str(item));
    }
    Some((text, twice))
}

fn read(text: &str) -> Option<List<'_>> {
    let starts: Vec<usize> = (0..text.len())
        .filter(|at| text[..].is_char_boundary(*at) && text[*at..].starts_with("- "))
        .filter(|at| *at == 0 || text.as_bytes()[*at - 1] == b'\n')
        .collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let items = starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect();
    let head = &text[..starts.first().copied().unwrap_or(text.len())];
    let is_comment = |line: &str| line.trim().is_empty() || line.starts_with('#') || line.trim() == "[]";
    head.lines().all(is_comment).then_some(List { head, items })
}

/// Returns the identity of an item, which is its first line, or its first two if these are a code and a place.
fn key(item: &str) -> String {
    let plain = |line: &str| line.split(" #").next().unwrap_or_default().replace(['"', '\''], "");
    let lines = item.lines().take(if item.starts_with("- code:") { 2 } else { 1 });
    lines.map(plain).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(ours: &str, theirs: &str, base: Option<&str>) -> (String, Vec<usize>) {
        join(&[ours.to_owned(), theirs.to_owned()], base).expect("two lists")
    }

    #[test]
    fn items_of_both_sides_are_sorted() {
        let (ours, theirs) = ("- fingerprint: \"b\"\n  reason: x\n", "- fingerprint: a\n  reason: x\n");
        let both = format!("{theirs}{ours}");
        assert_eq!(joined(ours, theirs, None), (both.clone(), vec![]));
        assert_eq!(joined(&both, ours, None), (both.clone(), vec![]));
        assert_eq!(joined(&both, ours, Some(&both)), (ours.to_owned(), vec![]), "the other side has removed one");
    }

    #[test]
    fn an_item_that_one_side_has_changed_is_as_it_has_it() {
        let (base, ours) = ("# Head\n- endpoint: a\n  keep:\n", "# Head\n- endpoint: a\n  keep: ours\n");
        assert_eq!(joined(ours, base, Some(base)), (ours.to_owned(), vec![]));
        let theirs = ours.replace("ours", "theirs");
        let (text, twice) = joined(ours, &theirs, Some(base));
        assert_eq!((text.matches("- endpoint: a\n").count(), twice), (2, vec![2]));
    }
}
