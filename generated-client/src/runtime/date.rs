//! Dates and times as servers really send them: the text is kept, and parsed only when the caller asks.

use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time, as the server wrote it.
///
/// Servers do not always follow RFC 3339, so any string is accepted and serialises unchanged. So does a JSON number,
/// which counts from 1970-01-01 in UTC. [`DateTime::timestamp`] and [`DateTime::civil`] parse it. Two values are equal
/// if their texts are equal; compare timestamps to compare times. Defaults to `1970-01-01T00:00:00Z`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime(DateText);

impl DateTime {
    /// Returns the text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Returns the instant; `None` if the text does not identify one.
    ///
    /// It does in RFC 3339, where the `T` may also be a space, and as a number: seconds since 1970-01-01, or
    /// milliseconds from 100,000,000,000 on (in seconds, that would be the year 5138). For a time without an offset,
    /// see [`DateTime::civil`].
    pub fn timestamp(&self) -> Option<jiff::Timestamp> {
        match self.0.json_type {
            JsonType::String => self.0.text.trim().parse().ok(),
            JsonType::Number => parse_epoch(&self.0.text),
        }
    }

    /// Returns the date and time of a text without an offset, such as `2024-05-06 07:08:09`; `None` for any other text.
    /// The documentation of the API may say which time zone is meant.
    pub fn civil(&self) -> Option<jiff::civil::DateTime> {
        match (self.0.json_type, self.timestamp()) {
            (JsonType::String, None) => self.0.text.trim().parse().ok(),
            _ => None,
        }
    }
}

impl Default for DateTime {
    fn default() -> Self {
        Self::from(jiff::Timestamp::UNIX_EPOCH)
    }
}

/// A calendar date, as the server wrote it.
///
/// Any string is accepted and serialises unchanged. So does a JSON number. [`Date::civil`] parses it. Two values are
/// equal if their texts are equal. Defaults to `1970-01-01`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date(DateText);

impl Date {
    /// Returns the text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0.text
    }

    /// Returns the date; `None` if the text neither is a date of RFC 3339 (`2024-05-06`) nor begins with one.
    pub fn civil(&self) -> Option<jiff::civil::Date> {
        self.0.text.trim().parse().ok()
    }
}

impl Default for Date {
    fn default() -> Self {
        Self::from(jiff::civil::Date::constant(1970, 1, 1))
    }
}

impl From<jiff::Timestamp> for DateTime {
    fn from(value: jiff::Timestamp) -> Self {
        Self::from(value.to_string())
    }
}

impl From<String> for DateTime {
    fn from(text: String) -> Self {
        let json_type = JsonType::String;
        Self(DateText { text, json_type })
    }
}

impl From<&str> for DateTime {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DateTime").field(&self.as_str()).finish()
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DateTextVisitor).map(Self)
    }
}

impl From<jiff::civil::Date> for Date {
    fn from(value: jiff::civil::Date) -> Self {
        Self::from(value.to_string())
    }
}

impl From<String> for Date {
    fn from(text: String) -> Self {
        let json_type = JsonType::String;
        Self(DateText { text, json_type })
    }
}

impl From<&str> for Date {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Date").field(&self.as_str()).finish()
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DateTextVisitor).map(Self)
    }
}

/// A text, and the JSON type that it is sent as.
#[derive(Clone, PartialEq, Eq, Hash)]
struct DateText {
    text: String,
    json_type: JsonType,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum JsonType {
    String,
    Number,
}

impl Serialize for DateText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.json_type, self.text.parse::<serde_json::Number>()) {
            (JsonType::Number, Ok(number)) => number.serialize(serializer),
            _ => serializer.serialize_str(&self.text),
        }
    }
}

struct DateTextVisitor;

impl Visitor<'_> for DateTextVisitor {
    type Value = DateText;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date as a string or a number")
    }

    fn visit_str<E>(self, text: &str) -> Result<DateText, E> {
        let text = text.to_owned();
        let json_type = JsonType::String;
        Ok(DateText { text, json_type })
    }

    fn visit_i64<E>(self, value: i64) -> Result<DateText, E> {
        Ok(number_text(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<DateText, E> {
        Ok(number_text(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<DateText, E> {
        serde_json::Number::from_f64(value)
            .map(number_text)
            .ok_or_else(|| E::custom("a date cannot be an infinite number"))
    }
}

fn number_text(value: serde_json::Number) -> DateText {
    DateText { text: value.to_string(), json_type: JsonType::Number }
}

fn parse_epoch(text: &str) -> Option<jiff::Timestamp> {
    const FIRST_MILLISECOND: f64 = 1e11;
    let value: f64 = text.parse().ok()?;
    let seconds = if value.abs() >= FIRST_MILLISECOND { value / 1e3 } else { value };
    let since = jiff::SignedDuration::try_from_secs_f64(seconds).ok()?;
    // A double represents today's seconds with an error below a microsecond; further digits are noise.
    let since = since.round(jiff::Unit::Microsecond).ok()?;
    jiff::Timestamp::from_duration(since).ok()
}

#[cfg(test)]
mod tests {
    use super::{Date, DateTime};

    fn timestamp(json: &str) -> Option<String> {
        let value: DateTime = serde_json::from_str(json).expect("any date is accepted");
        assert_eq!(serde_json::to_string(&value).ok().as_deref(), Some(json));
        value.timestamp().map(|instant| instant.to_string())
    }

    fn civil(json: &str) -> Option<String> {
        let value: DateTime = serde_json::from_str(json).expect("any date is accepted");
        value.civil().map(|civil| civil.to_string())
    }

    #[test]
    fn every_text_with_an_instant_is_parsed() {
        for (json, instant) in [
            (r#""2024-05-06T07:08:09Z""#, "2024-05-06T07:08:09Z"),
            (r#""2024-05-06t07:08:09z""#, "2024-05-06T07:08:09Z"),
            (r#""2024-05-06 07:08:09.123+02:00""#, "2024-05-06T05:08:09.123Z"),
            ("1714979289", "2024-05-06T07:08:09Z"),
            ("1714979289123", "2024-05-06T07:08:09.123Z"),
            ("1714979289.5", "2024-05-06T07:08:09.5Z"),
            ("-1", "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(timestamp(json).as_deref(), Some(instant), "{json}");
            assert_eq!(civil(json), None, "{json}");
        }
    }

    #[test]
    fn a_time_without_an_offset_is_civil_and_not_an_instant() {
        for json in [r#""2024-05-06 07:08:09""#, r#""2024-05-06T07:08:09""#] {
            assert_eq!(timestamp(json), None, "{json}");
            assert_eq!(civil(json).as_deref(), Some("2024-05-06T07:08:09"), "{json}");
        }
    }

    #[test]
    fn text_that_is_not_a_date_is_kept() {
        for json in [r#""""#, r#""yesterday""#, r#""0000-00-00 00:00:00""#, "1e300"] {
            let value: DateTime = serde_json::from_str(json).expect("any date is accepted");
            assert_eq!((value.timestamp(), value.civil()), (None, None), "{json}");
        }
        assert!(serde_json::from_str::<DateTime>("true").is_err());
    }

    #[test]
    fn a_date_keeps_its_text() {
        let date: Date = serde_json::from_str(r#""2024-05-06""#).expect("any date is accepted");
        assert_eq!(date.civil(), Some(jiff::civil::date(2024, 5, 6)));
        assert_eq!(date.to_string(), "2024-05-06");
        assert_eq!(Date::from("soon").civil(), None);
        assert_eq!(Date::default().as_str(), "1970-01-01");
        assert_eq!(DateTime::default().as_str(), "1970-01-01T00:00:00Z");
    }
}
