//! JSON texts one after another.

use serde_json::Value;

use crate::runtime::header;

/// Returns each item of a list as a JSON text on a line of its own, after a record separator in a sequence (RFC 7464, section
/// 2.2).
pub(super) fn encode(content_type: &str, value: &Value) -> String {
    let begin = if header::essence(content_type).to_ascii_lowercase().ends_with("json-seq") { "\u{1e}" } else { "" };
    let items = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    items.iter().map(|item| format!("{begin}{item}\n")).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::encode;

    #[test]
    fn each_item_is_a_text_on_a_line() {
        let items = json!([{"a": "1\n2"}, 3]);
        assert_eq!(encode("application/x-ndjson", &items), "{\"a\":\"1\\n2\"}\n3\n");
        assert_eq!(encode("application/vnd.a+JSON-seq; q=1", &items), "\u{1e}{\"a\":\"1\\n2\"}\n\u{1e}3\n");
        assert_eq!(encode("application/jsonl", &json!([])), "");
    }
}
