//! The events of `text/event-stream`: what their schema describes.

use std::collections::BTreeMap;

use openapiv3::MediaType;

use super::context::SchemaPlace;
use super::{Operations, Schemas};
use crate::api::{EventData, Pointer, Type, TypeShape};
use crate::document::pointer::join;
use crate::document::schema::Usage;
use crate::document::tree::Node;
use crate::findings::Code;

/// The fields of an event (HTML, section 9.2.6).
const FIELDS: &[&str] = &["data", "event", "id", "retry"];

impl Operations<'_> {
    /// Returns what an event contains: JSON of the documented type, or text. If a schema has `event` and `data` and
    /// only fields of an event, it describes the event and not its data.
    pub(super) fn event_data(&mut self, name: &str, media: &MediaType, content: SchemaPlace<'_>) -> EventData {
        let MediaType { schema, example: _, examples: _, encoding: _, extensions: _ } = media;
        let Some(schema) = schema else { return EventData::Text };
        let at = join(content.at, &[name, "schema"]);
        let ty = match self.schemas.nullable_type(schema, content.context.at(&at)) {
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

impl Schemas<'_> {
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
        let (Some(event), Some(data)) = (properties.get("event"), properties.get("data")) else { return false };
        if data.behind(self.root).get("type").and_then(Node::as_str) == Some("string") {
            let names = event.behind(self.root).get("enum").into_iter().flat_map(Node::items).filter_map(Node::as_str);
            texts.extend(names.map(str::to_owned));
        }
        let is_closed = schema.all("additionalProperties").all(|rest| rest.as_bool() == Some(false));
        alternatives.is_empty() && properties.keys().all(|name| FIELDS.contains(name)) && is_closed
    }
}

/// The maximum depth of a schema for events.
const DEEPEST: usize = 8;
