//! Compares the client with plain reqwest and serde for the same call: `cargo bench -p tests --bench client`. The two
//! take turns, and the result is the ratio of their medians. On a busy machine, the times are longer and the ratio is
//! less precise. With many calls at once, what counts is the CPU time of the process, while another one serves.

#![allow(clippy::print_stdout, reason = "numbers are what it is for")]

use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use generated_client::users::{ListResponse, UserColumn};
use generated_client::{Client, Operation, RetryPolicy, Transport, TransportFuture, bytes, reqwest};
use serde::Deserialize;
use tests::server::{Answer, Server};

/// The response, as a person would declare it by hand.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is only read")]
#[serde(rename_all = "camelCase")]
struct PlainPage {
    pg: Option<PlainPaging>,
    users: Vec<PlainUser>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is only read")]
#[serde(rename_all = "camelCase")]
struct PlainPaging {
    last: Option<String>,
    limit: Option<i64>,
    offset: Option<i64>,
    show_last: Option<bool>,
    sort_by: Option<String>,
    sort_dir: Option<String>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is only read")]
#[serde(rename_all = "camelCase")]
struct PlainUser {
    avatar: Option<String>,
    country_id: Option<i64>,
    email: Option<String>,
    features: Option<PlainFeatures>,
    id: Option<i64>,
    language: Option<String>,
    last_login: Option<jiff::Timestamp>,
    locale_id: Option<i64>,
    name: Option<String>,
    support_eligible: Option<bool>,
    tfa_status: Option<i64>,
    timezone_id: Option<i64>,
    user_team_ids: Option<Vec<i64>>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is only read")]
struct PlainFeatures {
    allow_apps: Option<bool>,
}

/// The same with a map of unknown properties, to show what keeping them in every value costs.
#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is only read")]
struct KeepingPage {
    users: Vec<KeepingUser>,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is only read")]
struct KeepingUser {
    #[serde(flatten)]
    known: PlainUser,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, serde_json::Value>,
}

fn page(users: usize) -> String {
    let user = |id: usize| {
        format!(
            r#"{{"id":{id},"name":"User number {id}","email":"user{id}@example.com","language":"en","timezoneId":{zone},
            "localeId":1,"countryId":203,"features":{{"allow_apps":true}},"avatar":"https://example.com/{id}.png",
            "lastLogin":"2026-03-{day:02}T10:20:30.123Z","tfaStatus":1,"supportEligible":false,"userTeamIds":[{id},7]}}"#,
            zone = id % 400,
            day = id % 28 + 1,
        )
    };
    let users: Vec<String> = (0..users).map(user).collect();
    format!(r#"{{"users":[{}],"pg":{{"limit":1000,"offset":0,"sortBy":"id","sortDir":"desc"}}}}"#, users.join(","))
}

/// Measures two functions in turn, and returns the median of each.
fn in_turn(rounds: usize, mut one: impl FnMut(), mut other: impl FnMut()) -> [Duration; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..rounds + 3 {
        for side in [round % 2, (round + 1) % 2] {
            let before = Instant::now();
            if side == 0 {
                one()
            } else {
                other()
            }
            // The first rounds warm up.
            if round >= 3 {
                times[side].push(before.elapsed());
            }
        }
    }
    times.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    })
}

fn report(what: &str, [ours, plain]: [Duration; 2]) {
    println!("{what:<44} {ours:>12.2?} {plain:>12.2?} {:>7.3}", ours.as_secs_f64() / plain.as_secs_f64());
}

/// The argument that makes this program a server for the one that measures.
const SERVE: &str = "--serve";

fn main() {
    if std::env::args().any(|argument| argument == SERVE) {
        return serve();
    }
    // `cargo test` only builds the benchmark.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    // The client has its own TLS provider, but plain reqwest needs one for the process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    println!("{:<44} {:>12} {:>12} {:>7}", "", "client", "by hand", "ratio");
    decoding();
    calling();
    without_a_network();
    at_once();
}

/// Responds at once, so that only the client's own work is measured.
struct Canned(bytes::Bytes);

impl Transport for Canned {
    fn execute(&self, _: &Operation, _: reqwest::Request) -> TransportFuture {
        let response = http::Response::new(self.0.clone());
        Box::pin(async move { Ok(response.into()) })
    }
}

fn without_a_network() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let client = Client::builder().base_url("http://127.0.0.1").token("t").transport(Canned(page(1).into()));
    let client = client.build().expect("a client");
    let text = page(1);
    let ours = || {
        let request = client.users().list().organization_id(11).cols([UserColumn::Id, UserColumn::Name]).limit(50);
        drop(black_box(runtime.block_on(request.send()).expect("an answer")));
    };
    let decoded = || drop(black_box(serde_json::from_str::<PlainPage>(&text).expect("a page")));
    let [ours, decoded] = in_turn(3000, ours, decoded);
    println!("{:<44} {:>12.2?}", "the client's own part of a call", ours.saturating_sub(decoded));
}

fn decoding() {
    let text = page(1000);
    let ours = || drop(black_box(serde_json::from_str::<ListResponse>(&text).expect("a page")));
    let plain = || drop(black_box(serde_json::from_str::<PlainPage>(&text).expect("a page")));
    report("decoding a page of 1,000 users", in_turn(300, ours, plain));
    let keeping = || drop(black_box(serde_json::from_str::<KeepingPage>(&text).expect("a page")));
    report("the same, if every value kept the unknown", in_turn(100, keeping, plain));
}

fn calling() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    for (users, rounds) in [(1, 1500), (1000, 150)] {
        let body = page(users);
        let server = runtime.block_on(Server::start(move |_| Answer::json(&body)));
        let client = Client::builder().base_url(server.url()).token("t").no_proxy().retry(RetryPolicy::default());
        let client = client.build().expect("a client");
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().expect("a client");
        let url = format!("{}/users", server.url());
        let ours = || {
            let request = client.users().list().organization_id(11).cols([UserColumn::Id, UserColumn::Name]).limit(50);
            drop(black_box(runtime.block_on(request.send()).expect("an answer")));
        };
        let plain = || drop(black_box(runtime.block_on(by_hand(&http, &url))));
        report(&format!("a call that answers {users} users"), in_turn(rounds, ours, plain));
        runtime.block_on(async { drop(server) });
    }
}

/// The same call, as a person would write it: the URL is formatted with its values already encoded, and reqwest parses it
/// and the names of headers. The time limit is that of the client of reqwest. Nothing is retried, and errors have no details.
async fn by_hand(http: &reqwest::Client, url: &str) -> PlainPage {
    let url = format!("{url}?organizationId=11&cols%5B%5D=id&cols%5B%5D=name&pg%5Blimit%5D=50");
    let request = http.get(url).header("authorization", "Token t").header("accept", "application/json");
    let bytes = request.send().await.expect("an answer").error_for_status().expect("success").bytes().await;
    serde_json::from_slice(&bytes.expect("a body")).expect("a page")
}

/// Serves one user until its standard input ends.
fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let server = runtime.block_on(Server::start(|_| Answer::json(&page(1))));
    println!("{}", server.url());
    runtime.block_on(async {
        let ended = tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop));
        ended.await.expect("the input ends");
    });
}

/// Starts the server in another process, so that its work does not count.
fn another_process() -> (Child, String) {
    let program = std::env::current_exe().expect("this program");
    let mut child =
        Command::new(program).arg(SERVE).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut url = String::new();
    BufReader::new(child.stdout.as_mut().expect("a pipe")).read_line(&mut url).expect("it prints its URL");
    (child, url.trim().to_owned())
}

/// Many calls at once: the CPU time of each, of the client and of plain reqwest.
fn at_once() {
    let Some(_) = cpu_time() else { return println!("the CPU time of a process is only known on Linux") };
    let (mut child, server) = another_process();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let client = Client::builder().base_url(&server).token("t").no_proxy().build().expect("a client");
    let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(60)).build().expect("a client");
    let url: Arc<str> = format!("{server}/users").into();
    for (count, each) in [(1, 2000), (50, 40), (500, 4), (2000, 1)] {
        let ours = || {
            runtime.block_on(in_flight(count, || {
                let client = client.clone();
                async move {
                    for _ in 0..each {
                        let request = client.users().list().organization_id(11);
                        let request = request.cols([UserColumn::Id, UserColumn::Name]).limit(50);
                        drop(black_box(request.send().await.expect("an answer")));
                    }
                }
            }));
        };
        let plain = || {
            runtime.block_on(in_flight(count, || {
                let (http, url) = (http.clone(), Arc::clone(&url));
                async move {
                    for _ in 0..each {
                        drop(black_box(by_hand(&http, &url).await));
                    }
                }
            }));
        };
        let calls = u32::try_from(count * each).expect("few calls");
        let times = cpu_in_turn(12, ours, plain).map(|time| time / calls);
        report(&format!("CPU of a call, {count} in flight"), times);
    }
    drop(child.stdin.take());
    let _ = child.wait();
}

/// Runs this many tasks at once.
async fn in_flight<F: Future<Output = ()> + Send + 'static>(count: usize, task: impl Fn() -> F) {
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..count {
        tasks.spawn(task());
    }
    tasks.join_all().await;
}

/// Measures the CPU time of two functions in turn, and returns the sum of each.
fn cpu_in_turn(rounds: u32, mut one: impl FnMut(), mut other: impl FnMut()) -> [Duration; 2] {
    let mut times = [Duration::ZERO; 2];
    for round in 0..rounds + 2 {
        for side in [round % 2, (round + 1) % 2] {
            let before = cpu_time().unwrap_or_default();
            if side == 0 {
                one()
            } else {
                other()
            }
            // The first rounds warm up.
            if round >= 2 {
                times[side as usize] += cpu_time().unwrap_or_default() - before;
            }
        }
    }
    times.map(|time| time / rounds)
}

/// Returns the CPU time of this process, in user and system mode (`proc(5)`).
fn cpu_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = text.rsplit_once(") ")?;
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks: u64 = fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
