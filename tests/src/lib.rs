//! Helpers for the tests of the project.

pub mod cargo;
pub mod case;
pub mod documents;
pub mod server;
