//! Is the client's HTTP correct? The real client calls a local server, which records the requests and sends planned
//! responses, many of them broken.

mod answers;
mod blocking;
mod configuration;
mod echoes;
mod encoding;
mod failures;
mod limits;
mod operations;
mod options;
mod pacing;
mod paging;
mod raw;
mod recorder;
mod redirects;
mod refused;
mod retries;
mod secrets;
mod session;
mod spans;
mod threads;
mod tls;

use generated_client::{Client, ClientBuilder, Error, RetryPolicy};
use tests::server::Server;

/// Returns the builder of a client for this server, with a token. The client does not retry, so each response is seen.
fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(server.url()).token("11111111-aaaa").no_proxy().retry(RetryPolicy::none())
}

/// Returns a client for this server, with a token.
fn client(server: &Server) -> Client {
    builder(server).build().expect("a client of a local server")
}

/// Returns everything that a program could show of an error: its message, its `Debug`, and those of all its sources.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!("{cause}\n{cause:?}\n{cause:#?}\n"));
        source = cause.source();
    }
    text
}
