//! Fetches the next page, and derives the request for the one after it.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

use serde_json::value::RawValue;

use super::find_property::find_property;
use super::link;
use crate::runtime::call::Call;
use crate::runtime::decode;
use crate::runtime::error::{DecodeProblem, Error};
use crate::runtime::excerpt;
use crate::runtime::integral;
use crate::runtime::operation::{NextPage, Paging};
use crate::runtime::raw_response::RawResponse;
use crate::runtime::send::{Json, ResponseDecoder as _};
use crate::runtime::uri;

pub(super) struct PageFetcher {
    call: Box<Call>,
    /// A hash of the items of the previous page.
    before: Option<u64>,
    /// The hashes of the addresses that were fetched. Only where the server gives the addresses.
    addresses: BTreeSet<u64>,
    pub(super) at_end: bool,
}

/// A page that was received.
pub(super) struct FetchedPage {
    pub(super) response: RawResponse,
    /// The range of the list of items in the body; `None` if there is none.
    pub(super) items: Option<Range<usize>>,
}

impl PageFetcher {
    pub(super) fn new(call: Box<Call>) -> Self {
        Self { call, before: None, addresses: BTreeSet::new(), at_end: false }
    }

    #[cfg(feature = "blocking")]
    pub(super) fn client(&self) -> std::sync::Arc<crate::runtime::client_inner::ClientInner> {
        std::sync::Arc::clone(&self.call.client)
    }

    /// Fetches the page that the call asks for, and changes the call to ask for the next one.
    pub(super) async fn fetch(mut self: Box<Self>) -> (Box<Self>, Result<FetchedPage, Error>) {
        let outcome = self.call.execute(Json::<()>::HANDLING).await;
        let fetched = outcome.decode(|mut response| {
            decode::make_utf8(&mut response)?;
            self.advance(&response).map(|items| FetchedPage { response, items })
        });
        (self, fetched)
    }

    fn advance(&mut self, response: &RawResponse) -> Result<Option<Range<usize>>, Error> {
        let Some(paging) = self.call.operation.paging else {
            self.at_end = true;
            return Ok(None);
        };
        let list = page_items(response, &paging)?;
        let items = list.as_ref().map_or(&[][..], |(_, items)| items);
        let now = list.as_ref().filter(|(_, items)| !items.is_empty()).map(|(list, _)| hash(list.get()));
        if now.is_some() && now == self.before {
            return Err(decode::decode_error(response, DecodeProblem::Repeated { items: paging.items }));
        }
        self.before = now;
        self.at_end = !self.prepare_next(response, &paging, items)?;
        // The list is a slice of the body.
        Ok(list.map(|(list, _)| {
            let start = list.get().as_ptr() as usize - response.body.as_ptr() as usize;
            start..start + list.get().len()
        }))
    }

    /// Changes the call to ask for the next page; `false` if there is none.
    fn prepare_next(&mut self, response: &RawResponse, paging: &Paging, items: &[&RawValue]) -> Result<bool, Error> {
        let count = items.len() as u64;
        let applied = paging.applied_limit.and_then(|property| parse_number(page_property(response, property)?.get()));
        let limit = applied.or_else(|| self.sent_number(paging.limit?));
        let may_be_more = count > 0 && limit.is_none_or(|limit| count >= limit);
        match paging.next {
            NextPage::Offset { parameter } => {
                let next = self.sent_number(parameter).unwrap_or(0).saturating_add(count);
                self.set_query(parameter, &next.to_string());
                Ok(may_be_more)
            }
            NextPage::Page { parameter, first } => {
                let next = self.sent_number(parameter).unwrap_or(first).saturating_add(1);
                self.set_query(parameter, &next.to_string());
                Ok(may_be_more)
            }
            NextPage::LastItem { parameter, property } => {
                let Some(last) = items.last().filter(|_| may_be_more) else { return Ok(false) };
                let found = find_property(last.get().as_bytes(), property).ok().flatten().and_then(query_text);
                let value =
                    found.ok_or_else(|| decode::decode_error(response, DecodeProblem::NoCursor { property }))?;
                self.set_query(parameter, &value);
                Ok(true)
            }
            // With a cursor, a short or empty page or one without a list may still be followed by others. The last page
            // is the one without a cursor.
            NextPage::Cursor { parameter, property } => {
                let value = page_property(response, property).and_then(query_text).filter(|value| !value.is_empty());
                let Some(value) = value else { return Ok(false) };
                if is_address(&value, parameter) {
                    return self.follow(response, &value);
                }
                if self.sent_value(parameter) == Some(uri::encode(&value).as_str()) {
                    return Err(decode::decode_error(response, DecodeProblem::Repeated { items: property }));
                }
                self.set_query(parameter, &value);
                Ok(true)
            }
            NextPage::Url { property } => match page_property(response, property).and_then(query_text) {
                Some(address) => self.follow(response, &address),
                None => Ok(false),
            },
            NextPage::Link { relation } => match link::target(&response.headers, relation) {
                Some(address) => self.follow(response, &address),
                None => Ok(false),
            },
        }
    }

    /// Changes the call to ask for the address that the server gave; `false` if it is empty. The credentials of the client
    /// are sent there, so it must have the same scheme, host and port.
    fn follow(&mut self, response: &RawResponse, address: &str) -> Result<bool, Error> {
        let refuse = |problem| Err(decode::decode_error(response, DecodeProblem::NextAddress { problem }));
        let address = address.trim();
        let Some(from) = response.url.as_ref().filter(|_| !address.is_empty()) else { return Ok(false) };
        let Ok(mut to) = from.join(address) else { return refuse("is not valid") };
        to.set_fragment(None);
        if to.origin() != from.origin() {
            return refuse("has another scheme, host or port, where the credentials of the client must not be sent");
        }
        if !to.username().is_empty() || to.password().is_some() {
            return refuse("contains a credential, and the client has its own");
        }
        if to.as_str().len() > uri::MAX_URL {
            return refuse("is too long");
        }
        self.addresses.insert(hash(from.as_str()));
        if !self.addresses.insert(hash(to.as_str())) {
            return refuse("is one of a previous page, so paging would never end");
        }
        self.call.address = Some(to);
        Ok(true)
    }

    fn sent_value(&self, parameter: &str) -> Option<&str> {
        self.call.query.iter().find(|(name, _)| name == parameter).map(|(_, value)| value.as_str())
    }

    fn sent_number(&self, parameter: &str) -> Option<u64> {
        parse_number(self.sent_value(parameter)?)
    }

    fn set_query(&mut self, parameter: &'static str, value: &str) {
        self.call.query.retain(|(name, _)| name != parameter);
        self.call.query.push((parameter.into(), uri::encode(value)));
    }
}

/// Finds the items of a page. Instead of an empty list, servers send `null`, no property, or no body at all. Any other
/// page without a list is an error, as it would be if the response were decoded as a whole.
fn page_items<'a>(
    response: &'a RawResponse,
    paging: &Paging,
) -> Result<Option<(&'a RawValue, Vec<&'a RawValue>)>, Error> {
    let json = excerpt::without_byte_order_mark(&response.body);
    if json.trim_ascii().is_empty() {
        return Ok(None);
    }
    let found = find_property(json, paging.items).map_err(|problem| decode::json_error(response, &problem, "."))?;
    let Some(list) = found else { return Ok(None) };
    match serde_json::from_str(list.get()) {
        Ok(items) => Ok(Some((list, items))),
        Err(_) => {
            let (path, message) = (paging.items.to_owned(), "expected a list of items".to_owned());
            Err(decode::decode_error(response, DecodeProblem::Json { path, message }))
        }
    }
}

/// Returns a property of a page, if it has it.
fn page_property<'a>(response: &'a RawResponse, property: &str) -> Option<&'a RawValue> {
    find_property(excerpt::without_byte_order_mark(&response.body), property).ok().flatten()
}

fn parse_number(text: &str) -> Option<u64> {
    let text = text.trim_matches('"');
    let integral = || String::from_utf8(integral::in_text(text.as_bytes())?).ok()?.trim().parse().ok();
    text.parse().ok().or_else(integral)
}

/// Returns whether a cursor is the address of the next page: a URL, or a query that has the parameter. A cursor is opaque,
/// but no usual one contains these characters.
fn is_address(cursor: &str, parameter: &str) -> bool {
    let is_url = ["http://", "https://"].iter().any(|scheme| cursor.starts_with(scheme));
    let mut pairs = cursor.split_once('?').into_iter().flat_map(|(_, query)| query.split('&'));
    is_url || pairs.any(|pair| pair.contains('=') && uri::name_of_pair(pair) == parameter)
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// Returns a string or number as the value of a query parameter.
fn query_text(value: &RawValue) -> Option<String> {
    match serde_json::from_str(value.get()).ok()? {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(_) => Some(value.get().to_owned()),
        _ => None,
    }
}
