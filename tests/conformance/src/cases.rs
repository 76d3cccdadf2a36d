//! The test cases: how each operation is called, and how the server responds.

use serde_json::{Value, json};

use crate::check::{Given, Secrets};
use crate::credential::{Credential, Scheme};
use crate::document::{Body, Document, Location, Media, Need, Operation, Parameter, Response, Style};
use crate::http::PlannedResponse;
use crate::media;
use crate::sample::shape::{Shape, as_text, shapes};
use crate::sample::{self, Carrier, Fill, Maker, Wish};
use crate::schema::{Direction, problems};
use crate::travel::can_travel;

/// The maximum number of calls for the values of an operation's parameters and body.
const MANY: usize = 80;

/// A call.
#[derive(Clone, Debug)]
pub struct Case {
    /// What the case tests.
    pub name: String,
    /// The arguments of the caller.
    pub given: Given,
    /// The credentials of the client.
    pub secrets: Secrets,
    /// The response of the server.
    pub planned: PlannedResponse,
    /// The expected result.
    pub expect: Expect,
}

/// The expected result of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// A decoded response.
    Success,
    /// An API error with this status.
    Error(u16, Details),
}

/// Whether the client has to decode the body of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    /// It has to decode it.
    Read,
    /// It need not, because the body is not JSON, or is not documented as the body of an error.
    Unread,
}

/// The calls of an operation, and what cannot be tested.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The calls.
    pub cases: Vec<Case>,
    /// What cannot be tested, with the reason.
    pub untried: Vec<String>,
}

/// Returns the calls of an operation.
pub fn plan(document: &Document, operation: &Operation) -> Plan {
    let mut plan = Plan::default();
    let planned_responses = planned_responses(document, operation, &mut plan.untried);
    let givens = givens(document, operation, &mut plan.untried);
    let all = secrets(document, &document.schemes());
    let success = planned_responses.iter().find(|(_, _, expect)| *expect == Expect::Success).cloned();
    let (_, planned, expect) = success.unwrap_or_else(|| without_success(operation));
    let case =
        |name: String, given: &Given, secrets: &Secrets, (_, planned, expect): (String, PlannedResponse, Expect)| {
            Case { name, given: given.clone(), secrets: secrets.clone(), planned, expect }
        };
    let Some((_, plain)) = givens.first() else { return plan };
    for (name, given) in &givens {
        plan.cases.push(case(name.clone(), given, &all, (String::new(), planned.clone(), expect)));
    }
    // Responses and credentials are tested with the first kind of body only.
    if operation.variant.is_some() {
        return plan;
    }
    for (name, planned, expect) in &planned_responses {
        plan.cases.push(case(format!("response {name}"), plain, &all, (String::new(), planned.clone(), *expect)));
    }
    for alternative in operation.security.iter().filter(|_| operation.security.len() > 1) {
        let names: Vec<&str> = alternative.iter().map(|scheme| scheme.name.as_str()).collect();
        let name = format!(
            "with only the credential for {}",
            if names.is_empty() { "nothing".to_owned() } else { names.join(" and ") }
        );
        let own = secrets(document, alternative);
        plan.cases.push(case(name, plain, &own, (String::new(), planned.clone(), expect)));
    }
    plan
}

/// Returns the response for calls that are made for their requests, if there is no success: an empty success if none is
/// documented. If no body could be made for the documented one, the server refuses the request.
fn without_success(operation: &Operation) -> (String, PlannedResponse, Expect) {
    let is_documented = statuses(operation, &mut Vec::new()).iter().any(|(_, status)| (200..300).contains(status));
    let (status, expect) =
        if is_documented { (400, Expect::Error(400, Details::Unread)) } else { (200, Expect::Success) };
    (String::new(), PlannedResponse { status, ..PlannedResponse::default() }, expect)
}

/// Returns a different secret for each scheme.
pub(crate) fn secrets(document: &Document, schemes: &[Scheme]) -> Secrets {
    let all = document.schemes();
    let index = |scheme: &Scheme| all.iter().position(|other| other.name == scheme.name).unwrap_or(0);
    let secret = |scheme: &Scheme| match scheme.place {
        Credential::Basic => format!("user-{}:pass word:{}", index(scheme), index(scheme)),
        Credential::Query(_) => format!("se cret&+{}", index(scheme)),
        Credential::Header(_)
        | Credential::Cookie(_)
        | Credential::Bearer
        | Credential::Elsewhere
        | Credential::Computed => format!("secret-{}", index(scheme)),
    };
    schemes.iter().map(|scheme| (scheme.name.clone(), secret(scheme))).collect()
}

/// Returns the arguments of the calls: first the required ones only, then all arguments with each of their values.
fn givens(document: &Document, operation: &Operation, untried: &mut Vec<String>) -> Vec<(String, Given)> {
    let values = |parameter: &Parameter| (parameter.clone(), parameter_values(document, parameter));
    let parameters: Vec<(Parameter, Vec<Value>)> = operation.parameters.iter().map(values).collect();
    let mut is_callable = true;
    for (parameter, _) in parameters.iter().filter(|(_, values)| values.is_empty()) {
        let what = format!("the {} parameter `{}`", parameter.location.word(), parameter.name);
        untried.push(format!("no value could be made for {what}"));
        is_callable &= parameter.need != Need::Required;
    }
    let body = operation.body.as_ref().and_then(|body| Some((body, media::preferred(document, &body.content)?)));
    let mut bodies = body.map(|(_, media)| body_values(document, media)).unwrap_or_default();
    if body.is_some_and(|(body, _)| body.need != Need::Required) && bodies.len() > 1 {
        // An optional body without properties is the same as no body.
        bodies.retain(|body| *body != json!({}));
    }
    if let (Some((body, _)), true) = (body, bodies.is_empty()) {
        untried.push("no value could be made for the body".to_owned());
        is_callable &= body.need != Need::Required;
    }
    if !is_callable {
        return Vec::new();
    }
    let given = |index: usize, is_meant: &dyn Fn(Need) -> bool| Given {
        parameters: parameters
            .iter()
            .filter(|(parameter, values)| is_meant(parameter.need) && !values.is_empty())
            .map(|(parameter, values)| {
                (parameter.location, parameter.name.clone(), values[index % values.len()].clone())
            })
            .collect(),
        body: body.and_then(|(body, media)| {
            let is_meant = is_meant(body_need(document, body, media));
            is_meant.then(|| bodies.get(index % bodies.len().max(1)).map(|body| (media.name.clone(), body.clone())))?
        }),
    };
    let count = parameters.iter().map(|(_, values)| values.len()).chain([bodies.len(), 1]).max().unwrap_or(1);
    let mut givens = vec![("required arguments only".to_owned(), given(0, &|need| need == Need::Required))];
    for index in 0..count.min(MANY) {
        // The first value has the required properties only, so "everything" begins with the second.
        let name = if index == 0 { "everything".to_owned() } else { format!("everything, values {}", index + 1) };
        givens.push((name, given(index + 1, &|need| need != Need::Ignored)));
    }
    givens
}

/// Returns whether a body can be omitted. A body with required properties cannot, even if the document says so, because
/// it would not be clear what omitting it means.
fn body_need(document: &Document, body: &Body, media: &Media) -> Need {
    let schema = media.schema.as_ref().unwrap_or(&Value::Null);
    let maker = Maker { document, direction: Direction::Request, carrier: Carrier::Json };
    let least = maker.value(schema, Wish::plain(Fill::Required));
    let has_required = least.as_ref().and_then(Value::as_object).is_some_and(|members| !members.is_empty());
    if has_required { Need::Required } else { body.need }
}

fn body_values(document: &Document, media: &Media) -> Vec<Value> {
    let open = Value::Bool(true);
    if media::is_opaque(document, media) {
        return vec![json!("<any>text</any>")];
    }
    let carrier = match media::kind(&media.name) {
        media::Kind::Form | media::Kind::Multipart => Carrier::Form,
        media::Kind::Json | media::Kind::Events | media::Kind::Items | media::Kind::Text | media::Kind::Bytes => {
            Carrier::Json
        }
    };
    let maker = Maker { document, direction: Direction::Request, carrier };
    let values = sample::valid(maker, media.schema.as_ref().unwrap_or(&open));
    let values = values.into_iter().map(|(_, value)| value);
    match media::kind(&media.name) {
        media::Kind::Json => values.collect(),
        media::Kind::Items if media::has_items(document, media) => values.filter(Value::is_array).collect(),
        // A form can express neither `null` nor an empty list.
        media::Kind::Form | media::Kind::Multipart => {
            if media.schema.is_none() {
                return vec![json!({"any name": "text"})];
            }
            let schema = media.schema.as_ref().unwrap_or(&open);
            let fits = |value: &Value| problems(document, schema, Direction::Request, value).is_empty();
            values.filter(Value::is_object).map(without_nothing).filter(fits).collect()
        }
        // A plain value as text.
        media::Kind::Events | media::Kind::Items | media::Kind::Text | media::Kind::Bytes => {
            values.filter(|value| value.is_string() || value.is_number() || value.is_boolean()).collect()
        }
    }
}

fn without_nothing(value: Value) -> Value {
    let Value::Object(mut members) = value else { return value };
    let holds_null = |member: &Value| member.as_array().is_some_and(|items| items.contains(&Value::Null));
    members.retain(|_, member| !member.is_null() && *member != json!([]) && !holds_null(member));
    Value::Object(members)
}

/// Returns the values of a parameter that its style can encode.
fn parameter_values(document: &Document, parameter: &Parameter) -> Vec<Value> {
    let carrier = match parameter.location {
        Location::Cookie if parameter.style == Style::Cookie => Carrier::Cookie,
        Location::Path | Location::Query | Location::Cookie => Carrier::Url,
        Location::Header => Carrier::Header,
    };
    let maker = Maker { document, direction: Direction::Request, carrier };
    let values = sample::valid(maker, &parameter.schema);
    let kinds = shapes(document, &parameter.schema);
    let is_plain = kinds.iter().all(|shape| matches!(shape, Shape::Plain(_)));
    let values = values.into_iter().map(|(_, value)| value).filter(|value| can_travel(parameter, value));
    let mut values: Vec<Value> = values.collect();
    // The first value is the empty list, and the others have at least one item.
    if is_plain && values.len() > 1 && values[0] == Value::String(String::new()) {
        values.rotate_left(1);
    }
    values
}

/// Returns the responses of the server: every documented status with each of its bodies.
pub(crate) fn planned_responses(
    document: &Document,
    operation: &Operation,
    untried: &mut Vec<String>,
) -> Vec<(String, PlannedResponse, Expect)> {
    let mut found = Vec::new();
    let has_success = operation.responses.iter().any(|response| response.status.starts_with('2'));
    let is_redirect = |status: u16| !has_success && [301, 302, 303, 307, 308].contains(&status);
    let expect = |status: u16, details: Details| {
        // A redirect that is the only documented success is the response.
        if is_redirect(status) { Expect::Success } else { expect(status, details) }
    };
    for (response, status) in statuses(operation, untried) {
        if response.content.is_empty() {
            let planned = PlannedResponse { status, ..PlannedResponse::default() };
            found.push((format!("{status}"), planned, expect(status, Details::Unread)));
        }
        let has_json = response.content.iter().any(|media| media::kind(&media.name) == media::Kind::Json);
        // If a response can be JSON, the client asks for JSON and gets nothing else, except for events.
        let is_success = (200..300).contains(&status);
        let media = response.content.iter().filter(|media| match media::kind(&media.name) {
            media::Kind::Json => true,
            media::Kind::Events => is_success || !has_json,
            media::Kind::Form
            | media::Kind::Multipart
            | media::Kind::Items
            | media::Kind::Text
            | media::Kind::Bytes => !has_json,
        });
        for media in media {
            let bodies = answer_bodies(document, media);
            if bodies.is_empty() {
                untried.push(format!("no body could be made for {status} {}", media.name));
            }
            for (name, value) in bodies {
                // In a range, a string is text as servers write it.
                let is_text =
                    value.is_string() && matches!(media::essence(&media.name).as_str(), "*/*" | "application/*");
                let is_json = media::kind(&media.name) == media::Kind::Json && !is_text;
                let content_type = if is_text { "text/plain".to_owned() } else { content_type(&media.name) };
                let written =
                    if is_text { Some(as_text(&value).into_bytes()) } else { media::write(document, media, &value) };
                let Some(body) = written else { continue };
                let planned =
                    PlannedResponse { status, headers: vec![("content-type".to_owned(), content_type)], body };
                // A `default` that also describes success says nothing about the bodies of errors.
                let is_error = response.status != "default" || has_success;
                let details = if is_json && is_error { Details::Read } else { Details::Unread };
                found.push((format!("{status} {}: {name}", media.name), planned, expect(status, details)));
            }
        }
    }
    found
}

/// Returns the content type of a response. For a range, it is the plainest type in the range.
pub(crate) fn content_type(name: &str) -> String {
    match media::essence(name).as_str() {
        "*/*" | "application/*" => "application/json".to_owned(),
        "image/*" => "image/png".to_owned(),
        essence if essence.ends_with("/*") => format!("{}plain", essence.trim_end_matches('*')),
        _ => name.to_owned(),
    }
}

fn answer_bodies(document: &Document, media: &Media) -> Vec<(String, Value)> {
    let maker = Maker { document, direction: Direction::Response, carrier: Carrier::Json };
    match (&media.schema, media::kind(&media.name)) {
        (Some(schema), _) => sample::valid(maker, schema),
        (None, media::Kind::Json) => vec![("any".to_owned(), json!({"any": [1, null]}))],
        (None, _) => vec![("any".to_owned(), json!("any text"))],
    }
}

fn expect(status: u16, details: Details) -> Expect {
    if (200..300).contains(&status) { Expect::Success } else { Expect::Error(status, details) }
}

/// Returns the documented statuses as numbers. A range becomes a status in it that is not documented itself. `default`
/// becomes a server error and, if no other success is documented, a success.
fn statuses<'a>(operation: &'a Operation, untried: &mut Vec<String>) -> Vec<(&'a Response, u16)> {
    let named = |status: u16| operation.responses.iter().any(|response| response.status == status.to_string());
    let has_success = operation.responses.iter().any(|response| response.status.starts_with('2'));
    let mut found = Vec::new();
    for response in &operation.responses {
        let status = response.status.as_str();
        if status == "default" {
            found.extend((!has_success).then_some((response, 200)));
            found.extend((500..=599).find(|status| !named(*status)).map(|status| (response, status)));
        } else if let Ok(status @ 200..=599) = status.parse::<u16>() {
            found.push((response, status));
        } else if let Some(first @ '2'..='5') = status.chars().next().filter(|_| status.ends_with("XX")) {
            let first = first.to_digit(10).map_or(200, |digit| digit as u16 * 100);
            found.extend((first..first + 100).find(|status| !named(*status)).map(|status| (response, status)));
        } else {
            untried.push(format!("the status {status} cannot be sent"));
        }
    }
    found
}
