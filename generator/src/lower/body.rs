//! Request bodies: which kinds an operation has, and what each contains.

use std::collections::BTreeMap;

use openapiv3::{Components, MediaType, ReferenceOr, RequestBody, Schema};

use super::context::{Context, Endpoint};
use super::directions::sent;
use super::form_encoding::{form_encoding, part_encoding};
use super::multipart::Form;
use super::references;
use super::{Operations, Schemas, described_at, resolve};
use crate::api::{
    Body, Hint, HintBase, Home, Media, Operation, OperationId, Pointer, Presence, Property, Type, TypeShape,
    behind_aliases,
};
use crate::document::media::{self, Kind};
use crate::document::pointer::join;
use crate::document::pointer::unescape;
use crate::document::schema::is_nullable;
use crate::document::tree::Node;
use crate::findings::Code;

type Declared<'a> = Option<&'a ReferenceOr<RequestBody>>;

/// What is known about a body before its schema is read.
struct Outline<'a> {
    endpoint: Endpoint<'a>,
    presence: Presence,
    description: Option<&'a String>,
    /// The pointer to the content.
    at: &'a str,
}

impl Operations<'_> {
    /// Returns the body of the first kind, which is JSON if the document offers it.
    pub(super) fn body(&mut self, endpoint: Endpoint<'_>, body: Declared<'_>, at: &str) -> Body {
        let Some((body, at)) = declared(self.schemas.components(), body, at) else { return Body::None };
        let kinds = kinds(self.schemas.root(), &at);
        let Some((kind, names)) = kinds.first_key_value() else { return Body::None };
        self.same_json(body, &kinds, &at);
        self.body_of(endpoint, body, (kind, names), &at)
    }

    /// Returns an operation for each further kind of body. `next` is the number of the first of them.
    pub(super) fn other_bodies(&mut self, first: &Operation, body: Declared<'_>, next: usize) -> Vec<Operation> {
        let Some((body, at)) = declared(self.schemas.components(), body, &first.at) else { return Vec::new() };
        let kinds = kinds(self.schemas.root(), &at);
        let mut variants = Vec::new();
        for (kind, names) in kinds.iter().skip(1) {
            let mut variant = Operation { variant: Some(kind.clone()), ..first.clone() };
            let (id, key) = (OperationId(next + variants.len()), variant.place());
            variant.body = self.body_of(Endpoint { id, key: &key }, body, (kind, names), &at);
            variants.push(variant);
        }
        variants
    }

    /// Reports JSON media types that are not used, because they mean the same as the first one.
    fn same_json(&mut self, body: &RequestBody, kinds: &BTreeMap<Kind, Vec<&str>>, at: &str) {
        let Some(spoken) = kinds.get(&Kind::Json).map(|names| names.join(", ")) else { return };
        let is_json = |name: &str| media::json(std::iter::once(name)).is_some();
        let is_used = |name: &str| kinds.values().flatten().any(|used| *used == name);
        let names = body.content.keys().map(String::as_str);
        let same: Vec<&str> = names.filter(|name| is_json(name) && !is_used(name)).collect();
        if !same.is_empty() {
            let message = format!("{spoken} is used; {} means the same", same.join(", "));
            self.report(Code::NotGenerated, at, message, "remove the others with an overlay action, or accept this");
        }
    }

    fn body_of(
        &mut self,
        endpoint: Endpoint<'_>,
        body: &RequestBody,
        (kind, names): (&Kind, &[&str]),
        at: &str,
    ) -> Body {
        let RequestBody { description, content, required, extensions: _ } = body;
        let presence = if *required { Presence::Required } else { Presence::Optional };
        let name = names.first().copied().unwrap_or_default();
        let Some(MediaType { schema, example: _, examples: _, encoding, extensions: _ }) = content.get(name) else {
            return Body::None;
        };
        let outline = Outline { endpoint, presence, description: description.as_ref(), at };
        let is_binary = self.schemas.is_binary(&join(at, &[name, "schema"]));
        match kind {
            Kind::Raw => self.raw(&outline, names),
            Kind::JsonItems => self.json_items(&outline, names),
            Kind::Json if name.contains('*') && is_binary => self.raw(&outline, names),
            Kind::Json | Kind::OtherJson(_) => {
                let spoken = Media::Json(media::sent(name, "application/json"));
                self.value(&outline, schema.as_ref(), spoken, name)
            }
            Kind::Form => {
                let explodes = |property: &str| {
                    let node = self.schemas.root().at(&join(at, &[name, "encoding", property, "explode"]))?;
                    // The library reads an absent `explode` as `false`, but the default for forms is `true`.
                    node.as_bool()
                };
                let encodings =
                    encoding.iter().filter_map(|(name, it)| form_encoding(name, it, explodes(name))).collect();
                self.value(&outline, schema.as_ref(), Media::Form(encodings), name)
            }
            Kind::Multipart | Kind::OtherMultipart(_) => {
                let encodings = encoding.iter().filter_map(|(name, encoding)| part_encoding(name, encoding)).collect();
                self.value(&outline, schema.as_ref(), Media::Multipart { name: name.to_owned(), encodings }, name)
            }
        }
    }

    /// Reports that the caller chooses among several media types. The default is the first by name that is not a range.
    fn raw(&mut self, outline: &Outline<'_>, names: &[&str]) -> Body {
        let name = names.iter().find(|name| !name.contains('*')).or(names.first()).copied().unwrap_or_default();
        if names.len() > 1 || name.contains('*') {
            let spoken = media::sent(name, "application/octet-stream");
            let message = format!(
                "a body of {} is sent as {spoken}, unless the caller sets another content type",
                names.join(", ")
            );
            self.report(Code::NotGenerated, outline.at, message, "callers set it with `File::with_content_type`");
        }
        Body::Raw {
            presence: outline.presence,
            description: outline.description.cloned(),
            media: media::sent(name, "application/octet-stream"),
        }
    }

    /// Returns a body of JSON texts one after another: the list of them.
    fn json_items(&mut self, outline: &Outline<'_>, names: &[&str]) -> Body {
        let says = |name: &str, key: &str| self.schemas.root().at(&join(outline.at, &[name, key])).is_some();
        let has_schema = |name: &&&str| ["itemSchema", "schema"].iter().any(|key| says(name, key));
        let Some(name) = names.iter().find(has_schema).or(names.first()) else { return Body::None };
        let others: Vec<&str> = names.iter().copied().filter(|other| other != name).collect();
        if !others.is_empty() {
            let message = format!("{name} is sent, and not {}", others.join(", "));
            let help = "remove the others with an overlay action, or accept this";
            self.report(Code::NotGenerated, outline.at, message, help);
        }
        let context = context(outline.endpoint, outline.description.is_some());
        let item = self.item_type(names.to_vec(), context.at(outline.at));
        let (presence, description) = (outline.presence, outline.description.cloned());
        Body::Value {
            presence,
            ty: Type::List(Box::new(item)),
            description,
            media: Media::JsonItems((*name).to_owned()),
        }
    }

    fn value(&mut self, outline: &Outline<'_>, schema: Option<&ReferenceOr<Schema>>, media: Media, name: &str) -> Body {
        let Outline { endpoint, presence, description, at: content } = *outline;
        let description = description.cloned();
        let any = if matches!(media, Media::Json(_)) { Type::Any } else { Type::Map(Box::new(Type::Any)) };
        let Some(schema) = schema else { return Body::Value { presence, ty: any, description, media } };
        let at = join(content, &[name, "schema"]);
        // Setters of properties cannot send `null`. A form cannot be `null` anyway.
        let may_be_null = matches!(media, Media::Json(_)) && is_nullable(self.schemas.root(), &at);
        let properties = if may_be_null { None } else { self.schemas.body_properties(endpoint, schema, &at) };
        if let Some(mut properties) = properties {
            if let Media::Multipart { .. } = media {
                properties.iter_mut().for_each(|property| self.schemas.as_file(property));
            }
            self.as_given(&mut properties, &media, &join(content, &[name]));
            if let Media::Form(encodings) = &media {
                self.unsaid_styles(&properties, encodings);
            }
            return self.object_body(presence, Form { properties, rest: None }, media, &at);
        }
        let context = context(endpoint, description.is_some());
        let ty = self.schemas.nullable_type(schema, context.at(&at));
        let file = self.schemas.file_within(&at).or_else(|| self.schemas.is_binary(&at).then(|| at.clone()));
        if let (Media::Multipart { .. }, Some(file)) = (&media, file) {
            if let Some(mut form) = self.schemas.form(&ty, context.at(&at)) {
                self.as_given(&mut form.properties, &media, &join(content, &[name]));
                return self.object_body(presence, form, media, &at);
            }
            let message = "this file is sent as text, because its form is not an object";
            self.report(Code::UndefinedStyle, &file, message, "make the form an object with an overlay action");
        }
        if !matches!(media, Media::Json(_)) && !self.may_be_object(&ty) {
            let boundary =
                if matches!(media, Media::Form(_)) { "" } else { ", and its content type with the boundary" };
            let message = format!(
                "{name} without an object has nothing to send by name; the caller gives the whole body{boundary}"
            );
            self.report(Code::UndefinedStyle, &at, message, "make it an object with an overlay action, or accept this");
            return self.raw(outline, &[name]);
        }
        let ty = if ty == Type::Any { any } else { ty };
        Body::Value { presence, ty, description, media }
    }

    /// Returns whether the values of a type can have properties.
    fn may_be_object(&self, ty: &Type) -> bool {
        match behind_aliases(self.schemas.types(), ty) {
            Type::Nullable(inner) => self.may_be_object(inner),
            Type::Any | Type::Map(_) => true,
            Type::Named(id) => {
                matches!(self.schemas.types()[id.0].shape, TypeShape::Struct { .. } | TypeShape::Union(_))
            }
            _ => false,
        }
    }

    /// Returns whether a body is required. With required properties it is, although vendors often forget to say so.
    fn object_body(&mut self, presence: Presence, form: Form, media: Media, at: &str) -> Body {
        let Form { properties, rest } = form;
        let requires = properties.iter().any(|property| property.presence == Presence::Required);
        if requires && presence == Presence::Optional {
            let message = "this body has required properties but is not required itself; it is read as required";
            self.report(
                Code::BodyRequired,
                at,
                message,
                "add `required: true` to the request body with an overlay action",
            );
        }
        let presence = if requires { Presence::Required } else { presence };
        Body::Object { presence, properties, rest, media }
    }
}

impl Schemas<'_> {
    /// Returns the properties of a body that is an object and not a union. They are set one by one.
    fn body_properties(
        &mut self,
        endpoint: Endpoint<'_>,
        schema: &ReferenceOr<Schema>,
        at: &str,
    ) -> Option<Vec<Property>> {
        if let ReferenceOr::Reference { reference } = schema {
            let id = *self.component_types.get(&crate::document::pointer::component_name(reference))?;
            let TypeShape::Struct { properties, rest: None } = &self.types[id.0].shape else { return None };
            self.sent_components.push((endpoint.id, id));
            let properties = properties.clone();
            return Some(self.sent_properties(properties, at));
        }
        let ReferenceOr::Item(item) = schema else { return None };
        let (properties, rest) = self.object_of(item, context(endpoint, false).at(at)).ok()?;
        (rest.is_none() && !item.schema_data.nullable).then(|| self.sent_properties(properties, at))
    }

    fn sent_properties(&mut self, properties: Vec<Property>, at: &str) -> Vec<Property> {
        if references::is_reference(&properties, None) {
            references::report(self.root, at, self.findings);
        }
        sent(properties, None)
    }

    /// Makes files of the binary strings in a multipart form.
    pub(super) fn as_file(&self, property: &mut Property) {
        if let Some(ty) = self.file_at(&property.at) {
            property.ty = ty;
        }
    }

    /// Returns whether the schema at this place is binary data.
    pub(super) fn is_binary(&self, at: &str) -> bool {
        self.file_at(at).is_some()
    }

    pub(super) fn file_at(&self, at: &str) -> Option<Type> {
        self.root.at(at).and_then(|node| self.file_type(node, DEEPEST))
    }

    /// Returns the first binary property of a schema.
    fn file_within(&self, at: &str) -> Option<String> {
        self.places_within(at).into_iter().find(|place| self.is_binary(place))
    }

    /// Returns the places of the properties and additional properties of a schema, including those of its members.
    pub(super) fn places_within(&self, at: &str) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![at.to_owned()];
        let mut seen = std::collections::BTreeSet::new();
        while let Some(at) = open.pop() {
            let Some(node) = self.root.at(&at).filter(|_| seen.insert(at.clone())) else { continue };
            open.extend(node.get("$ref").and_then(Node::as_str).map(|text| unescape(text.trim_start_matches('#'))));
            for key in ["allOf", "oneOf", "anyOf"] {
                let members = node.get(key).and_then(Node::as_array).map_or(0, <[Node]>::len);
                open.extend((0..members).map(|member| join(&at, &[key, &member.to_string()])));
            }
            let properties = node.get("properties").into_iter().flat_map(Node::members);
            found.extend(properties.map(|(name, _)| join(&at, &["properties", name])));
            found.extend(node.get("additionalProperties").map(|_| join(&at, &["additionalProperties"])));
        }
        found
    }

    /// Returns the type of a schema for binary data: a file or a list of files.
    fn file_type(&self, node: &Node, depth: usize) -> Option<Type> {
        let depth = depth.checked_sub(1)?;
        let node = node.behind(self.root);
        if node.get("format").and_then(Node::as_str) == Some("binary") {
            return Some(Type::File);
        }
        if let Some(items) =
            node.get("items").filter(|items| items.get("$ref").is_some() || items.get("format").is_some())
        {
            return self.file_type(items, depth).map(|file| Type::List(Box::new(file)));
        }
        let alternatives = ["oneOf", "anyOf", "allOf"].iter().filter_map(|key| node.get(key)).flat_map(Node::items);
        let files: Vec<Type> =
            alternatives.filter(|node| is_shallow(node)).filter_map(|node| self.file_type(node, depth)).collect();
        let list = files.iter().find(|ty| matches!(ty, Type::List(_)));
        list.or(files.first()).cloned()
    }
}

/// The maximum depth of lists and alternatives around a file. A list can contain itself.
const DEEPEST: usize = 8;

/// Resolves the references of a body, and returns it with the pointer to its content.
fn declared<'a>(components: &'a Components, body: Declared<'a>, at: &str) -> Option<(&'a RequestBody, Pointer)> {
    let body = body?;
    let section = &components.request_bodies;
    let at = described_at(body, ("requestBodies", section), join(at, &["requestBody"]));
    Some((resolve(body, section)?, join(&at, &["content"])))
}

/// Returns the media types of a content by their encoding.
fn kinds<'a>(root: &'a Node, at: &str) -> BTreeMap<Kind, Vec<&'a str>> {
    root.at(at).map(|content| media::kinds(root, content)).unwrap_or_default()
}

/// Returns whether an alternative can be visited without the risk that it leads back to itself.
fn is_shallow(node: &Node) -> bool {
    ["oneOf", "anyOf", "allOf", "$ref"].iter().all(|key| node.get(key).is_none())
}

fn context(endpoint: Endpoint<'_>, described: bool) -> Context {
    Context {
        home: Home::Operation(endpoint.id),
        place: format!("{} body", endpoint.key),
        hint: Hint { base: HintBase::Body, item: false, around: Vec::new() },
        described,
        making: None,
    }
}
