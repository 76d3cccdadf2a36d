//! Lays out blocks of Markdown in lines.

use super::escape::GLUE;

/// The maximum width of a line in a doc comment, without indentation and slashes.
const WIDTH: usize = 90;

/// Lines under construction, with the indentation of lists and quotes.
#[derive(Default)]
pub(super) struct Lines {
    done: Vec<String>,
    /// The paragraph that is being filled.
    inline: String,
    indents: Vec<Indent>,
    lists: Vec<List>,
    /// Whether the next block follows without an empty line, as the items of a list do.
    tight: bool,
}

/// The prefixes of the lines in a block: one for the first line, and one for the others.
struct Indent {
    first: String,
    rest: String,
    /// Whether the first line has been written.
    open: bool,
}

struct List {
    /// The number of the next item, or `None` for bullets.
    next: Option<u64>,
    items: usize,
}

impl Lines {
    pub(super) fn push(&mut self, markdown: &str) {
        self.inline.push_str(markdown);
    }

    /// Breaks the line within a paragraph.
    pub(super) fn hard_break(&mut self) {
        if !self.inline.trim().is_empty() {
            self.inline.push('\n');
        }
    }

    /// Ends the paragraph, if one is open.
    pub(super) fn end_block(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        let parts: Vec<&str> = inline.split('\n').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            return;
        }
        self.separate();
        let width = WIDTH.saturating_sub(self.indents.iter().map(|indent| indent.rest.len()).sum()).max(20);
        for (index, part) in parts.iter().enumerate() {
            let mut lines = wrap(part, width);
            if index + 1 < parts.len()
                && let Some(last) = lines.last_mut()
            {
                last.push('\\');
            }
            lines.iter().for_each(|line| self.line(line));
        }
    }

    pub(super) fn verbatim(&mut self, lines: &[String]) {
        self.end_block();
        self.separate();
        lines.iter().for_each(|line| self.line(line));
    }

    /// Ends the head of a table, and adds the rule below it.
    pub(super) fn end_table_head(&mut self) {
        let cells = self.inline.split("| ").count().saturating_sub(1);
        self.separate();
        self.row();
        self.line(&format!("|{}", " --- |".repeat(cells)));
    }

    pub(super) fn end_row(&mut self) {
        self.row();
    }

    fn row(&mut self) {
        let row = std::mem::take(&mut self.inline).replace(['\n', GLUE], " ");
        self.line(&row);
    }

    pub(super) fn start_list(&mut self, next: Option<u64>) {
        self.end_block();
        self.lists.push(List { next, items: 0 });
    }

    pub(super) fn end_list(&mut self) {
        self.end_block();
        self.lists.pop();
    }

    pub(super) fn start_item(&mut self) {
        self.end_block();
        let nested = self.lists.len() > 1;
        let Some(list) = self.lists.last_mut() else { return };
        let mark = list.next.map_or_else(|| "- ".to_owned(), |number| format!("{number}. "));
        list.next = list.next.map(|number| number.saturating_add(1));
        list.items += 1;
        self.tight = nested || list.items > 1;
        let rest = " ".repeat(mark.len());
        self.indent(&mark, &rest);
    }

    pub(super) fn indent(&mut self, first: &str, rest: &str) {
        self.end_block();
        self.indents.push(Indent { first: first.to_owned(), rest: rest.to_owned(), open: false });
    }

    pub(super) fn outdent(&mut self) {
        self.end_block();
        self.indents.pop();
        self.tight = false;
    }

    pub(super) fn finish(mut self) -> Vec<String> {
        self.end_block();
        self.done
    }

    /// Adds an empty line before a block, except at the top and between the items of a list.
    fn separate(&mut self) {
        if !std::mem::take(&mut self.tight) && !self.done.is_empty() {
            let around: String =
                self.indents.iter().filter(|indent| indent.open).map(|indent| indent.rest.as_str()).collect();
            self.done.push(around.trim_end().to_owned());
        }
    }

    fn line(&mut self, line: &str) {
        let mut text = String::new();
        for indent in &mut self.indents {
            text.push_str(if indent.open { &indent.rest } else { &indent.first });
            indent.open = true;
        }
        text.push_str(line);
        self.done.push(text.trim_end().to_owned());
    }
}

/// Breaks a paragraph at its spaces. A word that would begin a list, a heading or a quote is escaped at the start of a
/// line.
fn wrap(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
        let word = word.replace(GLUE, " ");
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(at_line_start(word)),
        }
    }
    lines
}

fn at_line_start(word: String) -> String {
    let only = |signs: &str| !word.is_empty() && word.chars().all(|char| signs.contains(char));
    let digits = word.find(|char: char| !char.is_ascii_digit()).unwrap_or(word.len());
    if only("#")
        || only("-")
        || only("+")
        || only("=")
        || word.starts_with('#')
        || word.starts_with('+')
        || word.starts_with("- ")
    {
        format!("\\{word}")
    } else if digits > 0 && matches!(&word[digits..], "." | ")") {
        format!("{}\\{}", &word[..digits], &word[digits..])
    } else {
        word
    }
}
