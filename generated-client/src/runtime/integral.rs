//! Integers that a server writes with a decimal point or an exponent. `1.0` and `1e3` are integers (JSON Schema 2020-12,
//! section 4.2.3), but serde reads them as floats, and no float as an integer.

use serde_json::{Number, Value};

/// Returns JSON in which these integers are written as digits, or `None` if it contains none. Every digit counts, so that
/// no large number is rounded. All else keeps its column, unless an exponent becomes longer than it was.
pub(super) fn in_text(json: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let (mut at, mut copied) = (0, 0);
    while let Some(&byte) = json.get(at) {
        match byte {
            b'"' => at = end_of_string(json, at),
            b'-' | b'0'..=b'9' => {
                let length = json[at..].iter().take_while(|byte| is_part_of_number(**byte)).count();
                let number = &json[at..at + length];
                if let Some(digits) = std::str::from_utf8(number).ok().and_then(digits) {
                    out.extend_from_slice(&json[copied..at]);
                    out.extend_from_slice(digits.as_bytes());
                    out.resize(out.len() + length.saturating_sub(digits.len()), b' ');
                    copied = at + length;
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    (copied > 0).then(|| {
        out.extend_from_slice(&json[copied..]);
        out
    })
}

/// Returns a value in which these integers are integers, or `None` if it contains none. Numbers whose last digits a float
/// may have lost stay floats.
pub(super) fn in_value(value: &Value) -> Option<Value> {
    match value {
        Value::Number(number) => as_integer(number).map(Value::from),
        Value::Array(items) => {
            let read: Vec<Option<Value>> = items.iter().map(in_value).collect();
            let pairs = || items.iter().zip(&read).map(|(item, read)| read.as_ref().unwrap_or(item).clone());
            read.iter().any(Option::is_some).then(|| pairs().collect())
        }
        Value::Object(members) => {
            let read: Vec<Option<Value>> = members.values().map(in_value).collect();
            let pairs = || {
                let pairs = members.iter().zip(&read);
                pairs.map(|((name, value), read)| (name.clone(), read.as_ref().unwrap_or(value).clone()))
            };
            read.iter().any(Option::is_some).then(|| Value::Object(pairs().collect()))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => None,
    }
}

/// Returns a float as the integer that it is.
pub(super) fn as_integer(number: &Number) -> Option<i64> {
    /// Up to this number, every integer is a float of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() <= EXACT)?;
    #[allow(clippy::cast_possible_truncation, reason = "the number is an integer in the range")]
    Some(float as i64)
}

/// Returns the place after a string.
fn end_of_string(json: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = json.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    json.len()
}

fn is_part_of_number(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')
}

/// Returns a number with a decimal point or an exponent as digits, if it is an integer of at most 64 bits.
fn digits(number: &str) -> Option<String> {
    if !number.contains(['.', 'e', 'E']) {
        return None;
    }
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    if !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let significant = all.trim_start_matches('0').trim_end_matches('0');
    if significant.is_empty() {
        return Some("0".to_owned());
    }
    let fraction = i64::try_from(fraction.len()).ok()?;
    let dropped = i64::try_from(all.len() - all.trim_end_matches('0').len()).ok()?;
    let zeros = exponent.parse::<i64>().ok()?.checked_sub(fraction)?.checked_add(dropped)?;
    let zeros = usize::try_from(zeros).ok().filter(|zeros| *zeros < 20)?;
    let text = format!("{sign}{significant}{}", "0".repeat(zeros));
    (text.parse::<i64>().is_ok() || text.parse::<u64>().is_ok()).then_some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{in_text, in_value};

    fn text(json: &str) -> Option<String> {
        in_text(json.as_bytes()).map(|text| String::from_utf8(text).expect("text"))
    }

    #[test]
    fn integers_become_digits() {
        for (written, expected) in [
            ("1.0", "1  "),
            ("1e3", "1000"),
            ("-1.50E+1", "-15     "),
            ("0.0", "0  "),
            ("-0.0", "0   "),
            ("0e999999999999999999999", "0                      "),
            ("100e-2", "1     "),
            ("1234567890123456789.0", "1234567890123456789  "),
            ("1.8446744073709551615e19", "18446744073709551615    "),
            ("{\"1.0\": [1.0 , 2.0],\"\\\"2.0\":1.5}", "{\"1.0\": [1   , 2  ],\"\\\"2.0\":1.5}"),
        ] {
            assert_eq!(text(written).as_deref(), Some(expected), "{written}");
        }
    }

    #[test]
    fn all_else_stays() {
        for written in ["1", "1.5", "1e-1", "1e30", "1e99999999999999999999", "\"1.0\"", "\"1.0", "\"\\", "1.2.0", "-"]
        {
            assert_eq!(text(written), None, "{written}");
        }
    }

    #[test]
    fn values_are_read_alike() {
        assert_eq!(in_value(&json!({"a": [1.0, 1.5, "1.0"], "b": 2})), Some(json!({"a": [1, 1.5, "1.0"], "b": 2})));
        assert_eq!(in_value(&json!([1e3, -0.0])), Some(json!([1000, 0])));
        for other in [json!([1, 1.5, "1.0", null, {}]), json!(1e300), json!(1e17)] {
            assert_eq!(in_value(&other), None, "{other}");
        }
    }
}
