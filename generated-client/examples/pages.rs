//! All items of a list, and its pages: `cargo run -p generated-client --example pages`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use generated_client::mock::Mock;
use generated_client::{Client, Error};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mock = Mock::new();
    mock.users().list().returns_items((1..=25).map(|id| json!({"id": id})));
    let client = mock.client();

    println!("{} users", count(&client).await?);
    println!("in {} requests", mock.users().list().received().len());
    show_pages(&client).await
}

/// Pages are fetched as the loop needs them: one that stops early does not fetch the rest.
async fn count(client: &Client) -> Result<usize, Error> {
    let mut count = 0;
    let mut users = client.users().list().organization_id(11).limit(10).items();
    while let Some(_user) = users.next().await? {
        count += 1;
    }
    Ok(count)
}

/// A page has more properties than its items.
async fn show_pages(client: &Client) -> Result<(), Error> {
    let mut pages = client.users().list().organization_id(11).limit(10).pages();
    while let Some(page) = pages.next().await? {
        let limit = page.pg.and_then(|pg| pg.limit);
        println!("a page of {}, limit {limit:?}", page.users.len());
    }
    Ok(())
}
