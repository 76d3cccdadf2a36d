//! The events of `text/event-stream`: what their schema describes.

use std::collections::BTreeMap;
use std::rc::Rc;

use openapiv3::MediaType;

use super::context::SchemaPlace;
use super::{Operations, Schemas};
use crate::api::{EventData, Pointer, Type, TypeShape};
use crate::document::media;
use crate::document::pointer::join;
use crate::document::schema::Usage;
use crate::document::tree::Node;
use crate::document::write;
use crate::findings::Code;

/// The fields of an event (HTML, section 9.2.6).
const FIELDS: &[&str] = &["data", "event", "id", "retry"];

impl Operations<'_> {
    /// Returns what an event contains: JSON of the documented type, or text. If a schema has `event` and `data` and
    /// only fields of an event, it describes the event and not its data.
    pub(super) fn event_data(&mut self, name: &str, media: &MediaType, content: SchemaPlace<'_>) -> EventData {
        let MediaType { schema, example: _, examples: _, encoding: _, extensions: _ } = media;
        let item = join(content.at, &[name, "itemSchema"]);
        let item = self.schemas.schema_at(&item).map(|schema| (schema, item));
        let whole = || Some((Rc::new(schema.clone()?), join(content.at, &[name, "schema"])));
        let Some((schema, at)) = item.or_else(whole) else { return EventData::Text };
        let ty = match self.schemas.nullable_type(&schema, content.context.at(&at)) {
            Type::String => return EventData::Text,
            ty => self.schemas.item_of(&ty).unwrap_or(ty),
        };
        let mut texts = Vec::new();
        if !self.schemas.is_whole_event(std::slice::from_ref(&at), &mut texts, DEEPEST) {
            return EventData::Json(ty);
        }
        texts.sort();
        texts.dedup();
        let message = "this describes whole events, with `event` and `data` as properties, and is read as such";
        let help = "if the data itself has these properties, add `additionalProperties: true` with an overlay action";
        self.report(Code::WholeEvent, &at, message, help);
        EventData::Whole(ty, texts)
    }
}

impl Operations<'_> {
    /// Returns the type of the items of JSON texts one after another. Of several media types, the first by name counts.
    pub(super) fn item_type(&mut self, mut streams: Vec<&str>, content: SchemaPlace<'_>) -> Type {
        streams.sort_unstable();
        let places = streams.iter().map(|name| media::item_schema(self.schemas.root, &join(content.at, &[name])));
        let places = places.filter_map(|places| places.into_iter().next());
        let places: Vec<Pointer> = places.filter(|place| self.schemas.root.at(place).is_some()).collect();
        let Some(at) = places.first() else { return Type::Any };
        let said = |at: &Pointer| self.schemas.root.at(at).map(write::compact);
        if let Some(other) = places.iter().find(|other| said(other) != said(at)) {
            let message = "another media type of this stream has another schema, so an item is read as any JSON value";
            self.report(Code::OtherMedia, other, message, "remove one of them with an overlay action, or accept this");
            return Type::Any;
        }
        if at.ends_with("/items") {
            let message = "this is a list, and each text of the stream is an item of it";
            self.report(
                Code::WholeEvent,
                at,
                message,
                "describe the item alone with an overlay action, or accept this",
            );
        }
        let Some(schema) = self.schemas.schema_at(at) else { return Type::Any };
        self.schemas.nullable_type(&schema, content.context.item("[]").at(at))
    }
}

impl Schemas<'_> {
    /// Returns those of the media types of a content that are JSON texts one after another.
    pub(super) fn json_streams<'a>(&self, names: &[&'a str], at: &str) -> Vec<&'a str> {
        let Some(content) = self.root.at(at) else { return Vec::new() };
        names.iter().copied().filter(|name| media::has_json_items(self.root, content, name)).collect()
    }

    /// Returns the schema of the items of a list, because a list is sent as an event for each item.
    fn item_of(&self, ty: &Type) -> Option<Type> {
        match ty {
            Type::List(item) => Some((**item).clone()),
            Type::Nullable(ty) => self.item_of(ty),
            Type::Named(id) => match &self.types[id.0].shape {
                TypeShape::Alias(Type::List(item)) => Some((**item).clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns whether the schema at these places describes whole events. The names of events whose data is text are
    /// added to the list.
    fn is_whole_event(&self, places: &[Pointer], texts: &mut Vec<String>, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        let schema = Usage::of(self.root, places);
        let items = schema.inner(&["items"]);
        if !items.is_empty() {
            return self.is_whole_event(&items, texts, depth);
        }
        let alternatives = schema.alternatives();
        let properties = schema.all("properties").flat_map(Node::members);
        let properties: BTreeMap<&str, &Node> = properties.map(|(name, member)| (name, &member.node)).collect();
        if properties.is_empty() {
            let mut is_event = |place| self.is_whole_event(std::slice::from_ref(place), texts, depth);
            return !alternatives.is_empty() && alternatives.iter().all(&mut is_event);
        }
        let is_closed = schema.all("additionalProperties").all(|rest| rest.as_bool() == Some(false));
        if !is_closed || !properties.keys().all(|name| FIELDS.contains(name)) {
            return false;
        }
        let (Some(event), Some(data)) = (properties.get("event"), properties.get("data")) else { return false };
        if alternatives.is_empty() {
            self.add_texts(event, data, texts);
        }
        // Each alternative says more of the same fields.
        alternatives.iter().all(|place| {
            let schema = Usage::of(self.root, std::slice::from_ref(place));
            let own = schema.all("properties").flat_map(Node::members);
            let own: BTreeMap<&str, &Node> = own.map(|(name, member)| (name, &member.node)).collect();
            self.add_texts(own.get("event").unwrap_or(event), own.get("data").unwrap_or(data), texts);
            schema.alternatives().is_empty() && own.keys().all(|name| FIELDS.contains(name))
        })
    }

    /// Adds the names of the events whose data is text.
    fn add_texts(&self, event: &Node, data: &Node, texts: &mut Vec<String>) {
        if data.behind(self.root).get("type").and_then(Node::as_str) == Some("string") {
            let names = event.behind(self.root).get("enum").into_iter().flat_map(Node::items).filter_map(Node::as_str);
            texts.extend(names.map(str::to_owned));
        }
    }
}

/// The maximum depth of a schema for events.
const DEEPEST: usize = 8;
