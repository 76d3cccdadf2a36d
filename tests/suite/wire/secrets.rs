//! The token, every secret and the query contain a canary. It reaches the server and is shown nowhere else.

use std::sync::Mutex;
use std::time::Duration;

use generated_client::users::{FinishPasswordResetBody, UpdateEmailBody, UpdatePasswordBody};
use generated_client::{Client, Error, RetryPolicy, Secret};
use tests::server::{Answer, Server};

use super::shown;

const CANARY: &str = "kanarienvogel-4711";

/// Collects everything that any library logs at the most verbose level.
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Recorder;

impl log::Log for Recorder {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}", record.target(), record.args());
        LOG.lock().expect("no test panicked with it").push(line);
    }

    fn flush(&self) {}
}

fn client(url: &str) -> Client {
    Client::builder()
        .base_url(url)
        .token(CANARY)
        .timeout(Duration::from_millis(300))
        .retry(RetryPolicy::default().first_backoff(Duration::from_millis(1)))
        .no_proxy()
        // This would log every byte that is sent.
        .http(|http| http.connection_verbose(true))
        .build()
        .expect("a client")
}

/// Makes every call that has a secret, and returns the errors.
async fn call_all(client: &Client) -> Vec<Error> {
    let users = client.users();
    let secret = || Secret::from(CANARY);
    let email = UpdateEmailBody {
        current_email_address: "a@example.com".into(),
        new_email_address: "b@example.com".into(),
        current_password: secret(),
    };
    let password = UpdatePasswordBody { current_password: secret(), new_password1: secret(), new_password2: secret() };
    let reset = FinishPasswordResetBody { new_password1: secret(), new_password2: secret() };
    let shown = format!("{email:?} {password:#?} {reset:?} {client:?} {users:?}");
    assert!(shown.contains("[secret]") && !shown.contains(CANARY), "{shown}");

    let delete = users.delete_current().current_password(CANARY).tfa_code(CANARY);
    let session = users.start_password_reset().hash(CANARY);
    let list = users.list().name(CANARY);
    let update = users.update(CANARY).name(CANARY);
    let shown = format!("{delete:?} {session:#?} {list:?} {update:?}");
    assert!(shown.contains("users.delete_current") && !shown.contains(CANARY), "{shown}");

    let errors = [
        delete.send().await.err(),
        session.send().await.err(),
        list.send().await.err(),
        update.send().await.err(),
        users.update_email(1, email).send().await.err(),
        users.update_password(1, password).send().await.err(),
        users.finish_password_reset(reset).send().await.err(),
    ];
    errors.into_iter().flatten().collect()
}

/// Causes an error of each kind that can happen on the wire.
async fn provoke_all() -> Vec<Error> {
    let mut errors = Vec::new();
    let other = Server::start(|_| Answer::json("{}")).await;
    let elsewhere = format!("{}/", other.url());
    for answer in [
        Answer::silence(),
        Answer::raw(""),
        Answer::raw("nonsense\r\n\r\n"),
        Answer::json("{\"users\":").announcing(100),
        Answer::json("{\"users\":").announcing(100).hang(),
        Answer::new(200).body("<html>"),
        Answer::json("[1, 2"),
        Answer::new(403).body(r#"{"code": "SC403"}"#),
        // Libraries log the cookies that they keep.
        Answer::new(403).header("set-cookie", &format!("sid={CANARY}; Path=/; HttpOnly")),
        Answer::new(403).header("set-cookie", &format!("sid={CANARY}; Domain=elsewhere.invalid; Expires={CANARY}")),
        Answer::new(307).header("location", &elsewhere),
        Answer::new(302).header("location", "file:///x"),
        Answer::new(302).header("location", "/again"),
    ] {
        let server = Server::start(move |_| answer.clone()).await;
        let failed = call_all(&client(&server.url())).await;
        let received = server.received();
        assert!(received.iter().any(|it| format!("{it:?}").contains(CANARY)));
        assert_eq!(failed.len(), 7, "{failed:?}");
        errors.extend(failed);
    }
    assert_eq!(other.received().len(), 0);
    errors.extend(call_all(&client("http://127.0.0.1:1")).await);
    errors.extend(call_all(&client("https://127.0.0.1:1")).await);
    errors.extend(call_all(&client("http://does-not-exist.invalid")).await);
    let server = Server::start(|_| Answer::json("{}")).await;
    let anonymous = Client::builder().base_url(server.url()).no_proxy().build();
    errors.extend(call_all(&anonymous.expect("a client")).await);
    errors.extend(client(&server.url()).users().update("..").name(CANARY).send().await.err());
    errors
}

#[tokio::test]
async fn the_canary_is_not_shown() {
    log::set_logger(&Recorder).expect("no other logger in this suite");
    log::set_max_level(log::LevelFilter::Trace);
    let errors = provoke_all().await;

    let mut kinds = [false; 6];
    for error in &errors {
        let kind = match error {
            Error::Argument(_) => 0,
            Error::MissingCredential(_) => 1,
            Error::Transport(_) => 2,
            Error::Timeout(_) => 3,
            Error::Decode(_) => 4,
            Error::Api(_) => 5,
            other => panic!("{other:?}"),
        };
        kinds[kind] = true;
        let text = shown(error);
        assert!(!text.contains(CANARY), "{text}");
        assert!(!error.to_string().contains('\n'), "{error}");
        assert!(error.to_string().starts_with("users."), "{error}");
    }
    assert_eq!(kinds, [true; 6], "a kind of error was not provoked");

    let log = LOG.lock().expect("no test panicked with it");
    assert!(!log.is_empty(), "nothing was logged, so this proves nothing");
    let told: Vec<_> = log.iter().filter(|line| line.contains(CANARY)).collect();
    assert_eq!(told, Vec::<&String>::new());
}

#[test]
fn a_secret_serializes_as_its_value_and_is_not_printed() {
    let secret = Secret::from(CANARY);
    assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "[secret] Some([secret])");
    let json = serde_json::to_string(&secret).expect("JSON");
    assert_eq!(json, format!("\"{CANARY}\""));
    assert_eq!(serde_json::from_str::<Secret>(&json).ok(), Some(secret));
    // By default, the message of a deserialization error quotes the value.
    let error = serde_json::from_str::<Secret>("4711").expect_err("no string");
    assert!(!error.to_string().contains("4711"), "{error}");
}
