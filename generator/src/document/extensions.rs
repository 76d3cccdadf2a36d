//! The names of the extensions that this project reads.

/// How an operation pages.
pub(crate) const PAGINATION: &str = "x-pagination";

/// Whether a request may be repeated.
pub(crate) const IDEMPOTENT: &str = "x-idempotent";

/// How much of the rate limit a request uses up.
pub(crate) const RATE_LIMIT: &str = "x-rate-limit";

/// Whether an operation needs the cookie of a session.
pub(crate) const SESSION_COOKIE: &str = "x-session-cookie";

/// What normalising keeps of a union that only says which properties go together, which the server checks.
pub(crate) const REQUIRED_TOGETHER: &str = "x-required-together";
