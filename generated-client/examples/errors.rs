//! Error handling: `cargo run -p generated-client --example errors`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use generated_client::mock::{Fault, Mock};
use generated_client::{Client, Error, RetryPolicy};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mock = Mock::new();
    let denied = json!({"detail": "Access denied.", "message": "Permission denied", "code": "SC403"});
    mock.users()
        .update()
        .fails(Fault::status(404).json(json!({"message": "Not found", "code": "IM007"})))
        .fails(Fault::status(403).header("x-request-id", "8f3c").json(denied))
        .fails(Fault::rate_limited())
        .fails(Fault::proxy_page(502))
        .fails(Fault::unreachable());
    // An update is not retried: the failed attempt may have had an effect, and the API does not say that repeating it is safe.
    let client = mock.builder().retry(RetryPolicy::default()).build()?;
    for _ in 0..5 {
        println!("{}", rename(&client, 42, "Ada").await);
    }
    Ok(())
}

async fn rename(client: &Client, id: i64, name: &str) -> String {
    match client.users().update(id).name(name).send().await {
        Ok(response) => format!("{:?}", response.user),
        Err(error) if error.is_not_found() => format!("there is no user {id}"),
        Err(error) if error.is_rate_limited() => format!("rate limited, retry after {:?}", error.retry_after()),
        Err(Error::Api(error)) => format!("{:?}, request {:?}: {error}", error.code(), error.request_id()),
        Err(error) => format!("retryable: {}: {error}", error.is_retryable()),
    }
}
