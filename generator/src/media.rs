//! Which media type a client speaks where a document offers several.

/// Returns the JSON among several media types: the plain one, else a `+json` one, else a range that holds it. Of
/// equals the first by name.
pub(crate) fn json<'a>(offered: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let essence = |media: &str| media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let rank = |media: &str| match essence(media).as_str() {
        "application/json" => Some(0),
        "*/*" | "application/*" => Some(2),
        other if other.ends_with("+json") => Some(1),
        _ => None,
    };
    offered.filter_map(|media| Some((rank(media)?, media))).min().map(|(_, media)| media)
}
