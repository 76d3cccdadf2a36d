//! The styles of OpenAPI (3.0.4, section 4.7.12.4) and what they leave open, as they are sent.

use serde_json::{Value, json};

use super::super::{Operation, Request, Style};
use super::{assert_refused, built, client};

const OPEN: Operation = Operation { name: "things.read", method: "GET", path: "/things/x{v}/y", ..Operation::DEFAULT };

fn values() -> [Value; 4] {
    [json!(""), json!("blue"), json!(["blue", "black", "brown"]), json!({"B": 150, "G": 200, "R": 100})]
}

fn path(style: Style, value: &Value) -> String {
    let request = Request::new(&client(), &OPEN).path_styled("v", style, value);
    built(request).url().path().replace("/api/things/x", "").replace("/y", "")
}

fn query(style: Style, value: &Value) -> Option<String> {
    let request = Request::new(&client(), &OPEN).path("v", 1).query_styled("color", style, value);
    built(request).url().query().map(str::to_owned)
}

fn header(style: Style, value: &Value) -> Option<String> {
    let request = Request::new(&client(), &OPEN).path("v", 1).header_styled("color", style, value);
    built(request).headers().get("color").map(|value| value.to_str().expect("text").to_owned())
}

fn cookie(style: Style, value: &Value) -> Option<String> {
    let request = Request::new(&client(), &OPEN).path("v", 1).cookie("color", style, value);
    built(request).headers().get("cookie").map(|value| value.to_str().expect("text").to_owned())
}

#[test]
fn a_path_has_every_style() {
    let [_, one, list, object] = values();
    for (style, expected) in [
        (Style::Simple, ["blue", "blue,black,brown", "B,150,G,200,R,100"]),
        (Style::SimpleExploded, ["blue", "blue,black,brown", "B=150,G=200,R=100"]),
        (Style::Label, [".blue", ".blue,black,brown", ".B,150,G,200,R,100"]),
        (Style::LabelExploded, [".blue", ".blue.black.brown", ".B=150.G=200.R=100"]),
        (Style::Matrix, [";v=blue", ";v=blue,black,brown", ";v=B,150,G,200,R,100"]),
        (Style::MatrixExploded, [";v=blue", ";v=blue;v=black;v=brown", ";B=150;G=200;R=100"]),
        (
            Style::Json,
            [
                "%22blue%22",
                "%5B%22blue%22%2C%22black%22%2C%22brown%22%5D",
                "%7B%22B%22%3A150%2C%22G%22%3A200%2C%22R%22%3A100%7D",
            ],
        ),
    ] {
        assert_eq!([&one, &list, &object].map(|value| path(style, value)), expected, "{style:?}");
    }
    assert_eq!(path(Style::Matrix, &json!("")), ";v");
    assert_eq!(path(Style::MatrixExploded, &json!(["", "a"])), ";v;v=a");
}

#[test]
fn a_value_in_a_path_never_changes_the_path() {
    let hostile = json!(["a/b", "..", "c?d#e", ",", "f;g=h", "%2e"]);
    assert_eq!(path(Style::Simple, &hostile), "a%2Fb,..,c%3Fd%23e,%2C,f%3Bg%3Dh,%252e");
    assert_eq!(path(Style::LabelExploded, &json!({"a/b": "x.y"})), ".a%2Fb=x.y");
    let alone = Operation { path: "/things/{v}", ..OPEN };
    let set = |style, value: Value| Request::new(&client(), &alone).path_styled("v", style, value);
    for value in [json!([]), json!({}), json!(""), json!("."), json!([".."]), json!(null)] {
        assert_refused(set(Style::Simple, value), "v", "would change the path");
    }
    // The dot of a label adds to the value: a dot becomes two, an empty value becomes one.
    assert_refused(set(Style::Label, json!("")), "v", "would change the path");
    assert_refused(set(Style::Label, json!(".")), "v", "would change the path");
    assert_refused(set(Style::LabelExploded, json!(["", ""])), "v", "would change the path");
}

#[test]
fn a_query_has_every_style() {
    let [empty, one, list, object] = values();
    for (style, expected) in [
        (Style::Form, ["color=", "color=blue", "color=blue,black,brown", "color=B,150,G,200,R,100"]),
        (Style::FormExploded, ["color=", "color=blue", "color=blue&color=black&color=brown", "B=150&G=200&R=100"]),
        (
            Style::SpaceDelimited,
            ["color=", "color=blue", "color=blue%20black%20brown", "color=B%20150%20G%20200%20R%20100"],
        ),
        (
            Style::PipeDelimited,
            ["color=", "color=blue", "color=blue%7Cblack%7Cbrown", "color=B%7C150%7CG%7C200%7CR%7C100"],
        ),
        (
            Style::DeepObject,
            [
                "color=",
                "color=blue",
                "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown",
                "color%5BB%5D=150&color%5BG%5D=200&color%5BR%5D=100",
            ],
        ),
    ] {
        let all = [&empty, &one, &list, &object].map(|value| query(style, value).unwrap_or_default());
        assert_eq!(all, expected, "{style:?}");
    }
    for nothing in [json!([]), json!({}), json!({"a": null}), json!(null)] {
        assert_eq!(query(Style::FormExploded, &nothing), None, "{nothing}");
        assert_eq!(query(Style::Form, &nothing), None, "{nothing}");
    }
}

#[test]
fn nested_values_are_json_or_have_more_brackets() {
    let nested = json!({"a": {"b": [1, 2]}, "c": [{"d": true}, {"d": null}], "e": 1.0});
    assert_eq!(query(Style::FormExploded, &json!([{"a": 1}])).as_deref(), Some("color=%7B%22a%22%3A1%7D"));
    assert_eq!(
        query(Style::DeepObject, &nested).as_deref(),
        Some("color%5Ba%5D%5Bb%5D%5B%5D=1&color%5Ba%5D%5Bb%5D%5B%5D=2&color%5Bc%5D%5B0%5D%5Bd%5D=true&color%5Be%5D=1")
    );
    let within = json!({"size": 1, "sort": ["a", "b,c"], "none": [], "deep": [[1]]});
    assert_eq!(query(Style::FormExploded, &within).as_deref(), Some("deep=%5B%5B1%5D%5D&size=1&sort=a&sort=b%2Cc"));
    let json = query(Style::Json, &json!({"a": [1, "ü&"]}));
    assert_eq!(json.as_deref(), Some("color=%7B%22a%22%3A%5B1%2C%22%C3%BC%26%22%5D%7D"));
}

#[test]
fn reserved_characters_stay_if_they_are_harmless() {
    // What is percent-encoded already is not encoded again.
    let request = Request::new(&client(), &OPEN).path("v", 1);
    let request = request.query_reserved("at", Style::FormExploded, "a/b?c=d,e:f&g#h+i[j]%20 k");
    assert_eq!(built(request).url().query(), Some("at=a/b?c=d,e:f%26g%23h%2Bi%5Bj%5D%20%20k"));
}

#[test]
fn headers_have_simple_style() {
    let [_, one, list, object] = values();
    for (style, expected) in [
        (Style::Simple, ["blue", "blue,black,brown", "B,150,G,200,R,100"]),
        (Style::SimpleExploded, ["blue", "blue,black,brown", "B=150,G=200,R=100"]),
    ] {
        let all = [&one, &list, &object].map(|value| header(style, value).unwrap_or_default());
        assert_eq!(all, expected, "{style:?}");
    }
    assert_eq!(header(Style::Simple, &json!([])), None);
    assert_eq!(header(Style::Json, &json!({"a": "ü😀"})).as_deref(), Some(r#"{"a":"\u00fc\ud83d\ude00"}"#));
    let broken = Request::new(&client(), &OPEN).path("v", 1).header_styled("color", Style::Simple, ["a\r\nb"]);
    assert_refused(broken, "color", "cannot be sent in a header");
}

#[test]
fn cookies_have_form_style() {
    let [_, one, list, object] = values();
    for (style, expected) in [
        (Style::Form, ["color=blue", "color=blue,black,brown", "color=B,150,G,200,R,100"]),
        (Style::FormExploded, ["color=blue", "color=blue; color=black; color=brown", "B=150; G=200; R=100"]),
    ] {
        let all = [&one, &list, &object].map(|value| cookie(style, value).unwrap_or_default());
        assert_eq!(all, expected, "{style:?}");
    }
    assert_eq!(cookie(Style::Form, &json!("a; b=c\r\n")).as_deref(), Some("color=a%3B%20b%3Dc%0D%0A"));
}

#[test]
fn the_last_call_of_a_styled_setter_counts() {
    let request = Request::new(&client(), &OPEN).path("v", 1);
    let request = request.query_styled("o", Style::FormExploded, json!({"a": 1, "b": 2})).query("z", 1);
    let request = request.query_styled("o", Style::FormExploded, json!({"c": 3})).cookie("k", Style::Form, 1);
    let request = built(request.cookie("k", Style::Form, 2));
    assert_eq!(request.url().query(), Some("z=1&c=3"));
    assert_eq!(request.headers()["cookie"], "k=2");
}
