//! Proves the source effects: a program that uses every item of the old client is compiled with the new one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Stdio;

use generator::diff::{Made, Promise, Report, Rule, Semver};
use generator::witness::{self, Use};
use serde_json::Value;

use super::crates;
use crate::Place;
use crate::console::{Dir, Problem};
use crate::trial_build::{TARGET, cargo, no_cargo};

/// The maximum number of rounds. Removing uses that do not compile can reveal further errors.
const ROUNDS: usize = 40;

/// Whether the compiler agrees with the report.
#[derive(Debug, Default)]
pub struct Source {
    /// The number of uses that compile with the old client.
    pub uses: usize,
    /// The items whose uses do not even compile with the old client, so that nothing is known of them.
    pub unusable: BTreeSet<String>,
    /// The uses that do not compile with the new client.
    pub broken: Vec<Broken>,
    /// The promises that are reported as broken although every use of them compiles.
    pub unseen: Vec<Unseen>,
}

/// A use that does not compile with the new client.
#[derive(Debug)]
pub struct Broken {
    /// The path of the item: `users::ListRequest::limit`.
    pub item: String,
    /// The item as `api.txt` had it.
    pub text: String,
    /// The error of the compiler.
    pub message: String,
    /// The rule that reports it. `None` if nothing does.
    pub rule: Option<Rule>,
}

/// A promise that is reported as broken although no use of it breaks.
#[derive(Debug)]
pub struct Unseen {
    /// The path of the item.
    pub path: String,
    /// The rule that reports it.
    pub rule: Rule,
    /// Why no program can show it. `None` if one could.
    pub reason: Option<&'static str>,
}

impl Source {
    /// Returns whether everything that breaks is reported, and everything that is reported breaks or has a reason.
    pub fn holds(&self) -> bool {
        self.broken.iter().all(|broken| broken.rule.is_some()) && self.unseen.iter().all(|it| it.reason.is_some())
    }

    /// Prints the proof for a person.
    pub fn to_text(&self) -> String {
        let (broken, count) = (self.broken.len(), self.uses);
        let mut text =
            format!("source: {count} uses of the client compile with it, and {broken} of them not with the new one\n");
        for Broken { item, text: was, message, rule } in &self.broken {
            let rule = rule.map_or("NOT REPORTED", Rule::id);
            text.push_str(&format!("  {rule}: {item}: {was}\n      {message}\n"));
        }
        for Unseen { path, rule, reason } in &self.unseen {
            let reason = reason.unwrap_or("FALSE ALARM: every use of it compiles");
            text.push_str(&format!("  {}: {path}: not seen to break: {reason}\n", rule.id()));
        }
        if !self.unusable.is_empty() {
            text.push_str(&format!("  {} items have no use that a program can show\n", self.unusable.len()));
        }
        text
    }
}

/// Proves the source effects of a report. The clients of both states have been written before.
pub(super) fn prove(dir: &Dir, made: &[Made; 2], report: &Report, place: &Place) -> Result<Source, Problem> {
    let [before, after] = [&made[0].surface, &made[1].surface];
    let uses = witness::uses(before);
    let features: BTreeSet<String> =
        witness::features(before).intersection(&witness::features(after)).cloned().collect();
    let all: BTreeSet<usize> = (0..uses.len()).collect();
    let judge = Judge { dir, uses: &uses, features: &features, place };
    let unusable = if before.is_empty() { BTreeMap::new() } else { judge.failing("before", &all)? };
    let sound: BTreeSet<usize> = all.into_iter().filter(|index| !unusable.contains_key(index)).collect();
    let failing = if after.is_empty() {
        sound.iter().map(|index| (*index, "the client no longer has any operations".to_owned())).collect()
    } else {
        judge.failing("after", &sound)?
    };
    Ok(compare(&uses, &sound, &failing, report))
}

/// Compares the uses that failed with the report.
fn compare(uses: &[Use], sound: &BTreeSet<usize>, failing: &BTreeMap<usize, String>, report: &Report) -> Source {
    let major: Vec<&Promise> = report.promises.iter().filter(|promise| promise.effect == Semver::Major).collect();
    let broken = failing.iter().map(|(index, message)| {
        let Use { item, text, .. } = &uses[*index];
        // A part of a removed item is reported with the item. A new part breaks code that lists all parts.
        let covers = |promise: &&&Promise| is_within(item, &promise.path) || is_within(&promise.path, item);
        let rule = major.iter().find(covers).map(|promise| promise.rule);
        Broken { item: item.clone(), text: text.clone(), message: message.clone(), rule }
    });
    let usable: BTreeSet<&str> = sound.iter().map(|index| uses[*index].item.as_str()).collect();
    let is_seen = |promise: &Promise| {
        failing.keys().any(|index| {
            let item = &uses[*index].item;
            is_within(item, &promise.path) || is_within(&promise.path, item)
        })
    };
    let unseen = major.iter().filter(|promise| !is_seen(promise)).map(|promise| Unseen {
        path: promise.path.clone(),
        rule: promise.rule,
        reason: reason(promise, &usable),
    });
    let unusable = uses.iter().filter(|it| !usable.contains(it.item.as_str())).map(|it| it.item.clone());
    Source { uses: sound.len(), unusable: unusable.collect(), broken: broken.collect(), unseen: unseen.collect() }
}

/// Returns why no program can show that a promise is broken.
fn reason(promise: &Promise, usable: &BTreeSet<&str>) -> Option<&'static str> {
    match promise.rule {
        Rule::ArgumentsSwapped => Some("two arguments of one type have changed places, which compiles"),
        Rule::FeatureRemoved => Some("cargo refuses a feature that a crate does not have before it compiles anything"),
        Rule::TraitItemAdded => Some("only an implementation of the trait breaks"),
        Rule::TraitLost if promise.before.as_deref().is_some_and(|text| text.contains(['<', '{'])) => {
            Some("a trait with parameters or associated types is not demanded")
        }
        _ if !usable.iter().any(|item| is_within(item, &promise.path)) => Some("no use of the item can be written"),
        _ => None,
    }
}

fn is_within(path: &str, around: &str) -> bool {
    path.strip_prefix(around).is_some_and(|rest| rest.is_empty() || rest.starts_with("::") || rest.starts_with(" ["))
}

struct Judge<'a> {
    dir: &'a Dir,
    uses: &'a [Use],
    features: &'a BTreeSet<String>,
    place: &'a Place,
}

impl Judge<'_> {
    /// Compiles uses with one of the two clients, and returns those that fail, each with the first error of the compiler.
    fn failing(&self, which: &str, chosen: &BTreeSet<usize>) -> Result<BTreeMap<usize, String>, Problem> {
        let mut failing = BTreeMap::new();
        for _ in 0..ROUNDS {
            let left: BTreeSet<usize> = chosen.iter().filter(|index| !failing.contains_key(*index)).copied().collect();
            let found = self.compile(which, &left)?;
            if found.is_empty() {
                return Ok(failing);
            }
            failing.extend(found);
        }
        let message = format!("a program that uses the client in `{}` fails over and over", self.dir.name(which));
        Err(Problem::new(message, "report it; the sources are there to look at"))
    }

    fn compile(&self, which: &str, chosen: &BTreeSet<usize>) -> Result<BTreeMap<usize, String>, Problem> {
        let folder = self.dir.path.join(which).join("witness");
        let program = witness::program(self.uses, chosen);
        let files = [("Cargo.toml".to_owned(), self.manifest()), ("src/lib.rs".to_owned(), program.source)];
        crates::write_all(&folder, &files.into()).map_err(|error| Problem::io("write", &self.dir.shown, &error))?;
        let lock = self.place.repository.join("Cargo.lock");
        if !folder.join("Cargo.lock").exists() {
            fs::copy(&lock, folder.join("Cargo.lock")).map_err(|error| Problem::io("copy", "Cargo.lock", &error))?;
        }
        let run = cargo()
            .args(["check", "--quiet", "--offline", "--message-format=json", "--manifest-path"])
            .arg(folder.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(self.place.repository.join(TARGET))
            .stdin(Stdio::null())
            .output()
            .map_err(|error| no_cargo(&error))?;
        if run.status.success() {
            return Ok(BTreeMap::new());
        }
        let mut found = BTreeMap::new();
        for line in String::from_utf8_lossy(&run.stdout).lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
            for (number, text) in errors(&message) {
                for index in program.lines.get(&number).into_iter().flatten() {
                    found.entry(*index).or_insert_with(|| text.clone());
                }
            }
        }
        if found.is_empty() {
            let said = String::from_utf8_lossy(&run.stderr).into_owned();
            let message = format!("the client in `{}` does not build:\n{}", self.dir.name(which), said.trim_end());
            return Err(Problem::new(message, "make it compile first: cargo check"));
        }
        Ok(found)
    }

    fn manifest(&self) -> String {
        let features: Vec<String> = self.features.iter().map(|feature| format!("\"{feature}\"")).collect();
        format!(
            "[package]\nname = \"witness\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\nclient = {{ path = \"../client\", features = [{}] }}\n\
             bytes = \"1\"\nserde = \"1\"\nserde_json = \"1\"\n\n[profile.dev]\ndebug = false\nincremental = false\n\n[workspace]\n",
            features.join(", ")
        )
    }
}

/// Returns the lines of the witness that a message of cargo is about.
fn errors(message: &Value) -> Vec<(usize, String)> {
    let is_ours = message["reason"] == "compiler-message" && message["target"]["name"] == "witness";
    let message = &message["message"];
    if !is_ours || message["level"] != "error" {
        return Vec::new();
    }
    let text = message["message"].as_str().unwrap_or_default();
    let spans = message["spans"].as_array().into_iter().flatten();
    let ours =
        spans.filter(|span| span["file_name"].as_str().is_some_and(|name| Path::new(name).ends_with("src/lib.rs")));
    let line = |span: &Value| span["line_start"].as_u64().and_then(|line| usize::try_from(line).ok());
    ours.filter(|span| span["is_primary"] == true).filter_map(line).map(|line| (line, text.to_owned())).collect()
}
