//! One request, by `curl` as installed, so that no network library has to be built. Its arguments are fixed except for
//! checked addresses and validators, and no shell sees them. A response is data: nothing in it is obeyed, except a
//! redirect to the same host that stays below the prefix, if there is one.

use std::io::Read;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::address::Address;
use super::validators::Validators;

/// How often a request is tried.
const ATTEMPTS: u32 = 3;
/// The wait before the second attempt; it is three times as long before the third.
const WAIT: Duration = Duration::from_secs(2);
/// The longest wait that a server can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How many redirects are followed.
const REDIRECTS: usize = 3;
/// The bytes that headers may have, in addition to those of the body.
const HEADERS: u64 = 64 << 10;

/// The seconds for a request.
const LONGEST: u64 = 120;
/// The exit codes of `curl` for which another attempt is pointless: a text that is too large, and certificates.
const LASTING: [i32; 11] = [51, 53, 54, 58, 59, 60, 63, 77, 82, 83, 90];

const AGENT: &str = concat!("make-client-xtask/", env!("CARGO_PKG_VERSION"), " (documentation update)");

/// A response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// Makes the response of a text that was saved earlier.
    pub(crate) fn saved(body: Vec<u8>) -> Self {
        Self { status: 200, headers: Vec::new(), body }
    }

    /// Returns a header by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no response that can be used.
#[derive(Clone, Debug)]
pub(crate) enum Failed {
    /// Another attempt may succeed.
    Passing(String),
    /// No other attempt is made.
    Final(String),
}

/// What a text may be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds<'a> {
    /// The number of bytes that it may have.
    pub(crate) most: u64,
    /// The prefix below which it has to be, if it is a page of an index.
    pub(crate) below: Option<&'a Address>,
    /// When the time for the source is over.
    pub(crate) until: Instant,
}

/// Fetches a text, with redirects and retries.
pub(crate) fn get(address: &Address, validators: Option<&Validators>, bounds: Bounds<'_>) -> Result<Response, String> {
    let mut attempt = 1;
    loop {
        let failed = match follow(address, validators, bounds) {
            Ok(response) if !is_passing(response.status) || attempt == ATTEMPTS => return Ok(response),
            Ok(response) => response.header("retry-after").and_then(|wait| wait.trim().parse().ok()),
            Err(Failed::Passing(_)) if attempt < ATTEMPTS => None,
            Err(Failed::Passing(why) | Failed::Final(why)) => return Err(why),
        };
        let own = WAIT * 3_u32.pow(attempt - 1);
        // Nobody has to be spared on this machine.
        let wait = if address.is_loopback() { Duration::from_millis(10) } else { own };
        sleep(failed.map_or(wait, Duration::from_secs).min(LONGEST_WAIT));
        attempt += 1;
    }
}

fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

fn follow(address: &Address, validators: Option<&Validators>, bounds: Bounds<'_>) -> Result<Response, Failed> {
    let mut at = address.clone();
    for _ in 0..=REDIRECTS {
        let response = once(&at, validators, bounds)?;
        if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
            return Ok(response);
        }
        let target = response.header("location").unwrap_or_default();
        let next = at.link(target);
        let shown: String = target.chars().filter(|char| !char.is_control()).take(100).collect();
        let leaves = |next: &Address| bounds.below.filter(|prefix| !next.is_below(prefix));
        match next {
            Ok(next) if next.origin() != address.origin() => {
                return Err(Failed::Final(format!("it redirects to another host: {shown}")));
            }
            Ok(next) => match leaves(&next) {
                None => at = next,
                Some(prefix) => {
                    return Err(Failed::Final(format!("it redirects to `{shown}`, which is not below {prefix}")));
                }
            },
            Err(why) => return Err(Failed::Final(format!("it redirects to `{shown}`: {why}"))),
        }
    }
    Err(Failed::Final(format!("it redirects more than {REDIRECTS} times")))
}

fn once(address: &Address, validators: Option<&Validators>, bounds: Bounds<'_>) -> Result<Response, Failed> {
    let most = bounds.most;
    let left = bounds.until.saturating_duration_since(Instant::now()).as_secs();
    if left == 0 {
        return Err(Failed::Final("the source took too long".to_owned()));
    }
    let mut child = command(address, validators, (most, left.min(LONGEST))).spawn().map_err(|error| {
        Failed::Final(format!("`curl` cannot be run: {error}; install it, or save the pages and use `--offline DIR`"))
    })?;
    let mut bytes = Vec::new();
    let limit = most + HEADERS;
    let read = child.stdout.take().map(|stdout| stdout.take(limit + 1).read_to_end(&mut bytes));
    let is_cut = bytes.len() as u64 > limit;
    if is_cut {
        // What it still receives is not wanted.
        let _ = child.kill();
    }
    let ended = child.wait_with_output();
    if is_cut {
        return Err(Failed::Final(format!("it is larger than {most} bytes")));
    }
    let ended = match (read, ended) {
        (Some(Ok(_)), Ok(ended)) => ended,
        (Some(Err(error)), _) | (_, Err(error)) => return Err(Failed::Passing(format!("`curl` failed: {error}"))),
        (None, Ok(_)) => return Err(Failed::Passing("`curl` has no output".to_owned())),
    };
    if !ended.status.success() {
        let why = String::from_utf8_lossy(&ended.stderr);
        let why = why.lines().next().unwrap_or("it does not say why").to_owned();
        let is_final = ended.status.code().is_some_and(|code| LASTING.contains(&code));
        return Err(if is_final { Failed::Final(why) } else { Failed::Passing(why) });
    }
    parse(&bytes)
        .filter(|response| response.body.len() as u64 <= most)
        .ok_or_else(|| Failed::Final("its response is no HTTP, or too large".to_owned()))
}

fn command(address: &Address, validators: Option<&Validators>, (most, seconds): (u64, u64)) -> Command {
    let mut command = Command::new("curl");
    // It has to be the first: the user's settings are not read.
    command.arg("--disable");
    let protocol = if address.is_loopback() { "=http" } else { "=https" };
    command.args(["--silent", "--show-error", "--include", "--globoff", "--suppress-connect-headers"]);
    command.args(["--proto", protocol, "--max-redirs", "0"]);
    command.args(["--connect-timeout", "20", "--max-time", &seconds.to_string(), "--max-filesize", &most.to_string()]);
    command.args(["--user-agent", AGENT, "--header", "Accept: text/markdown, text/plain, application/json, */*;q=0.1"]);
    if address.is_loopback() {
        command.args(["--noproxy", "*"]);
    }
    for header in validators.into_iter().flat_map(Validators::headers) {
        command.args(["--header", &header]);
    }
    command.args(["--url", address.as_str()]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Reads a response: a head for each interim response, the head, and the body.
fn parse(bytes: &[u8]) -> Option<Response> {
    let mut rest = bytes;
    loop {
        let (head, body) = split(rest)?;
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines();
        let first = lines.next().filter(|line| line.starts_with("HTTP/"))?;
        let status: u16 = first.split_whitespace().nth(1)?.parse().ok()?;
        if (100..200).contains(&status) {
            rest = body;
            continue;
        }
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        };
        return Some(Response { status, headers: lines.filter_map(header).collect(), body: body.to_vec() });
    }
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = |mark: &[u8]| bytes.windows(mark.len()).position(|window| window == mark).map(|at| (at, mark.len()));
    let (at, length) = match (at(b"\r\n\r\n"), at(b"\n\n")) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    Some((&bytes[..at], &bytes[at + length..]))
}
