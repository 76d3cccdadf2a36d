//! Escapes text for doc comments.

/// Replaces a space at which a line must not be broken.
pub(super) const GLUE: char = '\u{e000}';

/// Removes what a doc comment must not contain: control characters, bidirectional controls, and characters that editors
/// treat as line ends. Every kind of line end becomes `\n`.
pub(crate) fn clean(text: &str) -> String {
    // Nearly every text consists of lines of printable ASCII.
    if text.bytes().all(|byte| byte == b'\n' || matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n").replace('\t', "    ");
    let dropped = |char: char| {
        (char.is_control() && char != '\n')
            || matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            || matches!(char, '\u{e000}'..='\u{f8ff}')
    };
    text.chars().filter(|char| !dropped(*char)).collect()
}

/// Escapes everything that Markdown or rustdoc could read as markup. A bare URL becomes a link.
pub(super) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        match piece.find("http://").or_else(|| piece.find("https://")) {
            Some(start) => {
                let (before, rest) = piece.split_at(start);
                let end = rest
                    .find(|char: char| char.is_whitespace() || "<>\"'`()[]{}|\\^".contains(char))
                    .unwrap_or(rest.len());
                let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
                plain(before, &mut escaped);
                match web_address(url) {
                    Some(url) => escaped.push_str(&format!("<{url}>")),
                    None => plain(&url.replace("://", ": //"), &mut escaped),
                }
                plain(&rest[url.len()..].replace("://", ": //"), &mut escaped);
            }
            None => plain(piece, &mut escaped),
        }
    }
    escaped
}

fn plain(text: &str, escaped: &mut String) {
    let mut before = escaped.chars().last().unwrap_or(' ');
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let inside_word = before.is_alphanumeric() && chars.peek().is_some_and(|next| next.is_alphanumeric());
        match char {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '$' => {
                escaped.push('\\');
                escaped.push(char);
            }
            '_' if !inside_word => escaped.push_str("\\_"),
            '\n' => escaped.push(' '),
            char => escaped.push(char),
        }
        before = char;
    }
}

/// Returns inline code, which is never broken across lines.
pub(super) fn code(text: &str) -> String {
    let text = text.replace('\n', " ").replace(' ', &GLUE.to_string());
    if text.chars().all(|char| char == GLUE) {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { GLUE.to_string() } else { String::new() };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Returns a code block that rustdoc shows and never compiles.
pub(super) fn block(code: &str, language: &str) -> Vec<String> {
    let fence = "`".repeat(longest_run(code).max(2) + 1);
    let mut lines = vec![format!("{fence}{language}")];
    lines.extend(code.trim_end_matches('\n').split('\n').map(|line| line.trim_end().to_owned()));
    lines.push(fence);
    lines
}

/// Returns the language of a code block if rustdoc does not run it, and `text` otherwise.
pub(super) fn language(info: &str) -> &str {
    const SHOWN: &[&str] = &[
        "bash",
        "csv",
        "graphql",
        "html",
        "http",
        "javascript",
        "js",
        "json",
        "python",
        "sh",
        "shell",
        "sql",
        "toml",
        "ts",
        "typescript",
        "xml",
        "yaml",
    ];
    let language = info.split([' ', ',']).next().unwrap_or_default();
    if SHOWN.contains(&language) { language } else { "text" }
}

/// Returns a web URL that can be written in angle brackets.
pub(super) fn web_address(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let safe = rest.chars().all(|char| char.is_ascii_graphic() && !"<>\\`\"".contains(char));
    (safe && rest.starts_with(|char: char| char.is_ascii_alphanumeric())).then_some(url)
}

fn longest_run(text: &str) -> usize {
    text.split(|char| char != '`').map(str::len).max().unwrap_or(0)
}
