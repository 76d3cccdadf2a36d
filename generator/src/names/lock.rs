//! `names.lock`: the names that earlier runs chose, as sorted YAML with one line for each.

use std::collections::{BTreeMap, BTreeSet};

use super::case;
use crate::api::place::without_names;
use crate::document::places::Sources;
use crate::document::source::{File, Span};
use crate::document::tree::Node;
use crate::findings::{Code, Diagnostic, Findings};
use crate::read::read_own;

const HEAD: &str = "\
# The names that `cargo xtask codegen` has given. They stay when the document is reworded or grows.
# To rename something, change its name here and run `cargo xtask codegen`. A name that overlay.yaml gives
# (`x-rust-name`, `x-enum-varnames`) is changed there.
";

/// The values of the section `groups`: the operations of a tag are divided by their paths, or not.
pub(super) const BY_PATH: &str = "by_path";
pub(super) const BY_TAG: &str = "by_tag";

/// The value of the section `files` for a tag that has a file for each operation. With [`BY_TAG`], it has one file.
pub(super) const BY_OPERATION: &str = "by_operation";

/// The sections of the lock. Each maps keys of the document to names.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub(crate) struct Lock {
    /// `GET /users` → `users::list`
    pub(super) operations: BTreeMap<String, String>,
    /// `GET /users query pg[limit]` → `limit`
    pub(super) arguments: BTreeMap<String, String>,
    /// `GET /users 200 users[]` → `users::User`
    pub(super) types: BTreeMap<String, String>,
    /// `https://eu1.make.com/api/v2` → `Eu1`
    pub(super) servers: BTreeMap<String, String>,
    /// `GET /pets 200 pets[] With name` → `WithName`: the variants of unions that the document does not name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) alternatives: BTreeMap<String, String>,
    /// `users::TfaStatus 0` → `NotSet`: the names of `x-enum-varnames`, because that list depends on positions, and
    /// names that would otherwise have clashed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) values: BTreeMap<String, String>,
    /// `Data stores` → `data_stores`: modules of tags that would otherwise have clashed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) tags: BTreeMap<String, String>,
    /// `untagged` → `by_path`: whether the operations of a tag are divided by the first segment of their paths.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) groups: BTreeMap<String, String>,
    /// `Users` → `by_operation`: whether a tag has a file for each operation.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) files: BTreeMap<String, String>,
    /// `api-key` → `api_key_kebab`: the same for setters of credentials.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) security_schemes: BTreeMap<String, String>,
    /// `POST order.paid` → `order_paid_post`: likewise functions that read webhooks.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) webhooks: BTreeMap<String, String>,
    /// `schemas::Trade M` → `m_upper`: the same for fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) fields: BTreeMap<String, String>,
    /// `schemas::Options` → `OptionsNeeds`: the same for structs of required fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) required: BTreeMap<String, String>,
    /// `GET /users 200` → `users::ListResponse`: types of whole responses. They are named by their operation, and keep the
    /// name if they become components.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) responses: BTreeMap<String, String>,
    /// The names that items had in the last release, which stay as deprecated aliases.
    #[serde(skip_serializing_if = "Was::is_empty")]
    pub(super) was: Was,
    /// Names that are no longer in use → the items that had them last. No other item gets such a name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) removed: BTreeMap<String, String>,
    /// Where the lines are in the file, by section and key.
    #[serde(skip)]
    pub(super) lines: BTreeMap<(String, String), Span>,
}

/// The old names by the keys that their items have in the lock.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub(crate) struct Was {
    /// `GET /users` → `users::all`
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) operations: BTreeMap<String, String>,
    /// `GET /users query pg[limit]` → `most`
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) arguments: BTreeMap<String, String>,
    /// `GET /users 200 users[]` → `users::Person`
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) types: BTreeMap<String, String>,
}

impl Was {
    pub(crate) fn is_empty(&self) -> bool {
        self.operations.is_empty() && self.arguments.is_empty() && self.types.is_empty()
    }
}

/// Returns the last part of a path: `users::list` → `list`.
pub(super) fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

impl Lock {
    /// Returns the name of an entry in a section, or the name that a removed item had.
    pub(super) fn name<'a>(&'a self, section: &'a BTreeMap<String, String>, key: &str) -> Option<&'a str> {
        let held = || self.removed.iter().find(|(_, holder)| *holder == key).map(|(path, _)| path);
        section.get(key).or_else(held).map(|path| last(path))
    }

    /// Returns where the file has a line.
    pub(super) fn span(&self, section: &str, key: &str) -> Option<Span> {
        self.lines.get(&(section.to_owned(), key.to_owned())).copied()
    }

    /// Lists the methods of a module.
    pub(super) fn methods<'a>(&'a self, module: &'a str) -> impl Iterator<Item = &'a str> {
        let paths = self.operations.values().filter_map(|path| path.rsplit_once("::"));
        paths.filter(move |(holder, _)| *holder == module).map(|(_, name)| name)
    }

    /// Returns whether a path belonged to a removed item other than `key`.
    pub(super) fn is_removed(&self, path: &str, key: &str) -> bool {
        self.removed.get(path).is_some_and(|holder| holder != key)
    }

    /// Records the names that `before` has and this lock no longer has, and those that were removed earlier.
    /// What is named by itself and has no line is in `others`.
    pub(super) fn bury(&mut self, before: &Self, others: &BTreeSet<String>) {
        let sections = [&before.operations, &before.types, &before.servers];
        let in_use: BTreeSet<&String> = [&self.operations, &self.types, &self.servers]
            .into_iter()
            .flat_map(BTreeMap::values)
            .chain(others)
            .collect();
        // Only endpoints that differ in nothing but the names of their parameters have these in their keys.
        let key_of = |key: &String| {
            let plain = without_names(key);
            let is_of = |own: &String| {
                key.strip_prefix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            };
            if plain == *key || self.operations.keys().any(is_of) { key.clone() } else { plain }
        };
        let mut removed: BTreeMap<String, String> = before.removed.clone();
        for (key, path) in sections.into_iter().flatten().filter(|(_, path)| path.contains("::")) {
            removed.entry(path.clone()).or_insert_with(|| key_of(key));
        }
        removed.retain(|path, _| !in_use.contains(path));
        self.removed = removed;
    }

    /// Returns the text of the file.
    pub(crate) fn to_text(&self) -> Result<String, String> {
        let body = serde_yaml::to_string(self).map_err(|error| error.to_string())?;
        Ok(format!("{HEAD}{body}"))
    }
}

/// Reads the file of a lock. Also returns its span.
pub(super) fn read_file(file: File, sources: &mut Sources, findings: &mut Findings) -> Option<(Lock, Span)> {
    let root = read_own(file, Code::InvalidLock, sources, findings)?;
    Some((read(&root, findings), root.span))
}

/// Reads a lock. Wrong entries are reported and omitted.
pub(crate) fn read(root: &Node, findings: &mut Findings) -> Lock {
    let mut lock = Lock::default();
    let mut refuse = |node: &Node, message: String| {
        let invalid = Diagnostic::new(Code::InvalidLock, node.span, message);
        findings.push(invalid.help(
            "correct the line, or delete the file so that all names are made again, which changes names in the lock",
        ));
    };
    if root.as_object().is_none() {
        refuse(root, "the lock of names has to be a map of sections".to_owned());
    }
    for (name, member) in root.members() {
        let section = match name {
            "operations" => &mut lock.operations,
            "arguments" => &mut lock.arguments,
            "types" => &mut lock.types,
            "servers" => &mut lock.servers,
            "alternatives" => &mut lock.alternatives,
            "values" => &mut lock.values,
            "tags" => &mut lock.tags,
            "groups" => &mut lock.groups,
            "files" => &mut lock.files,
            "security_schemes" => &mut lock.security_schemes,
            "webhooks" => &mut lock.webhooks,
            "fields" => &mut lock.fields,
            "required" => &mut lock.required,
            "responses" => &mut lock.responses,
            "removed" => {
                removed(&member.node, &mut lock, &mut refuse);
                continue;
            }
            "was" => {
                was(&member.node, &mut lock.was, &mut refuse);
                continue;
            }
            other => {
                refuse(&member.node, format!("the lock of names has no section `{other}`"));
                continue;
            }
        };
        lines(name, &member.node, section, &mut refuse);
        spans(name, &member.node, &mut lock.lines);
    }
    lock
}

/// Records where the lines of a section are, by their keys with and without the names of path parameters.
fn spans(section: &str, node: &Node, lines: &mut BTreeMap<(String, String), Span>) {
    for (key, entry) in node.members() {
        let span = Span::new(entry.name.file, entry.name.start, entry.node.span.end);
        for key in [key.to_owned(), without_names(key)] {
            lines.insert((section.to_owned(), key), span);
        }
    }
}

/// Reads the lines of a section.
fn lines(name: &str, node: &Node, section: &mut BTreeMap<String, String>, refuse: &mut impl FnMut(&Node, String)) {
    if node.as_object().is_none() {
        refuse(node, format!("the section `{name}` has to be a map from places to names"));
    }
    for (key, entry) in node.members() {
        match entry.node.as_str().filter(|text| is_name((name, key), text)) {
            Some(text) => {
                section.insert(key.to_owned(), text.to_owned());
            }
            None => refuse(&entry.node, format!("the name of `{key}` is not a valid name for it")),
        }
    }
}

/// Reads the section `was`, which has sections itself.
fn was(node: &Node, was: &mut Was, refuse: &mut impl FnMut(&Node, String)) {
    if node.as_object().is_none() {
        refuse(node, "the section `was` has to be a map of sections".to_owned());
    }
    for (name, member) in node.members() {
        let section = match name {
            "operations" => &mut was.operations,
            "arguments" => &mut was.arguments,
            "types" => &mut was.types,
            other => {
                refuse(
                    &member.node,
                    format!("old names are kept for operations, arguments and types, not for `{other}`"),
                );
                continue;
            }
        };
        lines(name, &member.node, section, refuse);
    }
}

/// Reads the section `removed`, in which the name is the key and the item is the value.
fn removed(section: &Node, lock: &mut Lock, refuse: &mut impl FnMut(&Node, String)) {
    if section.as_object().is_none() {
        refuse(section, "the section `removed` has to be a map from names to the items that had them".to_owned());
    }
    for (path, entry) in section.members() {
        match entry.node.as_str() {
            Some(holder) => {
                lock.removed.insert(path.to_owned(), holder.to_owned());
            }
            None => refuse(&entry.node, format!("the item that had the name `{path}` has to be a string")),
        }
    }
}

/// Returns whether a name has the right casing for its section. A keyword is written `type_`. The module before a
/// method or type is there for readers. The document decides it.
fn is_name((section, key): (&str, &str), text: &str) -> bool {
    match section {
        "groups" => return text == BY_PATH || text == BY_TAG,
        "files" => return text == BY_OPERATION || text == BY_TAG,
        _ => {}
    }
    let name = last(text);
    let module = text.strip_suffix(name).unwrap_or_default();
    let capital = name.starts_with(|char: char| char.is_ascii_uppercase());
    let in_module = matches!(section, "operations" | "types" | "tags" | "responses");
    // A variable of a server is behind its URL.
    let is_variable = section == "servers" && key.contains(' ');
    (module.is_empty() || in_module)
        && module.split_terminator("::").all(case::is_identifier)
        && case::is_identifier(name)
        && capital
            == (!is_variable
                && matches!(section, "alternatives" | "types" | "servers" | "values" | "required" | "responses"))
}
