//! Decodes a value, and notes which of its properties the type ignores.

use std::cell::RefCell;
use std::iter::Enumerate;
use std::slice;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value, map};

/// The properties that a type ignores: for each, the positions of the properties and items that lead to it.
pub(super) type Ignored = Vec<Vec<usize>>;

/// Decodes a whole value as a type, with what the type ignores; `None` if that fails.
pub(super) fn decode<T: DeserializeOwned>(value: &Value) -> Option<(T, Ignored)> {
    let ignored = RefCell::default();
    let decoded = T::deserialize(Tracked { value, place: None, ignored: &ignored }).ok()?;
    Some((decoded, ignored.into_inner()))
}

/// Returns whether the one also ignores all that the other ignores.
pub(super) fn includes(one: &Ignored, other: &Ignored) -> bool {
    other.iter().all(|path| one.iter().any(|start| path.starts_with(start)))
}

/// Returns whether a type that ignores this knows no property of an object, or of the objects of a list.
pub(super) fn is_everything(ignored: &Ignored, value: &Value) -> bool {
    let (properties, depth) = match value {
        Value::Object(members) => (members.len(), 1),
        Value::Array(items) => (items.iter().filter_map(Value::as_object).map(map::Map::len).sum(), 2),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return false,
    };
    properties > 0 && ignored.iter().filter(|path| path.len() == depth).count() == properties
}

/// A value within a value.
#[derive(Clone, Copy)]
struct Tracked<'de, 't> {
    value: &'de Value,
    /// `None` for the whole value.
    place: Option<&'t Place<'t>>,
    ignored: &'t RefCell<Ignored>,
}

/// The position of a value in the one that contains it.
struct Place<'t> {
    parent: Option<&'t Place<'t>>,
    position: usize,
}

impl<'de> Deserializer<'de> for Tracked<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(items) => {
                let mut items = Members { iter: items.iter().enumerate(), around: self };
                let list = visitor.visit_seq(&mut items)?;
                match items.iter.len() {
                    0 => Ok(list),
                    _ => Err(Error::custom("there are more items than expected")),
                }
            }
            Value::Object(members) => visitor
                .visit_map(Members { iter: Pairs { iter: members.iter().enumerate(), value: None }, around: self }),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => self.value.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let places = std::iter::successors(self.place, |place| place.parent);
        let mut path: Vec<usize> = places.map(|place| place.position).collect();
        path.reverse();
        self.ignored.borrow_mut().push(path);
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct identifier
    }
}

/// The items of a list, or the properties of an object.
struct Members<'de, 't, I> {
    iter: I,
    around: Tracked<'de, 't>,
}

impl<'de, I> Members<'de, '_, I> {
    fn decode<S: DeserializeSeed<'de>>(&self, seed: S, position: usize, value: &'de Value) -> Result<S::Value, Error> {
        let place = Place { parent: self.around.place, position };
        seed.deserialize(Tracked { value, place: Some(&place), ignored: self.around.ignored })
    }
}

impl<'de> SeqAccess<'de> for &mut Members<'de, '_, Enumerate<slice::Iter<'de, Value>>> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((position, value)) = self.iter.next() else { return Ok(None) };
        self.decode(seed, position, value).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.iter.len())
    }
}

struct Pairs<'de> {
    iter: Enumerate<map::Iter<'de>>,
    /// The value of the last key.
    value: Option<(usize, &'de Value)>,
}

impl<'de> MapAccess<'de> for Members<'de, '_, Pairs<'de>> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((position, (name, value))) = self.iter.iter.next() else { return Ok(None) };
        self.iter.value = Some((position, value));
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let (position, value) = self.iter.value.take().ok_or_else(|| Error::custom("a value comes after its name"))?;
        self.decode(seed, position, value)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::{decode, includes, is_everything};

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        a: Option<u8>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        inner: Option<Inner>,
        list: Vec<Inner>,
        any: Value,
        #[serde(default)]
        map: BTreeMap<String, Inner>,
    }

    #[test]
    fn what_is_ignored_is_noted_at_any_depth() {
        let value = json!({
            "any": {"x": 1}, "inner": {"a": null, "b": 1}, "list": [{"a": 1}, {"c": {"d": 1}}], "map": {"k": {"e": 1}}, "z": 1
        });
        let (outer, ignored) = decode::<Outer>(&value).expect("it fits");
        assert_eq!(outer.list, [Inner { a: Some(1) }, Inner { a: None }]);
        assert_eq!(outer.any, json!({"x": 1}));
        assert_eq!(ignored, [vec![1, 1], vec![2, 1, 0], vec![3, 0, 0], vec![4]]);
        assert!(decode::<Outer>(&json!({"inner": {"a": "text"}, "list": [], "any": 1})).is_none());
        assert!(decode::<(u8, u8)>(&json!([1, 2, 3])).is_none());
    }

    #[test]
    fn a_path_includes_all_below_it() {
        assert!(includes(&vec![vec![1], vec![2, 0]], &vec![vec![1, 3], vec![2, 0]]));
        assert!(!includes(&vec![vec![1, 3]], &vec![vec![1]]));
        assert!(includes(&Vec::new(), &Vec::new()));
    }

    #[test]
    fn a_type_may_know_nothing() {
        for (value, expected) in [(json!({"b": 1}), true), (json!({"a": null, "b": 1}), false), (json!({}), false)] {
            let (_, ignored) = decode::<Inner>(&value).expect("it fits");
            assert_eq!(is_everything(&ignored, &value), expected, "{value}");
            let list = json!([value]);
            let (_, ignored) = decode::<Vec<Inner>>(&list).expect("it fits");
            assert_eq!(is_everything(&ignored, &list), expected, "{list}");
        }
    }
}
