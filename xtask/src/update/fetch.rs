//! Fetches the texts of a source, or reads them from a folder. Only the addresses of the list are fetched, and those of
//! an index that are below its prefix. A text that is not what a page looks like is refused here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use generator::File;

use super::address::Address;
use super::config::{Kind, Source};
use super::curl::{self, Bounds, Response};
use super::validators::Validators;
use crate::Place;
use crate::console::{Problem, clean, slashes};

/// The bytes that a page may have.
const PAGE: u64 = 16 << 20;
/// The bytes that an index may have.
const INDEX: u64 = 32 << 20;
/// The bytes that a dump or a document may have.
const DUMP: u64 = 64 << 20;
/// The pages that an index may list.
const PAGES: usize = 500;
/// The requests at once.
const AT_ONCE: usize = 4;
/// The time for a source.
const TIME: Duration = Duration::from_secs(15 * 60);
/// The characters of a text that a message shows.
const SHOWN: usize = 80;

/// Where texts come from.
pub(crate) enum Site {
    /// The servers.
    Online,
    /// A folder: `example.com/docs/users.md` in it, or `users.md`.
    Folder(PathBuf),
}

impl Site {
    /// Returns where texts come from: a folder, if there is one given.
    pub(crate) fn of(folder: Option<&std::path::Path>, place: &Place) -> Result<Self, Problem> {
        let Some(given) = folder else { return Ok(Self::Online) };
        let path = place.current.join(given);
        if path.is_dir() {
            return Ok(Self::Folder(path));
        }
        let message = format!("there is no folder `{}`", slashes(given));
        Err(Problem::new(message, "give the folder of the saved texts with `--offline DIR`"))
    }
}

/// A text of a source.
pub(crate) struct Text {
    pub(crate) address: Address,
    pub(crate) state: State,
}

/// The texts of a source.
pub(crate) struct Texts {
    pub(crate) list: Vec<Text>,
    /// The index that lists them, if there is one.
    pub(crate) index: Option<Index>,
}

/// The index of a source.
pub(crate) struct Index {
    pub(crate) address: Address,
    /// What was received, and the pages that it lists. `None` if it has not changed.
    pub(crate) received: Option<(Response, Vec<Address>)>,
}

/// Whether a text has changed.
pub(crate) enum State {
    /// It was received. The response has its validators.
    Received { file: File, response: Response },
    /// The server says that it is as before.
    Unchanged,
}

/// Why a source is left as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// The address of the text, if it is about one.
    pub(crate) address: Option<String>,
    pub(crate) what: String,
    /// Another way out than to wait.
    pub(crate) help: Option<String>,
}

impl Trouble {
    pub(crate) fn at(address: &Address, what: impl Into<String>) -> Self {
        Self { address: Some(address.to_string()), what: what.into(), help: None }
    }

    pub(crate) fn general(what: impl Into<String>) -> Self {
        Self { address: None, what: what.into(), help: None }
    }
}

/// Fetches the texts of a source, in their order. `known` has the validators of the texts that are in the specs.
pub(crate) fn fetch(
    source: &Source,
    site: &Site,
    known: &BTreeMap<Address, Validators>,
) -> Result<Texts, Vec<Trouble>> {
    let until = Instant::now() + TIME;
    let bounds = |most| Bounds { most, below: None, until };
    match &source.kind {
        Kind::Pages(pages) => Ok(Texts { list: all(pages, bounds(PAGE), site, known)?, index: None }),
        Kind::Index { at, prefix, skip } => {
            let (index, pages) = index((at, prefix, skip), bounds(INDEX), site, known).map_err(|one| vec![one])?;
            let bounds = Bounds { below: Some(prefix), ..bounds(PAGE) };
            let list = all(&pages, bounds, site, known).map_err(with_skip)?;
            Ok(Texts { list, index: Some(index) })
        }
        Kind::Dump(at) | Kind::Document(at) => {
            Ok(Texts { list: all(std::slice::from_ref(at), bounds(DUMP), site, known)?, index: None })
        }
    }
}

/// Says how to go on without a page of an index.
fn with_skip(mut troubles: Vec<Trouble>) -> Vec<Trouble> {
    if let Some(first) = troubles.iter_mut().find(|trouble| trouble.address.is_some()) {
        let page = first.address.clone().unwrap_or_default();
        first.help = Some(format!("or, if a page is gone for good, write it below the source: `skip: [{page}]`"));
    }
    troubles
}

/// Fetches the pages of an index, for a command that has no list of sources.
pub(crate) fn fetch_index(at: &Address, index: &str, site: &Site, skip: &[Address]) -> Result<Vec<Text>, Vec<Trouble>> {
    let prefix = Address::parse(at.folder()).map_err(|why| vec![Trouble::at(at, why)])?;
    let addresses = listed((at, &prefix, skip), index).map_err(|trouble| vec![trouble])?;
    all(&addresses, Bounds { most: PAGE, below: Some(&prefix), until: Instant::now() + TIME }, site, &BTreeMap::new())
}

/// Fetches one text, which may be as large as a dump.
pub(crate) fn fetch_one(at: &Address, site: &Site) -> Result<String, Trouble> {
    match text(at, Bounds { most: DUMP, below: None, until: Instant::now() + TIME }, site, None)?.state {
        State::Received { file, .. } => Ok(file.text),
        State::Unchanged => Err(Trouble::at(at, "the server did not send it")),
    }
}

/// An index, the prefix of its pages, and the pages that are not fetched.
type Listed<'a> = (&'a Address, &'a Address, &'a [Address]);

/// Fetches an index. One that has not changed lists the pages that were recorded.
fn index(
    (at, prefix, skip): Listed<'_>,
    bounds: Bounds<'_>,
    site: &Site,
    known: &BTreeMap<Address, Validators>,
) -> Result<(Index, Vec<Address>), Trouble> {
    let recorded = |known: &Validators| -> Vec<Address> {
        let pages = known.pages.iter().take(PAGES).filter_map(|page| Address::parse(page).ok());
        pages.filter(|page| is_page(page, prefix)).collect()
    };
    let known = known.get(at).map(|known| (known, recorded(known))).filter(|(_, pages)| !pages.is_empty());
    let state = text(at, bounds, site, known.as_ref().map(|(known, _)| *known))?.state;
    let (received, pages) = match state {
        State::Received { file, response } => {
            let pages = listed((at, prefix, skip), &file.text)?;
            (Some((response, pages.clone())), pages)
        }
        State::Unchanged => (None, known.map(|(_, pages)| pages).unwrap_or_default()),
    };
    Ok((Index { address: at.clone(), received }, pages))
}

fn is_page(address: &Address, prefix: &Address) -> bool {
    address.is_below(prefix) && [".md", ".mdx", ".markdown"].iter().any(|ending| address.file().ends_with(ending))
}

/// Returns the pages of an index below a prefix, each once and in order.
fn listed((at, prefix, skip): Listed<'_>, index: &str) -> Result<Vec<Address>, Trouble> {
    let mut seen: BTreeSet<Address> = BTreeSet::from([at.clone()]);
    let mut found = Vec::new();
    for link in generator::links(index) {
        let page = at.link(&link).ok().filter(|address| is_page(address, prefix) && !skip.contains(address));
        found.extend(page.filter(|address| seen.insert(address.clone())));
    }
    match found.len() {
        0 => Err(Trouble::at(at, format!("it lists no page below {prefix}: {}", beginning(index)))),
        1..=PAGES => Ok(found),
        more => Err(Trouble::at(at, format!("it lists {more} pages below {prefix}, and at most {PAGES} are fetched"))),
    }
}

fn all(
    addresses: &[Address],
    bounds: Bounds<'_>,
    site: &Site,
    known: &BTreeMap<Address, Validators>,
) -> Result<Vec<Text>, Vec<Trouble>> {
    if let Site::Folder(folder) = site {
        let troubles = one_file(addresses, folder);
        if !troubles.is_empty() {
            return Err(troubles);
        }
    }
    let next = AtomicUsize::new(0);
    let results: Mutex<BTreeMap<usize, Result<Text, Trouble>>> = Mutex::default();
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(address) = addresses.get(index) else { break };
            let result = text(address, bounds, site, known.get(address));
            let mut results = results.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            results.insert(index, result);
        }
    };
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(addresses.len()) {
            scope.spawn(work);
        }
    });
    let results = results.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (mut texts, mut troubles) = (Vec::new(), Vec::new());
    for result in results.into_values() {
        match result {
            Ok(text) => texts.push(text),
            Err(trouble) => troubles.push(trouble),
        }
    }
    if troubles.is_empty() { Ok(texts) } else { Err(troubles) }
}

fn text(address: &Address, bounds: Bounds<'_>, site: &Site, known: Option<&Validators>) -> Result<Text, Trouble> {
    let response = match site {
        Site::Online => curl::get(address, known, bounds).map_err(|why| Trouble::at(address, why))?,
        Site::Folder(folder) => saved(address, folder, bounds.most)?,
    };
    let state = match response.status {
        304 if known.is_some() => State::Unchanged,
        _ => match checked(&response) {
            Ok(text) => State::Received { file: File::new(address.to_string(), text), response },
            Err(what) => return Err(Trouble::at(address, format!("{what}; {}", came(&response)))),
        },
    };
    Ok(Text { address: address.clone(), state })
}

/// Returns the problems of addresses whose texts would be read from one file.
pub(crate) fn one_file(addresses: &[Address], folder: &std::path::Path) -> Vec<Trouble> {
    let mut known: BTreeMap<PathBuf, &Address> = BTreeMap::new();
    let mut troubles = Vec::new();
    for address in addresses {
        let path = saved_path(address, folder);
        match known.get(&path) {
            Some(other) if *other != address && path.is_file() => {
                let (file, own, others) = (address.file(), address.as_path(), other.as_path());
                let what = format!("`{file}` would be read for {other} as well; save them as `{others}` and `{own}`");
                troubles.push(Trouble::at(address, what));
            }
            _ => {
                known.insert(path, address);
            }
        }
    }
    troubles
}

fn saved_path(address: &Address, folder: &std::path::Path) -> PathBuf {
    let full = folder.join(address.as_path());
    if full.is_file() { full } else { folder.join(address.file()) }
}

/// Reads a saved text.
fn saved(address: &Address, folder: &std::path::Path, most: u64) -> Result<Response, Trouble> {
    let path = saved_path(address, folder);
    let mut body = Vec::new();
    let read = fs::File::open(&path).and_then(|file| file.take(most + 1).read_to_end(&mut body));
    match read {
        Err(error) => {
            let what = format!("neither `{}` nor `{}` can be read there: {error}", address.as_path(), address.file());
            Err(Trouble::at(address, what))
        }
        Ok(_) if body.len() as u64 > most => Err(Trouble::at(address, format!("it is larger than {most} bytes"))),
        Ok(_) => Ok(Response::saved(body)),
    }
}

/// Returns the text of a response, or why it is not the text of a page.
fn checked(response: &Response) -> Result<String, String> {
    if response.status != 200 {
        return Err(format!("it came with status {}", response.status));
    }
    let text = std::str::from_utf8(&response.body).map_err(|_| "it is not UTF-8".to_owned())?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Err("it is empty".to_owned());
    }
    let begins = |word: &str| start.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let is_html = response.header("content-type").is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    if is_html || begins("<!doctype") || begins("<html") {
        return Err("it is HTML".to_owned());
    }
    Ok(text.to_owned())
}

/// Describes what came.
fn came(response: &Response) -> String {
    let kind = response.header("content-type").map_or_else(String::new, |kind| format!("{}, ", clean(kind)));
    let text = String::from_utf8_lossy(&response.body);
    let size = crate::import::counted(response.body.len(), "byte");
    format!("what came: {kind}{size}, {}", beginning(&text))
}

/// Returns the beginning of a text for a message.
pub(crate) fn beginning(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: String = words.chars().filter(|char| !char.is_control() && *char != '`').take(SHOWN).collect();
    if shown.is_empty() { "nothing".to_owned() } else { format!("beginning with `{shown}`") }
}

/// Returns the end of a text for a message.
pub(crate) fn ending(text: &str) -> String {
    let last: Vec<char> = text.chars().rev().take(SHOWN * 2).collect();
    let words = last.into_iter().rev().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ");
    let shown: Vec<char> = words.chars().filter(|char| !char.is_control() && *char != '`').collect();
    let shown: String = shown[shown.len().saturating_sub(SHOWN)..].iter().collect();
    if shown.is_empty() { "nothing".to_owned() } else { format!("ending with `{shown}`") }
}
