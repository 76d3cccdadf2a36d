//! Shows progress as a line with a bar on a terminal, for tasks that take more than a second.

use std::sync::mpsc::{Sender, channel};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use generator::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{Io, Terminal};

/// Shorter tasks show no bar.
const DELAY: Duration = Duration::from_secs(1);

/// How often the time in the line is updated.
const TICK: Duration = Duration::from_millis(200);

/// A line of progress, until it is dropped.
pub(crate) struct Bar {
    bar: ProgressBar,
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Bar {
    /// Begins a task with this many stages.
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

    /// Returns the function to which the generator reports its stages.
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
            // A failure to show the line is ignored.
            let _ = shown.join();
        }
        self.bar.finish_and_clear();
    }
}
