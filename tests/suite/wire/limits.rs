//! Limits of time and of size.

use std::time::{Duration, Instant};

use generated_client::{Client, Error, StatusCode};
use tests::server::{Answer, Server};

use super::builder;

/// Makes a call that has to fail long before the default limits of a client.
async fn failure(client: &Client) -> Error {
    let call = tokio::time::timeout(Duration::from_secs(5), client.users().list().send());
    call.await.expect("an end in time").expect_err("an error")
}

#[tokio::test]
async fn silence_ends_with_a_timeout() {
    let server = Server::play([Answer::silence()]).await;
    let limit = Duration::from_millis(200);
    let client = builder(&server).timeout(limit).build().expect("a client");
    let before = Instant::now();
    let error = failure(&client).await;
    assert!(before.elapsed() >= limit);
    assert!(error.is_timeout() && error.is_retryable());
    assert_eq!(error.status(), None);
    assert_eq!(error.to_string(), "users.list (GET /users): no response within 200ms");
}

#[tokio::test]
async fn a_body_that_stops_ends_with_a_timeout_that_has_the_status() {
    let answer = Answer::json("{\"users\":").announcing(100).hang();
    let server = Server::play([answer]).await;
    let limit = Duration::from_millis(200);
    let client = builder(&server).timeout(limit).build().expect("a client");
    let error = failure(&client).await;
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.status(), Some(StatusCode::OK));
}

#[tokio::test]
async fn an_error_whose_body_stops_is_still_that_error() {
    let answer = Answer::new(500).body("half").announcing(100).hang();
    let server = Server::play([answer]).await;
    let limit = Duration::from_millis(200);
    let client = builder(&server).timeout(limit).build().expect("a client");
    let error = failure(&client).await;
    let error = error.as_api().expect("an error of the API");
    assert_eq!((error.status().as_u16(), error.body()), (500, "half"));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_that_is_not_accepted_ends_with_a_timeout() {
    // The socket listens but never accepts. Once its queue is full, Linux does not respond to further connections.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    let any = "127.0.0.1:0".parse().expect("an address");
    socket.bind(any).expect("a free port");
    let listener = socket.listen(1).expect("a listening socket");
    let address = listener.local_addr().expect("an address");
    let mut queued = Vec::new();
    for _ in 0..8 {
        let attempt = tokio::net::TcpStream::connect(address);
        queued.push(tokio::time::timeout(Duration::from_millis(50), attempt).await);
    }
    let client = Client::builder()
        .base_url(format!("http://{address}"))
        .token("t")
        .no_proxy()
        .connect_timeout(Duration::from_millis(200))
        .build()
        .expect("a client");
    let error = failure(&client).await;
    let Error::Timeout(error) = &error else {
        panic!("{error:?}");
    };
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn a_body_above_the_limit_is_refused() {
    let body = format!("{{\"users\": [{}]}}", vec!["{\"id\": 1}"; 1000].join(","));
    for (limit, fits) in [(body.len(), true), (body.len() - 1, false), (0, false)] {
        let server = Server::play([Answer::json(&body)]).await;
        let builder = builder(&server).max_response_bytes(limit);
        let client = builder.build().expect("a client");
        match client.users().list().send().await {
            Ok(page) => assert!(fits && page.users.len() == 1000),
            Err(Error::Decode(error)) => {
                assert!(!fits, "{error}");
                let expected = format!("its body is larger than {limit} bytes (`max_response_bytes`)");
                assert!(error.to_string().ends_with(&expected), "{error}");
                assert!(error.body().len() <= 2048);
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[tokio::test]
async fn an_endless_body_is_cut_off() {
    let chunk = vec![b' '; 64 << 10];
    for status in [200, 500] {
        let answer = Answer::new(status).body(chunk.clone()).without_end();
        let server = Server::play([answer]).await;
        let builder = builder(&server).max_response_bytes(1 << 20);
        let client = builder.build().expect("a client");
        let error = client.users().list().send().await.expect_err("an error");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
        assert!(matches!(error, Error::Decode(_) | Error::Api(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_false_length_costs_no_memory() {
    let answer = Answer::json("{}").announcing(usize::MAX >> 1);
    let server = Server::play([answer]).await;
    let client = builder(&server).build().expect("a client");
    let error = client.users().list().send().await.expect_err("an error");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

/// Says again and again that a response will follow.
fn flood() -> Answer {
    let early = "HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n";
    Answer::raw("HTTP/1.1 100 Continue\r\n").body(early.repeat(2000)).without_end()
}

#[tokio::test]
async fn a_flood_does_not_keep_a_blocking_call_busy() {
    let server = Server::start(|_| flood()).await;
    let client = builder(&server).timeout(Duration::from_millis(300)).build().expect("a client");
    let call = tokio::task::spawn_blocking(move || client.users().list().send_blocking().expect_err("an error"));
    let error = tokio::time::timeout(Duration::from_secs(5), call).await.expect("an end in time").expect("no panic");
    assert!(error.is_timeout() && error.status().is_none(), "{error:?}");
}
