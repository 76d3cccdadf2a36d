//! Finds error messages in the body of a response. Servers follow no common standard (RFC 9457 is one), so the usual
//! properties are tried in turn.

use serde_json::Value;

/// Returns the first of these properties that is a non-empty string, in the body or in an object `error` within it.
pub(super) fn first_text<'a>(body: &'a Value, names: &[&str]) -> Option<&'a str> {
    let inner = body.get("error").unwrap_or(&Value::Null);
    let mut found = [body, inner].into_iter().flat_map(|object| names.iter().filter_map(move |name| object.get(*name)));
    found.find_map(|value| value.as_str().filter(|text| !text.is_empty()))
}

/// Returns the messages of a body that reports several errors.
pub(super) fn list(body: &Value) -> Vec<&str> {
    let list = ["suberrors", "errors"].iter().find_map(|name| body.get(*name)?.as_array());
    let items = list.into_iter().flatten();
    items.filter_map(|item| item.as_str().or_else(|| first_text(item, &["message", "detail"]))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{first_text, list};

    #[test]
    fn messages_are_found_in_the_usual_properties() {
        let make = json!({"detail": "Access denied.", "message": "Permission denied", "code": "SC403"});
        assert_eq!(first_text(&make, &["code"]), Some("SC403"));
        let problem = json!({"title": "Out of credit.", "detail": "Your balance is 30.", "status": 403});
        assert_eq!(first_text(&problem, &["message", "title", "error"]), Some("Out of credit."));
        let wrapped = json!({"error": {"message": "No such model", "code": "model_not_found"}});
        assert_eq!(first_text(&wrapped, &["message", "title", "error"]), Some("No such model"));
        let oauth = json!({"error": "invalid_grant", "error_description": "It has expired"});
        assert_eq!(first_text(&oauth, &["message", "title", "error"]), Some("invalid_grant"));
        for odd in [json!(null), json!([1]), json!({"code": 17, "message": {}}), json!("text")] {
            assert_eq!(first_text(&odd, &["code", "message"]), None);
            assert_eq!(list(&odd), Vec::<&str>::new());
        }
    }

    #[test]
    fn several_errors_are_listed() {
        let body = json!({"suberrors": [{"message": "a"}, "b", {"detail": "c"}, 4, {}]});
        assert_eq!(list(&body), ["a", "b", "c"]);
    }
}
