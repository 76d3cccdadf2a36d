//! `cargo xtask reconcile`: compares the specs with the complete document that the vendor serves beside its pages.

use std::path::PathBuf;

use clap::Args;
use generator::{Contradiction, Contrast, File, Proposal};

use crate::console::{Dir, Failure, Problem, clean, emit, print_findings, progress, slashes};
use crate::import::counted;
use crate::load::{OVERLAY, load, read_text};
use crate::neighbours::with_neighbours;
use crate::sync::lock::{Access, Missing, lock};
use crate::update::address::Address;
use crate::update::fetch::{self, Site};
use crate::{Exit, Io, Place};

/// Compares the specs with a complete document of the same API, and proposes overlay actions.
#[derive(Args)]
pub(crate) struct ReconcileArgs {
    /// The complete document, as a file or an `https` address
    #[arg(value_name = "DOCUMENT")]
    document: String,
    /// The folder of the fragments [default: the repository's `specs`]
    #[arg(long, value_name = "DIR")]
    specs: Option<PathBuf>,
}

/// Runs the command.
pub(crate) fn run(options: &ReconcileArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let dir = Dir::new(options.specs.as_deref(), "specs", place);
    let _held = lock(&[(&dir, Missing::Skip)], Access::Read, io)?;
    let input = load(&dir)?.into_input(&dir)?;
    let document = if options.document.contains("://") {
        let refused = |why: &str| {
            let message = format!("`{}` is not fetched: {why}", clean(&options.document));
            Problem::new(message, "give an `https` address or a file")
        };
        let at = Address::parse(&options.document).map_err(refused)?;
        let text = fetch::fetch_one(&at, &Site::Online).map_err(|trouble| {
            Problem::new(clean(&trouble.what), "save the document, and give the file").at(at.to_string())
        })?;
        File::new(at.to_string(), text).into()
    } else {
        let path = place.current.join(&options.document);
        with_neighbours(read_text(&path, &slashes(options.document.as_ref()))?, &path)
    };
    let outcome = generator::contrast(input.fragments, input.overlay, document);
    let Some(contrast) = &outcome.value else {
        print_findings(&outcome, io);
        return Ok(Exit::Wrong);
    };
    if contrast.common == 0 {
        let message = format!("`{}` has no endpoint that the specs have", clean(&options.document));
        return Err(Problem::new(message, "is it the document of this API? give the one that has its endpoints").into());
    }
    progress(io, &summary(contrast, &options.document));
    emit(io, &text(&contrast.contradictions, &dir))?;
    Ok(if contrast.contradictions.is_empty() { Exit::Done } else { Exit::Wrong })
}

fn summary(contrast: &Contrast, document: &str) -> String {
    let Contrast { missing, common, contradictions } = contrast;
    let both = counted(*common, "endpoint");
    let mut text =
        format!("compared {both} that the specs and the document have: they differ in {}\n", places(contradictions));
    if !missing.is_empty() {
        let command = format!("cargo xtask coverage {} --all", crate::console::quoted(document));
        text.push_str(&format!("only in the document: {}, see `{command}`\n", counted(missing.len(), "endpoint")));
    }
    clean(&text)
}

fn places(contradictions: &[Contradiction]) -> String {
    match contradictions.len() {
        0 => "nothing".to_owned(),
        count => counted(count, "place"),
    }
}

/// Returns the contradictions, and the actions as they can be copied into the overlay.
fn text(contradictions: &[Contradiction], dir: &Dir) -> String {
    let mut text = String::new();
    let mut actions = String::new();
    let mut endpoint = "";
    for contradiction in contradictions {
        if contradiction.endpoint != endpoint {
            endpoint = &contradiction.endpoint;
            text.push_str(&format!("{}{}\n", if text.is_empty() { "" } else { "\n" }, clean(endpoint)));
        }
        let Contradiction { message, ours, theirs, .. } = contradiction;
        text.push_str(&clean(&format!("  {message}\n    {ours}\n    {theirs}\n")));
        for action in &contradiction.actions {
            let text = self::action(action, contradiction);
            // Endpoints can share a component.
            if !actions.contains(&text) {
                actions.push_str(&text);
            }
        }
    }
    if actions.is_empty() {
        return text;
    }
    format!(
        "{text}\nThe actions below make the specs say what the document says. What only the specs have stays, and is \
         marked as known.\nCopy those that you agree with to the end of `actions` in `{}`:\n\n{actions}",
        dir.name(OVERLAY)
    )
}

/// Returns an action in YAML.
fn action(action: &Proposal, contradiction: &Contradiction) -> String {
    let reason = format!("Compared with the complete document: {}.", contradiction.message);
    let mut map = serde_yaml::Mapping::new();
    map.insert("target".into(), action.target.clone().into());
    map.insert("description".into(), clean(&reason).replace('\n', " ").into());
    match &action.update {
        Some(update) => map.insert("update".into(), serde_yaml::to_value(update).unwrap_or_default()),
        None => map.insert("remove".into(), true.into()),
    };
    let text = serde_yaml::to_string(&[map]).unwrap_or_default();
    text.lines().map(|line| format!("  {line}\n")).collect()
}
