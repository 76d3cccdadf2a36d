//! What came of the changes, by their kind.

use std::collections::BTreeMap;
use std::fmt;

/// What came of one change.
#[derive(Default)]
pub(super) struct Found {
    /// Why the changed document is refused.
    pub(super) refused: Option<String>,
    /// What fails and is not reported.
    pub(super) silent: Vec<String>,
    /// What is reported and does not fail.
    pub(super) false_alarms: Vec<String>,
}

#[derive(Default)]
struct Row {
    tried: usize,
    agree: usize,
    found: Found,
    refused: Vec<String>,
}

#[derive(Default)]
pub(super) struct Table(BTreeMap<String, Row>);

impl Table {
    /// Adds what came of a change, and returns the lines of it.
    pub(super) fn add(&mut self, kind: &str, place: &str, found: Found) -> Vec<String> {
        let row = self.0.entry(kind.to_owned()).or_default();
        let Found { refused, silent, false_alarms } = found;
        row.tried += 1;
        row.agree += usize::from(refused.is_none() && silent.is_empty() && false_alarms.is_empty());
        let mut lines = Vec::new();
        let mut of_place = |text: String| {
            let line = format!("{place}: {text}");
            lines.push(line.clone());
            line
        };
        row.refused.extend(refused.map(&mut of_place));
        row.found.silent.extend(silent.into_iter().map(&mut of_place));
        row.found.false_alarms.extend(false_alarms.into_iter().map(&mut of_place));
        lines
    }

    pub(super) fn tried(&self) -> usize {
        self.0.values().map(|row| row.tried).sum()
    }

    pub(super) fn refused(&self) -> Vec<&String> {
        self.0.values().flat_map(|row| &row.refused).collect()
    }

    pub(super) fn silent(&self) -> Vec<&String> {
        self.0.values().flat_map(|row| &row.found.silent).collect()
    }

    pub(super) fn false_alarms(&self) -> Vec<&String> {
        self.0.values().flat_map(|row| &row.found.false_alarms).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{:<45} tried agree silent false", "kind")?;
        for (kind, Row { tried, agree, found, refused: _ }) in &self.0 {
            let (silent, false_alarms) = (found.silent.len(), found.false_alarms.len());
            writeln!(formatter, "{kind:<45} {tried:>5} {agree:>5} {silent:>6} {false_alarms:>5}")?;
        }
        let agree: usize = self.0.values().map(|row| row.agree).sum();
        let (silent, false_alarms) = (self.silent().len(), self.false_alarms().len());
        writeln!(formatter, "{:<45} {:>5} {agree:>5} {silent:>6} {false_alarms:>5}", "all", self.tried())?;
        for (word, lines) in
            [("refused", self.refused()), ("silent", self.silent()), ("false alarm", self.false_alarms())]
        {
            for line in lines {
                writeln!(formatter, "{word}: {line}")?;
            }
        }
        Ok(())
    }
}
