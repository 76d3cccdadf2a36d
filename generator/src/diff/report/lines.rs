//! The lines of a report. What is one change to a reader is one line with a count: the values of an enum, a parameter of many
//! endpoints, a field that travels both ways, a name with a typing error less. Each line keeps its entries, as each of them
//! may have to be acknowledged.

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::wire::{Direction, short};
use crate::diff::{ChangeKind, Cure, Entry, Report, Rule, Semver, Wire};
use crate::markdown::code;

/// How many things a line names before it counts the others.
const NAMED: usize = 6;
/// How alike two names have to be, so that one is a new spelling of the other.
const ALIKE: f64 = 0.8;

/// Some entries that are one change to a reader; the gravest first.
pub(super) struct Line<'a> {
    pub(super) entries: Vec<&'a Entry>,
    pub(super) message: String,
}

impl<'a> Line<'a> {
    fn of(entry: &'a Entry) -> Self {
        Self { entries: vec![entry], message: entry.message.clone() }
    }

    /// Several lines as one. The gravest comes first.
    fn joined(lines: Vec<Self>, message: String) -> Self {
        let mut entries: Vec<&Entry> = lines.into_iter().flat_map(|line| line.entries).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse((entry.wire, entry.source)));
        Self { entries, message }
    }

    /// The gravest entry.
    pub(super) fn first(&self) -> &'a Entry {
        self.entries[0]
    }

    pub(super) fn wire(&self) -> Wire {
        self.entries.iter().map(|entry| entry.wire).max().unwrap_or(Wire::None)
    }

    pub(super) fn source(&self) -> Semver {
        self.entries.iter().map(|entry| entry.source).max().unwrap_or(Semver::None)
    }

    /// The rules, that of the gravest entry first.
    pub(super) fn rules(&self) -> Vec<Rule> {
        let mut found: Vec<Rule> = Vec::new();
        for entry in &self.entries {
            if !found.contains(&entry.rule) {
                found.push(entry.rule);
            }
        }
        found
    }

    /// What has to be acknowledged.
    pub(super) fn fingerprints(&self) -> Vec<&'a str> {
        let grave = self.entries.iter().filter(|entry| entry.wire >= Wire::Hazard);
        let found: BTreeSet<&str> = grave.map(|entry| entry.fingerprint.as_str()).collect();
        found.into_iter().collect()
    }

    /// What to write instead of what no longer compiles. The message about a removed endpoint says what is lost with it.
    pub(super) fn cures<'r>(&self, report: &'r Report) -> Vec<&'r Cure> {
        let is_news = |entry: &Entry, cure: &Cure| entry.kind != ChangeKind::EndpointRemoved || cure.is.is_some();
        let is_of = |cure: &&Cure| {
            self.entries.iter().any(|entry| entry.promises.contains(&cure.promise) && is_news(entry, cure))
        };
        report.cures.iter().filter(is_of).collect()
    }

    /// The endpoints, sorted.
    pub(super) fn endpoints(&self) -> Vec<&'a str> {
        let found: BTreeSet<&str> =
            self.entries.iter().flat_map(|entry| &entry.endpoints).map(String::as_str).collect();
        found.into_iter().collect()
    }
}

/// Returns the lines for some entries, in the order of their first entries.
pub(super) fn lines<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<Line<'a>> {
    let lines = entries.map(Line::of).collect();
    let lines = joined(lines, value_key, values);
    let lines = respelled(lines);
    let lines = joined(lines, sentence_key, |lines| lines[0].message.clone());
    let lines = joined(lines, path_parameter_key, path_parameters);
    joined(lines, both_ways_key, both_ways)
}

/// Joins the lines with the same key; those without one stay.
fn joined<'a>(
    lines: Vec<Line<'a>>,
    key: fn(&Line<'a>) -> Option<String>,
    message: fn(&[Line<'a>]) -> String,
) -> Vec<Line<'a>> {
    let mut groups: Vec<Vec<Line<'a>>> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        let at = key(&line).map_or(groups.len(), |key| *places.entry(key).or_insert(groups.len()));
        if at == groups.len() {
            groups.push(Vec::new());
        }
        groups[at].push(line);
    }
    let join = |mut group: Vec<Line<'a>>| match group.len() {
        1 => group.pop(),
        _ => {
            let message = message(&group);
            Some(Line::joined(group, message))
        }
    };
    groups.into_iter().filter_map(join).collect()
}

/// The values of one enum.
fn value_key(line: &Line<'_>) -> Option<String> {
    let entry = line.first();
    let is_value = matches!(entry.kind, ChangeKind::ValueAdded | ChangeKind::ValueRemoved);
    let topic = &entry.topic;
    let key = format!("{} {:?} {:?} {:?}", entry.rule.id(), entry.kind, topic.direction, entry.endpoints);
    is_value.then(|| [&key, topic.holder.as_str(), &topic.subject].join("\0"))
}

fn values(lines: &[Line<'_>]) -> String {
    let text = |line: &Line<'_>| {
        let topic = &line.first().topic;
        short(if topic.new.is_empty() { &topic.old } else { &topic.new })
    };
    let all: Vec<String> = lines.iter().map(text).collect();
    let message = lines[0].message.replacen(&all[0], &some(&all), 1);
    format!("{message} ({} values)", all.len())
}

/// The same sentence about several endpoints.
fn sentence_key(line: &Line<'_>) -> Option<String> {
    let entry = line.first();
    let key = format!("{} {:?} {:?} {:?}", entry.rule.id(), entry.kind, line.wire(), line.source());
    (!entry.endpoints.is_empty()).then(|| format!("{key}\0{}", line.message))
}

/// Path parameters with other names.
fn path_parameter_key(line: &Line<'_>) -> Option<String> {
    let entry = line.first();
    let key = format!("{:?}", line.source());
    (entry.kind == ChangeKind::PathParameterRenamed).then_some(key)
}

fn path_parameters(lines: &[Line<'_>]) -> String {
    let name = |line: &Line<'_>| {
        let topic = &line.first().topic;
        format!("{} is now {}", code(&topic.old), code(&topic.new))
    };
    let all: Vec<String> = lines.iter().map(name).collect();
    let count: usize = lines.iter().map(|line| line.entries.len()).sum();
    format!("{count} path parameters were renamed, which does not reach the wire: {}", some(&all))
}

/// A field that is sent and received.
fn both_ways_key(line: &Line<'_>) -> Option<String> {
    let topic = &line.first().topic;
    let is_way = topic.direction != Direction::Both && !topic.holder.contains('/');
    let all = |of: fn(&Entry) -> String| -> String {
        let found: BTreeSet<String> = line.entries.iter().map(|entry| of(entry)).collect();
        found.into_iter().collect::<Vec<_>>().join("\n")
    };
    let parts = [
        topic.holder.clone(),
        all(|entry| format!("{:?}", nature(entry.kind))),
        all(|entry| entry.topic.subject.clone()),
        all(|entry| entry.topic.old.clone()),
        all(|entry| entry.topic.new.clone()),
    ];
    is_way.then(|| parts.join("\0"))
}

/// What is added is one change, be it required in one direction or not.
fn nature(kind: ChangeKind) -> ChangeKind {
    if kind == ChangeKind::RequiredFieldAdded { ChangeKind::FieldAdded } else { kind }
}

fn both_ways(lines: &[Line<'_>]) -> String {
    const WAY: &str = " (in responses)";
    let mut messages: Vec<&str> = Vec::new();
    for message in lines.iter().map(|line| line.message.trim_end_matches(WAY)) {
        // What both say is said once.
        let head = message.split_once("; ").map_or(message, |(head, _)| head);
        let is_known = messages.iter().any(|known| known.split_once("; ").map_or(*known, |(head, _)| head) == head);
        let rest = if is_known { message.split_once("; ").map(|(_, rest)| rest) } else { Some(message) };
        messages.extend(rest.filter(|rest| !messages.iter().any(|known| known.ends_with(rest))));
    }
    match messages.as_slice() {
        [only] => format!("{only} (in requests and in responses)"),
        _ => messages.join("; "),
    }
}

/// Joins what was removed with what is new under almost the same name in the same place.
fn respelled(lines: Vec<Line<'_>>) -> Vec<Line<'_>> {
    let mut lines: Vec<Option<Line<'_>>> = lines.into_iter().map(Some).collect();
    let mut added: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        let entry = line.as_ref().map(Line::first);
        if let Some(entry) = entry.filter(|entry| is_added(entry.kind)) {
            added.entry(place_key(entry)).or_default().push(index);
        }
    }
    for index in 0..lines.len() {
        let Some(old) = lines[index].as_ref().map(Line::first).filter(|entry| is_removed(entry.kind)) else { continue };
        let candidates = added.get(&place_key(old)).into_iter().flatten().copied();
        let likeness = |at: &usize| {
            let new = lines[*at].as_ref().map(|line| name(line.first()));
            new.map_or(0.0, |new| strsim::normalized_damerau_levenshtein(name(old), new))
        };
        let best = candidates.max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
        let Some(best) = best.filter(|at| likeness(at) >= ALIKE) else { continue };
        if let (Some(was), Some(is)) = (lines[index].take(), lines[best].take()) {
            let message = respelling(was.first(), is.first());
            lines[index] = Some(Line::joined(vec![was, is], message));
        }
    }
    lines.into_iter().flatten().collect()
}

fn respelling(old: &Entry, new: &Entry) -> String {
    let (was, is) = (code(name(old)), code(name(new)));
    let holder = old.topic.holder.rsplit("::").next().filter(|holder| !holder.contains(['/', ' ']));
    let of = holder.map(|holder| format!(" of {}", code(holder))).unwrap_or_default();
    let way = match old.topic.direction {
        Direction::Received => "deployed clients read the old name",
        Direction::Sent | Direction::Both => "deployed clients send the old name",
    };
    format!("{is}{of} was {was}; {way}")
}

fn is_removed(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::FieldRemoved | ChangeKind::ParameterRemoved)
}

fn is_added(kind: ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::FieldAdded
            | ChangeKind::RequiredFieldAdded
            | ChangeKind::ParameterAdded
            | ChangeKind::RequiredParameterAdded
    )
}

/// The object, or the part of a request, in which something was added or removed.
fn place_key(entry: &Entry) -> String {
    let topic = &entry.topic;
    let around = topic.subject.strip_suffix(name(entry)).unwrap_or_default();
    format!("{}\0{around}\0{:?}\0{:?}", topic.holder, topic.direction, entry.endpoints)
}

/// The name of a property or a parameter.
fn name(entry: &Entry) -> &str {
    let subject = entry.topic.subject.as_str();
    let is_parameter = matches!(
        entry.kind,
        ChangeKind::ParameterRemoved | ChangeKind::ParameterAdded | ChangeKind::RequiredParameterAdded
    );
    let end = if is_parameter { subject.split_once(' ') } else { subject.rsplit_once('.') };
    end.map_or(subject, |(_, name)| name)
}

/// The first few of many things, and how many there are beside them.
pub(super) fn some(all: &[String]) -> String {
    let named = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
