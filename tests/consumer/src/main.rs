//! Calls all nine operations of the server whose base URL is the only argument, and prints a line for each. With the
//! variable `CONSUMER_BARE`, calls it without the client as well.

use generated_client::users::{
    DemandPasswordResetBody, FinishPasswordResetBody, PermissionType, UpdateEmailBody, UpdatePasswordBody, UserColumn,
};
use generated_client::{Client, Server};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let base_url = std::env::args().nth(1).unwrap_or_default();
    if let Err(error) = call_all(&base_url).await {
        eprintln!("{error}");
        std::process::exit(1);
    }
    if std::env::var_os("CONSUMER_BARE").is_some() {
        call_without_the_client(&base_url).await;
    }
}

/// Uses a bare client of the HTTP library, as the README of the client describes.
async fn call_without_the_client(base_url: &str) {
    assert!(rustls::crypto::CryptoProvider::get_default().is_none(), "the client installs nothing for the process");
    rustls::crypto::ring::default_provider().install_default().expect("no other provider is installed");
    for bare in [reqwest::Client::new(), generated_client::reqwest::Client::new()] {
        let response = bare.get(format!("{base_url}/bare")).send().await.expect("a response");
        println!("bare: {}", response.status());
    }
}

async fn call_all(base_url: &str) -> Result<(), generated_client::Error> {
    let client = Client::builder().server(Server::from(base_url)).token("consumer-token").build()?;
    let users = client.users();

    let page = users.list().organization_id(11).cols([UserColumn::Id]).limit(50).send().await?;
    println!("list: {} users", page.users.len());

    let answer = users.delete_current().delete_connections(true).current_password("old").send().await?;
    println!("delete_current: {:?}", answer.user);

    let answer = users.update(42).name("Ada").send().await?;
    println!("update: {:?}", answer.user.and_then(|user| user.name));

    let body = UpdateEmailBody {
        current_email_address: "old@example.com".into(),
        new_email_address: "new@example.com".into(),
        current_password: "old".into(),
    };
    let answer = users.update_email(42, body).send().await?;
    println!("update_email: {:?}", answer.changed);

    let body = UpdatePasswordBody {
        current_password: "old".into(),
        new_password1: "New-password1".into(),
        new_password2: "New-password1".into(),
    };
    let answer = users.update_password(42, body).send().await?;
    println!("update_password: {:?}", answer.changed);

    let body = DemandPasswordResetBody { email: "ada@example.com".into() };
    let answer = users.demand_password_reset(body).send().await?;
    println!("demand_password_reset: {:?}", answer.ok);

    let answer = users.start_password_reset().hash("abc").send().await?;
    println!("start_password_reset: {:?}", answer.ok);

    let body = FinishPasswordResetBody { new_password1: "New-password1".into(), new_password2: "New-password1".into() };
    let answer = users.finish_password_reset(body).send().await?;
    println!("finish_password_reset: {:?}", answer.ok);

    let request = users.list_by_permission("team view", PermissionType::Company);
    let answer = request.team_id(22).send().await?;
    println!("list_by_permission: {} users", answer.users.len());
    Ok(())
}
