//! Blocking calls: `cargo run -p generated-client --example blocking`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use generated_client::mock::Mock;
use generated_client::{Client, Error};
use serde_json::json;

fn main() -> Result<(), Error> {
    let mock = Mock::new();
    mock.users().list().returns_items((1..=5).map(|id| json!({"id": id, "name": format!("user {id}")})));

    // Client::builder().server(Server::Eu1).token(token).build()?
    show(&mock.client())
}

fn show(client: &Client) -> Result<(), Error> {
    let first = client.users().list().organization_id(11).limit(2).send_blocking()?;
    println!("the first {}", first.users.len());
    for user in client.users().list().organization_id(11).limit(2).items_blocking() {
        let user = user?;
        println!("{:?} {:?}", user.id, user.name);
    }
    Ok(())
}
