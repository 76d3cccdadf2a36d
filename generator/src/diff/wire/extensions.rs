//! Compares the extensions of an operation: paging, idempotence, the rate limit and the session cookie. Also compares its own
//! servers.

use super::{About, Judgement, Walk, code};
use crate::api::{NextPage, Operation, Paging};
use crate::diff::client_items::{self, Item};
use crate::diff::side::State;
use crate::diff::{ChangeKind, Rule, Wire};
use crate::document::extensions::{IDEMPOTENT, PAGINATION, RATE_LIMIT, SESSION_COOKIE};

/// The values of a key on both sides.
struct Declaration<'a> {
    key: &'a str,
    /// The items of the client that depend on it.
    items: fn(&State, usize) -> Vec<Item>,
    was: &'a str,
    is: &'a str,
}

impl Walk<'_> {
    pub(super) fn beyond(&mut self, before: &Operation, after: &Operation) {
        self.paging(before, after);
        self.rate_cost(before, after);
        self.own_server(before, after);
        if before.idempotent != after.idempotent {
            let (wire, kind, message) = match (after.idempotent, is_safe(after)) {
                (true, _) => {
                    let message = "the endpoint is now idempotent, so calls are retried after a failure";
                    (Wire::Compatible, ChangeKind::IdempotenceDeclared, message)
                }
                // Safe methods are retried anyway.
                (false, true) => {
                    (Wire::None, ChangeKind::IdempotenceWithdrawn, "the endpoint is no longer declared idempotent")
                }
                (false, false) => {
                    let message =
                        "the endpoint is no longer idempotent, but deployed clients still retry calls after a failure";
                    (Wire::Hazard, ChangeKind::IdempotenceWithdrawn, message)
                }
            };
            self.declared(
                (Rule::IdempotenceChanged, wire, kind),
                &flag(IDEMPOTENT, after.idempotent),
                message.to_owned(),
            );
        }
        if before.session_cookie != after.session_cookie {
            let (wire, kind, message) = if after.session_cookie {
                let message = "the server now needs a session cookie; it may reject clients that keep no cookies";
                (Wire::Hazard, ChangeKind::SessionNeeded, message)
            } else {
                (Wire::Compatible, ChangeKind::SessionNotNeeded, "the server no longer needs a session cookie")
            };
            self.declared(
                (Rule::SessionChanged, wire, kind),
                &flag(SESSION_COOKIE, after.session_cookie),
                message.to_owned(),
            );
        }
    }

    /// How many requests of the rate limit a request counts as.
    fn rate_cost(&mut self, before: &Operation, after: &Operation) {
        if before.rate_cost == after.rate_cost {
            return;
        }
        let words = |cost: u32| match cost {
            0 => "none".to_owned(),
            1 => "one request".to_owned(),
            cost => format!("{cost} requests"),
        };
        let (wire, notice) = if after.rate_cost > before.rate_cost {
            (Wire::Hazard, "deployed clients that keep to the limit may send too many")
        } else {
            (Wire::Compatible, "deployed clients only wait longer than they have to")
        };
        let (was, is) = (words(before.rate_cost), words(after.rate_cost));
        let message = format!("for the rate limit, a request counts as {is} now; it counted as {was}; {notice}");
        let (was, is) = (before.rate_cost.to_string(), after.rate_cost.to_string());
        let declaration = Declaration { key: RATE_LIMIT, items: |_, _| Vec::new(), was: &was, is: &is };
        self.declared((Rule::RateLimitChanged, wire, ChangeKind::RateCostChanged), &declaration, message);
    }

    fn paging(&mut self, before: &Operation, after: &Operation) {
        let (wire, kind, message) = match (&before.paging, &after.paging) {
            (None, None) => return,
            (None, Some(is)) => {
                let message = format!("the endpoint can now be read page by page: {}", paging_text(is, "response"));
                (Wire::Compatible, ChangeKind::PagingAdded, message)
            }
            (Some(_), None) => {
                let message = "the endpoint can no longer be read page by page; deployed clients that do so may miss items or never finish";
                (Wire::Hazard, ChangeKind::PagingRemoved, message.to_owned())
            }
            (Some(was), Some(is)) if was != is => {
                let message = format!(
                    "pages are now read {}; they were read {}",
                    paging_text(is, "response"),
                    paging_text(was, "response")
                );
                (Wire::Hazard, ChangeKind::PagingChanged, message)
            }
            (Some(_), Some(_)) => return,
        };
        let said = |operation: &Operation| {
            operation.paging.as_ref().map(|paging| paging_text(paging, "answer")).unwrap_or_default()
        };
        let (was, is) = (said(before), said(after));
        let declaration = Declaration { key: PAGINATION, items: client_items::of_paging, was: &was, is: &is };
        self.declared((Rule::PagingChanged, wire, kind), &declaration, message);
    }

    /// Reports an operation that moves to another server, or back to those of the API.
    fn own_server(&mut self, before: &Operation, after: &Operation) {
        if before.base_url == after.base_url {
            return;
        }
        let place = |url: &Option<String>| url.as_deref().map_or("the servers of the API".to_owned(), code);
        let message = format!("the endpoint moved from {} to {}", place(&before.base_url), place(&after.base_url));
        let said = |operation: &Operation| operation.base_url.clone().unwrap_or_default();
        let (was, is) = (said(before), said(after));
        let declaration = Declaration { key: "servers", items: |_, _| Vec::new(), was: &was, is: &is };
        self.declared((Rule::BasePathChanged, Wire::Breaks, ChangeKind::ServerChanged), &declaration, message);
    }

    /// Reports a declaration that was added, removed or changed.
    fn declared(&mut self, judgement: Judgement, declaration: &Declaration<'_>, message: String) {
        let Declaration { key, items, was, is } = *declaration;
        let About { holder, subject: _, items: _, before, after } = self.operation_about();
        let at = |state: &State, index: Option<usize>| {
            let node = state.root.at(&state.api.operations[index?].at)?;
            Some(node.get(key)?.span)
        };
        let about = About {
            holder,
            subject: key.to_owned(),
            items: self.both(items),
            before: at(self.before, self.pair.0).or(before),
            after: at(self.after, self.pair.1).or(after),
        };
        self.push(judgement, about, (was, is), message);
    }
}

fn is_safe(operation: &Operation) -> bool {
    ["GET", "HEAD", "OPTIONS", "QUERY", "TRACE"].contains(&operation.method.as_str())
}

/// Returns the declaration of a flag that has changed.
fn flag(key: &str, is: bool) -> Declaration<'_> {
    let (was, is) = if is { ("", "there") } else { ("there", "") };
    Declaration { key, items: |_, _| Vec::new(), was, is }
}

/// Describes how an operation pages. Fingerprints contain this text, with "answer" for the response, so it must not change.
fn paging_text(paging: &Paging, response: &str) -> String {
    let Paging { items, limit, applied_limit, next } = paging;
    let mut text = match next {
        NextPage::Offset { parameter } => format!("by the offset {}", code(parameter)),
        NextPage::Page { parameter, first } => format!("by the number {} from {first}", code(parameter)),
        NextPage::Cursor { parameter, property } => {
            format!("by the cursor {} from {} of the {response}", code(parameter), code(property))
        }
        NextPage::LastItem { parameter, property } => {
            format!("by the cursor {} from {} of the last item", code(parameter), code(property))
        }
        NextPage::Url { property } => format!("by the address in {} of the {response}", code(property)),
        NextPage::Link { relation } => format!("by the header {} with the relation {}", code("Link"), code(relation)),
    };
    match items.as_str() {
        "" => text.push_str(&format!(", the {response} is the list of items")),
        items => text.push_str(&format!(", items in {}", code(items))),
    }
    if let Some(limit) = limit {
        text.push_str(&format!(", limit {}", code(limit)));
    }
    if let Some(applied) = applied_limit {
        text.push_str(&format!(", applied limit in {}", code(applied)));
    }
    text
}
