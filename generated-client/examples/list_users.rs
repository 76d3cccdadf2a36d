//! The first call: `cargo run -p generated-client --example list_users`. It runs against the mock; the comment
//! shows how a real program makes its client.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use generated_client::mock::Mock;
use generated_client::users::UserColumn;
use generated_client::{Client, Error};
use serde_json::json;

#[tokio::main]
async fn main() -> Result<(), Error> {
    // Client::builder().server(Server::Eu1).token(token).build()?
    let client = client();

    let page = client.users().list().organization_id(11).cols([UserColumn::Id, UserColumn::Email]).send().await?;
    for user in page.users {
        println!("{:?} {:?}", user.id, user.email);
    }
    Ok(())
}

fn client() -> Client {
    let mock = Mock::new();
    mock.users().list().returns_json(json!({"users": [
        {"id": 1, "email": "ada@example.com"},
        {"id": 2, "email": "grace@example.com"},
    ]}));
    mock.client()
}
