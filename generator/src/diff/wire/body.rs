//! Compares the bodies of requests: presence, encoding and content.

use super::place::{Carrier, Place};
use super::value::{Fields, Use, View};
use super::{Direction, Walk, code};
use crate::api::{Body, Encoding, Media, Presence, Property, Reserved, Style, Type, is_structured};
use crate::diff::client_items;
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::media::{self, Kind};
use crate::document::pointer::join;
use crate::document::schema::{At, is_true};
use crate::document::tree::Node;

/// The body that a request sends.
struct Request<'a> {
    body: &'a Body,
    presence: Presence,
    kind: Kind,
    /// Its media types, as the document has them: one for JSON, one for a form, or all others.
    names: Vec<&'a str>,
    /// The body in the tree, with references resolved.
    declared: At<'a>,
}

impl<'a> Request<'a> {
    fn of(state: &'a State, index: usize) -> Option<Self> {
        let operation = &state.lowered.operations[index];
        let declared = At::find(&state.root, &join(&operation.at, &["requestBody"]))?.followed(&state.root);
        let content = declared.node.get("content")?;
        let mut kinds = media::kinds(&state.root, content);
        let kind = operation.variant.clone().or(kinds.keys().next().cloned())?;
        let names = kinds.remove(&kind)?;
        let presence = match &operation.body {
            Body::None => return None,
            Body::Object { presence, .. } | Body::Value { presence, .. } | Body::Raw { presence, .. } => *presence,
        };
        Some(Self { body: &operation.body, presence, kind, names, declared })
    }

    /// Returns whether the document offers a media type. Parameters and case do not count.
    fn offers(&self, name: &str) -> bool {
        let offered = self.declared.node.get("content").into_iter().flat_map(Node::members);
        let mut offered = offered.map(|(name, _)| media::essence(name));
        offered.any(|other| other == media::essence(name))
    }

    fn schema(&self) -> Vec<String> {
        vec![join(&self.declared.at, &["content", self.names.first().copied().unwrap_or_default(), "schema"])]
    }

    /// Returns the value of the body, or of each of its items, or `None` for bytes.
    fn used(&self, root: &Node) -> Option<Use<'a>> {
        match self.body {
            Body::Object { presence: _, properties, rest, media: _ } => {
                let fields = Some(Fields { properties, rest: rest.as_ref() });
                Some(Use { fields, ..Use::new(NOTHING, self.schema()) })
            }
            Body::Value { presence: _, ty: Type::List(item), description: _, media: Media::JsonItems(name) } => {
                let content = join(&self.declared.at, &["content", name]);
                Some(Use::new(item, media::item_schema(root, &content)))
            }
            Body::Value { presence: _, ty, description: _, media: _ } => Some(Use::new(ty, self.schema())),
            Body::Raw { .. } | Body::None => None,
        }
    }

    fn encodings(&self) -> Option<(&'a [Encoding], bool)> {
        match self.body {
            Body::Object { media, .. } | Body::Value { media, .. } => match media {
                Media::Form(encodings) => Some((encodings, false)),
                Media::Multipart { name: _, encodings } => Some((encodings, true)),
                Media::Json(_) | Media::JsonItems(_) => None,
            },
            Body::Raw { .. } | Body::None => None,
        }
    }
}

/// The type of a body that is set property by property.
const NOTHING: &Type = &Type::Any;

impl<'a> Walk<'a> {
    pub(super) fn bodies(&mut self, old: usize, new: usize) {
        self.direction = Direction::Sent;
        self.seen.clear();
        let (before, after) = (Request::of(self.before, old), Request::of(self.after, new));
        let place = self.body_place();
        match (before, after) {
            (None, None) => {}
            (None, Some(after)) => {
                let place = place.with(Some(client_items::of_body(self.after, new)));
                let about = place.about(None, Some(after.declared.node));
                if after.presence == Presence::Required {
                    let message = "the request now has a required body".to_owned();
                    self.push(
                        (Rule::BodyMadeRequired, Wire::Breaks, ChangeKind::RequiredBodyAdded),
                        about,
                        ("", "required"),
                        message,
                    );
                } else {
                    let message = "the request now has an optional body".to_owned();
                    self.push(
                        (Rule::Compatible, Wire::Compatible, ChangeKind::BodyAdded),
                        about,
                        ("", "optional"),
                        message,
                    );
                }
            }
            (Some(before), None) => {
                let message = "the request no longer has a body".to_owned();
                let place = place.with(Some(client_items::of_body(self.before, old)));
                let about = place.about(Some(before.declared.node), None);
                self.push(
                    (Rule::BodyFieldRemoved, Wire::Hazard, ChangeKind::BodyRemoved),
                    about,
                    ("there", ""),
                    message,
                );
            }
            (Some(before), Some(after)) => {
                if before.kind != after.kind {
                    let made = [client_items::of_body(self.before, old), client_items::of_body(self.after, new)];
                    return self.body(&before, &after, &place.with(Some(made.concat())));
                }
                self.body(&before, &after, &place);
            }
        }
    }

    fn body_place(&self) -> Place {
        let items = self.both(client_items::of_call);
        Place::new(self.holder(), "body".to_owned(), "the body".to_owned(), items)
    }

    fn body(&mut self, old: &Request<'a>, new: &Request<'a>, place: &Place) {
        let (was, is) = (old.presence == Presence::Required, new.presence == Presence::Required);
        let nodes = (old.declared.node, new.declared.node);
        let said = (is_true(nodes.0, "required"), is_true(nodes.1, "required"));
        let about = place.about(Some(nodes.0), Some(nodes.1));
        // A body with required properties was already required.
        if !was && said.1 {
            let message = "the body is now required".to_owned();
            self.push(
                (Rule::BodyMadeRequired, Wire::Breaks, ChangeKind::BodyMadeRequired),
                about,
                ("optional", "required"),
                message,
            );
        } else if said.0 && !is {
            let message = "the body may now be omitted".to_owned();
            self.push(
                (Rule::Compatible, Wire::Compatible, ChangeKind::BodyMadeOptional),
                about,
                ("required", "optional"),
                message,
            );
        }
        self.words(nodes.0, nodes.1, place);
        self.media_of_body(old, new, place);
        if let (Some(one), Some(other)) = (old.used(&self.before.root), new.used(&self.after.root))
            && old.kind == new.kind
        {
            self.encodings((old, &one), (new, &other), place);
            let is_form = matches!(old.kind, Kind::Form | Kind::Multipart | Kind::OtherMultipart(_));
            let carrier = if is_form { Carrier::Form } else { Carrier::Json };
            let mut place = Place { carrier, ..place.clone() };
            if old.kind == Kind::JsonItems {
                place.label = format!("each item of {}", place.label);
                place.subject.push_str(" items");
            }
            self.values_at(&one, &other, &place);
        }
    }

    /// Compares how the body is encoded. The charset of JSON and the case of a media type do not count.
    fn media_of_body(&mut self, old: &Request<'a>, new: &Request<'a>, place: &Place) {
        let names =
            |request: &Request<'a>| -> Vec<String> { request.names.iter().map(|name| media::essence(name)).collect() };
        let is_range = |name: &&str| name.contains('*');
        if names(old) == names(new) && old.kind != new.kind {
            let (was, is) = (given(&old.kind), given(&new.kind));
            let about = place.about(old.declared.node.get("content"), new.declared.node.get("content"));
            let rule = self.type_rule(place, Wire::Compatible, ChangeKind::TypeChanged);
            return self.push(rule, about, (was, is), format!("{} is now given as {is}; it was {was}", place.label));
        }
        if names(old) == names(new) || (old.kind == new.kind && new.names.iter().any(is_range)) {
            return;
        }
        let (was, is) = (old.names.join(", "), new.names.join(", "));
        let about = place.about(old.declared.node.get("content"), new.declared.node.get("content"));
        let sent = old.names.iter().find(|name| !is_range(name)).copied().unwrap_or("application/json");
        let (rule, end) = match new.offers(sent) {
            true => (
                self.type_rule(place, Wire::Compatible, ChangeKind::BodyMediaTypeChanged),
                ", which the server still accepts",
            ),
            false => ((Rule::BodyMediaTypeChanged, Wire::Breaks, ChangeKind::BodyMediaTypeChanged), ""),
        };
        let message = format!("{} now has the media type {}; it was {}{end}", place.label, code(&is), code(&was));
        self.push(rule, about, (&was, &is), message);
    }

    /// Compares how the properties of a form are encoded.
    fn encodings(&mut self, old: (&Request<'a>, &Use<'a>), new: (&Request<'a>, &Use<'a>), place: &Place) {
        let (Some((before, is_multipart)), Some((after, _))) = (old.0.encodings(), new.0.encodings()) else { return };
        let (one, other) = (View::of(self.before, old.1), View::of(self.after, new.1));
        for property in one.properties() {
            let Some(twin) = other.properties().iter().find(|twin| twin.name == property.name) else { continue };
            let was = written(self.before, property, before, is_multipart);
            let is = written(self.after, twin, after, is_multipart);
            let types = [&property.ty, &twin.ty].map(|ty| matches!(ty, Type::File));
            // A change of the type is another change, whatever the encoding is.
            let is_retyped = was.1 != is.1 || types[0] != types[1];
            if was.0 == is.0 || is_retyped {
                continue;
            }
            let label = format!("{} in {}", code(&property.name), place.label);
            let mut about = place.about(old.0.declared.node.get("content"), new.0.declared.node.get("content"));
            about.subject = format!("{} encoding {}", place.subject, property.name);
            about.items = self.argument_items(&property.name);
            let message = match is_multipart {
                true => format!("{label} is now sent as {}; it was {}", code(&is.0), code(&was.0)),
                false => format!("the values of {label} are now {}; they were {}", is.0, was.0),
            };
            let rule = (Rule::BodyMediaTypeChanged, Wire::Breaks, ChangeKind::BodyEncodingChanged);
            self.push(rule, about, (&was.0, &is.0), message);
        }
    }
}

/// Returns what the caller gives for a kind of body.
fn given(kind: &Kind) -> &'static str {
    match kind {
        Kind::Json | Kind::OtherJson(_) => "a JSON value",
        Kind::Form => "a form",
        Kind::Multipart | Kind::OtherMultipart(_) => "named parts",
        Kind::JsonItems => "a list of items",
        Kind::Raw => "bytes",
    }
}

/// Returns how a property of a form is encoded, and whether it has parts itself.
fn written(state: &State, property: &Property, encodings: &[Encoding], is_multipart: bool) -> (String, bool) {
    let encoding = encodings.iter().find(|encoding| encoding.name == property.name);
    let types = &state.lowered.types;
    let is_structured = is_structured(types, &property.ty);
    if !is_multipart {
        let is_object = is_structured && !matches!(property.ty, Type::List(_));
        let otherwise = if is_object { Style::Json } else { Style::FormExploded };
        let style = encoding.and_then(|encoding| encoding.style).unwrap_or(otherwise);
        let written = super::parameter::written(style, is_structured);
        let text = match encoding.map(|encoding| encoding.reserved) {
            Some(Reserved::Kept) => format!("{written}, without percent-encoding reserved characters"),
            _ => written.to_owned(),
        };
        return (text, is_structured);
    }
    let otherwise = match property.ty {
        Type::File => "application/octet-stream",
        _ if is_structured && !matches!(property.ty, Type::List(_)) => "application/json",
        _ => "text/plain",
    };
    let content_type = encoding.and_then(|encoding| encoding.content_type.as_deref()).unwrap_or(otherwise);
    (media::essence(content_type), is_structured)
}
