//! `cargo xtask resolve`: resolves the conflicts that a merge has left in the files that commands write, and generates
//! the client. What a person has to decide stays in conflict.

mod lists;
mod texts;

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;

use generator::{File, Locks};

use crate::baseline::CHANGELOG;
use crate::console::{Dir, Failure, Problem, emit, print_findings, print_notes, print_problems};
use crate::git::Git;
use crate::load::{ACCEPTED, ACKNOWLEDGED, GONE, LOCK, PROVENANCE, SOURCES_LOCK};
use crate::sync::lock::{Access, Missing, lock};
use crate::sync::{self, Target};
use crate::update::provenance::Provenance;
use crate::update::validators::Lock as Fetched;
use crate::{CodegenArgs, Exit, FindingsArgs, FindingsForm, Io, Place, ResolveArgs, client_files, codegen, conflict};

/// Runs the command.
pub(crate) fn run(options: &ResolveArgs, place: &Place, io: &mut Io<'_>) -> Result<Exit, Failure> {
    let specs = Dir::new(options.specs.as_deref(), "specs", place);
    let out = Dir::new(options.out.as_deref(), client_files::OWN, place);
    let root = Dir::new(None, "", place);
    let held = lock(&[(&specs, Missing::Skip), (&out, Missing::Skip)], Access::Write, io)?;
    let resolved = all(&specs, &out, &root, place, io)?;
    let plans: Vec<_> = [&specs, &out, &root].into_iter().zip(resolved.targets(&specs, &out, &root)).collect();
    sync::apply(&plans.iter().map(|(dir, target)| (*dir, target.plan())).collect::<Vec<_>>())?;
    drop(held);
    emit(io, &resolved.lines)?;
    print_notes(&resolved.notes, io);
    print_problems(&resolved.problems, io);
    let generated = codegen::run(&codegen_args(options), place, io)?;
    if generated != Exit::Done || !resolved.problems.is_empty() {
        return Ok(Exit::Wrong);
    }
    emit(io, "look at `git diff`, and then mark all of it as resolved: git add --all\n")?;
    Ok(Exit::Done)
}

fn codegen_args(options: &ResolveArgs) -> CodegenArgs {
    CodegenArgs {
        check: false,
        specs: options.specs.clone(),
        out: options.out.clone(),
        deny_warnings: false,
        findings: FindingsArgs { all: false, format: FindingsForm::Human },
    }
}

/// A file that a command writes, at least in part.
#[derive(Clone, Copy)]
enum Kind {
    Lock,
    List,
    /// Its region is generated anew; the rest is a person's.
    Manifest,
    Readme,
    CargoLock,
    Changelog,
    /// What is recorded about fetched texts.
    Texts,
    /// The origins of the fragments.
    Origins,
}

/// The folder of a file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    Specs,
    Client,
    Root,
}

const FILES: &[(Home, &str, Kind)] = &[
    (Home::Specs, LOCK, Kind::Lock),
    (Home::Specs, ACKNOWLEDGED, Kind::List),
    (Home::Specs, ACCEPTED, Kind::List),
    (Home::Specs, GONE, Kind::List),
    (Home::Specs, SOURCES_LOCK, Kind::Texts),
    (Home::Specs, PROVENANCE, Kind::Origins),
    (Home::Client, "Cargo.toml", Kind::Manifest),
    (Home::Client, "README.md", Kind::Readme),
    (Home::Root, "Cargo.lock", Kind::CargoLock),
    (Home::Root, CHANGELOG, Kind::Changelog),
];

/// What has become of the conflicts.
#[derive(Default)]
struct Resolved {
    /// The texts before and after, by folder and path.
    texts: BTreeMap<(Home, &'static str), [String; 2]>,
    /// A line for each file.
    lines: String,
    notes: Vec<Problem>,
    /// What a person has to decide.
    problems: Vec<Problem>,
}

impl Resolved {
    fn targets<'a>(&self, specs: &'a Dir, out: &'a Dir, root: &'a Dir) -> [Target<'a>; 3] {
        [(Home::Specs, specs), (Home::Client, out), (Home::Root, root)].map(|(home, dir)| {
            let own = || self.texts.iter().filter(move |((of, _), _)| *of == home);
            Target {
                dir,
                present: own().map(|((_, path), [text, _])| ((*path).to_owned(), text.clone().into_bytes())).collect(),
                wanted: own().map(|((_, path), [_, text])| ((*path).to_owned(), text.clone())).collect(),
            }
        })
    }
}

fn all(specs: &Dir, out: &Dir, root: &Dir, place: &Place, io: &mut Io<'_>) -> Result<Resolved, Failure> {
    // Without git, the marks in the files are all there is.
    let git = Git::open(place).ok();
    let mut resolved = Resolved::default();
    for (home, path, kind) in FILES {
        let dir = match home {
            Home::Specs => specs,
            Home::Client => out,
            Home::Root => root,
        };
        let Some(file) = in_conflict(dir, path, git.as_ref(), place)? else { continue };
        let Some(outcome) = one(&file, *kind, io) else {
            resolved.problems.push(by_hand(&file.name, 1));
            continue;
        };
        let Text { text, how, notes, left } = outcome;
        resolved.lines.push_str(&format!("resolved {}: {how}\n", file.name));
        resolved.notes.extend(notes);
        resolved.problems.extend(left.into_iter().map(|line| by_hand(&file.name, line)));
        resolved.texts.insert((*home, path), [file.present, text]);
    }
    Ok(resolved)
}

/// A file in conflict.
struct InConflict {
    name: String,
    /// Its text on the disk.
    present: String,
    /// Its text with marks.
    marked: String,
    base: Option<String>,
}

/// A text without, or with fewer, conflicts.
struct Text {
    text: String,
    /// How the conflicts were resolved.
    how: &'static str,
    notes: Vec<Problem>,
    /// The lines of conflicts that are left.
    left: Vec<usize>,
}

/// Returns a file if it has conflict marks, or if git still lists it as unresolved although somebody took one side of it.
fn in_conflict(dir: &Dir, path: &str, git: Option<&Git>, place: &Place) -> Result<Option<InConflict>, Problem> {
    let (full, name) = (dir.path.join(path), dir.name(path));
    let present = match fs::read(&full) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Problem::io("read", &name, &error)),
    };
    let stages = git.map_or(Ok(None), |git| git.stages(&full))?;
    let base = stages.as_ref().map(|[base, ..]| base.clone());
    if conflict::first_mark(&present).is_some() {
        return Ok(Some(InConflict { name, marked: present.clone(), present, base }));
    }
    match stages {
        Some(stages) if stages[1..].contains(&present) => {
            let marked = Git::merge(&stages, &place.repository)?;
            Ok(Some(InConflict { name, marked, present, base }))
        }
        _ => Ok(None),
    }
}

/// Resolves a file. Returns `None` if it has to be resolved by hand.
fn one(file: &InConflict, kind: Kind, io: &mut Io<'_>) -> Option<Text> {
    let Some(sides) = conflict::sides(&file.marked) else {
        // Git could merge it.
        let is_merged = conflict::first_mark(&file.marked).is_none();
        let text = || Text { text: file.marked.clone(), how: "both sides fit", notes: Vec::new(), left: Vec::new() };
        return is_merged.then(text);
    };
    match kind {
        Kind::Lock => names(file, sides, io),
        Kind::List => lists::join(&sides, file.base.as_deref()).map(|(text, left)| Text {
            text,
            how: "the entries of both sides",
            notes: Vec::new(),
            left,
        }),
        Kind::Manifest => texts::with_region(&file.marked, "the higher version, and what both sides have"),
        Kind::Readme => texts::with_region(&file.marked, "the table is generated anew"),
        Kind::CargoLock => {
            let [ours, _] = sides;
            let help = "update it: cargo check";
            let note = Problem::new(format!("`{}` is as this branch had it", file.name), help);
            Some(Text { text: ours, how: "cargo adds what is missing", notes: vec![note], left: Vec::new() })
        }
        Kind::Changelog => texts::lines_of_both(&file.marked),
        Kind::Texts => {
            let text = Fetched::joined(&sides).text();
            Some(anew(text, "what both sides say alike; the next update fetches the rest"))
        }
        Kind::Origins => {
            Some(anew(Provenance::joined(&sides, file.base.as_deref()).text(), "the origins of both sides"))
        }
    }
}

fn anew(text: Option<String>, how: &'static str) -> Text {
    Text { text: text.unwrap_or_else(|| "{}\n".to_owned()), how, notes: Vec::new(), left: Vec::new() }
}

fn names(file: &InConflict, [ours, theirs]: [String; 2], io: &mut Io<'_>) -> Option<Text> {
    let side = |text: String| File::new(file.name.clone(), text);
    let locks = Locks { ours: side(ours), theirs: side(theirs), base: file.base.clone().map(side) };
    let outcome = generator::join_locks(locks);
    print_findings(&outcome, io);
    let joined = outcome.value?;
    let note = |line: &generator::Differing| {
        let (key, ours, theirs) = (&line.key, &line.ours, &line.theirs);
        let message = format!("`{key}` is named `{ours}` by this branch and `{theirs}` by the other; `{ours}` is kept");
        let help = format!("for the other name, change the line of `{key}` under `{}`", line.section);
        Problem::new(message, help).at(file.name.clone())
    };
    let notes = joined.differing.iter().map(note).collect();
    Some(Text { text: joined.text, how: "the names of both sides", notes, left: Vec::new() })
}

fn by_hand(name: &str, line: usize) -> Problem {
    let message = "both sides have changed this, each in another way";
    Problem::new(message, "write what shall hold, without the marks, and run: cargo xtask resolve")
        .at(format!("{name}:{line}"))
}
