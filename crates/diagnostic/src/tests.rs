use std::os::unix::ffi::OsStrExt;

use crate::{Class, Code, Diagnostic, Diagnostics, Source, Subject};

const CODE: Code = Code::new(7, Class::Input);

fn field(name: &str) -> Subject {
    Subject::Field { name: name.to_owned(), source: Source::Program }
}

#[test]
fn a_diagnostic_is_one_line() {
    let plain = Diagnostic::new(CODE, field("name"), "is missing");
    assert_eq!(plain.to_string(), "E007: name: is missing");
    let hinted = plain.hint("did you mean \"nmae\"?");
    assert_eq!(hinted.to_string(), "E007: name: is missing; did you mean \"nmae\"?");
    let two: Diagnostics =
        [hinted.clone(), hinted].into_iter().fold(Diagnostics::new(), |mut all, one| {
            all.push(one);
            all
        });
    assert_eq!(two.to_string().lines().count(), 2);
}

#[test]
fn every_part_is_escaped() {
    let name = b"a\x1b]0;x\x07\n\xff".to_vec();
    let text = String::from_utf8_lossy(&name).into_owned();
    for subject in [
        Subject::Entry(name.clone()),
        Subject::File(std::ffi::OsStr::from_bytes(&name).into()),
        field(&text),
    ] {
        let shown = Diagnostic::new(CODE, subject, &text).hint(&text).to_string();
        assert!(!shown.chars().any(char::is_control), "{shown:?}");
    }
    let entry = Diagnostic::new(CODE, Subject::Entry(name), "is odd");
    assert_eq!(entry.to_string(), r"E007: /a\x1b]0;x\x07\x0a\xff: is odd");
}

#[test]
fn results_follow_what_was_found() {
    assert_eq!(Diagnostics::new().into_result(1), Ok(1));
    let found = Diagnostics::from(Diagnostic::new(CODE, field("name"), "is missing"));
    assert_eq!(found.clone().into_result(1), Err(found));
}
