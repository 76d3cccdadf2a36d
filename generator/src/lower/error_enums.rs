//! The documented errors of an operation: an enum with a variant for each status, if their bodies differ.

use std::collections::BTreeSet;

use super::by_status::{description, label};
use crate::api::{
    Alternative, Api, DocumentedResponse, Hint, HintBase, Home, Naming, Operation, OperationId, Outcome,
    ResponseContent, Type, TypeDef, TypeId, TypeShape, Union, Uses,
};
use crate::document::pointer::join;
use crate::document::tree::Node;

/// Adds the enums. They are no unions to the other modules of lowering, because the body of an error decides nothing.
pub(super) fn add(api: &mut Api, root: &Node) {
    let mut added = None;
    for index in 0..api.operations.len() {
        // The other kinds of a body come after the first one, and have the same errors.
        if api.operations[index].variant.is_none() {
            added = error_enum(OperationId(index), &api.operations[index], root).map(|def| {
                api.types.push(def);
                Type::Named(TypeId(api.types.len() - 1))
            });
        }
        api.operations[index].error_enum.clone_from(&added);
    }
}

fn error_enum(id: OperationId, operation: &Operation, root: &Node) -> Option<TypeDef> {
    let failures = operation.responses.iter().filter(|response| response.outcome == Outcome::Failure);
    let mut alternatives: Vec<Alternative> = failures.filter_map(|failure| alternative(failure, root)).collect();
    let types: BTreeSet<&Type> = alternatives.iter().map(|alternative| &alternative.ty).collect();
    if types.len() < 2 || operation.method == "HEAD" {
        return None;
    }
    // A status comes before the range that includes it, and `default` comes last.
    alternatives.sort_by(|a, b| a.statuses.cmp(&b.statuses));
    let at = join(&operation.at, &["responses"]);
    Some(TypeDef {
        home: Home::Operation(id),
        place: format!("{} errors", operation.place()),
        hint: Hint { base: HintBase::Errors, item: false, around: Vec::new() },
        rust_name: None,
        value_names: None,
        description: None,
        shape: TypeShape::Union(Union { alternatives, shapes: Vec::new() }),
        is_open: false,
        uses: Uses { request: false, response: true },
        input: false,
        newtype: false,
        span: root.nearest(&at).span,
        at,
    })
}

fn alternative(failure: &DocumentedResponse, root: &Node) -> Option<Alternative> {
    let DocumentedResponse { status, outcome: _, response_content, events: _, media: _, at } = failure;
    let ResponseContent::Json(ty) = response_content else { return None };
    let node = root.nearest(at);
    let words = node.get("description").and_then(Node::as_str).unwrap_or_default();
    Some(Alternative {
        label: label(status),
        naming: Naming::Status,
        rust_name: None,
        ty: ty.clone(),
        description: Some(description(status, words)),
        discriminator_values: None,
        statuses: vec![status.clone()],
        at: at.clone(),
        span: node.span,
    })
}
