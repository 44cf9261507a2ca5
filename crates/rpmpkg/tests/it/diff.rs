//! Comparing what rpmbuild makes.

use std::fs;

use rpmpkg::diff::compare;
use rpmpkg::read::Limits;

use crate::spec::{EVERYTHING, SMALL, build};

/// What a build changes by itself: times.
const TIMES: [&str; 2] = ["tag COOKIE", "tag SOURCEPKGID"];

/// Builds two packages and says what differs, but for times.
fn differences(left: (&str, &[&str]), right: (&str, &[&str])) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let read = |(body, macros)| fs::read(build(folder.path(), body, macros).binary).unwrap();
    let (left, right) = (read(left), read(right));
    let all = compare(&mut &left[..], &mut &right[..], &Limits::default()).unwrap();
    let lines = all.iter().map(ToString::to_string);
    lines.filter(|line| !TIMES.iter().any(|time| line.contains(time))).collect()
}

#[test]
fn names_what_a_spec_file_changes() {
    let changed = EVERYTHING
        .replace("Requires: foo >= 1", "Requires: foo >= 2")
        .replace("Requires(pre): shadow", "Requires(post): shadow")
        .replace("echo postun", "echo gone")
        .replace("%pre\n", "%pre -p /bin/bash\n")
        .replace("-P 100", "-P 200")
        .replace("%triggerun -- foo", "%triggerun -- fox")
        .replace("echo a=b", "echo a=c")
        .replace("chmod 4755", "chmod 0755")
        .replace("%ghost /var/log/x.log\n", "/var/log/x.log\n")
        .replace("/etc/null\n", "/etc/zero\n")
        .replace("%{buildroot}/etc/null c 1 3", "%{buildroot}/etc/zero c 1 5")
        .replace("%lang(de) ", "%lang(fr) ")
        .replace("MIT", "BSD")
        .replace("Ein Muster", "Ein Beispiel");
    let found = differences((EVERYTHING, &[]), (&changed, &[]));
    insta::assert_snapshot!(found.join("\n"));
}

#[test]
fn names_the_compressor_and_its_level() {
    let found =
        differences((SMALL, &["_binary_payload w1.gzdio"]), (SMALL, &["_binary_payload w9.gzdio"]));
    assert_eq!(found[0], "tag PAYLOADFLAGS: value \"1\" became \"9\"");
    assert!(found[1].starts_with("payload: compression "), "{found:?}");
    assert_eq!(found.len(), 2);
    let found =
        differences((SMALL, &["_binary_payload w6.gzdio"]), (SMALL, &["_binary_payload w6.xzdio"]));
    assert!(found.contains(&"payload: encoding gz became xz".to_owned()), "{found:?}");
}
