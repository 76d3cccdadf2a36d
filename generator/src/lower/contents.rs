//! Text that contains JSON, and lists with a type for each item.

use super::Schemas;
use super::context::SchemaPlace;
use crate::api::Type;
use crate::document::contents::is_json_text;
use crate::document::pointer::join;

impl Schemas<'_> {
    /// Returns the type of a string whose content the document describes as JSON.
    pub(super) fn text_of_json(&mut self, place: SchemaPlace<'_>) -> Option<Type> {
        self.root.at(place.at).filter(|node| is_json_text(node))?;
        let at = join(place.at, &["contentSchema"]);
        let schema = self.schema_at(&at)?;
        let inner = self.nullable_type(&schema, place.context.json_text().at(&at));
        Some(Type::JsonText(Box::new(inner)))
    }

    /// Returns the type of a list with exactly the items of `prefixItems`. Normalising has removed the `items` of such a
    /// list.
    pub(super) fn tuple(&mut self, place: SchemaPlace<'_>) -> Option<Type> {
        let node = self.root.at(place.at).filter(|node| node.get("items").is_none())?;
        let count = node.get("prefixItems").map_or(0, |first| first.items().count());
        let item = |index: usize| {
            let at = join(place.at, &["prefixItems", &index.to_string()]);
            let schema = self.schema_at(&at)?;
            Some(self.nullable_type(&schema, place.context.tuple_item(index).at(&at)))
        };
        let items: Option<Vec<Type>> = (0..count).map(item).collect();
        items.filter(|items| !items.is_empty()).map(Type::Tuple)
    }
}
