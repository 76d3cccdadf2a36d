//! Do the values fit their schemas, and do they cover everything that a schema allows?

use conformance::document::Document;
use conformance::sample::{Carrier, Maker, valid};
use conformance::schema::{Direction, problems};
use serde_json::{Value, json};

fn document() -> Document {
    Document::new(json!({"components": {"schemas": {
        "Node": {"type": "object", "required": ["name"], "properties": {
            "name": {"type": "string"},
            "next": {"$ref": "#/components/schemas/Node"},
            "all": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}
        }},
        "Endless": {"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#/components/schemas/Endless"}}},
        "Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}},
        "Dog": {"type": "object", "required": ["kind", "good"], "properties": {"kind": {"type": "string"}, "good": {"type": "boolean"}}},
        "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"woof": "#/components/schemas/Dog"}}},
        "Shape": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
            "oneOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Page[Square]"}],
            "discriminator": {"propertyName": "kind"}},
        "Circle": {"allOf": [{"$ref": "#/components/schemas/Shape"}, {"properties": {"radius": {"type": "integer"}}}]},
        "Page[Square]": {"allOf": [{"$ref": "#/components/schemas/Shape"}], "required": ["side"],
            "properties": {"side": {"type": "integer"}}}
    }}}))
}

fn made(schema: Value) -> Vec<Value> {
    let document = document();
    let maker = Maker { document: &document, direction: Direction::Response, carrier: Carrier::Json };
    let made: Vec<Value> = valid(maker, &schema).into_iter().map(|(_, value)| value).collect();
    assert!(!made.is_empty(), "nothing is made of {schema}");
    made
}

/// A list that needs several items, none of them twice: of a closed list of values, and of plain ones.
#[test]
fn items_that_have_to_be_unlike_are_unlike() {
    for items in [
        json!({"type": "string", "enum": ["a", "b", "c"]}),
        json!({"type": "object", "required": ["of"], "properties": {"of": {"type": "string", "enum": ["a", "b", "c"]}}}),
        json!({"type": "boolean"}),
        json!({"type": "string"}),
        json!({"type": "string", "pattern": "^(0|[1-9][0-9]*)$"}),
        json!({"type": "string", "pattern": "^[a-c]$|^[d-f]{2,9}$"}),
        json!({"type": "integer", "minimum": 0}),
    ] {
        let least = if items["type"] == "boolean" { 2 } else { 3 };
        made(json!({"type": "array", "uniqueItems": true, "minItems": least, "items": items}));
        let all = json!({"oneOf": [{"anyOf": [items, {"type": "string"}]}, {"type": "string", "nullable": true}]});
        made(json!({"type": "array", "uniqueItems": true, "minItems": least, "items": all}));
        made(json!({"type": "array", "uniqueItems": true, "minItems": least, "maxItems": least, "items": items}));
    }
}

/// A pattern whose only parts that can be longer are within optional ones.
#[test]
fn a_pattern_is_lengthened_from_within() {
    made(json!({"type": "string", "minLength": 3, "pattern": "^(\\S(.*\\S)?)?$"}));
    made(json!({"type": "string", "minLength": 9, "pattern": "^([a-z]{1,2}(-[0-9]+)?)?$"}));
}

/// For each schema, these values have to be among those that are made.
#[test]
fn everything_that_a_schema_allows_is_made() {
    for (schema, expected) in [
        (json!({"type": "string", "enum": ["a", "b", null], "nullable": true}), json!(["a", "b", null])),
        (json!({"enum": [1, "a"]}), json!([1, "a"])),
        (json!({"type": "boolean"}), json!([true, false])),
        (json!({"type": "integer"}), json!([-9007199254740991i64, 9007199254740991i64])),
        (json!({"type": "integer", "format": "int32"}), json!([-2147483648, 2147483647])),
        (json!({"type": "integer", "minimum": 3, "exclusiveMinimum": true, "maximum": 9}), json!([4, 9])),
        (json!({"type": "integer", "exclusiveMinimum": 3, "multipleOf": 5, "maximum": 19}), json!([5, 15])),
        (json!({"type": "number", "minimum": 0.5, "maximum": 1.5}), json!([0.5, 1.5])),
        (json!({"type": "string", "minLength": 6, "maxLength": 8}), json!(["tttttt", "texttt"])),
        (json!({"type": "string", "pattern": "^(ab|cd)-[0-9]{3}$"}), json!(["ab-111"])),
        (json!({"type": "string", "pattern": "^(?![0-9a-f]{4}(-[)]$))^[a-z]([a-z-]*[a-z])?$"}), json!(["a"])),
        (json!({"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 1}), json!([[7]])),
        (json!({"type": "array"}), json!([[]])),
        (json!({"type": "object", "additionalProperties": {"type": "boolean"}}), json!([{}, {"any name": true}])),
        (json!({"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]}), json!(["text", {"a": "any"}])),
        (
            json!({"allOf": [{"type": "object", "required": ["a"]}, {"properties": {"a": {"type": "integer"}}}]}),
            json!([{"a": 7}]),
        ),
        (json!({"$ref": "#/components/schemas/Pet"}), json!([{"kind": "Cat"}, {"kind": "woof", "good": true}])),
        (json!({"$ref": "#/components/schemas/Node"}), json!([{"name": "text"}])),
        (
            json!({"$ref": "#/components/schemas/Shape"}),
            json!([{"kind": "Circle"}, {"kind": "Circle", "radius": 7}, {"kind": "Page[Square]", "side": 7}]),
        ),
        (
            json!({"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2}),
            json!([[7, "text"]]),
        ),
        (json!({"type": "string", "format": "uuid"}), json!(["2f1acc6c-7a0c-4c52-8b1e-4c7e6f1d2a3b"])),
        (json!({"type": "bigint"}), json!(["any", 12])),
        (
            json!({"required": ["a"], "properties": {"b": {"type": "integer", "writeOnly": true}}}),
            json!([{"a": "any"}]),
        ),
        (json!({"type": "object"}), json!([{}, {"x-not-documented": {"since": [2, null]}}])),
        (
            json!({"oneOf": [{"anyOf": [{"type": "string", "enum": ["en", "de"]}, {"type": "string"}]},
                {"type": "string", "nullable": true}]}),
            json!(["en", "de", "text"]),
        ),
        (
            json!({"type": "array", "uniqueItems": true, "items": {"type": "string", "enum": ["A", "B", "C"]}}),
            json!([[], ["A"], ["A", "B"], ["B"], ["C"]]),
        ),
    ] {
        let made = made(schema.clone());
        for value in expected.as_array().expect("values") {
            assert!(made.contains(value), "{value} is not made of {schema}: {made:#?}");
        }
    }
}

#[test]
fn what_cannot_be_made_is_not() {
    let document = document();
    let maker = Maker { document: &document, direction: Direction::Request, carrier: Carrier::Json };
    for schema in [
        json!({"$ref": "#/components/schemas/Endless"}),
        json!({"type": "string", "pattern": "^(?!b)b$"}),
        json!({"type": "integer", "minimum": 5, "maximum": 4}),
        json!(false),
    ] {
        assert!(valid(maker, &schema).is_empty(), "{schema}");
    }
}

#[test]
fn one_way_properties_are_sent_in_their_direction_only() {
    let document = document();
    let schema = json!({"type": "object", "required": ["r", "w"], "properties": {
        "r": {"type": "integer", "readOnly": true}, "w": {"type": "integer", "writeOnly": true}
    }});
    for (direction, value) in [(Direction::Request, json!({"w": 7})), (Direction::Response, json!({"r": 7}))] {
        let maker = Maker { document: &document, direction, carrier: Carrier::Json };
        assert!(valid(maker, &schema).iter().any(|(_, made)| *made == value));
        assert!(problems(&document, &schema, direction, &value).is_empty());
        assert_eq!(problems(&document, &schema, direction, &json!({"r": 7, "w": 7})).len(), 1);
    }
}

/// An object whose every property is only sent in responses is sent in requests as well, unless another one extends it.
#[test]
fn references_are_sent() {
    let one_way = json!({"type": "string", "readOnly": true});
    let thing = json!({"type": "object", "properties": {"id": one_way, "kind": one_way}});
    let to_thing = json!({"$ref": "#/components/schemas/Thing"});
    let named = json!({"type": "object", "required": ["name", "id"], "properties": {"name": {"type": "string"}}});
    let kind = json!({"type": "object", "properties": {"kind": {"enum": ["team"]}}});
    let document = Document::new(json!({"components": {"schemas": {
        "Thing": thing,
        "Reference": {"allOf": [to_thing, {"required": ["id"]}, kind]},
        "Named": {"allOf": [to_thing, named]},
        "Open": {"type": "object", "properties": {"id": one_way}, "additionalProperties": true},
    }}}));
    let maker = Maker { document: &document, direction: Direction::Request, carrier: Carrier::Json };
    let sent = |name: &str, value: Value| {
        let schema = json!({"$ref": format!("#/components/schemas/{name}")});
        assert!(!valid(maker, &schema).is_empty(), "{name}");
        problems(&document, &schema, Direction::Request, &value).is_empty()
    };
    assert!(sent("Thing", json!({"id": "a"})) && sent("Thing", json!({})));
    assert!(sent("Reference", json!({"id": "a", "kind": "team"})) && !sent("Reference", json!({"kind": "team"})));
    assert!(sent("Named", json!({"name": "a"})) && !sent("Named", json!({"name": "a", "id": "b"})));
    assert!(sent("Open", json!({"a": 1})) && !sent("Open", json!({"id": "a"})));
}

/// If many schemas refer to each other, the values still have a reasonable size.
#[test]
fn values_do_not_grow_without_end() {
    let link = json!({"$ref": "#/components/schemas/Wide"});
    let properties: serde_json::Map<String, Value> = (0..40).map(|index| (format!("p{index}"), link.clone())).collect();
    let document =
        Document::new(json!({"components": {"schemas": {"Wide": {"type": "object", "properties": properties}}}}));
    let maker = Maker { document: &document, direction: Direction::Response, carrier: Carrier::Json };
    let made = valid(maker, &link);
    assert!(made.len() > 1 && made.iter().all(|(_, value)| value.to_string().len() < 100_000));
}

/// A form can express neither `null` nor an empty list.
#[test]
fn forms_contain_only_what_they_can_express() {
    let document = document();
    let maker = Maker { document: &document, direction: Direction::Request, carrier: Carrier::Form };
    let list = json!({"type": "array", "nullable": true, "items": {"type": "string"}});
    let made = valid(maker, &json!({"type": "object", "required": ["list"], "properties": {"list": list}}));
    let is_said = |value: &Value| value["list"].as_array().is_some_and(|items| !items.is_empty());
    assert!(!made.is_empty() && made.iter().all(|(_, value)| is_said(value)), "{made:?}");
}
