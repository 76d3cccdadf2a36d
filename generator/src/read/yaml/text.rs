//! A text that is repaired while it is read. Every character knows the byte of the original from which it was made.

use std::cell::RefCell;
use std::rc::Rc;

use saphyr_parser::Input;

/// A character and the byte of the original that it was made from.
pub(super) type Placed = (usize, char);

/// The repaired beginning, and the rest of the original.
pub(super) struct Text {
    original: Vec<Placed>,
    mended: Vec<Placed>,
    /// The character of the original after the repaired beginning.
    next: usize,
    length: usize,
    /// The number of characters that the parser has read.
    pub(super) taken: usize,
}

impl Text {
    pub(super) fn new(body: &str) -> Self {
        let original = body.char_indices().collect();
        Self { original, mended: Vec::new(), next: 0, length: body.len(), taken: 0 }
    }

    pub(super) fn placed(&self, index: usize) -> Option<Placed> {
        match index.checked_sub(self.mended.len()) {
            None => self.mended.get(index).copied(),
            Some(behind) => self.original.get(self.next + behind).copied(),
        }
    }

    pub(super) fn char(&self, index: usize) -> Option<char> {
        self.placed(index).map(|(_, char)| char)
    }

    /// Returns the byte of the original from which a character was made.
    pub(super) fn byte(&self, index: usize) -> usize {
        self.placed(index).map_or(self.length, |(byte, _)| byte)
    }

    /// Replaces some characters by others.
    pub(super) fn replace(&mut self, from: usize, to: usize, with: Vec<Placed>) {
        while self.mended.len() < to
            && let Some(placed) = self.original.get(self.next)
        {
            self.mended.push(*placed);
            self.next += 1;
        }
        let to = to.min(self.mended.len());
        self.mended.splice(from.min(to)..to, with);
    }

    /// Returns the first character of the line that contains a character.
    pub(super) fn line_start(&self, index: usize) -> usize {
        let is_end = |at: &usize| matches!(self.char(*at), Some('\n' | '\r'));
        (0..index).rev().find(is_end).map_or(0, |at| at + 1)
    }

    /// Returns the first character, at or after another one, that is not a space or, if tabs count as well, a tab.
    pub(super) fn after(&self, index: usize, blanks: &[char]) -> usize {
        let mut at = index;
        while self.char(at).is_some_and(|char| blanks.contains(&char)) {
            at += 1;
        }
        at
    }

    /// Returns whether the rest of a line, from a character on, contains only blanks and a comment.
    pub(super) fn is_empty_from(&self, index: usize) -> bool {
        matches!(self.char(self.after(index, &[' ', '\t'])), None | Some('\n' | '\r' | '#'))
    }
}

/// The input of the parser.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) text: Rc<RefCell<Text>>,
    at: usize,
    lookahead: usize,
}

/// The maximum look-ahead of the parser.
const MAX_LOOKAHEAD: usize = 128;

impl Shared {
    pub(super) fn new(text: &Rc<RefCell<Text>>) -> Self {
        Self { text: Rc::clone(text), at: 0, lookahead: 0 }
    }

    fn char(&self, index: usize) -> Option<char> {
        self.text.borrow().char(index)
    }
}

impl Input for Shared {
    fn lookahead(&mut self, count: usize) {
        self.lookahead = self.lookahead.max(count);
    }

    fn buflen(&self) -> usize {
        self.lookahead
    }

    fn bufmaxlen(&self) -> usize {
        MAX_LOOKAHEAD
    }

    fn raw_read_ch(&mut self) -> char {
        let char = self.char(self.at);
        self.skip();
        char.unwrap_or('\0')
    }

    fn raw_read_non_breakz_ch(&mut self) -> Option<char> {
        let char = self.char(self.at).filter(|char| !matches!(char, '\n' | '\r' | '\0' | '\u{feff}'))?;
        self.skip();
        Some(char)
    }

    fn skip(&mut self) {
        self.skip_n(1);
    }

    fn skip_n(&mut self, count: usize) {
        let mut text = self.text.borrow_mut();
        let all = text.mended.len() + text.original.len() - text.next;
        self.at = (self.at + count).min(all);
        text.taken = self.at;
    }

    fn peek(&self) -> char {
        self.peek_nth(0)
    }

    fn peek_nth(&self, n: usize) -> char {
        self.char(self.at + n).unwrap_or('\0')
    }

    fn peek_opt(&self) -> Option<char> {
        self.char(self.at)
    }
}
