//! A client that has a type for every component of a document, and the values that go through it.

use std::ops::Range;

use conformance::document::{Document as Judged, Operation};
use conformance::http::{PlannedResponse, Server};
use conformance::run::{Client, Driver};
use conformance::sample::{Carrier, Maker, varied};
use conformance::schema::{Direction, problems};
use generator::diff::{Base, Refused, Side};
use generator::{File, Input};
use serde_json::{Value, json};
use tests::case;
use xtask::{Place, prove};

use super::compared::{Count, differences};
use super::wrapped::{Wrapper, wrapped};

pub(super) struct Subject {
    name: String,
    wrappers: Vec<Wrapper>,
    document: Judged,
    driver: Driver,
    server: Server,
}

impl Subject {
    /// Builds the client.
    ///
    /// # Errors
    /// Says why it cannot be built.
    pub(super) fn new(name: &str, document: &Value) -> Result<Self, String> {
        let (value, wrappers) = wrapped(document);
        let input = Input { fragments: vec![File::new("api.json", value.to_string())], ..Input::default() };
        let side = Side { input, sources: case::hand_written() };
        let base = Base::new(side.clone()).map_err(|refused| words(&refused))?;
        let made = base.made();
        let place = Place { repository: case::repository(), current: case::repository() };
        let program = prove::driver(&format!("values-{name}"), &side, &made, &place);
        let program = program.map_err(|problem| problem.message)?;
        let document = Judged::new(serde_json::from_str(&made.document).expect("JSON"));
        let driver = Driver::start(&program).expect("the driver runs");
        Ok(Self { name: name.to_owned(), wrappers, document, driver, server: Server::start().expect("a port") })
    }

    /// Sends the values of every component through its type.
    pub(super) fn judge(mut self, seeds: &Range<u64>) -> Count {
        let mut count = Count::of(&self.name);
        let operations = self.document.operations();
        for wrapper in std::mem::take(&mut self.wrappers) {
            let operation = operations.iter().find(|operation| operation.path == wrapper.path).expect("an operation");
            let whole = schema(operation, wrapper.direction).clone();
            for (index, component) in wrapper.components.iter().enumerate() {
                let property = format!("v{index}");
                let maker = Maker { document: &self.document, direction: wrapper.direction, carrier: Carrier::Json };
                let values = varied(maker, &whole["properties"][&property]["items"], seeds.clone());
                // One validator for the whole operation is built faster than one for each component.
                let fits = |value: &Value| {
                    problems(&self.document, &whole, wrapper.direction, &json!({ &property: [value] })).is_empty()
                };
                let values: Vec<Value> = values.into_iter().filter(fits).collect();
                self.component((&wrapper, component, &property), &values, &mut count);
            }
        }
        count
    }

    /// All values of a component are sent together. If that fails, they are sent one by one.
    fn component(&mut self, at: (&Wrapper, &str, &str), values: &[Value], count: &mut Count) {
        let (wrapper, component, property) = at;
        count.component(component, values.len());
        if values.is_empty() {
            return;
        }
        let together = self.through(wrapper, property, values);
        for (index, value) in values.iter().enumerate() {
            let read = match &together {
                Ok(read) if read.len() == values.len() => Ok(read[index].clone()),
                _ => self.through(wrapper, property, std::slice::from_ref(value)).map(|mut read| read.remove(0)),
            };
            let found = read.map(|read| differences(value, &read));
            count.add((&self.name, wrapper.direction, component), value, found);
        }
    }

    /// Sends values, and returns what becomes of them.
    fn through(&mut self, wrapper: &Wrapper, property: &str, values: &[Value]) -> Result<Vec<Value>, String> {
        let body = json!({ property: values });
        let mut call = json!({
            "operation": wrapper.key(), "url": self.server.url(), "credentials": {}, "arguments": {}, "events": false
        });
        self.server.prepare(match wrapper.direction {
            Direction::Request => PlannedResponse { status: 204, ..PlannedResponse::default() },
            Direction::Response => PlannedResponse {
                status: 200,
                headers: vec![("content-type".to_owned(), "application/json".to_owned())],
                body: body.to_string().into_bytes(),
            },
        });
        if wrapper.direction == Direction::Request {
            call["body"] = body;
            call["media"] = json!("application/json");
        }
        let result = self.driver.call(&call).expect("a call can be made");
        if result["ok"] != true {
            return Err(result.to_string());
        }
        let written = match (wrapper.direction, self.server.received().as_slice()) {
            (Direction::Response, _) => result["value"].clone(),
            (Direction::Request, [request]) => serde_json::from_slice(&request.body).unwrap_or_default(),
            (Direction::Request, _) => Value::Null,
        };
        match written[property].as_array() {
            Some(items) if !items.is_empty() => Ok(items.clone()),
            _ => Err(format!("the client has written {written}")),
        }
    }
}

/// The schema of the body.
fn schema(operation: &Operation, direction: Direction) -> &Value {
    let content = match direction {
        Direction::Request => operation.body.as_ref().map(|body| &body.content),
        Direction::Response => operation.responses.first().map(|response| &response.content),
    };
    let media = content.and_then(|content| content.first()).expect("the body is JSON");
    media.schema.as_ref().expect("the body has a schema")
}

/// Why a document is refused.
fn words(refused: &Refused) -> String {
    match refused {
        Refused::Specs(_, outcome) => case::findings(outcome).lines().take(12).collect::<Vec<_>>().join("\n"),
        Refused::Sources(_, message) => message.clone(),
    }
}
