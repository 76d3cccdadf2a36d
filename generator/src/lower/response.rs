//! Responses: which media type is used, and what it contains.

use std::collections::BTreeMap;

use openapiv3::{MediaType, ReferenceOr, Response, Responses, StatusCode};

use super::by_status::{self, Content, Declared, chosen_json, is_redirect};
use super::context::{Context, Endpoint};
use super::{Operations, described_at, resolve};
use crate::api::{
    DocumentedHeaders, DocumentedResponse, EventData, Hint, HintBase, Home, Outcome, ResponseContent, Type,
};
use crate::document::media::{self, EVENTS};
use crate::document::pointer::join;
use crate::findings::Code;

/// All responses of an operation.
pub(super) struct LoweredResponses {
    pub(super) response_content: ResponseContent,
    pub(super) responses: Vec<DocumentedResponse>,
    pub(super) headers: Option<DocumentedHeaders>,
    pub(super) accept: Option<String>,
    pub(super) events: Option<EventData>,
}

/// The content of a documented response.
struct OneResponse {
    response_content: ResponseContent,
    media: Vec<String>,
    /// The events that can be sent instead.
    events: Option<EventData>,
}

impl OneResponse {
    fn documented(self, status: String, outcome: Outcome, at: String) -> DocumentedResponse {
        let Self { response_content, mut media, events } = self;
        media.sort_unstable();
        DocumentedResponse { status, outcome, response_content, events, media, at }
    }
}

impl Operations<'_> {
    pub(super) fn responses(&mut self, endpoint: Endpoint<'_>, responses: &Responses, at: &str) -> LoweredResponses {
        let Responses { default, responses, extensions: _ } = responses;
        let mut successes: Vec<Declared<'_>> = Vec::new();
        let mut failures: Vec<Declared<'_>> = Vec::new();
        let section = ("responses", &self.schemas.components().responses);
        let place = |status: &str, response: &ReferenceOr<Response>| {
            described_at(response, section, join(at, &["responses", status]))
        };
        for (status, response) in responses {
            let code = match status {
                StatusCode::Code(code) => code.to_string(),
                StatusCode::Range(range) => format!("{range}XX"),
            };
            let at = place(&code, response);
            let Some(response) = resolve(response, &self.schemas.components().responses) else { continue };
            let group = if code.starts_with('2') { &mut successes } else { &mut failures };
            group.push((code, response, at));
        }
        let (redirects, failures_left): (Vec<_>, Vec<_>) = match self.is_redirected(&failures) && successes.is_empty() {
            true => failures.into_iter().partition(|(status, ..)| is_redirect(status)),
            false => (Vec::new(), failures),
        };
        failures = failures_left;
        if let Some(default) = default {
            let at = place("default", default);
            let group = if successes.is_empty() && redirects.is_empty() { &mut successes } else { &mut failures };
            let response = resolve(default, &self.schemas.components().responses);
            group.extend(response.map(|response| ("default".to_owned(), response, at)));
        }
        let wanted: Vec<&Declared<'_>> = successes.iter().chain(&redirects).collect();
        let headers = self.response_headers(endpoint, &wanted, &failures, at);
        let mut found = self.successes(endpoint, &successes);
        let accept = accept(&found);
        let events = found.iter().find_map(|one| one.events.clone());
        let contents: Vec<ResponseContent> = found.iter().map(|one| one.response_content.clone()).collect();
        let is_one = same_content(&contents).is_some();
        let by_status = if is_one { None } else { self.by_status(endpoint, &found, &successes, at) };
        let response_content = match by_status {
            Some(ty) => ResponseContent::Json(ty),
            None if !redirects.is_empty() => ResponseContent::Redirect,
            None => self.joined_content(contents, at),
        };
        let redirects = redirects.into_iter().map(|(status, response, at)| self.redirect(status, response, at));
        found.extend(redirects);
        if matches!(response_content, ResponseContent::Json(Type::Any) | ResponseContent::Bytes) {
            let documented = found.iter_mut().filter(|one| one.response_content != ResponseContent::Nothing);
            documented.for_each(|one| one.response_content = response_content.clone());
        }
        for (status, response, at) in failures {
            let base = HintBase::Error(status.clone());
            let one = self.response_content(endpoint, (&status, base), response, &join(&at, &["content"]));
            found.push(one.documented(status, Outcome::Failure, at));
        }
        LoweredResponses { response_content, responses: found, headers, accept, events }
    }

    /// Lowers the successful responses. Those with the same JSON have the same type.
    fn successes(&mut self, endpoint: Endpoint<'_>, successes: &[Declared<'_>]) -> Vec<DocumentedResponse> {
        let depends_on_status = self.depends_on_status(successes);
        let mut found: Vec<DocumentedResponse> = Vec::new();
        let mut known: BTreeMap<String, ResponseContent> = BTreeMap::new();
        for (status, response, at) in successes {
            let base = if depends_on_status { by_status::base(status) } else { HintBase::Response };
            let mut one = self.response_content(endpoint, (status, base), response, &join(at, &["content"]));
            if let Some(text) = self.schemas.json_text(response, at) {
                one.response_content = known.entry(text).or_insert(one.response_content).clone();
            }
            found.push(one.documented(status.clone(), Outcome::Success, at.clone()));
        }
        found
    }

    /// Joins the successful responses. If all bodies have one type, the result is that type, as an `Option` if a
    /// response has no body. Otherwise it is any JSON value, or bytes if not all of them are JSON.
    fn joined_content(&mut self, contents: Vec<ResponseContent>, at: &str) -> ResponseContent {
        if let Some(same) = same_content(&contents) {
            return same;
        }
        let contents: Vec<ResponseContent> =
            contents.into_iter().filter(|response_content| *response_content != ResponseContent::Nothing).collect();
        let (response_content, what) =
            if contents.iter().all(|response_content| matches!(response_content, ResponseContent::Json(_))) {
                (ResponseContent::Json(Type::Any), "any JSON value")
            } else {
                (ResponseContent::Bytes, "bytes, because they are not all JSON")
            };
        let message = format!("several successful responses with different bodies are read as {what}");
        let help = "remove the ones that the server never sends, with an overlay action";
        self.report(Code::Untyped, &join(at, &["responses"]), message, help);
        response_content
    }

    /// Lowers the content of a response with its status.
    fn response_content(
        &mut self,
        endpoint: Endpoint<'_>,
        (status, base): (&str, HintBase),
        response: &Response,
        at: &str,
    ) -> OneResponse {
        let Response { description: _, headers: _, content, links: _, extensions: _ } = response;
        let is_error = matches!(base, HintBase::Error(_));
        let context = Context {
            home: Home::Operation(endpoint.id),
            place: format!("{} {status}", endpoint.key),
            hint: Hint { base, item: false, around: Vec::new() },
            described: false,
            making: None,
        };
        let names: Vec<&str> = content.keys().map(String::as_str).collect();
        let events = content.iter().find(|(name, _)| media::essence(name) == EVENTS).filter(|_| !is_error);
        let spoken = chosen_json(content)
            .filter(|(name, _)| !name.contains('*') || !self.schemas.is_binary(&join(at, &[name, "schema"])));
        let Some((name, MediaType { schema, example: _, examples: _, encoding: _, extensions: _ })) = spoken else {
            let streams: Vec<&str> = self.schemas.json_streams(&names, at);
            let is_stream = !is_error && !names.is_empty() && streams.len() == names.len();
            let media = names.into_iter().map(str::to_owned).collect();
            if is_stream {
                let response_content = ResponseContent::JsonItems(self.item_type(streams, context.at(at)));
                return OneResponse { response_content, media, events: None };
            }
            let events = events.map(|(name, media)| self.event_data(name, media, context.of_event().at(at)));
            return without_json(media, events);
        };
        let others: Vec<&str> =
            names.into_iter().filter(|other| *other != name && events.is_none_or(|(name, _)| name != other)).collect();
        let (different, others): (Vec<&str>, Vec<&str>) =
            others.into_iter().partition(|other| !is_error && differs(content, name, other));
        self.other_media(&others, name, at);
        let media = vec![name.to_owned()];
        let at_schema = join(at, &[name, "schema"]);
        let ty = schema.as_ref().map_or(Type::Any, |schema| self.schemas.nullable_type(schema, context.at(&at_schema)));
        let ty = if different.is_empty() { ty } else { self.one_of_several(&different, name, at) };
        // The events of a stream have another type than the whole response.
        let context = Context { place: format!("{} {status} events", endpoint.key), ..context.of_event() };
        let events = events.map(|(name, media)| self.event_data(name, media, context.at(at)));
        let response_content = match ty {
            Type::Any if is_open_range(name) => ResponseContent::Bytes,
            Type::String | Type::Secret if is_open_range(name) => ResponseContent::Text,
            ty => ResponseContent::Json(ty),
        };
        OneResponse { response_content, media, events }
    }

    /// Reports JSON media types with other schemas, because servers may send them without being asked.
    fn one_of_several(&mut self, others: &[&str], chosen: &str, at: &str) -> Type {
        let message = format!(
            "the client requests {chosen}; {} has another schema, so the response is read as any JSON value",
            others.join(", ")
        );
        let help =
            format!("if servers send {chosen} when the client requests it, remove the others with an overlay action");
        self.report(Code::OtherMedia, at, message, help);
        Type::Any
    }

    fn other_media(&mut self, others: &[&str], chosen: &str, at: &str) {
        if !others.is_empty() {
            let message = format!("{chosen} is used; {} is omitted", others.join(", "));
            self.report(Code::NotGenerated, at, message, "remove the others with an overlay action, or accept this");
        }
    }
}

/// Returns a response without JSON: events, text, bytes or nothing.
fn without_json(mut media: Vec<String>, events: Option<EventData>) -> OneResponse {
    // If there is anything else, the server sends events only on request.
    if events.is_some() && media.len() > 1 {
        media.retain(|name| media::essence(name) != EVENTS);
    }
    let is_text = media.iter().all(|name| name.starts_with("text/"));
    let (response_content, events) = match events {
        _ if media.is_empty() => (ResponseContent::Nothing, None),
        Some(event) if is_event(&media) => (ResponseContent::Events(event), None),
        events if is_text => (ResponseContent::Text, events),
        events => (ResponseContent::Bytes, events),
    };
    OneResponse { response_content, media, events }
}

/// Returns what all bodies are, as an `Option` if a response has no body, unless they differ.
fn same_content(contents: &[ResponseContent]) -> Option<ResponseContent> {
    let mut bodies = contents.iter().filter(|content| **content != ResponseContent::Nothing);
    let Some(first) = bodies.next() else { return Some(ResponseContent::Nothing) };
    let has_nothing = contents.contains(&ResponseContent::Nothing);
    bodies.all(|content| content == first).then(|| match first.clone() {
        ResponseContent::Json(ty) if has_nothing && !matches!(ty, Type::Nullable(_) | Type::Any) => {
            ResponseContent::Json(Type::Nullable(Box::new(ty)))
        }
        other => other,
    })
}

/// Returns the value of `Accept`, if it differs from the default for the kind of response.
fn accept(found: &[DocumentedResponse]) -> Option<String> {
    let mut names: Vec<&str> = found.iter().flat_map(|one| &one.media).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let is_plain = names.iter().all(|name| media::essence(name) == "application/json" || name.contains('*'));
    (!is_plain && names.iter().all(|name| !name.contains('*'))).then(|| names.join(", "))
}

fn is_event(media: &[String]) -> bool {
    media.iter().all(|name| media::essence(name) == EVENTS)
}

/// Returns whether a range includes media types other than JSON. If its schema describes nothing that only JSON can be, the
/// server may send any of them.
fn is_open_range(name: &str) -> bool {
    matches!(media::essence(name).as_str(), "*/*" | "application/*")
}

/// Returns whether a media type is JSON with another schema.
fn differs(content: &Content, chosen: &str, other: &str) -> bool {
    let schema = |name: &str| content.get(name).and_then(|media| media.schema.as_ref());
    let is_json = media::json(std::iter::once(other)).is_some();
    is_json && schema(chosen).zip(schema(other)).is_some_and(|(chosen, other)| chosen != other)
}
