//! Brings one fragment to the plain 3.0 form that is merged and lowered: 3.1 forms to their 3.0 meaning,
//! security, servers and path-level parameters down to the operations.

use crate::check::unescape;
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::source::Span;
use crate::tree::{Node, Object, Value};

/// The methods of a path item, in the order in which they are written.
pub(crate) const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Normalises a fragment that has passed the check.
pub(crate) fn normalise(fragment: &mut Node, findings: &mut Findings) {
    let security = fragment.take("security");
    let servers = fragment.take("servers");
    let schemas = fragment.get_mut("components").and_then(|components| components.get_mut("schemas"));
    each_member(schemas, &mut |node| schema(node, findings));
    let others = ["responses", "parameters", "requestBodies", "headers"];
    for section in others {
        let section = fragment.get_mut("components").and_then(|components| components.get_mut(section));
        each_member(section, &mut |node| schemas_in(node, findings));
    }
    let Some(paths) = fragment.get_mut("paths") else { return };
    // Out of the tree for a while, so that references from them can be followed.
    let mut items = std::mem::replace(paths, Node::new(paths.span, Value::Null));
    each_path(&mut items, &mut |item| {
        item_down(item, fragment);
        for method in METHODS {
            if let Some(operation) = item.get_mut(method) {
                push_down(operation, "security", security.as_ref());
                push_down(operation, "servers", servers.as_ref());
                schemas_in(operation, findings);
            }
        }
    });
    fragment.set("paths", items);
}

/// Brings what a path says for all of its operations to each of them; `root` is what references lead into.
pub(crate) fn item_down(item: &mut Node, root: &Node) {
    let parameters = item.take("parameters");
    let inherited = ["servers", "summary", "description"].map(|key| (key, item.take(key)));
    for method in METHODS {
        let Some(operation) = item.get_mut(method) else { continue };
        for (key, value) in &inherited {
            push_down(operation, key, value.as_ref());
        }
        parameters_down(operation, parameters.as_ref(), root);
    }
}

/// Acts on the members of `paths` that are paths; the others are extensions.
pub(crate) fn each_path(paths: &mut Node, act: &mut impl FnMut(&mut Node)) {
    let members = paths.as_object_mut().into_iter().flatten();
    members.filter(|(name, _)| !name.starts_with("x-")).for_each(|(_, member)| act(&mut member.node));
}

fn each_member(node: Option<&mut Node>, act: &mut impl FnMut(&mut Node)) {
    for member in node.and_then(Node::as_object_mut).into_iter().flat_map(Object::values_mut) {
        act(&mut member.node);
    }
}

/// An operation's own value wins, even an empty one: absent, `[]` and `[{}]` are three different things.
fn push_down(operation: &mut Node, key: &str, value: Option<&Node>) {
    if let (None, Some(value)) = (operation.get(key), value) {
        operation.set(key, value.clone());
    }
}

/// Puts the parameters of the path in front of the operation's own; one with the same name and place gives
/// way (OpenAPI 3.0.3, section 4.7.9.1), whether either is written out or referred to.
fn parameters_down(operation: &mut Node, shared: Option<&Node>, root: &Node) {
    let Some(shared) = shared else { return };
    let own = operation.get("parameters").map_or(&[][..], |node| node.as_array().unwrap_or_default());
    let taken: Vec<_> = own.iter().map(|parameter| identity(parameter, root)).collect();
    let kept = shared.items().filter(|parameter| !taken.contains(&identity(parameter, root)));
    let parameters: Vec<Node> = kept.chain(own).cloned().collect();
    let span = operation.get("parameters").unwrap_or(shared).span;
    operation.set("parameters", Node::new(span, Value::Array(parameters)));
}

/// How many references are followed from one parameter to the next.
const MAX_STEPS: usize = 100;

/// What tells one parameter of an operation from another: name and place, or the reference where it leads nowhere.
fn identity(parameter: &Node, root: &Node) -> [Option<String>; 3] {
    let mut node = parameter;
    for _ in 0..MAX_STEPS {
        let target = node.get("$ref").and_then(Node::as_str).and_then(|text| text.strip_prefix('#'));
        let Some(next) = target.and_then(|pointer| root.at(&unescape(pointer))) else { break };
        node = next;
    }
    ["name", "in", "$ref"].map(|key| node.get(key).and_then(Node::as_str).map(str::to_owned))
}

/// Finds the schemas below anything that is no schema itself.
fn schemas_in(node: &mut Node, findings: &mut Findings) {
    if let Some(items) = node.as_array_mut() {
        items.iter_mut().for_each(|item| schemas_in(item, findings));
    }
    for (name, member) in node.as_object_mut().into_iter().flatten() {
        match name.as_str() {
            "schema" => schema(&mut member.node, findings),
            "example" | "examples" => {}
            _ => schemas_in(&mut member.node, findings),
        }
    }
}

/// Normalises a schema and all below it.
fn schema(node: &mut Node, findings: &mut Findings) {
    if node.get("$ref").is_some() {
        return;
    }
    if let (Some(pattern), None) = (node.get("patternProperties"), node.get("additionalProperties")) {
        let any = Node::new(pattern.span, Value::Bool(true));
        node.set("additionalProperties", any);
    }
    tuple(node, findings);
    type_list(node, findings);
    constant(node);
    null_alternative(node);
    bound(node, "exclusiveMinimum", "minimum");
    bound(node, "exclusiveMaximum", "maximum");
    for key in ["allOf", "anyOf", "oneOf"] {
        for item in node.get_mut(key).and_then(Node::as_array_mut).into_iter().flatten() {
            schema(item, findings);
        }
    }
    for key in ["items", "additionalProperties", "not"] {
        if let Some(child) = node.get_mut(key) {
            schema(child, findings);
        }
    }
    each_member(node.get_mut("properties"), &mut |child| schema(child, findings));
}

/// `prefixItems` (JSON Schema 2020-12) is a list whose items are of one kind, or of any where they differ; `items` may
/// be true or false there.
fn tuple(node: &mut Node, findings: &mut Findings) {
    let first = node.take("prefixItems");
    let is_flag = node.get("items").is_some_and(|items| items.as_bool().is_some());
    let Some(span) = first.as_ref().or(node.get("items").filter(|_| is_flag)).map(|node| node.span) else { return };
    let rest = node.take("items").filter(|_| !is_flag);
    let mut kinds = first.iter().flat_map(Node::items).chain(&rest);
    let one = kinds.next().filter(|one| kinds.all(|kind| kind.same(one))).cloned();
    if one.is_none() && first.is_some() {
        let message = "a list whose items differ by their place is read as a list of any JSON values";
        let odd = Diagnostic::new(Code::Untyped, span, message);
        findings.push(odd.help("give it one schema of `items` with an overlay action where one fits all"));
    }
    node.set("items", one.unwrap_or_else(|| Node::new(span, Value::Object(Object::new()))));
}

/// `type: [string, "null"]` (JSON Schema 2020-12) is a nullable string.
fn type_list(node: &mut Node, findings: &mut Findings) {
    let Some(kind) = node.get("type") else { return };
    let span = kind.span;
    let Some(types) = kind.as_array() else {
        if kind.as_str() == Some("null") {
            node.take("type");
            set_nullable(node, span);
        }
        return;
    };
    let mut names: Vec<Node> = types.to_vec();
    let count = names.len();
    names.retain(|name| name.as_str() != Some("null"));
    if names.len() < count {
        set_nullable(node, span);
    }
    node.take("type");
    match names.as_slice() {
        [] => {}
        [one] => node.set("type", one.clone()),
        _ => findings.push(
            Diagnostic::new(Code::Untyped, span, "several types in one schema are read as any JSON value")
                .help("give it one `type` with an overlay action where servers send only one"),
        ),
    }
}

/// `const: x` (JSON Schema 2020-12) is an enum of one.
fn constant(node: &mut Node) {
    if node.get("enum").is_none()
        && let Some(value) = node.take("const")
    {
        node.set("enum", Node::new(value.span, Value::Array(vec![value])));
    }
}

/// `anyOf: [X, {type: null}]` (JSON Schema 2020-12) is a nullable X.
fn null_alternative(node: &mut Node) {
    for key in ["anyOf", "oneOf"] {
        let Some(alternatives) = node.get_mut(key).and_then(Node::as_array_mut) else { continue };
        let is_null = |node: &Node| node.get("type").and_then(Node::as_str) == Some("null");
        let Some(span) = alternatives.iter().find(|node| is_null(node)).map(|node| node.span) else { continue };
        alternatives.retain(|node| !is_null(node));
        if let [_] = alternatives.as_slice()
            && let Some(only) = node.take(key)
        {
            node.set("allOf", only);
        }
        set_nullable(node, span);
    }
}

fn set_nullable(node: &mut Node, span: Span) {
    node.set("nullable", Node::new(span, Value::Bool(true)));
}

/// A numeric `exclusiveMinimum` (JSON Schema 2020-12, found in 3.0 documents as well) is a bound and a flag.
fn bound(node: &mut Node, exclusive: &str, inclusive: &str) {
    let Some(Value::Number(_)) = node.get(exclusive).map(|node| &node.value) else { return };
    if let Some(number) = node.take(exclusive) {
        let flag = Node::new(number.span, Value::Bool(true));
        node.set(inclusive, number);
        node.set(exclusive, flag);
    }
}
