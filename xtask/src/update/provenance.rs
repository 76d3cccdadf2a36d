//! `specs/provenance.json`: where each fragment comes from. A source is judged by what it showed before.

use std::collections::{BTreeMap, BTreeSet};

use generator::File;
use serde::{Deserialize, Serialize};

use crate::console::Problem;

/// The origins of all endpoints, by endpoint, such as `GET /users`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Provenance(pub(crate) BTreeMap<String, Origin>);

/// Where an endpoint comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// The name of the source.
    pub(crate) source: String,
    /// The address of the page.
    pub(crate) page: String,
    /// The heading on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) heading: Option<String>,
}

impl Provenance {
    /// Reads the file.
    pub(crate) fn of(file: Option<&File>) -> Result<Self, Problem> {
        let Some(file) = file else { return Ok(Self::default()) };
        serde_json::from_str(&file.text).map_err(|error| {
            let help = "restore the file from git, or delete it: the next update writes it again";
            let place = format!("{}:{}:{}", file.name, error.line(), error.column().max(1));
            Problem::new(format!("the origins of the fragments cannot be read: {error}"), help).at(place)
        })
    }

    /// Returns the endpoints of a source.
    pub(crate) fn of_source(&self, source: &str) -> BTreeSet<String> {
        let own = self.0.iter().filter(|(_, origin)| origin.source == source);
        own.map(|(endpoint, _)| endpoint.clone()).collect()
    }

    /// Returns the endpoints of a page of a source.
    pub(crate) fn of_page(&self, source: &str, page: &str) -> BTreeSet<String> {
        let own = self.0.iter().filter(|(_, origin)| origin.source == source && origin.page == page);
        own.map(|(endpoint, _)| endpoint.clone()).collect()
    }

    /// Forgets the origins of the sources that are no longer in the list, and returns their endpoints.
    pub(crate) fn forget(&mut self, is_known: impl Fn(&str) -> bool) -> BTreeMap<String, BTreeSet<String>> {
        let mut left: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        self.0.retain(|endpoint, origin| {
            let stays = is_known(&origin.source);
            if !stays {
                left.entry(origin.source.clone()).or_default().insert(endpoint.clone());
            }
            stays
        });
        left
    }

    /// Returns the origins of both sides of a conflict. If they differ, the side has changed it that differs from the common text;
    /// if both do, it is this branch's.
    pub(crate) fn joined([ours, theirs]: &[String; 2], base: Option<&str>) -> Self {
        let read = |text: &str| serde_json::from_str::<Self>(text).unwrap_or_default();
        let (ours, mut joined, base) = (read(ours), read(theirs), read(base.unwrap_or_default()));
        let is_newer = |endpoint: &String, origin: &Origin| base.0.get(endpoint) != Some(origin);
        for (endpoint, origin) in ours.0 {
            if is_newer(&endpoint, &origin) || !joined.0.contains_key(&endpoint) {
                joined.0.insert(endpoint, origin);
            }
        }
        joined
    }

    /// Forgets the endpoints that are no longer in the folder.
    pub(crate) fn retain(&mut self, endpoints: &BTreeSet<String>) {
        self.0.retain(|endpoint, _| endpoints.contains(endpoint));
    }

    /// Returns the text of the file, or `None` if there is no origin.
    pub(crate) fn text(&self) -> Option<String> {
        (!self.0.is_empty()).then(|| serde_json::to_string_pretty(self).unwrap_or_default() + "\n")
    }
}
