//! Decides which files of a client `codegen` writes: always the generated ones and, if the client is not the
//! repository's own, the runtime and the rest of the crate.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;

use generator::{Generated, HEADER, Outline, Region};

use crate::console::{Dir, Problem};
use crate::load::read_text;
use crate::region::{self, Replaced};
use crate::sync::{Leaf, Target, check_path};
use crate::{Place, conflict, new_crate};

/// The repository's own client, from which the runtime is copied to all others.
pub(crate) const OWN: &str = "generated-client";
/// The generated folder of a client.
pub(crate) const GENERATED: &str = "src/generated";
/// The root of a client, which is written by hand.
const ROOT: &str = "src/lib.rs";
/// The manifest of a client, which is written by hand except for the features for tags.
const MANIFEST: &str = "Cargo.toml";
/// The public surface of a client, one line for each item.
pub(crate) const SURFACE: &str = "api.txt";
/// The folder of a client that is written by hand in the repository and copied elsewhere.
const RUNTIME: &str = "src/runtime";

/// The kind of folder that a client is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    /// The repository's own client.
    Own,
    /// A crate of the user's, made by an earlier run.
    Crate,
    /// Not a crate yet.
    Fresh,
}

/// The changes of a run of `codegen` to a client.
pub(crate) struct Client<'a> {
    /// The wanted and the existing files of the folder.
    pub(crate) target: Target<'a>,
    /// The reasons why it cannot be written.
    pub(crate) problems: Vec<Problem>,
    /// Notes for the user.
    pub(crate) notes: Vec<Problem>,
}

/// Compares the generated client with the existing one.
pub(crate) fn client<'a>(generated: Generated, out: &'a Dir, place: &Place) -> Result<Client<'a>, Problem> {
    let Generated { files, outline, tags: _, regions, lock: _ } = generated;
    let home = home(out, place);
    let mut wanted: BTreeMap<String, String> =
        files.into_iter().map(|(path, text)| (format!("{GENERATED}/{path}"), text)).collect();
    if home != Home::Own {
        wanted.extend(copied(out, &regions, home, place)?);
    }
    let (mut problems, mut notes) = (Vec::new(), Vec::new());
    for region in &regions {
        match put(region, &mut wanted, out) {
            Ok(None) => {}
            Ok(Some(note)) => notes.push(note),
            Err(problem) => problems.push(problem),
        }
    }
    wanted.insert(SURFACE.to_owned(), surface(out, &wanted, &outline)?);
    let (present, in_the_way) = present(out, &wanted, home);
    problems.extend(in_the_way);
    Ok(Client { target: Target { dir: out, present, wanted }, problems, notes })
}

/// Puts a region into the wanted or the existing file. A file that does not exist or has no marks is not changed, and a
/// note says so.
fn put(region: &Region, wanted: &mut BTreeMap<String, String>, out: &Dir) -> Result<Option<Problem>, Problem> {
    let name = out.name(region.file);
    let there = || match fs::read(out.path.join(region.file)) {
        Ok(bytes) => Ok(String::from_utf8(bytes).ok()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Problem::io("read", &name, &error)),
    };
    let text = match wanted.get(region.file) {
        Some(text) => Some(text.clone()),
        None => there()?,
    };
    let Some(text) = text else { return Ok(None) };
    match region::replace(&text, region) {
        Replaced::Text(text) => {
            if let Some(line) = conflict::first_mark(&text) {
                let message = "the file has conflict marks of a merge";
                let help = "keep what both sides have: cargo xtask resolve";
                return Err(Problem::new(message, help).at(format!("{name}:{line}")));
            }
            wanted.insert(region.file.to_owned(), text);
            Ok(None)
        }
        Replaced::Unmarked if region.file == MANIFEST => {
            let message =
                format!("`{name}` has no place for the region `{}`, so all operations would be omitted", region.name);
            let marks = region::marks(region).replacen('\n', "\nall-tags = []\n", 1);
            let help = format!("add these lines to `[features]`, and \"all-tags\" to its `default`:\n{marks}");
            Err(Problem::new(message, help.trim_end()))
        }
        Replaced::Unmarked => {
            let message = format!("`{name}` has no place for the region `{}`, and is left alone", region.name);
            let help = format!("to have it there, add these two lines to the file:\n{}", region::marks(region));
            Ok(Some(Problem::new(message, help.trim_end())))
        }
        Replaced::Wrong(message) => {
            let help = format!("these two lines mark it, once in the file:\n{}", region::marks(region));
            Err(Problem::new(format!("`{name}`: {message}"), help.trim_end()))
        }
    }
}

/// Returns all files of a crate in a folder of its own.
pub(crate) fn whole(generated: Generated, out: &Dir, place: &Place) -> Result<BTreeMap<String, String>, Problem> {
    let Generated { files, outline: _, tags: _, regions, lock: _ } = generated;
    let mut wanted = copied(out, &regions, Home::Fresh, place)?;
    wanted.extend(files.into_iter().map(|(path, text)| (format!("{GENERATED}/{path}"), text)));
    for region in &regions {
        put(region, &mut wanted, out)?;
    }
    Ok(wanted)
}

/// Returns the public surface of the future crate, from the wanted files and the hand-written ones.
fn surface(out: &Dir, wanted: &BTreeMap<String, String>, generated: &Outline) -> Result<String, Problem> {
    let mut files = BTreeMap::new();
    if out.path.join("src").is_dir() {
        copy(out, "src", &mut files)?;
    }
    let by_hand = wanted.iter().filter(|(path, _)| !is_generated(path));
    files.extend(by_hand.map(|(path, text)| (path.clone(), text.clone())));
    let manifest = match files.remove(MANIFEST) {
        Some(text) => Some(text),
        None if out.path.join(MANIFEST).exists() => {
            Some(read_text(&out.path.join(MANIFEST), &out.name(MANIFEST))?.text)
        }
        None => None,
    };
    let sources = files.into_iter().filter_map(|(path, text)| Some((in_src(&path)?, text)));
    let sources = sources.chain(manifest.map(|text| (MANIFEST.to_owned(), text)));
    let by_hand: BTreeMap<String, String> = sources.collect();
    generator::surface(&by_hand.into(), generated).map_err(|message| {
        let message = format!("the public surface of `{}` cannot be read: {message}", out.name(""));
        Problem::new(message, "correct the file, so that the crate compiles")
    })
}

/// Reads the hand-written sources of the repository's own client, by their path in `src`.
pub(crate) fn own_sources(place: &Place) -> Result<BTreeMap<String, String>, Problem> {
    let own = Dir::new(None, OWN, place);
    let mut files = BTreeMap::new();
    copy(&own, RUNTIME, &mut files)?;
    for path in [ROOT, MANIFEST] {
        files.insert(path.to_owned(), read_text(&own.path.join(path), &own.name(path))?.text);
    }
    Ok(files.into_iter().filter_map(|(path, text)| hand_written(&path).map(|path| (path, text))).collect())
}

/// Returns the path in `src` of a hand-written source of a client. The manifest counts as one.
pub(crate) fn hand_written(path: &str) -> Option<String> {
    if path == MANIFEST {
        return Some(path.to_owned());
    }
    let is_runtime = path.strip_prefix(RUNTIME).is_some_and(|rest| rest.starts_with('/'));
    (path == ROOT || is_runtime && path.ends_with(".rs")).then(|| in_src(path))?
}

fn in_src(path: &str) -> Option<String> {
    path.strip_prefix("src/").map(str::to_owned)
}

fn home(out: &Dir, place: &Place) -> Home {
    let own = fs::canonicalize(place.repository.join(OWN));
    if own.is_ok_and(|own| fs::canonicalize(&out.path).is_ok_and(|out| out == own)) {
        Home::Own
    } else if out.path.join(MANIFEST).exists() {
        Home::Crate
    } else {
        Home::Fresh
    }
}

/// Returns the files that are copied from the repository's own client.
fn copied(out: &Dir, regions: &[Region], home: Home, place: &Place) -> Result<BTreeMap<String, String>, Problem> {
    let own = Dir::new(None, OWN, place);
    let mut files = BTreeMap::new();
    copy(&own, RUNTIME, &mut files)?;
    if home == Home::Fresh {
        let read = |path: &str| read_text(&own.path.join(path), &own.name(path)).map(|file| file.text);
        let manifest = read(MANIFEST)?;
        let name = new_crate::package_name(&out.path, &manifest);
        files.insert(MANIFEST.to_owned(), new_crate::manifest(&manifest, &name));
        files.insert("README.md".to_owned(), new_crate::readme(&name, regions));
        files.insert(ROOT.to_owned(), read(ROOT)?);
    }
    Ok(files)
}

/// Reads the sources in a folder, except generated ones.
fn copy(own: &Dir, folder: &str, files: &mut BTreeMap<String, String>) -> Result<(), Problem> {
    let failed = |error| Problem::io("read the folder", &own.name(folder), &error);
    for entry in fs::read_dir(own.path.join(folder)).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if path == GENERATED {
            continue;
        }
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(own, &path, files)?;
        } else if path.ends_with(".rs") {
            files.insert(path.clone(), read_text(&entry.path(), &own.name(&path))?.text);
        }
    }
    Ok(())
}

/// Reads the files that may be replaced or removed: the wanted ones, and all files of the generated folder. Also
/// returns problems with files that must not be changed.
fn present(out: &Dir, wanted: &BTreeMap<String, String>, home: Home) -> (BTreeMap<String, Vec<u8>>, Vec<Problem>) {
    let mut present = BTreeMap::new();
    let mut problems = Vec::new();
    for (path, text) in wanted.iter().filter(|(path, _)| !is_generated(path)) {
        match existing(out, path) {
            Ok(None) => {}
            Ok(Some(bytes)) if home == Home::Fresh && bytes != text.as_bytes() => {
                let message = format!("`{}` is in the way of the crate to be made", out.name(path));
                problems.push(Problem::new(message, "give an empty folder, or one that holds a crate (Cargo.toml)"));
            }
            Ok(Some(bytes)) => {
                present.insert(path.clone(), bytes);
            }
            Err(problem) => problems.push(problem),
        }
    }
    generated(out, GENERATED, &mut present, &mut problems);
    (present, problems)
}

fn is_generated(path: &str) -> bool {
    path.strip_prefix(GENERATED).is_some_and(|rest| rest.starts_with('/'))
}

fn existing(out: &Dir, path: &str) -> Result<Option<Vec<u8>>, Problem> {
    check_path(out, path, Leaf::File)?;
    match fs::read(out.path.join(path)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Problem::io("read", &out.name(path), &error)),
    }
}

/// Reads the generated folder, which must contain only generated files. Hidden files are ignored, because desktops and
/// editors create them.
fn generated(out: &Dir, folder: &str, present: &mut BTreeMap<String, Vec<u8>>, problems: &mut Vec<Problem>) {
    if let Err(problem) = check_path(out, folder, Leaf::Folder) {
        return problems.push(problem);
    }
    let entries = match fs::read_dir(out.path.join(folder)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return,
        Err(error) => return problems.push(Problem::io("read the folder", &out.name(folder), &error)),
    };
    let mut names: Vec<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    for name in names.iter().filter(|name| !name.starts_with('.')) {
        let path = format!("{folder}/{name}");
        if fs::symlink_metadata(out.path.join(&path)).is_ok_and(|metadata| metadata.is_dir()) {
            generated(out, &path, present, problems);
            continue;
        }
        match existing(out, &path) {
            Ok(Some(bytes)) if is_ours(&bytes) => {
                present.insert(path, bytes);
            }
            Ok(Some(_)) => problems.push(foreign(out, &path)),
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
}

fn is_ours(bytes: &[u8]) -> bool {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_header = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line) == HEADER.as_bytes();
    // In a file that two branches have added, the header can be between conflict marks.
    is_header(first)
        || first.starts_with(b"<<<<<<< ") && bytes.split(|byte| *byte == b'\n').nth(1).is_some_and(is_header)
}

fn foreign(out: &Dir, path: &str) -> Problem {
    let message = format!("`{}` was not made by the generator", out.name(path));
    let help = format!("`{}` belongs to the generator: move the file elsewhere, or delete it", out.name(GENERATED));
    Problem::new(message, help)
}
