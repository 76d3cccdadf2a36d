//! The Cargo features of a manifest, as lines of the surface.

use std::collections::BTreeMap;

use crate::names::features::ALL;

/// Cargo features, each with the features that it turns on.
pub(super) struct Features(BTreeMap<String, Vec<String>>);

impl Features {
    /// Reads the features of a manifest.
    pub(super) fn read(manifest: &str) -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        struct Manifest {
            #[serde(default)]
            features: BTreeMap<String, Vec<String>>,
        }
        let manifest: Manifest =
            toml::from_str(manifest).map_err(|error| format!("`Cargo.toml`: {}", error.message()))?;
        Ok(Self(manifest.features))
    }

    /// Replaces the features for tags.
    pub(super) fn with_tags(mut self, tags: &[String]) -> Self {
        if let Some(old) = self.0.remove(ALL) {
            self.0.retain(|name, _| !old.contains(name));
            self.0.insert(ALL.to_owned(), tags.to_vec());
            self.0.extend(tags.iter().map(|tag| (tag.clone(), Vec::new())));
        }
        self
    }

    /// Returns one line for each feature, and one for each feature that another one turns on.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().flat_map(|(name, members)| {
            let inner = members.iter().filter(|member| self.0.contains_key(*member));
            let inner = inner.map(move |member| format!("feature {name}::{member}: feature"));
            [format!("feature {name}: feature")].into_iter().chain(inner)
        })
    }
}
