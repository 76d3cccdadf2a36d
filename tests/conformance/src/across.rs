//! A client that is deployed and an API that has moved on: the client of one document is called as that document says,
//! and judged by a later one.

use std::io;

use serde_json::Value;

use crate::cases::{Case, Details, Expect, plan, planned_responses, secrets};
use crate::check::{Given, Secrets};
use crate::document::{Document, Location, Operation, placeholders};
use crate::http::Server;
use crate::report::Outcome;
use crate::run::{Client, exchange};

/// Calls every operation that both documents have. A call fails here where it passes with the document of the client.
///
/// # Errors
/// Fails where no server can be started or no call can be made.
pub fn run(before: &Document, after: &Document, client: &mut dyn Client) -> io::Result<Vec<Outcome>> {
    let server = Server::start()?;
    let later = after.operations();
    let mut outcomes = Vec::new();
    for old in before.operations() {
        let Some(new) = later.iter().find(|new| is_same(&old, new)) else { continue };
        let mut outcome = Outcome { operation: old.key(), ..Outcome::default() };
        let across = Across { before, after, new };
        for old in std::iter::once(&old).chain(&old.variants()) {
            across.requests(old, &server, client, &mut outcome)?;
        }
        across.responses(&old, &server, client, &mut outcome)?;
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// The names of the placeholders of a path mean nothing on the wire.
fn is_same(old: &Operation, new: &Operation) -> bool {
    let literals = |path: &str| {
        let parts = path.split('{').map(|part| part.split_once('}').map_or(part, |(_, literal)| literal).to_owned());
        parts.collect::<Vec<String>>()
    };
    old.method == new.method && literals(&old.path) == literals(&new.path)
}

struct Across<'a> {
    before: &'a Document,
    after: &'a Document,
    /// The operation as the later document has it.
    new: &'a Operation,
}

impl Across<'_> {
    /// Makes the requests of the earlier document, and judges each that it allows by the later one.
    fn requests(
        &self,
        old: &Operation,
        server: &Server,
        client: &mut dyn Client,
        outcome: &mut Outcome,
    ) -> io::Result<()> {
        for case in &plan(self.before, old).cases {
            let exchange = exchange(old, case, server, client)?;
            if !exchange.problems(self.before, old, (&case.given, &case.secrets), case.expect).is_empty() {
                continue;
            }
            outcome.tried += 1;
            let (given, secrets) = (self.renamed(old, &case.given), self.secrets(&case.secrets));
            let mut why = exchange.problems(self.after, self.new, (&given, &secrets), case.expect);
            // A server has no reason to refuse a credential that it no longer needs.
            why.retain(|reason| !reason.ends_with("was sent but is not required"));
            if why.is_empty() {
                outcome.passed += 1;
            } else {
                outcome.failures.push(exchange.failure(old, case, why));
            }
        }
        Ok(())
    }

    /// Makes one plain call for each response that the later document describes.
    fn responses(
        &self,
        old: &Operation,
        server: &Server,
        client: &mut dyn Client,
        outcome: &mut Outcome,
    ) -> io::Result<()> {
        let plan = plan(self.before, old);
        let Some(plain) = plan.cases.first() else { return Ok(()) };
        for (name, planned, expect) in planned_responses(self.after, self.new, &mut Vec::new()) {
            // The client may read an error by an older schema, or by none.
            let expect = match expect {
                Expect::Success => Expect::Success,
                Expect::Error(status, _) => Expect::Error(status, Details::Unread),
            };
            let case = Case { name: format!("response {name}"), planned, expect, ..plain.clone() };
            let exchange = exchange(old, &case, server, client)?;
            outcome.tried += 1;
            match exchange.wrong_result(expect) {
                None => outcome.passed += 1,
                Some(why) => outcome.failures.push(exchange.failure(old, &case, vec![why])),
            }
        }
        Ok(())
    }

    /// What the caller gave, with the names that the later document has for the parameters of the path, and with its case of
    /// the names of headers.
    fn renamed(&self, old: &Operation, given: &Given) -> Given {
        let names: Vec<(&str, &str)> = placeholders(&old.path).zip(placeholders(&self.new.path)).collect();
        let parameter = |(location, name, value): &(Location, String, Value)| {
            let headers = self.new.parameters.iter().filter(|it| it.location == Location::Header);
            let new = match location {
                Location::Path => names.iter().find(|(old, _)| old == name).map(|(_, new)| (*new).to_owned()),
                Location::Header => headers.map(|it| it.name.clone()).find(|it| it.eq_ignore_ascii_case(name)),
                Location::Query | Location::Cookie => None,
            };
            (*location, new.unwrap_or_else(|| name.clone()), value.clone())
        };
        Given { parameters: given.parameters.iter().map(parameter).collect(), body: given.body.clone() }
    }

    /// The secrets by the schemes of the later document: a scheme of another name that is sent in the same way takes the
    /// same secret.
    fn secrets(&self, given: &Secrets) -> Secrets {
        let old = self.before.schemes();
        let all = secrets(self.before, &old);
        let same = |name: &str| {
            let new = self.after.schemes().into_iter().find(|scheme| scheme.name == name)?;
            let old = old.iter().find(|scheme| scheme.place == new.place && given.contains_key(&scheme.name))?;
            all.get(&old.name).cloned()
        };
        let new = self.after.schemes();
        new.iter().filter_map(|scheme| Some((scheme.name.clone(), same(&scheme.name)?))).collect()
    }
}
