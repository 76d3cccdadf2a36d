//! Trials run in processes of their own: what overflows a stack or never ends takes only its process with it.

use std::io::{BufRead, BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::trial::{Documents, Trial};

/// The seeds that a process tries, and for one seed the only change of it.
const SEEDS: &str = "GENERATOR_TEST_SEEDS";
const ONLY: &str = "GENERATOR_TEST_CHANGE";

/// The stack of a thread, where nobody asks for another one.
const STACK: usize = 2 << 20;

/// The address space of a process, in KiB; it holds all documents as well.
const MEMORY: usize = 4 << 20;

/// The longest that a document may take, on a machine that is busy with other things.
const BOUND: Duration = Duration::from_secs(10);

/// After which time a process that says nothing is taken to hang.
const HANG: Duration = Duration::from_secs(90);

/// What came of one seed.
pub(super) struct Run {
    pub(super) seed: u64,
    pub(super) ended: Ended,
}

/// How a trial ended.
pub(super) enum Ended {
    /// There is a client.
    Client,
    /// There are errors, each as its code and its message.
    Errors(Vec<String>),
    /// The generator panicked, overflowed, hung or took too long.
    Badly(String),
}

/// Tries the seeds in a process; where it dies, another one goes on behind the seed at which it did.
pub(super) fn run(seeds: impl Iterator<Item = u64>) -> Vec<Run> {
    let mut open: Vec<u64> = seeds.collect();
    let mut runs = Vec::new();
    while !open.is_empty() {
        let (mut done, died) = process(&open, None);
        open.drain(..done.len());
        runs.append(&mut done);
        match died {
            Some(how) if !open.is_empty() => runs.push(Run { seed: open.remove(0), ended: Ended::Badly(how) }),
            _ => assert!(open.is_empty(), "a process that ends well has tried all seeds"),
        }
    }
    runs
}

/// Returns the one change that is enough for a failure, or all changes of the seed; and where the document is.
pub(super) fn minimal(run: &Run) -> (Vec<String>, String) {
    let mut documents = Documents::new();
    let whole = Trial::new(run.seed, None, &mut documents);
    for only in (0..whole.changes.len()).map(Some).filter(|_| whole.changes.len() > 1) {
        let (runs, died) = process(&[run.seed], only);
        let ended = died.map(Ended::Badly).or(runs.into_iter().next().map(|run| run.ended));
        let is_alike = match (&run.ended, &ended) {
            (Ended::Badly(_), Some(Ended::Badly(_))) => true,
            (Ended::Errors(before), Some(Ended::Errors(after))) => after.iter().any(|error| before.contains(error)),
            _ => false,
        };
        if is_alike {
            return written(run.seed, &Trial::new(run.seed, only, &mut documents));
        }
    }
    written(run.seed, &whole)
}

fn written(seed: u64, trial: &Trial) -> (Vec<String>, String) {
    let name = trial.file.name.replace('/', "-");
    let path: PathBuf = std::env::temp_dir().join(format!("mutation-{seed}-{name}"));
    std::fs::write(&path, &trial.file.text).expect("the document is written");
    (trial.changes.iter().map(ToString::to_string).collect(), path.display().to_string())
}

/// Tries seeds in one process, in their order. Returns what came of them, and how the process died, if it did.
fn process(seeds: &[u64], only: Option<usize>) -> (Vec<Run>, Option<String>) {
    let limited = format!("ulimit -v {MEMORY}; exec \"$0\" --ignored --exact mutations::child::child --nocapture");
    let mut command = Command::new("sh");
    command.args(["-c", &limited]).arg(std::env::current_exe().expect("a test knows its own program"));
    let text: Vec<String> = seeds.iter().map(u64::to_string).collect();
    command.env(SEEDS, text.join(" ")).env(ONLY, only.map_or(String::new(), |only| only.to_string()));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a shell is there");
    let (stdout, mut stderr) = (child.stdout.take().expect("it is piped"), child.stderr.take().expect("it is piped"));
    let said = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = stderr.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    });
    let (send, lines) = channel();
    std::thread::spawn(move || {
        BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| send.send(line))
    });
    let mut runs = Vec::new();
    let died = loop {
        match lines.recv_timeout(HANG) {
            Ok(line) => runs.extend(result(&line)),
            Err(RecvTimeoutError::Disconnected) => {
                let status = child.wait().expect("a child");
                break (!status.success()).then(|| format!("dies: {status}\n"));
            }
            Err(RecvTimeoutError::Timeout) => {
                child.kill().expect("a child");
                break Some("hangs\n".to_owned());
            }
        }
    };
    let _ = child.wait();
    let said = said.join().unwrap_or_default();
    let tail = |how| format!("{how}{}", said.lines().rev().take(12).collect::<Vec<_>>().join("\n"));
    (runs, died.map(tail))
}

/// Reads a line of the process: `result 7 client`, or `result 7 errors conflict: …`.
fn result(line: &str) -> Option<Run> {
    let (_, line) = line.split_once("result ")?;
    let (seed, ending) = line.split_once(' ')?;
    let ended = match ending.split_once(' ') {
        None => Ended::Client,
        Some(("errors", errors)) => Ended::Errors(errors.split('\t').map(str::to_owned).collect()),
        Some((_, how)) => Ended::Badly(how.to_owned() + "\n"),
    };
    Some(Run { seed: seed.parse().ok()?, ended })
}

/// Not a test of its own: the other process.
#[test]
#[ignore = "run by `a_changed_document_goes_through`"]
fn child() {
    let Ok(seeds) = std::env::var(SEEDS) else { return };
    let only = std::env::var(ONLY).ok().and_then(|only| only.parse().ok());
    let work = move || {
        let mut documents = Documents::new();
        for seed in seeds.split_whitespace().map(|seed| seed.parse().expect("a seed is a number")) {
            println!("result {seed} {}", tried(seed, only, &mut documents));
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(work).expect("a thread");
    assert!(thread.join().is_ok(), "a trial catches what panics");
}

fn tried(seed: u64, only: Option<usize>, documents: &mut Documents) -> String {
    let trial = Trial::new(seed, only, documents);
    let began = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| trial.run(seed)));
    let took = began.elapsed();
    match ended {
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default();
            format!("badly panics: {}", text.lines().next().unwrap_or_default())
        }
        Ok(_) if took > BOUND => "badly takes too long".to_owned(),
        Ok(errors) if errors.is_empty() => "client".to_owned(),
        Ok(errors) => format!("errors {}", errors.join("\t")),
    }
}
