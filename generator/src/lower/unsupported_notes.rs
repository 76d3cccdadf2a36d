//! Reports the parts of a document that have no effect on the client, so that nothing is dropped silently. This file is
//! about tags, bodies and responses. Other parts are reported where they are lowered.

use std::collections::{BTreeMap, BTreeSet};

use super::by_status::is_redirect;
use crate::document::media::{self, Kind};
use crate::document::operations::{ADDITIONAL, callback_items, operations};
use crate::document::source::Span;
use crate::document::tree::{Member, Node};
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::webhooks::Origin;

/// Reports the unused parts of the bodies and responses of all operations.
pub(super) fn report(root: &Node, findings: &mut Findings) {
    later_tags(root, findings);
    let mut links = Links::default();
    let items = root.get("paths").into_iter().flat_map(Node::members);
    for operation in items.flat_map(|(_, item)| operations(&item.node)).map(|(_, member)| &member.node) {
        let responses = operation.get("responses").into_iter().flat_map(Node::members);
        let responses: Vec<(&str, &Member)> = responses.filter(|(status, _)| !status.starts_with("x-")).collect();
        for (status, response) in &responses {
            let response = response.node.behind(root);
            links.add(response.get("links"));
            response_content(root, Meaning::of(status, &responses), response, findings);
        }
        if let Some(content) = operation.get("requestBody").and_then(|body| body.behind(root).get("content")) {
            body(root, content, findings);
        }
    }
    links.report(findings);
    for (_, item) in root.get("webhooks").into_iter().flat_map(Node::members) {
        from_server(&item.node, Origin::Webhook, findings);
    }
    for item in callback_items(root).iter().filter_map(|at| root.at(at)) {
        from_server(item, Origin::Callback, findings);
    }
}

/// Reports the tags that operations have after their first one.
fn later_tags(root: &Node, findings: &mut Findings) {
    let mut later: BTreeMap<&str, Places> = BTreeMap::new();
    let items = root.get("paths").into_iter().flat_map(Node::members);
    for (_, operation) in items.flat_map(|(_, item)| operations(&item.node)) {
        let mut tags = operation.node.get("tags").into_iter().flat_map(Node::items);
        let first = tags.next().and_then(Node::as_str);
        for tag in tags {
            if let Some(name) = tag.as_str().filter(|name| Some(*name) != first) {
                later.entry(name).or_default().add(tag.span);
            }
        }
    }
    for (name, Places { first, all }) in later {
        let Some(first) = first else { continue };
        let message = match all.len() {
            1 => format!("the operation has the tag `{name}` too, and is a method of its first tag only"),
            count => format!("{count} operations have the tag `{name}` too, and are methods of their first tags only"),
        };
        let help = "no action is needed; the first tag can be changed with an overlay action";
        findings.push(Diagnostic::new(Code::NotGenerated, first, message).help(help));
    }
}

/// Reports what is not read of the path item of a request of the server.
fn from_server(item: &Node, origin: Origin, findings: &mut Findings) {
    let word = origin.word();
    if let Some(others) = item.get(ADDITIONAL).filter(|others| others.members().next().is_some()) {
        let message = format!("{word}s of these methods are not read");
        let help = format!("`webhook_events` has the {word}s of other methods");
        findings.push(Diagnostic::new(Code::NotGenerated, others.span, message).help(help));
    }
    for (_, operation) in operations(item) {
        if let Some(callbacks) =
            operation.node.get("callbacks").filter(|callbacks| callbacks.members().next().is_some())
        {
            let message = format!("callbacks of a {word} are requests to the server, and are not sent");
            findings.push(Diagnostic::new(Code::NotGenerated, callbacks.span, message).help("no action is needed"));
        }
    }
}

/// Links by name, with the responses that have them, in the order of the document.
#[derive(Default)]
struct Links(BTreeMap<String, Places>);

/// The places of a name: the first one, and all of them.
#[derive(Default)]
struct Places {
    first: Option<Span>,
    all: BTreeSet<Span>,
}

impl Places {
    fn add(&mut self, span: Span) {
        self.all.insert(span);
        self.first.get_or_insert(span);
    }
}

impl Links {
    fn add(&mut self, named: Option<&Node>) {
        for (name, member) in named.into_iter().flat_map(Node::members) {
            // A component can be the response of many operations.
            self.0.entry(name.to_owned()).or_default().add(member.name);
        }
    }

    fn report(self, findings: &mut Findings) {
        for (name, Places { first, all }) in self.0 {
            let Some(first) = first else { continue };
            let whose = if all.len() == 1 { "a response".to_owned() } else { format!("{} responses", all.len()) };
            let message = format!("the link `{name}` of {whose} is not followed");
            let help = "call the operation that it leads to";
            findings.push(Diagnostic::new(Code::NotGenerated, first, message).help(help));
        }
    }
}

/// What a response of an operation is to a caller.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Success,
    Redirect,
    Failure,
}

impl Meaning {
    /// A redirect is a success if there is no other, and so is the default.
    fn of(status: &str, responses: &[(&str, &Member)]) -> Self {
        let has = |is: fn(&str) -> bool| responses.iter().any(|(status, _)| is(status));
        let is_success = |status: &str| status.starts_with('2');
        match status {
            status if is_success(status) => Self::Success,
            _ if has(is_success) => Self::Failure,
            status if is_redirect(status) => Self::Redirect,
            "default" if !has(is_redirect) => Self::Success,
            _ => Self::Failure,
        }
    }
}

/// Reports the schemas of a response that are not read.
fn response_content(root: &Node, meaning: Meaning, response: &Node, findings: &mut Findings) {
    let content: Vec<(&str, &Member)> = response.get("content").into_iter().flat_map(Node::members).collect();
    if meaning == Meaning::Redirect {
        let read = "a redirect is its status and its headers";
        return content.iter().for_each(|(name, member)| unread(root, name, &member.node, read, findings));
    }
    for (name, member) in &content {
        unread_items(name, &member.node, findings);
    }
    let is_json = |name: &str| media::json(std::iter::once(name)).is_some();
    if content.iter().any(|(name, _)| is_json(name)) {
        return;
    }
    let is_text = content.iter().all(|(name, _)| name.starts_with("text/"));
    let has_items =
        |name: &str| response.get("content").is_some_and(|content| media::has_json_items(root, content, name));
    let is_failure = meaning == Meaning::Failure;
    let is_items = content.iter().all(|(name, _)| has_items(name));
    let is_read = |name: &str| !is_failure && (media::essence(name) == media::EVENTS || is_items);
    for (name, member) in content.iter().filter(|(name, _)| !is_read(name)) {
        let read = match (is_failure, is_text) {
            (true, _) => "the error has the text of the body",
            (false, true) => "the response is text",
            (false, false) => "the response is bytes",
        };
        unread(root, name, &member.node, read, findings);
    }
}

fn body(root: &Node, content: &Node, findings: &mut Findings) {
    for (kind, names) in media::kinds(root, content) {
        for (name, media) in names.iter().filter_map(|name| Some((*name, content.get(name)?))) {
            unread_items(name, media, findings);
            let encodings: Vec<(&str, &Member)> = media.get("encoding").into_iter().flat_map(Node::members).collect();
            match &kind {
                Kind::Raw => unread(root, name, media, "the body is sent as it is given", findings),
                Kind::Multipart | Kind::OtherMultipart(_) | Kind::Form => {
                    encodings.iter().for_each(|(name, member)| encoding(root, &kind, (name, member), media, findings));
                    continue;
                }
                Kind::Json | Kind::OtherJson(_) | Kind::JsonItems => {}
            }
            if let Some((_, first)) = encodings.first() {
                let message = format!("`encoding` is for forms, and has no meaning in {name}");
                findings.push(Diagnostic::new(Code::NotGenerated, first.name, message).help("no action is needed"));
            }
        }
    }
}

/// Reports the schema of items (OpenAPI 3.2) of a media type that is no stream, and the schema next to that of a stream.
fn unread_items(name: &str, media: &Node, findings: &mut Findings) {
    let Some(items) = media.get("itemSchema") else { return };
    let is_stream = media::is_json_stream(name) || media::essence(name) == media::EVENTS;
    if let Some(schema) = media.get("schema").filter(|_| is_stream) {
        let message = format!("the `schema` of {name} is not used: its `itemSchema` describes the items");
        findings.push(Diagnostic::new(Code::NotGenerated, schema.span, message).help("no action is needed"));
    }
    if let Some(schema) = Some(items).filter(|_| !is_stream) {
        let message = format!("`itemSchema` has no effect on the client: {name} is read or sent as a whole");
        findings.push(Diagnostic::new(Code::NotGenerated, schema.span, message).help("no action is needed"));
    }
}

/// Returns whether a schema says more than that there is text or bytes.
fn unread(root: &Node, name: &str, media: &Node, read: &str, findings: &mut Findings) {
    let is_stream = media::is_json_stream(name) || media::essence(name) == media::EVENTS;
    let items = media.get("itemSchema").filter(|_| is_stream);
    let Some(schema) = items.or(media.get("schema")) else { return };
    let target = schema.behind(root);
    let says_more = ["properties", "items", "oneOf", "anyOf", "allOf", "enum", "additionalProperties"]
        .iter()
        .any(|key| target.get(key).is_some());
    if says_more || target.get("type").and_then(Node::as_str).is_some_and(|ty| ty != "string") {
        let message = format!("the schema of {name} is not used: {read}");
        findings.push(Diagnostic::new(Code::NotGenerated, schema.span, message).help("no action is needed"));
    }
}

/// Reports the unused keys in the encoding of a form property.
fn encoding(root: &Node, kind: &Kind, (name, member): (&str, &Member), media: &Node, findings: &mut Findings) {
    let known = media.get("schema").map(|schema| Known::of(root, schema)).unwrap_or_default();
    if !known.is_open && !known.names.contains(name) {
        let message = format!("`encoding` names `{name}`, which the schema does not have");
        let help = "write the name of a property, or remove it, with an overlay action";
        findings.push(Diagnostic::new(Code::EncodingUnknown, member.name, message).help(help));
    }
    if *kind == Kind::Form {
        return;
    }
    let types = member.node.get("contentType").filter(|types| types.as_str().is_some_and(|it| it.contains(',')));
    if let Some(types) = types {
        let message = format!("the part `{name}` has several content types; the client sends none of them on its own");
        let help = "callers set that of a file with `File::with_content_type`";
        findings.push(Diagnostic::new(Code::NotGenerated, types.span, message).help(help));
    }
    if let Some(headers) = member.node.get("headers").filter(|headers| headers.members().next().is_some()) {
        let message = format!("only the headers for its name and content type are sent with the part `{name}`");
        findings.push(Diagnostic::new(Code::NotGenerated, headers.span, message).help("no action is needed"));
    }
    for key in ["style", "explode", "allowReserved"] {
        if let Some(node) = member.node.get(key) {
            // It has no meaning before OpenAPI 3.1 (3.0.3, section 4.7.15.1).
            let message = format!("`{key}` has no effect on the part `{name}`");
            let help = "lists are sent as a part for each item, and objects as JSON";
            findings.push(Diagnostic::new(Code::NotGenerated, node.span, message).help(help));
        }
    }
}

/// Returns the properties of a schema, and whether it allows additional ones.
#[derive(Default)]
struct Known<'a> {
    names: BTreeSet<&'a str>,
    is_open: bool,
}

impl<'a> Known<'a> {
    fn of(root: &'a Node, schema: &'a Node) -> Self {
        let mut known = Self::default();
        let mut seen = BTreeSet::new();
        let mut open = vec![schema];
        while let Some(node) = open.pop().map(|node| node.behind(root)) {
            if !seen.insert(node.span) {
                continue;
            }
            known.names.extend(node.get("properties").into_iter().flat_map(Node::members).map(|(name, _)| name));
            let has_rest = node.get("additionalProperties").is_some_and(|rest| rest.as_bool() != Some(false));
            let says_nothing = node.members().next().is_none();
            known.is_open |= has_rest || says_nothing;
            open.extend(["allOf", "oneOf", "anyOf"].iter().filter_map(|key| node.get(key)).flat_map(Node::items));
        }
        known
    }
}
