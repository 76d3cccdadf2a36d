//! `names.lock`: the names that earlier runs gave, one line each, as sorted YAML.

use std::collections::BTreeMap;

use super::case;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::tree::Node;

const HEAD: &str = "\
# The names that `cargo xtask codegen` has given. They stay when the document is reworded or grows.
# To rename something, change its name here and run `cargo xtask codegen`.
";

/// The sections of the lock, each from a key of the document to a name.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub(crate) struct Lock {
    /// `GET /users` → `list`
    pub(super) operations: BTreeMap<String, String>,
    /// `GET /users query pg[limit]` → `limit`
    pub(super) arguments: BTreeMap<String, String>,
    /// `GET /users 200 users[]` → `User`
    pub(super) types: BTreeMap<String, String>,
    /// `https://eu1.make.com/api/v2` → `Eu1`
    pub(super) servers: BTreeMap<String, String>,
}

impl Lock {
    /// Returns the text of the file.
    pub(crate) fn to_text(&self) -> Result<String, String> {
        let body = serde_yaml::to_string(self).map_err(|error| error.to_string())?;
        Ok(format!("{HEAD}{body}"))
    }
}

/// Reads a lock; what is wrong with it is reported and left out.
pub(crate) fn read(root: &Node, findings: &mut Findings) -> Lock {
    let mut lock = Lock::default();
    let mut refuse =
        |node: &Node, message: String| {
            let invalid = Diagnostic::new(Code::InvalidLock, node.span, message);
            findings.push(invalid.help(
                "mend the line; or remove the file to have all names made anew, which renames what the lock held",
            ));
        };
    if root.as_object().is_none() {
        refuse(root, "the lock of names is a map of sections".to_owned());
    }
    for (name, member) in root.members() {
        let section = match name {
            "operations" => &mut lock.operations,
            "arguments" => &mut lock.arguments,
            "types" => &mut lock.types,
            "servers" => &mut lock.servers,
            other => {
                refuse(&member.node, format!("the lock of names has no section `{other}`"));
                continue;
            }
        };
        if member.node.as_object().is_none() {
            refuse(&member.node, format!("the section `{name}` is a map from places to names"));
        }
        for (key, entry) in member.node.members() {
            match entry.node.as_str().filter(|text| is_name(name, text)) {
                Some(text) => {
                    section.insert(key.to_owned(), text.to_owned());
                }
                None => refuse(&entry.node, format!("the name of `{key}` is no identifier of its kind")),
            }
        }
    }
    lock
}

/// Types and servers start with a capital, methods and arguments do not. A keyword is written `type_`.
fn is_name(section: &str, text: &str) -> bool {
    let capital = text.starts_with(|char: char| char.is_ascii_uppercase());
    case::is_identifier(text) && capital == matches!(section, "types" | "servers")
}
