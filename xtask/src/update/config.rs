//! `specs/sources.yaml`: where the specs come from. It must not fetch anything.

use std::collections::BTreeSet;

use generator::File;
use serde::Deserialize;

use super::address::Address;
use crate::console::{Dir, Problem};
use crate::load::{self, SOURCES};

/// The endpoints that a source may lose at once, in percent, unless it says otherwise.
const MAY_LOSE: u64 = 25;

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
    /// A list of pages. Those below the prefix are fetched, except those to skip.
    Index { at: Address, prefix: Address, skip: Vec<Address> },
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
    /// Returns the addresses that are in the list.
    pub(crate) fn addresses(&self) -> &[Address] {
        match &self.kind {
            Kind::Pages(pages) => pages,
            Kind::Index { at, .. } | Kind::Dump(at) | Kind::Document(at) => std::slice::from_ref(at),
        }
    }

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
#[serde(deny_unknown_fields, expecting = "`api` and a list of `sources`")]
struct Written {
    api: Option<String>,
    sources: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", expecting = "a source with a `name` and an address")]
struct Item {
    name: String,
    page: Option<String>,
    pages: Option<Vec<String>>,
    index: Option<String>,
    prefix: Option<String>,
    dump: Option<String>,
    document: Option<String>,
    skip: Option<Vec<String>>,
    #[serde(default)]
    tags: BTreeSet<String>,
    #[serde(default)]
    paths: Vec<String>,
    #[serde(default)]
    lacking: Lacking,
    may_lose: Option<serde_yaml::Number>,
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
            Ok(_) if known => {
                let problem = Problem::new(format!("the source `{name}` is there twice"), "rename one");
                problems.push(problem.at(place(file, &name)));
            }
            Ok(source) => list.push(source),
            Err((message, help)) => {
                let problem = Problem::new(format!("the source `{name}`: {message}"), help);
                problems.push(problem.at(place(file, &name)));
            }
        }
    }
    if list.is_empty() && problems.is_empty() {
        problems.push(Problem::new("the list of sources is empty", HELP).at(file.name.clone()));
    }
    if problems.is_empty() {
        return Ok(Sources { api: written.api.unwrap_or_else(|| "API".to_owned()), list });
    }
    Err(problems)
}

/// Returns the place of the last source with a name.
fn place(file: &File, name: &str) -> String {
    let is_name = |line: &str| {
        let at = line.find("name:")?;
        let value = line[at + "name:".len()..].split([',', '}', '#']).next().unwrap_or_default();
        (value.trim().trim_matches(['"', '\'']) == name).then_some(line[..at].chars().count() + 1)
    };
    let lines = file.text.lines().enumerate();
    let found = lines.filter_map(|(index, line)| Some((index + 1, is_name(line)?))).last();
    found.map_or_else(|| file.name.clone(), |(line, column)| format!("{}:{line}:{column}", file.name))
}

/// What is wrong with a source, and what to do about it.
type Mistake = (String, &'static str);

fn source(item: Item) -> Result<Source, Mistake> {
    let Item { name, page, pages, index, prefix, dump, document, skip, tags, paths, lacking, may_lose } = item;
    let is_plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    if name.is_empty() || !name.chars().all(is_plain) {
        return Err(("its name has other characters than letters, digits, `-`, `_` and `.`".to_owned(), "rename it"));
    }
    let address = |text: &str| {
        Address::parse(text)
            .map_err(|why| (format!("`{text}` is not fetched: {why}"), "write the plain address of a text"))
    };
    if prefix.is_some() && index.is_none() {
        return Err(("only an index has a `prefix`".to_owned(), "remove it"));
    }
    if skip.is_some() && index.is_none() {
        return Err(("only an index has pages to `skip`".to_owned(), "remove it"));
    }
    let kinds = [page.is_some(), pages.is_some(), index.is_some(), dump.is_some(), document.is_some()];
    if kinds.into_iter().filter(|is_there| *is_there).count() > 1 {
        let message = "it has more than one of `page`, `pages`, `index`, `dump` and `document`";
        return Err((message.to_owned(), "write a source for each"));
    }
    let kind = match (page, pages, index, dump, document) {
        (Some(page), None, None, None, None) => Kind::Pages(vec![address(&page)?]),
        (None, Some(pages), None, None, None) if !pages.is_empty() => {
            Kind::Pages(pages.iter().map(|page| address(page)).collect::<Result<_, _>>()?)
        }
        (None, None, Some(index), None, None) => {
            let at = address(&index)?;
            let prefix = address(prefix.as_deref().unwrap_or(at.folder()))?;
            if prefix.origin() != at.origin() {
                return Err((
                    "its `prefix` is on another host than the index".to_owned(),
                    "write one on the same host",
                ));
            }
            let link = |text: &String| {
                at.link(text).map_err(|why| {
                    (format!("`{text}` cannot be skipped: {why}"), "write the address of a page, or its path")
                })
            };
            let skip = skip.iter().flatten().map(link).collect::<Result<_, _>>()?;
            Kind::Index { at, prefix, skip }
        }
        (None, None, None, Some(dump), None) => Kind::Dump(address(&dump)?),
        (None, None, None, None, Some(document)) => Kind::Document(address(&document)?),
        _ => return Err(("it needs one of `page`, `pages`, `index`, `dump` and `document`".to_owned(), HELP)),
    };
    if let Some(path) = paths.iter().find(|path| !path.starts_with('/')) {
        return Err((
            format!("the path `{path}` does not begin with `/`"),
            "write it as in the documentation: `/users`",
        ));
    }
    let may_lose = may_lose.map_or(Some(MAY_LOSE), |number| number.as_u64().filter(|number| *number <= 100));
    let Some(may_lose) = may_lose.and_then(|number| usize::try_from(number).ok()) else {
        let message = "`may-lose` is a part of its endpoints in percent, from 0 to 100";
        return Err((message.to_owned(), "write a whole number, such as `may-lose: 25`"));
    };
    Ok(Source { name, kind, tags, paths, lacking, may_lose })
}
