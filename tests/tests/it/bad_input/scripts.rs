//! Maintainer scripts, triggers and the other control files.

use std::fs;

use conformance::program::Mkdeb;
use conformance::tool::call;

use super::case::{Case, case, try_all};

fn script(name: &'static str, bytes: &'static [u8]) -> Case {
    case(name).with(move |g| g.beside("script", bytes)).arguments(&["--script=postinst=script"])
}

#[test]
fn scripts() {
    try_all(&[
        script("in order", b"#!/bin/sh\ntrue\n").exit(0),
        script("no interpreter", b"true\n").says(&["script", "#!"]),
        script("CRLF", b"#!/bin/sh\r\ntrue\r\n").says(&["script"]),
        script("byte order mark", b"\xef\xbb\xbf#!/bin/sh\n").says(&["script", "byte order mark"]),
        script("relative interpreter", b"#!sh\ntrue\n").says(&["script"]),
        script("interpreter without a name", b"#!\ntrue\n").says(&["script"]),
        script("empty", b"").says(&["script", "empty"]),
        script("NUL", b"#!/bin/sh\n\0").says(&["script", "NUL"]),
        case("1 MiB and one byte")
            .with(|g| g.beside("script", format!("#!/bin/sh\n{}", "#".repeat(1 << 20))))
            .arguments(&["--script=postinst=script"])
            .says(&["script"]),
        case("missing").arguments(&["--script=postinst=missing"]).says(&["missing"]),
        case("folder").arguments(&["--script=postinst=tree"]).says(&["tree"]),
        case("FIFO")
            .with(|g| drop(call("mkfifo", &[g.folder().join("fifo")])))
            .arguments(&["--script=postinst=fifo"])
            .says(&["fifo"]),
        case("link to a script")
            .with(|g| {
                fs::write(g.folder().join("real"), "#!/bin/sh\ntrue\n").unwrap();
                std::os::unix::fs::symlink("real", g.folder().join("script")).unwrap();
            })
            .arguments(&["--script=postinst=script"])
            .exit(0),
        case("unknown name")
            .with(|g| g.beside("script", "#!/bin/sh\ntrue\n"))
            .arguments(&["--script=post-install=script"])
            .says(&["post-install", "postinst"]),
        case("unknown name in the manifest")
            .with(|g| g.beside("script", "#!/bin/sh\ntrue\n"))
            .manifest("[scripts]\npostinstall = \"script\"\n")
            .says(&["postinstall", "postinst"]),
    ]);
}

#[test]
fn triggers() {
    let trigger = |name, line: &str| {
        case(name).only(Mkdeb).manifest(format!("[deb]\ntriggers = [\"{line}\"]\n"))
    };
    try_all(&[
        trigger("in order", "interest-noawait /usr/share/fixture").exit(0),
        trigger("unknown directive", "interested /usr/share/fixture")
            .says(&["interested", "interest"]),
        trigger("no name", "interest").says(&["triggers"]),
        trigger("newline", r"interest a1\nactivate b1").says(&["triggers"]),
        trigger("control character", r"interest a\u001f").says(&["triggers"]),
    ]);
}
