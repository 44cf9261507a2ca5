//! Users and groups by sysusers.d files, and prefixes of relocatable packages.

use super::{hello, lines, package, refused, shown};

#[test]
fn sysusers_files_provide_users_and_groups() {
    // As `echo -n 'u hello - "Hello daemon" /var/lib/hello' | rpm --eval` has them in rpm 4.20.
    let text = "# comment\n\nu hello  -\t\"Hello daemon\" /var/lib/hello\ng hi 515\nm hello adm\n\
                r - 500-900\nu! locked -\nx\n";
    let package = package(
        &hello(),
        &[
            ("usr/lib/sysusers.d/hello.conf", text),
            ("usr/lib/sysusers.d/README", "u other -\n"),
            ("etc/sysusers.d/x.conf", "u other -\n"),
        ],
    );
    let provides = shown(&package.dependencies.provides);
    let accounts: Vec<_> = provides.iter().filter(|it| it.starts_with(['u', 'g'])).collect();
    assert_eq!(
        accounts,
        [
            "user(hello) = dSBoZWxsbyAtICJIZWxsbyBkYWVtb24iIC92YXIvbGliL2hlbGxv",
            "group(hello)",
            "group(hi) = ZyBoaSA1MTUA",
            "groupmember(hello/adm) = bSBoZWxsbyBhZG0A",
            "user(locked) = dSEgbG9ja2VkIC0A",
            "group(locked)",
        ]
    );
    assert!(package.warnings().is_empty(), "{:?}", lines(package.warnings()));
}

#[test]
fn a_line_that_rpm_does_not_take_is_warned_of() {
    let package = package(&hello(), &[("usr/lib/sysusers.d/x.conf", "u ok -\nz bad -\n")]);
    let found = lines(package.warnings());
    assert!(found.len() == 1 && found[0].starts_with("E529: /usr/lib/sysusers.d/x.conf: line 2"));
    assert!(shown(&package.dependencies.provides).contains(&"group(ok)".to_owned()));
}

#[test]
fn prefixes_are_absolute_directories_with_something_below_them() {
    let with = |prefixes: &[&str]| {
        let mut description = hello();
        description.rpm.prefixes = prefixes.iter().map(|text| (*text).into()).collect();
        description
    };
    for wrong in ["opt/x", "/opt/x/", "/", "//opt", "/opt/./x", "/opt/../x", ""] {
        refused(&with(&[wrong]), &["E530: rpm.prefixes[0]: ", "\"/opt/hello\""]);
    }
    refused(&with(&["/opt/x", "/opt/x"]), &["E530: rpm.prefixes[1]: ", "twice"]);
    let files = [("opt/x/a", ""), ("etc/y", "")];
    let good = package(&with(&["/opt/x", "/etc"]), &files);
    assert_eq!((good.prefixes.len(), good.warnings().as_slice().len()), (2, 0));
    let outside = lines(package(&with(&["/opt/x"]), &files).warnings());
    assert!(outside.len() == 1 && outside[0].starts_with("E530: /etc/y: "), "{outside:?}");
    let none = lines(package(&with(&["/opt", "/etc", "/srv"]), &files).warnings());
    assert!(none.len() == 1 && none[0].contains("nothing below /srv"), "{none:?}");
}
