//! The documents for users: every block of code in them does what it says.
//!
//! A block that cannot be run has a comment `<!-- not run: REASON -->` in the line before it. Rust is
//! compiled by the documentation tests of `conformance`; blocks without a language are output.

mod blocks;
mod help;
mod manifest;
mod readme;
mod repository;

use std::path::Path;

use crate::support::{Run, Tool, Workshop};

/// A place to try things in: a staged tree of everything that the documents speak of, and the scripts
/// that they name.
fn prepared() -> Workshop {
    let workshop = Workshop::of(Tool::Mkdeb);
    for path in [
        "etc/hello/hello.conf",
        "usr/share/locale/de/LC_MESSAGES/hello.mo",
        "usr/share/licenses/hello/LICENSE",
        "opt/hello/lib/data",
        "srv/hello/data",
        "usr/lib/sysusers.d/hello.conf",
        "var/lib/hello/state",
    ] {
        workshop.file(&format!("stage/{path}"), b"text\n", 0o644);
    }
    for path in ["packaging/postinst.sh", "posttrans.sh", "preun.sh", "reload.sh"] {
        workshop.file(path, b"#!/bin/sh\nexit 0\n", 0o755);
    }
    for path in ["pretrans.lua", "index.lua"] {
        workshop.file(path, b"print('hello')\n", 0o644);
    }
    workshop.file("hello.lintian-overrides", b"hello: no-manual-page\n", 0o644);
    workshop
}

/// Runs a shell script in the workshop, where the commands of this build are found first.
fn run(workshop: &Workshop, script: &str) -> Run {
    let built = Path::new(env!("CARGO_BIN_EXE_mkdeb")).parent().unwrap();
    let mut shell = real_tools::shell(&format!(
        "set -eu\nmkdeb() {{ command mkdeb \"$@\"; }}\nmkrpm() {{ command mkrpm \"$@\"; }}\n\
         mkrepo() {{ command mkrepo \"$@\"; }}\n{script}"
    ));
    shell.current_dir(workshop.path(".")).env("PATH", format!("{}:/usr/bin:/bin", built.display()));
    for name in ["SOURCE_DATE_EPOCH", "NO_COLOR", "COLUMNS"] {
        shell.env_remove(name);
    }
    Run::of(&mut shell)
}
