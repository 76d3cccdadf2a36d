//! Repairs YAML that the parser refuses although a person understands it. A repair must not change the meaning of a
//! scalar.

use super::text::{Placed, Text};

/// A kind of repair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repair {
    /// A tab between a key and its value, which YAML 1.2 allows (section 6.2).
    Tab,
    /// A tab in the place of spaces before a text.
    TabBefore,
    /// Lines of a quoted text, or between brackets, with too little indentation for YAML 1.2 (sections 6.1, 7.3.1).
    Indentation,
    /// A line of a text without quotes with too little indentation for YAML 1.2 (section 7.3.3).
    Continuation,
    /// `\uD83D\uDE00` for one character, as JSON has it (RFC 8259, section 7).
    Surrogates,
    /// `\uD83D` alone, which is not a character.
    HalfSurrogate,
    /// A backslash that does not begin an escape.
    Backslash,
    /// A colon in a text without quotes.
    Colon,
    /// `*/*`, which does not refer to an anchor.
    Star,
}

impl Repair {
    /// Describes how it is read, or returns `None` if YAML allows it.
    pub(super) fn message(self) -> Option<&'static str> {
        Some(match self {
            Self::Tab => return None,
            Self::TabBefore => "a tab begins this line; it is read as spaces",
            Self::Indentation => "these lines are not indented; they are read as if they were",
            Self::Continuation => "this line is not indented and has no key; it is read as part of the text before it",
            Self::Surrogates => "two JSON escapes for one character are read as in JSON",
            Self::HalfSurrogate => "an escape for half of a character is read as `\u{fffd}`",
            Self::Backslash => "a backslash that begins no YAML escape is read as a backslash",
            Self::Colon => "this text contains a colon and has no quotes; all of it is read as text",
            Self::Star => "this text begins with `*` and refers to no anchor; it is read as text",
        })
    }
}

/// A collection that is open at the place where the parser stopped.
#[derive(Clone, Copy)]
pub(super) struct Open {
    pub(super) is_flow: bool,
    pub(super) column: usize,
}

/// The repaired places.
pub(super) struct Mended {
    pub(super) repairs: Vec<Repair>,
    /// The character that a report shows.
    pub(super) at: usize,
    /// The first character that has changed.
    pub(super) from: usize,
}

/// The maximum indentation of a line. Deeper lines are nested too deeply anyway.
const MAX_INDENT: usize = 256;

/// The maximum number of lines that are read back from the place where the parser stopped.
const MAX_LINES: usize = 1_000;

/// Repairs the character `at`, where the parser stopped, depending on its message. Returns `None` if no repair is
/// known.
pub(super) fn repair(text: &mut Text, words: &str, at: usize, open: &[Open]) -> Option<Mended> {
    let has = |part: &str| words.contains(part);
    let quote_column = at - text.line_start(at);
    if has("in quoted scalar") || has("unexpected document indicator") {
        quoted(text, at, (quote_column + 1).min(MAX_INDENT))
    } else if has("escape char") || has("hexadecimal number") || has("escape code") {
        quoted(text, at, 0)
    } else if has("mapping values are not allowed") {
        colon(text, at, open)
    } else if has("':' must be followed by a valid YAML whitespace") || has("tabs disallowed in this context") {
        colon(text, at, open).or_else(|| tabs_before(text, at, Repair::Tab))
    } else if has("'-' must be followed by a valid YAML whitespace") {
        tabs_before(text, at, Repair::TabBefore)
    } else if has("tab cannot be used as indentation")
        || has("tabs disallowed within this context") && open.last().is_some_and(|open| open.is_flow)
    {
        indent(text, text.line_start(at), block_indent(open), Repair::TabBefore)
    } else if has("found a tab") {
        tab_in_plain(text, at, block_indent(open))
    } else if has("invalid indentation") {
        // This is between brackets, because blocks end by their indentation.
        indent(text, text.line_start(at), block_indent(open), Repair::Indentation)
    } else if has("simple key expect") {
        continuation(text, at, open)
    } else if has("unknown anchor") {
        star(text, at)
    } else {
        None
    }
}

/// Returns the column that is inside every open block.
fn block_indent(open: &[Open]) -> usize {
    let block = open.iter().rev().find(|open| !open.is_flow);
    block.map_or(1, |block| block.column + 2).min(MAX_INDENT)
}

fn spaces(count: usize, byte: usize) -> impl Iterator<Item = Placed> {
    std::iter::repeat_n((byte, ' '), count)
}

/// Replaces the blanks before a character by spaces.
fn tabs_before(text: &mut Text, at: usize, repair: Repair) -> Option<Mended> {
    let is_blank = |index: &usize| matches!(text.char(*index), Some('\t' | ' '));
    let from = (0..at).rev().take_while(is_blank).last()?;
    let with = (from..at).map(|index| (text.byte(index), ' ')).collect();
    text.replace(from, at, with);
    Some(Mended { repairs: vec![repair], at: from, from })
}

/// Indents a line with spaces.
fn indent(text: &mut Text, line: usize, column: usize, repair: Repair) -> Option<Mended> {
    let first = text.after(line, &[' ', '\t']);
    let with: Vec<Placed> = spaces(column.max(first - line), text.byte(first)).collect();
    let is_new = with.len() != first - line || (line..first).any(|at| text.char(at) == Some('\t'));
    let at = line + with.len();
    text.replace(line, first, with);
    is_new.then_some(Mended { repairs: vec![repair], at, from: line })
}

/// Indents the first line of a text without quotes that begins with a tab.
fn tab_in_plain(text: &mut Text, at: usize, column: usize) -> Option<Mended> {
    let mut index = at;
    for _ in 0..MAX_LINES {
        while !matches!(text.char(index)?, '\n' | '\r') {
            index += 1;
        }
        index = text.after(index, &['\n', '\r']);
        let first = text.after(index, &[' ']);
        if text.char(first) == Some('\t') && !text.is_empty_from(first) {
            return indent(text, index, column, Repair::TabBefore);
        }
    }
    None
}

/// Makes a line without a key, somewhere before a character, a part of the text before it.
fn continuation(text: &mut Text, at: usize, open: &[Open]) -> Option<Mended> {
    let mut line = text.line_start(at);
    let mut is_found = false;
    for _ in 0..MAX_LINES {
        line = line_before(text, line)?;
        let first = text.after(line, &[' ']);
        if text.char(first) == Some('*') {
            return star(text, first);
        }
        let is_block = |open: &&Open| !open.is_flow && open.column == first - line;
        is_found = is_plain(text, first) && open.iter().any(|open| is_block(&open));
        if is_found || has_key(text, first) {
            break;
        }
    }
    let before = line_before(text, line).filter(|_| is_found)?;
    let content = content(text, before);
    // Lines that were indented before have the indentation of this one.
    let is_mended = before < content && text.byte(before) == text.byte(content);
    let wanted = (content - before + usize::from(!is_mended)).min(MAX_INDENT);
    let mended = indent(text, line, wanted, Repair::Continuation)?;
    Some(match is_mended {
        true => Mended { repairs: vec![Repair::Tab], ..mended },
        false => mended,
    })
}

/// Returns whether a character begins a text without quotes that extends to the end of the line.
fn is_plain(text: &Text, first: usize) -> bool {
    is_text(text, first) && !has_key(text, first)
}

/// Returns whether a line has a key at or after a character.
fn has_key(text: &Text, first: usize) -> bool {
    key_end(text, first).is_some()
}

/// Returns the first colon of a line, at or after a character, that ends a key.
fn key_end(text: &Text, first: usize) -> Option<usize> {
    let quote = text.char(first).filter(|char| matches!(char, '"' | '\''));
    let mut at = first;
    if let Some(quote) = quote {
        at = (first + 1..).take_while(|at| !is_line_end(text, *at)).find(|at| text.char(*at) == Some(quote))?;
    }
    let is_end =
        |at: &usize| text.char(*at) == Some(':') && matches!(text.char(at + 1), None | Some(' ' | '\t' | '\n' | '\r'));
    (at..).take_while(|at| !is_line_end(text, *at)).find(is_end)
}

fn is_line_end(text: &Text, at: usize) -> bool {
    matches!(text.char(at), None | Some('\n' | '\r'))
}

/// Quotes a text that contains a colon at which the parser stopped.
fn colon(text: &mut Text, at: usize, open: &[Open]) -> Option<Mended> {
    if open.last().is_some_and(|open| open.is_flow) {
        return None;
    }
    let key = key_end(text, content(text, text.line_start(at)))?;
    let first = text.after(key + 1, &[' ', '\t']);
    // A text that begins here has its colon between here and the place where the parser stopped.
    key_end(text, first).filter(|_| first <= at && is_text(text, first))?;
    let is_blank = |at: usize| matches!(text.char(at), Some(' ' | '\t'));
    let is_comment = |at: &usize| text.char(*at) == Some('#') && is_blank(at - 1);
    let mut end = (first..).find(|at| is_line_end(text, *at) || is_comment(at))?;
    while is_blank(end - 1) {
        end -= 1;
    }
    let mut with = vec![(text.byte(first), '\'')];
    for placed in (first..end).filter_map(|at| text.placed(at)) {
        with.push(placed);
        with.extend(Some(placed).filter(|(_, char)| *char == '\''));
    }
    with.push((text.byte(end), '\''));
    text.replace(first, end, with);
    Some(Mended { repairs: vec![Repair::Colon], at: first, from: first })
}

/// Returns whether a character begins a text without quotes.
fn is_text(text: &Text, first: usize) -> bool {
    text.char(first).is_some_and(|char| !"\"'|>{[&*!?%@`#\n\r-".contains(char))
}

/// Returns the start of the last line before another one that is not empty.
fn line_before(text: &Text, line: usize) -> Option<usize> {
    let mut line = line;
    for _ in 0..MAX_LINES {
        line = text.line_start(line.checked_sub(1)?);
        if !text.is_empty_from(line) {
            return Some(line);
        }
    }
    None
}

/// Returns the position of the first key or text in a line, after the dashes of lists.
fn content(text: &Text, line: usize) -> usize {
    let mut at = text.after(line, &[' ']);
    while text.char(at) == Some('-') && matches!(text.char(at + 1), Some(' ' | '\t')) {
        at = text.after(at + 1, &[' ', '\t']);
    }
    at
}

/// Quotes a text that begins with a star.
fn star(text: &mut Text, at: usize) -> Option<Mended> {
    let is_end = |index: usize| match text.char(index) {
        None | Some(' ' | '\t' | '\n' | '\r' | ',' | '[' | ']' | '{' | '}') => true,
        Some(':') => matches!(text.char(index + 1), None | Some(' ' | '\t' | '\n' | '\r')),
        Some(_) => false,
    };
    let end = (at..).find(|index| is_end(*index))?;
    let quote = |index: usize| (text.byte(index), '\'');
    let mut with = vec![quote(at)];
    with.extend((at..end).filter_map(|index| text.placed(index)));
    with.push(quote(end));
    if text.char(at)? != '*' || with[1..with.len() - 1].iter().any(|(_, char)| *char == '\'') {
        return None;
    }
    text.replace(at, end, with);
    Some(Mended { repairs: vec![Repair::Star], at, from: at })
}

/// Repairs a quoted text from its first quote: escapes, and lines that begin to the left of a column.
fn quoted(text: &mut Text, start: usize, column: usize) -> Option<Mended> {
    let quote = text.char(start).filter(|char| matches!(char, '"' | '\''))?;
    let mut copy = Copy { text, at: start + 1, with: vec![text.placed(start)?], repairs: Vec::new() };
    loop {
        match copy.text.char(copy.at)? {
            char if char == quote && quote == '\'' && copy.text.char(copy.at + 1) == Some('\'') => copy.take(2),
            char if char == quote => break,
            '\n' | '\r' => copy.line(column),
            '\\' if quote == '"' => copy.escape(),
            _ => copy.take(1),
        }
    }
    let (end, with, repairs) = (copy.at, copy.with, copy.repairs);
    text.replace(start, end, with);
    (!repairs.is_empty()).then_some(Mended { repairs, at: start, from: start })
}

/// A quoted text while it is copied.
struct Copy<'a> {
    text: &'a Text,
    at: usize,
    with: Vec<Placed>,
    repairs: Vec<Repair>,
}

impl Copy<'_> {
    fn take(&mut self, count: usize) {
        self.with.extend((self.at..self.at + count).filter_map(|index| self.text.placed(index)));
        self.at += count;
    }

    fn put(&mut self, char: char, taken: usize, repair: Repair) {
        self.with.push((self.text.byte(self.at), char));
        self.at += taken;
        self.note(repair);
    }

    fn note(&mut self, repair: Repair) {
        if !self.repairs.contains(&repair) {
            self.repairs.push(repair);
        }
    }

    /// Copies the end of a line, and indents the next one. Blanks there are not part of the text.
    fn line(&mut self, column: usize) {
        self.take(1);
        let first = self.text.after(self.at, &[' ']);
        let missing = column.saturating_sub(first - self.at);
        if missing > 0 && !matches!(self.text.char(first), None | Some('\n' | '\r')) {
            self.with.extend(spaces(missing, self.text.byte(self.at)));
            self.note(Repair::Indentation);
        }
    }

    fn escape(&mut self) {
        let hex = |from: usize, count: usize| {
            let digits: Option<String> = (from..from + count).map(|index| self.text.char(index)).collect();
            let digits = digits.filter(|digits| digits.chars().all(|char| char.is_ascii_hexdigit()))?;
            u32::from_str_radix(&digits, 16).ok()
        };
        let is_escape = |at: usize| (self.text.char(at), self.text.char(at + 1)) == (Some('\\'), Some('u'));
        let next = self.text.char(self.at + 1);
        match next {
            Some('u') => match hex(self.at + 2, 4) {
                Some(unit @ 0xd800..=0xdfff) => {
                    let second = Some(self.at + 6).filter(|at| is_escape(*at)).and_then(|at| hex(at + 2, 4));
                    match second.and_then(|second| surrogates(unit, second)) {
                        Some(char) => self.put(char, 12, Repair::Surrogates),
                        None => self.put('\u{fffd}', 6, Repair::HalfSurrogate),
                    }
                }
                Some(_) => self.take(6),
                None => self.backslash(),
            },
            Some('x') if hex(self.at + 2, 2).is_some() => self.take(4),
            Some('U') if hex(self.at + 2, 8).is_some_and(|code| char::from_u32(code).is_some()) => self.take(10),
            Some('\n' | '\r') => self.take(1),
            Some('\'') => self.put('\'', 2, Repair::Backslash),
            Some(char) if "0abt\tnvfre \"/\\N_LP".contains(char) => self.take(2),
            _ => self.backslash(),
        }
    }

    /// Doubles a backslash, so that it is read as a backslash.
    fn backslash(&mut self) {
        self.with.extend(self.text.placed(self.at));
        self.put('\\', 1, Repair::Backslash);
    }
}

/// Returns the character for two JSON escapes.
fn surrogates(first: u32, second: u32) -> Option<char> {
    let units = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    if !(0xd800..0xdc00).contains(&units[0]) {
        return None;
    }
    char::decode_utf16(units).next()?.ok()
}
