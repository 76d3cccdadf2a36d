//! What an operation is, as data: the part of a specification that a running program needs to know.

use std::fmt;

/// One operation of the API: its name, where it lives, and what it asks of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the operation in this crate: the module and the method, as in `users.list`.
    pub name: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path below the base URL, with its placeholders: `/users/{userId}`.
    pub path: &'static str,
    /// The alternatives of which one has to be met; within an alternative, every requirement. No alternative at all
    /// means that the operation takes no credential; an empty alternative means that it also works without one.
    pub security: &'static [&'static [Requirement]],
}

/// Writes what a log line needs to name the operation, as in `users.list (GET /users)`; never the values of a call.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.name, self.method, self.path)
    }
}

/// A credential that an operation asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// The name of the security scheme in the specification.
    pub scheme: &'static str,
    /// The scopes that the credential has to have, all of them.
    pub scopes: &'static [&'static str],
}
