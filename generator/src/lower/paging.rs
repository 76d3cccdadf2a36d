//! `x-pagination`, `x-idempotent`, `x-rate-limit` and `x-session-cookie`: what is to be known of an operation beyond
//! OpenAPI.

use serde_json::Value;

use super::{Extensions, Operations, Schemas};
use crate::api::{self, Location, NextPage, Operation, Paging};
use crate::document::extensions::{PAGINATION, RATE_LIMIT};
use crate::document::pointer::join;
use crate::document::source::FileId;
use crate::document::tree::Node;
use crate::findings::Code;

/// All keys of `x-pagination`.
const KEYS: [&str; 11] = [
    "applied-limit",
    "cursor",
    "first-page",
    "items",
    "last-item",
    "limit",
    "link",
    "next",
    "next-url",
    "offset",
    "page",
];

/// The ways to ask for the next page. An operation has one.
const WAYS: [&str; 5] = ["offset", "page", "cursor", "next-url", "link"];

/// What is wrong, and the key if it is about a single key.
type Wrong = (Option<&'static str>, String);

impl Operations<'_> {
    /// Reads a boolean extension. The default is `false`.
    pub(super) fn flag(&mut self, extensions: &Extensions, key: &str, at: &str) -> bool {
        match extensions.get(key) {
            None => false,
            Some(Value::Bool(value)) => *value,
            Some(_) => {
                let message = format!("`{key}` has to be true or false");
                let at = join(at, &[key]);
                self.extension_problem(Code::WrongType, (&at, &at), message, "write `true`, or remove it");
                false
            }
        }
    }

    /// Reads how many requests of the rate limit one request uses up: none if it is exempt, and one by default.
    pub(super) fn rate_cost(&mut self, extensions: &Extensions, at: &str) -> u32 {
        let Some(value) = extensions.get(RATE_LIMIT) else { return 1 };
        let cost = match value {
            Value::String(word) if word == "exempt" => Some(0),
            Value::Object(keys) if keys.len() == 1 => {
                let cost = keys.get("cost").and_then(Value::as_u64).and_then(|cost| u32::try_from(cost).ok());
                cost.filter(|cost| *cost > 0)
            }
            _ => None,
        };
        cost.unwrap_or_else(|| {
            let at = join(at, &[RATE_LIMIT]);
            let message = format!("`{RATE_LIMIT}` is `exempt`, or an object with a positive `cost`");
            let help = "for example: {cost: 5}; docs/extensions.md describes it";
            self.extension_problem(Code::WrongType, (&at, &at), message, help);
            1
        })
    }

    /// Reads how an operation pages.
    pub(super) fn paging(&mut self, extensions: &Extensions, operation: &Operation) -> Option<Paging> {
        let value = extensions.get(PAGINATION)?;
        let read = read(value, operation).and_then(|paging| {
            let found = api::items(self.schemas.types(), &operation.response_content, &paging.items).is_some();
            match (found, paging.items.as_str()) {
                (true, "") => without_properties(paging),
                (true, _) => Ok(paging),
                (false, "") => {
                    let message =
                        "`x-pagination` needs `items`, the property with the list, as the response is no list";
                    Err((None, message.to_owned()))
                }
                (false, items) => Err((Some("items"), format!("the response has no list `{items}`"))),
            }
        });
        read.map_err(|(key, message)| {
            let whole = join(&operation.at, &[PAGINATION]);
            let at = key.map_or(whole.clone(), |key| join(&whole, &[key]));
            let help = "for example: {items: users, limit: limit, offset: offset}; docs/extensions.md lists all keys";
            self.extension_problem(Code::InvalidPagination, (&whole, &at), message, help);
        })
        .ok()
    }

    fn extension_problem(&mut self, code: Code, places: (&str, &str), message: String, help: &str) {
        self.schemas.extension_problem(code, places, message, help);
    }
}

impl Schemas<'_> {
    /// Reports what is wrong with one of our extensions. It is an error if the overlay contains any of it, because a
    /// person wrote that. Otherwise it is an extension of the vendor with the same name.
    pub(super) fn extension_problem(&mut self, code: Code, (whole, at): (&str, &str), message: String, help: &str) {
        let root = self.root();
        let is_ours =
            self.overlay.is_some_and(|overlay| root.at(whole).is_some_and(|node| is_partly_of(node, overlay)));
        if is_ours {
            self.report(code, at, message, help);
        } else {
            let message = format!("this extension is the vendor's own and has no effect: {message}");
            self.report(Code::NotGenerated, at, message, "add ours with an overlay action if the client needs it");
        }
    }
}

/// Returns whether a value, or anything within it, is from a file.
fn is_partly_of(node: &Node, file: FileId) -> bool {
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if node.span.file == file {
            return true;
        }
        open.extend(node.items());
        open.extend(node.members().map(|(_, member)| &member.node));
    }
    false
}

fn read(value: &Value, operation: &Operation) -> Result<Paging, Wrong> {
    let keys = value.as_object().ok_or_else(|| (None, "`x-pagination` has to be an object".to_owned()))?;
    if let Some(key) = keys.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err((None, format!("`x-pagination` has no key `{key}`; its keys are {}", KEYS.join(", "))));
    }
    let text = |key: &'static str| match keys.get(key) {
        None => Ok(None),
        Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
        Some(_) => Err((Some(key), format!("`{key}` has to be a name"))),
    };
    let parameter = |key: &'static str| {
        let Some(name) = text(key)? else { return Ok(None) };
        let known = operation.parameters.iter().any(|it| it.location == Location::Query && it.name == name);
        if known { Ok(Some(name)) } else { Err((Some(key), format!("the operation has no query parameter `{name}`"))) }
    };
    let items = text("items")?.unwrap_or_default();
    let first = match keys.get("first-page") {
        None => 1,
        Some(number) => {
            number.as_u64().ok_or_else(|| (Some("first-page"), "`first-page` has to be a number".to_owned()))?
        }
    };
    if WAYS.iter().filter(|way| keys.contains_key(**way)).count() != 1 {
        let message = "`x-pagination` needs exactly one of `offset`, `page`, `cursor`, `next-url` and `link`";
        return Err((None, message.to_owned()));
    }
    let offset = parameter("offset")?.map(|parameter| NextPage::Offset { parameter });
    let page = parameter("page")?.map(|parameter| NextPage::Page { parameter, first });
    let url = text("next-url")?.map(|property| NextPage::Url { property });
    let link = text("link")?.map(|relation| NextPage::Link { relation });
    let next = match (parameter("cursor")?, text("next")?, text("last-item")?) {
        (Some(parameter), Some(property), None) => Some(NextPage::Cursor { parameter, property }),
        (Some(parameter), None, Some(property)) => Some(NextPage::LastItem { parameter, property }),
        (Some(_), _, _) => {
            let message = "a `cursor` comes from a property of the response (`next`) or of its last item (`last-item`)";
            return Err((Some("cursor"), message.to_owned()));
        }
        (None, _, _) => None,
    };
    let next = offset.or(page).or(url).or(link).or(next);
    let next = next.ok_or_else(|| (None, "`x-pagination` does not say how the next page is requested".to_owned()))?;
    Ok(Paging { items, limit: parameter("limit")?, applied_limit: text("applied-limit")?, next })
}

/// Returns the paging of a response that is a list, if it needs no property of it.
fn without_properties(paging: Paging) -> Result<Paging, Wrong> {
    let key = match &paging.next {
        NextPage::Cursor { .. } => Some("next"),
        NextPage::Url { .. } => Some("next-url"),
        _ => paging.applied_limit.as_ref().map(|_| "applied-limit"),
    };
    match key {
        None => Ok(paging),
        Some(key) => Err((Some(key), format!("the response is a list, which has no property for `{key}`"))),
    }
}
