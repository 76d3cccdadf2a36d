//! What the findings about text mean: what cannot be read as JSON or YAML, or not in one way only.

use super::Explanation;

pub(super) const SYNTAX: Explanation = Explanation {
    meaning: "The file cannot be read: it is empty, or not JSON or YAML.",
    example: "openapi: 3.0.3\ninfo: {title: Users",
    action: "Correct the text at the place shown. A page that was saved as HTML has to be downloaded again as text.",
};

pub(super) const DUPLICATE_KEY: Explanation = Explanation {
    meaning: "An object has the same key twice. Readers differ in which one counts; here it is the last one.",
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
    meaning: "A number is out of range: no program keeps it as a number. It is read as a text.",
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
    meaning: "YAML 1.2 does not have this form, or JSON cannot say it: a tag, a key that is no text, a second document, text \
              whose later lines are not indented, or escapes of JSON. It is read as it is meant.",
    example: "description: \"A text\nthat goes on here\"",
    action: "Nothing. Other tools may refuse the file.",
};

pub(super) const MERGE_KEY: Explanation = Explanation {
    meaning: "The mapping takes members of another one by the merge key of YAML 1.1. It is read so.",
    example: "b:\n  <<: *a\n  nullable: true",
    action: "Nothing.",
};
