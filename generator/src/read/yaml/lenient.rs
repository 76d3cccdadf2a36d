//! Texts that every reader of YAML takes and the parser does not: a tab after a colon, a quoted text whose later lines
//! are not indented, and the escapes of JSON for characters beyond 16 bits. Only a text that does not parse is looked at.

/// A text for the parser, in which each character knows the byte of the original that it stands for.
pub(super) struct Text {
    pub(super) body: String,
    /// The byte of each character in the original text.
    pub(super) bytes: Vec<usize>,
}

/// What had to be done to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repair {
    /// A tab between a key and its value, which YAML 1.2 allows (section 6.2).
    Tab,
    /// Lines of a quoted text that begin left of where YAML 1.2 wants them (section 7.3.1).
    Indentation,
    /// `\uD83D\uDE00` for one character, as JSON has it (RFC 8259, section 7).
    Surrogates,
}

impl Text {
    pub(super) fn new(body: &str) -> Self {
        Self { body: body.to_owned(), bytes: body.char_indices().map(|(at, _)| at).collect() }
    }

    /// Repairs what the parser stopped at, the character `at`, by what it says; `None` where nothing is known to help.
    pub(super) fn repair(&mut self, complaint: &str, at: usize) -> Option<Repair> {
        if complaint.contains("indentation in quoted scalar") {
            self.join_lines(at).then_some(Repair::Indentation)
        } else if complaint.contains("escape code") {
            self.join_surrogates().then_some(Repair::Surrogates)
        } else {
            self.replace_tabs().then_some(Repair::Tab)
        }
    }

    /// Folds the lines of a double-quoted text into one, as the parser would.
    fn join_lines(&mut self, at: usize) -> bool {
        let mut chars: Vec<char> = self.body.chars().collect();
        // The parser stops at the quote that opens the text.
        if chars.get(at) != Some(&'"') {
            return false;
        }
        let (mut index, mut is_new) = (at + 1, false);
        while let Some(char) = chars.get(index).copied() {
            match char {
                '"' => break,
                '\\' => index += 1,
                '\n' | '\r' => {
                    chars[index] = ' ';
                    is_new = true;
                }
                _ => {}
            }
            index += 1;
        }
        self.body = chars.into_iter().collect();
        is_new
    }

    fn join_surrogates(&mut self) -> bool {
        let chars: Vec<char> = self.body.chars().collect();
        let (mut body, mut bytes) = (String::new(), Vec::new());
        let mut index = 0;
        while let Some(char) = chars.get(index).copied() {
            let pair = chars.get(index..index + 12).and_then(surrogates);
            body.push(pair.unwrap_or(char));
            bytes.extend(self.bytes.get(index).copied());
            // An escaped backslash begins no other escape.
            let is_escaped = char == '\\' && chars.get(index + 1) == Some(&'\\');
            if pair.is_none() && is_escaped {
                body.push('\\');
                bytes.extend(self.bytes.get(index + 1).copied());
            }
            index += if pair.is_some() { 12 } else { 1 + usize::from(is_escaped) };
        }
        let is_new = body != self.body;
        (self.body, self.bytes) = (body, bytes);
        is_new
    }

    /// Puts a space in the place of each tab between the first colon of a line and what follows it.
    fn replace_tabs(&mut self) -> bool {
        let mut is_new = false;
        let lines = self.body.split_inclusive('\n').map(|line| {
            let Some(colon) = line.find(":\t") else { return line.to_owned() };
            let (key, rest) = line.split_at(colon + 1);
            if key.contains(['"', '\'', '#']) || key.trim_start().is_empty() {
                return line.to_owned();
            }
            is_new = true;
            let value = rest.trim_start_matches(['\t', ' ']);
            format!("{key}{}{value}", " ".repeat(rest.len() - value.len()))
        });
        self.body = lines.collect();
        is_new
    }
}

/// The character that two escapes of JSON stand for together.
fn surrogates(escapes: &[char]) -> Option<char> {
    let unit = |escape: &[char]| {
        let digits: String = escape.strip_prefix(&['\\', 'u'])?.iter().collect();
        u16::from_str_radix(&digits, 16).ok()
    };
    let units = [unit(&escapes[..6])?, unit(&escapes[6..])?];
    if !(0xd800..0xdc00).contains(&units[0]) {
        return None;
    }
    char::decode_utf16(units).next()?.ok()
}
