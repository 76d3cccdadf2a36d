//! One line of progress, with a bar, on a terminal, for what takes more than a second. It must not be a result.

use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use generator::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{Io, Terminal};

/// What is done sooner shows no bar.
const DELAY: Duration = Duration::from_secs(1);

/// How often the time in the line is brought up to date.
const TICK: Duration = Duration::from_millis(200);

/// A line of progress, until it is dropped.
pub(crate) struct Bar {
    bar: ProgressBar,
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Bar {
    /// Begins to wait for what has so many stages.
    pub(crate) fn start(io: &Io<'_>, what: &str, stages: u64) -> Self {
        let bar = ProgressBar::with_draw_target(Some(stages), ProgressDrawTarget::hidden());
        bar.set_prefix(what.to_owned());
        if io.terminal == Terminal::None {
            return Self { bar, shown: None };
        }
        if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:20}] {msg} ({elapsed})") {
            bar.set_style(style.progress_chars("=> "));
        }
        let (done, wait) = channel::<()>();
        let line = bar.clone();
        let shown = spawn(move || {
            if wait.recv_timeout(DELAY).is_err_and(|error| error == std::sync::mpsc::RecvTimeoutError::Timeout) {
                line.set_draw_target(ProgressDrawTarget::stderr());
                line.enable_steady_tick(TICK);
            }
        });
        Self { bar, shown: Some((done, shown)) }
    }

    /// What the generator reports its stages to.
    pub(crate) fn progress(&self) -> Progress {
        if self.shown.is_none() {
            return Progress::default();
        }
        let bar = self.bar.clone();
        Progress::new(move |stage| {
            // The stage has only begun.
            if !bar.message().is_empty() {
                bar.inc(1);
            }
            bar.set_message(stage.words());
        })
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some((done, shown)) = self.shown.take() {
            drop(done);
            // A thread that could not show the line is not worth failing for.
            let _ = shown.join();
        }
        self.bar.finish_and_clear();
    }
}
