//! What the tests of the project share.

pub mod case;
pub mod server;
