//! The title and the body of a pull request, with the version and the changelog that it needs. What a vendor wrote is
//! quoted as code, so that nothing of it is markup.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use generator::diff::{Report, Semver, report};
use generator::{Aside, Code, Outcome, Status};

use super::notes::{self, Notes};
use super::{Update, UpdateArgs, print};
use crate::Place;
use crate::acknowledged;
use crate::console::{Dir, Failure, Problem};
use crate::gone::Gone;
use crate::load::{GONE, OVERLAY};

/// The characters that a body may have: GitHub takes 65,536.
const MOST: usize = 62_000;
/// The characters of the report in it.
const REPORT: usize = 40_000;
/// The endpoints in the list of changes.
const ENDPOINTS: usize = 100;

/// A pull request.
pub(crate) struct PullRequest {
    title: String,
    body: String,
    manifest: Option<String>,
    pub(crate) changelog: Option<String>,
    pub(crate) cargo_lock: Option<String>,
}

impl PullRequest {
    /// Puts the new version into the manifest of the client.
    pub(crate) fn raise(&self, client: &mut BTreeMap<String, String>) {
        if let Some(manifest) = &self.manifest {
            client.insert("Cargo.toml".to_owned(), manifest.clone());
        }
    }
}

/// Prepares the pull request of an update.
pub(crate) fn prepare(
    update: &Update,
    specs: &Dir,
    (options, place): (&UpdateArgs, &Place),
) -> Result<PullRequest, Failure> {
    let notes = notes::notes(update, specs, place)?;
    let title = title(update);
    let body = body(update, &notes, specs, options);
    let Notes { version, changelog, .. } = notes;
    let (manifest, cargo_lock) = version.map_or((None, None), |raised| (Some(raised.manifest), raised.cargo_lock));
    let title = format!("{}: {title}", line(&update.api));
    Ok(PullRequest { title, body, manifest, changelog, cargo_lock })
}

/// Returns what changed in the client and, beside that, what a person has to decide about the documentation.
fn title(update: &Update) -> String {
    let Some(report) = &update.report else { return "the specs can be read again".to_owned() };
    let mut parts = Vec::new();
    let before = Gone::of(&update.before).map(|gone| gone.open()).unwrap_or_default();
    let gone = update.draft.gone.open().iter().filter(|endpoint| !before.contains(endpoint)).count();
    if gone > 0 {
        parts.push(format!("{} gone from the documentation", crate::import::counted(gone, "endpoint")));
    }
    let aside = update.made.aside.actions.len();
    if aside > 0 {
        parts.push(format!("{} set aside", crate::import::counted(aside, "overlay action")));
    }
    if !is_silent(report) {
        parts.insert(0, report::title(report));
    } else if parts.is_empty() {
        parts.push("only the specs have changed".to_owned());
    }
    let verdict = if is_silent(report) { "none: " } else { "" };
    format!("{verdict}{}", parts.join(", "))
}

/// Returns whether nothing changed for users of the client.
fn is_silent(report: &Report) -> bool {
    report.entries.is_empty() && report.verdict == Semver::None
}

/// Writes `title.txt` and `body.md`, or removes them if there is nothing to open.
pub(crate) fn save(folder: &Path, pull_request: Option<&PullRequest>) -> Result<(), Failure> {
    let shown = folder.display().to_string();
    let failed = |error| Problem::io("write to the folder", &shown, &error);
    fs::create_dir_all(folder).map_err(failed)?;
    let texts = pull_request.map(|pull_request| [&pull_request.title, &pull_request.body]);
    for (index, name) in ["title.txt", "body.md"].into_iter().enumerate() {
        let path = folder.join(name);
        match texts {
            Some(texts) => fs::write(path, format!("{}\n", texts[index].trim_end())).map_err(failed)?,
            None if path.exists() => fs::remove_file(path).map_err(failed)?,
            None => {}
        }
    }
    Ok(())
}

fn body(update: &Update, notes: &Notes, specs: &Dir, options: &UpdateArgs) -> String {
    let mut blocks = vec![format!("The documentation has changed. {}", version(notes))];
    let boxes = boxes(update, notes, specs);
    if !boxes.is_empty() {
        blocks.push(format!("## Before you merge\n\n{}", boxes.join("\n")));
    }
    if let Some(report) = update.report.as_ref().filter(|report| is_silent(report)) {
        blocks.push(format!("## Verdict: {}\n\nThe client stays the same.", report.verdict.word()));
    } else if let Some(report) = &update.report {
        blocks.push(cut(&report::markdown(report, options.codes.as_deref()).replace("\n## ", "\n### "), REPORT));
    }
    blocks.push(format!("## Where it comes from\n\n{}", origins(update)));
    if !update.bad.is_empty() {
        blocks.push(format!("## Left as it was\n\n{}", troubles(update)));
    }
    cut(&blocks.join("\n\n"), MOST) + "\n"
}

/// Says what was done about the version and the changelog.
fn version(notes: &Notes) -> String {
    let raised = match &notes.version {
        Some(raised) => format!("The version is raised from {} to {}", raised.from, raised.to),
        None => "The version is high enough".to_owned(),
    };
    let drafted = match notes.drafted {
        0 => "the changelog has every change".to_owned(),
        1 => "1 line is drafted in the changelog".to_owned(),
        more => format!("{more} lines are drafted in the changelog"),
    };
    format!("{raised}, and {drafted} (compared with {}).", code(&notes.since))
}

/// Returns a box for everything that a person has to decide.
fn boxes(update: &Update, notes: &Notes, specs: &Dir) -> Vec<String> {
    let mut boxes: Vec<String> = update.made.aside.actions.iter().map(|action| aside(action, specs)).collect();
    for endpoint in update.draft.gone.open() {
        boxes.push(format!(
            "- [ ] The documentation no longer shows {}. Remove it with `cargo xtask remove {}`, or write behind `keep` \
             in `{}` why it stays.",
            code(&endpoint),
            crate::console::quoted(&endpoint),
            specs.name(GONE)
        ));
    }
    let effects = notes.unacknowledged.iter().map(|problem| format!("- [ ] {}.", line(&problem.message)));
    boxes.extend(effects);
    if let Some(last) = notes.unacknowledged.last() {
        // The lines begin after the first one, which says where to write them.
        let lines = last.help.split_once('\n').map_or(last.help.as_str(), |(_, lines)| lines);
        let text =
            format!("  For {}, with a reason each:\n\n{}", code(&acknowledged::name(specs)), fenced("yaml", lines));
        boxes.push(text);
    }
    let before = settled(&generator::generate(super::make::input(&update.before).0));
    let new = settled(&update.made.outcome).into_iter().filter(|name| !before.contains(name));
    boxes.extend(new.map(|(message, help)| name(&message, &help, specs)));
    boxes
}

/// Returns the names that were settled, because several items had the same, each with what to do for another name.
fn settled<T>(outcome: &Outcome<T>) -> BTreeSet<(String, String)> {
    let settled = outcome.diagnostics.iter().filter(|finding| finding.code == Code::NameSettled);
    settled.map(|finding| (finding.message.clone(), finding.help.clone().unwrap_or_default())).collect()
}

fn aside(action: &Aside, specs: &Dir) -> String {
    format!(
        "- [ ] An overlay action {}: {}. Correct it, or remove these lines of {} with `cargo xtask update \
         --apply-suggestions`. Until then the checks fail.\n\n{}",
        print::why(action.why),
        line(action.reason.trim_end_matches('.')),
        code(&format!("{}:{}", specs.name(OVERLAY), action.line)),
        fenced("yaml", &action.text)
    )
}

fn name(message: &str, help: &str, specs: &Dir) -> String {
    format!(
        "- [ ] A name was settled. It is in {} now and does not change by itself.\n\n{}",
        code(&specs.name(crate::load::LOCK)),
        fenced("text", &format!("{message}\n{help}"))
    )
}

/// Returns the changed endpoints with their pages.
fn origins(update: &Update) -> String {
    let mut lines = Vec::new();
    for done in &update.done {
        let (all, same) = done.texts;
        let same = if same == 0 { String::new() } else { format!(", {same} not changed") };
        lines.push(format!(
            "- {}: {}{same}{}",
            code(&done.source),
            crate::import::counted(all, "text"),
            print::summary(&done.endpoints)
        ));
        let changed = done.endpoints.iter().filter(|endpoint| endpoint.status != Status::Unchanged);
        lines.extend(changed.map(|endpoint| {
            let key = format!("{} {}", endpoint.method.to_ascii_uppercase(), endpoint.path);
            let place = update.draft.provenance.0.get(&key).map(|origin| format!(": {}", code(&print::place(origin))));
            let (_, word) = crate::import::word(&endpoint.status);
            format!("  - {} {word}{}", code(&key), place.unwrap_or_default())
        }));
    }
    let more = lines.len().saturating_sub(ENDPOINTS);
    lines.truncate(ENDPOINTS);
    if more > 0 {
        lines.push(format!("- and {more} more"));
    }
    lines.join("\n")
}

fn troubles(update: &Update) -> String {
    let mut lines = vec!["These sources had no text that can be used. Nothing of them has changed.".to_owned()];
    for (name, troubles) in &update.bad {
        let what = troubles.iter().map(print::trouble).collect::<Vec<_>>().join("\n");
        lines.push(format!("- [ ] {}\n\n{}", code(name), fenced("text", &what)));
    }
    lines.join("\n")
}

/// Returns a text as code in a line.
fn code(text: &str) -> String {
    format!("`{}`", line(text).replace('`', "'"))
}

/// Returns a text in one line.
fn line(text: &str) -> String {
    crate::console::clean(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Returns a text in a fence that is longer than any in it, indented for a list.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|char| char != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let inside = crate::console::clean(text);
    let all = format!("{fence}{language}\n{inside}\n{fence}\n");
    all.lines().map(|line| format!("  {line}").trim_end().to_owned() + "\n").collect()
}

/// Cuts a text at a line.
fn cut(text: &str, most: usize) -> String {
    if text.len() <= most {
        return text.trim_end().to_owned();
    }
    let mut kept = String::new();
    for line in text.split_inclusive('\n') {
        if kept.len() + line.len() > most {
            break;
        }
        kept.push_str(line);
    }
    format!("{}\n\nCut here; `cargo xtask diff` shows all.", kept.trim_end())
}
