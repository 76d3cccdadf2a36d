//! Converts the vendor's Markdown to Markdown for rustdoc. The words stay the same, but nothing is left that rustdoc
//! would run, link wrongly or warn about.

mod escape;
mod html;
mod wrap;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

pub(crate) use escape::clean;
use wrap::Lines;

/// Returns the path of the Rust item that the URL of a documentation page describes.
pub(crate) type Links<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Converts a description to the lines of a doc comment, without the `///`.
pub(crate) fn doc_lines(text: &str, links: Links<'_>) -> Vec<String> {
    let text = clean(text);
    let text = html::to_markdown(&text);
    let mut writer = Writer { lines: Lines::default(), links, open_links: Vec::new(), code: None };
    for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
        writer.event(event);
    }
    writer.lines.finish()
}

/// Returns plain text as Markdown in one line. Adds a full stop if the text ends without punctuation.
pub(crate) fn sentence(text: &str) -> String {
    let text = clean(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let ended = text.ends_with(['.', '!', '?', ':']);
    let escaped = escape::text(&text).replace(escape::GLUE, " ");
    if ended || text.is_empty() { escaped } else { escaped + "." }
}

/// Wraps a paragraph of Markdown.
pub(crate) fn paragraph(markdown: &str) -> Vec<String> {
    let mut lines = Lines::default();
    lines.push(markdown);
    lines.end_block();
    lines.finish()
}

/// Returns the text as inline code.
pub(crate) fn code(text: &str) -> String {
    escape::code(&clean(text)).replace(escape::GLUE, " ")
}

struct Writer<'a> {
    lines: Lines,
    links: Links<'a>,
    /// The closing text of each open link. It is empty for a link that became plain text.
    open_links: Vec<String>,
    /// The text of the open code block.
    code: Option<String>,
}

impl Writer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.lines.push(&escape::text(&text)),
            },
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.lines.push(&escape::code(&text))
            }
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::SoftBreak => self.lines.push(" "),
            Event::HardBreak => self.lines.hard_break(),
            Event::Rule => self.lines.end_block(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.lines.end_block();
                self.lines.push("**");
            }
            Tag::BlockQuote(_) => self.lines.indent("> ", "> "),
            Tag::CodeBlock(kind) => {
                self.lines.end_block();
                self.code = Some(String::new());
                self.open_links.push(match kind {
                    CodeBlockKind::Fenced(info) => escape::language(&info).to_owned(),
                    CodeBlockKind::Indented => "text".to_owned(),
                });
            }
            Tag::List(first) => self.lines.start_list(first),
            Tag::Item => self.lines.start_item(),
            Tag::Emphasis => self.lines.push("*"),
            Tag::Strong => self.lines.push("**"),
            Tag::Link { dest_url, .. } => self.start_link(&dest_url),
            Tag::TableCell => self.lines.push("| "),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Table => self.lines.end_block(),
            TagEnd::Heading(_) => {
                self.lines.push("**");
                self.lines.end_block();
            }
            TagEnd::BlockQuote(_) => self.lines.outdent(),
            TagEnd::CodeBlock => {
                let language = self.open_links.pop().unwrap_or_default();
                let code = self.code.take().unwrap_or_default();
                self.lines.verbatim(&escape::block(&code, &language));
            }
            TagEnd::List(_) => self.lines.end_list(),
            TagEnd::Item => self.lines.outdent(),
            TagEnd::Emphasis => self.lines.push("*"),
            TagEnd::Strong => self.lines.push("**"),
            TagEnd::Link => {
                let close = self.open_links.pop().unwrap_or_default();
                self.lines.push(&close);
            }
            TagEnd::TableCell => self.lines.push(" "),
            TagEnd::TableHead => {
                self.lines.push("|");
                self.lines.end_table_head();
            }
            TagEnd::TableRow => {
                self.lines.push("|");
                self.lines.end_row();
            }
            _ => {}
        }
    }

    fn start_link(&mut self, destination: &str) {
        let target =
            (self.links)(destination).or_else(|| escape::web_address(destination).map(|url| format!("<{url}>")));
        match target {
            Some(target) => {
                self.lines.push("[");
                self.open_links.push(format!("]({target})"));
            }
            // A relative link within the vendor's site. Only its text is kept.
            None => self.open_links.push(String::new()),
        }
    }

    /// Keeps a line break, and escapes any other tag so that it is shown as text.
    fn html(&mut self, html: &str) {
        let tag = html.trim().to_ascii_lowercase();
        if tag == "<br>" || tag == "<br/>" || tag == "<br />" {
            self.lines.hard_break();
        } else {
            self.lines.push(&escape::text(html));
        }
    }
}
