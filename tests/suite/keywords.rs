//! Does a keyword mean the same wherever it is written: in a stream, behind `allOf`, in a condition, in a part of a form?

use tests::case;

/// Returns what is generated for one operation and these components, as one text, with the findings.
fn generate(operation: &str, schemas: &str) -> (String, String) {
    let text = format!(
        "openapi: 3.2.0\n$self: https://example.com/api/all.yaml\ninfo: {{title: T, version: '1'}}\n\
         servers: [{{url: 'https://api.example.com'}}]\npaths: {{/a: {{{operation}}}}}\n\
         components: {{schemas: {{A: {{type: object, properties: {{a: {{type: string}}}}}}, S: {{type: string}}, {schemas}}}}}\n"
    );
    let (generated, findings) = case::generated(&text, None);
    (generated.files.into_values().collect(), findings)
}

/// Returns the fields of a response whose only property `x` has this schema, as JSON or as the items of a stream.
fn field(media: &str, key: &str, schema: &str) -> String {
    let object = format!("{{type: object, properties: {{x: {schema}}}}}");
    let operation = format!(
        "get: {{operationId: read, responses: {{'200': {{description: '', content: {{{media}: {{{key}: {object}}}}}}}}}}}"
    );
    let (text, _) = generate(&operation, "");
    let field = text.lines().find_map(|line| line.trim().strip_prefix("pub x: "));
    field.unwrap_or_else(|| panic!("{schema} in {media} has no field:\n{text}")).to_owned()
}

#[test]
fn a_schema_means_the_same_in_a_stream() {
    for (schema, ty) in [
        ("{type: [string, 'null']}", "Option<String>,"),
        ("{const: 1}", "Option<X>,"),
        ("{type: string, contentEncoding: base64}", "Option<runtime::Base64>,"),
        ("{anyOf: [{type: integer}, {type: 'null'}]}", "Option<i64>,"),
        (
            "{type: array, prefixItems: [{type: string}, {type: integer}], items: false, minItems: 2}",
            "Option<(String, i64)>,",
        ),
        (
            "{type: object, patternProperties: {'^a': {type: integer}}, additionalProperties: false}",
            "Option<std::collections::BTreeMap<String, i64>>,",
        ),
        ("{type: object, unevaluatedProperties: {type: integer}}", "Option<std::collections::BTreeMap<String, i64>>,"),
        (
            "{type: string, contentMediaType: application/json, contentSchema: {type: [integer, 'null']}}",
            "Option<runtime::JsonText<Option<i64>>>,",
        ),
    ] {
        let of = |media, key| field(media, key, schema);
        assert_eq!(of("application/json", "schema"), ty, "{schema}");
        assert_eq!(of("application/jsonl", "itemSchema"), ty, "{schema}");
        assert_eq!(of("text/event-stream", "itemSchema"), ty, "{schema}");
    }
}

#[test]
fn a_refinement_has_the_type_that_it_refines() {
    for (schema, ty) in [
        ("{allOf: [{type: string}, {format: date-time}]}", "Option<runtime::DateTime>,"),
        ("{$ref: '#/components/schemas/S', format: date-time}", "Option<runtime::DateTime>,"),
        ("{$ref: '#/components/schemas/S', contentEncoding: base64}", "Option<runtime::Base64>,"),
        (
            "{allOf: [{$ref: '#/components/schemas/S'}, {contentMediaType: application/json, contentSchema: {type: integer}}]}",
            "Option<runtime::JsonText<i64>>,",
        ),
        // Without a type next to it, it refines nothing.
        ("{format: date-time}", "Option<serde_json::Value>,"),
    ] {
        assert_eq!(field("application/json", "schema", schema), ty, "{schema}");
    }
}

/// The fields of the component `W`.
fn fields(schema: &str) -> Vec<String> {
    let operation = "get: {operationId: read, responses: {'200': {description: '', content: {application/json: {schema: \
                     {$ref: '#/components/schemas/W'}}}}}}";
    let (text, _) = generate(operation, &format!("W: {schema}"));
    let body =
        text.split_once("pub struct W {").map_or("", |(_, rest)| rest.split_once('}').map_or("", |(body, _)| body));
    let line = |line: &str| line.trim().strip_prefix("pub ").map(|field| field.trim_end_matches(',').to_owned());
    body.lines().filter_map(line).collect()
}

#[test]
fn what_only_a_condition_names_is_optional() {
    for (schema, expected) in [
        (
            "{type: object, required: [kind], properties: {kind: {type: string}}, allOf: [\
             {if: {properties: {kind: {const: a}}}, then: {required: [x], properties: {x: {type: integer}}}}, \
             {if: {properties: {kind: {const: b}}}, then: {properties: {y: {type: string}, kind: {minLength: 1}}}}]}",
            vec!["kind: String", "x: Option<i64>", "y: Option<String>"],
        ),
        (
            "{type: object, properties: {a: {type: string}}, if: {properties: {c: {const: 1}}}, then: {allOf: [{$ref: '#/components/schemas/V'}]}, \
             else: {if: {required: [a]}, then: {properties: {z: {type: boolean}}}}}",
            vec!["a: Option<String>", "c: Option<serde_json::Value>", "v: Option<i64>", "z: Option<bool>"],
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/A'}, {type: object, dependentSchemas: {a: {properties: {b: {type: integer}, a: {minLength: 1}}}}}]}",
            vec!["a: Option<String>", "b: Option<i64>"],
        ),
        (
            "{allOf: [{$ref: '#/components/schemas/A'}], unevaluatedProperties: {type: integer}}",
            vec!["a: Option<String>", "additional_properties: std::collections::BTreeMap<String, i64>"],
        ),
    ] {
        let schema = format!("{schema}, V: {{type: object, properties: {{v: {{type: integer}}}}}}");
        assert_eq!(fields(&schema), expected, "{schema}");
    }
}

#[test]
fn a_part_with_a_media_type_is_a_file() {
    for (schema, setter) in [
        ("{type: string, contentMediaType: application/octet-stream}", "value: impl Into<runtime::File>"),
        ("{contentMediaType: image/png}", "value: impl Into<runtime::File>"),
        (
            "{type: array, items: {type: string, contentMediaType: image/png}}",
            "values: impl IntoIterator<Item = impl Into<runtime::File>>",
        ),
        ("{type: string, contentMediaType: text/csv}", "value: impl Into<String>"),
        ("{type: string, contentMediaType: image/png, contentEncoding: base64}", "value: impl Into<runtime::Base64>"),
    ] {
        let operation = format!(
            "post: {{operationId: send, requestBody: {{content: {{multipart/form-data: {{schema: {{type: object, properties: \
             {{x: {schema}}}}}}}}}}}, responses: {{'204': {{description: ''}}}}}}"
        );
        let (text, _) = generate(&operation, "");
        assert!(
            text.split_whitespace().collect::<Vec<_>>().join(" ").contains(&format!("pub fn x(self, {setter})")),
            "{schema}:\n{text}"
        );
    }
}

#[test]
fn a_form_without_an_object_is_given_as_a_whole() {
    for media in ["multipart/form-data", "application/x-www-form-urlencoded"] {
        let operation = format!(
            "post: {{operationId: send, requestBody: {{required: true, content: {{{media}: {{schema: {{type: array, items: \
             {{type: string}}}}}}}}}}, responses: {{'204': {{description: ''}}}}}}"
        );
        let (text, findings) = generate(&operation, "");
        assert!(text.contains(&format!(".raw(\"{media}\", body)")), "{text}");
        assert!(findings.contains("without an object has nothing to send by name"), "{findings}");
    }
}

#[test]
fn references_are_relative_to_the_address_of_the_document() {
    for reference in [
        "all.yaml#",
        "./all.yaml#",
        "/api/all.yaml#",
        "//example.com/api/all.yaml#",
        "https://example.com/api/all.yaml#",
        "#",
    ] {
        let operation = format!(
            "get: {{operationId: read, responses: {{'200': {{description: '', content: {{application/json: {{schema: \
             {{$ref: '{reference}/components/schemas/A'}}}}}}}}}}}}"
        );
        let (text, findings) = generate(&operation, "");
        assert!(text.contains("json super::schemas::A,"), "{reference}:\n{findings}\n{text}");
    }
    let operation = "get: {operationId: read, responses: {'200': {description: '', content: {application/json: {schema: {$ref: \
                     schemas/b}}}}}}";
    let (text, _) = generate(
        operation,
        "B: {$id: 'https://example.com/api/schemas/b', type: object, properties: {b: {type: string}}}",
    );
    assert!(text.contains("json super::schemas::B,"), "{text}");
}

/// `Self` and `self` are words that Rust takes from nobody.
#[test]
fn every_name_can_be_self() {
    for name in ["self", "Self", "super", "crate"] {
        let text = format!(
            "openapi: 3.2.0\ninfo: {{title: {name}, version: '1'}}\ntags: [{{name: {name}}}]\n\
             servers: [{{url: 'https://{name}', name: {name}}}, {{url: 'https://{{{name}}}.example.com', name: {name}, variables: {{{name}: {{default: {name}}}}}}}]\n\
             paths: {{'/{name}/{{{name}}}': {{post: {{tags: [{name}], operationId: {name}, security: [{{{name}: []}}], parameters: [\
             {{name: {name}, in: path, required: true, schema: {{type: string}}}}, {{name: {name}, in: query, schema: {{enum: [{name}, a]}}}}, \
             {{name: {name}, in: header, schema: {{type: string}}}}], requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}, \
             callbacks: {{{name}: {{'{{$url}}': {{post: {{requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}}}}}}}}}, \
             responses: {{'200': {{description: '', headers: {{{name}: {{schema: {{type: string}}}}}}, content: {{application/json: {{schema: {{oneOf: [\
             {{title: {name}, type: object, required: [{name}], properties: {{{name}: {{const: {name}}}}}}}, {{type: object, required: [b], properties: {{b: {{type: string}}}}}}]}}}}}}}}, \
             '400': {{description: '', content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}}}}}}}\n\
             webhooks: {{{name}: {{post: {{requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{{name}: {{type: string}}}}}}}}}}}}}}}}, \
             option: {{post: {{requestBody: {{content: {{application/json: {{schema: {{type: object}}}}}}}}}}}}}}\n\
             components: {{securitySchemes: {{{name}: {{type: apiKey, in: header, name: {name}}}}}, schemas: {{{name}: {{type: object, required: [{name}], properties: {{{name}: {{type: string}}}}}}}}}}\n"
        );
        let (generated, _) = case::generated(&text, None);
        assert_eq!(case::generated(&text, Some(&generated.lock)).0, generated, "{name}");
    }
}
