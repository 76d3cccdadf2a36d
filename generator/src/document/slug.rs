//! Slugs, as the vendor's documentation has them in its links, and short hashes.

/// The maximum length of a file name without its extension.
const MAX_STEM: usize = 150;

/// Returns the name that the vendor's links use for an endpoint. The file of its fragment has the same name.
pub(crate) fn page(method: &str, path: &str) -> String {
    let mut page = method.to_ascii_lowercase();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        page.push_str("--");
        page.push_str(&slug(segment));
    }
    shorten(page, path, MAX_STEM)
}

/// Converts a text to lower case, keeps `[a-z0-9._]`, removes braces, and replaces every run of other characters by a
/// hyphen. If nothing remains, the slug is the hash of the text.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for char in text.chars().filter(|char| !matches!(char, '{' | '}')) {
        match char.to_ascii_lowercase() {
            kept @ ('a'..='z' | '0'..='9' | '.' | '_') => slug.push(kept),
            _ if slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    // A leading dot hides a file, and Windows drops a trailing one.
    let slug = slug.trim_matches(['-', '.']);
    if slug.is_empty() { hash(text) } else { slug.to_owned() }
}

/// Shortens a name that is too long. The shorter name ends with the hash of the text that the name was made from.
pub(crate) fn shorten(mut name: String, from: &str, most: usize) -> String {
    if name.len() > most {
        let hash = hash(from);
        name.truncate(most - hash.len() - 1);
        name.truncate(name.trim_end_matches(['-', '.']).len());
        name.push('-');
        name.push_str(&hash);
    }
    name
}

/// Returns the hash FNV-1a (64 bits, as in draft-eastlake-fnv), which is the same on every machine and in every version.
pub fn fnv(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}

/// Returns a short hash: FNV-1a, folded to 32 bits.
pub(crate) fn hash(text: &str) -> String {
    let wide = fnv(text.bytes());
    format!("{:08x}", (wide >> 32) ^ (wide & 0xffff_ffff))
}
