//! How the structs of the generated client are read from JSON and written as JSON. The macro [`object!`] lists the
//! properties of a struct, one on each line: how the property is treated, the field, and its name on the wire. The last
//! line can be `..` and the field that holds all other properties.
//!
//! | treated as | type of the field | absent | `null` | written |
//! |---|---|---|---|---|
//! | `required` | `T` | an error, unless `T` is an `Option` | an error, unless `T` accepts it | always |
//! | `optional` | `Option<T>` | `None` | `None` | unless it is `None` |
//! | `clearable` | `Option<Nullable<T>>` | `None` | `Some(Null)` | unless it is `None` |
//! | `list` | `Vec<T>` | empty | empty | always |
//! | `..` | `BTreeMap<String, T>` | | | all other properties |
//!
//! Without `..`, other properties are skipped. If a property occurs twice, the last one counts.
//!
//! serde's derive macros do the same with about four times the code, which makes a large client slow to compile.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

/// A struct with properties that are read and written by name.
pub(crate) trait Object: Sized {
    /// The name of the struct, for messages.
    const NAME: &'static str;

    /// Reads all properties.
    fn read<'de, A: MapAccess<'de>>(properties: &mut Properties<A>) -> Result<Self, A::Error>;

    /// Passes all properties to a writer, in the order of the fields.
    fn write(&self, writer: &mut impl Writer);
}

/// Reads a struct.
pub(crate) fn deserialize<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(ObjectVisitor(PhantomData))
}

/// Writes a struct as a map.
pub(crate) fn serialize<S: Serializer>(object: &impl Object, serializer: S) -> Result<S::Ok, S::Error> {
    let mut count = Count(0);
    object.write(&mut count);
    let mut entries = Entries { map: serializer.serialize_map(Some(count.0))?, result: Ok(()) };
    object.write(&mut entries);
    entries.result?;
    entries.map.end()
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(&mut Properties(map))
    }
}

/// The properties that have not been read yet.
pub(crate) struct Properties<A>(A);

impl<'de, A: MapAccess<'de>> Properties<A> {
    /// Reads the next name; `false` at the end.
    pub(crate) fn next(&mut self, name: &mut Name<'de>) -> Result<bool, A::Error> {
        self.0.next_key_seed(name).map(|found| found.is_some())
    }

    pub(crate) fn required<T: Deserialize<'de>>(&mut self, field: &mut Option<T>) -> Result<(), A::Error> {
        self.0.next_value().map(|value| *field = Some(value))
    }

    pub(crate) fn optional<T: Deserialize<'de>>(&mut self, field: &mut Option<T>) -> Result<(), A::Error> {
        self.0.next_value().map(|value| *field = value)
    }

    pub(crate) fn clearable<T: Deserialize<'de>>(&mut self, field: &mut Option<T>) -> Result<(), A::Error> {
        self.required(field)
    }

    pub(crate) fn list<T: Default + Deserialize<'de>>(&mut self, field: &mut T) -> Result<(), A::Error> {
        self.0.next_value().map(|value: Option<T>| *field = value.unwrap_or_default())
    }

    pub(crate) fn rest<T: Deserialize<'de>>(
        &mut self,
        name: &Name<'de>,
        field: &mut BTreeMap<String, T>,
    ) -> Result<(), A::Error> {
        self.0.next_value().map(|value| {
            field.insert(name.as_str().to_owned(), value);
        })
    }

    pub(crate) fn skip(&mut self) -> Result<(), A::Error> {
        self.0.next_value().map(|_: IgnoredAny| ())
    }
}

/// Returns the value of a required property. If it is absent, only a type that accepts `null` has a value.
pub(crate) fn present_or_missing<'de, T: Deserialize<'de>, E: Error>(
    value: Option<T>,
    name: &'static str,
) -> Result<T, E> {
    value.map_or_else(|| T::deserialize(Missing { name, error: PhantomData }), Ok)
}

/// What is read instead of a property that is absent.
struct Missing<E> {
    name: &'static str,
    error: PhantomData<E>,
}

impl<'de, E: Error> Deserializer<'de> for Missing<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, E> {
        Err(E::missing_field(self.name))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The name of a property. It is borrowed where possible, and copied to the same buffer otherwise.
#[derive(Default)]
pub(crate) struct Name<'de> {
    borrowed: Option<&'de str>,
    copied: String,
}

impl Name<'_> {
    pub(crate) fn as_str(&self) -> &str {
        self.borrowed.unwrap_or(&self.copied)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Name<'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for &mut Name<'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<(), E> {
        self.borrowed = Some(name);
        Ok(())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        self.borrowed = None;
        self.copied.clear();
        self.copied.push_str(name);
        Ok(())
    }

    fn visit_string<E: Error>(self, name: String) -> Result<(), E> {
        self.borrowed = None;
        self.copied = name;
        Ok(())
    }
}

/// Takes the properties of a struct one by one.
pub(crate) trait Writer {
    fn property<T: Serialize>(&mut self, name: &str, value: &T);

    fn required<T: Serialize>(&mut self, name: &str, value: &T) {
        self.property(name, value);
    }

    fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.property(name, value);
        }
    }

    fn clearable<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        self.optional(name, value);
    }

    fn list<T: Serialize>(&mut self, name: &str, value: &T) {
        self.property(name, value);
    }

    fn rest<T: Serialize>(&mut self, values: &BTreeMap<String, T>) {
        for (name, value) in values {
            self.property(name, value);
        }
    }
}

/// Counts the properties.
struct Count(usize);

impl Writer for Count {
    fn property<T: Serialize>(&mut self, _: &str, _: &T) {
        self.0 += 1;
    }
}

/// Writes the properties as entries of a map, up to the first error.
struct Entries<M: SerializeMap> {
    map: M,
    result: Result<(), M::Error>,
}

impl<M: SerializeMap> Writer for Entries<M> {
    fn property<T: Serialize>(&mut self, name: &str, value: &T) {
        if self.result.is_ok() {
            self.result = self.map.serialize_entry(name, value);
        }
    }
}

/// Implements `Deserialize` and `Serialize` for a struct. The [module](self) explains the lines.
#[allow(unused_macros, reason = "whether there are structs depends on the specification")]
macro_rules! object {
    ($object:ident { $($how:ident $field:ident = $wire:literal,)* $(..$rest:ident,)? }) => {
        #[allow(unused_variables, clippy::match_single_binding, reason = "a struct can be without properties")]
        impl $crate::runtime::object::Object for $object {
            const NAME: &'static str = stringify!($object);

            fn read<'de, A: serde::de::MapAccess<'de>>(
                properties: &mut $crate::runtime::object::Properties<A>,
            ) -> Result<Self, A::Error> {
                $(let mut $field = Default::default();)*
                $(let mut $rest = std::collections::BTreeMap::new();)?
                let mut name = Default::default();
                while properties.next(&mut name)? {
                    match name.as_str() {
                        $($wire => properties.$how(&mut $field),)*
                        _ => $crate::runtime::object!(@other properties name $($rest)?),
                    }?;
                }
                Ok(Self {
                    $($field: $crate::runtime::object!(@value $how $field $wire),)*
                    $($rest)?
                })
            }

            fn write(&self, writer: &mut impl $crate::runtime::object::Writer) {
                $(writer.$how($wire, &self.$field);)*
                $(writer.rest(&self.$rest);)?
            }
        }

        impl<'de> serde::Deserialize<'de> for $object {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::object::deserialize(deserializer)
            }
        }

        impl serde::Serialize for $object {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::runtime::object::serialize(self, serializer)
            }
        }
    };
    (@other $properties:ident $name:ident) => {
        $properties.skip()
    };
    (@other $properties:ident $name:ident $rest:ident) => {
        $properties.rest(&$name, &mut $rest)
    };
    (@value required $field:ident $wire:literal) => {
        $crate::runtime::object::present_or_missing($field, $wire)?
    };
    (@value $how:ident $field:ident $wire:literal) => {
        $field
    };
}

#[allow(unused_imports, reason = "whether there are structs depends on the specification")]
pub(crate) use object;

#[cfg(test)]
#[allow(unreachable_pub, reason = "the macros make public methods")]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use crate::runtime::{Null, Nullable, integer_enum, string_enum};

    #[derive(Debug, PartialEq)]
    enum Color {
        Red,
        Unrecognized(String),
    }

    string_enum!(Color {
        Red = "red",
    });

    #[derive(Debug, PartialEq)]
    enum Level {
        BelowZero,
        Unrecognized(i64),
    }

    integer_enum!(Level {
        BelowZero = -1,
    });

    #[derive(Debug, PartialEq)]
    struct Paint {
        color: Color,
        r#type: Option<String>,
        level: Option<Level>,
        note: Option<Nullable<String>>,
        layers: Vec<i64>,
        others: BTreeMap<String, Value>,
    }

    object!(Paint {
        required color = "the \"color\"",
        required r#type = "type",
        optional level = "level",
        clearable note = "note",
        list layers = "layers",
        ..others,
    });

    #[derive(Debug, PartialEq)]
    struct Empty {}

    object!(Empty {});

    fn read(json: &Value) -> Result<Paint, String> {
        serde_json::from_str(&json.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn all_properties_go_there_and_back() {
        let json = json!({
            "the \"color\"": "red", "type": "oil", "level": -1, "note": null, "layers": [1, 2], "more": {"a": [null]},
        });
        let paint = read(&json).expect("a paint");
        assert_eq!((&paint.color, &paint.level, &paint.note), (&Color::Red, &Some(Level::BelowZero), &Some(Null)));
        assert_eq!(paint.others, BTreeMap::from([("more".to_owned(), json!({"a": [null]}))]));
        assert_eq!(serde_json::to_value(&paint).expect("JSON"), json);
        assert_eq!(serde_json::from_value::<Paint>(json).expect("a paint"), paint);
    }

    #[test]
    fn what_is_absent_has_the_value_of_its_line() {
        let paint = read(&json!({"the \"color\"": "blue"})).expect("a paint");
        assert_eq!(paint.color, Color::Unrecognized("blue".to_owned()));
        assert_eq!((&paint.r#type, &paint.level, &paint.note), (&None, &None, &None));
        assert_eq!((paint.layers.len(), paint.others.len()), (0, 0));
        let written = serde_json::to_value(&paint).expect("JSON");
        assert_eq!(written, json!({"the \"color\"": "blue", "type": null, "layers": []}));
        assert_eq!(read(&json!({"the \"color\"": "blue", "level": null, "layers": null})), Ok(paint));
        assert!(read(&json!({"type": "oil"})).is_err_and(|error| error.contains("missing field `the \"color\"`")));
    }

    #[test]
    fn other_properties_are_skipped_and_the_last_of_two_counts() {
        assert_eq!(serde_json::from_str::<Empty>(r#"{"a": [{}], "b": 1}"#).ok(), Some(Empty {}));
        assert_eq!(serde_json::to_string(&Empty {}).expect("JSON"), "{}");
        let error = serde_json::from_str::<Empty>("[]").expect_err("a list").to_string();
        assert!(error.starts_with("invalid type: sequence, expected struct Empty"), "{error}");
        let twice = r#"{"the \"color\"": "blue", "th\u0065 \"color\"": "red", "level": 1, "level": 7}"#;
        let paint: Paint = serde_json::from_str(twice).expect("a paint");
        assert_eq!((paint.color, paint.level), (Color::Red, Some(Level::Unrecognized(7))));
    }
}
