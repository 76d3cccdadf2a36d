//! `specs/sources.lock`: what a server said about the text that was fetched last, so that the next run asks only for
//! what has changed.

use std::collections::BTreeMap;

use generator::File;
use serde::{Deserialize, Serialize};

use super::address::Address;
use super::curl::Response;

/// The validators of all addresses, by address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock(BTreeMap<String, Validators>);

/// The validators of one address (RFC 9110, section 8.8).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Validators {
    #[serde(skip_serializing_if = "Option::is_none")]
    etag: Option<String>,
    #[serde(rename = "last-modified", skip_serializing_if = "Option::is_none")]
    last_modified: Option<String>,
    /// A hash of the text.
    text: String,
    /// How many endpoints were taken from it.
    endpoints: usize,
}

/// The longest validator that is kept.
const LONGEST: usize = 200;

impl Lock {
    /// Reads the file. One that cannot be read locks nothing: everything is fetched again.
    pub(crate) fn of(file: Option<&File>) -> Self {
        file.and_then(|file| serde_json::from_str(&file.text).ok()).unwrap_or_default()
    }

    /// Returns the addresses.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Returns what to send for an address of which so many endpoints are still there.
    pub(crate) fn get(&self, address: &Address, endpoints: usize) -> Option<&Validators> {
        let is_there = |known: &&Validators| known.endpoints == endpoints && known.headers().next().is_some();
        self.0.get(address.as_str()).filter(is_there)
    }

    /// Records a text. A server that gives the same text another validator changes nothing.
    pub(crate) fn set(&mut self, address: &Address, response: &Response, endpoints: usize) {
        let new = Validators {
            etag: response.header("etag").and_then(plain),
            last_modified: response.header("last-modified").and_then(plain),
            text: hash(&response.body),
            endpoints,
        };
        let has_any = |validators: &Validators| validators.headers().next().is_some();
        let is_same = |old: &Validators| old.text == new.text && old.endpoints == endpoints && has_any(old);
        if self.0.get(address.as_str()).is_some_and(is_same) {
            return;
        }
        if has_any(&new) {
            self.0.insert(address.as_str().to_owned(), new);
        } else {
            self.0.remove(address.as_str());
        }
    }

    /// Forgets the addresses that no source has.
    pub(crate) fn retain(&mut self, is_known: impl Fn(&str) -> bool) {
        self.0.retain(|address, _| is_known(address));
    }

    /// Returns the text of the file, or `None` if nothing is locked.
    pub(crate) fn text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| serde_json::to_string_pretty(self).unwrap_or_default() + "\n")
    }
}

impl Validators {
    /// Returns the headers of a conditional request.
    pub(crate) fn headers(&self) -> impl Iterator<Item = String> {
        let etag = self.etag.as_deref().and_then(plain).map(|etag| format!("If-None-Match: {etag}"));
        let modified = self.last_modified.as_deref().and_then(plain);
        etag.into_iter().chain(modified.map(|date| format!("If-Modified-Since: {date}")))
    }
}

/// Takes a header of a server, or of a file that somebody may have changed, if it is a plain line.
fn plain(value: &str) -> Option<String> {
    let is_plain = !value.is_empty() && value.len() <= LONGEST && value.chars().all(|char| matches!(char, ' '..='~'));
    is_plain.then(|| value.to_owned())
}

/// FNV-1a, which only has to notice that a text has changed.
fn hash(bytes: &[u8]) -> String {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, step))
}
