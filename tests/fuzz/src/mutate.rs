//! Changes a text at random, following its structure: values of JSON, indented blocks of YAML and Markdown, and
//! characters of any text. The same seed makes the same changes.

use serde_json::Value;

use super::trials::{FILE, files};

/// Texts with a meaning in OpenAPI, JSON, YAML or Markdown.
const PIECES: [&str; 32] = [
    "null",
    "true",
    "0",
    "-1",
    "1e400",
    "99999999999999999999",
    "\"\"",
    "[]",
    "{}",
    "\"$ref\": \"#\"",
    "#/components/schemas/",
    "type: [string, 'null']",
    "allOf",
    "oneOf",
    "anyOf",
    "nullable",
    "~1",
    "~0",
    "%2F",
    "{x}",
    "{",
    "}",
    "- ",
    ": ",
    "&a ",
    "*a",
    "```json\n",
    "~~~\n",
    "\u{feff}",
    "\u{0}",
    "\u{2028}",
    "😀",
];

/// Random numbers from a seed (splitmix64). They are good enough for choices, and need no dependency.
pub struct Random(u64);

impl Random {
    /// Makes the generator of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`; 0 if there is none.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or_default()
    }

    /// Returns one of the items.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.below(items.len()))
    }
}

/// Returns the text of a case after one to four changes. Values and blocks are taken from `other` as well.
pub fn case(random: &mut Random, text: &str, other: &str) -> String {
    let (mut files, others) = (files(text), files(other));
    for _ in 0..=random.below(4) {
        let at = random.below(files.len());
        let Some((_, file)) = files.get_mut(at) else { break };
        let other = random.pick(&others).map(|(_, text)| text.as_str()).unwrap_or_default();
        *file = one(random, file, other);
    }
    files.iter().map(|(name, text)| format!("{FILE}{name}\n{}\n", text.trim_end_matches('\n'))).collect()
}

/// Returns a text after one change.
pub fn one(random: &mut Random, text: &str, other: &str) -> String {
    if random.below(8) == 0 {
        return characters(random, text);
    }
    match (serde_json::from_str(text), serde_json::from_str(other)) {
        (Ok(value), Ok(other)) => values(random, value, &other),
        (Ok(value), Err(_)) => values(random, value, &Value::Null),
        (Err(_), _) => blocks(random, text, other),
    }
}

/// Removes, repeats or replaces some characters.
fn characters(random: &mut Random, text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let start = random.below(characters.len() + 1);
    let end = (start + random.below(12)).min(characters.len());
    let piece: String = match random.below(3) {
        0 => String::new(),
        1 => characters[start..end].iter().collect::<String>().repeat(2),
        _ => random.pick(&PIECES).copied().unwrap_or_default().to_owned(),
    };
    characters[..start].iter().copied().chain(piece.chars()).chain(characters[end..].iter().copied()).collect()
}

/// Removes, repeats, moves or replaces a line together with the lines that are indented below it.
fn blocks(random: &mut Random, text: &str, other: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let others: Vec<String> = other.lines().map(str::to_owned).collect();
    let block = block(&lines, random.below(lines.len()));
    let taken: Vec<String> = lines[block.clone()].to_vec();
    match random.below(5) {
        0 => drop(lines.drain(block)),
        1 => drop(lines.splice(block.end..block.end, taken)),
        2 => {
            lines.drain(block);
            let to = random.below(lines.len() + 1);
            let taken = indented(&taken, lines.get(to).map_or(0, |line| indent(line)));
            lines.splice(to..to, taken);
        }
        3 => {
            let foreign = self::block(&others, random.below(others.len()));
            let foreign = indented(&others[foreign], taken.first().map_or(0, |line| indent(line)));
            lines.splice(block, foreign);
        }
        _ => {
            // The value of a key: `type: string` becomes `type: -1`.
            let piece = random.pick(&PIECES).copied().unwrap_or_default();
            if let Some((line, (key, _))) = lines.get_mut(block.start).and_then(|line| {
                let split = line.split_once(": ").map(|(key, value)| (key.to_owned(), value.to_owned()))?;
                Some((line, split))
            }) {
                *line = format!("{key}: {piece}");
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Returns the range of a line and of the lines that are indented below it.
fn block(lines: &[String], start: usize) -> std::ops::Range<usize> {
    let Some(first) = lines.get(start) else { return 0..0 };
    let below = lines[start + 1..].iter().take_while(|line| line.trim().is_empty() || indent(line) > indent(first));
    start..start + 1 + below.count()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn indented(lines: &[String], to: usize) -> Vec<String> {
    let from = lines.first().map_or(0, |line| indent(line));
    let shift = |line: &String| {
        format!("{}{}", " ".repeat((indent(line) + to).saturating_sub(from)), line.trim_start_matches(' '))
    };
    lines.iter().map(shift).collect()
}

/// Removes, renames or replaces one value of a document.
fn values(random: &mut Random, mut value: Value, other: &Value) -> String {
    let pointers = pointers(&value);
    let pointer = random.pick(&pointers).cloned().unwrap_or_default();
    let replacement = replacement(random, &value, other);
    match (random.below(5), pointer.rsplit_once('/')) {
        (0, Some((parent, key))) => {
            let key = key.replace("~1", "/").replace("~0", "~");
            match value.pointer_mut(parent) {
                Some(Value::Object(members)) => drop(members.remove(&key)),
                Some(Value::Array(items)) => drop(key.parse().ok().map(|at: usize| items.remove(at))),
                _ => {}
            }
        }
        (1, Some((parent, key))) => {
            let key = key.replace("~1", "/").replace("~0", "~");
            let name = match pointers.get(random.below(pointers.len())).and_then(|other| other.rsplit_once('/')) {
                Some((_, name)) => name.replace("~1", "/").replace("~0", "~"),
                None => String::new(),
            };
            if let Some(Value::Object(members)) = value.pointer_mut(parent)
                && let Some(inner) = members.remove(&key)
            {
                members.insert(name, inner);
            }
        }
        (2, Some((parent, _))) => match value.pointer_mut(parent) {
            Some(Value::Array(items)) => items.push(replacement),
            Some(Value::Object(members)) => {
                let key = pointers.get(random.below(pointers.len())).and_then(|other| other.rsplit_once('/'));
                members.insert(key.map_or(String::new(), |(_, key)| key.replace("~1", "/")), replacement);
            }
            _ => {}
        },
        _ => {
            if let Some(place) = value.pointer_mut(&pointer) {
                *place = replacement;
            }
        }
    }
    serde_json::to_string_pretty(&value).unwrap_or_default()
}

/// Returns a value of the same document, of another one, or an edge case.
fn replacement(random: &mut Random, value: &Value, other: &Value) -> Value {
    let from = match random.below(4) {
        0 | 1 => value,
        2 => other,
        _ => {
            let piece = random.pick(&PIECES).copied().unwrap_or_default();
            return serde_json::from_str(piece).unwrap_or_else(|_| Value::String(piece.to_owned()));
        }
    };
    let pointers = pointers(from);
    random.pick(&pointers).and_then(|pointer| from.pointer(pointer)).cloned().unwrap_or_default()
}

/// Returns the JSON pointers of all values.
pub fn pointers(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), value)];
    while let Some((pointer, value)) = open.pop() {
        match value {
            Value::Array(items) => {
                open.extend(items.iter().enumerate().map(|(at, item)| (format!("{pointer}/{at}"), item)));
            }
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, member)| {
                    (format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), member)
                }))
            }
            _ => {}
        }
        found.push(pointer);
    }
    found
}
