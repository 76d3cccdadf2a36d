//! Decides which sources are taken. A source that had a bad day is left as it was: nothing that it shows is taken, and
//! nothing that it lacks is gone.

use std::collections::{BTreeMap, BTreeSet};

use generator::{Code, File, Level, Listing, unnamed};

use super::config::{Lacking, Source};
use super::curl::Response;
use super::fetch::{Index, State, Texts, Trouble, beginning};
use super::provenance::{Origin, Provenance};

/// Whether a source may lose endpoints beyond its bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Removals {
    /// It may not.
    Refuse,
    /// A person has looked, and what is lacking is removed.
    Accept,
}

/// What is known of the folder of specs.
pub(crate) struct Known {
    /// Its endpoints, each with its tag.
    pub(crate) endpoints: BTreeMap<String, Option<String>>,
    /// A hash of the fragment of each endpoint.
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) provenance: Provenance,
    /// The endpoints that are gone already.
    pub(crate) gone: BTreeSet<String>,
}

/// What a source shows.
pub(crate) struct Shown {
    pub(crate) source: Source,
    pub(crate) texts: Vec<Received>,
    /// The index that lists the texts, if there is one.
    pub(crate) index: Option<Index>,
    /// All texts, with those that have not changed.
    pub(crate) addresses: BTreeSet<String>,
    /// The endpoints that it shows, in received texts and in those that have not changed.
    pub(crate) endpoints: BTreeSet<String>,
    /// The tags of the received endpoints.
    tags: BTreeSet<String>,
}

/// A text that was received.
pub(crate) struct Received {
    pub(crate) file: File,
    pub(crate) response: Response,
    /// The endpoints that are taken from it.
    pub(crate) origins: BTreeMap<String, Origin>,
}

/// A source that is taken.
pub(crate) struct Taken {
    pub(crate) shown: Shown,
    /// The endpoints that it no longer shows.
    pub(crate) lost: BTreeSet<String>,
}

impl Shown {
    /// Returns whether the source has something at an address.
    pub(crate) fn has(&self, address: &str) -> bool {
        let is_index = self.index.as_ref().is_some_and(|index| index.address.as_str() == address);
        is_index || self.addresses.contains(address)
    }
}

/// Lists what the texts of a source show. `claimed` has the endpoints of the sources before it.
pub(crate) fn shown(
    source: &Source,
    texts: Texts,
    known: &Known,
    claimed: &BTreeSet<String>,
) -> Result<Shown, Vec<Trouble>> {
    let mut shown = Shown {
        source: source.clone(),
        texts: Vec::new(),
        index: texts.index,
        addresses: texts.list.iter().map(|text| text.address.to_string()).collect(),
        endpoints: BTreeSet::new(),
        tags: BTreeSet::new(),
    };
    let (mut troubles, mut others) = (Vec::new(), Vec::new());
    for text in texts.list {
        let page = text.address.to_string();
        let (file, response) = match text.state {
            State::Unchanged => {
                shown.endpoints.extend(known.provenance.of_page(&source.name, &page));
                continue;
            }
            State::Received { file, response } => (file, response),
        };
        let listing = match list(&file) {
            Ok(listing) => listing,
            Err(what) => {
                troubles.push(Trouble::at(&text.address, what));
                continue;
            }
        };
        if listing.endpoints.is_empty() {
            others.push(format!("{page} ({} blocks of code, {})", listing.others, beginning(&file.text)));
        } else if !listing.endpoints.iter().any(|listed| source.covers(&listed.endpoint, listed.tag.as_deref())) {
            let listed = listing.endpoints.iter().map(|listed| listed.endpoint.clone()).collect();
            let tags = listing.endpoints.iter().filter_map(|listed| Some(format!("`{}`", listed.tag.as_ref()?)));
            let tags = named(&tags.collect());
            let is_shown = !source.tags.is_empty() && !tags.is_empty();
            let tags = if is_shown { format!("; the tags are {tags}") } else { String::new() };
            others.push(format!("{page} ({}{tags})", named(&listed)));
        }
        let mut origins = BTreeMap::new();
        for listed in listing.endpoints {
            let is_own = source.covers(&listed.endpoint, listed.tag.as_deref()) && !claimed.contains(&listed.endpoint);
            if is_own && shown.endpoints.insert(listed.endpoint.clone()) {
                shown.tags.extend(listed.tag);
                let origin = Origin { source: source.name.clone(), page: page.clone(), heading: listed.heading };
                origins.insert(listed.endpoint, origin);
            } else if is_own
                && let Some(origin) = shown.texts.iter().find_map(|text| text.origins.get(&listed.endpoint))
            {
                // Another page shows it as well; the import compares both.
                origins.insert(listed.endpoint, origin.clone());
            }
        }
        shown.texts.push(Received { file, response, origins });
    }
    if shown.endpoints.is_empty() && troubles.is_empty() {
        let what = others.first().map_or_else(String::new, |first| format!(": {first}"));
        troubles.push(Trouble::general(format!("it shows no endpoint of this source{what}")));
    }
    if troubles.is_empty() { Ok(shown) } else { Err(troubles) }
}

/// Lists a text. One without endpoints is no error.
fn list(file: &File) -> Result<Listing, String> {
    let outcome = generator::list(file.clone());
    let is_error = |code: Code| code.level() == Level::Error && code != Code::NothingToImport;
    match outcome.diagnostics.iter().find(|finding| is_error(finding.code)) {
        Some(finding) => {
            let place = finding.labels.first().map(|label| outcome.sources.line_column(label.span));
            let place = place.map_or_else(String::new, |(line, column)| format!("line {line}, column {column}: "));
            Err(format!("{place}{}", finding.message))
        }
        None => Ok(outcome.value.unwrap_or_default()),
    }
}

/// Compares what a source shows with what it showed before, text by text and as a whole: one bad page of many must not pass
/// because the others are good. `all` has the endpoints that any source shows now.
pub(crate) fn judge(
    shown: Shown,
    all: &BTreeSet<String>,
    known: &Known,
    removals: Removals,
) -> Result<Taken, Vec<Trouble>> {
    let source = &shown.source;
    let now = all.iter().map(|endpoint| unnamed(endpoint)).collect();
    let mut troubles = Vec::new();
    for text in shown.texts.iter().filter(|_| shown.addresses.len() > 1) {
        let before = known.provenance.of_page(&source.name, &text.file.name);
        let before = before.into_iter().filter(|endpoint| known.endpoints.contains_key(endpoint)).collect();
        let page = Comparison { before, own: text.origins.keys().cloned().collect(), now: &now, known };
        if let Err(what) = page.judge(source, removals) {
            let what = format!("{what}; what came: {}", beginning(&text.file.text));
            troubles.push(Trouble { address: Some(text.file.name.clone()), ..Trouble::general(what) });
        }
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    let whole = Comparison { before: before(&shown, known), own: shown.endpoints.clone(), now: &now, known };
    let lost = whole.judge(source, removals).map_err(|what| vec![Trouble::general(what)])?;
    match source.lacking {
        Lacking::Gone => Ok(Taken { shown, lost }),
        Lacking::Stays => Ok(Taken { shown, lost: BTreeSet::new() }),
    }
}

/// What a source or one of its texts showed before, and what is shown now.
struct Comparison<'a> {
    before: BTreeSet<String>,
    /// What the same source or text shows now.
    own: BTreeSet<String>,
    /// What any source shows now, without the names of path parameters.
    now: &'a BTreeSet<String>,
    known: &'a Known,
}

impl Comparison<'_> {
    /// Returns the endpoints that are lost, or what is wrong with that.
    fn judge(&self, source: &Source, removals: Removals) -> Result<BTreeSet<String>, String> {
        let own: BTreeSet<String> = self.own.iter().map(|endpoint| unnamed(endpoint)).collect();
        let is_lost = |endpoint: &&String| !self.now.contains(&unnamed(endpoint));
        // What was gone already was looked at already.
        let is_counted = |endpoint: &&String| !self.known.gone.contains(*endpoint);
        let new: BTreeSet<String> = self.before.iter().filter(is_lost).filter(is_counted).cloned().collect();
        let counted = self.before.iter().filter(is_counted).count();
        let is_other = !self.before.iter().any(|endpoint| own.contains(&unnamed(endpoint)));
        if is_other && !new.is_empty() {
            let shows = if self.own.is_empty() { "nothing".to_owned() } else { named(&self.own) };
            return Err(format!(
                "it shows none of the {} that it showed before, but {shows}: the text of something else may be at its \
                 address; if this is meant, remove these endpoints first with `cargo xtask remove`",
                endpoints(self.before.len()),
            ));
        }
        let is_bounded = source.lacking == Lacking::Gone && removals == Removals::Refuse;
        if is_bounded && new.len() * 100 > source.may_lose * counted {
            return Err(format!(
                "it lost {} of {}, more than {} %: {}; if they are really gone, run the command again with \
                 `--accept-removals --source {}`",
                new.len(),
                endpoints(counted),
                source.may_lose,
                named(&new),
                source.name
            ));
        }
        Ok(self.before.iter().filter(is_lost).cloned().collect())
    }
}

/// Returns the endpoints in the folder that the source showed before. Without any record, these are the endpoints of its
/// tags and paths that no other source has shown.
fn before(shown: &Shown, known: &Known) -> BTreeSet<String> {
    let recorded = known.provenance.of_source(&shown.source.name);
    let is_there = |endpoint: &String| known.endpoints.contains_key(endpoint);
    let recorded: BTreeSet<String> = recorded.into_iter().filter(is_there).collect();
    if !recorded.is_empty() {
        return recorded;
    }
    let is_open = shown.source.tags.is_empty() && shown.source.paths.is_empty();
    let is_own = |endpoint: &String, tag: &Option<String>| match is_open {
        true => tag.as_ref().is_some_and(|tag| shown.tags.contains(tag)),
        false => shown.source.covers(endpoint, tag.as_deref()),
    };
    let unrecorded = known.endpoints.iter().filter(|(endpoint, _)| !known.provenance.0.contains_key(*endpoint));
    unrecorded.filter(|(endpoint, tag)| is_own(endpoint, tag)).map(|(endpoint, _)| endpoint.clone()).collect()
}

fn endpoints(count: usize) -> String {
    crate::import::counted(count, "endpoint")
}

/// Returns the first endpoints, and the number of the others.
pub(crate) fn named(all: &BTreeSet<String>) -> String {
    const NAMED: usize = 3;
    let mut first: Vec<String> = all.iter().take(NAMED).cloned().collect();
    match all.len().saturating_sub(NAMED) {
        0 => {}
        more => first.push(format!("{more} more")),
    }
    first.join(", ")
}
