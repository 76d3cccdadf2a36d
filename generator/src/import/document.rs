//! Reads the endpoints of a complete document.

use super::bundle;
use super::fragment::{Verdict, judge, operations};
use super::neighbours::Page;
use super::page::openapi_format;
use super::split::{Split, split};
use super::unsplit::Unsplit;
use super::wrong_types;
use crate::document::places::Sources;
use crate::document::source::{File, Span};
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};
use crate::prepare::{anchors, casing, hoist, inline_references, long_chains, path_items, self_address};
use crate::read::{Format, Part, read_part};

/// Returns the format of a file that is a complete document, or `None` for a page.
///
/// The extension of the file decides. A text without a name is a document if it looks like one and no line begins with a
/// fence.
pub(super) fn format(file: &File) -> Option<Format> {
    let ends = |endings: &[&str]| endings.iter().any(|ending| file.name.to_ascii_lowercase().ends_with(ending));
    if ends(&[".json"]) {
        return Some(Format::Json);
    }
    if ends(&[".yaml", ".yml"]) {
        return Some(Format::Yaml);
    }
    let has_fence = || file.text.lines().any(|line| line.starts_with("```") || line.starts_with("~~~"));
    openapi_format(&file.text).filter(|_| !has_fence())
}

/// A complete document.
pub(super) enum Read {
    Split(Split),
    Whole(Unsplit),
}

/// Reads a document and splits it, unless the fragments would be too large.
pub(super) fn read(page: Page, format: Format, sources: &mut Sources, findings: &mut Findings) -> Option<Read> {
    let text = page.file.text.clone();
    let id = sources.add(page.file);
    let part = Part { text: &text, format, file: id, place: &|start, end| (start, end) };
    let mut root = read_part(&part, sources, findings)?;
    casing::mend(&mut root, findings);
    self_address::shorten_references(&mut root);
    anchors::resolve(&mut root);
    bundle::bundle(&mut root, (page.folder, page.beside), sources, findings);
    // Definitions from other files.
    casing::mend(&mut root, findings);
    long_chains::shorten(&mut root);
    path_items::write_out(&mut root, findings);
    hoist::recursive(&mut root);
    inline_references::write_out(&mut root);
    hoist::others(&mut root);
    let refusal = match judge(&root) {
        Verdict::Endpoint(_) | Verdict::Several => {
            wrong_types::remove(&mut root, findings);
            match split(&root) {
                Ok(parts) => return Some(Read::Split(parts)),
                Err(note) => {
                    findings.push(note);
                    let operations = operations(&root);
                    return Some(Read::Whole(Unsplit { root, operations }));
                }
            }
        }
        // In a document with webhooks only, no operation uses anything.
        Verdict::Skip(_) if is_of_webhooks(&root) => return split(&root).ok().map(Read::Split),
        Verdict::Skip(reason) => {
            let nothing = Diagnostic::new(Code::NothingToImport, Span::new(id, 0, 0), "there is nothing to import");
            nothing.here(reason).help("give an OpenAPI document with operations, or the Markdown version of a page")
        }
        Verdict::Refuse(refusal) => refusal,
    };
    findings.push(refusal);
    None
}

/// Returns whether a document of OpenAPI 3.1 has webhooks.
fn is_of_webhooks(root: &Node) -> bool {
    let is_supported = root.get("openapi").and_then(Node::as_str).is_some_and(|version| version.starts_with("3."));
    is_supported && root.get("webhooks").is_some_and(|webhooks| webhooks.members().next().is_some())
}
