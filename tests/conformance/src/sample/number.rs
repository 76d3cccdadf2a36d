//! Numbers within their bounds.

use serde_json::{Number, Value, json};

use super::{Edge, Wish};
use crate::schema::format_range;

/// The greatest integer that every JSON reader represents exactly (RFC 8259, section 6).
const SAFE: i128 = (1 << 53) - 1;

pub(super) fn integer(schema: &Value, wish: Wish) -> Option<Value> {
    let format = schema.get("format").and_then(Value::as_str).and_then(format_range);
    let (low, high) = format.unwrap_or((-SAFE, SAFE));
    let (least, most) = (least(schema).map(|it| it.ceil() as i128), most(schema).map(|it| it.floor() as i128));
    let exclusive = |key: &str, bound: Option<f64>| {
        bound.is_some_and(|bound| bound.fract() == 0.0 && is_exclusive(schema, key)) as i128
    };
    let low = least.map_or(low, |it| (it + exclusive("exclusiveMinimum", self::least(schema))).max(low));
    let high = most.map_or(high, |it| (it - exclusive("exclusiveMaximum", self::most(schema))).min(high));
    let step = schema.get("multipleOf").and_then(Value::as_f64).map_or(1, |step| (step as i128).max(1));
    let value = match wish.edge {
        Edge::Plain => (7 + wish.choice as i128).clamp(low.min(high), high.max(low)),
        Edge::Low => low,
        Edge::High => high,
    };
    // The nearest multiple towards the middle of the range.
    let value = match value.rem_euclid(step) {
        0 => value,
        over if wish.edge == Edge::High || value - over >= low => value - over,
        over => value - over + step,
    };
    Number::from_i128(value).map(Value::Number)
}

pub(super) fn number(schema: &Value, wish: Wish) -> Option<Value> {
    let is_single = schema.get("format").and_then(Value::as_str) == Some("float");
    let far = if is_single { 1.0e30 } else { 1.0e300 };
    let (low, high) = (least(schema), most(schema));
    let step = schema.get("multipleOf").and_then(Value::as_f64);
    let width = match (low, high) {
        (Some(low), Some(high)) => high - low,
        _ => 1.0,
    };
    let inward = |key: &str| if is_exclusive(schema, key) { width / 4.0 } else { 0.0 };
    let value = match (wish.edge, low, high) {
        (Edge::Plain, None, None) => 1.5 + wish.choice as f64,
        (Edge::Plain | Edge::Low, Some(low), _) => low + inward("exclusiveMinimum"),
        (Edge::Plain | Edge::High, _, Some(high)) => high - inward("exclusiveMaximum"),
        (Edge::Low, None, high) => high.unwrap_or(far).min(0.0) - far,
        (Edge::High, low, None) => low.unwrap_or(-far).max(0.0) + far,
    };
    Some(match step {
        Some(step) if step > 0.0 => json!((value.clamp(-1.0e9, 1.0e9) / step).ceil() * step),
        _ => json!(value),
    })
}

fn least(schema: &Value) -> Option<f64> {
    bound(schema, "minimum", "exclusiveMinimum", f64::max)
}

fn most(schema: &Value) -> Option<f64> {
    bound(schema, "maximum", "exclusiveMaximum", f64::min)
}

fn bound(schema: &Value, plain: &str, exclusive: &str, both: fn(f64, f64) -> f64) -> Option<f64> {
    let number = |key: &str| schema.get(key).and_then(Value::as_f64);
    match (number(plain), number(exclusive)) {
        (Some(one), Some(two)) => Some(both(one, two)),
        (one, two) => one.or(two),
    }
}

fn is_exclusive(schema: &Value, key: &str) -> bool {
    matches!(schema.get(key), Some(Value::Bool(true) | Value::Number(_)))
}
