//! `specs/sources.lock`: what is known of the text that was fetched last, so that the next run asks only for what has
//! changed.

use std::collections::{BTreeMap, BTreeSet};

use generator::File;
use serde::{Deserialize, Serialize};

use super::address::Address;
use super::config::{Kind, Source};
use super::curl::Response;
use super::whole;

/// The validators of all texts, by source and address. Two sources can take different endpoints from one address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Lock(BTreeMap<String, BTreeMap<String, Validators>>);

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
    /// A hash of the fragments of the endpoints that were taken from it.
    fragments: String,
    /// A hash of what selected them: the tags and paths of the source, and the prefix of an index.
    selection: String,
    /// Whether it is a document in YAML that ends within a line.
    #[serde(rename = "ends-within-a-line", skip_serializing_if = "std::ops::Not::not")]
    is_open: bool,
    /// The pages that it lists, if it is an index.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) pages: Vec<String>,
}

/// What was taken from a text.
pub(crate) struct Content {
    /// A hash of the fragments of its endpoints.
    pub(crate) fragments: String,
    /// The addresses of the pages that it lists, if it is an index.
    pub(crate) pages: Vec<String>,
}

/// The longest validator that is kept.
const LONGEST: usize = 200;

impl Lock {
    /// Reads the file. One that cannot be read locks nothing: everything is fetched again.
    pub(crate) fn of(file: Option<&File>) -> Self {
        file.and_then(|file| serde_json::from_str(&file.text).ok()).unwrap_or_default()
    }

    /// Returns the validators of the texts of a source. Texts are omitted if the fragments of their endpoints are others now, or if
    /// the source selects otherwise. `fragments` returns the hash of those of an address.
    pub(crate) fn of_source(
        &self,
        source: &Source,
        fragments: impl Fn(&str) -> String,
    ) -> BTreeMap<Address, Validators> {
        let selection = selection(source);
        let is_there = |address: &str, known: &Validators| {
            known.has_any() && known.selection == selection && known.fragments == fragments(address)
        };
        let all = self.0.get(&source.name).into_iter().flatten();
        let all = all.filter(|(address, known)| is_there(address, known));
        all.filter_map(|(address, known)| Some((Address::parse(address).ok()?, known.clone()))).collect()
    }

    /// Records a text. A server that gives the same text another validator changes nothing.
    pub(crate) fn set(&mut self, source: &Source, address: &Address, response: &Response, content: Content) {
        let Content { fragments, pages } = content;
        let new = Validators {
            etag: response.header("etag").and_then(plain),
            last_modified: response.header("last-modified").and_then(plain),
            text: hash(&response.body),
            fragments,
            selection: selection(source),
            is_open: whole::is_open(source, &response.body),
            pages,
        };
        let own = self.0.entry(source.name.clone()).or_default();
        let is_same = |old: &Validators| {
            let (etag, last_modified) = (old.etag.clone(), old.last_modified.clone());
            (old.has_any() || !new.has_any()) && *old == Validators { etag, last_modified, ..new.clone() }
        };
        if own.get(address.as_str()).is_some_and(is_same) {
            return;
        }
        own.insert(address.as_str().to_owned(), new);
    }

    /// Returns whether the text of an address ended within a line, or `None` if there is no record of it.
    pub(crate) fn was_open(&self, source: &Source, address: &Address) -> Option<bool> {
        self.0.get(&source.name)?.get(address.as_str()).map(|known| known.is_open)
    }

    /// Returns the texts of both sides of a conflict. One that differs is dropped, so that it is fetched again.
    pub(crate) fn joined([ours, theirs]: &[String; 2]) -> Self {
        let read = |text: &str| serde_json::from_str::<Self>(text).unwrap_or_default();
        let (mut joined, ours) = (read(theirs), read(ours));
        for (source, texts) in ours.0 {
            let own = joined.0.entry(source).or_default();
            for (address, known) in texts {
                match own.get(&address) {
                    Some(other) if *other != known => drop(own.remove(&address)),
                    _ => drop(own.insert(address, known)),
                }
            }
        }
        joined.0.retain(|_, own| !own.is_empty());
        joined
    }

    /// Forgets the texts that no source has.
    pub(crate) fn retain(&mut self, is_known: impl Fn(&str, &str) -> bool) {
        for (source, own) in &mut self.0 {
            own.retain(|address, _| is_known(source, address));
        }
        self.0.retain(|_, own| !own.is_empty());
    }

    /// Returns the text of the file, or `None` if nothing is locked.
    pub(crate) fn text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| serde_json::to_string_pretty(self).unwrap_or_default() + "\n")
    }
}

impl Validators {
    fn has_any(&self) -> bool {
        self.headers().next().is_some()
    }

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

/// Returns a hash of the fragment of each endpoint.
pub(crate) fn texts(fragments: &BTreeMap<String, File>) -> BTreeMap<String, String> {
    let of = |(path, file): (&String, &File)| {
        let endpoints = generator::endpoints(&BTreeMap::from([(path.clone(), file.clone())])).into_keys();
        let hash = hash(file.text.as_bytes());
        endpoints.map(move |endpoint| (endpoint, hash.clone()))
    };
    fragments.iter().flat_map(of).collect()
}

/// Returns a hash of the fragments of some endpoints.
pub(crate) fn fragments(endpoints: &BTreeSet<String>, texts: &BTreeMap<String, String>) -> String {
    let own: Vec<String> =
        endpoints.iter().filter_map(|endpoint| Some(format!("{endpoint} {}\n", texts.get(endpoint)?))).collect();
    if own.is_empty() { String::new() } else { hash(own.concat().as_bytes()) }
}

fn selection(source: &Source) -> String {
    let prefix = match &source.kind {
        Kind::Index { prefix, skip, .. } => {
            let skip = skip.iter().map(|page| format!(" {page}"));
            format!("{prefix}{}", skip.collect::<String>())
        }
        Kind::Pages(_) | Kind::Dump(_) | Kind::Document(_) => String::new(),
    };
    hash(format!("{:?} {:?}{prefix}", source.tags, source.paths).as_bytes())
}

/// Returns a hash that only has to notice a change.
fn hash(bytes: &[u8]) -> String {
    format!("{:016x}", generator::fnv(bytes.iter().copied()))
}
