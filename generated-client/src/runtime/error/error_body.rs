//! The types that the body of an error response can be read as.

use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::runtime::decode;

/// A type that [`ApiError::body_as`](super::ApiError::body_as) reads: any type that JSON can be read as, and the enum of
/// the documented errors of an operation, whose variant depends on the status.
pub trait FromErrorBody: Sized {
    /// Returns the value; `None` if the body is not one.
    fn from_error_body(status: StatusCode, body: &Value) -> Option<Self>;
}

impl<T: DeserializeOwned> FromErrorBody for T {
    fn from_error_body(_: StatusCode, body: &Value) -> Option<Self> {
        decode::from_value(body)
    }
}

/// Returns whether the key of a documented response includes a status: `404`, `4XX` or `default`.
#[allow(dead_code, reason = "whether it is called depends on the specification")]
pub(crate) fn is_of_status(key: &str, status: StatusCode) -> bool {
    let range = || key.strip_suffix("XX") == status.as_str().get(..1);
    key == status.as_str() || range() || key == "default"
}

/// Implements how the enum of an operation's documented errors is read: each line has a variant and its status, those with
/// one status before those with a range. A body that does not match its status is `Unrecognized`.
#[allow(unused_macros, reason = "whether there are such enums depends on the specification")]
macro_rules! error_enum {
    ($name:ident { $($variant:ident = $status:literal,)* }) => {
        impl $crate::runtime::FromErrorBody for $name {
            fn from_error_body(status: $crate::runtime::StatusCode, body: &serde_json::Value) -> Option<Self> {
                $(if $crate::runtime::is_of_status($status, status) {
                    let known = $crate::runtime::FromErrorBody::from_error_body(status, body);
                    return Some(known.map_or_else(|| Self::Unrecognized(body.clone()), Self::$variant));
                })*
                Some(Self::Unrecognized(body.clone()))
            }
        }
    };
}

#[allow(unused_imports, reason = "whether there are such enums depends on the specification")]
pub(crate) use error_enum;

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use serde_json::{Value, json};

    use super::{FromErrorBody, is_of_status};

    #[derive(Debug, PartialEq)]
    enum Failed {
        Status404(String),
        Status4XX(Vec<u8>),
        Unrecognized(Value),
    }

    error_enum!(Failed {
        Status404 = "404",
        Status4XX = "4XX",
    });

    #[test]
    fn the_status_decides_and_no_body_fails() {
        for (status, body, expected) in [
            (404, json!("gone"), Failed::Status404("gone".to_owned())),
            (404, json!([1]), Failed::Unrecognized(json!([1]))),
            (409, json!([1]), Failed::Status4XX(vec![1])),
            (500, json!([1]), Failed::Unrecognized(json!([1]))),
        ] {
            let status = StatusCode::from_u16(status).expect("a status");
            assert_eq!(Failed::from_error_body(status, &body), Some(expected));
        }
    }

    #[test]
    fn a_status_is_in_its_range() {
        let is = |key: &str| is_of_status(key, StatusCode::NOT_FOUND);
        assert!(is("404") && is("4XX") && is("default"));
        assert!(!is("40") && !is("5XX") && !is("405") && !is(""));
    }
}
