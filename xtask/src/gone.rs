//! `specs/gone.yaml`: the endpoints that are still in the folder although the documentation no longer has them. They
//! are reported until somebody removes them or gives a reason to keep them. The import decides which endpoints these
//! are.

use std::collections::{BTreeMap, BTreeSet};

use generator::{File, Import, Status};
use serde::Deserialize;

use crate::console::{Dir, Problem, quoted, yaml_string};
use crate::load::{self, GONE, Specs};

const HEAD: &str =
    "# Endpoints that the documentation no longer shows, written by `cargo xtask import`. To keep one, write behind
# `keep` why it stays. To remove all others: cargo xtask remove --gone
";

/// The maximum number of endpoints in a message.
const SHOWN: usize = 3;

/// The list: endpoints, such as `GET /users`, each with its file and the reason why it stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gone(BTreeMap<String, Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    file: String,
    keep: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    endpoint: String,
    file: String,
    keep: Option<String>,
}

impl Gone {
    /// Reads the list of a folder. Endpoints whose file no longer exists were removed and are skipped.
    pub(crate) fn of(specs: &Specs) -> Result<Self, Problem> {
        let Some(file) = &specs.gone else { return Ok(Self::default()) };
        let items: Option<Vec<Item>> = serde_yaml::from_str(&file.text).map_err(|error| broken(file, &error))?;
        let items = items.unwrap_or_default().into_iter().filter(|item| specs.fragment(&item.file).is_some());
        let keep = |keep: Option<String>| keep.filter(|reason| !reason.trim().is_empty());
        Ok(Self(items.map(|item| (item.endpoint, Entry { file: item.file, keep: keep(item.keep) })).collect()))
    }

    /// Adds the results of an import.
    pub(crate) fn update(&mut self, import: &Import) {
        for endpoint in &import.endpoints {
            let shown = format!("{} {}", endpoint.method.to_ascii_uppercase(), endpoint.path);
            if matches!(endpoint.status, Status::Gone | Status::Kept) {
                self.0.entry(shown).or_insert(Entry { file: endpoint.file.clone(), keep: None });
            } else {
                self.0.remove(&shown);
            }
        }
        self.0.retain(|_, entry| !import.remove.contains(&entry.file));
    }

    /// Returns the endpoints that are kept.
    pub(crate) fn kept(&self) -> BTreeSet<String> {
        self.0.iter().filter(|(_, entry)| entry.keep.is_some()).map(|(endpoint, _)| endpoint.clone()).collect()
    }

    /// Returns all endpoints of the list.
    pub(crate) fn listed(&self) -> BTreeSet<String> {
        self.0.keys().cloned().collect()
    }

    /// Returns the endpoints that nobody has decided on.
    pub(crate) fn open(&self) -> Vec<String> {
        let open = self.0.iter().filter(|(_, entry)| entry.keep.is_none());
        open.map(|(endpoint, _)| endpoint.clone()).collect()
    }

    /// Returns the text of the list, or `None` if it is empty.
    pub(crate) fn text(&self) -> Option<String> {
        let item = |(endpoint, entry): (&String, &Entry)| {
            let keep = entry.keep.as_ref().map_or_else(String::new, |keep| format!(" {}", yaml_string(keep)));
            format!("- endpoint: {}\n  file: {}\n  keep:{keep}\n", yaml_string(endpoint), yaml_string(&entry.file))
        };
        (!self.0.is_empty()).then(|| HEAD.to_owned() + &self.0.iter().map(item).collect::<String>())
    }

    /// Reports the endpoints that nobody has decided on.
    pub(crate) fn warning(&self, specs: &Dir) -> Option<Problem> {
        let open = self.open();
        let named = open.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
        let message = match open.len() {
            0 => return None,
            1 => format!("the documentation no longer shows {named}"),
            more if more <= SHOWN => format!("the documentation no longer shows {more} endpoints: {named}"),
            more => format!("the documentation no longer shows {more} endpoints: {named} and {} more", more - SHOWN),
        };
        let option = if specs.shown == "specs" { String::new() } else { format!(" --specs {}", quoted(&specs.shown)) };
        let help =
            format!("remove what is gone: cargo xtask remove --gone{option}; or write after `keep` why it stays");
        Some(Problem::new(message, help).at(specs.name(GONE)))
    }
}

fn broken(file: &File, error: &serde_yaml::Error) -> Problem {
    let help = "write a list of `endpoint`, `file` and `keep`, or remove the file and import the pages again";
    load::broken(file, error, "the list of endpoints that are gone", help)
}
