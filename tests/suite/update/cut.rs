//! Half of a text: half of a YAML document is a YAML document.

use xtask::Exit;

use super::World;
use super::site::Answer;

const SOURCE: &str = "  - name: shop\n    document: SITE/openapi.yaml\n";

/// Returns a document with so many endpoints, each with a schema of its own that others share.
fn document(count: usize) -> String {
    let mut text = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\nsecurity: [{token: []}]\npaths:\n".to_owned();
    for number in 0..count {
        text.push_str(&format!(
            "  /things/{number}:\n    get:\n      tags: [Things]\n      responses:\n        '200':\n          \
             description: A thing\n          content:\n            application/json:\n              schema:\n                \
             $ref: '#/components/schemas/Thing{number}'\n"
        ));
    }
    text.push_str("components:\n  schemas:\n");
    for number in 0..count {
        text.push_str(&format!(
            "    Thing{number}:\n      type: object\n      description: Thing {number}\n      properties:\n        \
             id: {{type: integer}}\n        other:\n          $ref: '#/components/schemas/Thing{}'\n",
            (number + 1) % count
        ));
    }
    text.push_str(
        "  securitySchemes:\n    token:\n      type: http\n      scheme: bearer\n      description: A token\n",
    );
    text
}

fn world(text: &str) -> World {
    let world = World::new(SOURCE);
    world.site.set("/openapi.yaml", Answer::page(text));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    world
}

#[test]
fn half_of_a_yaml_document_is_not_taken() {
    let whole = document(12);
    let world = world(&whole);
    let before = world.repository.ground.tree("specs");
    // Some cuts are at the end of a line, and most are within one.
    for step in 0..50 {
        let at = whole.len() * (300 + step * 14) / 1000;
        world.site.set("/openapi.yaml", Answer::page(&whole[..at]));
        let ran = world.update(&[]);
        assert_eq!(ran.exit, Exit::Wrong, "{at}: {ran:?}");
        assert!(world.repository.ground.tree("specs") == before, "{at}");
    }
    world.site.set("/openapi.yaml", Answer::page(&whole));
    assert_eq!(world.update(&[]).exit, Exit::Done);
}

#[test]
fn a_document_that_refers_to_what_it_lacks_needs_a_look() {
    let whole = document(12);
    let world = world(&whole);
    // It ends after a line, so that only the references show it.
    let at = whole.find("    Thing10:").unwrap();
    let cut = &whole[..at];
    world.site.set("/openapi.yaml", Answer::page(cut));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    insta::assert_snapshot!(ran.err.lines().find(|line| line.starts_with("error")).unwrap(), @"error: the source `shop` is left as it was: SITE/openapi.yaml: it refers to `#/components/schemas/Thing10`, `#/components/schemas/Thing11`, `#/components/securitySchemes/token`, which it does not contain, so a part may be missing; what came: 4506 bytes, ending with `ng 9 properties: id: {type: integer} other: $ref: '#/components/schemas/Thing10'`; if this is meant, run the command again with `--accept-removals --source shop`");
    // Somebody has looked.
    let ran = world.update(&["--accept-removals", "--source", "shop"]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    // What the fragments lack already is no reason.
    world.site.set("/openapi.yaml", Answer::page(&cut.replace("A thing", "One thing")));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Done, "{ran:?}");
    assert!(ran.out.contains("12 changed"), "{ran:?}");
}

#[test]
fn a_document_that_ends_within_a_line_needs_a_look() {
    let whole = document(3);
    let world = world(&whole);
    world.site.set("/openapi.yaml", Answer::page(whole.trim_end()));
    let ran = world.update(&[]);
    assert_eq!(ran.exit, Exit::Wrong, "{ran:?}");
    insta::assert_snapshot!(ran.err.lines().find(|line| line.starts_with("error")).unwrap(), @"error: the source `shop` is left as it was: SITE/openapi.yaml: it ends within a line, and did not before, so a part may be missing; what came: 1379 bytes, ending with `s/Thing0' securitySchemes: token: type: http scheme: bearer description: A token`; if this is meant, run the command again with `--accept-removals --source shop`");
    assert_eq!(world.update(&["--accept-removals", "--source", "shop"]).exit, Exit::Done);
    // It ended within a line before.
    world.site.set("/openapi.yaml", Answer::page(whole.replace("A thing", "One thing").trim_end()));
    assert_eq!(world.update(&[]).exit, Exit::Done);
}
