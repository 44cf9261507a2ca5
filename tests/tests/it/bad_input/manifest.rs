//! Manifests as texts.

use super::case::{case, try_all};

#[test]
fn keys() {
    try_all(&[
        case("unknown").manifest("sumary = \"x\"\n").says(&[
            "package.toml:1:1",
            "sumary",
            "summary",
        ]),
        case("unknown in a table").manifest("[deb]\nsecton = \"x\"\n").says(&[
            "package.toml:2:1",
            "secton",
            "section",
        ]),
        case("twice").manifest("name = \"a\"\nname = \"b\"\n").says(&["package.toml:2:"]),
        case("table twice").manifest("[deb]\n[deb]\n").says(&["package.toml:2:"]),
        case("not TOML").manifest("name = \n").says(&["package.toml:1:"]),
        case("wrong type").manifest("homepage = 1\n").says(&["package.toml:1:", "homepage"]),
        case("several")
            .manifest("sumary = \"x\"\n[deb]\nsecton = \"x\"\n[[file]]\nmode = \"9\"\n")
            .says(&["sumary", "secton", "match", "\"9\""]),
        case("known reference").manifest("summary = \"${name}\"\n").exit(0),
        case("unknown reference")
            .manifest("homepage = \"https://${nam}/\"\n")
            .says(&["package.toml:1:", "nam"]),
        case("environment that is not set")
            .manifest("homepage = \"https://${env:NOT_SET}/\"\n")
            .says(&["NOT_SET"]),
        case("reference to itself").manifest("homepage = \"${homepage}\"\n").says(&["homepage"]),
        case("bad mode")
            .manifest("[[file]]\nmatch = \"*\"\nmode = \"rwx\"\n")
            .says(&["rwx", "package.toml:3:"]),
        case("bad pattern").manifest("[[file]]\nmatch = \"[\"\n").says(&["package.toml:2:"]),
    ]);
}

#[test]
fn characters() {
    try_all(&[
        case("byte order mark").manifest("\u{feff}license = \"MIT\"\n").says(&["byte order mark"]),
        case("not UTF-8").manifest(b"license = \"\xff\"\n").says(&["UTF-8", "package.toml:1:"]),
        case("bidirectional override")
            .manifest("license = \"a\u{202e}b\"\n")
            .says(&["package.toml:1:"]),
        case("CRLF").manifest("license = \"MIT\"\r\n").exit(0),
        case("NUL")
            .without(&["--license"])
            .manifest("license = \"a\\u0000b\"\n")
            .says(&["license"]),
        case("raw NUL").manifest("license = \"a\0b\"\n").says(&["package.toml:1:"]),
    ]);
}

#[test]
fn files() {
    try_all(&[
        case("missing").arguments(&["--manifest=missing.toml"]).exit(4).says(&["missing.toml"]),
        case("folder").arguments(&["--manifest=tree"]).exit(4).says(&["tree"]),
    ]);
}
