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
//! The first alternative that the whole value can be decoded as is used. A value that matches none is kept as it is.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// What a value of an alternative looks like. An alternative can have several shapes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The index of the alternative.
    alternative: usize,
    json_type: JsonType,
    items: Option<JsonType>,
    discriminator: Option<Discriminator>,
    constants: &'static [(&'static str, &'static str)],
    integers: &'static [(&'static str, i64)],
    required: &'static [&'static str],
    known: &'static [&'static str],
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum JsonType {
    Bool,
    Integer,
    Number,
    String,
    List,
    Object,
    Any,
}

/// A property whose value identifies the alternative.
#[derive(Clone, Copy, Debug)]
struct Discriminator {
    property: &'static str,
    values: &'static [&'static str],
    other_values: OtherValues,
}

/// What a value means that is not listed for a discriminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OtherValues {
    /// Another alternative.
    Excluded,
    /// Nothing, because the document does not list the values.
    Possible,
}

impl Shape {
    pub(crate) const fn new(alternative: usize, json_type: JsonType) -> Self {
        Self {
            alternative,
            json_type,
            items: None,
            discriminator: None,
            constants: &[],
            integers: &[],
            required: &[],
            known: &[],
        }
    }

    /// Sets the type of the items of a list.
    pub(crate) const fn items(self, json_type: JsonType) -> Self {
        Self { items: Some(json_type), ..self }
    }

    /// Sets the discriminator, and the values that identify this alternative.
    pub(crate) const fn discriminator(self, property: &'static str, values: &'static [&'static str]) -> Self {
        let discriminator = Discriminator { property, values, other_values: OtherValues::Excluded };
        Self { discriminator: Some(discriminator), ..self }
    }

    /// Sets a discriminator whose values the document does not list: any other value is possible as well.
    pub(crate) const fn open_discriminator(self, property: &'static str, values: &'static [&'static str]) -> Self {
        let discriminator = Discriminator { property, values, other_values: OtherValues::Possible };
        Self { discriminator: Some(discriminator), ..self }
    }

    /// Sets the properties that can only have one string, with that string.
    pub(crate) const fn constants(self, constants: &'static [(&'static str, &'static str)]) -> Self {
        Self { constants, ..self }
    }

    /// Sets the properties that can only have one integer, with that integer.
    pub(crate) const fn integers(self, integers: &'static [(&'static str, i64)]) -> Self {
        Self { integers, ..self }
    }

    /// Sets the properties that every value has.
    pub(crate) const fn required(self, required: &'static [&'static str]) -> Self {
        Self { required, ..self }
    }

    /// Sets the properties that a value may have.
    pub(crate) const fn known(self, known: &'static [&'static str]) -> Self {
        Self { known, ..self }
    }

    /// Returns how well a value matches; `None` if it does not match.
    fn score(&self, value: &Value) -> Option<Score> {
        if !self.json_type.includes(value) {
            return None;
        }
        match value {
            Value::Array(items) => self.score_list(items),
            Value::Object(_) => self.score_object(value),
            _ => Some(Score::default()),
        }
    }

    /// Returns the sum of the scores of the items.
    fn score_list(&self, items: &[Value]) -> Option<Score> {
        let mut total = Score::default();
        for item in items {
            if self.items.is_some_and(|json_type| !json_type.includes(item)) {
                return None;
            }
            if item.is_object() {
                total = total.plus(self.score_object(item)?);
            }
        }
        Some(total)
    }

    fn score_object(&self, object: &Value) -> Option<Score> {
        let discriminated = match self.discriminator {
            Some(discriminator) => discriminator.score(object)?,
            None => 0,
        };
        let constants = self.score_constants(object)?;
        if self.required.iter().any(|name| object.get(name).is_none()) {
            return None;
        }
        let required = self.required.len();
        let optional = self.known.iter().filter(|name| object.get(name).is_some()).count();
        Some(Score { discriminated, constants, known: constants + required + optional, required })
    }

    /// Returns how many constants the object has; `None` if it contradicts one.
    fn score_constants(&self, object: &Value) -> Option<usize> {
        // An omitted or `null` property says nothing.
        let sent = |name: &str| object.get(name).filter(|value| !value.is_null());
        let texts = self.constants.iter().filter_map(|(name, text)| Some(sent(name)?.as_str() == Some(*text)));
        let integers = self.integers.iter().filter_map(|(name, integer)| Some(sent(name)?.as_i64() == Some(*integer)));
        let mut count = 0;
        for is_equal in texts.chain(integers) {
            if !is_equal {
                return None;
            }
            count += 1;
        }
        Some(count)
    }
}

impl Discriminator {
    /// Returns one if the object has a listed value, and zero if it says nothing; `None` if it has another value.
    fn score(self, object: &Value) -> Option<usize> {
        let Some(sent) = object.get(self.property).and_then(Value::as_str) else {
            return Some(0);
        };
        match self.other_values {
            _ if self.values.contains(&sent) => Some(1),
            OtherValues::Possible => Some(0),
            OtherValues::Excluded => None,
        }
    }
}

impl JsonType {
    fn includes(self, value: &Value) -> bool {
        match self {
            Self::Bool => value.is_boolean(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
            Self::Any => true,
        }
    }
}

/// How well a value matches a shape, the most significant count first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Score {
    discriminated: usize,
    constants: usize,
    known: usize,
    required: usize,
}

impl Score {
    fn plus(self, other: Self) -> Self {
        Self {
            discriminated: self.discriminated + other.discriminated,
            constants: self.constants + other.constants,
            known: self.known + other.known,
            required: self.required + other.required,
        }
    }
}

/// How many attempts to decode may fail before the rest of a value is kept as it is. Unions within unions multiply the
/// attempts, and a server must not be able to make a client try all of them.
const MAX_FAILURES: u32 = 1_000;

thread_local! {
    /// How many attempts have failed within the outermost union that is being decoded, and how many unions are nested.
    static FAILURES: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
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
    for (_, alternative) in matching {
        if FAILURES.get().0 > MAX_FAILURES {
            break;
        }
        if let Some(decoded) = decode(alternative, &value) {
            return Ok(decoded);
        }
        FAILURES.set((FAILURES.get().0 + 1, FAILURES.get().1));
    }
    Ok(keep(value))
}

/// Decodes a whole value as a type; `None` if that fails.
pub(crate) fn as_type<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// Exists while a union is being decoded. The outermost one resets the count of failures.
struct Nesting;

impl Nesting {
    fn enter() -> Self {
        let (failures, depth) = FAILURES.get();
        FAILURES.set((if depth == 0 { 0 } else { failures }, depth + 1));
        Self
    }
}

impl Drop for Nesting {
    fn drop(&mut self) {
        let (failures, depth) = FAILURES.get();
        FAILURES.set((failures, depth.saturating_sub(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::{JsonType, Shape, Value, one_of};

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
        for (json, expected) in
            [("1", Some(0)), ("1.5", Some(1)), ("[\"a\"]", Some(2)), ("[]", Some(2)), ("[1]", None), ("true", None)]
        {
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
    fn a_contradicted_constant_rules_an_alternative_out() {
        let shapes =
            [OBJECT.constants(&[("type", "text")]), Shape::new(1, JsonType::Object).constants(&[("type", "image")])];
        assert_eq!(chosen(&shapes, r#"{"type": "image"}"#), Some(1));
        assert_eq!(chosen(&shapes, r#"{"type": "sound"}"#), None);
        assert_eq!(chosen(&shapes, r#"[{"type": "image"}]"#), None);
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
