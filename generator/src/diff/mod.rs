//! What a change of the specs means for those who depend on the client: effects on the wire, read off the two
//! documents, and the semver verdict, read off the two public surfaces.

mod verdict;

pub use verdict::{Promise, compare};

/// What a change does to a client that is already deployed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wire {
    /// Nothing.
    None,
    /// It goes on working.
    Compatible,
    /// Its behaviour may change.
    Hazard,
    /// It fails.
    Breaks,
}

/// What a change does to a crate that depends on ours, as Cargo's semver rules see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Semver {
    /// Nothing: the generated code is the same.
    None,
    /// Docs, values and behaviour only.
    Patch,
    /// Something is new.
    Minor,
    /// Code that compiled may not compile any more.
    Major,
}
