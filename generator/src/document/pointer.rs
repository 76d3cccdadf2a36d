//! JSON pointers (RFC 6901) and references: their tokens and escapes.

use std::borrow::Cow;

/// Appends one reference token to a JSON pointer (RFC 6901, section 3).
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    if token.as_bytes().contains(&b'~') || token.as_bytes().contains(&b'/') {
        pointer.push_str(&token.replace('~', "~0").replace('/', "~1"));
    } else {
        pointer.push_str(token);
    }
}

/// Returns `pointer` with more reference tokens appended.
pub(crate) fn join(pointer: &str, tokens: &[&str]) -> String {
    let mut joined = pointer.to_owned();
    for token in tokens {
        push_token(&mut joined, token);
    }
    joined
}

/// Splits a JSON pointer into its unescaped tokens.
pub(crate) fn tokens(pointer: &str) -> impl Iterator<Item = String> {
    steps(pointer).map(Cow::into_owned)
}

/// Splits a JSON pointer into its unescaped tokens, and copies only those with an escape.
pub(crate) fn steps(pointer: &str) -> impl Iterator<Item = Cow<'_, str>> {
    pointer.split('/').skip(1).map(|token| match token.as_bytes().contains(&b'~') {
        true => Cow::Owned(token.replace("~1", "/").replace("~0", "~")),
        false => Cow::Borrowed(token),
    })
}

/// Undoes the percent-encoding of a URI fragment (RFC 6901, section 6).
pub(crate) fn unescape(fragment: &str) -> String {
    if !fragment.contains('%') {
        return fragment.to_owned();
    }
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let decoded = (first == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(decoded.unwrap_or(first));
        rest = if decoded.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}

/// Returns the name in `#/components/…/Name`, unescaped.
pub(crate) fn component_name(reference: &str) -> String {
    let name = reference.rsplit('/').next().unwrap_or_default();
    unescape(name).replace("~1", "/").replace("~0", "~")
}
