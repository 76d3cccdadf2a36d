//! What media types are made of, and which of them a client speaks where a document offers several.

use std::collections::BTreeMap;

/// How a body is written; the first that a document offers is the one that a request takes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Json,
    /// `multipart/form-data`
    Multipart,
    /// `application/x-www-form-urlencoded`
    Form,
    /// Anything else, which goes as it is.
    Raw,
}

impl Kind {
    /// The last word of a method that sends this kind beside another one.
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

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Sorts the media types of a request by what they are made of. Of several names of JSON one is spoken; the others do not
/// appear.
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

/// Returns the JSON among several media types: the plain one, else one of another name, else a range that holds it. Of
/// equals the first by name.
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

/// The content type to send where a document has this media type: a range is not one.
pub(crate) fn sent(media: &str, otherwise: &'static str) -> String {
    if media.contains('*') || essence(media) == otherwise { otherwise.to_owned() } else { media.to_owned() }
}
