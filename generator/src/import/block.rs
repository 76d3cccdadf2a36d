//! Finds the code blocks of a page. Positions in a block can be converted to positions on the page.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// A code block.
pub(super) struct Block {
    /// How it is marked as code.
    pub(super) mark: Mark,
    /// The text after the opening fence.
    pub(super) info: String,
    /// Its content, without the marks of quotes and lists around it. Lines end with `\n`.
    pub(super) text: String,
    /// The byte of the page at which it begins.
    pub(super) start: usize,
    /// The line of the page on which it begins.
    pub(super) line: usize,
    pieces: Vec<Piece>,
}

/// How Markdown marks code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Between fences.
    Fence,
    /// By an indentation of four spaces.
    Indent,
}

/// A part of a block's text that is contiguous on the page.
struct Piece {
    in_text: usize,
    in_page: usize,
    end_in_page: usize,
}

/// Finds the blocks of a page, in order (CommonMark 0.31, sections 4.4 and 4.5).
pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    let (mut line, mut counted) = (1, 0);
    for (event, range) in Parser::new_ext(page, Options::empty()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                line += page[counted..range.start].matches('\n').count();
                counted = range.start;
                let (mark, info) = match kind {
                    CodeBlockKind::Fenced(info) => (Mark::Fence, info.into_string()),
                    CodeBlockKind::Indented => (Mark::Indent, String::new()),
                };
                open = Some(Block { mark, info, text: String::new(), start: counted, line, pieces: Vec::new() });
            }
            Event::Text(text) => {
                if let Some(block) = &mut open {
                    let piece = Piece { in_text: block.text.len(), in_page: range.start, end_in_page: range.end };
                    block.pieces.push(piece);
                    block.text.push_str(&text);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}

impl Block {
    /// Returns the place on the page of a range of the text.
    pub(super) fn on_page(&self, start: usize, end: usize) -> (usize, usize) {
        let from = self.byte(start);
        // The end is that of the last byte, because the mark of a quote can follow.
        let to = if end > start { self.byte(end - 1) + 1 } else { from };
        (from, to.max(from))
    }

    fn byte(&self, at: usize) -> usize {
        let next = self.pieces.partition_point(|piece| piece.in_text <= at);
        match next.checked_sub(1).and_then(|index| self.pieces.get(index)) {
            Some(piece) => (piece.in_page + at - piece.in_text).min(piece.end_in_page),
            None => self.start,
        }
    }
}
