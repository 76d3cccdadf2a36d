//! Lists what a page or a document shows, without comparing it with anything: its endpoints with their places, and the
//! links of an index. It must not decide what is imported.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::document::{self, Read};
use super::fragment::{Operation, ShownEndpoint, operations};
use super::neighbours::Page;
use super::page;
use crate::document::places::Sources;
use crate::document::source::{File, Span};
use crate::document::tree::Node;
use crate::findings::{Findings, Outcome};
use crate::read;

/// The endpoints of a page or a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// The endpoints, in the order of the page.
    pub endpoints: Vec<Listed>,
    /// The number of blocks of code that are no endpoint.
    pub others: usize,
}

/// An endpoint of a page or a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The method and the path, such as `GET /users`.
    pub endpoint: String,
    /// The first of its tags.
    pub tag: Option<String>,
    /// The title of the API that it belongs to.
    pub api: Option<String>,
    /// The heading of the page above it.
    pub heading: Option<String>,
    /// Its line, counted from one.
    pub line: usize,
}

/// Lists the endpoints of a page or a document, by the same rules as [`import`](super::import).
pub fn list(page: impl Into<Page>) -> Outcome<Listing> {
    let page: Page = page.into();
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let mut listing = Listing::default();
    match document::format(&page.file) {
        Some(format) => match document::read(page, format, &mut sources, &mut findings) {
            None => {}
            Some(Read::Split(split)) => {
                let listed = split.fragments.iter().map(|it| listed(&it.operation, &it.root, None, &sources));
                listing.endpoints = listed.collect();
            }
            Some(Read::Whole(whole)) => {
                let listed = whole.operations.iter().map(|operation| listed(operation, &whole.root, None, &sources));
                listing.endpoints = listed.collect();
            }
        },
        None => {
            let headings = headings(&page.file.text);
            let (mut shown, mut skipped) = (Vec::new(), Vec::new());
            page::read(page.file, &mut shown, &mut skipped, &mut sources, &mut findings);
            let heading = |span: Span| {
                let above = headings.partition_point(|(start, _)| *start <= span.start);
                above.checked_sub(1).map(|index| headings[index].1.clone())
            };
            let listed = |it: &ShownEndpoint| listed(&it.operation, &it.root, heading(it.operation.at), &sources);
            listing.endpoints = shown.iter().map(listed).collect();
            listing.others = skipped.len();
        }
    }
    Outcome::new(Some(listing), findings, sources)
}

fn listed(operation: &Operation, root: &Node, heading: Option<String>, sources: &Sources) -> Listed {
    let api = root.get("info").and_then(|info| info.get("title")).and_then(Node::as_str);
    Listed {
        endpoint: operation.key.shown(),
        tag: operation.tag.clone(),
        api: api.map(str::to_owned),
        heading,
        line: sources.line_column(operation.at).0,
    }
}

/// Returns the headings of a page, each with the byte at which it begins.
fn headings(page: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (event, range) in Parser::new_ext(page, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                is_open = true;
                found.push((range.start, String::new()));
            }
            Event::End(TagEnd::Heading(_)) => is_open = false,
            Event::Text(text) | Event::Code(text) if is_open => {
                if let Some((_, heading)) = found.last_mut() {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    found
}

/// Returns the targets of all links of a Markdown text, and the bare addresses in it, in order. Nothing is said about
/// where they lead.
pub fn links(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for event in Parser::new_ext(text, Options::empty()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => found.push(dest_url.into_string()),
            Event::Text(text) => {
                let words = text.split_whitespace().filter(|word| word.starts_with("https://"));
                found.extend(words.map(str::to_owned));
            }
            _ => {}
        }
    }
    found
}

/// Returns the endpoints of the fragments of a folder, each with the first of its tags. A file that cannot be read has
/// none.
pub fn endpoints(fragments: &BTreeMap<String, File>) -> BTreeMap<String, Option<String>> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let read = fragments.values().filter_map(|file| read::read(file.clone(), &mut sources, &mut findings));
    let operations: Vec<Operation> = read.flat_map(|root| operations(&root)).collect();
    operations.into_iter().map(|operation| (operation.key.shown(), operation.tag)).collect()
}
