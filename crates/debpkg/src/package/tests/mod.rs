//! Whole descriptions, right and wrong.

mod bad_fields;
mod bad_files;
mod bad_trees;
mod injection;

use diagnostic::Diagnostics;
use pkgtree::{Content, Description, InstallPath, Mode, Tree};

use crate::Package;

/// A description that lacks nothing.
pub(super) fn hello() -> Description {
    Description {
        release: Some("3".into()),
        arch: Some("linux/amd64".into()),
        maintainer: Some("Jane Doe <jane@example.org>".into()),
        summary: Some("friendly greeter".into()),
        ..Description::named("hello", "2.10")
    }
}

/// A tree of files with these paths and contents.
pub(super) fn tree(files: &[(&str, &str)]) -> Tree {
    let mut tree = Tree::empty();
    for (path, content) in files {
        let content = Content::from_bytes(content.as_bytes());
        tree.insert_file(installed(path), content, Mode::from_bits(0o644)).unwrap();
    }
    tree
}

pub(super) fn installed(path: &str) -> InstallPath {
    InstallPath::parse(path.as_bytes()).unwrap()
}

pub(super) fn package(description: &Description, files: &[(&str, &str)]) -> Package {
    Package::from_tree(tree(files), description).unwrap_or_else(|defects| panic!("{defects}"))
}

/// The control file.
pub(super) fn control(description: &Description) -> String {
    package(description, &[]).control().to_paragraph(1).unwrap().to_string()
}

/// The lines of all defects.
pub(super) fn defects(description: &Description) -> Vec<String> {
    let result = Package::from_tree(Tree::empty(), description);
    lines(&result.expect_err("no defect was found"))
}

/// The lines of all warnings.
pub(super) fn warnings(description: &Description) -> Vec<String> {
    lines(package(description, &[]).warnings())
}

pub(super) fn lines(diagnostics: &Diagnostics) -> Vec<String> {
    diagnostics.as_slice().iter().map(ToString::to_string).collect()
}

#[test]
fn a_small_description_suffices() {
    insta::assert_snapshot!(control(&hello()), @r"
    Package: hello
    Version: 2.10-3
    Architecture: amd64
    Maintainer: Jane Doe <jane@example.org>
    Installed-Size: 1
    Section: misc
    Priority: optional
    Description: friendly greeter
    ");
    let package = package(&hello(), &[]);
    assert_eq!(package.file_name(), "hello_2.10-3_amd64.deb");
    assert_eq!(package.compression().to_string(), "xz:6");
    assert!(package.warnings().is_empty());
}

#[test]
fn every_field_has_its_place() {
    let mut full = hello();
    full.epoch = Some("1".into());
    full.description = Some("Greets.\n\n  verbatim \n".into());
    full.homepage = Some("https://example.org/hello".into());
    full.depends = vec!["libc6 (>= 2.31), aa | bb:any".into(), "cc > 1".into()];
    full.recommends = vec!["dd".into()];
    full.suggests = vec!["ee".into()];
    full.enhances = vec!["ff".into()];
    full.provides = vec!["greeter (= 1)".into()];
    full.conflicts = vec!["greeter".into()];
    full.replaces = vec!["hi (<< 2)".into()];
    let deb = &mut full.deb;
    deb.section = Some("contrib/utils".into());
    deb.priority = Some("standard".into());
    deb.essential = Some(true.into());
    deb.protected = Some(true.into());
    deb.build_essential = Some(true.into());
    deb.multi_arch = Some("foreign".into());
    deb.source = Some("hello-src (2.9)".into());
    deb.bugs = Some("debbugs://bugs.example.org".into());
    deb.origin = Some("Example".into());
    deb.tag = Some("role::program,\n scope::utility".into());
    deb.depends = vec!["libc6 (>= 2.31)".into(), "gg".into()];
    deb.pre_depends = vec!["dpkg (>= 1.18)".into()];
    deb.breaks = vec!["hi (<< 2)".into()];
    deb.built_using = vec!["gcc-12 (= 12.2.0-14)".into()];
    deb.static_built_using = vec!["rustc (= 1.88)".into()];
    deb.fields = vec![("X-Commit".into(), "abc".into()), ("Task".into(), "a,\n b".into())];
    deb.installed_size = Some("77".into());
    deb.compression = Some("zstd:3".into());
    insta::assert_snapshot!(control(&full), @r"
    Package: hello
    Source: hello-src (2.9)
    Version: 1:2.10-3
    Architecture: amd64
    Build-Essential: yes
    Essential: yes
    Protected: yes
    Origin: Example
    Bugs: debbugs://bugs.example.org
    Maintainer: Jane Doe <jane@example.org>
    Installed-Size: 1
    Pre-Depends: dpkg (>= 1.18)
    Depends: libc6 (>= 2.31), aa | bb:any, cc (>> 1), gg
    Recommends: dd
    Suggests: ee
    Enhances: ff
    Conflicts: greeter
    Breaks: hi (<< 2)
    Replaces: hi (<< 2)
    Provides: greeter (= 1)
    Built-Using: gcc-12 (= 12.2.0-14)
    Static-Built-Using: rustc (= 1.88)
    Section: contrib/utils
    Priority: standard
    Multi-Arch: foreign
    Homepage: https://example.org/hello
    Description: friendly greeter
     Greets.
     .
       verbatim
    Tag: role::program,
     scope::utility
    X-Commit: abc
    Task: a,
     b
    ");
    let package = package(&full, &[]);
    assert_eq!(package.file_name(), "hello_2.10-3_amd64.deb");
    assert_eq!(package.compression().to_string(), "zstd:3");
    assert_eq!(package.installed_size, Some(77));
    assert!(package.warnings().is_empty(), "{}", package.warnings());
}

#[test]
fn a_section_for_deb_goes_before_what_is_common() {
    let mut both = hello();
    both.deb.name = Some("hello-deb".into());
    both.deb.version = Some("2.11".into());
    both.deb.arch = Some("all".into());
    both.deb.summary = Some("another".into());
    let control = control(&both);
    assert!(control.starts_with("Package: hello-deb\nVersion: 2.11-3\nArchitecture: all\n"));
    assert!(control.ends_with("Description: another\n"));
}

#[test]
fn a_source_that_says_nothing_new_is_left_out() {
    for (source, field) in [
        ("hello", None),
        ("hello (2.10-3)", None),
        ("hello (2.10-2)", Some("hello (2.10-2)")),
        ("hi", Some("hi")),
        ("hi ( 1:2 )", Some("hi (1:2)")),
    ] {
        let mut with_source = hello();
        with_source.deb.source = Some(source.into());
        let package = package(&with_source, &[]);
        assert_eq!(package.control().source.as_deref(), field, "{source}");
    }
}
