//! What the tests of the project share.

pub mod cargo;
pub mod case;
pub mod server;
