//! A program and its tests: `cargo test -p generated-client --example testing`. The function under test gets a
//! client, and knows nothing of the mock.
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use generated_client::mock::Mock;
use generated_client::{Client, Error};

/// Sets the language of all users of a team, and returns how many of them it has changed.
pub async fn set_language(client: &Client, team: i64, language: &str) -> Result<usize, Error> {
    let mut changed = 0;
    let mut users = client.users().list().team_id(team).items();
    while let Some(user) = users.next().await? {
        let Some(id) = user.id.filter(|_| user.language.as_deref() != Some(language)) else { continue };
        client.users().update(id).language(language).send().await?;
        changed += 1;
    }
    Ok(changed)
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mock = Mock::new();
    mock.users().list().returns_items([serde_json::json!({"id": 1})]);
    mock.users().update().returns_json(serde_json::json!({}));
    println!("{} changed", set_language(&mock.client(), 22, "en").await?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use generated_client::mock::{Fault, Mock};
    use generated_client::users::User;
    use serde_json::json;

    use super::set_language;

    fn user(id: i64, language: &str) -> User {
        let mut user = User::default();
        user.id = Some(id);
        user.language = Some(language.to_owned());
        user
    }

    #[tokio::test]
    async fn only_users_with_another_language_are_changed() {
        let mock = Mock::new();
        mock.users().list().returns_items([user(1, "en"), user(2, "cs"), user(3, "de")]);
        mock.users().update().returns_json(json!({}));

        assert_eq!(set_language(&mock.client(), 22, "en").await.expect("the calls succeed"), 2);

        assert_eq!(mock.users().list().only().query("teamId").as_deref(), Some("22"));
        let updates = mock.users().update().received();
        let ids: Vec<_> = updates.iter().map(|request| request.argument("userId")).collect();
        assert_eq!(ids, [Some("2".to_owned()), Some("3".to_owned())]);
        assert_eq!(updates[0].json(), Some(json!({"language": "en"})));
    }

    #[tokio::test]
    async fn the_first_error_stops_the_update() {
        let mock = Mock::new();
        mock.users().list().returns_items([user(1, "cs"), user(2, "cs")]);
        mock.users().update().fails(Fault::rate_limited());

        let error = set_language(&mock.client(), 22, "en").await.expect_err("too many calls");
        assert!(error.is_rate_limited());
        mock.users().update().assert_called(1);
    }
}
