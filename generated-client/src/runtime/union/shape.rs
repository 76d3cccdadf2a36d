//! What the alternatives of a union look like, and how well a value matches one.

use serde_json::Value;

use crate::runtime::integral;

/// What a value of an alternative looks like. An alternative can have several shapes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The index of the alternative.
    pub(super) alternative: usize,
    json_type: JsonType,
    items: Option<JsonType>,
    discriminator: Option<Discriminator>,
    constants: &'static [(&'static str, &'static str)],
    integers: &'static [(&'static str, i64)],
    flags: &'static [(&'static str, bool)],
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
    /// This alternative, and so does an absent value.
    Meant,
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
            flags: &[],
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

    /// Sets the discriminator of the alternative that any value means that identifies no other one, also if it is absent.
    pub(crate) const fn default_discriminator(self, property: &'static str, values: &'static [&'static str]) -> Self {
        let discriminator = Discriminator { property, values, other_values: OtherValues::Meant };
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

    /// Sets the properties that can only have one boolean, with that boolean.
    pub(crate) const fn flags(self, flags: &'static [(&'static str, bool)]) -> Self {
        Self { flags, ..self }
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
    pub(super) fn score(&self, value: &Value) -> Option<Score> {
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
        let integers =
            self.integers.iter().filter_map(|(name, integer)| Some(integer_of(sent(name)?) == Some(*integer)));
        let mut count = 0;
        let flags = self.flags.iter().filter_map(|(name, flag)| Some(sent(name)?.as_bool() == Some(*flag)));
        for is_equal in texts.chain(integers).chain(flags) {
            if !is_equal {
                return None;
            }
            count += 1;
        }
        Some(count)
    }
}

impl Discriminator {
    /// Returns one if the object has a value that means this alternative, and zero if it says nothing; `None` if it has
    /// another value.
    fn score(self, object: &Value) -> Option<usize> {
        let sent = object.get(self.property).and_then(Value::as_str);
        match self.other_values {
            _ if sent.is_some_and(|sent| self.values.contains(&sent)) => Some(1),
            OtherValues::Meant => Some(1),
            _ if sent.is_none() => Some(0),
            OtherValues::Possible => Some(0),
            OtherValues::Excluded => None,
        }
    }
}

impl JsonType {
    fn includes(self, value: &Value) -> bool {
        match self {
            Self::Bool => value.is_boolean(),
            Self::Integer => value.is_u64() || integer_of(value).is_some(),
            Self::Number => value.is_number(),
            Self::String => value.is_string(),
            Self::List => value.is_array(),
            Self::Object => value.is_object(),
            Self::Any => true,
        }
    }
}

/// Returns an integer, which may have a decimal point or an exponent.
fn integer_of(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| integral::as_integer(value.as_number()?))
}

/// How well a value matches a shape, the most significant count first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score {
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

    /// Returns what counts more than the properties that a shape knows.
    pub(super) fn evidence(self) -> (usize, usize) {
        (self.discriminated, self.constants)
    }
}
