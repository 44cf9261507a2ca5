//! Scripts that rpm cannot run.

use super::{Flaw, Verdict};
use crate::header::{Header, Tag, tag};

/// What runs before and after an installation; other scripts run later, and fail then.
const PROGRAMS: [Tag; 4] = [tag::PREINPROG, tag::POSTINPROG, tag::PRETRANSPROG, tag::POSTTRANSPROG];

pub(super) fn check(header: &Header, verdict: &mut Verdict) {
    for tag in PROGRAMS {
        if let Some(Flaw { problem, hint }) = header.text(tag).and_then(flaw) {
            verdict.refuse(tag, problem, hint);
        }
        // It asks for the version of rpm that built the package, to run old scripts in the old way.
        if header.text(tag) == Some(b"<lua>") && header.value(tag::RPMVERSION).is_none() {
            let problem = "is <lua> in a package without RPMVERSION (1064), at which rpm 4.20 \
                           (Debian 13) crashes";
            verdict.warn(tag, problem, "build the package again with mkrpm or rpmbuild");
        }
    }
}

/// What is wrong with a script's interpreter.
pub(crate) fn flaw(program: &[u8]) -> Option<Flaw> {
    (program.first() == Some(&b'<') && program != b"<lua>").then(|| {
        let problem = format!(
            "is \"{}\", but the only built-in interpreter of rpm is <lua>",
            program.escape_ascii()
        );
        Flaw::new(problem, "name a program by its path, or <lua>")
    })
}
