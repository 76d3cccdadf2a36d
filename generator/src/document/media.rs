//! Media types: how each is encoded, and which one a client uses if a document offers several.

use std::collections::BTreeMap;

/// How a body is encoded. If a document offers several encodings, the first one in this order is the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Json,
    /// `multipart/form-data`
    Multipart,
    /// `application/x-www-form-urlencoded`
    Form,
    /// Anything else. The bytes are sent as they are.
    Raw,
}

impl Kind {
    /// Returns the suffix of the method that sends this kind of body, if the operation has several.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Multipart => "multipart",
            Self::Form => "form",
            Self::Raw => "raw",
        }
    }
}

/// The media type of server-sent events.
pub(crate) const EVENTS: &str = "text/event-stream";

/// Returns a media type in lower case and without its parameters.
pub(crate) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Groups the media types of a request by their encoding. Only one JSON media type is kept.
pub(crate) fn kinds<'a>(offered: impl Iterator<Item = &'a str>) -> BTreeMap<Kind, Vec<&'a str>> {
    let offered: Vec<&str> = offered.collect();
    let mut kinds: BTreeMap<Kind, Vec<&'a str>> = BTreeMap::new();
    kinds.extend(json(offered.iter().copied()).map(|media| (Kind::Json, vec![media])));
    for media in offered {
        let kind = match essence(media).as_str() {
            "application/x-www-form-urlencoded" => Kind::Form,
            "multipart/form-data" => Kind::Multipart,
            _ if json(std::iter::once(media)).is_some() => continue,
            _ => Kind::Raw,
        };
        kinds.entry(kind).or_default().push(media);
    }
    kinds.values_mut().for_each(|names| names.sort_unstable());
    kinds
}

/// Returns the JSON media type to use: `application/json` if it is offered, otherwise another JSON media type,
/// otherwise a range that includes JSON. Among equals, the first by name is used.
pub(crate) fn json<'a>(offered: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let rank = |media: &str| match essence(media).as_str() {
        "application/json" => Some(0),
        "application/jsonc" | "text/json" => Some(2),
        "*/*" | "application/*" | "application/*+json" => Some(3),
        other if other.ends_with("+json") => Some(1),
        _ => None,
    };
    offered.filter_map(|media| Some((rank(media)?, media))).min().map(|(_, media)| media)
}

/// Returns the content type to send for a media type of the document. A range cannot be sent, so `otherwise` replaces
/// it.
pub(crate) fn sent(media: &str, otherwise: &'static str) -> String {
    if media.contains('*') || essence(media) == otherwise { otherwise.to_owned() } else { media.to_owned() }
}
