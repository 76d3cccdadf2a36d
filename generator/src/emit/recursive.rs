//! Finds the types that contain themselves and therefore need a box. It takes one pass over all types and no recursion,
//! because a chain of types can be long.

use std::collections::BTreeSet;

use crate::api::{Api, Type, TypeId, TypeShape};

/// Returns the types that contain themselves without a list or a map in between.
pub(super) fn recursive(api: &Api) -> BTreeSet<TypeId> {
    let inner: Vec<Vec<usize>> = api.types.iter().map(|def| direct(&def.shape)).collect();
    let mut circles = Circles::default();
    circles.find_all(&inner);
    circles.found
}

/// Returns the types that a type contains directly.
fn direct(shape: &TypeShape) -> Vec<usize> {
    match shape {
        TypeShape::Struct { properties, rest: _ } => {
            properties.iter().flat_map(|property| held(&property.ty)).map(|id| id.0).collect()
        }
        TypeShape::Union(union) => {
            union.alternatives.iter().flat_map(|alternative| held(&alternative.ty)).map(|id| id.0).collect()
        }
        TypeShape::Alias(ty) => held(ty).into_iter().map(|id| id.0).collect(),
        TypeShape::Strings(_) | TypeShape::Integers(_) => Vec::new(),
    }
}

/// Returns the named types whose values are part of a value of the type itself.
pub(super) fn held(ty: &Type) -> Vec<TypeId> {
    let within = |item: &Type| if let Type::Nullable(inner) = item { held(inner) } else { held(item) };
    match ty {
        Type::Named(id) => vec![*id],
        Type::Tuple(items) => items.iter().flat_map(within).collect(),
        _ => Vec::new(),
    }
}

/// Tarjan's algorithm for sets of types that can be reached from each other, without recursion.
#[derive(Default)]
struct Circles {
    /// For each type that was seen, its number and the lowest number that can be reached from it.
    seen: Vec<Option<(usize, usize)>>,
    count: usize,
    /// The types that may belong to a circle that is not complete, in the order in which they were seen.
    open: Vec<usize>,
    is_open: Vec<bool>,
    found: BTreeSet<TypeId>,
}

impl Circles {
    fn find_all(&mut self, inner: &[Vec<usize>]) {
        self.seen = vec![None; inner.len()];
        self.is_open = vec![false; inner.len()];
        for start in 0..inner.len() {
            if self.seen[start].is_none() {
                self.search_from(start, inner);
            }
        }
    }

    fn search_from(&mut self, start: usize, inner: &[Vec<usize>]) {
        // The path to the current type, with the number of inner types visited at each step.
        let mut path = vec![(start, 0)];
        self.enter(start);
        while let Some((at, next)) = path.last_mut() {
            let at = *at;
            if let Some(&to) = inner[at].get(*next) {
                *next += 1;
                match self.seen[to] {
                    None => {
                        self.enter(to);
                        path.push((to, 0));
                    }
                    Some((number, _)) if self.is_open[to] => self.reach(at, number),
                    Some(_) => {}
                }
                continue;
            }
            path.pop();
            let Some((number, lowest)) = self.seen[at] else { continue };
            if let Some((before, _)) = path.last() {
                self.reach(*before, lowest);
            }
            if number == lowest {
                self.close(at, inner[at].contains(&at));
            }
        }
    }

    fn enter(&mut self, at: usize) {
        self.seen[at] = Some((self.count, self.count));
        self.count += 1;
        self.open.push(at);
        self.is_open[at] = true;
    }

    fn reach(&mut self, at: usize, number: usize) {
        if let Some((_, lowest)) = &mut self.seen[at] {
            *lowest = number.min(*lowest);
        }
    }

    /// Completes the circle that begins at a type. A single type is a circle only if it contains itself.
    fn close(&mut self, first: usize, holds_itself: bool) {
        let begin = self.open.iter().rposition(|open| *open == first).unwrap_or(self.open.len());
        let circle = self.open.split_off(begin);
        for at in &circle {
            self.is_open[*at] = false;
        }
        if circle.len() > 1 || holds_itself {
            self.found.extend(circle.into_iter().map(TypeId));
        }
    }
}
