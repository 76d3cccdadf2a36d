//! Prints items as lines: one for the item, and one for each field, variant, method and implementation.

use quote::ToTokens;
use syn::{Attribute, Fields, ImplItem, Item, ItemImpl, ItemMacro, Signature, TraitItem};

/// Returns the lines of an item. The caller puts the path of the item before each line, so that the lines of an item
/// stay together when they are sorted.
pub(super) fn item(item: &Item) -> Vec<String> {
    match item {
        Item::Struct(item) => {
            let kind = format!("struct{}{}", generics(&item.generics), openness(&item.attrs, &item.fields));
            let mut lines = head("", &kind, &item.attrs);
            lines.extend(fields(&item.fields));
            lines
        }
        Item::Enum(item) => {
            let open = if has(&item.attrs, "non_exhaustive") { " (non-exhaustive)" } else { "" };
            let mut lines = head("", &format!("enum{}{open}", generics(&item.generics)), &item.attrs);
            for variant in &item.variants {
                let mut fields = variant.fields.clone();
                // Docs are not part of the surface.
                fields.iter_mut().for_each(|field| field.attrs.clear());
                let payload = if fields.is_empty() { String::new() } else { compact(&fields) };
                lines.push(format!("::{}: variant{payload}", variant.ident));
            }
            lines
        }
        Item::Type(item) => head("", &format!("type{} = {}", generics(&item.generics), compact(&item.ty)), &item.attrs),
        Item::Fn(item) => function(&item.sig, "", &item.attrs),
        Item::Const(item) => head("", &constant(&item.ty, Some(&item.expr)), &item.attrs),
        Item::Static(item) => head("", &format!("static {}", compact(&item.ty)), &item.attrs),
        Item::Trait(item) => {
            let bounds =
                if item.supertraits.is_empty() { String::new() } else { format!(": {}", compact(&item.supertraits)) };
            let mut lines = head("", &format!("trait{}{bounds}", generics(&item.generics)), &item.attrs);
            lines.extend(item.items.iter().flat_map(trait_item));
            lines
        }
        _ => Vec::new(),
    }
}

/// Returns the lines of an implementation, without the path of the type.
pub(super) fn implementation(item: &ItemImpl) -> Vec<String> {
    if let Some((trait_path, _)) = &item.trait_ {
        // The last segment is the trait, however its path is written.
        let name = trait_path.segments.last().map(compact).unwrap_or_default();
        let (generics, bounds) = (compact(&item.generics), bounds(&item.generics));
        let (given, gate) = (associated(item), feature_mark(&item.attrs));
        return vec![format!(": impl{generics} {name}{given}{}{bounds}{gate}", arguments(item))];
    }
    let mut lines = Vec::new();
    // A method can exist twice, with and without a feature. Each has a path of its own.
    let gate_of_all = gate(&item.attrs);
    let place = |name: &syn::Ident, attributes: &[Attribute]| {
        let gate = gate(attributes).or(gate_of_all.clone());
        let gate = gate.map(|feature| format!(" [{feature}]")).unwrap_or_default();
        format!("::{name}{gate}")
    };
    for inner in &item.items {
        match inner {
            ImplItem::Fn(inner) if is_public(&inner.vis) => {
                lines.extend(function(&inner.sig, &place(&inner.sig.ident, &inner.attrs), &inner.attrs));
            }
            ImplItem::Const(inner) if is_public(&inner.vis) => {
                let name = place(&inner.ident, &inner.attrs);
                lines.extend(head(&name, &constant(&inner.ty, Some(&inner.expr)), &inner.attrs));
            }
            _ => {}
        }
    }
    lines
}

/// Returns the type that a macro of the runtime is called for, and the lines of what the macro implements; `None` for
/// any other item.
pub(super) fn macro_call(item: &ItemMacro) -> Option<(String, Vec<String>)> {
    let implemented: &[&str] = match item.mac.path.segments.last()?.ident.to_string().as_str() {
        "object" => &[": impl Deserialize", ": impl Serialize"],
        "string_enum" | "string_newtype" => &[
            ": impl Deserialize",
            ": impl Display",
            ": impl From<&str>",
            ": impl From<String>",
            ": impl Serialize",
            "::as_str: fn(&self) -> &str",
        ],
        "integer_enum" => &[
            ": impl Deserialize",
            ": impl Display",
            ": impl From<i64>",
            ": impl Serialize",
            "::value: fn(&self) -> i64",
        ],
        "integer_newtype" => &[": impl Deserialize", ": impl Display", ": impl Serialize"],
        "error_enum" => &[": impl FromErrorBody"],
        _ => return None,
    };
    let of = item.mac.tokens.clone().into_iter().next()?.to_string();
    let feature = gate(&item.attrs);
    let line = |line: &&str| match (&feature, line.split_once(": fn")) {
        (None, _) => (*line).to_owned(),
        (Some(feature), None) => format!("{line} [feature {feature}]"),
        (Some(feature), Some((path, signature))) => format!("{path} [{feature}]: fn{signature}"),
    };
    Some((of, implemented.iter().map(line).collect()))
}

fn trait_item(item: &TraitItem) -> Vec<String> {
    match item {
        TraitItem::Fn(item) => function(&item.sig, &format!("::{}", item.sig.ident), &item.attrs),
        TraitItem::Const(item) => {
            let value = item.default.as_ref().map(|(_, value)| value);
            head(&format!("::{}", item.ident), &constant(&item.ty, value), &item.attrs)
        }
        TraitItem::Type(item) => {
            let bounds = compact(&item.bounds);
            let kind = format!("type{}{}{bounds}", generics(&item.generics), if bounds.is_empty() { "" } else { ": " });
            head(&format!("::{}", item.ident), &kind, &item.attrs)
        }
        _ => Vec::new(),
    }
}

/// Describes a constant, with its value if that is a literal. Dependents may have stored the value.
fn constant(ty: &syn::Type, value: Option<&syn::Expr>) -> String {
    match value {
        Some(syn::Expr::Lit(value)) => {
            // Each item is one line.
            let value = value.lit.to_token_stream().to_string().replace('\n', "\\n");
            format!("const {} = {value}", compact(ty))
        }
        _ => format!("const {}", compact(ty)),
    }
}

/// Prints generic parameters with all their bounds.
fn generics(generics: &syn::Generics) -> String {
    format!("{}{}", compact(generics), bounds(generics))
}

fn bounds(generics: &syn::Generics) -> String {
    generics.where_clause.as_ref().map(|clause| format!(" {}", compact(clause))).unwrap_or_default()
}

/// Prints the generic arguments of the type that an implementation is for.
fn arguments(item: &ItemImpl) -> String {
    let arguments = match item.self_ty.as_ref() {
        syn::Type::Path(ty) => ty.path.segments.last().map(|segment| compact(&segment.arguments)).unwrap_or_default(),
        _ => String::new(),
    };
    if arguments.is_empty() { arguments } else { format!(" for {arguments}") }
}

/// Prints the associated types of an implementation: `{Item = User}`.
fn associated(item: &ItemImpl) -> String {
    let types = item.items.iter().filter_map(|inner| match inner {
        ImplItem::Type(inner) => Some(format!("{} = {}", inner.ident, compact(&inner.ty))),
        _ => None,
    });
    let types: Vec<String> = types.collect();
    if types.is_empty() { String::new() } else { format!(" {{{}}}", types.join(", ")) }
}

/// Prints the feature that an item needs, as the end of a line.
pub(super) fn feature_mark(attributes: &[Attribute]) -> String {
    gate(attributes).map(|feature| format!(" [feature {feature}]")).unwrap_or_default()
}

/// Returns the feature that an item needs: `#[cfg(feature = "…")]`.
fn gate(attributes: &[Attribute]) -> Option<String> {
    let mut feature = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("cfg")) {
        // Other conditions are ignored.
        let _ = attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("feature") {
                feature = Some(meta.value()?.parse::<syn::LitStr>()?.value());
            }
            Ok(())
        });
    }
    feature
}

fn head(path: &str, kind: &str, attributes: &[Attribute]) -> Vec<String> {
    let mut lines = vec![format!("{path}: {kind}{}", feature_mark(attributes))];
    lines.extend(derives(attributes).into_iter().map(|name| format!("{path}: impl {name}")));
    lines.extend(deprecation(path, attributes));
    lines
}

fn function(signature: &Signature, path: &str, attributes: &[Attribute]) -> Vec<String> {
    let mut shown = signature.clone();
    for input in &mut shown.inputs {
        match input {
            syn::FnArg::Receiver(receiver) => receiver.attrs.clear(),
            syn::FnArg::Typed(typed) => {
                typed.attrs.clear();
                if let syn::Pat::Ident(name) = typed.pat.as_mut() {
                    name.mutability = None;
                }
            }
        }
    }
    // To a caller, `mut self` is the same as `self`.
    let text = compact(&shown).replace("(mut self", "(self");
    let mut lines = vec![format!("{path}: {}", text.replacen(&format!("fn {}", signature.ident), "fn", 1))];
    lines.extend(deprecation(path, attributes));
    lines
}

fn deprecation(path: &str, attributes: &[Attribute]) -> Option<String> {
    has(attributes, "deprecated").then(|| format!("{path}: deprecated"))
}

/// Prints whether a new field in a struct would break dependents.
fn openness(attributes: &[Attribute], fields: &Fields) -> &'static str {
    let hidden = fields.iter().any(|field| !is_public(&field.vis));
    if has(attributes, "non_exhaustive") {
        " (non-exhaustive)"
    } else if hidden {
        " (with private fields)"
    } else {
        ""
    }
}

fn fields(fields: &Fields) -> Vec<String> {
    let public = fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis));
    public
        .map(|(index, field)| {
            let name = field.ident.as_ref().map_or_else(|| index.to_string(), ToString::to_string);
            format!("::{name}: field {}", compact(&field.ty))
        })
        .collect()
}

fn has(attributes: &[Attribute], name: &str) -> bool {
    attributes.iter().any(|attribute| attribute.path().is_ident(name))
}

/// Returns the names of derived traits, without their paths.
fn derives(attributes: &[Attribute]) -> Vec<String> {
    let mut names = Vec::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        // A derive that cannot be parsed does not compile either.
        let _ = attribute.parse_nested_meta(|meta| {
            names.extend(meta.path.segments.last().map(|segment| segment.ident.to_string()));
            Ok(())
        });
    }
    names
}

/// Prints tokens with the spaces that a person would write.
pub(super) fn compact(tokens: &impl ToTokens) -> String {
    let mut text = String::new();
    // `to_string` puts a space between any two tokens.
    for token in tokens.to_token_stream().to_string().split_whitespace() {
        if !text.is_empty() && are_apart(&text, token) {
            text.push(' ');
        }
        text.push_str(token);
    }
    text.replace(",)", ")").replace(",>", ">")
}

fn are_apart(before: &str, token: &str) -> bool {
    let is_closed = before.ends_with(['<', '(', '&', '\'']) || before.ends_with("::");
    before.ends_with("->") || !(is_closed || token.starts_with(['<', '>', '(', ')', ',', ':']))
}

pub(super) fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}
