//! Scripts that rpm cannot run.

use super::Verdict;
use crate::header::{Header, tag};

/// What runs before and after an installation; other scripts run later, and fail then.
const PROGRAMS: [crate::header::Tag; 4] =
    [tag::PREINPROG, tag::POSTINPROG, tag::PRETRANSPROG, tag::POSTTRANSPROG];

pub(super) fn check(header: &Header, verdict: &mut Verdict) {
    for tag in PROGRAMS {
        let Some(program) = header.text(tag) else { continue };
        if program.first() == Some(&b'<') && program != b"<lua>" {
            let problem = format!(
                "is \"{}\"; of interpreters that are built in, rpm has <lua> alone",
                program.escape_ascii()
            );
            verdict.refuse(tag, problem, "name a program by its path, or <lua>");
        }
    }
}
