//! Finds the target of a link in the header `Link` (RFC 8288, section 3).

use reqwest::header::{HeaderMap, LINK};

/// Returns the target of the first link that has this relation. A link of something other than the response, which has an
/// `anchor`, does not count.
pub(super) fn target(headers: &HeaderMap, relation: &str) -> Option<String> {
    headers.get_all(LINK).iter().find_map(|value| {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let links = Links { rest: &text };
        let found = links.into_iter().find(|link| link.has(relation))?.target.trim().to_owned();
        Some(found)
    })
}

/// One link: its target, and its parameters with their values.
struct Link<'a> {
    target: &'a str,
    parameters: Vec<(&'a str, String)>,
}

impl Link<'_> {
    /// Whether the link has this relation. Relations are not case-sensitive, and only the first `rel` counts.
    fn has(&self, relation: &str) -> bool {
        let value = |name: &str| self.parameters.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        let relations = value("rel").map(|(_, relations)| relations.as_str()).unwrap_or_default();
        value("anchor").is_none() && relations.split_whitespace().any(|own| own.eq_ignore_ascii_case(relation))
    }
}

/// The links of a header, from left to right. What cannot be parsed ends them.
struct Links<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Links<'a> {
    type Item = Link<'a>;

    fn next(&mut self) -> Option<Link<'a>> {
        let start = self.rest.trim_start_matches([',', ' ', '\t']).strip_prefix('<')?;
        let (target, rest) = start.split_once('>')?;
        self.rest = rest;
        let mut parameters = Vec::new();
        while let Some(parameter) = self.parameter() {
            parameters.push(parameter);
        }
        Some(Link { target, parameters })
    }
}

impl<'a> Links<'a> {
    /// Takes the next parameter of the link: `; rel="next"`.
    fn parameter(&mut self) -> Option<(&'a str, String)> {
        let rest = self.rest.trim_start().strip_prefix(';')?.trim_start_matches([' ', '\t', ';']);
        let end = rest.find(['=', ';', ',']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        self.rest = after;
        let Some(value) = after.strip_prefix('=') else { return Some((name.trim(), String::new())) };
        let value = value.trim_start();
        if let Some(quoted) = value.strip_prefix('"') {
            let (text, rest) = unquote(quoted);
            self.rest = rest;
            return Some((name.trim(), text));
        }
        let end = value.find([';', ',']).unwrap_or(value.len());
        let (text, rest) = value.split_at(end);
        self.rest = rest;
        Some((name.trim(), text.trim().to_owned()))
    }
}

/// Returns the text of a quoted string after its opening quote, and what follows the closing one.
fn unquote(quoted: &str) -> (String, &str) {
    let mut text = String::new();
    let mut chars = quoted.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return (text, &quoted[at + 1..]),
            '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
            other => text.push(other),
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderMap, HeaderValue, LINK};

    use super::target;

    #[test]
    fn the_link_with_the_relation_is_found() {
        let next = |values: &[&'static str]| {
            let headers: HeaderMap = values.iter().map(|value| (LINK, HeaderValue::from_static(value))).collect();
            target(&headers, "next")
        };
        for values in [
            &[r#"</a?page=2>; rel="next""#][..],
            &["</a?page=2>;rel=next"],
            &[r#"</z>; rel="prev", </a?page=2>; rel="next", </y>; rel="next""#],
            &[r#"</z,;>; rel=prev; title="x, <y>; rel=next \" z",  < /a?page=2 > ;  REL = "last Next""#],
            &["</z>; rel=prev", "", "</a?page=2>; crossorigin; rel=next; rel=prev"],
            &[r#"</z>; anchor="/other"; rel="next", </a?page=2>; rel="next""#],
        ] {
            assert_eq!(next(values).as_deref(), Some("/a?page=2"), "{values:?}");
        }
        for values in [
            &[][..],
            &[""],
            &["</z>"],
            &["</z>; rel=prev; rel=next"],
            &[r#"</z>; rel="nextpage""#],
            &["/z; rel=next"],
            &["</z"],
            &[r#"</z>; title="rel=next"#],
            &["</z>;;;"],
        ] {
            assert_eq!(next(values), None, "{values:?}");
        }
    }
}
