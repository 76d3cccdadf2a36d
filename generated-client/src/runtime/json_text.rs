//! JSON that is sent as the text of a string. The text is kept as it was sent, and parsed only when the caller asks.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decode::{from_json, message};
use super::excerpt::one_line;
use super::json_value;

/// JSON text in a string, which contains a `T`.
///
/// [`JsonText::from_value`] makes it from a `T`, and [`JsonText::parse`] returns the `T`. Any string of a response is accepted
/// and serialises unchanged. Two values are equal if their texts are equal. Defaults to `null`.
pub struct JsonText<T> {
    text: String,
    of: PhantomData<fn() -> T>,
}

impl<T> JsonText<T> {
    /// Returns the text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Writes a value as JSON.
    ///
    /// # Errors
    ///
    /// The value contains a number that is infinite or NaN.
    pub fn from_value(value: &T) -> Result<Self, JsonTextError>
    where
        T: Serialize,
    {
        let failed = |message: String| JsonTextError { task: Task::Write, path: String::new(), message };
        json_value::to_value(value).map_err(failed)?;
        serde_json::to_string(value).map(Self::from).map_err(|error| failed(error.to_string()))
    }

    /// Reads the value.
    ///
    /// # Errors
    ///
    /// The text is not JSON, or not the JSON that is documented.
    pub fn parse(&self) -> Result<T, JsonTextError>
    where
        T: DeserializeOwned,
    {
        from_json(self.text.as_bytes()).map_err(|failure| JsonTextError {
            task: Task::Read,
            path: one_line(&failure.path),
            message: message(&failure.problem),
        })
    }
}

/// A value cannot be written as JSON text, or a text is not the JSON that the API documents. Neither `Display` nor `Debug` shows
/// the text or a value of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonTextError {
    task: Task,
    path: String,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    Read,
    Write,
}

impl JsonTextError {
    /// Returns where in the JSON decoding failed, such as `steps[3].id`. `None` if the text is not JSON, or if it is wrong as
    /// a whole.
    pub fn path(&self) -> Option<&str> {
        Some(self.path.as_str()).filter(|path| !path.is_empty() && *path != ".")
    }
}

impl fmt::Display for JsonTextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.task {
            Task::Read => "cannot decode the JSON text: ",
            Task::Write => "cannot write the value as JSON text: ",
        })?;
        if let Some(path) = self.path() {
            write!(f, "at `{path}`: ")?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for JsonTextError {}

/// Keeps a text that is JSON already.
impl<T> From<String> for JsonText<T> {
    fn from(text: String) -> Self {
        Self { text, of: PhantomData }
    }
}

/// Keeps a text that is JSON already.
impl<T> From<&str> for JsonText<T> {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl<T> Default for JsonText<T> {
    fn default() -> Self {
        Self::from("null")
    }
}

impl<T> Clone for JsonText<T> {
    fn clone(&self) -> Self {
        Self::from(self.as_str())
    }
}

impl<T> PartialEq for JsonText<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for JsonText<T> {}

impl<T> Hash for JsonText<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> fmt::Display for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> fmt::Debug for JsonText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonText").field(&self.text).finish()
    }
}

impl<T> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::JsonText;

    #[test]
    fn a_text_is_kept_and_parsed() {
        let json = r#""[1, 2.0]""#;
        let text: JsonText<Vec<i64>> = serde_json::from_str(json).expect("any string is accepted");
        assert_eq!(serde_json::to_string(&text).ok().as_deref(), Some(json));
        assert_eq!(text.parse(), Ok(vec![1, 2]));
        assert_eq!(JsonText::from_value(&vec![1, 2]).map(|text| text.to_string()).as_deref(), Ok("[1,2]"));
        assert_eq!(JsonText::<Option<u8>>::default().parse(), Ok(None));
    }

    #[test]
    fn an_error_says_where_and_shows_no_value() {
        let error = JsonText::<Vec<u8>>::from(r#"[1,"canary"]"#).parse().expect_err("an error");
        assert_eq!(error.path(), Some("[1]"));
        assert!(error.to_string().starts_with("cannot decode the JSON text: at `[1]`: expected u8"), "{error}");
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        assert_eq!(JsonText::<u8>::from("canary").parse().expect_err("an error").path(), None);
        assert!(JsonText::from_value(&f64::NAN).is_err());
    }
}
