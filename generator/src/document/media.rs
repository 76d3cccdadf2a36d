//! Media types: how each is encoded, and which one a client uses if a document offers several.

use std::collections::BTreeMap;

use super::pointer::join;
use super::schema::Usage;
use super::tree::Node;
use super::write;

/// How a body is encoded. If a document offers several encodings, the first one in this order is the default.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Json,
    /// JSON that means something else than the first one, with the word for it: `merge-patch`.
    OtherJson(String),
    /// `multipart/form-data`
    Multipart,
    /// Named parts in another multipart type, with the word for it: `multipart-mixed`.
    OtherMultipart(String),
    /// `application/x-www-form-urlencoded`
    Form,
    /// JSON texts one after another.
    JsonItems,
    /// Anything else. The bytes are sent as they are.
    Raw,
}

impl Kind {
    /// Returns the suffix of the method that sends this kind of body, if the operation has several.
    pub(crate) fn word(&self) -> &str {
        match self {
            Self::Json => "json",
            Self::OtherJson(word) | Self::OtherMultipart(word) => word,
            Self::Multipart => "multipart",
            Self::Form => "form",
            Self::JsonItems => "json-items",
            Self::Raw => "raw",
        }
    }
}

/// The media type of server-sent events.
pub(crate) const EVENTS: &str = "text/event-stream";

/// The media types of JSON texts one after another.
const JSON_STREAMS: &[&str] = &[
    "application/json-lines",
    "application/json-seq",
    "application/jsonl",
    "application/jsonlines",
    "application/ndjson",
    "application/stream+json",
    "application/x-json-stream",
    "application/x-jsonl",
    "application/x-jsonlines",
    "application/x-ndjson",
];

/// Returns whether a media type is JSON texts one after another. `+json-seq` is the suffix of RFC 8091.
pub(crate) fn is_json_stream(media: &str) -> bool {
    let essence = essence(media);
    JSON_STREAMS.contains(&essence.as_str()) || essence.ends_with("+json-seq")
}

/// Returns whether a media type of a content is JSON texts one after another, and its schema describes the texts. If the schema
/// is a string, it describes the stream as a whole.
pub(crate) fn has_json_items(root: &Node, content: &Node, media: &str) -> bool {
    let Some(declared) = content.get(media).filter(|_| is_json_stream(media)) else { return false };
    let is_text = declared.get("schema").is_some_and(|schema| is_string(root, schema, DEEPEST));
    declared.get("itemSchema").is_some() || !is_text
}

fn is_string(root: &Node, schema: &Node, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let schema = schema.behind(root);
    let mut members = schema.get("allOf").into_iter().flat_map(Node::items);
    schema.get("type").and_then(Node::as_str) == Some("string") || members.any(|member| is_string(root, member, depth))
}

/// Returns the places of the schema of an item of a stream, given the place of its media type: `itemSchema` (OpenAPI 3.2), or
/// otherwise `schema` or, if that is a list, its items.
pub(crate) fn item_schema(root: &Node, at: &str) -> Vec<String> {
    let own = join(at, &["itemSchema"]);
    if root.at(&own).is_some() {
        return vec![own];
    }
    let whole = vec![join(at, &["schema"])];
    let items = Usage::of(root, &whole).inner(&["items"]);
    if items.is_empty() { whole } else { items }
}

/// Returns a media type in lower case and without its parameters.
pub(crate) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Groups the media types of a request by their encoding. Each JSON media type that means something of its own is a kind
/// of its own. Those that mean the same as the first one are omitted.
pub(crate) fn kinds<'a>(root: &Node, content: &'a Node) -> BTreeMap<Kind, Vec<&'a str>> {
    let offered: Vec<&'a str> = content.members().map(|(name, _)| name).collect();
    let mut kinds: BTreeMap<Kind, Vec<&'a str>> = BTreeMap::new();
    if let Some(first) = json(offered.iter().copied()) {
        kinds.insert(Kind::Json, vec![first]);
        let others = offered.iter().filter(|media| **media != first && json(std::iter::once(**media)).is_some());
        for media in others.filter(|media| is_other(content, first, media)) {
            let (short, long) = (Kind::OtherJson(word(media)), Kind::OtherJson(slug(media)));
            let kind = if kinds.contains_key(&short) { long } else { short };
            kinds.entry(kind).or_default().push(media);
        }
    }
    for media in offered {
        let kind = match essence(media).as_str() {
            "application/x-www-form-urlencoded" => Kind::Form,
            "multipart/form-data" => Kind::Multipart,
            _ if json(std::iter::once(media)).is_some() => continue,
            other if has_named_parts(root, content, media) => Kind::OtherMultipart(slug(other)),
            _ if has_json_items(root, content, media) => Kind::JsonItems,
            _ => Kind::Raw,
        };
        kinds.entry(kind).or_default().push(media);
    }
    kinds.values_mut().for_each(|names| names.sort_unstable());
    kinds
}

/// Returns whether a body has parts with names: the properties of an object (OpenAPI 3.1.0, section 4.8.14.4). A schema of
/// another type describes parts without names.
fn has_named_parts(root: &Node, content: &Node, media: &str) -> bool {
    let schema = content.get(media).and_then(|media| media.get("schema"));
    let is_sent = media.to_ascii_lowercase().starts_with("multipart/") && !media.contains('*');
    is_sent && schema.is_some_and(|schema| is_object(root, schema, DEEPEST))
}

/// The maximum depth of references and alternatives around the object of a multipart body.
const DEEPEST: usize = 8;

fn is_object(root: &Node, schema: &Node, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let schema = schema.behind(root);
    let members = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema.get(key)).flat_map(Node::items);
    let mut members = members.peekable();
    match schema.get("type").and_then(Node::as_str) {
        Some(ty) => ty == "object",
        None if schema.get("properties").is_some() => true,
        None => members.peek().is_some() && members.any(|member| is_object(root, member, depth)),
    }
}

/// The media types of patches, the plainest first. Each gives JSON another meaning.
const PATCHES: &[&str] =
    &["application/merge-patch+json", "application/strategic-merge-patch+json", "application/json-patch+json"];

/// Whether a JSON media type means something else than the first one: it is a patch, has another schema, or is another
/// version of it.
fn is_other(content: &Node, first: &str, media: &str) -> bool {
    let schema = |name: &str| content.get(name).and_then(|media| media.get("schema")).map(write::compact);
    let differs = schema(first).zip(schema(media)).is_some_and(|(first, other)| first != other);
    let is_patch = PATCHES.contains(&essence(media).as_str()) && essence(first) != essence(media);
    let is_range = media.contains('*') || first.contains('*');
    let without_version = |media: &str| slug(media).replace(|char: char| char.is_ascii_digit(), "");
    let is_version = slug(first) != slug(media) && without_version(first) == without_version(media);
    is_patch || ((differs || is_version) && !is_range)
}

/// Returns the word for a JSON media type: `application/vnd.example.v2+json` is `example-v2`.
fn word(media: &str) -> String {
    let essence = essence(media);
    let rest = essence.strip_prefix("application/").unwrap_or(&essence);
    let rest = rest.strip_suffix("+json").unwrap_or(rest);
    let rest = rest.strip_prefix("vnd.").unwrap_or(rest);
    slug(&format!("{rest};{}", media.split_once(';').map(|(_, parameters)| parameters).unwrap_or_default()))
}

/// Returns a media type in letters, digits and single dashes, without its charset.
fn slug(media: &str) -> String {
    let parts = media.split(';').filter(|part| !part.trim().to_ascii_lowercase().starts_with("charset"));
    let words = parts.flat_map(|part| part.split(|char: char| !char.is_ascii_alphanumeric()));
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    words.join("-")
}

/// Returns the JSON media type to use: `application/json` if it is offered, otherwise another JSON media type, otherwise
/// a patch that is no plain merge, otherwise a range that includes JSON. Among equals, the first by name is used.
pub(crate) fn json<'a>(offered: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let rank = |media: &str| match essence(media).as_str() {
        "application/json" => Some(0),
        "application/jsonc" | "text/json" => Some(2),
        "*/*" | "application/*" | "application/*+json" => Some(3 + PATCHES.len()),
        other if PATCHES[1..].contains(&other) => PATCHES.iter().position(|patch| *patch == other).map(|at| 2 + at),
        other if other.ends_with("+json") && !is_json_stream(other) => Some(1),
        _ => None,
    };
    offered.filter_map(|media| Some((rank(media)?, media))).min().map(|(_, media)| media)
}

/// Returns the content type to send for a media type of the document. A range cannot be sent, so `otherwise` replaces
/// it.
pub(crate) fn sent(media: &str, otherwise: &'static str) -> String {
    if media.contains('*') || essence(media) == otherwise { otherwise.to_owned() } else { media.to_owned() }
}

/// Returns whether a media type is known to be text.
pub(crate) fn is_text(name: &str) -> bool {
    let essence = essence(name);
    let of_text = ["application/xml", "application/x-www-form-urlencoded", "application/yaml", "application/graphql"];
    essence.starts_with("text/") || essence.ends_with("+xml") || of_text.contains(&essence.as_str())
}
