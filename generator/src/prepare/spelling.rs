//! Finds known words with nearly the same spelling.

/// Suggests the known word that is spelled nearly like a text.
pub(crate) fn suggestion(text: &str, known: &[&str]) -> Option<String> {
    nearest(text, known).map(|word| format!("did you mean `{word}`?"))
}

/// Finds the known word that is spelled nearly like a text.
pub(crate) fn nearest<'a>(text: &str, known: &[&'a str]) -> Option<&'a str> {
    let folded = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    let (folded_text, length) = (folded(text), text.chars().count());
    let limit = if length < 5 { 1 } else { 2 };
    known
        .iter()
        .filter_map(|word| {
            let word_length = word.chars().count();
            let distance = match () {
                () if folded(word) == folded_text => 0,
                // At least this many characters have to be added or removed.
                () if word_length.abs_diff(length) > limit => return None,
                () => strsim::damerau_levenshtein(word, text),
            };
            (distance <= limit && distance < word_length.max(2) - 1).then_some((distance, *word))
        })
        .min()
        .map(|(_, word)| word)
}
