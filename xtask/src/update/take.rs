//! Imports the sources one after another into the specs in memory. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet};

use generator::{Endpoint, Existing, File, Import, Outcome, Page, Prune, Selection};

use super::address::Address;
use super::fetch::Trouble;
use super::judge::{Known, Removals, Shown, Taken};
use super::provenance::Provenance;
use super::validators::{self, Content, Lock};
use super::whole;
use crate::console::{Dir, Problem};
use crate::gone::Gone;
use crate::load::Specs;

/// The specs during an update.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) specs: Specs,
    pub(crate) gone: Gone,
    pub(crate) provenance: Provenance,
    pub(crate) lock: Lock,
}

/// What an update did to the endpoints of a source.
pub(crate) struct Done {
    pub(crate) source: String,
    pub(crate) endpoints: Vec<Endpoint>,
    /// Its texts, and those of them that have not changed.
    pub(crate) texts: (usize, usize),
    pub(crate) outcome: Outcome<()>,
}

impl Draft {
    pub(crate) fn of(specs: &Specs, known: &Known) -> Result<Self, Problem> {
        let lock = Lock::of(specs.sources_lock.as_ref());
        let gone = Gone::of(specs)?;
        Ok(Self { specs: specs.clone(), gone, provenance: known.provenance.clone(), lock })
    }

    /// Imports a source. After an error, the draft is as before.
    pub(crate) fn take(&mut self, taken: &Taken, removals: Removals, dir: &Dir) -> Result<Done, Vec<Trouble>> {
        let shown = &taken.shown;
        let origins: BTreeMap<_, _> = shown.texts.iter().flat_map(|text| text.origins.clone()).collect();
        let pages: Vec<Page> =
            shown.texts.iter().filter(|text| !text.origins.is_empty()).map(|text| text.file.clone().into()).collect();
        let prune = if removals == Removals::Accept { Prune::Remove } else { Prune::Keep };
        let selection = Selection { take: origins.keys().cloned().collect(), gone: taken.lost.clone() };
        let existing = Existing { kept: self.gone.kept(), selection: Some(selection), ..self.specs.existing() };
        let Outcome { value, diagnostics, accepted, sources } = generator::import(pages, existing, prune);
        let outcome = Outcome { value: value.is_some().then_some(()), diagnostics, accepted, sources };
        let Some(import) = value else {
            return Err(vec![Trouble::general(format!("it cannot be imported:\n{}", errors(&outcome)))]);
        };
        if removals == Removals::Refuse {
            let texts: Vec<&File> = shown.texts.iter().map(|text| &text.file).collect();
            whole::check_references(&shown.source, &import, &self.specs, &texts)?;
        }
        self.apply(&import, dir);
        self.provenance.0.extend(origins);
        let texts = (shown.addresses.len(), shown.addresses.len() - shown.texts.len());
        Ok(Done { source: shown.source.name.clone(), endpoints: import.endpoints, texts, outcome })
    }

    fn apply(&mut self, import: &Import, dir: &Dir) {
        for path in &import.remove {
            self.specs.fragments.remove(path);
        }
        for (path, text) in &import.write {
            self.specs.fragments.insert(path.clone(), File::new(dir.name(path), text.clone()));
        }
        self.gone.update(import);
    }

    /// Records the texts of the sources that were taken, with the fragments as they are now.
    pub(crate) fn record(&mut self, taken: &[Taken], done: &[Done]) {
        let is_done = |taken: &&Taken| done.iter().any(|done| done.source == taken.shown.source.name);
        let all: Vec<&Shown> = taken.iter().filter(is_done).map(|taken| &taken.shown).collect();
        let is_new = |shown: &&Shown| {
            !shown.texts.is_empty() || shown.index.as_ref().is_some_and(|index| index.received.is_some())
        };
        let new: Vec<&Shown> = all.into_iter().filter(is_new).collect();
        if new.is_empty() {
            return;
        }
        let texts = validators::texts(&self.specs.fragments);
        for shown in new {
            let source = &shown.source;
            for text in &shown.texts {
                let Ok(address) = Address::parse(&text.file.name) else { continue };
                let own = self.provenance.of_page(&source.name, address.as_str());
                let content = Content { fragments: validators::fragments(&own, &texts), pages: Vec::new() };
                self.lock.set(source, &address, &text.response, content);
            }
            if let Some(index) = &shown.index
                && let Some((response, pages)) = &index.received
            {
                let pages = pages.iter().map(ToString::to_string).collect();
                let content = Content { fragments: String::new(), pages };
                self.lock.set(source, &index.address, response, content);
            }
        }
    }

    /// Forgets the origins of endpoints that are no longer there.
    pub(crate) fn tidy(&mut self) {
        let there: BTreeSet<String> = generator::endpoints(&self.specs.fragments).into_keys().collect();
        self.provenance.retain(&there);
    }
}

/// Returns the errors of an outcome as text.
pub(crate) fn errors<T>(outcome: &Outcome<T>) -> String {
    let errors = outcome.diagnostics.iter().filter(|finding| finding.code.level() == generator::Level::Error);
    let errors: Vec<_> = errors.cloned().collect();
    generator::render(&errors, &outcome.sources, generator::Colour::Never).trim_end().to_owned()
}
