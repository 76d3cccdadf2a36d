//! Hides the credentials of a client in what a server sends.

use serde_json::Value;

use super::secret::Secret;
use super::uri;

/// What replaces a credential.
const MASK: &str = "[secret]";

/// Credentials shorter than this, such as the `t` of a test, are hidden only as separate words. If they were hidden
/// everywhere, messages would be unreadable, and the gaps would reveal the credential.
const SHORT: usize = 4;

/// The credentials of a client in every spelling in which a server may repeat them, the longest first.
#[derive(Clone, Default)]
pub(super) struct Mask {
    spellings: Vec<Spelling>,
}

#[derive(Clone)]
struct Spelling {
    text: Secret,
    occurrences: Occurrences,
    ending: Ending,
}

/// Which occurrences of a spelling are hidden.
#[derive(Clone, Copy)]
enum Occurrences {
    All,
    /// Only separate words.
    SeparateWords,
}

/// Whether the end of a text may be the beginning of a spelling.
#[derive(Clone, Copy)]
enum Ending {
    /// The text may have been truncated within the spelling.
    MayBeTruncated,
    /// The spelling begins with a prefix such as `Token `, which is not a secret. Texts end with it for other reasons.
    Complete,
}

impl Mask {
    /// Hides a value from now on, with and without its prefix.
    pub(super) fn add(&mut self, prefix: &str, value: &str) {
        let json = Value::from(value).to_string();
        for text in [value, &uri::encode(value), &json[1..json.len() - 1]] {
            let occurrences = if value.len() < SHORT { Occurrences::SeparateWords } else { Occurrences::All };
            self.push(text, occurrences, Ending::MayBeTruncated);
            if !prefix.is_empty() {
                self.push(&format!("{prefix}{text}"), occurrences, Ending::Complete);
            }
        }
        self.spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.text.expose().len()));
    }

    /// Hides the credentials of a header. The value may begin with the name of a scheme, or consist of several cookies.
    pub(super) fn add_header(&mut self, name: &str, value: &str) {
        if name.eq_ignore_ascii_case("cookie") {
            for pair in value.split(';') {
                let pair = pair.trim();
                self.add("", pair.split_once('=').map_or(pair, |(_, value)| value));
            }
            return;
        }
        match value.split_once(' ') {
            Some((scheme, rest)) if name.eq_ignore_ascii_case("authorization") => {
                self.add(&format!("{scheme} "), rest.trim());
            }
            _ => self.add("", value),
        }
    }

    fn push(&mut self, text: &str, occurrences: Occurrences, ending: Ending) {
        let known = self.spellings.iter().any(|spelling| spelling.text.expose() == text);
        if !text.is_empty() && !known {
            self.spellings.push(Spelling { text: text.into(), occurrences, ending });
        }
    }

    /// Returns the text with every credential hidden.
    pub(super) fn hide(&self, text: &str) -> String {
        self.hide_up_to(text, usize::MAX)
    }

    /// Returns the same, but stops when the result has `limit` bytes. The result may exceed the limit by one character
    /// or one mask.
    pub(super) fn hide_up_to(&self, text: &str, limit: usize) -> String {
        let mut out = String::with_capacity(text.len().min(limit));
        let mut rest = text;
        let mut before = None;
        while let Some(next) = rest.chars().next().filter(|_| out.len() < limit) {
            let length = self.at_start(before, rest);
            if length > 0 {
                out.push_str(MASK);
            } else {
                out.push(next);
            }
            let (done, behind) = rest.split_at(length.max(next.len_utf8()));
            before = done.chars().next_back();
            rest = behind;
        }
        out
    }

    /// Returns a JSON value with every credential hidden in its strings.
    pub(super) fn hide_in(&self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.hide(&text)),
            Value::Array(values) => values.into_iter().map(|value| self.hide_in(value)).collect(),
            Value::Object(properties) => {
                properties.into_iter().map(|(name, value)| (name, self.hide_in(value))).collect()
            }
            other => other,
        }
    }

    /// Returns the length of the credential that the text begins with, or zero. At the end of a truncated text, a
    /// credential may be incomplete.
    fn at_start(&self, before: Option<char>, text: &str) -> usize {
        for Spelling { text: secret, occurrences, ending } in &self.spellings {
            let secret = secret.expose();
            if let Some(behind) = text.strip_prefix(secret) {
                let joined = [before, behind.chars().next()].into_iter().flatten().any(char::is_alphanumeric);
                if matches!(occurrences, Occurrences::All) || !joined {
                    return secret.len();
                }
            } else if matches!(ending, Ending::MayBeTruncated) && text.len() >= SHORT && secret.starts_with(text) {
                return text.len();
            }
        }
        0
    }
}

/// Whether a header or parameter carries a credential, judged by its name. What a caller adds by hand is not declared
/// in the specification.
pub(super) fn names_credential(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let words =
        ["authent", "authori", "x-auth", "cookie", "credential", "passw", "secret", "session", "signature", "token"];
    name.ends_with("key") || words.iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::{Mask, names_credential};

    fn mask(prefix: &str, value: &str) -> Mask {
        let mut mask = Mask::default();
        mask.add(prefix, value);
        mask
    }

    #[test]
    fn every_spelling_is_hidden() {
        let mask = mask("Token ", "a\"b/c=d");
        for (text, hidden) in [
            ("no a\"b/c=d, no", "no [secret], no"),
            ("`Token a\"b/c=d`", "`[secret]`"),
            ("{\"m\": \"a\\\"b/c=d\"}", "{\"m\": \"[secret]\"}"),
            ("?k=a%22b%2Fc%3Dd&x", "?k=[secret]&x"),
            ("xa\"b/c=da\"b/c=dx", "x[secret][secret]x"),
            ("an Invalid Token ", "an Invalid Token "),
        ] {
            assert_eq!(mask.hide(text), hidden);
        }
    }

    #[test]
    fn a_truncated_credential_at_the_end_is_hidden() {
        let mask = mask("Token ", "abcdefgh");
        assert_eq!(mask.hide("it is abcdef"), "it is [secret]");
        assert_eq!(mask.hide("it is ab"), "it is ab");
        assert_eq!(mask.hide("it is a Token"), "it is a Token");
    }

    #[test]
    fn a_short_credential_is_hidden_as_a_separate_word() {
        let mask = mask("Token ", "t");
        assert_eq!(mask.hide("the token t (t) is not"), "the token [secret] ([secret]) is not");
        assert_eq!(mask.hide("\"Token t\", Token two"), "\"[secret]\", Token two");
    }

    #[test]
    fn hiding_stops_at_the_limit() {
        let mask = mask("", "abcdefgh");
        let hidden = mask.hide_up_to(&"abcdefgh ".repeat(1000), 100);
        assert!(hidden.len() < 110 && !hidden.contains("abc"), "{hidden}");
    }

    #[test]
    fn only_the_secrets_of_a_header_are_hidden() {
        let mut mask = Mask::default();
        mask.add_header("Authorization", "Bearer abcdefgh");
        mask.add_header("cookie", "sid=ijklmnop; theme=dark");
        mask.add_header("x-api-key", "qrs tuv");
        let text = "Bearer abcdefgh, abcdefgh, sid=ijklmnop, qrs tuv; Bearer Authorization sid";
        assert_eq!(mask.hide(text), "[secret], [secret], sid=[secret], [secret]; Bearer Authorization sid");
    }

    #[test]
    fn credentials_are_recognised_by_name() {
        for name in ["Authorization", "X-Api-Key", "api_key", "access_token", "Cookie", "password", "sessionId"] {
            assert!(names_credential(name), "{name}");
        }
        for name in ["x-trace", "x-request-id", "author", "confirmed", "cols[]", "keyword", "accept"] {
            assert!(!names_credential(name), "{name}");
        }
    }
}
