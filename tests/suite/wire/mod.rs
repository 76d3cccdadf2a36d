//! Does the client speak HTTP right? The real client against a local server that records what it receives and plays
//! answers, the bad ones above all.

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

/// A builder for a client of this server, with a token. It tries once, so that each answer is seen.
fn builder(server: &Server) -> ClientBuilder {
    Client::builder().base_url(server.url()).token("11111111-aaaa").no_proxy().retry(RetryPolicy::none())
}

/// A client of this server, with a token.
fn client(server: &Server) -> Client {
    builder(server).build().expect("a client of a local server")
}

/// Everything that a program could show of an error: its message, its `Debug`, and the same of all of its sources.
fn shown(error: &Error) -> String {
    let mut text = format!("{error}\n{error:?}\n{error:#?}\n");
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!("{cause}\n{cause:?}\n{cause:#?}\n"));
        source = cause.source();
    }
    text
}
