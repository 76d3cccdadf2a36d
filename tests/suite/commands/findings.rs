//! How findings are printed: how many of each code, the table at the end, and the formats for programs.

use serde_json::Value;
use xtask::Exit;

use super::Ground;

/// A document with 25 warnings of one code.
fn odd_document() -> String {
    let keys: String = (0..25).map(|number| format!("      unheard{number}: odd\n")).collect();
    "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://shop.example'}]\npaths:\n  /orders:\n    \
     get:\n      operationId: list\n      tags: [Orders]\n      responses: {'200': {description: OK}}\n"
        .to_owned()
        + &keys
}

fn ground() -> Ground {
    let ground = Ground::new();
    ground.write("shop/orders.yaml", &odd_document());
    ground
}

fn run(more: &[&str]) -> super::Ran {
    ground().run(&[&["merge", "--specs", "shop"], more].concat())
}

fn paragraphs(text: &str) -> usize {
    text.matches("warning[unknown-key]").count()
}

#[test]
fn twenty_findings_of_a_code_are_printed_and_the_others_counted() {
    let ran = run(&[]);
    assert_eq!(ran.exit, Exit::Done, "{}", ran.err);
    assert_eq!(paragraphs(&ran.err), 20, "{}", ran.err);
    let more = "… and 5 more of `unknown-key`; to see them, run the command with `--all`\n";
    assert!(ran.err.contains(more), "{}", ran.err);
    assert!(ran.err.contains("code         level     count\nunknown-key  warning      25\n"), "{}", ran.err);
}

#[test]
fn all_findings_are_printed_on_request() {
    let ran = run(&["--all"]);
    assert_eq!(paragraphs(&ran.err), 25);
    assert!(!ran.err.contains("more of"), "{}", ran.err);
}

#[test]
fn all_errors_are_printed() {
    let ground = ground();
    for number in 0..30 {
        ground.write(&format!("shop/bad{number}.json"), "{");
    }
    let ran = ground.run(&["merge", "--specs", "shop"]);
    assert_eq!(ran.err.matches("error[syntax]").count(), 30, "{}", ran.err);
}

#[test]
fn there_is_no_table_without_findings() {
    let ground = Ground::new();
    let clean = odd_document().lines().filter(|line| !line.contains("unheard")).collect::<Vec<_>>().join("\n");
    ground.write("shop/orders.yaml", &clean);
    assert_eq!(ground.run(&["merge", "--specs", "shop"]).err, "");
}

#[test]
fn json_has_all_findings_and_nothing_else_is_printed() {
    let ran = run(&["--findings", "json"]);
    assert_eq!(ran.err, "");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["findings"].as_array().unwrap().len(), 25);
    assert_eq!(report["counts"][0]["count"], 25);
    let first = &report["findings"][0];
    assert_eq!((first["code"].as_str(), first["level"].as_str()), (Some("unknown-key"), Some("warning")));
    let place = &first["places"][0];
    assert_eq!(place["file"], "shop/orders.yaml");
    assert_eq!((place["line"].as_u64(), place["column"].as_u64()), (Some(10), Some(7)));
    assert_eq!(place["pointer"], "/paths/~1orders/get/unheard0");
}

#[test]
fn a_denied_warning_shows_only_in_the_exit_code() {
    let ran = run(&["--findings", "sarif", "--deny-warnings"]);
    assert_eq!((ran.exit, ran.err.as_str()), (Exit::Wrong, ""));
}

#[test]
fn every_command_with_findings_prints_them_for_programs() {
    let ground = ground();
    for command in
        [&["import", "shop/orders.yaml", "--specs", "a"][..], &["codegen", "--specs", "shop", "--out", "out"]]
    {
        let ran = ground.run(&[command, &["--format", "sarif"]].concat());
        assert_eq!((ran.exit, ran.err.as_str()), (Exit::Done, ""), "{command:?}");
        sarif(&ran.out);
    }
}

/// Reads a SARIF log and checks what the standard (OASIS, SARIF 2.1.0) requires of the objects in it.
fn sarif(text: &str) -> Value {
    let log: Value = serde_json::from_str(text).unwrap();
    // 3.13: version and runs; 3.14: tool; 3.19.2 and 3.49: a driver with a name and rules that have an id each.
    only(&log, &["$schema", "version", "runs"]);
    assert_eq!(log["version"], "2.1.0");
    for run in log["runs"].as_array().unwrap() {
        only(run, &["tool", "columnKind", "results"]);
        assert!(matches!(run["columnKind"].as_str(), Some("unicodeCodePoints" | "utf16CodeUnits")));
        only(&run["tool"], &["driver"]);
        let driver = &run["tool"]["driver"];
        only(driver, &["name", "rules"]);
        assert!(!driver["name"].as_str().unwrap().is_empty());
        let rules = driver["rules"].as_array().unwrap();
        for (index, rule) in rules.iter().enumerate() {
            only(rule, &["id", "defaultConfiguration"]);
            let is_first = rules[..index].iter().all(|other| other["id"] != rule["id"]);
            assert!(is_first && rule["id"].is_string(), "{rule}");
        }
        run["results"].as_array().unwrap().iter().for_each(|result| is_result(result, rules));
    }
    log
}

/// 3.27: a message is required, the rule is one of the driver's, and its index is the position of that rule.
fn is_result(result: &Value, rules: &[Value]) {
    let known = ["ruleId", "ruleIndex", "level", "message", "locations", "relatedLocations", "partialFingerprints"];
    only(result, &known);
    assert!(result["message"]["text"].is_string());
    let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
    assert_eq!(rules[index]["id"], result["ruleId"]);
    assert!(matches!(result["level"].as_str(), Some("none" | "note" | "warning" | "error")));
    let related = result.get("relatedLocations").and_then(Value::as_array).into_iter().flatten();
    for location in result["locations"].as_array().unwrap().iter().chain(related) {
        only(location, &["physicalLocation", "logicalLocations", "message"]);
        let physical = &location["physicalLocation"];
        only(physical, &["artifactLocation", "region"]);
        // 3.4.3: a URI reference, in which spaces and non-ASCII characters are encoded.
        let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&byte)), "{uri}");
        // 3.30: lines and columns start at 1, and the end is not before the start.
        let number = |key: &str| physical["region"][key].as_u64().filter(|number| *number > 0).unwrap();
        assert!((number("startLine"), number("startColumn")) <= (number("endLine"), number("endColumn")));
    }
    let prints = result.get("partialFingerprints").and_then(Value::as_object).into_iter().flatten();
    assert!(prints.into_iter().all(|(_, print)| print.is_string()));
}

/// SARIF objects have no members that the standard does not define, except in property bags.
fn only(object: &Value, known: &[&str]) {
    let unknown: Vec<&String> =
        object.as_object().unwrap().keys().filter(|key| !known.contains(&key.as_str())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn sarif_complies_with_its_standard() {
    let log = sarif(&run(&["--findings", "sarif"]).out);
    assert_eq!(log["runs"][0]["results"].as_array().unwrap().len(), 25);
}

#[test]
fn sarif_names_odd_files_as_uris() {
    let ground = Ground::new();
    ground.write("shop/ä % <b>.json", "{");
    let log = sarif(&ground.run(&["merge", "--specs", "shop", "--findings", "sarif"]).out);
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "shop/%C3%A4%20%25%20%3Cb%3E.json");
}
