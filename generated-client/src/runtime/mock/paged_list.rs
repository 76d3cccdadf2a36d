//! A list that a mock serves page by page, as the API does.

use serde_json::{Map, Value};

use super::planned_response::PlannedResponse;
use super::received::Received;
use crate::runtime::operation::{NextPage, Paging};

#[derive(Clone)]
pub(super) struct PagedList {
    pub(super) items: Vec<Value>,
    pub(super) paging: Paging,
    /// The number of items of a page, if the request does not set a limit.
    pub(super) page_size: usize,
    pub(super) cursor: CursorType,
}

/// The JSON type of the cursor that leads to the next page.
#[derive(Clone, Copy)]
pub(super) enum CursorType {
    Text,
    Number,
}

/// The query parameter of an address that says where the page begins. The server chooses its name.
const START: &str = "mock-start";

/// A page, and the address of the next one.
struct Page {
    body: Value,
    next: Option<String>,
}

/// Where the next page begins, and its address.
struct Next {
    start: usize,
    address: String,
}

impl PagedList {
    /// Returns the page that a request asks for.
    pub(super) fn respond(&self, request: &Received) -> PlannedResponse {
        let Page { body, next } = self.page(request);
        let mut response = PlannedResponse::new(200, "application/json", body.to_string());
        if let (NextPage::Link { relation }, Some(address)) = (self.paging.next, next) {
            response.headers.push(("link".to_owned(), format!("<{address}>; rel=\"{relation}\"")));
        }
        response
    }

    /// Returns all items in one page that still leads to another: everything that a page can contain.
    pub(super) fn sample(&self) -> Value {
        let mut page = Value::Object(Map::new());
        put(&mut page, self.paging.items, self.items.clone().into());
        self.put_metadata(
            &mut page,
            self.page_size,
            Some(&Next { start: self.items.len(), address: START.to_owned() }),
        );
        page
    }

    /// Returns the page for the query of a request.
    fn page(&self, request: &Received) -> Page {
        let query = |name: &str| request.query(name);
        let number = |name: &str| query(name).and_then(|text| text.parse::<usize>().ok());
        let limit = self.paging.limit.and_then(number).unwrap_or(self.page_size);
        let start = match self.paging.next {
            NextPage::Offset { parameter } | NextPage::Cursor { parameter, .. } => number(parameter).unwrap_or(0),
            NextPage::Url { .. } | NextPage::Link { .. } => number(START).unwrap_or(0),
            NextPage::Page { parameter, first } => {
                let first = usize::try_from(first).unwrap_or(usize::MAX);
                number(parameter).unwrap_or(first).saturating_sub(first).saturating_mul(limit)
            }
            NextPage::LastItem { parameter, property } => {
                let last = query(parameter);
                let is_last = |item: &Value| last.is_some() && value_at(item, property).map(query_text) == last;
                self.items.iter().position(is_last).map_or(0, |at| at + 1)
            }
        };
        let items: Vec<Value> = self.items.iter().skip(start).take(limit).cloned().collect();
        let end = start.saturating_add(items.len());
        let mut page = Value::Object(Map::new());
        put(&mut page, self.paging.items, items.into());
        let next = (end < self.items.len()).then(|| Next { start: end, address: request.address_with(START, end) });
        self.put_metadata(&mut page, limit, next.as_ref());
        Page { body: page, next: next.map(|next| next.address) }
    }

    /// Adds the limit and the cursor to a page.
    fn put_metadata(&self, page: &mut Value, limit: usize, next: Option<&Next>) {
        if let Some(property) = self.paging.applied_limit {
            put(page, property, limit.into());
        }
        let Some(next) = next else { return };
        match (self.paging.next, self.cursor) {
            (NextPage::Cursor { property, .. }, CursorType::Text) => put(page, property, next.start.to_string().into()),
            (NextPage::Cursor { property, .. }, CursorType::Number) => put(page, property, next.start.into()),
            (NextPage::Url { property }, _) => put(page, property, next.address.as_str().into()),
            _ => {}
        }
    }
}

fn value_at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(value, |value, name| value.get(name))
}

fn query_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Sets the value at the end of a path of properties. An empty path leads to the whole.
fn put(object: &mut Value, path: &str, value: Value) {
    if path.is_empty() {
        *object = value;
        return;
    }
    let mut place = object;
    for name in path.split('.') {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[name];
    }
    *place = value;
}
