//! What a client does not keep of a response: the body that was sent, against what the client has read of it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::cases::Case;
use crate::document::{Document, Operation, Response};
use crate::media;
use crate::run::Exchange;
use crate::sample::shape::{Shape, Texts, same, shapes};
use crate::schema::{Direction, problems};

/// Returns the places of a response that the client loses or changes: `users[].name`. A property that the document of the
/// client does not describe is new, so nobody misses it.
pub(super) fn of(document: &Document, operation: &Operation, case: &Case, exchange: &Exchange) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let Some(read) = exchange.read() else { return found };
    let Ok(sent) = serde_json::from_slice::<Value>(&case.planned.body) else { return found };
    let schema = schema(operation, case.planned.status).unwrap_or(&Value::Bool(true));
    compare(document, std::slice::from_ref(schema), (&sent, read), "", &mut found);
    found
}

/// The schema that the client reads a success by: that of its status or, if the status is new, that of any success.
fn schema(operation: &Operation, status: u16) -> Option<&Value> {
    let of = |response: &&Response| {
        response.status == status.to_string() || response.status.starts_with('2') || response.status == "default"
    };
    let mut all: Vec<&Response> = operation.responses.iter().filter(of).collect();
    all.sort_by_key(|response| (response.status != status.to_string(), response.status == "default"));
    let json = all.into_iter().flat_map(|response| &response.content);
    json.filter(|media| media::kind(&media.name) == media::Kind::Json).find_map(|media| media.schema.as_ref())
}

fn compare(
    document: &Document,
    schemas: &[Value],
    (sent, read): (&Value, &Value),
    at: &str,
    found: &mut BTreeSet<String>,
) {
    match (sent, read) {
        (Value::Object(members), Value::Object(kept)) => {
            for (name, member) in members {
                let place = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                let inner = inner(document, schemas, name);
                match kept.get(name) {
                    _ if inner.is_empty() => {}
                    // The client reads `null` as absent where its document allows both.
                    None if member.is_null() && inner.iter().any(|schema| allows_null(document, schema)) => {}
                    Some(kept) => compare(document, &inner, (member, kept), &place, found),
                    None => {
                        found.insert(place);
                    }
                }
            }
        }
        (Value::Array(items), Value::Array(kept)) if items.len() == kept.len() => {
            let inner: Vec<Value> = schemas
                .iter()
                .flat_map(|schema| shapes(document, schema))
                .filter_map(|shape| shape.schema().get("items").cloned())
                .collect();
            for pair in items.iter().zip(kept) {
                compare(document, &inner, pair, &format!("{at}[]"), found);
            }
        }
        (sent, kept) if same(sent, kept, Texts::Apart) || is_same_time(sent, kept) => {}
        _ => {
            found.insert(if at.is_empty() { "the body".to_owned() } else { at.to_owned() });
        }
    }
}

/// The schemas of a member, in all alternatives that have it. None where the document does not describe it.
fn inner(document: &Document, schemas: &[Value], name: &str) -> Vec<Value> {
    let shapes = schemas.iter().flat_map(|schema| shapes(document, schema));
    let of = |shape: Shape| {
        let schema = shape.schema();
        let named = schema.get("properties").and_then(|properties| properties.get(name));
        let rest = schema.get("additionalProperties").filter(|rest| rest.is_object() || **rest == Value::Bool(true));
        named.or(rest).cloned()
    };
    shapes.filter_map(of).collect()
}

fn allows_null(document: &Document, schema: &Value) -> bool {
    problems(document, schema, Direction::Response, &Value::Null).is_empty()
}

/// A time can be written in several ways.
fn is_same_time(sent: &Value, kept: &Value) -> bool {
    let plain = |value: &Value| {
        let text = value.as_str()?;
        let is_time = text.len() > 10 && text.as_bytes()[10].eq_ignore_ascii_case(&b't');
        is_time.then(|| text.to_ascii_uppercase().replace("+00:00", "Z"))
    };
    plain(sent).is_some_and(|sent| Some(sent) == plain(kept))
}
