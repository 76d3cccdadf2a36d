//! What is tried: how each operation is called, and what is answered.

use serde_json::{Value, json};

use crate::check::{Given, Secrets};
use crate::credential::{Credential, Scheme};
use crate::document::{Body, Document, Explode, Location, Media, Need, Operation, Parameter, Response, Style};
use crate::http::Answer;
use crate::media;
use crate::sample::shape::{Shape, as_text, shapes};
use crate::sample::{self, Carrier, Fill, Maker, Wish};
use crate::schema::Direction;

/// The most calls that are made to show all values of an operation's parameters and body.
const MANY: usize = 80;

/// One call.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is special about it.
    pub name: String,
    /// What the caller gives.
    pub given: Given,
    /// The credentials that the client has.
    pub secrets: Secrets,
    /// What the server answers.
    pub answer: Answer,
    /// What has to come of it.
    pub expect: Expect,
}

/// What a call has to end with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// A decoded answer.
    Success,
    /// An error of the server with this status.
    Error(u16, Details),
}

/// Whether the client has to be able to read the body of an error as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Details {
    /// It has to.
    Read,
    /// The body is no JSON, or none that is described as that of an error.
    Unread,
}

/// The calls of an operation, and what could not be tried, with the reason.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The calls.
    pub cases: Vec<Case>,
    /// What could not be tried.
    pub untried: Vec<String>,
}

/// Says how an operation is tried.
pub fn plan(document: &Document, operation: &Operation) -> Plan {
    let mut plan = Plan::default();
    let answers = answers(document, operation, &mut plan.untried);
    let givens = givens(document, operation, &mut plan.untried);
    let all = secrets(document, &document.schemes());
    // Where nothing is documented for success, an empty answer has to do.
    let empty = (String::new(), Answer { status: 200, ..Answer::default() }, Expect::Success);
    let (_, answer, expect) =
        answers.iter().find(|(_, _, expect)| *expect == Expect::Success).unwrap_or(&empty).clone();
    let case = |name: String, given: &Given, secrets: &Secrets, (_, answer, expect): (String, Answer, Expect)| Case {
        name,
        given: given.clone(),
        secrets: secrets.clone(),
        answer,
        expect,
    };
    let Some((_, plain)) = givens.first() else { return plan };
    for (name, given) in &givens {
        plan.cases.push(case(name.clone(), given, &all, (String::new(), answer.clone(), expect)));
    }
    // Another kind of body changes nothing of what is answered, and of who calls.
    if operation.variant.is_some() {
        return plan;
    }
    for (name, answer, expect) in &answers {
        plan.cases.push(case(format!("answer {name}"), plain, &all, (String::new(), answer.clone(), *expect)));
    }
    for alternative in operation.security.iter().filter(|_| operation.security.len() > 1) {
        let names: Vec<&str> = alternative.iter().map(|scheme| scheme.name.as_str()).collect();
        let name = format!(
            "with a credential for {} alone",
            if names.is_empty() { "nothing".to_owned() } else { names.join(" and ") }
        );
        let own = secrets(document, alternative);
        plan.cases.push(case(name, plain, &own, (String::new(), answer.clone(), expect)));
    }
    plan
}

/// A secret of its own for each scheme.
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

/// What the caller gives: first what is required, then everything, with each of the values that are tried.
fn givens(document: &Document, operation: &Operation, untried: &mut Vec<String>) -> Vec<(String, Given)> {
    let values = |parameter: &Parameter| (parameter.clone(), parameter_values(document, parameter));
    let parameters: Vec<(Parameter, Vec<Value>)> = operation.parameters.iter().map(values).collect();
    let mut is_callable = true;
    for (parameter, _) in parameters.iter().filter(|(_, values)| values.is_empty()) {
        let what = format!("the {} parameter `{}`", parameter.location.word(), parameter.name);
        untried.push(format!("no value could be made for {what}"));
        is_callable &= parameter.need != Need::Required;
    }
    let body = operation.body.as_ref().and_then(|body| Some((body, media::preferred(&body.content)?)));
    let mut bodies = body.map(|(_, media)| body_values(document, media)).unwrap_or_default();
    if body.is_some_and(|(body, _)| body.need != Need::Required) && bodies.len() > 1 {
        // To give nothing of a body that may be left out is to leave it out.
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
    let mut givens = vec![("only what is required".to_owned(), given(0, &|need| need == Need::Required))];
    for index in 0..count.min(MANY) {
        // The values begin with the one of required properties only; "everything" begins with the next.
        let name = if index == 0 { "everything".to_owned() } else { format!("everything, values {}", index + 1) };
        givens.push((name, given(index + 1, &|need| need != Need::Ignored)));
    }
    givens
}

/// Whether a body can be left out: one with required properties cannot, whatever is said beside it, as nobody could
/// tell what leaving it out would mean.
fn body_need(document: &Document, body: &Body, media: &Media) -> Need {
    let schema = media.schema.as_ref().unwrap_or(&Value::Null);
    let maker = Maker { document, direction: Direction::Request, carrier: Carrier::Json };
    let least = maker.value(schema, Wish::plain(Fill::Required));
    let has_required = least.as_ref().and_then(Value::as_object).is_some_and(|members| !members.is_empty());
    if has_required { Need::Required } else { body.need }
}

fn body_values(document: &Document, media: &Media) -> Vec<Value> {
    let open = Value::Bool(true);
    let carrier = match media::kind(&media.name) {
        media::Kind::Form | media::Kind::Multipart => Carrier::Form,
        media::Kind::Json | media::Kind::Events | media::Kind::Text | media::Kind::Bytes => Carrier::Json,
    };
    let maker = Maker { document, direction: Direction::Request, carrier };
    let values = sample::valid(maker, media.schema.as_ref().unwrap_or(&open));
    let values = values.into_iter().map(|(_, value)| value);
    match media::kind(&media.name) {
        media::Kind::Json => values.collect(),
        // A form has no way to say `null`, and none to send a list of nothing.
        media::Kind::Form | media::Kind::Multipart => {
            if media.schema.is_none() {
                return vec![json!({"any name": "text"})];
            }
            values.filter(Value::is_object).map(without_nothing).collect()
        }
        // The text of a plain value.
        media::Kind::Events | media::Kind::Text | media::Kind::Bytes => {
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

/// The values of a parameter that its style can carry.
fn parameter_values(document: &Document, parameter: &Parameter) -> Vec<Value> {
    let carrier = match parameter.location {
        Location::Path | Location::Query | Location::Cookie => Carrier::Url,
        Location::Header => Carrier::Header,
    };
    let maker = Maker { document, direction: Direction::Request, carrier };
    let values = sample::valid(maker, &parameter.schema);
    let kinds = shapes(document, &parameter.schema);
    let is_plain = kinds.iter().all(|shape| matches!(shape, Shape::Plain(_)));
    let values = values.into_iter().map(|(_, value)| value).filter(|value| can_travel(parameter, value));
    let mut values: Vec<Value> = values.collect();
    // "Required only" is the empty list; a list that is there begins with one item.
    if is_plain && values.len() > 1 && values[0] == Value::String(String::new()) {
        values.rotate_left(1);
    }
    values
}

/// Whether a value has a form in the style: no `null`, nothing empty, no separator in an item. A list or an object within
/// another is JSON text, where no separator is in its way.
fn can_travel(parameter: &Parameter, value: &Value) -> bool {
    if parameter.style == Style::Json {
        return true;
    }
    let plain = |value: &Value| match value {
        Value::Null | Value::Array(_) | Value::Object(_) => false,
        Value::String(text) => text_can_travel(parameter.location, text),
        Value::Bool(_) | Value::Number(_) => true,
    };
    let separators: &[char] = match (parameter.location, parameter.style) {
        (Location::Header, _) => &[',', '='],
        (_, Style::SpaceDelimited) => &[' ', '+'],
        (_, Style::PipeDelimited) => &['|'],
        // A dot is not escaped anywhere, and so is not told from the one that joins.
        (_, Style::Label) => &['.'],
        _ => &[],
    };
    let item = |value: &Value| {
        let text = as_text(value);
        plain(value) && !text.is_empty() && !text.contains(separators)
    };
    let takes_json = parameter.location != Location::Header
        && !matches!(parameter.style, Style::Label | Style::SpaceDelimited | Style::PipeDelimited | Style::DeepObject);
    let part = |value: &Value| item(value) || takes_json && is_nested(value);
    match (value, parameter.style) {
        (Value::Array(items), Style::Form) if parameter.explode == Explode::Yes => {
            !items.is_empty() && items.iter().all(part)
        }
        (Value::Array(items), _) => !items.is_empty() && items.iter().all(item),
        (Value::Object(members), Style::DeepObject) => {
            !members.is_empty() && members.values().all(|value| deep(value, &item))
        }
        (Value::Object(members), Style::Form) if parameter.explode == Explode::Yes => {
            let inner = |value: &Value| match value {
                Value::Array(items) => !items.is_empty() && (items.iter().all(item) || items.iter().any(is_nested)),
                value => part(value),
            };
            !members.is_empty() && members.values().all(inner)
        }
        (Value::Object(members), _) => {
            !members.is_empty() && members.iter().all(|(name, value)| !name.contains(separators) && part(value))
        }
        (value, Style::Label) => item(value),
        (value, _) => plain(value),
    }
}

fn is_nested(value: &Value) -> bool {
    value.is_array() || value.is_object()
}

/// Whether a value has a form in brackets within brackets; a list of one item is not told from the item.
fn deep(value: &Value, item: &impl Fn(&Value) -> bool) -> bool {
    match value {
        Value::Object(members) => !members.is_empty() && members.values().all(|value| deep(value, item)),
        Value::Array(items) => items.len() > 1 && items.iter().all(item),
        value => item(value),
    }
}

fn text_can_travel(location: Location, text: &str) -> bool {
    match location {
        Location::Path => !matches!(text, "" | "." | ".."),
        Location::Query | Location::Cookie => true,
        Location::Header => {
            !text.is_empty() && text.trim() == text && text.chars().all(|char| matches!(char, ' '..='~'))
        }
    }
}

/// What is answered: every documented status, with each of the bodies that are tried.
pub(crate) fn answers(
    document: &Document,
    operation: &Operation,
    untried: &mut Vec<String>,
) -> Vec<(String, Answer, Expect)> {
    let mut found = Vec::new();
    let has_success = operation.responses.iter().any(|response| response.status.starts_with('2'));
    for (response, status) in statuses(operation, untried) {
        if response.content.is_empty() {
            let answer = Answer { status, ..Answer::default() };
            found.push((format!("{status}"), answer, expect(status, Details::Unread)));
        }
        let has_json = response.content.iter().any(|media| media::kind(&media.name) == media::Kind::Json);
        // A client that asks for JSON is not answered with anything else, but for one that asks for events instead.
        let is_success = (200..300).contains(&status);
        let media = response.content.iter().filter(|media| match media::kind(&media.name) {
            media::Kind::Json => true,
            media::Kind::Events => is_success || !has_json,
            media::Kind::Form | media::Kind::Multipart | media::Kind::Text | media::Kind::Bytes => !has_json,
        });
        for media in media {
            let bodies = answer_bodies(document, media);
            if bodies.is_empty() {
                untried.push(format!("no body could be made for {status} {}", media.name));
            }
            for (name, value) in bodies {
                let is_json = media::kind(&media.name) == media::Kind::Json;
                let Some(body) = media::write(document, media, &value) else { continue };
                let answer =
                    Answer { status, headers: vec![("content-type".to_owned(), content_type(&media.name))], body };
                // What describes success as well promises nothing of errors.
                let is_error = response.status != "default" || has_success;
                let details = if is_json && is_error { Details::Read } else { Details::Unread };
                found.push((format!("{status} {}: {name}", media.name), answer, expect(status, details)));
            }
        }
    }
    found
}

/// A range is answered as its plainest member.
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

/// Each documented status as a number: a range by one of it that is not documented itself, `default` by a failure, and
/// by a success where no other is documented.
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
            untried.push(format!("the status {status} cannot be answered"));
        }
    }
    found
}
