//! A stand-in for the output of the generator.

mod auth;
mod servers;

pub mod schemas;
pub mod users;

pub use servers::Server;

impl crate::runtime::Client {
    /// The operations on users.
    pub fn users(&self) -> users::Users {
        users::Users::new(self)
    }
}

pub(crate) const DEFAULT_BASE_URL: Option<&str> = None;

/// The body of an error.
pub type ErrorBody = schemas::ErrorBody;
