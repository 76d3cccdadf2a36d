//! Static descriptions of operations: the parts of a specification that a running program needs.

use std::collections::BTreeSet;
use std::fmt;

/// Static description of one operation of the API. `operations()` lists all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the operation in this crate, of its module and method: `users.list`.
    pub name: &'static str,
    /// The HTTP method, in upper case.
    pub method: &'static str,
    /// The path below the base URL, with its placeholders: `/users/{userId}`.
    pub path: &'static str,
    /// The summary of the specification; empty if it has none.
    pub summary: &'static str,
    /// The security requirements. One of the alternatives must be met, with all its requirements. If there is no
    /// alternative, the operation requires no credential. An empty alternative means that it can be called without one.
    pub security: &'static [&'static [Requirement]],
    /// Whether the specification declares that calling twice has the same effect as calling once (`x-idempotent`), so
    /// that a call may be retried like one with a safe method.
    pub idempotent: bool,
    /// Whether the operation shares a session with others through a cookie (`x-session-cookie`). This requires the
    /// feature `cookies`.
    pub session_cookie: bool,
    /// How the operation is paged, if it is (`x-pagination`).
    pub paging: Option<Paging>,
    /// The `accept` header, if the specification has media types other than plain JSON.
    pub accept: Option<&'static str>,
    /// How many requests a request counts as under
    /// [`ClientBuilder::requests_per_minute`](super::ClientBuilder::requests_per_minute): 1, unless the specification has
    /// another cost (`x-rate-limit`). It is 0 for an operation that is exempt.
    pub rate_cost: u32,
    /// The base URL of the operation, if the specification names a server of its own for it.
    pub base_url: Option<&'static str>,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Operation {
    /// What an operation has unless the specification says otherwise.
    pub(crate) const DEFAULT: Self = Self {
        name: "request",
        method: "",
        path: "",
        summary: "",
        security: &[],
        idempotent: false,
        session_cookie: false,
        paging: None,
        accept: None,
        rate_cost: 1,
        base_url: None,
    };

    /// An operation with nothing but a method and a path.
    pub(super) const fn raw(method: &'static str, path: &'static str) -> Self {
        Self { method, path, ..Self::DEFAULT }
    }

    /// Whether the method is safe: it only retrieves (RFC 9110, section 9.2.1, and the draft of the method QUERY).
    pub fn is_safe(&self) -> bool {
        matches!(self.method, "GET" | "HEAD" | "OPTIONS" | "QUERY" | "TRACE")
    }

    /// Returns the scopes that a credential of this security scheme needs for the operation. If several alternatives
    /// have the scheme, the first one counts.
    pub fn scopes(&self, scheme: &str) -> &'static [&'static str] {
        let mut requirements = self.security.iter().flat_map(|alternative| alternative.iter());
        requirements.find(|requirement| requirement.scheme == scheme).map_or(&[], |requirement| requirement.scopes)
    }
}

/// Returns the scopes that a single credential of this security scheme needs for all the operations.
///
/// ```
/// # use generated_client::{operations, required_scopes};
/// let reading = operations().iter().copied().filter(|operation| operation.is_safe());
/// println!("{:?}", required_scopes("token", reading));
/// ```
pub fn required_scopes<'a>(
    scheme: &str,
    operations: impl IntoIterator<Item = &'a Operation>,
) -> BTreeSet<&'static str> {
    operations.into_iter().flat_map(|operation| operation.scopes(scheme)).copied().collect()
}

/// Writes the name, method and path template, as in `users.list (GET /users)`, and no value of a call.
impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} {})", self.name, self.method, self.path)
    }
}

/// A credential that an operation requires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Requirement {
    /// The name of the security scheme in the specification.
    pub scheme: &'static str,
    /// The scopes that the credential needs, all of them.
    pub scopes: &'static [&'static str],
}

#[allow(dead_code, reason = "whether it is called depends on the specification")]
impl Requirement {
    pub(crate) const fn new(scheme: &'static str, scopes: &'static [&'static str]) -> Self {
        Self { scheme, scopes }
    }
}

/// How an operation is paged: where the items are, and how the next page is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// The path of the response property that has the items, with dots between its levels: `users`. It is empty if the
    /// response itself is the list.
    pub items: &'static str,
    /// The query parameter that limits the number of items of a page.
    pub limit: Option<&'static str>,
    /// The path of the response property in which the server reports the limit that it applied: `pg.limit`.
    pub applied_limit: Option<&'static str>,
    /// How the next page is requested.
    pub next: NextPage,
}

/// How the next page is requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// This query parameter has the number of items to skip.
    Offset {
        /// The query parameter.
        parameter: &'static str,
    },
    /// This query parameter has the number of the page.
    Page {
        /// The query parameter.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
    },
    /// This query parameter has a value from the last response. A response without the value is the last page. A value that
    /// is a URL, or a query with this parameter, is the address of the next page.
    Cursor {
        /// The query parameter.
        parameter: &'static str,
        /// The path of the response property that has the value.
        property: &'static str,
    },
    /// This query parameter has a value from the last item of the page.
    LastItem {
        /// The query parameter.
        parameter: &'static str,
        /// The path of the item property that has the value.
        property: &'static str,
    },
    /// A property of the last response has the address of the next page. A response without it is the last page.
    Url {
        /// The path of the response property that has the address.
        property: &'static str,
    },
    /// The header `Link` of the last response has the address of the next page (RFC 8288). A response without it is the
    /// last page.
    Link {
        /// The relation of the link: `next`.
        relation: &'static str,
    },
}
