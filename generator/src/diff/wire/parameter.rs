//! The parameters of one operation.

use std::collections::{BTreeMap, BTreeSet};

use super::schema::Place;
use super::schema_view::{At, follow, is_true};
use super::{Walk, code};
use crate::api::{Parameter, Reserved, Style, is_structured};
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::header::is_ignored_header;
use crate::document::pointer::join;
use crate::document::tree::Node;

/// Where a parameter goes and what it is called.
type Key<'a> = (&'a str, &'a str);

impl<'a> Walk<'a> {
    pub(super) fn parameters(&mut self, old: usize, new: usize) {
        let (before, after) = (declared(self.before, old), declared(self.after, new));
        self.path_parameters(old, new, &before, &after);
        let others = |declared: &BTreeMap<Key<'a>, At<'a>>| -> BTreeSet<Key<'a>> {
            declared.keys().filter(|(location, _)| *location != "path").copied().collect()
        };
        let (old_keys, new_keys) = (others(&before), others(&after));
        let mut moved: BTreeSet<Key<'a>> = BTreeSet::new();
        for key in old_keys.difference(&new_keys) {
            let target = new_keys.difference(&old_keys).find(|(_, name)| *name == key.1);
            match target.filter(|target| !moved.contains(*target)) {
                Some(target) => {
                    moved.insert(*target);
                    self.moved(*key, *target, (&before[key], &after[target]));
                }
                None => self.removed(*key, &before[key]),
            }
        }
        for key in new_keys.difference(&old_keys).filter(|key| !moved.contains(*key)) {
            self.added(*key, &after[key]);
        }
        for key in old_keys.intersection(&new_keys) {
            let place = self.parameter_place(*key, *key);
            self.style(*key, (old, new), &place, (before[key].node, after[key].node));
            self.parameter(&before[key], &after[key], &place);
        }
    }

    /// Those of the path are identified by their position; their names do not reach the wire.
    fn path_parameters(
        &mut self,
        old: usize,
        new: usize,
        before: &BTreeMap<Key<'a>, At<'a>>,
        after: &BTreeMap<Key<'a>, At<'a>>,
    ) {
        let (old, new) = (&self.before.api.operations[old], &self.after.api.operations[new]);
        for (index, (one, other)) in old.path_parameters.iter().zip(&new.path_parameters).enumerate() {
            let mut place = self.parameter_place(("path", &one.name), ("path", &other.name));
            place.subject = format!("path {index}");
            let (before, after) = (before.get(&("path", one.name.as_str())), after.get(&("path", other.name.as_str())));
            if one.name != other.name {
                let about = place.about(before.map(|at| at.node), after.map(|at| at.node));
                let message = format!("the path parameter {} is named {} now", code(&one.name), code(&other.name));
                self.push(
                    (Rule::NameChanged, Wire::None, ChangeKind::PathParameterRenamed),
                    about,
                    (&one.name, &other.name),
                    message,
                );
            }
            match (before, after) {
                (Some(before), Some(after)) => {
                    self.path_style((one, other), &place, (before.node, after.node));
                    self.parameter(before, after, &place);
                }
                (None, None) => {}
                (before, after) => self.path_parameter_described(before, after, place),
            }
        }
    }

    fn path_style(&mut self, (old, new): (&Parameter, &Parameter), place: &Place, (before, after): (&Node, &Node)) {
        let was = written(old.style, is_structured(&self.before.api.types, &old.ty));
        let is = written(new.style, is_structured(&self.after.api.types, &new.ty));
        if was != is {
            let message = format!("the values of {} are {is} now; they were {was}", place.label);
            let about = place.about(Some(before), Some(after));
            self.push(
                (Rule::ParameterWrittenDifferently, Wire::Breaks, ChangeKind::ParameterStyleChanged),
                about,
                (was, is),
                message,
            );
        }
    }

    fn path_parameter_described(&mut self, before: Option<&At<'a>>, after: Option<&At<'a>>, mut place: Place) {
        let word = if after.is_some() { "described" } else { "no longer described" };
        // Whatever can be displayed goes into a path, so that no promise is touched.
        place.items.clear();
        let message = format!("{} is {word}", place.label);
        let about = place.about(before.map(|at| at.node), after.map(|at| at.node));
        self.push((Rule::DescriptionReworded, Wire::None, ChangeKind::DescriptionReworded), about, ("", word), message);
    }

    fn parameter_place(&self, old: Key<'_>, new: Key<'_>) -> Place {
        let mut items = self.parameter_items(self.before, self.pair.0, old);
        items.extend(self.parameter_items(self.after, self.pair.1, new));
        let (location, name) = new;
        let label = format!("the {location} parameter {}", code(name));
        Place { holder: self.holder(), subject: format!("{} {}", old.0, old.1), label, items }
    }

    /// What is required, or goes into the path, is an argument of the method; the rest are setters.
    fn parameter_items(&self, state: &State, index: Option<usize>, (location, name): Key<'_>) -> Vec<Item> {
        let Some(index) = index else { return Vec::new() };
        let (operation, names) = (&state.api.operations[index], &state.names.operations[index]);
        let found =
            operation.parameters.iter().position(|one| (one.location.name(), one.name.as_str()) == (location, name));
        match found {
            Some(at) => {
                let mut items =
                    client_items::of_argument(state, index, &names.parameters[at], &operation.parameters[at].ty);
                if operation.parameters[at].presence == crate::api::Presence::Required {
                    items.extend(client_items::of_method(state, index));
                }
                items
            }
            None if location == "path" => client_items::of_method(state, index),
            None => Vec::new(),
        }
    }

    fn parameter(&mut self, old: &At<'a>, new: &At<'a>, place: &Place) {
        let (was, is) = (is_required(old.node), is_required(new.node));
        let about = place.about(Some(old.node), Some(new.node));
        match (was, is) {
            (false, true) => {
                let message = format!("{} is required now", place.label);
                self.push(
                    (Rule::ParameterMadeRequired, Wire::Breaks, ChangeKind::ParameterMadeRequired),
                    about,
                    ("optional", "required"),
                    message,
                );
            }
            (true, false) => {
                let message = format!("{} may be omitted now", place.label);
                self.push(
                    (Rule::Compatible, Wire::Compatible, ChangeKind::ParameterMadeOptional),
                    about,
                    ("required", "optional"),
                    message,
                );
            }
            _ => {}
        }
        self.words(old.node, new.node, place);
        let (before, after) = (schema(old), schema(new));
        self.schemas((before.as_ref(), after.as_ref()), (old.node, new.node), place);
    }

    fn added(&mut self, key: Key<'a>, parameter: &At<'a>) {
        let place = self.parameter_place(key, key);
        let about = place.about(None, Some(parameter.node));
        if is_required(parameter.node) {
            let message = format!("{} is new and required", place.label);
            self.push(
                (Rule::RequiredParameterAdded, Wire::Breaks, ChangeKind::RequiredParameterAdded),
                about,
                ("", "required"),
                message,
            );
        } else {
            let message = format!("{} is new; it may be omitted", place.label);
            self.push(
                (Rule::Compatible, Wire::Compatible, ChangeKind::ParameterAdded),
                about,
                ("", "optional"),
                message,
            );
        }
    }

    fn removed(&mut self, key: Key<'a>, parameter: &At<'a>) {
        let place = self.parameter_place(key, key);
        let about = place.about(Some(parameter.node), None);
        let message = format!("{} was removed; what is sent for it may be ignored or refused", place.label);
        self.push((Rule::ParameterRemoved, Wire::Hazard, ChangeKind::ParameterRemoved), about, ("there", ""), message);
    }

    fn moved(&mut self, old: Key<'a>, new: Key<'a>, (before, after): (&At<'a>, &At<'a>)) {
        let place = self.parameter_place(old, new);
        let message = format!("the parameter {} is sent in the {} now; it was in the {}", code(new.1), new.0, old.0);
        let about = place.about(Some(before.node), Some(after.node));
        self.push(
            (Rule::ParameterWrittenDifferently, Wire::Breaks, ChangeKind::ParameterMoved),
            about,
            (old.0, new.0),
            message,
        );
        self.parameter(before, after, &place);
    }

    /// How a value is written. Many styles write a plain one in the same way.
    fn style(&mut self, key: Key<'_>, (old, new): (usize, usize), place: &Place, (before, after): (&Node, &Node)) {
        let find = |state: &'a State, index: usize| {
            let parameters = &state.api.operations[index].parameters;
            let found = parameters.iter().find(|one| (one.location.name(), one.name.as_str()) == key)?;
            Some((written(found.style, is_structured(&state.api.types, &found.ty)), found.reserved))
        };
        let (Some(one), Some(other)) = (find(self.before, old), find(self.after, new)) else { return };
        let about = place.about(Some(before), Some(after));
        if one.0 != other.0 {
            let (was, is) = (one.0, other.0);
            let message = format!("the values of {} are {is} now; they were {was}", place.label);
            self.push(
                (Rule::ParameterWrittenDifferently, Wire::Breaks, ChangeKind::ParameterStyleChanged),
                about,
                (was, is),
                message,
            );
        } else if one.1 != other.1 {
            let text = |reserved| if reserved == Reserved::Kept { "as they are" } else { "encoded" };
            let message = format!("reserved characters in {} are sent {} now", place.label, text(other.1));
            self.push(
                (Rule::ParameterWrittenDifferently, Wire::Breaks, ChangeKind::ParameterStyleChanged),
                about,
                (text(one.1), text(other.1)),
                message,
            );
        }
    }
}

/// What a style does to a value, in words.
fn written(style: Style, is_structured: bool) -> &'static str {
    match (style, is_structured) {
        (Style::Json, _) => "sent as JSON",
        (Style::Label | Style::LabelExploded, false) => "headed by a dot",
        (Style::Matrix | Style::MatrixExploded, false) => "headed by a semicolon and the name",
        (_, false) => "sent as they are",
        (Style::FormExploded, true) => "sent one by one",
        (Style::Simple | Style::Form, true) => "joined by `,`",
        (Style::SimpleExploded, true) => "joined by `,`, with the names of members",
        (Style::SpaceDelimited, true) => "joined by ` `",
        (Style::PipeDelimited, true) => "joined by `|`",
        (Style::DeepObject, true) => "sent one by one, with their names in brackets",
        (Style::Label, true) => "headed by a dot and joined by `,`",
        (Style::LabelExploded, true) => "joined by dots",
        (Style::Matrix, true) => "headed by a semicolon and the name, and joined by `,`",
        (Style::MatrixExploded, true) => "sent one by one, behind semicolons",
    }
}

/// The schema of a parameter, which may stand below a media type.
fn schema<'a>(parameter: &At<'a>) -> Option<At<'a>> {
    let media = || {
        let content = parameter.node.get("content")?.members().map(|(name, _)| name);
        parameter.get(&["content", crate::document::media::json(content)?, "schema"])
    };
    parameter.get(&["schema"]).or_else(media)
}

fn is_required(node: &Node) -> bool {
    is_true(node, "required") || node.get("in").and_then(Node::as_str) == Some("path")
}

/// The parameters as the document declares them.
fn declared(state: &State, index: usize) -> BTreeMap<Key<'_>, At<'_>> {
    let at = join(&state.api.operations[index].at, &["parameters"]);
    let items = state.root.at(&at).into_iter().flat_map(Node::items).enumerate();
    items
        .filter_map(|(index, node)| {
            let at = join(&at, &[&index.to_string()]);
            // Types are found by the place of the parameter and not by that of its component.
            let (parameter, _) = follow(&state.root, &At { node, at: at.clone() });
            let (location, name) = (parameter.node.get("in")?.as_str()?, parameter.node.get("name")?.as_str()?);
            let is_sent = location != "header" || !is_ignored_header(name);
            is_sent.then_some(((location, name), At { node: parameter.node, at }))
        })
        .collect()
}
