//! `cargo xtask coverage`: which endpoints of the vendor's whole API the client has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use clap::Args;
use generator::{File, Listing, unnamed};

use crate::console::{Dir, Failure, Problem, clean, emit, slashes};
use crate::load::{load, read_text};
use crate::sync::lock::{Access, Missing, lock};
use crate::update::address::Address;
use crate::update::fetch::{self, Site, State, Trouble};
use crate::{Exit, Io, Place};

/// Compares the endpoints of the client with those of the vendor's whole API.
#[derive(Args)]
pub(crate) struct CoverageArgs {
    /// The whole API, as a file or an `https` address: a complete document, a dump of all pages, or an index of pages,
    /// which are fetched
    #[arg(value_name = "INDEX|DOCUMENT")]
    api: String,
    /// The address of the index, if it is given as a file
    #[arg(long, value_name = "URL")]
    address: Option<String>,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
    /// Read the pages of an index from a folder, and fetch nothing
    #[arg(long, value_name = "DIR")]
    offline: Option<PathBuf>,
    /// A page of the index that is not fetched, by its address or its path
    #[arg(long, value_name = "PAGE")]
    skip: Vec<String>,
    /// Also list the endpoints that the client does not have
    #[arg(long)]
    all: bool,
}

/// The endpoints of a tag.
#[derive(Default)]
struct Row {
    has: usize,
    lacks: BTreeSet<String>,
}

/// Runs the command.
pub(crate) fn run(options: &CoverageArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let dir = Dir::new(options.specs.as_deref(), "specs", place);
    let _held = lock(&[(&dir, Missing::Skip)], Access::Read, io)?;
    let own = generator::endpoints(&load(&dir)?.fragments);
    let all = whole_api(options, place)?;
    if all.is_empty() {
        let message = format!("`{}` shows no endpoint", clean(&options.api));
        let help = "give a complete OpenAPI document, a dump of all pages, or an index of pages below its folder";
        return Err(Problem::new(message, help).into());
    }
    let mine: BTreeSet<String> = own.keys().map(|endpoint| unnamed(endpoint)).collect();
    let theirs: BTreeSet<String> = all.keys().map(|endpoint| unnamed(endpoint)).collect();
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (endpoint, tag) in &all {
        let row = rows.entry(tag.clone().unwrap_or_else(|| "(no tag)".to_owned())).or_default();
        if mine.contains(&unnamed(endpoint)) {
            row.has += 1;
        } else {
            row.lacks.insert(endpoint.clone());
        }
    }
    let others: Vec<&String> = own.keys().filter(|endpoint| !theirs.contains(&unnamed(endpoint))).collect();
    emit(io, &text(&rows, &others, options))?;
    Ok(Exit::Done)
}

/// Returns the endpoints of the whole API, each with its tag.
fn whole_api(options: &CoverageArgs, place: &Place) -> Result<BTreeMap<String, Option<String>>, Failure> {
    let site = Site::of(options.offline.as_deref(), place)?;
    let refused = |text: &str, why: &str| {
        Problem::new(format!("`{}` is not fetched: {why}", clean(text)), "give an `https` address or a file")
    };
    let address = |text: &str| Address::parse(text).map_err(|why| refused(text, why));
    let (file, at) = if options.api.contains("://") {
        let at = address(&options.api)?;
        let text = fetch::fetch_one(&at, &site).map_err(|trouble| problem(&trouble))?;
        (File::new(at.to_string(), text), Some(at))
    } else {
        let path = place.current.join(&options.api);
        let file = read_text(&path, &slashes(options.api.as_ref()))?;
        (file, options.address.as_deref().map(address).transpose()?)
    };
    let text = file.text.clone();
    let listing = list(file)?;
    let mut listings = vec![listing];
    if let (true, Some(at)) = (listings[0].endpoints.is_empty(), at) {
        let skip = options.skip.iter().map(|page| at.link(page).map_err(|why| refused(page, why)));
        let skip: Vec<Address> = skip.collect::<Result<_, _>>()?;
        let texts = fetch::fetch_index(&at, &text, &site, &skip)
            .map_err(|troubles| troubles.iter().map(problem).collect::<Vec<_>>())?;
        for text in texts {
            if let State::Received { file, .. } = text.state {
                listings.push(list(file)?);
            }
        }
    }
    let listed = listings.into_iter().flat_map(|listing| listing.endpoints);
    Ok(listed.map(|listed| (listed.endpoint, listed.tag)).collect())
}

fn list(file: File) -> Result<Listing, Problem> {
    let name = file.name.clone();
    let outcome = generator::list(file);
    let is_error =
        |code: generator::Code| code.level() == generator::Level::Error && code != generator::Code::NothingToImport;
    match outcome.diagnostics.iter().find(|finding| is_error(finding.code)) {
        Some(error) => Err(Problem::new(error.message.clone(), "correct it in a copy, and give that").at(name)),
        None => Ok(outcome.value.unwrap_or_default()),
    }
}

fn problem(trouble: &Trouble) -> Problem {
    let address = trouble.address.clone().unwrap_or_default();
    Problem::new(
        clean(&trouble.what),
        "look at the address; or do without the page with `--skip PAGE`, or save the texts and use `--offline DIR`",
    )
    .at(address)
}

fn text(rows: &BTreeMap<String, Row>, others: &[&String], options: &CoverageArgs) -> String {
    let cell = |text: &str| clean(text).replace('|', "\\|").replace('\n', " ");
    let mut text = String::from("| tag | in the client | in the API |\n|---|--:|--:|\n");
    let (mut has, mut all) = (0, 0);
    for (tag, row) in rows {
        let count = row.has + row.lacks.len();
        text.push_str(&format!("| {} | {} | {count} |\n", cell(tag), row.has));
        (has, all) = (has + row.has, all + count);
    }
    text.push_str(&format!("| all | {has} | {all} |\n"));
    if options.all {
        let lacks: Vec<String> = rows.values().flat_map(|row| &row.lacks).map(|line| cell(line)).collect();
        text.push_str(&list_of("Not in the client", &lacks));
    }
    let others: Vec<String> = others.iter().map(|endpoint| cell(endpoint)).collect();
    text.push_str(&list_of("In the client only", &others));
    let colour = if has == all { "brightgreen" } else { "blue" };
    text.push_str(&format!(
        "\n![{has} of {all} endpoints](https://img.shields.io/badge/endpoints-{has}%20of%20{all}-{colour})\n"
    ));
    text
}

fn list_of(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let lines: String = lines.iter().map(|line| format!("- `{}`\n", line.replace('`', "'"))).collect();
    format!("\n{title}:\n\n{lines}")
}
