//! Messages do not repeat a secret that a server sends back, and responses cannot forge a line of a log.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::users::{ListResponse, UpdatePasswordBody};
use generated_client::{Client, Credential, Error, RequestOptions};
use tests::server::{Answer, Server};

use super::{builder, client, shown};

const CANARY: &str = "kanarie\"n/vogel-4712";

async fn list(client: &Client) -> Result<ListResponse, Error> {
    client.users().list().send().await
}

async fn failure(answer: Answer) -> Error {
    let server = Server::play([answer]).await;
    let client = builder(&server).token(CANARY).timeout(Duration::from_millis(300)).build().expect("a client");
    list(&client).await.expect_err("an error")
}

#[tokio::test]
async fn a_value_that_cannot_be_decoded_is_not_shown() {
    for (value, found) in [
        ("\"canary\"", "a string"),
        ("\"canary, expected canary\"", "a string"),
        ("\"canary`, expected `canary at line 1 column 1\"", "a string"),
        ("471147", "an integer"),
        ("47.1147", "a floating point number"),
        ("[\"canary\"]", "a sequence"),
    ] {
        let body = format!("{{\"users\": [{{\"features\": {{\"allow_apps\": {value}}}}}]}}");
        let error = failure(Answer::json(&body)).await;
        let text = shown(&error);
        assert!(!text.contains("canary") && !text.contains("1147"), "{text}");
        let expected =
            format!("at `users[0].features.allow_apps`: expected a boolean, found {found} at line 1 column ");
        assert!(error.to_string().contains(&expected), "{error}");
        let Error::Decode(error) = error else {
            panic!("{error:?}");
        };
        assert_eq!(error.body(), body);
    }
}

#[tokio::test]
async fn a_body_with_a_byte_order_mark_is_not_shown() {
    for body in ["\u{feff}{\"users\": \"canary\"}", "\u{feff} [\"canary\"", "\u{feff}\u{feff}{\"canary\": 1}"] {
        let error = failure(Answer::new(200).body(body)).await;
        let text = shown(&error);
        assert!(!text.contains("canary"), "{text}");
    }
}

#[tokio::test]
async fn a_credential_is_not_repeated() {
    let escaped = CANARY.replace('"', "\\\"");
    let encoded = CANARY.replace('"', "%22").replace('/', "%2F");
    let body = format!(
        "{{\"message\": \"Token {escaped} is not valid\", \"detail\": \"{}?key={encoded}\", \"code\": \"SC401\"}}",
        escaped.replace('a', "\\u0061")
    );
    let error = failure(Answer::new(401).header("x-request-id", CANARY).body(body)).await;
    let Error::Api(api) = &error else {
        panic!("{error:?}");
    };
    let details = api.details().expect("the documented error");
    assert_eq!(details.message.as_deref(), Some("[secret] is not valid"));
    assert_eq!(details.detail.as_deref(), Some("[secret]?key=[secret]"));
    assert_eq!(api.request_id(), Some("[secret]"));
    assert!(api.body().starts_with("{\"message\": \"[secret] is not valid\""), "{}", api.body());
    assert!(error.to_string().ends_with("(request id [secret])"), "{error}");
    for text in [shown(&error), api.body().to_owned(), format!("{details:?}")] {
        for secret in [CANARY, &escaped, &encoded] {
            assert!(!text.contains(secret), "{text}");
        }
    }

    for fill in [0, 280, 295, 2030, 2040, 70_000] {
        let text = format!("{}{CANARY}{CANARY}", "x".repeat(fill));
        for status in [200, 400] {
            let error = failure(Answer::new(status).body(text.clone())).await;
            let text = shown(&error) + error.as_api().map_or("", |error| error.body());
            assert!(!text.contains("kana"), "{fill}: {text}");
        }
    }
}

#[tokio::test]
async fn no_kind_of_credential_is_repeated() {
    for (credential, echo) in [
        (Credential::header("X-Api-Key", "", "kanarie"), "kanarie"),
        (Credential::query("key", "kana rie"), "key=kana%20rie&kana rie"),
        (Credential::cookie("key", "kanarie"), "key=kanarie"),
        (Credential::basic("me", "kanarie"), "Basic bWU6a2FuYXJpZQ== kanarie"),
        (Credential::basic("kanarie", ""), "kanarie a2FuYXJpZTo="),
    ] {
        let server = Server::play([Answer::new(403).body(echo)]).await;
        let client = builder(&server).credential("token", credential).build().expect("a client");
        let error = list(&client).await.expect_err("an error");
        let text = shown(&error) + error.as_api().map_or("", |error| error.body());
        assert!(text.contains("[secret]"), "{text}");
        assert!(!text.contains("kana") && !text.contains("a2FuYX") && !text.contains("bWU6"), "{text}");
    }
}

#[tokio::test]
async fn a_credential_of_a_letter_leaves_the_message() {
    let server = Server::play([Answer::new(404).body("the token t is not known")]).await;
    let client = builder(&server).token("t").build().expect("a client");
    let error = list(&client).await.expect_err("an error");
    assert!(error.to_string().ends_with("404 Not Found: the token [secret] is not known"), "{error}");
}

/// Returns the body that a connection error or a timeout has kept.
fn kept(error: &Error) -> &str {
    match error {
        Error::Transport(error) => error.body(),
        Error::Timeout(error) => error.body(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_incomplete_body_is_kept_and_not_shown() {
    let chunks = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n{\"canar\r\n";
    for answer in [
        Answer::json("{\"canar").announcing(100),
        Answer::json("{\"canar").announcing(100).hang(),
        Answer::raw(chunks),
        Answer::raw(&format!("{chunks}no length\r\n")),
    ] {
        let error = failure(answer.clone()).await;
        assert_eq!(error.status().map(|it| it.as_u16()), Some(200), "{answer:?}: {error}");
        assert_eq!(kept(&error), "{\"canar", "{answer:?}");
        let text = shown(&error);
        assert!(!text.contains("canar"), "{text}");
    }
    let error = failure(Answer::new(200).body("x".repeat(5000)).announcing(6000)).await;
    assert_eq!(kept(&error).len(), 2048);
    let error = failure(Answer::new(200).body(format!("<p>{}", &CANARY[..10])).announcing(100)).await;
    assert_eq!(kept(&error), "<p>[secret]");
    assert!(shown(&error).contains("<p>[secret]"), "{error:?}");
    assert_eq!(kept(&failure(Answer::silence()).await), "");
}

#[tokio::test]
async fn invisible_characters_do_not_reach_a_message() {
    let invisible = "\u{200b}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{206f}\u{feff}";
    for status in [200, 400] {
        let body = format!("<p>one{invisible}two");
        let error = failure(Answer::new(status).header("x-request-id", "r-1").body(body)).await;
        let text = shown(&error);
        assert!(!text.contains(|c| invisible.contains(c)) && text.contains("two"), "{text:?}");
    }
}

#[tokio::test]
async fn a_byte_order_mark_does_not_hide_the_documented_error() {
    let server = Server::play([Answer::new(400).body("\u{feff}{\"code\": \"SC400\"}")]).await;
    let error = list(&client(&server)).await.expect_err("an error");
    let details = error.as_api().and_then(|error| error.details()).expect("the documented error");
    assert_eq!(details.code.as_deref(), Some("SC400"));
}

#[tokio::test]
async fn the_credentials_of_a_call_are_not_repeated() {
    let options = || RequestOptions::new().header("Authorization", "Bearer kanarie-1").query("api_key", "kanarie 2");
    let password = UpdatePasswordBody {
        current_password: "kanarie-3".into(),
        new_password1: "kanarie-4".into(),
        new_password2: "kanarie-4".into(),
    };
    let echo = "Bearer kanarie-1 | kanarie-1 | kanarie 2 | ?api_key=kanarie%202 | kanarie-3 | kanarie-4 | trace-5";
    for status in [200, 400, 500] {
        let server = Server::start(move |_| Answer::new(status).header("x-request-id", "kanarie-1").body(echo)).await;
        let client = client(&server);
        let options = options().header("x-trace", "trace-5");
        let update = client.users().update_password(1, password.clone()).options(options);
        let raw = client.request("GET", "/x").header("authorization", "Bearer kanarie-1").query("api_key", "kanarie 2");
        let errors = [update.send().await.err(), raw.send::<serde_json::Value>().await.err()];
        for (error, left) in errors.into_iter().zip(["| trace-5", "kanarie-3 | kanarie-4 | trace-5"]) {
            let error = error.expect("an error");
            let body = match &error {
                Error::Api(error) => error.body().to_owned(),
                Error::Decode(error) => error.body().to_owned(),
                other => panic!("{other:?}"),
            };
            let text = shown(&error) + &body;
            assert!(text.contains("[secret]") && body.ends_with(left), "{text}");
            assert!(!text.contains("kanarie-1") && !text.contains("kanarie 2") && !text.contains("kanarie%"), "{text}");
        }
    }
}

/// A token with every character that is escaped somewhere, and what servers make of it.
const ESCAPED: &str = "Kanarie&n/vogel+\"4712\"=<x>";

fn spellings() -> Vec<String> {
    let percent = "Kanarie%26n%2Fvogel%2B%224712%22%3D%3Cx%3E";
    let html = "Kanarie&amp;n&#x2F;vogel+&quot;4712&quot;=&lt;x&gt;";
    let json = "Kanarie\\u0026n\\/vogel\\u002B\\\"4712\\\"=\\u003cx\\u003E";
    [
        ESCAPED.to_owned(),
        ESCAPED.replace('"', "\\\""),
        ESCAPED.replace('"', "\\\"").replace('/', "\\/"),
        json.to_owned(),
        json.replace('\\', "\\\\"),
        ESCAPED.to_uppercase().replace('"', "\\\""),
        percent.to_owned(),
        percent.replace("%2B", "%2b").replace("%26", "&"),
        percent.to_lowercase(),
        percent.replace('%', "%25"),
        html.to_owned(),
        html.replace('&', "\\u0026"),
        ESCAPED.replace('"', "&#34;").replace('&', "&amp;"),
        ESCAPED[..16].to_owned() + "...",
        ESCAPED[..13].replace('/', "\\/") + "***",
    ]
    .to_vec()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_credential_is_not_repeated_however_it_is_spelled() {
    let next = Arc::new(Mutex::new(Answer::silence()));
    let served = Arc::clone(&next);
    let server = Server::start(move |_| served.lock().expect("no test panicked with it").clone()).await;
    let client = builder(&server).token(ESCAPED).build().expect("a client");
    for spelling in spellings() {
        for body in [
            format!("{{\"message\": \"the token {spelling} is not valid\", \"code\": \"SC401\"}}"),
            format!(
                "{{\"message\": \"the token is not valid\", \"input\": {{\"{spelling}\": [\"Token {spelling}\"]}}}}"
            ),
            format!("<p>Token {spelling} is not valid"),
            format!("cut off: {spelling}"),
        ] {
            // A success has to be one that cannot be read.
            for (status, body) in [(200, format!("! {body}")), (401, body)] {
                *next.lock().expect("no test panicked with it") = Answer::new(status).body(body);
                let error = list(&client).await.expect_err("an error");
                let same = tokio::task::block_in_place(|| client.users().list().send_blocking().expect_err("an error"));
                for error in [error, same] {
                    let mut text = shown(&error);
                    match &error {
                        Error::Api(error) => {
                            text += &format!("{} {:?} {:?}", error.body(), error.json(), error.details())
                        }
                        Error::Decode(error) => text += error.body(),
                        other => panic!("{other:?}"),
                    }
                    let lower = text.to_lowercase();
                    assert!(!lower.contains("kanarie") && !lower.contains("4712"), "{spelling}: {text}");
                    assert!(text.contains("[secret]"), "{spelling}: {text}");
                }
            }
        }
    }
}
