//! Normalises parameters that are incomplete or contradictory. They are read as the widest possible type.

use super::each_member;
use crate::document::tree::{Node, Object, Value};
use crate::document::version::Version;
use crate::findings::{Code, Diagnostic, Findings};

/// The styles of each location (OpenAPI 3.0.3, section 4.7.12.3).
const STYLES: &[(&str, &[&str])] = &[
    ("cookie", &["form", "cookie"]),
    ("header", &["simple"]),
    ("path", &["simple", "label", "matrix"]),
    ("query", &["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
];

/// Normalises the parameters of an operation. References are resolved in `root`.
pub(super) fn listed(operation: &mut Node, (root, version): (&Node, Version), findings: &mut Findings) {
    for parameter in operation.get_mut("parameters").and_then(Node::as_array_mut).into_iter().flatten() {
        if version > Version::V30 {
            describe(parameter, root);
        }
        normalise(parameter, findings);
    }
}

/// Replaces a reference with a description of its own by its target with that description (OpenAPI 3.1.0, section
/// 4.8.23.1).
fn describe(parameter: &mut Node, root: &Node) {
    let Some(words) = parameter.get("description").filter(|_| parameter.get("$ref").is_some()).cloned() else { return };
    let target = parameter.behind(root);
    if target.get("$ref").is_none() {
        let mut target = target.clone();
        target.set("description", words);
        *parameter = target;
    }
}

/// Normalises the parameters of the components.
pub(super) fn defined(fragment: &mut Node, findings: &mut Findings) {
    let section = fragment.get_mut("components").and_then(|components| components.get_mut("parameters"));
    each_member(section, &mut |parameter| normalise(parameter, findings));
}

fn normalise(parameter: &mut Node, findings: &mut Findings) {
    if parameter.get("$ref").is_none() {
        values(parameter, findings);
        style(parameter, findings);
        reserved(parameter, findings);
        if let Some(span) =
            parameter.get("allowEmptyValue").filter(|flag| flag.as_bool() == Some(true)).map(|flag| flag.span)
        {
            let message = format!("{} may be empty; it is, where an empty string is given", named(parameter));
            findings.push(Diagnostic::new(Code::Unchecked, span, message).help("no action is needed"));
        }
    }
}

/// Makes sure that a parameter has either a schema or one media type.
fn values(parameter: &mut Node, findings: &mut Findings) {
    let (span, name) = (parameter.span, named(parameter));
    let has_schema = parameter.get("schema").is_some_and(|schema| !matches!(schema.value, Value::Null));
    let kinds = parameter.get("content").and_then(Node::as_object).map_or(0, Object::len);
    match (has_schema, kinds) {
        (false, 0) => {
            parameter.take("content");
            let mut text = Node::new(span, Value::Object(Object::default()));
            text.set("type", Node::string(span, "string"));
            parameter.set("schema", text);
            let message = format!("the document does not say what {name} contains; it is sent as text");
            findings.push(Diagnostic::new(Code::Untyped, span, message).help("add `schema` with an overlay action"));
        }
        (true, 1..) => {
            parameter.take("content");
            let message = format!("{name} has `schema` and `content`; `content` is ignored");
            findings.push(Diagnostic::new(Code::VendorForm, span, message).help("remove one with an overlay action"));
        }
        (false, 2..) => {
            let message = format!(
                "{name} has several media types in `content`, but can be sent as one only: JSON, if it is there"
            );
            findings
                .push(Diagnostic::new(Code::VendorForm, span, message).help("keep one of them with an overlay action"));
        }
        (true, 0) | (false, 1) => {}
    }
}

/// Replaces a style that the location does not have by the default. If the style joins items, the replacement does too.
fn style(parameter: &mut Node, findings: &mut Findings) {
    let place = parameter.get("in").and_then(Node::as_str).unwrap_or_default();
    let Some((place, styles)) = STYLES.iter().find(|(name, _)| *name == place) else { return };
    let Some(style) = parameter.get("style").filter(|style| style.as_str().is_some_and(|it| !styles.contains(&it)))
    else {
        return;
    };
    let (span, written) = (style.span, style.as_str().unwrap_or_default());
    let message = format!(
        "{} is in the {place}, which has no style `{written}`; it is sent as `{}`",
        named(parameter),
        styles.first().copied().unwrap_or_default()
    );
    let joins = matches!(written, "simple" | "label") && parameter.get("explode").is_none();
    parameter.take("style");
    if joins {
        parameter.set("explode", Node::new(span, Value::Bool(false)));
    }
    let odd = Diagnostic::new(Code::UndefinedStyle, span, message);
    findings.push(odd.help(format!("write one of {}, with an overlay action", styles.join(", "))));
}

/// Reports `allowReserved` where it has no effect. A server decodes what is percent-encoded in a path to the same value.
fn reserved(parameter: &Node, findings: &mut Findings) {
    let place = parameter.get("in").and_then(Node::as_str).unwrap_or_default();
    let flag = parameter.get("allowReserved").filter(|flag| flag.as_bool() == Some(true) && place != "query");
    if let Some(flag) = flag {
        let what = match place {
            "path" => "a path has its reserved characters percent-encoded",
            "header" => "nothing is percent-encoded in a header",
            _ if parameter.get("style").and_then(Node::as_str) == Some("cookie") => {
                "`style: cookie` sends a cookie as it is"
            }
            _ => "a cookie has its reserved characters percent-encoded",
        };
        let message = format!("`allowReserved` has no effect on {}: {what}", named(parameter));
        findings.push(Diagnostic::new(Code::NotGenerated, flag.span, message).help("no action is needed"));
    }
}

fn named(parameter: &Node) -> String {
    format!("the parameter `{}`", parameter.get("name").and_then(Node::as_str).unwrap_or_default())
}
