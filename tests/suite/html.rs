//! Is HTML in descriptions Markdown in the docs?

use serde_json::json;
use tests::case;

/// Returns the docs of an operation that has this description.
fn docs(description: &str) -> String {
    let get = json!({"description": description, "responses": {"204": {"description": "Done."}}});
    let document =
        json!({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": get}}}).to_string();
    let (generated, _) = case::generated(&document, None);
    let text = &generated.files["untagged.rs"];
    let lines: Vec<&str> = text.lines().map(str::trim_start).collect();
    let method = lines.iter().position(|line| line.starts_with("pub fn get_a(")).expect("the method");
    let above = lines[..method].iter().rev().map_while(|line| line.strip_prefix("///"));
    let mut docs: Vec<&str> = above.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    docs.reverse();
    docs.join("\n").strip_suffix("\n\n`GET /a`.").expect("the docs end with the path").to_owned()
}

#[test]
fn html_is_markdown() {
    for (html, markdown) in [
        (
            "<p>Returns a <code>a &lt; b</code>.</p>\n\n<p>See <a href=\"https://a.example\">this</a>.</p>",
            "Returns a `a < b`.\n\nSee [this](<https://a.example>).",
        ),
        ("Use <code>x_y</code> or <b>that </b>one.", "Use `x_y` or **that** one."),
        ("<p><b>a</b> <i>b</i>\nc</p>", "**a** *b* c"),
        ("<ul><li>One</li><li><p>Two <em>and</em></p></li></ul>After", "- One\n- Two *and*\n\nAfter"),
        ("<pre><code>a\n  b</code></pre>", "```text\na\n  b\n```"),
        ("The path /a/<id> and <code>, and a <b", "The path /a/\\<id\\> and \\<code\\>, and a \\<b"),
        ("`<p>` is <!-- not --> code", "`<p>` is \\<!-- not --\\> code"),
        ("a < b", "a \\< b"),
        ("<span>Plain</span> words<br>here", "Plain words\\\nhere"),
        ("x<strong> y </strong>z <b></b>", "x **y** z"),
        ("<a href='https://a.example/?x>y' class=\"b\">t</a> <P>U</P>", "[t](<https://a.example/?x%3Ey>)\n\nU"),
        ("| a | b |\n|-|-|\n| <p>1</p> | <ul><li><i>2</i></li></ul> |", "| a | b |\n| --- | --- |\n| 1 | *2* |"),
        ("<p title='>'>x</p>\n<!-- <b> -->", "x"),
        ("<pre>a<code>b</pre>c</code>d", "```text\nab\n```\n\ncd"),
        ("<b><b>x</b></b>", "\\<b\\>\\<b\\>x\\</b\\>\\</b\\>"),
    ] {
        assert_eq!(docs(html), markdown, "{html}");
    }
}
