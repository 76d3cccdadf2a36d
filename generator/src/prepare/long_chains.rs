//! Components that refer to components that refer to others, and so on, further than the later stages follow: each leads to
//! the end of its chain at once. Those that lead in a circle lead to themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::pointer::{join, tokens, unescape};
use crate::document::tree::{Node, Object};

/// How many references in a row are left as they are.
const SHORT: usize = 50;
/// How many references in a row are shortened. No vendor writes more; a longer chain is left to be refused as too deep.
const LONGEST: usize = 10_000;

/// Where a chain leads.
#[derive(Clone)]
enum End {
    /// To something, after so many references.
    At(String, usize),
    Circle,
}

/// Shortens the chains of a document.
pub(crate) fn shorten(root: &mut Node) {
    let links = links(root);
    if links.len() <= SHORT {
        return;
    }
    let mut ends: BTreeMap<&str, End> = BTreeMap::new();
    let mut long: Vec<(&str, String)> = Vec::new();
    for start in links.keys() {
        let mut passed: Vec<&str> = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut at: &str = start;
        let mut end = loop {
            if let Some(end) = ends.get(at) {
                break end.clone();
            }
            if !seen.insert(at) {
                break End::Circle;
            }
            let Some(next) = links.get(at) else { break End::At(at.to_owned(), 0) };
            passed.push(at);
            at = next;
        };
        let is_long = (SHORT + 1..=LONGEST).contains(&passed.len());
        for link in passed.into_iter().rev() {
            if let End::At(_, distance) = &mut end {
                *distance += 1;
            }
            match &end {
                End::At(target, distance) if (SHORT + 1..=LONGEST).contains(distance) => {
                    long.push((link, target.clone()))
                }
                End::Circle if is_long => long.push((link, link.to_owned())),
                _ => {}
            }
            ends.insert(link, end.clone());
        }
    }
    let long: Vec<(String, String)> = long.into_iter().map(|(at, target)| (at.to_owned(), target)).collect();
    for (at, target) in long {
        if let Some(reference) = root.at_mut(&at).and_then(|node| node.get_mut("$ref")) {
            *reference = Node::string(reference.span, format!("#{target}"));
        }
    }
}

/// The components that are nothing but a reference to another component, by their pointers.
fn links(root: &Node) -> BTreeMap<String, String> {
    let mut links = BTreeMap::new();
    for (section, holder) in root.get("components").into_iter().flat_map(Node::members) {
        for (name, member) in holder.node.members() {
            if let Some(target) = member.node.as_object().and_then(target) {
                links.insert(join("/components", &[section, name]), target);
            }
        }
    }
    links
}

fn target(members: &Object) -> Option<String> {
    let text = members.get("$ref")?.node.as_str()?;
    let pointer = unescape(text.strip_prefix('#').filter(|pointer| pointer.starts_with("/components/"))?);
    let is_alone = members.keys().all(|name| matches!(name.as_str(), "$ref" | "description" | "summary"));
    (is_alone && tokens(&pointer).count() == 3).then_some(pointer)
}
