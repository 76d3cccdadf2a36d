//! Can text from a spec become code? One fixture has hostile text in every string. Its benign twin has the same
//! structure.

use std::collections::BTreeSet;
use std::fs;

use generator::{File, Generated, Input};
use proc_macro2::{TokenStream, TokenTree};
use serde_json::Value;
use syn::visit::Visit;
use tests::case;

/// The hostile text: quotes, comment ends, line ends, braces, a NUL, a bidi override.
const HOSTILE: &str = "x\"\\\"#{}${}*/\n\r\");evil();//\u{2028}\u{0}\u{202e}`[a](b)<b>";
/// The hostile text for paths, in which braces and slashes have a meaning.
const HOSTILE_PATH: &str = "x\"\\\"$*\n\r\");evil();\u{2028}\u{0}\u{202e}`[a](b)<b>";

fn fixture() -> String {
    fs::read_to_string(case::folder("fixtures/hostile/all.json")).expect("the fixture is there")
}

fn generate(text: String) -> Generated {
    let outcome = generator::generate(Input { fragments: vec![File::new("all.json", text)], ..Default::default() });
    outcome.value.clone().unwrap_or_else(|| panic!("refused:\n{}", case::findings(&outcome)))
}

/// Replaces the hostile text in all strings and names.
fn benign(value: &Value) -> Value {
    // The text also occurs without backslashes in URLs, and escaped in JSON pointers.
    let forms = [HOSTILE.to_owned(), HOSTILE_PATH.to_owned(), HOSTILE_PATH.replace('\\', ""), escaped(HOSTILE)];
    let mend = |text: &str| forms.iter().fold(text.to_owned(), |text, form| text.replace(form, "fine"));
    match value {
        Value::String(text) => Value::String(mend(text)),
        Value::Array(items) => items.iter().map(benign).collect(),
        Value::Object(members) => members.iter().map(|(name, value)| (mend(name), benign(value))).collect(),
        plain => plain.clone(),
    }
}

/// Returns the text escaped for a JSON pointer.
fn escaped(text: &str) -> String {
    text.replace('~', "~0").replace('/', "~1")
}

/// Counts the items in a file, and collects its string literals.
#[derive(Default)]
struct Census {
    declared: [usize; 5],
    literals: BTreeSet<String>,
}

impl<'ast> Visit<'ast> for Census {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        self.declared[0] += 1;
        syn::visit::visit_item(self, item);
    }
    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        self.declared[1] += 1;
        syn::visit::visit_impl_item(self, item);
    }
    fn visit_field(&mut self, field: &'ast syn::Field) {
        self.declared[2] += 1;
        syn::visit::visit_field(self, field);
    }
    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        self.declared[3] += 1;
        syn::visit::visit_variant(self, variant);
    }
    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        // The printer turns a long expression into a block, so only expressions with an effect are counted.
        let does = matches!(expression, syn::Expr::Call(_) | syn::Expr::MethodCall(_) | syn::Expr::Macro(_));
        self.declared[4] += usize::from(does);
        syn::visit::visit_expr(self, expression);
    }
    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.literals.insert(literal.value());
    }
    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        // The names of properties and the values of enums are in the tokens of a macro call.
        self.visit_tokens(call.tokens.clone());
    }
}

impl Census {
    fn visit_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.visit_tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(literal) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        self.literals.insert(literal.value());
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

fn census(generated: &Generated) -> Census {
    let mut census = Census::default();
    for (path, text) in &generated.files {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} does not parse: {error}"));
        census.visit_file(&file);
    }
    census
}

#[test]
fn hostile_text_declares_no_more_than_its_benign_twin() {
    let value: Value = serde_json::from_str(&fixture()).expect("the fixture is JSON");
    let mut twin = benign(&value);
    // Slashes in the name of a tag would make nested modules.
    let tag = "Tag fine/fine//fine Tag";
    twin["tags"][0]["name"] = tag.into();
    for operation in twin["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for method in operation.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            if let Some(tags) = method.get_mut("tags") {
                *tags = serde_json::json!([tag]);
            }
        }
    }
    assert!(!twin.to_string().contains("evil"), "the twin is benign: {twin}");
    assert_eq!(census(&generate(fixture())).declared, census(&generate(twin.to_string())).declared);
}

#[test]
fn names_and_values_on_the_wire_are_exact() {
    let value: Value = serde_json::from_str(&fixture()).expect("the fixture is JSON");
    let literals = census(&generate(fixture())).literals;
    let mut expected = BTreeSet::new();
    wire_names(&value, &mut expected);
    assert!(expected.len() > 20, "the fixture names enough: {expected:?}");
    let missing: Vec<&String> = expected.difference(&literals).collect();
    assert!(missing.is_empty(), "not a literal of the output: {missing:?}");
}

/// Names of properties and parameters, values of enums, paths, servers and scopes.
fn wire_names(value: &Value, found: &mut BTreeSet<String>) {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    for (name, inner) in value.as_object().into_iter().flatten() {
        match name.as_str() {
            "properties" | "paths" => {
                found.extend(inner.as_object().into_iter().flatten().map(|(name, _)| name.clone()))
            }
            "enum" => found.extend(inner.as_array().into_iter().flatten().filter_map(text)),
            "url" => found.extend(text(inner)),
            "name" if value.get("in").is_some() => found.extend(text(inner)),
            "security" => {
                let alternatives = inner.as_array().into_iter().flatten().filter_map(Value::as_object).flatten();
                for (scheme, scopes) in alternatives {
                    found.insert(scheme.clone());
                    found.extend(scopes.as_array().into_iter().flatten().filter_map(text));
                }
            }
            _ => {}
        }
        wire_names(inner, found);
    }
    value.as_array().into_iter().flatten().for_each(|item| wire_names(item, found));
}

/// Docs contain nothing that an editor or rustdoc would misread.
#[test]
fn docs_contain_no_control_characters() {
    for (path, text) in generate(fixture()).files {
        for (number, line) in text.lines().enumerate() {
            let bad = line
                .chars()
                .find(|char| char.is_control() || matches!(char, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'));
            assert!(bad.is_none(), "{path}:{}: {bad:?} in {line:?}", number + 1);
        }
    }
}

/// rustdoc runs no code block of the vendor.
#[test]
fn code_blocks_of_the_vendor_are_not_run() {
    let specs = case::folder("fixtures/docs");
    let generated = generator::generate(case::input(&specs, &specs)).value.expect("sound");
    let fences: Vec<String> = generated
        .files
        .values()
        .flat_map(|text| text.lines())
        .filter_map(|line| {
            line.trim_start().strip_prefix("/// ").and_then(|line| line.trim_start().strip_prefix("```"))
        })
        .filter(|language| !language.is_empty())
        .map(str::to_owned)
        .collect();
    assert!(fences.len() >= 3, "the fixture has code blocks: {fences:?}");
    assert!(fences.iter().all(|language| language == "text" || language == "json"), "{fences:?}");
    // A line with an indentation of four is code as well, and code without a language is Rust.
    let text = &generated.files["docs.rs"];
    let mut inside = false;
    for line in text.lines().filter_map(|line| line.trim_start().strip_prefix("///")) {
        inside ^= line.trim_start().starts_with("```");
        assert!(inside || !line.starts_with("     "), "{line}");
    }
}
