//! Compares the responses of an operation: statuses, media types and content.

use std::collections::BTreeMap;

use super::place::Place;
use super::value::{Kind, Use, View};
use super::{Walk, code};
use crate::api::{DocumentedResponse, EventData, Nullability, Outcome, Presence, Property, ResponseContent, Type};
use crate::diff::client_items;
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::media;
use crate::document::pointer::join;
use crate::document::tree::Node;

type Responses<'a> = BTreeMap<&'a str, &'a DocumentedResponse>;

impl<'a> Walk<'a> {
    pub(super) fn statuses(&mut self, old: usize, new: usize) {
        self.direction = super::Direction::Received;
        let (before, after) = (responses(self.before, old), responses(self.after, new));
        let mut gone: Vec<&DocumentedResponse> =
            before.iter().filter(|(status, _)| !after.contains_key(*status)).map(|(_, response)| *response).collect();
        let mut come: Vec<&DocumentedResponse> =
            after.iter().filter(|(status, _)| !before.contains_key(*status)).map(|(_, response)| *response).collect();
        // A success that replaces another one has the same content.
        let is_success = |response: &&DocumentedResponse| response.outcome == Outcome::Success;
        if let (Some(one), Some(other)) = (gone.iter().position(is_success), come.iter().position(is_success)) {
            let (one, other) = (before[gone.remove(one).status.as_str()], after[come.remove(other).status.as_str()]);
            self.success_changed(one, other);
            self.response(one, other);
        }
        for response in gone {
            self.status_removed(response);
        }
        for response in come {
            let place = self.status_place(response);
            let about = place.about(None, Some(self.after.root.nearest(&response.at)));
            let kind = match response.outcome {
                Outcome::Success => ChangeKind::SuccessStatusAdded,
                Outcome::Failure => ChangeKind::ErrorStatusAdded,
            };
            let mut message = format!("the spec now documents {}", place.label);
            let mut rule = (Rule::Compatible, Wire::Compatible, kind);
            if response.outcome == Outcome::Success {
                let known = &self.before.lowered.operations[old].response_content;
                let misread = match response.response_content {
                    ResponseContent::Nothing => self.nothing(known).map(|(wire, end)| (wire, end.to_owned())),
                    _ => self.read_as_another(old, after[response.status.as_str()]),
                };
                if let Some((wire, end)) = misread {
                    rule = self.type_rule(&place, wire, kind);
                    message.push_str(&end);
                }
            }
            self.push(rule, about, ("", &response.status), message);
        }
        for (status, response) in &before {
            if let Some(other) = after.get(status) {
                self.response(response, other);
            }
        }
        self.direction = super::Direction::Both;
    }

    /// Deployed clients read every success as the one that they know. Returns what that does to a success which is not like it,
    /// and how to say so.
    fn read_as_another(&mut self, old: usize, new: &'a DocumentedResponse) -> Option<(Wire, String)> {
        let operation = &self.before.lowered.operations[old];
        let is_known = |response: &&DocumentedResponse| {
            response.outcome == Outcome::Success
                && response.response_content == operation.response_content
                && response.response_content != ResponseContent::Nothing
        };
        let known = operation.responses.iter().find(is_known)?;
        let reported = self.changes.len();
        self.response(known, new);
        let worst = self.changes.drain(reported..).map(|change| change.wire).max()?;
        let end =
            format!("; deployed clients read it as the response {}, whose content is different", code(&known.status));
        [Wire::Hazard, Wire::Breaks].contains(&worst).then_some((worst, end))
    }

    fn success_changed(&mut self, old: &DocumentedResponse, new: &DocumentedResponse) {
        let place = self.status_place(new);
        let about = self.about_responses((old, new), &place);
        if [&old.status, &new.status].contains(&&DEFAULT.to_owned()) {
            let message = format!(
                "the spec now documents the response under the status {}; it was under {}",
                code(&new.status),
                code(&old.status)
            );
            let rule = (Rule::Compatible, Wire::Compatible, ChangeKind::SuccessStatusChanged);
            return self.push(rule, about, (&old.status, &new.status), message);
        }
        let accepted = match (&old.response_content, &new.response_content) {
            (ResponseContent::Redirect, ResponseContent::Redirect) => " This client accepts every redirect.",
            (ResponseContent::Redirect, _) | (_, ResponseContent::Redirect) => "",
            _ => " This client accepts every 2xx.",
        };
        let message = format!(
            "the response now has the status {}; it was {}.{accepted} Code that compares the status breaks",
            code(&new.status),
            code(&old.status)
        );
        self.push(
            (Rule::SuccessStatusRemoved, Wire::Breaks, ChangeKind::SuccessStatusChanged),
            about,
            (&old.status, &new.status),
            message,
        );
    }

    fn status_removed(&mut self, response: &DocumentedResponse) {
        let place = self.status_place(response);
        let about = place.about(Some(self.before.root.nearest(&response.at)), None);
        let message = format!("the spec no longer documents {}", place.label);
        let rule = match response.outcome {
            Outcome::Success => (Rule::SuccessStatusRemoved, Wire::Breaks, ChangeKind::SuccessStatusRemoved),
            Outcome::Failure => (Rule::Compatible, Wire::Compatible, ChangeKind::ErrorStatusRemoved),
        };
        self.push(rule, about, (&response.status, ""), message);
    }

    fn response(&mut self, old: &'a DocumentedResponse, new: &'a DocumentedResponse) {
        self.seen.clear();
        let place = self.status_place(new);
        let has = |response: &DocumentedResponse| response.response_content != ResponseContent::Nothing;
        if has(old) != has(new) {
            return self.content_came_or_went((old, new), &place);
        }
        self.media(old, new, &place);
        match (&old.response_content, &new.response_content) {
            (ResponseContent::Json(one), ResponseContent::Json(other)) => {
                let uses = (used(self.before, old, one), used(self.after, new, other));
                self.values_at(&uses.0, &uses.1, &place);
            }
            (ResponseContent::JsonItems(one), ResponseContent::JsonItems(other)) => {
                let label = format!("each item of {}", place.label);
                let place = Place { label, subject: format!("{} items", place.subject), ..place.clone() };
                let uses = (item(self.before, old, one), item(self.after, new, other));
                self.values_at(&uses.0, &uses.1, &place);
            }
            (ResponseContent::Events(one), ResponseContent::Events(other)) => {
                self.events((old, one), (new, other), &place)
            }
            (ResponseContent::JsonItems(_), other) | (other, ResponseContent::JsonItems(_))
                if old.media == new.media =>
            {
                let is_lost = *other == new.response_content;
                self.items_came_or_went(is_lost, (old, new), &place);
            }
            _ => {}
        }
        match (&old.events, &new.events) {
            (None, None) => {}
            (Some(one), Some(other)) => self.events((old, one), (new, other), &place),
            (one, other) => self.events_came_or_went((one.is_some(), other.is_some()), (old, new), &place),
        }
    }

    /// Compares media types. The server has to offer the media type that the client requests. Parameters such as the charset do
    /// not count.
    fn media(&mut self, old: &DocumentedResponse, new: &DocumentedResponse, place: &Place) {
        let offered = |state: &State, response: &DocumentedResponse| -> Vec<String> {
            let content = state.root.at(&join(&response.at, &["content"]));
            content.into_iter().flat_map(Node::members).map(|(name, _)| media::essence(name)).collect()
        };
        let is_offered = offered(self.after, new);
        if new.response_content == ResponseContent::Nothing
            || old.media.iter().any(|name| is_offered.contains(&media::essence(name)))
        {
            return;
        }
        let (was, is) = (old.media.join(", "), new.media.join(", "));
        if is_range(&old.media) || is_range(&new.media) || was == is {
            return;
        }
        let mut about = self.about_responses((old, new), place);
        let content = |state: &State, at: &str| state.root.at(&join(at, &["content"])).map(|node| node.span);
        about.before = content(self.before, &old.at).or(about.before);
        about.after = content(self.after, &new.at).or(about.after);
        let message = format!("{} now has the media type {}; it was {}", place.label, code(&is), code(&was));
        let rule = (Rule::ResponseMediaTypeChanged, Wire::Breaks, ChangeKind::ResponseMediaTypeChanged);
        self.push(rule, about, (&was, &is), message);
    }

    fn content_came_or_went(&mut self, (old, new): (&DocumentedResponse, &DocumentedResponse), place: &Place) {
        let lost = new.response_content == ResponseContent::Nothing;
        let nothing = self.nothing(&old.response_content).filter(|_| lost && old.outcome == Outcome::Success);
        let wire = match nothing {
            Some((wire, _)) => wire,
            None if lost => Wire::Breaks,
            None => Wire::Compatible,
        };
        let rule = self.type_rule(place, wire, if lost { ChangeKind::BodyRemoved } else { ChangeKind::BodyAdded });
        let message = if lost {
            format!("{} no longer has a body{}", place.label, nothing.map_or("", |(_, end)| end))
        } else {
            format!("{} now has a body", place.label)
        };
        let texts = if lost { ("content", "") } else { ("", "content") };
        self.push(rule, self.about_responses((old, new), place), texts, message);
    }

    /// Reports that a stream is described by its items or as a whole, and was not before.
    fn items_came_or_went(
        &mut self,
        is_lost: bool,
        (old, new): (&DocumentedResponse, &DocumentedResponse),
        place: &Place,
    ) {
        let wire = if is_lost { Wire::Breaks } else { Wire::Compatible };
        let words = ["a stream of items", "bytes"];
        let [was, is] = if is_lost { words } else { [words[1], words[0]] };
        let rule = self.type_rule(place, wire, ChangeKind::TypeChanged);
        let message = format!("{} is now {is}; it was {was}", place.label);
        self.push(rule, self.about_responses((old, new), place), (was, is), message);
    }

    /// What deployed clients make of an empty response, where they do not read it as an empty list, or as an object without any
    /// property.
    fn nothing(&self, content: &ResponseContent) -> Option<(Wire, &'static str)> {
        const FAILS: (Wire, &str) = (Wire::Breaks, "; deployed clients cannot read an empty response");
        let ty = match content {
            ResponseContent::Nothing
            | ResponseContent::Text
            | ResponseContent::Bytes
            | ResponseContent::JsonItems(_)
            | ResponseContent::Redirect => {
                return None;
            }
            ResponseContent::Events(_) => return Some(FAILS),
            ResponseContent::Json(ty) => ty,
        };
        let view = View::of(self.before, &Use::new(ty, Vec::new()));
        let is_needed = |property: &Property| {
            let is_list = matches!(property.ty, Type::List(_)) && property.nullability != Nullability::Nullable;
            self.travels(property) && property.presence == Presence::Required && !is_list
        };
        match view.kind {
            _ if view.nullable => None,
            Kind::Any | Kind::Array => None,
            Kind::Object => view.properties().iter().any(is_needed).then_some(FAILS),
            Kind::Union => Some((Wire::Hazard, "; deployed clients read it as an alternative that they do not know")),
            Kind::Boolean | Kind::Integer | Kind::Number | Kind::String | Kind::Tuple => Some(FAILS),
        }
    }

    fn events(
        &mut self,
        old: (&DocumentedResponse, &'a EventData),
        new: (&DocumentedResponse, &'a EventData),
        place: &Place,
    ) {
        let label = format!("each event of {}", place.label);
        let place = Place { label, subject: format!("{} events", place.subject), ..place.clone() };
        if let (Some(one), Some(other)) = (data(old.1), data(new.1))
            && std::mem::discriminant(old.1) == std::mem::discriminant(new.1)
        {
            let uses = (event(self.before, old.0, one), event(self.after, new.0, other));
            return self.values_at(&uses.0, &uses.1, &place);
        }
        let words = [old.1, new.1].map(|event| match event {
            EventData::Text => "text",
            EventData::Json(_) => "JSON",
            EventData::Whole(..) => "an event with its fields",
        });
        if words[0] != words[1] {
            // A client that reads text can read any data.
            let wire = if *old.1 == EventData::Text { Wire::Compatible } else { Wire::Breaks };
            let rule = self.type_rule(&place, wire, ChangeKind::TypeChanged);
            let message = format!("{} is now read as {}; it was {}", place.label, words[1], words[0]);
            self.push(rule, self.about_responses((old.0, new.0), &place), (words[0], words[1]), message);
        }
    }

    fn events_came_or_went(
        &mut self,
        (was, _): (bool, bool),
        sides: (&DocumentedResponse, &DocumentedResponse),
        place: &Place,
    ) {
        let wire = if was { Wire::Breaks } else { Wire::Compatible };
        let rule = self.type_rule(place, wire, if was { ChangeKind::BodyRemoved } else { ChangeKind::BodyAdded });
        let message = match was {
            true => format!("{} is no longer sent as events", place.label),
            false => format!("{} may now also be sent as events", place.label),
        };
        let texts = if was { ("events", "") } else { ("", "events") };
        self.push(rule, self.about_responses(sides, place), texts, message);
    }

    fn about_responses(&self, (old, new): (&DocumentedResponse, &DocumentedResponse), place: &Place) -> super::About {
        place.about(Some(self.before.root.nearest(&old.at)), Some(self.after.root.nearest(&new.at)))
    }

    fn status_place(&self, response: &DocumentedResponse) -> Place {
        let status = &response.status;
        let (label, items) = match response.outcome {
            Outcome::Success => (format!("the response {}", code(status)), self.both(client_items::of_answer)),
            Outcome::Failure => (format!("the error {}", code(status)), self.both(client_items::of_error)),
        };
        Place::new(self.holder(), status.clone(), label, items)
    }
}

/// The key of the response for all statuses that have none of their own.
const DEFAULT: &str = "default";

fn responses(state: &State, index: usize) -> Responses<'_> {
    let responses = &state.lowered.operations[index].responses;
    responses.iter().map(|response| (response.status.as_str(), response)).collect()
}

/// Returns the use of the whole body of a response.
fn used<'a>(state: &State, response: &DocumentedResponse, ty: &'a Type) -> Use<'a> {
    let content = state.root.at(&join(&response.at, &["content"]));
    let names = content.into_iter().flat_map(Node::members).map(|(name, _)| name);
    let place = media::json(names).map(|name| join(&response.at, &["content", name, "schema"]));
    Use::new(ty, place.into_iter().collect())
}

/// Returns the use of an event: an item of the list, if the document describes all events as a list.
fn event<'a>(state: &'a State, response: &DocumentedResponse, ty: &'a Type) -> Use<'a> {
    let content = state.root.at(&join(&response.at, &["content"]));
    let mut names = content.into_iter().flat_map(Node::members).map(|(name, _)| name);
    let name = names.find(|name| media::essence(name) == media::EVENTS);
    let place = name.map(|name| media::item_schema(&state.root, &join(&response.at, &["content", name])));
    Use::new(ty, place.unwrap_or_default())
}

/// Returns the use of an item in a stream of JSON texts.
fn item<'a>(state: &'a State, response: &DocumentedResponse, ty: &'a Type) -> Use<'a> {
    let content = join(&response.at, &["content"]);
    let names = state.root.at(&content).into_iter().flat_map(Node::members).map(|(name, _)| name);
    let mut names: Vec<&str> = names.filter(|name| media::is_json_stream(name)).collect();
    names.sort_unstable();
    // As for the client, a media type without a schema says nothing.
    let mut places = names.iter().map(|name| media::item_schema(&state.root, &join(&content, &[name])));
    let place = places.find(|places| places.iter().any(|place| state.root.at(place).is_some()));
    Use::new(ty, place.unwrap_or_default())
}

fn data(event: &EventData) -> Option<&Type> {
    match event {
        EventData::Text => None,
        EventData::Json(ty) | EventData::Whole(ty, _) => Some(ty),
    }
}

fn is_range(media: &[String]) -> bool {
    media.iter().any(|name| name.contains('*'))
}
