//! Bodies other than JSON, as they are sent.

use serde_json::json;

use super::super::{Encoding, File, Style};
use super::{Request, assert_refused, built, request};

fn sent(request: Request) -> (String, String) {
    let request = built(request);
    let media = request.headers()["content-type"].to_str().expect("text").to_owned();
    let body = request.body().and_then(|body| body.as_bytes()).expect("bytes");
    (media, String::from_utf8_lossy(body).into_owned())
}

#[test]
fn json_is_sent_with_its_content_type() {
    let (media, body) = sent(request().json_as("application/vnd.api+json").property("a", 1));
    assert_eq!((media.as_str(), body.as_str()), ("application/vnd.api+json", r#"{"a":1}"#));
}

#[test]
fn a_form_is_url_encoded() {
    const ENCODINGS: &[Encoding] =
        &[Encoding::new("deep").style(Style::DeepObject), Encoding::new("joined").style(Style::Form)];
    let body =
        json!({"a b": "c&d=e+f", "deep": {"x": 1}, "joined": [1, 2], "many": ["ü", "y"], "no": null, "yes": true});
    let (media, body) = sent(request().form(ENCODINGS).body(body));
    assert_eq!(media, "application/x-www-form-urlencoded");
    assert_eq!(body, "a%20b=c%26d%3De%2Bf&deep%5Bx%5D=1&joined=1,2&many=%C3%BC&many=y&yes=true");
    let plain = json!({"object": {"x": 1, "y": [2]}, "objects": [{"x": 1}], "z": 3});
    let (_, body) = sent(request().form(&[]).body(plain));
    assert_eq!(body, "object=%7B%22x%22%3A1%2C%22y%22%3A%5B2%5D%7D&objects=%7B%22x%22%3A1%7D&z=3");
    assert_refused(request().form(&[]).body([1]), "body", "is not an object");
    assert!(built(request().form(&[])).body().is_none());
}

#[test]
fn a_multipart_form_has_text_json_and_files() {
    const ENCODINGS: &[Encoding] = &[Encoding::new("note").content_type("text/markdown")];
    let form = request().multipart(ENCODINGS).property("note", "*hi*").property("tags", ["a", "b"]);
    let form = form.property("meta", json!({"x": 1})).property("gone", json!(null));
    let file = File::new("bytes").named("a\"b\r\n.txt").with_content_type("text/plain");
    let form = form.file("first", vec![1, 2, 3]).file("first", file).files("more", ["1", "2"]);
    let (media, body) = sent(form);
    assert_eq!(media, "multipart/form-data; boundary=----part-of-the-form-0");
    let mut parts: Vec<&str> = body.split("------part-of-the-form-0\r\n").collect();
    assert_eq!(parts.remove(0), "");
    let disposition = "Content-Disposition: form-data; name=";
    let octets = "Content-Type: application/octet-stream";
    let expected = [
        format!("{disposition}\"meta\"\r\nContent-Type: application/json\r\n\r\n{{\"x\":1}}\r\n"),
        format!("{disposition}\"note\"\r\nContent-Type: text/markdown\r\n\r\n*hi*\r\n"),
        format!("{disposition}\"tags\"\r\n\r\na\r\n"),
        format!("{disposition}\"tags\"\r\n\r\nb\r\n"),
        format!("{disposition}\"first\"; filename=\"a%22b%0D%0A.txt\"\r\nContent-Type: text/plain\r\n\r\nbytes\r\n"),
        format!("{disposition}\"more\"; filename=\"more\"\r\n{octets}\r\n\r\n1\r\n"),
        format!("{disposition}\"more\"; filename=\"more\"\r\n{octets}\r\n\r\n2\r\n------part-of-the-form-0--\r\n"),
    ];
    parts.sort_by_key(|part| expected.iter().position(|expected| expected == part));
    assert_eq!(parts, expected);
}

#[test]
fn other_multipart_types_name_their_root() {
    const ENCODINGS: &[Encoding] = &[Encoding::new("z").content_type("a/b")];
    let form = |media| request().multipart_as(media, ENCODINGS).property("a", 2).property("z", 3).file("f", "1");
    let (media, body) = sent(form("multipart/mixed; a=b; boundary=c"));
    assert_eq!(media, "multipart/mixed; boundary=----part-of-the-form-0; a=b");
    let first = |body: &str, name: &str| {
        assert!(
            body.starts_with(&format!("------part-of-the-form-0\r\nContent-Disposition: form-data; name=\"{name}\""))
        );
    };
    first(&body, "a");
    for (media, root, name) in [
        ("multipart/related", "\"text/plain\"", "a"),
        ("multipart/related; TYPE=A/B", "A/B", "z"),
        ("multipart/related; start=x; type=\"application/octet-stream\"", "\"application/octet-stream\"", "f"),
    ] {
        let (media, body) = sent(form(media));
        assert!(media.to_lowercase().ends_with(&format!("-0; type={}", root.to_lowercase())), "{media}");
        first(&body, name);
    }
}

#[test]
fn the_boundary_occurs_in_no_part() {
    let (media, body) = sent(request().multipart(&[]).file("a", "------part-of-the-form-0--\r\n"));
    assert_eq!(media, "multipart/form-data; boundary=----part-of-the-form-1");
    assert!(body.ends_with("\r\n------part-of-the-form-1--\r\n"), "{body}");
}

#[test]
fn raw_bodies_are_sent_as_they_are() {
    let (media, body) = sent(request().raw("image/png", "\u{1}2"));
    assert_eq!((media.as_str(), body.as_str()), ("image/png", "\u{1}2"));
    let (media, _) = sent(request().raw("image/png", File::new("x").with_content_type("image/webp")));
    assert_eq!(media, "image/webp");
    let broken = || File::new("canary").with_content_type("a\r\nb");
    assert_refused(request().raw("image/png", broken()), "body", "content type");
    assert_refused(request().multipart(&[]).file("f", broken()), "f", "content type");
}
