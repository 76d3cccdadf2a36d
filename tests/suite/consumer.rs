//! Does a crate that uses only the client build, and can it call all nine operations?

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::sync::OnceLock;

use tests::server::{Answer, Received, Server};

/// The nine operations, in the order in which the consumer calls them.
pub(crate) const CALLS: [(&str, &str); 9] = [
    ("GET", "/users?organizationId=11&cols%5B%5D=id&pg%5Blimit%5D=50"),
    ("DELETE", "/users"),
    ("PATCH", "/users/42"),
    ("PUT", "/users/42/attributes/email"),
    ("PUT", "/users/42/attributes/password"),
    ("POST", "/users/password-reset-demand"),
    ("GET", "/users/password-reset?hash=abc"),
    ("POST", "/users/password-reset"),
    ("GET", "/users/by-permission?permission=team%20view&type=company&teamId=22"),
];

const LINES: &str = "list: 2 users
delete_current: Some(5)
update: Some(\"Ada\")
update_email: Some(true)
update_password: Some(true)
demand_password_reset: Some(1)
start_password_reset: Some(1)
finish_password_reset: Some(1)
list_by_permission: 1 users
bare: 404 Not Found
bare: 404 Not Found
";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_builds_and_calls_all_nine() {
    let server = Server::start(answer).await;
    let output = run(&server.url(), &[("CONSUMER_BARE", Path::new("1"))]).await;
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), LINES);

    let received = server.received();
    let calls: Vec<_> = received.iter().map(|it| (it.method.as_str(), it.target.as_str())).collect();
    let (calls, bare) = calls.split_at(CALLS.len());
    assert_eq!(calls, CALLS);
    assert_eq!(bare, [("GET", "/bare"); 2]);
    for call in &received {
        let with_client = call.path() != "/bare";
        assert_eq!(call.header("authorization"), with_client.then_some("Token consumer-token"));
    }
    assert_eq!(received[7].header("cookie"), Some("sid=1"));
}

fn answer(received: &Received) -> Answer {
    match (received.method.as_str(), received.path()) {
        ("GET", "/users") => Answer::json(r#"{"users": [{"id": 1}, {"id": 2}]}"#),
        ("DELETE", "/users") => Answer::json(r#"{"user": 5}"#),
        ("PATCH", "/users/42") => Answer::json(r#"{"user": {"name": "Ada"}}"#),
        ("PUT", _) => Answer::json(r#"{"changed": true}"#),
        ("GET", "/users/password-reset") => Answer::json(r#"{"ok": 1}"#).header("set-cookie", "sid=1; Path=/users"),
        ("POST", _) => Answer::json(r#"{"ok": 1}"#),
        ("GET", "/users/by-permission") => Answer::json(r#"{"users": [{"id": 1}]}"#),
        _ => Answer::new(404),
    }
}

/// Runs the consumer against a server, with these environment variables and no proxy.
pub(crate) async fn run(base_url: &str, variables: &[(&str, &Path)]) -> Output {
    let program = tokio::task::spawn_blocking(|| program().to_owned());
    let mut command = tokio::process::Command::new(program.await.expect("a program"));
    command.arg(base_url).stdin(Stdio::null()).kill_on_drop(true);
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    command.output().await.expect("the consumer runs")
}

/// Builds the consumer once for all tests, and returns its path.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = tests.parent().expect("the workspace");
        let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join("consumer");
        // It is built from a copy, because cargo writes a lock file next to the manifest. The lock file of the
        // workspace is copied as well, so that both use the same versions.
        let manifest = fs::read_to_string(tests.join("consumer/Cargo.toml")).expect("a manifest");
        let client = root.join("generated-client").display().to_string();
        let manifest = manifest.replace("../../generated-client", &client.replace('\\', "/"));
        let lock = fs::read_to_string(root.join("Cargo.lock")).expect("a lock file");
        let main = fs::read_to_string(tests.join("consumer/src/main.rs")).expect("a program");
        fs::create_dir_all(copy.join("src")).expect("a folder");
        fs::write(copy.join("Cargo.toml"), manifest).expect("a manifest");
        fs::write(copy.join("Cargo.lock"), lock).expect("a lock file");
        fs::write(copy.join("src/main.rs"), main).expect("a program");

        let output = tests::cargo::cargo(&copy).args(["build", "--offline", "--quiet"]).output().expect("cargo runs");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        root.join(xtask::trial_build::TARGET).join("debug").join(format!("consumer{}", std::env::consts::EXE_SUFFIX))
    })
}
