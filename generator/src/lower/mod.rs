//! Document to [`Api`]: every type is decided here, once. The only part that knows `openapiv3`.

mod aliases;
mod answer;
mod body;
mod compose;
mod context;
mod door;
mod events;
mod forms;
mod intersect;
mod label;
mod left_out;
mod object;
mod operation;
mod paging;
pub(crate) mod parameter;
mod parts;
mod schema;
mod security;
mod server;
mod union;
pub(crate) mod usage;

use std::collections::BTreeMap;

use openapiv3::{Components, OpenAPI, ReferenceOr};

use crate::api::{Api, OperationId, Pointer, Scheme, Tag, Type, TypeDef, TypeId, TypeShape};
use crate::diagnostic::{Code, Diagnostic, Findings};
use crate::source::join;
use crate::tree::Node;

pub(crate) use paging::{IDEMPOTENT, PAGINATION, SESSION_COOKIE};

/// Lowers the merged tree; `None` after an error.
pub(crate) fn lower(root: &Node, findings: &mut Findings) -> Option<Api> {
    let document = door::document(root, findings)?;
    left_out::report(root, findings);
    let OpenAPI { openapi: _, info, servers, paths, components, security: _, tags, external_docs: _, extensions: _ } =
        document;
    let components = components.unwrap_or_default();
    let mut lowering = Lowering {
        root,
        components: &components,
        findings,
        schemes: Vec::new(),
        types: Vec::new(),
        component_types: BTreeMap::new(),
        progress: BTreeMap::new(),
        left: Some(Vec::new()),
        depth: 0,
        forms: 0,
    };
    let mut known_tags = self::tags(&tags);
    lowering.component_schemas();
    let servers = lowering.servers(&servers);
    lowering.schemes = lowering.schemes();
    let mut operations = Vec::new();
    for (path, item) in paths.paths.iter() {
        let ReferenceOr::Item(item) = item else { continue };
        let listed = item.iter().map(|(method, operation)| (method.to_owned(), operation));
        for (method, operation) in listed {
            let id = OperationId(operations.len());
            let mut lowered = lowering.operation(id, &method, path, operation, &mut known_tags);
            lowered.base_url = lowering.own_server(&operation.servers, &servers, &lowered.at);
            let variants = lowering.other_bodies(&lowered, operation.request_body.as_ref(), operations.len() + 1);
            operations.push(lowered);
            operations.extend(variants);
        }
    }
    let schemes = std::mem::take(&mut lowering.schemes);
    let components = lowering.component_types.len();
    let mut types = lowering.types;
    forms::prune(&mut types);
    aliases::inline(&mut types, components, &mut operations);
    forms::settle(&mut types);
    let mut api = Api { title: info.title, servers, schemes, tags: known_tags, operations, types, error_body: None };
    usage::mark(&mut api);
    usage::sweep(&mut api, components);
    api.error_body = common_error(&api.operations);
    alias_cycles(&api, root, findings);
    Some(api)
}

struct Lowering<'a> {
    root: &'a Node,
    components: &'a Components,
    findings: &'a mut Findings,
    schemes: Vec<Scheme>,
    types: Vec<TypeDef>,
    /// The types of `components/schemas`; known by name before they are lowered, as they may refer to each other.
    component_types: BTreeMap<String, TypeId>,
    /// How far the components have come; one that is not in it has not been begun.
    progress: BTreeMap<TypeId, Progress>,
    /// Wholes within components, left until all components are known: they may be made of any of them. `None` once
    /// that is so.
    left: Option<Vec<Left>>,
    /// How deep the lowering is in schemas made of others, and how many forms the unions around have.
    depth: usize,
    forms: usize,
}

/// A type within a component that is made of other schemas, and is still to be made.
struct Left {
    id: TypeId,
    whole: compose::Whole,
    data: openapiv3::SchemaData,
    at: Pointer,
    context: context::Context,
}

/// How far a component has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Begun,
    Done,
}

impl Lowering<'_> {
    /// Reports a finding at a place of the merged document.
    fn report(&mut self, code: Code, at: &str, message: impl Into<String>, help: impl Into<String>) {
        let span = self.root.nearest(at).span;
        self.findings.push(Diagnostic::new(code, span, message).help(help));
    }
}

type Extensions = indexmap::IndexMap<String, serde_json::Value>;

fn rust_name(extensions: &Extensions) -> Option<String> {
    text(extensions, "x-rust-name")
}

fn text(extensions: &Extensions, key: &str) -> Option<String> {
    extensions.get(key).and_then(serde_json::Value::as_str).map(str::to_owned)
}

/// Follows references into a part of the components; the check has made sure that they end.
fn resolve<'a, T>(item: &'a ReferenceOr<T>, section: &'a indexmap::IndexMap<String, ReferenceOr<T>>) -> Option<&'a T> {
    let mut item = item;
    for _ in 0..=section.len() {
        match item {
            ReferenceOr::Item(item) => return Some(item),
            ReferenceOr::Reference { reference } => item = section.get(&component_name(reference))?,
        }
    }
    None
}

/// Where an item is described: behind its references, in a section of the components, or at the place itself.
fn described_at<T>(
    item: &ReferenceOr<T>,
    (section, items): (&str, &indexmap::IndexMap<String, ReferenceOr<T>>),
    at: Pointer,
) -> Pointer {
    let (mut item, mut at) = (item, at);
    for _ in 0..=items.len() {
        let ReferenceOr::Reference { reference } = item else { break };
        let name = component_name(reference);
        at = join("/components", &[section, &name]);
        match items.get(&name) {
            Some(next) => item = next,
            None => break,
        }
    }
    at
}

/// The last part of `#/components/…/Name`, unescaped.
fn component_name(reference: &str) -> String {
    let name = reference.rsplit('/').next().unwrap_or_default();
    crate::check::unescape(name).replace("~1", "/").replace("~0", "~")
}

fn tags(tags: &[openapiv3::Tag]) -> Vec<Tag> {
    let tag = |(index, tag): (usize, &openapiv3::Tag)| {
        let openapiv3::Tag { name, description, external_docs: _, extensions } = tag;
        let at = join("/tags", &[&index.to_string()]);
        Tag { name: name.clone(), description: description.clone(), rust_name: rust_name(extensions), at }
    };
    tags.iter().enumerate().map(tag).collect()
}

/// The one named type of all documented errors.
fn common_error(operations: &[crate::api::Operation]) -> Option<TypeId> {
    let mut all = operations.iter().flat_map(|operation| &operation.errors).map(|error| match error.ty {
        Type::Named(id) => Some(id),
        _ => None,
    });
    let first = all.next()??;
    all.all(|ty| ty == Some(first)).then_some(first)
}

/// The named type inside a type, if there is one.
pub(crate) fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner),
        _ => None,
    }
}

/// Refuses an alias that leads back to itself: Rust has no such type.
fn alias_cycles(api: &Api, root: &Node, findings: &mut Findings) {
    for (index, def) in api.types.iter().enumerate() {
        let mut at = index;
        for _ in 0..=api.types.len() {
            let TypeShape::Alias(ty) = &api.types[at].shape else { break };
            let Some(next) = named(ty) else { break };
            at = next.0;
            if at == index {
                let message = format!("`{}` is defined as itself", def.place);
                let cyclic = Diagnostic::new(Code::CyclicRef, root.nearest(&def.at).span, message);
                findings.push(cyclic.help("put an object between the list and its items, with an overlay action"));
                break;
            }
        }
    }
}
