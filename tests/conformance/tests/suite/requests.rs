//! Does the checker find what is wrong with a request, and accept a correct one? The requests are written as they are sent
//! over the wire.

use conformance::cases::plan;
use conformance::check::{Given, Secrets, check};
use conformance::document::{Document, Location};
use conformance::http::{self, Request};
use conformance::sample::shape::{Shape, shapes};
use serde_json::{Value, json};

fn document(text: &str) -> Document {
    Document::new(serde_json::from_str(text).expect("a document"))
}

fn styles() -> Document {
    document(include_str!("../documents/styles.json"))
}

fn bodies() -> Document {
    document(include_str!("../documents/bodies.json"))
}

fn request(text: &str) -> Request {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let head = head.replace('\n', "\r\n");
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let (first, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
    let rest = if rest.is_empty() { String::new() } else { format!("{rest}\r\n") };
    let bytes = format!("{first} HTTP/1.1\r\n{rest}{length}\r\n{body}");
    http::read(&mut bytes.as_bytes()).expect("a request").expect("a request")
}

/// Returns what is wrong with a request. Differences from the arguments are ignored, because there are none.
fn problems(document: &Document, key: &str, text: &str) -> Vec<String> {
    problems_with(document, key, text, &Secrets::new())
}

fn problems_with(document: &Document, key: &str, text: &str, secrets: &Secrets) -> Vec<String> {
    let operations = document.operations();
    let operation = operations.iter().find(|operation| operation.key() == key).expect("an operation");
    let found = check(document, operation, &request(text), "/v1", (&Given::default(), secrets));
    let mut found: Vec<String> = found.into_iter().map(|problem| problem.text).collect();
    found.retain(|problem| !problem.contains("was not given") && !problem.contains("none was given"));
    found
}

#[track_caller]
fn right(document: &Document, key: &str, text: &str) {
    assert_eq!(problems(document, key, text), Vec::<String>::new(), "{text}");
}

#[track_caller]
fn wrong(document: &Document, key: &str, text: &str, why: &str) {
    let found = problems(document, key, text);
    assert!(found.iter().any(|problem| problem.contains(why)), "`{why}` is not found in {found:#?} for {text}");
}

const SIMPLE: &str = "GET /simple/{id}/{names}/{colour}/{exploded}.json";
const QUERY: &str = "GET /query";
const HEADERS: &str = "GET /headers";
const PUT: &str = "PUT /pets/{name}";

#[test]
fn methods_and_paths() {
    let document = styles();
    right(&document, SIMPLE, "GET /v1/simple/7/a%2Cb,c%2Fd/R,1,G,2/R=1,G=2.json");
    wrong(&document, SIMPLE, "POST /v1/simple/7/a/R,1/R=1.json", "the method is POST, not GET");
    wrong(&document, SIMPLE, "GET /simple/7/a/R,1/R=1.json", "does not fit");
    wrong(&document, SIMPLE, "GET /v1/simple/7/a/b/R,1/R=1.json", "does not fit");
    wrong(&document, SIMPLE, "GET /v1/simple/7/a/R,1/R=1", "does not fit");
    wrong(&document, SIMPLE, "GET /v1/simple//a/R,1/R=1.json", "does not fit");
    wrong(&document, SIMPLE, "GET /v1/simple/seven/a/R,1/R=1.json", "`id` is wrong");
    wrong(&document, SIMPLE, "GET /v1/simple/0/a/R,1/R=1.json", "`id` is wrong: 0 is less than the minimum");
    wrong(&document, SIMPLE, "GET /v1/simple/7/a/R=1/R=1.json", "`colour` is wrong: `R=1` is not a list");
    wrong(&document, SIMPLE, "GET /v1/simple/7/a/R,1/R,1.json", "`exploded` is wrong: `R` is not `name=value`");
    wrong(&document, SIMPLE, "GET /v1/simple/7/a/G,1/R=1.json", "`colour` is wrong: \"R\" is a required property");
}

/// A fragment distinguishes operations and is never sent. A query is part of the path.
#[test]
fn fragments_and_queries_of_paths() {
    let done = json!({"responses": {"200": {"description": "Done."}}});
    let query = json!([{"name": "more", "in": "query", "schema": {"type": "string"}}]);
    let with_query = json!({"parameters": query, "responses": {"200": {"description": "Done."}}});
    let paths = json!({"/a/{id}#one": {"get": done}, "/a/{id}?beta=true": {"get": with_query}, "/#act": {"get": done}});
    let document = Document::new(json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}));
    right(&document, "GET /a/{id}#one", "GET /v1/a/b");
    right(&document, "GET /#act", "GET /v1/");
    wrong(&document, "GET /a/{id}#one", "GET /v1/a/b%23one/c", "does not fit `/v1/a/{id}`");
    wrong(&document, "GET /a/{id}#one", "GET /v1/a/b?beta=true", "`beta` in the query is not documented");
    right(&document, "GET /a/{id}?beta=true", "GET /v1/a/b?beta=true&more=x");
    wrong(&document, "GET /a/{id}?beta=true", "GET /v1/a/b?more=x", "the query `beta=true` of the path is missing");
    wrong(&document, "GET /a/{id}?beta=true", "GET /v1/a/b?beta=true&x=1", "`x` in the query is not documented");
}

#[test]
fn labels_and_matrices() {
    let document = styles();
    let label = "GET /label/{id}/{names}/{exploded}";
    right(&document, label, "GET /v1/label/.7/.a.b/.R=1.G=2");
    right(&document, label, "GET /v1/label/.7/.a,b/.R=1");
    wrong(&document, label, "GET /v1/label/7/.a/.R=1", "does not begin with a dot");
    wrong(&document, label, "GET /v1/label/.7/.a/.R,1", "is not `name=value`");
    let matrix = "GET /matrix/{id}/{names}/{many}/{exploded}";
    right(&document, matrix, "GET /v1/matrix/;id=7/;names=a,b/;many=a;many=b/;R=1;G=2");
    wrong(&document, matrix, "GET /v1/matrix/7/;names=a/;many=a/;R=1", "does not begin with a semicolon");
    wrong(&document, matrix, "GET /v1/matrix/;no=7/;names=a/;many=a/;R=1", "does not begin with `id`");
    wrong(&document, matrix, "GET /v1/matrix/;id=7/;names=a;names=b/;many=a/;R=1", "has the name more than once");
}

#[test]
fn queries() {
    let document = styles();
    for query in [
        "",
        "?plain=a%20b&flag=true",
        "?plain=a+b&either=1",
        "?either=1&either=2",
        "?each%5B%5D=1&each[]=2",
        "?joined=a%2Cb,c",
        "?spaced=a%20b%20c",
        "?piped=1%7C2|3",
        "?R=1&G=2",
        "?turned=R,1,G,2",
        "?deep[a]=1&deep%5Bin%5D%5Bb%5D=true&deep[list]=1&deep[list]=2",
        "?json=%7B%22R%22:1%7D",
    ] {
        right(&document, QUERY, &format!("GET /v1/query{query}"));
    }
    for (query, why) in [
        ("?plain=c&d", "`plain` is wrong"),
        ("?plain=a%20b&plain=a%20b", "`plain` is wrong: it was sent 2 times"),
        ("?flag=1", "`flag` is wrong"),
        ("?flag=True", "`flag` is wrong"),
        ("?either=x", "`either` is wrong"),
        ("?each=1", "`each` in the query is not documented"),
        ("?each[]=1,2", "`each[]` is wrong"),
        ("?joined=a&joined=b", "`joined` is wrong: it was sent 2 times"),
        ("?piped=1,2", "`piped` is wrong"),
        ("?G=2", "`colour` is wrong: \"R\" is a required property"),
        ("?turned=R=1", "`turned` is wrong"),
        ("?deep=R,1", "`deep` in the query is not documented"),
        ("?deep[a]=x", "`deep` is wrong"),
        ("?deep[in][b]=2", "`deep` is wrong"),
        ("?json=R,1", "is not JSON"),
        ("?json=%7B%22G%22:1%7D", "`json` is wrong: \"R\" is a required property"),
        ("?more=1", "`more` in the query is not documented"),
    ] {
        wrong(&document, QUERY, &format!("GET /v1/query{query}"), why);
    }
}

#[test]
fn reserved_characters_are_kept() {
    let document = styles();
    right(&document, QUERY, "GET /v1/query?kept=a:b/c%26d%20(e)");
    wrong(&document, QUERY, "GET /v1/query?kept=a:b%2Fc", "`/` in `kept` is percent-encoded");
    let encoding = json!({"a": {"allowReserved": true}});
    let form = json!({"application/x-www-form-urlencoded": {"schema": {"type": "object"}, "encoding": encoding}});
    let document = Document::new(json!({"paths": {"/f": {"post": {"requestBody": {"content": form}}}}}));
    let head = "POST /v1/f\ncontent-type: application/x-www-form-urlencoded\n\n";
    wrong(&document, "POST /f", &format!("{head}a=x%2Fy&b=x%2Fy"), "`/` in `a` is percent-encoded");
}

#[test]
fn headers_and_cookies() {
    let document = styles();
    let id = "X-Need: 2f1acc6c-7a0c-4c52-8b1e-4c7e6f1d2a3b";
    let sent = format!("{id}\nx-list: 1,2, 3\nX-Colour: R=1,G=2\nCookie: a=b; session=3; raw=a%20b/c");
    right(&document, HEADERS, &format!("GET /v1/headers\n{sent}"));
    for (headers, why) in [
        ("accept: x".to_owned(), "`X-Need` is required and missing"),
        ("X-Need: 1".to_owned(), "`X-Need` is wrong: \"1\" is not a \"uuid\""),
        (format!("{id}\nX-List: a"), "`X-List` is wrong"),
        (format!("{id}\nX-Colour: R,1"), "`X-Colour` is wrong"),
        (format!("{id}\nCookie: session=x"), "the cookie parameter `session` is wrong"),
        (format!("{id}\nCookie: raw=a%2520b%2Fc"), "the cookie parameter `raw` is wrong"),
        (format!("{id}\nX-Other: 1"), "the header `x-other` is not documented"),
    ] {
        wrong(&document, HEADERS, &format!("GET /v1/headers\n{headers}"), why);
    }
}

#[test]
fn json_bodies() {
    let document = bodies();
    let head = "PUT /v1/pets/x\nauthorization: Bearer t\ncontent-type: application/json; charset=utf-8\n\n";
    for body in [
        json!({"pet": {"kind": "cat", "lives": 9}, "made": null}),
        json!({"pet": {"kind": "dog", "friends": [{"kind": "cat", "lives": 1}]}, "made": "2024-02-29T12:00:00Z"}),
        json!({"pet": {"kind": "dog"}, "made": null, "count": -2147483648, "code": "AB-1234"}),
    ] {
        right(&document, PUT, &format!("{head}{body}"));
    }
    for (body, why) in [
        (json!({"pet": {"kind": "dog"}}), "\"made\" is a required property"),
        (json!({"pet": {"kind": "dog"}, "made": "yesterday"}), "at /made"),
        (json!({"pet": {"kind": "dog"}, "made": null, "id": 1}), "at /id"),
        (json!({"pet": {"kind": "cat", "lives": 0}, "made": null}), "at /pet"),
        (json!({"pet": {"kind": "dog", "more": 1}, "made": null}), "at /pet"),
        (json!({"pet": {"kind": "dog"}, "made": null, "count": 2147483648u32}), "at /count"),
        (json!({"pet": {"kind": "dog"}, "made": null, "code": "ab-123"}), "at /code"),
        (json!({"pet": {"kind": "dog"}, "made": null, "code": null}), "at /code"),
        (json!([]), "the body is wrong"),
    ] {
        wrong(&document, PUT, &format!("{head}{body}"), why);
    }
    wrong(&document, PUT, &format!("{head}{{"), "the body is not JSON");
    wrong(&document, PUT, "PUT /v1/pets/x\nauthorization: Bearer t", "the body is required and missing");
    let xml = "PUT /v1/pets/x\nauthorization: Bearer t\ncontent-type: application/xml\n\n<a/>";
    wrong(&document, PUT, xml, "the content type is `application/xml`, but the document has application/json");
    wrong(&document, PUT, "PUT /v1/pets/x\nauthorization: Bearer t\n\n{}", "without a content type");
    wrong(&document, "DELETE /pets/{name}", "DELETE /v1/pets/x\ncontent-type: text/plain\n\nx", "none is documented");
}

#[test]
fn forms_and_other_bodies() {
    let document = bodies();
    let key = "POST /forms";
    let form = "POST /v1/forms\ncontent-type: application/x-www-form-urlencoded\n\n";
    right(&document, key, "POST /v1/forms");
    right(&document, key, &format!("{form}n=1&tags=a+b&tags=c%26d&more=%7B%22a%22%3A1%7D"));
    right(&document, key, &format!("{form}n=1&tags=a"));
    wrong(&document, key, &format!("{form}tags=a"), "\"n\" is a required property");
    wrong(&document, key, &format!("{form}n=x"), "at /n");
    wrong(&document, key, &format!("{form}n=1&more=x"), "at /more");
    let parts = |parts: &[(&str, &str)], end: &str| {
        let parts = parts.iter().map(|(name, value)| {
            format!("--B\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"f\"\r\n\r\n{value}\r\n")
        });
        let parts: String = parts.collect();
        format!("POST /v1/forms\ncontent-type: multipart/form-data; boundary=B\n\n{parts}{end}")
    };
    right(&document, key, &parts(&[("file", "\u{0}\r\n\r\n--x"), ("n", "1"), ("more", "{\"a\": 1}")], "--B--\r\n"));
    wrong(&document, key, &parts(&[("n", "1")], "--B--\r\n"), "\"file\" is a required property");
    wrong(&document, key, &parts(&[("file", ""), ("n", "x")], "--B--\r\n"), "at /n");
    wrong(&document, key, &parts(&[("file", "")], ""), "the last boundary is missing");
    wrong(&document, key, "POST /v1/forms\ncontent-type: multipart/form-data\n\n--B--", "has no boundary");
    right(&document, key, "POST /v1/forms\ncontent-type: text/csv\n\na,b");
    wrong(&document, key, "POST /v1/forms\ncontent-type: text/csv\n\na,b,c,d", "the body is wrong");
    right(&document, key, "POST /v1/forms\ncontent-type: image/png\n\nPNG");
}

/// A form of one of several alternatives is read as the one that defines the most of it, and one item as a list.
#[test]
fn forms_of_several_alternatives() {
    let number = json!({"type": "integer"});
    let list = |items: &Value| json!({"type": "array", "items": items});
    let object = json!({"type": "object", "properties": {"x": number}});
    let few = json!({"type": "object", "properties": {"age": number}});
    let more = json!({"type": "object", "properties": {
        "age": number, "ids": list(&json!({"type": "string"})), "flag": {"type": "boolean"}, "objects": list(&object),
        "object": object}});
    let content = json!({"application/x-www-form-urlencoded": {"schema": {"anyOf": [few, more]}}});
    let post = json!({"requestBody": {"content": content}, "responses": {"204": {"description": "Done."}}});
    let document = Document::new(json!({"paths": {"/a": {"post": post}}}));
    let sent = |body: Value, text: &str| {
        let given = Given { body: Some(("application/x-www-form-urlencoded".to_owned(), body)), ..Given::default() };
        let text = format!("POST /v1/a\ncontent-type: application/x-www-form-urlencoded\n\n{text}");
        let found = check(&document, &document.operations()[0], &request(&text), "/v1", (&given, &Secrets::new()));
        found.into_iter().map(|problem| problem.text).collect::<Vec<String>>()
    };
    let body = json!({"age": 1, "ids": ["0"], "flag": false, "objects": [{"x": 1}], "object": {"x": 2}});
    let text = "age=1&ids=0&flag=false&objects=%7B%22x%22%3A1%7D&object=%7B%22x%22%3A2%7D";
    assert_eq!(sent(body, text), Vec::<String>::new());
    let body = json!({"ids": ["0", "1"], "objects": [{"x": 1}, {"x": 2}]});
    let text = "ids=0&ids=1&objects=%7B%22x%22%3A1%7D&objects=%7B%22x%22%3A2%7D";
    assert_eq!(sent(body.clone(), text), Vec::<String>::new());
    assert!(!sent(body, "ids=0&ids=1&objects=%7B%22x%22%3A1%7D").is_empty());
    // One file, or several: one looks the same alone and in a list.
    let either = json!({"type": "object", "properties": {"any": {"oneOf": [{"type": "string"}, list(&json!({}))]}}});
    let content = json!({"application/x-www-form-urlencoded": {"schema": either}});
    let post = json!({"requestBody": {"content": content}, "responses": {"204": {"description": "Done."}}});
    let document = Document::new(json!({"paths": {"/a": {"post": post}}}));
    let given = json!({"any": ["x"]});
    let given = Given { body: Some(("application/x-www-form-urlencoded".to_owned(), given)), ..Given::default() };
    let text = "POST /v1/a\ncontent-type: application/x-www-form-urlencoded\n\nany=x";
    let found = check(&document, &document.operations()[0], &request(text), "/v1", (&given, &Secrets::new()));
    assert!(found.is_empty(), "{found:?}");
}

/// An object as XML: any bytes are sent as they are given, and no schema is held against them.
#[test]
fn bodies_in_a_format_that_is_not_read() {
    let content = json!({"application/xml": {"schema": {"type": "object", "required": ["a"]}}});
    let post =
        json!({"requestBody": {"required": true, "content": content}, "responses": {"200": {"description": ""}}});
    let document = Document::new(json!({"paths": {"/x": {"post": post}}}));
    let plan = plan(&document, &document.operations()[0]);
    assert!(plan.untried.is_empty() && !plan.cases.is_empty(), "{plan:?}");
    right(&document, "POST /x", "POST /v1/x\ncontent-type: application/xml\n\n<a>1</a>");
    wrong(&document, "POST /x", "POST /v1/x\ncontent-type: application/json\n\n{}", "the content type is");
    let given = Given { body: Some(("application/xml".to_owned(), json!("<a/>"))), ..Given::default() };
    let sent = request("POST /v1/x\ncontent-type: application/xml\n\n<b/>");
    let found = check(&document, &document.operations()[0], &sent, "/v1", (&given, &Secrets::new()));
    let found: Vec<String> = found.into_iter().map(|problem| problem.text).collect();
    assert_eq!(found, ["the body was given as \"<a/>\" and sent as \"<b/>\""]);
}

#[test]
fn credentials() {
    let document = bodies();
    let body = "content-type: application/json\n\n{\"pet\": {\"kind\": \"dog\"}, \"made\": null}";
    // "u:p" in base 64.
    right(&document, PUT, &format!("PUT /v1/pets/x?tenant=1\nauthorization: Basic dTpw\n{body}"));
    for head in [
        "PUT /v1/pets/x",
        "PUT /v1/pets/x\nauthorization: t",
        "PUT /v1/pets/x\nauthorization: Bearer ",
        "PUT /v1/pets/x?tenant=1",
        "PUT /v1/pets/x\nauthorization: Basic dTpw",
        "PUT /v1/pets/x?tenant=1\nauthorization: Basic u:p",
    ] {
        wrong(&document, PUT, &format!("{head}\n{body}"), "no credential for `token` or `basic and tenant` was sent");
    }
    let secrets: Secrets = [("token".to_owned(), "t".to_owned())].into_iter().collect();
    let ask = |key: &str, text: &str| problems_with(&document, key, text, &secrets);
    assert!(ask(PUT, &format!("PUT /v1/pets/x\nauthorization: Bearer t\n{body}")).is_empty());
    assert_eq!(ask(PUT, &format!("PUT /v1/pets/x\nauthorization: Bearer u\n{body}")).len(), 1);
    let found = ask("DELETE /pets/{name}", "DELETE /v1/pets/x\nauthorization: Bearer t");
    assert_eq!(found, ["the credential for `token` was sent but is not required"]);
}

/// Security alternatives that no client can satisfy are up to the caller. A parameter for a credential has no effect.
#[test]
fn credentials_that_are_left_to_the_caller() {
    let done = json!({"204": {"description": "Done."}});
    let key = json!({"name": "key", "in": "query", "required": true, "schema": {"type": "string"}});
    let document = Document::new(json!({
        "components": {"securitySchemes": {
            "digest": {"type": "http", "scheme": "digest"},
            "basic": {"type": "http", "scheme": "basic"},
            "token": {"type": "http", "scheme": "bearer"},
            "key": {"type": "apiKey", "in": "query", "name": "key"},
        }},
        "paths": {
            "/a": {"get": {"security": [{"digest": []}, {"basic": [], "token": []}], "responses": done}},
            "/b": {"get": {"security": [{"digest": []}, {"key": []}], "parameters": [key], "responses": done}},
        },
    }));
    right(&document, "GET /a", "GET /v1/a");
    right(&document, "GET /b", "GET /v1/b?key=k");
    wrong(&document, "GET /b", "GET /v1/b", "no credential for `key` was sent");
    let secrets: Secrets = [("key".to_owned(), "k".to_owned())].into_iter().collect();
    let found = problems_with(&document, "GET /b", "GET /v1/b?key=k&key=k", &secrets);
    assert_eq!(found, ["`key` in the query is sent twice"]);
}

#[test]
fn forms_with_brackets() {
    let (integer, open) = (json!({"type": "integer"}), json!({"type": "object"}));
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let rows = json!({"type": "array", "items": {"type": "object", "required": ["a"], "properties": {"a": integer}}});
    let deep = json!({"type": "object", "required": ["open"], "properties": {
        "a": integer, "rows": rows, "open": open, "either": {"anyOf": [texts, {"type": "string"}]}, "map": {"type": "object", "additionalProperties": rows}
    }});
    let list = json!({"type": "array", "items": integer});
    let schema = json!({"type": "object", "properties": {"deep": deep, "list": list}});
    let style = json!({"style": "deepObject"});
    let content =
        json!({"application/x-www-form-urlencoded": {"schema": schema, "encoding": {"deep": style, "list": style}}});
    let post = json!({"requestBody": {"content": content}, "responses": {"204": {"description": "Done."}}});
    let document = Document::new(json!({"paths": {"/a": {"post": post}}}));
    let operations = document.operations();
    let found = |pairs: &str, value: Value| {
        let head = if pairs.is_empty() { "" } else { "\ncontent-type: application/x-www-form-urlencoded\n\n" };
        let request = request(&format!("POST /v1/a{head}{pairs}"));
        let body = Some(("application/x-www-form-urlencoded".to_owned(), value));
        let given = Given { body, ..Given::default() };
        let found = check(&document, &operations[0], &request, "/v1", (&given, &Secrets::new()));
        found.into_iter().map(|problem| problem.text).collect::<Vec<String>>()
    };
    let none = Vec::<String>::new();
    assert_eq!(found("deep[a]=1&deep[open][x]=y", json!({"deep": {"a": 1, "open": {"x": "y"}}})), none);
    assert!(found("deep[a]=x", json!({"deep": {"a": 1}})).concat().contains("at /deep/a"));
    assert_eq!(found("list[]=1&list[]=2", json!({"list": [1, 2]})), none);
    assert_eq!(found("list[]=1", json!({"list": [1]})), none);
    assert_eq!(
        found("list[]=1", json!({"list": [1, 2]})),
        ["the body was given as {\"list\":[1,2]} and sent as {\"list\":[1]}"]
    );
    let value = json!({"deep": {"map": {"k": [{"a": 1}, {"a": 2}]}, "open": {}, "rows": [{"a": 3}]}});
    assert_eq!(found("deep[rows][0][a]=3&deep[map][k][0][a]=1&deep[map][k][1][a]=2", value), none);
    // A list with one item looks like the item.
    assert_eq!(found("deep[either]=a&deep[open][x]=y", json!({"deep": {"either": "a", "open": {"x": "y"}}})), none);
    // What has no plain values cannot be expressed.
    assert_eq!(found("", json!({"deep": {"open": {}, "rows": []}})), none);
    assert_eq!(found("", json!({"list": [1]})), ["the body was given and is missing"]);
}

#[test]
fn what_is_sent_is_what_was_given() {
    let document = styles();
    let operations = document.operations();
    let operation = operations.iter().find(|operation| operation.key() == QUERY).expect("an operation");
    let given =
        |value: Value| Given { parameters: vec![(Location::Query, "each[]".to_owned(), value)], ..Given::default() };
    let ask = |target: &str, value: Value| {
        let request = request(&format!("GET /v1/query{target}"));
        let found = check(&document, operation, &request, "/v1", (&given(value), &Secrets::new()));
        found.into_iter().map(|problem| problem.text).collect::<Vec<String>>()
    };
    assert_eq!(ask("?each[]=1&each[]=2", json!([1, 2])), Vec::<String>::new());
    let found = ask("?each[]=1", json!([1, 2]));
    assert_eq!(found, ["the query parameter `each[]` was given as [1,2] and sent as [1]"]);
    assert_eq!(ask("", json!([1])), ["the query parameter `each[]` was given as [1] and is missing"]);
    let found = ask("?each[]=1&flag=true", json!([1]));
    assert_eq!(found, ["the query parameter `flag` was not given and is sent as true"]);
}

#[test]
fn a_union_has_the_shape_of_each_alternative() {
    let document = styles();
    let schema = json!({"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Colour"}, {"type": "array"}]});
    let shapes = shapes(&document, &schema);
    assert!(
        matches!(shapes.as_slice(), [Shape::Plain(_), Shape::Object(names, _), Shape::List(_)] if names.len() == 2)
    );
}
