//! The methods that the macro of the runtime implements for a request: `generated-client/src/runtime/request/methods.rs`.

use proc_macro2::{TokenStream, TokenTree};

use super::text::compact;

/// Returns the request that the macro is called for, and the lines of its methods; `None` for any other macro.
pub(super) fn methods(call: &syn::Macro) -> Option<(String, Vec<String>)> {
    if call.path.segments.last()?.ident != "request" {
        return None;
    }
    let mut tokens = call.tokens.clone().into_iter();
    let of = tokens.next()?.to_string();
    let TokenTree::Group(entries) = tokens.next()? else { return None };
    let mut lines = vec!["::options: fn(self, options: runtime::RequestOptions) -> Self".to_owned()];
    for entry in split(entries.stream()) {
        lines.extend(of_entry(&entry));
    }
    Some((of, lines))
}

/// Splits the entries at the commas that are not within the parameters of a type.
fn split(entries: TokenStream) -> Vec<Vec<TokenTree>> {
    let (mut found, mut entry, mut depth) = (Vec::new(), Vec::new(), 0);
    for token in entries {
        match &token {
            TokenTree::Punct(sign) if sign.as_char() == ',' && depth == 0 => {
                found.push(std::mem::take(&mut entry));
                continue;
            }
            TokenTree::Punct(sign) if sign.as_char() == '<' => depth += 1,
            TokenTree::Punct(sign) if sign.as_char() == '>' => depth -= 1,
            _ => {}
        }
        entry.push(token);
    }
    found
}

/// Returns the lines of an entry: `json User`.
fn of_entry(entry: &[TokenTree]) -> Vec<String> {
    let Some((how, rest)) = entry.split_first() else { return Vec::new() };
    let is_end = |token: &&TokenTree| !matches!(token, TokenTree::Punct(sign) if sign.as_char() == '=');
    let ty = compact(&rest.iter().take_while(is_end).cloned().collect::<TokenStream>());
    match how.to_string().as_str() {
        "json" | "json_by_status" => whole(&ty),
        "text" => whole("String").into_iter().chain(download()).collect(),
        "bytes" => whole("Vec<u8>").into_iter().chain(download()).collect(),
        "json_items" => {
            let items = ["JsonItems", "BlockingJsonItems"].map(|list| format!("runtime::{list}<{ty}>"));
            both("send", [&items[0], &items[1]]).into_iter().chain(download()).collect()
        }
        "nothing" => whole("()"),
        "redirect" => whole("runtime::Redirect"),
        "events" | "event_objects" => events("send", &ty),
        "event_texts" => events("send", "String"),
        "or_events" | "or_event_objects" => events("send_for_events", &ty),
        "or_event_texts" => events("send_for_events", "String"),
        "pages" => lists("pages", "Pages", &ty),
        "items" => lists("items", "Items", &ty),
        _ => Vec::new(),
    }
}

fn whole(ty: &str) -> Vec<String> {
    let response = format!("runtime::Response<{ty}>");
    both("send", [ty, ty]).into_iter().chain(both("send_with_response", [&response, &response])).collect()
}

fn download() -> [String; 2] {
    both("send_for_download", ["runtime::Download", "runtime::BlockingDownload"])
}

fn events(method: &str, ty: &str) -> Vec<String> {
    both(method, [&format!("runtime::Events<{ty}>"), &format!("runtime::BlockingEvents<{ty}>")]).into()
}

/// Returns the lines of a method that returns a future, and of its blocking twin, given what they return.
fn both(method: &str, [returned, by_blocking]: [&str; 2]) -> [String; 2] {
    [
        format!("::{method}: fn(self) -> runtime::ResponseFuture<{returned}>"),
        format!("::{method}_blocking [blocking]: fn(self) -> Result<{by_blocking}, runtime::Error>"),
    ]
}

fn lists(method: &str, list: &str, ty: &str) -> Vec<String> {
    vec![
        format!("::{method}: fn(self) -> runtime::{list}<{ty}>"),
        format!("::{method}_blocking [blocking]: fn(self) -> runtime::Blocking{list}<{ty}>"),
    ]
}
