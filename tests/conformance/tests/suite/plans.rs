//! Which calls are made of an operation?

use conformance::cases::{Details, Expect, plan};
use conformance::document::Document;
use serde_json::json;

/// No value fits a closed object that requires what it does not define: the requests are still tested, with an error as the
/// response, and not with a success that the client cannot read.
#[test]
fn a_success_without_a_possible_body() {
    let schema = json!({"type": "object", "required": ["id"], "additionalProperties": false});
    let content = json!({"application/json": {"schema": schema}});
    let get = json!({"responses": {"200": {"description": "One.", "content": content}}});
    let document = Document::new(json!({"paths": {"/x": {"get": get}}}));
    let plan = plan(&document, &document.operations()[0]);
    assert_eq!(plan.untried, ["no body could be made for 200 application/json"]);
    let responses: Vec<_> = plan.cases.iter().map(|case| (case.planned.status, case.expect)).collect();
    assert_eq!(responses, [(400, Expect::Error(400, Details::Unread)); 2]);
}
