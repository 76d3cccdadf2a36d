//! Which files of a client belong to `codegen`: those of the generator always, the runtime and the rest of
//! the crate where the client is not the repository's own. It must not write a file.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;

use generator::{Generated, HEADER, Outline, Region};

use crate::console::{Dir, Problem};
use crate::load::read_text;
use crate::region::{self, Replaced};
use crate::sync::{Leaf, Target, check_path};
use crate::{Place, new_crate};

/// The repository's own client, from which all others take the runtime.
pub(crate) const OWN: &str = "generated-client";
/// The folder of a client that belongs to the generator.
pub(crate) const GENERATED: &str = "src/generated";
/// The root of a client, by hand as well.
const ROOT: &str = "src/lib.rs";
/// The manifest of a client, by hand but for the features of tags.
const MANIFEST: &str = "Cargo.toml";
/// The public surface of a client, one item a line.
pub(crate) const SURFACE: &str = "api.txt";
/// The folder of a client that is written by hand in the repository and copied elsewhere.
const RUNTIME: &str = "src/runtime";

/// What the folder is that a client is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    /// The repository's own client.
    Own,
    /// A crate of the user's, made by an earlier run.
    Crate,
    /// No crate yet.
    Fresh,
}

/// What a run of `codegen` does to a client.
pub(crate) struct Client<'a> {
    /// What the folder shall hold, and what it holds now.
    pub(crate) target: Target<'a>,
    /// What is in the way of writing it.
    pub(crate) problems: Vec<Problem>,
    /// What is worth knowing.
    pub(crate) notes: Vec<Problem>,
}

/// Compares what is made with what is there.
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

/// Puts a region into the file that is to be written, else into the one that is there. One that is not there, or has
/// no marks, is left alone; the note says so.
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
            wanted.insert(region.file.to_owned(), text);
            Ok(None)
        }
        Replaced::Unmarked if region.file == MANIFEST => {
            let message =
                format!("`{name}` has no place for the region `{}`: all operations would be left out", region.name);
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

/// Returns all files of a crate that stands alone in a folder, whatever is there now.
pub(crate) fn whole(generated: Generated, out: &Dir, place: &Place) -> Result<BTreeMap<String, String>, Problem> {
    let Generated { files, outline: _, tags: _, regions, lock: _ } = generated;
    let mut wanted = copied(out, &regions, Home::Fresh, place)?;
    wanted.extend(files.into_iter().map(|(path, text)| (format!("{GENERATED}/{path}"), text)));
    for region in &regions {
        put(region, &mut wanted, out)?;
    }
    Ok(wanted)
}

/// The public surface of the crate as it will be: what is to be written, and what is there by hand.
fn surface(out: &Dir, wanted: &BTreeMap<String, String>, generated: &Outline) -> Result<String, Problem> {
    let mut files = BTreeMap::new();
    if out.path.join("src").is_dir() {
        copy(out, "src", &mut files)?;
        files.retain(|path, _| !is_generated(path));
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
    generator::surface(&sources.collect(), generated).map_err(|message| {
        let message = format!("the public surface of `{}` cannot be read: {message}", out.name(""));
        Problem::new(message, "mend the file, so that the crate compiles")
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

/// Returns the path in `src` of a hand-written source of a client; the manifest counts as one.
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

/// The files that are taken from the repository's own client.
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

fn copy(own: &Dir, folder: &str, files: &mut BTreeMap<String, String>) -> Result<(), Problem> {
    let failed = |error| Problem::io("read the folder", &own.name(folder), &error);
    for entry in fs::read_dir(own.path.join(folder)).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type().map_err(failed)?.is_dir() {
            copy(own, &path, files)?;
        } else if path.ends_with(".rs") {
            files.insert(path.clone(), read_text(&entry.path(), &own.name(&path))?.text);
        }
    }
    Ok(())
}

/// Reads the files that may be replaced or removed: those wanted, and all of the generator's folder. What may not be
/// touched is told beside them.
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

/// Reads the generator's folder, in which nothing may lie that it did not make. Names with a dot in front
/// are left alone: the desktop and the editor put them there.
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
    first.strip_suffix(b"\r").unwrap_or(first) == HEADER.as_bytes()
}

fn foreign(out: &Dir, path: &str) -> Problem {
    let message = format!("`{}` was not made by the generator", out.name(path));
    let help = format!("`{}` belongs to the generator: move the file elsewhere, or delete it", out.name(GENERATED));
    Problem::new(message, help)
}
