//! Explains the findings about text: what cannot be read as JSON or YAML, or can be read in several ways.

use super::Explanation;

pub(super) const SYNTAX: Explanation = Explanation {
    meaning: "The file cannot be read. It is empty, or it is not JSON or YAML.",
    example: "openapi: 3.0.3\ninfo: {title: Users",
    action: "Correct the text at the place shown. If it is a page that was saved as HTML, download it again as text.",
};

pub(super) const DUPLICATE_KEY: Explanation = Explanation {
    meaning: "An object has the same key twice. Readers differ in which one they use. The generator uses the last one.",
    example: "type: string\ntype: integer",
    action: "Remove one of the two.",
};

pub(super) const TOO_DEEP: Explanation = Explanation {
    meaning: "The document is nested too deeply, or its aliases or references grow without bound. Reading it could \
              exhaust memory or the stack.",
    example: "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]    # and so on",
    action: "Write the repeated parts as components with `$ref`. If a real document needs more, report it with the \
             document.",
};

pub(super) const AMBIGUOUS_SCALAR: Explanation = Explanation {
    meaning: "Versions of YAML read this scalar differently, as a number or as text. It is read as text.",
    example: "example: 012    # text, 12 or 10",
    action: "Put it in quotes if it is text. Otherwise write it as a plain number.",
};

pub(super) const NUMBER: Explanation = Explanation {
    meaning: "A number is out of range, so no program can represent it. It is read as text.",
    example: "maximum: 1e400",
    action: "Write a number that fits, or remove the keyword.",
};

pub(super) const SECRET: Explanation = Explanation {
    meaning: "A value looks like a real credential. Specs are committed, so anyone with access to the repository can \
              read it.",
    example: "example: ghp_0123456789abcdefghijklmnopqrstuvwxyz",
    action: "Replace it with a placeholder, and revoke it if it is real. If it is only an example of the vendor, \
             accept the finding.",
};

pub(super) const ODD_YAML: Explanation = Explanation {
    meaning: "YAML 1.2 does not allow this, or JSON cannot express it: a tag, a key that is not a string, a second \
              document, a string whose later lines are not indented, or JSON escapes. In JSON, it is a comment or a \
              trailing comma. It is read as it was meant.",
    example: "description: \"A text\nthat goes on here\"",
    action: "Nothing. Other tools may refuse the file.",
};

pub(super) const MERGE_KEY: Explanation = Explanation {
    meaning: "A mapping includes the members of another one by a merge key, which only YAML 1.1 defines. It is read as \
              in YAML 1.1.",
    example: "b:\n  <<: *a\n  nullable: true",
    action: "Nothing.",
};
