//! Builds as dpkg-deb sees them.

use crate::support::{Run, Workshop, sufficient};

/// What dpkg-deb(1) says of a package.
fn dpkg_deb(workshop: &Workshop, arguments: &[&str]) -> String {
    let mut command = real_tools::command("dpkg-deb");
    command.args(arguments).arg(workshop.path("hello_1.0_amd64.deb")).env("TZ", "UTC");
    Run::of(&mut command).done().to_owned()
}

#[test]
fn flags_alone_make_a_package() {
    let workshop = Workshop::new();
    workshop.file("postinst", b"#!/bin/sh\nset -e\n", 0o644);
    workshop.file("extra", b"x", 0o600);
    workshop
        .build(&[
            "--depends=libc6 (>= 2.31), bc >= 2",
            "--depends=cat|dog",
            "--pre-depends=dpkg",
            "--breaks=qq",
            "--section=utils",
            "--priority=standard",
            "--multi-arch=foreign",
            "--homepage=https://example.org",
            "--field=X-Commit=abc",
            "--script=postinst=postinst",
            "--add=extra=/usr/share/hello/",
            "--attr=/usr/share/hello/extra:0640::adm",
            "--exclude=/usr/bin/hi",
            "--timestamp=1700000000",
        ])
        .done();
    let fields = dpkg_deb(&workshop, &["-f"]);
    for line in [
        "Package: hello",
        "Version: 1.0",
        "Architecture: amd64",
        "Depends: libc6 (>= 2.31), bc (>= 2), cat | dog",
        "Pre-Depends: dpkg",
        "Breaks: qq",
        "Section: utils",
        "Priority: standard",
        "Multi-Arch: foreign",
        "Homepage: https://example.org",
        "X-Commit: abc",
    ] {
        assert!(fields.lines().any(|found| found == line), "{line} is not in {fields}");
    }
    let list = dpkg_deb(&workshop, &["-c"]);
    let line = list.lines().find(|line| line.ends_with("/usr/share/hello/extra"));
    assert!(line.is_some_and(|line| line.starts_with("-rw-r----- root/adm ")), "{list}");
    assert!(!list.contains("bin/hi"), "{list}");
    assert!(dpkg_deb(&workshop, &["-I"]).contains("postinst"));
}

#[test]
fn flags_win_over_the_manifest_and_add_to_its_lists() {
    let workshop = Workshop::new();
    let manifest = r#"
        name = "wrong"
        version = "0.9"
        arch = "linux/arm64"
        maintainer = "Jo Doe <jo@example.org>"
        summary = "says hello ${version} ${BUILD}"
        depends = ["aa"]
        [deb]
        arch = "i386"
        section = "games"
        compression = "gzip"
    "#;
    workshop.file("package.toml", manifest.as_bytes(), 0o644);
    let mut command = workshop.command(&[
        "stage",
        "--manifest=package.toml",
        "--name=hello",
        "--version=1.0",
        "--arch=linux/amd64",
        "--section=utils",
        "--depends=bb",
        "--set=BUILD=42",
        "--compression=zstd:3",
    ]);
    assert_eq!(Run::of(&mut command).done(), "hello_1.0_amd64.deb\n");
    let fields = dpkg_deb(&workshop, &["-f"]);
    for line in ["Description: says hello 1.0 42", "Depends: aa, bb", "Section: utils"] {
        assert!(fields.lines().any(|found| found == line), "{line} is not in {fields}");
    }
    let package = std::fs::read(workshop.path("hello_1.0_amd64.deb")).unwrap();
    assert!(package.windows(12).any(|bytes| bytes == b"data.tar.zst"));
}

#[test]
fn the_environment_is_read_by_name_only() {
    let workshop = Workshop::new();
    workshop.file("package.toml", b"homepage = 'https://${env:HOST_OF_IT}/'\n", 0o644);
    let mut arguments = sufficient();
    arguments.extend(["-m", "package.toml"]);
    let mut command = workshop.command(&arguments);
    Run::of(command.env("HOST_OF_IT", "example.org")).done();
    assert!(dpkg_deb(&workshop, &["-f"]).contains("Homepage: https://example.org/\n"));
    let unset = Run::of(workshop.command(&arguments).arg("--force").env_remove("HOST_OF_IT"));
    assert!(unset.failed(3).contains("HOST_OF_IT"), "{}", unset.stderr);
}

#[test]
fn nothing_around_changes_a_byte() {
    let workshop = Workshop::new();
    let package = |name: &str, further: &[&str], environment: &[(&str, &str)]| {
        let mut arguments = sufficient();
        arguments.extend(["-o", name]);
        arguments.extend(further);
        let mut command = workshop.command(&arguments);
        Run::of(command.envs(environment.iter().copied())).done();
        std::fs::read(workshop.path(name)).unwrap()
    };
    let first = package("1.deb", &["--timestamp=1700000000"], &[]);
    assert_eq!(package("2.deb", &["--threads=8"], &[("SOURCE_DATE_EPOCH", "1700000000")]), first);
    let elsewhere = [("TZ", "Asia/Tokyo"), ("LC_ALL", "tr_TR.UTF-8"), ("SOURCE_DATE_EPOCH", "5")];
    // The flag wins over the variable.
    assert_eq!(package("3.deb", &["--timestamp=1700000000"], &elsewhere), first);
    assert_ne!(package("4.deb", &[], &elsewhere), first);
}

#[test]
fn conffiles_are_those_of_etc_unless_told_otherwise() {
    let workshop = Workshop::new();
    let conffiles = |further: &[&str]| {
        workshop.build(&[&["--force", "--json"], further].concat()).json()["conffiles"].to_string()
    };
    assert_eq!(conffiles(&[]), r#"["/etc/hello.conf"]"#);
    assert_eq!(conffiles(&["--no-etc-conffiles"]), "[]");
    assert_eq!(
        conffiles(&["--no-etc-conffiles", "--config=/usr/bin/hello"]),
        r#"["/usr/bin/hello"]"#
    );
}
