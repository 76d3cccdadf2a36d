//! Corrects the names of media types. Keys of a media type that stand in the place of its name belong to JSON.

use crate::document::grammar::{Kind, Shape};
use crate::document::grammar_walk::{each_object, shape_of};
use crate::document::source::Span;
use crate::document::tree::{Member, Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

/// Corrects the names of all media types.
pub(crate) fn mend(root: &mut Node, findings: &mut Findings) {
    each_object(root, Kind::Document, &mut |node, kind| {
        if matches!(shape_of(kind, "content"), Some(Shape::Map(Kind::MediaType)))
            && let Some(content) = node.get_mut("content")
        {
            mend_all(content, findings);
        }
    });
}

fn mend_all(content: &mut Node, findings: &mut Findings) {
    let span = content.span;
    let Some(members) = content.as_object_mut() else { return };
    // `type/subtype` (RFC 9110, section 8.3.1).
    let is_right = |name: &str| name.contains('/');
    if members.keys().all(|name| is_right(name)) {
        return;
    }
    let (right, others): (Object, Object) = std::mem::take(members).into_iter().partition(|(name, _)| is_right(name));
    *members = right;
    let is_key = |name: &str| shape_of(Kind::MediaType, name).is_some();
    let (keys, words): (Object, Object) = others.into_iter().partition(|(name, _)| is_key(name));
    for (name, member) in words {
        let at = member.name;
        if let Some(media) = meant(&name).filter(|media| !members.contains_key(*media)) {
            findings.push(reading(&name, media, at));
            members.insert(media.to_owned(), member);
        } else if name.starts_with("x-") || meant(&name).is_some() {
            findings.push(ignored(&name, at));
        } else {
            let message = format!("`{name}` is not a media type; it is used as it is written");
            findings.push(Diagnostic::new(Code::InvalidValue, at, message).help(EXAMPLE));
            members.insert(name, member);
        }
    }
    let first = keys.first().map(|(name, member)| (name.clone(), member.name));
    let Some((first, name)) = first else { return };
    if members.is_empty() && keys.contains_key("schema") {
        let message =
            format!("`{first}` is a key of a media type, and there is no media type; `application/json` is assumed");
        findings.push(Diagnostic::new(Code::VendorForm, name, message).help(EXAMPLE));
        let node = Node::new(span, Value::Object(keys));
        members.insert("application/json".to_owned(), Member { name, node });
        return;
    }
    keys.iter().for_each(|(key, member)| findings.push(ignored(key, member.name)));
}

const EXAMPLE: &str = "write a media type such as `application/json` here";

fn reading(name: &str, media: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::VendorForm, span, format!("the media type `{name}` is read as `{media}`")).help("write it so")
}

fn ignored(name: &str, span: Span) -> Diagnostic {
    let message = format!("`{name}` is not a media type; it is ignored");
    Diagnostic::new(Code::InvalidValue, span, message).help("remove it with an overlay action")
}

/// Returns the media type that a single word means.
fn meant(name: &str) -> Option<&'static str> {
    match name.trim().to_ascii_lowercase().as_str() {
        "json" => Some("application/json"),
        "xml" => Some("application/xml"),
        "text" => Some("text/plain"),
        "*" => Some("*/*"),
        _ => None,
    }
}
