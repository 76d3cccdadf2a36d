//! Slugs as the documentation of vendors has them in its links, and short hashes.

/// How long the name of a file may be, without its ending.
const MAX_STEM: usize = 150;

/// Returns the name of an endpoint's page in the vendor's links; a fragment's file has the same one.
pub(crate) fn page(method: &str, path: &str) -> String {
    let mut page = method.to_ascii_lowercase();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        page.push_str("--");
        page.push_str(&slug(segment));
    }
    shorten(page, path, MAX_STEM)
}

/// Keeps `[a-z0-9._]`, lowers capitals, drops braces and turns every run of anything else into one hyphen.
/// A text of which nothing remains gives its hash.
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

/// Cuts a name that is too long and ends it with the hash of what it was made from.
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

/// A short hash that is the same on every machine and in every version: FNV-1a, folded to 32 bits.
pub(crate) fn hash(text: &str) -> String {
    let wide = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{:08x}", (wide >> 32) ^ (wide & 0xffff_ffff))
}
