//! Differences that are known, each with the reason. One that no longer occurs fails the test.

/// The document, the end of what is reported, and the reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("stripe", "/capture_method is absent", TWO_ALTERNATIVES),
    ("stripe", "/installments is absent", TWO_ALTERNATIVES),
    ("stripe", "/verification_method is absent", TWO_ALTERNATIVES),
];

const TWO_ALTERNATIVES: &str = "the value satisfies two alternatives: one that allows a single value of an optional property, \
                                which the client takes for its mark, and one that describes more properties";

/// Returns the number of the exception that a difference is.
pub(super) fn find(document: &str, why: &str) -> Option<usize> {
    EXCEPTIONS.iter().position(|(of, end, _)| *of == document && why.ends_with(end))
}

/// Returns the exceptions of a document that were not needed.
pub(super) fn idle(document: &str, used: &[usize]) -> Vec<String> {
    let all = EXCEPTIONS.iter().enumerate().filter(|(index, (of, ..))| *of == document && !used.contains(index));
    all.map(|(_, (of, end, why))| format!("the exception `{of}: {end}` is no longer needed: {why}")).collect()
}
