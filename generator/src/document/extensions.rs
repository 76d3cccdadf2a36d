//! The names of the `x-` extensions that the generator reads.

/// Describes how an operation pages.
pub(crate) const PAGINATION: &str = "x-pagination";

/// Says whether a request may be repeated.
pub(crate) const IDEMPOTENT: &str = "x-idempotent";

/// Says how many requests of the rate limit a request counts as.
pub(crate) const RATE_LIMIT: &str = "x-rate-limit";

/// Describes how webhooks are signed.
pub(crate) const WEBHOOK_SIGNATURE: &str = "x-webhook-signature";

/// Says whether an operation needs the session cookie.
pub(crate) const SESSION_COOKIE: &str = "x-session-cookie";

/// Gives a string or an integer a type of its own.
pub(crate) const NEWTYPE: &str = "x-rust-newtype";

/// Marks the component that is such a type.
pub(crate) const NEWTYPE_COMPONENT: &str = "x-newtype-component";

/// Says that a schema that lists values accepts any other as well, as a union with a plain string does.
pub(crate) const OPEN_VALUES: &str = "x-open-values";

/// Contains a union that only says which properties are required together. Only the server checks this.
pub(crate) const REQUIRED_TOGETHER: &str = "x-required-together";
