//! The documented headers of a response, read as their types when the caller asks for them. A header that is absent or not
//! what is documented is an error of its own, and never that of the response.

use std::fmt;

use reqwest::header::HeaderMap;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};

use super::decode;

/// Why a documented header cannot be read. The message does not contain its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    name: &'static str,
    /// `None` if the header is absent.
    problem: Option<String>,
}

impl HeaderError {
    /// Returns the name of the header in the specification.
    pub fn name(&self) -> &str {
        self.name
    }

    /// Whether the response lacks the header. Otherwise its value is not what is documented.
    pub fn is_absent(&self) -> bool {
        self.problem.is_none()
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.problem {
            None => write!(f, "the response has no header `{}`", self.name),
            Some(problem) => write!(f, "the header `{}` is not what is documented: {problem}", self.name),
        }
    }
}

impl std::error::Error for HeaderError {}

/// How the value of a header is written.
#[allow(dead_code, reason = "which of these are named depends on the specification")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderStyle {
    /// One value. If the response repeats the header, the first one counts.
    Value,
    /// A list with commas, in one header or in several.
    List,
    /// A list with one item in each header. This is for `Set-Cookie`, whose values contain commas (RFC 9110, section 5.3).
    Lines,
    /// An object: `R,100,G,200`
    Object,
    /// An object: `R=100,G=200`
    ObjectExploded,
    /// JSON text.
    Json,
}

/// The headers of a response, for the generated accessors. `Debug` omits the values, which can contain session cookies.
#[derive(Clone, Copy)]
pub(crate) struct ResponseHeaders<'a>(&'a HeaderMap);

#[allow(dead_code, reason = "which of these are called depends on the specification")]
impl<'a> ResponseHeaders<'a> {
    pub(crate) fn new(headers: &'a HeaderMap) -> Self {
        Self(headers)
    }

    /// Reads a header that every success has.
    pub(crate) fn required<T: DeserializeOwned>(
        self,
        name: &'static str,
        style: HeaderStyle,
    ) -> Result<T, HeaderError> {
        self.optional(name, style)?.ok_or(HeaderError { name, problem: None })
    }

    /// Reads a header that a response may lack.
    pub(crate) fn optional<T: DeserializeOwned>(
        self,
        name: &'static str,
        style: HeaderStyle,
    ) -> Result<Option<T>, HeaderError> {
        let malformed = |problem: String| HeaderError { name, problem: Some(problem) };
        let values = self.0.get_all(name).iter();
        let texts: Option<Vec<&str>> = values.map(|value| std::str::from_utf8(value.as_bytes()).ok()).collect();
        let texts = texts.ok_or_else(|| malformed("it is not text".to_owned()))?;
        let Some(first) = texts.first().map(|text| text.trim()) else { return Ok(None) };
        let parts = || texts.iter().flat_map(|text| text.split(',')).map(str::trim);
        let read = match style {
            HeaderStyle::Value => T::deserialize(Text(first)),
            HeaderStyle::List => {
                T::deserialize(SeqDeserializer::new(parts().filter(|part| !part.is_empty()).map(Text)))
            }
            HeaderStyle::Lines => T::deserialize(SeqDeserializer::new(texts.iter().map(|text| Text(text.trim())))),
            HeaderStyle::Object => {
                let parts: Vec<&str> = parts().collect();
                let pairs = parts.chunks(2).filter(|pair| !pair[0].is_empty());
                let pairs = pairs.map(|pair| (pair[0], Text(pair.get(1).copied().unwrap_or_default())));
                T::deserialize(MapDeserializer::new(pairs))
            }
            HeaderStyle::ObjectExploded => {
                let pairs = parts().filter(|part| !part.is_empty());
                let pairs = pairs.map(|part| part.split_once('=').unwrap_or((part, "")));
                T::deserialize(MapDeserializer::new(pairs.map(|(name, value)| (name, Text(value)))))
            }
            HeaderStyle::Json => {
                return decode::from_json(first.as_bytes())
                    .map(Some)
                    .map_err(|failure| malformed(decode::message(&failure.problem)));
            }
        };
        read.map(Some).map_err(|error| malformed(decode::without_value(&error.to_string())))
    }
}

impl fmt::Debug for ResponseHeaders<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

/// A value of a header as text, which is read as the type that is asked for.
struct Text<'a>(&'a str);

impl<'de> IntoDeserializer<'de, serde::de::value::Error> for Text<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Reads the text as a number of each size, and as text if it is none.
macro_rules! numbers {
    ($($deserialize:ident $visit:ident $number:ty,)*) => {
        $(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            match self.0.parse::<$number>() {
                Ok(number) => visitor.$visit(number),
                Err(_) => visitor.visit_str(self.0),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Text<'_> {
    type Error = serde::de::value::Error;

    numbers! {
        deserialize_bool visit_bool bool,
        deserialize_i8 visit_i8 i8,
        deserialize_i16 visit_i16 i16,
        deserialize_i32 visit_i32 i32,
        deserialize_i64 visit_i64 i64,
        deserialize_u8 visit_u8 u8,
        deserialize_u16 visit_u16 u16,
        deserialize_u32 visit_u32 u32,
        deserialize_u64 visit_u64 u64,
        deserialize_f32 visit_f32 f32,
        deserialize_f64 visit_f64 f64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_str(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use reqwest::header::{HeaderMap, HeaderValue};
    use serde::Deserialize;
    use serde::de::DeserializeOwned;

    use super::{HeaderError, HeaderStyle, ResponseHeaders};

    fn read<T: DeserializeOwned>(values: &[&'static str], style: HeaderStyle) -> Result<Option<T>, HeaderError> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-a", HeaderValue::from_bytes(value.as_bytes()).expect("a value"));
        }
        ResponseHeaders::new(&headers).optional("X-A", style)
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Colour {
        r: u8,
        name: String,
        alpha: Option<f64>,
    }

    #[test]
    fn values_are_read_as_their_types() {
        assert_eq!(read(&["42", "43"], HeaderStyle::Value), Ok(Some(42_i64)));
        assert_eq!(read(&[" 42 "], HeaderStyle::Value), Ok(Some("42".to_owned())));
        assert_eq!(read(&["true"], HeaderStyle::Value), Ok(Some(true)));
        assert_eq!(read::<i64>(&[], HeaderStyle::Value), Ok(None));
        assert_eq!(read(&["ü"], HeaderStyle::Value), Ok(Some("ü".to_owned())));
        assert_eq!(read(&["1, 2", "3,"], HeaderStyle::List), Ok(Some(vec![1, 2, 3])));
        assert_eq!(read(&[""], HeaderStyle::List), Ok(Some(Vec::<u8>::new())));
        let cookies = ["a=1; Expires=Wed, 09 Jun 2027 10:18:14 GMT", "b=2"];
        assert_eq!(read(&cookies, HeaderStyle::Lines), Ok(Some(cookies.map(str::to_owned).to_vec())));
        assert_eq!(read::<Vec<String>>(&[], HeaderStyle::Lines), Ok(None));
        assert_eq!(read(&["{\"a\": [1.0]}"], HeaderStyle::Json), Ok(Some(BTreeMap::from([("a".to_owned(), [1])]))));
        let colour = Colour { r: 7, name: "5".to_owned(), alpha: Some(0.5) };
        assert_eq!(read(&["r,7,name,5,alpha,0.5"], HeaderStyle::Object), Ok(Some(colour)));
        let colour = Colour { r: 7, name: String::new(), alpha: None };
        assert_eq!(read(&["r=7, name"], HeaderStyle::ObjectExploded), Ok(Some(colour)));
    }

    #[test]
    fn what_is_not_documented_is_an_error_without_the_value() {
        for error in [
            read::<i64>(&["canary"], HeaderStyle::Value).expect_err("an error"),
            read::<Vec<bool>>(&["true, canary"], HeaderStyle::List).expect_err("an error"),
            read::<Colour>(&["r,canary"], HeaderStyle::Object).expect_err("an error"),
            read::<u8>(&["canary"], HeaderStyle::Json).expect_err("an error"),
        ] {
            assert!(!error.is_absent() && error.name() == "X-A");
            assert!(!error.to_string().contains("canary"), "{error}");
        }
        let empty = HeaderMap::new();
        let absent = ResponseHeaders::new(&empty).required::<u8>("X-A", HeaderStyle::Value).expect_err("an error");
        assert_eq!(absent.to_string(), "the response has no header `X-A`");
        assert!(absent.is_absent());
    }
}
