//! Bodies of requests and responses: media types, statuses, and what they hold.

use std::collections::BTreeMap;

use super::schema::Place;
use super::schema_view::{At, View, follow, is_true};
use super::{Direction, Walk, code};
use crate::diff::client_items;
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::media::{self, Kind};
use crate::document::pointer::join;
use crate::document::tree::Node;

/// What a body is sent as, and its schema.
struct Content<'a> {
    media: String,
    kind: Kind,
    schema: Option<At<'a>>,
}

impl<'a> Walk<'a> {
    pub(super) fn bodies(&mut self, old: usize, new: usize) {
        self.direction = Direction::Sent;
        self.seen.clear();
        let (before, after) = (request(self.before, old), request(self.after, new));
        let place = self.body_place();
        match (before, after) {
            (None, None) => {}
            (None, Some(after)) => {
                let place = place.with(Some(client_items::below(self.after, &after.at)));
                let about = place.about(None, Some(after.node));
                if self.requires(self.after, &after) {
                    let message = "the request takes a body now, and requires it".to_owned();
                    self.push(
                        (Rule::BodyMadeRequired, Wire::Breaks, ChangeKind::RequiredBodyAdded),
                        about,
                        ("", "required"),
                        message,
                    );
                } else {
                    let message = "the request takes a body now; it may be omitted".to_owned();
                    self.push(
                        (Rule::Compatible, Wire::Compatible, ChangeKind::BodyAdded),
                        about,
                        ("", "optional"),
                        message,
                    );
                }
            }
            (Some(before), None) => {
                let message = "the request no longer takes a body".to_owned();
                let place = place.with(Some(client_items::below(self.before, &before.at)));
                let about = place.about(Some(before.node), None);
                self.push(
                    (Rule::BodyFieldRemoved, Wire::Hazard, ChangeKind::BodyRemoved),
                    about,
                    ("there", ""),
                    message,
                );
            }
            (Some(before), Some(after)) => self.body(&before, &after, &place),
        }
    }

    fn body_place(&self) -> Place {
        let items = self.both(client_items::of_call);
        Place { holder: self.holder(), subject: "body".to_owned(), label: "the body".to_owned(), items }
    }

    fn body(&mut self, old: &At<'a>, new: &At<'a>, place: &Place) {
        let (was, is) = (self.requires(self.before, old), self.requires(self.after, new));
        let said = (is_true(old.node, "required"), is_true(new.node, "required"));
        let about = place.about(Some(old.node), Some(new.node));
        // A body that has required properties is required already.
        if !was && said.1 {
            let message = "the body is required now".to_owned();
            self.push(
                (Rule::BodyMadeRequired, Wire::Breaks, ChangeKind::BodyMadeRequired),
                about,
                ("optional", "required"),
                message,
            );
        } else if said.0 && !is {
            let message = "the body may be omitted now".to_owned();
            self.push(
                (Rule::Compatible, Wire::Compatible, ChangeKind::BodyMadeOptional),
                about,
                ("required", "optional"),
                message,
            );
        }
        self.words(old.node, new.node, place);
        self.content(old, new, place, (Rule::BodyMediaTypeChanged, ChangeKind::BodyMediaTypeChanged));
    }

    /// The kind of body that the operation at hand sends, where it is not the first one.
    fn kind(&self) -> Option<Kind> {
        let before = self.pair.0.and_then(|index| self.before.api.operations[index].variant);
        before.or_else(|| self.pair.1.and_then(|index| self.after.api.operations[index].variant))
    }

    /// Tells whether a request without this body is refused.
    fn requires(&self, state: &'a State, body: &At<'a>) -> bool {
        let schema = content(body, self.kind()).and_then(|content| content.schema);
        let fields = schema.map(|schema| View::of(&state.root, &schema).properties);
        is_true(body.node, "required") || fields.is_some_and(|fields| fields.values().any(|field| field.required))
    }

    fn content(&mut self, old: &At<'a>, new: &At<'a>, place: &Place, (rule, kind): (Rule, ChangeKind)) {
        let sent = if self.direction == Direction::Sent { self.kind() } else { None };
        let (before, after) = match (content(old, sent), content(new, sent)) {
            (None, None) => return,
            (Some(before), Some(after)) => (before, after),
            (before, after) => return self.content_came_or_went(old, new, (before.is_some(), after.is_some()), place),
        };
        if before.media != after.media {
            let about = place.about(old.node.get("content"), new.node.get("content"));
            let message =
                format!("{} is of type {} now; it was {}", place.label, code(&after.media), code(&before.media));
            self.push((rule, Wire::Breaks, kind), about, (&before.media, &after.media), message);
        }
        if before.kind == after.kind {
            let schemas = (before.schema.as_ref(), after.schema.as_ref());
            self.schemas(schemas, (old.node, new.node), place);
        }
    }

    fn content_came_or_went(&mut self, old: &At<'a>, new: &At<'a>, (was, is): (bool, bool), place: &Place) {
        let lost = was && !is;
        let wire = if lost { Wire::Breaks } else { Wire::Compatible };
        let rule = self.type_rule(place, wire, if lost { ChangeKind::BodyRemoved } else { ChangeKind::BodyAdded });
        let message = if lost {
            format!("{} no longer has content", place.label)
        } else {
            format!("{} has content now", place.label)
        };
        let texts = if lost { ("content", "") } else { ("", "content") };
        self.push(rule, place.about(Some(old.node), Some(new.node)), texts, message);
    }

    pub(super) fn statuses(&mut self, old: usize, new: usize) {
        self.direction = Direction::Received;
        let (before, after) = (responses(self.before, old), responses(self.after, new));
        let mut gone: Vec<&String> = before.keys().filter(|status| !after.contains_key(*status)).collect();
        let mut come: Vec<&String> = after.keys().filter(|status| !before.contains_key(*status)).collect();
        // One success in the place of another holds the same thing.
        let is_success = |status: &&String| is_success(status);
        if let (Some(one), Some(other)) = (gone.iter().position(is_success), come.iter().position(is_success)) {
            let (one, other) = (gone.remove(one), come.remove(other));
            self.success_changed(one, other, (&before[one], &after[other]));
            self.response((one, &before[one]), (other, &after[other]));
        }
        for status in gone {
            self.status_removed(status, &before[status]);
        }
        for status in come {
            let place = self.status_place(status);
            let about = place.about(None, Some(after[status].node));
            let kind = if is_success(&status) { ChangeKind::SuccessStatusAdded } else { ChangeKind::ErrorStatusAdded };
            let message = format!("the spec documents {} as well", place.label);
            self.push((Rule::Compatible, Wire::Compatible, kind), about, ("", status), message);
        }
        for (status, response) in &before {
            if let Some(other) = after.get(status) {
                self.response((status, response), (status, other));
            }
        }
        self.direction = Direction::Both;
    }

    fn success_changed(&mut self, old: &str, new: &str, (before, after): (&At<'_>, &At<'_>)) {
        let place = self.status_place(new);
        let about = place.about(Some(before.node), Some(after.node));
        let message = format!(
            "the response has the status {} now; it was {}. This client accepts every 2xx; one that compares the status breaks",
            code(new),
            code(old)
        );
        self.push(
            (Rule::SuccessStatusRemoved, Wire::Breaks, ChangeKind::SuccessStatusChanged),
            about,
            (old, new),
            message,
        );
    }

    fn status_removed(&mut self, status: &str, response: &At<'_>) {
        let place = self.status_place(status);
        let about = place.about(Some(response.node), None);
        let message = format!("the spec no longer documents {}", place.label);
        if is_success(status) {
            self.push(
                (Rule::SuccessStatusRemoved, Wire::Breaks, ChangeKind::SuccessStatusRemoved),
                about,
                (status, ""),
                message,
            );
        } else {
            self.push(
                (Rule::Compatible, Wire::Compatible, ChangeKind::ErrorStatusRemoved),
                about,
                (status, ""),
                message,
            );
        }
    }

    fn response(&mut self, (_, old): (&str, &At<'a>), (status, new): (&str, &At<'a>)) {
        self.seen.clear();
        let place = self.status_place(status);
        self.content(old, new, &place, (Rule::ResponseMediaTypeChanged, ChangeKind::ResponseMediaTypeChanged));
    }

    fn status_place(&self, status: &str) -> Place {
        let (label, items) = if is_success(status) {
            (format!("the response {}", code(status)), self.both(client_items::of_answer))
        } else {
            (format!("the error {}", code(status)), self.both(client_items::of_error))
        };
        Place { holder: self.holder(), subject: status.to_owned(), label, items }
    }
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

fn request(state: &State, index: usize) -> Option<At<'_>> {
    let at = join(&state.api.operations[index].at, &["requestBody"]);
    let body = At { node: state.root.at(&at)?, at };
    let node = follow(&state.root, &body).0.node;
    // Types are found by the place of the body and not by that of its component; so for responses.
    Some(At { node, at: body.at }).filter(|body| content(body, None).is_some())
}

fn responses(state: &State, index: usize) -> BTreeMap<String, At<'_>> {
    let at = join(&state.api.operations[index].at, &["responses"]);
    let members = state.root.at(&at).into_iter().flat_map(Node::members);
    let responses = members.filter(|(status, _)| !status.starts_with("x-")).map(|(status, member)| {
        let response = At { node: &member.node, at: join(&at, &[status]) };
        let node = follow(&state.root, &response).0.node;
        (status.to_ascii_uppercase(), At { node, at: response.at })
    });
    responses.collect()
}

/// Which of several media types the client uses: the kind that an operation sends, else the first kind there is. What is
/// neither JSON nor a form is all there is of it, and has no schema that the client reads.
fn content<'a>(holder: &At<'a>, sent: Option<Kind>) -> Option<Content<'a>> {
    let kinds = media::kinds(holder.node.get("content")?.members().map(|(name, _)| name));
    let kind = sent.or(kinds.keys().next().copied())?;
    let names = kinds.get(&kind)?;
    let schema = match kind {
        Kind::Raw => None,
        Kind::Json | Kind::Form | Kind::Multipart => holder.get(&["content", names[0], "schema"]),
    };
    Some(Content { media: names.join(", "), kind, schema })
}
