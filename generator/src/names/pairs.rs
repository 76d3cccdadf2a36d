//! Pairs items of two runs by similarity. It depends on nothing else, because `tests/suite/apart.rs` tests it by itself.

use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Pairs items by what describes them, such as the names of their properties. The pairs are positions in `before` and
/// `after`. In a pair, at least half of what described the earlier item still does. The most similar items are paired first,
/// and among equal ones those to which less was added. The order of the items does not count.
pub(crate) fn pairs(before: &[BTreeSet<String>], after: &[BTreeSet<String>]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (old_index, old) in before.iter().enumerate() {
        for (new_index, new) in after.iter().enumerate() {
            let kept = old.intersection(new).count();
            if kept > 0 && kept * 2 >= old.len() {
                let permille = kept * 1000 / old.len();
                found.push((Reverse(permille), new.len() - kept, old, new, (old_index, new_index)));
            }
        }
    }
    found.sort();
    let (mut olds, mut news) = (BTreeSet::new(), BTreeSet::new());
    let pairs = found.into_iter().map(|(.., pair)| pair);
    pairs.filter(|(old, new)| !olds.contains(old) && news.insert(*new) && olds.insert(*old)).collect()
}
