//! `specs/sources.yaml`: where the specs come from. It must not fetch anything.

use std::collections::BTreeSet;

use generator::File;
use serde::Deserialize;

use super::address::Address;
use crate::console::{Dir, Problem};
use crate::load::{self, SOURCES};

/// The endpoints that a source may lose at once, in percent, unless it says otherwise.
const MAY_LOSE: u8 = 25;

/// The sources of a folder of specs.
pub(crate) struct Sources {
    /// The name of the API, for the title of a pull request.
    pub(crate) api: String,
    pub(crate) list: Vec<Source>,
}

/// A source.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// The tags of its endpoints. If there are neither tags nor paths, it is the source of all endpoints that it shows.
    pub(crate) tags: BTreeSet<String>,
    /// The beginnings of the paths of its endpoints.
    pub(crate) paths: Vec<String>,
    pub(crate) lacking: Lacking,
    /// How many of its endpoints it may lose at once, in percent.
    pub(crate) may_lose: usize,
}

/// What is at the addresses of a source.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Pages, each with its address.
    Pages(Vec<Address>),
    /// A list of pages. Those below the prefix are fetched.
    Index { at: Address, prefix: Address },
    /// All pages in one text.
    Dump(Address),
    /// A complete OpenAPI document.
    Document(Address),
}

/// What becomes of an endpoint that a source no longer shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Lacking {
    /// It is gone: it is listed in `gone.yaml`, until a person has decided.
    #[default]
    Gone,
    /// It stays.
    Stays,
}

impl Source {
    /// Returns whether the source is one of an endpoint, such as `GET /users`.
    pub(crate) fn covers(&self, endpoint: &str, tag: Option<&str>) -> bool {
        if self.tags.is_empty() && self.paths.is_empty() {
            return true;
        }
        let path = endpoint.split_once(' ').map_or(endpoint, |(_, path)| path);
        let begins = |start: &String| {
            path.strip_prefix(start.trim_end_matches('/')).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        tag.is_some_and(|tag| self.tags.contains(tag)) || self.paths.iter().any(begins)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    api: Option<String>,
    sources: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Item {
    name: String,
    page: Option<String>,
    pages: Option<Vec<String>>,
    index: Option<String>,
    prefix: Option<String>,
    dump: Option<String>,
    document: Option<String>,
    #[serde(default)]
    tags: BTreeSet<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    lacking: Lacking,
    may_lose: Option<u8>,
}

const HELP: &str = "write `api` and a list of `sources`, each with a `name` and one of `page`, `pages`, `index`, `dump` \
                    and `document`; see docs/updating.md";

/// Reads the list.
pub(crate) fn read(file: Option<&File>, dir: &Dir) -> Result<Sources, Vec<Problem>> {
    let Some(file) = file else {
        let message = format!("there is no `{}`, which says where the specs come from", dir.name(SOURCES));
        return Err(vec![Problem::new(message, HELP)]);
    };
    let broken = |error: serde_yaml::Error| vec![load::broken(file, &error, "the list of sources", HELP)];
    let written: Written = serde_yaml::from_str(&file.text).map_err(broken)?;
    let mut problems = Vec::new();
    let mut list: Vec<Source> = Vec::new();
    for item in written.sources {
        let name = item.name.clone();
        let known = list.iter().any(|other| other.name == name);
        match source(item) {
            Ok(_) if known => problems.push(Problem::new(format!("the source `{name}` is there twice"), "rename one")),
            Ok(source) => list.push(source),
            Err(message) => problems.push(Problem::new(format!("the source `{name}`: {message}"), HELP)),
        }
    }
    if list.is_empty() && problems.is_empty() {
        problems.push(Problem::new("the list of sources is empty", HELP));
    }
    if problems.is_empty() {
        return Ok(Sources { api: written.api.unwrap_or_else(|| "API".to_owned()), list });
    }
    Err(problems.into_iter().map(|problem| problem.at(file.name.clone())).collect())
}

fn source(item: Item) -> Result<Source, String> {
    let Item { name, page, pages, index, prefix, dump, document, tags, paths, lacking, may_lose } = item;
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err("its name has other characters than letters, digits, `-`, `_` and `.`".to_owned());
    }
    let address = |text: &str| Address::parse(text).map_err(|why| format!("`{text}` is not fetched: {why}"));
    if prefix.is_some() && index.is_none() {
        return Err("only an index has a `prefix`".to_owned());
    }
    let kind = match (page, pages, index, dump, document) {
        (Some(page), None, None, None, None) => Kind::Pages(vec![address(&page)?]),
        (None, Some(pages), None, None, None) if !pages.is_empty() => {
            Kind::Pages(pages.iter().map(|page| address(page)).collect::<Result<_, _>>()?)
        }
        (None, None, Some(index), None, None) => {
            let at = address(&index)?;
            let prefix = prefix.as_deref().unwrap_or(at.folder());
            let prefix = address(prefix)?;
            if prefix.origin() != at.origin() {
                return Err("its `prefix` is on another host than the index".to_owned());
            }
            Kind::Index { at, prefix }
        }
        (None, None, None, Some(dump), None) => Kind::Dump(address(&dump)?),
        (None, None, None, None, Some(document)) => Kind::Document(address(&document)?),
        _ => return Err("it needs one of `page`, `pages`, `index`, `dump` and `document`".to_owned()),
    };
    if let Some(path) = paths.iter().find(|path| !path.starts_with('/')) {
        return Err(format!("the path `{path}` does not begin with `/`"));
    }
    let may_lose = may_lose.unwrap_or(MAY_LOSE);
    if may_lose > 100 {
        return Err("`may-lose` is a part of its endpoints in percent, from 0 to 100".to_owned());
    }
    Ok(Source { name, kind, tags, paths, lacking, may_lose: usize::from(may_lose) })
}
