//! A blocking client: `cargo run -p generated-client --example blocking`.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use generated_client::Error;
use generated_client::blocking::Client;
use generated_client::mock::Mock;
use serde_json::json;

fn main() -> Result<(), Error> {
    let mock = Mock::new();
    mock.users().list().returns_items((1..=5).map(|id| json!({"id": id, "name": format!("user {id}")})));

    // Client::builder().server(Server::Eu1).token(token).build_blocking()?
    show(&mock.blocking_client())
}

fn show(client: &Client) -> Result<(), Error> {
    let first = client.users().list().organization_id(11).limit(2).send()?;
    println!("the first {}", first.users.len());
    for user in client.users().list().organization_id(11).limit(2).items() {
        let user = user?;
        println!("{:?} {:?}", user.id, user.name);
    }
    Ok(())
}
