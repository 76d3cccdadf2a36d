//! A client that is deployed and an API that has moved on: the client of one document is called as that document says,
//! and judged by a later one.

mod lost;
mod reach;

use std::collections::BTreeSet;
use std::io;

use serde_json::Value;

use crate::cases::{Case, Details, Expect, plan, planned_responses, secrets};
use crate::check::{Given, Secrets};
use crate::document::{Document, Location, Operation, placeholders};
use crate::http::{PlannedResponse, Server};
use crate::media;
use crate::problem::{Kind, Problem};
use crate::report::Outcome;
use crate::run::{Client, Exchange, exchange};

/// Calls every operation that both documents have. A call fails here where it passes with the document of the client.
///
/// # Errors
/// Fails where no server can be started or no call can be made.
pub fn run(before: &Document, after: &Document, client: &mut dyn Client) -> io::Result<Vec<Outcome>> {
    Deployed::new(before, client)?.against(after)
}

/// A client, and the requests that it makes, which can be judged by any number of later documents.
pub struct Deployed<'a> {
    before: &'a Document,
    client: &'a mut dyn Client,
    server: Server,
    operations: Vec<Called>,
}

/// An operation, and what the client does with it.
struct Called {
    old: Operation,
    /// The requests that the document of the client allows.
    requests: Vec<(Operation, Case, Exchange)>,
    /// What the client does not keep of responses, even of those that its own document describes.
    habits: Habits,
}

/// What a client does not keep of any response.
#[derive(Default)]
struct Habits {
    /// The places that it loses.
    lost: BTreeSet<String>,
    /// Whether it keeps parts that it does not know, as those of an open enum.
    has_unknown: bool,
    /// The statuses of errors whose bodies it reads.
    errors: BTreeSet<u16>,
    /// The statuses of successes that have a body.
    bodies: BTreeSet<u16>,
    /// Whether it reads events.
    has_events: bool,
}

impl<'a> Deployed<'a> {
    /// Makes every request of the client.
    ///
    /// # Errors
    /// Fails where no server can be started or no call can be made.
    pub fn new(before: &'a Document, client: &'a mut dyn Client) -> io::Result<Self> {
        let mut deployed = Self { before, client, server: Server::start()?, operations: Vec::new() };
        for old in before.operations() {
            let mut called = Called { requests: Vec::new(), habits: Habits::default(), old: old.clone() };
            for variant in std::iter::once(&old).chain(&old.variants(before)) {
                deployed.requests(variant, &mut called)?;
            }
            deployed.habits(&mut called)?;
            deployed.operations.push(called);
        }
        Ok(deployed)
    }

    /// Judges every operation that a later document still has. What that document says in the same way passes as it does
    /// with the document of the client.
    ///
    /// # Errors
    /// Fails where no call can be made.
    pub fn against(&mut self, after: &Document) -> io::Result<Vec<Outcome>> {
        let later = after.operations();
        let mut outcomes = Vec::new();
        for called in &self.operations {
            let Some(new) = later.iter().find(|new| is_same(&called.old, new)) else { continue };
            let mut outcome = Outcome { operation: called.old.key(), ..Outcome::default() };
            if reach::is_alike((self.before, &called.old), (after, new)) {
                (outcome.tried, outcome.passed) = (called.requests.len(), called.requests.len());
            } else {
                let across = Across { before: self.before, after, new };
                across.requests(called, &mut outcome);
                across.responses(called, &self.server, self.client, &mut outcome)?;
            }
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }

    /// Makes the requests of an operation, and keeps those that its document allows.
    fn requests(&mut self, old: &Operation, called: &mut Called) -> io::Result<()> {
        for case in plan(self.before, old).cases {
            let exchange = exchange(old, &case, &self.server, self.client)?;
            if exchange.problems(self.before, old, (&case.given, &case.secrets), case.expect).is_empty() {
                called.requests.push((old.clone(), case, exchange));
            }
        }
        Ok(())
    }

    /// Reads the responses that the document of the client describes.
    fn habits(&mut self, called: &mut Called) -> io::Result<()> {
        let Some(plain) = called.requests.first().map(|(_, case, _)| case.clone()) else { return Ok(()) };
        for (_, planned, expect) in planned_responses(self.before, &called.old, &mut Vec::new()) {
            let case = Case { planned, expect, ..plain.clone() };
            let exchange = exchange(&called.old, &case, &self.server, self.client)?;
            called.habits.lost.extend(lost::of(self.before, &called.old, &case, &exchange));
            called.habits.has_unknown |= exchange.unknown() > 0;
            if exchange.has_details() {
                called.habits.errors.insert(case.planned.status);
            }
            called.habits.has_events |= is_events(&case.planned);
            if expect == Expect::Success && !case.planned.body.is_empty() {
                called.habits.bodies.insert(case.planned.status);
            }
        }
        Ok(())
    }
}

fn is_events(planned: &PlannedResponse) -> bool {
    planned.headers.iter().any(|(_, value)| media::kind(value) == media::Kind::Events)
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
    /// Judges the requests by the later document.
    fn requests(&self, called: &Called, outcome: &mut Outcome) {
        for (old, case, exchange) in &called.requests {
            outcome.tried += 1;
            let (given, secrets) = (self.renamed(old, &case.given), self.secrets(&case.secrets));
            let mut why = exchange.problems(self.after, self.new, (&given, &secrets), case.expect);
            // A server has no reason to refuse a credential that it no longer needs.
            why.retain(|problem| problem.kind != Kind::NeedlessCredential);
            if why.is_empty() {
                outcome.passed += 1;
            } else {
                outcome.failures.push(exchange.failure(old, case, why));
            }
        }
    }

    /// Makes one plain call for each response that the later document describes.
    fn responses(
        &self,
        called: &Called,
        server: &Server,
        client: &mut dyn Client,
        outcome: &mut Outcome,
    ) -> io::Result<()> {
        let old = &called.old;
        let Some(plain) = plan(self.before, old).cases.into_iter().next() else { return Ok(()) };
        let planned = planned_responses(self.after, self.new, &mut outcome.untried);
        let mut why = Vec::new();
        if called.habits.has_events && !planned.iter().any(|(_, planned, _)| is_events(planned)) {
            why.push(Problem::loss("no response is sent as events any more"));
        }
        for status in &called.habits.bodies {
            let mut of_status = planned.iter().filter(|(_, planned, _)| planned.status == *status).peekable();
            if of_status.peek().is_some() && of_status.all(|(_, planned, _)| planned.body.is_empty()) {
                why.push(Problem::loss(format!("the response {status} has no body any more")));
            }
        }
        if let Some((old, case, exchange)) = called.requests.first().filter(|_| !why.is_empty()) {
            outcome.losses.push(exchange.failure(old, case, why));
        }
        for (name, planned, expect) in planned {
            // The client may read an error by an older schema, or by none.
            let expect = match expect {
                Expect::Success => Expect::Success,
                Expect::Error(status, _) => Expect::Error(status, Details::Unread),
            };
            let case = Case { name: format!("response {name}"), planned, expect, ..plain.clone() };
            let exchange = exchange(old, &case, server, client)?;
            outcome.tried += 1;
            match exchange.wrong_result(expect) {
                None => {
                    outcome.passed += 1;
                    let why = self.losses(called, &case, &exchange);
                    if !why.is_empty() {
                        outcome.losses.push(exchange.failure(old, &case, why));
                    }
                }
                Some(why) => outcome.failures.push(exchange.failure(old, &case, vec![why])),
            }
        }
        Ok(())
    }

    /// Returns what the client loses of a response, or does not know, other than what it never keeps.
    fn losses(&self, called: &Called, case: &Case, exchange: &Exchange) -> Vec<Problem> {
        let lost = lost::of(self.before, &called.old, case, exchange);
        let new = lost.difference(&called.habits.lost);
        let mut why: Vec<Problem> = new.map(|place| Problem::loss(format!("`{place}` is lost"))).collect();
        if exchange.unknown() > 0 && !called.habits.has_unknown {
            why.push(Problem::loss("the client does not know a part of the response"));
        }
        let status = case.planned.status;
        if called.habits.errors.contains(&status) && !exchange.has_details() {
            why.push(Problem::loss("the body of the error is not read"));
        }
        why
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
            let mut known = old.iter().filter(|scheme| scheme.place == new.place && given.contains_key(&scheme.name));
            // Several schemes may be sent in the same way.
            let old = known.clone().find(|scheme| scheme.name == new.name).or_else(|| known.next())?;
            all.get(&old.name).cloned()
        };
        let new = self.after.schemes();
        new.iter().filter_map(|scheme| Some((scheme.name.clone(), same(&scheme.name)?))).collect()
    }
}
