//! Compares the parameters of an operation.

use std::collections::{BTreeMap, BTreeSet};

use super::place::Place;
use super::value::{Kind, Use, View, schema_of_parameter};
use super::{Walk, code};
use crate::api::{Location, Parameter, Presence, Reserved, Style, Type, is_structured};
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::tree::Node;

/// The location and the name of a parameter. The case of a header does not count.
type Key = (&'static str, String);

impl<'a> Walk<'a> {
    pub(super) fn parameters(&mut self, old: usize, new: usize) {
        self.path_parameters(old, new);
        let (before, after) = (declared(self.before, old), declared(self.after, new));
        let gone: Vec<&Key> = before.keys().filter(|key| !after.contains_key(key)).collect();
        let come: Vec<&Key> = after.keys().filter(|key| !before.contains_key(key)).collect();
        let mut moved: BTreeSet<&Key> = BTreeSet::new();
        for key in gone {
            let is_same = |other: &Key| have_same_name((key.0, &key.1), (other.0, &other.1));
            let target = come.iter().find(|other| is_same(other) && !moved.contains(*other));
            match target {
                Some(target) => {
                    moved.insert(*target);
                    self.moved(before[key], after[*target]);
                }
                None => self.removed(before[key]),
            }
        }
        for key in come.iter().filter(|key| !moved.contains(*key)) {
            self.added(after[*key]);
        }
        for (key, one) in &before {
            let Some(other) = after.get(key) else { continue };
            let place = self.parameter_place(one, other);
            self.respelled((one, other), &place);
            self.style((one, other), &place);
            self.parameter((one, other), &place);
        }
    }

    /// Compares path parameters, by their position, because their names are not sent.
    fn path_parameters(&mut self, old: usize, new: usize) {
        let (old, new) = (&self.before.lowered.operations[old], &self.after.lowered.operations[new]);
        // A parameter that is not declared has the pointer of the operation.
        let is_declared = |parameter: &Parameter, at: &str| parameter.at != at;
        for (index, (one, other)) in old.path_parameters.iter().zip(&new.path_parameters).enumerate() {
            let mut place = self.parameter_place(one, other);
            place.subject = format!("path {index}");
            let declared = (is_declared(one, &old.at), is_declared(other, &new.at));
            if one.name != other.name {
                let find = |state: &'a State, parameter: &Parameter, is_declared: bool| {
                    state.root.at(&parameter.at).filter(|_| is_declared)
                };
                let about = place.about(find(self.before, one, declared.0), find(self.after, other, declared.1));
                let message = format!("the path parameter {} was renamed to {}", code(&one.name), code(&other.name));
                self.push(
                    (Rule::NameChanged, Wire::None, ChangeKind::PathParameterRenamed),
                    about,
                    (&one.name, &other.name),
                    message,
                );
            }
            match declared {
                (true, true) => {
                    self.path_style((one, other), &place);
                    self.parameter((one, other), &place);
                }
                (false, false) => {}
                _ => self.path_parameter_described((one, other), declared.1, place),
            }
        }
    }

    /// Returns the parameters in the tree.
    fn nodes(&self, (old, new): (&Parameter, &Parameter)) -> (&'a Node, &'a Node) {
        (self.before.root.nearest(&old.at), self.after.root.nearest(&new.at))
    }

    /// Returns how a parameter is written on both sides.
    fn styles(&self, (old, new): (&Parameter, &Parameter)) -> (Written, Written) {
        let sides = [(self.before, old), (self.after, new)];
        let [was, is] = sides.map(|(side, it)| Written::of(it.style, is_structured(&side.lowered.types, &it.ty)));
        (was, is)
    }

    fn path_style(&mut self, (old, new): (&Parameter, &Parameter), place: &Place) {
        let (was, is) = self.styles((old, new));
        if was.text != is.text && !self.became_list((old, new)) {
            let message = format!("the values of {} are now {}; they were {}", place.label, is.words, was.words);
            let (before, after) = self.nodes((old, new));
            let about = place.about(Some(before), Some(after));
            self.push(
                (Rule::ParameterWrittenDifferently, Wire::Breaks, ChangeKind::ParameterStyleChanged),
                about,
                (was.text, is.text),
                message,
            );
        }
    }

    fn path_parameter_described(&mut self, sides: (&Parameter, &Parameter), is_described: bool, mut place: Place) {
        let word = if is_described { "described" } else { "no longer described" };
        // A path accepts every type that can be displayed, so no promise is affected.
        place.items.clear();
        let message = format!("{} is {word}", place.label);
        let (before, after) = self.nodes(sides);
        let about = place.about(Some(before).filter(|_| !is_described), Some(after).filter(|_| is_described));
        self.push((Rule::DescriptionReworded, Wire::None, ChangeKind::DescriptionReworded), about, ("", word), message);
    }

    fn parameter_place(&self, old: &Parameter, new: &Parameter) -> Place {
        let mut items = self.parameter_items(self.before, self.pair.0, old);
        items.extend(self.parameter_items(self.after, self.pair.1, new));
        let label = format!("the {} parameter {}", new.location.name(), code(&new.name));
        let (location, name) = key(old);
        Place::new(self.holder(), format!("{location} {name}"), label, items)
    }

    /// Returns the items of a parameter. Required and path parameters are arguments of the method, and the others are setters.
    fn parameter_items(&self, state: &State, index: Option<usize>, parameter: &Parameter) -> Vec<Item> {
        let Some(index) = index else { return Vec::new() };
        let (operation, names) = (&state.api.operations[index], &state.names.operations[index]);
        let found = operation.parameters.iter().position(|one| key(one) == key(parameter));
        match found {
            Some(at) => {
                let mut items =
                    client_items::of_argument(state, index, &names.parameters[at], &operation.parameters[at].ty);
                if operation.parameters[at].presence == Presence::Required {
                    items.extend(client_items::of_method(state, index));
                }
                items
            }
            None if parameter.location == Location::Path => client_items::of_method(state, index),
            None => Vec::new(),
        }
    }

    fn parameter(&mut self, (old, new): (&'a Parameter, &'a Parameter), place: &Place) {
        let nodes = self.nodes((old, new));
        let about = place.about(Some(nodes.0), Some(nodes.1));
        match (old.presence, new.presence) {
            (Presence::Optional, Presence::Required) => {
                let message = format!("{} is now required", place.label);
                self.push(
                    (Rule::ParameterMadeRequired, Wire::Breaks, ChangeKind::ParameterMadeRequired),
                    about,
                    ("optional", "required"),
                    message,
                );
            }
            (Presence::Required, Presence::Optional) => {
                let message = format!("{} may now be omitted", place.label);
                self.push(
                    (Rule::Compatible, Wire::Compatible, ChangeKind::ParameterMadeOptional),
                    about,
                    ("required", "optional"),
                    message,
                );
            }
            _ => {}
        }
        self.words(nodes.0, nodes.1, place);
        let before = Use::new(&old.ty, schema_of_parameter(&self.before.root, &old.at));
        let after = Use::new(&new.ty, schema_of_parameter(&self.after.root, &new.at));
        if self.became_list((old, new))
            && let Some(item) = View::of(self.after, &after).items()
        {
            self.one_item((old, new), (&before, &item), place);
        } else {
            self.values_at(&before, &after, place);
        }
    }

    /// Tells whether a plain value has become a list, which a single item is written as before in.
    fn became_list(&self, (old, new): (&Parameter, &Parameter)) -> bool {
        let (types, later) = (&self.before.lowered.types, &self.after.lowered.types);
        let is_list = matches!(new.ty, Type::List(_)) && !matches!(old.ty, Type::Any);
        let as_it_is = matches!(
            new.style,
            Style::Simple
                | Style::SimpleExploded
                | Style::Form
                | Style::FormExploded
                | Style::SpaceDelimited
                | Style::PipeDelimited
        );
        let was = written(old.style, is_structured(types, &old.ty));
        is_list && as_it_is && was == PLAIN && is_structured(later, &new.ty)
    }

    /// A plain value that is a list now: deployed clients send one item. A text that contains what separates items becomes
    /// several.
    fn one_item(
        &mut self,
        (old, new): (&'a Parameter, &'a Parameter),
        (before, item): (&Use<'a>, &Use<'a>),
        place: &Place,
    ) {
        let was = View::of(self.before, before).kind;
        let is_split = new.style != Style::FormExploded && was == Kind::String;
        let wire = if is_split { Wire::Hazard } else { Wire::Compatible };
        let end = match is_split {
            true => "; what deployed clients send may be split into several items",
            false => "; deployed clients send one item",
        };
        let message = format!("{} is now a list; it was {}{end}", place.label, was.words());
        let nodes = self.nodes((old, new));
        let about = place.about(Some(nodes.0), Some(nodes.1));
        let rule = self.type_rule(place, wire, ChangeKind::TypeChanged);
        self.push(rule, about, (was.text(), "a list"), message);
        self.values_at(before, item, &place.inner("[]", format!("each item of {}", place.label)));
    }

    fn added(&mut self, parameter: &Parameter) {
        let place = self.parameter_place(parameter, parameter);
        let about = place.about(None, Some(self.after.root.nearest(&parameter.at)));
        if parameter.presence == Presence::Required {
            let message = format!("{} is new and required", place.label);
            self.push(
                (Rule::RequiredParameterAdded, Wire::Breaks, ChangeKind::RequiredParameterAdded),
                about,
                ("", "required"),
                message,
            );
        } else {
            let message = format!("{} is new and optional", place.label);
            self.push(
                (Rule::Compatible, Wire::Compatible, ChangeKind::ParameterAdded),
                about,
                ("", "optional"),
                message,
            );
        }
    }

    fn removed(&mut self, parameter: &Parameter) {
        let place = self.parameter_place(parameter, parameter);
        let about = place.about(Some(self.before.root.nearest(&parameter.at)), None);
        let message = format!("{} was removed; the server may ignore or reject it", place.label);
        self.push((Rule::ParameterRemoved, Wire::Hazard, ChangeKind::ParameterRemoved), about, ("there", ""), message);
    }

    fn moved(&mut self, old: &'a Parameter, new: &'a Parameter) {
        let place = self.parameter_place(old, new);
        let (was, is) = (old.location.name(), new.location.name());
        let message = format!("the parameter {} moved from the {was} to the {is}", code(&new.name));
        let (before, after) = self.nodes((old, new));
        let about = place.about(Some(before), Some(after));
        self.push(
            (Rule::ParameterWrittenDifferently, Wire::Breaks, ChangeKind::ParameterMoved),
            about,
            (was, is),
            message,
        );
        self.parameter((old, new), &place);
    }

    /// Reports a header whose name has another case, which is the same header.
    fn respelled(&mut self, (old, new): (&Parameter, &Parameter), place: &Place) {
        if old.name != new.name {
            let (before, after) = self.nodes((old, new));
            let message =
                format!("{} was spelled {}; the case of a header does not matter", place.label, code(&old.name));
            let rule = (Rule::NameChanged, Wire::None, ChangeKind::HeaderRespelled);
            self.push(rule, place.about(Some(before), Some(after)), (&old.name, &new.name), message);
        }
    }

    /// Compares how a value is written. Many styles write a plain value in the same way.
    fn style(&mut self, (old, new): (&Parameter, &Parameter), place: &Place) {
        let (was, is) = self.styles((old, new));
        let (before, after) = self.nodes((old, new));
        let about = place.about(Some(before), Some(after));
        let rule = (Rule::ParameterWrittenDifferently, Wire::Breaks, ChangeKind::ParameterStyleChanged);
        if self.became_list((old, new)) {
            // The type has changed, and a single item is written as it was.
        } else if was.text != is.text {
            let message = format!("the values of {} are now {}; they were {}", place.label, is.words, was.words);
            self.push(rule, about, (was.text, is.text), message);
        } else if old.reserved != new.reserved {
            let text = |reserved| if reserved == Reserved::Kept { "as they are" } else { "encoded" };
            let message = format!("reserved characters in {} are now sent {}", place.label, text(new.reserved));
            self.push(rule, about, (text(old.reserved), text(new.reserved)), message);
        }
    }
}

/// How a style writes a value.
struct Written {
    /// For fingerprints, so it must not change.
    text: &'static str,
    /// For messages.
    words: &'static str,
}

impl Written {
    fn of(style: Style, is_structured: bool) -> Self {
        let text = written(style, is_structured);
        let words = match (style, is_structured) {
            (Style::Label | Style::LabelExploded, false) => "prefixed with a dot",
            (Style::Matrix | Style::MatrixExploded, false) => "prefixed with a semicolon and the name",
            (Style::SimpleExploded, true) => "joined by `,`, with the names of properties",
            (Style::Label, true) => "joined by `,` and prefixed with a dot",
            (Style::LabelExploded, true) => "each prefixed with a dot",
            (Style::Matrix, true) => "joined by `,` and prefixed with a semicolon and the name",
            (Style::MatrixExploded, true) => "sent one by one, each prefixed with a semicolon",
            _ => text,
        };
        Self { text, words }
    }
}

/// What most styles do to a plain value.
const PLAIN: &str = "sent as they are";

/// Describes how a style writes a value. Fingerprints contain these texts, so they must not change.
pub(super) fn written(style: Style, is_structured: bool) -> &'static str {
    match (style, is_structured) {
        (Style::Json, _) => "sent as JSON",
        (Style::Label | Style::LabelExploded, false) => "headed by a dot",
        (Style::Matrix | Style::MatrixExploded, false) => "headed by a semicolon and the name",
        (_, false) => PLAIN,
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

/// Returns whether two arguments, each with its location, have the same name. The case of a header does not count.
pub(super) fn have_same_name(one: (&str, &str), other: (&str, &str)) -> bool {
    match [one.0, other.0].contains(&Location::Header.name()) {
        true => one.1.eq_ignore_ascii_case(other.1),
        false => one.1 == other.1,
    }
}

pub(super) fn key(parameter: &Parameter) -> Key {
    let is_header = parameter.location == Location::Header;
    let name = if is_header { parameter.name.to_ascii_lowercase() } else { parameter.name.clone() };
    (parameter.location.name(), name)
}

/// Returns all parameters except those of the path.
fn declared(state: &State, index: usize) -> BTreeMap<Key, &Parameter> {
    state.lowered.operations[index].parameters.iter().map(|parameter| (key(parameter), parameter)).collect()
}
