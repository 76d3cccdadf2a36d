//! Finds signs that only a part of a text has come. Half of a JSON document cannot be read, but half of a YAML document can.

use std::collections::BTreeSet;

use generator::{File, Import, Status};

use super::config::{Kind, Source};
use super::fetch::{State, Texts, Trouble, ending};
use super::judge::named;
use super::validators::Lock;
use crate::load::Specs;

/// Returns whether a text is a document in YAML that ends within a line.
pub(crate) fn is_open(source: &Source, text: &[u8]) -> bool {
    let is_json = || text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    matches!(source.kind, Kind::Document(_)) && !text.ends_with(b"\n") && !is_json()
}

/// Refuses a document that ends within a line, if the one before it did not.
pub(crate) fn check_end(source: &Source, texts: &Texts, lock: &Lock) -> Result<(), Vec<Trouble>> {
    let is_cut = |text: &&super::fetch::Text| match &text.state {
        State::Received { response, .. } => {
            is_open(source, &response.body) && lock.was_open(source, &text.address) == Some(false)
        }
        State::Unchanged => false,
    };
    let trouble = |text: &super::fetch::Text| match &text.state {
        State::Received { file, .. } => Some(Trouble::at(
            &text.address,
            format!("it ends within a line, and did not before, so a part may be missing; {}", way(source, &file.text)),
        )),
        State::Unchanged => None,
    };
    let troubles: Vec<Trouble> = texts.list.iter().filter(is_cut).filter_map(trouble).collect();
    if troubles.is_empty() { Ok(()) } else { Err(troubles) }
}

/// Refuses an import that refers to things that it does not contain, if the present fragments do not. A first import has
/// nothing to compare with.
pub(crate) fn check_references(
    source: &Source,
    import: &Import,
    specs: &Specs,
    texts: &[&File],
) -> Result<(), Vec<Trouble>> {
    let new = import.write.iter().map(|(path, text)| File::new(path.as_str(), text.as_str()));
    let new: BTreeSet<String> = new.flat_map(generator::unresolved).collect();
    if new.is_empty() {
        return Ok(());
    }
    let files = import.endpoints.iter().map(|endpoint| match &endpoint.status {
        Status::Moved { from } => from,
        _ => &endpoint.file,
    });
    let files: BTreeSet<&String> = files.chain(import.rest.as_ref().map(|rest| &rest.file)).collect();
    let present: Vec<&File> = files.into_iter().filter_map(|path| specs.fragments.get(path)).collect();
    if present.is_empty() {
        return Ok(());
    }
    let known: BTreeSet<String> = present.into_iter().cloned().flat_map(generator::unresolved).collect();
    let new: BTreeSet<String> = new.difference(&known).map(|target| format!("`{target}`")).collect();
    if new.is_empty() {
        return Ok(());
    }
    let what = format!("it refers to {}, which it does not contain, so a part may be missing", named(&new));
    Err(vec![match texts {
        [text] => {
            let what = format!("{what}; {}", way(source, &text.text));
            Trouble { address: Some(text.name.clone()), ..Trouble::general(what) }
        }
        _ => Trouble::general(format!("{what}; {}", accept(source))),
    }])
}

fn way(source: &Source, text: &str) -> String {
    format!("what came: {}, {}; {}", crate::import::counted(text.len(), "byte"), ending(text), accept(source))
}

fn accept(source: &Source) -> String {
    format!("if this is meant, run the command again with `--accept-removals --source {}`", source.name)
}
