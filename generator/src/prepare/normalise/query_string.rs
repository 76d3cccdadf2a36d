//! Parameters that are the whole query string (OpenAPI 3.2, `in: querystring`). If their media type is a form, each
//! property becomes a query parameter, which is the same on the wire.

use crate::document::media;
use crate::document::tree::{Node, Object, Value};
use crate::findings::{Code, Diagnostic, Findings};

const FORM: &str = "application/x-www-form-urlencoded";

/// Replaces the query string of an operation by query parameters. References are resolved in `root`.
pub(super) fn expand(operation: &mut Node, root: &Node, findings: &mut Findings) {
    let Some(parameters) = operation.get_mut("parameters").and_then(Node::as_array_mut) else { return };
    if !parameters.iter().any(|parameter| is_query_string(parameter.behind(root))) {
        return;
    }
    beside(parameters, root, findings);
    for parameter in std::mem::take(parameters) {
        let found = parameter.behind(root);
        match is_query_string(found) {
            true => parameters.extend(expanded(found, root, findings)),
            false => parameters.push(parameter),
        }
    }
}

/// Removes the query strings of the components, when the operations have been expanded.
pub(super) fn remove_defined(fragment: &mut Node) {
    let section = fragment.get_mut("components").and_then(|components| components.get_mut("parameters"));
    if let Some(parameters) = section.and_then(Node::as_object_mut) {
        parameters.retain(|_, member| !is_query_string(&member.node));
    }
}

/// Reports a query string next to another one, or next to query parameters (OpenAPI 3.2.0, section 4.12.1).
fn beside(parameters: &[Node], root: &Node, findings: &mut Findings) {
    let is_in = |parameter: &&Node, place: &str| parameter.behind(root).get("in").and_then(Node::as_str) == Some(place);
    let mut strings = parameters.iter().filter(|parameter| is_in(parameter, "querystring"));
    let first = strings.next();
    let other = strings.next().or(parameters.iter().find(|parameter| is_in(parameter, "query")));
    if let (Some(first), Some(other)) = (first, other) {
        let message = "this parameter is the whole query string, and there is another one for the query; both are sent";
        let odd = Diagnostic::new(Code::UndefinedStyle, first.span, message).and(other.span, "the other one");
        findings.push(odd.help("describe the query once, with an overlay action"));
    }
}

fn is_query_string(parameter: &Node) -> bool {
    parameter.get("in").and_then(Node::as_str) == Some("querystring")
}

/// Returns a query parameter for each property of a form, or reports that there is none.
fn expanded(parameter: &Node, root: &Node, findings: &mut Findings) -> Vec<Node> {
    let content = parameter.get("content").into_iter().flat_map(Node::members).next();
    let (name, media) = content.map_or((FORM, parameter), |(name, member)| (name, &member.node));
    let schema = media.get("schema").map(|schema| schema.behind(root));
    let properties = schema.and_then(|schema| schema.get("properties")).filter(|_| media::essence(name) == FORM);
    let composed = ["allOf", "anyOf", "oneOf"];
    let schema = schema.filter(|schema| composed.iter().all(|key| schema.get(key).is_none()));
    let (Some(schema), Some(properties)) = (schema, properties) else {
        let message = format!("the query string as {name} has no setter, because it is no form with known properties");
        let help = "give each part as a query parameter, with `RequestOptions::query`";
        findings.push(Diagnostic::new(Code::NotGenerated, parameter.span, message).help(help));
        return Vec::new();
    };
    if let Some(rest) = schema.get("additionalProperties").filter(|rest| rest.as_bool() != Some(false)) {
        let message = "the other properties of this query string have no setter";
        let other = Diagnostic::new(Code::NotGenerated, rest.span, message);
        findings.push(other.help("give them with `RequestOptions::query`"));
    }
    let is_required = |name: &str| {
        let listed = schema.get("required").into_iter().flat_map(Node::items).any(|item| item.as_str() == Some(name));
        listed && parameter.get("required").and_then(Node::as_bool) == Some(true)
    };
    let encoding = |name: &str| media.get("encoding").and_then(|encoding| encoding.get(name));
    properties
        .members()
        .map(|(name, member)| {
            let mut own = query_parameter((name, &member.node), encoding(name), root);
            own.set("required", Node::new(member.name, Value::Bool(is_required(name))));
            own
        })
        .collect()
}

/// Returns the query parameter for a property. An object is JSON unless the encoding has a style (OpenAPI 3.2.0, section
/// 4.15.1.1).
fn query_parameter((name, schema): (&str, &Node), encoding: Option<&Node>, root: &Node) -> Node {
    let span = schema.span;
    let object = || Node::new(span, Value::Object(Object::default()));
    let mut parameter = object();
    parameter.set("name", Node::string(span, name));
    parameter.set("in", Node::string(span, "query"));
    let plain = schema.behind(root);
    for key in ["description", "deprecated"] {
        if let Some(value) = schema.get(key).or(plain.get(key)) {
            parameter.set(key, value.clone());
        }
    }
    let styles = ["style", "explode", "allowReserved"].map(|key| Some((key, encoding?.get(key)?)));
    let has_style = styles.iter().any(Option::is_some);
    let says_json = encoding
        .and_then(|encoding| encoding.get("contentType")?.as_str())
        .map(|name| media::json(std::iter::once(name)).is_some());
    let is_object = plain.get("properties").is_some() || plain.get("type").and_then(Node::as_str) == Some("object");
    if !has_style && says_json.unwrap_or(is_object) {
        let (mut media, mut content) = (object(), object());
        media.set("schema", schema.clone());
        content.set("application/json", media);
        parameter.set("content", content);
        return parameter;
    }
    for (key, value) in styles.into_iter().flatten() {
        parameter.set(key, value.clone());
    }
    parameter.set("schema", schema.clone());
    parameter
}
