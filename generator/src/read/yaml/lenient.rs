//! Reads YAML that the parser refuses. The text is repaired at the place where the parser stopped, if its meaning is
//! clear, and reading continues from shortly before.

use std::cell::RefCell;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScanError};

use super::repair::{Open, Repair, repair};
use super::text::{Shared, Text};

/// The number of characters between two stored states of the parser.
const STRIDE: usize = 1_024;

/// The maximum number of stored states, without the first.
const KEPT: usize = 16;

/// The maximum number of characters that are read again.
const MAX_AGAIN: usize = 100_000_000;

/// The maximum number of events. A document with more is too large.
const MAX_EVENTS: usize = 3_000_000;

/// The events of a text, each with its first and its last byte.
pub(super) struct Events {
    pub(super) events: Vec<(Event<'static>, usize, usize)>,
    /// The repairs, by the byte where they begin.
    pub(super) repairs: Vec<(usize, Repair)>,
}

/// Why a text cannot be read: the message of the parser, and the byte where it stopped.
#[derive(Clone)]
pub(super) struct Fault {
    pub(super) words: String,
    pub(super) byte: usize,
}

/// A state of the parser to go back to.
struct State {
    parser: Parser<'static, Shared>,
    taken: usize,
    events: usize,
    open: Vec<Open>,
}

/// Reads the first document of a text.
pub(super) fn events(body: &str) -> Result<Events, Fault> {
    let text = Rc::new(RefCell::new(Text::new(body)));
    let mut reader = Lenient {
        parser: Parser::new(Shared::new(&text)),
        text,
        states: Vec::new(),
        open: Vec::new(),
        documents: 0,
        found: Events { events: Vec::new(), repairs: Vec::new() },
    };
    reader.keep();
    let mut again = 0;
    let mut last: Option<(Repair, Fault, usize)> = None;
    loop {
        let Err(error) = reader.read() else { return Ok(reader.found) };
        let reached = reader.text.borrow().byte(reader.text.borrow().taken);
        let fault = reader.fault(&error);
        // A repair that does not bring the parser any further does not count.
        let is_stuck = last.as_ref().is_some_and(|(_, _, before)| reached <= *before);
        let found = if is_stuck { None } else { reader.repair(&error) };
        let Some((repair, from)) = found else {
            // If the text continues in the next line, it may be a key without a colon. Then the first stop says more.
            let first = last.filter(|(repair, _, before)| {
                let is_near = *repair == Repair::Continuation && reached.saturating_sub(*before) < 200;
                is_stuck || is_near || fault.words.contains("trailing content")
            });
            return Err(first.map_or(fault, |(_, first, _)| first));
        };
        again += reader.go_back(from);
        if again > MAX_AGAIN {
            return Err(fault);
        }
        last = Some((repair, fault, reached));
    }
}

struct Lenient {
    text: Rc<RefCell<Text>>,
    parser: Parser<'static, Shared>,
    states: Vec<State>,
    /// The collections that are open, from the outside in.
    open: Vec<Open>,
    documents: usize,
    found: Events,
}

impl Lenient {
    /// Continues to the end of the first document.
    fn read(&mut self) -> Result<(), ScanError> {
        while let Some(next) = self.parser.next_event() {
            let (event, span) = next?;
            let text = self.text.borrow();
            let (start, end) = (text.byte(span.start.index()), text.byte(span.end.index()));
            match event {
                Event::MappingStart(..) | Event::SequenceStart(..) => {
                    let is_flow = matches!(text.char(span.start.index()), Some('{' | '['));
                    self.open.push(Open { is_flow, column: span.start.col() });
                }
                Event::MappingEnd | Event::SequenceEnd => drop(self.open.pop()),
                Event::DocumentStart(_) => self.documents += 1,
                _ => {}
            }
            let taken = text.taken;
            drop(text);
            self.found.events.push((event, start, end.max(start)));
            if self.found.events.len() > MAX_EVENTS {
                break;
            }
            if self.states.last().is_none_or(|state| state.taken + STRIDE <= taken) {
                self.keep();
            }
        }
        Ok(())
    }

    fn keep(&mut self) {
        if self.states.len() > KEPT {
            self.states.remove(1);
        }
        let taken = self.text.borrow().taken;
        let (parser, open) = (self.parser.clone(), self.open.clone());
        self.states.push(State { parser, taken, events: self.found.events.len(), open });
    }

    fn fault(&self, error: &ScanError) -> Fault {
        Fault { words: error.info().to_owned(), byte: self.text.borrow().byte(error.marker().index()) }
    }

    /// Repairs the place where the parser stopped, and returns the first changed character.
    fn repair(&mut self, error: &ScanError) -> Option<(Repair, usize)> {
        let mut text = self.text.borrow_mut();
        let mended = repair(&mut text, error.info(), error.marker().index(), &self.open)?;
        let byte = text.byte(mended.at);
        for repair in &mended.repairs {
            self.found.repairs.push((byte, *repair));
        }
        Some((*mended.repairs.first()?, mended.from))
    }

    /// Goes back to the last state before a character, and returns the distance.
    fn go_back(&mut self, from: usize) -> usize {
        let reached = self.text.borrow().taken;
        while self.states.len() > 1 && self.states.last().is_some_and(|state| state.taken > from) {
            self.states.pop();
        }
        let Some(state) = self.states.last() else { return 0 };
        self.parser = state.parser.clone();
        self.open.clone_from(&state.open);
        self.found.events.truncate(state.events);
        self.text.borrow_mut().taken = state.taken;
        reached.saturating_sub(state.taken)
    }
}
