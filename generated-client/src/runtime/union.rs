//! The reading of values that have one of several forms. Which form a value has is told by what it holds, never by the
//! order in which the forms stand in a document:
//!
//! 1. a form of another kind of JSON is none;
//! 2. where a property marks the form, its value decides; one that no form has makes the value one of no known form;
//! 3. a form with a constant that the value contradicts, or with a required property that it lacks, is none;
//! 4. of the rest, the one with the most constants that the value has comes first, then the one that knows the most of its
//!    properties, so that little is lost, then the one that requires the most, then the first by name.
//!
//! The first one that the whole value can be read as counts. A value of no form is kept as it is.

use std::cell::Cell;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// What a value of a form looks like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// The alternative that it leads to.
    alternative: usize,
    kind: Kind,
    items: Option<Kind>,
    mark: Option<Mark>,
    constants: &'static [(&'static str, &'static str)],
    numbers: &'static [(&'static str, i64)],
    required: &'static [&'static str],
    known: &'static [&'static str],
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Integer,
    Number,
    String,
    List,
    Object,
    Any,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    property: &'static str,
    values: &'static [&'static str],
    trust: Trust,
}

/// What it means that a mark has a value that is not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    Listed,
    Guessed,
}

impl Form {
    pub(crate) const fn new(alternative: usize, kind: Kind) -> Self {
        Self { alternative, kind, items: None, mark: None, constants: &[], numbers: &[], required: &[], known: &[] }
    }

    /// Says what the items of a list are.
    pub(crate) const fn items(self, kind: Kind) -> Self {
        Self { items: Some(kind), ..self }
    }

    /// Names the property that marks the form, and the values that stand for this one.
    pub(crate) const fn marked(self, property: &'static str, values: &'static [&'static str]) -> Self {
        Self { mark: Some(Mark { property, values, trust: Trust::Listed }), ..self }
    }

    /// The same where the document does not list the values: another one means nothing.
    pub(crate) const fn maybe_marked(self, property: &'static str, values: &'static [&'static str]) -> Self {
        Self { mark: Some(Mark { property, values, trust: Trust::Guessed }), ..self }
    }

    /// Names the properties that have one text only, with that text.
    pub(crate) const fn constants(self, constants: &'static [(&'static str, &'static str)]) -> Self {
        Self { constants, ..self }
    }

    /// The same for integers.
    pub(crate) const fn numbers(self, numbers: &'static [(&'static str, i64)]) -> Self {
        Self { numbers, ..self }
    }

    pub(crate) const fn required(self, required: &'static [&'static str]) -> Self {
        Self { required, ..self }
    }

    /// Names the properties that may be there.
    pub(crate) const fn known(self, known: &'static [&'static str]) -> Self {
        Self { known, ..self }
    }

    /// How well a value fits; `None` where it does not.
    fn fit(&self, value: &Value) -> Option<Fit> {
        if !self.kind.is(value) {
            return None;
        }
        match value {
            Value::Array(items) => {
                let mut whole = Fit::default();
                for item in items {
                    if self.items.is_some_and(|kind| !kind.is(item)) {
                        return None;
                    }
                    if item.is_object() {
                        whole = whole.and(self.fit_object(item)?);
                    }
                }
                Some(whole)
            }
            Value::Object(_) => self.fit_object(value),
            _ => Some(Fit::default()),
        }
    }

    fn fit_object(&self, value: &Value) -> Option<Fit> {
        let mut fit = Fit::default();
        if let Some(mark) = self.mark
            && let Some(sent) = value.get(mark.property).and_then(Value::as_str)
        {
            if mark.values.contains(&sent) {
                fit.marked = 1;
            } else if mark.trust == Trust::Listed {
                return None;
            }
        }
        let texts = self.constants.iter().map(|(name, text)| (value.get(name), Some(*text), None));
        let numbers = self.numbers.iter().map(|(name, number)| (value.get(name), None, Some(*number)));
        for (sent, text, number) in texts.chain(numbers) {
            match sent {
                // What is left out says nothing.
                None | Some(Value::Null) => {}
                Some(sent) if sent.as_str() == text && sent.as_i64() == number => fit.constants += 1,
                Some(_) => return None,
            }
        }
        for name in self.required {
            value.get(name)?;
            fit.required += 1;
        }
        let optional = self.known.iter().filter(|name| value.get(name).is_some()).count();
        fit.known = fit.constants + fit.required + optional;
        Some(fit)
    }
}

impl Kind {
    fn is(self, value: &Value) -> bool {
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

/// How well a value fits a form, the most telling thing first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    marked: usize,
    constants: usize,
    known: usize,
    required: usize,
}

impl Fit {
    fn and(self, other: Self) -> Self {
        Self {
            marked: self.marked + other.marked,
            constants: self.constants + other.constants,
            known: self.known + other.known,
            required: self.required + other.required,
        }
    }
}

/// How often a value may be read in vain before the rest of it is kept as it is: forms within forms multiply, and a
/// server must not be able to make a client try them all.
const MOST_FAILURES: u32 = 1_000;

thread_local! {
    /// The readings in vain within the outermost value that is being read, and how deep that reading is.
    static FAILURES: Cell<(u32, u32)> = const { Cell::new((0, 0)) };
}

/// Reads a value as the alternative whose form it has; `keep` takes what has none.
///
/// `read` makes the alternative of a number, or nothing where the value cannot be read as that.
pub(crate) fn one_of<'de, D, T>(
    deserializer: D,
    forms: &[Form],
    read: impl Fn(usize, &Value) -> Option<T>,
    keep: impl FnOnce(Value) -> T,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    let value = Value::deserialize(deserializer)?;
    let mut fitting: Vec<(Fit, usize)> =
        forms.iter().filter_map(|form| Some((form.fit(&value)?, form.alternative))).collect();
    // A stable sort: of forms that fit alike, the first one stays the first.
    fitting.sort_by_key(|(fit, _)| std::cmp::Reverse(*fit));
    let _within = Within::enter();
    for (_, alternative) in fitting {
        if FAILURES.get().0 > MOST_FAILURES {
            break;
        }
        if let Some(read) = read(alternative, &value) {
            return Ok(read);
        }
        FAILURES.set((FAILURES.get().0 + 1, FAILURES.get().1));
    }
    Ok(keep(value))
}

/// Reads a whole value as a type, if it is one.
pub(crate) fn as_type<T: DeserializeOwned>(value: &Value) -> Option<T> {
    T::deserialize(value).ok()
}

/// A reading under way; with the outermost one the count begins anew.
struct Within;

impl Within {
    fn enter() -> Self {
        let (failures, depth) = FAILURES.get();
        FAILURES.set((if depth == 0 { 0 } else { failures }, depth + 1));
        Self
    }
}

impl Drop for Within {
    fn drop(&mut self) {
        let (failures, depth) = FAILURES.get();
        FAILURES.set((failures, depth.saturating_sub(1)));
    }
}

#[cfg(test)]
mod tests {
    use super::{Form, Kind, Value, one_of};

    fn chosen(forms: &[Form], json: &str) -> Option<usize> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        one_of(&mut deserializer, forms, |alternative, _| Some(Some(alternative)), |_| None).expect("JSON")
    }

    const OBJECT: Form = Form::new(0, Kind::Object);

    #[test]
    fn kinds_of_json_tell_forms_apart() {
        let forms =
            [Form::new(0, Kind::Integer), Form::new(1, Kind::Number), Form::new(2, Kind::List).items(Kind::String)];
        for (json, expected) in
            [("1", Some(0)), ("1.5", Some(1)), ("[\"a\"]", Some(2)), ("[]", Some(2)), ("[1]", None), ("true", None)]
        {
            assert_eq!(chosen(&forms, json), expected, "{json}");
        }
    }

    #[test]
    fn what_a_value_holds_counts_and_not_the_order() {
        let cat = OBJECT.required(&["lives"]).known(&["name"]);
        let dog = Form::new(1, Kind::Object).required(&["lives", "bark"]).known(&["name"]);
        for forms in [[cat, dog], [dog, cat]] {
            assert_eq!(chosen(&forms, r#"{"lives": 9}"#), Some(0));
            assert_eq!(chosen(&forms, r#"{"lives": 9, "bark": true}"#), Some(1));
            assert_eq!(chosen(&forms, r#"{"name": "x"}"#), None);
        }
        let open = OBJECT.known(&["lives", "name", "owner"]);
        let least = Form::new(1, Kind::Object).required(&["lives"]);
        assert_eq!(chosen(&[open, least], r#"{"lives": 9}"#), Some(1));
        assert_eq!(chosen(&[open, least], r#"{"lives": 9, "owner": "x"}"#), Some(0));
    }

    #[test]
    fn a_mark_decides_unless_it_is_a_guess() {
        let listed = [OBJECT.marked("kind", &["cat"]), Form::new(1, Kind::Object).marked("kind", &["dog"])];
        assert_eq!(chosen(&listed, r#"{"kind": "dog"}"#), Some(1));
        assert_eq!(chosen(&listed, r#"{"kind": "bird"}"#), None);
        let guessed = [
            OBJECT.maybe_marked("kind", &["Cat"]).known(&["lives"]),
            Form::new(1, Kind::Object).maybe_marked("kind", &["Dog"]).known(&["bark"]),
        ];
        assert_eq!(chosen(&guessed, r#"{"kind": "Dog", "lives": 9}"#), Some(1));
        assert_eq!(chosen(&guessed, r#"{"kind": "dog", "bark": 9}"#), Some(1));
    }

    #[test]
    fn a_constant_that_is_another_one_rules_a_form_out() {
        let forms = [OBJECT.constants(&[("type", "text")]), Form::new(1, Kind::Object).constants(&[("type", "image")])];
        assert_eq!(chosen(&forms, r#"{"type": "image"}"#), Some(1));
        assert_eq!(chosen(&forms, r#"{"type": "sound"}"#), None);
        assert_eq!(chosen(&forms, r#"[{"type": "image"}]"#), None);
    }

    /// Two forms that hold each other and both fail at the end: without a bound this would take two to the hundredth
    /// readings.
    #[test]
    fn readings_in_vain_are_bounded() {
        #[derive(Debug)]
        struct Nested;
        impl<'de> serde::Deserialize<'de> for Nested {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const FORMS: &[Form] = &[OBJECT, Form::new(1, Kind::Object)];
                let read = |_: usize, value: &Value| value.get("a").and_then(super::as_type::<Self>).and(None::<Self>);
                one_of(deserializer, FORMS, read, |_| Self)
            }
        }
        let json = format!("{}1{}", "{\"a\":".repeat(100), "}".repeat(100));
        serde_json::from_str::<Nested>(&json).expect("JSON");
    }
}
