//! Converts arguments to JSON, and refuses numbers that JSON cannot represent. serde_json would write `null` instead,
//! which tells a server to clear the field. Secrets are collected on the way.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::ser::{self, Serialize, Serializer};

use super::secret::{self, Secret};

/// Returns the value as JSON, and the secrets in it; or what JSON cannot represent.
pub(super) fn to_value(value: &impl Serialize) -> Result<(serde_json::Value, Vec<Secret>), String> {
    let (secrets, short_floats) = (RefCell::default(), Cell::new(false));
    let check = NumberCheck { secrets: &secrets, short_floats: &short_floats, text: TextKind::Plain };
    value.serialize(check).map_err(|invalid| invalid.0)?;
    let value = if short_floats.get() {
        // As a value, 0.01 of 32 bits would become 0.009999999776482582. As text, it stays what it is.
        serde_json::to_vec(value).and_then(|text| serde_json::from_slice(&text))
    } else {
        serde_json::to_value(value)
    };
    Ok((value.map_err(|error| error.to_string())?, secrets.into_inner()))
}

#[derive(Debug)]
struct InvalidValue(String);

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidValue {}

impl ser::Error for InvalidValue {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// A serializer that writes nothing. It checks every number, and collects every secret.
#[derive(Clone, Copy)]
struct NumberCheck<'a> {
    secrets: &'a RefCell<Vec<Secret>>,
    /// Whether there is a float of 32 bits.
    short_floats: &'a Cell<bool>,
    text: TextKind,
}

/// What the next string is.
#[derive(Clone, Copy)]
enum TextKind {
    Plain,
    Secret,
}

/// Scalars that are always valid.
macro_rules! accept {
    ($($method:ident: $kind:ty),*) => {$(
        fn $method(self, _: $kind) -> Result<(), InvalidValue> {
            Ok(())
        }
    )*};
}

/// The start of compound values, whose content is visited by the same serializer.
macro_rules! enter {
    ($($method:ident($($kind:ty),*)),*) => {$(
        fn $method(self, $(_: $kind),*) -> Result<Self, InvalidValue> {
            Ok(self)
        }
    )*};
}

impl Serializer for NumberCheck<'_> {
    type Ok = ();
    type Error = InvalidValue;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    accept!(
        serialize_bool: bool, serialize_char: char, serialize_bytes: &[u8],
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_i128: i128,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_u128: u128,
        serialize_unit_struct: &'static str
    );

    enter!(
        serialize_seq(Option<usize>),
        serialize_tuple(usize),
        serialize_tuple_struct(&'static str, usize),
        serialize_tuple_variant(&'static str, u32, &'static str, usize),
        serialize_map(Option<usize>),
        serialize_struct(&'static str, usize),
        serialize_struct_variant(&'static str, u32, &'static str, usize)
    );

    fn serialize_str(self, text: &str) -> Result<(), InvalidValue> {
        if let TextKind::Secret = self.text {
            self.secrets.borrow_mut().push(text.into());
        }
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), InvalidValue> {
        self.short_floats.set(true);
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), InvalidValue> {
        if value.is_finite() {
            Ok(())
        } else {
            Err(InvalidValue("it contains a number that is infinite or NaN".to_owned()))
        }
    }

    fn serialize_none(self) -> Result<(), InvalidValue> {
        Ok(())
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<(), InvalidValue> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), InvalidValue> {
        Ok(())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), InvalidValue> {
        Ok(())
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), InvalidValue> {
        let text = if name == secret::NAME { TextKind::Secret } else { self.text };
        value.serialize(Self { text, ..self })
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), InvalidValue> {
        value.serialize(self)
    }
}

/// The content of compound values. Each line has a trait, and its method for one element.
macro_rules! compounds {
    ($($compound:ident::$method:ident($($key:ty)?)),*) => {$(
        impl ser::$compound for NumberCheck<'_> {
            type Ok = ();
            type Error = InvalidValue;

            fn $method<T: ?Sized + Serialize>(&mut self, $(_: $key,)? value: &T) -> Result<(), InvalidValue> {
                value.serialize(*self)
            }

            fn end(self) -> Result<(), InvalidValue> {
                Ok(())
            }
        }
    )*};
}

compounds!(
    SerializeSeq::serialize_element(),
    SerializeTuple::serialize_element(),
    SerializeTupleStruct::serialize_field(),
    SerializeTupleVariant::serialize_field(),
    SerializeStruct::serialize_field(&'static str),
    SerializeStructVariant::serialize_field(&'static str)
);

impl ser::SerializeMap for NumberCheck<'_> {
    type Ok = ();
    type Error = InvalidValue;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, _: &T) -> Result<(), InvalidValue> {
        Ok(())
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), InvalidValue> {
        value.serialize(*self)
    }

    fn end(self) -> Result<(), InvalidValue> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Secret, to_value};

    #[test]
    fn a_number_that_json_cannot_represent_is_refused_at_any_depth() {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(to_value(&number).is_err());
            assert!(to_value(&vec![1.0, number]).is_err());
            assert!(to_value(&BTreeMap::from([("a", Some((1, number)))])).is_err());
        }
        assert!(to_value(&f32::NAN).is_err());
    }

    #[test]
    fn everything_else_is_what_serde_json_writes() {
        let value = to_value(&BTreeMap::from([("a", (Some(1.5), None::<f64>, "x"))]));
        assert_eq!(value, Ok((serde_json::json!({"a": [1.5, null, "x"]}), Vec::new())));
    }

    #[test]
    fn a_float_of_32_bits_is_sent_as_it_is_written() {
        let value = to_value(&BTreeMap::from([("a", (vec![0.01_f32], Some(0.1_f32), 0.1_f64, 1.5_f32))]));
        let (value, _) = value.expect("JSON");
        assert_eq!(value.to_string(), r#"{"a":[[0.01],0.1,0.1,1.5]}"#);
    }

    #[test]
    fn secrets_are_collected_at_any_depth() {
        let value = BTreeMap::from([("a", vec![Some(Secret::from("b")), None]), ("c", vec![Some("d".into())])]);
        let noted = to_value(&(value, "e"));
        let json = serde_json::json!([{"a": ["b", null], "c": ["d"]}, "e"]);
        assert_eq!(noted, Ok((json, vec!["b".into(), "d".into()])));
    }
}
