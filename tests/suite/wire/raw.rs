//! Requests to operations for which the crate has no method.

use generated_client::{Client, Error};
use serde_json::{Value, json};
use tests::server::{Answer, Server};

use super::client;

#[tokio::test]
async fn a_raw_request_has_the_same_features() {
    let server = Server::play([Answer::json(r#"{"ok": true}"#)]).await;
    let answer: Value = client(&server)
        .request("PATCH", "/things/{thingId}/parts")
        .path("thingId", "a b/c")
        .query("confirmed", true)
        .query_each("cols[]", ["id", "name"])
        .header("x-a", 1)
        .json(&json!({"name": "Ada"}))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer, json!({"ok": true}));
    let request = server.only();
    assert_eq!((request.method.as_str(), request.path()), ("PATCH", "/things/a%20b%2Fc/parts"));
    assert_eq!(request.raw_query(), "confirmed=true&cols%5B%5D=id&cols%5B%5D=name");
    assert_eq!(request.header("authorization"), Some("Token 11111111-aaaa"));
    assert_eq!((request.header("x-a"), request.json()), (Some("1"), json!({"name": "Ada"})));
}

#[tokio::test]
async fn its_errors_show_the_template_and_no_value() {
    let server = Server::play([Answer::new(404).body("no")]).await;
    let sent = client(&server).request("GET", "/things/{thingId}").path("thingId", "canary").send::<Value>();
    let error = sent.await.expect_err("an error");
    assert_eq!(error.to_string(), "request (GET /things/{thingId}): the server responded with 404 Not Found: no");
    for value in ["", ".", ".."] {
        let sent = client(&server).request("GET", "/things/{thingId}").path("thingId", value).send::<Value>();
        assert!(matches!(sent.await, Err(Error::Argument(_))));
    }
    for (method, path) in [("GE T", "/"), ("GET", "/a/../b"), ("GET", "/{unset}")] {
        let sent = client(&server).request(method, path).send::<Value>();
        assert!(matches!(sent.await, Err(Error::Argument(_))), "{method} {path}");
    }
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn it_cannot_reach_another_host() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let client = Client::builder().base_url(format!("{}/api/v2/", server.url())).token("t").no_proxy();
    let client = client.build().expect("a client");
    for path in
        ["//elsewhere.invalid/x", "@elsewhere.invalid/x", "https://elsewhere.invalid/x", "\\\\elsewhere.invalid"]
    {
        let _ = client.request("GET", path).send::<Value>().await;
    }
    for request in server.received() {
        assert!(request.path().starts_with("/api/v2"), "{}", request.target);
    }
}

#[tokio::test]
async fn bytes_are_returned_unchanged() {
    let server = Server::play([Answer::new(200).header("content-type", "image/png").body(vec![0, 159, 255])]).await;
    let response = client(&server).request("GET", "/logo").send_for_bytes().await.expect("an answer");
    assert_eq!(response.headers()["content-type"], "image/png");
    assert_eq!(response.into_inner(), [0, 159, 255]);
}

#[tokio::test]
async fn dots_never_lead_out_of_the_base_url() {
    let server = Server::start(|_| Answer::json("{}")).await;
    let client = Client::builder().base_url(format!("{}/api/v2", server.url())).token("t").no_proxy();
    let client = client.build().expect("a client");
    for path in ["/.\t./x", "/a/.\n./.\r./x", "/..\t", "/a/../ ", "/.. ", "/%2\te%2e/x"] {
        let sent = client.request("GET", path).send::<Value>().await;
        assert!(matches!(sent, Err(Error::Argument(_))), "{path:?}: {sent:?}");
    }
    assert_eq!(server.received().len(), 0);
}

/// Servers refuse a request with 411 if nothing says where its body ends (RFC 9110, section 8.6).
#[tokio::test]
async fn a_request_without_a_body_has_a_length_if_its_method_anticipates_one() {
    let methods = ["POST", "PUT", "PATCH", "QUERY", "DELETE", "GET", "OPTIONS"];
    let lengths = [Some("0"), Some("0"), Some("0"), Some("0"), None, None, None];
    let server = Server::start(|_| Answer::json("{}")).await;
    for method in methods {
        client(&server).request(method, "/things").send_for_bytes().await.expect("an answer");
    }
    let received = server.received();
    assert_eq!(received.iter().map(|it| it.header("content-length")).collect::<Vec<_>>(), lengths);
    assert!(received.iter().all(|it| it.header("transfer-encoding").is_none() && it.header("content-type").is_none()));
    let server = Server::play([Answer::new(307).header("location", "/v2"), Answer::json("{}")]).await;
    client(&server).request("POST", "/v1").send_for_bytes().await.expect("an answer");
    assert!(server.received().iter().all(|it| it.header("content-length") == Some("0")));
}

#[tokio::test]
async fn a_response_is_read_in_the_charset_and_the_numbers_of_the_server() {
    let wide: Vec<u8> = "\u{feff}{\"id\": 7.0, \"name\": \"Zoë\"}".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let plain = |body: &[u8], charset: &str| {
        Answer::new(200).header("content-type", &format!("application/json; charset={charset}")).body(body)
    };
    let latin = b"{\"id\": 7e0, \"name\": \"Zo\xeb\"}";
    let server = Server::play([plain(&wide, "utf-16"), plain(latin, "ISO-8859-1"), plain(latin, "koi8-r")]).await;
    for _ in 0..2 {
        let user: generated_client::users::User = client(&server).request("GET", "/me").send().await.expect("a user");
        assert_eq!((user.id, user.name.as_deref()), (Some(7), Some("Zoë")));
    }
    let error = client(&server).request("GET", "/me").send::<Value>().await.expect_err("an unknown charset");
    assert!(
        error.to_string().ends_with("its body has the charset `koi8-r`, which the client cannot decode"),
        "{error}"
    );
}
