//! What a recorder writes, and what it hides.

use generated_client::{Client, Credential, Error, Recorder, RequestOptions, RetryPolicy};
use serde_json::{Value, json};
use tests::server::{Answer, Server};

use super::builder;

const CANARY: &str = "canary-a&b/4711";

fn entries(recorder: &Recorder) -> Vec<Value> {
    let archive: Value = serde_json::from_str(&recorder.har()).expect("JSON");
    assert_eq!(archive["log"]["version"], "1.2");
    archive["log"]["entries"].as_array().expect("entries").clone()
}

fn recorded(server: &Server, recorder: &Recorder) -> Client {
    let builder = builder(server).token(CANARY).record(recorder);
    builder.credential("other", Credential::query("code", CANARY)).build().expect("a client")
}

#[tokio::test]
async fn every_exchange_is_recorded_without_secrets() {
    let answers = [
        Answer::new(307).header("location", "/v2?next=1").header("set-cookie", &format!("session={CANARY}")),
        Answer::json(&json!({"id": 1, "name": "Zoë", "echo": CANARY, "access_token": "canary"}).to_string()),
        Answer::new(404).header("content-type", "text/plain; charset=latin1").body(b"Zo\xeb canary-a%26b%2F4711"),
        Answer::new(200).header("content-type", "image/png").body(b"\x89PNG\xff"),
    ];
    let server = Server::play(answers).await;
    let recorder = Recorder::new();
    let client = recorded(&server, &recorder);
    let body = json!({"name": "Ada", "password": "canary", "keys": [{"api_key": "canary"}], "echo": CANARY});
    let request = client.request("POST", "/v1/{id}").path("id", "a b").query("filter", "a&b").query("token", "canary");
    let request = request.json(&body).options(RequestOptions::new().header("x-session", "canary"));
    request.send::<Value>().await.expect("an answer");
    let error = client.request("GET", "/missing").send::<Value>().await.expect_err("an error");
    assert!(matches!(error, Error::Api(_)));
    client.request("GET", "/picture").send_for_bytes().await.expect("bytes");
    let har = recorder.har();
    assert!(!har.contains("canary"), "{har}");
    let entries = entries(&recorder);
    let statuses: Vec<_> = entries.iter().map(|entry| entry["response"]["status"].as_u64()).collect();
    assert_eq!(statuses, [Some(307), Some(200), Some(404), Some(200)]);
    let request = &entries[0]["request"];
    let secret = "%5Bsecret%5D";
    let url = format!("{}/v1/a%20b?filter=a%26b&token={secret}&code={secret}", server.url());
    assert_eq!((&request["method"], &request["url"]), (&json!("POST"), &json!(url)));
    assert_eq!(request["queryString"][0], json!({"name": "filter", "value": "a&b"}));
    let sent: Value = serde_json::from_str(request["postData"]["text"].as_str().expect("text")).expect("JSON");
    let hidden = json!({"name": "Ada", "password": "[secret]", "keys": [{"api_key": "[secret]"}], "echo": "[secret]"});
    assert_eq!(sent, hidden);
    assert_eq!(entries[0]["response"]["redirectURL"], "/v2?next=1");
    let read: Value =
        serde_json::from_str(entries[1]["response"]["content"]["text"].as_str().expect("text")).expect("JSON");
    assert_eq!(read, json!({"id": 1, "name": "Zoë", "echo": "[secret]", "access_token": "[secret]"}));
    assert_eq!(entries[2]["response"]["content"]["text"], "Zoë [secret]");
    let picture = &entries[3]["response"]["content"];
    assert_eq!((&picture["size"], picture.get("text")), (&json!(5), None));
    recorder.clear();
    assert!(self::entries(&recorder).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn each_attempt_is_an_entry_and_so_is_a_failure() {
    let server = Server::play([Answer::new(503), Answer::json("{}")]).await;
    let recorder = Recorder::new();
    let retry = RetryPolicy::default().first_backoff(std::time::Duration::ZERO);
    let client = builder(&server).retry(retry).record(&recorder).build().expect("a client");
    let call = std::thread::spawn(move || client.users().list().send_blocking().map(drop));
    call.join().expect("no panic").expect("an answer");
    let closed = Client::builder().base_url("http://127.0.0.1:1").token("t").no_proxy().retry(RetryPolicy::none());
    closed.record(&recorder).build().expect("a client").users().list().send().await.expect_err("no server");
    let entries = entries(&recorder);
    let statuses: Vec<_> = entries.iter().map(|entry| entry["response"]["status"].as_u64()).collect();
    assert_eq!(statuses, [Some(503), Some(200), Some(0)]);
    assert!(entries.iter().all(|entry| entry["comment"] == "users.list" && entry["time"].as_f64().is_some()));
}
