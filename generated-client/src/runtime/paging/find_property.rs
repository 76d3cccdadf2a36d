//! Finds one value in JSON text without building the rest.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::runtime::object::Name;

/// Returns the text of the value at the end of a path of properties, with dots between its levels. `None` if it, or one
/// of the objects that should contain it, is absent or `null`. An empty path leads to the whole.
///
/// # Errors
///
/// If the text is not JSON, or if something other than an object is on the path.
pub(super) fn find_property<'a>(json: &'a [u8], path: &str) -> serde_json::Result<Option<&'a RawValue>> {
    let names: Vec<&str> = path.split('.').filter(|_| !path.is_empty()).collect();
    let mut reader = serde_json::Deserializer::from_slice(json);
    let found = match names.as_slice() {
        [] => Some(serde::Deserialize::deserialize(&mut reader)?),
        names => reader.deserialize_map(PropertyFinder(names))?,
    };
    reader.end()?;
    Ok(found.filter(|value| value.get() != "null"))
}

struct PropertyFinder<'p>(&'p [&'p str]);

impl<'de> DeserializeSeed<'de> for PropertyFinder<'_> {
    type Value = Option<&'de RawValue>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.0.is_empty() {
            return serde::Deserialize::deserialize(deserializer).map(Some);
        }
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for PropertyFinder<'_> {
    type Value = Option<&'de RawValue>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let (mut name, mut found) = (Name::default(), None);
        while object.next_key_seed(&mut name)?.is_some() {
            match self.0.split_first() {
                Some((first, rest)) if *first == name.as_str() => {
                    found = object.next_value_seed(PropertyFinder(rest))?
                }
                _ => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::find_property;

    #[test]
    fn a_value_is_found_at_any_place() {
        let json = br#"{"a": [1, {"pg": 0}], "pg": {"limit": 10, "x": null, "l\u0069st": [ 1,2 ]}, "b": "c"}"#;
        let found = |path| find_property(json, path).expect("JSON").map(serde_json::value::RawValue::get);
        assert_eq!(found("pg.limit"), Some("10"));
        assert_eq!(found("pg.list"), Some("[ 1,2 ]"));
        assert_eq!(found("b"), Some("\"c\""));
        for absent in ["pg.x", "pg.x.y", "pg.other", "other.pg"] {
            assert_eq!(found(absent), None, "{absent}");
        }
        assert_eq!(find_property(b" [1, 2] ", "").expect("JSON").map(serde_json::value::RawValue::get), Some("[1, 2]"));
        assert!(find_property(b"null", "").expect("JSON").is_none());
    }

    #[test]
    fn a_value_that_is_not_an_object_is_an_error_and_not_absent() {
        for odd in ["", "null", "[1]", "<html>", "{", "{\"a\": }", "{\"a\": 1} x", "{\"a\": [", "\u{feff}{}"] {
            assert!(find_property(odd.as_bytes(), "a").is_err(), "{odd}");
        }
        assert!(find_property(b"{\"a\": 1}", "a.b").is_err());
    }
}
