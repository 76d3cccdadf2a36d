//! Removes endpoints from a specs folder by name. It does not guess which ones are meant.

use super::overlay_actions::Actions;
use super::reconcile::{endpoint, not_alone};
use super::{Existing, Import, Status, existing};
use crate::document::places::Sources;
use crate::findings::{Findings, Outcome};

/// The result of a removal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The endpoints that are removed, with their files.
    pub import: Import,
    /// The names that match nothing in the folder.
    pub unknown: Vec<String>,
}

/// Removes endpoints from a specs folder: each name is a tag, such as `Users`, or an endpoint, such as `GET /users`.
pub fn remove<E: Into<Existing>>(existing: E, names: &[String]) -> Outcome<Removal> {
    let mut sources = Sources::default();
    let mut findings = Findings::default();
    let Existing { fragments, in_conflict, overlay, kept: _, selection: _, progress: _ } = existing.into();
    let known = existing::read(fragments, in_conflict, &mut sources, &mut findings);
    let actions = Actions::of(overlay, &known, &mut sources);
    let mut import = Import::default();
    let mut unknown = names.to_vec();
    for file in &known {
        for operation in &file.operations {
            let shown = operation.key.shown();
            let is_meant = |name: &String| *name == shown || operation.tag.as_ref() == Some(name);
            if !names.iter().any(is_meant) {
                continue;
            }
            unknown.retain(|name| !is_meant(name));
            if file.operations.len() > 1 {
                findings.push(not_alone(operation.at, &operation.key, "and is to be removed"));
            }
            import.remove.insert(file.path.clone());
            import.endpoints.push(endpoint(&operation.key, &file.path, Status::Pruned));
        }
    }
    import.endpoints.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    actions.report_lost(&import, &mut findings);
    Outcome::new(Some(Removal { import, unknown }), findings, sources)
}
