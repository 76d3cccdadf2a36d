//! What an operation is, as data: the part of a specification that a running program needs to know.

use std::collections::BTreeSet;
use std::fmt;

/// One operation of the API: its name, where it lives, and what it asks of the caller. `operations()` lists them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the operation in this crate: the module and the method, as in `users.list`.
    pub name: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path below the base URL, with its placeholders: `/users/{userId}`.
    pub path: &'static str,
    /// What the operation does, in the words of the specification; empty where it has none.
    pub summary: &'static str,
    /// The alternatives of which one has to be met; within an alternative, every requirement. No alternative at all
    /// means that the operation takes no credential; an empty alternative means that it also works without one.
    pub security: &'static [&'static [Requirement]],
    /// Whether the specification says that a second call does no harm (`x-idempotent`), so that it is repeated after a
    /// failure like a safe one.
    pub idempotent: bool,
    /// Whether the operation is one of several that share a session in a cookie (`x-session-cookie`), for which the
    /// feature `cookies` has to be on.
    pub session_cookie: bool,
    /// How the operation pages, if it does (`x-pagination`).
    pub paging: Option<Paging>,
    /// The media types that are asked for, where the specification has others than plain JSON.
    pub accept: Option<&'static str>,
    /// The base URL of the operation, where the specification has it on a server of its own.
    pub base_url: Option<&'static str>,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Operation {
    pub(crate) const fn new(name: &'static str, method: &'static str, path: &'static str) -> Self {
        Self {
            name,
            method,
            path,
            summary: "",
            security: &[],
            idempotent: false,
            session_cookie: false,
            paging: None,
            accept: None,
            base_url: None,
        }
    }

    /// An operation of which nothing is known but where it goes.
    pub(super) const fn raw(method: &'static str, path: &'static str) -> Self {
        Self::new("request", method, path)
    }

    pub(crate) const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    pub(crate) const fn security(mut self, security: &'static [&'static [Requirement]]) -> Self {
        self.security = security;
        self
    }

    pub(crate) const fn idempotent(mut self) -> Self {
        self.idempotent = true;
        self
    }

    pub(crate) const fn session_cookie(mut self) -> Self {
        self.session_cookie = true;
        self
    }

    pub(crate) const fn paging(mut self, paging: Paging) -> Self {
        self.paging = Some(paging);
        self
    }

    pub(crate) const fn accept(mut self, media: &'static str) -> Self {
        self.accept = Some(media);
        self
    }

    pub(crate) const fn base_url(mut self, url: &'static str) -> Self {
        self.base_url = Some(url);
        self
    }

    /// Whether the method is safe (RFC 9110, section 9.2.1): it asks and changes nothing.
    pub fn is_safe(&self) -> bool {
        matches!(self.method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }

    /// Returns the scopes that a credential of this security scheme has to have for the operation. Where several
    /// alternatives take the scheme, those of the first one count.
    pub fn scopes(&self, scheme: &str) -> &'static [&'static str] {
        let mut requirements = self.security.iter().flat_map(|alternative| alternative.iter());
        requirements.find(|requirement| requirement.scheme == scheme).map_or(&[], |requirement| requirement.scopes)
    }
}

/// Returns the scopes that one credential of this security scheme needs, so that all the operations can be called with
/// it.
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

#[allow(dead_code, reason = "whether it is called depends on the specification")]
impl Requirement {
    pub(crate) const fn new(scheme: &'static str, scopes: &'static [&'static str]) -> Self {
        Self { scheme, scopes }
    }
}

/// How an operation pages: where the items stand, and what the next request says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Paging {
    /// The property of the answer that holds the items, with dots between its levels: `users`.
    pub items: &'static str,
    /// The query parameter that says how many items a page has at most.
    pub limit: Option<&'static str>,
    /// The property of the answer in which the server tells the limit that it applied: `pg.limit`.
    pub applied_limit: Option<&'static str>,
    /// What leads to the next page.
    pub next: NextPage,
}

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl Paging {
    pub(crate) const fn new(items: &'static str, next: NextPage) -> Self {
        Self { items, limit: None, applied_limit: None, next }
    }

    pub(crate) const fn limit(mut self, parameter: &'static str) -> Self {
        self.limit = Some(parameter);
        self
    }

    pub(crate) const fn applied_limit(mut self, property: &'static str) -> Self {
        self.applied_limit = Some(property);
        self
    }
}

/// What a request says to get the page behind the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NextPage {
    /// The number of items to skip goes into this query parameter.
    Offset {
        /// The query parameter.
        parameter: &'static str,
    },
    /// The number of the page goes into this query parameter.
    Page {
        /// The query parameter.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
    },
    /// A value of the answer goes into this query parameter. The page without such a value is the last one.
    Cursor {
        /// The query parameter.
        parameter: &'static str,
        /// The property of the answer that holds the value.
        property: &'static str,
    },
    /// A value of the last item of a page goes into this query parameter.
    LastItem {
        /// The query parameter.
        parameter: &'static str,
        /// The property of the item that holds the value.
        property: &'static str,
    },
}
