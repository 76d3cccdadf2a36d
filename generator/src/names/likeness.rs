//! Pairs items of two runs by similarity, if their keys have changed.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::api::{Alternative, Api, Property, Type, TypeShape};

/// Returns what describes an alternative: the words of its label, its properties, and the values of those that have only
/// one.
pub(crate) fn of_alternative(api: &Api, alternative: &Alternative) -> BTreeSet<String> {
    let mut words = of_label(&alternative.label);
    for property in properties(api, &alternative.ty) {
        words.insert(property.name.clone());
        let Some(def) = property.ty.named().map(|id| &api.types[id.0]) else { continue };
        match &def.shape {
            TypeShape::Strings(values) if values.len() == 1 => words.extend(of_label(&values[0].value)),
            TypeShape::Integers(values) if values.len() == 1 => words.extend([values[0].value.to_string()]),
            _ => {}
        }
    }
    words
}

/// Returns the words of a label, without the one that most labels have.
pub(super) fn of_label(label: &str) -> BTreeSet<String> {
    label.split(' ').filter(|word| *word != "With").map(str::to_owned).collect()
}

/// Returns the properties of an object.
pub(super) fn properties<'a>(api: &'a Api, ty: &Type) -> &'a [Property] {
    let Type::Named(id) = ty else { return &[] };
    match &api.types[id.0].shape {
        TypeShape::Struct { properties, rest: _ } => properties,
        _ => &[],
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
