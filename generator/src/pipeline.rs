//! The stages in order: from fragments to a merged document, and from that to a client.

use std::collections::BTreeMap;

use crate::document::operations::operations;
use crate::document::places::Sources;
use crate::document::source::{File, FileId};
use crate::document::tree::Node;
use crate::document::write;
use crate::emit::{self, print};
use crate::findings::accept::{self, Accepted, Unmatched};
use crate::findings::stage::{Progress, Stage};
use crate::findings::{Code, Diagnostic, Findings, Outcome};
use crate::prepare::{
    anchors, casing, check, dangling, dialects, duplicates, dynamic_refs, hoist, inline_references, invalid_values,
    long_chains, media_type_references, media_types, merge as merging, mistyped_values, nesting, newtypes, normalise,
    overlay, path_items, paths, scheme_references, secrets, self_address, statuses, subtypes, unusual, webhooks,
};
use crate::surface::Outline;
use crate::{api, lower, names, read};

/// The input of a run.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The fragments, in any order.
    pub fragments: Vec<File>,
    /// The OpenAPI Overlay document.
    pub overlay: Option<File>,
    /// The names that earlier runs gave.
    pub lock: Option<File>,
    /// The list of accepted findings.
    pub accepted: Option<File>,
}

impl Input {
    /// Returns whether another input has the same texts. The names of the files do not count.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let text = |file: &Option<File>| file.as_ref().map(|file| file.text.clone());
        let others = |input: &Self| [&input.overlay, &input.lock, &input.accepted].map(text);
        let is_same = |(own, other): (&File, &File)| own.text == other.text;
        let has_as_many = self.fragments.len() == other.fragments.len();
        has_as_many && self.fragments.iter().zip(&other.fragments).all(is_same) && others(self) == others(other)
    }
}

/// The result of [`generate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The files of `src/generated`, by their path in that folder (with `/`).
    pub files: BTreeMap<String, String>,
    /// The declarations in these files.
    pub outline: Outline,
    /// The Cargo features for tags, sorted.
    pub tags: Vec<String>,
    /// The generated parts of files that are otherwise written by hand.
    pub regions: Vec<Region>,
    /// The new text of `names.lock`.
    pub lock: String,
}

/// A generated part of a file, between two marks. The rest of the file is written by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The path of the file in the client.
    pub file: &'static str,
    /// The name of the part, which is in its first mark.
    pub name: &'static str,
    /// The lines between the marks, each with a newline.
    pub text: String,
}

/// The merged document, which can be printed as JSON or YAML.
#[derive(Clone, Debug)]
pub struct Merged {
    root: Node,
}

impl Merged {
    /// Returns the document as pretty-printed JSON.
    pub fn to_json(&self) -> String {
        write::json(&self.root)
    }

    /// Returns the number of operations.
    pub fn operations(&self) -> usize {
        let items = self.root.get("paths").and_then(|paths| paths.as_object()).into_iter().flatten();
        items.map(|(_, item)| operations(&item.node).count()).sum()
    }

    /// Returns the document as YAML.
    ///
    /// # Errors
    /// Fails on a number that the YAML printer cannot represent exactly.
    pub fn to_yaml(&self) -> Result<String, String> {
        write::yaml(&self.root)
    }
}

/// Applies the overlay and merges the fragments.
pub fn merge(input: Input) -> Outcome<Merged> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let accepted = accepted(input.accepted, &mut sources, &mut findings);
    let root = merged(input.fragments, input.overlay, &Progress::default(), (&mut sources, &mut findings));
    let outcome = Outcome::new(root.map(|prepared| Merged { root: prepared.root }), findings, sources);
    accept::apply(outcome, &accepted, Unmatched::Pass)
}

/// Generates a client.
pub fn generate(input: Input) -> Outcome<Generated> {
    generate_with(input, &Progress::default())
}

/// Generates a client, and reports the stages of the run.
pub fn generate_with(mut input: Input, progress: &Progress) -> Outcome<Generated> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let accepted = accepted(input.accepted.take(), &mut sources, &mut findings);
    let generated = stages_with(input, progress, &mut sources, &mut findings).map(|stages| stages.generated);
    accept::apply(Outcome::new(generated, findings, sources), &accepted, Unmatched::Report)
}

fn accepted(file: Option<File>, sources: &mut Sources, findings: &mut Findings) -> Accepted {
    // A file that contains only comments accepts nothing.
    let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
    let file = file.filter(|file| !file.text.lines().all(is_comment));
    let root = file.and_then(|file| read::read_own(file, Code::InvalidAcceptance, sources, findings));
    root.map(|root| accept::read(&root, findings)).unwrap_or_default()
}

/// A client, the document that it was generated from, and a program that calls it.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The merged document.
    pub document: Merged,
    /// The generated part of the client.
    pub generated: Generated,
    /// The `main.rs` of the program, see [`trial`].
    pub driver: String,
}

/// Generates everything that a conformance test of the client needs, in one run.
///
/// The program calls the operations of the client. Each line of its standard input is a call as JSON: `operation` (`GET
/// /users`), `url`, `credentials` by scheme, `arguments` by location and name, and `body`. Each line of its standard
/// output is the result: `{"ok": true}`, `{"status": 404}`, `{"error": …}`, or `{"given": …}` if the client does not
/// accept the arguments.
pub fn trial(input: Input) -> Outcome<Trial> {
    trial_with(input, &Progress::default())
}

/// Generates everything that a conformance test needs, as [`trial`] does, and reports the stages of the run.
pub fn trial_with(mut input: Input, progress: &Progress) -> Outcome<Trial> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let accepted = accepted(input.accepted.take(), &mut sources, &mut findings);
    let root = merged(input.fragments, input.overlay, progress, (&mut sources, &mut findings));
    let document = root.as_ref().map(|prepared| prepared.root.clone());
    let stages = client(root, input.lock, progress, (&mut sources, &mut findings));
    let trial = document.zip(stages).map(|(root, stages)| Trial {
        document: Merged { root },
        driver: emit::conformance_driver::driver(&stages.api, &stages.names, emit::conformance_driver::Shown::Success),
        generated: stages.generated,
    });
    accept::apply(Outcome::new(trial, findings, sources), &accepted, Unmatched::Report)
}

/// The merged tree, and the file of the overlay. Mistakes that come from the overlay are errors.
#[derive(Clone)]
struct Prepared {
    root: Node,
    overlay: Option<FileId>,
}

/// Runs the stages up to the merged tree. Stops at the first stage that finds an error.
fn merged(
    fragments: Vec<File>,
    overlay: Option<File>,
    progress: &Progress,
    (sources, findings): (&mut Sources, &mut Findings),
) -> Option<Prepared> {
    progress.at(Stage::Read);
    let read: Vec<_> = fragments.into_iter().map(|file| read::read(file, sources, findings)).collect();
    let overlay = overlay.map(|file| read::read_own(file, Code::InvalidOverlay, sources, findings));
    let mut fragments: Vec<Node> = read.into_iter().flatten().collect();
    let overlay_file = overlay.as_ref().and_then(|overlay| Some(overlay.as_ref()?.span.file));
    if let Some(overlay) = overlay.flatten()
        && !findings.has_errors()
    {
        overlay::apply(&overlay, &mut fragments, findings);
    }
    progress.at(Stage::Prepare);
    fragments.iter_mut().for_each(|fragment| casing::mend(fragment, findings));
    paths::mend(&mut fragments, findings);
    for fragment in &mut fragments {
        mistyped_values::mend(fragment, findings);
        media_types::mend(fragment, findings);
        self_address::shorten_references(fragment);
        scheme_references::shorten(fragment);
        anchors::resolve(fragment);
        unusual::report(fragment, findings);
        invalid_values::remove(fragment, overlay_file, findings);
        statuses::mend(fragment, findings);
        long_chains::shorten(fragment);
        path_items::write_out(fragment, findings);
        dynamic_refs::settle(fragment, findings);
        dangling::settle(fragment, findings);
        if hoist::is_needed(fragment) {
            hoist::recursive(fragment);
            inline_references::write_out(fragment);
            hoist::others(fragment);
            // The inlined parts may contain references that have not been checked yet.
            dangling::settle(fragment, findings);
        }
        duplicates::settle(fragment, findings);
        check::check(fragment, findings);
        dialects::report(fragment, findings);
        secrets::look(fragment, findings);
    }
    if findings.has_errors() {
        return None;
    }
    for fragment in &mut fragments {
        self_address::resolve_servers(fragment);
        media_type_references::write_out(fragment, findings);
        normalise::normalise(fragment, findings);
    }
    progress.at(Stage::Merge);
    let root = merging::merge(fragments, findings).filter(|_| !findings.has_errors());
    root.map(|root| Prepared { root, overlay: overlay_file })
}

/// The results of all stages for one input. A comparison needs all of them.
pub(crate) struct Stages {
    pub(crate) root: Node,
    /// The result of lowering, in which each place still has a type of its own.
    pub(crate) lowered: api::Api,
    pub(crate) api: api::Api,
    pub(crate) names: names::Names,
    pub(crate) generated: Generated,
}

pub(crate) fn stages(input: Input, sources: &mut Sources, findings: &mut Findings) -> Option<Stages> {
    stages_with(input, &Progress::default(), sources, findings)
}

fn stages_with(input: Input, progress: &Progress, sources: &mut Sources, findings: &mut Findings) -> Option<Stages> {
    let root = merged(input.fragments, input.overlay, progress, (sources, findings));
    client(root, input.lock, progress, (sources, findings))
}

/// Runs the stages from the merged tree to the files.
fn client(
    prepared: Option<Prepared>,
    lock: Option<File>,
    progress: &Progress,
    (sources, findings): (&mut Sources, &mut Findings),
) -> Option<Stages> {
    let lock = lock.and_then(|file| read::read_own(file, Code::InvalidLock, sources, findings));
    let lock = lock.map(|root| names::lock::read(&root, findings)).unwrap_or_default();
    let Prepared { mut root, overlay } = prepared?;
    newtypes::lift(&mut root, overlay, findings);
    nesting::bound(&mut root, findings);
    webhooks::lift(&mut root);
    subtypes::write_out(&mut root, findings);
    progress.at(Stage::Lower);
    let api = lower::lower(&root, overlay, findings)?;
    let lowered = api.clone();
    progress.at(Stage::Name);
    let (api, names, lock) = names::assign(api, &lock, findings);
    if findings.has_errors() {
        return None;
    }
    progress.at(Stage::Emit);
    let emitted = emit::emit(&api, &names);
    let lock = match lock.to_text() {
        Ok(text) => text,
        Err(error) => {
            findings.push(Diagnostic::new(
                Code::InvalidLock,
                root.span,
                format!("the lock of names cannot be written: {error}"),
            ));
            return None;
        }
    };
    // The marks are HTML comments, so Markdown needs an empty line between them and the table.
    let operations = Region { file: "README.md", name: "operations", text: format!("\n{}\n", emitted.operations) };
    let tags = names::features::list(&names);
    let features = Region { file: "Cargo.toml", name: "features", text: feature_lines(&tags) };
    let outline =
        Outline::of(emitted.modules.iter().map(|module| (format!("generated/{}", module.path), &module.file)));
    let generated = Generated {
        files: print::print(emitted.modules),
        outline,
        tags: tags.into_iter().collect(),
        regions: vec![operations, features],
        lock,
    };
    Some(Stages { root, lowered, api, names, generated })
}

/// Returns the Cargo features for tags as lines of a manifest.
fn feature_lines(tags: &std::collections::BTreeSet<String>) -> String {
    let all: String = tags.iter().map(|tag| format!("    \"{tag}\",\n")).collect();
    let each: String = tags.iter().map(|tag| format!("{tag} = []\n")).collect();
    format!("{} = [\n{all}]\n{each}", names::features::ALL)
}
