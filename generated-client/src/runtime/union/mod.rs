//! Decodes values that have one of several alternatives (`oneOf`, `anyOf`). What the value contains decides which
//! alternative it is; the order in which a document lists the alternatives does not matter:
//!
//! 1. An alternative of another JSON type does not match.
//! 2. If the alternatives have a discriminator, its value decides. A value that no alternative lists means that the
//!    alternative is unknown.
//! 3. An alternative does not match if the value contradicts one of its constants or lacks a required property.
//! 4. Of the rest, the alternative comes first that has the most constants in common with the value, then the one that
//!    knows the most of its properties, so that little is lost, then the one with the most required properties, then the
//!    first by name.
//!
//! The first alternative that the whole value can be decoded as is used, unless it knows no property of the value. If it
//! ignores properties, the others are tried as well, and the one is used that ignores only what all of them ignore. If each
//! of them ignores something that another knows, or if none matches, the value is kept as it is.

mod ignored;
mod shape;

use std::cell::{Cell, RefCell};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use ignored::Ignored;
use shape::Score;
#[allow(unused_imports, reason = "whether there are unions depends on the specification")]
pub(crate) use shape::{JsonType, Shape};

use super::integral;

/// How many attempts to decode may fail before the rest of a value is kept as it is. Unions within unions multiply the
/// attempts, and a server must not be able to make a client try all of them.
const MAX_FAILURES: u32 = 1_000;

/// How many attempts may follow a success, to find an alternative that ignores less.
const MAX_COMPARED: u32 = 1_000;

/// The attempts within the outermost union that is being decoded.
#[derive(Clone, Copy)]
struct Attempts {
    failed: u32,
    compared: u32,
    /// How many unions are nested.
    depth: u32,
}

thread_local! {
    static ATTEMPTS: Cell<Attempts> = const { Cell::new(Attempts { failed: 0, compared: 0, depth: 0 }) };

    /// What the alternative ignores that was decoded last.
    static IGNORED: RefCell<Ignored> = const { RefCell::new(Vec::new()) };
}

/// Decodes a value as the alternative that it matches best.
///
/// `decode` decodes a value as the alternative with an index, and returns `None` if that fails. `keep` takes a value that
/// has no known alternative.
pub(crate) fn one_of<'de, D, T>(
    deserializer: D,
    shapes: &[Shape],
    decode: impl Fn(usize, &Value) -> Option<T>,
    keep: impl FnOnce(Value) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    let mut matching: Vec<(Score, usize)> =
        shapes.iter().filter_map(|shape| Some((shape.score(&value)?, shape.alternative))).collect();
    // The sort is stable: of equal scores, the first shape stays the first.
    matching.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let _nesting = Nesting::enter();
    let mut fits: Vec<Fit<T>> = Vec::new();
    for (score, alternative) in matching {
        let Attempts { failed, compared, depth: _ } = ATTEMPTS.get();
        let is_compared = !fits.is_empty();
        let is_settled = fits.iter().any(|fit| fit.ignored.is_empty() || fit.score.evidence() != score.evidence());
        if is_settled || failed > MAX_FAILURES || (is_compared && compared > MAX_COMPARED) {
            break;
        }
        IGNORED.take();
        let decoded = decode(alternative, &value);
        let ignored = IGNORED.take();
        let has_evidence = score.evidence() != (0, 0);
        let decoded = decoded.filter(|_| has_evidence || !ignored::is_everything(&ignored, &value));
        let Attempts { failed, compared, depth } = ATTEMPTS.get();
        let (failed, compared) = (failed + u32::from(decoded.is_none()), compared + u32::from(is_compared));
        ATTEMPTS.set(Attempts { failed, compared, depth });
        fits.extend(decoded.map(|decoded| Fit { decoded, score, ignored }));
    }
    Ok(best(fits).unwrap_or_else(|| keep(value)))
}

/// An alternative that a value was decoded as.
struct Fit<T> {
    decoded: T,
    score: Score,
    ignored: Ignored,
}

/// Returns the first alternative that ignores only what all others ignore as well.
fn best<T>(mut fits: Vec<Fit<T>>) -> Option<T> {
    let is_best = |fit: &Fit<T>| fits.iter().all(|other| ignored::includes(&other.ignored, &fit.ignored));
    let at = fits.iter().position(is_best)?;
    Some(fits.swap_remove(at).decoded)
}

/// Decodes a whole value as a type; `None` if that fails.
pub(crate) fn as_type<T: DeserializeOwned>(value: &Value) -> Option<T> {
    let (decoded, ignored) = ignored::decode(value).or_else(|| ignored::decode(&integral::in_value(value)?))?;
    IGNORED.replace(ignored);
    Some(decoded)
}

/// Exists while a union is being decoded. The outermost one resets the counts of attempts.
struct Nesting;

impl Nesting {
    fn enter() -> Self {
        let Attempts { failed, compared, depth } = ATTEMPTS.get();
        let (failed, compared) = if depth == 0 { (0, 0) } else { (failed, compared) };
        ATTEMPTS.set(Attempts { failed, compared, depth: depth + 1 });
        Self
    }
}

impl Drop for Nesting {
    fn drop(&mut self) {
        let attempts = ATTEMPTS.get();
        ATTEMPTS.set(Attempts { depth: attempts.depth.saturating_sub(1), ..attempts });
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonType, Shape, Value, as_type, one_of};

    fn chosen(shapes: &[Shape], json: &str) -> Option<usize> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        one_of(&mut deserializer, shapes, |alternative, _| Some(Some(alternative)), |_| None).expect("JSON")
    }

    const OBJECT: Shape = Shape::new(0, JsonType::Object);

    #[test]
    fn json_types_distinguish_alternatives() {
        let shapes = [
            Shape::new(0, JsonType::Integer),
            Shape::new(1, JsonType::Number),
            Shape::new(2, JsonType::List).items(JsonType::String),
        ];
        for (json, expected) in [
            ("1", Some(0)),
            ("1.0", Some(0)),
            ("1.5", Some(1)),
            ("[\"a\"]", Some(2)),
            ("[]", Some(2)),
            ("[1]", None),
            ("true", None),
        ] {
            assert_eq!(chosen(&shapes, json), expected, "{json}");
        }
    }

    #[test]
    fn the_content_of_a_value_counts_and_not_the_order() {
        let cat = OBJECT.required(&["lives"]).known(&["name"]);
        let dog = Shape::new(1, JsonType::Object).required(&["lives", "bark"]).known(&["name"]);
        for shapes in [[cat, dog], [dog, cat]] {
            assert_eq!(chosen(&shapes, r#"{"lives": 9}"#), Some(0));
            assert_eq!(chosen(&shapes, r#"{"lives": 9, "bark": true}"#), Some(1));
            assert_eq!(chosen(&shapes, r#"{"name": "x"}"#), None);
        }
        let open = OBJECT.known(&["lives", "name", "owner"]);
        let least = Shape::new(1, JsonType::Object).required(&["lives"]);
        assert_eq!(chosen(&[open, least], r#"{"lives": 9}"#), Some(1));
        assert_eq!(chosen(&[open, least], r#"{"lives": 9, "owner": "x"}"#), Some(0));
    }

    #[test]
    fn a_discriminator_decides_unless_other_values_are_possible() {
        let listed =
            [OBJECT.discriminator("kind", &["cat"]), Shape::new(1, JsonType::Object).discriminator("kind", &["dog"])];
        assert_eq!(chosen(&listed, r#"{"kind": "dog"}"#), Some(1));
        assert_eq!(chosen(&listed, r#"{"kind": "bird"}"#), None);
        let guessed = [
            OBJECT.open_discriminator("kind", &["Cat"]).known(&["lives"]),
            Shape::new(1, JsonType::Object).open_discriminator("kind", &["Dog"]).known(&["bark"]),
        ];
        assert_eq!(chosen(&guessed, r#"{"kind": "Dog", "lives": 9}"#), Some(1));
        assert_eq!(chosen(&guessed, r#"{"kind": "dog", "bark": 9}"#), Some(1));
    }

    #[test]
    fn an_absent_discriminator_means_the_default() {
        let shapes = [
            OBJECT.discriminator("kind", &["cat"]),
            Shape::new(1, JsonType::Object).default_discriminator("kind", &["pet"]),
        ];
        for (value, alternative) in
            [(r#"{"kind": "cat"}"#, 0), (r#"{"kind": "pet"}"#, 1), (r#"{"kind": "bird"}"#, 1), ("{}", 1)]
        {
            assert_eq!(chosen(&shapes, value), Some(alternative), "{value}");
        }
    }

    #[test]
    fn a_contradicted_constant_rules_an_alternative_out() {
        let shapes =
            [OBJECT.constants(&[("type", "text")]), Shape::new(1, JsonType::Object).constants(&[("type", "image")])];
        assert_eq!(chosen(&shapes, r#"{"type": "image"}"#), Some(1));
        assert_eq!(chosen(&shapes, r#"{"type": "sound"}"#), None);
        assert_eq!(chosen(&shapes, r#"[{"type": "image"}]"#), None);
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct A {
        a: Option<u8>,
        shared: Option<Inner<true>>,
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct B {
        b: Option<u8>,
        shared: Option<Inner<false>>,
    }

    /// A struct that knows the property `x` or not.
    #[derive(Debug, PartialEq)]
    struct Inner<const X: bool>;

    impl<'de, const X: bool> serde::Deserialize<'de> for Inner<X> {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            #[derive(serde::Deserialize)]
            struct Knows {
                #[allow(dead_code, reason = "it is only decoded")]
                x: Option<u8>,
            }
            if X {
                Knows::deserialize(deserializer).map(drop)
            } else {
                serde::de::IgnoredAny::deserialize(deserializer).map(drop)
            }?;
            Ok(Self)
        }
    }

    #[test]
    fn what_another_alternative_knows_is_never_lost() {
        let shapes = [OBJECT.known(&["a"]), Shape::new(1, JsonType::Object).known(&["b"])];
        let lists = [Shape::new(0, JsonType::List).known(&["a"]), Shape::new(1, JsonType::List).known(&["b"])];
        let choose = |shapes: &[Shape], json: &str| {
            let decode = |alternative: usize, value: &Value| match (alternative, value.is_array()) {
                (0, false) => as_type::<A>(value).map(|_| Some(0)),
                (0, true) => as_type::<Vec<A>>(value).map(|_| Some(0)),
                (_, false) => as_type::<B>(value).map(|_| Some(1)),
                (_, true) => as_type::<Vec<B>>(value).map(|_| Some(1)),
            };
            one_of(&mut serde_json::Deserializer::from_str(json), shapes, decode, |_| None).expect("JSON")
        };
        for (json, expected) in [
            (r#"{"a": 1}"#, Some(0)),
            (r#"{"b": 1.0, "new": 1}"#, Some(1)),
            (r#"{"a": 1, "b": 2}"#, None),
            (r#"{"a": null, "b": null}"#, None),
            // The value of `b` contradicts the other alternative, so that does not match.
            (r#"{"a": 1, "b": "text"}"#, Some(0)),
            (r#"{"c": 1}"#, None),
            ("{}", Some(0)),
            (r#"{"shared": {"x": 1}}"#, Some(0)),
            (r#"{"b": 1, "shared": {"x": 1}}"#, None),
        ] {
            assert_eq!(choose(&shapes, json), expected, "{json}");
            assert_eq!(choose(&lists, &format!("[{json}]")), expected, "a list of {json}");
        }
    }

    /// Two alternatives contain each other, and both fail at the end. Without a bound, this would take two to the power of
    /// a hundred attempts.
    #[test]
    fn failed_attempts_are_bounded() {
        #[derive(Debug)]
        struct Nested;
        impl<'de> serde::Deserialize<'de> for Nested {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const SHAPES: &[Shape] = &[OBJECT, Shape::new(1, JsonType::Object)];
                let read = |_: usize, value: &Value| value.get("a").and_then(super::as_type::<Self>).and(None::<Self>);
                one_of(deserializer, SHAPES, read, |_| Self)
            }
        }
        let json = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
        serde_json::from_str::<Nested>(&json).expect("JSON");
    }
}
