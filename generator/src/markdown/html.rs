//! Rewrites the HTML of a description as Markdown, because many vendors write paragraphs, code and links as HTML. Tags that are
//! not known, or not closed, stay as they are, and are shown as text.

use std::borrow::Cow;

use pulldown_cmark::{Event, Options, Parser, Tag as Markdown, TagEnd};

/// Tags that are written as Markdown only if each of them is closed.
const PAIRED: &[&str] = &["a", "b", "code", "em", "i", "li", "ol", "pre", "strong", "tt", "ul"];

/// Tags that begin and end a paragraph.
const BLOCKS: &[&str] = &["div", "p"];

/// Tags that change nothing.
const DROPPED: &[&str] = &["span"];

/// Returns the text with its HTML as Markdown. Code in Markdown is left alone.
pub(super) fn to_markdown(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    let (mut end, mut is_table) = (0, false);
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Markdown::Table(_)) => is_table = true,
            Event::End(TagEnd::Table) => is_table = false,
            Event::InlineHtml(_) | Event::Html(_) if range.start >= end => {
                pieces.push(Piece::Markdown(&text[end..range.start]));
                end = range.end;
                let html = &text[range];
                match event {
                    Event::Html(_) => add_html(html, &mut pieces),
                    _ => pieces.push(Piece::Tag(tag_of(html, is_table))),
                }
            }
            _ => {}
        }
    }
    pieces.push(Piece::Markdown(&text[end..]));
    let is_known = |piece: &Piece<'_>| matches!(piece, Piece::Tag(tag) if tag.is_known());
    if !pieces.iter().any(is_known) {
        return Cow::Borrowed(text);
    }
    let closed: Vec<&str> = PAIRED.iter().copied().filter(|name| is_closed(name, &pieces)).collect();
    let out = String::with_capacity(text.len());
    let mut writer = Writer { out, marks: String::new(), closed, code: None, links: Vec::new(), lists: Vec::new() };
    pieces.iter().for_each(|piece| writer.piece(piece));
    writer.end_code();
    Cow::Owned(writer.out)
}

/// A part of a description.
enum Piece<'a> {
    Markdown(&'a str),
    /// Text between the tags of a block of HTML, where white space has no meaning.
    Text(&'a str),
    Tag(Tag<'a>),
}

struct Tag<'a> {
    whole: &'a str,
    /// In lower case.
    name: String,
    is_end: bool,
    /// Whether it is in a cell of a table, which is on one line.
    is_table: bool,
    href: Option<&'a str>,
}

impl Tag<'_> {
    fn is_known(&self) -> bool {
        [PAIRED, BLOCKS, DROPPED].iter().any(|names| names.contains(&self.name.as_str()))
    }
}

/// Splits a block of HTML at its tags.
fn add_html<'a>(html: &'a str, pieces: &mut Vec<Piece<'a>>) {
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let Some(length) = length_of_tag(&rest[start..]) else { break };
        let (before, after) = rest.split_at(start);
        let (tag, after) = after.split_at(length);
        pieces.extend(Some(Piece::Text(before)).filter(|_| !before.is_empty()));
        pieces.push(Piece::Tag(tag_of(tag, false)));
        rest = after;
    }
    pieces.extend(Some(Piece::Text(rest)).filter(|_| !rest.is_empty()));
}

/// Returns the length of the tag that a text begins with. A quoted value may contain `>`.
fn length_of_tag(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return text.find("-->").map(|end| end + 3);
    }
    let mut quote = None;
    for (at, char) in text.char_indices() {
        match (char, quote) {
            ('>', None) => return Some(at + 1),
            ('"' | '\'', None) if text[..at].ends_with('=') => quote = Some(char),
            (char, Some(open)) if char == open => quote = None,
            _ => {}
        }
    }
    text.find('>').map(|end| end + 1)
}

fn tag_of(whole: &str, is_table: bool) -> Tag<'_> {
    let inner = whole.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/');
    let is_end = inner.starts_with('/');
    let inner = inner.trim_start_matches('/');
    let name = inner.split(|char: char| char.is_whitespace()).next().unwrap_or_default().to_ascii_lowercase();
    let href = inner.split_once("href=").and_then(|(_, value)| {
        let quote = value.chars().next().filter(|char| matches!(char, '"' | '\''))?;
        value[1..].split(quote).next()
    });
    Tag { whole, name, is_end, is_table, href }
}

/// Returns whether each tag of this name is closed before the next one, but for lists, which are within each other.
fn is_closed(name: &str, pieces: &[Piece<'_>]) -> bool {
    let most = if ["li", "ol", "ul"].contains(&name) { usize::MAX } else { 1 };
    let mut open = 0_usize;
    for piece in pieces {
        match piece {
            Piece::Tag(tag) if tag.name == name && tag.is_end => match open.checked_sub(1) {
                Some(less) => open = less,
                None => return false,
            },
            Piece::Tag(tag) if tag.name == name => open += 1,
            _ => {}
        }
        if open > most {
            return false;
        }
    }
    open == 0
}

struct Writer<'a> {
    out: String,
    /// Marks that wait for the text that they are for.
    marks: String,
    /// The paired tags that are closed everywhere.
    closed: Vec<&'a str>,
    /// The tag of the open code, and its text.
    code: Option<(&'static str, String)>,
    /// The targets of the open links.
    links: Vec<Option<&'a str>>,
    /// The marks of the items of the open lists.
    lists: Vec<&'static str>,
}

impl<'a> Writer<'a> {
    fn piece(&mut self, piece: &Piece<'a>) {
        match piece {
            Piece::Markdown(text) => self.text(text),
            Piece::Text(text) if self.code.is_some() => self.text(text),
            // A line is kept as one, because a block of HTML can end with it.
            Piece::Text(text) => {
                for (index, line) in text.split('\n').enumerate() {
                    if index > 0 {
                        self.out.push('\n');
                    }
                    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
                    if line.starts_with(' ') && !self.out.ends_with(char::is_whitespace) {
                        self.out.push(' ');
                    }
                    self.push(&words);
                    if line.ends_with(' ') && !words.is_empty() {
                        self.out.push(' ');
                    }
                }
            }
            Piece::Tag(tag) => self.tag(tag),
        }
    }

    fn text(&mut self, text: &str) {
        match &mut self.code {
            Some((_, code)) => code.push_str(text),
            None => self.push(text),
        }
    }

    /// Adds text, after the space before it and the marks for it.
    fn push(&mut self, text: &str) {
        let words = text.trim_start();
        self.out.push_str(&text[..text.len() - words.len()]);
        if !words.is_empty() {
            self.out.push_str(&std::mem::take(&mut self.marks));
            self.out.push_str(words);
        }
    }

    fn tag(&mut self, tag: &Tag<'a>) {
        let name = tag.name.as_str();
        let is_written = BLOCKS.contains(&name) || DROPPED.contains(&name) || self.closed.contains(&name);
        match (name, tag.is_end) {
            _ if tag.whole.starts_with("<!--") => {}
            _ if !is_written => self.text(tag.whole),
            (_, true) if self.code.as_ref().is_some_and(|(open, _)| *open == name) => self.end_code(),
            (name, _) if tag.is_table && !["a", "b", "code", "em", "i", "strong", "tt"].contains(&name) => {
                self.text(" ")
            }
            // Tags within code are not shown.
            _ if self.code.is_some() || DROPPED.contains(&name) => {}
            ("code" | "tt" | "pre", true) => {}
            ("code" | "tt" | "pre", false) => {
                self.code = PAIRED.iter().find(|known| **known == name).map(|known| (*known, String::new()));
            }
            ("b" | "strong", is_end) => self.mark("**", is_end),
            ("em" | "i", is_end) => self.mark("*", is_end),
            ("a", false) => {
                self.links.push(tag.href);
                self.push(if tag.href.is_some() { "[" } else { "" });
            }
            ("a", true) => {
                if let Some(target) = self.links.pop().flatten() {
                    self.out.push_str(&format!(
                        "](<{}>)",
                        decoded(target).replace('<', "%3C").replace('>', "%3E").replace('\n', "")
                    ));
                }
            }
            ("ul", false) => self.lists.push("- "),
            ("ol", false) => self.lists.push("1. "),
            ("ul" | "ol", true) => {
                self.lists.pop();
                self.end_block();
            }
            ("li", false) => self.start_item(),
            ("li", true) => {}
            // A paragraph in an item goes on in its line.
            _ if !self.lists.is_empty() => self.out.push(' '),
            _ => self.end_block(),
        }
    }

    /// Writes a mark next to the text that it is for.
    fn mark(&mut self, mark: &str, is_end: bool) {
        if is_end && self.marks.ends_with(mark) {
            // There was no text.
            self.marks.truncate(self.marks.len() - mark.len());
        } else if is_end {
            let kept = self.out.trim_end().len();
            let space = self.out.split_off(kept);
            self.out.push_str(mark);
            self.out.push_str(&space);
        } else {
            self.marks.push_str(mark);
        }
    }

    fn end_code(&mut self) {
        let Some((name, code)) = self.code.take() else { return };
        let code = decoded(&code);
        let longest = code.split(|char| char != '`').map(str::len).max().unwrap_or_default();
        if name == "pre" {
            let fence = "`".repeat(longest.max(2) + 1);
            self.end_block();
            self.out.push_str(&format!("{fence}text\n{}\n{fence}\n\n", code.trim_matches('\n')));
        } else if !code.trim().is_empty() {
            let fence = "`".repeat(longest + 1);
            let words = code.split_whitespace().collect::<Vec<_>>().join(" ");
            let pad = if words.starts_with('`') || words.ends_with('`') { " " } else { "" };
            self.push(&format!("{fence}{pad}{words}{pad}{fence}"));
        }
    }

    fn start_item(&mut self) {
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        let is_first = self.lists.len() < 2;
        self.out.push_str(if is_first && !self.in_list() { "\n\n" } else { "\n" });
        self.out.push_str(&"   ".repeat(self.lists.len().saturating_sub(1)));
        self.out.push_str(self.lists.last().unwrap_or(&"- "));
    }

    /// Returns whether the last line is an item.
    fn in_list(&self) -> bool {
        self.out
            .lines()
            .last()
            .is_some_and(|line| line.starts_with("- ") || line.starts_with("1. ") || line.starts_with("   "))
    }

    fn end_block(&mut self) {
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        if kept > 0 {
            self.out.push_str("\n\n");
        }
    }
}

/// Decodes the character references that are common in HTML.
fn decoded(text: &str) -> String {
    let pairs = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "), ("&amp;", "&")];
    pairs.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}
