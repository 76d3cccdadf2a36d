//! Takes the actions out of an overlay that no longer fit the fragments, so that a client can be generated before a
//! person has decided what becomes of them. Usually such an action is an error.

use std::collections::BTreeSet;

use super::overlay;
use crate::document::places::Sources;
use crate::document::source::{File, Span};
use crate::document::tree::{Node, Value};
use crate::document::write;
use crate::findings::{Code, Findings};
use crate::read;

/// Why an action is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It matches nothing in any fragment.
    MatchesNothing,
    /// It changes nothing: the document says the same now.
    ChangesNothing,
    /// What it matches has another type than its update.
    OtherType,
}

/// An action that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Its first line in the overlay, counted from one.
    pub line: usize,
    /// Its text, as it is in the overlay.
    pub text: String,
    /// Its reason.
    pub reason: String,
    /// Why it is set aside.
    pub why: Unfit,
}

/// An overlay without the actions that were set aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAside {
    /// The overlay without them. Its other lines keep their numbers.
    pub overlay: Option<File>,
    /// The overlay without them and without their lines, as a person would leave it. `None` if its text cannot be cut.
    pub cut: Option<String>,
    /// The actions, in their order.
    pub actions: Vec<Aside>,
}

/// Sets aside the actions that do not fit the fragments. An overlay with mistakes is returned as it is.
pub fn set_aside(overlay: &File, fragments: &[File]) -> SetAside {
    let mut left = SetAside { overlay: Some(overlay.clone()), cut: None, actions: Vec::new() };
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let Some(mut root) = read::read_own(overlay.clone(), Code::InvalidOverlay, &mut sources, &mut findings) else {
        return left;
    };
    let read = fragments.iter().map(|file| read::read(file.clone(), &mut sources, &mut findings));
    let fragments: Vec<Node> = read.collect::<Vec<_>>().into_iter().flatten().collect();
    drop(overlay::actions(&root, &mut findings));
    if findings.has_errors() {
        return left;
    }
    let mut lines: BTreeSet<usize> = BTreeSet::new();
    let list = root.get("actions").cloned();
    // An action that is set aside can have been the only match of a later one.
    loop {
        let unfit = unfit(&root, &fragments, &sources);
        let Some(actions) = root.get_mut("actions").and_then(Node::as_array_mut).filter(|_| !unfit.is_empty()) else {
            break;
        };
        let is_unfit = |action: &Node| unfit.iter().find(|(target, _)| covers(action, *target));
        for action in actions.iter() {
            if let Some((_, why)) = is_unfit(action) {
                let (first, last) = extent(action, &overlay.text, &sources);
                lines.extend(first..=last);
                let text: Vec<&str> = overlay.text.lines().skip(first - 1).take(last + 1 - first).collect();
                let reason = action.get("description").and_then(Node::as_str).unwrap_or_default().trim().to_owned();
                left.actions.push(Aside { line: first, text: text.join("\n"), reason, why: *why });
            }
        }
        actions.retain(|action| is_unfit(action).is_none());
    }
    left.actions.sort_by_key(|aside| aside.line);
    if left.actions.is_empty() {
        return left;
    }
    let count = root.get("actions").map_or(0, |actions| actions.items().count());
    let blank = without(&overlay.text, &lines, Cut::Blank);
    left.overlay = match count {
        0 => None,
        _ if is_whole(overlay, &blank, &root) => Some(File::new(overlay.name.clone(), blank)),
        // Several actions share a line.
        _ => Some(File::new(overlay.name.clone(), write::json(&root))),
    };
    left.cut = Some(cut(&overlay.text, &lines, list.as_ref(), &root)).filter(|cut| is_whole(overlay, cut, &root));
    left
}

/// Returns the targets of the actions that do not fit, each with the reason.
fn unfit(root: &Node, fragments: &[Node], sources: &Sources) -> Vec<(Span, Unfit)> {
    let mut found = Findings::default();
    overlay::apply(root, &mut fragments.to_vec(), &mut found);
    let mut unfit = Vec::new();
    for finding in found.sorted(sources) {
        let spans = finding.labels.iter().map(|label| label.span);
        match finding.code {
            Code::UnmatchedAction => unfit.extend(spans.map(|span| (span, Unfit::MatchesNothing))),
            Code::IdleAction => unfit.extend(spans.take(1).map(|span| (span, Unfit::ChangesNothing))),
            Code::InvalidOverlay => unfit.extend(spans.take(1).map(|span| (span, Unfit::OtherType))),
            _ => {}
        }
    }
    unfit
}

fn covers(action: &Node, target: Span) -> bool {
    action.span.file == target.file && action.span.start <= target.start && target.end <= action.span.end
}

/// Returns the first and the last line of an action, counted from one.
fn extent(action: &Node, text: &str, sources: &Sources) -> (usize, usize) {
    let line = |at: usize| sources.line_column(Span::new(action.span.file, at, at)).0;
    (line(action.span.start), line(last(action, text)))
}

/// Returns the last byte of the values in a node. The end of a block in YAML may be on a later line.
fn last(node: &Node, text: &str) -> usize {
    let inside = || {
        let own = text.get(node.span.start..node.span.end).unwrap_or_default().trim_end();
        node.span.start + own.len().saturating_sub(1)
    };
    let inner = match &node.value {
        Value::Array(items) => items.iter().map(|item| last(item, text)).max(),
        Value::Object(members) => members.values().map(|member| last(&member.node, text)).max(),
        _ => None,
    };
    inner.unwrap_or_else(inside)
}

/// What happens to the lines of an action.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// They become empty.
    Blank,
    /// They are removed, with the empty lines below.
    Remove,
}

fn without(text: &str, lines: &BTreeSet<usize>, cut: Cut) -> String {
    let mut kept = String::new();
    let mut is_below = false;
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let is_cut = lines.contains(&(index + 1));
        is_below = is_cut || (is_below && line.trim().is_empty());
        match cut {
            Cut::Blank if is_cut => kept.push('\n'),
            Cut::Remove if is_below => {}
            Cut::Blank | Cut::Remove => kept.push_str(line),
        }
    }
    kept
}

/// Returns a text without lines of actions, and without the comments above these. `list` has all actions, and `left` those
/// that stay.
fn cut(text: &str, lines: &BTreeSet<usize>, list: Option<&Node>, left: &Node) -> String {
    let kept: Vec<Span> = left.get("actions").into_iter().flat_map(Node::items).map(|action| action.span).collect();
    if let Some(list) = list.filter(|list| is_in_brackets(list, text)) {
        return without_items(text, list, &kept);
    }
    let mut cut = without(text, &with_comments(text, lines), Cut::Remove);
    if kept.is_empty() {
        cut = cut.replacen("\nactions:\n", "\nactions: []\n", 1);
    }
    match text.ends_with("\n\n") {
        true => cut,
        false => cut.trim_end_matches('\n').to_owned() + "\n",
    }
}

/// Adds the lines of the comments directly above actions. A comment above several actions stays with those that stay.
fn with_comments(text: &str, lines: &BTreeSet<usize>) -> BTreeSet<usize> {
    let all: Vec<&str> = text.lines().map(str::trim_start).collect();
    let line = |number: usize| number.checked_sub(1).and_then(|index| all.get(index)).copied().unwrap_or_default();
    let mut found = lines.clone();
    for first in lines.iter().copied().filter(|number| !lines.contains(&(number - 1))) {
        let below = (first..).find(|number| !lines.contains(number)).unwrap_or(first);
        if line(below).starts_with('-') {
            continue;
        }
        found.extend((1..first).rev().take_while(|number| line(*number).starts_with('#')));
    }
    found
}

fn is_in_brackets(node: &Node, text: &str) -> bool {
    text.get(node.span.start..).is_some_and(|rest| rest.starts_with(['[', '{']))
}

/// Returns a text in which a list in brackets has only the items that are kept.
fn without_items(text: &str, list: &Node, kept: &[Span]) -> String {
    let ends: Vec<(Span, usize)> = list.items().map(|item| (item.span, end_in_brackets(item, text))).collect();
    let mut items = String::new();
    let mut end = list.span.start + 1;
    for (span, next) in &ends {
        if kept.contains(span) {
            // What separates it from the item before it, if one is kept.
            let gap = text.get(end..span.start).unwrap_or_default();
            items.push_str(if items.is_empty() { gap.trim_start_matches(',').trim_start() } else { gap });
            items.push_str(text.get(span.start..*next).unwrap_or_default());
        }
        end = *next;
    }
    let (before, after) = (text.get(..=list.span.start), text.get(end..));
    format!("{}{items}{}", before.unwrap_or_default(), after.unwrap_or_default())
}

/// Returns where a node in brackets ends. Its span ends with its last value.
fn end_in_brackets(node: &Node, text: &str) -> usize {
    let (mut last, mut open) = (node, 0);
    loop {
        let inner: Option<&Node> = match &last.value {
            Value::Array(items) => items.iter().max_by_key(|item| item.span.end),
            Value::Object(members) => members.values().map(|member| &member.node).max_by_key(|node| node.span.end),
            _ => None,
        };
        let Some(inner) = inner else { break };
        open += usize::from(is_in_brackets(last, text));
        last = inner;
    }
    // An empty list or map may end with its first bracket.
    let is_empty = !matches!(last.value, Value::String(_)) && is_in_brackets(last, text);
    open += usize::from(is_empty && last.span.end == last.span.start + 1);
    let rest = text.get(last.span.end..).unwrap_or_default();
    let closing = rest.match_indices([']', '}']).map(|(at, _)| last.span.end + at + 1);
    closing.take(open).last().unwrap_or(last.span.end)
}

/// Returns whether a text is an overlay with the actions that are left.
fn is_whole(overlay: &File, text: &str, left: &Node) -> bool {
    let mut findings = Findings::default();
    let file = File::new(overlay.name.clone(), text);
    let Some(root) = read::read_own(file, Code::InvalidOverlay, &mut Sources::default(), &mut findings) else {
        return false;
    };
    drop(overlay::actions(&root, &mut findings));
    let actions = |root: &Node| -> Vec<String> {
        root.get("actions").into_iter().flat_map(Node::items).map(write::compact).collect()
    };
    !findings.has_errors() && actions(&root) == actions(left)
}
